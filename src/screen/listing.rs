//! What a command hands to the screen: the faithful items, and how a person is to see them.

use serde_json::Value;

/// One column of the flat formats (tsv, csv, markdown). Columns are only ever added at the end:
/// scripts count them.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// The header.
    pub title: &'static str,
    /// Where in the item its value is: `role.name`.
    pub path: &'static str,
}

/// A list of items.
#[derive(Clone, Debug)]
pub struct Listing<'a> {
    /// The items as JSON has them, whole.
    pub items: Vec<Value>,
    /// The columns of the flat formats.
    pub columns: &'a [Column],
    /// What a person sees; may have fewer rows than there are items.
    pub table: Table,
    /// Where in an item its id is, for `-o ids`.
    pub id_path: &'a str,
}

/// One record.
#[derive(Clone, Debug)]
pub struct Object<'a> {
    /// The record as JSON has it.
    pub item: Value,
    /// The columns of the flat formats.
    pub columns: &'a [Column],
    /// What a person sees.
    pub detail: Detail,
    /// Where in the record its id is.
    pub id_path: &'a str,
}

/// Rows for a person.
#[derive(Clone, Debug, Default)]
pub struct Table {
    /// The headers; none are printed where all are empty.
    pub headers: Vec<Header>,
    /// The rows, each with a cell for each header.
    pub rows: Vec<Row>,
    /// Lines below the rows: what is counted, what to type next.
    pub footer: Vec<String>,
    /// What to say where there are no rows.
    pub empty: Option<String>,
}

/// The head of one column.
#[derive(Clone, Debug)]
pub struct Header {
    /// Its text, upper case.
    pub title: String,
    /// A column with a role, a scope or an id: never dropped, its words never cut.
    pub keep: bool,
}

/// One row.
#[derive(Clone, Debug, Default)]
pub struct Row {
    /// Its cells.
    pub cells: Vec<Cell>,
    /// A second line, below the row and indented to its second column.
    pub below: Option<String>,
}

/// One cell.
#[derive(Clone, Debug, Default)]
pub struct Cell {
    /// Its text, strangers' parts cleaned.
    pub text: String,
    /// How it is coloured.
    pub tone: Tone,
}

/// What a colour says; the words say it too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tone {
    /// Nothing.
    #[default]
    Plain,
    /// It stands.
    Good,
    /// It ends or lapses soon.
    Soon,
    /// It failed or lacks something.
    Bad,
    /// Of less weight.
    Faint,
}

/// A record for a person: a line with an id at its right, then named lines.
#[derive(Clone, Debug, Default)]
pub struct Detail {
    /// The first line.
    pub title: String,
    /// At the right end of the first line: the id.
    pub right: String,
    /// Name and text of each line below.
    pub fields: Vec<(String, String)>,
    /// Lines below them.
    pub footer: Vec<String>,
}

impl Table {
    /// A table with these headers; a `*` before one makes its column one that is kept:
    /// `Table::with(&["*ROLE", "*SCOPE", "KIND"])`.
    #[must_use]
    pub fn with(headers: &[&str]) -> Self {
        let header =
            |text: &&str| Header { title: text.trim_start_matches('*').to_owned(), keep: text.starts_with('*') };
        Self { headers: headers.iter().map(header).collect(), ..Self::default() }
    }

    /// A table without a header line; `"*"` is a column that is kept, `""` one that may go.
    #[must_use]
    pub fn headless(columns: &[&str]) -> Self {
        let header = |text: &&str| Header { title: String::new(), keep: text.starts_with('*') };
        Self { headers: columns.iter().map(header).collect(), ..Self::default() }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = impl Into<Cell>>) -> &mut Row {
        let at = self.rows.len();
        self.rows.push(Row { cells: cells.into_iter().map(Into::into).collect(), below: None });
        &mut self.rows[at]
    }
}

impl Cell {
    /// A cell with a tone.
    #[must_use]
    pub fn toned(text: impl Into<String>, tone: Tone) -> Self {
        Self { text: text.into(), tone }
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Self { text, tone: Tone::Plain }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        text.to_owned().into()
    }
}
