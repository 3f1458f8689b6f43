//! The one seam for asking a person. Everything is on stderr; without a terminal there is no
//! [`Prompter`], so that nothing can wait for somebody who is not there.

use super::clean::clean_str;
use super::options::Options;
use super::terminal::{self, Typed};
use console::Term;
use dialoguer::{FuzzySelect, Input};
use std::io;
use std::sync::Arc;
use unicode_width::UnicodeWidthStr;

mod decision;
mod history;
mod theme;

use history::Earlier;
use theme::Ours;

/// What a person answered.
pub type Answer<T> = Result<T, Cancelled>;

/// The person went away: Escape, Ctrl-C, or the terminal was closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("cancelled")]
pub struct Cancelled;

impl From<dialoguer::Error> for Cancelled {
    fn from(_: dialoguer::Error) -> Self {
        Self
    }
}

impl From<io::Error> for Cancelled {
    fn from(_: io::Error) -> Self {
        Self
    }
}

/// One thing to pick from.
#[derive(Clone, Debug, Default)]
pub struct PickItem {
    /// Its name, never cut.
    pub label: String,
    /// What to know of it; cut where the line is full.
    pub detail: String,
    /// Whether it can be taken; what cannot is shown with its reason as `detail`.
    pub selectable: bool,
}

impl PickItem {
    /// An item that can be taken.
    pub fn new(label: impl Into<String>, detail: impl Into<String>) -> Self {
        Self { label: label.into(), detail: detail.into(), selectable: true }
    }
}

/// Asks.
#[derive(Debug)]
pub struct Prompter {
    term: Term,
    theme: Ours,
    color: bool,
    stop: Stop,
}

/// Whether to ask no more: Ctrl-C came while nothing was asked.
#[derive(Clone)]
struct Stop(Arc<dyn Fn() -> bool + Send + Sync>);

impl std::fmt::Debug for Stop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Stop")
    }
}

impl Prompter {
    /// A prompter, where there is somebody to ask.
    #[must_use]
    pub fn new(options: &Options) -> Option<Self> {
        let color = options.colored(options.stderr_tty);
        let stop = Stop(Arc::new(|| false));
        options.can_ask().then(|| Self { term: Term::stderr(), theme: Ours { color, ..Ours::default() }, color, stop })
    }

    /// Asks nothing any more once `stop` says so.
    #[must_use]
    pub fn until(mut self, stop: impl Fn() -> bool + Send + Sync + 'static) -> Self {
        self.stop = Stop(Arc::new(stop));
        self
    }

    /// Takes the terminal for a question. What was typed before it is no answer to it.
    fn open(&self) -> Answer<terminal::Guard> {
        let guard = terminal::remember();
        if (self.stop.0)() {
            return Err(Cancelled);
        }
        self.drop_typed(0)?;
        Ok(guard)
    }

    /// Drops what was typed, until it is quiet for so many tenths of a second; whether there was any.
    fn drop_typed(&self, quiet: u8) -> Answer<bool> {
        match terminal::drop_typed(quiet) {
            Typed::Nothing => Ok(false),
            Typed::Keys => Ok(true),
            Typed::CtrlC => Err(Cancelled),
        }
    }

    /// Takes the terminal for what is shown before a question: Ctrl-C is for the question from then on, and is not lost
    /// between the two.
    ///
    /// # Errors
    /// [`Cancelled`]
    pub fn hold(&self) -> Answer<terminal::Guard> {
        self.open()
    }

    /// One of several; typing narrows them.
    ///
    /// # Errors
    /// [`Cancelled`]
    pub fn pick(&self, prompt: &str, items: &[PickItem]) -> Answer<usize> {
        let _guard = self.open()?;
        loop {
            let at = self.select(&self.question(prompt, ""), self.lines(items))?;
            match items.get(at) {
                Some(item) if !item.selectable => self.refuse(item)?,
                Some(item) => {
                    self.answered(prompt, &clean_str(&item.label))?;
                    return Ok(at);
                }
                None => return Err(Cancelled),
            }
        }
    }

