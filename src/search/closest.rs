//! The texts closest to a question put in whole sentences.
//!
//! Nobody's text contains a whole question, so its pieces weigh instead: pairs of neighbouring characters, the law's words for the
//! people's words ([`legal_words`]), and single characters. Two stages keep it cheap on millions of texts: the rarest pairs find the
//! best few hundred without looking at most texts (block-max WAND), and only those are weighed by their characters too. An article
//! gains from a found text that speaks of it: a comment on it, or an article of another law that names it ([`super::cites`]). The
//! weights were chosen by `caiyan eval retrieval`; docs/adr/0007-ranking.md has the figures. Used by [`super::find`] only.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap};

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::postings::Postings;
use tantivy::query::{Bm25StatisticsProvider, Bm25Weight, BooleanQuery, BoostQuery, EnableScoring, Occur, Query, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, Searcher, SegmentReader, TERMINATED, Term as Key};

use super::analysis::words;
use super::ask::{Ask, Term};
use super::clauses::loose;
use super::collect::{Gathered, Pass};
use super::schema::Fields;
use super::variant::{Synonyms, legal_words};

/// Texts a question finds at most.
const MOST: usize = 200;
/// Typed pairs that look for texts, the rarest ones; with more the order hardly changes.
const PAIRS: usize = 24;
/// Pairs of the law's words that look for texts.
const LEGAL_PAIRS: usize = 16;
/// Further pairs and characters that weigh.
const WEIGHED: usize = 80;
/// What a pair of the law's words weighs beside a typed one.
const LEGAL_WEIGHT: f32 = 0.5;
/// A word of n characters has n-1 pairs; each weighs 1/(n-1) to this power, or long words would drown the others.
const LENGTH_POWER: f32 = 0.3;
/// What an article gains from the best of the found texts that speak of it, as a share of that text's score.
const VOUCHED: f32 = 0.3;
/// Words from which on a term is a sentence.
const SENTENCE: usize = 5;
/// Words from which on a term is a question if it has a question's word.
const QUESTION: usize = 3;
/// What makes a sentence a question.
const QUESTION_WORDS: [&str; 20] = [
    "?",
    "吗",
    "呢",
    "如何",
    "怎么",
    "怎样",
    "什么",
    "哪",
    "谁",
    "为何",
    "是否",
    "能否",
    "可否",
    "多久",
    "多少",
    "几年",
    "能不能",
    "可不可以",
    "要不要",
    "会不会",
];

/// True if something is asked in whole sentences, not by words to be found.
pub(super) fn is_question(ask: &Ask) -> bool {
    loose(ask).into_iter().any(|term| {
        let count = words(&term.text).len();
        count >= SENTENCE || count >= QUESTION && QUESTION_WORDS.iter().any(|word| term.text.contains(word))
    })
}

/// The law's words and the synonyms for the words of a term.
pub(super) fn other_words(term: &Term, synonyms: &Synonyms) -> Vec<String> {
    let words: Vec<&str> = words(&term.text).into_iter().map(|word| word.text).collect();
    let mut other: Vec<String> = legal_words(&term.text, &words).into_iter().map(str::to_owned).collect();
    other.extend(words.iter().flat_map(|word| synonyms.of(word)));
    other
}

/// The pieces of a question.
struct Question {
    /// Typed pairs with their weights.
    typed: BTreeMap<String, f32>,
    /// Pairs of the law's words that were not typed.
    legal: BTreeSet<String>,
    /// Typed characters.
    chars: BTreeSet<char>,
}

impl Question {
    fn new(terms: &[&Term], synonyms: &Synonyms) -> Question {
        let mut question = Question { typed: BTreeMap::new(), legal: BTreeSet::new(), chars: BTreeSet::new() };
        for term in terms {
            let chars: Vec<char> = term.text.chars().collect();
            question.chars.extend(chars.iter().filter(|c| c.is_alphanumeric()));
            let mut inside = vec![1.0; chars.len()];
            for word in words(&term.text) {
                let pairs = u16::try_from(word.end - word.start).map_or(1.0, |length| f32::from(length) - 1.0);
                let within = inside.iter_mut().take(word.end.saturating_sub(1)).skip(word.start);
                within.for_each(|weight| *weight = pairs.max(1.0).powf(-LENGTH_POWER));
            }
            for (pair, weight) in chars.windows(2).zip(inside) {
                if let Some(pair) = whole(pair) {
                    let known = question.typed.entry(pair).or_default();
                    *known = known.max(weight);
                }
            }
        }
        for word in terms.iter().flat_map(|term| other_words(term, synonyms)) {
            let chars: Vec<char> = word.chars().collect();
            question.legal.extend(chars.windows(2).filter_map(whole).filter(|pair| !question.typed.contains_key(pair)));
        }
        question
    }

