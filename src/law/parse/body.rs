//! 款、项、目 inside one article.
//!
//! A 款 is a line without a number. Lists nest by the style of their numbers: the first style seen in a 款 is
//! 项, another one inside it 目. A line without a number after the list is a further 款, unless the list
//! goes on after it: then it belongs to the entry above.

use super::line::{is_space, trim};
use super::marker::{self, Marker, Style};
use crate::law::{Kind, Oddity, Provision, Warning};
use std::collections::HashMap;

/// One line of an article.
#[derive(Debug, Clone)]
pub struct BodyLine {
    /// Line of the input, from 1.
    pub line: usize,
    /// A row of a table: stays with the words above it.
    pub table: bool,
    /// The words, trimmed.
    pub text: String,
}

/// How many lines ahead a list is looked for: enough for any article, and no more on hostile input.
const LOOK_AHEAD: usize = 500;

/// The paragraphs; eIds are `prefix` + `para_1` and so on.
pub fn paragraphs(prefix: &str, lines: Vec<BodyLine>) -> (Vec<Provision>, Vec<Warning>) {
    let lines: Vec<BodyLine> = lines.into_iter().flat_map(split_lists).collect();
    let mut marks: Vec<Option<(Style, u32)>> = lines.iter().map(mark).collect();
    unify(&mut marks);
    let mut body = Body { prefix, out: Vec::new(), list: Vec::new(), used: HashMap::new(), warnings: Vec::new() };
    for (index, line) in lines.iter().enumerate() {
        let after = marks.get(index + 1..).unwrap_or_default();
        match marks.get(index).copied().flatten() {
            _ if line.table => body.append(line, "\n"),
            Some((style, number)) if body.is_entry(style, number, after) => {
                body.entry(line, style, number);
            }
            _ if body.list_goes_on(after) => body.append(line, "\n"),
            _ if body.is_cut() => body.append(line, ""),
            _ => body.paragraph(line),
        }
    }
    (body.out, body.warnings)
}

fn mark(line: &BodyLine) -> Option<(Style, u32)> {
    match marker::read(&line.text) {
        Some((Marker::List(style, number), ..)) if !line.table => Some((style, number)),
        _ => None,
    }
}

/// （一）（2）(3)（四）: a slip in the style of a number, as long as the list counts on through it.
fn unify(marks: &mut [Option<(Style, u32)>]) {
    let mut slips: Vec<usize> = Vec::new();
    let mut last = None;
    for at in 0..marks.len() {
        let Some((style, number)) = marks.get(at).copied().flatten() else { continue };
        match (style, last) {
            (Style::Bracket, Some(before)) if number == before + 1 => {
                for slip in slips.drain(..) {
                    if let Some(Some((style, _))) = marks.get_mut(slip) {
                        *style = Style::Bracket;
                    }
                }
                last = Some(number);
            }
            (Style::Bracket, _) => {
                slips.clear();
                last = Some(number);
            }
            (Style::BracketDigit, Some(before)) if number == before + 1 => {
                slips.push(at);
                last = Some(number);
            }
            _ => {
                slips.clear();
                last = None;
            }
        }
    }
}

struct Body<'a> {
    prefix: &'a str,
    out: Vec<Provision>,
    /// Styles of the open lists, outermost first, with the latest number of each.
    list: Vec<(Style, u32)>,
    /// How often each eId came.
    used: HashMap<String, u32>,
    warnings: Vec<Warning>,
}

