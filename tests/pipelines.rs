//! Applications sign in at the sandbox's TLS face, each way with the variables that its platform sets.

use crate::support::TestTenant;
use crate::support::served::Served;
use pim::auth::jwt::Claims;
use pim::auth::pipelines::{Pipeline, Settings, pick};
use pim::http::{Credential, Service};
use pim::local::env::Env;
use pim::pim::sign_in::Way;
use serde_json::{Value, json};
use std::process::{Command, Stdio};
use url::Url;

/// The service principal of the pipeline's application.
const PRINCIPAL: &str = "79868d1d-85d1-49b9-9296-ee486861556e";

/// The variables of a job.
type Variables = Vec<(String, String)>;

/// A sandbox with its TLS face, and jobs that sign in at it.
struct Lab<'a> {
    tenant: &'a TestTenant,
    served: Served<'a>,
}

impl<'a> Lab<'a> {
    fn of(tenant: &'a TestTenant) -> Self {
        let served = Served::with(tenant, &["sandbox", "serve", "--tls-port", "0", "-o", "json"]);
        Self { tenant, served }
    }

    fn https(&self) -> &str {
        self.served.ready["https"].as_str().unwrap()
    }

    /// What `pim sandbox credential` gives.
    fn credential(&self, line: &str) -> Variables {
        let given = self.tenant.sandbox(&format!("credential {line} -o json")).json();
        let text = |value: &Value| value.as_str().unwrap().to_owned();
        given.as_object().unwrap().iter().map(|(name, value)| (name.clone(), text(value))).collect()
    }

    /// Signs in as a job with these variables does, and gives the claims of the token, or the error.
    fn signs_in(&self, variables: &Variables, asked: Option<&str>) -> Result<Value, String> {
        let mut job = job(Command::new(std::env::current_exe().unwrap()), self.tenant, variables, asked);
        job.env("PROBE_AUTHORITY", self.https()).env("PROBE_CA", self.served.ready["caFile"].as_str().unwrap());
        what_it_said(job)
    }
}

/// The process of a job, with these variables and no others.
fn job(mut command: Command, tenant: &TestTenant, variables: &Variables, asked: Option<&str>) -> Command {
    command.args(["--ignored", "--exact", "pipelines::a_job_signs_in", "--nocapture"]);
    command.env_clear().env("HOME", tenant.home()).current_dir(tenant.home()).stdin(Stdio::null());
    command.env("PATH", std::env::var_os("PATH").unwrap());
    command.envs(variables.iter().map(|(name, value)| (name, value)));
    command.envs(asked.map(|way| ("PROBE_AUTH", way)));
    command
}

fn what_it_said(mut job: Command) -> Result<Value, String> {
    let output = job.output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix("signed-in: "));
    let line = line.unwrap_or_else(|| panic!("{text}{}", String::from_utf8_lossy(&output.stderr)));
    let said: Value = serde_json::from_str(line).unwrap();
    match said["error"].as_str() {
        Some(error) => Err(error.to_owned()),
        None => Ok(said),
    }
}

/// Not a test of its own: the process that a job is, with nothing but the job's environment.
#[test]
#[ignore = "the others run it as a process of its own"]
fn a_job_signs_in() {
    let env = Env::of_process();
    let settings = Settings {
        authority: Url::parse(env.get("PROBE_AUTHORITY").unwrap()).unwrap(),
        tenant: None,
        client_id: None,
        graph_audience: "https://graph.microsoft.com".to_owned(),
        arm_audience: "https://management.azure.com".to_owned(),
        extra_ca: Some(std::fs::read(env.get("PROBE_CA").unwrap()).unwrap()),
    };
    let asked = env.get("PROBE_AUTH").map(|way| Way::named(way).unwrap());
    let service = if asked == Some(Way::AzureCli) { Service::Arm } else { Service::Graph };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let said = runtime.block_on(async {
        let pipeline = Pipeline::new(pick(&env, asked).unwrap()?, &env, settings)?;
        let token = pipeline.token(service).await?;
        let claims = Claims::read(&token).unwrap();
        let renewed = pipeline.renew(service, &token, None).await?;
        Ok(json!({
            "way": pipeline.way().as_str(), "oid": claims.oid, "aud": claims.aud, "idtyp": claims.idtyp,
            "token": token.expose(), "renewed": renewed,
        }))
    });
    let said = said.unwrap_or_else(|error: pim::http::CredentialError| json!({"error": format!("{error} {error:?}")}));
    println!("signed-in: {said}");
}