    /// What finds texts, and what is left to weigh those that were found.
    fn stages(&self, searcher: &Searcher, fields: &Fields) -> tantivy::Result<(BooleanQuery, Vec<(Key, f32)>)> {
        let key = |pair: &str| Key::from_field_text(fields.grams, pair);
        let mut first = by_rarity(searcher, self.typed.iter().map(|(pair, weight)| (key(pair), *weight)))?;
        let mut second = first.split_off(first.len().min(PAIRS));
        first.extend(by_rarity(searcher, self.legal.iter().map(|pair| (key(pair), LEGAL_WEIGHT)))?.into_iter().take(LEGAL_PAIRS));
        let mut text = [0; 4];
        let chars: Vec<Key> = self.chars.iter().map(|c| Key::from_field_text(fields.chars, c.encode_utf8(&mut text))).collect();
        second.extend(by_rarity(searcher, chars.into_iter().map(|key| (key, 1.0)))?);
        second.truncate(WEIGHED);
        let each = first.into_iter().map(|(key, weight)| {
            let term: Box<dyn Query> = Box::new(TermQuery::new(key, IndexRecordOption::WithFreqs));
            (Occur::Should, Box::new(BoostQuery::new(term, weight)) as Box<dyn Query>)
        });
        Ok((BooleanQuery::new(each.collect()), second))
    }
}

/// A pair without marks and blanks.
fn whole(pair: &[char]) -> Option<String> {
    pair.iter().all(|c| c.is_alphanumeric()).then(|| pair.iter().collect())
}

/// Those of the keys that stand somewhere, the rarest first.
fn by_rarity(searcher: &Searcher, keys: impl Iterator<Item = (Key, f32)>) -> tantivy::Result<Vec<(Key, f32)>> {
    let mut counted = Vec::new();
    for (key, weight) in keys {
        let count = searcher.doc_freq(&key)?;
        if count > 0 {
            counted.push((count, key, weight));
        }
    }
    counted.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| a.1.cmp(&b.1)));
    Ok(counted.into_iter().map(|(_, key, weight)| (key, weight)).collect())
}

/// A text that may be among the best: its score's bits (never negative, so they have its order), then the first one of equals.
type Candidate = (u32, Reverse<(usize, DocId)>);

/// The best so far.
#[derive(Default)]
struct Best(BinaryHeap<Reverse<Candidate>>);

impl Best {
    fn push(&mut self, candidate: Candidate) {
        self.0.push(Reverse(candidate));
        if self.0.len() > MOST {
            self.0.pop();
        }
    }

    /// The score a text must exceed to come in.
    fn threshold(&self) -> Score {
        self.0.peek().filter(|_| self.0.len() >= MOST).map_or(0.0, |Reverse((bits, _))| f32::from_bits(*bits))
    }
}

