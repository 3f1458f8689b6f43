//! A role's settings: one policy for each role and scope, of seventeen rules.

use rusqlite::{Connection, OptionalExtension, Row, params};
use serde_json::{Value, json};

use super::defaults::{self, Departure};
use super::{Face, Fail, Key, Refusal, Side, audit, directory, grants};
use crate::pim::duration::Span;
use crate::sandbox::clock::{self, Time};
use crate::sandbox::seed::fixed_id;
use crate::sandbox::store::World;

/// The rules of one role at one scope. Rules that nobody here knows are kept as they are.
#[derive(Clone, Debug)]
pub(crate) struct Policy {
    pub id: String,
    pub face: Face,
    pub scope: String,
    pub role: String,
    pub rules: Vec<Value>,
    pub modified: Option<Time>,
    pub modified_by: Option<String>,
}

/// How the ids of groups' settings begin.
const GROUP: &str = "Group_";

type Stored<T> = Result<T, rusqlite::Error>;

const COLUMNS: &str = "SELECT id, face, scope, role, rules, modified, modified_by FROM policies";

/// The settings of a role at a scope. Entra's are the same everywhere; a group's and Azure's are those of just that
/// scope, and nothing is handed down: until somebody changes them they are Microsoft's default.
pub(crate) fn of_role(db: &Connection, face: Face, role: &str, scope: &str) -> Stored<Option<Policy>> {
    let scope = if face == Face::Entra { "/" } else { scope };
    let stored = db
        .prepare_cached(&format!("{COLUMNS} WHERE face = ?1 AND role = ?2 AND scope = ?3 COLLATE NOCASE"))?
        .query_row([face.word(), role, scope], from_row)
        .optional()?;
    if stored.is_some() || face == Face::Entra || directory::role(db, face, role)?.is_none() {
        return Ok(stored);
    }
    let Some(scope) = directory::scope(db, scope)?.map(|scope| scope.id) else { return Ok(None) };
    let rules = defaults::rules(face, &Departure::default());
    let id = default_id(db, face, role, &scope)?;
    Ok(Some(Policy { id, face, scope, role: role.to_owned(), rules, modified: None, modified_by: None }))
}

/// The id of settings that nobody has changed. A group's gets another one when PIM begins to manage the group.
fn default_id(db: &Connection, face: Face, role: &str, scope: &str) -> Stored<String> {
    if face == Face::Arm {
        return Ok(fixed_id(&format!("policy of {role} at {}", scope.to_ascii_lowercase())));
    }
    Ok(group_policy_id(scope, role, is_managed(db, scope)?))
}

/// Whether PIM manages a group: from its first request or change of settings on.
pub(super) fn is_managed(db: &Connection, group: &str) -> Stored<bool> {
    let sql = "SELECT EXISTS (SELECT 1 FROM schedules WHERE face = 'group' AND scope = ?1)
               OR EXISTS (SELECT 1 FROM requests WHERE face = 'group' AND scope = ?1)
               OR EXISTS (SELECT 1 FROM policies WHERE face = 'group' AND scope = ?1)";
    db.query_row(sql, [group], |row| row.get(0))
}

/// The id of a group's settings, for `member` or `owner`.
fn group_policy_id(group: &str, role: &str, managed: bool) -> String {
    format!("{GROUP}{group}_{}", fixed_id(&format!("policy of {role} of {group}, {managed}")))
}

/// The settings with this id, changed ones and a group's; an Azure scope's are found by the scope.
pub(crate) fn by_id(db: &Connection, id: &str) -> Stored<Option<Policy>> {
    let stored = db.query_row(&format!("{COLUMNS} WHERE id = ?1"), [id], from_row).optional()?;
    if stored.is_some() {
        return Ok(stored);
    }
    let Some(group) = id.strip_prefix(GROUP).and_then(|rest| rest.get(..36)) else { return Ok(None) };
    Ok(of_group(db, group)?.into_iter().find(|policy| policy.id == id))
}

/// The settings of a group: of its members, and of its owners.
pub(crate) fn of_group(db: &Connection, group: &str) -> Stored<Vec<Policy>> {
    let mut both = Vec::new();
    if directory::scope(db, group)?.is_some_and(|scope| scope.kind == "group") {
        for role in ["member", "owner"] {
            both.extend(of_role(db, Face::Group, role, group)?);
        }
    }
    Ok(both)
}

/// Which of Graph's two services the settings with this id belong to.
pub(crate) fn face_of_id(id: &str) -> Face {
    if id.starts_with(GROUP) { Face::Group } else { Face::Entra }
}

pub(crate) fn all(db: &Connection, face: Face) -> Result<Vec<Policy>, rusqlite::Error> {
    db.prepare(&format!("{COLUMNS} WHERE face = ?1 ORDER BY id"))?.query_map([face.word()], from_row)?.collect()
}

fn from_row(row: &Row) -> Result<Policy, rusqlite::Error> {
    Ok(Policy {
        id: row.get(0)?,
        face: face(&row.get::<_, String>(1)?),
        scope: row.get(2)?,
        role: row.get(3)?,
        rules: grants::body(row, 4)?,
        modified: row.get::<_, Option<i64>>(5)?.map(clock::from_micros),
        modified_by: row.get(6)?,
    })
}

fn face(word: &str) -> Face {
    Face::ALL.into_iter().find(|face| face.word() == word).unwrap_or(Face::Entra)
}

/// Stores settings, new or changed.
pub(crate) fn put(db: &Connection, policy: &Policy) -> Stored<()> {
    let sql = "INSERT OR REPLACE INTO policies (id, face, scope, role, rules, modified, modified_by) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let modified = policy.modified.map(clock::micros);
    let rules = grants::text(&policy.rules)?;
    db.execute(
        sql,
        params![policy.id, policy.face.word(), policy.scope, policy.role, rules, modified, policy.modified_by],
    )
    .map(drop)
}

