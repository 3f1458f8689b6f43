//! `PIM_GRAPH_TOKEN`: the same commands as on a real tenant, against a sandbox that another process
//! serves; and each way in which a sign-in does not suffice.

use crate::rig::{ME, Stranger, answer};
use crate::support::served::Served;
use crate::support::shapes::{hold, hold_each};
use crate::support::{Ran, TestTenant};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

/// What is asked of the served sandbox, as `METHOD path`.
fn asked(tenant: &TestTenant) -> Vec<String> {
    tenant.log()
}

#[test]
fn the_main_job_with_a_token_that_a_script_has() {
    let tenant = TestTenant::new();
    let served = Served::start(&tenant);
    let (dana, alex) = (served.token("dana", "{}"), served.token("alex", "{}"));
    hold_each("role-entry", &served.pim(&dana, "list -o json").must(0).json(), 13);
    let line = r#"activate "intune administrator" -r "Roll out" -t CHG1 -o json"#;
    hold_each("request-entry", &served.pim(&dana, line).must(6).json(), 1);
    served.pim(&alex, "approve dana -r yes -o json").must(0);
    let table = served.pim(&dana, "status -o table").must(0).stdout;
    assert!(table.contains("Intune Administrator") && !table.contains("sandbox"), "{table}");
    assert_eq!(served.pim(&dana, "status --short").must(0).stdout, "1 active 59m\n");
    let overview = served.pim(&dana, "").must(0).stdout;
    assert!(overview.contains("Signed in as dana@contoso.com, by PIM_GRAPH_TOKEN.\nNext: pim list"), "{overview}");
    tenant.pim("list -o json").must(0).says("Intune Administrator");
}

