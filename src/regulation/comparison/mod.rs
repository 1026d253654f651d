//! 对照表: two drafts of a regulation side by side, article by article and word by word.
//!
//! [`Comparison`] is the table; [`show`] is its page, [`document`] the same as a Word document. Which article became which comes from
//! [`super::lineage`]; words are compared by [`crate::law::diff`] along jieba's word boundaries.

pub mod document;
mod rows;
pub mod show;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use super::lineage;
use super::query::{self, Stage};
use crate::db::Conn;
use crate::error::Error;
use crate::form::Fields;
use crate::html::Page;
use crate::law::diff::{ChangeKind, Edit};
use crate::phrases::Phrases;

/// What a row of the table is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// The heading of a part, chapter or section; its depth, 0 for the outermost.
    Division(i32),
    /// Articles: one on each side, none where it was added or deleted, several where articles were merged or split.
    Article,
}

/// One heading or article on one side.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its eId in its own draft.
    pub eid: String,
    /// 第五条, as printed; empty for headings, whose number is among the words.
    pub number: String,
    /// Its words, line by line, with what became of them.
    pub lines: Vec<Vec<Edit>>,
}

/// One row of the table.
#[derive(Clone, Debug)]
pub struct Row {
    /// What it is about.
    pub unit: Unit,
    /// What happened.
    pub change: ChangeKind,
    /// In the older draft.
    pub old: Vec<Part>,
    /// In the newer draft.
    pub new: Vec<Part>,
    /// Both in one text, line by line.
    pub lines: Vec<Vec<Edit>>,
}

impl Row {
    /// Whether the words are the same; the number may differ.
    pub fn is_same(&self) -> bool {
        matches!(self.change, ChangeKind::Unchanged | ChangeKind::Moved)
    }

    /// Its anchor on the page.
    pub fn anchor(&self) -> String {
        match (self.new.first(), self.old.first()) {
            (Some(part), _) => part.eid.clone(),
            (None, Some(part)) => format!("old-{}", part.eid),
            (None, None) => String::new(),
        }
    }

    /// Whether it is a heading.
    pub fn is_division(&self) -> bool {
        matches!(self.unit, Unit::Division(_))
    }
}

/// The kinds of change in the order people ask for them.
pub const KINDS: [ChangeKind; 7] = [
    ChangeKind::Changed,
    ChangeKind::Added,
    ChangeKind::Deleted,
    ChangeKind::Split,
    ChangeKind::Merged,
    ChangeKind::Moved,
    ChangeKind::Unchanged,
];

/// What happened, in the reader's language.
pub fn label(change: ChangeKind, t: &Phrases) -> &'static str {
    match change {
        ChangeKind::Unchanged => t.comparison.unchanged,
        ChangeKind::Changed => t.comparison.changed,
        ChangeKind::Added => t.comparison.added,
        ChangeKind::Deleted => t.comparison.deleted,
        ChangeKind::Moved => t.comparison.moved,
        ChangeKind::Split => t.comparison.split,
        ChangeKind::Merged => t.comparison.merged,
    }
}

/// The colour of its tag; the words say the same.
pub fn class(change: ChangeKind) -> &'static str {
    match change {
        ChangeKind::Unchanged | ChangeKind::Moved => "",
        ChangeKind::Changed => "tag-info",
        ChangeKind::Added => "tag-ok",
        ChangeKind::Deleted => "tag-err",
        ChangeKind::Split | ChangeKind::Merged => "tag-teal",
    }
}

/// Two drafts compared.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// The older draft.
    pub older: Stage,
    /// The newer draft.
    pub newer: Stage,
    /// Headings and articles in the order of the newer draft; what was deleted stands where it was.
    pub rows: Arc<Vec<Row>>,
}

impl Comparison {
    /// How many rows of articles there are of each kind, in the order of [`KINDS`].
    pub fn tally(&self) -> Vec<(ChangeKind, usize)> {
        let count = |kind| self.rows.iter().filter(|row| !row.is_division() && row.change == kind).count();
        KINDS.into_iter().map(|kind| (kind, count(kind))).collect()
    }

    /// All rows, or those in which something changed, as people asked.
    pub fn chosen(&self, only_changed: bool) -> Vec<&Row> {
        if only_changed { self.changed() } else { self.rows.iter().collect() }
    }

    /// Rows in which something changed, with the headings they stand under. A new number alone counts as a change.
    pub fn changed(&self) -> Vec<&Row> {
        // From the end: a heading stays when a row below it stays, before the next heading of its own depth.
        let mut wanted = i32::MIN;
        let mut out: Vec<&Row> = Vec::new();
        for row in self.rows.iter().rev() {
            let stays = match row.unit {
                Unit::Division(depth) => row.change != ChangeKind::Unchanged || depth < wanted,
                Unit::Article => row.change != ChangeKind::Unchanged,
            };
            if stays {
                wanted = if let Unit::Division(depth) = row.unit { depth } else { i32::MAX };
                out.push(row);
            }
        }
        out.reverse();
        out
    }
}

/// A regulation's drafts and, where two different ones were asked for, what changed between them.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// All drafts, in order of number; never empty.
    pub stages: Vec<Stage>,
    /// The numbers asked for, the older first; the last two drafts where nothing was asked for.
    pub asked: (i32, i32),
    /// The table; none when both are the same draft.
    pub comparison: Option<Comparison>,
}

/// Loads what `from=` and `to=` ask for. 404 for a draft that is not there.
pub fn load(conn: &mut Conn, page: &Page, slug: &str, fields: &Fields) -> Result<Loaded, Error> {
    let stages = query::stages_of(conn, slug)?;
    let place = |name: &str, other: Option<usize>| match fields.some(name) {
        Some(number) => stages.iter().position(|s| s.draft.number.to_string() == number),
        None => other,
    };
    let last = place("to", stages.len().checked_sub(1)).ok_or(Error::NotFound)?;
    let first = place("from", Some(last.saturating_sub(1))).ok_or(Error::NotFound)?;
    let (first, last) = (first.min(last), first.max(last));
    let between: Vec<&Stage> = stages.iter().skip(first).take(last + 1 - first).collect();
    let [older, .., newer] = between.as_slice() else {
        let number = between.first().map_or(0, |s| s.draft.number);
        return Ok(Loaded { asked: (number, number), comparison: None, stages });
    };
    let mut texts = Vec::new();
    for stage in &between {
        texts.push(page.app.texts.of(conn, stage.draft.id)?);
    }
    let (Some(old), Some(new)) = (texts.first(), texts.last()) else { return Err(Error::NotFound) };
    let rows = page.app.texts.compared((older.draft.id, newer.draft.id), || rows::of(old, new, &lineage::pairs_through(&texts)));
    let comparison = Comparison { older: (*older).clone(), newer: (*newer).clone(), rows };
    let asked = (older.draft.number, newer.draft.number);
    Ok(Loaded { asked, comparison: Some(comparison), stages })
}
