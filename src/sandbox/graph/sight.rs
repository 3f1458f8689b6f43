//! Who sees which rows of others: of Entra roles a reader sees all, of a group who belongs to it or manages it.

use super::error::{ApiError, Result};
use super::filter;
use super::kinds::List;
use super::permission;
use super::routes::Call;
use crate::sandbox::engine::{Face, Key, directory, rights};

/// What a plain list shows to its caller.
pub(super) enum Sight {
    Everything,
    /// Rows about these groups, and the caller's own.
    Groups {
        groups: Vec<String>,
        me: String,
    },
}

impl Sight {
    /// What the caller sees of a plain list. That of groups is asked about one group or one principal, or it is no list.
    pub fn of_plain(call: &Call, which: List) -> Result<Self> {
        if which.face != Face::Group {
            permission::want_reader(call.world, call.caller)?;
            return Ok(Self::Everything);
        }
        let kind = which.kind(false);
        let text = call.query.get("$filter").unwrap_or_default();
        let filter = (!text.is_empty()).then(|| filter::parse(text, kind.allowed, kind.type_name, kind.fields));
        let filter = filter.transpose()?;
        let asked = |field: &str| filter.as_ref().and_then(|filter| filter.wants(field));
        match (asked("groupId"), asked("principalId")) {
            (Some(group), _) => {
                if !may_see_scope(call, Face::Group, group)? {
                    return Err(permission::unauthorized().into());
                }
                Ok(Self::Everything)
            }
            (None, Some(_)) => Self::of_groups(call),
            (None, None) => {
                let message =
                    "The request must be scoped to a group or a principal by a filter on groupId or principalId.";
                Err(ApiError::nested(400, "MissingParameters", message).into())
            }
        }
    }

    fn of_groups(call: &Call) -> Result<Self> {
        if call.caller.is_application() {
            return Ok(Self::Everything);
        }
        let mut groups = Vec::new();
        for group in directory::groups(call.world.db)? {
            if rights::may_read(call.world, &call.caller.id, Face::Group, &group.id)? {
                groups.push(group.id);
            }
        }
        Ok(Self::Groups { groups, me: call.caller.id.clone() })
    }

    pub fn shows(&self, key: &Key) -> bool {
        match self {
            Self::Everything => true,
            Self::Groups { groups, me } => key.principal == *me || groups.contains(&key.scope),
        }
    }
}

/// Whether the caller sees what others have there: an application does by its permission.
pub(super) fn may_see(call: &Call, key: &Key) -> Result<bool> {
    may_see_scope(call, key.face, &key.scope)
}

fn may_see_scope(call: &Call, face: Face, scope: &str) -> Result<bool> {
    let scope = scope.to_ascii_lowercase();
    Ok(call.caller.is_application() || rights::may_read(call.world, &call.caller.id, face, &scope)?)
}
