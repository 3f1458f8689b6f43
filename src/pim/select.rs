//! Which role, or which request, a person means by what they typed.
//!
//! `ROLE[@SCOPE]`: an id first; then the whole text as a role's name; else it splits at its first
//! `@`. The first class with any hit decides and two hits there are ambiguous. An exact name counts
//! before every inexact one, so that what is exact in a script means the same on a terminal.
//! Likeness orders suggestions only; it never decides.

mod nearest;

/// What can be chosen: one role at one scope, by however many ways it is held.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Choice {
    /// The whole and the short ids of its instances.
    pub ids: Vec<String>,
    /// The ids of the role's definition, which stand for its name.
    pub role_ids: Vec<String>,
    /// The role's name.
    pub role: String,
    /// Where.
    pub scope: ScopeNames,
}

/// Everything that a scope is called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ScopeNames {
    /// Its name.
    pub name: String,
    /// Its paths: `prod/rg-app`.
    pub paths: Vec<String>,
    /// Its ids: a subscription's, a whole ARM id, a group's or administrative unit's.
    pub ids: Vec<String>,
    /// Whether it is the whole directory, which is always called `directory`, too.
    pub is_directory: bool,
}

/// A request, as somebody may name it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RequestChoice {
    /// Its whole and its short id.
    pub ids: Vec<String>,
    /// What its person signs in as: user principal name, and the part before the `@`.
    pub people: Vec<String>,
    /// The person's display name, which they may have chosen themselves.
    pub display: Option<String>,
    /// The role that it is about; its instance ids do not name the request.
    pub choice: Choice,
}

/// How much likeness counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exactness {
    /// On a terminal: beginnings and parts of names, too.
    Any,
    /// In scripts and for administrators' writes: names and ids as they are.
    ExactOnly,
}

/// The one that is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Match {
    /// Its place among the choices.
    pub at: usize,
    /// Whether it was named exactly; what was not is echoed before anything is sent.
    pub exact: bool,
}

/// Why none is meant; the places are among the choices.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Miss {
    /// Several are.
    Ambiguous {
        /// Which.
        candidates: Vec<usize>,
    },
    /// Nothing has exactly this name, and only exact names count here.
    Inexact {
        /// What would have been meant on a terminal.
        candidates: Vec<usize>,
    },
    /// Nothing has this name.
    Nothing {
        /// The nearest names, at most five.
        nearest: Vec<usize>,
    },
}

/// How well a name fits, in the order in which it decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    Id,
    /// The whole text is the name.
    Whole,
    /// `ROLE@SCOPE`, both exact.
    Split,
    WholePrefix,
    WholePart,
    SplitPrefix,
    SplitPart,
}

impl Class {
    fn is_exact(self) -> bool {
        self <= Class::Split
    }
}

/// How well one name fits, without regard to how the text was read.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fit {
    Exact,
    Prefix,
    Part,
}

/// The choice that `typed` names.
///
/// # Errors
/// [`Miss`] where it names none, or more than one.
pub fn choose(typed: &str, choices: &[Choice], exactness: Exactness) -> Result<Match, Miss> {
    let typed = fold(typed);
    let classes: Vec<Option<Class>> = choices.iter().map(|choice| class(&typed, choice)).collect();
    decide(&classes, exactness).unwrap_or_else(|| {
        let names = choices.iter().map(|choice| names(choice, [].iter())).collect::<Vec<_>>();
        Err(Miss::Nothing { nearest: nearest::nearest(&typed, &names) })
    })
}

/// The request that `typed` names: by id, `PERSON`, `ROLE[@SCOPE]` or `PERSON:ROLE[@SCOPE]`.
///
/// # Errors
/// [`Miss`] where it names none, or more than one.
pub fn choose_request(typed: &str, choices: &[RequestChoice], exactness: Exactness) -> Result<Match, Miss> {
    let typed = fold(typed);
    let classes: Vec<Option<Class>> = choices.iter().map(|choice| request_class(&typed, choice)).collect();
    decide(&classes, exactness).unwrap_or_else(|| {
        let names = choices
            .iter()
            .map(|choice| names(&choice.choice, choice.people.iter().chain(&choice.display)))
            .collect::<Vec<_>>();
        Err(Miss::Nothing { nearest: nearest::nearest(&typed, &names) })
    })
}

/// What to type to mean exactly the choice at `at`: the role alone where that is enough, else with its
/// scope, else an id. A stranger's text: it is to be cleaned and quoted before it is shown.
#[must_use]
pub fn exact_form(at: usize, among: &[Choice]) -> String {
    let Some(choice) = among.get(at) else { return String::new() };
    let with = |scope: &String| format!("{}@{scope}", choice.role);
    let directory = choice.scope.is_directory.then(|| "directory".to_owned());
    let scopes = directory.iter().chain([&choice.scope.name]).chain(&choice.scope.paths).chain(&choice.scope.ids);
    let by_length = |ids: &[String]| {
        let mut ids = ids.to_vec();
        ids.sort_by_key(String::len);
        ids
    };
    let forms = [choice.role.clone()].into_iter().chain(scopes.map(with)).chain(by_length(&choice.ids));
    let means_it = |form: &String| {
        let meant = Ok(Match { at, exact: true });
        typable(form)
            && choose(form, among, Exactness::Any) == meant
            && choose(form, among, Exactness::ExactOnly) == meant
    };
    let longest = || choice.ids.iter().max_by_key(|id| id.len()).unwrap_or(&choice.role).clone();
    forms.into_iter().find(means_it).unwrap_or_else(longest)
}

/// The places of the words that are most like one that nobody knows, the nearest first.
#[must_use]
pub fn nearest_words(typed: &str, words: &[&str]) -> Vec<usize> {
    nearest::nearest(&fold(typed), &words.iter().map(|word| vec![fold(word)]).collect::<Vec<_>>())
}

