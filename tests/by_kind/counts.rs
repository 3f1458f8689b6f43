//! How many HTTP requests a command takes, over each kind by itself: a count, not a time.

use super::{Case, KINDS};
use std::fmt::Write as _;

/// Every command that asks a service, but for those that sign in.
const COMMANDS: [&str; 16] = [
    "list",
    "list --long",
    "list --expired",
    "list --can Microsoft.Compute/virtualMachines/read",
    "status",
    "activate",
    "deactivate",
    "run",
    "extend",
    "request list",
    "show",
    "cancel",
    "approvals",
    "approve",
    "deny",
    "status --short",
];

#[test]
fn each_command_takes_as_many_requests_as_it_needs() {
    let mut table = format!("{:50}{:22}{:22}group\n", "", "entra", "azure");
    for command in COMMANDS {
        let counts = KINDS.each_ref().map(|kind| {
            let case = Case::new(kind);
            let before = case.tenant.entries().len();
            case.run(command);
            // The parts of a batch are one request.
            let sent: Vec<_> =
                case.tenant.entries().split_off(before).into_iter().filter(|one| one.batch.is_none()).collect();
            let of = |method: &str| sent.iter().filter(|one| one.method == method).count();
            let counts = ["GET", "POST", "PUT", "PATCH"].map(|method| (of(method), method));
            let counts =
                counts.iter().filter(|(count, _)| *count > 0).map(|(count, method)| format!("{count} {method}"));
            counts.collect::<Vec<_>>().join(", ")
        });
        writeln!(table, "{command:50}{:22}{:22}{}", counts[0], counts[1], counts[2]).unwrap();
    }
    let table = table.lines().map(|line| line.trim_end().to_owned() + "\n").collect::<String>();
    insta::assert_snapshot!(table, @"
                                                      entra                 azure                 group
    list                                              3 GET                 3 GET                 3 GET
    list --long                                       4 GET, 1 POST         12 GET                3 GET, 1 POST
    list --expired                                    4 GET                 4 GET                 4 GET
    list --can Microsoft.Compute/virtualMachines/read 4 GET                 4 GET                 3 GET
    status                                            3 GET                 3 GET                 3 GET
    activate                                          5 GET, 1 POST         5 GET, 1 PUT          5 GET, 1 POST
    deactivate                                        3 GET, 1 POST         3 GET, 1 PUT          3 GET, 1 POST
    run                                               5 GET, 1 POST         5 GET, 1 PUT          5 GET, 1 POST
    extend                                            4 GET, 1 POST         4 GET, 1 PUT          4 GET, 1 POST
    request list                                      2 GET                 2 GET                 2 GET
    show                                              4 GET                 4 GET                 4 GET
    cancel                                            3 GET, 1 POST         3 GET, 1 POST         3 GET, 1 POST
    approvals                                         1 GET                 1 GET                 1 GET
    approve                                           6 GET, 1 PATCH        6 GET, 1 PATCH        6 GET, 1 PATCH
    deny                                              6 GET, 1 PATCH        6 GET, 1 PATCH        6 GET, 1 PATCH
    status --short
    ");
}
