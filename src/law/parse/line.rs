//! Lines of the input, cleaned of layout: what is left is words.
//!
//! Takes away the byte order mark, zero-width characters, outer spaces, Markdown marks (`#`, `**`) and HTML ([`super::marks`]);
//! remembers what the marks said. Splits a line that holds several headings, a heading and an article, or several articles.

use super::marker::{self, Marker};
use super::marks;

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
    let numbered = text.split(['\n', '\r']).zip(1..);
    for (line, number) in numbered.flat_map(|(line, n)| marks::without_html(line).into_iter().map(move |line| (line, n))) {
        let clean: String = trim(&line).chars().filter(|c| !is_zero_width(*c)).collect();
        if clean.is_empty() {
            continue;
        }
        let mut line = read(number, &clean);
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
        text = marks::without_marks(&text);
    }
    let form = match aside {
        true => Form::Aside,
        false if is_table(&text) => Form::Table,
        false => Form::Text,
    };
    Line { number, text, raw: raw.to_string(), heading, form }
}

/// Block quotes, links of a contents list, rules, page numbers.
fn is_aside(raw: &str) -> bool {
    let link = raw.strip_prefix(['-', '*', '+']).is_some_and(|rest| trim(rest).starts_with('[') && raw.contains("](#"));
    let rule = raw.chars().count() >= 3 && raw.chars().all(|c| "-=*_+ ─━—".contains(c));
    raw.starts_with('>') || link || rule || marks::is_page_number(raw)
}

/// Rows of a table as Markdown, or as text with bars.
fn is_table(text: &str) -> bool {
    text.starts_with('|')
        || text.starts_with("+-")
        || text.contains(" | ")
        || text.ends_with(" |")
        || text.contains('\t') && text.split('\t').filter(|cell| !trim(cell).is_empty()).count() > 2
}

/// 第一编 总则 第一章 基本规定 第一条 … on one line becomes three lines; a whole law on one line becomes one line for each article.
fn split_headings(line: Line, out: &mut Vec<Line>) {
    if line.form != Form::Text {
        out.push(line);
        return;
    }
    let mut pieces = Vec::new();
    let mut rest = line.text.as_str();
    let mut last = None;
    loop {
        match marker::read(rest) {
            Some((Marker::Article(n, sub), ..)) => last = Some((n, sub)),
            Some((Marker::Division(..), ..)) => {}
            _ if !pieces.is_empty() => {}
            _ => last = last.or(Some((0, 0)).filter(|_| rest.chars().count() > ONE_LINE)),
        }
        let first = || cut_front(rest).filter(|_| last == Some((0, 0)) && pieces.is_empty());
        let Some((head, tail)) = cut(rest).or_else(first).or_else(|| last.and_then(|last| cut_sentence(rest, last))) else { break };
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

/// A line that does not begin with an article and holds more characters than this may be a whole law.
const ONE_LINE: usize = 100;

/// Where the first chapter or article begins behind a title on the same line.
fn cut_front(text: &str) -> Option<(&str, &str)> {
    const MOST: usize = 120;
    let mut before = text.char_indices().take(MOST).take_while(|(_, c)| !matches!(c, '。' | '；'));
    let (head, tail) = before.find_map(|(at, c)| {
        let (head, tail) = text.split_at_checked(at).filter(|_| c == '第')?;
        let begins = match marker::read(tail)? {
            (Marker::Article(1, 0), _, after) => is_set_apart(after),
            (Marker::Division(..), ..) => cut(tail).is_some(),
            _ => false,
        };
        (begins && head.ends_with(is_space)).then_some((head, tail))
    })?;
    Some((trim(head), tail))
}

/// Where the next article, or a heading with it, begins behind the end of a sentence on the same line, outside quotations.
fn cut_sentence(text: &str, last: (u32, u32)) -> Option<(&str, &str)> {
    let (mut ended, mut open) = (false, 0i32);
    for (at, c) in text.char_indices() {
        if c == '第'
            && ended
            && open <= 0
            && let Some((head, tail)) = text.split_at_checked(at)
        {
            match marker::read(tail) {
                Some((Marker::Article(n, sub), _, after))
                    if ((n, sub) == (last.0 + 1, 0) || last.0 > 0 && (n, sub) == (last.0, last.1 + 1)) && is_set_apart(after) =>
                {
                    return Some((trim(head), tail));
                }
                Some((Marker::Division(..), ..)) if cut(tail).is_some() => return Some((trim(head), tail)),
                _ => {}
            }
        }
        match c {
            '“' | '「' => open += 1,
            '”' | '」' => open -= 1,
            _ => {}
        }
        // 。” ends a sentence too.
        ended = matches!(c, '。' | '；' | '）' | '：') || ended && (is_space(c) || matches!(c, '”' | '」'));
    }
    None
}

/// What follows the number of an article that begins here.
fn is_set_apart(after: &str) -> bool {
    after.starts_with(is_space) || after.starts_with(['（', '【', '〖', '〔'])
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
