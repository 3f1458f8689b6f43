//! Many assignments in little room: what they share is kept once, and an id's last part as the number that it is.

use super::assignment::{Assignment, AssignmentType, Condition, MemberType, State, Via};
use super::kind::Kind;
use super::principal::Principal;
use super::request::Status;
use super::role::Role;
use super::scope::Scope;
use super::settings::RoleSettings;
use super::text::Foreign;
use chrono::{DateTime, Utc};
use std::collections::HashMap;
use std::hash::Hash;
use std::sync::Arc;
use uuid::Uuid;

/// The characters of a GUID.
const GUID: usize = 36;

/// Assignments in an order. A hundred thousand of them take some 20 MB, where a `Vec` of them takes some 150.
#[derive(Debug, Default)]
pub struct Shelf {
    rows: Vec<Packed>,
    roles: Once<Role>,
    scopes: Once<Scope>,
    principals: Once<Principal>,
    texts: Once<String>,
}

/// One assignment; numbers are places in the shelf's tables.
#[derive(Debug)]
struct Packed {
    id: Id,
    eligibility: Option<Id>,
    role: u32,
    scope: u32,
    principal: u32,
    tenant: u32,
    kind: Kind,
    state: State,
    assignment_type: AssignmentType,
    member_type: MemberType,
    in_force: Option<bool>,
    start: Option<DateTime<Utc>>,
    end: Option<DateTime<Utc>>,
    rare: Option<Box<Rare>>,
}

/// What few assignments have.
#[derive(Debug, PartialEq)]
struct Rare {
    via: Option<Via>,
    request_id: Option<String>,
    schedule_id: Option<String>,
    wider: Option<Scope>,
    condition: Option<Condition>,
    settings: Option<RoleSettings>,
    reason: Option<Foreign>,
    odd_status: Option<Status>,
}

/// An id: its beginning, and the GUID at its end where it has one.
#[derive(Clone, Copy, Debug)]
struct Id {
    start: u32,
    guid: Option<Uuid>,
}

/// Values, each kept once.
#[derive(Debug)]
struct Once<T> {
    all: Vec<Arc<T>>,
    places: HashMap<Arc<T>, u32>,
}

impl<T> Default for Once<T> {
    fn default() -> Self {
        Self { all: Vec::new(), places: HashMap::new() }
    }
}

impl<T: Hash + Eq> Once<T> {
    fn keep(&mut self, value: T) -> u32 {
        if let Some(place) = self.places.get(&value) {
            return *place;
        }
        let (value, place) = (Arc::new(value), u32::try_from(self.all.len()).unwrap_or(u32::MAX));
        self.all.push(value.clone());
        self.places.insert(value, place);
        place
    }

    fn get(&self, place: u32) -> &T {
        &self.all[place as usize]
    }
}

impl Shelf {
    /// Adds one at the end.
    pub fn push(&mut self, row: Assignment) {
        let packed = self.pack(row);
        self.rows.push(packed);
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Each, in the shelf's order.
    pub fn iter(&self) -> impl Iterator<Item = Assignment> + '_ {
        self.rows.iter().map(|row| self.unpack(row))
    }

