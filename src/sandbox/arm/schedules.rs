//! Schedules and the instances that are computed from them: whose and where is what the filter says.

use std::collections::HashSet;

use super::error::{Result, forbidden, insufficient, not_found};
use super::filter::{self, Filter, Takes};
use super::list;
use super::place::{Place, id_at};
use super::routes::{Call, unknown};
use super::shape::{self, Member, What, instance_name, type_name};
use crate::sandbox::engine::lag::{self, View};
use crate::sandbox::engine::{Face, Schedule, ScheduleStatus, Side, directory, grants, rights};
use crate::sandbox::wire::Answer;

const TAKES: Takes = Takes {
    functions: &["astarget", "assignedto", "atscope"],
    fields: &["principalid", "roledefinitionid", "status", "roleassignmentscheduleid", "roleeligibilityscheduleid"],
    ors: false,
};

/// List and get role(Eligibility|Assignment)Schedules and their instances.
pub(super) fn schedules(call: &Call, place: &Place, side: Side, view: View, rest: &[&str]) -> Result<Answer> {
    call.only_get()?;
    match rest {
        [] => {
            let filter = filter::parse(call.query.get("$filter"), TAKES)?;
            let chosen = Chosen::find(call, place, &filter)?;
            let (after, most) = list::keyset(call);
            let rows = seen(call, side, view, &filter, &chosen, (after, most + 1))?;
            list::page_after(call, &rows, most, |row| &row.id, |row| shaped(call, view, row, chosen.member(place, row)))
        }
        [name] => one(call, place, side, view, name),
        _ => Err(unknown(call, rest.last().copied().unwrap_or("")).into()),
    }
}

fn shaped(call: &Call, view: View, row: &Schedule, member: Member) -> Result<serde_json::Value> {
    if view == View::Instances { shape::instance(call, row, member) } else { shape::schedule(call, row, member) }
}

/// The rows that a list is about.
pub(super) struct Chosen {
    /// Whose; everybody's where there are none.
    principals: Option<Vec<String>>,
    /// The person whom it is about, where the groups' rows are listed with his own.
    person: Option<String>,
    /// Where, in lower case; everywhere where there are none.
    places: Option<HashSet<String>>,
    /// Those of the places that are above the one asked for.
    above: HashSet<String>,
}

impl Chosen {
    /// What a filter chooses at a place. Everything but one's own rows wants the right to read.
    pub fn find(call: &Call, place: &Place, filter: &Filter) -> Result<Self> {
        let lower = |ids: Vec<String>| ids.into_iter().map(|id| id.to_ascii_lowercase()).collect::<HashSet<_>>();
        let function = filter.function();
        if let Some(("astarget", _)) = function {
            let mine = with_groups(call, &call.caller.id)?;
            let here = (!place.is_tenant()).then(|| HashSet::from([place.id().to_ascii_lowercase()]));
            let person = Some(call.caller.id.clone());
            return Ok(Self { principals: Some(mine), person, places: here, above: HashSet::new() });
        }
        want_reader(call, place)?;
        let mut above = lower(directory::upwards(call.world.db, place.id())?);
        above.remove(&place.id().to_ascii_lowercase());
        let below = lower(directory::downwards(call.world.db, place.id())?);
        let at_and_above = || above.iter().cloned().chain([place.id().to_ascii_lowercase()]).collect::<HashSet<_>>();
        let all = || above.union(&below).cloned().collect::<HashSet<_>>();
        let (principals, person, places) = match (function, filter.equal("principalid")) {
            (Some(("assignedto", who)), _) => (Some(with_groups(call, who)?), Some(who.to_ascii_lowercase()), all()),
            (Some(_), None) => (None, None, at_and_above()),
            (Some(_), Some(who)) => (Some(vec![who.to_ascii_lowercase()]), None, at_and_above()),
            (None, Some(who)) => (Some(vec![who.to_ascii_lowercase()]), None, all()),
            (None, None) => (None, None, below),
        };
        Ok(Self { principals, person, places: Some(places), above })
    }

    fn takes(&self, row: &Schedule) -> bool {
        self.principals.as_ref().is_none_or(|all| all.contains(&row.key.principal))
            && self.places.as_ref().is_none_or(|all| all.contains(&row.key.scope.to_ascii_lowercase()))
    }

    /// How the reader has a row.
    pub fn member(&self, place: &Place, row: &Schedule) -> Member {
        let through_group = self.person.as_ref().is_some_and(|who| *who != row.key.principal);
        if through_group {
            Member::Group
        } else if !place.is_tenant() && self.above.contains(&row.key.scope.to_ascii_lowercase()) {
            Member::Inherited
        } else {
            Member::Direct
        }
    }

