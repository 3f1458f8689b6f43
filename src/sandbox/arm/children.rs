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
    let eligible = eligible(call)?;
    let covered = covers(call, &eligible, place.id())?;
    if !covered && !leads(call, &eligible, place.id())? && !reads(call, place)? {
        let action = "Microsoft.Authorization/eligibleChildResources/read";
        return Err(forbidden(call, action, place.id()));
    }
    let all = call.query.flag("getallchildren") || call.query.flag("$getallchildren");
    let mut found = Vec::new();
    let mut open = directory::below(call.world.db, &place.scope()?.id)?;
    while !open.is_empty() {
        let mut next = Vec::new();
        for child in open {
            let here = covered || covers(call, &eligible, &child.id)? || leads(call, &eligible, &child.id)?;
            if all && here {
                next.extend(directory::below(call.world.db, &child.id)?);
            }
            if here && (kinds.is_empty() || kinds.iter().any(|kind| kind.eq_ignore_ascii_case(&child.kind))) {
                found.push(child);
            }
        }
        open = next;
    }
    list::page(call, &found, |child: &Scope| Ok(json!({"name": child.name, "id": child.id, "type": child.kind})))
}

/// The scopes, in lower case, of what the caller is eligible for, himself or through a group.
fn eligible(call: &Call) -> Result<HashSet<String>> {
    let me = &call.caller.id;
    let mut who = directory::groups_of(call.world.db, me)?;
    who.push(me.clone());
    let rows = grants::live_of(call.world.db, Face::Arm, Side::Eligible, &who)?;
    Ok(rows.into_iter().filter(|row| row.runs(call.world.now)).map(|row| row.key.scope.to_ascii_lowercase()).collect())
}

/// Whether an eligibility is at a scope or above it.
fn covers(call: &Call, eligible: &HashSet<String>, scope: &str) -> Result<bool> {
    let above = directory::upwards(call.world.db, scope)?;
    Ok(above.iter().any(|one| eligible.contains(&one.to_ascii_lowercase())))
}

/// Whether an eligibility is below a scope, so that the way to it leads through here.
fn leads(call: &Call, eligible: &HashSet<String>, scope: &str) -> Result<bool> {
    for one in eligible {
        if directory::upwards(call.world.db, one)?.iter().any(|above| above.eq_ignore_ascii_case(scope)) {
            return Ok(true);
        }
    }
    Ok(false)
}

fn reads(call: &Call, place: &Place) -> Result<bool> {
    Ok(rights::may_read(call.world, &call.caller.id, Face::Arm, place.id())?)
}
