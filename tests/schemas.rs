//! The JSON Schemas of what scripts read, as files beside the documentation: always those of the code.

use std::path::Path;

/// `PIM_BLESS=1 cargo test` writes them anew.
#[test]
fn the_schema_files_are_those_of_the_code() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/schemas");
    for (name, schema) in pim::screen::shape::schemas() {
        let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        let path = folder.join(format!("{name}.json"));
        if std::env::vars_os().any(|(name, _)| name == "PIM_BLESS") {
            std::fs::create_dir_all(&folder).unwrap();
            std::fs::write(&path, &text).unwrap();
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(kept == text, "{} is not what the code says; PIM_BLESS=1 cargo test writes it anew", path.display());
    }
}
