//! How questions look: `? Reason: `.

use super::shortened;
use crate::screen::clean::clean_str;
use dialoguer::theme::Theme;
use std::fmt::{Result, Write};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Plain words, a question mark before each question.
#[derive(Debug, Default)]
pub(super) struct Ours {
    pub(super) color: bool,
    /// What a picker picks from.
    pub(super) among: Vec<String>,
    /// How wide the terminal is.
    pub(super) columns: usize,
    /// Whether a default is what was answered before.
    pub(super) again: bool,
}

/// Whether the selector finds `typed` in `line`: its letters in this order. Case counts once one is upper.
fn is_in(typed: &str, line: &str) -> bool {
    let any_case = !typed.chars().any(char::is_uppercase);
    let same = |one: char, other: char| one == other || any_case && one.to_lowercase().eq(other.to_lowercase());
    let mut line = line.chars();
    typed.chars().all(|wanted| line.any(|c| same(c, wanted)))
}

impl Ours {
    /// Whether nothing that can be picked has `typed` in it.
    fn matches_nothing(&self, typed: &str) -> bool {
        !typed.is_empty() && !self.among.is_empty() && !self.among.iter().any(|line| is_in(typed, line))
    }

    /// What was answered before, as far as it leaves room in the question's line for another answer.
    fn same(&self, prompt: &str, answer: &str) -> String {
        const TYPED: usize = 16;
        let taken = prompt.width() + "?  [same: ]: ".len() + TYPED;
        match self.columns.saturating_sub(taken) {
            ..8 => "same".to_owned(),
            room => format!("same: {}", shortened(&clean_str(answer), room)),
        }
    }

    /// The sign before each question.
    pub(super) fn mark(&self) -> String {
        console::style("?").force_styling(self.color).cyan().to_string()
    }
}

impl Theme for Ours {
    fn format_input_prompt(&self, f: &mut dyn Write, prompt: &str, default: Option<&str>) -> Result {
        match default {
            Some(default) if self.again => write!(f, "{} {prompt} [{}]: ", self.mark(), self.same(prompt, default)),
            Some(default) => write!(f, "{} {prompt} [{default}]: ", self.mark()),
            None => write!(f, "{} {prompt}: ", self.mark()),
        }
    }

    fn format_input_prompt_selection(&self, f: &mut dyn Write, prompt: &str, selection: &str) -> Result {
        write!(f, "{} {prompt}: {selection}", self.mark())
    }

    fn format_fuzzy_select_prompt(&self, f: &mut dyn Write, prompt: &str, typed: &str, cursor: usize) -> Result {
        // The selector redraws one line of prompt: all of it has to fit into one.
        let told = if self.matches_nothing(typed) { "   nothing matches" } else { "" };
        let room = |prompt: &str, told: &str| self.columns.saturating_sub(prompt.width() + told.len() + "? : | ".len());
        if typed.width() <= room(prompt, told) {
            let (before, after) = typed.split_at(cursor);
            return write!(f, "{} {prompt}: {before}|{after}{told}", self.mark());
        }
        let prompt = if told.is_empty() { prompt } else { "nothing matches" };
        let (before, after) = around(typed, cursor, room(prompt, ""));
        write!(f, "{} {prompt}: {before}|{after}", self.mark())
    }
}

/// What of `typed` is before and behind `cursor`, as far as there is room: where one types is seen.
fn around(typed: &str, cursor: usize, room: usize) -> (String, String) {
    let (before, after) = typed.split_at(cursor);
    let mut shown = String::new();
    for c in before.chars().rev() {
        if shown.width() + c.width().unwrap_or(0) >= room {
            shown.insert(0, '…');
            break;
        }
        shown.insert(0, c);
    }
    let left = room.saturating_sub(shown.width());
    let more = if left == 0 { "" } else { "…" };
    let rest = console::truncate_str(after, left, more).into_owned();
    (shown, rest)
}