/// Finds the texts closest to the terms among those that `within` lets through, and counts them as `pass` wants.
pub(super) fn gather(
    searcher: &Searcher,
    fields: &Fields,
    (terms, synonyms): (&[&Term], &Synonyms),
    within: &dyn Query,
    pass: &Pass<'_>,
) -> tantivy::Result<Gathered> {
    let (query, finer) = Question::new(terms, synonyms).stages(searcher, fields)?;
    let query = query.weight(EnableScoring::enabled_from_searcher(searcher))?;
    let within = within.weight(EnableScoring::disabled_from_searcher(searcher))?;
    // What fails one selection only is counted by that facet, as everywhere.
    let (mut passing, mut missing) = (Best::default(), Best::default());
    let counts_others = !pass.counted.is_empty() && pass.chosen.values().any(|values| !values.is_empty());
    let mut collectors = Vec::new();
    for (at, reader) in searcher.segment_readers().iter().enumerate() {
        let collector = pass.for_segment(u32::try_from(at).unwrap_or(u32::MAX), reader)?;
        let mut allowed = within.scorer(reader, 1.0)?;
        let threshold = |passing: &Best, missing: &Best| {
            if counts_others { passing.threshold().min(missing.threshold()) } else { passing.threshold() }
        };
        query.for_each_pruning(threshold(&passing, &missing), reader, &mut |doc, score| {
            let alive = reader.alive_bitset().is_none_or(|alive| alive.is_alive(doc));
            if alive && reaches(allowed.as_mut(), doc) {
                let candidate = (score.max(0.0).to_bits(), Reverse((at, doc)));
                match collector.fails(doc) {
                    Some(0) => passing.push(candidate),
                    Some(1) if counts_others => missing.push(candidate),
                    _ => {}
                }
            }
            threshold(&passing, &missing)
        })?;
        collectors.push(collector);
    }
    let mut found: Vec<Vec<(DocId, Score)>> = vec![Vec::new(); collectors.len()];
    for Reverse((bits, Reverse((at, doc)))) in passing.0.into_iter().chain(missing.0) {
        found.get_mut(at).into_iter().for_each(|docs| docs.push((doc, f32::from_bits(bits))));
    }
    let finer = if pass.requires_scoring() { weights(searcher, fields, finer)? } else { Vec::new() };
    let mut vouched: HashMap<String, Score> = HashMap::new();
    for ((docs, collector), reader) in found.iter_mut().zip(&collectors).zip(searcher.segment_readers()) {
        docs.sort_unstable_by_key(|(doc, _)| *doc);
        weigh(reader, fields, &finer, docs)?;
        for (doc, score) in docs {
            for place in collector.columns.speaks_of(*doc)? {
                let best = vouched.entry(place).or_default();
                *best = best.max(*score);
            }
        }
    }
    let mut fruits = Vec::new();
    for (docs, mut collector) in found.into_iter().zip(collectors) {
        for (doc, score) in docs {
            let place = collector.columns.place(doc).filter(|_| collector.columns.is_article(doc));
            let more = place.and_then(|place| vouched.get(&place)).map_or(0.0, |best| best * VOUCHED);
            collector.collect(doc, score + more);
        }
        fruits.push(collector.harvest());
    }
    pass.merge_fruits(fruits)
}

/// True if a set that is asked in the order of documents has this one.
fn reaches(set: &mut dyn DocSet, doc: DocId) -> bool {
    let at = if set.doc() < doc { set.seek(doc) } else { set.doc() };
    at == doc && at != TERMINATED
}

/// What each key weighs in a text.
fn weights(searcher: &Searcher, fields: &Fields, keys: Vec<(Key, f32)>) -> tantivy::Result<Vec<(Key, Bm25Weight)>> {
    let texts = searcher.total_num_docs()?.max(1);
    #[expect(clippy::cast_precision_loss, reason = "an average over many texts")]
    let length = searcher.total_num_tokens(fields.grams)? as f32 / texts as f32;
    let weigh = |(key, weight)| {
        let count = searcher.doc_freq(&key)?;
        Ok((key, Bm25Weight::for_one_term_without_explain(count, texts, length).boost_by(weight)))
    };
    keys.into_iter().map(weigh).collect()
}

/// Adds to the scores of a segment's documents, in their order, what the keys weigh in them.
fn weigh(reader: &SegmentReader, fields: &Fields, keys: &[(Key, Bm25Weight)], docs: &mut [(DocId, Score)]) -> tantivy::Result<()> {
    let lengths = reader.get_fieldnorms_reader(fields.grams)?;
    for (key, weight) in keys {
        let postings = reader.inverted_index(key.field())?.read_postings(key, IndexRecordOption::WithFreqs)?;
        let Some(mut postings) = postings else { continue };
        for (doc, score) in docs.iter_mut() {
            if reaches(&mut postings, *doc) {
                *score += weight.score(lengths.fieldnorm_id(*doc), postings.term_freq());
            }
        }
    }
    Ok(())
}