    /// Those in `state`.
    pub fn in_state(&self, state: State) -> impl Iterator<Item = Assignment> + '_ {
        self.rows.iter().filter(move |row| row.state == state).map(|row| self.unpack(row))
    }

    /// Puts `row` in the place of the one at `place`, which has to be there.
    pub fn replace(&mut self, place: usize, row: Assignment) {
        let packed = self.pack(row);
        if let Some(slot) = self.rows.get_mut(place) {
            *slot = packed;
        }
    }

    /// Keeps those that `keep` says.
    pub fn retain(&mut self, keep: impl Fn(&Assignment) -> bool) {
        let mut rows = std::mem::take(&mut self.rows);
        rows.retain(|row| keep(&self.unpack(row)));
        self.rows = rows;
    }

    /// Every scope, once, to be named.
    pub fn scopes_mut(&mut self) -> impl Iterator<Item = &mut Scope> {
        // What finds a scope again goes by its name.
        self.scopes.places = HashMap::new();
        self.scopes.all.iter_mut().map(Arc::make_mut)
    }

    /// Puts them in order: by state, in the order of `states`, by the names of role and scope, by kind; those that
    /// are alike in these stay as they came.
    pub fn sort(&mut self, states: &[State]) {
        let roles = ranks(self.roles.all.iter().map(|role| role.name.raw()));
        let scopes = ranks(self.scopes.all.iter().map(|scope| scope.name.raw()));
        self.rows.sort_by_key(|row| {
            let place = states.iter().position(|state| *state == row.state);
            (place, roles[row.role as usize], scopes[row.scope as usize], row.kind)
        });
        // Nothing much is added to what is in order.
        self.roles.places = HashMap::new();
        self.scopes.places = HashMap::new();
        self.principals.places = HashMap::new();
        self.texts.places = HashMap::new();
        self.rows.shrink_to_fit();
    }

    fn id(&mut self, id: &str) -> Id {
        let at = id.len().saturating_sub(GUID);
        let guid = id.get(at..).and_then(|end| {
            let guid = Uuid::try_parse(end).ok()?;
            // Only what comes back as it was.
            (guid.hyphenated().encode_lower(&mut Uuid::encode_buffer()) == end).then_some(guid)
        });
        let start = if guid.is_some() { &id[..at] } else { id };
        Id { start: self.texts.keep(start.to_owned()), guid }
    }

    fn text(&self, id: Id) -> String {
        let start = self.texts.get(id.start);
        id.guid.map_or_else(|| start.clone(), |guid| format!("{start}{guid}"))
    }

    fn pack(&mut self, row: Assignment) -> Packed {
        let rare = Rare {
            via: row.via,
            request_id: row.request_id,
            schedule_id: row.schedule_id,
            wider: row.wider,
            condition: row.condition,
            settings: row.settings,
            reason: row.reason,
            odd_status: row.odd_status,
        };
        Packed {
            id: self.id(&row.id),
            eligibility: row.eligibility_id.map(|id| self.id(&id)),
            role: self.roles.keep(row.role),
            scope: self.scopes.keep(row.scope),
            principal: self.principals.keep(row.principal),
            tenant: self.texts.keep(row.tenant_id),
            kind: row.kind,
            state: row.state,
            assignment_type: row.assignment_type,
            member_type: row.member_type,
            in_force: row.in_force,
            start: row.start,
            end: row.end,
            rare: (rare != Rare::NONE).then(|| Box::new(rare)),
        }
    }

    fn unpack(&self, row: &Packed) -> Assignment {
        let rare = row.rare.as_deref().unwrap_or(&Rare::NONE);
        Assignment {
            id: self.text(row.id),
            tenant_id: self.texts.get(row.tenant).clone(),
            kind: row.kind,
            state: row.state,
            assignment_type: row.assignment_type,
            role: self.roles.get(row.role).clone(),
            scope: self.scopes.get(row.scope).clone(),
            principal: self.principals.get(row.principal).clone(),
            member_type: row.member_type,
            via: rare.via.clone(),
            start: row.start,
            end: row.end,
            in_force: row.in_force,
            eligibility_id: row.eligibility.map(|id| self.text(id)),
            request_id: rare.request_id.clone(),
            schedule_id: rare.schedule_id.clone(),
            wider: rare.wider.clone(),
            condition: rare.condition.clone(),
            settings: rare.settings.clone(),
            reason: rare.reason.clone(),
            odd_status: rare.odd_status.clone(),
        }
    }
}

impl Rare {
    const NONE: Self = Self {
        via: None,
        request_id: None,
        schedule_id: None,
        wider: None,
        condition: None,
        settings: None,
        reason: None,
        odd_status: None,
    };
}