    /// Any number of several, in the order in which they were taken; what was taken can be given back.
    /// `noun` is what one of them is: `role`. Where there is but one, taking it is enough.
    ///
    /// # Errors
    /// [`Cancelled`]
    pub fn pick_many(&self, prompt: &str, noun: &str, items: &[PickItem]) -> Answer<Vec<usize>> {
        let _guard = self.open()?;
        let mut taken: Vec<usize> = Vec::new();
        if items.len() == 1 {
            return Ok(vec![self.pick(prompt, items)?]);
        }
        loop {
            let menu = Menu::of(items, &taken, noun);
            let shown = self.lines(&menu.shown);
            let names: Vec<String> = taken.iter().map(|at| clean_str(&items[*at].label)).collect();
            match menu.choices.get(self.select(&self.question(prompt, &names.join(", ")), shown)?) {
                Some(Chosen::GoOn) => {
                    self.answered(prompt, &names.join(", "))?;
                    return Ok(taken);
                }
                Some(Chosen::Item(at)) if taken.contains(at) => taken.retain(|other| other != at),
                Some(Chosen::Item(at)) if items[*at].selectable => taken.push(*at),
                Some(Chosen::Item(at)) => self.refuse(&items[*at])?,
                None => return Err(Cancelled),
            }
        }
    }

    /// A line of text. `default` is what an empty answer means; `earlier` is what the up arrow brings,
    /// the newest first.
    ///
    /// # Errors
    /// [`Cancelled`]: by Ctrl-C or a closed terminal.
    pub fn line(&self, prompt: &str, default: Option<&str>, earlier: &[String]) -> Answer<String> {
        self.input(&self.theme, prompt, default.map(clean_str), earlier)
    }

    /// The same, where the newest of what was answered before to the same question is what Enter means, and is shown
    /// as that: `[same: on the phone]`. A blank alone is an empty answer.
    ///
    /// # Errors
    /// As for [`Prompter::line`].
    pub fn line_again(&self, prompt: &str, earlier: &[String]) -> Answer<String> {
        let theme = Ours { color: self.color, columns: self.columns(), again: true, ..Ours::default() };
        // It was typed here: it goes out as it was typed, and is cleaned where it is shown.
        self.input(&theme, prompt, earlier.first().cloned(), earlier)
    }

    fn input(&self, theme: &Ours, prompt: &str, default: Option<String>, earlier: &[String]) -> Answer<String> {
        let _guard = self.open()?;
        let mut earlier = Earlier::of(earlier);
        let mut input = Input::<String>::with_theme(theme).with_prompt(clean_str(prompt)).allow_empty(true);
        if let Some(default) = default {
            input = input.default(default);
        }
        let typed = self.left(input.history_with(&mut earlier).interact_text_on(&self.term))?;
        Ok(typed.trim().to_owned())
    }

    fn select(&self, prompt: &str, lines: Vec<String>) -> Answer<usize> {
        if lines.is_empty() {
            return Err(Cancelled);
        }
        let theme = Ours { color: self.color, among: lines.clone(), columns: self.columns(), again: false };
        let select = FuzzySelect::with_theme(&theme)
            .with_prompt(prompt)
            .items(lines)
            .default(0)
            .highlight_matches(self.color)
            .report(false);
        select.interact_on_opt(&self.term)?.ok_or(Cancelled)
    }

    /// Whoever left a question in the middle of a line reads on in the next one.
    fn left<T, E>(&self, answer: Result<T, E>) -> Answer<T> {
        answer.map_err(|_| {
            let _ = self.term.write_line("");
            Cancelled
        })
    }

    /// Leaves what was picked where the picker was.
    fn answered(&self, prompt: &str, what: &str) -> Answer<()> {
        Ok(self.term.write_line(&format!("{} {}: {what}", self.theme.mark(), clean_str(prompt)))?)
    }

