//! Which article of a draft was which article of the draft before, through all drafts of a regulation.
//!
//! A published draft carries its lineage (`former_eid`); where none of its articles has any, the texts are aligned by
//! [`crate::law::diff`]. Used for traces, for comparing versions and for finding the place of a suggestion in the newest draft.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use diesel::QueryResult;

use super::query::Stage;
use super::texts::{Text, Texts};
use crate::db::Conn;
use crate::law::Law;
use crate::law::diff::{self, ChangeKind};

/// Article eId in a draft → eId in the draft before.
pub type Former = HashMap<String, String>;

/// Which articles of two drafts that follow each other belong together. Kept with the newer text: [`Text::since`].
#[derive(Debug, Default)]
pub struct Lineage {
    /// Old and new eIds; a merged article stands there once for each it was made from, a split one once for each it became.
    pub pairs: Vec<(String, String)>,
    /// Places in `pairs`, by old and by new eId.
    of_old: HashMap<String, Vec<usize>>,
    of_new: HashMap<String, Vec<usize>>,
}

impl Lineage {
    /// Published lineage goes first; it names one predecessor only, so the others of a merged article come from the alignment.
    pub fn of(older: &Text, newer: &Text) -> Self {
        let published = newer.articles().filter_map(|p| Some((p.former_eid.clone()?, p.eid.clone())));
        let mut pairs: Vec<(String, String)> = published.filter(|(old, _)| older.article(old).is_some()).collect();
        let rows = diff::articles(older.law(), newer.law()).into_iter();
        if pairs.is_empty() {
            pairs = rows.filter_map(|row| row.old.zip(row.new)).collect();
        } else {
            let merged: Vec<(String, String)> =
                rows.filter(|row| row.change == ChangeKind::Merged).filter_map(|row| row.old.zip(row.new)).collect();
            let known: HashSet<(String, String)> = pairs.iter().cloned().collect();
            let taken: HashSet<&String> = known.iter().map(|(old, _)| old).collect();
            // Where somebody chose another predecessor by hand, the alignment has nothing to add.
            let agreed: HashSet<&String> = merged.iter().filter(|pair| known.contains(*pair)).map(|(_, new)| new).collect();
            pairs.extend(merged.iter().filter(|(old, new)| !taken.contains(old) && agreed.contains(new)).cloned());
        }
        let mut lineage = Self { pairs, ..Self::default() };
        for (at, (old, new)) in lineage.pairs.iter().enumerate() {
            lineage.of_old.entry(old.clone()).or_default().push(at);
            lineage.of_new.entry(new.clone()).or_default().push(at);
        }
        lineage
    }

    /// What became of some articles of the older draft, in the order of `newer`, which is the newer one.
    pub fn successors(&self, newer: &Text, eids: &[String]) -> Vec<String> {
        let places = eids.iter().filter_map(|eid| self.of_old.get(eid)).flatten();
        in_order(newer, places.filter_map(|at| self.pairs.get(*at)).map(|(_, new)| new))
    }

    /// What some articles of the newer draft came from, in the order of `older`, which is the older one.
    pub fn predecessors(&self, older: &Text, eids: &[String]) -> Vec<String> {
        let places = eids.iter().filter_map(|eid| self.of_new.get(eid)).flatten();
        in_order(older, places.filter_map(|at| self.pairs.get(*at)).map(|(old, _)| old))
    }
}

/// Each once, in the order of the text.
fn in_order<'a>(text: &Text, eids: impl Iterator<Item = &'a String>) -> Vec<String> {
    let found: BTreeMap<usize, &String> = eids.filter_map(|eid| Some((text.place(eid)?, eid))).collect();
    found.into_values().cloned().collect()
}

/// Old and new eIds that belong together in the first and the last of several drafts that follow each other, oldest first.
pub fn pairs_through(texts: &[Arc<Text>]) -> Vec<(String, String)> {
    let mut steps = texts.iter().zip(texts.iter().skip(1)).map(|(older, newer)| newer.since(older));
    let Some(first) = steps.next() else { return Vec::new() };
    steps.fold(first.pairs.clone(), |so_far, step| {
        let onward = |(old, middle): &(String, String)| {
            let places = step.of_old.get(middle).map(Vec::as_slice).unwrap_or_default();
            places.iter().filter_map(|at| step.pairs.get(*at)).map(|(_, new)| (old.clone(), new.clone())).collect::<Vec<_>>()
        };
        so_far.iter().flat_map(onward).collect()
    })
}

/// The lineage of a text that has not been published yet.
pub fn align(older: &Law, newer: &Law) -> Former {
    let mut former = Former::new();
    for change in diff::articles(older, newer) {
        if let (Some(old), Some(new)) = (change.old, change.new) {
            // Of several articles merged into one, the first is kept.
            former.entry(new).or_insert(old);
        }
    }
    former
}

/// An article at one draft on its way: none, one, or several where it was split or made from several.
#[derive(Clone, Debug)]
pub struct Station {
    /// The draft.
    pub stage: Stage,
    /// Its text.
    pub text: Arc<Text>,
    /// The articles; empty where it does not exist.
    pub eids: Vec<String>,
}

impl Station {
    /// The words of the article here.
    pub fn words(&self) -> String {
        self.eids.iter().map(|eid| self.text.words(eid)).collect::<Vec<_>>().join("\n")
    }

    /// The same, line by line.
    pub fn lines(&self) -> Vec<String> {
        self.words().lines().map(str::to_owned).collect()
    }
}

/// Drafts with their texts.
pub fn texts(conn: &mut Conn, texts: &Texts, stages: &[Stage]) -> QueryResult<Vec<(Stage, Arc<Text>)>> {
    stages.iter().map(|stage| Ok((stage.clone(), texts.of(conn, stage.draft.id)?))).collect()
}

/// The way of the article `eid` of the draft at `start` through all drafts, oldest first: back to everything it was made from, on to
/// everything it became.
pub fn way(drafts: &[(Stage, Arc<Text>)], start: usize, eid: &str) -> Vec<Station> {
    let text = |at: usize| drafts.get(at).map(|(_, text)| text);
    let mut found: Vec<Vec<String>> = vec![Vec::new(); drafts.len()];
    let mut set = |at: usize, eids: &[String]| {
        if let Some(slot) = found.get_mut(at) {
            *slot = eids.to_vec();
        }
    };
    let mut here = vec![eid.to_owned()];
    set(start, &here);
    for at in (0..start).rev() {
        let Some((older, newer)) = text(at).zip(text(at + 1)) else { break };
        here = newer.since(older).predecessors(older, &here);
        set(at, &here);
    }
    here = vec![eid.to_owned()];
    for at in start + 1..drafts.len() {
        let Some((older, newer)) = text(at - 1).zip(text(at)) else { break };
        here = newer.since(older).successors(newer, &here);
        set(at, &here);
    }
    drafts.iter().zip(found).map(|((stage, text), eids)| Station { stage: stage.clone(), text: Arc::clone(text), eids }).collect()
}

/// The place in the newest of `drafts` that a place in the draft at `start` became: the same paragraph or item where it still exists,
/// else its article; `None` where the article is gone.
pub fn newest_place(drafts: &[(Stage, Arc<Text>)], start: usize, eid: &str) -> Option<String> {
    let (article, below) = eid.split_once("__").map_or((eid, None), |(article, below)| (article, Some(below)));
    let station = way(drafts, start, article).pop()?;
    let article = station.eids.first()?.clone();
    let finer = below.map(|below| format!("{article}__{below}")).filter(|eid| station.text.find(eid).is_some());
    Some(finer.unwrap_or(article))
}
