//! `pim sandbox fault`: what goes wrong next.

use crate::cli::exit::Failure;
use crate::sandbox::{self, Fault};
use crate::screen::{Cell, Column, Listing, Screen, Table, clean_str};
use serde_json::{Value, json};
use std::path::Path;

/// What goes wrong, and for which requests.
#[derive(Debug, clap::Args)]
pub(super) struct FaultArgs {
    /// What goes wrong; without it the faults that can be had are listed
    kind: Option<String>,
    /// Only for requests with this method, this part of the path, or both: "POST roleAssignment"
    #[arg(long = "match", value_name = "TEXT")]
    matches: Option<String>,
    /// For how many requests
    #[arg(long, value_name = "N", default_value_t = 1)]
    times: u32,
    /// The Retry-After header, whatever it says
    #[arg(long, value_name = "TEXT")]
    retry_after: Option<String>,
    /// An HTTP status
    #[arg(long, value_name = "N")]
    status: Option<u16>,
    /// How many reads
    #[arg(long, value_name = "N")]
    reads: Option<u32>,
    /// Milliseconds
    #[arg(long, value_name = "N")]
    ms: Option<u64>,
    /// Bytes
    #[arg(long, value_name = "N")]
    bytes: Option<u64>,
    /// An address
    #[arg(long, value_name = "URL")]
    url: Option<String>,
    /// An error code
    #[arg(long)]
    code: Option<String>,
    /// An error message
    #[arg(long)]
    message: Option<String>,
    /// A text
    #[arg(long)]
    text: Option<String>,
    /// Claims, as JSON
    #[arg(long, value_name = "JSON")]
    claims: Option<String>,
    /// Whether the request takes effect although its answer is spoiled
    #[arg(long, value_name = "BOOL")]
    effect: Option<bool>,
    /// List the faults that are set
    #[arg(long, conflicts_with_all = ["kind", "clear"])]
    list: bool,
    /// Take all faults back
    #[arg(long, conflicts_with = "kind")]
    clear: bool,
}

/// Sets a fault, takes all back, or lists them.
pub(super) fn fault(args: &FaultArgs, folder: &Path, screen: &Screen) -> Result<(), Failure> {
    if args.clear {
        sandbox::clear_faults(folder)?;
        screen.note("no fault is set any more");
        return Ok(());
    }
    let Some(kind) = &args.kind else { return list_faults(args, folder, screen) };
    let fault = Fault {
        matches: args.matches.clone(),
        times: args.times,
        retry_after: args.retry_after.clone(),
        status: args.status,
        reads: args.reads,
        ms: args.ms,
        bytes: args.bytes,
        url: args.url.clone(),
        code: args.code.clone(),
        message: args.message.clone(),
        text: args.text.clone(),
        claims: args.claims.clone(),
        effect: args.effect,
        ..Fault::new(kind)
    };
    sandbox::fault(folder, &fault)?;
    let (requests, verb) = if fault.times == 1 {
        ("request".to_owned(), "matches")
    } else {
        (format!("{} requests", fault.times), "match")
    };
    let whom = fault.matches.as_deref().map(|text| format!(" that {verb} {}", clean_str(text))).unwrap_or_default();
    screen.note(&format!("{} for the next {requests}{whom}", clean_str(kind)));
    Ok(())
}

/// The faults that are set, or with no flag those that there are.
fn list_faults(args: &FaultArgs, folder: &Path, screen: &Screen) -> Result<(), Failure> {
    const SET: [Column; 3] = [
        Column { title: "KIND", path: "kind" },
        Column { title: "MATCHES", path: "matches" },
        Column { title: "TIMES", path: "times" },
    ];
    const KINDS: [Column; 2] = [Column { title: "KIND", path: "kind" }, Column { title: "WHAT", path: "what" }];
    let (mut table, columns, items): (Table, &[Column], Vec<Value>);
    if args.list {
        table = Table::with(&["*KIND", "MATCHES", "TIMES"]);
        columns = &SET;
        let set = sandbox::faults(folder)?;
        for one in &set {
            table.row(vec![
                Cell::from(one.kind.clone()),
                clean_str(one.matches.as_deref().unwrap_or("all")).into(),
                one.times.to_string().into(),
            ]);
        }
        table.empty = Some("no fault is set".to_owned());
        items = set.iter().map(|one| serde_json::to_value(one).unwrap_or_default()).collect();
    } else {
        table = Table::with(&["*KIND", "WHAT"]);
        columns = &KINDS;
        for (kind, what) in sandbox::kinds() {
            table.row([*kind, *what]);
        }
        items = sandbox::kinds().iter().map(|(kind, what)| json!({"kind": kind, "what": what})).collect();
    }
    Ok(screen.listing(Listing { items, columns, table, id_path: "kind" })?)
}
