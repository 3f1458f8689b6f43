//! The examples of the guide to pipelines are pipelines: each of their steps is run, as its platform runs it.

use super::{Lab, PRINCIPAL, Variables};
use crate::support::{Ran, TestTenant};
use assert_cmd::cargo::cargo_bin;
use serde_json::Value;
use std::process::{Command, Stdio};

/// The `yaml` blocks of the guide.
fn examples() -> Vec<Value> {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/pipelines.md");
    let text = std::fs::read_to_string(path).unwrap();
    let blocks = text.split("```yaml\n").skip(1).map(|rest| rest.split("```").next().unwrap());
    blocks.map(|block| serde_saphyr::from_str(block).unwrap_or_else(|error| panic!("{error}\n{block}"))).collect()
}

/// What a step's script gets: what the platform sets, and what the example maps, by the name that it is given.
fn variables(platform: &[&str], mapped: &[&Value], given: &Variables) -> Variables {
    let names = mapped.iter().filter_map(|map| map.as_object()).flatten().map(|(name, _)| name.as_str());
    let all: Vec<&str> = platform.iter().copied().chain(names).collect();
    for map in mapped.iter().filter_map(|map| map.as_object()) {
        for (name, value) in map {
            let text = value.as_str().unwrap();
            // A secret or a setting of the pipeline's, never its text.
            assert!(text.starts_with("${{ ") || text.starts_with("$("), "{name}: {text}");
        }
    }
    given.iter().filter(|(name, _)| all.contains(&name.as_str())).cloned().collect()
}

/// Runs a script as a job does: with a shell that stops at the first failure.
fn job(tenant: &TestTenant, script: &str, variables: &Variables) -> Ran {
    let mut shell = Command::new("bash");
    shell.args(["-e", "-o", "pipefail", "-c", script]).env_clear().current_dir(tenant.home()).stdin(Stdio::null());
    let path = format!("{}:/usr/bin:/bin", cargo_bin("pim").parent().unwrap().display());
    shell.env("HOME", tenant.home()).env("CI", "true").env("PATH", path);
    Ran::of(shell.envs(variables.iter().map(|(name, value)| (name, value))).output().unwrap())
}

/// What a job left in `roles.json`.
fn holds_roles(tenant: &TestTenant) {
    let path = tenant.home().join("roles.json");
    let roles: Value = serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
    assert_eq!(roles[0]["principal"]["id"], PRINCIPAL, "{roles:#}");
    std::fs::remove_file(path).unwrap();
}

#[test]
fn the_examples_of_the_guide_run() {
    let tenant = TestTenant::new();
    let lab = Lab::of(&tenant);
    let [github, azure] = examples().try_into().unwrap();

    let job_of = &github["jobs"]["roles"];
    assert_eq!(github["permissions"]["id-token"], "write");
    let given = lab.credential(&format!("github-actions {}", lab.https()));
    let platform = ["ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"];
    let steps = job_of["steps"].as_array().unwrap();
    assert_eq!(steps.len(), 3);
    for step in steps {
        let variables = variables(&platform, &[&job_of["env"], &step["env"]], &given);
        job(&tenant, step["run"].as_str().unwrap(), &variables).must(0);
    }
    holds_roles(&tenant);

    let given = lab.credential(&format!("azure-pipelines {}", lab.https()));
    let platform = [
        "SYSTEM_OIDCREQUESTURI",
        "AZURESUBSCRIPTION_TENANT_ID",
        "AZURESUBSCRIPTION_CLIENT_ID",
        "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID",
    ];
    for step in azure["steps"].as_array().unwrap() {
        let variables = variables(&platform, &[&step["env"]], &given);
        job(&tenant, step["inputs"]["inlineScript"].as_str().unwrap(), &variables).must(0);
        // Without the job's token it is said what to map.
        let forgotten: Variables = variables.iter().filter(|(name, _)| name != "SYSTEM_ACCESSTOKEN").cloned().collect();
        job(&tenant, "pim whoami", &forgotten).must(4).tells("$(System.AccessToken)");
    }
    holds_roles(&tenant);
}
