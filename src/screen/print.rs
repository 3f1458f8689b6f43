//! The screen itself: results to standard output, all else to standard error.

use super::clean::{clean_lines, clean_str};
use super::error::ScreenError;
use super::flat::{Grid, at_path, cell};
use super::fold::{broken, fold};
use super::format::Format;
use super::hint::{self, Hint};
use super::listing::{Detail, Listing, Object, Table};
use super::options::{Options, Streams, Zone};
use super::progress::{self, Progress, Running};
use super::prompt::Prompter;
use super::shape::ErrorScreen;
use super::{csv, json, markdown, table, yaml};
use console::Style;
use serde_json::Value;
use std::io::Write;
use std::sync::{Mutex, MutexGuard, PoisonError};
use unicode_width::UnicodeWidthStr;

/// The fields that are copied, and stay in one line.
const COPIED: [&str; 3] = ["id", "scope id", "link"];

type Printed = Result<(), ScreenError>;

/// The terminal, or what stands in for it.
pub struct Screen {
    options: Options,
    streams: Mutex<Streams>,
    running: Running,
}

impl Screen {
    /// A screen that writes to these streams.
    #[must_use]
    pub fn new(options: Options, streams: Streams) -> Self {
        Self { options, streams: Mutex::new(streams), running: Running::default() }
    }

    /// How it is set up.
    #[must_use]
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// The format in force.
    #[must_use]
    pub fn format(&self) -> Format {
        self.options.format()
    }

    /// The zone of the times that a person reads.
    #[must_use]
    pub fn zone(&self) -> &Zone {
        &self.options.zone
    }

    /// Prints a list.
    ///
    /// # Errors
    /// [`ScreenError`] where it cannot be written, or `--query` does not fit it.
    pub fn listing(&self, listing: Listing<'_>) -> Printed {
        let Listing { items, columns, table, id_path } = listing;
        self.stream(items.into_iter(), columns, id_path, || table)
    }

    /// Prints one record.
    ///
    /// # Errors
    /// [`ScreenError`] where it cannot be written, or `--query` does not fit it.
    pub fn object(&self, object: Object<'_>) -> Printed {
        let Object { item, columns, detail, id_path } = object;
        if let Some(query) = &self.options.query {
            return self.value(&query.apply(&item)?);
        }
        match self.format() {
            Format::Table => self.out(&self.detail_text(&detail)),
            Format::Json => self.out(&line(json::pretty(&item))),
            Format::Jsonl => self.out(&line(json::compact(&item))),
            Format::Yaml => self.out(&yaml::yaml(&item)),
            Format::Ids => self.out(&ids(std::slice::from_ref(&item), id_path)),
            _ => self.grid(&Grid::of_items(std::slice::from_ref(&item), columns)),
        }
    }

    /// Prints lines of text, whatever the format: what a command that has no record to show says.
    ///
    /// # Errors
    /// [`ScreenError`] where it cannot be written.
    pub fn plain(&self, text: &str) -> Printed {
        self.out(&line(clean_lines(text)))
    }

    /// Writes bytes as they are: a completion script, a manual page.
    ///
    /// # Errors
    /// [`ScreenError`] where it cannot be written.
    pub fn bytes(&self, bytes: &[u8]) -> Printed {
        progress::aside(&self.running, || {
            let mut streams = self.streams();
            streams.out.write_all(bytes)?;
            Ok(streams.out.flush()?)
        })
    }

    /// Somebody to ask, where there is one.
    #[must_use]
    pub fn prompter(&self) -> Option<Prompter> {
        Prompter::new(&self.options)
    }

    /// Shows that something takes long, until the [`Progress`] is dropped. To be dropped before a
    /// question is asked.
    pub fn progress(&self, text: &str) -> Progress {
        if self.options.stderr_tty && !self.options.quiet && !self.format().is_json() {
            return Progress::start(text, self.running.clone());
        }
        Progress::default()
    }

    /// Tells something by the way: not under `-q`, and not where stderr is for the error object.
    pub fn note(&self, text: &str) {
        if !self.options.quiet && !self.format().is_json() {
            self.err(&line(self.prose(&clean_lines(text), 0)));
        }
    }

