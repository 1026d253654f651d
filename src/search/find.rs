//! Runs a query: typed words become tantivy queries, hits are ranked and counted.
//!
//! A word finds exactly the texts that contain it: pairs of characters at their places are searched. If nothing contains the words
//! as typed, the search widens step by step ([`Breadth`]) and says so; a question goes to the closest texts (`closest.rs`). Every search
//! is bound to the tags the caller holds, so neither hits nor counts show more. The database decides again.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::ask::Ask;
use super::clauses::{Build, loose, parts};
use super::closest;
use super::collect::{Gathered, Pass};
pub use super::collect::{Hit, Sort};
use super::index::{Generation, Index, IndexError};
use super::schema::Facet;

/// Values of one facet that are returned, besides the chosen ones.
const MAX_VALUES: usize = 200;
/// Hits that can be reached by paging.
pub const MAX_DEPTH: usize = 100_000;
/// Characters of a question that is surely no phrase to be found as it stands.
const WHOLE_SENTENCE: usize = 12;
/// Below this many hits a wider search is counted as well, to be offered.
const FEW: u64 = 20;

/// How closely a text has to fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Breadth {
    /// It contains every word as typed.
    Exact,
    /// It contains the parts of every word, wherever they stand.
    Words,
    /// It contains some of the parts; of a question in whole sentences, it is one of the closest texts.
    Some,
}

/// What the reader chose beside the words.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Filters {
    /// Any of these values of each facet.
    pub chosen: BTreeMap<Facet, Vec<String>>,
    /// First moment, unix seconds.
    pub from: Option<i64>,
    /// First moment after, unix seconds.
    pub to: Option<i64>,
}

/// What page of what, for whom.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// Choices, beside those typed into the query.
    pub filters: &'a Filters,
    /// Tags the caller holds; see [`super::schema::Doc::readers`]. Without any nothing is found.
    pub readers: &'a [String],
    /// Order.
    pub sort: Sort,
    /// Hits to leave out.
    pub offset: usize,
    /// Hits to return; 0 only counts.
    pub limit: usize,
    /// Facets to count; [`Facet::ALL`] or fewer.
    pub facets: &'a [Facet],
    /// How closely to look; none starts with [`Breadth::Exact`] and widens until something is found.
    pub breadth: Option<Breadth>,
}

/// A page of hits.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Number of all hits.
    pub total: u64,
    /// The page.
    pub hits: Vec<Hit>,
    /// Values with counts, the most frequent first; months by time. A facet's own choice does not narrow its counts.
    pub facets: BTreeMap<Facet, Vec<(String, u64)>>,
    /// How closely the hits fit.
    pub breadth: Breadth,
    /// If there are few hits: what the next wider search would find, if more.
    pub wider: Option<(Breadth, u64)>,
}

impl Index {
    /// Searches. Fails only if there is no index ([`IndexError::NotReady`]) or its files cannot be read.
    pub fn find(&self, ask: &Ask, request: &Request<'_>) -> Result<Found, IndexError> {
        let generation = self.generation()?;
        let chosen = chosen(ask, request.filters);
        let run = |breadth, keep, facets| gather(&generation, ask, request, &chosen, breadth, keep, facets);
        let keep = if request.limit == 0 { 0 } else { request.offset.saturating_add(request.limit).min(MAX_DEPTH) };
        let mut breadth = request.breadth.unwrap_or(Breadth::Exact);
        let mut gathered = run(breadth, keep, request.facets)?;
        // Who asks in a whole sentence wants what comes near as well, though somebody may have written that very sentence.
        let sentence = ask.terms().any(|term| !term.quoted && term.text.chars().nth(WHOLE_SENTENCE).is_some());
        let enough = if sentence && closest::is_question(ask) { FEW } else { 1 };
        while gathered.total < enough && request.breadth.is_none() {
            let Some(next) = widened(ask, breadth) else { break };
            breadth = next;
            gathered = run(breadth, keep, request.facets)?;
        }
        let mut offer = None;
        if let Some(next) = wider(ask, breadth).filter(|next| *next == Breadth::Words && gathered.total < FEW) {
            let total = run(next, 0, &[])?.total;
            offer = (total > gathered.total).then_some((next, total));
        }
        let hits = gathered.best.iter().skip(request.offset).take(request.limit).map(|(_, hit)| *hit).collect();
        let facets = facets(&generation, &gathered.counts, &chosen, request.facets);
        Ok(Found { total: gathered.total, hits, facets, breadth, wider: offer })
    }
}

