//! Which lines begin articles: the chain 第一条, 第二条, 第二条之一, 第三条 … through all lines that look like it.
//!
//! A paragraph may begin with a reference, a quotation may hold whole articles, a typist may repeat or skip a number.
//! Where a candidate does not follow, the longer way of going on decides whether it is an article.

use super::line::{Form, Line, is_space, trim};
use super::marker::{self, Marker};
use crate::law::numerals;
use crate::law::{Oddity, Warning};
use std::ops::Range;

/// A line that may begin an article.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub(super) index: usize,
    pub(super) number: (u32, u32),
    /// Set apart from its text by a space, a bracket or a line end.
    pub(super) strong: bool,
}

/// The lines that may begin an article.
pub(super) fn candidates(lines: &[Line]) -> Vec<Candidate> {
    let pointed = is_pointed(lines);
    let mut found: Vec<Candidate> = lines
        .iter()
        .enumerate()
        .filter_map(|(index, line)| {
            if line.form != Form::Text {
                return None;
            }
            let (Marker::Article(number, sub), _, rest) = marker::read(&line.text)? else {
                return None;
            };
            let rest = if pointed { rest.strip_prefix('、').unwrap_or(rest) } else { rest };
            let strong = pointed || rest.is_empty() || rest.starts_with(is_space) || rest.starts_with(CAPTION_OPEN);
            if is_reference(rest) {
                return None;
            }
            Some(Candidate { index, number: (number, sub), strong: strong || line.heading > 0 })
        })
        .collect();
    // Some typists never set the number apart; then the lack of a space says nothing.
    let strong = found.iter().filter(|c| c.strong).count();
    if strong * 5 < found.len() {
        for c in &mut found {
            c.strong = true;
        }
    }
    found
}

/// Most articles are typed 第五条、: then what follows the point is no list of references.
fn is_pointed(lines: &[Line]) -> bool {
    let rests = lines.iter().filter(|line| line.form == Form::Text).filter_map(|line| match marker::read(&line.text) {
        Some((Marker::Article(..), _, rest)) => Some(rest.starts_with('、')),
        _ => None,
    });
    let (mut pointed, mut others) = (0, 0);
    rests.for_each(|is_pointed| if is_pointed { pointed += 1 } else { others += 1 });
    pointed > 2 && pointed > others * 2
}

/// Brackets that may hold a caption, and the points some typists put after the number.
const CAPTION_OPEN: [char; 12] = ['（', '(', '〖', '【', '〔', '[', '［', '：', ':', '、', '.', '．'];

/// 第五条第二款…, 第五条规定…: words that go on from a reference.
pub(in crate::law) fn is_reference(rest: &str) -> bool {
    const AFTER: [&str; 20] = [
        "，",
        "。",
        "；",
        "至",
        "到",
        "规定的",
        "規定之",
        "的",
        "所称",
        "所列",
        "所指",
        "所規",
        "所规",
        "或",
        "及第",
        "及其",
        "与第",
        "和第",
        "中的",
        "修改为",
    ];
    // 第五条、第六条; but 第五条、为了… is a typist's way of setting the number apart.
    let listed = rest.strip_prefix('、').map(trim).is_some_and(goes_on);
    listed || AFTER.iter().any(|word| rest.starts_with(word)) || is_lower_reference(trim(rest))
}

/// What follows 第五条、 is the next of a list of references: 第六条, 六条, 前款, 本条例第六条; not 第三人, 六个月, 本市.
fn goes_on(next: &str) -> bool {
    const UNITS: [char; 8] = ['条', '條', '款', '项', '項', '章', '节', '節'];
    let number = next.trim_start_matches(['第', '（', '(', ' ']);
    let counted = numerals::take(number).is_some_and(|(_, after)| after.trim_start_matches(['）', ')', ' ']).starts_with(UNITS));
    let of_other = next.starts_with(['本', '《'])
        && next.split_once('第').is_some_and(|(name, after)| {
            !name.contains(['，', '。', '；']) && numerals::take(after).is_some_and(|(_, after)| after.starts_with(UNITS))
        });
    next.is_empty() || counted || of_other || ["前款", "前条", "前项", "前两"].iter().any(|word| next.starts_with(word))
}

