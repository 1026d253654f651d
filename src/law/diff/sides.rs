//! A comparison parted for printing: each side verbatim in a column of its own, or one text line by line.

use super::{Edit, EditKind};
use crate::law::parse::is_space;

/// The old texts word for word, with what became of each stretch: [`EditKind::Same`] or [`EditKind::Del`]. `edits` compares the texts
/// of `old`, one after the other, with something newer ([`super::words`]).
pub fn old_side(edits: &[Edit], old: &[&str]) -> Vec<Vec<Edit>> {
    side(edits, old, EditKind::Ins)
}

/// The new texts in the same way: [`EditKind::Same`] or [`EditKind::Ins`].
pub fn new_side(edits: &[Edit], new: &[&str]) -> Vec<Vec<Edit>> {
    side(edits, new, EditKind::Del)
}

/// Both sides have the same characters up to width and white space, so characters that are no white space can be counted off.
fn side(edits: &[Edit], texts: &[&str], other: EditKind) -> Vec<Vec<Edit>> {
    let kept = edits.iter().filter(|edit| edit.kind != other);
    let mut kinds = kept.flat_map(|edit| edit.text.chars().filter(|c| !is_space(*c)).map(|_| edit.kind));
    let mut part = |text: &&str| {
        let mut out: Vec<Edit> = Vec::new();
        for c in text.chars() {
            let before = out.last().map_or(EditKind::Same, |edit| edit.kind);
            let kind = if is_space(c) { before } else { kinds.next().unwrap_or(EditKind::Same) };
            push(&mut out, kind, c);
        }
        out
    };
    texts.iter().map(&mut part).collect()
}

fn push(out: &mut Vec<Edit>, kind: EditKind, c: char) {
    match out.last_mut() {
        Some(last) if last.kind == kind => last.text.push(c),
        _ => out.push(Edit { kind, text: c.to_string() }),
    }
}

/// The same edits line by line, without the empty lines.
pub fn lines(edits: &[Edit]) -> Vec<Vec<Edit>> {
    let mut out: Vec<Vec<Edit>> = vec![Vec::new()];
    for edit in edits {
        for (at, piece) in edit.text.split('\n').enumerate() {
            if at > 0 {
                out.push(Vec::new());
            }
            if let Some(line) = out.last_mut().filter(|_| !piece.is_empty()) {
                line.push(Edit { kind: edit.kind, text: piece.to_owned() });
            }
        }
    }
    out.retain(|line| !line.is_empty());
    out
}

#[cfg(test)]
mod tests {
    use super::super::words;
    use super::*;
    use proptest::prelude::*;

    fn printed(edits: &[Edit]) -> String {
        edits.iter().map(|edit| edit.text.as_str()).collect()
    }

    #[test]
    fn each_side_keeps_its_own_paragraphs_and_width() {
        let (old, new) = ("夜市(含早市)应当划线。\n摊主登记。", "夜市（含早市）应当划线、供电。摊主登记。");
        let edits = words(old, new);
        let before = old_side(&edits, &[old]).concat();
        assert_eq!((printed(&before).as_str(), before.len()), (old, 1));
        let after = new_side(&edits, &[new]).concat();
        assert_eq!(printed(&after), new);
        let added: Vec<&str> = after.iter().filter(|e| e.kind == EditKind::Ins).map(|e| e.text.as_str()).collect();
        assert_eq!(added, ["、供电"]);
    }

    proptest! {
        #[test]
        fn no_side_loses_a_character(old in "[甲乙丙，。 \\n(（]{0,40}", new in proptest::collection::vec("[甲乙丙，。 \\n(（]{0,20}", 1..4)) {
            let whole = new.join("\n");
            let edits = words(&old, &whole);
            let pieces: Vec<&str> = new.iter().map(String::as_str).collect();
            let parts: Vec<String> = new_side(&edits, &pieces).iter().map(|e| printed(e)).collect();
            prop_assert_eq!(parts, new);
            let line = |edits: &[Vec<Edit>]| edits.iter().map(|e| printed(e)).collect::<String>();
            prop_assert_eq!(line(&lines(&edits)), printed(&edits).replace('\n', ""));
            prop_assert_eq!(printed(&old_side(&edits, &[&old]).concat()), old);
        }
    }
}
