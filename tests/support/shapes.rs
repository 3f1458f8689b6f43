//! Output held to the project's own JSON Schemas.

#![cfg_attr(not(feature = "sandbox"), allow(dead_code, reason = "most tests need the sandbox"))]

use serde_json::Value;

/// Asserts that `value` has the shape, formats of times and durations included.
#[track_caller]
pub fn hold(shape: &str, value: &Value) {
    let schemas = pim::screen::shape::schemas();
    let (_, schema) = schemas.iter().find(|(name, _)| *name == shape).expect("a shape that there is");
    let validator = jsonschema::options().should_validate_formats(true).build(schema.as_value()).unwrap();
    let faults: Vec<String> =
        validator.iter_errors(value).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
    assert!(faults.is_empty(), "{faults:#?}\n{value:#}");
}

/// Asserts that `list` is a list of at least `least` of the shape.
#[track_caller]
pub fn hold_each(shape: &str, list: &Value, least: usize) {
    let items = list.as_array().expect("a list");
    assert!(items.len() >= least, "{} of {least}: {list:#}", items.len());
    items.iter().for_each(|item| hold(shape, item));
}
