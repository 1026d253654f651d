//! Near-duplicates among the comments of a consultation: letters of one campaign, copied with small edits, in both scripts.
//!
//! Comments with the same characters are one *wording*; a wording joins those that are mostly the same ([`near::Near::Same`]). Such a
//! *core* can come to hang on another through a wording that quotes both; therefore parts ([`near::Near::Part`]) never join cores: the
//! lesser hangs on the one greater core it is nearest to, and nothing hangs on what hangs. Groups only propose: every comment stays counted
//! in exactly one. No I/O; next: [`shingle`] (what is compared), [`near`] (when texts are near), [`words`] (what differs).

pub mod near;
pub mod shingle;
#[cfg(test)]
mod tests;
pub mod words;

use std::cmp::Reverse;

use rustc_hash::FxHashMap;

use near::Near;
use shingle::Shingles;

/// A mark with this many wordings is a turn of phrase and finds nobody any more.
const CROWD: u32 = 24;
/// So many wordings of one core among the last [`LAST`] of a mark are enough to be found by.
const ENOUGH: usize = 4;
/// How far back a mark looks for [`ENOUGH`].
const LAST: usize = 8;
/// Wordings compared with a new one at most, so many of one core.
const TRIES: usize = 12;
/// As [`TRIES`], of one core.
const TRIES_EACH: u8 = 2;
/// A wording is compared when it shares one in so many of the lesser one's marks.
const ONE_IN: u32 = 8;

/// The comments seen so far, in groups. Comments are numbered from 0 in the order they are added.
#[derive(Debug, Default)]
pub struct Groups {
    /// The wording of each comment.
    comments: Vec<u32>,
    wordings: Vec<Wording>,
    by_key: FxHashMap<u64, u32>,
    /// The last place of each mark in `places`, and how many there are.
    marks: FxHashMap<u32, (u32, u32)>,
    /// A wording with this mark, and the place before; [`NONE`] for none.
    places: Vec<(u32, u32)>,
    /// Parts, by the core of either side.
    parts: FxHashMap<u32, Vec<Part>>,
    shingles: Shingles,
    hits: Vec<u32>,
}

const NONE: u32 = u32::MAX;

#[derive(Debug)]
struct Wording {
    key: u64,
    /// The comment that came first with it.
    first: u32,
    copies: u32,
    marks: u32,
    /// Kept while a mark leads here.
    pairs: Box<[u32]>,
    /// On the way to the core's root, which points to itself.
    parent: u32,
    /// Of a root: wordings and comments of the core.
    core: (u32, u32),
    /// Of a root: the core's most copied wording.
    chosen: u32,
}

/// Two wordings of different cores of which one may be a part of the other.
#[derive(Clone, Copy, Debug)]
struct Part {
    wordings: [u32; 2],
    score: f32,
}

/// A group of two comments or more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The comment to show for all: the first with the most copied wording.
    pub representative: usize,
    /// All comments, ascending, the representative among them.
    pub members: Vec<usize>,
}

impl Groups {
    /// Adds a comment and gives its number.
    pub fn add(&mut self, text: &str) -> usize {
        let number = count(self.comments.len());
        let mut shingles = std::mem::take(&mut self.shingles);
        shingles.read(text);
        if let Some(wording) = self.by_key.get(&shingles.key).copied() {
            self.comments.push(wording);
            self.copy(wording, &mut shingles);
        } else {
            shingles.cut();
            let wording = count(self.wordings.len());
            self.comments.push(wording);
            self.by_key.insert(shingles.key, wording);
            self.wordings.push(Wording {
                key: shingles.key,
                first: number,
                copies: 1,
                marks: count(shingles.marks.len()),
                pairs: Box::default(),
                parent: wording,
                core: (1, 1),
                chosen: wording,
            });
            self.compare(wording, &shingles);
            self.keep(wording, &shingles);
        }
        self.shingles = shingles;
        self.comments.len() - 1
    }

    /// How many comments there are.
    pub fn len(&self) -> usize {
        self.comments.len()
    }

    /// Whether there is none yet.
    pub fn is_empty(&self) -> bool {
        self.comments.is_empty()
    }

    /// The groups of two comments or more, in the order of their first comments.
    pub fn groups(&self) -> Vec<Group> {
        let mut roots: Vec<u32> = (0..count(self.wordings.len())).filter(|w| self.root(*w) == *w).collect();
        let hubs = self.hubs(&mut roots);
        let mut found: FxHashMap<u32, usize> = FxHashMap::default();
        let mut groups: Vec<Group> = Vec::new();
        for (comment, wording) in self.comments.iter().enumerate() {
            let root = self.root(*wording);
            let hub = hubs.get(&root).copied().unwrap_or(root);
            let at = *found.entry(hub).or_insert_with(|| {
                groups.push(Group { representative: self.representative(hub), members: Vec::new() });
                groups.len() - 1
            });
            if let Some(group) = groups.get_mut(at) {
                group.members.push(comment);
            }
        }
        groups.retain(|group| group.members.len() > 1);
        groups
    }

