//! Which article of a draft was which article of the draft before, through all drafts of a regulation.
//!
//! A published draft carries its lineage (`former_eid`); where none of its articles has any, the texts are aligned by
//! [`crate::law::diff`]. Used for traces, for comparing versions and for finding the place of a suggestion in the newest draft.

use std::collections::HashMap;
use std::sync::Arc;

use diesel::QueryResult;

use super::query::Stage;
use super::texts::{Text, Texts};
use crate::db::Conn;
use crate::law::diff::{self, ChangeKind};
use crate::law::{Kind, Law, Provision};

/// Article eId in a draft → eId in the draft before.
pub type Former = HashMap<String, String>;

/// The lineage of a draft: as it was published, else by alignment.
pub fn former(older: &Text, newer: &Text) -> Former {
    let known: Former = newer.articles().filter_map(|p| Some((p.eid.clone(), p.former_eid.clone()?))).collect();
    if known.is_empty() { align(&law(older), &law(newer)) } else { known }
}

/// Old and new eIds that belong together in two drafts that follow each other; a merged article stands there once for each it was made
/// from. Published lineage goes first; it names one predecessor only, so the others of a merged article come from the alignment.
pub fn pairs(older: &Text, newer: &Text) -> Vec<(String, String)> {
    let rows = diff::articles(&law(older), &law(newer));
    let known: Vec<(String, String)> = newer
        .articles()
        .filter_map(|p| Some((p.former_eid.clone()?, p.eid.clone())))
        .filter(|(old, _)| older.article(old).is_some())
        .collect();
    let is_open = |old: &String| known.is_empty() || !known.iter().any(|(taken, _)| taken == old);
    let aligned = rows.into_iter().filter(|row| known.is_empty() || row.change == ChangeKind::Merged);
    let more: Vec<(String, String)> = aligned.filter_map(|row| row.old.zip(row.new)).filter(|(old, _)| is_open(old)).collect();
    known.into_iter().chain(more).collect()
}

/// The same over several drafts, oldest first.
pub fn pairs_through(texts: &[Arc<Text>]) -> Vec<(String, String)> {
    let mut steps = texts.iter().zip(texts.iter().skip(1)).map(|(older, newer)| pairs(older, newer));
    let first = steps.next().unwrap_or_default();
    steps.fold(first, |so_far, step| {
        let mut next: HashMap<String, Vec<String>> = HashMap::new();
        for (middle, new) in step {
            next.entry(middle).or_default().push(new);
        }
        let onward = |(old, middle): &(String, String)| {
            let news = next.get(middle).cloned().unwrap_or_default();
            news.into_iter().map(|new| (old.clone(), new)).collect::<Vec<_>>()
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

/// A published text as the comparison wants it: its articles with their words.
pub fn law(text: &Text) -> Law {
    let article = |p: &super::query::Provision| Provision {
        eid: p.eid.clone(),
        kind: Kind::Article,
        number: p.number.clone(),
        heading: p.heading.clone(),
        brackets: String::new(),
        text: text.words(&p.eid),
        line: 0,
        children: Vec::new(),
    };
    Law { provisions: text.articles().map(article).collect(), ..Law::default() }
}

/// An article at one draft on its way: none, one, or several once it has been split.
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

/// The way of the article `eid` of the draft at `start` through all drafts, oldest first.
pub fn way(drafts: &[(Stage, Arc<Text>)], start: usize, eid: &str) -> Vec<Station> {
    let pair = |at: usize| Some((&drafts.get(at)?.1, &drafts.get(at + 1)?.1));
    let mut found: Vec<Vec<String>> = vec![Vec::new(); drafts.len()];
    let mut here = vec![eid.to_owned()];
    for at in (0..start).rev() {
        set(&mut found, at + 1, &here);
        let Some((older, newer)) = pair(at) else { break };
        let former = former(older, newer);
        here = here.iter().filter_map(|eid| former.get(eid).cloned()).collect();
        here.dedup();
    }
    set(&mut found, 0, &here);
    here = vec![eid.to_owned()];
    set(&mut found, start, &here);
    for at in start..drafts.len() {
        set(&mut found, at, &here);
        let Some((older, newer)) = pair(at) else { break };
        here = successors(&former(older, newer), newer, &here);
    }
    drafts.iter().zip(found).map(|((stage, text), eids)| Station { stage: stage.clone(), text: Arc::clone(text), eids }).collect()
}

fn set(found: &mut [Vec<String>], at: usize, eids: &[String]) {
    if let Some(slot) = found.get_mut(at) {
        *slot = eids.to_vec();
    }
}

/// What became of some articles in the next draft, in its order.
pub fn successors(former: &Former, newer: &Text, eids: &[String]) -> Vec<String> {
    newer.articles().filter(|p| former.get(&p.eid).is_some_and(|old| eids.contains(old))).map(|p| p.eid.clone()).collect()
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
