//! What the start of a line says it is: 第一章, 第五条, （三）, 一、, 1．.
//!
//! Only the marker is recognised here; whether the line really begins an article is decided in
//! [`super::spine`] from its neighbours.

use super::line::is_space;
use crate::law::Kind;
use crate::law::numerals::{self, split_first};

/// The marker at the start of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Marker {
    /// 第X条 or 第X条之Y: number, 之 number or 0.
    Article(u32, u32),
    /// 编, 分编, 章, 节, and 款 as Taiwan's level below 节: kind, number, 之 number or 0, true for that 款.
    Division(Kind, u32, u32, bool),
    /// The number of a list entry.
    List(Style, u32),
}

/// How the entries of a list are numbered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// （一）, (一), ㈠
    Bracket,
    /// 一、
    Comma,
    /// 1．, 1., 1、, 1)
    Digit,
    /// （1）, (1), ⑴
    BracketDigit,
    /// ①
    Circle,
}

/// Reads the marker: itself, its text as printed, what follows.
pub fn read(text: &str) -> Option<(Marker, &str, &str)> {
    let (found, rest) = ordinal(text).or_else(|| list(text))?;
    let (literal, rest) = text.split_at_checked(text.len() - rest.len())?;
    Some((found, literal, rest))
}

/// 第 … 条, 章 and the like.
fn ordinal(text: &str) -> Option<(Marker, &str)> {
    let rest = text.strip_prefix('第')?.trim_start_matches(is_space);
    let (number, rest) = dashed(rest).or_else(|| numerals::take(rest))?;
    let rest = rest.trim_start_matches(is_space);
    let (dash, rest) = match dash_number(rest) {
        Some((sub, rest)) => (sub, rest),
        None => (0, rest),
    };
    let (unit, after) = split_first(rest)?;
    let (kind, after) = match unit {
        '条' | '條' => {
            let (sub, after) = zhi_number(after).unwrap_or((dash, after));
            return Some((Marker::Article(number, sub), after));
        }
        '编' | '編' | '篇' => (Kind::Part, after),
        '分' => (Kind::Subpart, after.strip_prefix(['编', '編'])?),
        '章' => (Kind::Chapter, after),
        '节' | '節' => (Kind::Section, after),
        '款' if after.starts_with(is_space) => (Kind::Section, after),
        _ => return None,
    };
    let (sub, after) = zhi_number(after).unwrap_or((dash, after));
    Some((Marker::Division(kind, number, sub, unit == '款'), after))
}

/// 第二十—条: a dash typed or scanned for 一.
fn dashed(text: &str) -> Option<(u32, &str)> {
    let is_dash = |c: char| matches!(c, '—' | '―' | '─' | '━' | 'ー');
    let end = text.find(|c: char| !is_dash(c) && !numerals::is_numeral(c) && !is_space(c))?;
    let (number, rest) = text.split_at_checked(end)?;
    if !number.contains(is_dash) || !rest.starts_with(['条', '條', '章', '节', '節', '编', '編']) {
        return None;
    }
    let plain: String = number.chars().map(|c| if is_dash(c) { '一' } else { c }).collect();
    Some((numerals::parse(&plain)?, rest))
}

/// 174-1 and 356之1 before 條.
fn dash_number(text: &str) -> Option<(u32, &str)> {
    let rest = text.strip_prefix(['-', '－', '–', '‐', '之'])?;
    let (sub, rest) = numerals::take(rest)?;
    let rest = rest.trim_start_matches(is_space);
    rest.starts_with(['条', '條', '章', '节', '節', '编', '編']).then_some((sub, rest))
}

/// 之一 after 条; not 之规定.
fn zhi_number(text: &str) -> Option<(u32, &str)> {
    let rest = text.trim_start_matches(is_space).strip_prefix(['之', '-', '－'])?;
    let (sub, rest) = numerals::take(rest.trim_start_matches(is_space))?;
    (1..100).contains(&sub).then_some((sub, rest))
}

fn list(text: &str) -> Option<(Marker, &str)> {
    let (first, rest) = split_first(text)?;
    if let Some((style, number)) = single(first) {
        return Some((Marker::List(style, number), rest));
    }
    if matches!(first, '（' | '(' | '﹙' | '〔') {
        let digit = rest.trim_start_matches(is_space);
        let style = match digit.chars().next().and_then(numerals::arabic) {
            Some(_) => Style::BracketDigit,
            None => Style::Bracket,
        };
        let (number, rest) = numerals::take(digit)?;
        let rest = rest.trim_start_matches(is_space).strip_prefix(['）', ')', '﹚', '〕'])?;
        return (1..1000).contains(&number).then_some((Marker::List(style, number), rest));
    }
    let (number, rest) = numerals::take(text)?;
    if !(1..1000).contains(&number) {
        return None;
    }
    if numerals::arabic(first).is_some() {
        let rest = rest.strip_prefix(['.', '．', '、', '﹒', ')', '）'])?;
        let decimal = rest.chars().next().and_then(numerals::arabic).is_some();
        return (!decimal).then_some((Marker::List(Style::Digit, number), rest));
    }
    let rest = rest.strip_prefix(['、', '．', '.'])?;
    Some((Marker::List(Style::Comma, number), rest))
}

/// One character that is a whole number sign.
fn single(c: char) -> Option<(Style, u32)> {
    let from = |base: char| c as u32 - base as u32 + 1;
    Some(match c {
        '①'..='⑳' => (Style::Circle, from('①')),
        '⑴'..='⒇' => (Style::BracketDigit, from('⑴')),
        '⒈'..='⒛' => (Style::Digit, from('⒈')),
        '㈠'..='㈩' => (Style::Bracket, from('㈠')),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_markers_as_printed() {
        for (text, marker, literal, rest) in [
            ("第一条 为了", Marker::Article(1, 0), "第一条", " 为了"),
            ("第 174-1 條　本", Marker::Article(174, 1), "第 174-1 條", "　本"),
            ("第356條之1", Marker::Article(356, 1), "第356條之1", ""),
            ("第一百二十条之一　国", Marker::Article(120, 1), "第一百二十条之一", "　国"),
            ("第十条之规定", Marker::Article(10, 0), "第十条", "之规定"),
            ("第二十—条 国", Marker::Article(21, 0), "第二十—条", " 国"),
            ("第 一 章 總則", Marker::Division(Kind::Chapter, 1, 0, false), "第 一 章", " 總則"),
            ("第二分编　所有权", Marker::Division(Kind::Subpart, 2, 0, false), "第二分编", "　所有权"),
            ("（十一）其他", Marker::List(Style::Bracket, 11), "（十一）", "其他"),
            ("(三) 其他", Marker::List(Style::Bracket, 3), "(三)", " 其他"),
            ("㈡其他", Marker::List(Style::Bracket, 2), "㈡", "其他"),
            ("二、司法", Marker::List(Style::Comma, 2), "二、", "司法"),
            ("1．名称", Marker::List(Style::Digit, 1), "1．", "名称"),
            ("（2）名称", Marker::List(Style::BracketDigit, 2), "（2）", "名称"),
            ("③名称", Marker::List(Style::Circle, 3), "③", "名称"),
        ] {
            assert_eq!(read(text), Some((marker, literal, rest)), "{text}");
        }
        for text in ["", "第", "第条", "1.5倍以上", "2024年1月", "（以下简称）", "第二款规定", "第二分公司"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
