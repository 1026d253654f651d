//! The text of a draft, ready to be shown and searched through. A published draft never changes, so texts are kept in memory once
//! they have been read; [`Texts`] belongs to the [`crate::app::App`].

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock, PoisonError, RwLock, Weak};

use chrono::NaiveDateTime;
use diesel::QueryResult;

use super::DraftKind;
use super::comparison::Row;
use super::lineage::Lineage;
use super::query::{self, Provision};
use crate::db::Conn;
use crate::law::reference::{Reader, Reference};
use crate::law::{self, Kind, Law};

/// Texts kept at most; then the memory starts anew.
const MOST: usize = 1_000;
/// Places kept at most.
const MOST_PLACES: usize = 50_000;
/// Comparisons kept at most; they are larger than texts.
const MOST_COMPARED: usize = 40;

/// Texts and headings read so far, by row id of the draft.
#[derive(Clone, Default)]
pub struct Texts(Arc<RwLock<Kept>>);

#[derive(Default)]
struct Kept {
    texts: HashMap<i64, Arc<Text>>,
    heads: HashMap<i64, Arc<Head>>,
    places: HashMap<i64, Arc<Place>>,
    addresses: HashMap<(String, i32), i64>,
    compared: HashMap<(i64, i64), Arc<Vec<Row>>>,
}

/// What a draft and its regulation are called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Row id of the draft.
    pub draft_id: i64,
    /// Row id of the regulation.
    pub regulation_id: i64,
    /// The regulation in URLs.
    pub slug: String,
    /// The regulation's title.
    pub regulation: String,
    /// The draft's number, in URLs.
    pub number: i32,
    /// Its title as printed.
    pub title: String,
    /// Which draft in the procedure.
    pub kind: DraftKind,
}

/// An article or a node below it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// Row id of the provision.
    pub id: i64,
    /// Row id of the draft.
    pub draft_id: i64,
    /// eId.
    pub eid: String,
    /// Its words ([`Text::words`]).
    pub words: String,
    /// Since when it is public.
    pub published_at: NaiveDateTime,
}

impl Texts {
    /// Places by the row ids of their provisions, in no particular order.
    pub fn places(&self, conn: &mut Conn, ids: &[i64]) -> QueryResult<Vec<Arc<Place>>> {
        let mut found = Vec::with_capacity(ids.len());
        let mut missing = Vec::new();
        {
            let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
            for id in ids {
                match kept.places.get(id) {
                    Some(place) => found.push(Arc::clone(place)),
                    None => missing.push(*id),
                }
            }
        }
        if missing.is_empty() {
            return Ok(found);
        }
        for (id, draft_id, eid, published_at) in query::places(conn, &missing)? {
            let words = self.of(conn, draft_id)?.words(&eid);
            let place = Arc::new(Place { id, draft_id, eid, words, published_at });
            let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
            kept.make_room();
            kept.places.insert(id, Arc::clone(&place));
            found.push(place);
        }
        Ok(found)
    }

    /// The headings of some drafts.
    pub fn heads(&self, conn: &mut Conn, draft_ids: impl IntoIterator<Item = i64>) -> QueryResult<HashMap<i64, Arc<Head>>> {
        let mut found = HashMap::new();
        let mut missing = Vec::new();
        {
            let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
            for id in draft_ids {
                match kept.heads.get(&id) {
                    Some(head) => drop(found.insert(id, Arc::clone(head))),
                    None => missing.push(id),
                }
            }
        }
        if !missing.is_empty() {
            let read = query::heads(conn, &missing)?;
            let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
            kept.make_room();
            for head in read {
                let (id, head) = (head.draft_id, Arc::new(head));
                kept.addresses.insert((head.slug.clone(), head.number), id);
                kept.heads.insert(id, Arc::clone(&head));
                found.insert(id, head);
            }
        }
        Ok(found)
    }

    /// A draft with its text by its address, without asking the database; `None` if it has not been read yet.
    pub fn known(&self, address: &(String, i32)) -> Option<(Arc<Head>, Arc<Text>)> {
        let kept = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let id = kept.addresses.get(address)?;
        Some((Arc::clone(kept.heads.get(id)?), Arc::clone(kept.texts.get(id)?)))
    }

    /// The same, asking the database where need be; `None` if there is no such draft.
    pub fn at(&self, conn: &mut Conn, address: &(String, i32)) -> QueryResult<Option<(Arc<Head>, Arc<Text>)>> {
        let Some(id) = query::draft_at(conn, &address.0, address.1)? else { return Ok(None) };
        let head = self.heads(conn, [id])?.remove(&id);
        let text = self.of(conn, id)?;
        Ok(head.map(|head| (head, text)))
    }

    /// The text of a draft.
    pub fn of(&self, conn: &mut Conn, draft_id: i64) -> QueryResult<Arc<Text>> {
        if let Some(text) = self.0.read().unwrap_or_else(PoisonError::into_inner).texts.get(&draft_id) {
            return Ok(Arc::clone(text));
        }
        let text = Arc::new(Text::new(query::title_of(conn, draft_id)?, query::provisions_of(conn, draft_id)?));
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        kept.make_room();
        // Two may have read it at once: all hold the same one.
        Ok(Arc::clone(kept.texts.entry(draft_id).or_insert(text)))
    }

