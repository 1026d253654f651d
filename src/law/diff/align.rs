//! Which old article became which new one.
//!
//! First the best alignment that keeps the order, then what was carried elsewhere, then what a neighbour
//! took up (merged) or gave off (split). The numbers only break ties: they shift when an article comes in.

use super::similarity::Profiles;
use super::{Change, ChangeKind, Entry};
use std::collections::{HashMap, HashSet};

/// Less alike than this is another article.
const ALIKE: f32 = 0.18;
/// Under the same number, and with nothing better, this is enough.
const ALIKE_SAME_NUMBER: f32 = 0.1;
/// Out of order, two articles must be more alike to be the same.
const ALIKE_ELSEWHERE: f32 = 0.45;
/// Alone between two matched neighbours, a rewritten article may be less alike.
const ALIKE_ALONE: f32 = 0.12;
/// This share of an article must come from a neighbour to call it split or merged.
const TAKEN: f32 = 0.5;

/// More pairs than this belong to no law; they are aligned by number only.
const MOST_PAIRS: usize = 25_000_000;

/// Rows in the order of the new version.
pub(super) fn align(old: &[Entry], new: &[Entry]) -> Vec<Change> {
    if old.len().saturating_mul(new.len()) > MOST_PAIRS {
        return by_number(old, new);
    }
    let profiles = Profiles::new(old, new);
    let matrix = profiles.matrix();
    let mut matches = Matches { of_old: vec![None; old.len()], of_new: vec![None; new.len()] };
    for (i, j) in in_order(&matrix, old, new) {
        matches.set(i, j);
    }
    elsewhere(&matrix, &mut matches);
    alone(&matrix, &mut matches);
    let merged = taken(&profiles, &matches, Side::Old);
    let split = taken(&profiles, &matches, Side::New);
    rows(old, new, &matches, &merged, &split)
}

