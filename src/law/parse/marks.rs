//! What other programs leave in a text that is no words: HTML tags and entities, bullets, emphasis, page numbers.

use super::line::{is_space, trim};
use super::marker::{self, Marker};
use crate::law::numerals::split_first;

/// Tags that end a line.
const BLOCKS: [&str; 20] = [
    "p",
    "br",
    "div",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "li",
    "ul",
    "ol",
    "tr",
    "table",
    "tbody",
    "section",
    "article",
    "center",
    "hr",
    "blockquote",
];
/// Tags inside a line.
const INLINE: [&str; 16] = ["span", "b", "strong", "em", "i", "u", "a", "font", "td", "th", "sup", "sub", "o:p", "small", "big", "img"];
/// A tag with its attributes is not longer, in bytes.
const LONGEST_TAG: usize = 600;

/// The lines of a line of HTML, without tags and entities; without HTML the line alone.
pub(super) fn without_html(line: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let mut rest = line;
    while let Some((c, after)) = split_first(rest) {
        let push = |out: &mut Vec<String>, text: &str| out.last_mut().into_iter().for_each(|last| last.push_str(text));
        rest = match c {
            '<' if let Some((is_block, after)) = tag(after) => {
                if is_block {
                    out.push(String::new());
                }
                after
            }
            '&' if let Some((meant, after)) = entity(after) => {
                push(&mut out, meant.encode_utf8(&mut [0; 4]));
                after
            }
            c => {
                push(&mut out, c.encode_utf8(&mut [0; 4]));
                after
            }
        };
    }
    out
}

/// Reads a tag after its `<`: whether it ends a line, and what follows.
fn tag(text: &str) -> Option<(bool, &str)> {
    let name_at = text.strip_prefix('/').unwrap_or(text);
    let end = name_at.find(|c: char| !c.is_ascii_alphanumeric() && c != ':')?;
    let (name, inside) = name_at.split_at_checked(end)?;
    let (attributes, after) = inside.split_once('>')?;
    if attributes.len() > LONGEST_TAG || attributes.contains('<') || !attributes.is_empty() && !attributes.starts_with([' ', '/', '\t']) {
        return None;
    }
    let name = name.to_ascii_lowercase();
    let is_block = BLOCKS.contains(&name.as_str());
    (is_block || INLINE.contains(&name.as_str())).then_some((is_block, after))
}

/// Reads an entity after its `&`. Those for `<`, `>` and `&` stay as they are, so that nothing becomes a tag that was none.
fn entity(text: &str) -> Option<(char, &str)> {
    let (name, after) = text.split_once(';').filter(|(name, _)| name.len() <= 8)?;
    let number = |digits: &str| match digits.strip_prefix(['x', 'X']) {
        Some(hex) => u32::from_str_radix(hex, 16).ok(),
        None => digits.parse().ok(),
    };
    let meant = match name {
        "nbsp" | "ensp" | "emsp" | "thinsp" => ' ',
        "ldquo" => '“',
        "rdquo" => '”',
        "lsquo" => '‘',
        "rsquo" => '’',
        "quot" => '"',
        "middot" => '·',
        "hellip" => '…',
        "mdash" => '—',
        "ndash" => '–',
        "times" => '×',
        _ => name.strip_prefix('#').and_then(number).and_then(char::from_u32).filter(|c| !c.is_control() && !"<>&".contains(*c))?,
    };
    Some((meant, after))
}

/// The words without bullet and without emphasis round the number of an article or chapter.
pub(super) fn without_marks(text: &str) -> String {
    const BULLETS: [char; 10] = ['-', '*', '+', '•', '·', '●', '■', '◆', '▪', '◦'];
    let text = trim(text).replace("**", "");
    let bare = text.strip_prefix(BULLETS).map(trim).filter(|rest| is_marked(rest)).unwrap_or(&text);
    for mark in ["__", "_", "*"] {
        if let Some((number, after)) = bare.strip_prefix(mark).and_then(|rest| rest.split_once(mark))
            && is_marked(number)
        {
            return trim(&format!("{number}{after}")).to_owned();
        }
    }
    trim(bare).to_owned()
}

/// 第一章, 第一条.
fn is_marked(text: &str) -> bool {
    let text = text.trim_start_matches(['_', '*']);
    matches!(marker::read(text), Some((Marker::Division(..) | Marker::Article(..), ..)))
}

/// — 3 —, 第 3 页 共 20 页, 3 / 20: what stands at the foot of a page.
pub(super) fn is_page_number(line: &str) -> bool {
    let words: String = line.chars().filter(|c| !is_space(*c)).collect();
    let is_dash = |c: char| "-—–－―─".contains(c);
    let is_number = |text: &str| (1..=4).contains(&text.len()) && text.chars().all(|c| c.is_ascii_digit());
    let dashed = words.starts_with(is_dash) && words.ends_with(is_dash) && is_number(words.trim_matches(is_dash));
    let paged = words.strip_prefix('第').and_then(|rest| rest.split_once('页')).is_some_and(|(number, rest)| {
        let rest = rest.trim_start_matches(['共', '/', '，', ',', '（', '(']).trim_end_matches(['）', ')']);
        is_number(number) && (rest.is_empty() || rest.strip_suffix('页').is_some_and(is_number))
    });
    let of = words.split_once('/').is_some_and(|(a, b)| is_number(a) && is_number(b));
    dashed || paged || of
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn html_goes_and_words_stay() {
        let found =
            without_html("<p class=\"a\">第一条&nbsp;&emsp;为了<b>便民</b>&ldquo;早市&#8221;。</p><BR/>a<b 1&lt;2 <立法法> &c; &amp;");
        assert_eq!(found, ["", "第一条  为了便民“早市”。", "", "a<b 1&lt;2 <立法法> &c; &amp;"]);
        assert_eq!(without_html("没有"), ["没有"]);
    }

    #[test]
    fn bullets_and_emphasis_go_only_from_numbers() {
        for (typed, read) in [
            ("- **第一条** 为了", "第一条 为了"),
            ("•　第二章 摊主", "第二章 摊主"),
            ("__第三条__ 登记", "第三条 登记"),
            ("- 其他", "- 其他"),
            ("____年__月", "____年__月"),
            ("* 第五届", "* 第五届"),
        ] {
            assert_eq!(without_marks(typed), read);
        }
    }

    #[test]
    fn page_numbers_are_told_from_words() {
        for line in ["— 3 —", "-12-", "第 3 页 共 20 页", "第3页", "第3页，共20页", "3 / 20"] {
            assert!(is_page_number(line), "{line}");
        }
        for line in ["3", "第3页的规定", "—", "2020/2021年度", "第三条", "--"] {
            assert!(!is_page_number(line), "{line}");
        }
    }
}
