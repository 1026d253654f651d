//! Articles of other laws that a text names: 依照刑法第二百六十四条的规定.
//!
//! Whoever names an article speaks of what it is about, often in plainer words: when a question is asked, such a text vouches for the
//! article ([`super::find`]). Articles of the same law are left out; they mostly name each other for order's sake.

use std::collections::HashMap;

use super::analysis::fold;
use crate::law::numerals;

/// Characters of the longest title that is looked for.
const MAX_TITLE: usize = 30;

/// Laws that can be named, by their titles.
#[derive(Clone, Debug, Default)]
pub struct Laws(HashMap<String, String>);

impl Laws {
    /// Takes titles with the names under which the laws are indexed ([`super::schema::Doc::regulation`]).
    pub fn new<'a>(laws: impl IntoIterator<Item = (&'a str, &'a str)>) -> Laws {
        let short = laws.into_iter().map(|(title, name)| (plain(title), name.to_owned()));
        Laws(short.filter(|(title, _)| (2..=MAX_TITLE).contains(&title.chars().count())).collect())
    }

    /// The articles of laws other than `own` that a text names, each once, as [`place`] writes them.
    pub fn cited(&self, text: &str, own: &str) -> Vec<String> {
        let text = plain(text);
        let mut out = Vec::new();
        // The law named last, and where its citation ended: 刑法第二百六十四条、第二百六十六条 names it once.
        let mut last: Option<(&str, usize)> = None;
        for (at, _) in text.match_indices('第') {
            let (before, rest) = text.split_at(at);
            let Some((article, rest)) = article(rest) else { continue };
            let again = last.filter(|(_, end)| matches!(before.get(*end..), Some("" | "、"))).map(|(law, _)| law);
            let Some(law) = self.named_before(before).or(again) else { continue };
            last = Some((law, text.len() - rest.len()));
            let place = place(law, &article);
            if law != own && !out.contains(&place) {
                out.push(place);
            }
        }
        out
    }

    /// The law with the longest title that the text ends with.
    fn named_before(&self, text: &str) -> Option<&str> {
        let starts: Vec<usize> = text.char_indices().rev().take(MAX_TITLE).map(|(at, _)| at).collect();
        starts.into_iter().rev().find_map(|at| self.0.get(text.get(at..)?)).map(String::as_str)
    }
}

/// An article of a law in one word.
pub fn place(law: &str, article: &str) -> String {
    format!("{law}/{article}")
}

/// Folded, without what a title may be written with or without.
pub fn plain(text: &str) -> String {
    fold(text).replace(['《', '》'], "").replace("中华人民共和国", "")
}

/// Reads 第五条, 第一百二十条之一, with the paragraph and item if they follow; gives the eId and what comes after.
fn article(text: &str) -> Option<(String, &str)> {
    let (number, rest) = numerals::take(text.strip_prefix('第')?)?;
    let mut rest = rest.strip_prefix('条')?;
    let mut eid = format!("art_{number}");
    if let Some((number, after)) = rest.strip_prefix('之').and_then(numerals::take) {
        eid = format!("{eid}_{number}");
        rest = after;
    }
    let finer = |text: &'_ str| -> Option<usize> {
        let (_, after) = numerals::take(text.strip_prefix('第')?)?;
        after.strip_prefix(['款', '项']).map(str::len)
    };
    while let Some(left) = finer(rest) {
        rest = rest.get(rest.len() - left..).unwrap_or_default();
    }
    Some((eid, rest))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn laws() -> Laws {
        Laws::new([("中华人民共和国刑法", "xf"), ("中华人民共和国刑事诉讼法", "xs"), ("某市物业管理条例", "wy"), ("物业管理条例", "wy-gw")])
    }

    #[test]
    fn articles_of_other_laws_are_read() {
        let text =
            "依照刑法第二百六十四条、第266条第一款，《中华人民共和国刑事诉讼法》第十五条和《某市物业管理條例》第一百二十条之一处理。";
        assert_eq!(laws().cited(text, "own"), ["xf/art_264", "xf/art_266", "xs/art_15", "wy/art_120_1"]);
        assert_eq!(laws().cited(text, "xf"), ["xs/art_15", "wy/art_120_1"]);
        assert!(laws().cited("本条例第三条、第五条，民法典第一条，刑法规定的第三条件", "own").is_empty());
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "[刑法第一二百条之款、《》\\PC]{0,60}") {
            let cited = laws().cited(&text, "own");
            prop_assert!(cited.iter().all(|place| place.contains("/art_")));
        }
    }
}
