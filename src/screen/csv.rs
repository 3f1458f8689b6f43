//! Comma- and tab-separated text that a spreadsheet cannot be made to run.

use super::clean::{clean_str, judged, push_escape};
use super::flat::{Grid, cell};
use serde_json::Value;

/// RFC 4180, with a header, lines ending in LF as the other formats have them.
pub(super) fn csv(grid: &Grid, raw: bool) -> String {
    let head = grid.titles.iter().map(|title| quoted(title)).collect::<Vec<_>>().join(",");
    lines(std::iter::once(head)) + &rows(grid, raw)
}

/// The same without the header.
pub(super) fn rows(grid: &Grid, raw: bool) -> String {
    let row = |row: &Vec<Value>| row.iter().map(|value| quoted(&csv_cell(value, raw))).collect::<Vec<_>>().join(",");
    lines(grid.rows.iter().map(row))
}

/// Tab-separated, without a header; one line for each row, whatever its text.
pub(super) fn tsv(grid: &Grid, raw: bool) -> String {
    let one = |value: &Value| format!("{}{}", guard(value, raw), clean_str(&cell(value)));
    let row = |row: &Vec<Value>| row.iter().map(one).collect::<Vec<_>>().join("\t");
    lines(grid.rows.iter().map(row))
}

fn lines(lines: impl Iterator<Item = String>) -> String {
    lines.map(|line| line + "\n").collect()
}

/// Line breaks and tabs stay, inside quotes; nothing else that drives a terminal does.
fn csv_cell(value: &Value, raw: bool) -> String {
    let mut text = guard(value, raw).to_owned();
    for (c, hostile) in judged(&cell(value)) {
        match c {
            '\n' | '\t' => text.push(c),
            c if hostile => push_escape(&mut text, c),
            c => text.push(c),
        }
    }
    text
}

/// `'` before text that a spreadsheet would take for a formula. A number is none.
fn guard(value: &Value, raw: bool) -> &'static str {
    let runs = |c: char| {
        matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '\0')
            || matches!(c, '\u{ff1d}' | '\u{ff0b}' | '\u{ff0d}' | '\u{ff20}')
    };
    match value {
        Value::Number(_) => "",
        value if !raw && cell(value).starts_with(runs) => "'",
        _ => "",
    }
}

fn quoted(text: &str) -> String {
    if text.contains([',', '"', '\n', '\r']) || text.starts_with(' ') || text.ends_with(' ') {
        return format!("\"{}\"", text.replace('"', "\"\""));
    }
    text.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn grid(cells: &[Value]) -> Grid {
        Grid { titles: vec!["a,b".into()], rows: cells.iter().map(|cell| vec![cell.clone()]).collect() }
    }

    #[test]
    fn p49_no_cell_is_a_formula() {
        for text in
            ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\0=1", "\u{ff1d}1", "\u{ff0b}", "\u{ff0d}", "\u{ff20}"]
        {
            let cells = grid(&[json!(text)]);
            let line = csv(&cells, false).lines().nth(1).unwrap().to_owned();
            assert!(line.starts_with('\'') || line.starts_with("\"'"), "{text:?}: {line:?}");
            assert!(tsv(&cells, false).starts_with('\''), "{text:?}");
            assert!(!tsv(&cells, true).starts_with('\''), "{text:?}");
        }
        assert_eq!(tsv(&grid(&[json!(-5)]), false), "-5\n", "a number runs nothing");
    }

    #[test]
    fn p49_quotes_are_as_rfc_4180_has_them() {
        let cells = grid(&[json!("=\"a\",\nb"), json!("plain"), Value::Null]);
        assert_eq!(csv(&cells, false), "\"a,b\"\n\"'=\"\"a\"\",\nb\"\nplain\n\n");
    }

    #[test]
    fn p47_a_row_is_a_line_of_tsv() {
        let cells = grid(&[json!("ok\nuser2\tGlobal Admin\u{1b}[2J")]);
        assert_eq!(tsv(&cells, false), "ok\\nuser2\\tGlobal Admin\\u001b[2J\n");
        assert!(!csv(&cells, true).contains('\u{1b}'));
    }
}