#[test]
fn mfa_that_lacks_is_named() {
    let tenant = TestTenant::new();
    let served = Served::start(&tenant);
    let weak = served.token("dana", r#"{"amr":["pwd"]}"#);
    let seen = served.pim(&weak, r#"activate "security administrator" -r x -o json"#).must(4);
    let error = seen.error();
    hold("error", &json!({"error": error}));
    assert_eq!(error["missing"], json!(["mfa"]));
    let hint =
        "a sign-in with MFA: a token in PIM_GRAPH_TOKEN that has it, or without that variable: pim login --claims mfa";
    assert_eq!(error["hint"], hint, "{error}");
    served.pim(&weak, r#"activate "groups administrator" -r x"#).must(0);
    let both = served.pim(&weak, r#"activate "intune administrator""#).must(2);
    assert!(both.stderr.contains("--ticket NUMBER  missing"), "{both}");
}

#[test]
fn an_authentication_context_is_had_by_claims() {
    let tenant = TestTenant::new();
    let served = Served::start(&tenant);
    let line = r#"activate "conditional access administrator" -r x -o json"#;
    let seen = served.pim(&served.token("dana", "{}"), line).must(4);
    assert_eq!(seen.error()["missing"], json!(["authenticationContext"]));
    assert!(seen.error()["hint"].as_str().unwrap().starts_with("a token in PIM_GRAPH_TOKEN that has it, or"), "{seen}");
    assert!(seen.error()["hint"].as_str().unwrap().ends_with(": pim login --claims c1"), "{seen}");
    let strong = served.token("dana", r#"{"access_token":{"acrs":{"essential":true,"value":"c1"}}}"#);
    served.pim(&strong, line).must(0);
}

#[test]
fn a_permission_that_lacks_is_named() {
    let tenant = TestTenant::new();
    let served = Served::start(&tenant);
    let bare = served.token("dana", r#"{"scp":"User.Read"}"#);
    let seen = served.pim(&bare, r#"activate "teams administrator" -o json"#).must(4);
    assert!(seen.error()["hint"].as_str().unwrap().contains("RoleEligibilitySchedule.Read.Directory"), "{seen}");
    let list = served.pim(&bare, "list -o json").must(4);
    assert_eq!(list.json(), json!([]), "what could not be read is not shown as empty: exit 4");
    assert!(list.error()["message"].as_str().unwrap().starts_with("nothing can be shown (entra"), "{list}");
    hold("error", &json!({"error": list.error()}));
}

#[test]
fn a_token_for_something_else_is_never_sent() {
    let tenant = TestTenant::new();
    let served = Served::start(&tenant);
    let arm = tenant.run(["sandbox", "token", "--for", "arm"]).must(0).stdout;
    let seen = served.pim(arm.trim(), "list -o json").must(4);
    assert_eq!(seen.error()["code"], "wrong-audience");
    let message = seen.error()["message"].as_str().unwrap().to_owned();
    assert!(message.contains("PIM_GRAPH_TOKEN") && message.contains("https://management.azure.com"), "{message}");
    served.pim("two words", "list").must(4);
    served.pim("line\nbreak", "list").must(4);
    assert_eq!(asked(&tenant), [""; 0], "nothing was sent");
}

/// A JWT of these claims, signed by nobody.
fn jwt(claims: &Value) -> String {
    format!("e30.{}.x", URL_SAFE_NO_PAD.encode(claims.to_string()))
}

#[test]
fn p26_p44_microsofts_token_goes_to_no_cloud_of_ones_own() {
    let stranger = Stranger::new(|_| answer("200 OK", br#"{"value":[]}"#));
    let origin = stranger.origin.as_str();
    let (tid, own) = ("66666666-7777-4888-8999-000000000000", "https://login.lab.example/");
    let microsofts = format!("https://sts.windows.net/{tid}/");
    let graph = "https://graph.microsoft.com";
    let tenant = TestTenant::new();
    let run = |more: &str, claims: &Value| {
        tenant.config(&format!(
            "profile = \"lab\"\n[clouds.lab]\ngraph = \"{origin}\"\narm = \"{origin}\"\nauthority = \"{origin}\"\n\
             {more}[profiles.lab]\nkinds = [\"entra\"]\ncloud = \"lab\"\ntenant = \"{tid}\"\n"
        ));
        let mut command = tenant.command(["list", "-o", "json"]);
        let token = jwt(claims);
        Ran::of(command.env("PIM_GRAPH_TOKEN", &token).env("PIM_ARM_TOKEN", &token).output().unwrap())
    };
    let emulates = format!("graph-audience = \"{graph}\"\n");
    let token = |aud: &str, iss: &str, tid: &str| json!({"oid": ME, "tid": tid, "aud": aud, "iss": iss});
    for (more, claims, code) in [
        ("", token(graph, &microsofts, tid), "wrong-audience"),
        ("", token("00000003-0000-0000-c000-000000000000", &microsofts, tid), "wrong-audience"),
        ("", token(origin, &microsofts, tid), "sign-in-settings"),
        (emulates.as_str(), token(graph, &microsofts, tid), "sign-in-settings"),
        ("", json!({"oid": ME, "tid": tid, "aud": origin}), "sign-in-settings"),
        // One claim that is odd hides no other.
        ("", json!({"oid": ME, "tid": tid, "aud": "https://vault.azure.net", "amr": ["mfa", 7]}), "wrong-audience"),
        ("", json!({"oid": ME, "tid": tid, "aud": [origin, graph], "iss": own}), "wrong-audience"),
        ("", json!({"oid": ME, "tid": tid, "aud": 7, "iss": own}), "sign-in-settings"),
        // Nor does one of another tenant serve.
        ("", token(origin, own, "11111111-7777-4888-8999-000000000000"), "sign-in-settings"),
    ] {
        let seen = run(more, &claims).must(4);
        assert_eq!(seen.error()["code"], code, "{claims}\n{seen}");
    }
    let seen = run("", &token(origin, own, "11111111-7777-4888-8999-000000000000")).must(4);
    let message = seen.error()["message"].as_str().unwrap().to_owned();
    assert!(message.contains("another tenant than the profile's") && message.contains(tid), "{message}");
    assert_eq!(stranger.heads(), [""; 0], "nothing was sent");
    // What is right for such a cloud is taken.
    run("", &token(origin, own, tid)).must(0);
    run(&emulates, &token(graph, own, tid)).must(0);
    assert!(!stranger.heads().is_empty());
}

#[test]
fn an_expired_token_says_so() {
    let tenant = TestTenant::new();
    let served = Served::start(&tenant);
    let old = served.token("dana", r#"{"exp":-60}"#);
    let seen = served.pim(&old, "list -o json").must(4);
    assert!(seen.error()["message"].as_str().unwrap().contains("expired"), "{seen}");
    assert!(seen.error()["hint"].as_str().unwrap().contains("PIM_GRAPH_TOKEN"), "{seen}");
    let late = served.token("dana", "{}");
    tenant.sandbox("advance 29h");
    served.pim(&late, "list").must(4);
}

#[test]
fn p22_one_that_is_not_valid_yet_says_for_how_long_and_nothing_of_who_it_is() {
    let tenant = TestTenant::new();
    let served = Served::start(&tenant);
    let early = served.token("dana", r#"{"nbf":3000}"#);
    let seen = served.pim(&early, "list -vv -o json").must(4);
    let hint = seen.stderr.split("is valid in ").nth(1).unwrap_or_else(|| panic!("{seen}"));
    let seconds: u32 = hint.split(' ').next().unwrap().parse().unwrap();
    assert!((2900..=3000).contains(&seconds), "{seen}");
    let dana = pim::sandbox::person("dana").unwrap();
    for claim in [dana.object_id, "dana@contoso.com", "Dana"] {
        assert!(!seen.stderr.contains(claim), "{claim}: {seen}");
    }
}

#[test]
fn one_that_is_no_jwt_costs_one_look_at_me() {
    let tenant = TestTenant::new();
    let served = Served::start(&tenant);
    served.pim("opaque", "list").must(4).tells("the service does not accept this sign-in");
    let asked = asked(&tenant);
    assert!(asked.len() == 1 && asked[0].starts_with("GET /v1.0/me"), "{asked:#?}");
    let said = served.pim("opaque", "whoami -o json").must(0).json();
    crate::support::shapes::hold("sign-in-entry", &said);
    assert_eq!((&said["principal"], &said["tenantId"]), (&Value::Null, &Value::Null));
    let shown = served.pim("opaque", "whoami -o table").must(0);
    shown.says("a token that does not show whose it is\n").says("the token does not show it");
}

#[test]
fn a_pipeline_is_told_what_it_may_not() {
    let tenant = TestTenant::new();
    let served = Served::start(&tenant);
    let token = served.token("pipeline", "{}");
    for (line, what) in [
        (r#"activate "teams administrator" -r x"#, "activate a role for itself"),
        (r#"activate "teams administrator" --dry-run"#, "activate a role for itself"),
        ("deactivate --all", "give a role back"),
        ("approve --all -r x", "approve a request"),
        ("deny dana -r x", "deny a request"),
    ] {
        let error = served.pim(&token, &format!("{line} -o json")).must(1).error();
        assert_eq!(error["code"], "not-for-applications", "{line}: {error}");
        assert!(error["message"].as_str().unwrap().contains(what), "{line}: {error}");
        assert!(error["hint"].as_str().unwrap().contains("docs/pipelines.md"), "{line}: {error}");
    }
    assert_eq!(asked(&tenant), [""; 0], "nothing was sent");
    served.pim(&token, "list --active").must(0);
    served.pim(&token, "approve --list").must(0).tells("PIM lets no application approve a request");
    // One code, whoever says so: where a token does not tell whose it is, the service does.
    tenant
        .sandbox("fault error --status 403 --code UnauthorizedAccessException --match roleAssignmentScheduleRequests");
    let dana = served.token("dana", "{}");
    served.pim(&dana, r#"activate "groups administrator" -r x"#).must(1);
}

#[test]
fn it_is_ignored_in_the_sandbox_and_no_other_variable_moves_an_endpoint() {
    let tenant = TestTenant::new();
    let run =
        |args: &[&str], set: &[(&str, &str)]| Ran::of(tenant.command(args).envs(set.iter().copied()).output().unwrap());
    run(&["--sandbox", "list"], &[("PIM_GRAPH_TOKEN", "opaque")]).must(0);
    run(&["list"], &[("PIM_PROFILE", "sandbox")]).must(0).says("Intune Administrator");
    run(&["--as", "alex", "list"], &[("PIM_PROFILE", "sandbox")]).must(0);
    run(&["--as", "alex", "list"], &[]).must(2).tells("only the sandbox has people to be");
    // The public cloud is where it is: with a proxy that nobody listens at, nothing can be reached.
    let moved = [
        ("PIM_GRAPH_TOKEN", "opaque"),
        ("GRAPH_ENDPOINT", "http://127.0.0.1:9"),
        ("PIM_GRAPH", "http://127.0.0.1:9"),
        ("PIM_GRAPH_URL", "http://127.0.0.1:9"),
        ("AZURE_GRAPH_ENDPOINT", "http://127.0.0.1:9"),
        ("MSGRAPH_ENDPOINT", "http://127.0.0.1:9"),
        ("HTTPS_PROXY", "http://127.0.0.1:9"),
    ];
    let seen = run(&["list", "-o", "json", "--max-wait", "0s"], &moved).must(8);
    assert_eq!(seen.error()["code"], "unreachable", "{seen}");
    assert!(seen.error()["message"].as_str().unwrap().contains("graph.microsoft.com"), "{seen}");
    assert!(seen.error()["hint"].as_str().unwrap().ends_with("; pim doctor looks at both"), "{seen}");
}

#[test]
fn a_profile_over_tls_is_trusted_by_its_own_ca_file() {
    let tenant = TestTenant::new();
    let served = Served::with(&tenant, &["sandbox", "serve", "--tls-port", "0", "-o", "json"]);
    let https = served.ready["https"].as_str().unwrap().to_owned();
    let ca = served.ready["caFile"].as_str().unwrap().to_owned();
    assert_eq!(served.ready["tenantId"], pim::sandbox::TENANT_ID);
    let dana = served.token("dana", "{}");
    served.profile(&https, &format!("ca-file = \"{ca}\""));
    served.pim(&dana, "list -o json").must(0).says("Intune Administrator");
    served.profile(&https, "");
    let seen = served.pim(&dana, "list -o json").must(8);
    assert_eq!(
        (&seen.error()["code"], seen.json()),
        (&json!("untrusted-certificate"), Value::Array(Vec::new())),
        "{seen}"
    );
    let shown = served.pim(&dana, "list -o table").must(8);
    assert_eq!(shown.stdout, "", "where nothing was read nothing is shown as if it were nothing");
    served.profile(&https, "ca-file = \"no-such-file.pem\"");
    served.pim(&dana, "list").must(2).tells("no-such-file.pem cannot be used: there is no such file");
}
