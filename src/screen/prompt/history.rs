//! What was answered before, for the up arrow.

use super::clean_str;
use dialoguer::History;

/// Earlier answers, the newest first. Nothing is kept here: the caller knows where they belong.
pub(super) struct Earlier(Vec<String>);

impl Earlier {
    pub(super) fn of(answers: &[String]) -> Self {
        Self(answers.iter().map(|answer| clean_str(answer)).collect())
    }
}

impl History<String> for Earlier {
    fn read(&self, at: usize) -> Option<String> {
        self.0.get(at).cloned()
    }

    fn write(&mut self, _: &String) {}
}
