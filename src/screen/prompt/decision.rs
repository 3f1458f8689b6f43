//! What one key decides.

use super::{Answer, Cancelled, Prompter, clean_str};
use console::Key;
use std::time::{Duration, Instant};

/// For how many tenths of a second nothing is typed before a question that decides something: whoever types on had
/// something else in mind.
const SETTLED: u8 = 2;

/// For how many tenths of a second nothing follows a key that decides: more at once is a paste.
const ALONE: u8 = 1;

/// What comes sooner than this after a question was typed before it.
const AT_ONCE: Duration = Duration::from_millis(100);

impl Prompter {
    /// Yes or no; `default` is what Enter means.
    ///
    /// # Errors
    /// [`Cancelled`]
    pub fn confirm(&self, prompt: &str, default: bool) -> Answer<bool> {
        let keys = if default { "[Y/n]" } else { "[y/N]" };
        self.decision(&format!("{} {} {keys} ", self.theme.mark(), clean_str(prompt)), |key| {
            let answer = match key {
                Key::Char('y' | 'Y') => true,
                Key::Char('n' | 'N') => false,
                Key::Enter => default,
                _ => return None,
            };
            Some((answer, if answer { "yes" } else { "no" }.to_owned()))
        })
    }

    /// One of several words by its letter: `? [a]pprove  [d]eny  [s]kip: a`.
    ///
    /// # Errors
    /// [`Cancelled`]
    pub fn key(&self, prompt: &str, choices: &[(char, &str)]) -> Answer<char> {
        let words: Vec<String> = choices.iter().map(|(key, word)| offer(*key, word)).collect();
        let lead = if prompt.is_empty() { String::new() } else { clean_str(prompt) + "  " };
        self.decision(&format!("{} {lead}{}: ", self.theme.mark(), words.join("  ")), |key| {
            let Key::Char(typed) = key else { return None };
            let typed = typed.to_ascii_lowercase();
            choices.iter().any(|(key, _)| *key == typed).then(|| (typed, typed.to_string()))
        })
    }

    /// What one key decides: a key that is pressed alone, once the question is there to be read. `means` says what a
    /// key means, and the word for it.
    fn decision<T>(&self, question: &str, means: impl Fn(&Key) -> Option<(T, String)>) -> Answer<T> {
        let _guard = self.open()?;
        self.drop_typed(SETTLED)?;
        self.term.write_str(question)?;
        let mut asked = Instant::now();
        loop {
            let key = self.left(self.term.read_key())?;
            // Where what was typed before cannot be dropped, it comes faster than anybody reads.
            if cfg!(not(unix)) && asked.elapsed() < AT_ONCE {
                asked = Instant::now();
                continue;
            }
            if key == Key::Escape {
                return self.left(Err(Cancelled));
            }
            if self.left(self.drop_typed(ALONE))? {
                self.term.write_line("")?;
                self.term.write_line("  several keys at once decide nothing: press one")?;
                self.term.write_str(question)?;
            } else if let Some((answer, word)) = means(&key) {
                self.term.write_line(&word)?;
                return Ok(answer);
            }
        }
    }
}

/// `[a]pprove`
pub(super) fn offer(key: char, word: &str) -> String {
    match word.strip_prefix(key) {
        Some(rest) => format!("[{key}]{rest}"),
        None => format!("[{key}] {word}"),
    }
}
