//! `pim approve` and `pim deny`: decide on what waits for me, having seen exactly what it grants.

mod exec;
mod list;
mod shown;
mod watch;

use list::keep_names;
pub use list::{list, look};

use super::alike::Apart;
use super::app::App;
use super::exit::{Failure, Fault, usage};
use super::naming;
use super::outcome::{self, COLUMNS};
use super::personal::Personal;
use super::request;
use super::unread::{whole, whole_or_nothing};
use crate::auth::permission::Work as Persona;
use crate::pim::approval::Verdict;
use crate::pim::id::short_id;
use crate::pim::request::{Outcome, Request};
use crate::screen::time;
use crate::screen::{ErrorReport, Listing, PickItem, RequestEntry, RequestFacts, Table, clean, shortened};
use crate::task::decide::{self, Decided};
use crate::task::requests::{self as task, Requests};
use crate::task::{Error, Event, Work};
use shown::Case;

/// Decide on requests that wait for me. Without REQUEST a picker.
#[derive(Clone, Debug, clap::Args)]
pub struct Args {
    /// Ids, or PERSON, ROLE[@SCOPE], PERSON:ROLE[@SCOPE]
    #[arg(value_name = "REQUEST")]
    requests: Vec<String>,
    /// Why; the requester reads it and the audit log keeps it
    #[arg(short, long, value_name = "TEXT")]
    reason: Option<String>,
    /// Everything that waits for me now
    #[arg(long, conflicts_with = "requests")]
    all: bool,
    /// List what waits for me, and decide nothing
    #[arg(long, conflicts_with_all = ["requests", "all", "reason"])]
    list: bool,
    /// Keep looking: tell each request that comes to wait for me, on the desktop too; decide nothing
    #[arg(long, conflicts_with_all = ["requests", "all", "reason", "list"])]
    watch: bool,
    /// Run this for each request that --watch tells, with the request as JSON on its standard input
    #[arg(long, value_name = "CMD", requires = "watch")]
    exec: Option<String>,
}

/// What became of a request: decided how, or why not.
type Told = Result<(Decided, Verdict), Fault>;

impl Args {
    /// Whether it only lists.
    #[must_use]
    pub fn lists(&self) -> bool {
        self.list
    }

    /// Whether it looks on: for one tenant.
    #[must_use]
    pub fn goes_on(&self) -> bool {
        self.watch
    }

    /// The requests that are named.
    #[must_use]
    pub fn names(&self) -> &[String] {
        &self.requests
    }

    /// The same for these requests alone.
    #[must_use]
    pub fn for_names(&self, requests: Vec<String>) -> Self {
        Self { requests, ..self.clone() }
    }
}

/// Decides what is named, picked, or all that waits.
pub async fn run(app: &App, args: Args, verdict: Verdict) -> Result<i32, Failure> {
    if args.list {
        return list(app).await;
    }
    if args.watch {
        return watch::run(app, args.exec.as_deref()).await;
    }
    let what = if verdict == Verdict::Approve { Personal::Approve } else { Personal::Deny };
    let work = app.work_as_person(Persona::Approve, what).await?;
    work.tell(Event::Doing("reading what waits for you".to_owned()));
    let read = task::waiting_for_me(&work).await;
    app.quiet();
    let chosen = chosen(app, &args, &read, &work).await?;
    let asks = app.screen.options().can_ask() && !app.global.yes;
    let cases = shown::cases(&work, chosen, asks).await;
    app.quiet();
    if !asks {
        refuse_without_reason(&args, &cases, verdict, &work)?;
    }
    let (mut told, mut left, had_cases) = (Vec::new(), false, !cases.is_empty());
    let mut typed = Typed::default();
    for case in cases {
        if app.interrupted() {
            told.push((case.request, Err(Fault::of(&Error::NotSent))));
            continue;
        }
        if is_own(&case.request, &work) {
            told.push((case.request, Err(Fault::of(&Error::OwnRequest))));
            continue;
        }
        let answer = match review(app, &args, &case, verdict, &work, &mut typed) {
            Ok(Some(answer)) => answer,
            Ok(None) => continue,
            // What was decided before is told.
            Err(Failure::Cancelled) => {
                left = true;
                break;
            }
            Err(failure) => return Err(failure),
        };
        if !asks {
            // Nobody has looked at it: what is meant is told before it is sent.
            let verb = if answer.0 == Verdict::Approve { "approving" } else { "denying" };
            app.screen.note(&format!("{verb} {}", naming::in_full(&case.request)));
        }
        let decided = decide::decide(&work, &case.request, answer.0, &answer.1).await;
        let decided = decided.map(|done| (done, answer.0)).map_err(|error| Fault::of(&error));
        told.push((case.request, decided));
    }
    if had_cases && told.is_empty() {
        app.quiet();
        app.screen.note("nothing was decided");
    }
    let decided: Vec<String> = told.iter().filter(|(_, one)| one.is_ok()).map(|(one, _)| one.id.clone()).collect();
    keep_names(&work, &read, &decided);
    let code = report(app, &work, told, verdict, &Apart::among(&read.requests))?;
    Ok(if left { super::exit::INTERRUPTED } else { code })
}

