//! The columns of a segment that counting and ordering read, opened once: a segment never changes, but opening its columns and reading
//! the names in them would cost every search more than the counting itself.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::columnar::{ColumnValues, StrColumn};
use tantivy::index::SegmentId;
use tantivy::{DocId, SegmentReader};

use super::cites::place;
use super::schema::{Facet, Kind};

/// Columns of segments that no longer exist, kept at most.
const SPARE: usize = 16;

/// The columns of one segment.
pub(super) struct Columns {
    pub facets: Vec<Names>,
    pub id: Arc<dyn ColumnValues<i64>>,
    pub kind: Arc<dyn ColumnValues<u64>>,
    pub created: Arc<dyn ColumnValues<i64>>,
    cites: Option<StrColumn>,
}

/// One facet: its values in order, and which of them each document has.
pub(super) struct Names {
    pub facet: Facet,
    pub names: Vec<Arc<str>>,
    /// Their numbers among the values of all segments ([`Known::values`]).
    pub numbers: Vec<usize>,
    /// Places in `names`; [`u64::MAX`] for none.
    pub ords: Arc<dyn ColumnValues<u64>>,
}

impl Columns {
    fn open(reader: &SegmentReader, values: &mut HashMap<Facet, Values>) -> tantivy::Result<Columns> {
        let fast = reader.fast_fields();
        let mut facets = Vec::new();
        for facet in Facet::ALL {
            let Some(column) = fast.str(facet.as_str())? else { continue };
            let values = values.entry(facet).or_default();
            let (mut names, mut numbers) = (Vec::with_capacity(column.num_terms()), Vec::with_capacity(column.num_terms()));
            let mut terms = column.dictionary().stream()?;
            while terms.advance() {
                let (name, number) = values.number(&String::from_utf8_lossy(terms.key()));
                names.push(name);
                numbers.push(number);
            }
            facets.push(Names { facet, names, numbers, ords: column.ords().clone().first_or_default_col(u64::MAX) });
        }
        Ok(Columns {
            facets,
            id: fast.i64("id")?.first_or_default_col(0),
            kind: fast.u64("kind_number")?.first_or_default_col(u64::MAX),
            created: fast.i64("created")?.first_or_default_col(0),
            cites: fast.str("cites")?,
        })
    }

    /// The article a document is, or is about, as [`place`] writes it.
    pub fn place(&self, doc: DocId) -> Option<String> {
        let value = |facet| {
            let column = self.facets.iter().find(|names| names.facet == facet)?;
            column.names.get(usize::try_from(column.ords.get_val(doc)).ok()?).filter(|name| !name.is_empty())
        };
        Some(place(value(Facet::Regulation)?, value(Facet::Article)?))
    }

    /// True if the document is an article itself.
    pub fn is_article(&self, doc: DocId) -> bool {
        self.kind.get_val(doc) == Kind::Article.number()
    }

    /// The articles a document speaks of: those of other laws it names, and the one it is about if it is none.
    pub fn speaks_of(&self, doc: DocId) -> std::io::Result<Vec<String>> {
        let mut places: Vec<String> = self.place(doc).filter(|_| !self.is_article(doc)).into_iter().collect();
        if let Some(cites) = &self.cites {
            for ord in cites.term_ords(doc) {
                let mut place = String::new();
                cites.ord_to_str(ord, &mut place)?;
                places.push(place);
            }
        }
        Ok(places)
    }
}

/// The values of one facet in all segments, numbered as they were met.
#[derive(Default)]
struct Values {
    numbers: HashMap<Arc<str>, usize>,
    names: Vec<Arc<str>>,
}

impl Values {
    fn number(&mut self, name: &str) -> (Arc<str>, usize) {
        if let Some((name, number)) = self.numbers.get_key_value(name) {
            return (Arc::clone(name), *number);
        }
        let (name, number): (Arc<str>, usize) = (name.into(), self.names.len());
        self.names.push(Arc::clone(&name));
        self.numbers.insert(Arc::clone(&name), number);
        (name, number)
    }
}

/// The columns opened so far.
#[derive(Default)]
pub(super) struct Known {
    segments: Mutex<HashMap<SegmentId, Arc<Columns>>>,
    values: Mutex<HashMap<Facet, Values>>,
}

impl Known {
    /// The columns of a segment.
    pub(super) fn of(&self, reader: &SegmentReader) -> tantivy::Result<Arc<Columns>> {
        let id = reader.segment_id();
        if let Some(columns) = self.segments.lock().unwrap_or_else(PoisonError::into_inner).get(&id) {
            return Ok(Arc::clone(columns));
        }
        let columns = Arc::new(Columns::open(reader, &mut self.values.lock().unwrap_or_else(PoisonError::into_inner))?);
        self.segments.lock().unwrap_or_else(PoisonError::into_inner).insert(id, Arc::clone(&columns));
        Ok(columns)
    }

    /// The values of a facet that were counted more than 0 times; `counts` goes by their numbers.
    pub(super) fn values(&self, facet: Facet, counts: &[u64]) -> Vec<(Arc<str>, u64)> {
        let values = self.values.lock().unwrap_or_else(PoisonError::into_inner);
        let names = values.get(&facet).map(|values| values.names.as_slice()).unwrap_or_default();
        names.iter().zip(counts).filter(|(name, count)| **count > 0 && !name.is_empty()).map(|(name, n)| (Arc::clone(name), *n)).collect()
    }

    /// Forgets segments that are no longer searched, now and then.
    pub(super) fn tidy(&self, searched: &[SegmentReader]) {
        let mut segments = self.segments.lock().unwrap_or_else(PoisonError::into_inner);
        if segments.len() > searched.len() + SPARE {
            segments.retain(|id, _| searched.iter().any(|reader| reader.segment_id() == *id));
        }
    }
}
