//! Completion and "did you mean" from the indexed words.
//!
//! A word is only suggested if the caller can find something with it, so a suggestion tells nothing about
//! texts of others. Next: [`super::find`].

use std::collections::HashMap;
use std::sync::Arc;

use super::analysis::fold;
use super::ask::Ask;
use super::find::{Breadth, Filters, Request, Sort};
use super::index::{Index, IndexError};
use super::variant::Synonyms;

/// Words of one segment that are looked at.
const MAX_WORDS: usize = 400_000;
/// Words that begin alike and are looked at.
const MAX_ALIKE: usize = 5_000;
/// Candidates that are tried against what the caller can find.
const TRIED: usize = 12;

impl Index {
    /// Up to `limit` words that begin so, the most frequent first.
    pub fn complete(&self, start: &str, readers: &[String], limit: usize) -> Result<Vec<String>, IndexError> {
        let start = fold(start.trim());
        if start.is_empty() {
            return Ok(Vec::new());
        }
        let words = self.words(&start, MAX_ALIKE, |word| word != start && word.starts_with(&start))?;
        self.findable(words, readers, limit)
    }

    /// For each word of a query that is found nowhere, a findable word that differs in one character.
    pub fn did_you_mean(&self, ask: &Ask, readers: &[String]) -> Result<Vec<(String, String)>, IndexError> {
        let mut out = Vec::new();
        for term in ask.terms().filter(|term| !term.quoted && (3..=12).contains(&term.text.chars().count())).take(4) {
            if self.count(&term.text, readers)? > 0 {
                continue;
            }
            let words = self.words("", MAX_WORDS, |word| near(word, &term.text))?;
            out.extend(self.findable(words, readers, 1)?.pop().map(|word| (term.text.clone(), word)));
        }
        Ok(out)
    }

    /// Indexed words from `start` on that are wanted, the most frequent first.
    fn words(&self, start: &str, most: usize, wanted: impl Fn(&str) -> bool) -> Result<Vec<String>, IndexError> {
        let generation = self.generation()?;
        let mut counts: HashMap<String, u32> = HashMap::new();
        for segment in generation.searcher().segment_readers() {
            let index = segment.inverted_index(generation.fields.words)?;
            let mut words = index.terms().range().ge(start).into_stream().map_err(tantivy::TantivyError::from)?;
            for _ in 0..most {
                if !words.advance() || !words.key().starts_with(start.as_bytes()) {
                    break;
                }
                let Ok(word) = std::str::from_utf8(words.key()) else { continue };
                if wanted(word) {
                    *counts.entry(word.to_owned()).or_default() += words.value().doc_freq;
                }
            }
        }
        let mut words: Vec<(String, u32)> = counts.into_iter().collect();
        words.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        Ok(words.into_iter().map(|(word, _)| word).take(TRIED).collect())
    }

    fn findable(&self, words: Vec<String>, readers: &[String], limit: usize) -> Result<Vec<String>, IndexError> {
        let mut out = Vec::new();
        for word in words {
            if out.len() < limit && self.count(&word, readers)? > 0 {
                out.push(word);
            }
        }
        Ok(out)
    }

    fn count(&self, word: &str, readers: &[String]) -> Result<u64, IndexError> {
        let ask = Ask::parse(&format!("\"{word}\""), &Arc::new(Synonyms::default()));
        let request = Request {
            filters: &Filters::default(),
            readers,
            sort: Sort::Newest,
            offset: 0,
            limit: 0,
            facets: &[],
            breadth: Some(Breadth::Exact),
        };
        Ok(self.find(&ask, &request)?.total)
    }
}

/// True if one character changed, added or taken away turns one word into the other.
fn near(a: &str, b: &str) -> bool {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    if a.len().abs_diff(b.len()) > 1 || a == b {
        return false;
    }
    let same = a.iter().zip(&b).take_while(|(x, y)| x == y).count();
    let rest = a.iter().rev().zip(b.iter().rev()).take_while(|(x, y)| x == y).count();
    same + rest + 1 >= a.len().max(b.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_character_is_near_two_are_not() {
        assert!(near("电动自行车", "电动自形车") && near("业主大会", "业主大") && near("parking", "parkin"));
        assert!(!near("电动车", "电动车") && !near("业主大会", "业主委员会") && !near("aab", "bba"));
    }
}
