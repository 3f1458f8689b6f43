use super::*;
use serde_json::{Value, json};

#[test]
fn every_field_is_required_and_nothing_else_allowed() {
    for (name, schema) in schemas() {
        let schema = serde_json::to_value(schema).unwrap();
        let fields = schema["properties"].as_object().unwrap();
        let required = schema["required"].as_array().unwrap();
        for field in fields.keys() {
            assert!(required.contains(&json!(field)), "{name}: {field} may be left out");
        }
        assert_eq!(schema["additionalProperties"], Value::Bool(false), "{name}");
    }
}