    /// The representative of a comment's group, as it is now; the comment's own wording if it is alone. Looks only at what is near.
    pub fn group_of(&self, comment: usize) -> Option<usize> {
        let root = self.root(*self.comments.get(comment)?);
        // Only what ranks higher can decide where a core hangs.
        let (mut roots, mut at) = (vec![root], 0);
        while let Some(one) = roots.get(at).copied() {
            at += 1;
            for part in self.parts.get(&one).into_iter().flatten() {
                let other = self.other(part, one);
                if self.rank(other) > self.rank(one) && !roots.contains(&other) {
                    roots.push(other);
                }
            }
        }
        let hub = self.hubs(&mut roots).get(&root).copied().unwrap_or(root);
        Some(self.representative(hub))
    }

    /// One more comment with a wording that is known.
    fn copy(&mut self, wording: u32, shingles: &mut Shingles) {
        let root = self.root(wording);
        let chosen = self.get(root).map_or(root, |r| r.chosen);
        if let Some(entry) = self.get_mut(wording) {
            entry.copies += 1;
            if entry.copies == 2 && entry.pairs.is_empty() {
                shingles.cut();
                entry.pairs = shingles.pairs.as_slice().into();
            }
        }
        let chosen = if self.preference(wording) > self.preference(chosen) { wording } else { chosen };
        if let Some(core) = self.get_mut(root) {
            core.core.1 += 1;
            core.chosen = chosen;
        }
    }

    /// Finds what a new wording is near to, joins it and notes the parts.
    fn compare(&mut self, wording: u32, shingles: &Shingles) {
        let mut hits = std::mem::take(&mut self.hits);
        hits.clear();
        for mark in &shingles.marks {
            let Some((last, crowd)) = self.marks.get(mark).copied() else { continue };
            if crowd < CROWD {
                hits.extend(Chain { places: &self.places, at: last });
            }
        }
        hits.sort_unstable();
        let own = count(shingles.marks.len());
        let mut able: Vec<(u32, u32)> = Vec::new();
        for run in hits.chunk_by(|a, b| a == b) {
            let (Some(other), shared) = (run.first().copied(), count(run.len())) else { continue };
            let least = self.get(other).map_or(own, |o| o.marks.min(own));
            if shared * ONE_IN >= least {
                able.push((shared, other));
            }
        }
        self.hits = hits;
        able.sort_unstable_by_key(|(shared, other)| (Reverse(*shared), self.get(*other).map(|o| o.key)));
        let (mut tried, mut each): (usize, Vec<(u32, u8)>) = (0, Vec::new());
        for (_, other) in able {
            let (core, mine) = (self.root(other), self.root(wording));
            let tries = match each.iter_mut().find(|(root, _)| *root == core) {
                Some((_, tries)) => tries,
                None => {
                    each.push((core, 0));
                    let Some((_, tries)) = each.last_mut() else { break };
                    tries
                }
            };
            if core == mine || *tries == TRIES_EACH {
                continue;
            }
            *tries += 1;
            match near::near(&shingles.pairs, self.get(other).map_or(&[], |o| &o.pairs)) {
                Near::Same => self.join(mine, core),
                Near::Part(score) => {
                    let part = Part { wordings: [wording, other], score };
                    self.parts.entry(mine).or_default().push(part);
                    self.parts.entry(core).or_default().push(part);
                }
                Near::No => {}
            }
            tried += 1;
            if tried == TRIES {
                break;
            }
        }
    }

    /// Lets a wording be found by its marks, unless enough of its core are.
    fn keep(&mut self, wording: u32, shingles: &Shingles) {
        let root = self.root(wording);
        let mut kept = false;
        for mark in &shingles.marks {
            let (last, crowd) = self.marks.get(mark).copied().unwrap_or((NONE, 0));
            let mut kin = Chain { places: &self.places, at: last }.take(LAST).filter(|other| self.root(*other) == root);
            if crowd >= CROWD || (usize::try_from(crowd).is_ok_and(|c| c >= ENOUGH) && kin.nth(ENOUGH - 1).is_some()) {
                continue;
            }
            drop(kin);
            self.marks.insert(*mark, (count(self.places.len()), crowd + 1));
            self.places.push((wording, last));
            kept = true;
        }
        if kept && let Some(entry) = self.get_mut(wording) {
            entry.pairs = shingles.pairs.as_slice().into();
        }
    }

