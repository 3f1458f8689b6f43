//! Three kinds at once, and very many roles: `pim list` beside a bare program that sends the same nine requests, beside
//! curl that sends one of them, and in bounded memory. `cargo bench --bench kinds`; the figures are in docs/performance.md.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a measurement may fail by panicking")]
#![allow(clippy::print_stdout, reason = "its result is what it prints")]

mod lab;

use lab::{Lab, compare};
use std::process::{Command, ExitCode, Stdio};

const ENTRA: &str = "/v1.0/roleManagement/directory/";
const GROUP: &str = "/v1.0/identityGovernance/privilegedAccess/group/";
const MINE: &str = "/filterByCurrentUser(on='principal')?$expand=";
const AZURE: &str = "/providers/Microsoft.Authorization/";
const TARGET: &str = "?$filter=asTarget%28%29&api-version=2020-10-01";
/// The most memory that a list of [`SIZE`] may take, in KiB.
const MOST: u64 = 64 * 1024;
const SIZE: u32 = 100_000;

/// The nine requests of `pim list`.
fn paths() -> Vec<String> {
    let mut all = Vec::new();
    for set in ["roleEligibilityScheduleInstances", "roleAssignmentScheduleInstances", "roleAssignmentScheduleRequests"]
    {
        all.push(format!("{ENTRA}{set}{MINE}roleDefinition%2Cprincipal%2CdirectoryScope"));
        all.push(format!("{AZURE}{set}{TARGET}"));
    }
    for set in ["eligibilityScheduleInstances", "assignmentScheduleInstances", "assignmentScheduleRequests"] {
        all.push(format!("{GROUP}{set}{MINE}group%2Cprincipal"));
    }
    all
}

/// The bare program: `kinds bare ORIGIN CA-FILE GRAPH-TOKEN ARM-TOKEN` sends all nine at once and reads the answers.
fn bare(args: &[String]) {
    let [origin, ca_file, graph, arm] = args else { panic!("{args:?}") };
    rustls::crypto::ring::default_provider().install_default().unwrap();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(async {
        let ca = reqwest::Certificate::from_pem(&std::fs::read(ca_file).unwrap()).unwrap();
        let client =
            reqwest::Client::builder().tls_certs_merge([ca]).http2_prior_knowledge().no_proxy().build().unwrap();
        let requests = paths().into_iter().map(|path| {
            let token = if path.starts_with(AZURE) { arm } else { graph };
            let request = client.get(format!("{origin}{path}")).bearer_auth(token);
            async move {
                let answer = request.send().await.unwrap().error_for_status().unwrap();
                serde_json::from_slice::<serde_json::Value>(&answer.bytes().await.unwrap()).unwrap()
            }
        });
        let answers = futures::future::join_all(requests).await;
        assert!(answers.iter().all(|answer| answer["value"].is_array()));
    });
}

fn bare_command(lab: &Lab) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["bare", &lab.origin, &lab.ca_file, &lab.tokens[0], &lab.tokens[1]]);
    command
}

fn nine_requests(lab: &mut Lab, title: &str, rounds: usize) {
    compare(
        title,
        lab,
        rounds,
        &mut [
            ("bare program, the nine requests", Box::new(|lab| bare_command(lab))),
            ("pim list", Box::new(|lab| lab.pim(&["list"]))),
            (
                "curl, one of them",
                Box::new(|lab| {
                    let mut command = lab.curl();
                    lab.ask(&mut command, &paths()[1]);
                    command
                }),
            ),
        ],
    );
}

/// The most memory of one process that has to succeed, in KiB, and its exit.
fn memory(command: &Command) -> u64 {
    let mut timed = Command::new("/usr/bin/time");
    timed.args(["-f", "%M"]).arg(command.get_program()).args(command.get_args()).env_clear();
    timed.envs(command.get_envs().filter_map(|(name, value)| Some((name, value?))));
    let output = timed.stdin(Stdio::null()).stdout(Stdio::null()).output().unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    said.lines().last().unwrap().parse().unwrap()
}

/// Lists [`SIZE`] roles in each format that is written as it goes; whether all stayed within [`MOST`].
fn many() -> bool {
    let lab = Lab::new(Some(SIZE));
    println!("\nlist of {SIZE} roles more: most memory of the process, of {} MiB", MOST / 1024);
    let mut held = true;
    for format in ["json", "jsonl", "csv", "tsv", "ids"] {
        let most = memory(&lab.pim(&["list", "--timeout", "10m", "-o", format]));
        println!("{:34} {:7} KiB", format!("pim list -o {format}"), most);
        held &= most <= MOST;
    }
    held
}

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    if args.first().is_some_and(|first| first == "bare") {
        bare(&args[1..]);
        return ExitCode::SUCCESS;
    }
    let mut lab = Lab::new(None);
    nine_requests(&mut lab, "list of three kinds: nine requests", 60);
    lab.sandbox(&["fault", "latency", "--ms", "100", "--times", "1000000"]);
    nine_requests(&mut lab, "the same, each answer 100 ms later", 20);
    drop(lab);
    if many() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
