use super::*;
use serde_json::json;

fn ask(expression: &str, value: &Value) -> String {
    let query: Query = expression.parse().unwrap();
    query.apply(value).unwrap().to_string()
}

#[test]
fn keys_keep_the_order_of_the_expression_or_of_the_item() {
    let roles = json!([
        {"shortId": "a1", "role": {"name": "Reader", "id": "r1"}, "state": "active"},
        {"shortId": "b2", "role": {"name": "Owner", "id": "r2"}, "state": "eligible"},
    ]);
    assert_eq!(
        ask("[].{state: state, name: role.name, id: shortId}", &roles),
        r#"[{"state":"active","name":"Reader","id":"a1"},{"state":"eligible","name":"Owner","id":"b2"}]"#
    );
    assert_eq!(
        ask("[?state=='active'] | [0]", &roles),
        r#"{"shortId":"a1","role":{"name":"Reader","id":"r1"},"state":"active"}"#
    );
    assert_eq!(ask("[].{b: {z: state, y: shortId}, a: state}[0]", &roles), "[]");
    assert_eq!(
        ask("[0].{b: {z: state, y: shortId}, a: state}", &roles),
        r#"{"b":{"z":"active","y":"a1"},"a":"active"}"#
    );
    assert_eq!(ask("length([])", &roles), "2");
    assert_eq!(ask("[].role.name", &roles), r#"["Reader","Owner"]"#);
}

#[test]
fn a_fault_is_told_with_its_place() {
    let error = "[].{a: b]".parse::<Query>().unwrap_err().to_string();
    assert!(error.starts_with("--query: ") && error.contains("at character"), "{error}");
    assert!("[].{a: b".parse::<Query>().unwrap_err().to_string().contains("ends too early"));
    let query: Query = "length(`1`)".parse().unwrap();
    assert!(query.apply(&json!([])).is_err());
}

#[test]
fn long_and_deep_expressions_are_refused_and_long_chains_survive() {
    assert!("a".repeat(5000).parse::<Query>().unwrap_err().to_string().contains("4096"));
    let deep = format!("{}a{}", "[".repeat(65), "]".repeat(65));
    assert!(deep.parse::<Query>().unwrap_err().to_string().contains("character 65"));
    assert!(format!("{}a", "!".repeat(3000)).parse::<Query>().is_err());
    assert!(format!("[?a == '{}']", "[".repeat(100)).parse::<Query>().is_ok(), "quoted text nests nothing");
    for chain in ["a.".repeat(2000) + "a", "a||".repeat(1300) + "a", "a[*]".repeat(1000), "a|".repeat(2000) + "a"] {
        if let Ok(query) = chain.parse::<Query>() {
            assert_eq!(query.apply(&json!({})).unwrap(), Value::Null);
        }
    }
}
