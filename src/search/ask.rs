//! What a reader asks: typed words become a bounded, typed query.
//!
//! Words all have to match; `"…"` and `“…”` is an exact phrase, `-` leaves out, `OR` between two words wants
//! one of them, 第五条 is also an article, `条:第五条`, `结果:采纳`, `联系点:…` filter, `2026-01-01..` and
//! `从:`/`至:` date. Nothing is an error: what was not understood is listed, and searched as plain words where it
//! can be. Next: [`super::find`] runs it.

use std::collections::BTreeMap;
use std::sync::Arc;

use chrono::{Days, FixedOffset, Months, NaiveDate};

use super::analysis::fold;
use super::schema::{Facet, Kind};
use super::variant::{Synonyms, cited_article, other_numerals};

/// Characters of a query that are read; what follows is not understood.
pub const MAX_CHARS: usize = 400;
/// Words and phrases that are searched for.
pub const MAX_TERMS: usize = 24;
/// Characters of one term.
pub const MAX_TERM_CHARS: usize = 120;

/// Characters without a blank from which on quotes inside belong to a sentence.
const SENTENCE_CHARS: usize = 12;

/// A query as understood.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Ask {
    /// All of these must hold.
    pub clauses: Vec<Clause>,
    /// Values to filter by, as typed or as codes; see [`Ask::resolve`].
    pub filters: Vec<(Facet, String)>,
    /// First moment, unix seconds.
    pub from: Option<i64>,
    /// First moment after, unix seconds.
    pub to: Option<i64>,
    /// Pieces that meant nothing, as typed.
    pub not_understood: Vec<String>,
    /// Words that count as others.
    pub synonyms: Arc<Synonyms>,
}

/// One condition.
#[derive(Clone, Debug, PartialEq)]
pub enum Clause {
    /// One of these (several only with OR).
    Has(Vec<Term>),
    /// Not this.
    HasNot(Term),
}

/// A word or phrase to find, folded.
#[derive(Clone, Debug, PartialEq)]
pub struct Term {
    /// The word.
    pub text: String,
    /// Quoted: exactly this, in no other writing.
    pub quoted: bool,
    /// Other writings that count as the word.
    pub also: Vec<String>,
    /// eId of the article the word cites.
    pub article: Option<String>,
}

/// A piece of the typed text.
#[derive(Debug)]
struct Piece {
    minus: bool,
    key: Option<String>,
    text: String,
    quoted: bool,
    typed: String,
}

impl Ask {
    /// Reads what was typed.
    pub fn parse(typed: &str, synonyms: &Arc<Synonyms>) -> Ask {
        let mut ask = Ask { synonyms: Arc::clone(synonyms), ..Ask::default() };
        let mut chars = typed.chars();
        let head: String = chars.by_ref().take(MAX_CHARS).collect();
        let mut either = false;
        for piece in pieces(&head, &mut ask.not_understood) {
            if !piece.quoted && !piece.minus && piece.key.is_none() && matches!(piece.text.as_str(), "OR" | "|" | "｜") {
                either = true;
                continue;
            }
            either = ask.take(piece, either, synonyms) && either;
        }
        if chars.next().is_some() {
            ask.not_understood.push("…".to_owned());
        }
        ask
    }

    /// True when nothing is asked: neither words nor filters nor dates.
    pub fn is_empty(&self) -> bool {
        self.clauses.is_empty() && self.filters.is_empty() && self.from.is_none() && self.to.is_none()
    }

    /// The words that must be there, without alternatives in other writing.
    pub fn terms(&self) -> impl Iterator<Item = &Term> {
        self.clauses
            .iter()
            .filter_map(|c| match c {
                Clause::Has(terms) => Some(terms),
                Clause::HasNot(_) => None,
            })
            .flatten()
    }

