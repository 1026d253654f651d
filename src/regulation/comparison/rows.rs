//! The rows of a comparison: articles that belong together become one row, in the order of the newer draft.

use std::collections::{BTreeSet, HashMap, HashSet};

use super::{Part, Row, Unit};
use crate::law::diff::{self, ChangeKind, Edit, EditKind};
use crate::regulation::query::Provision;
use crate::regulation::texts::Text;
use crate::search::analysis;

/// The rows; `pairs` are the eIds of articles that belong together, old and new.
pub(super) fn of(older: &Text, newer: &Text, pairs: &[(String, String)]) -> Vec<Row> {
    let mut table = Table::new(older, newer, pairs);
    for (at, p) in newer.provisions.iter().enumerate() {
        if p.article_eid.is_none() {
            table.headings.push(at);
        } else if p.kind == "article" {
            table.article(at);
        }
    }
    table.gone_before(older.provisions.len());
    table.headings_until(None);
    table.rows
}

struct Table<'a> {
    older: &'a Text,
    newer: &'a Text,
    /// Both texts have captions. Drafts often print them and the enacted text does not: that is no change of any article.
    captions: bool,
    /// Places of articles in the newer text by place in the older, and the other way round.
    successors: HashMap<usize, BTreeSet<usize>>,
    predecessors: HashMap<usize, BTreeSet<usize>>,
    /// Headings of the older text by the heading of the newer that they became, and the other way round.
    headings_of_new: HashMap<usize, usize>,
    headings_of_old: HashMap<usize, usize>,
    /// Headings of the newer text that have not been shown: they wait for the first row below them.
    headings: Vec<usize>,
    /// New articles that stand in a row already.
    told: HashSet<usize>,
    /// What stands before this place in the older text and was deleted has been shown.
    passed: usize,
    rows: Vec<Row>,
}

impl<'a> Table<'a> {
    fn new(older: &'a Text, newer: &'a Text, pairs: &[(String, String)]) -> Self {
        let places = |text: &'a Text| {
            let articles = text.provisions.iter().enumerate().filter(|(_, p)| p.kind == "article");
            articles.map(|(at, p)| (p.eid.as_str(), at)).collect::<HashMap<&str, usize>>()
        };
        let (old_places, new_places) = (places(older), places(newer));
        let (mut successors, mut predecessors) = (HashMap::<_, BTreeSet<_>>::new(), HashMap::<_, BTreeSet<_>>::new());
        for (old, new) in pairs {
            if let (Some(old), Some(new)) = (old_places.get(old.as_str()), new_places.get(new.as_str())) {
                successors.entry(*old).or_default().insert(*new);
                predecessors.entry(*new).or_default().insert(*old);
            }
        }
        let captioned = |text: &Text| text.articles().any(|p| !p.heading.is_empty());
        let mut table = Self {
            older,
            newer,
            captions: captioned(older) && captioned(newer),
            successors,
            predecessors,
            headings_of_new: HashMap::new(),
            headings_of_old: HashMap::new(),
            headings: Vec::new(),
            told: HashSet::new(),
            passed: 0,
            rows: Vec::new(),
        };
        table.match_headings();
        table
    }

    /// A chapter became the chapter of the same rank in which its first article with a past stood.
    fn match_headings(&mut self) {
        let (old, new) = (headings_above(self.older), headings_above(self.newer));
        for at in 0..self.newer.provisions.len() {
            let Some(former) = self.predecessors.get(&at).and_then(BTreeSet::first) else { continue };
            let (Some(above), Some(former_above)) = (new.get(&at), old.get(former)) else { continue };
            for (heading, kind) in above {
                let same = former_above.iter().find(|(_, former_kind)| former_kind == kind).map(|(former, _)| *former);
                if let Some(former) = same.filter(|f| !self.headings_of_old.contains_key(f))
                    && !self.headings_of_new.contains_key(heading)
                {
                    self.headings_of_new.insert(*heading, former);
                    self.headings_of_old.insert(former, *heading);
                }
            }
        }
    }

    /// A row for the article of the newer text at this place and all that belong to it.
    fn article(&mut self, at: usize) {
        if self.told.contains(&at) {
            return;
        }
        let (mut old, mut new) = (BTreeSet::new(), BTreeSet::from([at]));
        loop {
            let size = old.len() + new.len();
            old.extend(new.iter().filter_map(|n| self.predecessors.get(n)).flatten().copied());
            new.extend(old.iter().filter_map(|o| self.successors.get(o)).flatten().copied());
            if old.len() + new.len() == size {
                break;
            }
        }
        // What was deleted at the end of a chapter stands before the heading of the next.
        let heading = self.headings.iter().rev().find_map(|at| self.headings_of_new.get(at));
        if let Some(place) = old.first().or(heading).copied() {
            self.gone_before(place);
        }
        self.headings_until(None);
        self.told.extend(&new);
        let part = |text: &'a Text, places: &BTreeSet<usize>| places.iter().filter_map(|at| text.provisions.get(*at)).collect::<Vec<_>>();
        let (old, new) = (part(self.older, &old), part(self.newer, &new));
        self.rows.push(row(Unit::Article, self.words(self.older, &old), self.words(self.newer, &new)));
    }

    /// Rows for what stood before a place of the older text and is gone.
    fn gone_before(&mut self, place: usize) {
        for at in self.passed..place {
            let Some(p) = self.older.provisions.get(at) else { continue };
            if p.article_eid.is_none() {
                match self.headings_of_old.get(&at).copied() {
                    Some(heading) => self.headings_until(Some(heading)),
                    None => self.rows.push(row(Unit::Division(p.depth), vec![heading(p)], Vec::new())),
                }
            } else if p.kind == "article" && !self.successors.contains_key(&at) {
                let words = self.words(self.older, &[p]);
                self.rows.push(row(Unit::Article, words, Vec::new()));
            }
        }
        self.passed = self.passed.max(place);
    }

    /// Rows for the waiting headings, up to the one given, else all of them.
    fn headings_until(&mut self, last: Option<usize>) {
        let count = match last {
            Some(last) => self.headings.iter().take_while(|at| **at <= last).count(),
            None => self.headings.len(),
        };
        for at in self.headings.drain(..count).collect::<Vec<_>>() {
            let Some(p) = self.newer.provisions.get(at) else { continue };
            let former = self.headings_of_new.get(&at).and_then(|old| self.older.provisions.get(*old));
            self.rows.push(row(Unit::Division(p.depth), former.map(heading).into_iter().collect(), vec![heading(p)]));
        }
    }

    fn words(&self, text: &Text, articles: &[&Provision]) -> Vec<Source> {
        let words = |p: &&Provision| {
            let caption = if p.heading.is_empty() || !self.captions { String::new() } else { format!("〔{}〕", p.heading) };
            Source { eid: p.eid.clone(), number: p.number.clone(), text: format!("{caption}{}", text.words(&p.eid)) }
        };
        articles.iter().map(words).collect()
    }
}

