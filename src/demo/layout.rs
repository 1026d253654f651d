//! Writing a draft of the demo city down as the plain text a drafting office would send.
//!
//! Keeps the marks of later changes until the text is written, so first draft, revised draft and enacted text come
//! from the same articles; references between articles get their numbers last. Read next: [`super::bills`].

use super::bills::{Stage, words};
use super::dice::Dice;
use super::themes::{Rule, Theme};

/// An article while the texts are being made.
pub(super) struct Piece {
    pub(super) part: &'static str,
    pub(super) caption: String,
    /// Words with `<a=>b>` and `{ref:…}` still in them.
    pub(super) raw: String,
    pub(super) rule: &'static Rule,
    /// The stage from which the second half of its marks holds.
    pub(super) changed: Option<Stage>,
    /// Only in the texts after the first.
    pub(super) added: bool,
    /// Only in the first text: people spoke of it, and then it was struck.
    pub(super) struck: bool,
    /// A paragraph that comes with the revised draft.
    pub(super) extra: Option<&'static (&'static str, &'static str)>,
}

impl Piece {
    /// Whether it is in this text.
    fn is_in(&self, draft: Draft) -> bool {
        if draft == Draft::First { !self.added } else { !self.struck }
    }
}

/// Which text is being written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Draft {
    First,
    Revised,
    Enacted,
}

/// How a text is laid out.
pub(super) struct Style {
    chapters: bool,
    contents: bool,
    wide: bool,
    brackets: Option<(&'static str, &'static str)>,
    support: &'static str,
}

impl Style {
    /// Drawn once for each bill, so that its drafts look alike.
    pub(super) fn draw(dice: &mut Dice, kind: &str) -> Style {
        Style {
            chapters: kind == "条例" || kind == "办法" && dice.chance(400),
            contents: dice.chance(300),
            wide: dice.chance(400),
            brackets: *dice.weighted(&[(5, None), (4, Some(("（", "）"))), (1, Some(("【", "】")))]),
            support: dice.word(&["服务与保障", "保障措施", "促进与保障"]),
        }
    }

    fn chapter(&self, part: &str, theme: &Theme) -> String {
        let name = match part {
            "甲" => theme.chapters.first().copied().unwrap_or("一般规定"),
            "乙" => theme.chapters.get(1).copied().unwrap_or("行为规范"),
            "保障" => self.support,
            "监督" => "监督管理",
            "责任" => "法律责任",
            other => other,
        };
        let spaced: Vec<String> = name.chars().map(String::from).collect();
        if self.wide && spaced.len() == 2 { spaced.join("　") } else { name.to_string() }
    }
}

pub(super) fn render(pieces: &[Piece], style: &Style, title: &str, theme: &Theme, draft: Draft) -> String {
    let refs = references(pieces, draft);
    let mut head = format!("{title}\n\n");
    let mut contents = String::new();
    let mut body = String::new();
    let mut part = "";
    let mut chapter = 0;
    for (piece, number) in pieces.iter().filter(|p| p.is_in(draft)).zip(1..) {
        if style.chapters && piece.part != part {
            part = piece.part;
            chapter += 1;
            let heading = format!("第{}章　{}\n", numeral(chapter), style.chapter(part, theme));
            contents.push_str(&heading);
            body.push_str(&format!("\n{heading}\n"));
        }
        let caption = match style.brackets {
            Some((open, close)) if draft != Draft::Enacted => format!("{open}{}{close}", piece.caption),
            _ => String::new(),
        };
        let changed = match piece.changed {
            Some(Stage::Revised) => draft != Draft::First,
            Some(Stage::Enacted) => draft == Draft::Enacted,
            None => false,
        };
        body.push_str(&format!("第{}条{caption}　{}\n", numeral(number), resolve(&piece.raw, changed, &refs)));
        if let Some((text, _)) = piece.extra.filter(|_| draft != Draft::First) {
            body.push_str(&words(&mut Dice::new(0), theme, text));
            body.push('\n');
        }
    }
    if style.chapters && style.contents {
        head.push_str(&format!("目　录\n\n{contents}\n"));
    }
    head + &body
}

/// Every so many bills lose an article on the way, so that clerks have places to look for: what people said of it fits nowhere else.
pub(super) const STRIKES: usize = 2;

