//! What the members of a group say differently, and what they have in common.

use crate::law::diff::{self, Edit, EditKind};
use crate::search::analysis::{cut, fold};

/// Members looked at for a template; more change nothing one could see.
const MOST: usize = 60;

/// What a member deletes from the representative and inserts, word by word; script and width are no difference. Same and inserted words
/// are printed as in `member`, deleted ones as in `representative`.
pub fn differing(representative: &str, member: &str) -> Vec<Edit> {
    let mut edits = diff::words_cut(&fold(representative), &fold(member), cut);
    let mut old = representative.chars().filter(|c| !c.is_whitespace());
    let mut new = member.chars();
    for edit in &mut edits {
        let solid = edit.text.chars().filter(|c| !c.is_whitespace()).count();
        let all = edit.text.chars().count();
        edit.text = match edit.kind {
            EditKind::Del => old.by_ref().take(solid).collect(),
            EditKind::Ins => new.by_ref().take(all).collect(),
            EditKind::Same => {
                old.by_ref().take(solid).for_each(drop);
                new.by_ref().take(all).collect()
            }
        };
    }
    edits
}

/// The words of the representative that at least four in five members have, with `…` where they go their own ways.
pub fn template<'a>(representative: &str, members: impl IntoIterator<Item = &'a str>) -> String {
    let folded = fold(representative);
    let solid: Vec<char> = representative.chars().filter(|c| !c.is_whitespace()).collect();
    let (mut kept, mut looked) = (vec![0_usize; solid.len()], 0_usize);
    for member in members.into_iter().take(MOST) {
        looked += 1;
        let mut at = kept.iter_mut();
        for edit in diff::words_cut(&folded, &fold(member), cut) {
            let long = edit.text.chars().filter(|c| !c.is_whitespace()).count();
            match edit.kind {
                EditKind::Same => at.by_ref().take(long).for_each(|n| *n += 1),
                EditKind::Del => at.by_ref().take(long).for_each(drop),
                EditKind::Ins => {}
            }
        }
    }
    let mut common = String::new();
    for (c, n) in solid.into_iter().zip(kept) {
        if n * 5 >= looked * 4 {
            common.push(c);
        } else if !common.ends_with('…') {
            common.push('…');
        }
    }
    common
}
