//! Changing some lines of a text in place: a small form at each article and at each warning, named `fix-TAG-FROM-TO`. A tag that begins
//! with `d` is for the amending text.

use crate::form::FormState;
use crate::law::Law;

/// A small form: its lines, from 1 and both included, and their words.
#[derive(Clone, Debug)]
pub struct Stretch {
    /// Name of its text field, and value of its button.
    pub name: String,
    /// First line.
    pub from: usize,
    /// Last line.
    pub to: usize,
    /// The lines.
    pub words: String,
}

impl Stretch {
    /// The lines `from` to `to` of a text.
    pub fn of(text: &str, tag: &str, from: usize, to: usize) -> Self {
        let from = from.max(1);
        let lines: Vec<&str> = text.lines().take(to).skip(from - 1).collect();
        let blank = lines.iter().rev().take_while(|line| line.trim().is_empty()).count();
        let to = (from + lines.len()).saturating_sub(blank + 1).max(from);
        let words = lines.get(..lines.len() - blank).unwrap_or_default().join("\n");
        Self { name: format!("fix-{tag}-{from}-{to}"), from, to, words }
    }
}

/// The last line of the provision that begins at `line`: up to the next line the law knows of.
pub fn end_of(law: &Law, text: &str, line: usize, shown: &[usize]) -> usize {
    let next = shown.iter().copied().filter(|other| *other > line).min();
    let aside = law.remainder.iter().map(|r| r.line).filter(|other| *other > line).min();
    let end = next.into_iter().chain(aside).min().map_or_else(|| text.lines().count(), |next| next - 1);
    end.max(line)
}

/// What a pressed button asks for: amending text or not, first line, last line, new words.
pub struct Asked {
    /// In the amending text instead of the text itself.
    pub decision: bool,
    /// First and last line.
    pub lines: (usize, usize),
    /// The new words.
    pub words: String,
}

/// Takes the small forms out of the fields; gives the one whose button was pressed.
pub fn take(form: &mut FormState) -> Option<Asked> {
    let pressed = form.fields.get("do").to_owned();
    let asked = pressed.strip_prefix("fix-").and_then(|rest| {
        let mut parts = rest.split('-');
        let (tag, from, to) = (parts.next()?, parts.next()?.parse().ok()?, parts.next()?.parse().ok()?);
        let words = form.fields.raw(&pressed).replace("\r\n", "\n");
        (1 <= from && from <= to).then_some(Asked { decision: tag.starts_with('d'), lines: (from, to), words })
    });
    form.fields.0.retain(|(name, _)| !name.starts_with("fix-"));
    asked
}

/// The text with some of its lines replaced.
pub fn replaced(text: &str, lines: (usize, usize), words: &str) -> String {
    let (from, to) = lines;
    let before = text.lines().take(from - 1);
    let after = text.lines().skip(to);
    before.chain(words.trim_end_matches('\n').lines()).chain(after).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_lines_asked_for_change() {
        let text = "一\n二\n\n四\n五";
        assert_eq!(replaced(text, (2, 2), "贰\n叁\n"), "一\n贰\n叁\n\n四\n五");
        assert_eq!(replaced(text, (5, 9), ""), "一\n二\n\n四");
        let stretch = Stretch::of(text, "t", 2, 3);
        assert_eq!((stretch.from, stretch.to, stretch.words.as_str()), (2, 2, "二"));
        assert_eq!(Stretch::of("", "w", 0, 3).words, "");
    }
}
