//! Turns the conditions of a query into tantivy's: what must stand in a text, and what weighs.
//!
//! Exactness comes from pairs of characters at their places, and so does weight; words of a title weigh more. Used by [`super::find`] only.

use tantivy::Term as Key;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, PhrasePrefixQuery, PhraseQuery, Query, RegexQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use super::analysis::{all_words, is_mark, words};
use super::ask::{Ask, Clause, Term};
use super::exclude::Excluded;
use super::find::Breadth;
use super::schema::Fields;
use super::variant::{Synonyms, is_filler};
use crate::law::numerals;

/// Characters that may follow a given one.
const MAX_FOLLOWERS: u32 = 20_000;

type Clauses = Vec<(Occur, Box<dyn Query>)>;

/// Builds tantivy's query.
pub(super) struct Build<'a> {
    pub fields: &'a Fields,
    pub ranked: bool,
    pub synonyms: &'a Synonyms,
}

impl Build<'_> {
    /// All that is asked, as closely as `breadth` says.
    pub(super) fn query(&self, ask: &Ask, readers: &[String], breadth: Breadth) -> BooleanQuery {
        let loose = if breadth == Breadth::Some { loose(ask) } else { Vec::new() };
        let mut all = self.required(ask, readers, breadth);
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

    /// What must hold of every closest text: phrases, exclusions and the tags; see [`loose`] for the rest.
    pub(super) fn strict(&self, ask: &Ask, readers: &[String]) -> BooleanQuery {
        BooleanQuery::new(self.required(ask, readers, Breadth::Some))
    }

    fn required(&self, ask: &Ask, readers: &[String], breadth: Breadth) -> Clauses {
        let tags = readers.iter().map(|tag| self.term(self.fields.readers, tag)).collect();
        let mut all: Clauses = vec![(Occur::Must, Box::new(ConstScoreQuery::new(Box::new(BooleanQuery::union(tags)), 0.0)))];
        for clause in &ask.clauses {
            match clause {
                Clause::HasNot(term) => all.push((Occur::MustNot, Box::new(Excluded(self.exact(term))))),
                Clause::Has(_) if breadth == Breadth::Some && is_loose(clause) => {}
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
        all
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
            self.spaced(other)
        }
    }

    /// 第 12 条: to look for every pair that 条 may begin would take ten times as long, so 条 may stand anywhere in the text.
    fn spaced(&self, other: &str) -> Box<dyn Query> {
        let mut signs = other.chars();
        match (signs.next_back(), signs.next_back()) {
            (Some(last), Some(' ')) => {
                let before = other.strip_suffix(last).unwrap_or(other);
                Box::new(BooleanQuery::intersection(vec![self.substring(before), self.single(&last.to_string())]))
            }
            _ => self.substring(other),
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
            ways.extend(self.synonyms.of(part).iter().map(|other| self.substring(other)));
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
            all.push((Occur::Should, Box::new(BoostQuery::new(self.term(self.fields.title, word.text), 2.0))));
        }
    }

    /// Lets everything in words none of which must stand there weigh: words of a title, and pairs of characters.
    fn rank_loosely(&self, term: &Term, all: &mut Clauses) {
        if !self.ranked {
            return;
        }
        for word in all_words(&term.text).iter().filter(|word| !is_filler(word.text)) {
            all.push((Occur::Should, self.term(self.fields.title, word.text)));
        }
        let chars: Vec<char> = term.text.chars().filter(|c| c.is_alphanumeric()).collect();
        for pair in chars.windows(2) {
            all.push((Occur::Should, self.term(self.fields.grams, &String::from_iter(pair))));
        }
    }

    /// The needle stands in the text, character by character, with some mark where it has one: between marks every second pair and the
    /// last, at their places.
    fn substring(&self, needle: &str) -> Box<dyn Query> {
        let chars: Vec<char> = needle.chars().map(|c| if is_mark(c) { ' ' } else { c }).collect();
        let mut pairs: Vec<(usize, String)> = Vec::new();
        let mut from = 0;
        for run in chars.split_inclusive(|c| *c == ' ') {
            let last = run.len().saturating_sub(2);
            let kept = run.windows(2).enumerate().filter(|(at, pair)| pair.first() != Some(&' ') && (at % 2 == 0 || *at == last));
            pairs.extend(kept.map(|(at, pair)| (from + at, String::from_iter(pair))));
            from += run.len();
        }
        let key = |pair: &str| Key::from_field_text(self.fields.grams, pair);
        // A single character after the last mark begins some pair.
        let alone = match chars.as_slice() {
            [.., ' ', last] if *last != ' ' => Some(last.to_string()),
            _ => None,
        };
        match (pairs.as_slice(), alone) {
            ([], Some(alone)) => self.single(&alone),
            ([], None) => self.single(needle),
            ([(_, pair)], None) => self.term(self.fields.grams, pair),
            (_, None) => Box::new(PhraseQuery::new_with_offset(pairs.iter().map(|(at, pair)| (*at, key(pair))).collect())),
            (_, Some(alone)) => {
                let terms = pairs.iter().map(|(at, pair)| (*at, key(pair))).chain([(chars.len() - 1, key(&alone))]);
                let mut phrase = PhrasePrefixQuery::new_with_offset(terms.collect());
                phrase.set_max_expansions(MAX_FOLLOWERS);
                Box::new(phrase)
            }
        }
    }

    /// A single character: a term of its own field; what is no letter or number begins some pair.
    fn single(&self, c: &str) -> Box<dyn Query> {
        if c.chars().all(char::is_alphanumeric) {
            return self.term(self.fields.chars, c);
        }
        let plain = !c.is_ascii();
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

/// The terms that the widest search takes loosely: all but phrases.
pub(super) fn loose(ask: &Ask) -> Vec<&Term> {
    let mut out = Vec::new();
    for clause in &ask.clauses {
        match clause {
            Clause::Has(terms) if is_loose(clause) => out.extend(terms),
            _ => {}
        }
    }
    out
}

fn is_loose(clause: &Clause) -> bool {
    matches!(clause, Clause::Has(terms) if terms.iter().all(|term| !term.quoted))
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
