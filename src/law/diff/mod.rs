//! Two versions of a regulation side by side: which article became which, and which words changed.
//!
//! [`articles`] aligns the articles, also when every number shifts; [`words`] marks the words inserted and
//! deleted between two texts. Width, white space and the shape of quotation marks never count as a change: old
//! and new are often typed by two hands. Read next: `align` (who matches whom), `similarity` (how alike), `sides` (in columns).

mod align;
mod sides;
mod similarity;
mod words;

use super::Law;
use serde::Serialize;
pub use sides::{lines, new_side, old_side};
pub use words::{words, words_cut};

/// What became of an article.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// Same number, same words.
    Unchanged,
    /// Other words; the number may differ too.
    Changed,
    /// Only in the new version.
    Added,
    /// Only in the old version.
    Deleted,
    /// Same words under another number.
    Moved,
    /// One old article became several; one row for each of the new ones.
    Split,
    /// Several old articles became one; one row for each of the old ones.
    Merged,
}

impl ChangeKind {
    /// The word used in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            ChangeKind::Unchanged => "unchanged",
            ChangeKind::Changed => "changed",
            ChangeKind::Added => "added",
            ChangeKind::Deleted => "deleted",
            ChangeKind::Moved => "moved",
            ChangeKind::Split => "split",
            ChangeKind::Merged => "merged",
        }
    }
}

/// One row of the comparison.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    /// eId of the article in the old version.
    pub old: Option<String>,
    /// eId of the article in the new version.
    pub new: Option<String>,
    /// What became of it.
    pub change: ChangeKind,
}

/// A stretch of words and what happened to it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Edit {
    /// What happened.
    pub kind: EditKind,
    /// The words as printed, line breaks included.
    pub text: String,
}

/// What happened to a stretch of words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum EditKind {
    /// In both versions; shown as the new version prints it.
    Same,
    /// Only in the new version.
    Ins,
    /// Only in the old version.
    Del,
}

/// Aligns the articles of two versions. Rows follow the new version; a deleted article stands where it was.
/// Texts without articles are compared by their outermost provisions.
pub fn articles(old: &Law, new: &Law) -> Vec<Change> {
    let old = entries(old);
    let new = entries(new);
    align::align(&old, &new)
}

/// Whether two texts are the same up to width, white space and the shape of quotation marks.
pub fn is_same(old: &str, new: &str) -> bool {
    words::folded(old) == words::folded(new)
}

/// How alike a text is to each of some others, from 0 for no two characters in common to 1 for the same words. Rare pairs of characters
/// count more; a text without words is like nothing. To three places, so that equal words are equally alike.
pub fn alike(text: &str, others: &[String]) -> Vec<f32> {
    let entry = |text: &str| Entry { eid: String::new(), text: words::folded(text) };
    let (one, many) = ([entry(text)], others.iter().map(|other| entry(other)).collect::<Vec<_>>());
    if one.iter().all(|entry| entry.text.is_empty()) {
        return vec![0.0; others.len()];
    }
    let alike = similarity::Profiles::new(&one, &many).matrix().pop().unwrap_or_default();
    alike.into_iter().map(|score| (score * 1000.0).round() / 1000.0).collect()
}

/// An article ready to be compared.
pub(super) struct Entry {
    eid: String,
    /// The words without what does not count.
    text: Vec<char>,
}

fn entries(law: &Law) -> Vec<Entry> {
    let entry = |p: &super::Provision| Entry { eid: p.eid.clone(), text: words::folded(&format!("{}{}", p.heading, p.plain_text())) };
    let articles: Vec<Entry> = law.articles().map(entry).collect();
    if articles.is_empty() {
        return law.provisions.iter().map(entry).collect();
    }
    articles
}

#[cfg(test)]
mod tests;