    /// Makes one core of two, the greater one's root on top.
    fn join(&mut self, a: u32, b: u32) {
        let wordings = |root: u32| self.get(root).map_or(0, |r| r.core.0);
        let (top, under) = if wordings(a) >= wordings(b) { (a, b) } else { (b, a) };
        let Some((core, chosen)) = self.get(under).map(|u| (u.core, u.chosen)) else { return };
        let old = self.get(top).map_or(top, |t| t.chosen);
        let chosen = if self.preference(chosen) > self.preference(old) { chosen } else { old };
        if let Some(entry) = self.get_mut(under) {
            entry.parent = top;
        }
        if let Some(entry) = self.get_mut(top) {
            (entry.core, entry.chosen) = ((entry.core.0 + core.0, entry.core.1 + core.1), chosen);
        }
        if let Some(parts) = self.parts.remove(&under) {
            let on_top = self.parts.entry(top).or_default();
            let (mut more, fewer) =
                if on_top.len() >= parts.len() { (std::mem::take(on_top), parts) } else { (parts, std::mem::take(on_top)) };
            more.extend(fewer);
            *on_top = more;
        }
    }

    /// What each of these cores hangs on; those that hang on nothing are left out.
    fn hubs(&self, roots: &mut [u32]) -> FxHashMap<u32, u32> {
        let mut hangs: FxHashMap<u32, u32> = FxHashMap::default();
        if self.parts.is_empty() {
            return hangs;
        }
        roots.sort_unstable_by_key(|root| Reverse(self.rank(*root)));
        for root in roots.iter().copied() {
            let mut best: Option<(f32, u64, u32)> = None;
            for part in self.parts.get(&root).into_iter().flatten() {
                let other = self.other(part, root);
                if hangs.contains_key(&other) || self.rank(other) <= self.rank(root) {
                    continue;
                }
                let Some(score) = self.score(part, root, other) else { continue };
                let key = self.get(other).map_or(0, |o| self.get(o.chosen).map_or(0, |c| c.key));
                if best.is_none_or(|(most, least, _)| score > most || (score >= most && key < least)) {
                    best = Some((score, key, other));
                }
            }
            if let Some((_, _, hub)) = best {
                hangs.insert(root, hub);
            }
        }
        hangs
    }

    /// How near a core is to another it shares a part with. A wording by itself speaks for itself, a core by its most copied wording.
    fn score(&self, part: &Part, root: u32, other: u32) -> Option<f32> {
        let (lesser, greater) = (self.get(root)?, self.get(other)?);
        let (a, b) = (self.get(lesser.chosen)?, self.get(greater.chosen)?);
        if lesser.core.0 == 1 || a.pairs.is_empty() || b.pairs.is_empty() {
            return Some(part.score);
        }
        match near::near(&a.pairs, &b.pairs) {
            Near::No => None,
            Near::Part(score) => Some(score),
            Near::Same => Some(1.0),
        }
    }

    /// The core a part leads to from `root`; `root` itself if the two have become one.
    fn other(&self, part: &Part, root: u32) -> u32 {
        let [a, b] = part.wordings.map(|w| self.root(w));
        if a == root { b } else { a }
    }

    /// Cores with more comments first, then with the longer wording; the key decides between equals, whatever their order of arrival.
    fn rank(&self, root: u32) -> (u32, usize, u64) {
        let chosen = self.get(root).and_then(|r| self.get(r.chosen));
        (self.get(root).map_or(0, |r| r.core.1), chosen.map_or(0, |c| c.pairs.len()), chosen.map_or(0, |c| c.key))
    }

    /// The greatest speaks for its core.
    fn preference(&self, wording: u32) -> (u32, bool, u64) {
        self.get(wording).map_or((0, false, 0), |w| (w.copies, !w.pairs.is_empty(), w.key))
    }

    fn representative(&self, root: u32) -> usize {
        let first = self.get(root).and_then(|r| self.get(r.chosen)).map_or(NONE, |c| c.first);
        usize::try_from(first).unwrap_or_default()
    }

    /// The root of a wording's core: a few steps, as the lesser core always goes under the greater.
    fn root(&self, wording: u32) -> u32 {
        let mut at = wording;
        while let Some(parent) = self.get(at).map(|w| w.parent).filter(|parent| *parent != at) {
            at = parent;
        }
        at
    }

    fn get(&self, wording: u32) -> Option<&Wording> {
        self.wordings.get(usize::try_from(wording).ok()?)
    }

    fn get_mut(&mut self, wording: u32) -> Option<&mut Wording> {
        self.wordings.get_mut(usize::try_from(wording).ok()?)
    }
}

/// The wordings of a mark, the last first.
struct Chain<'a> {
    places: &'a [(u32, u32)],
    at: u32,
}

impl Iterator for Chain<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        let (wording, before) = *self.places.get(usize::try_from(self.at).ok()?)?;
        self.at = before;
        Some(wording)
    }
}

/// No consultation reaches four thousand million.
fn count(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(NONE)
}
