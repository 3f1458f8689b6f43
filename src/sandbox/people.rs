//! Who one can be in the sandbox.

use super::error::SandboxError;

/// What somebody is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PersonKind {
    /// A person.
    User,
    /// A pipeline's identity.
    ServicePrincipal,
}

/// One of the sandbox's people, as `pim --sandbox --as NAME` takes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Person {
    /// What one types.
    pub name: &'static str,
    /// The name in the directory.
    pub display_name: &'static str,
    /// The user principal name; a service principal has none, and this is its name.
    pub upn: &'static str,
    /// The directory's object id.
    pub object_id: &'static str,
    /// Person or pipeline.
    pub kind: PersonKind,
    /// What they are there for, in a few words.
    pub what: &'static str,
}

const fn user(
    name: &'static str,
    display_name: &'static str,
    upn: &'static str,
    object_id: &'static str,
    what: &'static str,
) -> Person {
    Person { name, display_name, upn, object_id, kind: PersonKind::User, what }
}

static PEOPLE: [Person; 9] = [
    user(
        "dana",
        "Dana Reyes",
        "dana@contoso.com",
        "27422d53-2f22-49da-ad73-f40b1f23bc10",
        "asks for roles (the default)",
    ),
    user(
        "alex",
        "Alex Wilber",
        "alex@contoso.com",
        "72bb4539-074c-4ff0-bccc-c4b776e0f75a",
        "approver of Intune and Exchange Administrator",
    ),
    user(
        "priya",
        "Priya Nair",
        "priya@contoso.com",
        "76b13a8d-5155-49f2-9aa7-324815981e46",
        "second approver of the same roles",
    ),
    user(
        "robin",
        "Robin Cole",
        "robin@contoso.com",
        "faf125a5-933b-4228-9c33-5af8e5632d02",
        "Privileged Role Administrator",
    ),
    user("sam", "Sam Chen", "sam@contoso.com", "85b36acc-5397-4c94-ac5e-1a74eda6cbc4", "asks for roles, too"),
    user(
        "lee",
        "Lee Park",
        "lee@contoso.com",
        "3cc3f3c5-0d5c-4769-8e08-f4ce15124e00",
        "reads: Global Reader and Security Reader",
    ),
    Person {
        name: "pipeline",
        display_name: "Deployment Pipeline",
        upn: "Deployment Pipeline",
        object_id: "79868d1d-85d1-49b9-9296-ee486861556e",
        kind: PersonKind::ServicePrincipal,
        what: "a service principal with application permissions",
    },
    user(
        "breakglass1",
        "Break Glass 1",
        "breakglass1@contoso.com",
        "2e1a460e-c5d7-4cdf-bce2-3f7e9b27c2fa",
        "emergency account",
    ),
    user(
        "breakglass2",
        "Break Glass 2",
        "breakglass2@contoso.com",
        "5b3d3f66-dad9-462c-b359-3e3ce123fbc1",
        "emergency account",
    ),
];

/// Everybody one can be; the first is who one is without `--as`.
#[must_use]
pub fn people() -> &'static [Person] {
    &PEOPLE
}

/// Finds one by name, user principal name, its part before the `@`, display name or object id,
/// whatever the case.
#[must_use]
pub fn person(name: &str) -> Option<&'static Person> {
    let wanted = name.trim();
    PEOPLE.iter().find(|p| {
        let local = p.upn.split('@').next().unwrap_or(p.upn);
        [p.name, p.upn, local, p.display_name, p.object_id].iter().any(|known| known.eq_ignore_ascii_case(wanted))
    })
}

/// Like [`person`], with the error to show where nobody is found.
pub(crate) fn known(name: &str) -> Result<&'static Person, SandboxError> {
    person(name).ok_or_else(|| {
        let known: Vec<_> = PEOPLE.iter().map(|p| p.name).collect();
        SandboxError::UnknownPerson { name: name.to_owned(), known: known.join(", ") }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn people_answer_to_all_their_names() {
        for name in ["dana", "DANA@contoso.com", "Dana Reyes", " dana ", "27422d53-2f22-49da-ad73-f40b1f23bc10"] {
            assert_eq!(person(name).map(|p| p.name), Some("dana"), "{name}");
        }
        assert_eq!(person("nobody"), None);
        assert_eq!(people()[0].name, "dana");
    }
}
