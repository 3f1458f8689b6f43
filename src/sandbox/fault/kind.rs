//! The kinds of fault, their names and what each concerns.

/// What goes wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Latency,
    Throttle,
    Status,
    CutBefore,
    CutAfter,
    Slow,
    Truncated,
    Malformed,
    Huge,
    Nesting,
    Html,
    Empty,
    GzipBomb,
    EndlessPages,
    PageLoop,
    PageCycle,
    ForeignPage,
    Redirect,
    Challenge,
    UnknownStatus,
    Error,
    PolicyProse,
    Hostile,
    SmallPages,
    Lag,
    Flicker,
    Provision,
    Unreadable,
    Echo,
}

const NAMES: [(Kind, &str); 29] = [
    (Kind::Latency, "latency"),
    (Kind::Throttle, "throttle"),
    (Kind::Status, "status"),
    (Kind::CutBefore, "cut-before"),
    (Kind::CutAfter, "cut-after"),
    (Kind::Slow, "slow"),
    (Kind::Truncated, "truncated"),
    (Kind::Malformed, "malformed"),
    (Kind::Huge, "huge"),
    (Kind::Nesting, "nesting"),
    (Kind::Html, "html"),
    (Kind::Empty, "empty"),
    (Kind::GzipBomb, "gzip-bomb"),
    (Kind::EndlessPages, "endless-pages"),
    (Kind::PageLoop, "page-loop"),
    (Kind::PageCycle, "page-cycle"),
    (Kind::ForeignPage, "foreign-page"),
    (Kind::Redirect, "redirect"),
    (Kind::Challenge, "challenge"),
    (Kind::UnknownStatus, "unknown-status"),
    (Kind::Error, "error"),
    (Kind::PolicyProse, "policy-prose"),
    (Kind::Hostile, "hostile"),
    (Kind::SmallPages, "small-pages"),
    (Kind::Lag, "lag"),
    (Kind::Flicker, "flicker"),
    (Kind::Provision, "provision"),
    (Kind::Unreadable, "unreadable"),
    (Kind::Echo, "echo"),
];

const HELP: [(&str, &str); 29] = [
    ("latency", "the answer comes --ms milliseconds late (1000)"),
    ("throttle", "429, with --retry-after as it is given, or without the header"),
    ("status", "the HTTP error --status (503), with --retry-after if given; the request takes no effect"),
    ("cut-before", "the connection is cut, the request takes no effect"),
    ("cut-after", "the request takes effect, the connection is cut without an answer"),
    ("slow", "the body comes byte by byte, one every --ms milliseconds (1000)"),
    ("truncated", "half of the body is missing"),
    ("malformed", "the body is no JSON"),
    ("huge", "the body has --bytes bytes (50000000)"),
    ("nesting", "the body is --bytes levels deep (10000)"),
    ("html", "a web page with --status (200); a write takes effect"),
    ("empty", "no body, with --status (201 for a write, 200 for a read); a write takes effect"),
    ("gzip-bomb", "a small body that unpacks to --bytes bytes (200000000)"),
    ("endless-pages", "each page of a list has a next one"),
    ("page-loop", "a list's next page is itself"),
    ("page-cycle", "two pages of a list lead to each other"),
    ("foreign-page", "a list's next page is at --url"),
    ("redirect", "an answer with --status (302) that leads to --url"),
    ("challenge", "401 with a claims challenge, --claims as JSON (the context c1)"),
    ("unknown-status", "a request's status is --text (SomethingNew2027)"),
    ("error", "an error with --status (400), --code and --message"),
    ("policy-prose", "a refusal by the role's settings in its other form: one rule, in words"),
    ("hostile", "names, reasons and tickets are --text (escape and bidirectional characters)"),
    ("small-pages", "a page of a list has --reads rows (1), and a next page where there are more"),
    ("lag", "the next --reads reads of each list (3) do not see this write"),
    ("flicker", "of the next --reads reads of each list (3) every second one sees this write, the others do not"),
    ("provision", "the request is PendingProvisioning for its next --reads reads (3)"),
    ("unreadable", "an activation at a resource group that the person cannot read yet is refused (Azure)"),
    ("echo", "an error with --status (400) whose message repeats what was sent, secrets and all"),
];

/// The kinds of fault: name, and what it does with which parameters.
#[must_use]
pub fn kinds() -> &'static [(&'static str, &'static str)] {
    &HELP
}

impl Kind {
    /// By its name; `429` and the like are taken for `throttle` and `status`.
    pub fn parse(name: &str) -> Option<Self> {
        if name == "429" {
            return Some(Self::Throttle);
        }
        NAMES.iter().find(|(_, known)| *known == name).map(|(kind, _)| *kind)
    }

    pub fn name(self) -> &'static str {
        NAMES.iter().find(|(kind, _)| *kind == self).map_or("", |(_, name)| name)
    }

    /// Changes how the service behaves, beside whatever spoils the answer.
    pub const fn is_modifier(self) -> bool {
        matches!(
            self,
            Self::Latency
                | Self::PolicyProse
                | Self::SmallPages
                | Self::Lag
                | Self::Flicker
                | Self::Provision
                | Self::Unreadable
        )
    }

    /// Whether a request can meet it at all.
    pub fn concerns(self, method: &str, target: &str) -> bool {
        let path = target.split('?').next().unwrap_or("");
        let batch = path.ends_with("/$batch") || path == "/batch";
        // Azure's client names what it makes, and so it is a PUT.
        let asks = matches!(method, "POST" | "PUT");
        match self {
            Self::Lag | Self::Flicker => method != "GET" && !batch,
            Self::Provision => asks && (path.ends_with("ScheduleRequests") || puts_request(method, path)),
            Self::PolicyProse => asks && !batch,
            Self::Unreadable => puts_request(method, path),
            Self::UnknownStatus => path.contains("ScheduleRequests"),
            Self::SmallPages | Self::EndlessPages | Self::PageLoop | Self::PageCycle | Self::ForeignPage => {
                method == "GET"
            }
            _ => true,
        }
    }
}

/// Azure's way to ask for a role: a PUT of a request under a name.
fn puts_request(method: &str, path: &str) -> bool {
    let mut from_behind = path.trim_end_matches('/').rsplit('/').skip(1);
    method == "PUT"
        && from_behind.next().is_some_and(|segment| segment.to_ascii_lowercase().ends_with("schedulerequests"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_a_name_and_help() {
        for ((_, name), (helped, help)) in NAMES.iter().zip(&HELP) {
            assert_eq!(name, helped);
            assert!(!help.is_empty());
            assert_eq!(Kind::parse(name).map(Kind::name), Some(*name));
        }
    }
}