    /// The table of changes between two drafts, by their row ids; `make` makes it when it is asked for first. As both texts never change,
    /// no event can make it untrue.
    pub fn compared(&self, drafts: (i64, i64), make: impl FnOnce() -> Vec<Row>) -> Arc<Vec<Row>> {
        if let Some(rows) = self.0.read().unwrap_or_else(PoisonError::into_inner).compared.get(&drafts) {
            return Arc::clone(rows);
        }
        let rows = Arc::new(make());
        let mut kept = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if kept.compared.len() >= MOST_COMPARED {
            kept.compared.clear();
        }
        kept.compared.insert(drafts, Arc::clone(&rows));
        rows
    }
}

impl Kept {
    fn make_room(&mut self) {
        if self.texts.len().max(self.heads.len()) >= MOST || self.places.len() >= MOST_PLACES {
            *self = Self::default();
        }
    }
}

/// The text of one draft.
#[derive(Debug)]
pub struct Text {
    /// All nodes in reading order.
    pub provisions: Vec<Provision>,
    title: String,
    /// Where each node stands in `provisions`.
    places: HashMap<String, usize>,
    law: OnceLock<Law>,
    links: OnceLock<HashMap<String, Vec<Link>>>,
    /// The text before this one, and what became of its articles.
    since: OnceLock<(Weak<Text>, Arc<Lineage>)>,
}

/// Where a provision's words speak of another: bytes of its text, and the place meant.
#[derive(Debug)]
struct Link {
    bytes: Range<usize>,
    to: String,
}

/// A stretch of a provision's words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece<'a> {
    /// The words as they stand in the draft.
    pub words: &'a str,
    /// The place of the same draft they speak of: a chapter, an article or a node below it.
    pub to: Option<&'a str>,
}

impl Text {
    /// A text from its nodes in reading order, and the title of its draft.
    pub fn new(title: String, provisions: Vec<Provision>) -> Self {
        let places = provisions.iter().zip(0..).map(|(p, at)| (p.eid.clone(), at)).collect();
        Self { provisions, title, places, law: OnceLock::new(), links: OnceLock::new(), since: OnceLock::new() }
    }

    /// What became of the articles of the draft before. It is kept, because neither text changes.
    pub fn since(self: &Arc<Self>, older: &Arc<Self>) -> Arc<Lineage> {
        let (known, lineage) = self.since.get_or_init(|| (Arc::downgrade(older), Arc::new(Lineage::of(older, self))));
        let is_known = Weak::ptr_eq(known, &Arc::downgrade(older));
        if is_known { Arc::clone(lineage) } else { Arc::new(Lineage::of(older, self)) }
    }

    /// The text as a tree.
    pub fn law(&self) -> &Law {
        self.law.get_or_init(|| {
            let node = |row: &Provision| law::Provision {
                eid: row.eid.clone(),
                kind: row.kind.parse().unwrap_or(Kind::Paragraph),
                number: row.number.clone(),
                heading: row.heading.clone(),
                brackets: String::new(),
                text: row.text.clone(),
                line: 0,
                children: Vec::new(),
            };
            let provisions = tree(&self.provisions, node, |parent, child| parent.children.push(child));
            Law { title: self.title.clone(), provisions, ..Law::default() }
        })
    }

    /// The places of this text that some words name; `here` is the place they are about.
    pub fn references(&self, words: &str, here: Option<&str>) -> Vec<Reference> {
        Reader::new(self.law()).find(words, here)
    }

    /// The words of a node cut where they speak of other places of this text: 第八条第二款, 前款. Together they are the node's text.
    pub fn pieces<'a>(&'a self, node: &'a Provision) -> Vec<Piece<'a>> {
        let (mut pieces, mut told) = (Vec::new(), 0);
        for link in self.links.get_or_init(|| self.find_links()).get(&node.eid).into_iter().flatten() {
            let (Some(before), Some(words)) = (node.text.get(told..link.bytes.start), node.text.get(link.bytes.clone())) else { continue };
            pieces.push(Piece { words: before, to: None });
            pieces.push(Piece { words, to: Some(&link.to) });
            told = link.bytes.end;
        }
        pieces.push(Piece { words: node.text.get(told..).unwrap_or_default(), to: None });
        pieces.retain(|piece| !piece.words.is_empty());
        pieces
    }

    fn find_links(&self) -> HashMap<String, Vec<Link>> {
        let reader = Reader::new(self.law());
        let links = self.provisions.iter().map(|node| {
            // 本条 and 本款 lead nowhere else.
            let elsewhere = |eid: &&String| **eid != node.eid && node.article_eid.as_ref() != Some(*eid);
            let starts: Vec<usize> = node.text.char_indices().map(|(at, _)| at).chain([node.text.len()]).collect();
            let link = |found: Reference| {
                let to = found.eids.iter().find(elsewhere)?.clone();
                Some(Link { bytes: *starts.get(found.start)?..*starts.get(found.end)?, to })
            };
            (node.eid.clone(), reader.find(&node.text, Some(&node.eid)).into_iter().filter_map(link).collect::<Vec<_>>())
        });
        links.filter(|(_, links)| !links.is_empty()).collect()
    }

