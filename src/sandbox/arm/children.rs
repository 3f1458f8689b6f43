//! The scopes below a scope at which somebody can activate what he is eligible for.

use std::collections::HashSet;

use serde_json::json;

use super::error::{Result, forbidden};
use super::filter::{self, Takes};
use super::list;
use super::place::Place;
use super::routes::{Call, unknown};
use crate::sandbox::engine::directory::Scope;
use crate::sandbox::engine::{Face, Side, directory, grants, rights};
use crate::sandbox::wire::Answer;

const TAKES: Takes = Takes { functions: &[], fields: &["resourcetype"], ors: true };

/// Get eligibleChildResources: the direct children, or with `getAllChildren=true` all of them.
pub(super) fn children(call: &Call, place: &Place, rest: &[&str]) -> Result<Answer> {
    call.only_get()?;
    if !rest.is_empty() {
        return Err(unknown(call, rest.last().copied().unwrap_or("")).into());
    }
    let filter = filter::parse(call.query.get("$filter"), TAKES)?;
    let kinds = filter.any_of("resourcetype");
    let eligible = Eligible::find(call)?;
    let covered = eligible.covers(call, place.id())?;
    if !covered && !eligible.leads(place.id()) && !reads(call, place)? {
        let action = "Microsoft.Authorization/eligibleChildResources/read";
        return Err(forbidden(call, action, place.id()));
    }
    let all = call.query.flag("getallchildren") || call.query.flag("$getallchildren");
    let mut found = Vec::new();
    let mut open = vec![(place.scope()?.id.clone(), covered)];
    while let Some((parent, covered)) = open.pop() {
        for child in directory::below(call.world.db, &parent)? {
            let covered = covered || eligible.is_at(&child.id);
            if !covered && !eligible.leads(&child.id) {
                continue;
            }
            if all {
                open.push((child.id.clone(), covered));
            }
            if kinds.is_empty() || kinds.iter().any(|kind| kind.eq_ignore_ascii_case(&child.kind)) {
                found.push(child);
            }
        }
    }
    list::page(call, &found, |child: &Scope| Ok(json!({"name": child.name, "id": child.id, "type": child.kind})))
}

/// Where the caller is eligible for anything, himself or through a group.
struct Eligible {
    /// The scopes, in lower case.
    at: HashSet<String>,
    /// These and all above them: the ways that lead to them.
    ways: HashSet<String>,
}

impl Eligible {
    fn find(call: &Call) -> Result<Self> {
        let me = &call.caller.id;
        let mut who = directory::groups_of(call.world.db, me)?;
        who.push(me.clone());
        let (mut at, mut ways) = (HashSet::new(), HashSet::new());
        for row in grants::live_of(call.world.db, Face::Arm, Side::Eligible, &who)? {
            if row.runs(call.world.now) && at.insert(row.key.scope.to_ascii_lowercase()) {
                let above = directory::upwards(call.world.db, &row.key.scope)?;
                ways.extend(above.into_iter().map(|scope| scope.to_ascii_lowercase()));
            }
        }
        Ok(Self { at, ways })
    }

    fn is_at(&self, scope: &str) -> bool {
        self.at.contains(&scope.to_ascii_lowercase())
    }

    /// Whether an eligibility is at a scope or above it.
    fn covers(&self, call: &Call, scope: &str) -> Result<bool> {
        Ok(directory::upwards(call.world.db, scope)?.iter().any(|one| self.is_at(one)))
    }

    /// Whether an eligibility is at a scope or below it.
    fn leads(&self, scope: &str) -> bool {
        self.ways.contains(&scope.to_ascii_lowercase())
    }
}

fn reads(call: &Call, place: &Place) -> Result<bool> {
    Ok(rights::may_read(call.world, &call.caller.id, Face::Arm, place.id())?)
}