    /// Replaces names in the filters by codes (a contact point's name by its slug). A name without a code is
    /// moved to what was not understood; several codes widen the filter.
    pub fn resolve(&mut self, codes: impl Fn(Facet, &str) -> Vec<String>) {
        for (facet, name) in std::mem::take(&mut self.filters) {
            let found = codes(facet, &name);
            if found.is_empty() {
                self.not_understood.push(name);
            } else {
                self.filters.extend(found.into_iter().map(|code| (facet, code)));
            }
        }
    }

    /// The filters by facet.
    pub fn chosen(&self) -> BTreeMap<Facet, Vec<String>> {
        let mut chosen: BTreeMap<Facet, Vec<String>> = BTreeMap::new();
        for (facet, value) in &self.filters {
            chosen.entry(*facet).or_default().push(value.clone());
        }
        chosen
    }

    /// Takes one piece; true if an OR before it is still open after it.
    fn take(&mut self, piece: Piece, either: bool, synonyms: &Synonyms) -> bool {
        if piece.key.as_ref().is_some_and(|key| self.take_key(key, &piece)) {
            return either;
        }
        if !piece.quoted && !piece.minus && self.take_range(&piece.text) {
            return either;
        }
        let text = match piece.key {
            Some(_) => piece.typed.trim_start_matches(['-', '－', '−']),
            None => &piece.text,
        };
        let Some(term) = Term::new(text, piece.quoted, synonyms) else {
            self.not_understood.push(piece.typed);
            return either;
        };
        if self.clauses.iter().map(Clause::size).sum::<usize>() >= MAX_TERMS {
            self.not_understood.push(piece.typed);
            return false;
        }
        match self.clauses.last_mut() {
            _ if piece.minus => self.clauses.push(Clause::HasNot(term)),
            Some(Clause::Has(terms)) if either => terms.push(term),
            _ => self.clauses.push(Clause::Has(vec![term])),
        }
        false
    }

    fn take_key(&mut self, key: &str, piece: &Piece) -> bool {
        let value = piece.text.trim();
        let date = match key {
            "从" | "自" | "起" | "from" => Some(true),
            "至" | "到" | "止" | "to" => Some(false),
            _ => None,
        };
        if let Some(from) = date {
            let span = days(value);
            match span {
                Some((first, _)) if from => self.from = Some(first),
                Some((_, after)) => self.to = Some(after),
                None => self.not_understood.push(piece.typed.clone()),
            }
            return true;
        }
        if matches!(key, "日期" | "时间" | "date") {
            match days(value) {
                Some((first, after)) => (self.from, self.to) = (Some(first), Some(after)),
                None if self.take_range(value) => {}
                None => self.not_understood.push(piece.typed.clone()),
            }
            return true;
        }
        let Some(facet) = facet_named(key) else {
            if !key.is_ascii() {
                self.not_understood.push(piece.typed.clone());
            }
            return false;
        };
        match code(facet, value) {
            Some(code) if !piece.minus => self.filters.push((facet, code)),
            _ => self.not_understood.push(piece.typed.clone()),
        }
        true
    }

    /// `2026-01-01..2026-03`, open at either end.
    fn take_range(&mut self, text: &str) -> bool {
        let Some((first, last)) = text.split_once("..").or_else(|| text.split_once('…')) else {
            return false;
        };
        let last = last.trim_start_matches('.');
        let (from, to) = (days(first), days(last));
        if (from.is_none() && !first.is_empty()) || (to.is_none() && !last.is_empty()) || (first.is_empty() && last.is_empty()) {
            return false;
        }
        self.from = from.map(|(first, _)| first).or(self.from);
        self.to = to.map(|(_, after)| after).or(self.to);
        true
    }
}

impl Clause {
    fn size(&self) -> usize {
        match self {
            Clause::Has(terms) => terms.len(),
            Clause::HasNot(_) => 1,
        }
    }
}