    /// Says what a person has to act on, whatever the format: an address to open, a code to enter.
    pub fn say(&self, text: &str) {
        self.err(&line(self.prose(&clean_lines(text), 0)));
    }

    /// Warns, even under `-q`; not where stderr is for the error object.
    pub fn warn(&self, text: &str) {
        if !self.format().is_json() {
            let text = self.prose(&clean_lines(text), "warning: ".width());
            self.err(&line(format!("{} {text}", self.paint("warning:", &Style::new().yellow()))));
        }
    }

    /// Says what to type next, to somebody who sits there.
    pub fn hints(&self, hints: &[Hint]) {
        if self.options.stderr_tty && !hints.is_empty() && !self.options.quiet && !self.format().is_json() {
            let typed = |one: &Hint| Hint::new(one.label.clone(), self.typed(&one.command));
            let hints: Vec<Hint> = hints.iter().map(typed).collect();
            // Commands are copied as they are: none is broken.
            let lines = hint::lines(&hints, self.options.columns()).join("\n");
            self.err(&line(format!("\n{}", clean_lines(&lines))));
        }
    }

    /// Shows a record on stderr, before a question about it; how many lines it takes.
    pub fn show(&self, detail: &Detail) -> usize {
        let text = self.detail_text(detail);
        self.err(&text);
        text.lines().count()
    }

    /// Shows rows on stderr, before a question about them.
    pub fn show_table(&self, table: &Table) {
        let color = self.options.colored(self.options.stderr_tty);
        self.err(&indented(table::lines(table, self.options.columns().saturating_sub(2), color)));
    }

    /// A suggestion with the flags that chose the tenant in its commands.
    #[must_use]
    pub fn typed(&self, text: &str) -> String {
        self.options.flags.as_ref().map_or_else(|| text.to_owned(), |flags| hint::with_flags(text, flags))
    }

    /// Tells what went wrong: for a person, or as the error object under `-o json` and `jsonl`.
    pub fn error(&self, error: &ErrorScreen) {
        let mut error = error.clone();
        let body = &mut error.report.error;
        let in_items = body.items.iter_mut().map(|item| &mut item.hint);
        for hint in in_items.chain(std::iter::once(&mut body.hint)).flatten() {
            *hint = self.typed(hint);
        }
        for line in &mut error.lines {
            line.command = self.typed(&line.command);
        }
        let value = serde_json::to_value(&error.report).unwrap_or_default();
        match self.format() {
            Format::Json => self.err(&line(json::pretty(&value))),
            Format::Jsonl => self.err(&line(json::compact(&value))),
            _ => self.err(&self.error_text(&error)),
        }
    }

    /// Tells what happens inside, where `-v` was given at least `level` times.
    pub fn verbose(&self, level: u8, text: &str) {
        if self.options.verbosity >= level {
            self.err(&line(clean_lines(text)));
        }
    }

