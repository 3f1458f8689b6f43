//! Rows for a person, fitted to the terminal.

use super::clean::clean_str;
use super::listing::{Cell, Header, Row, Table, Tone};
use comfy_table::{Attribute, Color, ColumnConstraint, ContentArrangement, Width, presets};
use unicode_width::UnicodeWidthStr;

/// Between two columns.
const GAP: usize = 2;
/// What a column that may wrap keeps at least.
const NARROW: usize = 10;

/// The lines of a table, at most `width` columns wide unless roles, scopes and ids alone are wider:
/// cells wrap at spaces, then columns go from the right, and nothing that is kept is cut.
pub(super) fn lines(table: &Table, width: usize, color: bool) -> Vec<String> {
    let count = table.headers.len();
    let mut shown: Vec<usize> = (0..count).filter(|at| has_text(table, *at)).collect();
    let widths = loop {
        match fit(table, &shown, width) {
            Ok(widths) => break widths,
            Err(drop) => shown.retain(|at| *at != drop),
        }
    };
    let layout = Layout { shown, widths, color };
    let mut lines = Vec::new();
    if table.headers.iter().any(|header| !header.title.is_empty()) {
        lines.extend(layout.line(table.headers.iter().map(head)));
    }
    let indent = layout.widths.first().map_or(0, |first| if count > 1 { first + GAP } else { GAP });
    for row in &table.rows {
        lines.extend(layout.line(row.cells.iter().map(|cell| body(cell, color))));
        if let Some(below) = &row.below {
            lines.extend(wrap(&clean_str(below), width.saturating_sub(indent)).iter().map(|l| " ".repeat(indent) + l));
        }
    }
    lines
}

/// A column without a header and without any text takes no room.
fn has_text(table: &Table, at: usize) -> bool {
    !table.headers[at].title.is_empty()
        || table.rows.iter().any(|row| row.cells.get(at).is_some_and(|cell| !cell.text.is_empty()))
}

/// The columns that are shown, and how wide each is.
struct Layout {
    shown: Vec<usize>,
    widths: Vec<usize>,
    color: bool,
}

impl Layout {
    /// One row, wrapped within its columns.
    fn line(&self, cells: impl Iterator<Item = comfy_table::Cell>) -> Vec<String> {
        let mut cells: Vec<Option<comfy_table::Cell>> = cells.map(Some).collect();
        let row: Vec<comfy_table::Cell> = self
            .shown
            .iter()
            .map(|at| cells.get_mut(*at).and_then(Option::take).unwrap_or_else(|| comfy_table::Cell::new("")))
            .collect();
        let mut table = plain_table(self.color);
        table.add_row(row);
        for (at, width) in self.widths.iter().enumerate() {
            set_width(&mut table, at, *width, if at + 1 < self.widths.len() { GAP } else { 0 });
        }
        table.lines().map(|line| line.trim_end().to_owned()).collect()
    }
}

fn plain_table(color: bool) -> comfy_table::Table {
    let mut table = comfy_table::Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    // The width is ours to say: left to itself the crate asks the terminal.
    table.set_width(u16::MAX);
    if color {
        table.enforce_styling();
    } else {
        table.force_no_tty();
    }
    table
}

fn set_width(table: &mut comfy_table::Table, at: usize, width: usize, gap: usize) {
    let clip = |number: usize| u16::try_from(number).unwrap_or(u16::MAX);
    if let Some(column) = table.column_mut(at) {
        column.set_padding((0, clip(gap)));
        column.set_constraint(ColumnConstraint::Absolute(Width::Fixed(clip(width.max(1) + gap))));
    }
}

/// Text in lines of at most `width`, broken at spaces.
pub(super) fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut table = plain_table(false);
    table.add_row([text]);
    set_width(&mut table, 0, width.max(NARROW), 0);
    table.lines().map(|line| line.trim_end().to_owned()).collect()
}

/// How wide each shown column is to be, or which of them has to go.
fn fit(table: &Table, shown: &[usize], width: usize) -> Result<Vec<usize>, usize> {
    let room = width.saturating_sub(GAP * shown.len().saturating_sub(1));
    let mut widths: Vec<usize> = shown.iter().map(|at| widest(table, *at, |text| text.width())).collect();
    let least: Vec<usize> = shown.iter().map(|at| least(table, *at)).collect();
    if least.iter().sum::<usize>() > room {
        if let Some(at) = shown.iter().rev().find(|at| !table.headers[**at].keep) {
            return Err(*at);
        }
        // Only what is never cut is left: better too wide than wrong.
        return Ok(least);
    }
    while widths.iter().sum::<usize>() > room {
        // What may go wraps before what is kept; of these the column that has most to give gives one,
        // the rightmost first.
        let spare = |at: &usize| (!table.headers[shown[*at]].keep, widths[*at] - least[*at], *at);
        let Some(at) = (0..widths.len()).filter(|at| widths[*at] > least[*at]).max_by_key(spare) else { break };
        widths[at] -= 1;
    }
    Ok(widths)
}

/// How narrow a column can be without cutting a word of it; a column that may go bears cut words.
fn least(table: &Table, at: usize) -> usize {
    let word = widest(table, at, |text| text.split(' ').map(UnicodeWidthStr::width).max().unwrap_or(0));
    let head = table.headers[at].title.width();
    if table.headers[at].keep { word } else { word.min(NARROW).max(head) }
}

fn widest(table: &Table, at: usize, measure: impl Fn(&str) -> usize) -> usize {
    let cells = table.rows.iter().filter_map(|row: &Row| row.cells.get(at));
    let body = cells.map(|cell| measure(&clean_str(&cell.text))).max().unwrap_or(0);
    body.max(measure(&table.headers[at].title))
}

fn head(header: &Header) -> comfy_table::Cell {
    comfy_table::Cell::new(clean_str(&header.title)).add_attribute(Attribute::Bold)
}

fn body(cell: &Cell, color: bool) -> comfy_table::Cell {
    let shown = comfy_table::Cell::new(clean_str(&cell.text));
    match cell.tone {
        _ if !color => shown,
        Tone::Plain => shown,
        Tone::Good => shown.fg(Color::Green),
        Tone::Soon => shown.fg(Color::Yellow),
        Tone::Bad => shown.fg(Color::Red),
        Tone::Faint => shown.add_attribute(Attribute::Dim),
    }
}

#[cfg(test)]
mod tests;
