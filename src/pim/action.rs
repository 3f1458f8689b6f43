//! What a role permits: actions with wildcards, as Azure and Entra write them, and which of several roles is the
//! narrowest that permits one.

use super::kind::Kind;
use super::scope::ScopeType;
use serde::{Deserialize, Serialize};
use std::cmp::{Ordering, Reverse};

/// Azure's two planes; a role of Entra has the first alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Plane {
    /// The resources themselves.
    Control,
    /// What is inside them.
    Data,
}

/// One set of a role definition's actions. What is in `not_actions` is taken out of `actions` of this set alone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PermissionSet {
    /// Of the control plane; all that Entra's roles have ("allowedResourceActions").
    pub actions: Vec<String>,
    /// Taken out of `actions`.
    pub not_actions: Vec<String>,
    /// Of the data plane: what is inside a resource.
    pub data_actions: Vec<String>,
    /// Taken out of `data_actions`.
    pub not_data_actions: Vec<String>,
}

/// What an action is about, where nobody but the role definitions can tell.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum About {
    /// They do not tell.
    #[default]
    Unknown,
    /// The directory and what is Entra's besides.
    Directory,
    /// This plane of Azure.
    Azure(Plane),
}

/// What a role permits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Permissions {
    /// Whose rules of matching hold.
    pub kind: Kind,
    /// The sets of its definition; together they permit what any of them does.
    pub sets: Vec<PermissionSet>,
}

/// The actions of Azure by which somebody gives access: an assignment, one by PIM, a role's definition, all of it.
const GRANTING: [&str; 5] = [
    "Microsoft.Authorization/roleAssignments/write",
    "Microsoft.Authorization/roleAssignmentScheduleRequests/write",
    "Microsoft.Authorization/roleEligibilityScheduleRequests/write",
    "Microsoft.Authorization/roleDefinitions/write",
    "Microsoft.Authorization/elevateAccess/action",
];

impl Permissions {
    /// Whether the role permits `action`, on either plane.
    #[must_use]
    pub fn permit(&self, action: &str) -> bool {
        [Plane::Control, Plane::Data].into_iter().any(|plane| self.permit_on(plane, action))
    }

    /// Whether the role permits `action`, which is about this.
    #[must_use]
    pub fn permit_about(&self, about: About, action: &str) -> bool {
        match about {
            About::Unknown => self.permit(action),
            About::Directory => self.kind == Kind::Entra && self.permit(action),
            About::Azure(plane) => self.kind == Kind::Azure && self.permit_on(plane, action),
        }
    }

    /// Whether the role permits `action` on this plane.
    #[must_use]
    pub fn permit_on(&self, plane: Plane, action: &str) -> bool {
        // Azure's `*` is everything of Azure, and nothing of the directory.
        if self.kind == Kind::Azure && is_of_the_directory(action) {
            return false;
        }
        let any = |patterns: &[String]| patterns.iter().any(|pattern| self.is_match(pattern, action));
        self.sets.iter().any(|set| match plane {
            Plane::Control => any(&set.actions) && !any(&set.not_actions),
            Plane::Data => any(&set.data_actions) && !any(&set.not_data_actions),
        })
    }

    fn is_match(&self, pattern: &str, action: &str) -> bool {
        match self.kind {
            Kind::Entra => covers_entra(pattern, action),
            Kind::Azure | Kind::Group => is_wild_match(pattern, action),
        }
    }

    /// How much the role permits in all. A figure to compare by, with no unit: an action counts one, and a wildcard
    /// the more the earlier it stands.
    #[must_use]
    pub fn breadth(&self) -> u64 {
        let sum = |patterns: &[String]| patterns.iter().map(|pattern| self.weight(pattern)).sum::<u64>();
        let set = |set: &PermissionSet| {
            let permitted = sum(&set.actions) + sum(&set.data_actions);
            // What is taken out makes it narrower, never nothing.
            permitted - (sum(&set.not_actions) + sum(&set.not_data_actions)).min(permitted / 10)
        };
        self.sets.iter().map(set).sum()
    }

    fn weight(&self, pattern: &str) -> u64 {
        let pattern = pattern.to_ascii_lowercase();
        let words: Vec<&str> = pattern.split('/').collect();
        let is_wild = |word: &&str| word.contains('*') || self.kind == Kind::Entra && ENTRA_WORDS.contains(word);
        let Some(first) = words.iter().position(is_wild) else { return 1 };
        let reads = matches!(words.last(), Some(&"read"));
        let width = 10_u64.pow(u32::try_from(5_usize.saturating_sub(first)).unwrap_or(0)).max(10);
        if reads { width / 5 } else { width }
    }

