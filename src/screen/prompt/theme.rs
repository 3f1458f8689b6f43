//! How questions look: `? Reason: `.

use dialoguer::theme::Theme;
use std::fmt::{Result, Write};

/// Plain words, a question mark before each question.
#[derive(Debug)]
pub(super) struct Ours {
    pub(super) color: bool,
}

impl Ours {
    /// The sign before each question.
    pub(super) fn mark(&self) -> String {
        console::style("?").force_styling(self.color).cyan().to_string()
    }
}

impl Theme for Ours {
    fn format_confirm_prompt(&self, f: &mut dyn Write, prompt: &str, default: Option<bool>) -> Result {
        let keys = match default {
            Some(true) => "[Y/n]",
            Some(false) => "[y/N]",
            None => "[y/n]",
        };
        write!(f, "{} {prompt} {keys} ", self.mark())
    }

    fn format_confirm_prompt_selection(&self, f: &mut dyn Write, prompt: &str, selection: Option<bool>) -> Result {
        let word = match selection {
            Some(true) => "yes",
            Some(false) => "no",
            None => "cancelled",
        };
        write!(f, "{} {prompt} {word}", self.mark())
    }

    fn format_input_prompt(&self, f: &mut dyn Write, prompt: &str, default: Option<&str>) -> Result {
        match default {
            Some(default) => write!(f, "{} {prompt} [{default}]: ", self.mark()),
            None => write!(f, "{} {prompt}: ", self.mark()),
        }
    }

    fn format_input_prompt_selection(&self, f: &mut dyn Write, prompt: &str, selection: &str) -> Result {
        write!(f, "{} {prompt}: {selection}", self.mark())
    }

    fn format_fuzzy_select_prompt(&self, f: &mut dyn Write, prompt: &str, typed: &str, cursor: usize) -> Result {
        let (before, after) = typed.split_at(cursor);
        write!(f, "{} {prompt}: {before}|{after}", self.mark())
    }
}
