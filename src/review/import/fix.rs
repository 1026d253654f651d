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

/// The lines of a text, cut once.
pub struct Lines<'a>(Vec<&'a str>);

impl<'a> Lines<'a> {
    /// Cuts a text.
    pub fn of(text: &'a str) -> Self {
        Self(text.lines().collect())
    }

    /// How many.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// Those with words, trimmed, each with its number, from 1.
    pub fn numbered(&self) -> impl Iterator<Item = (usize, &'a str)> {
        (1..).zip(&self.0).map(|(n, line)| (n, line.trim())).filter(|(_, line)| !line.is_empty())
    }

    /// The small form for the lines `from` to `to`.
    pub fn stretch(&self, tag: &str, from: usize, to: usize) -> Stretch {
        let from = from.max(1);
        let lines = self.0.get(from - 1..to.min(self.0.len())).unwrap_or_default();
        let blank = lines.iter().rev().take_while(|line| line.trim().is_empty()).count();
        let to = (from + lines.len()).saturating_sub(blank + 1).max(from);
        let words = lines.get(..lines.len() - blank).unwrap_or_default().join("\n");
        Stretch { name: format!("fix-{tag}-{from}-{to}"), from, to, words }
    }
}

/// Where the provisions of a text end.
pub struct Ends {
    /// Lines at which something begins, in order.
    begins: Vec<usize>,
    last: usize,
}

impl Ends {
    /// `shown`: the lines at which the provisions begin that have a small form.
    pub fn of(law: &Law, lines: &Lines<'_>, shown: impl Iterator<Item = usize>) -> Self {
        let mut begins: Vec<usize> = shown.chain(law.remainder.iter().map(|r| r.line)).collect();
        begins.sort_unstable();
        Self { begins, last: lines.count() }
    }

    /// The last line of the provision that begins at `line`: up to the next line the law knows of.
    pub fn of_line(&self, line: usize) -> usize {
        let next = self.begins.partition_point(|begin| *begin <= line);
        self.begins.get(next).map_or(self.last, |next| next - 1).max(line)
    }
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
        let stretch = Lines::of(text).stretch("t", 2, 3);
        assert_eq!((stretch.from, stretch.to, stretch.words.as_str()), (2, 2, "二"));
        assert_eq!(Lines::of(text).stretch("t", 5, 9).words, "五");
        assert_eq!(Lines::of("").stretch("w", 0, 3).words, "");
        assert_eq!(Lines::of(text).stretch("w", 9, 9).words, "");
    }
}
