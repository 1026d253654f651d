//! Lines of the input, cleaned of layout: what is left is words.
//!
//! Takes away the byte order mark, zero-width characters, outer spaces and Markdown marks (`#`, `**`);
//! remembers what the marks said. Splits a line that holds several headings, or a heading and an article.

use super::marker::{self, Marker};

/// One line of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Line of the input, from 1.
    pub number: usize,
    /// The words, trimmed, never empty.
    pub text: String,
    /// The trimmed line before Markdown marks were taken away.
    pub raw: String,
    /// Markdown: level of the heading, 0 for none.
    pub heading: usize,
    /// What Markdown or HTML says it is.
    pub form: Form,
}

/// The form of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Ordinary words.
    Text,
    /// A block quote, a comment, a rule, a link to a heading: never law text.
    Aside,
    /// A row of a table.
    Table,
}

/// White space, and what typists and converters leave behind without a width.
pub fn is_space(c: char) -> bool {
    c.is_whitespace() || is_zero_width(c)
}

fn is_zero_width(c: char) -> bool {
    matches!(
        c,
        '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' | '\u{00AD}' | '\u{202A}'..='\u{202E}'
    ) || (c.is_control() && c != '\t')
}

/// Trims every kind of white space.
pub fn trim(text: &str) -> &str {
    text.trim_matches(is_space)
}

/// Without any white space: 总　则 becomes 总则.
pub fn squeeze(text: &str) -> String {
    text.chars().filter(|c| !is_space(*c)).collect()
}

/// The lines of a text, without the empty ones.
pub fn lines(text: &str) -> Vec<Line> {
    let mut out = Vec::new();
    let mut comment = false;
    let text = text.replace("\r\n", "\n");
    for (index, line) in text.split(['\n', '\r']).enumerate() {
        let clean: String = trim(line).chars().filter(|c| !is_zero_width(*c)).collect();
        if clean.is_empty() {
            continue;
        }
        let mut line = read(index + 1, &clean);
        if comment || clean.starts_with("<!--") {
            comment = !clean.contains("-->");
            line.form = Form::Aside;
            line.text = clean;
        }
        if line.text.is_empty() {
            continue;
        }
        split_headings(line, &mut out);
    }
    out
}

fn read(number: usize, raw: &str) -> Line {
    let aside = is_aside(raw);
    let marks = raw.chars().take_while(|c| *c == '#').count();
    let (mut heading, mut text) = (0, raw.to_string());
    if !aside {
        let after = raw.trim_start_matches('#');
        if (1..=6).contains(&marks) && after.starts_with(is_space) {
            heading = marks;
            text = trim(after).trim_end_matches('#').to_string();
        }
        text = trim(&text.replace("**", "")).to_string();
    }
    let form = match aside {
        true => Form::Aside,
        false if is_table(&text) => Form::Table,
        false => Form::Text,
    };
    Line { number, text, raw: raw.to_string(), heading, form }
}

/// Block quotes, links of a contents list, rules.
fn is_aside(raw: &str) -> bool {
    let link = raw.strip_prefix(['-', '*', '+']).is_some_and(|rest| trim(rest).starts_with('[') && raw.contains("](#"));
    let rule = raw.chars().count() >= 3 && raw.chars().all(|c| "-=*_+ ─━—".contains(c));
    raw.starts_with('>') || link || rule
}

/// Rows of a table as Markdown, or as text with bars.
fn is_table(text: &str) -> bool {
    text.starts_with('|')
        || text.starts_with("+-")
        || text.contains(" | ")
        || text.ends_with(" |")
        || text.contains('\t') && text.split('\t').filter(|cell| !trim(cell).is_empty()).count() > 2
}

/// 第一编 总则 第一章 基本规定 第一条 … on one line becomes three lines.
fn split_headings(line: Line, out: &mut Vec<Line>) {
    const MOST: usize = 40;
    let mut pieces = Vec::new();
    let mut rest = line.text.as_str();
    while line.form == Form::Text
        && pieces.len() < MOST
        && let Some((head, tail)) = cut(rest)
    {
        pieces.push(head);
        rest = tail;
    }
    if pieces.is_empty() {
        out.push(line);
        return;
    }
    pieces.push(rest);
    for piece in pieces {
        out.push(Line { number: line.number, text: piece.to_string(), raw: piece.to_string(), heading: line.heading, form: line.form });
    }
}

/// Where a division heading is followed by another heading or an article on the same line.
fn cut(text: &str) -> Option<(&str, &str)> {
    let Some((Marker::Division(..), _, rest)) = marker::read(text) else {
        return None;
    };
    let start = text.len() - rest.len();
    let mut spaced = false;
    for (at, c) in rest.char_indices().take(80) {
        if spaced && c == '第' {
            let (head, tail) = text.split_at_checked(start + at)?;
            if let Some((Marker::Division(..) | Marker::Article(..), _, after)) = marker::read(tail)
                && (after.is_empty() || after.starts_with(is_space))
            {
                return Some((trim(head), tail));
            }
        }
        spaced = is_space(c);
    }
    None
}

#[cfg(test)]
#[expect(clippy::indexing_slicing, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn takes_marks_away_and_remembers_them() {
        let found = lines("\u{FEFF}# 某条例\r\n\n**第一条** 为了\u{200B}便民。\n> 注\n<!-- INFO END -->");
        assert_eq!(found.len(), 4);
        assert_eq!((found[0].text.as_str(), found[0].heading), ("某条例", 1));
        assert_eq!((found[1].text.as_str(), found[1].number), ("第一条 为了便民。", 3));
        assert_eq!(found[2].form, Form::Aside);
        assert_eq!(found[3].form, Form::Aside);
    }

    #[test]
    fn splits_headings_that_share_a_line() {
        let found = lines("第一编　总 则　第一章　通则 第一条 为了便民。");
        let texts: Vec<&str> = found.iter().map(|l| l.text.as_str()).collect();
        assert_eq!(texts, ["第一编　总 则", "第一章　通则", "第一条 为了便民。"]);
    }
}