/// Strikes an article of the bill `index` if it is its turn.
pub(super) fn strike(pieces: &mut [Piece], index: usize) {
    if index % STRIKES != STRIKES / 2 {
        return;
    }
    let spared = |p: &Piece| p.rule.required || p.rule.part.is_empty() || p.changed.is_some() || p.extra.is_some() || p.added;
    // New articles are told by the one before them.
    let leads = |at: usize| pieces.get(at + 1).is_some_and(|next| next.added);
    let able: Vec<usize> = (0..pieces.len()).filter(|&at| !leads(at) && pieces.get(at).is_some_and(|p| !spared(p))).collect();
    if let Some(piece) = able.get(index % able.len().max(1)).and_then(|&at| pieces.get_mut(at)) {
        piece.struck = true;
    }
}

/// The numbers of the articles that others refer to.
pub(super) fn references(pieces: &[Piece], draft: Draft) -> Vec<(&str, u32)> {
    let present = pieces.iter().filter(|p| p.is_in(draft));
    present.zip(1..).filter(|(p, _)| p.rule.caption == "禁止行为" && !p.added).map(|(p, n)| (p.rule.caption, n)).collect()
}

/// The words of an article: one side of each mark, references as numbers.
pub(super) fn resolve(raw: &str, changed: bool, refs: &[(&str, u32)]) -> String {
    let mut out = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((before, after)) = rest.split_once('<') {
        out.push_str(before);
        let (mark, tail) = after.split_once('>').map_or((after, ""), |(from, tail)| {
            let (to, tail) = tail.split_once('>').unwrap_or((tail, ""));
            (if changed { to } else { from.trim_end_matches('=') }, tail)
        });
        out.push_str(mark);
        rest = tail;
    }
    out.push_str(rest);
    for (caption, number) in refs {
        out = out.replace(&format!("{{ref:{caption}}}"), &numeral(*number));
    }
    out
}

/// The two sides of each `<a=>b>`.
pub(super) fn marks(raw: &str) -> impl Iterator<Item = (&str, &str)> {
    raw.split('<').skip(1).filter_map(|mark| {
        let (from, rest) = mark.split_once("=>")?;
        Some((from, rest.split_once('>')?.0))
    })
}

/// A number from 1 to 999 in Chinese, as article numbers are written.
pub fn numeral(n: u32) -> String {
    let digit = |d: u32| "零一二三四五六七八九".chars().nth(d as usize).map(String::from).unwrap_or_default();
    match n {
        0..=9 => digit(n),
        10..=19 => format!("十{}", if n == 10 { String::new() } else { digit(n - 10) }),
        20..=99 => format!("{}十{}", digit(n / 10), if n.is_multiple_of(10) { String::new() } else { digit(n % 10) }),
        _ => {
            let tail = match n % 100 {
                0 => String::new(),
                rest @ 1..=9 => format!("零{}", digit(rest)),
                rest @ 10..=19 => format!("一{}", numeral(rest)),
                rest => numeral(rest),
            };
            format!("{}百{tail}", digit(n / 100 % 10))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::bills;
    use super::{STRIKES, numeral};

    #[test]
    fn numbers_are_written_as_in_laws() {
        let words: Vec<String> = [1, 10, 11, 20, 35, 100, 101, 110, 123].into_iter().map(numeral).collect();
        assert_eq!(words, ["一", "十", "十一", "二十", "三十五", "一百", "一百零一", "一百一十", "一百二十三"]);
    }

    #[test]
    fn some_bills_lose_an_article() {
        let lost = |bill: &bills::Bill| {
            let later = bill.revised_text.as_ref()?;
            // What was changed is not lost; only what is nowhere in the later text.
            let gone = |a: &&bills::Article| bill.change_of(a.number).is_none() && !later.contains(&a.text) && !a.text.contains("第");
            bill.articles.iter().find(gone).map(|a| a.number)
        };
        let struck: Vec<usize> = (0..107).filter(|index| lost(&bills::bill(1, *index, 107)).is_some()).collect();
        assert!((30..=54).contains(&struck.len()), "{struck:?}");
        assert!(struck.iter().all(|index| index % STRIKES == STRIKES / 2), "{struck:?}");
    }
}
