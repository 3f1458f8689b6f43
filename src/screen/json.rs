//! JSON that is faithful and drives no terminal: hostile characters are `\u` escapes.

use super::clean::is_hostile;
use serde_json::Value;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer};
use std::io::{self, Write};

/// The value on one line, without a line break.
#[must_use]
pub fn compact(value: &Value) -> String {
    write(value, Escaping(CompactFormatter))
}

/// The value in indented lines, without a last line break.
#[must_use]
pub fn pretty(value: &Value) -> String {
    write(value, Escaping(PrettyFormatter::new()))
}

fn write(value: &Value, formatter: impl Formatter) -> String {
    let mut bytes = Vec::new();
    // Neither a Value nor a Vec can fail here; were it otherwise, the text would be cut and say so.
    let _ = serde::Serialize::serialize(value, &mut Serializer::with_formatter(&mut bytes, formatter));
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Another formatter, with hostile characters escaped in strings and keys.
struct Escaping<F>(F);

/// The calls that the inner formatter answers: all but the one about text.
macro_rules! hand_on {
    ($($name:ident($($arg:ident: $kind:ty),*);)*) => {
        $(fn $name<W: ?Sized + Write>(&mut self, writer: &mut W $(, $arg: $kind)*) -> io::Result<()> {
            self.0.$name(writer $(, $arg)*)
        })*
    };
}

impl<F: Formatter> Formatter for Escaping<F> {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        while let Some((at, c)) = rest.char_indices().find(|(_, c)| is_hostile(*c)) {
            writer.write_all(&rest.as_bytes()[..at])?;
            for unit in c.encode_utf16(&mut [0; 2]) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = &rest[at + c.len_utf8()..];
        }
        writer.write_all(rest.as_bytes())
    }

    hand_on! {
        begin_array();
        end_array();
        begin_array_value(first: bool);
        end_array_value();
        begin_object();
        end_object();
        begin_object_key(first: bool);
        end_object_key();
        begin_object_value();
        end_object_value();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    #[test]
    fn p48_hostile_text_is_escaped_and_comes_back_the_same() {
        let value = json!({"a\u{202e}": ["\u{1b}[2J", "\u{9b}", "e\u{e0041}", "plain ünï \"q\" \\"], "e": [], "o": {}});
        let text = pretty(&value);
        assert!(text.contains("\\u001b[2J") && text.contains("\\u009b") && text.contains("\\udb40\\udc41"), "{text}");
        assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), value);
        assert_eq!(compact(&json!({"a": [1, "x"]})), r#"{"a":[1,"x"]}"#);
        assert_eq!(pretty(&json!([{"a": 1}])), "[\n  {\n    \"a\": 1\n  }\n]");
    }

    proptest! {
        #[test]
        fn p48_any_text_round_trips(text in proptest::collection::vec(any::<char>(), 0..60)) {
            let value = Value::String(text.into_iter().collect());
            let shown = compact(&value);
            prop_assert!(!shown.chars().any(is_hostile));
            prop_assert_eq!(serde_json::from_str::<Value>(&shown).unwrap(), value);
        }
    }
}
