//! `$expand` and `$select`: which linked things come along, and which fields stay.

use serde_json::{Map, Value};

use super::error::{ApiError, Result};
use super::list::Kind;
use super::routes::Call;
use super::{approvals, directory, policies, schedules};

/// One expanded link, with the options in its parentheses.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Expansion {
    name: String,
    select: Option<String>,
    expand: Option<String>,
}

/// Adds what `$expand` asks for and keeps what `$select` asks for.
pub(super) fn shape(call: &Call, kind: &Kind, row: Value, select: Option<&str>, expand: Option<&str>) -> Result<Value> {
    let Value::Object(mut map) = row else { return Ok(row) };
    let mut links = Map::new();
    for expansion in expand.map(parse).transpose()?.unwrap_or_default() {
        if !kind.links.contains(&expansion.name.as_str()) {
            return Err(no_property(&expansion.name, kind.type_name));
        }
        links.insert(expansion.name.clone(), linked(call, &map, &expansion)?);
    }
    if let Some(select) = select {
        let wanted: Vec<&str> = select.split(',').map(str::trim).filter(|name| !name.is_empty()).collect();
        for name in &wanted {
            if !kind.fields.contains(name) && !kind.links.contains(name) && *name != "*" {
                return Err(no_property(name, kind.type_name));
            }
        }
        if !wanted.contains(&"*") {
            map.retain(|name, _| name.starts_with('@') || wanted.contains(&name.as_str()));
        }
    }
    // What starts with a tilde was for the links alone.
    map.retain(|name, _| !name.starts_with('~'));
    map.extend(links);
    Ok(Value::Object(map))
}

fn no_property(name: &str, type_name: &str) -> super::error::Stop {
    ApiError::bad_request(format!(
        "Parsing OData Select and Expand failed: Could not find a property named '{name}' on type '{type_name}'."
    ))
    .into()
}

fn linked(call: &Call, row: &Map<String, Value>, expansion: &Expansion) -> Result<Value> {
    let text = |name: &str| row.get(name).and_then(Value::as_str).unwrap_or("");
    let nested = expansion.expand.as_deref();
    let value = match expansion.name.as_str() {
        "policy" => return policies::linked_policy(call, text("policyId"), expansion.select.as_deref(), nested),
        _ if nested.is_some() => {
            return Err(ApiError::bad_request(format!(
                "The query specified in the URI is not valid. '{}' cannot be expanded further.",
                expansion.name
            ))
            .into());
        }
        "roleDefinition" => directory::linked_definition(call, text("roleDefinitionId"))?,
        "principal" => directory::linked_object(call, text("principalId"))?,
        "directoryScope" => directory::linked_scope(call, text("directoryScopeId"))?,
        "group" => directory::linked_group(call, text("groupId"))?,
        "activatedUsing" if row.contains_key("scheduleInfo") => schedules::linked_schedule(call, text("~linked"))?,
        "activatedUsing" => schedules::linked_instance(call, text("~linked"))?,
        "targetSchedule" => schedules::linked_target(call, text("~target"))?,
        "rules" | "effectiveRules" => policies::linked_rules(call, text("id"))?,
        "steps" | "stages" => approvals::linked_steps(call, text("id"))?,
        _ => Value::Null,
    };
    Ok(selected(value, expansion.select.as_deref()))
}

/// The fields of an expanded thing that its own `$select` asks for.
fn selected(value: Value, select: Option<&str>) -> Value {
    let Some(select) = select else { return value };
    let wanted: Vec<&str> = select.split(',').map(str::trim).collect();
    match value {
        Value::Object(mut map) => {
            map.retain(|name, _| name.starts_with('@') || wanted.contains(&name.as_str()));
            Value::Object(map)
        }
        Value::Array(items) => items.into_iter().map(|item| selected(item, Some(select))).collect(),
        other => other,
    }
}

/// `a,b($select=c;$expand=d)`.
fn parse(text: &str) -> Result<Vec<Expansion>> {
    let bad = || ApiError::bad_request(format!("Parsing OData Select and Expand failed: '{text}' cannot be read."));
    let mut all = Vec::new();
    for part in at_top_level(text, ',').ok_or_else(bad)? {
        let (name, options) = match part.split_once('(') {
            None => (part.trim(), ""),
            Some((name, rest)) => (name.trim(), rest.trim_end().strip_suffix(')').ok_or_else(bad)?),
        };
        let mut expansion = Expansion { name: name.to_owned(), select: None, expand: None };
        for option in at_top_level(options, ';').ok_or_else(bad)?.into_iter().filter(|option| !option.trim().is_empty())
        {
            match option.trim().split_once('=') {
                Some(("$select", value)) => expansion.select = Some(value.to_owned()),
                Some(("$expand", value)) => expansion.expand = Some(value.to_owned()),
                _ => return Err(bad().into()),
            }
        }
        all.push(expansion);
    }
    Ok(all)
}

/// Splits where no parenthesis is open.
fn at_top_level(text: &str, separator: char) -> Option<Vec<&str>> {
    let (mut depth, mut start, mut parts) = (0_i32, 0, Vec::new());
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' => depth -= 1,
            _ if c == separator && depth == 0 => {
                parts.push(&text[start..at]);
                start = at + c.len_utf8();
            }
            _ => {}
        }
        if depth < 0 {
            return None;
        }
    }
    parts.push(&text[start..]);
    (depth == 0).then_some(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn expansions_are_read_to_their_depth() {
        let found = parse("policy($expand=rules;$select=id,displayName),principal").unwrap();
        assert_eq!(found.len(), 2);
        assert_eq!(found[0].expand.as_deref(), Some("rules"));
        assert_eq!(found[0].select.as_deref(), Some("id,displayName"));
        for bad in ["policy($expand=rules", "policy)", "a($filter=x eq 1)", "a(b"] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }
}
