//! An amending text → its entries (一、 二、 …), each a row of words and quotations.
//!
//! A quotation may run over many lines, each of which may begin with a quotation mark of its own; only the last one is closed. Words in
//! front of 作如下修改： are title and preamble.

use crate::law::parse::line::{Form, Line, is_space, lines, trim};
use crate::law::parse::marker::{self, Marker, Style};

/// One entry, or one line of a text without numbers.
#[derive(Debug, Clone, Default)]
pub(super) struct Entry {
    /// The law it changes, where the text names one for it.
    pub(super) law: Option<String>,
    /// What it says.
    pub(super) pieces: Vec<Piece>,
    /// Says only when the decision takes effect, or is the law printed after it.
    pub(super) closing: bool,
    number: Option<(Style, u32)>,
}

/// A part of an entry.
#[derive(Debug, Clone)]
pub(super) enum Piece {
    /// Words at this line.
    Words(usize, String),
    /// Quoted lines, the first at this line.
    Quote(usize, Vec<String>),
}

/// Words that end the preamble.
const OPENINGS: [&str; 7] = ["作如下修改", "作以下修改", "作出如下修改", "作出以下修改", "修改如下", "作如下修正", "作如下修订"];

pub(super) fn has_verb(words: &str) -> bool {
    ["修改", "增加", "删去", "删除", "改为", "合并", "作为", "修正", "新增"].iter().any(|verb| words.contains(verb))
}

/// The entries after the preamble.
pub(super) fn entries(text: &str) -> Vec<Entry> {
    let found: Vec<Line> = lines(text).into_iter().filter(|l| l.form != Form::Aside).collect();
    let mut reader = Reader::default();
    let opening = found.iter().position(|l| after_opening(&l.text).is_some());
    let numbered = found.iter().position(|l| matches!(list(&l.text), Some(((Style::Comma, 1), rest)) if has_verb(rest)));
    let start = match (opening, numbered) {
        (Some(opening), Some(first)) if first <= opening => first,
        (Some(opening), _) => {
            if let Some((line, rest)) = found.get(opening).and_then(|l| Some((l.number, after_opening(&l.text)?)))
                && !rest.is_empty()
            {
                reader.line(line, rest);
            }
            opening + 1
        }
        (None, Some(first)) => first,
        (None, None) => found.iter().position(|l| l.text.contains('第') && has_verb(&l.text) && l.heading == 0).unwrap_or(found.len()),
    };
    for line in found.iter().skip(start) {
        reader.line(line.number, &line.text);
    }
    reader.close();
    reader.out
}

/// What follows 作如下修改： on its line.
fn after_opening(text: &str) -> Option<&str> {
    let (_, rest) = OPENINGS.iter().find_map(|opening| text.split_once(opening))?;
    rest.strip_prefix(['：', ':', '。']).map(trim)
}

/// The number of an entry, and what follows.
fn list(text: &str) -> Option<((Style, u32), &str)> {
    match marker::read(text)? {
        (Marker::List(style, number), _, rest) => Some(((style, number), trim(rest))),
        _ => None,
    }
}

/// A quotation that has begun.
struct Open {
    mark: char,
    line: usize,
    lines: Vec<String>,
    /// Each line of it begins with a mark of its own; not known before the second line.
    repeats: Option<bool>,
    /// Begun without a mark, because the words simply follow a colon.
    bare: bool,
}

#[derive(Default)]
struct Reader {
    out: Vec<Entry>,
    entry: Entry,
    open: Option<Open>,
    law: Option<String>,
    /// The article the entries below speak of.
    place: Option<String>,
    /// The law itself, printed after the decision.
    appended: bool,
}

impl Reader {
    fn line(&mut self, number: usize, text: &str) {
        if self.appended {
            return self.entry.pieces.push(Piece::Words(number, text.to_owned()));
        }
        if self.open.is_some() {
            if !self.ends_here(text) {
                return self.quoted(number, text);
            }
            self.end_quote();
        }
        if is_appended(text) {
            self.close();
            self.appended = true;
            self.entry = Entry { closing: true, ..Entry::default() };
            return self.entry.pieces.push(Piece::Words(number, text.to_owned()));
        }
        let found = list(text);
        let rest = found.map_or(text, |(_, rest)| rest);
        if is_closing(rest) {
            self.close();
            self.entry = Entry { closing: true, ..Entry::default() };
            self.entry.pieces.push(Piece::Words(number, rest.to_owned()));
            return self.close();
        }
        if found.is_none() && !self.entry.pieces.is_empty() {
            let quote = text.starts_with(OPEN);
            if self.awaits_words() && !quote && self.entry.number.is_some() {
                let lines = vec![text.to_owned()];
                self.open = Some(Open { mark: ' ', line: number, lines, repeats: None, bare: true });
                return;
            }
            if quote || self.entry.number.is_some() {
                return self.feed(number, text);
            }
        }
        self.close();
        self.entry.number = found.map(|(number, _)| number);
        let named = OPENINGS.iter().any(|opening| rest.contains(opening)).then(|| name(rest)).flatten();
        if let (Some(law), Some(rest)) = (named, after_opening(rest)) {
            // 二、对《某条例》作如下修改：
            self.law = Some(law);
            if rest.is_empty() {
                return;
            }
            return self.feed(number, rest);
        }
        if let Some(place) = OPENINGS.iter().find_map(|opening| rest.strip_suffix(['：', ':'])?.strip_suffix(opening)) {
            // 一、对第三条作如下修改：（一）…
            self.place = Some(place.to_owned());
            return;
        }
        match (found, &self.place) {
            (Some(((Style::Comma, _), _)), _) | (None, _) => self.place = None,
            (Some(_), Some(place)) => self.entry.pieces.push(Piece::Words(number, format!("{place}，"))),
            _ => {}
        }
        self.feed(number, rest);
    }

