//! How alike articles are: shared pairs of characters, rare pairs counting more.

use super::Entry;
use rustc_hash::FxHashMap;

type Pair = (char, char);

/// Pairs of characters of one article with how often they occur.
pub(super) struct Profile {
    pairs: FxHashMap<Pair, f32>,
    weight: f32,
}

/// The profiles of both versions, weighted by how rare each pair is over all articles.
pub(super) struct Profiles {
    pub(super) old: Vec<Profile>,
    pub(super) new: Vec<Profile>,
    rarity: FxHashMap<Pair, f32>,
}

impl Profiles {
    pub(super) fn new(old: &[Entry], new: &[Entry]) -> Profiles {
        let counts = |entries: &[Entry]| entries.iter().map(|e| count(&e.text)).collect::<Vec<_>>();
        let (old, new) = (counts(old), counts(new));
        let mut seen: FxHashMap<Pair, f32> = FxHashMap::default();
        for pair in old.iter().chain(&new).flat_map(FxHashMap::keys) {
            *seen.entry(*pair).or_default() += 1.0;
        }
        let total = (old.len() + new.len()) as f32;
        let rarity: FxHashMap<Pair, f32> = seen.into_iter().map(|(pair, n)| (pair, (1.0 + total / n).ln())).collect();
        let profile = |pairs: FxHashMap<Pair, f32>| Profile { weight: weight(&pairs, &rarity), pairs };
        Profiles { old: old.into_iter().map(profile).collect(), new: new.into_iter().map(profile).collect(), rarity }
    }

    /// For each old article, how alike each new one is, from 0 to 1.
    pub(super) fn matrix(&self) -> Vec<Vec<f32>> {
        let mut places: FxHashMap<Pair, Vec<(usize, f32)>> = FxHashMap::default();
        for (j, profile) in self.new.iter().enumerate() {
            for (pair, n) in &profile.pairs {
                places.entry(*pair).or_default().push((j, *n));
            }
        }
        let row = |profile: &Profile| {
            let mut shared = vec![0f32; self.new.len()];
            for (pair, n) in &profile.pairs {
                let rarity = self.rarity.get(pair).copied().unwrap_or(1.0);
                for (j, m) in places.get(pair).into_iter().flatten() {
                    if let Some(slot) = shared.get_mut(*j) {
                        *slot += rarity * n.min(*m);
                    }
                }
            }
            for (slot, new) in shared.iter_mut().zip(&self.new) {
                *slot = 2.0 * *slot / (profile.weight + new.weight).max(f32::MIN_POSITIVE);
            }
            shared
        };
        self.old.iter().map(row).collect()
    }

    /// The share of `part` that is found in `whole` once what `taken` holds is taken out of it.
    pub(super) fn share(&self, part: &Profile, whole: &Profile, taken: &Profile) -> f32 {
        let mut found = 0.0;
        for (pair, n) in &part.pairs {
            let left = whole.pairs.get(pair).copied().unwrap_or(0.0) - taken.pairs.get(pair).copied().unwrap_or(0.0);
            let rarity = self.rarity.get(pair).copied().unwrap_or(1.0);
            found += rarity * n.min(left.max(0.0));
        }
        found / part.weight.max(f32::MIN_POSITIVE)
    }
}

fn count(text: &[char]) -> FxHashMap<Pair, f32> {
    let mut pairs = FxHashMap::default();
    for window in text.windows(2) {
        if let [a, b] = window
            && a.is_alphanumeric()
            && b.is_alphanumeric()
        {
            *pairs.entry((*a, *b)).or_default() += 1.0;
        }
    }
    if pairs.is_empty() {
        // A text of one character still has to match itself.
        pairs.insert((text.first().copied().unwrap_or(' '), ' '), 1.0);
    }
    pairs
}

fn weight(pairs: &FxHashMap<Pair, f32>, rarity: &FxHashMap<Pair, f32>) -> f32 {
    pairs.iter().map(|(pair, n)| n * rarity.get(pair).copied().unwrap_or(1.0)).sum()
}