impl Term {
    /// Folds a word or phrase; nothing for a blank one or one of marks only.
    pub fn new(typed: &str, quoted: bool, synonyms: &Synonyms) -> Option<Term> {
        let folded: String = fold(typed).split(' ').filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        let text: String = folded.chars().take(MAX_TERM_CHARS).collect();
        if !text.chars().any(|c| c.is_alphanumeric() || !c.is_ascii() && !"，。、；：？！“”‘’（）《》…—·".contains(c))
        {
            return None;
        }
        if quoted {
            return Some(Term { text, quoted, also: Vec::new(), article: None });
        }
        let mut also = synonyms.of(&text);
        for other in other_numerals(&text) {
            if !also.contains(&other) {
                also.push(other);
            }
        }
        Some(Term { quoted, also, article: cited_article(&text), text })
    }
}

/// Parts the typed text at blanks outside quotes.
fn pieces(typed: &str, not_understood: &mut Vec<String>) -> Vec<Piece> {
    let mut out = Vec::new();
    let mut chars = typed.chars().peekable();
    while let Some(c) = chars.peek().copied() {
        if c.is_whitespace() || c.is_control() {
            chars.next();
            continue;
        }
        let mut piece = Piece { minus: false, key: None, text: String::new(), quoted: false, typed: String::new() };
        if let Some(sentence) = sentence_with_quotes(chars.clone()) {
            chars.by_ref().take(sentence.chars().count()).for_each(drop);
            out.push(Piece { typed: sentence.clone(), text: sentence, ..piece });
            continue;
        }
        if matches!(c, '-' | '－' | '−') {
            piece.minus = true;
            piece.typed.push(c);
            chars.next();
        }
        while let Some(c) = chars.next_if(|c| !c.is_whitespace() && !c.is_control()) {
            piece.typed.push(c);
            match c {
                '"' | '＂' | '“' | '”' | '「' | '『' if piece.text.is_empty() => {
                    piece.quoted = true;
                    if !quoted(&mut chars, &mut piece) {
                        not_understood.push(piece.typed.clone());
                    }
                    break;
                }
                ':' | '：' if piece.key.is_none() && is_key(&piece.text) => piece.key = Some(fold(&std::mem::take(&mut piece.text))),
                _ => piece.text.push(c),
            }
            if chars.peek().is_some_and(|c| matches!(c, '"' | '＂' | '“' | '「' | '『')) && !piece.text.is_empty() {
                break;
            }
        }
        let dash = piece.minus && piece.text.is_empty();
        if dash || piece.text.is_empty() && !piece.quoted && piece.key.is_none() {
            not_understood.push(piece.typed);
        } else {
            out.push(piece);
        }
    }
    out
}

/// What comes before the next blank, if it is a sentence that quotes a word: 计算机软件中的“字库”是否属于作品. Its quotes ask for nothing.
fn sentence_with_quotes(chars: impl Iterator<Item = char>) -> Option<String> {
    let run: Vec<char> = chars.take_while(|c| !c.is_whitespace() && !c.is_control()).collect();
    let is_quote = |at: &usize| run.get(*at).is_some_and(|c| "\"＂“”「」『』".contains(*c));
    let mut quotes = (0..run.len()).filter(is_quote);
    let within = match quotes.next()? {
        0 => quotes.next().is_some_and(|end| end + 1 < run.len()),
        first => !matches!(run.get(first - 1), Some(':' | '：' | '-' | '－' | '−')),
    };
    (within && run.len() >= SENTENCE_CHARS).then(|| run.into_iter().collect())
}

/// Reads up to the closing quote; false if there is none.
fn quoted(chars: &mut std::iter::Peekable<std::str::Chars<'_>>, piece: &mut Piece) -> bool {
    for c in chars.by_ref() {
        piece.typed.push(c);
        if matches!(c, '"' | '＂' | '”' | '“' | '」' | '』') {
            return true;
        }
        piece.text.push(c);
    }
    false
}

/// A key is a short word of letters.
fn is_key(text: &str) -> bool {
    (1..=13).contains(&text.chars().count()) && text.chars().all(|c| c.is_alphabetic() || c == '_')
}