/// Same number, same article.
fn by_number(old: &[Entry], new: &[Entry]) -> Vec<Change> {
    let places: HashMap<&str, usize> = old.iter().zip(0..).map(|(e, i)| (e.eid.as_str(), i)).collect();
    let mut matches = Matches { of_old: vec![None; old.len()], of_new: vec![None; new.len()] };
    for (j, entry) in new.iter().enumerate() {
        if let Some(i) = places.get(entry.eid.as_str()) {
            matches.set(*i, j);
        }
    }
    rows(old, new, &matches, &vec![None; old.len()], &vec![None; new.len()])
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Side {
    Old,
    New,
}

struct Matches {
    of_old: Vec<Option<usize>>,
    of_new: Vec<Option<usize>>,
}

impl Matches {
    fn set(&mut self, i: usize, j: usize) {
        if let (Some(a), Some(b)) = (self.of_old.get_mut(i), self.of_new.get_mut(j)) {
            *a = Some(j);
            *b = Some(i);
        }
    }

    fn of_old(&self, i: usize) -> Option<usize> {
        self.of_old.get(i).copied().flatten()
    }

    fn of_new(&self, j: usize) -> Option<usize> {
        self.of_new.get(j).copied().flatten()
    }
}

/// How much matching two articles is worth: nothing when they are not alike.
fn worth(alike: f32, old: &Entry, new: &Entry) -> f32 {
    let same = old.eid == new.eid;
    if alike >= ALIKE {
        return alike - 0.15 + if same { 0.02 } else { 0.0 };
    }
    // 第六条（删除） keeps the number of what it deletes.
    let struck = new.text.len() <= 6 && (new.text.contains(&'删') || new.text.contains(&'刪'));
    if same && (alike >= ALIKE_SAME_NUMBER || struck) { 0.01 } else { 0.0 }
}

/// The alignment of greatest worth that keeps the order of both versions.
fn in_order(matrix: &[Vec<f32>], old: &[Entry], new: &[Entry]) -> Vec<(usize, usize)> {
    #[derive(Clone, Copy, PartialEq)]
    enum Step {
        Match,
        SkipOld,
        SkipNew,
    }
    let mut above = vec![0f32; new.len() + 1];
    let mut steps: Vec<Vec<Step>> = Vec::with_capacity(old.len());
    for (row, o) in matrix.iter().zip(old) {
        let mut current = Vec::with_capacity(new.len() + 1);
        let mut taken = Vec::with_capacity(new.len());
        let mut left = 0f32;
        current.push(left);
        for ((pair, alike), n) in above.windows(2).zip(row).zip(new) {
            let (diagonal, up) = match pair {
                [diagonal, up] => (*diagonal, *up),
                _ => (0.0, 0.0),
            };
            let value = worth(*alike, o, n);
            let matched = diagonal + value;
            let step = if value > 0.0 && matched >= up && matched >= left {
                left = matched;
                Step::Match
            } else if up >= left {
                left = up;
                Step::SkipOld
            } else {
                Step::SkipNew
            };
            current.push(left);
            taken.push(step);
        }
        above = current;
        steps.push(taken);
    }
    let (mut i, mut j) = (old.len(), new.len());
    let mut out = Vec::new();
    while i > 0 && j > 0 {
        match steps.get(i - 1).and_then(|row| row.get(j - 1)) {
            Some(Step::Match) => {
                i -= 1;
                j -= 1;
                out.push((i, j));
            }
            Some(Step::SkipNew) => j -= 1,
            _ => i -= 1,
        }
    }
    out.reverse();
    out
}

/// Articles carried to another place: the most alike first.
fn elsewhere(matrix: &[Vec<f32>], matches: &mut Matches) {
    let mut found: Vec<(f32, usize, usize)> = Vec::new();
    for (i, row) in matrix.iter().enumerate() {
        if matches.of_old(i).is_some() {
            continue;
        }
        for (j, alike) in row.iter().enumerate() {
            if *alike >= ALIKE_ELSEWHERE && matches.of_new(j).is_none() {
                found.push((*alike, i, j));
            }
        }
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    for (_, i, j) in found {
        if matches.of_old(i).is_none() && matches.of_new(j).is_none() {
            matches.set(i, j);
        }
    }
}

/// One old and one new article left between the same two neighbours: rewritten.
fn alone(matrix: &[Vec<f32>], matches: &mut Matches) {
    for i in 0..matches.of_old.len() {
        if matches.of_old(i).is_some() {
            continue;
        }
        let before = i.checked_sub(1).map(|b| matches.of_old(b));
        let j = match before {
            None => 0,
            Some(Some(j)) => j + 1,
            Some(None) => continue,
        };
        let follows = matches.of_old(i + 1) == Some(j + 1) || i + 1 == matches.of_old.len() && j + 1 == matches.of_new.len();
        let alike = matrix.get(i).and_then(|row| row.get(j)).copied().unwrap_or(0.0);
        if follows && j < matches.of_new.len() && matches.of_new(j).is_none() && alike >= ALIKE_ALONE {
            matches.set(i, j);
        }
    }
}

/// For each unmatched article of `side`: the matched neighbour it went into (old) or came out of (new), as
/// the index of that neighbour's partner.
fn taken(profiles: &Profiles, matches: &Matches, side: Side) -> Vec<Option<usize>> {
    let (own, other, partner) = match side {
        Side::Old => (&profiles.old, &profiles.new, &matches.of_old),
        Side::New => (&profiles.new, &profiles.old, &matches.of_new),
    };
    // The matched neighbour before each article, and the one after it.
    let is_matched = |k: usize| partner.get(k).copied().flatten().is_some();
    let nearest = |seen: &mut Option<usize>, k: usize| Some(std::mem::replace(seen, if is_matched(k) { Some(k) } else { *seen }));
    let before: Vec<Option<usize>> = (0..own.len()).scan(None, nearest).collect();
    let mut after: Vec<Option<usize>> = (0..own.len()).rev().scan(None, nearest).collect();
    after.reverse();
    let mut out = vec![None; own.len()];
    for (k, part) in own.iter().enumerate() {
        if is_matched(k) {
            continue;
        }
        let (before, after) = (before.get(k).copied().flatten(), after.get(k).copied().flatten());
        let mut best = TAKEN;
        for neighbour in [before, after].into_iter().flatten() {
            let Some(target) = partner.get(neighbour).copied().flatten() else {
                continue;
            };
            let (Some(whole), Some(taken)) = (other.get(target), own.get(neighbour)) else {
                continue;
            };
            let share = profiles.share(part, whole, taken);
            if share >= best {
                best = share;
                if let Some(slot) = out.get_mut(k) {
                    *slot = Some(target);
                }
            }
        }
    }
    out
}

fn rows(old: &[Entry], new: &[Entry], matches: &Matches, merged: &[Option<usize>], split: &[Option<usize>]) -> Vec<Change> {
    let targets = |list: &[Option<usize>]| list.iter().flatten().copied().collect::<HashSet<_>>();
    let (given, took) = (targets(split), targets(merged));
    let gone = |range: std::ops::Range<usize>| {
        let unmatched = range.filter(|i| matches.of_old(*i).is_none());
        unmatched
            .map(|i| match merged.get(i).copied().flatten() {
                Some(j) => row(old.get(i), new.get(j), ChangeKind::Merged),
                None => row(old.get(i), None, ChangeKind::Deleted),
            })
            .collect::<Vec<_>>()
    };
    let mut out = Vec::new();
    let mut told = 0;
    for (j, entry) in new.iter().enumerate() {
        let Some(i) = matches.of_new(j) else {
            out.push(match split.get(j).copied().flatten() {
                Some(i) => row(old.get(i), Some(entry), ChangeKind::Split),
                None => row(None, Some(entry), ChangeKind::Added),
            });
            continue;
        };
        // What was deleted before this article stands before it.
        if i >= told {
            out.extend(gone(told..i));
            told = i + 1;
        }
        let Some(before) = old.get(i) else { continue };
        let change = if given.contains(&i) {
            ChangeKind::Split
        } else if took.contains(&j) {
            ChangeKind::Merged
        } else if before.text != entry.text {
            ChangeKind::Changed
        } else if before.eid != entry.eid {
            ChangeKind::Moved
        } else {
            ChangeKind::Unchanged
        };
        out.push(row(Some(before), Some(entry), change));
    }
    out.extend(gone(told..old.len()));
    out
}

fn row(old: Option<&Entry>, new: Option<&Entry>, change: ChangeKind) -> Change {
    Change { old: old.map(|e| e.eid.clone()), new: new.map(|e| e.eid.clone()), change }
}