impl FromIterator<Assignment> for Shelf {
    fn from_iter<I: IntoIterator<Item = Assignment>>(rows: I) -> Self {
        let mut shelf = Self::default();
        rows.into_iter().for_each(|row| shelf.push(row));
        shelf
    }
}

/// The place of each name in the order of all of them, in whatever case; names that are the same share one.
fn ranks<'a>(names: impl Iterator<Item = &'a str>) -> Vec<usize> {
    let lower: Vec<String> = names.map(str::to_lowercase).collect();
    let mut order: Vec<usize> = (0..lower.len()).collect();
    order.sort_by(|a, b| lower[*a].cmp(&lower[*b]));
    let mut ranks = vec![0; lower.len()];
    for pair in 1..order.len() {
        let (before, this) = (order[pair - 1], order[pair]);
        ranks[this] = ranks[before] + usize::from(lower[before] != lower[this]);
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pim::principal::ObjectId;

    fn row(id: &str, role: &str, scope: &str, state: State) -> Assignment {
        Assignment {
            id: id.to_owned(),
            tenant_id: "t".to_owned(),
            kind: Kind::Azure,
            state,
            assignment_type: AssignmentType::Eligible,
            role: Role { id: role.to_owned(), name: role.into(), privileged: None },
            scope: Scope::of_azure(scope, None),
            principal: Principal::unnamed(ObjectId::new("p")),
            member_type: MemberType::Direct,
            via: None,
            start: None,
            end: Some(DateTime::UNIX_EPOCH),
            in_force: None,
            eligibility_id: Some(format!("{scope}/{id}")),
            request_id: None,
            schedule_id: None,
            wider: None,
            condition: None,
            settings: None,
            reason: None,
            odd_status: None,
        }
    }

    #[test]
    fn what_is_put_on_it_comes_back_as_it_was() {
        let guid = "0a7f2e64-e59b-4052-86fd-e7a2d92d1f85";
        let mut rows: Vec<Assignment> = [guid, "", "short", &guid.to_uppercase(), &format!("/x/{guid}"), "ä-7f2e64"]
            .map(|id| row(id, "Owner", "/subscriptions/s", State::Eligible))
            .into();
        rows[1].reason = Some("why".into());
        rows[2].via = Some(Via { id: "g".to_owned(), name: None });
        rows[3].wider = Some(Scope::directory());
        rows[4].eligibility_id = None;
        rows[5].odd_status = Some(Status::new("SomethingNew2027"));
        let mut shelf: Shelf = rows.iter().cloned().collect();
        assert_eq!(shelf.iter().collect::<Vec<_>>(), rows);
        rows.swap(0, 1);
        shelf.replace(0, rows[0].clone());
        shelf.replace(1, rows[1].clone());
        shelf.scopes_mut().for_each(|scope| scope.name = "prod".into());
        rows.iter_mut().for_each(|row| row.scope.name = "prod".into());
        rows.push(row("later", "Reader", "/subscriptions/s", State::Active));
        shelf.push(rows[6].clone());
        assert_eq!(shelf.iter().collect::<Vec<_>>(), rows);
        assert_eq!((shelf.len(), shelf.in_state(State::Active).count()), (7, 1));
        shelf.retain(|row| row.id.starts_with("later"));
        assert_eq!(shelf.iter().collect::<Vec<_>>(), rows[6..]);
    }

    #[test]
    fn its_order_is_that_of_the_names() {
        let mut shelf: Shelf = [
            row("1", "reader", "/b", State::Active),
            row("2", "Reader", "/a", State::Eligible),
            row("3", "Owner", "/B", State::Eligible),
            row("4", "owner", "/b", State::Eligible),
            row("5", "reader", "/A", State::Eligible),
        ]
        .into_iter()
        .collect();
        shelf.sort(&[State::Eligible, State::Active]);
        assert_eq!(shelf.iter().map(|row| row.id).collect::<Vec<_>>(), ["3", "4", "2", "5", "1"]);
    }
}
