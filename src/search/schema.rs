//! What is indexed: the document, its fields and facets.
//!
//! Nothing is stored in the index but fast columns (kind, id, time, facets) and postings; a document is
//! addressed by its key ("c12", "s3", "a4011") and replaced whole. Facets are raw words in columns, which
//! [`super::find`] reads for filters and counts alike. Next: [`super::index`].

use chrono::{DateTime, FixedOffset};
use tantivy::schema::{FAST, Field, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::{TantivyDocument, tokenizer::TokenizerManager};

use super::analysis::{Chars, Pairs, Words};

/// Seconds by which China's clocks are ahead of UTC; months and days are counted there.
pub(super) const CHINA: i32 = 8 * 3600;

/// What a hit is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A citizen's comment.
    Comment,
    /// A curated suggestion.
    Suggestion,
    /// An article of a draft.
    Article,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 3] = [Kind::Comment, Kind::Suggestion, Kind::Article];

    /// The word in URLs, JSON and the facet.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Comment => "comment",
            Kind::Suggestion => "suggestion",
            Kind::Article => "article",
        }
    }

    /// The key under which the document is replaced or removed.
    pub fn key(self, id: i64) -> String {
        let letter = match self {
            Kind::Comment => 'c',
            Kind::Suggestion => 's',
            Kind::Article => 'a',
        };
        format!("{letter}{id}")
    }

    pub(super) fn number(self) -> u64 {
        match self {
            Kind::Comment => 0,
            Kind::Suggestion => 1,
            Kind::Article => 2,
        }
    }

    pub(super) fn from_number(number: u64) -> Option<Kind> {
        Self::ALL.into_iter().find(|kind| kind.number() == number)
    }
}

/// A property that is counted and can be filtered by, several values at once.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Facet {
    /// [`Kind::as_str`].
    Kind,
    /// Slug of the regulation.
    Regulation,
    /// Id of the draft.
    Draft,
    /// eId of the article (`art_5`).
    Article,
    /// Slug of the contact point.
    ContactPoint,
    /// District of the contact point.
    District,
    /// How the comment came.
    Channel,
    /// For or against.
    Stance,
    /// Where it stands.
    State,
    /// What became of it.
    Outcome,
    /// Year and month in China, "2026-11".
    Month,
}

impl Facet {
    /// Every facet, in the order of a page.
    pub const ALL: [Facet; 11] = [
        Facet::Kind,
        Facet::Regulation,
        Facet::Draft,
        Facet::Article,
        Facet::ContactPoint,
        Facet::District,
        Facet::Channel,
        Facet::Stance,
        Facet::State,
        Facet::Outcome,
        Facet::Month,
    ];

    /// The word in URLs, JSON and the index.
    pub fn as_str(self) -> &'static str {
        match self {
            Facet::Kind => "kind",
            Facet::Regulation => "regulation",
            Facet::Draft => "draft",
            Facet::Article => "article",
            Facet::ContactPoint => "contact_point",
            Facet::District => "district",
            Facet::Channel => "channel",
            Facet::Stance => "stance",
            Facet::State => "state",
            Facet::Outcome => "outcome",
            Facet::Month => "month",
        }
    }

    /// Reads the word back.
    pub fn parse(word: &str) -> Option<Facet> {
        Self::ALL.into_iter().find(|facet| facet.as_str() == word)
    }
}

/// One thing to be found. A property that does not apply is an empty string.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Doc {
    /// What it is.
    pub kind: Kind,
    /// Its row in the database.
    pub id: i64,
    /// Slug of the regulation.
    pub regulation: String,
    /// Id of the draft.
    pub draft: i64,
    /// eId it is anchored to, article or finer; only the article counts.
    pub article: String,
    /// Slug of the contact point.
    pub contact_point: String,
    /// District of the contact point.
    pub district: String,
    /// Channel.
    pub channel: String,
    /// Stance.
    pub stance: String,
    /// State.
    pub state: String,
    /// Outcome.
    pub outcome: String,
    /// Unix seconds by which it is ordered and dated.
    pub created: i64,
    /// Who may find it, as tags the caller must hold one of: "public", "staff", "point:north-gate".
    pub readers: Vec<String>,
    /// Heading of its own, if it has one. Not the regulation's name: every text of it would match.
    pub title: String,
    /// The words themselves, as the readers may see them.
    pub text: String,
    /// Proposed wording.
    pub wording: String,
    /// Reason.
    pub reason: String,
    /// Articles of other laws its text names ([`super::cites::Laws::cited`]).
    pub cites: Vec<String>,
}

impl Doc {
    /// A document without properties, to be filled.
    pub fn new(kind: Kind, id: i64) -> Doc {
        let none = String::new;
        Doc {
            kind,
            id,
            regulation: none(),
            draft: 0,
            article: none(),
            contact_point: none(),
            district: none(),
            channel: none(),
            stance: none(),
            state: none(),
            outcome: none(),
            created: 0,
            readers: Vec::new(),
            title: none(),
            text: none(),
            wording: none(),
            reason: none(),
            cites: Vec::new(),
        }
    }