#[test]
fn each_way_signs_in_with_what_its_platform_sets() {
    let tenant = TestTenant::new();
    let lab = Lab::of(&tenant);
    let (folder, https) = (tenant.home().display().to_string(), lab.https().to_owned());
    let table = [
        ("client-secret", "secret".to_owned()),
        ("client-certificate", format!("certificate {folder}")),
        ("workload-identity", format!("federated {folder}")),
        ("github-actions", format!("github-actions {https}")),
        ("azure-pipelines", format!("azure-pipelines {https}")),
        ("managed-identity", format!("managed-identity {https}")),
    ];
    for (way, line) in table {
        let said = lab.signs_in(&lab.credential(&line), None).unwrap_or_else(|error| panic!("{way}: {error}"));
        assert_eq!(
            (&said["way"], &said["oid"], &said["idtyp"], &said["renewed"]),
            (&json!(way), &json!(PRINCIPAL), &json!("app"), &json!(true)),
            "{said}"
        );
        assert_eq!(said["aud"], "https://graph.microsoft.com");
        // The sandbox takes it for what it is.
        let http = lab.served.ready["http"].as_str().unwrap();
        lab.served.profile(http, "");
        lab.served.pim(said["token"].as_str().unwrap(), "list -o json").must(0);
    }
}

#[test]
fn p44_no_variable_moves_the_sign_in() {
    let tenant = TestTenant::new();
    let lab = Lab::of(&tenant);
    let mut variables = lab.credential("secret");
    // Nobody listens there: who asks it gets no token.
    variables.push(("AZURE_AUTHORITY_HOST".to_owned(), "https://127.0.0.1:1/".to_owned()));
    lab.signs_in(&variables, None).unwrap();
}

