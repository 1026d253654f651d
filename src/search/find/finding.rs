//! Finding against plain truth: on real comments a query of one to three words or a phrase finds the texts that contain it, in either
//! script, and no others.

use crate::search::variant::Synonyms;
use std::collections::BTreeSet;

use ferrous_opencc::{OpenCC, config::BuiltinConfig};

use super::*;
use crate::search::analysis::{fold, is_mark, words};
use crate::search::schema::{Doc, Kind};

/// Comments read, every fourth of the file.
const COMMENTS: usize = 3_000;
/// Queries asked.
const QUERIES: usize = 200;

/// Numbers that look random and are the same every time (Knuth's multiplier).
struct Dice(u64);

impl Dice {
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % end.max(1)
    }
}

/// A query and the needles that a text it finds must contain: one to three words of a text, or a phrase of it, quoted or not.
fn query(text: &str, dice: &mut Dice) -> Option<(String, Vec<String>)> {
    let count = dice.below(5);
    if count >= 3 {
        let chars: Vec<char> = text.chars().collect();
        let phrase: String = chars.iter().skip(dice.below(chars.len())).take(3 + dice.below(6)).take_while(|c| !is_mark(**c)).collect();
        let typed = if count == 3 { phrase.clone() } else { format!("“{phrase}”") };
        return (phrase.chars().filter(|c| c.is_alphabetic()).count() > 2).then(|| (typed, vec![phrase]));
    }
    let words: Vec<&str> = words(text).into_iter().map(|word| word.text).filter(|word| word.chars().count() > 1).collect();
    let needles: Vec<String> = (0..=count).filter_map(|_| words.get(dice.below(words.len())).map(|word| (*word).to_owned())).collect();
    (!needles.is_empty()).then(|| (needles.join(" "), needles))
}

#[test]
fn real_comments_are_found_as_plain_search_would() {
    let file = "../shared/data/comments/comments.jsonl";
    let Ok(lines) = std::fs::read_to_string(file) else {
        eprintln!("{file} is missing: not tested");
        return;
    };
    let texts: Vec<String> = lines.lines().step_by(4).take(COMMENTS).map(text).collect();
    let dir = std::env::temp_dir().join(format!("caiyan-finding-{}", std::process::id()));
    let _ = std::fs::remove_dir_all(&dir);
    let index = Index::open(&dir).unwrap().index;
    let mut writer = index.rebuild(2).unwrap();
    for (id, text) in (0..).zip(&texts) {
        writer.add(&Doc { text: text.clone(), readers: vec!["public".into()], ..Doc::new(Kind::Comment, id) }).unwrap();
    }
    writer.publish(1).unwrap();
    let folded: Vec<String> = texts.iter().map(|text| fold(text)).collect();
    let traditional = OpenCC::from_config(BuiltinConfig::S2t).unwrap();
    let (mut dice, mut asked) = (Dice(7), 0);
    let (mut wanted, mut right, mut all) = (0, [0; 2], [0; 2]);
    while asked < QUERIES {
        let Some((typed, needles)) = folded.get(dice.below(folded.len())).and_then(|text| query(text, &mut dice)) else { continue };
        asked += 1;
        let holds = |text: &String| needles.iter().all(|needle| text.contains(needle));
        let truth: BTreeSet<i64> = (0..).zip(&folded).filter(|(_, text)| holds(text)).map(|(id, _)| id).collect();
        wanted += truth.len();
        for (script, typed) in [typed.clone(), traditional.convert(&typed)].into_iter().enumerate() {
            let ask = Ask::parse(&typed, Synonyms::built_in());
            let readers = ["public".to_owned()];
            let filters = Filters::default();
            let request = Request {
                filters: &filters,
                readers: &readers,
                sort: Sort::Newest,
                offset: 0,
                limit: COMMENTS,
                facets: &[],
                breadth: None,
            };
            let found: BTreeSet<i64> = index.find(&ask, &request).unwrap().hits.iter().map(|hit| hit.id).collect();
            assert!(!found.is_empty(), "{typed} finds nothing");
            *right.get_mut(script).unwrap() += truth.intersection(&found).count();
            *all.get_mut(script).unwrap() += found.len();
        }
    }
    let _ = std::fs::remove_dir_all(&dir);
    for (right, all) in right.into_iter().zip(all) {
        eprintln!("{asked} queries: {right} of {wanted} texts found, {all} shown");
        assert!(right * 100 >= wanted * 99, "recall: {right} of {wanted}");
        assert!(right * 100 >= all * 98, "precision: {right} of {all}");
    }
}

fn text(line: &str) -> String {
    let line: serde_json::Value = serde_json::from_str(line).unwrap();
    line.get("text").and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
}
