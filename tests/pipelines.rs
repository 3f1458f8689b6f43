//! Applications sign in at the sandbox's TLS face, each way with the variables that its platform sets.

#[cfg(target_os = "linux")]
use crate::support::canary::Canaries;
use crate::support::served::Served;
use crate::support::{Ran, TestTenant, words};
use serde_json::{Value, json};
use std::path::Path;
use std::process::{Command, Stdio};

#[cfg(unix)]
mod guide;

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
        let (https, ca) = (served.ready["https"].as_str().unwrap(), served.ready["caFile"].as_str().unwrap());
        profile(tenant, https, Path::new(ca));
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

    /// Runs `pim` as a job with these variables does.
    fn pim(&self, variables: &Variables, line: &str) -> Ran {
        let mut command = self.tenant.command(words(line));
        Ran::of(command.envs(variables.iter().map(|(name, value)| (name, value))).output().unwrap())
    }

    /// Why such a job is not signed in.
    fn refused(&self, variables: &Variables) -> Ran {
        let ran = self.pim(variables, "-vv list -k entra");
        assert_ne!(ran.code, 0, "{ran}");
        ran
    }
}

/// The profile of a sandbox that serves at `origin`, the default one.
fn profile(tenant: &TestTenant, origin: &str, ca: &Path) {
    tenant.config(&format!(
        "profile = \"lab\"\n\n[clouds.lab]\ngraph = \"{origin}\"\narm = \"{origin}\"\nauthority = \"{origin}\"\n\
         graph-audience = \"https://graph.microsoft.com\"\narm-audience = \"https://management.azure.com\"\n\
         ca-file = \"{}\"\n\n[profiles.lab]\ncloud = \"lab\"\n",
        ca.display()
    ));
}

/// The variables with `name` set to `value`.
fn with(mut variables: Variables, name: &str, value: &str) -> Variables {
    variables.retain(|(known, _)| known != name);
    variables.push((name.to_owned(), value.to_owned()));
    variables
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
        let variables = lab.credential(&line);
        let said = lab.pim(&variables, "whoami -o json").must(0).json();
        assert_eq!((&said["how"], &said["principal"]["id"]), (&json!(way), &json!(PRINCIPAL)), "{said:#}");
        assert_eq!(said["principal"]["type"], "servicePrincipal");
        let personas: Vec<&Value> = said["work"].as_array().unwrap().iter().map(|work| &work["persona"]).collect();
        assert_eq!(personas, ["administrator", "administrator", "auditor", "auditor"], "{said:#}");
        let services: Vec<&Value> = said["tokens"].as_array().unwrap().iter().map(|one| &one["service"]).collect();
        assert_eq!(services, ["graph", "arm"], "{said:#}");
        let listed = lab.pim(&variables, "list --active -o json").must(0).json();
        let has = |name: &str| listed.as_array().unwrap().iter().any(|row| row["role"]["name"] == name);
        assert!(
            has("Cloud Application Administrator") && has("Azure Kubernetes Service Cluster User Role"),
            "{listed}"
        );
        // Asked for by name it is the same.
        lab.pim(&with(variables, "PIM_AUTH", way), "list").must(0);
    }
}

