//! Where the tickets of a system are: `[ticket-links]`, a template for each system.

use super::toml_file::{Section, kebab};
use super::{ConfigError, Profile};
use crate::pim::request::Ticket;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use url::Url;

/// The name of the table.
pub(super) const TABLE: &str = "ticket-links";
/// Where the number goes.
const NUMBER: &str = "{number}";

/// The template of each system, by its name in lower case.
pub(super) type Links = BTreeMap<String, String>;

/// Reads and checks the table.
pub(super) fn read(top: &Section<'_>) -> Result<Links, ConfigError> {
    let Some(table) = top.table(TABLE)? else { return Ok(Links::new()) };
    let mut links = Links::new();
    for system in table.keys() {
        let template = table.text(&kebab(&system))?.unwrap_or_default();
        check(&template).map_err(|problem| table.error(&system, problem))?;
        links.insert(system.trim().to_lowercase(), template);
    }
    Ok(links)
}

/// A template is an address with the number in it, behind the host: a number chooses a page, never a server.
fn check(template: &str) -> Result<(), String> {
    const EXPECTED: &str = "expected an address such as https://tickets.contoso.com/{number}";
    let url = Url::parse(&template.replace(NUMBER, "0")).map_err(|_| format!("is no address; {EXPECTED}"))?;
    if url.scheme() != "https" {
        return Err(format!("is {}, and only https will do; {EXPECTED}", url.scheme()));
    }
    let host = template.get("https://".len()..).and_then(|rest| rest.split(['/', '?', '#']).next()).unwrap_or_default();
    if host.is_empty() || host.contains(['{', '@']) || !url.username().is_empty() {
        return Err(format!("has no plain host; {EXPECTED}"));
    }
    if !template.contains(NUMBER) {
        return Err(format!("has no {NUMBER} in it; {EXPECTED}"));
    }
    Ok(())
}

impl Profile {
    /// The address of `ticket`, where there is a template for its system. Of the number, which its requester wrote,
    /// nothing is left that could mean something in an address.
    #[must_use]
    pub fn ticket_link(&self, ticket: &Ticket) -> Option<String> {
        let system = ticket.system.as_ref()?.raw().trim().to_lowercase();
        let number = ticket.number.as_ref()?.raw().trim();
        let template = self.ticket_links.get(&system).filter(|_| !number.is_empty())?;
        Some(template.replace(NUMBER, &escaped(number)))
    }
}

fn escaped(number: &str) -> String {
    let mut text = String::with_capacity(number.len());
    for byte in number.bytes() {
        if byte.is_ascii_alphanumeric() || b"-_~".contains(&byte) {
            text.push(char::from(byte));
        } else {
            // Writing into a String cannot fail.
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_template_is_https_and_leaves_the_host_alone() {
        assert_eq!(check("https://t.contoso.com/x?id={number}&y=1"), Ok(()));
        for bad in [
            "http://t.contoso.com/{number}",
            "https://t.contoso.com/",
            "https://{number}.contoso.com/",
            "https://t.contoso.com:{number}/",
            "https://u@t.contoso.com/{number}",
            "javascript:alert({number})",
            "{number}",
            "",
        ] {
            assert!(check(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_number_cannot_lead_elsewhere() {
        let mut profile = Profile::named("work");
        profile.ticket_links.insert("servicenow".into(), "https://t.contoso.com/{number}/view".into());
        let link = |system: Option<&str>, number: &str| {
            profile.ticket_link(&Ticket { system: system.map(Into::into), number: Some(number.into()) })
        };
        assert_eq!(link(Some("ServiceNow"), "CHG0042").unwrap(), "https://t.contoso.com/CHG0042/view");
        let hostile = link(Some("servicenow"), "../../evil?x#\u{1b}]8;;\u{202e}").unwrap();
        assert_eq!(hostile, "https://t.contoso.com/%2E%2E%2F%2E%2E%2Fevil%3Fx%23%1B%5D8%3B%3B%E2%80%AE/view");
        assert_eq!((link(Some("Jira"), "1"), link(None, "1"), link(Some("ServiceNow"), " ")), (None, None, None));
    }
}