    fn facet(&self, facet: Facet) -> String {
        match facet {
            Facet::Kind => self.kind.as_str().to_owned(),
            Facet::Regulation => self.regulation.clone(),
            Facet::Draft if self.draft == 0 => String::new(),
            Facet::Draft => self.draft.to_string(),
            Facet::Article => article_of(&self.article).to_owned(),
            Facet::ContactPoint => self.contact_point.clone(),
            Facet::District => self.district.clone(),
            Facet::Channel => self.channel.clone(),
            Facet::Stance => self.stance.clone(),
            Facet::State => self.state.clone(),
            Facet::Outcome => self.outcome.clone(),
            Facet::Month => month(self.created),
        }
    }
}

/// The article part of an eId: `art_5__para_2` is in `art_5`, `chp_1__art_5` too; empty for a place above articles.
pub fn article_of(eid: &str) -> &str {
    eid.split("__").find(|step| step.starts_with("art_")).unwrap_or("")
}

/// Year and month in China of a moment in unix seconds.
pub fn month(seconds: i64) -> String {
    let zone = FixedOffset::east_opt(CHINA);
    let moment = DateTime::from_timestamp(seconds, 0).zip(zone).map(|(at, zone)| at.with_timezone(&zone));
    moment.map(|at| at.format("%Y-%m").to_string()).unwrap_or_default()
}

/// The fields of the index.
#[derive(Clone, Debug)]
pub(super) struct Fields {
    pub schema: Schema,
    pub key: Field,
    pub readers: Field,
    pub words: Field,
    pub title: Field,
    pub grams: Field,
    pub chars: Field,
    pub article: Field,
    cites: Field,
    kind: Field,
    id: Field,
    created: Field,
    facets: Vec<(Facet, Field)>,
}

impl Fields {
    pub(super) fn new() -> Fields {
        let mut schema = Schema::builder();
        let indexing = |tokenizer: &str, record| TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(record);
        // The length of a text is kept once, with its pairs.
        let text = |tokenizer: &str, record| TextOptions::default().set_indexing_options(indexing(tokenizer, record).set_fieldnorms(false));
        let pairs = TextOptions::default().set_indexing_options(indexing("grams", IndexRecordOption::WithFreqsAndPositions));
        let tag = text("raw", IndexRecordOption::Basic);
        let mut facets = Vec::new();
        for facet in Facet::ALL {
            let column = if facet == Facet::Article { tag.clone() } else { TextOptions::default() };
            facets.push((facet, schema.add_text_field(facet.as_str(), column.set_fast("raw"))));
        }
        let article = facets.iter().find(|(facet, _)| *facet == Facet::Article).map(|(_, field)| *field);
        Fields {
            key: schema.add_text_field("key", tag.clone()),
            readers: schema.add_text_field("readers", tag),
            words: schema.add_text_field("words", text("long_words", IndexRecordOption::Basic)),
            title: schema.add_text_field("title", text("words", IndexRecordOption::WithFreqs)),
            chars: schema.add_text_field("chars", text("chars", IndexRecordOption::WithFreqs)),
            grams: schema.add_text_field("grams", pairs),
            cites: schema.add_text_field("cites", TextOptions::default().set_fast("raw")),
            kind: schema.add_u64_field("kind_number", FAST),
            id: schema.add_i64_field("id", FAST),
            created: schema.add_i64_field("created", FAST),
            article: article.unwrap_or(Field::from_field_id(0)),
            facets,
            schema: schema.build(),
        }
    }

    /// The document as tantivy takes it.
    pub(super) fn document(&self, doc: &Doc) -> TantivyDocument {
        let mut out = TantivyDocument::new();
        out.add_text(self.key, doc.kind.key(doc.id));
        for reader in &doc.readers {
            out.add_text(self.readers, reader);
        }
        out.add_u64(self.kind, doc.kind.number());
        out.add_i64(self.id, doc.id);
        out.add_i64(self.created, doc.created);
        for (facet, field) in &self.facets {
            out.add_text(*field, doc.facet(*facet));
        }
        for place in &doc.cites {
            out.add_text(self.cites, place);
        }
        if !doc.title.is_empty() {
            out.add_text(self.title, &doc.title);
        }
        for text in [&doc.title, &doc.text, &doc.wording, &doc.reason] {
            if !text.is_empty() {
                out.add_text(self.words, text);
                out.add_text(self.grams, text);
                out.add_text(self.chars, text);
            }
        }
        out
    }
}

/// The analyses by the names the schema uses.
pub(super) fn tokenizers() -> TokenizerManager {
    let manager = TokenizerManager::default();
    manager.register("words", Words::All);
    manager.register("long_words", Words::Long);
    manager.register("grams", Pairs);
    manager.register("chars", Chars);
    manager
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_are_counted_in_china() {
        // 2026-10-31 16:30 UTC is half past midnight of 1 November in China.
        assert_eq!(month(1_793_464_200), "2026-11");
    }

    #[test]
    fn an_anchor_counts_for_its_article() {
        assert_eq!(article_of("art_5__para_2__item_3"), "art_5");
        assert_eq!(article_of("chp_2"), "");
    }
}
