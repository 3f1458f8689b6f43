//! The forms in which a result can be printed.

/// What `-o` takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// Aligned columns for a person; the default on a terminal
    Table,
    /// One JSON document
    Json,
    /// One JSON object a line
    Jsonl,
    /// Comma-separated, with a header
    Csv,
    /// Tab-separated, without a header; the default in a pipe
    Tsv,
    /// YAML
    Yaml,
    /// A Markdown table
    Markdown,
    /// One id a line, to hand to another command
    Ids,
}

impl Format {
    /// The format where none is asked for.
    #[must_use]
    pub fn default_for(stdout_is_terminal: bool) -> Self {
        if stdout_is_terminal { Self::Table } else { Self::Tsv }
    }

    /// Whether stderr has to stay empty but for the error object.
    #[must_use]
    pub fn is_json(self) -> bool {
        matches!(self, Self::Json | Self::Jsonl)
    }
}
