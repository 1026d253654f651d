//! Lines with their roles → the tree with eIds and warnings.

use super::body::{self, BodyLine};
use super::front;
use super::line::{Form, Line, is_space, squeeze, trim};
use super::marker::{self, Marker};
use super::spine::{Role, Spine};
use crate::law::{Kind, Law, Oddity, Provision, Remainder, Warning};
use std::collections::HashMap;

/// Builds the law.
pub fn build(lines: &[Line], spine: Spine) -> Law {
    let mut tree = Tree { warnings: spine.warnings, ..Tree::default() };
    let mut head = Vec::new();
    let mut tail_seen = false;
    for (line, role) in lines.iter().zip(&spine.roles) {
        match role {
            Role::Front => head.push(line),
            Role::Out => tree.set_aside(line),
            Role::Tail => {
                if !tail_seen {
                    tree.warn(line.number, Oddity::Attachments);
                    tail_seen = true;
                }
                tree.set_aside(line);
            }
            Role::Division => tree.division(line),
            Role::Article | Role::Entry => tree.unit(line),
            Role::Body => tree.body(line),
        }
    }
    tree.close_divisions(0);
    let mut law = Law {
        provisions: std::mem::take(&mut tree.root),
        remainder: std::mem::take(&mut tree.remainder),
        warnings: std::mem::take(&mut tree.warnings),
        ..Law::default()
    };
    front::read(&head, &mut law);
    check(lines, &mut law);
    law.remainder.sort_by_key(|r| r.line);
    law.warnings.sort_by_key(|w| w.line);
    law
}

fn check(lines: &[Line], law: &mut Law) {
    let last = lines.last().map_or(1, |l| l.number);
    if law.provisions.is_empty() {
        law.warnings.push(Warning::new(last, Oddity::NoProvision));
    } else if law.articles().next().is_none() {
        let line = law.provisions.first().map_or(last, |p| p.line);
        law.warnings.push(Warning::new(line, Oddity::NoArticle));
    }
    if law.title.is_empty() {
        law.warnings.push(Warning::new(lines.first().map_or(1, |l| l.number), Oddity::NoTitle));
    }
}

/// An article or entry being read.
struct Unit {
    node: Provision,
    lines: Vec<BodyLine>,
}

/// A division being read.
struct Open {
    rank: u8,
    node: Provision,
}

#[derive(Default)]
struct Tree {
    root: Vec<Provision>,
    open: Vec<Open>,
    unit: Option<Unit>,
    used: HashMap<String, u32>,
    remainder: Vec<Remainder>,
    warnings: Vec<Warning>,
    /// Number of the latest division of each rank.
    latest: [u32; 16],
}

impl Tree {
    fn warn(&mut self, line: usize, kind: Oddity) {
        self.warnings.push(Warning::new(line, kind));
    }

    fn set_aside(&mut self, line: &Line) {
        self.remainder.push(Remainder { line: line.number, text: line.raw.clone() });
    }

    /// The eId, or the eId with `-2`, `-3` … where the number comes again.
    fn unique(&mut self, eid: String) -> String {
        let times = self.used.entry(eid.clone()).or_default();
        *times += 1;
        match *times {
            1 => eid,
            times => format!("{eid}-{times}"),
        }
    }

    fn push(&mut self, node: Provision) {
        match self.open.last_mut() {
            Some(open) => open.node.children.push(node),
            None => self.root.push(node),
        }
    }

    fn close_unit(&mut self) {
        let Some(unit) = self.unit.take() else { return };
        let mut node = unit.node;
        let loose = node.eid.is_empty();
        let prefix = match (loose, self.open.last()) {
            (false, _) => format!("{}__", node.eid),
            (true, Some(open)) => format!("{}__", open.node.eid),
            (true, None) => String::new(),
        };
        let (children, warnings) = body::paragraphs(&prefix, unit.lines);
        self.warnings.extend(warnings);
        if loose {
            for child in children {
                self.push(child);
            }
            return;
        }
        node.children = children;
        self.push(node);
    }

    /// Closes the divisions whose rank is `rank` or deeper.
    fn close_divisions(&mut self, rank: u8) {
        self.close_unit();
        while self.open.last().is_some_and(|open| open.rank >= rank) {
            if let Some(open) = self.open.pop() {
                self.push(open.node);
            }
        }
    }

    fn division(&mut self, line: &Line) {
        let mark = marker::read(&line.text);
        let (kind, number, sub, below, literal, rest) = match mark {
            Some((Marker::Division(kind, n, sub, below), literal, rest)) => (kind, n, sub, below, literal, rest),
            Some((Marker::List(_, n), literal, rest)) => (Kind::Chapter, n, 0, false, literal, rest),
            _ => (self.unnumbered(), 0, 0, false, "", line.text.as_str()),
        };
        let rank = kind as u8 * 2 + u8::from(below);
        self.close_divisions(rank);
        let number = self.sequence(rank, number, sub, line);
        let name = match (kind, below) {
            (_, true) => "subsec",
            (Kind::Part, _) => "part",
            (Kind::Subpart, _) => "subpart",
            (Kind::Section, _) => "sec",
            _ => "chp",
        };
        let prefix = self.open.last().map_or(String::new(), |open| format!("{}__", open.node.eid));
        let eid = match sub {
            0 => format!("{prefix}{name}_{number}"),
            _ => format!("{prefix}{name}_{number}_{sub}"),
        };
        let node = Provision {
            eid: self.unique(eid),
            kind,
            number: literal.to_string(),
            heading: heading(rest),
            brackets: String::new(),
            text: String::new(),
            line: line.number,
            children: Vec::new(),
        };
        self.open.push(Open { rank, node });
    }

