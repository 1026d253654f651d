//! Runs a query: typed words become tantivy queries, hits are ranked and counted.
//!
//! A word finds exactly the texts that contain it: pairs of characters at their places are searched, jieba's words only rank. If
//! nothing contains the words as typed, the search widens step by step ([`Breadth`]) and says so. Every search
//! is bound to the tags the caller holds, so neither hits nor counts show more. The database decides again.

use std::collections::BTreeMap;

use tantivy::Term as Key;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, Occur, PhraseQuery, Query, RegexQuery, TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};

use super::analysis::{all_words, is_long, words};
use super::ask::{Ask, Clause, Term};
use super::collect::{Gathered, Pass};
pub use super::collect::{Hit, Sort};
use super::exclude::Excluded;
use super::index::{Generation, Index, IndexError};
use super::schema::{Facet, Fields};
use super::variant::{Synonyms, is_filler};
use crate::law::numerals;

/// Values of one facet that are returned, besides the chosen ones.
const MAX_VALUES: usize = 200;
/// Hits that can be reached by paging.
pub const MAX_DEPTH: usize = 100_000;
/// Below this many hits a wider search is counted as well, to be offered.
const FEW: u64 = 20;

/// How closely a text has to fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Breadth {
    /// It contains every word as typed.
    Exact,
    /// It contains the parts of every word, wherever they stand.
    Words,
    /// It contains some of the parts.
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
        while gathered.total == 0 && request.breadth.is_none() {
            let Some(next) = wider(ask, breadth) else { break };
            breadth = next;
            gathered = run(breadth, keep, request.facets)?;
        }
        let mut offer = None;
        if let Some(next) = wider(ask, breadth).filter(|next| *next == Breadth::Words && gathered.total < FEW) {
            let total = run(next, 0, &[])?.total;
            offer = (total > gathered.total).then_some((next, total));
        }
        let hits = gathered.best.iter().skip(request.offset).take(request.limit).map(|(_, hit)| *hit).collect();
        let facets = facets(gathered.counts, &chosen, request.facets);
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
                    needles.extend(Synonyms::built_in().of(&part));
                    needles.push(part);
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

/// The next wider search that could find more.
fn wider(ask: &Ask, breadth: Breadth) -> Option<Breadth> {
    let parted = ask.terms().any(|term| !term.quoted && parts(term).iter().any(|part| *part != term.text));
    match breadth {
        Breadth::Exact if parted => Some(Breadth::Words),
        Breadth::Exact | Breadth::Words if parted || ask.clauses.len() > 1 => Some(Breadth::Some),
        _ => None,
    }
}

/// The words inside a term that say something; all of them if none does.
fn parts(term: &Term) -> Vec<String> {
    let all: Vec<String> = words(&term.text).into_iter().map(|w| w.text.to_owned()).collect();
    let telling: Vec<String> = all.iter().filter(|word| !is_filler(word)).cloned().collect();
    if telling.is_empty() { all } else { telling }
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
    let pass = Pass {
        chosen,
        from: ask.from.max(request.filters.from),
        to: [ask.to, request.filters.to].into_iter().flatten().min(),
        counted,
        sort: request.sort,
        keep,
    };
    let ranked = request.sort == Sort::Relevance && keep > 0;
    let query = Build { fields: &generation.fields, ranked }.query(ask, request.readers, breadth);
    Ok(generation.searcher().search(&query, &pass)?)
}

fn facets(
    mut counts: BTreeMap<Facet, std::collections::HashMap<String, u64>>,
    chosen: &BTreeMap<Facet, Vec<String>>,
    asked: &[Facet],
) -> BTreeMap<Facet, Vec<(String, u64)>> {
    let mut out = BTreeMap::new();
    for facet in asked {
        let mut counts = counts.remove(facet).unwrap_or_default();
        let kept = chosen.get(facet).into_iter().flatten();
        let kept: Vec<(String, u64)> = kept.filter_map(|value| counts.remove_entry(value).or_else(|| Some((value.clone(), 0)))).collect();
        let mut values: Vec<(String, u64)> = counts.into_iter().collect();
        let order = |a: &(String, u64), b: &(String, u64)| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0));
        values.sort_by(order);
        values.truncate(MAX_VALUES);
        values.extend(kept);
        values.sort_by(order);
        values.dedup_by(|a, b| a.0 == b.0);
        if *facet == Facet::Month {
            values.sort();
        }
        out.insert(*facet, values);
    }
    out
}

type Clauses = Vec<(Occur, Box<dyn Query>)>;

