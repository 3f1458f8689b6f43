//! Several kinds at once: Azure resources besides Entra roles.

mod azure;
mod groups;
mod hostile;
mod lost;
mod narrow;
mod quick;
mod several;
mod through;

use crate::support::{Ran, TestTenant, words};
use serde_json::Value;
use std::path::PathBuf;

/// The end of the paths of Azure's requests, and of no other service's.
pub const AZURE: &str = "Microsoft.Authorization";
/// An Azure role that is active at once, and what it asks for.
pub const DEV: &str = r#"activate contributor@dev -k azure -r "Fix it" --max-wait 1s -o json"#;

impl TestTenant {
    /// Runs `pim --sandbox`, and gives its recording too.
    fn recorded(&self, line: &str) -> (Ran, Vec<Exchange>) {
        let mut command = self.command(std::iter::once("--sandbox".to_owned()).chain(words(line)));
        let file = PathBuf::from(command.get_args().nth(1).unwrap());
        (Ran::of(command.output().unwrap()), exchanges(&file))
    }

    /// The PUTs that asked for an Azure role: the names of the requests, in order.
    fn puts(&self) -> Vec<String> {
        let path = |line: &String| line.strip_prefix("PUT ").map(|path| path.rsplit('/').next().unwrap().to_owned());
        self.sent().iter().filter_map(path).collect()
    }
}

/// One exchange of a recording.
pub struct Exchange {
    pub method: String,
    pub path: String,
    pub sent: Value,
}

fn exchanges(file: &PathBuf) -> Vec<Exchange> {
    let har: Value = serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap();
    let entries = har["log"]["entries"].as_array().unwrap();
    let one = |entry: &Value| {
        let url = entry["request"]["url"].as_str().unwrap();
        Exchange {
            method: entry["request"]["method"].as_str().unwrap().to_owned(),
            path: url.split_once("://").unwrap().1.split_once('/').map(|(_, path)| format!("/{path}")).unwrap(),
            sent: entry["request"]["postData"]["text"]
                .as_str()
                .and_then(|text| serde_json::from_str(text).ok())
                .unwrap_or(Value::Null),
        }
    };
    entries.iter().map(one).collect()
}

/// The one PUT of a recording: the path's last segment, and the properties that were sent.
#[track_caller]
pub fn put(exchanges: &[Exchange]) -> (String, Value) {
    let all: Vec<&Exchange> = exchanges.iter().filter(|one| one.method == "PUT").collect();
    assert_eq!(all.len(), 1, "{:?}", exchanges.iter().map(|one| (&one.method, &one.path)).collect::<Vec<_>>());
    let path = all[0].path.split('?').next().unwrap();
    (path.rsplit('/').next().unwrap().to_owned(), all[0].sent["properties"].clone())
}

/// The object id of one of the sandbox's people.
pub fn oid(name: &str) -> &'static str {
    pim::sandbox::person(name).unwrap().object_id
}
