//! Asking again for what was asked for before: presets, the last activation, remembered reasons.

use crate::support::TestTenant;
use serde_json::{Value, json};

const DEPLOY: &str =
    r#"config preset save deploy "groups administrator" "contributor@dev" -r "Deploy it" -d 90m -t CHG7"#;

#[test]
fn a_preset_is_kept_in_the_file_and_activates_all_its_roles() {
    let tenant = TestTenant::of_all_kinds();
    tenant.config("# mine\nprofile = \"sandbox\"\n");
    tenant.pim(DEPLOY).must(0);
    let file = std::fs::read_to_string(tenant.home().join(".config/pim/config.toml")).unwrap();
    assert!(file.starts_with("# mine\nprofile = \"sandbox\"\n"), "{file}");
    assert!(file.contains("[presets.deploy]\nroles = [\"groups administrator\", \"contributor@dev\"]"), "{file}");
    let listed = tenant.pim("config preset list -o json").must(0).json();
    assert_eq!(listed[0]["roles"], json!(["groups administrator", "contributor@dev"]));
    let done = tenant.pim("activate -p deploy -o json").must(0).json();
    let each = |field: &str| done.as_array().unwrap().iter().map(|one| one[field].clone()).collect::<Vec<_>>();
    assert_eq!(each("outcome"), ["done", "done"]);
    assert_eq!(each("reason"), ["Deploy it", "Deploy it"]);
    assert_eq!(each("duration"), ["PT1H30M", "PT1H30M"]);
    assert_eq!(done[0]["ticket"]["number"], "CHG7");
    let gone = tenant.pim("config preset remove deploy -o json").must(0).json();
    let values: Vec<&Value> = gone.as_array().unwrap().iter().map(|entry| &entry["value"]).collect();
    assert_eq!(values, [&Value::Null; 4], "{gone}");
    tenant.pim("activate -p deploy").must(2).tells("there is no preset `deploy`: the file has none");
    let file = std::fs::read_to_string(tenant.home().join(".config/pim/config.toml")).unwrap();
    assert!(file.starts_with("# mine\n") && !file.contains("deploy"), "{file}");
}

#[test]
fn flags_count_more_than_a_preset() {
    let tenant = TestTenant::of_all_kinds();
    tenant.pim(DEPLOY).must(0);
    let done = tenant.pim("activate -p deploy -r Other -d 30m -o json").must(0).json();
    assert_eq!((&done[0]["reason"], &done[0]["duration"]), (&json!("Other"), &json!("PT30M")));
    tenant.pim("activate -p deploy contributor").must(2);
    tenant.pim("activate -p deplyo").must(2).tells("did you mean `deploy`?");
}

#[test]
fn a_profile_that_is_a_preset_says_so() {
    let tenant = TestTenant::new();
    tenant.pim(DEPLOY).must(0);
    tenant.run(["list", "--profile", "deploy"]).must(2).tells("pim activate -p deploy");
    tenant.config("[profiles.work]\ntenant = \"contoso.com\"\n");
    tenant.pim("activate -p work").must(2).tells("it is a profile: --profile work");
}

#[test]
fn a_preset_that_does_not_hold_is_refused_with_its_place() {
    let tenant = TestTenant::new();
    for (text, part) in [
        ("[presets.x]\nreason = \"r\"\n", "names no role"),
        ("[presets.x]\nroles = []\n", "names no role"),
        ("[presets.x]\nroles = [\"a\"]\nduration = \"soon\"\n", "config.toml:3: presets.x.duration"),
        ("[presets.\"a b\"]\nroles = [\"a\"]\n", "is no name for a preset"),
    ] {
        tenant.config(text);
        tenant.pim("list").must(2).tells(part);
    }
    tenant.config("");
    let ran = tenant.pim("config preset list -o json");
    assert_eq!(ran.must(0).json(), json!([]));
}

