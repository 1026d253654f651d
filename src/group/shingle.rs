//! A text as the comparison sees it: letters, digits and Han characters only, folded as the search index folds them, so that neither
//! script nor width, case, punctuation or white space counts.
//!
//! Two texts are measured by their *pairs* (the set of neighbouring characters, which hardly minds the order of sentences). Which texts
//! are measured at all is found by *marks*: runs of four characters chosen by winnowing (Schleimer, Wilkerson, Aiken 2003), which sees to
//! it that a passage two texts share chooses the same marks in both, wherever it stands.

use crate::search::analysis::fold_char;

/// Characters in a mark.
const RUN: usize = 4;

/// What grouping keeps of a text while it compares.
#[derive(Debug, Default)]
pub struct Shingles {
    /// The same for texts with the same characters. No defence against someone who makes two texts collide on purpose: groups only propose.
    pub key: u64,
    /// Hashes of the neighbouring characters, ascending, each once.
    pub pairs: Vec<u32>,
    /// Hashes of the chosen runs, ascending, each once.
    pub marks: Vec<u32>,
    letters: Vec<u32>,
    runs: Vec<u32>,
}

impl Shingles {
    /// Takes up a text and its key; the rest comes from [`Shingles::cut`]. Memory is used again.
    pub fn read(&mut self, text: &str) {
        self.letters.clear();
        self.letters.extend(text.chars().map(fold_char).filter(|c| is_letter(*c)).map(u32::from));
        if self.letters.is_empty() {
            self.letters.extend(text.chars().map(fold_char).filter(|c| *c != ' ').map(u32::from));
        }
        self.key = self.letters.iter().fold(0x51_7c_c1_b7_27_22_0a_95, |hash, letter| mix(hash ^ u64::from(*letter)));
    }

    /// Makes the pairs and the marks of what was read.
    pub fn cut(&mut self) {
        self.pairs.clear();
        self.pairs.extend(self.letters.array_windows().map(|[a, b]| short(u64::from(*a) << 32 | u64::from(*b))));
        self.pairs.sort_unstable();
        self.pairs.dedup();
        self.runs.clear();
        let runs = self.letters.array_windows::<RUN>();
        self.runs.extend(runs.map(|[a, b, c, d]| short(mix(u64::from(*a) << 32 | u64::from(*b)) ^ (u64::from(*c) << 32 | u64::from(*d)))));
        self.marks.clear();
        // The choice of a wide window is among those of a narrow one, so short texts, which cannot spare any, still meet long ones.
        winnow(&self.runs, (2 + self.letters.len() / 16).min(10), &mut self.marks);
        self.marks.sort_unstable();
        self.marks.dedup();
    }
}

/// The least hash of every `window` neighbouring runs, each place once; the later one of equals.
fn winnow(runs: &[u32], window: usize, marks: &mut Vec<u32>) {
    if runs.len() <= window {
        marks.extend(runs.iter().min());
        return;
    }
    let (mut least, mut at) = (u32::MAX, None);
    for (end, run) in runs.iter().enumerate() {
        let begin = (end + 1).saturating_sub(window);
        if *run <= least || at.is_none() {
            (least, at) = (*run, Some(end));
        } else if at.is_some_and(|at| at < begin) {
            let inside = runs.get(begin..=end).unwrap_or_default();
            let found = inside.iter().enumerate().min_by_key(|(place, run)| (**run, usize::MAX - place));
            (least, at) = found.map_or((*run, Some(end)), |(place, run)| (*run, Some(begin + place)));
        } else {
            continue;
        }
        if end + 1 >= window {
            marks.push(least);
        }
    }
    // The choice of the first window may have been made before its end.
    marks.extend(runs.get(..window).unwrap_or_default().iter().min());
}

/// Han characters first: most are.
fn is_letter(folded: char) -> bool {
    matches!(folded, '\u{4E00}'..='\u{9FFF}') || folded.is_alphanumeric()
}

fn mix(n: u64) -> u64 {
    let product = u128::from(n ^ 0x9e37_79b9_7f4a_7c15) * 0xd6e8_feb8_6659_fd93_u128;
    u64::try_from(product >> 64).unwrap_or_default() ^ u64::try_from(product & u128::from(u64::MAX)).unwrap_or_default()
}

fn short(n: u64) -> u32 {
    u32::try_from(mix(n) >> 32).unwrap_or_default()
}

/// How many pairs two texts have in common; both lists ascend.
pub fn common(a: &[u32], b: &[u32]) -> usize {
    let (mut a, mut b) = (a.iter(), b.iter());
    let (mut left, mut right, mut found) = (a.next(), b.next(), 0);
    while let (Some(x), Some(y)) = (left, right) {
        found += usize::from(x == y);
        let (on_left, on_right) = (x <= y, y <= x);
        if on_left {
            left = a.next();
        }
        if on_right {
            right = b.next();
        }
    }
    found
}
