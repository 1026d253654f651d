//! Turns the conditions of a query into tantivy's: what must stand in a text, and what weighs.
//!
//! Exactness comes from pairs of characters at their places, weight from jieba's words. Used by [`super::find`] only.

use tantivy::Term as Key;
use tantivy::query::{AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery, Query, RegexQuery, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};

use super::analysis::{all_words, is_long, words};
use super::ask::{Ask, Clause, Term};
use super::exclude::Excluded;
use super::find::Breadth;
use super::schema::Fields;
use super::variant::{Synonyms, is_filler};
use crate::law::numerals;

type Clauses = Vec<(Occur, Box<dyn Query>)>;

/// Builds tantivy's query.
pub(super) struct Build<'a> {
    pub fields: &'a Fields,
    pub ranked: bool,
}

impl Build<'_> {
    pub(super) fn query(&self, ask: &Ask, readers: &[String], breadth: Breadth) -> BooleanQuery {
        let tags = readers.iter().map(|tag| self.term(self.fields.readers, tag)).collect();
        let mut all: Clauses = vec![(Occur::Must, Box::new(ConstScoreQuery::new(Box::new(BooleanQuery::union(tags)), 0.0)))];
        let mut loose = Vec::new();
        for clause in &ask.clauses {
            match clause {
                Clause::HasNot(term) => all.push((Occur::MustNot, Box::new(Excluded(self.exact(term))))),
                Clause::Has(terms) if breadth == Breadth::Some && terms.iter().all(|t| !t.quoted) => loose.extend(terms),
                Clause::Has(terms) => {
                    let any = terms.iter().map(|term| match breadth {
                        Breadth::Exact => self.exact(term),
                        Breadth::Words | Breadth::Some => self.parted(term),
                    });
                    all.push((Occur::Must, union(any.collect())));
                    for term in terms {
                        self.rank(term, &mut all);
                    }
                }
            }
        }
        if !loose.is_empty() {
            all.push((Occur::Must, self.some(&loose)));
            for term in loose {
                self.rank_loosely(term, &mut all);
            }
        }
        if all.len() == all.iter().filter(|(occur, _)| *occur == Occur::MustNot).count() + 1 {
            all.push((Occur::Must, Box::new(ConstScoreQuery::new(Box::new(AllQuery), 0.0))));
        }
        BooleanQuery::new(all)
    }

    /// The term or one of its other writings stands in the text.
    fn exact(&self, term: &Term) -> Box<dyn Query> {
        let mut ways = vec![self.substring(&term.text)];
        for other in &term.also {
            ways.push(self.whole_number(other));
        }
        if let Some(eid) = &term.article {
            ways.push(Box::new(BoostQuery::new(self.term(self.fields.article, eid), 2.0)));
        }
        union(ways)
    }

    /// Another writing. A number in it must be a word of its own: 400元 is not in 2400元, nor 二十 in 二十五.
    fn whole_number(&self, other: &str) -> Box<dyn Query> {
        let digits: String = other.chars().filter(char::is_ascii_digit).collect();
        if numerals::parse(other).is_some() {
            self.term(self.fields.words, other)
        } else if !digits.is_empty() && !other.contains('第') {
            Box::new(BooleanQuery::intersection(vec![self.substring(other), self.term(self.fields.words, &digits)]))
        } else {
            self.substring(other)
        }
    }

    /// The term, or all the words it is made of.
    fn parted(&self, term: &Term) -> Box<dyn Query> {
        let parts = parts(term);
        if term.quoted || parts.len() < 2 && parts.first() == Some(&term.text) {
            return self.exact(term);
        }
        let each = parts.iter().map(|part| {
            let mut ways = vec![self.substring(part)];
            ways.extend(Synonyms::built_in().of(part).iter().map(|other| self.substring(other)));
            union(ways)
        });
        let whole = Box::new(BoostQuery::new(self.exact(term), 2.0));
        union(vec![whole, Box::new(BooleanQuery::intersection(each.collect()))])
    }

    /// At least a third of all the words in these terms.
    fn some(&self, terms: &[&Term]) -> Box<dyn Query> {
        let mut parts: Vec<String> = terms.iter().flat_map(|term| parts(term)).collect();
        parts.sort();
        parts.dedup();
        if parts.iter().any(|part| part.chars().count() > 1) {
            parts.retain(|part| part.chars().count() > 1);
        }
        let least = parts.len().div_ceil(3);
        let each = parts.iter().map(|part| self.substring(part));
        Box::new(BooleanQuery::union_with_minimum_required_clauses(each.collect(), least))
    }

    /// Lets the words of a term weigh, more in a title.
    fn rank(&self, term: &Term, all: &mut Clauses) {
        if !self.ranked {
            return;
        }
        for word in words(&term.text) {
            if is_long(word.text) {
                all.push((Occur::Should, self.term(self.fields.words, word.text)));
            }
            all.push((Occur::Should, Box::new(BoostQuery::new(self.term(self.fields.title, word.text), 2.0))));
        }
    }

    /// Lets everything in a long question weigh: words with their parts, and pairs of characters.
    fn rank_loosely(&self, term: &Term, all: &mut Clauses) {
        if !self.ranked {
            return;
        }
        for word in all_words(&term.text).iter().filter(|word| !is_filler(word.text)) {
            all.push((Occur::Should, self.term(self.fields.title, word.text)));
            if is_long(word.text) {
                all.push((Occur::Should, self.term(self.fields.words, word.text)));
            }
        }
        let chars: Vec<char> = term.text.chars().filter(|c| c.is_alphanumeric()).collect();
        for pair in chars.windows(2) {
            all.push((Occur::Should, self.term(self.fields.grams, &String::from_iter(pair))));
        }
    }

    /// The needle stands in the text, character by character: every second pair and the last at their places.
    fn substring(&self, needle: &str) -> Box<dyn Query> {
        let chars: Vec<char> = needle.chars().collect();
        let pairs: Vec<String> = chars.windows(2).map(String::from_iter).collect();
        match pairs.as_slice() {
            [] => self.single(needle),
            [pair] => self.term(self.fields.grams, pair),
            _ => {
                let last = pairs.len() - 1;
                let kept = pairs.iter().enumerate().filter(|(at, _)| at % 2 == 0 || *at == last);
                let terms = kept.map(|(at, pair)| (at, Key::from_field_text(self.fields.grams, pair)));
                Box::new(PhraseQuery::new_with_offset(terms.collect()))
            }
        }
    }

    /// A single character: any pair that begins with it.
    fn single(&self, c: &str) -> Box<dyn Query> {
        let plain = c.chars().all(char::is_alphanumeric) || !c.is_ascii();
        let pattern = if plain { format!("{c}.") } else { format!("\\{c}.") };
        match RegexQuery::from_pattern(&pattern, self.fields.grams) {
            Ok(query) => Box::new(query),
            Err(_) => Box::new(EmptyQuery),
        }
    }

    fn term(&self, field: Field, text: &str) -> Box<dyn Query> {
        let record = if self.ranked { IndexRecordOption::WithFreqs } else { IndexRecordOption::Basic };
        Box::new(TermQuery::new(Key::from_field_text(field, text), record))
    }
}

fn union(mut ways: Vec<Box<dyn Query>>) -> Box<dyn Query> {
    match ways.pop() {
        Some(only) if ways.is_empty() => only,
        last => {
            ways.extend(last);
            Box::new(BooleanQuery::union(ways))
        }
    }
}

/// The words inside a term that say something; all of them if none does.
pub(super) fn parts(term: &Term) -> Vec<String> {
    let all: Vec<String> = words(&term.text).into_iter().map(|w| w.text.to_owned()).collect();
    let telling: Vec<String> = all.iter().filter(|word| !is_filler(word)).cloned().collect();
    if telling.is_empty() { all } else { telling }
}
