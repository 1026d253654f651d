//! Other ways to write the same word: 第12条 for 第十二条, 电动自行车 for 电瓶车.
//!
//! Applied when a query is read, never when a text is indexed, so the lists may change without a rebuild.
//! Quoted phrases get none of it. Next: [`super::ask`].

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, LazyLock};

use super::analysis::{entries, fold};
use crate::law::numerals;

const BUILT_IN_TEXT: &str = include_str!("../../dict/synonyms.txt");

/// Other words that one word is looked for by, at most.
const MOST_OTHERS: usize = 40;

/// Groups of words that mean the same.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Synonyms {
    groups: Vec<Vec<String>>,
    by_word: HashMap<String, Vec<usize>>,
}

impl Synonyms {
    /// The list that comes with the program.
    pub fn built_in() -> &'static Arc<Synonyms> {
        static BUILT_IN: LazyLock<Arc<Synonyms>> = LazyLock::new(|| Arc::new(Synonyms::parse(BUILT_IN_TEXT)));
        &BUILT_IN
    }

    /// That list and `own` lines beside it.
    pub fn with(own: &str) -> Arc<Synonyms> {
        if own.trim().is_empty() { Arc::clone(Self::built_in()) } else { Arc::new(Self::parse(&format!("{BUILT_IN_TEXT}\n{own}"))) }
    }

    /// The groups, each in the order it was written.
    pub fn groups(&self) -> &[Vec<String>] {
        &self.groups
    }

    /// One group a line, words parted by `=`; `#` starts a comment line. Lines with fewer than two words count for nothing.
    pub fn parse(text: &str) -> Synonyms {
        let mut synonyms = Synonyms::default();
        for line in entries(text) {
            let mut group: Vec<String> = line.split(['=', '＝']).map(|w| fold(w.trim())).filter(|w| !w.is_empty()).collect();
            group.dedup();
            if group.len() < 2 {
                continue;
            }
            for word in &group {
                synonyms.by_word.entry(word.clone()).or_default().push(synonyms.groups.len());
            }
            synonyms.groups.push(group);
        }
        synonyms
    }

    /// The other words for a folded word.
    pub fn of(&self, folded: &str) -> Vec<String> {
        let groups = self.by_word.get(folded).into_iter().flatten().filter_map(|n| self.groups.get(*n));
        groups.flatten().filter(|word| *word != folded).take(MOST_OTHERS).cloned().collect()
    }
}

/// What a law says for the people's words in a folded question: 偷 is 盗窃, 房东 is 出租人. Words the question has already are left out.
/// `words` are the words of the question: what is one character long counts only as a word of its own.
pub fn legal_words(question: &str, words: &[&str]) -> Vec<&'static str> {
    static PLAIN: LazyLock<Vec<(String, Vec<&'static str>)>> = LazyLock::new(|| {
        let pairs = entries(include_str!("../../dict/plain.txt")).filter_map(|line| line.split_once('='));
        pairs.map(|(plain, legal)| (fold(plain.trim()), legal.split_whitespace().collect())).collect()
    });
    let says = |plain: &str| if plain.chars().nth(1).is_some() { question.contains(plain) } else { words.contains(&plain) };
    let mut out = Vec::new();
    for (_, legal) in PLAIN.iter().filter(|(plain, _)| says(plain)) {
        for word in legal {
            if !question.contains(word) && !out.contains(word) {
                out.push(*word);
            }
        }
    }
    out
}

/// True for words that only carry a question or a sentence and say nothing of the matter.
pub fn is_filler(folded: &str) -> bool {
    static FILLERS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| entries(include_str!("../../dict/stopwords.txt")).collect());
    FILLERS.contains(folded)
}

/// A number as it stands in a term.
struct Run {
    start: usize,
    end: usize,
    value: u32,
    cited: bool,
}

/// The folded term with its numbers written the other way: 第十二条 for 第12条 and, as some write it, 第 12 条.
/// Numbers convert inside 第…条 and the like; elsewhere only in a short term from ten on (30日, 二十), so that
/// 一些 or 三轮车 stay words.
pub fn other_numerals(term: &str) -> Vec<String> {
    let chars: Vec<char> = term.chars().collect();
    let mut runs = runs(&chars);
    let long = |run: &Run| run.value >= 10 && run.end - run.start >= 2;
    let lone = runs.len() == 1 && runs.iter().all(|run| long(run) && chars.len() - (run.end - run.start) <= 2);
    runs.retain(|run| run.cited || lone);
    if runs.is_empty() {
        return Vec::new();
    }
    let mut out = Vec::new();
    let styles: [fn(&Run) -> String; 3] = [
        |run| numerals::chinese(run.value),
        |run| run.value.to_string(),
        |run| if run.cited { format!(" {} ", run.value) } else { run.value.to_string() },
    ];
    for style in styles {
        let other = rewrite(&chars, &runs, style);
        if other != term && !out.contains(&other) {
            out.push(other);
        }
    }
    out
}