fn facet_named(key: &str) -> Option<Facet> {
    Some(match key {
        "条" | "条文" | "条款" | "article" => Facet::Article,
        "联系点" | "立法联系点" | "point" | "contact_point" => Facet::ContactPoint,
        "结果" | "采纳情况" | "研究结果" | "outcome" | "result" => Facet::Outcome,
        "法规" | "草案" | "regulation" => Facet::Regulation,
        "渠道" | "channel" => Facet::Channel,
        "态度" | "stance" => Facet::Stance,
        "区" | "地区" | "district" => Facet::District,
        "状态" | "办理" | "state" => Facet::State,
        "类" | "类型" | "kind" => Facet::Kind,
        "月" | "月份" | "month" => Facet::Month,
        _ => return None,
    })
}

/// The code of a value this module knows; others go through as typed.
fn code(facet: Facet, value: &str) -> Option<String> {
    let folded = fold(value);
    let known = match facet {
        Facet::Article => {
            return cited_article(&folded)
                .or_else(|| cited_article(&format!("第{}条", folded.trim_end_matches('条'))))
                .or_else(|| folded.starts_with("art_").then_some(folded));
        }
        Facet::Outcome => match folded.as_str() {
            "采纳" | "已采纳" => "adopted",
            "部分采纳" => "partly_adopted",
            "留作参考" | "参考" => "noted",
            "未采纳" | "不采纳" => "not_adopted",
            _ => value,
        },
        Facet::Kind => match folded.as_str() {
            "意见" => Kind::Comment.as_str(),
            "建议" => Kind::Suggestion.as_str(),
            "条文" | "条" => Kind::Article.as_str(),
            _ => value,
        },
        _ => value,
    };
    (!known.is_empty()).then(|| known.to_owned())
}

/// The first second of a year, month or day in China and the first one after it.
fn days(text: &str) -> Option<(i64, i64)> {
    let text = fold(text.trim()).replace(['/', '.', '年', '月'], "-").replace('日', "");
    let mut parts = text.trim_end_matches('-').split('-').map(|part| part.parse::<u32>().ok());
    let year = parts.next()?.filter(|y| (1900..=2999).contains(y))?;
    let (month, day) = (parts.next(), parts.next());
    if parts.next().is_some() || month == Some(None) || day == Some(None) {
        return None;
    }
    let first = NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month.flatten().unwrap_or(1), day.flatten().unwrap_or(1))?;
    let after = match (month, day) {
        (_, Some(_)) => first.checked_add_days(Days::new(1)),
        (Some(_), None) => first.checked_add_months(Months::new(1)),
        (None, None) => first.checked_add_months(Months::new(12)),
    }?;
    Some((midnight(first)?, midnight(after)?))
}

fn midnight(day: NaiveDate) -> Option<i64> {
    let zone = FixedOffset::east_opt(super::schema::CHINA)?;
    day.and_hms_opt(0, 0, 0)?.and_local_timezone(zone).single().map(|at| at.timestamp())
}