    /// What the role permits, in a few words: "all actions but granting access".
    #[must_use]
    pub fn summary(&self) -> String {
        let actions = |pick: fn(&PermissionSet) -> &Vec<String>| -> Vec<&str> {
            self.sets.iter().flat_map(pick).map(String::as_str).collect()
        };
        let control = actions(|set| &set.actions);
        let data = actions(|set| &set.data_actions);
        let grants = GRANTING.iter().any(|action| self.permit(action));
        let mut parts = Vec::new();
        if self.kind == Kind::Azure && control.contains(&"*") {
            parts.push(
                if grants { "all actions, granting access too" } else { "all actions but granting access" }.to_owned(),
            );
        } else {
            parts.extend(self.in_words(&control));
            if self.kind == Kind::Azure && grants {
                parts.push("granting access".to_owned());
            }
        }
        if !data.is_empty() {
            let verb = if data.iter().all(|one| is_read(one)) { "reading " } else { "" };
            parts.push(format!("data: {verb}{}", families(&data, 2)));
        }
        if parts.is_empty() { "nothing that its definition names".to_owned() } else { parts.join("; ") }
    }

    fn in_words(&self, actions: &[&str]) -> Vec<String> {
        let mut parts = Vec::new();
        if actions.iter().any(|one| one.eq_ignore_ascii_case("*/read")) {
            parts.push("reading everything".to_owned());
        }
        let is_other = |one: &&&str| !one.eq_ignore_ascii_case("*/read");
        let writes: Vec<&str> = actions.iter().filter(is_other).filter(|one| !is_read(one)).copied().collect();
        let reads = actions.iter().filter(is_other).filter(|one| is_read(one)).count();
        if !writes.is_empty() {
            parts.push(families(&writes, 3));
        } else if parts.is_empty() && reads > 0 {
            let reads: Vec<&str> = actions.to_vec();
            parts.push(format!("reading {}", families(&reads, 3)));
        }
        parts
    }
}

/// An action as somebody types it: `Microsoft.Compute/virtualMachines/restart/action`,
/// `microsoft.directory/users/password/update`.
///
/// # Errors
/// What is wrong with it, in words.
pub fn parse(text: &str) -> Result<String, String> {
    let text = text.trim();
    if text.contains('*') {
        return Err("one action is asked for, without a wildcard".to_owned());
    }
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "./-_$".contains(c);
    let words = text.split('/').filter(|word| !word.is_empty()).count();
    if words < 2 || words != text.split('/').count() || !text.chars().all(is_plain) {
        return Err("expected an action such as Microsoft.Compute/virtualMachines/restart/action".to_owned());
    }
    Ok(text.to_owned())
}

/// Namespaces that Entra's roles have and Azure's do not ("Microsoft Entra built-in roles").
const DIRECTORY: [&str; 17] = [
    "microsoft.directory/",
    "microsoft.office365.",
    "microsoft.azure.",
    "microsoft.aad.",
    "microsoft.commerce.",
    "microsoft.powerapps/",
    "microsoft.teams/",
    "microsoft.viva.",
    "microsoft.intune/",
    "microsoft.cloudpc/",
    "microsoft.networkaccess/",
    "microsoft.flow/",
    "microsoft.dynamics365/",
    "microsoft.hardware.support/",
    "microsoft.permissionsmanagement/",
    "microsoft.virtualvisits/",
    "microsoft.windows.",
];

/// What only Entra's actions say.
const ENTRA_WORDS: [&str; 3] = ["allentities", "allproperties", "alltasks"];

fn is_of_the_directory(action: &str) -> bool {
    let action = action.to_ascii_lowercase();
    DIRECTORY.iter().any(|namespace| action.starts_with(namespace))
        || action.split('/').any(|word| ENTRA_WORDS.contains(&word))
}

/// What `action` alone says that it is about.
#[must_use]
pub fn plainly_about(action: &str) -> Option<About> {
    is_of_the_directory(action).then_some(About::Directory)
}

/// What `action` is about by role definitions, the more of them the surer: those that name it, or its namespace. A `*`
/// for everything proves nothing. Where no definition of Azure is among them nothing is known of Azure's planes.
#[must_use]
pub fn about<'a>(action: &str, definitions: impl IntoIterator<Item = &'a Permissions>) -> About {
    let (mut control, mut data, mut of_entra, mut of_azure, mut any_azure) = (0, 0, false, false, false);
    let is_near = |pattern: &String| namespace(pattern).eq_ignore_ascii_case(namespace(action));
    for one in definitions {
        for set in &one.sets {
            if one.kind == Kind::Entra {
                of_entra |= set.actions.iter().any(is_near);
                continue;
            }
            any_azure = true;
            of_azure |= set.actions.iter().chain(&set.data_actions).any(is_near);
            let most = |patterns: &[String]| patterns.iter().map(|one| proof(one, action)).max().unwrap_or(0);
            control = control.max(most(&set.actions));
            data = data.max(most(&set.data_actions));
        }
    }
    match control.cmp(&data) {
        _ if plainly_about(action).is_some() || of_entra && !of_azure => About::Directory,
        _ if !any_azure => About::Unknown,
        _ if data == 0 => About::Azure(Plane::Control),
        Ordering::Less => About::Azure(Plane::Data),
        Ordering::Greater => About::Azure(Plane::Control),
        Ordering::Equal => About::Unknown,
    }
}