fn is_own(request: &Request, work: &Work) -> bool {
    request.principal.id.is(&work.me.id)
}

/// The requests to decide on. An own one among all is skipped and told.
async fn chosen(app: &App, args: &Args, read: &Requests, work: &Work) -> Result<Vec<Request>, Failure> {
    if args.all {
        // Exactly what was read now: what arrives meanwhile is for another time.
        whole_or_nothing(&read.problems, read.is_unread(work), work)?;
        let own: Vec<&Request> = read.requests.iter().filter(|one| is_own(one, work)).collect();
        for one in &own {
            app.screen.note(&format!("skipped, your own: {} {}", short_id(&one.id), naming::request_label(one)));
        }
        return Ok(read.requests.iter().filter(|one| !is_own(one, work)).cloned().collect());
    }
    if args.requests.is_empty() {
        return pick(app, read, work);
    }
    match naming::requests(app, &args.requests, &read.requests, "request that waits for you") {
        Ok(found) => Ok(found.into_iter().cloned().collect()),
        Err(failure) => Err(explained(app, failure, args, read, work).await),
    }
}

/// The one name that means no request that waits, where there is but one.
fn the_one_that_is_wrong<'a>(app: &App, args: &'a Args, read: &Requests) -> Option<&'a String> {
    if let [name] = args.requests.as_slice() {
        return Some(name);
    }
    if app.screen.options().can_ask() {
        // Nobody is asked twice which of several is meant.
        return None;
    }
    let wrong = |name: &&String| naming::requests(app, std::slice::from_ref(*name), &read.requests, "").is_err();
    let wrong: Vec<&String> = args.requests.iter().filter(wrong).collect();
    if let [name] = wrong.as_slice() { Some(name) } else { None }
}

/// A name that waits for nobody here may be an own request, or one that somebody has settled.
async fn explained(app: &App, failure: Failure, args: &Args, read: &Requests, work: &Work) -> Failure {
    if let Err(not_whole) = whole(&read.problems, work) {
        return not_whole;
    }
    let Some(name) = the_one_that_is_wrong(app, args, read) else { return failure };
    let mine = task::mine(work).await;
    app.quiet();
    let open: Vec<Request> = mine.requests.into_iter().filter(|one| one.status.waits_for_decision()).collect();
    if naming::requests(app, std::slice::from_ref(name), &open, "request of yours").is_ok_and(|found| !found.is_empty())
    {
        return Error::OwnRequest.into();
    }
    let ever = task::ever_asked_of_me(work).await;
    app.quiet();
    let names_it = |one: &&Request| [one.id.clone(), short_id(&one.id)].iter().any(|id| id.eq_ignore_ascii_case(name));
    match ever.requests.into_iter().find(|one| names_it(&one)) {
        Some(mut request) if !request.status.waits_for_decision() => {
            request.decision = task::decision(work, &request).await;
            Error::Settled(Box::new(request)).into()
        }
        _ => failure,
    }
}

fn pick(app: &App, read: &Requests, work: &Work) -> Result<Vec<Request>, Failure> {
    let Some(prompter) = app.prompter() else {
        return Err(usage(
            "missing-input",
            "which request is not said",
            "pim approve --list shows them; name one, or --all",
        ));
    };
    whole_or_nothing(&read.problems, read.is_unread(work), work)?;
    if read.requests.is_empty() {
        app.screen.note("no request waits for you");
        return Ok(Vec::new());
    }
    let (now, apart) = (work.now(), Apart::among(&read.requests));
    let items: Vec<PickItem> = read
        .requests
        .iter()
        .map(|one| {
            let own = one.principal.id.is(&work.me.id);
            let lapses = one.lapses().map(|at| format!("lapses {}", time::relative(at, now))).unwrap_or_default();
            let detail = if own { "your own".to_owned() } else { lapses };
            PickItem { selectable: !own, ..PickItem::new(apart.label(one), detail) }
        })
        .collect();
    let picked = prompter.pick_many("Request", "request", &items).map_err(|_| Failure::Cancelled)?;
    Ok(picked.into_iter().filter_map(|at| read.requests.get(at)).cloned().collect())
}

/// Whether a decision needs a reason: a denial always, an approval unless the settings say not.
fn wants_reason(case: &Case, verdict: Verdict) -> bool {
    verdict == Verdict::Deny || case.settings.as_ref().is_none_or(|settings| settings.approver_reason_required)
}

fn has_reason(args: &Args) -> bool {
    args.reason.as_deref().is_some_and(|reason| !reason.trim().is_empty())
}

fn refuse_without_reason(args: &Args, cases: &[Case], verdict: Verdict, work: &Work) -> Result<(), Failure> {
    let wants = |case: &Case| !is_own(&case.request, work) && wants_reason(case, verdict);
    if has_reason(args) || !cases.iter().any(wants) {
        return Ok(());
    }
    let mut report = ErrorReport::new(super::exit::USAGE, "missing-input", "nothing was decided; a reason is missing")
        .hint("--reason TEXT: the requester reads it and the audit log keeps it");
    report.error.missing = vec!["reason".to_owned()];
    Err(report.into())
}

