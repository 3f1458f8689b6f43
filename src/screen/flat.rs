//! Rows and columns out of JSON values: what csv, tsv, markdown and a queried table have in common.

use super::json;
use super::listing::Column;
use serde_json::Value;

/// Cells by row, under titles; a null where an item has nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Grid {
    /// The titles of the columns.
    pub titles: Vec<String>,
    /// The rows.
    pub rows: Vec<Vec<Value>>,
}

impl Grid {
    /// The items under the columns that a command declares.
    pub(super) fn of_items(items: &[Value], columns: &[Column]) -> Self {
        let row = |item: &Value| columns.iter().map(|column| at_path(item, column.path).clone()).collect();
        Self {
            titles: columns.iter().map(|column| column.title.to_owned()).collect(),
            rows: items.iter().map(row).collect(),
        }
    }

    /// Any value, as `az` lays out the result of a query: a row for each member of a list, a column
    /// for each key of an object or place in a list.
    pub(super) fn of_value(value: &Value) -> Self {
        let items: Vec<&Value> = match value {
            Value::Null => vec![],
            Value::Array(items) => items.iter().collect(),
            other => vec![other],
        };
        let mut keys: Vec<&String> = Vec::new();
        for key in items.iter().filter_map(|item| item.as_object()).flat_map(|fields| fields.keys()) {
            if !keys.contains(&key) {
                keys.push(key);
            }
        }
        if !keys.is_empty() {
            let row = |item: &&Value| keys.iter().map(|key| item.get(key).unwrap_or(&Value::Null).clone()).collect();
            return Self {
                titles: keys.iter().map(|key| (*key).clone()).collect(),
                rows: items.iter().map(row).collect(),
            };
        }
        let places = items.iter().filter_map(|item| item.as_array()).map(Vec::len).max();
        let titles = match places {
            Some(places) => (1..=places).map(|place| format!("Column{place}")).collect(),
            None => vec!["Result".to_owned()],
        };
        let row = |item: &&Value| match item {
            Value::Array(cells) => cells.clone(),
            other => vec![(*other).clone()],
        };
        let mut rows: Vec<Vec<Value>> = items.iter().map(row).collect();
        rows.iter_mut().for_each(|row| row.resize(titles.len(), Value::Null));
        Self { titles, rows }
    }
}

/// What is at `role.name` in an item; null where there is nothing.
pub(super) fn at_path<'a>(item: &'a Value, path: &str) -> &'a Value {
    path.split('.').try_fold(item, |value, key| value.get(key)).unwrap_or(&Value::Null)
}

/// A value in one cell: null is empty, a list is joined by commas, an object is JSON.
pub(super) fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(cell).collect::<Vec<_>>().join(","),
        other => json::compact(other),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn shown(value: &Value) -> Vec<String> {
        let grid = Grid::of_value(value);
        let rows = grid.rows.iter().map(|row| row.iter().map(cell).collect::<Vec<_>>().join("|"));
        std::iter::once(grid.titles.join("|")).chain(rows).collect()
    }

    #[test]
    fn a_query_is_laid_out_as_az_does() {
        assert_eq!(shown(&json!("x")), ["Result", "x"]);
        assert_eq!(shown(&json!(["x", 2, null, true])), ["Result", "x", "2", "", "true"]);
        assert_eq!(shown(&json!({"b": 1, "a": ["p", "q"]})), ["b|a", "1|p,q"]);
        assert_eq!(shown(&json!([{"b": 1}, {"a": {"z": 1}}])), ["b|a", "1|", r#"|{"z":1}"#]);
        assert_eq!(shown(&json!([["x", 1], ["y"]])), ["Column1|Column2", "x|1", "y|"]);
        assert_eq!(shown(&Value::Null), ["Result"]);
    }

    #[test]
    fn a_path_leads_into_an_item() {
        let item = json!({"role": {"name": "Owner"}, "via": null});
        assert_eq!(at_path(&item, "role.name"), "Owner");
        assert_eq!(at_path(&item, "via.name"), &Value::Null);
    }
}