    fn error_text(&self, error: &ErrorScreen) -> String {
        let report = &error.report.error;
        let mut message = self.wrapped(&clean_str(&report.message), "error: ".width()).into_iter();
        let first = message.next().unwrap_or_default();
        let mut text = format!("{} {first}\n", self.paint("error:", &Style::new().red().bold()));
        text += &indented(message);
        if let Some(table) = &error.table {
            let width = self.options.columns().saturating_sub(2);
            let color = self.options.colored(self.options.stderr_tty);
            text += &indented(table::lines(table, width, color));
        } else {
            let name = |part: &Option<String>| part.as_deref().map(clean_str);
            text += &indented(report.items.iter().flat_map(|item| {
                let names: Vec<String> = [name(&item.role), name(&item.scope)].into_iter().flatten().collect();
                let lead = if names.is_empty() { String::new() } else { format!("{}: ", names.join(" @ ")) };
                let words = format!("{lead}{}", clean_str(&item.message));
                let hang = |(at, text): (usize, String)| if at == 0 { text } else { format!("  {text}") };
                self.wrapped(&words, 4).into_iter().enumerate().map(hang)
            }));
        }
        let own: Vec<Hint> = report.hint.iter().map(|hint| Hint::new("try", hint)).collect();
        let hints = if error.lines.is_empty() { &own } else { &error.lines };
        let wide = hints.iter().map(|hint| hint.label.width()).max().unwrap_or(0);
        let lead = |hint: &Hint| format!("{}{}", hint.label, " ".repeat(wide - hint.label.width() + 2));
        text += &indented(hints.iter().flat_map(|hint| {
            let (lead, rest) = (lead(hint), " ".repeat(wide + 2));
            let lines = self.advice(&clean_lines(&hint.command), wide + 4);
            lines
                .into_iter()
                .enumerate()
                .map(move |(at, text)| if at == 0 { format!("{lead}{text}") } else { format!("{rest}{text}") })
        }));
        let ids = [("request-id", &report.service_request_id), ("correlation-id", &report.correlation_id)];
        let ids = ids.iter().filter_map(|(name, id)| id.as_ref().map(|id| format!("{name} {}", clean_str(id))));
        text + &indented(ids)
    }

    /// Draws a table, or nothing, in the place of the last `drawn` lines of the terminal; how many lines this takes.
    ///
    /// # Errors
    /// [`ScreenError`] where it cannot be written.
    pub fn redraw(&self, table: Option<&Table>, drawn: usize) -> Result<usize, ScreenError> {
        let up = if drawn > 0 { format!("\u{1b}[{drawn}A\r\u{1b}[J") } else { String::new() };
        let lines = table.map(|table| self.table_lines(table)).unwrap_or_default();
        self.out(&format!("{up}{}", joined(&lines)))?;
        Ok(lines.len())
    }

    fn table(&self, table: &Table) -> Printed {
        if table.rows.is_empty() && table.empty.is_none() {
            return Ok(());
        }
        self.out(&joined(&self.table_lines(table)))
    }

    fn table_lines(&self, table: &Table) -> Vec<String> {
        let color = self.options.colored(self.options.stdout_tty);
        let mut lines = Vec::new();
        if table.rows.is_empty() {
            lines.extend(table.empty.iter().map(|text| clean_lines(text)));
        } else {
            lines = table::lines(table, self.options.columns(), color);
        }
        lines.extend(self.footer(&table.footer));
        lines
    }

    /// The lines below a table, the first with the caption: `... · sandbox`.
    fn footer(&self, footer: &[String]) -> Vec<String> {
        let mut lines: Vec<String> = footer.iter().map(|text| clean_lines(&self.typed(text))).collect();
        if let Some(caption) = &self.options.caption {
            match lines.first_mut() {
                Some(first) => *first = format!("{first} · {caption}"),
                None => lines.push(format!("({caption})")),
            }
        }
        // A command is copied as one line.
        let fits = |text: String| if text.starts_with("pim ") { vec![text] } else { self.fitted(text) };
        lines.into_iter().flat_map(fits).collect()
    }

    fn detail_text(&self, detail: &Detail) -> String {
        let (title, right) = (clean_str(&detail.title), clean_str(&detail.right));
        let gap = self.options.columns().min(80).saturating_sub(title.width() + right.width()).max(2);
        let mut lines = vec![format!("{title}{}{right}", " ".repeat(gap)).trim_end().to_owned()];
        let names = detail.fields.iter().map(|(name, _)| clean_str(name).width()).max().unwrap_or(0);
        let room = self.options.columns().saturating_sub(names + 4);
        for (name, text) in &detail.fields {
            // What is copied is left to the terminal where it is longer than the line; no stranger's text begins a line.
            let parts = fold(&clean_str(text), room).into_iter();
            let copied = COPIED.contains(&name.as_str()) && text.bytes().all(|byte| byte.is_ascii_graphic());
            let parts = parts.flat_map(|part| if copied { vec![part] } else { broken(&part, room) });
            for (at, part) in parts.enumerate() {
                let name = if at == 0 { clean_str(name) } else { String::new() };
                let gap = " ".repeat(names + 2 - name.width());
                lines.push(format!("  {name}{gap}{part}").trim_end().to_owned());
            }
        }
        lines.extend(self.footer(&detail.footer));
        joined(&lines)
    }