fn decide(classes: &[Option<Class>], exactness: Exactness) -> Option<Result<Match, Miss>> {
    let best = classes.iter().flatten().min()?;
    let candidates: Vec<usize> = (0..classes.len()).filter(|at| classes[*at] == Some(*best)).collect();
    Some(match candidates[..] {
        _ if exactness == Exactness::ExactOnly && !best.is_exact() => Err(Miss::Inexact { candidates }),
        [at] => Ok(Match { at, exact: best.is_exact() }),
        _ => Err(Miss::Ambiguous { candidates }),
    })
}

/// How `typed` fits a choice.
fn class(typed: &str, choice: &Choice) -> Option<Class> {
    if choice.ids.iter().any(|id| fold(id) == typed) {
        return Some(Class::Id);
    }
    let whole = role_fit(typed, choice).map(|fit| match fit {
        Fit::Exact => Class::Whole,
        Fit::Prefix => Class::WholePrefix,
        Fit::Part => Class::WholePart,
    });
    let split = typed.split_once('@').and_then(|(role, scope)| {
        let worst = role_fit(role.trim(), choice)?.max(scope_fit(scope.trim(), &choice.scope)?);
        Some(match worst {
            Fit::Exact => Class::Split,
            Fit::Prefix => Class::SplitPrefix,
            Fit::Part => Class::SplitPart,
        })
    });
    whole.into_iter().chain(split).min()
}

/// How `typed` fits a request. A person and a role count alike: where both fit, it is ambiguous.
fn request_class(typed: &str, request: &RequestChoice) -> Option<Class> {
    if request.ids.iter().any(|id| fold(id) == typed) {
        return Some(Class::Id);
    }
    let role = Choice { ids: Vec::new(), ..request.choice.clone() };
    let person = |text: &str| best(text, request.people.iter()).into_iter().chain(display_fit(text, request)).min();
    let alone = person(typed).map(|fit| level(fit, fit));
    let both = typed.match_indices(':').filter_map(|(at, _)| {
        let role = class(typed[at + 1..].trim(), &role)?;
        Some(level(person(typed[..at].trim())?, fit_of(role)))
    });
    alone.into_iter().chain(both).chain(class(typed, &role).map(|class| level(Fit::Exact, fit_of(class)))).min()
}

/// A display name without a blank may be what another person signs in as: it is no exact name of this one.
fn display_fit(typed: &str, request: &RequestChoice) -> Option<Fit> {
    let fit = best(typed, request.display.iter())?;
    let is_name = typed.contains(char::is_whitespace);
    Some(if is_name { fit } else { fit.max(Fit::Prefix) })
}

fn level(one: Fit, other: Fit) -> Class {
    match one.max(other) {
        Fit::Exact => Class::Whole,
        Fit::Prefix => Class::WholePrefix,
        Fit::Part => Class::WholePart,
    }
}

fn fit_of(class: Class) -> Fit {
    match class {
        Class::Id | Class::Whole | Class::Split => Fit::Exact,
        Class::WholePrefix | Class::SplitPrefix => Fit::Prefix,
        Class::WholePart | Class::SplitPart => Fit::Part,
    }
}

fn role_fit(typed: &str, choice: &Choice) -> Option<Fit> {
    if is_id(typed, &choice.role_ids) { Some(Fit::Exact) } else { best(typed, std::iter::once(&choice.role)) }
}

fn scope_fit(typed: &str, scope: &ScopeNames) -> Option<Fit> {
    // A path is printed with spaces around its slashes, and an ARM id may end in one.
    let typed = typed.split('/').map(str::trim).collect::<Vec<_>>().join("/");
    let bare = if typed.len() > 1 { typed.trim_end_matches('/') } else { &typed };
    if is_id(bare, &scope.ids) || (scope.is_directory && bare == "directory") {
        return Some(Fit::Exact);
    }
    let spaced = scope.name.split('/').map(str::trim).collect::<Vec<_>>().join("/");
    let directory = scope.is_directory.then(|| "directory".to_owned());
    best(bare, [&scope.name, &spaced].into_iter().chain(&scope.paths).chain(&directory))
}

/// An id is whole or it is none: part of one names nothing.
fn is_id(typed: &str, ids: &[String]) -> bool {
    ids.iter().any(|id| !id.is_empty() && fold(id) == typed)
}

/// The best fit of `typed` to any of the names; an empty text fits none.
fn best<'a>(typed: &str, names: impl Iterator<Item = &'a String>) -> Option<Fit> {
    let fit = |name: &String| {
        let name = fold(name);
        match () {
            () if typed.is_empty() => None,
            () if name == typed => Some(Fit::Exact),
            () if name.starts_with(typed) => Some(Fit::Prefix),
            () if name.contains(typed) => Some(Fit::Part),
            () => None,
        }
    };
    names.filter_map(fit).min()
}

/// Without regard to case and to space around it.
fn fold(text: &str) -> String {
    text.trim().to_lowercase()
}

/// Whether a person can type a name that they see: nothing in it is invisible.
fn typable(name: &str) -> bool {
    let hidden =
        |c| matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}');
    !name.trim().is_empty() && !name.chars().any(|c: char| c.is_control() || hidden(c))
}

/// The names by which a choice might have been meant.
fn names<'a>(choice: &Choice, people: impl Iterator<Item = &'a String>) -> Vec<String> {
    let role = fold(&choice.role);
    let scope = fold(if choice.scope.is_directory { "directory" } else { &choice.scope.name });
    let with_scope = format!("{role}@{scope}");
    people.map(|name| fold(name)).chain([role, with_scope]).collect()
}

#[cfg(test)]
mod tests;