/// The reasons that were typed for the decisions of this command, the newest first: what is a reason to approve is none
/// to deny. Nothing that a requester wrote is among them.
#[derive(Default)]
struct Typed {
    approvals: Vec<String>,
    denials: Vec<String>,
}

impl Typed {
    fn of(&mut self, verdict: Verdict) -> &mut Vec<String> {
        match verdict {
            Verdict::Approve => &mut self.approvals,
            Verdict::Deny => &mut self.denials,
        }
    }

    fn keep(&mut self, verdict: Verdict, reason: &str) {
        if reason.is_empty() {
            return;
        }
        let all = self.of(verdict);
        all.retain(|one| one != reason);
        all.insert(0, reason.to_owned());
    }
}

/// Shows the request whole and asks, on a terminal; `None` skips it. One reason for several is Enter at each but the
/// first.
fn review(
    app: &App,
    args: &Args,
    case: &Case,
    verdict: Verdict,
    work: &Work,
    typed: &mut Typed,
) -> Result<Option<(Verdict, String)>, Failure> {
    let given = args.reason.clone().unwrap_or_default();
    let prompter = if app.global.yes { None } else { app.prompter() };
    let Some(prompter) = prompter else { return Ok(Some((verdict, given))) };
    let cancelled = |_| Failure::Cancelled;
    let _held = prompter.hold().map_err(cancelled)?;
    let detail = shown::detail(case, work, app);
    if app.screen.show(&detail) >= prompter.rows() {
        app.screen.show(&request::names::in_short(&case.request, &detail));
    }
    // What was asked for comes first.
    let (approve, deny, skip) = (('a', "approve"), ('d', "deny"), ('s', "skip"));
    let choices = if verdict == Verdict::Approve { [approve, deny, skip] } else { [deny, approve, skip] };
    let decided = match prompter.key("", &choices).map_err(cancelled)? {
        'a' => Verdict::Approve,
        'd' => Verdict::Deny,
        _ => return Ok(None),
    };
    // A reason that was given to deny is none to approve, nor the other way.
    let mut reason = if decided == verdict { given } else { String::new() };
    let verdict = decided;
    let who = shortened(&request::names::name(&case.request.principal.label()), 24);
    let question = format!("Your reason ({who} reads it, the audit log keeps it)");
    while reason.trim().is_empty() {
        reason = prompter.line_again(&question, typed.of(verdict)).map_err(cancelled)?;
        typed.keep(verdict, &reason);
        if !wants_reason(case, verdict) {
            break;
        }
    }
    Ok(Some((verdict, reason)))
}

/// What became of each request, in the order named.
fn report(app: &App, work: &Work, told: Vec<(Request, Told)>, verdict: Verdict, apart: &Apart) -> Result<i32, Failure> {
    let now = work.now();
    app.quiet();
    let mut table = Table::headless(&["*"]);
    let mut items = Vec::new();
    for (shown, decided) in &told {
        let (request, error) = match decided {
            Ok((done, verdict)) => {
                let mut request = done.request.clone();
                request.decision = Some(done.decision.clone());
                table.row([stands(&request, *verdict, work, app, apart)]);
                (request, None)
            }
            Err(fault) => (shown.clone(), Some(outcome::typed(fault.clone().request_error(), app))),
        };
        let facts = RequestFacts { error, ..RequestFacts::default() };
        items.push(serde_json::to_value(RequestEntry::new(&request, now, facts)).unwrap_or_default());
    }
    outcome::heard(app.screen.listing(Listing { items, columns: &COLUMNS, table, id_path: "id" }))?;
    let faults = told.into_iter().filter_map(|(request, decided)| Some((request, decided.err()?))).collect();
    let word = if verdict == Verdict::Approve { "approved" } else { "denied" };
    outcome::failed_requests(app, faults, word, apart)
}

/// "Approved: Dana Reyes is Contributor @ prod until 11:24."
fn stands(request: &Request, verdict: Verdict, work: &Work, app: &App, apart: &Apart) -> String {
    let now = work.now();
    let (who, grant, id) = (apart.who(request), apart.grant(request), apart.id(request));
    if verdict == Verdict::Deny {
        return format!("Denied{id}: {who} does not get {grant}.");
    }
    let until =
        request.end.map(|end| format!(" until {}", time::wall(end, now, app.screen.zone()))).unwrap_or_default();
    match request.outcome(now) {
        Outcome::Done => format!("Approved{id}: {who} is {grant}{until}."),
        Outcome::Scheduled => {
            let start = request.start.map(|start| time::day(start, now, app.screen.zone())).unwrap_or_default();
            format!("Approved{id}: {who} is {grant} from {start}{until}.")
        }
        Outcome::Unknown => {
            let status = clean(request.status.word());
            format!(
                "Approved{id}: {who}: {grant}; what became of it is not known: pim does not know its status ({status})."
            )
        }
        _ => format!("Approved{id}: {who}: {grant}; the service is at work on it ({}).", clean(request.status.word())),
    }
}