#[cfg(test)]
#[expect(clippy::indexing_slicing, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ask(typed: &str) -> Ask {
        Ask::parse(typed, Synonyms::built_in())
    }

    fn texts(typed: &str) -> Vec<String> {
        ask(typed).terms().map(|t| t.text.clone()).collect()
    }

    #[test]
    fn words_phrases_and_exclusions_are_told_apart() {
        let ask = ask("停車　\"地面 充電\" “物業費” -收费 -\"露天 停放\"");
        assert_eq!(ask.clauses.len(), 5);
        assert_eq!(
            ask.terms().map(|t| (t.text.as_str(), t.quoted)).collect::<Vec<_>>(),
            [("停车", false), ("地面 充电", true), ("物业费", true)]
        );
        assert!(matches!(&ask.clauses[3], Clause::HasNot(term) if term.text == "收费" && !term.quoted));
        assert!(matches!(&ask.clauses[4], Clause::HasNot(term) if term.text == "露天 停放" && term.quoted));
        assert!(ask.not_understood.is_empty());
    }

    #[test]
    fn quotes_inside_a_sentence_are_not_phrases() {
        for typed in ["计算机软件中的“字库”是否属于作品？", "\"航班\"真实而\"旅程\"虚假，算诈骗吗"] {
            assert_eq!(ask(typed).terms().map(|t| t.quoted).collect::<Vec<_>>(), [false], "{typed}");
        }
        assert_eq!(ask("停车“收费标准” -“小区地面停车收费标准公示”").terms().map(|t| t.quoted).collect::<Vec<_>>(), [false, true]);
        assert!(ask("“小区地面停车收费标准公示办法”").terms().all(|t| t.quoted));
        assert_eq!(ask("联系点:“虹桥街道的基层立法联系点”").filters.len(), 1);
    }

    #[test]
    fn or_joins_its_neighbours_only() {
        let ask = ask("噪音 OR 扰民 广场");
        assert!(matches!(&ask.clauses[0], Clause::Has(terms) if terms.len() == 2));
        assert!(matches!(&ask.clauses[1], Clause::Has(terms) if terms.len() == 1));
        assert_eq!(texts("OR OR"), [""; 0]);
    }

    #[test]
    fn filters_and_dates_are_read() {
        let ask = ask("条:第五条 条：12 結果:採納 联系点:\"北门 街道\" 2026-01-01..2026-01 渠道:visit");
        assert_eq!(
            ask.filters,
            [
                (Facet::Article, "art_5".into()),
                (Facet::Article, "art_12".into()),
                (Facet::Outcome, "adopted".into()),
                (Facet::ContactPoint, "北门 街道".into()),
                (Facet::Channel, "visit".into()),
            ]
        );
        assert_eq!((ask.from, ask.to), (Some(1_767_196_800), Some(1_769_875_200)));
        assert!(ask.clauses.is_empty() && ask.not_understood.is_empty());
        assert_eq!(super::days("2026年1月1日").map(|d| d.0), Some(1_767_196_800));
    }

    #[test]
    fn names_are_replaced_by_codes_or_reported() {
        let mut ask = ask("联系点:北门 联系点:无此处");
        ask.resolve(|_, name| if name == "北门" { vec!["north-gate".into()] } else { vec![] });
        assert_eq!(ask.filters, [(Facet::ContactPoint, "north-gate".into())]);
        assert_eq!(ask.not_understood, ["无此处"]);
    }

    #[test]
    fn what_means_nothing_is_said_and_harms_nothing() {
        let ask = ask("- \"未闭合 从:昨天 ？！");
        assert!(ask.not_understood.contains(&"-".to_owned()));
        assert_eq!(ask.terms().next().map(|t| t.text.as_str()), Some("未闭合 从:昨天 ?!"));
        assert_eq!(super::Ask::parse("作者:王某 从:昨天", Synonyms::built_in()).not_understood, ["作者:王某", "从:昨天"]);
        assert_eq!(texts("作者:王某"), ["作者:王某"]);
        assert_eq!(texts("http://a.cn"), ["http://a.cn"]);
    }

    #[test]
    fn a_cited_article_is_a_word_and_a_place() {
        let ask = ask("第５条");
        let term = ask.terms().next().cloned();
        assert_eq!(term.map(|t| (t.article, t.also)), Some((Some("art_5".into()), vec!["第五条".into(), "第 5 条".into()])));
    }

    #[test]
    fn long_queries_are_bounded() {
        let ask = ask(&"停车 ".repeat(5000));
        assert_eq!(ask.terms().count(), MAX_TERMS);
        assert!(!ask.not_understood.is_empty());
        assert_eq!(texts(&"停".repeat(300))[0].chars().count(), MAX_TERM_CHARS);
    }

    proptest! {
        #[test]
        fn nothing_typed_is_an_error(typed in "[\\PC \"“”「\\-:：.OR|条第五0-9]{0,60}") {
            let ask = ask(&typed);
            prop_assert!(ask.terms().all(|t| !t.text.trim().is_empty()));
        }
    }
}
