//! One pass over the matching documents: the page of hits, their number and the counts of every facet.
//!
//! A facet's own selection does not narrow its own counts, so a reader sees what choosing another value would
//! bring. Documents are taken in blocks, each column read block by block. Next: [`super::find`].

use std::cmp::Reverse;
use std::collections::{BTreeMap, BinaryHeap};
use std::sync::Arc;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::ColumnValues;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use super::columns::{Columns, Known};
use super::schema::{Facet, Kind};

const BLOCK: usize = 256;

/// What hits are ordered by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// The best first, the newer of two equals.
    #[default]
    Relevance,
    /// The newest first.
    Newest,
    /// The oldest first.
    Oldest,
}

/// Something found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Hit {
    /// What it is.
    pub kind: Kind,
    /// Its row in the database.
    pub id: i64,
    /// How well it fits; 0 unless ordered by relevance.
    pub score: f32,
}

/// What one pass gathers.
pub(super) struct Pass<'a> {
    pub known: &'a Known,
    pub chosen: &'a BTreeMap<Facet, Vec<String>>,
    pub from: Option<i64>,
    pub to: Option<i64>,
    pub counted: &'a [Facet],
    pub sort: Sort,
    pub keep: usize,
}

/// The order of two hits: first number, then second, then the key of the document.
type Rank = (i64, i64, Reverse<(u64, i64)>);

/// What it found, over all segments.
#[derive(Default)]
pub(super) struct Gathered {
    pub total: u64,
    pub best: Vec<(Rank, Hit)>,
    /// By facet, then by the number of the value ([`Known::values`]).
    pub counts: BTreeMap<Facet, Vec<u64>>,
}

