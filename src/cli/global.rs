//! The flags that every command takes, before it or after it.

use crate::pim::duration::Span;
use crate::pim::kind::Kind;
use crate::screen::{ColorChoice, Format};
use std::path::PathBuf;

/// Flags for every command.
#[derive(Clone, Debug, clap::Args)]
#[command(next_help_heading = "Everywhere")]
pub struct Global {
    /// Use the embedded tenant: no account and no network needed
    #[arg(long, global = true)]
    pub sandbox: bool,
    /// Which of the sandbox's people to be
    #[arg(long = "as", value_name = "NAME", global = true)]
    pub person: Option<String>,
    /// The profile of config.toml to use (PIM_PROFILE); more than once for list, status and approve
    #[arg(long = "profile", value_name = "NAME", global = true)]
    pub profiles: Vec<String>,
    /// Every profile of config.toml, for list, status and approve
    #[arg(long, global = true, conflicts_with = "profiles")]
    pub all_profiles: bool,
    /// Only this kind of role; repeatable
    #[arg(short, long = "kind", value_name = "KIND", global = true, value_parser = parse_kind)]
    pub kinds: Vec<Kind>,
    /// How to print the result
    #[arg(short, long, value_name = "FORMAT", global = true)]
    pub output: Option<Format>,
    /// Pick from the result with a JMESPath expression
    #[arg(long, value_name = "EXPR", global = true)]
    pub query: Option<String>,
    /// Leave cells of csv and tsv as they are, even where a spreadsheet would run them
    #[arg(long, global = true)]
    pub raw: bool,
    /// Never ask; what is missing is an error
    #[arg(long, global = true)]
    pub no_input: bool,
    /// Do not ask for confirmation
    #[arg(short, long, global = true)]
    pub yes: bool,
    /// Say only what is needed
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub quiet: bool,
    /// Say what is sent; twice for more
    #[arg(short, long, global = true, action = clap::ArgAction::Count)]
    pub verbose: u8,
    /// When to use colour
    #[arg(long, value_name = "WHEN", global = true, default_value = "auto")]
    pub color: ColorChoice,
    /// Record the exchanges with the services in FILE (HAR 1.2, without tokens)
    #[arg(long, value_name = "FILE", global = true)]
    pub har: Option<PathBuf>,
    /// How long the whole command may take, less what it waits for on purpose
    #[arg(long, value_name = "TIME", global = true, value_parser = Span::parse, default_value = "60s")]
    pub timeout: Span,
    /// How long to wait where a service asks for it, and to look after a lost answer
    #[arg(long, value_name = "TIME", global = true, value_parser = parse_wait, default_value = "30s")]
    pub max_wait: Span,
}

impl Global {
    /// The profile that the command line names, where it names one.
    #[must_use]
    pub fn profile(&self) -> Option<&str> {
        self.profiles.first().map(String::as_str)
    }
}

fn parse_kind(text: &str) -> Result<Kind, String> {
    let kind = Kind::ALL.into_iter().find(|kind| kind.as_str().eq_ignore_ascii_case(text));
    kind.ok_or_else(|| "the kinds are entra, azure and group".to_owned())
}

/// A length that may be nothing at all: `0s` waits for nobody.
fn parse_wait(text: &str) -> Result<Span, String> {
    if text == "0" || text.eq_ignore_ascii_case("0s") {
        return Ok(Span::seconds(0));
    }
    Span::parse(text).map_err(|error| error.to_string())
}
