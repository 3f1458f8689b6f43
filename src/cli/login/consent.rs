//! What an administrator has to consent to: the first screen of many who have not worked with `pim` before.

use crate::auth::people::refusal::consent_link;
use crate::auth::permission::Work as Need;
use crate::auth::terms::{GRAPH_COMMAND_LINE_TOOLS, Terms};
use crate::cli::app::App;
use crate::cli::exit::{DONE, Failure, Fault};
use crate::http::{Consent, CredentialError, Error, Service};
use crate::pim::kind::Kind;
use crate::screen::{Column, Detail, ErrorScreen, Hint, Object, clean_str};
use serde_json::json;

/// What works without an administrator.
const WITHOUT: &str = "pim login --kind azure";

/// Who may consent for everybody ("Grant tenant-wide admin consent to an application").
const WHO: &str = "an Application Administrator or a Privileged Role Administrator";

/// Prints the link by which an administrator consents, and to what.
///
/// # Errors
/// Where it cannot be written.
pub fn show_link(app: &App, kinds: &[Kind]) -> Result<i32, Failure> {
    const COLUMNS: [Column; 3] = [
        Column { title: "LINK", path: "link" },
        Column { title: "CLIENT ID", path: "clientId" },
        Column { title: "PERMISSIONS", path: "permissions" },
    ];
    let kinds = if kinds.is_empty() { &[Kind::Entra] } else { kinds };
    let terms: Terms = app.terms(Need::Request, kinds);
    let client_id = terms.client_id(Service::Graph).to_owned();
    let link = consent_link(&terms.authority, &client_id, &terms.scopes(Service::Graph));
    let item = json!({ "link": link.as_str(), "clientId": client_id, "permissions": terms.permissions });
    let holds = if is_shared(&client_id) { "every user of that application in the tenant" } else { "every user of it" };
    let fields = vec![
        ("application".to_owned(), application(&client_id)),
        ("holds for".to_owned(), holds.to_owned()),
        ("permissions".to_owned(), terms.permissions.join(", ")),
        ("send to".to_owned(), WHO.to_owned()),
        ("link".to_owned(), link.as_str().to_owned()),
    ];
    let without = format!("Without it: {}", app.screen.typed(WITHOUT));
    let footer = vec![String::new(), format!("At its end: {NOTHING_THERE}"), without];
    let title = "For an administrator of your organisation, to consent to".to_owned();
    let detail = Detail { title, right: String::new(), fields, footer };
    app.screen.object(Object { item, columns: &COLUMNS, detail, id_path: "link" })?;
    Ok(DONE)
}

/// Where the browser of who consented is sent, with nobody listening.
const NOTHING_THERE: &str = "the browser shows that nothing is at http://localhost; it is done then";

/// How a sign-in ended without one; where an administrator's consent stands in the way, or may do so, with what to
/// send to whom and what works without.
pub fn ended(error: CredentialError) -> Failure {
    let (consent, lead) = match &error {
        CredentialError::AdminConsent(consent) => (consent.clone(), "an administrator has to consent first"),
        CredentialError::Declined(consent) => {
            (consent.clone(), "you cancelled the sign-in, or only an administrator can consent")
        }
        _ => return Error::from(error).into(),
    };
    let mut report = Fault::of_http(&error.into()).report();
    if consent.service != Service::Graph {
        return report.into();
    }
    report.error.message = lead.to_owned();
    report.error.hint = Some(format!("send this link to {WHO}: {}; without it: {WITHOUT}", consent.link));
    let mut lines = lines(&consent);
    if report.error.code == "sign-in-declined" {
        lines.insert(0, Hint::new("try", "pim login"));
    }
    ErrorScreen { report, table: None, lines }.into()
}

fn lines(consent: &Consent) -> Vec<Hint> {
    let labels = std::iter::once("permissions").chain(std::iter::repeat(""));
    let mut lines = vec![Hint::new("application", application(&consent.client_id))];
    lines.extend(labels.zip(&consent.permissions).map(|(label, name)| Hint::new(label, clean_str(name))));
    lines.push(Hint::new("send to", WHO));
    lines.push(Hint::new("the link", consent.link.as_str()));
    lines.push(Hint::new("at its end", NOTHING_THERE));
    lines.push(Hint::new("and then", "pim login"));
    lines.push(Hint::new("without it", format!("{WITHOUT}  (Azure resources need no administrator's consent)")));
    if is_shared(&consent.client_id) {
        lines.insert(1, Hint::new("holds for", "every user of that application in the tenant"));
        lines.push(Hint::new("better", "an application of your organisation's own: docs/permissions.md"));
    }
    lines
}

/// The application, by name where it is Microsoft's.
fn application(client_id: &str) -> String {
    let id = clean_str(client_id);
    if is_shared(client_id) { format!("Microsoft Graph Command Line Tools, {id}") } else { id }
}

/// Whether others sign in with the application, too: then a consent to it reaches further than `pim`.
fn is_shared(client_id: &str) -> bool {
    client_id == GRAPH_COMMAND_LINE_TOOLS
}