/// 第二款, 第（三）项: the next step of a reference; not 第一审 or 第三人.
fn is_lower_reference(rest: &str) -> bool {
    let Some(rest) = rest.strip_prefix('第') else {
        return false;
    };
    let rest = rest.trim_start_matches(['（', '(', ' ']);
    let Some((_, rest)) = numerals::take(rest) else {
        return false;
    };
    rest.trim_start_matches(['）', ')', ' ', '、']).starts_with(['款', '项', '項', '目'])
}

/// The chosen article lines.
#[derive(Debug, Default)]
pub(super) struct Chosen {
    pub(super) accepted: Vec<usize>,
    pub(super) numbers: Vec<(u32, u32)>,
    /// Where another document with its own 第一条 begins.
    pub(super) restart: Option<usize>,
}

/// What the choice looks at.
pub(super) struct Chain<'a> {
    pub(super) lines: &'a [Line],
    pub(super) found: &'a [Candidate],
    pub(super) quotes: &'a Quotes,
    /// The text quotes articles of another law.
    pub(super) amending: bool,
}

impl Chain<'_> {
    /// The article lines in order.
    pub(super) fn choose(&self, warnings: &mut Vec<Warning>) -> Chosen {
        let mut out = Chosen::default();
        let mut last: Option<(usize, (u32, u32))> = None;
        for (at, c) in self.found.iter().enumerate().skip(self.first()) {
            let Some((from, number)) = last else {
                self.accept(&mut out, &mut last, c);
                continue;
            };
            let open = self.quotes.is_open(from..c.index);
            if open && (self.amending || !follows(number, c.number)) {
                continue;
            }
            let twin = |other: &Candidate| other.strong && other.number == c.number;
            if !c.strong && self.ahead(at).any(twin) {
                continue;
            }
            if !follows(number, c.number) {
                if c.number == (1, 0) && number >= (2, 0) && self.restarts(at) {
                    if self.is_bare(&out) {
                        out = Chosen::default();
                        warnings.clear();
                        self.accept(&mut out, &mut last, c);
                        continue;
                    }
                    out.restart = Some(c.index);
                    break;
                }
                match self.odd(at, number) {
                    Some(kind) => self.warn(warnings, c, kind),
                    None => {
                        self.warn(warnings, c, Oddity::OutOfOrder);
                        continue;
                    }
                }
            }
            self.accept(&mut out, &mut last, c);
        }
        out
    }

    fn accept(&self, out: &mut Chosen, last: &mut Option<(usize, (u32, u32))>, c: &Candidate) {
        out.accepted.push(c.index);
        out.numbers.push(c.number);
        *last = Some((c.index, c.number));
    }

    fn warn(&self, warnings: &mut Vec<Warning>, c: &Candidate, kind: Oddity) {
        let line = self.lines.get(c.index).map_or(0, |l| l.number);
        warnings.push(Warning::new(line, kind));
    }

    /// Position of the candidate the chain begins with: the first 第一条, unless more articles stand
    /// before it than after it (an excerpt with something attached).
    fn first(&self) -> usize {
        let one = self.found.iter().position(|c| c.number == (1, 0));
        let strong = self.found.iter().position(|c| c.strong).unwrap_or(0);
        match one {
            Some(one) if one > strong && one - strong > self.found.len() - one => strong,
            Some(one) => one,
            None => strong,
        }
    }

    /// After this 第一条 comes 第二条: another document, not a slip.
    fn restarts(&self, at: usize) -> bool {
        self.found.get(at + 1).is_some_and(|next| next.number == (2, 0))
    }

    /// The articles so far are only titles: a contents list.
    fn is_bare(&self, out: &Chosen) -> bool {
        let ends = |line: &Line| line.text.ends_with(['。', '；', '：', ':', ';']);
        let first = out.accepted.first().copied().unwrap_or(0);
        let last = out.accepted.last().copied().unwrap_or(0);
        !self.lines.get(first..=last).unwrap_or_default().iter().any(ends)
    }

    /// The candidates after this one, as far as a law is ever long.
    fn ahead(&self, at: usize) -> impl Iterator<Item = &Candidate> {
        self.found.iter().skip(at + 1).take(2_000)
    }

    /// How many articles in a row the text has from this one on.
    fn run(&self, at: usize) -> usize {
        let Some(first) = self.found.get(at) else {
            return 0;
        };
        let (mut number, mut length) = (first.number, 1);
        for next in self.ahead(at).take_while(|n| n.number != (1, 0)) {
            if follows(number, next.number) {
                number = next.number;
                length += 1;
            }
        }
        length
    }

    /// What to say of a candidate that does not follow `last`, or none if it is no article.
    fn odd(&self, at: usize, last: (u32, u32)) -> Option<Oddity> {
        let c = self.found.get(at)?;
        let next = self.found.get(at + 1);
        let goes_on = next.is_none_or(|n| follows(c.number, n.number));
        if !c.strong {
            return (c.number > last && c.number.0 <= last.0 + 3 && goes_on && next.is_some()).then(|| gap(last, c.number));
        }
        if c.number == last {
            return Some(Oddity::Repeats);
        }
        let swapped = c.number.0 == last.0 + 2
            && next.is_some_and(|n| n.number == (last.0 + 1, 0))
            && self.found.get(at + 2).is_some_and(|n| n.number == (last.0 + 3, 0));
        let later = self.ahead(at).take_while(|n| n.number != (1, 0)).position(|n| n.strong && follows(last, n.number));
        // Where both readings go on, the longer one is the text and the shorter a quotation.
        if let Some(ahead) = later
            && !swapped
            && self.run(at + 1 + ahead) >= self.run(at)
        {
            return None;
        }
        if c.number > last {
            return Some(gap(last, c.number));
        }
        let stray = next.is_none() || next.is_some_and(|n| follows(last, n.number));
        (!stray).then_some(Oddity::Lower)
    }
}