    /// The result of a query.
    fn value(&self, value: &Value) -> Printed {
        let items = || value.as_array().cloned().unwrap_or_else(|| vec![value.clone()]);
        match self.format() {
            Format::Json => self.out(&line(json::pretty(value))),
            Format::Jsonl => self.out(&items().iter().map(json::compact).map(line).collect::<String>()),
            Format::Yaml => self.out(&yaml::yaml(value)),
            Format::Ids => self.out(&ids(&items(), "id")),
            _ => self.grid(&Grid::of_value(value)),
        }
    }

    fn grid(&self, grid: &Grid) -> Printed {
        match self.format() {
            Format::Csv => self.out(&csv::csv(grid, self.options.raw)),
            Format::Markdown => self.out(&markdown::markdown(grid)),
            Format::Table => {
                let heads: Vec<String> = grid.titles.iter().map(|title| format!("*{title}")).collect();
                let mut table = Table::with(&heads.iter().map(String::as_str).collect::<Vec<_>>());
                for row in &grid.rows {
                    table.row(row.iter().map(cell));
                }
                self.table(&table)
            }
            _ => self.out(&csv::tsv(grid, self.options.raw)),
        }
    }

    /// A line in lines that fit the terminal; as it is where there is none.
    fn fitted(&self, text: String) -> Vec<String> {
        if self.options.stdout_tty { table::wrap(&text, self.options.columns()) } else { vec![text] }
    }

    /// Text in lines that fit the terminal less `indent`; one line where nobody sits there.
    fn wrapped(&self, text: &str, indent: usize) -> Vec<String> {
        if self.options.stderr_tty {
            return table::wrap(text, self.options.columns().saturating_sub(indent));
        }
        vec![text.to_owned()]
    }

    /// What to try in lines that fit the terminal less `indent`. A command alone stays one line: it is copied.
    fn advice(&self, text: &str, indent: usize) -> Vec<String> {
        let alone = text.starts_with("pim ") && !["; ", ", ", ": "].iter().any(|end| text.contains(end));
        if alone || !self.options.stderr_tty {
            return vec![text.to_owned()];
        }
        fold(text, self.options.columns().saturating_sub(indent))
    }

    /// Sentences in lines that fit the terminal, the first less `indent`; as they are where nobody sits there.
    fn prose(&self, text: &str, indent: usize) -> String {
        if !self.options.stderr_tty {
            return text.to_owned();
        }
        fold(text, self.options.columns().saturating_sub(indent)).join("\n")
    }

    fn paint(&self, text: &str, style: &Style) -> String {
        let color = self.options.colored(self.options.stderr_tty);
        style.clone().force_styling(color).apply_to(text).to_string()
    }

    fn out(&self, text: &str) -> Printed {
        self.bytes(text.as_bytes())
    }

    /// Where stderr is gone there is nobody left to tell.
    fn err(&self, text: &str) {
        progress::aside(&self.running, || {
            let mut streams = self.streams();
            let _ = streams.err.write_all(text.as_bytes()).and_then(|()| streams.err.flush());
        });
    }

    fn streams(&self) -> MutexGuard<'_, Streams> {
        self.streams.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The id of each item, a line each; of a list of plain values, the values.
fn ids(items: &[Value], path: &str) -> String {
    let id = |item: &Value| if item.is_object() { cell(at_path(item, path)) } else { cell(item) };
    items.iter().map(id).filter(|id| !id.is_empty()).map(|id| line(clean_str(&id))).collect()
}

fn line(text: String) -> String {
    text + "\n"
}

fn joined(lines: &[String]) -> String {
    lines.iter().map(|text| format!("{text}\n")).collect()
}

fn indented(lines: impl IntoIterator<Item = String>) -> String {
    lines.into_iter().map(|text| format!("  {text}\n")).collect()
}

mod stream;
#[cfg(test)]
mod tests;