impl Body<'_> {
    fn paragraph(&mut self, line: &BodyLine) {
        self.list.clear();
        let eid = format!("{}para_{}", self.prefix, self.out.len() + 1);
        self.out.push(node(eid, Kind::Paragraph, "", &line.text, line.line));
    }

    /// A numbered line counts as an entry when it begins a list at 1 or goes on with an open one.
    /// Arabic numbers alone are too common in running text: a list of them needs a second entry.
    fn is_entry(&self, style: Style, number: u32, after: &[Option<(Style, u32)>]) -> bool {
        if self.list.iter().any(|(open, _)| *open == style) {
            return true;
        }
        let second = || after.iter().take(LOOK_AHEAD).flatten().any(|next| *next == (style, 2));
        style == Style::Bracket || number == 1 && (self.introduced() || second())
    }

    fn introduced(&self) -> bool {
        let text = self.out.last().map(|p| deepest(p).text.as_str());
        text.is_some_and(|t| t.ends_with(['：', ':', '︰', '﹕']))
    }

    /// The next number further down continues an open list.
    fn list_goes_on(&self, after: &[Option<(Style, u32)>]) -> bool {
        if self.list.is_empty() {
            return false;
        }
        let next = after.iter().take(LOOK_AHEAD).flatten().next();
        next.is_some_and(|(style, number)| *number > 1 && self.list.iter().any(|(open, last)| open == style && last + 1 == *number))
    }

    /// The line above broke off in the middle of a sentence.
    fn is_cut(&self) -> bool {
        let text = self.out.last().map(|p| deepest(p).text.as_str());
        text.is_some_and(|t| t.ends_with(['，', '、', '（', '“', '《', ',', '第', '和', '及', '或', '与', '由', '在', '对']))
    }

    fn append(&mut self, line: &BodyLine, joint: &str) {
        match self.out.last_mut() {
            Some(last) => append_to(last, joint, &line.text),
            None => self.paragraph(line),
        }
    }

    fn entry(&mut self, line: &BodyLine, style: Style, number: u32) {
        if self.out.is_empty() {
            let eid = format!("{}para_1", self.prefix);
            self.out.push(node(eid, Kind::Paragraph, "", "", line.line));
        }
        let depth = match self.list.iter().position(|(open, _)| *open == style) {
            Some(depth) => depth,
            None => {
                self.list.push((style, 0));
                self.list.len() - 1
            }
        };
        self.list.truncate(depth + 1);
        let Some((_, literal, rest)) = marker::read(&line.text) else {
            return;
        };
        if let Some((_, last)) = self.list.last_mut() {
            if number != *last + 1 && number != 1 {
                self.warnings.push(Warning::new(line.line, Oddity::Skips(literal.to_owned())));
            }
            *last = number;
        }
        let Some(mut parent) = self.out.last_mut() else {
            return;
        };
        for _ in 0..depth {
            if parent.children.is_empty() {
                break;
            }
            let Some(child) = parent.children.last_mut() else {
                return;
            };
            parent = child;
        }
        let kind = if depth == 0 { Kind::Item } else { Kind::Subitem };
        let name = if depth == 0 { "item" } else { "sub" };
        let mut eid = format!("{}__{name}_{number}", parent.eid);
        let times = self.used.entry(eid.clone()).or_default();
        *times += 1;
        if *times > 1 {
            eid = format!("{eid}-{times}");
        }
        parent.children.push(node(eid, kind, literal, trim(rest), line.line));
    }
}

fn node(eid: String, kind: Kind, number: &str, text: &str, line: usize) -> Provision {
    Provision {
        eid,
        kind,
        number: number.to_string(),
        heading: String::new(),
        brackets: String::new(),
        text: text.to_string(),
        line,
        children: Vec::new(),
    }
}

fn deepest(node: &Provision) -> &Provision {
    node.children.last().map_or(node, deepest)
}

/// Adds words to the deepest last node.
fn append_to(node: &mut Provision, joint: &str, words: &str) {
    match node.children.last_mut() {
        Some(child) => append_to(child, joint, words),
        None => {
            node.text.push_str(joint);
            node.text.push_str(words);
        }
    }
}

/// 应当遵守下列规定：（一）…；（二）… on one line becomes one line for each entry.
fn split_lists(line: BodyLine) -> Vec<BodyLine> {
    let mut cuts = Vec::new();
    let mut wanted: Option<(Style, u32)> = None;
    let mut before = None;
    for (at, c) in line.text.char_indices() {
        let starts = match before {
            Some('：' | ':') => wanted.is_none(),
            Some('；' | ';' | '。') => wanted.is_some(),
            _ => false,
        };
        if starts
            && let Some((_, tail)) = line.text.split_at_checked(at)
            && let Some((Marker::List(style, number), ..)) = marker::read(tail)
            && number == wanted.map_or(1, |(_, last)| last + 1)
            && wanted.is_none_or(|(open, _)| open == style)
            && style != Style::Comma
        {
            wanted = Some((style, number));
            cuts.push(at);
        }
        if !is_space(c) {
            before = Some(c);
        }
    }
    if cuts.len() < 2 || line.table {
        return vec![line];
    }
    let mut out = Vec::new();
    let mut rest = line.text.as_str();
    for at in cuts.into_iter().rev() {
        let Some((head, tail)) = rest.split_at_checked(at) else {
            continue;
        };
        out.push(BodyLine { text: trim(tail).to_string(), ..line.clone() });
        rest = head;
    }
    out.push(BodyLine { text: trim(rest).to_string(), ..line.clone() });
    out.reverse();
    out
}