impl Policy {
    /// What these are the settings of, as a grant to somebody.
    pub fn key(&self, principal: &str) -> Key {
        Key {
            face: self.face,
            side: Side::Active,
            role: self.role.clone(),
            scope: self.scope.clone(),
            principal: principal.to_owned(),
        }
    }

    fn rule(&self, id: &str) -> Option<&Value> {
        self.rules.iter().find(|rule| rule["id"] == id)
    }

    /// The longest time that an expiration rule allows.
    pub fn longest(&self, id: &str) -> Option<Span> {
        self.rule(id)?["maximumDuration"].as_str().and_then(|text| Span::parse_iso(text).ok())
    }

    /// Whether an expiration rule refuses what never ends.
    pub fn must_expire(&self, id: &str) -> bool {
        self.rule(id).is_some_and(|rule| rule["isExpirationRequired"] == true)
    }

    /// Whether an enablement rule asks for `what`.
    pub fn asks(&self, id: &str, what: &str) -> bool {
        let asked = self.rule(id).and_then(|rule| rule["enabledRules"].as_array());
        asked.is_some_and(|list| list.iter().any(|one| one == what))
    }

    fn approval_setting(&self) -> Option<&Value> {
        self.rule("Approval_EndUser_Assignment").map(|rule| &rule["setting"])
    }

    /// Whether an activation waits for an approver.
    pub fn wants_approval(&self) -> bool {
        self.approval_setting().is_some_and(|setting| setting["isApprovalRequired"] == true)
    }

    /// The approvers as the settings name them: users and groups.
    pub fn approvers(&self) -> Vec<String> {
        let named = self.approval_setting().and_then(|s| s["approvalStages"][0]["primaryApprovers"].as_array());
        let id = |one: &Value| ["userId", "groupId", "id"].iter().find_map(|key| one[key].as_str().map(str::to_owned));
        named.map(|list| list.iter().filter_map(id).collect()).unwrap_or_default()
    }

    /// Whether an approver must say why.
    pub fn wants_approver_reason(&self) -> bool {
        let stage = self.approval_setting().map(|setting| &setting["approvalStages"][0]);
        stage.is_some_and(|stage| stage["isApproverJustificationRequired"] == true)
    }

    /// The authentication context that an activation asks for.
    pub fn context(&self) -> Option<String> {
        let rule = self.rule("AuthenticationContext_EndUser_Assignment")?;
        let claim = rule["claimValue"].as_str().filter(|claim| !claim.is_empty())?;
        (rule["isEnabled"] == true).then(|| claim.to_owned())
    }
}

/// Replaces one rule with what was sent, which is the rule whole.
pub(crate) fn change(
    world: &World,
    caller: &str,
    policy: &mut Policy,
    rule_id: &str,
    sent: &Value,
) -> Result<(), Fail> {
    replace(policy, rule_id, sent)?;
    store(world, caller, policy)
}

/// Stores settings that `caller` has changed now.
pub(crate) fn store(world: &World, caller: &str, policy: &mut Policy) -> Result<(), Fail> {
    if policy.face == Face::Group {
        onboard(world, caller, &policy.key(caller))?;
        policy.id = group_policy_id(&policy.scope, &policy.role, true);
    }
    policy.modified = Some(world.now);
    policy.modified_by = Some(caller.to_owned());
    Ok(put(world.db, policy)?)
}

/// Puts what was sent in the place of one rule, and stores nothing.
pub(crate) fn replace(policy: &mut Policy, rule_id: &str, sent: &Value) -> Result<(), Refusal> {
    let at = policy.rules.iter().position(|rule| rule["id"] == rule_id).ok_or(Refusal::RequestNotFound)?;
    let mut rule = policy.rules[at].clone();
    let (Some(old), Some(new)) = (rule.as_object_mut(), sent.as_object()) else {
        return Err(Refusal::InvalidPolicy);
    };
    if new.get("@odata.type").is_some_and(|kind| Some(kind) != old.get("@odata.type"))
        || new.get("id").is_some_and(|id| id != rule_id)
    {
        return Err(Refusal::InvalidPolicy);
    }
    for (name, value) in new {
        old.insert(name.clone(), value.clone());
    }
    check(policy, rule_id, &rule)?;
    policy.rules[at] = rule;
    Ok(())
}

/// PIM begins to manage a group, where it does not yet.
pub(super) fn onboard(world: &World, by: &str, key: &Key) -> Stored<()> {
    if key.face != Face::Group || is_managed(world.db, &key.scope)? {
        return Ok(());
    }
    audit::onboarded(world, by, key)
}

/// What the service refuses in a rule. MFA beside an authentication context is refused in this
/// order only; the context beside MFA is taken, and leaves both.
fn check(policy: &Policy, id: &str, rule: &Value) -> Result<(), Refusal> {
    let span = rule.get("maximumDuration").map(|text| text.as_str().and_then(|text| Span::parse_iso(text).ok()));
    match (id, span) {
        (_, Some(None)) => return Err(Refusal::InvalidPolicy),
        ("Expiration_EndUser_Assignment", Some(Some(span))) if span < Span::minutes(30) || span > Span::hours(24) => {
            return Err(Refusal::InvalidPolicy);
        }
        _ => {}
    }
    let turns_mfa_on =
        rule["enabledRules"].as_array().is_some_and(|list| list.contains(&json!("MultiFactorAuthentication")));
    if id == "Enablement_EndUser_Assignment" && turns_mfa_on && policy.context().is_some() {
        return Err(Refusal::MfaAndContext);
    }
    Ok(())
}