impl Collector for Pass<'_> {
    type Fruit = Gathered;
    type Child = Segment;

    fn for_segment(&self, _: SegmentOrdinal, reader: &SegmentReader) -> tantivy::Result<Segment> {
        let columns = self.known.of(reader)?;
        let mut facets = Vec::new();
        for (at, column) in columns.facets.iter().enumerate() {
            let chosen = self.chosen.get(&column.facet).filter(|values| !values.is_empty());
            let counted = self.counted.contains(&column.facet);
            if !counted && chosen.is_none() {
                continue;
            }
            let allowed = chosen.map(|values| {
                let mut ords = vec![false; column.names.len()];
                for value in values {
                    let ord = column.names.binary_search_by(|name| (**name).cmp(value.as_str()));
                    if let Some(place) = ord.ok().and_then(|ord| ords.get_mut(ord)) {
                        *place = true;
                    }
                }
                ords
            });
            let counts = vec![0; if counted { column.names.len() } else { 0 }];
            facets.push(Column { facet: column.facet, at, ords: Arc::clone(&column.ords), allowed, counts });
        }
        let bounded = self.from.is_some() || self.to.is_some();
        Ok(Segment {
            facets,
            columns,
            span: bounded.then(|| self.from.unwrap_or(i64::MIN)..self.to.unwrap_or(i64::MAX)),
            sort: self.sort,
            keep: self.keep,
            block: Vec::with_capacity(BLOCK),
            room: Room::default(),
            total: 0,
            best: BinaryHeap::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        self.sort == Sort::Relevance && self.keep > 0
    }

    fn merge_fruits(&self, fruits: Vec<tantivy::Result<Gathered>>) -> tantivy::Result<Gathered> {
        let mut all = Gathered::default();
        for fruit in fruits {
            let fruit = fruit?;
            all.total += fruit.total;
            all.best.extend(fruit.best);
            for (facet, counts) in fruit.counts {
                let sums = all.counts.entry(facet).or_default();
                if sums.len() < counts.len() {
                    sums.resize(counts.len(), 0);
                }
                sums.iter_mut().zip(counts).for_each(|(sum, count)| *sum += count);
            }
        }
        all.best.sort_by_key(|(rank, _)| Reverse(*rank));
        all.best.truncate(self.keep);
        Ok(all)
    }
}

struct Column {
    facet: Facet,
    /// Its place among the segment's columns.
    at: usize,
    ords: Arc<dyn ColumnValues<u64>>,
    allowed: Option<Vec<bool>>,
    counts: Vec<u64>,
}

/// Buffers of one block, kept from block to block.
#[derive(Default)]
struct Room {
    docs: Vec<DocId>,
    values: Vec<u64>,
    times: Vec<i64>,
    /// How many selections each document fails, and which one last.
    failed: Vec<(u8, Option<Facet>)>,
}

pub(super) struct Segment {
    facets: Vec<Column>,
    pub(super) columns: Arc<Columns>,
    span: Option<std::ops::Range<i64>>,
    sort: Sort,
    keep: usize,
    block: Vec<(DocId, Score)>,
    room: Room,
    total: u64,
    best: BinaryHeap<(Reverse<Rank>, DocId)>,
}

impl Segment {
    fn flush(&mut self) {
        self.drop_outside_span();
        let Room { docs, values, failed, .. } = &mut self.room;
        docs.clear();
        docs.extend(self.block.iter().map(|(doc, _)| *doc));
        values.resize(docs.len(), 0);
        failed.clear();
        failed.resize(docs.len(), (0, None));
        for column in &self.facets {
            let Some(allowed) = &column.allowed else { continue };
            column.ords.get_vals(docs, values);
            for (ord, failed) in values.iter().zip(failed.iter_mut()) {
                if !usize::try_from(*ord).is_ok_and(|ord| allowed.get(ord) == Some(&true)) {
                    *failed = (failed.0 + 1, Some(column.facet));
                }
            }
        }
        for column in self.facets.iter_mut().filter(|column| !column.counts.is_empty()) {
            column.ords.get_vals(docs, values);
            for (ord, (failures, by)) in values.iter().zip(failed.iter()) {
                let counts = *failures == 0 || (*failures == 1 && *by == Some(column.facet));
                if let Some(count) = usize::try_from(*ord).ok().filter(|_| counts).and_then(|ord| column.counts.get_mut(ord)) {
                    *count += 1;
                }
            }
        }
        self.rank();
        self.block.clear();
    }

    /// How many of the reader's selections a document fails; none if it is outside the dates.
    pub(super) fn fails(&self, doc: DocId) -> Option<usize> {
        let inside = self.span.as_ref().is_none_or(|span| span.contains(&self.columns.created.get_val(doc)));
        let passes =
            |column: &Column, allowed: &[bool]| usize::try_from(column.ords.get_val(doc)).is_ok_and(|ord| allowed.get(ord) == Some(&true));
        let failed = |column: &&Column| column.allowed.as_ref().is_some_and(|allowed| !passes(column, allowed));
        inside.then(|| self.facets.iter().filter(failed).count())
    }

    fn drop_outside_span(&mut self) {
        let Some(span) = &self.span else { return };
        let Room { docs, times, .. } = &mut self.room;
        docs.clear();
        docs.extend(self.block.iter().map(|(doc, _)| *doc));
        times.resize(docs.len(), 0);
        self.columns.created.get_vals(docs, times);
        let mut inside = times.iter().map(|time| span.contains(time));
        self.block.retain(|_| inside.next().unwrap_or(false));
    }

    /// Keeps the best of the block's documents that pass every selection.
    fn rank(&mut self) {
        let passing = self.block.iter().zip(&self.room.failed).filter(|(_, (failures, _))| *failures == 0);
        for ((doc, score), _) in passing {
            self.total += 1;
            if self.keep == 0 {
                continue;
            }
            // Scores are never negative, so their bits have their order.
            let first = match self.sort {
                Sort::Relevance => i64::from(score.max(0.0).to_bits()),
                Sort::Newest => self.columns.created.get_val(*doc),
                Sort::Oldest => self.columns.created.get_val(*doc).saturating_neg(),
            };
            let full = self.best.len() >= self.keep;
            if full && self.best.peek().is_some_and(|(Reverse(worst), _)| first < worst.0) {
                continue;
            }
            let second = if self.sort == Sort::Relevance { self.columns.created.get_val(*doc) } else { 0 };
            let rank = (first, second, Reverse((self.columns.kind.get_val(*doc), self.columns.id.get_val(*doc))));
            self.best.push((Reverse(rank), *doc));
            if full {
                self.best.pop();
            }
        }
    }
}

impl SegmentCollector for Segment {
    type Fruit = tantivy::Result<Gathered>;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.block.push((doc, score));
        if self.block.len() == BLOCK {
            self.flush();
        }
    }

    fn harvest(mut self) -> tantivy::Result<Gathered> {
        self.flush();
        let mut counts: BTreeMap<Facet, Vec<u64>> = BTreeMap::new();
        for column in self.facets.iter().filter(|column| !column.counts.is_empty()) {
            let Some(known) = self.columns.facets.get(column.at) else { continue };
            let mut numbered = vec![0; known.numbers.iter().max().map_or(0, |most| most + 1)];
            for (number, count) in known.numbers.iter().zip(&column.counts) {
                if let Some(place) = numbered.get_mut(*number) {
                    *place = *count;
                }
            }
            counts.insert(column.facet, numbered);
        }
        let relevance = self.sort == Sort::Relevance;
        let hit = |(Reverse(rank), _): (Reverse<Rank>, DocId)| {
            let (first, _, Reverse((kind, id))) = rank;
            let score = u32::try_from(first).ok().filter(|_| relevance).map_or(0.0, f32::from_bits);
            Some((rank, Hit { kind: Kind::from_number(kind)?, id, score }))
        };
        Ok(Gathered { total: self.total, best: self.best.into_iter().filter_map(hit).collect(), counts })
    }
}
