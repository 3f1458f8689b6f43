//! The order of keys, which jmespath forgets.

use super::Orders;
use jmespath::ast::Ast;
use serde_json::Value;

/// A set of keys as it is looked up.
pub(super) fn sorted_keys<'a>(keys: impl Iterator<Item = &'a String>) -> Vec<String> {
    let mut keys: Vec<String> = keys.cloned().collect();
    keys.sort();
    keys
}

/// The orders that the expression's multi-select hashes give, the outer before the inner.
pub(super) fn of_expression(ast: &Ast, orders: &mut Orders) {
    if let Ast::MultiHash { elements, .. } = ast {
        let mut keys: Vec<String> = Vec::new();
        for pair in elements {
            if !keys.contains(&pair.key) {
                keys.push(pair.key.clone());
            }
        }
        orders.entry(sorted_keys(keys.iter())).or_insert(keys);
    }
    for child in children(ast) {
        of_expression(child, orders);
    }
}

fn children(ast: &Ast) -> Vec<&Ast> {
    match ast {
        Ast::Identity { .. } | Ast::Field { .. } | Ast::Index { .. } | Ast::Literal { .. } | Ast::Slice { .. } => {
            vec![]
        }
        Ast::Expref { ast, .. } => vec![ast],
        Ast::Flatten { node, .. } | Ast::Not { node, .. } | Ast::ObjectValues { node, .. } => vec![node],
        Ast::Condition { predicate, then, .. } => vec![then, predicate],
        // What a chain ends in is what is seen: right before left.
        Ast::Comparison { lhs, rhs, .. }
        | Ast::Projection { lhs, rhs, .. }
        | Ast::And { lhs, rhs, .. }
        | Ast::Or { lhs, rhs, .. }
        | Ast::Subexpr { lhs, rhs, .. } => vec![rhs, lhs],
        Ast::Function { args, .. } => args.iter().collect(),
        Ast::MultiList { elements, .. } => elements.iter().collect(),
        Ast::MultiHash { elements, .. } => elements.iter().map(|pair| &pair.value).collect(),
    }
}

/// The orders of the objects that are searched, for those that are selected whole.
pub(super) fn of_value(value: &Value, orders: &mut Orders) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| of_value(item, orders)),
        Value::Object(fields) => {
            orders.entry(sorted_keys(fields.keys())).or_insert_with(|| fields.keys().cloned().collect());
            fields.values().for_each(|field| of_value(field, orders));
        }
        _ => {}
    }
}