    /// The level of a heading without a number, such as 附则: that of the outermost division.
    fn unnumbered(&self) -> Kind {
        let closed = self.root.iter().map(|p| p.kind).find(|k| k.is_division());
        let open = self.open.first().map(|o| o.node.kind);
        closed.or(open).unwrap_or(Kind::Chapter)
    }

    /// Warns where divisions do not run on; gives unnumbered ones the next number.
    fn sequence(&mut self, rank: u8, number: u32, sub: u32, line: &Line) -> u32 {
        let Some(latest) = self.latest.get_mut(rank as usize) else {
            return number;
        };
        let before = *latest;
        let number = if number == 0 { before + 1 } else { number };
        *latest = number;
        if number != before + 1 && number != 1 && sub == 0 {
            self.warn(line.number, Oddity::Skips(trim(&line.text).to_owned()));
        }
        for deeper in self.latest.iter_mut().skip(rank as usize + 1) {
            // 章 run on through 分编 in some codes, so only sections begin again.
            if rank >= Kind::Chapter as u8 * 2 {
                *deeper = 0;
            }
        }
        number
    }

    fn unit(&mut self, line: &Line) {
        self.close_unit();
        let Some((mark, literal, rest)) = marker::read(&line.text) else {
            return;
        };
        let (kind, eid) = match mark {
            Marker::Article(n, 0) => (Kind::Article, format!("art_{n}")),
            Marker::Article(n, sub) => (Kind::Article, format!("art_{n}_{sub}")),
            Marker::List(_, n) => (Kind::Item, format!("item_{n}")),
            Marker::Division(..) => return,
        };
        let mut node = Provision {
            eid: self.unique(eid),
            kind,
            number: literal.to_string(),
            heading: String::new(),
            brackets: String::new(),
            text: String::new(),
            line: line.number,
            children: Vec::new(),
        };
        let mut rest = rest;
        if let Some(after) =
            rest.strip_prefix(['：', ':', '、', '.', '．']).filter(|_| kind == Kind::Article || rest.starts_with(['：', ':']))
        {
            node.number = literal_with_colon(&line.text, after);
            rest = after;
        }
        let mut words = trim(rest).to_string();
        if kind == Kind::Article
            && let Some((brackets, caption, after)) = caption(&words)
        {
            node.brackets = brackets;
            node.heading = caption;
            words = after;
        }
        let mut lines = Vec::new();
        if !words.is_empty() {
            lines.push(BodyLine { line: line.number, table: false, text: words });
        }
        self.unit = Some(Unit { node, lines });
    }

    fn body(&mut self, line: &Line) {
        let words = trim(&line.text);
        match &mut self.unit {
            Some(unit) => {
                let first = unit.lines.is_empty() && unit.node.heading.is_empty();
                if first
                    && unit.node.kind == Kind::Article
                    && let Some((brackets, caption, after)) = caption(words)
                    && after.is_empty()
                {
                    unit.node.brackets = brackets;
                    unit.node.heading = caption;
                    return;
                }
                unit.lines.push(body_line(line));
            }
            None => {
                if let Some(open) = self.open.last_mut()
                    && open.node.heading.is_empty()
                    && words.chars().count() <= 40
                    && !words.ends_with(['。', '；', '：', '，'])
                    && marker::read(words).is_none()
                {
                    open.node.heading = heading(words);
                    return;
                }
                self.unit = Some(Unit { node: loose(line.number), lines: vec![body_line(line)] });
            }
        }
    }
}

fn body_line(line: &Line) -> BodyLine {
    BodyLine { line: line.number, table: line.form == Form::Table, text: trim(&line.text).to_string() }
}

/// Holds lines that belong to no article; its own node is never used.
fn loose(line: usize) -> Provision {
    Provision {
        eid: String::new(),
        kind: Kind::Paragraph,
        number: String::new(),
        heading: String::new(),
        brackets: String::new(),
        text: String::new(),
        line,
        children: Vec::new(),
    }
}

fn literal_with_colon(text: &str, after: &str) -> String {
    text.split_at_checked(text.len() - after.len()).map_or(String::new(), |(literal, _)| literal.to_string())
}

/// 总　则 becomes 总则; words in other scripts keep their spaces.
fn heading(rest: &str) -> String {
    let rest = trim(rest);
    if rest.chars().any(|c| c.is_ascii_alphabetic()) {
        return rest.split(is_space).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ");
    }
    squeeze(rest)
}

/// （立法目的）, 〖目的依据〗 or 【目的】 at the start: brackets, words, what follows.
fn caption(text: &str) -> Option<(String, String, String)> {
    const PAIRS: [(char, char); 7] = [('（', '）'), ('(', ')'), ('〖', '〗'), ('【', '】'), ('〔', '〕'), ('[', ']'), ('［', '］')];
    const NOTES: [&str; 10] = ["删除", "刪除", "删去", "废止", "廢止", "已废止", "已删除", "保留", "略", "以下"];
    let (open, rest) = super::super::numerals::split_first(text)?;
    let (_, close) = PAIRS.into_iter().find(|(o, _)| *o == open)?;
    let (inner, after) = rest.split_once(close)?;
    let length = inner.chars().count();
    let sentence = inner.contains(['。', '；', '（', '(']) || inner.ends_with('：');
    let note = NOTES.iter().any(|n| inner.starts_with(n));
    if length == 0 || length > 30 || sentence || note || marker::read(text).is_some() {
        return None;
    }
    Some((format!("{open}{close}"), inner.to_string(), trim(after).to_string()))
}
