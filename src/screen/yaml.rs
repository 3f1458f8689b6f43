//! YAML that is faithful and drives no terminal.

use super::clean::is_hostile;
use super::json;
use serde_json::Value;

/// The value in YAML's block style.
pub(super) fn yaml(value: &Value) -> String {
    // Wherever hostile text is, the whole is written as JSON, which is YAML, and escapes it.
    if has_hostile(value) {
        return json::pretty(value) + "\n";
    }
    let text = serde_saphyr::to_string(value).unwrap_or_else(|_| json::pretty(value));
    if text.ends_with('\n') { text } else { text + "\n" }
}

fn has_hostile(value: &Value) -> bool {
    let hostile = |text: &str| text.chars().any(|c| is_hostile(c) && c != '\n');
    match value {
        Value::String(text) => hostile(text),
        Value::Array(items) => items.iter().any(has_hostile),
        Value::Object(fields) => fields.iter().any(|(key, field)| hostile(key) || has_hostile(field)),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn p46_hostile_text_is_escaped_in_yaml() {
        let value = json!([{"role": "Owner", "reason": "a: b\nc # d", "on": "no", "n": null, "none": []}]);
        let text = yaml(&value);
        assert!(text.starts_with("- role: Owner\n"), "{text}");
        assert_eq!(serde_saphyr::from_str::<Value>(&text).unwrap(), value);
        let value = json!([{"reason": "\u{1b}[2J\u{9b}\u{202e}\ttab"}]);
        let text = yaml(&value);
        assert!(!text.chars().any(|c| is_hostile(c) && c != '\n'), "{text}");
        assert_eq!(serde_saphyr::from_str::<Value>(&text).unwrap(), value);
    }

    proptest! {
        #[test]
        fn p48_any_text_round_trips(text in "[ -~\\n:#'\"äß漢]{0,40}") {
            let value = json!([{"reason": text}]);
            let shown = yaml(&value);
            prop_assert_eq!(serde_saphyr::from_str::<Value>(&shown).map_err(|e| e.to_string()), Ok(value), "{}", shown);
        }
    }
}