#[test]
fn the_last_activation_is_asked_for_again_whole() {
    let tenant = TestTenant::of_all_kinds();
    tenant.pim("activate --last").must(3).tells("nothing was activated here before");
    tenant.pim(r#"activate contributor@dev/rg-app -k azure -r "Ship it" -d 45m -t Jira:7"#).must(0);
    tenant.sandbox("advance 2h");
    let done = tenant.pim("activate --last -o json").must(0).json();
    assert_eq!((&done[0]["reason"], &done[0]["duration"]), (&json!("Ship it"), &json!("PT45M")));
    assert_eq!(done[0]["scope"]["name"], "dev / rg-app");
    assert_eq!(done[0]["ticket"], json!({"system": "Jira", "number": "7"}));
    tenant.sandbox("advance 2h");
    let done = tenant.pim("activate --last -r Again -d 30m -o json").must(0).json();
    assert_eq!((&done[0]["reason"], &done[0]["duration"]), (&json!("Again"), &json!("PT30M")));
    // What was refused is not remembered.
    tenant.pim(r#"activate "intune administrator" -r x -d 30h"#).must(5);
    tenant.sandbox("advance 2h");
    assert_eq!(tenant.pim("activate --last -o json").must(0).json()[0]["reason"], "Again");
    // Nor is it another's.
    tenant.pim_as("sam", "activate --last").must(3);
    let state = tenant.home().join(".local/state/pim");
    let mut memories = Vec::new();
    for entry in walk(&state) {
        if entry.ends_with("memory.json") {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&entry).unwrap().permissions().mode() & 0o777, 0o600);
            memories.push(entry);
        }
    }
    assert_eq!(memories.len(), 1, "{memories:?}");
}

fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] }).collect()
}

#[test]
fn a_preset_of_the_last_activation() {
    let tenant = TestTenant::of_all_kinds();
    tenant.pim("config preset save mine").must(3).tells("nothing was activated here before");
    tenant.pim(r#"activate contributor@dev -r "Ship it" -d 45m"#).must(0);
    tenant.pim("config preset save mine -d 30m").must(0).says("Contributor@dev");
    tenant.sandbox("advance 2h");
    let done = tenant.pim("activate -p mine -o json").must(0).json();
    assert_eq!((&done[0]["reason"], &done[0]["duration"]), (&json!("Ship it"), &json!("PT30M")));
}

#[test]
fn a_reason_is_put_into_the_profiles_template_once() {
    let tenant = TestTenant::of_all_kinds();
    let served = crate::support::served::Served::start(&tenant);
    let file = tenant.home().join(".config/pim/config.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    tenant.config(&text.replace("[profiles.lab]", "[profiles.lab]\nreason-template = \"[on call] {reason}\""));
    let dana = served.token("dana", "{}");
    let line = r#"activate "teams administrator" -r fix -t 1 --dry-run -o json"#;
    assert_eq!(served.pim(&dana, line).must(0).json()[0]["reason"], "[on call] fix");
    let line = r#"activate "teams administrator" -r "[on call] fix" -t 1 --dry-run -o json"#;
    assert_eq!(served.pim(&dana, line).must(0).json()[0]["reason"], "[on call] fix");
    tenant.config(&text.replace("[profiles.lab]", "[profiles.lab]\nreason-template = \"on call\""));
    served.pim(&dana, "list").must(2).tells("lacks {reason}");
}

#[test]
fn what_is_active_is_given_back_and_taken_anew() {
    for (name, kind) in
        [("groups administrator", "entra"), ("contributor@dev", "azure"), ("member@tier 1 operators", "group")]
    {
        let tenant = TestTenant::of_all_kinds();
        tenant.pim(&format!("activate \"{name}\" -k {kind} -r one -d 30m")).must(0);
        let early = tenant.pim(&format!("activate \"{name}\" -k {kind} -r two --if-active again -o json")).must(5);
        assert_eq!(early.json()[0]["error"]["code"], "ActiveDurationTooShort", "{early}");
        tenant.pim(&format!("status \"{name}\"")).must(0);
        tenant.sandbox("advance 10m");
        let line = format!("activate \"{name}\" -k {kind} -r two -d 45m --if-active again -o json");
        let done = tenant.pim(&line).must(0).json();
        assert_eq!((&done[0]["outcome"], &done[0]["duration"]), (&json!("done"), &json!("PT45M")), "{done}");
        assert!(done[0]["notes"].to_string().contains("given back and taken anew; you were without it for"), "{done}");
        tenant.pim(&format!("status \"{name}\" --at-least 40m")).must(0);
        // Where nothing is active there is nothing to give back.
        tenant.sandbox("advance 2h");
        let done = tenant.pim(&line).must(0).json();
        assert_eq!(done[0]["notes"], json!([]), "{done}");
    }
}

#[test]
fn what_was_given_back_and_not_taken_anew_is_told() {
    let tenant = TestTenant::of_all_kinds();
    tenant.pim(r#"activate "groups administrator" -r one"#).must(0);
    tenant.sandbox("advance 10m");
    // What the role asks for may not be read, and so is not known to lack.
    tenant.fault("status --status 403 --match roleManagementPolicyAssignments --times 9");
    let seen = tenant.pim(r#"activate "groups administrator" --if-active again -d 30h"#);
    let seen = seen.must(5).tells("it was given back and is not active any more").tells("JustificationRule");
    assert!(!seen.stdout.contains("done"), "{seen}");
    tenant.pim(r#"status "groups administrator""#).must(3);
}
