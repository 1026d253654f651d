//! When two texts are near-duplicates, from their pairs of characters alone: the same answer whichever comes first.

use super::shingle::common;

/// Both are mostly the same: more than half of all their pairs, so that no text can be so near to two texts that have nothing in common.
const SAME: f32 = 0.55;
/// Below this many pairs one changed word changes what is said; such texts are grouped when they are nearly equal.
const SHORT: usize = 16;
/// As [`SAME`], for texts that short.
const SAME_SHORT: f32 = 0.75;
/// Below this many pairs (同意, 支持第三条) only equal texts are the same letter.
const SHORTEST: usize = 7;
/// One holds most of the other.
const PART: f32 = 0.6;
/// What both must share of all their pairs for [`PART`] to do.
const PART_OF_ALL: f32 = 0.35;
/// One holds the other, as good as word for word, among much else.
const QUOTED: f32 = 0.9;

/// How near two texts are.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Near {
    /// Not so.
    No,
    /// One may be a part of the other, or much edited; from 0 to 1, how likely.
    Part(f32),
    /// The same letter.
    Same,
}

/// Compares the pairs of two texts, both ascending.
pub fn near(a: &[u32], b: &[u32]) -> Near {
    let (less, more) = (a.len().min(b.len()), a.len().max(b.len()));
    if less < SHORTEST {
        return Near::No;
    }
    let both = common(a, b);
    let (of_less, of_all) = (share(both, less), share(both, less + more - both));
    let same = if less < SHORT { SAME_SHORT } else { SAME };
    if of_all >= same {
        Near::Same
    } else if of_less >= QUOTED || (less >= SHORT && of_less >= PART && of_all >= PART_OF_ALL) {
        Near::Part((of_less + of_all) / 2.0)
    } else {
        Near::No
    }
}

/// `part` of `whole`; texts are far too short for rounding to matter.
fn share(part: usize, whole: usize) -> f32 {
    let number = |n: usize| f32::from(u16::try_from(n).unwrap_or(u16::MAX));
    if whole > usize::from(u16::MAX) { number(part >> 8) / number(whole >> 8) } else { number(part) / number(whole) }
}
