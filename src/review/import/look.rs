//! What was read, for looking at: structure, warnings, mapping, what an amending text could not do.

use std::collections::HashSet;
use std::ops::Range;

use super::fix::{Ends, Lines, Stretch};
use super::mapping::{self, Mapping};
use super::parse::{self, Filled};
use super::said;
use crate::form::FormState;
use crate::id;
use crate::law::{Kind, label};
use crate::phrases::Phrases;
use crate::regulation::texts::Text;

/// Chapters and articles on one page, and warnings and leftovers open for mending: of a very long text the rest comes page by page.
pub const MOST: usize = 200;
/// Up to so many lines a text is shown whole with its line numbers.
const MOST_LINES: usize = 3_000;

/// What was read.
pub struct Read {
    /// The title.
    pub title: String,
    /// Digest of the text looked at.
    pub digest: String,
    /// Articles and the divisions around them, on the page asked for.
    pub lines: Vec<Line>,
    /// The pages: value and label of each, and whether it is the one shown. One where everything fits.
    pub parts: Vec<(usize, String, bool)>,
    /// All articles.
    pub articles: usize,
    /// All units.
    pub units: usize,
    /// What is odd, the first of it.
    pub warnings: Vec<Odd>,
    /// How much is odd in all.
    pub warned: usize,
    /// Against the draft before; nothing for a first one.
    pub mapping: Mapping,
    /// Days of the consultation if they are few.
    pub short: Option<i64>,
    /// Line numbers and lines of the text; of a very long one those the page speaks of.
    pub numbered: Vec<(usize, String)>,
    /// Whether these are all.
    pub numbered_whole: bool,
    /// Whether the text was made of an amending text.
    pub amended: bool,
    /// Digest of the amending text and its base.
    pub applied: String,
    /// Instructions that were carried out, the first of them: the beginning of each, and where.
    pub done: Vec<(String, String)>,
    /// How many were carried out.
    pub done_count: usize,
    /// Instructions that were not, to be ticked off. Of very many, those that are not ticked yet, and not all at once.
    pub left: Vec<LeftOver>,
    /// How many were not carried out.
    pub left_count: usize,
    /// Values of the boxes that are ticked but not shown.
    pub ticked: Vec<String>,
    /// Whether something is left that nobody has ticked.
    pub unread: bool,
    /// How many references followed new numbers.
    pub followed: usize,
    /// References that no longer fit and were not changed.
    pub dangling: Vec<String>,
    /// Line numbers and lines of the amending text, as above.
    pub numbered_decision: Vec<(usize, String)>,
}

/// One line of the tree.
pub struct Line {
    /// How deep it lies.
    pub depth: usize,
    /// 第五条 and its caption, or a chapter.
    pub head: String,
    /// The beginning of its words.
    pub words: String,
    /// The lines of the text it was read from, unless they stand open before: many articles may lie on one line.
    pub stretch: Option<Stretch>,
}

/// A warning.
pub struct Odd {
    /// Line of the text.
    pub line: usize,
    /// One sentence.
    pub message: String,
    /// The line, to be put right, unless it stands open before.
    pub stretch: Option<Stretch>,
}

/// An instruction that could not be carried out.
pub struct LeftOver {
    /// Value of its box, from its words.
    pub id: String,
    /// Line of the amending text.
    pub line: usize,
    /// What it says.
    pub text: String,
    /// Why it was not carried out.
    pub why: String,
    /// Its line, to be put right, unless it stands open before.
    pub stretch: Option<Stretch>,
    /// Somebody has read it.
    pub ticked: bool,
}

/// All lines of a text, or of a very long one only those wanted.
fn numbered(lines: &Lines<'_>, wanted: impl Fn(usize) -> bool) -> Vec<(usize, String)> {
    let whole = lines.count() <= MOST_LINES;
    lines.numbered().filter(|(n, _)| whole || wanted(*n)).map(|(n, line)| (n, line.to_owned())).collect()
}

/// The page of the tree asked for, by a button or as before: its place, and the places of its provisions among `count`.
fn part(form: &FormState, count: usize) -> (usize, Range<usize>) {
    let asked = form.fields.get("do").strip_prefix("part-").unwrap_or(form.fields.get("part"));
    let last = count.div_ceil(MOST).saturating_sub(1);
    let part = asked.parse().unwrap_or(0usize).min(last);
    (part, part * MOST..((part + 1) * MOST).min(count))
}

/// Leaves each stretch of lines open once only: a whole law on one line would otherwise stand there once for each article.
fn once<'a>(stretches: impl Iterator<Item = &'a mut Option<Stretch>>) {
    let mut open = HashSet::new();
    for stretch in stretches {
        if stretch.as_ref().is_some_and(|s| !open.insert((s.from, s.to))) {
            *stretch = None;
        }
    }
}

/// The beginning of an instruction, and the provisions it changed.
fn done(done: &crate::law::amend::Done) -> (String, String) {
    const MOST: usize = 50;
    let text = &done.instruction.text;
    let cut = if text.chars().count() > MOST { "……" } else { "" };
    let words: String = text.chars().take(MOST).collect();
    let places: Vec<String> = done.eids.iter().take(8).map(|eid| label::label_of(eid)).collect();
    (format!("{words}{cut}"), places.join("、"))
}

