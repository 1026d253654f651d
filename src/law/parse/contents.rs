//! 目录: the list of headings before the body, which must not be read as text.
//!
//! Found by its name, or because the first heading comes twice before the first article.

use super::chain::Candidate;
use super::line::{Form, Line, squeeze};
use super::marker::{self, Marker};
use super::spine::is_heading;
use std::ops::Range;

/// The lines of the contents list; an empty range when there is none.
pub(super) fn find(lines: &[Line], articles: &[Candidate]) -> Range<usize> {
    let first = articles.iter().position(|c| c.strong);
    let first_article = first.and_then(|i| articles.get(i)).map_or(lines.len(), |c| c.index);
    let named = lines.iter().take(first_article).position(|l| l.form == Form::Text && is_name(&l.text));
    match named {
        Some(start) => {
            let body = first.and_then(|i| listed_twice(lines, articles.get(i..)?));
            start..end(lines, start + 1, body.unwrap_or(first_article))
        }
        None => repeated(lines, first_article),
    }
}

/// The contents list articles too: where the first of them comes again, with only titles in between.
fn listed_twice(lines: &[Line], articles: &[Candidate]) -> Option<usize> {
    let (first, rest) = articles.split_first()?;
    let again = rest.iter().find(|c| c.number == first.number)?.index;
    let titles = lines.get(first.index..again)?;
    titles.iter().all(|l| is_entry_like(l) && !l.text.ends_with('：')).then_some(again)
}

fn is_name(text: &str) -> bool {
    let words = squeeze(text);
    let words = words.trim_matches(['【', '】', '[', ']', '：', ':']);
    matches!(words, "目录" | "目錄" | "目次") || (words.starts_with("目录") || words.starts_with("目錄")) && words.contains('章')
}

/// The heading a contents line names: its marker, else its words without dots and page number.
fn key(line: &Line) -> (Option<Marker>, String) {
    match marker::read(&line.text) {
        Some((marker @ Marker::Division(..), ..)) => (Some(marker), String::new()),
        Some((marker @ Marker::Article(..), ..)) => (Some(marker), String::new()),
        _ => {
            let words = squeeze(&line.text);
            let page = |c: char| c.is_ascii_digit() || matches!(c, '.' | '…' | '·' | '-' | '—' | '（' | '）');
            (None, words.trim_end_matches(page).to_string())
        }
    }
}

fn is_entry_like(line: &Line) -> bool {
    let words = squeeze(&line.text);
    line.form == Form::Aside || words.chars().count() <= 50 && !words.contains(['。', '；'])
}

/// The contents end where the first entry comes again, or where a sentence or the body begins.
fn end(lines: &[Line], start: usize, first_article: usize) -> usize {
    let Some(first) = lines.get(start).filter(|l| is_entry_like(l)).map(key) else {
        return start;
    };
    let mut sentence = None;
    for (index, line) in lines.iter().enumerate().take(first_article).skip(start + 1) {
        if key(line) == first {
            return index;
        }
        if !is_entry_like(line) && sentence.is_none() {
            sentence = Some(index);
        }
    }
    match sentence {
        Some(index) => index,
        // Nothing comes twice: every heading up to the first article is an entry, if it is a list at all.
        None => {
            let count = lines.iter().take(first_article).skip(start).filter(|l| matches!(key(l).0, Some(Marker::Division(..)))).count();
            if count > 1 { first_article } else { start }
        }
    }
}

/// A list without a name: headings before the first article, the first of which comes again.
fn repeated(lines: &[Line], first_article: usize) -> Range<usize> {
    let headings: Vec<(usize, Marker)> = lines
        .iter()
        .enumerate()
        .take(first_article)
        .filter(|(_, line)| line.form == Form::Text)
        .filter_map(|(index, line)| match marker::read(&line.text) {
            Some((marker @ Marker::Division(..), _, rest)) if is_heading(rest) => Some((index, marker)),
            _ => None,
        })
        .collect();
    let Some((start, first)) = headings.first().copied() else {
        return 0..0;
    };
    let again = headings.iter().skip(1).rev().find(|(_, marker)| *marker == first);
    let many = headings.iter().filter(|(_, m)| same_level(m, &first)).count() > 2;
    let bare = |end: usize| lines.iter().take(end).skip(start).all(is_entry_like);
    let pages = headings.iter().all(|(index, _)| lines.get(*index).is_some_and(|l| has_page(&l.text)));
    match again {
        _ if first_article == lines.len() => 0..0,
        None if pages && bare(first_article) => start..first_article,
        Some((end, _)) if bare(*end) => start..*end,
        None if many && bare(first_article) => start..first_article,
        _ => 0..0,
    }
}

/// 第一章 总则……1: the dots and the page of a contents list.
fn has_page(text: &str) -> bool {
    let words = squeeze(text);
    let dots = words.trim_end_matches(|c: char| c.is_ascii_digit() || ('０'..='９').contains(&c));
    dots.len() < words.len() && (dots.ends_with('…') || dots.ends_with("..") || dots.ends_with("··"))
}

fn same_level(a: &Marker, b: &Marker) -> bool {
    matches!((a, b), (Marker::Division(a, ..), Marker::Division(b, ..)) if a == b)
}