    /// The articles.
    pub fn articles(&self) -> impl Iterator<Item = &Provision> {
        self.provisions.iter().filter(|p| p.kind == "article")
    }

    /// One article by its eId.
    pub fn article(&self, eid: &str) -> Option<&Provision> {
        self.find(eid).filter(|p| p.kind == "article")
    }

    /// One node by its eId.
    pub fn find(&self, eid: &str) -> Option<&Provision> {
        self.place(eid).and_then(|at| self.provisions.get(at))
    }

    /// Where a node stands in `provisions`.
    pub fn place(&self, eid: &str) -> Option<usize> {
        self.places.get(eid).copied()
    }

    /// A node and all below it, in reading order.
    fn branch(&self, eid: &str) -> impl Iterator<Item = &Provision> {
        let from = self.place(eid).unwrap_or(self.provisions.len());
        let (node, below) = self.provisions.get(from..).and_then(|rest| rest.split_first()).unzip();
        let depth = node.map_or(i32::MAX, |node: &Provision| node.depth);
        node.into_iter().chain(below.unwrap_or_default().iter().take_while(move |p| p.depth > depth))
    }

    /// The nodes of one article, itself first.
    pub fn within(&self, article_eid: &str) -> impl Iterator<Item = &Provision> {
        self.branch(article_eid)
    }

    /// The words of an article or of a node below it, one line per paragraph and item.
    pub fn words(&self, eid: &str) -> String {
        let lines = self.branch(eid).filter_map(|p| {
            let number = if p.eid == eid { "" } else { p.number.as_str() };
            let line = format!("{number}{}", p.text);
            (!line.is_empty()).then_some(line)
        });
        lines.collect::<Vec<_>>().join("\n")
    }

    /// The articles before and after one.
    pub fn neighbours(&self, eid: &str) -> (Option<&Provision>, Option<&Provision>) {
        let articles: Vec<&Provision> = self.articles().collect();
        let at = articles.iter().position(|p| p.eid == eid);
        let before = at.and_then(|i| i.checked_sub(1)).and_then(|i| articles.get(i)).copied();
        let after = at.and_then(|i| articles.get(i + 1)).copied();
        (before, after)
    }
}

/// Rows in reading order, each with its depth, as a tree: `make` gives a node, `adopt` puts a finished node into the one above it.
pub fn tree<T>(rows: &[Provision], make: impl Fn(&Provision) -> T, adopt: impl Fn(&mut T, T)) -> Vec<T> {
    let mut roots = Vec::new();
    let mut open: Vec<(i32, T)> = Vec::new();
    let mut close = |open: &mut Vec<(i32, T)>, depth: i32| {
        while let Some((_, node)) = open.pop_if(|(at, _)| *at >= depth) {
            match open.last_mut() {
                Some((_, parent)) => adopt(parent, node),
                None => roots.push(node),
            }
        }
    };
    for row in rows {
        close(&mut open, row.depth);
        open.push((row.depth, make(row)));
    }
    close(&mut open, i32::MIN);
    roots
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::law::label;

    fn node(depth: i32, eid: &str, kind: &str, text: &str) -> Provision {
        let article_eid = label::article_of(eid).map(str::to_owned);
        let [number, heading] = [String::new(), String::new()];
        let text = text.to_owned();
        Provision {
            depth,
            eid: eid.to_owned(),
            article_eid,
            kind: kind.to_owned(),
            number,
            heading,
            text,
            former_eid: None,
            plain_note: None,
        }
    }

    #[test]
    fn pieces_are_the_words_and_lead_to_places_that_are_there() {
        let words = "违反前款、本规定第一条和第九条的，依照《消防法》第一条、本章的规定。";
        let text = Text::new(
            "某市夜市规定（草案）".to_owned(),
            vec![
                node(0, "chp_1", "chapter", ""),
                node(1, "art_1", "article", ""),
                node(2, "art_1__para_1", "paragraph", "为了管好夜市，依照本条制定。"),
                node(1, "art_2", "article", ""),
                node(2, "art_2__para_1", "paragraph", "应当守时。"),
                node(2, "art_2__para_2", "paragraph", words),
            ],
        );
        assert_eq!(text.law().articles().count(), 2);
        let found: Vec<_> = text.provisions.iter().flat_map(|p| text.pieces(p)).collect();
        let links: Vec<_> = found.iter().filter_map(|piece| piece.to.map(|to| (piece.words, to))).collect();
        assert_eq!(links, [("前款", "art_2__para_1"), ("第一条", "art_1"), ("本章", "chp_1")]);
        for node in &text.provisions {
            assert_eq!(text.pieces(node).iter().map(|piece| piece.words).collect::<String>(), node.text);
        }
    }
}
