//! What was read, for looking at: structure, warnings, mapping, what an amending text could not do.

use super::fix::{self, Stretch};
use super::mapping::{self, Mapping};
use super::parse::{self, Filled};
use super::said;
use crate::form::FormState;
use crate::id;
use crate::law::{Kind, label};
use crate::phrases::Phrases;
use crate::regulation::lineage;
use crate::regulation::texts::Text;

/// What was read.
pub struct Read {
    /// The title.
    pub title: String,
    /// Digest of the text looked at.
    pub digest: String,
    /// Articles and the divisions around them.
    pub lines: Vec<Line>,
    /// All units.
    pub units: usize,
    /// What is odd.
    pub warnings: Vec<Odd>,
    /// Against the draft before; nothing for a first one.
    pub mapping: Mapping,
    /// Days of the consultation if they are few.
    pub short: Option<i64>,
    /// Line numbers and lines of the text.
    pub numbered: Vec<(usize, String)>,
    /// Whether the text was made of an amending text.
    pub amended: bool,
    /// Digest of the amending text and its base.
    pub applied: String,
    /// Instructions that were carried out: the beginning of each, and where.
    pub done: Vec<(String, String)>,
    /// Instructions that were not, to be ticked off.
    pub left: Vec<LeftOver>,
    /// How many references followed new numbers.
    pub followed: usize,
    /// References to what was deleted.
    pub dangling: Vec<String>,
    /// Line numbers and lines of the amending text.
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
    /// The lines of the text it was read from.
    pub stretch: Stretch,
}

/// A warning.
pub struct Odd {
    /// Line of the text.
    pub line: usize,
    /// One sentence.
    pub message: String,
    /// The line, to be put right.
    pub stretch: Stretch,
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
    /// Its line, to be put right.
    pub stretch: Stretch,
    /// Somebody has read it.
    pub ticked: bool,
}

fn numbered(text: &str) -> Vec<(usize, String)> {
    let lines = text.lines().zip(1..).map(|(line, n)| (n, line.trim().to_owned()));
    lines.filter(|(_, line)| !line.is_empty()).collect()
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
        let shown: Vec<&crate::law::Provision> = law.walk().filter(|p| p.kind <= Kind::Article).collect();
        let begins: Vec<usize> = shown.iter().map(|p| p.line).collect();
        let line = |(index, p): (usize, &&crate::law::Provision)| {
            let words = if p.kind == Kind::Article { p.plain_text().replace('\n', " ") } else { String::new() };
            let short: String = words.chars().take(60).collect();
            let cut = if short.len() < words.len() { "……" } else { "" };
            Line {
                depth: usize::from(p.kind == Kind::Article),
                head: format!("{} {}", p.number, p.heading).trim_end().to_owned(),
                words: format!("{short}{cut}"),
                stretch: Stretch::of(text, &format!("t{index}"), p.line, fix::end_of(law, text, p.line, &begins)),
            }
        };
        let odd = |(index, w): (usize, &crate::law::Warning)| Odd {
            line: w.line,
            message: said::oddity(t, &w.kind),
            stretch: Stretch::of(text, &format!("w{index}"), w.line, w.line),
        };
        let amending = filled.amending.as_ref();
        let decision = amending.map(|a| a.decision.as_str()).unwrap_or_default();
        let left = amending.into_iter().flat_map(|a| a.applied.left.iter()).enumerate().map(|(index, left)| {
            let i = &left.instruction;
            let hash = id::hex(&id::sha256(&[i.text.as_bytes(), left.why.to_string().as_bytes()]));
            let id = hash.chars().take(12).collect::<String>();
            let end = i.line + i.text.matches('\n').count();
            LeftOver {
                line: i.line,
                text: i.text.clone(),
                why: said::why(t, &left.why),
                stretch: Stretch::of(decision, &format!("d{index}"), i.line, end),
                ticked: form.is("left", &id),
                id,
            }
        });
        let followed = amending.map(|a| a.applied.followed.as_slice()).unwrap_or_default();
        let dangling = followed
            .iter()
            .filter(|f| f.to.is_none())
            .map(|f| t.import.followed_gone.replace("{place}", &label::label_of(&f.eid)).replace("{x}", &f.from));
        let mapping = older.map(|older| {
            let older = lineage::law(older);
            let choices = match amending.filter(|a| a.fresh && of_newest) {
                Some(made) => mapping::of_amended(law, &made.applied.former),
                None => mapping::choices(&form.fields),
            };
            mapping::read(t, &older, law, &choices)
        });
        let days = filled.period.map(|(opens, closes)| (closes - opens).num_days() + 1);
        Read {
            title: law.title.clone(),
            digest: parse::digest(text, decision),
            lines: shown.iter().enumerate().map(line).collect(),
            units: law.walk().count(),
            warnings: law.warnings.iter().enumerate().map(odd).collect(),
            mapping: mapping.unwrap_or_default(),
            short: days.filter(|d| *d < 15),
            numbered: numbered(text),
            amended: amending.is_some(),
            applied: amending.map(|a| a.digest.clone()).filter(|_| amending.is_some_and(|a| !a.stale)).unwrap_or_default(),
            done: amending.into_iter().flat_map(|a| a.applied.done.iter()).map(done).collect(),
            left: left.collect(),
            followed: followed.iter().filter(|f| f.to.is_some()).count(),
            dangling: dangling.collect(),
            numbered_decision: numbered(decision),
        }
    }

    /// Articles.
    pub fn articles(&self) -> usize {
        self.lines.iter().filter(|line| line.depth > 0).count()
    }
}
