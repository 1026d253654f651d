//! What an eId is called: `art_5__para_2__item_3` is 第五条第二款第（三）项, in English Article 5(2)(3).
//!
//! Works on the eId alone, so a stored anchor can be shown without its draft. Unknown eIds come back
//! as they are.

use super::numerals::chinese;

/// The Chinese name of an eId, as laws cite it.
pub fn label_of(eid: &str) -> String {
    let mut out = String::with_capacity(32);
    for step in eid.split("__") {
        if push_zh(&mut out, step).is_none() {
            return eid.to_owned();
        }
    }
    out
}

/// The English name of an eId, e.g. `Article 120-1(2)(3)` or `Part 1, Chapter 2`.
pub fn label_en(eid: &str) -> String {
    let mut out = String::new();
    for step in eid.split("__") {
        let Some((name, number, sub)) = split(step) else {
            return eid.to_string();
        };
        let number = match sub {
            Some(sub) => format!("{number}-{sub}"),
            None => number.to_string(),
        };
        let word = match name {
            "part" => "Part",
            "subpart" => "Subpart",
            "chp" => "Chapter",
            "sec" => "Section",
            "subsec" => "Subsection",
            "art" => "Article",
            "para" | "item" | "sub" if !out.is_empty() => {
                out.push_str(&format!("({number})"));
                continue;
            }
            "para" => "Paragraph",
            "item" => "Item",
            _ => return eid.to_string(),
        };
        if !out.is_empty() {
            out.push_str(", ");
        }
        out.push_str(&format!("{word} {number}"));
    }
    out
}

/// The eId of the article an eId lies in, itself for an article, none outside articles.
pub fn article_of(eid: &str) -> Option<&str> {
    let article = eid.split("__").next()?;
    article.starts_with("art_").then_some(article)
}

/// Number and 之 number of an article's eId: `art_120_1` is (120, 1), `art_5__para_2` is (5, 0).
pub fn article_number(eid: &str) -> Option<(u32, u32)> {
    let (_, number, sub) = split(article_of(eid)?)?;
    Some((number, sub.unwrap_or(0)))
}

/// `art_120_1` into ("art", 120, Some(1)). A repeat such as `art_5-2` reads as `art_5`.
fn split(step: &str) -> Option<(&str, u32, Option<u32>)> {
    let (name, numbers) = step.split_once('_')?;
    let numbers = numbers.split('-').next()?;
    match numbers.split_once('_') {
        Some((number, sub)) => Some((name, number.parse().ok()?, Some(sub.parse().ok()?))),
        None => Some((name, numbers.parse().ok()?, None)),
    }
}

/// Adds the name of one step; `None` if it is no step.
fn push_zh(out: &mut String, step: &str) -> Option<()> {
    let (name, number, sub) = split(step)?;
    let (before, after) = match name {
        "part" => ("第", "编"),
        "subpart" => ("第", "分编"),
        "chp" => ("第", "章"),
        "sec" => ("第", "节"),
        "subsec" | "para" => ("第", "款"),
        "art" => ("第", "条"),
        "item" => ("第（", "）项"),
        "sub" => ("第", "目"),
        _ => return None,
    };
    out.push_str(before);
    out.push_str(&if name == "sub" { number.to_string() } else { chinese(number) });
    out.push_str(after);
    if let Some(sub) = sub.filter(|_| !matches!(name, "item" | "sub")) {
        out.push('之');
        out.push_str(&chinese(sub));
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_every_level_in_both_languages() {
        for (eid, zh, en) in [
            ("art_5", "第五条", "Article 5"),
            ("art_120_1", "第一百二十条之一", "Article 120-1"),
            ("art_5__para_2__item_3", "第五条第二款第（三）项", "Article 5(2)(3)"),
            ("art_5__para_2__item_3__sub_1", "第五条第二款第（三）项第1目", "Article 5(2)(3)(1)"),
            ("part_1__chp_2", "第一编第二章", "Part 1, Chapter 2"),
            ("art_5-2", "第五条", "Article 5"),
            ("whole", "whole", "whole"),
        ] {
            assert_eq!(label_of(eid), zh);
            assert_eq!(label_en(eid), en);
        }
        assert_eq!(article_of("art_5__para_2"), Some("art_5"));
        assert_eq!(article_of("chp_1"), None);
        assert_eq!(article_number("art_120_1__para_1"), Some((120, 1)));
    }
}