impl Read {
    /// Everything the page shows of a text. `older` is the draft before; `of_newest`: an amending text amends that one.
    pub fn of(t: &Phrases, filled: &Filled, form: &FormState, older: Option<&Text>, of_newest: bool) -> Read {
        let (text, law) = (filled.text.as_str(), &filled.law);
        let lines = Lines::of(text);
        let all: Vec<&crate::law::Provision> = law.walk().filter(|p| p.kind <= Kind::Article).collect();
        let ends = Ends::of(law, &lines, all.iter().map(|p| p.line));
        let (part, places) = part(form, all.len());
        let shown = all.get(places).unwrap_or_default();
        let line = |(index, p): (usize, &&crate::law::Provision)| {
            let words = if p.kind == Kind::Article { p.plain_text().replace('\n', " ") } else { String::new() };
            let short: String = words.chars().take(60).collect();
            let cut = if short.len() < words.len() { "……" } else { "" };
            Line {
                depth: usize::from(p.kind == Kind::Article),
                head: format!("{} {}", p.number, p.heading).trim_end().to_owned(),
                words: format!("{short}{cut}"),
                stretch: Some(lines.stretch(&format!("t{index}"), p.line, ends.of_line(p.line))),
            }
        };
        let odd = |(index, w): (usize, &crate::law::Warning)| Odd {
            line: w.line,
            message: said::oddity(t, &w.kind),
            stretch: Some(lines.stretch(&format!("w{index}"), w.line, w.line)),
        };
        let name = |(at, all): (usize, &[&crate::law::Provision])| {
            let label = |p: Option<&&crate::law::Provision>| p.map(|p| p.number.clone()).unwrap_or_default();
            let range = t.citizen.period.replace("{from}", &label(all.first())).replace("{to}", &label(all.last()));
            (at, range, at == part)
        };
        let amending = filled.amending.as_ref();
        let decision = amending.map(|a| a.decision.as_str()).unwrap_or_default();
        let decision_lines = Lines::of(decision);
        let ticks: HashSet<&str> = form.fields.all("left").collect();
        let left = amending.into_iter().flat_map(|a| a.applied.left.iter()).enumerate().map(|(index, left)| {
            let i = &left.instruction;
            let hash = id::hex(&id::sha256(&[i.text.as_bytes(), left.why.to_string().as_bytes()]));
            let id = hash.chars().take(12).collect::<String>();
            let end = i.line + i.text.matches('\n').count();
            LeftOver {
                line: i.line,
                text: i.text.clone(),
                why: said::why(t, &left.why),
                stretch: Some(decision_lines.stretch(&format!("d{index}"), i.line, end)),
                ticked: ticks.contains(id.as_str()),
                id,
            }
        });
        let mut left: Vec<LeftOver> = left.collect();
        once(left.iter_mut().map(|left| &mut left.stretch));
        let (left_count, unread) = (left.len(), left.iter().any(|left| !left.ticked));
        let mut ticked = Vec::new();
        if left_count > MOST {
            ticked.extend(left.extract_if(.., |left| left.ticked).map(|left| left.id));
            left.truncate(MOST);
        }
        let followed = amending.map(|a| a.applied.followed.as_slice()).unwrap_or_default();
        let dangling = followed.iter().filter(|f| !f.done).take(MOST).map(|f| {
            let sentence = if f.to.is_some() { t.import.followed_not } else { t.import.followed_gone };
            let now = f.to.as_deref().unwrap_or_default();
            sentence.replace("{place}", &label::label_of(&f.eid)).replace("{x}", &f.from).replace("{y}", now)
        });
        let mapping = older.map(|older| {
            let choices = match amending.filter(|a| a.fresh && of_newest) {
                Some(made) => mapping::of_amended(law, &made.applied.former),
                None => mapping::choices(&form.fields),
            };
            let wanted: HashSet<&str> = shown.iter().map(|p| p.eid.as_str()).collect();
            mapping::read(t, older.law(), law, &choices, &wanted)
        });
        let days = filled.period.map(|(opens, closes)| (closes - opens).num_days() + 1);
        let mut warnings: Vec<Odd> = law.warnings.iter().take(MOST).enumerate().map(odd).collect();
        once(warnings.iter_mut().map(|odd| &mut odd.stretch));
        let mut tree: Vec<Line> = shown.iter().enumerate().map(line).collect();
        once(tree.iter_mut().map(|line| &mut line.stretch));
        let spoken: HashSet<usize> = warnings.iter().map(|w| w.line).chain(left.iter().map(|left| left.line)).collect();
        let (from, to) = (shown.first().map_or(1, |p| p.line), shown.last().map_or(1, |p| ends.of_line(p.line)));
        Read {
            title: law.title.clone(),
            digest: parse::digest(text, decision),
            lines: tree,
            parts: all.chunks(MOST).enumerate().map(name).collect(),
            articles: all.iter().filter(|p| p.kind == Kind::Article).count(),
            units: law.walk().count(),
            warnings,
            warned: law.warnings.len(),
            mapping: mapping.unwrap_or_default(),
            short: days.filter(|d| *d < 15),
            numbered: numbered(&lines, |n| (from..=to).contains(&n) || spoken.contains(&n)),
            numbered_whole: lines.count() <= MOST_LINES,
            amended: amending.is_some(),
            applied: amending.map(|a| a.digest.clone()).filter(|_| amending.is_some_and(|a| !a.stale)).unwrap_or_default(),
            done: amending.into_iter().flat_map(|a| a.applied.done.iter()).take(MOST).map(done).collect(),
            done_count: amending.map_or(0, |a| a.applied.done.len()),
            left_count,
            ticked,
            unread,
            followed: followed.iter().filter(|f| f.done).count(),
            dangling: dangling.collect(),
            numbered_decision: numbered(&decision_lines, |n| spoken.contains(&n)),
            left,
        }
    }

    /// The page before and the page after the one shown.
    pub fn neighbours(&self) -> (Option<usize>, Option<usize>) {
        let at = self.parts.iter().position(|(_, _, shown)| *shown).unwrap_or_default();
        (at.checked_sub(1), Some(at + 1).filter(|next| *next < self.parts.len()))
    }
}