fn gap(last: (u32, u32), found: (u32, u32)) -> Oddity {
    use crate::law::label::label_of;
    let name = |(n, sub): (u32, u32)| match sub {
        0 => label_of(&format!("art_{n}")),
        _ => label_of(&format!("art_{n}_{sub}")),
    };
    Oddity::Gap(name(found), name(last))
}

/// 第五条 is followed by 第六条 or 第五条之一.
fn follows(last: (u32, u32), next: (u32, u32)) -> bool {
    next == (last.0 + 1, 0) || next == (last.0, last.1 + 1)
}

/// Where quotations open and close.
pub(super) struct Quotes {
    /// For each line: the latest line up to it with a quotation mark, and whether that leaves one open.
    latest: Vec<Option<(usize, bool)>>,
}

impl Quotes {
    pub(super) fn new(lines: &[Line]) -> Quotes {
        let mut seen = None;
        let latest = lines.iter().enumerate().map(|(index, line)| {
            if line.form != Form::Aside
                && let Some(at) = line.text.rfind(['“', '”', '「', '」'])
            {
                let open = line.text.get(at..).is_some_and(|t| t.starts_with(['“', '「']));
                seen = Some((index, open));
            }
            seen
        });
        Quotes { latest: latest.collect() }
    }

    /// A quotation begun in these lines is still open after them.
    pub(super) fn is_open(&self, lines: Range<usize>) -> bool {
        let last = lines.end.checked_sub(1).and_then(|i| self.latest.get(i));
        matches!(last, Some(Some((at, true))) if *at >= lines.start)
    }
}
