//! A table for a wiki, a ticket or a pull request.

use super::clean::clean_str;
use super::flat::{Grid, cell};

/// A GitHub-flavoured table; nothing in a cell is taken for markup.
pub(super) fn markdown(grid: &Grid) -> String {
    let line = |cells: Vec<String>| format!("| {} |\n", cells.join(" | "));
    let mut text = line(grid.titles.iter().map(|title| escape(title)).collect());
    text += &line(grid.titles.iter().map(|_| "---".to_owned()).collect());
    for row in &grid.rows {
        text += &line(row.iter().map(|value| escape(&cell(value))).collect());
    }
    text
}

fn escape(text: &str) -> String {
    let mut escaped = String::new();
    for c in clean_str(text).chars() {
        if matches!(c, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '~' | '&' | '#') {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn p47_a_cell_stays_a_cell() {
        let grid = Grid { titles: vec!["role".into()], rows: vec![vec![json!("a|b\n<img> [x](http://y)")]] };
        assert_eq!(markdown(&grid), "| role |\n| --- |\n| a\\|b\\\\n\\<img\\> \\[x\\](http://y) |\n");
    }
}