    /// Every row of a side that is chosen, found by whose it is or by where it is.
    pub fn rows(&self, call: &Call, side: Side) -> Result<Vec<Schedule>> {
        let db = call.world.db;
        let rows = match (&self.principals, &self.places) {
            (Some(who), _) => grants::live_of(db, Face::Arm, side, who)?,
            (None, Some(places)) => {
                let mut rows = Vec::new();
                for place in places {
                    // The estate's own spelling is what the rows carry.
                    let Some(scope) = directory::scope(db, place)? else { continue };
                    rows.extend(grants::live_at(db, Face::Arm, side, &scope.id)?);
                }
                rows
            }
            (None, None) => grants::live(db, Face::Arm, side)?,
        };
        Ok(rows.into_iter().filter(|row| self.takes(row)).collect())
    }

    /// The first `most` rows behind the id `after` that `sees` lets through, without a look at those before: a list
    /// of many pages costs no more than its rows.
    fn rows_after(
        &self,
        call: &Call,
        side: Side,
        sees: impl Fn(&Schedule) -> bool,
        after: &str,
        most: usize,
    ) -> Result<Vec<Schedule>> {
        let whose: Vec<Option<&str>> = match &self.principals {
            Some(who) => who.iter().map(|who| Some(who.as_str())).collect(),
            None => vec![None],
        };
        let mut rows = Vec::new();
        for who in whose {
            rows.extend(grants::live_after(call.world.db, (Face::Arm, side, who), after, most, &sees)?);
        }
        rows.sort_by(|a, b| a.id.cmp(&b.id));
        rows.truncate(most);
        Ok(rows)
    }
}

/// A person and the groups that he is in.
fn with_groups(call: &Call, who: &str) -> Result<Vec<String>> {
    let who = who.to_ascii_lowercase();
    let mut all = directory::groups_of(call.world.db, &who)?;
    all.push(who);
    Ok(all)
}

/// Refuses a list of others' rows to whom may not read them there.
pub(super) fn want_reader(call: &Call, place: &Place) -> Result<()> {
    if rights::may_read(call.world, &call.caller.id, Face::Arm, place.id())? {
        return Ok(());
    }
    Err(insufficient(call))
}

/// The rows as this read sees them, in the order of their ids: the first `most` behind `after`. A further page of one
/// read counts no second time.
fn seen(
    call: &Call,
    side: Side,
    view: View,
    filter: &Filter,
    chosen: &Chosen,
    (after, most): (&str, usize),
) -> Result<Vec<Schedule>> {
    if call.query.get("$skiptoken").is_none() {
        let me = &call.caller.id;
        lag::count_provisions(call.world, |request| {
            let key = &request.key;
            key.face == Face::Arm && key.side == side && (key.principal == *me || request.created_by == *me)
        })?;
    }
    let now = call.world.now;
    let shows = |row: &Schedule| match view {
        View::Instances => row.runs(now),
        _ => row.status != ScheduleStatus::Ended,
    };
    let scheduled = |row: &Schedule| {
        let field = if side == Side::Eligible { "roleeligibilityscheduleid" } else { "roleassignmentscheduleid" };
        filter.passes(field, &row.id)
    };
    // A filter by status is taken and, as live, changes nothing.
    let sees = |row: &Schedule| {
        row.key.face == Face::Arm
            && row.key.side == side
            && shows(row)
            && chosen.takes(row)
            && filter.passes("roledefinitionid", &row.key.role)
            && scheduled(row)
    };
    if !lag::is_any(call.world, view)? {
        return chosen.rows_after(call, side, sees, after, most);
    }
    let mut rows = lag::seen(call.world, view, chosen.rows(call, side)?, sees)?;
    rows.retain(|row| row.id.as_str() > after);
    rows.sort_by(|a, b| a.id.cmp(&b.id));
    rows.truncate(most);
    Ok(rows)
}

/// One by its name at a scope.
fn one(call: &Call, place: &Place, side: Side, view: View, name: &str) -> Result<Answer> {
    let what = if view == View::Instances { What::Instance } else { What::Schedule };
    let kind = type_name(side, what);
    let missing = || not_found(&id_at(place.id(), kind, name));
    let now = call.world.now;
    let named = |row: &Schedule| match view {
        View::Instances => row.runs(now) && instance_name(row).eq_ignore_ascii_case(name),
        _ => row.id.eq_ignore_ascii_case(name),
    };
    let rows = grants::live_at(call.world.db, Face::Arm, side, place.id())?;
    let row = rows.into_iter().find(named).ok_or_else(missing)?;
    let me = &call.caller.id;
    let mine = with_groups(call, me)?.contains(&row.key.principal);
    if !mine && !rights::may_read(call.world, me, Face::Arm, place.id())? {
        return Err(forbidden(call, &format!("Microsoft.Authorization/{kind}/read"), place.id()));
    }
    let member = if mine && row.key.principal != *me { Member::Group } else { Member::Direct };
    Ok(Answer::json(200, shaped(call, view, &row, member)?))
}
