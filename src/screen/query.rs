//! `--query`: JMESPath, as `az` has it.

use jmespath::Variable;
use serde_json::{Map, Value};
use std::collections::HashMap;
use std::str::FromStr;

mod order;

/// The longest expression that is taken.
const LONGEST: usize = 4096;
/// The deepest nesting that is taken.
const DEEPEST: usize = 64;
/// The parser and the evaluator go down the expression by calling themselves; a chain of 4 KiB is
/// deeper than a thread's usual stack takes in a debug build.
const STACK: usize = 64 << 20;

/// A checked expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query(String);

/// What is wrong with an expression: a fault of the command line.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("--query: {0}")]
pub struct QueryError(String);

impl FromStr for Query {
    type Err = QueryError;

    fn from_str(text: &str) -> Result<Self, QueryError> {
        if text.len() > LONGEST {
            return Err(QueryError(format!("the expression is longer than {LONGEST} bytes")));
        }
        if let Some(at) = too_deep(text) {
            return Err(QueryError(format!("nested deeper than {DEEPEST} at character {}", at + 1)));
        }
        aside(|| jmespath::parse(text).map(drop).map_err(|error| explain(&error)))?;
        Ok(Self(text.to_owned()))
    }
}

impl Query {
    /// What the expression selects, with the keys of objects in the expression's order.
    ///
    /// # Errors
    /// [`QueryError`] where a function gets what it cannot take.
    pub fn apply(&self, value: &Value) -> Result<Value, QueryError> {
        aside(|| {
            let expression = jmespath::compile(&self.0).map_err(|error| explain(&error))?;
            let data = Variable::from_serializable(value).map_err(|error| explain(&error))?;
            let found = expression.search(data).map_err(|error| explain(&error))?;
            let sorted = serde_json::to_value(&*found).map_err(|error| QueryError(error.to_string()))?;
            let mut orders = Orders::default();
            order::of_expression(expression.as_ast(), &mut orders);
            order::of_value(value, &mut orders);
            Ok(restore(sorted, &orders))
        })
    }
}

/// For a set of keys (sorted), the order in which they are to be shown.
type Orders = HashMap<Vec<String>, Vec<String>>;

/// jmespath sorts the keys of every object: back to the expression's order, or the item's.
fn restore(value: Value, orders: &Orders) -> Value {
    match value {
        Value::Array(items) => items.into_iter().map(|item| restore(item, orders)).collect(),
        Value::Object(mut fields) => {
            let keys = order::sorted_keys(fields.keys());
            let order = orders.get(&keys).unwrap_or(&keys);
            let mut ordered = Map::new();
            for key in order {
                if let Some(field) = fields.remove(key) {
                    ordered.insert(key.clone(), restore(field, orders));
                }
            }
            Value::Object(ordered)
        }
        other => other,
    }
}

/// Runs on a stack of its own that is deep enough.
fn aside<T: Send>(work: impl FnOnce() -> Result<T, QueryError> + Send) -> Result<T, QueryError> {
    let failed = || QueryError("cannot be evaluated here".to_owned());
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(STACK).spawn_scoped(scope, work);
        thread.map_err(|_| failed())?.join().map_err(|_| failed())?
    })
}

fn explain(error: &jmespath::JmespathError) -> QueryError {
    let said = error.reason.to_string();
    if said.to_lowercase().ends_with("found eof") {
        return QueryError("the expression ends too early: something is left open, or nothing follows".to_owned());
    }
    QueryError(format!("{said} at character {}", error.offset + 1))
}

/// Where brackets and prefix operators nest too deep, outside of quoted text.
fn too_deep(text: &str) -> Option<usize> {
    let (mut depth, mut prefixes, mut quote, mut escaped) = (0_usize, 0_usize, None, false);
    for (at, c) in text.chars().enumerate() {
        if let Some(end) = quote {
            match c {
                _ if escaped => escaped = false,
                '\\' => escaped = true,
                c if c == end => quote = None,
                _ => {}
            }
            continue;
        }
        match c {
            '"' | '\'' | '`' => quote = Some(c),
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth = depth.saturating_sub(1),
            '!' | '&' => prefixes += 1,
            c if c.is_whitespace() => continue,
            _ => prefixes = 0,
        }
        if depth + prefixes > DEEPEST {
            return Some(at);
        }
    }
    None
}

#[cfg(test)]
mod tests;
