//! The names that are most like a text that names nothing.

use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// How many are suggested.
const MOST: usize = 5;
/// Longer texts are compared by their beginning: nobody types a longer name.
const LONGEST: usize = 128;
/// How like a name has to be, from 0 (nothing in common) to 1.
const ENOUGH: f64 = 0.35;

/// The places of the names nearest to `typed`, the nearest first; each place has several names.
pub(super) fn nearest(typed: &str, places: &[Vec<String>]) -> Vec<usize> {
    let typed: String = typed.chars().take(LONGEST).collect();
    if typed.is_empty() {
        return Vec::new();
    }
    let mut matcher = Matcher::new(Config::DEFAULT);
    let atom = Atom::new(&typed, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy, false);
    let mut scored: Vec<(f64, usize)> = places
        .iter()
        .enumerate()
        .map(|(at, names)| {
            let score = |name: &String| likeness(&typed, name).max(letters(&atom, name, &typed, &mut matcher));
            (names.iter().map(score).fold(0.0, f64::max), at)
        })
        .filter(|(score, _)| *score >= ENOUGH)
        .collect();
    scored.sort_by(|one, other| other.0.total_cmp(&one.0).then(one.1.cmp(&other.1)));
    scored.into_iter().take(MOST).map(|(_, at)| at).collect()
}

/// How well the typed letters occur in the name in their order: `intadm` in `intune administrator`.
fn letters(atom: &Atom, name: &str, typed: &str, matcher: &mut Matcher) -> f64 {
    let name: String = name.chars().take(LONGEST).collect();
    let mut buffer = Vec::new();
    let Some(score) = atom.score(Utf32Str::new(&name, &mut buffer), matcher) else { return 0.0 };
    // A perfect match scores about 24 a letter; a scattered one is worth less than a slip of the finger.
    (f64::from(score) / (24.0 * typed.chars().count() as f64)).min(1.0)
}

/// One less the share of letters to change: a slip of the finger is near, where `letters` finds nothing.
fn likeness(typed: &str, name: &str) -> f64 {
    let (typed, name): (Vec<char>, Vec<char>) = (typed.chars().collect(), name.chars().take(LONGEST).collect());
    let longest = typed.len().max(name.len()).max(1);
    1.0 - distance(&typed, &name) as f64 / longest as f64
}

/// How many letters to change, put in, take out or swap with their neighbour.
fn distance(one: &[char], other: &[char]) -> usize {
    let mut before: Vec<usize> = Vec::new();
    let mut above: Vec<usize> = (0..=other.len()).collect();
    for i in 1..=one.len() {
        let mut row = vec![i];
        for j in 1..=other.len() {
            let change = above[j - 1] + usize::from(one[i - 1] != other[j - 1]);
            let mut least = change.min(above[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && one[i - 1] == other[j - 2] && one[i - 2] == other[j - 1] {
                least = least.min(before[j - 2] + 1);
            }
            row.push(least);
        }
        before = std::mem::replace(&mut above, row);
    }
    above[other.len()]
}