/// Builds tantivy's query.
struct Build<'a> {
    fields: &'a Fields,
    ranked: bool,
}

impl Build<'_> {
    fn query(&self, ask: &Ask, readers: &[String], breadth: Breadth) -> BooleanQuery {
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

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;
    use crate::search::index::Writer;
    use crate::search::schema::{Doc, Kind};

    /// An index in a folder of its own, gone when the test ends.
    struct City {
        dir: std::path::PathBuf,
        index: Index,
    }

    impl City {
        fn new(name: &str, docs: &[Doc]) -> City {
            static COUNT: AtomicU32 = AtomicU32::new(0);
            let count = COUNT.fetch_add(1, Ordering::Relaxed);
            let dir = std::env::temp_dir().join(format!("caiyan-find-{name}-{}-{count}", std::process::id()));
            let _ = std::fs::remove_dir_all(&dir);
            let index = Index::open(&dir).unwrap().index;
            let mut writer: Writer = index.rebuild(1).unwrap();
            for doc in docs {
                writer.add(doc).unwrap();
            }
            writer.publish(1).unwrap();
            City { dir, index }
        }

        fn find(&self, typed: &str, tags: &[&str], filters: &Filters) -> Found {
            let readers: Vec<String> = tags.iter().map(|t| (*t).to_owned()).collect();
            let ask = Ask::parse(typed, Synonyms::built_in());
            let request = Request { filters, readers: &readers, sort: Sort::Relevance, offset: 0, limit: 50, facets: &Facet::ALL, breadth: None };
            self.index.find(&ask, &request).unwrap()
        }

        fn ids(&self, typed: &str) -> Vec<i64> {
            let mut ids: Vec<i64> = self.find(typed, &["public"], &Filters::default()).hits.iter().map(|h| h.id).collect();
            ids.sort_unstable();
            ids
        }
    }

    impl Drop for City {
        fn drop(&mut self) {
            let _ = std::fs::remove_dir_all(&self.dir);
        }
    }

    fn comment(id: i64, text: &str) -> Doc {
        Doc { text: text.into(), readers: vec!["public".into()], created: 1_760_000_000 + id, ..Doc::new(Kind::Comment, id) }
    }

    fn streets() -> City {
        City::new(
            "streets",
            &[
                comment(1, "小区里的电动自行车总停在楼道，建议集中充电。"),
                comment(2, "我家樓下的電動自行車充電樁太少，隻要多裝幾個就好👍"),
                comment(3, "第十二条说的停车收费，应当先公示再收费。"),
                comment(4, "第12条写得太笼统。𠮷祥里门口的路灯也坏了"),
                Doc { article: "art_12__para_1".into(), ..comment(5, "这一条要写清楚由谁负责。") },
                comment(6, "夜里广场上的噪音很大，停车倒是不收费"),
                Doc { wording: "三十日内答复".into(), reason: "现在等得太久".into(), ..comment(7, "期限太长") },
            ],
        )
    }

    #[test]
    fn any_part_of_a_text_finds_it_in_either_script() {
        let city = streets();
        for (typed, ids) in [
            ("电动自行车", vec![1, 2]),
            ("電動自行車", vec![1, 2]),
            ("动自行", vec![1, 2]),
            ("只要多装", vec![2]),
            ("👍", vec![2]),
            ("𠮷", vec![4]),
            ("停车 收费", vec![3, 6]),
            ("\"停车收费\"", vec![3]),
            ("停车 -噪音", vec![3]),
            ("停车 -写得太笼统 -不收费", vec![3]),
            ("夜", vec![6]),
            ("坏了", vec![4]),
            ("长", vec![7]),
            ("噪音 OR 路灯", vec![4, 6]),
            ("電瓶車", vec![1, 2]),
            ("30日", vec![7]),
            ("等得太久 答复", vec![7]),
            ("-停车", vec![1, 2, 4, 5, 7]),
            ("“车，”", vec![]),
            ("“道，建”", vec![1]),
        ] {
            assert_eq!(city.ids(typed), ids, "{typed}");
        }
    }

    #[test]
    fn an_article_is_found_by_its_number_in_any_writing_and_by_its_place() {
        let city = streets();
        for typed in ["第12条", "第十二条", "第十二條"] {
            assert_eq!(city.ids(typed), [3, 4, 5], "{typed}");
        }
        assert_eq!(city.ids("条:12"), [5]);
        assert_eq!(city.ids("“第12条”"), [4]);
    }

    #[test]
    fn what_nothing_contains_is_looked_for_more_widely_and_said_so() {
        let city = streets();
        let found = city.find("楼道充电", &["public"], &Filters::default());
        assert_eq!((found.breadth, found.total), (Breadth::Words, 1));
        let found = city.find("停车收费", &["public"], &Filters::default());
        assert_eq!((found.breadth, found.total, found.wider), (Breadth::Exact, 1, Some((Breadth::Words, 2))));
        let found = city.find("“楼道充电”", &["public"], &Filters::default());
        assert_eq!((found.breadth, found.total, found.wider), (Breadth::Exact, 0, None));
    }

    #[test]
    fn nobody_finds_or_counts_what_is_for_others() {
        let secret = Doc { readers: vec!["staff".into(), "point:north".into()], district: "北区".into(), ..comment(2, "路灯不亮") };
        let city = City::new("readers", &[Doc { district: "南区".into(), ..comment(1, "路灯太暗") }, secret]);
        let all = Filters::default();
        for (tags, total) in [(vec!["public"], 1), (vec!["public", "point:south"], 1), (vec!["public", "point:north"], 2), (vec![], 0)] {
            let found = city.find("路灯", &tags, &all);
            assert_eq!(found.total, total, "{tags:?}");
            assert_eq!(found.facets.values().flatten().map(|(_, n)| n).max().copied().unwrap_or(0), total);
            assert_eq!(city.find("", &tags, &all).total, total);
        }
        let hidden = found_values(&city.find("", &["public"], &all), Facet::District);
        assert_eq!(hidden, [("南区".to_owned(), 1)]);
    }

    fn found_values(found: &Found, facet: Facet) -> Vec<(String, u64)> {
        found.facets.get(&facet).cloned().unwrap()
    }

    #[test]
    fn a_choice_narrows_the_hits_and_the_other_counts_but_not_its_own() {
        let docs: Vec<Doc> = (0..600)
            .map(|n| Doc {
                channel: if n % 3 == 0 { "visit".into() } else { "web".into() },
                district: format!("d{}", n % 4),
                ..comment(n, "路灯太暗")
            })
            .collect();
        let city = City::new("choice", &docs);
        let mut filters = Filters::default();
        filters.chosen.insert(Facet::Channel, vec!["visit".into(), "nowhere".into()]);
        let found = city.find("路灯", &["public"], &filters);
        assert_eq!((found.total, found.hits.len()), (200, 50));
        assert_eq!(found_values(&found, Facet::Channel), [("web".into(), 400), ("visit".into(), 200), ("nowhere".into(), 0)]);
        assert_eq!(found_values(&found, Facet::District), [("d0".into(), 50), ("d1".into(), 50), ("d2".into(), 50), ("d3".into(), 50)]);
        filters.chosen.insert(Facet::District, vec!["d1".into(), "d2".into()]);
        filters.from = Some(1_760_000_000 + 100);
        filters.to = Some(1_760_000_000 + 200);
        let found = city.find("路灯", &["public"], &filters);
        let expected = (100..200).filter(|n| n % 3 == 0 && matches!(n % 4, 1 | 2)).count() as u64;
        assert_eq!(found.total, expected);
    }

    #[test]
    fn pages_follow_each_other_without_gap_or_double() {
        let docs: Vec<Doc> = (0..230).map(|n| comment(n, "路灯太暗")).collect();
        let city = City::new("pages", &docs);
        let readers = ["public".to_owned()];
        let ask = Ask::parse("路灯", Synonyms::built_in());
        for sort in [Sort::Relevance, Sort::Newest, Sort::Oldest] {
            let mut seen = Vec::new();
            for page in 0..5 {
                let request = Request { filters: &Filters::default(), readers: &readers, sort, offset: page * 50, limit: 50, facets: &[], breadth: None };
                seen.extend(city.index.find(&ask, &request).unwrap().hits.iter().map(|h| h.id));
            }
            let expected: Vec<i64> = if sort == Sort::Oldest { (0..230).collect() } else { (0..230).rev().collect() };
            assert_eq!(seen, expected, "{sort:?}");
        }
    }

    #[test]
    fn a_mistyped_word_and_a_beginning_lead_on() {
        let city = streets();
        let readers = ["public".to_owned()];
        let ask = Ask::parse("電動自形車", Synonyms::built_in());
        assert_eq!(city.index.did_you_mean(&ask, &readers).unwrap(), [("电动自形车".to_owned(), "电动自行车".to_owned())]);
        assert!(city.index.complete("電動", &readers, 5).unwrap().contains(&"电动自行车".to_owned()));
        assert!(city.index.complete("電動", &[], 5).unwrap().is_empty());
    }
}