    /// The words above end with a colon and nothing is quoted yet.
    fn awaits_words(&self) -> bool {
        matches!(self.entry.pieces.last(), Some(Piece::Words(_, words)) if words.ends_with(['：', ':']))
    }

    /// The next entry begins although the quotation was never closed.
    fn ends_here(&self, text: &str) -> bool {
        let Some(open) = &self.open else { return false };
        if open.bare && is_closing(text) {
            return true;
        }
        match (self.entry.number, list(text)) {
            (Some((style, last)), Some(((next_style, next), rest))) => {
                style == next_style && next == last + 1 && (has_verb(rest) || is_closing(rest))
            }
            _ => false,
        }
    }

    /// One more line of an open quotation.
    fn quoted(&mut self, number: usize, text: &str) {
        let Some(open) = &mut self.open else { return };
        if open.bare {
            return open.lines.push(text.to_owned());
        }
        let repeats = *open.repeats.get_or_insert(text.starts_with(OPEN));
        let words = if repeats { text.strip_prefix(OPEN).unwrap_or(text) } else { text };
        match end_of(words, open.mark) {
            None => open.lines.push(words.to_owned()),
            Some((inside, rest)) => {
                open.lines.push(inside.to_owned());
                let rest = rest.to_owned();
                self.end_quote();
                self.feed(number, &rest);
            }
        }
    }

    fn end_quote(&mut self) {
        if let Some(open) = self.open.take() {
            let lines = open.lines.iter().map(|l| trim(l).to_owned()).filter(|l| !l.is_empty()).collect();
            self.entry.pieces.push(Piece::Quote(open.line, lines));
        }
    }

    /// Words with quotations in them.
    fn feed(&mut self, number: usize, text: &str) {
        let mut rest = text;
        while let Some(at) = rest.find(OPEN) {
            let (Some((words, from)), Some(mark)) = (rest.split_at_checked(at), rest.get(at..).and_then(|t| t.chars().next())) else {
                break;
            };
            self.words(number, words);
            let inside = from.strip_prefix(mark).unwrap_or(from);
            match end_of(inside, mark) {
                Some((quoted, after)) => {
                    self.entry.pieces.push(Piece::Quote(number, vec![quoted.to_owned()]));
                    rest = after;
                }
                None => {
                    self.open = Some(Open { mark, line: number, lines: vec![inside.to_owned()], repeats: None, bare: false });
                    return;
                }
            }
        }
        self.words(number, rest);
    }

    fn words(&mut self, number: usize, words: &str) {
        if !trim(words).is_empty() {
            self.entry.pieces.push(Piece::Words(number, words.to_owned()));
        }
    }

    fn close(&mut self) {
        self.end_quote();
        let mut entry = std::mem::take(&mut self.entry);
        if !entry.pieces.is_empty() {
            entry.law.clone_from(&self.law);
            self.out.push(entry);
        }
    }
}

/// Marks that open a quotation.
pub(super) const OPEN: [char; 5] = ['“', '"', '「', '＂', '『'];

/// The words up to the mark that closes the quotation, and what follows it.
fn end_of(text: &str, mark: char) -> Option<(&str, &str)> {
    let straight = matches!(mark, '"' | '＂');
    if straight {
        // Pairs inside belong to each other; the one left over closes.
        let all: Vec<usize> = text.char_indices().filter(|(_, c)| matches!(c, '"' | '＂' | '”')).map(|(at, _)| at).collect();
        let at = if all.len() % 2 == 1 { closing_straight(text, &all)? } else { return None };
        return split_around(text, at);
    }
    let mut depth = 1usize;
    for (at, c) in text.char_indices() {
        match c {
            '“' | '「' | '『' => depth += 1,
            '”' | '」' | '』' => {
                depth -= 1;
                if depth == 0 {
                    return split_around(text, at);
                }
            }
            _ => {}
        }
    }
    None
}

/// Of an odd number of straight marks the first one that is followed by a point, a verb or nothing.
fn closing_straight(text: &str, all: &[usize]) -> Option<usize> {
    let ends = |at: &&usize| {
        let after = text.get(**at..).and_then(|t| t.strip_prefix(['"', '＂', '”'])).unwrap_or_default();
        let after = after.trim_start_matches(is_space);
        after.is_empty() || ["修改", "改为", "删去", "后", "前", "，", "；", "。", "、", "增加"].iter().any(|w| after.starts_with(w))
    };
    all.iter().step_by(2).find(ends).or(all.last()).copied()
}

fn split_around(text: &str, at: usize) -> Option<(&str, &str)> {
    let (inside, rest) = text.split_at_checked(at)?;
    let mut rest = rest.chars();
    rest.next();
    Some((inside, rest.as_str()))
}

/// 《某条例》 in a heading of a part of the decision.
fn name(text: &str) -> Option<String> {
    let (_, rest) = text.split_once('《')?;
    let (name, _) = rest.split_once('》')?;
    Some(name.to_owned())
}

/// When it takes effect, and that the law is printed anew.
fn is_closing(text: &str) -> bool {
    let own = ["本决定", "本修正案", "本决议"].iter().any(|word| text.starts_with(word));
    let again = text.contains("根据本决定") || text.contains("根据本修正案") || text.contains("重新公布");
    !text.contains(OPEN) && (own && text.contains("施行") || again)
}

/// 第一条　… outside a quotation: the law itself, printed after the decision.
fn is_appended(text: &str) -> bool {
    match marker::read(text) {
        Some((Marker::Article(1, 0), _, rest)) => rest.starts_with(is_space) && !has_verb(rest),
        _ => false,
    }
}