fn namespace(action: &str) -> &str {
    action.split('/').next().unwrap_or_default()
}

/// How surely a pattern says that `action` is of its plane: 2 by its name, 1 by a wildcard in its namespace.
fn proof(pattern: &str, action: &str) -> u8 {
    match () {
        () if pattern.eq_ignore_ascii_case(action) => 2,
        () if !namespace(pattern).contains('*') && is_wild_match(pattern, action) => 1,
        () => 0,
    }
}

fn is_read(action: &str) -> bool {
    action.rsplit('/').next().is_some_and(|verb| verb.eq_ignore_ascii_case("read"))
}

/// What actions are about, the first `most` of them, and how many more.
fn families(actions: &[&str], most: usize) -> String {
    let family = |action: &&str| {
        let words: Vec<&str> = action.split('/').collect();
        words[..words.len().min(2)].join("/").trim_end_matches("/*").to_owned()
    };
    let mut all: Vec<String> = Vec::new();
    for one in actions.iter().map(family) {
        if !all.contains(&one) {
            all.push(one);
        }
    }
    let rest = all.len().saturating_sub(most);
    all.truncate(most);
    let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
    format!("{}{more}", all.join(", "))
}

/// Azure's wildcards: `*` stands for any text, slashes too.
fn is_wild_match(pattern: &str, action: &str) -> bool {
    let (pattern, action) = (pattern.to_ascii_lowercase(), action.to_ascii_lowercase());
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| action.strip_prefix(first)) else { return false };
    let Some(last) = parts.next_back() else { return rest.is_empty() };
    for part in parts {
        let Some(at) = rest.find(part) else { return false };
        rest = &rest[at + part.len()..];
    }
    rest.len() >= last.len() && rest.ends_with(last)
}

/// Entra's words for "all": `allEntities`, `allProperties`, `allTasks`; `groups` covers `groups.security`.
fn covers_entra(pattern: &str, action: &str) -> bool {
    let (pattern, action) = (pattern.to_ascii_lowercase(), action.to_ascii_lowercase());
    if pattern == action {
        return true;
    }
    let (Some(wide), Some(one)) = (entra_parts(&pattern), entra_parts(&action)) else { return false };
    let same_namespace = wide.namespace == one.namespace;
    let entity = wide.entity == "allentities"
        || wide.entity == one.entity
        || one.entity.strip_prefix(wide.entity).is_some_and(|rest| rest.starts_with('.'));
    let properties = wide.properties == one.properties || wide.properties == Some("allproperties");
    let task = wide.task == one.task || wide.task == "alltasks";
    same_namespace && entity && properties && task
}

/// `namespace/entity[/propertySet]/task`.
struct EntraAction<'a> {
    namespace: &'a str,
    entity: &'a str,
    properties: Option<&'a str>,
    task: &'a str,
}

fn entra_parts(action: &str) -> Option<EntraAction<'_>> {
    let words: Vec<&str> = action.split('/').collect();
    let (namespace, entity, task) = (words.first()?, words.get(1)?, words.last()?);
    let properties = (words.len() > 3).then(|| words[2]);
    (words.len() > 2).then_some(EntraAction { namespace, entity, properties, task })
}

/// How near a scope is to one thing: the higher, the narrower.
#[must_use]
pub fn narrowness(scope: ScopeType) -> u8 {
    match scope {
        ScopeType::Directory => 0,
        ScopeType::ManagementGroup => 1,
        ScopeType::AdministrativeUnit | ScopeType::Subscription => 2,
        ScopeType::Group | ScopeType::ResourceGroup => 3,
        ScopeType::Resource => 4,
    }
}

/// Puts the role first that permits the least beside what is wanted, and of two alike the one at the narrower scope.
pub fn narrowest_first<T>(roles: &mut [T], of: impl Fn(&T) -> (u64, ScopeType)) {
    roles.sort_by_key(|role| {
        let (breadth, scope) = of(role);
        (breadth, Reverse(narrowness(scope)))
    });
}

#[cfg(test)]
mod tests;