fn rewrite(chars: &[char], runs: &[Run], style: fn(&Run) -> String) -> String {
    let mut out = String::new();
    let mut at = 0;
    for run in runs {
        out.extend(chars.get(at..run.start).into_iter().flatten());
        out.push_str(&style(run));
        at = run.end;
    }
    out.extend(chars.get(at..).into_iter().flatten());
    out
}

/// Every number in the term that one of the two ways would write exactly so.
fn runs(chars: &[char]) -> Vec<Run> {
    let mut runs = Vec::new();
    let mut at = 0;
    while let Some(first) = chars.get(at) {
        if !numerals::is_numeral(*first) {
            at += 1;
            continue;
        }
        let arabic = first.is_ascii_digit();
        let same = |c: &&char| numerals::is_numeral(**c) && c.is_ascii_digit() == arabic;
        let end = at + chars.iter().skip(at).take_while(same).count();
        let text: String = chars.iter().take(end).skip(at).collect();
        let before = at.checked_sub(1).and_then(|n| chars.get(n));
        let after = chars.get(end);
        let cited = matches!(before, Some('第')) && after.is_some_and(|c| "条款项章节编目次届".contains(*c))
            || matches!(before, Some('之')) && at.checked_sub(2).and_then(|n| chars.get(n)) == Some(&'条');
        let usual = |value: &u32| *value < 10_000 && (text == value.to_string() || text == numerals::chinese(*value));
        if let Some(value) = numerals::parse(&text).filter(usual) {
            runs.push(Run { start: at, end, value, cited });
        }
        at = end;
    }
    runs
}

/// The eId of the article a term cites and nothing more: 第五条, 第5条第二款, 第一百二十条之一.
pub fn cited_article(term: &str) -> Option<String> {
    let rest = term.strip_prefix('第')?;
    let (number, rest) = numerals::take(rest)?;
    let mut rest = rest.trim_start().strip_prefix('条')?;
    let mut eid = format!("art_{number}");
    if let Some(sub) = rest.strip_prefix('之') {
        let (number, after) = numerals::take(sub)?;
        eid = format!("{eid}_{number}");
        rest = after;
    }
    while !rest.is_empty() {
        let (_, after) = numerals::take(rest.strip_prefix('第')?.trim_start_matches('('))?;
        rest = after.trim_start_matches(')').strip_prefix(['款', '项', '目'])?;
    }
    Some(eid)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_and_chinese_numbers_meet_where_they_are_numbers() {
        assert_eq!(other_numerals("第12条"), ["第十二条", "第 12 条"]);
        assert_eq!(other_numerals("第十二条"), ["第12条", "第 12 条"]);
        assert_eq!(other_numerals("二十"), ["20"]);
        assert_eq!(other_numerals("30日"), ["三十日"]);
        assert_eq!(other_numerals("第120条之1"), ["第一百二十条之一", "第 120 条之 1 "]);
        for word in ["一些", "三轮车", "十", "百分之三", "千万", "2026年11月", "3.5米"] {
            assert_eq!(other_numerals(word), [""; 0], "{word}");
        }
    }

    #[test]
    fn an_article_is_cited_in_many_ways() {
        for (text, eid) in
            [("第五条", "art_5"), ("第5条第二款", "art_5"), ("第一百二十条之一", "art_120_1"), ("第12条第2款第(三)项", "art_12")]
        {
            assert_eq!(cited_article(text).as_deref(), Some(eid), "{text}");
        }
        for text in ["第五", "第五条规定", "五条", "第条"] {
            assert_eq!(cited_article(text), None, "{text}");
        }
    }

    #[test]
    fn the_peoples_words_lead_to_those_of_the_law() {
        assert_eq!(legal_words("房东不退押金", &["房东", "不", "退", "押金"]), ["出租人", "保证金"]);
        assert_eq!(legal_words("手机被偷了", &["手机", "被", "偷", "了"]), ["盗窃"]);
        assert!(legal_words("偷偷看", &["偷偷", "看"]).is_empty(), "a single character is a word or nothing");
    }

    #[test]
    fn synonyms_read_any_script_and_skip_half_lines() {
        let synonyms = Synonyms::parse("# 车\n電瓶車 = 电动自行车=电动车\n孤零零\n");
        assert_eq!(synonyms.of("电瓶车"), ["电动自行车", "电动车"]);
        assert!(synonyms.of("孤零零").is_empty());
    }
}