/// One side of a row before it is compared.
struct Source {
    eid: String,
    number: String,
    text: String,
}

fn heading(p: &Provision) -> Source {
    Source { eid: p.eid.clone(), number: String::new(), text: format!("{}　{}", p.number, p.heading).trim().to_owned() }
}

/// The headings above each article, outermost first: place and kind.
fn headings_above(text: &Text) -> HashMap<usize, Vec<(usize, &str)>> {
    let mut open: Vec<(i32, usize, &str)> = Vec::new();
    let mut out = HashMap::new();
    for (at, p) in text.provisions.iter().enumerate() {
        if p.article_eid.is_none() {
            open.retain(|(depth, ..)| *depth < p.depth);
            open.push((p.depth, at, p.kind.as_str()));
        } else if p.kind == "article" {
            out.insert(at, open.iter().filter(|(depth, ..)| *depth < p.depth).map(|(_, at, kind)| (*at, *kind)).collect());
        }
    }
    out
}

fn row(unit: Unit, old: Vec<Source>, new: Vec<Source>) -> Row {
    let joined = |parts: &[Source]| parts.iter().map(|p| p.text.as_str()).collect::<Vec<_>>().join("\n");
    let (before, after) = (joined(&old), joined(&new));
    let change = change(unit, &old, &new, diff::is_same(&before, &after));
    let edits = match change {
        ChangeKind::Unchanged | ChangeKind::Moved => vec![Edit { kind: EditKind::Same, text: after }],
        _ => diff::words_cut(&before, &after, analysis::cut),
    };
    let texts = |parts: &[Source]| parts.iter().map(|p| p.text.clone()).collect::<Vec<_>>();
    let (old_texts, new_texts) = (texts(&old), texts(&new));
    let old_sides = diff::old_side(&edits, &old_texts.iter().map(String::as_str).collect::<Vec<_>>());
    let new_sides = diff::new_side(&edits, &new_texts.iter().map(String::as_str).collect::<Vec<_>>());
    Row { unit, change, old: parts(old, old_sides), new: parts(new, new_sides), lines: diff::lines(&edits) }
}

fn parts(sources: Vec<Source>, sides: Vec<Vec<Edit>>) -> Vec<Part> {
    let part = |(source, side): (Source, Vec<Edit>)| Part { eid: source.eid, number: source.number, lines: diff::lines(&side) };
    sources.into_iter().zip(sides).map(part).collect()
}

fn change(unit: Unit, old: &[Source], new: &[Source], same: bool) -> ChangeKind {
    match (old, new) {
        ([], _) => ChangeKind::Added,
        (_, []) => ChangeKind::Deleted,
        // The number of a heading is among its words.
        ([_], [_]) if same && matches!(unit, Unit::Division(_)) => ChangeKind::Unchanged,
        ([old], [new]) if same => {
            if old.eid == new.eid {
                ChangeKind::Unchanged
            } else {
                ChangeKind::Moved
            }
        }
        ([_], [_]) => ChangeKind::Changed,
        ([_], _) => ChangeKind::Split,
        _ => ChangeKind::Merged,
    }
}
