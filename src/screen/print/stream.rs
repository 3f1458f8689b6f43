//! A list written as it goes: where the format lets it, no more than a piece of it is kept.

use super::{Format, Grid, Printed, Screen, ids, line};
use crate::screen::listing::{Column, Table};
use crate::screen::{csv, json, yaml};
use serde_json::Value;

/// How much is put together before it is written.
const PIECE: usize = 64 * 1024;

impl Screen {
    /// Prints a list whose items are made one after the other, and whose table only where a person reads it. Only
    /// `--query`, YAML and Markdown need the whole of it.
    ///
    /// # Errors
    /// [`super::ScreenError`] where it cannot be written, or `--query` does not fit it.
    pub fn stream(
        &self,
        items: impl Iterator<Item = Value>,
        columns: &[Column],
        id_path: &str,
        table: impl FnOnce() -> Table,
    ) -> Printed {
        if let Some(query) = &self.options.query {
            return self.value(&query.apply(&Value::Array(items.collect()))?);
        }
        let cells = |item: Value| Grid::of_items(&[item], columns);
        let raw = self.options.raw;
        match self.format() {
            Format::Table => self.table(&table()),
            Format::Json => self.array(items),
            Format::Jsonl => self.pieces(items.map(|item| line(json::compact(&item)))),
            Format::Yaml => self.out(&yaml::yaml(&Value::Array(items.collect()))),
            Format::Ids => self.pieces(items.map(|item| ids(&[item], id_path))),
            Format::Tsv => self.pieces(items.map(|item| csv::tsv(&cells(item), raw))),
            Format::Csv => {
                let head = csv::csv(&Grid::of_items(&[], columns), raw);
                self.pieces(std::iter::once(head).chain(items.map(|item| csv::rows(&cells(item), raw))))
            }
            Format::Markdown => self.grid(&Grid::of_items(&items.collect::<Vec<_>>(), columns)),
        }
    }

    /// An array in indented lines, as the whole would be written.
    fn array(&self, items: impl Iterator<Item = Value>) -> Printed {
        let mut items = items.peekable();
        if items.peek().is_none() {
            return self.out("[]\n");
        }
        let element = |(at, item): (usize, Value)| {
            // A line break within a text is written as `\n`.
            let text = json::pretty(&item).replace('\n', "\n  ");
            format!("{}  {text}", if at == 0 { "[\n" } else { ",\n" })
        };
        self.pieces(items.enumerate().map(element).chain(std::iter::once("\n]\n".to_owned())))
    }

    fn pieces(&self, texts: impl Iterator<Item = String>) -> Printed {
        let mut piece = String::new();
        for text in texts {
            piece += &text;
            if piece.len() >= PIECE {
                self.out(&piece)?;
                piece.clear();
            }
        }
        self.out(&piece)
    }
}