#[test]
fn what_pim_lets_people_alone_do_an_application_is_told_at_once_whatever_proves_it() {
    let tenant = TestTenant::new();
    let lab = Lab::of(&tenant);
    let (folder, https) = (tenant.home().display().to_string(), lab.https().to_owned());
    for line in [
        "secret".to_owned(),
        format!("certificate {folder}"),
        format!("federated {folder}"),
        format!("github-actions {https}"),
        format!("azure-pipelines {https}"),
        format!("managed-identity {https}"),
    ] {
        let variables = lab.credential(&line);
        let before = tenant.log();
        for (command, instead) in [
            (r#"activate "Groups Administrator" -r x"#, "an administrator gives it an active assignment that ends"),
            (r#"deactivate "Groups Administrator""#, "an administrator takes the assignment away"),
            ("approve --all -r x", "people decide"),
            ("deny --all -r x", "people decide"),
        ] {
            let error = lab.pim(&variables, &format!("{command} -o json")).must(1).error();
            assert_eq!(error["code"], "not-for-applications", "{line}: {error}");
            assert!(error["hint"].as_str().unwrap().starts_with(instead), "{line}: {error}");
            assert!(!error["hint"].as_str().unwrap().contains("pim login"), "{line}: {error}");
        }
        assert_eq!(tenant.log(), before, "{line}: nothing was sent, not even for a token");
    }
}

#[test]
fn an_application_is_never_told_to_open_a_browser() {
    let tenant = TestTenant::new();
    let lab = Lab::of(&tenant);
    let secret = lab.credential("secret");
    for (fault, code) in [
        ("challenge --match ScheduleInstances --times 2", 4),
        ("error --status 401 --code InvalidAuthenticationToken --match ScheduleInstances --times 9", 4),
        ("error --status 403 --code PermissionScopeNotGranted --match ScheduleInstances --times 9", 4),
    ] {
        tenant.sandbox("fault --clear");
        tenant.sandbox(&format!("fault {fault}"));
        let ran = lab.pim(&secret, "list -o json").must(code);
        assert!(!ran.stderr.contains("pim login") && !ran.stderr.contains("PIM_GRAPH_TOKEN"), "{fault}: {ran}");
    }
    // Without a terminal, and with nothing in the environment, it is said what a pipeline sets.
    let error = lab.pim(&Variables::new(), "list -o json").must(4).error();
    let hint = error["hint"].as_str().unwrap();
    assert!(hint.contains("docs/pipelines.md") && hint.contains("PIM_GRAPH_TOKEN"), "{hint}");
}

#[test]
fn a_login_by_each_way_is_kept_as_the_way_of_the_profile() {
    let tenant = TestTenant::new();
    let lab = Lab::of(&tenant);
    let (folder, https) = (tenant.home().display().to_string(), lab.https().to_owned());
    for (way, line) in [
        ("client-secret", "secret".to_owned()),
        ("client-certificate", format!("certificate {folder}")),
        ("workload-identity", format!("federated {folder}")),
        ("github-actions", format!("github-actions {https}")),
        ("azure-pipelines", format!("azure-pipelines {https}")),
        ("managed-identity", format!("managed-identity {https}")),
    ] {
        let variables = lab.credential(&line);
        let ran = lab.pim(&variables, &format!("login --auth {way} -o table")).must(0);
        assert!(ran.stderr.contains("neither activate roles for itself nor approve"), "{ran}");
        let said = lab.pim(&variables, "whoami -o json").must(0).json();
        assert_eq!((&said["how"], &said["tokenStore"]), (&json!(way), &Value::Null), "{said:#}");
        let file = std::fs::read_to_string(tenant.home().join(".config/pim/config.toml")).unwrap();
        assert!(file.contains(&format!("auth = \"{way}\"")), "{file}");
        // Without its variables nobody is signed in, and no other way is tried.
        lab.pim(&Variables::new(), "whoami").must(4);
    }
    lab.pim(&Variables::new(), "login --auth pigeon").must(2).tells("the ways are browser");
}

#[test]
fn p44_no_variable_moves_the_sign_in() {
    let tenant = TestTenant::new();
    let lab = Lab::of(&tenant);
    let mut variables = lab.credential("secret");
    // Nobody listens there: who asks it gets no token.
    variables.push(("AZURE_AUTHORITY_HOST".to_owned(), "https://127.0.0.1:1/".to_owned()));
    lab.pim(&variables, "list").must(0);
}

#[test]
fn a_refusal_is_told_in_entras_words_and_holds_no_secret() {
    let tenant = TestTenant::new();
    let lab = Lab::of(&tenant);
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
        let ran = lab.refused(&variables).must(4);
        // In one line, however the screen broke it.
        let said = ran.stderr.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(said.contains(part), "{part}: {ran}");
        assert!(!said.contains("canary"), "{ran}");
    }
    // A certificate that nobody registered: that of another sandbox.
    let other = TestTenant::new();
    let foreign = Lab { tenant: &other, served: Served::with(&other, &["sandbox", "serve", "-o", "json"]) };
    lab.refused(&foreign.credential(&format!("certificate {folder}"))).must(4).tells("AADSTS700027");
}

#[test]
fn what_fails_for_a_moment_is_tried_again_and_not_for_ever() {
    let tenant = TestTenant::new();
    let lab = Lab::of(&tenant);
    let secret = lab.credential("secret");
    tenant.sandbox("fault status --status 503 --match /token --times 1");
    lab.pim(&secret, "list").must(0);
    let before = tenant.count("POST", "/oauth2/v2.0/token");
    tenant.sandbox("fault status --status 503 --match /token --times 50");
    // Who gives the tokens of one service gives those of the other: it is not asked for both.
    lab.pim(&secret, "list").must(8).tells("it answered 503");
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
        lab.refused(&secret).must(8).tells(part);
    }
    // A certificate that nobody vouches for, and nobody there.
    let ca = lab.served.ready["caFile"].as_str().unwrap();
    let other = TestTenant::new();
    profile(&tenant, Lab::of(&other).https(), Path::new(ca));
    lab.refused(&secret).must(8).tells("could not be asked for a token");
    let stranger = Lab::of(&other);
    profile(&tenant, stranger.https(), Path::new(ca));
    lab.refused(&secret).must(8).tells("ertificate");
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
    let variables: Variables = [("PATH", path.as_str()), ("PIM_AUTH", "azure-cli"), ("AZURE_CLIENT_SECRET", "canary")]
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .into();
    let said = lab.pim(&variables, "whoami -o json").must(0).json();
    assert_eq!((&said["how"], &said["tokens"][0]["service"]), (&json!("azure-cli"), &json!("arm")), "{said:#}");
    assert_eq!(said["principal"]["upn"], "dana@contoso.com");
    // What it cannot do is said before it is asked.
    lab.refused(&variables).must(4).tells("--kind azure");
    let seen = std::fs::read_to_string(tenant.home().join("seen")).unwrap();
    assert!(seen.contains("--scope https://management.azure.com/.default"), "{seen}");
    assert!(!seen.contains("canary"), "{seen}");
    assert!(!tenant.home().join("current-folder").exists());
    // What az says itself is the reason.
    write(
        tenant.home().join("bin/az"),
        "#!/bin/sh\necho \"ERROR: Please run 'az login' to setup account.\" >&2; exit 1\n",
    );
    lab.pim(&variables, "whoami").must(4).tells("Please run 'az login' to setup account.");
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
    profile(&tenant, "https://127.0.0.1:8443", &tenant.home().join(".local/share/pim/sandbox/sandbox-ca.pem"));
    let whoami = |with_identity: &str, client: &str| {
        let mut command = Command::new(unshare[0]);
        command.args(&unshare[1..]).arg("python3");
        command.arg(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pipelines/virtual_machine.py"));
        command.arg(with_identity).arg(assert_cmd::cargo::cargo_bin("pim")).arg("whoami").args(["-o", "json"]);
        command.env_clear().env("HOME", tenant.home()).env("PATH", std::env::var_os("PATH").unwrap());
        command.env("PIM_AUTH", "managed-identity").env("AZURE_CLIENT_ID", client).stdin(Stdio::null());
        Ran::of(command.current_dir(tenant.home()).output().unwrap())
    };
    let said = whoami("yes", "").must(0).json();
    assert_eq!((&said["how"], &said["principal"]["id"]), (&json!("managed-identity"), &json!(PRINCIPAL)));
    whoami("yes", "5a4db0c5-c11e-4a11-9c0d-c0a7050a0003").must(0);
    whoami("yes", "11111111-c11e-4a11-9c0d-c0a7050a0003").must(4).tells("Identity not found");
    // Nobody is there: that is known at once.
    whoami("no", "").must(8).tells("169.254.169.254 could not be asked for a token");
}

/// Runs a script of tests/pypi, which has to say of so many things that they work.
fn python_client(script: &str, needs: &str, works: usize) {
    let tenant = TestTenant::new();
    let python = |args: &[&str]| {
        let packages = std::path::Path::new(env!("CARGO_TARGET_TMPDIR")).with_file_name("tools/pypi");
        let mut python = Command::new("python3");
        python.env_clear().env("HOME", tenant.home()).env("PATH", std::env::var_os("PATH").unwrap());
        python.env("PYTHONPATH", packages).env("PYTHONDONTWRITEBYTECODE", "1").current_dir(tenant.home());
        python.args(args).stdin(Stdio::null()).output()
    };
    if !python(&["-c", &format!("import {needs}")]).is_ok_and(|output| output.status.success()) {
        eprintln!("skipped: the packages of tests/pypi/requirements.txt are not in target/tools/pypi");
        return;
    }
    let script = format!("{}/tests/pypi/{script}", env!("CARGO_MANIFEST_DIR"));
    let output = python(&[&script, assert_cmd::cargo::cargo_bin("pim").to_str().unwrap()]).unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success(), "{said}{}", String::from_utf8_lossy(&output.stderr));
    assert_eq!(said.lines().filter(|line| line.starts_with("works: ")).count(), works, "{said}");
}