#[test]
fn a_refusal_is_told_in_entras_words_and_holds_no_secret() {
    let tenant = TestTenant::new();
    let lab = Lab::of(&tenant);
    let with = |mut variables: Variables, name: &str, value: &str| {
        variables.retain(|(known, _)| known != name);
        variables.push((name.to_owned(), value.to_owned()));
        variables
    };
    let (folder, https) = (tenant.home().display().to_string(), lab.https().to_owned());
    let unknown = "11111111-c11e-4a11-9c0d-c0a7050a0003";
    let github = lab.credential(&format!("github-actions {https}"));
    let managed = lab.credential(&format!("managed-identity {https}"));
    let table = [
        (with(lab.credential("secret"), "AZURE_CLIENT_SECRET", "canary"), "AADSTS7000215"),
        (with(lab.credential("secret"), "AZURE_CLIENT_ID", unknown), "AADSTS700016"),
        (with(lab.credential("secret"), "AZURE_TENANT_ID", "fabrikam.com"), "AADSTS90002"),
        (lab.credential(&format!("federated {folder} --subject system:other")), "AADSTS700213"),
        (with(github, "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "canary"), "missing, wrong or over"),
        (with(managed.clone(), "IDENTITY_HEADER", "canary"), "X-IDENTITY-HEADER"),
        (with(managed, "AZURE_CLIENT_ID", unknown), "No User Assigned"),
        (
            with(lab.credential(&format!("azure-pipelines {https}")), "SYSTEM_ACCESSTOKEN", "canary"),
            "missing, wrong or over",
        ),
    ];
    for (variables, part) in table {
        let error = lab.signs_in(&variables, None).unwrap_err();
        assert!(error.contains(part), "{part}: {error}");
        assert!(!error.contains("canary"), "{error}");
    }
    // A certificate that nobody registered: that of another sandbox.
    let other = TestTenant::new();
    let foreign = Lab { tenant: &other, served: Served::with(&other, &["sandbox", "serve", "-o", "json"]) };
    let error = lab.signs_in(&foreign.credential(&format!("certificate {folder}")), None).unwrap_err();
    assert!(error.contains("AADSTS700027"), "{error}");
}

#[test]
fn what_fails_for_a_moment_is_tried_again_and_not_for_ever() {
    let tenant = TestTenant::new();
    let lab = Lab::of(&tenant);
    let secret = lab.credential("secret");
    tenant.sandbox("fault status --status 503 --match /token --times 1");
    lab.signs_in(&secret, None).unwrap();
    let before = tenant.count("POST", "/oauth2/v2.0/token");
    tenant.sandbox("fault status --status 503 --match /token --times 50");
    let error = lab.signs_in(&secret, None).unwrap_err();
    assert!(error.contains("it answered 503"), "{error}");
    assert_eq!(tenant.count("POST", "/oauth2/v2.0/token") - before, 3);
}

#[test]
fn p36_an_odd_answer_of_the_sign_in_is_no_token_and_no_end() {
    let tenant = TestTenant::new();
    let lab = Lab::of(&tenant);
    let secret = lab.credential("secret");
    for (fault, part) in [
        ("html", "it answered 200, and not as a sign-in service does"),
        ("empty --status 200", "it answered 200, and not as a sign-in service does"),
        ("malformed", "it answered 200, and not as a sign-in service does"),
        ("redirect --url https://127.0.0.1:1/", "it answered 302, and not as a sign-in service does"),
        ("huge", "it answered 200, and not as a sign-in service does"),
        ("gzip-bomb", "it answered 200, and not as a sign-in service does"),
        ("nesting", "its answer holds no access token"),
    ] {
        tenant.sandbox("fault --clear");
        tenant.sandbox(&format!("fault {fault} --match /token --times 9"));
        let error = lab.signs_in(&secret, None).unwrap_err();
        assert!(error.contains(part), "{fault}: {error}");
    }
    // Nobody there, and a certificate that nobody vouches for.
    let ready = |https: &str, ca: &Value| json!({"https": https, "caFile": ca});
    let ca = lab.served.ready["caFile"].clone();
    let other = TestTenant::new();
    let stranger = Lab::of(&other);
    let mut lab = lab;
    lab.served.ready = ready(stranger.https(), &ca);
    let error = lab.signs_in(&secret, None).unwrap_err();
    assert!(error.contains("could not be asked for a token") && error.contains("ertificate"), "{error}");
    lab.served.ready = ready("https://127.0.0.1:1", &ca);
    let error = lab.signs_in(&secret, None).unwrap_err();
    assert!(error.contains("could not be asked for a token: ") && error.contains("refused"), "{error}");
}

#[cfg(unix)]
#[test]
fn p57_az_is_run_from_path_alone_and_told_no_secret() {
    use std::os::unix::fs::PermissionsExt;
    let tenant = TestTenant::new();
    let lab = Lab::of(&tenant);
    let write = |path: std::path::PathBuf, text: &str| {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    };
    let home = tenant.home().display().to_string();
    let token = tenant.sandbox("token --as dana --for arm").stdout.trim().to_owned();
    let answer = json!({"accessToken": token, "expires_on": 4_102_444_800_i64, "tokenType": "Bearer"});
    write(
        tenant.home().join("bin/az"),
        &format!("#!/bin/sh\nenv > {home}/seen\necho \"$@\" >> {home}/seen\ncat <<'END'\n{answer}\nEND\n"),
    );
    write(tenant.home().join("az"), &format!("#!/bin/sh\ntouch {home}/current-folder\n"));
    let path = format!(".:{home}/bin::/usr/bin:/bin");
    let variables: Variables =
        [("PATH", path.as_str()), ("PIM_GRAPH_TOKEN", "canary"), ("AZURE_CLIENT_SECRET", "canary")]
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into();
    let said = lab.signs_in(&variables, Some("azure-cli")).unwrap();
    assert_eq!((&said["aud"], &said["idtyp"]), (&json!("https://management.azure.com"), &json!("user")));
    let seen = std::fs::read_to_string(tenant.home().join("seen")).unwrap();
    assert!(seen.contains("--scope https://management.azure.com/.default"), "{seen}");
    assert!(!seen.contains("canary") && !seen.contains("PROBE"), "{seen}");
    assert!(!tenant.home().join("current-folder").exists());
    // What az says itself is the reason.
    write(
        tenant.home().join("bin/az"),
        "#!/bin/sh\necho \"ERROR: Please run 'az login' to setup account.\" >&2; exit 1\n",
    );
    let error = lab.signs_in(&variables, Some("azure-cli")).unwrap_err();
    assert!(error.contains("Please run 'az login' to setup account."), "{error}");
}

/// How a network of one's own is had here, where it is.
#[cfg(target_os = "linux")]
fn unshare() -> Option<Vec<&'static str>> {
    let can = |words: &[&str]| {
        let script = ["sh", "-c", "ip link set lo up && python3 --version"];
        let ran = Command::new(words[0]).args(&words[1..]).args(script).output();
        ran.is_ok_and(|output| output.status.success())
    };
    [vec!["unshare", "-n"], vec!["unshare", "-rn"]].into_iter().find(|words| can(words))
}

#[cfg(target_os = "linux")]
#[test]
fn a_virtual_machine_signs_in_with_the_identity_at_its_own_address() {
    let Some(unshare) = unshare() else {
        eprintln!("skipped: no network namespace can be had here (unshare, ip and python3)");
        return;
    };
    let tenant = TestTenant::new();
    let signs_in = |with_identity: &str, client: &str| {
        let mut command = Command::new(unshare[0]);
        command.args(&unshare[1..]).arg("python3");
        command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pipelines/virtual_machine.py"));
        command.arg(assert_cmd::cargo::cargo_bin("pim")).arg(with_identity).arg(std::env::current_exe().unwrap());
        let variables: Variables = vec![("AZURE_CLIENT_ID".to_owned(), client.to_owned())];
        what_it_said(job(command, &tenant, &variables, Some("managed-identity")))
    };
    let said = signs_in("yes", "").unwrap();
    assert_eq!((&said["way"], &said["oid"]), (&json!("managed-identity"), &json!(PRINCIPAL)));
    signs_in("yes", "5a4db0c5-c11e-4a11-9c0d-c0a7050a0003").unwrap();
    let error = signs_in("yes", "11111111-c11e-4a11-9c0d-c0a7050a0003").unwrap_err();
    assert!(error.contains("Identity not found") || error.contains("has not been assigned"), "{error}");
    // Nobody is there: that is known at once.
    let error = signs_in("no", "").unwrap_err();
    assert!(error.contains("169.254.169.254 could not be asked for a token"), "{error}");
}

#[test]
fn microsofts_own_python_clients_sign_in_at_the_sandbox() {
    let tenant = TestTenant::new();
    let python = |args: &[&str]| {
        let packages = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("tools/pypi");
        let mut python = Command::new("python3");
        python.env_clear().env("HOME", tenant.home()).env("PATH", std::env::var_os("PATH").unwrap());
        python.env("PYTHONPATH", packages).env("PYTHONDONTWRITEBYTECODE", "1").current_dir(tenant.home());
        python.args(args).stdin(Stdio::null()).output()
    };
    if !python(&["-c", "import azure.identity, msal"]).is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: the packages of tests/pypi/requirements.txt are not in target/tools/pypi");
        return;
    }
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pypi/sign_in.py");
    let output = python(&[script, assert_cmd::cargo::cargo_bin("pim").to_str().unwrap()]).unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(said.lines().filter(|line| line.starts_with("works: ")).count(), 10, "{said}");
}