impl Ask {
    /// The folded words to mark in a text that was found with this breadth.
    pub fn needles(&self, breadth: Breadth) -> Vec<String> {
        let mut needles = Vec::new();
        for term in self.terms() {
            needles.push(term.text.clone());
            needles.extend(term.also.iter().cloned());
            if breadth != Breadth::Exact && !term.quoted {
                for part in parts(term) {
                    needles.extend(self.synonyms.of(&part));
                    needles.push(part);
                }
                if breadth == Breadth::Some && closest::is_question(self) {
                    needles.extend(closest::other_words(term, &self.synonyms));
                }
            }
        }
        needles.sort();
        needles.dedup();
        needles
    }
}

fn chosen(ask: &Ask, filters: &Filters) -> BTreeMap<Facet, Vec<String>> {
    let mut chosen = ask.chosen();
    for (facet, values) in &filters.chosen {
        chosen.entry(*facet).or_default().extend(values.iter().cloned());
    }
    chosen
}

/// The search that comes by itself after one that found nothing. A question's words stand together in few texts, and seldom in those
/// that answer it, so it goes to the closest ones at once.
fn widened(ask: &Ask, breadth: Breadth) -> Option<Breadth> {
    if closest::is_question(ask) { (breadth < Breadth::Some).then_some(Breadth::Some) } else { wider(ask, breadth) }
}

/// The next wider search that could find more.
fn wider(ask: &Ask, breadth: Breadth) -> Option<Breadth> {
    let parted = ask.terms().any(|term| !term.quoted && parts(term).iter().any(|part| *part != term.text));
    match breadth {
        Breadth::Exact if parted => Some(Breadth::Words),
        Breadth::Exact | Breadth::Words if parted || ask.clauses.len() > 1 => Some(Breadth::Some),
        _ => None,
    }
}

fn gather(
    generation: &Generation,
    ask: &Ask,
    request: &Request<'_>,
    chosen: &BTreeMap<Facet, Vec<String>>,
    breadth: Breadth,
    keep: usize,
    counted: &[Facet],
) -> Result<Gathered, IndexError> {
    let searcher = generation.searcher();
    let pass = Pass {
        known: &generation.known,
        chosen,
        from: ask.from.max(request.filters.from),
        to: [ask.to, request.filters.to].into_iter().flatten().min(),
        counted,
        sort: request.sort,
        keep,
    };
    let ranked = request.sort == Sort::Relevance && keep > 0;
    let gathered = if breadth == Breadth::Some && closest::is_question(ask) {
        let strict = Build { fields: &generation.fields, ranked: false, synonyms: &ask.synonyms }.strict(ask, request.readers);
        closest::gather(&searcher, &generation.fields, (&loose(ask), &ask.synonyms), &strict, &pass)?
    } else {
        let query = Build { fields: &generation.fields, ranked, synonyms: &ask.synonyms }.query(ask, request.readers, breadth);
        searcher.search(&query, &pass)?
    };
    generation.known.tidy(searcher.segment_readers());
    Ok(gathered)
}

fn facets(
    generation: &Generation,
    counts: &BTreeMap<Facet, Vec<u64>>,
    chosen: &BTreeMap<Facet, Vec<String>>,
    asked: &[Facet],
) -> BTreeMap<Facet, Vec<(String, u64)>> {
    let mut out = BTreeMap::new();
    for facet in asked {
        let mut values = generation.known.values(*facet, counts.get(facet).map(Vec::as_slice).unwrap_or_default());
        let count_of = |value: &String| values.iter().find(|(name, _)| **name == **value).map_or(0, |(_, count)| *count);
        let kept: Vec<(Arc<str>, u64)> =
            chosen.get(facet).into_iter().flatten().map(|value| (value.as_str().into(), count_of(value))).collect();
        let order = |a: &(Arc<str>, u64), b: &(Arc<str>, u64)| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0));
        values.sort_by(order);
        values.truncate(MAX_VALUES);
        values.extend(kept);
        values.sort_by(order);
        values.dedup_by(|a, b| a.0 == b.0);
        if *facet == Facet::Month {
            values.sort();
        }
        out.insert(*facet, values.into_iter().map(|(value, count)| (value.to_string(), count)).collect());
    }
    out
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests;

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod finding;
