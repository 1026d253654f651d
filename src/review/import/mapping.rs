//! Which article of the draft before each article was: found by comparing, corrected by hand.
//!
//! A correction is sent as `map.EID.WORDS.FOUND` = former eId or `-`, where WORDS is a digest of the article's words and FOUND what
//! comparing had found. It holds as long as an article with these words, or else one with this number, is in the text.

use std::collections::{HashMap, HashSet};

use crate::form::Fields;
use crate::id;
use crate::law::diff::{self, Change, ChangeKind};
use crate::law::{Law, Provision, label};
use crate::phrases::Phrases;
use crate::regulation::lineage::Former;

use super::look::MOST;

/// Stands for no former article.
const NONE: &str = "-";
/// Up to so many former articles can all be chosen; of more only the near ones.
const ALL: usize = 60;
const NEAR: usize = 12;

/// A choice made by hand.
#[derive(Clone, Debug)]
pub struct Choice {
    eid: String,
    words: String,
    former: Option<String>,
}

/// One line of the table.
#[derive(Clone, Debug)]
pub struct Row {
    /// 第五条
    pub label: String,
    /// Name of its field.
    pub name: String,
    /// Former articles to choose from: value, label, chosen.
    pub options: Vec<(String, String, bool)>,
    /// What became of it.
    pub change: &'static str,
    /// Further former articles that were merged into it.
    pub also: String,
}