    /// A picker's prompt: all that fits into one line beside what is typed, since the selector redraws
    /// one line of prompt and a longer one would leave its tail behind.
    fn question(&self, prompt: &str, taken: &str) -> String {
        const TYPED: usize = 16;
        let (prompt, how) = (clean_str(prompt), " (type to filter, enter takes it)");
        let taken = if taken.is_empty() { String::new() } else { format!("   taken: {taken}") };
        let forms = [format!("{prompt}{how}{taken}"), format!("{prompt}{how}")];
        let fits = |form: &String| form.width() + TYPED < self.columns();
        forms.into_iter().find(fits).unwrap_or_else(|| shortened(&prompt, self.columns().saturating_sub(TYPED)))
    }

    fn refuse(&self, item: &PickItem) -> Answer<()> {
        Ok(self.term.write_line(&format!("  {}: {}", clean_str(&item.label), clean_str(&item.detail)))?)
    }

    fn lines(&self, items: &[PickItem]) -> Vec<String> {
        lines(items, self.columns())
    }

    /// How many lines the terminal has.
    #[must_use]
    pub fn rows(&self) -> usize {
        usize::from(self.term.size().0)
    }

    fn columns(&self) -> usize {
        usize::from(self.term.size().1)
    }
}

/// What can be chosen while several are being taken.
struct Menu {
    shown: Vec<PickItem>,
    choices: Vec<Chosen>,
}

enum Chosen {
    GoOn,
    Item(usize),
}

impl Menu {
    fn of(items: &[PickItem], taken: &[usize], noun: &str) -> Self {
        let mut menu = Self { shown: Vec::new(), choices: Vec::new() };
        if !taken.is_empty() {
            let ending = if taken.len() == 1 { "" } else { "s" };
            menu.add(PickItem::new(format!("go on with {} {noun}{ending}", taken.len()), ""), Chosen::GoOn);
        }
        let free = (0..items.len()).filter(|at| !taken.contains(at));
        for at in free {
            menu.add(items[at].clone(), Chosen::Item(at));
        }
        for at in taken {
            menu.add(PickItem::new(items[*at].label.clone(), "taken; enter gives it back"), Chosen::Item(*at));
        }
        menu
    }

    fn add(&mut self, item: PickItem, choice: Chosen) {
        self.shown.push(item);
        self.choices.push(choice);
    }
}

/// One line for each item, the details below each other. Lines differ, since the selector tells
/// items apart by their text.
fn lines(items: &[PickItem], columns: usize) -> Vec<String> {
    const MARK: usize = 4;
    let wide = items.iter().map(|item| clean_str(&item.label).width()).max().unwrap_or(0);
    let mut lines: Vec<String> = Vec::new();
    for item in items {
        let label = clean_str(&item.label);
        let room = columns.saturating_sub(wide + 3 + MARK);
        let detail = console::truncate_str(&clean_str(&item.detail), room, "").into_owned();
        if label.width() + MARK > columns {
            lines.push(shortened(&label, columns - MARK));
            continue;
        }
        let line = format!("{label}{}{detail}", " ".repeat(wide - label.width() + 3)).trim_end().to_owned();
        let count = lines.iter().filter(|other| **other == line || other.starts_with(&format!("{line} ("))).count();
        lines.push(if count == 0 { line } else { format!("{line} ({})", count + 1) });
    }
    // Who ends what is typed with a blank means the same line.
    lines.into_iter().map(|line| line + " ").collect()
}

/// Text that fits into so many columns; what is too long loses its middle, as its ends tell it from others.
#[must_use]
pub fn shortened(text: &str, room: usize) -> String {
    if text.width() <= room {
        return text.to_owned();
    }
    let half = room.saturating_sub(1) / 2;
    let head = console::truncate_str(text, half, "").into_owned();
    let mut tail = String::new();
    for c in text.chars().rev() {
        if tail.width() + c.to_string().width() > half {
            break;
        }
        tail.insert(0, c);
    }
    format!("{head}…{tail}")
}

#[cfg(all(test, unix))]
mod pty_tests;
#[cfg(test)]
mod tests;