#[test]
fn microsofts_own_python_clients_sign_in_at_the_sandbox() {
    python_client("sign_in.py", "azure.identity, msal", 10);
}

#[test]
fn microsofts_own_python_clients_use_pim_at_the_sandbox() {
    python_client("roles.py", "azure.mgmt.authorization, msgraph", 11);
}

/// What every JWT of the sandbox's begins with, and every assertion of ours.
#[cfg(target_os = "linux")]
const BEGINNINGS: [(&str, &str); 2] =
    [("a token", "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiIs"), ("an assertion", "eyJhbGciOiJQUzI1NiIsInR5cCI6")];

#[cfg(target_os = "linux")]
#[test]
fn p21_no_secret_of_an_application_comes_out() {
    const FAULTS: [Option<&str>; 10] = [
        None,
        Some("truncated"),
        Some("malformed"),
        Some("html"),
        Some("error"),
        Some("echo"),
        Some("status"),
        Some("cut-after"),
        Some("redirect"),
        Some("nesting"),
    ];
    const WAYS: [&str; 6] =
        ["secret", "certificate", "federated", "github-actions", "azure-pipelines", "managed-identity"];
    let searched = |way: &str| {
        let (tenant, apart) = (TestTenant::new(), tempfile::tempdir().unwrap());
        let lab = Lab::of(&tenant);
        let argument = match way {
            "secret" => String::new(),
            "certificate" | "federated" => apart.path().display().to_string(),
            _ => lab.https().to_owned(),
        };
        let variables = lab.credential(&format!("{way} {argument}"));
        let mut canaries = Canaries::of(BEGINNINGS);
        let secret = ["AZURE_CLIENT_SECRET", "ACTIONS_ID_TOKEN_REQUEST_TOKEN", "SYSTEM_ACCESSTOKEN", "IDENTITY_HEADER"];
        for (name, value) in variables.iter().filter(|(name, _)| secret.contains(&name.as_str())) {
            canaries.add(name, value);
        }
        for file in std::fs::read_dir(apart.path()).unwrap() {
            let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
            // Of a PEM file the key's first lines, without the frame.
            canaries.add("a file", text.lines().nth(2).unwrap_or(&text));
        }
        for fault in FAULTS {
            if let Some(fault) = fault {
                tenant.sandbox(&format!("fault {fault} --match token --times 9"));
            }
            let mut command = crate::rig::unrecorded(&tenant.command(["-vv", "--har", "job.har", "list"]));
            let ran = Ran::of(command.envs(variables.iter().map(|(name, value)| (name, value))).output().unwrap());
            assert_eq!(ran.code == 0, fault.is_none(), "{way}, {fault:?}: {ran}");
            for text in [&ran.stdout, &ran.stderr] {
                canaries.none_in(&format!("{way}, {fault:?}"), text);
            }
            canaries.none_below(tenant.home());
            tenant.sandbox("fault --clear");
        }
        // The search would have found it.
        assert!(!canaries.found(format!("{variables:?} eyJ0eXAiOiJKV1QiLCJhbGciOiJS").as_bytes()).is_empty());
    };
    std::thread::scope(|scope| {
        for way in WAYS {
            scope.spawn(move || searched(way));
        }
    });
}