/// The whole mapping.
#[derive(Clone, Debug, Default)]
pub struct Mapping {
    /// Of each new article on the page.
    pub rows: Vec<Row>,
    /// Corrections of articles that are not on the page: name and value of their fields.
    pub kept: Vec<(String, String)>,
    /// How many of each kind of change.
    pub counts: Vec<(&'static str, usize)>,
    /// Former articles without a successor.
    pub gone: String,
    /// What will be stored.
    pub former: Former,
}

fn digest(article: &Provision) -> String {
    let words = article.plain_text();
    id::hex(&id::sha256(&[words.as_bytes()])).chars().take(10).collect()
}

/// The corrections of a form.
pub fn choices(fields: &Fields) -> Vec<Choice> {
    let read = |(name, value): &(String, String)| {
        let mut parts = name.strip_prefix("map.")?.split('.');
        let (eid, words, found) = (parts.next()?, parts.next()?, parts.next()?);
        let former = Some(value.clone()).filter(|v| v != NONE);
        (value != found).then(|| Choice { eid: eid.to_owned(), words: words.to_owned(), former })
    };
    fields.0.iter().filter_map(read).collect()
}

/// Choices that an amending text makes: it says itself where everything came from.
pub fn of_amended(law: &Law, former: &std::collections::BTreeMap<String, Vec<String>>) -> Vec<Choice> {
    let first = |eid: &str| former.get(eid).and_then(|all| all.first()).cloned();
    law.articles().map(|a| Choice { eid: a.eid.clone(), words: digest(a), former: first(&a.eid) }).collect()
}

/// The mapping of a text to the draft before, with the corrections that still make sense. `wanted` are the articles on the page.
pub fn read(t: &Phrases, older: &Law, law: &Law, choices: &[Choice], wanted: &HashSet<&str>) -> Mapping {
    let r = &t.review;
    let kinds = [
        (ChangeKind::Unchanged, r.map_unchanged),
        (ChangeKind::Changed, r.map_changed),
        (ChangeKind::Moved, r.map_moved),
        (ChangeKind::Added, r.map_added),
        (ChangeKind::Deleted, r.map_deleted),
        (ChangeKind::Split, r.map_split),
        (ChangeKind::Merged, r.map_merged),
    ];
    let changes = diff::articles(older, law);
    let mut of: HashMap<&str, Vec<&Change>> = HashMap::new();
    for change in &changes {
        of.entry(change.new.as_deref().unwrap_or_default()).or_default().push(change);
    }
    let olds: Vec<&str> = older.articles().map(|a| a.eid.as_str()).collect();
    let positions: HashMap<&str, usize> = olds.iter().zip(0..).map(|(eid, at)| (*eid, at)).collect();
    let digests: HashMap<String, String> = law.articles().map(|a| (a.eid.clone(), digest(a))).collect();
    let present: HashSet<&str> = digests.values().map(String::as_str).collect();
    // Of several choices for the same the first one holds.
    let by_words: HashMap<&str, &Choice> = choices.iter().rev().map(|c| (c.words.as_str(), c)).collect();
    let lost = choices.iter().rev().filter(|c| !present.contains(c.words.as_str()));
    let by_number: HashMap<&str, &Choice> = lost.map(|c| (c.eid.as_str(), c)).collect();
    let mut mapping = Mapping::default();
    let mut used: HashSet<String> = HashSet::new();
    let mut counted: HashMap<&'static str, usize> = HashMap::new();
    for (index, article) in law.articles().enumerate() {
        let found = of.get(article.eid.as_str()).map(Vec::as_slice).unwrap_or_default();
        let mut predecessors: Vec<&str> = found.iter().filter_map(|c| c.old.as_deref()).collect();
        let auto = predecessors.first().copied();
        let words = digests.get(&article.eid).map(String::as_str).unwrap_or_default();
        let choice = by_words
            .get(words)
            .or_else(|| by_number.get(article.eid.as_str()))
            .filter(|c| c.former.as_deref().is_none_or(|old| positions.contains_key(old)));
        let chosen = choice.map_or(auto, |c| c.former.as_deref());
        let by_hand = chosen != auto;
        if by_hand {
            predecessors = chosen.into_iter().collect();
        }
        let kind = found.first().map_or(ChangeKind::Added, |c| c.change);
        let change = match chosen {
            _ if !by_hand => kinds.iter().find(|(k, _)| *k == kind).map_or("", |(_, label)| *label),
            None => r.map_added,
            Some(_) => t.import.map_by_hand,
        };
        *counted.entry(change).or_default() += 1;
        used.extend(predecessors.iter().map(|old| (*old).to_owned()));
        if let Some(old) = chosen {
            mapping.former.insert(article.eid.clone(), old.to_owned());
        }
        let name = format!("map.{}.{words}.{}", article.eid, auto.unwrap_or(NONE));
        if !wanted.contains(article.eid.as_str()) {
            mapping.kept.extend(by_hand.then(|| (name, chosen.unwrap_or(NONE).to_owned())));
            continue;
        }
        let middle = chosen.or(auto).and_then(|old| positions.get(old)).copied().unwrap_or(index);
        let near = |at: usize| olds.len() <= ALL || at.abs_diff(middle) <= NEAR;
        let option = |(eid, at): (&&str, usize)| near(at).then(|| ((*eid).to_owned(), label::label_of(eid), chosen == Some(*eid)));
        let none = (NONE.to_owned(), t.import.map_none.to_owned(), chosen.is_none());
        let more: Vec<String> = predecessors.iter().skip(1).map(|old| label::label_of(old)).collect();
        mapping.rows.push(Row {
            label: label::label_of(&article.eid),
            name,
            options: std::iter::once(none).chain(olds.iter().zip(0..).filter_map(option)).collect(),
            change,
            also: if more.is_empty() { String::new() } else { t.import.map_also.replace("{x}", &more.join("、")) },
        });
    }
    let gone: Vec<String> = olds.iter().filter(|old| !used.contains(**old)).map(|old| label::label_of(old)).collect();
    if !gone.is_empty() {
        counted.insert(r.map_deleted, gone.len());
    }
    let labels = kinds.iter().map(|(_, label)| *label).chain([t.import.map_by_hand]);
    mapping.counts = labels.filter_map(|label| Some((label, *counted.get(label)?))).collect();
    mapping.gone = gone.iter().take(MOST).map(String::as_str).collect::<Vec<_>>().join("、");
    if gone.len() > MOST {
        mapping.gone = t.import.map_gone_more.replace("{x}", &mapping.gone).replace("{n}", &gone.len().to_string());
    }
    mapping
}
