//! The words of an entry → instructions, clause by clause.
//!
//! A clause with a single word nobody knows gives no instruction but [`Why::NotUnderstood`]: better shown to a person than half done.

use super::entry::{Entry, Piece};
use super::lex::{self, Lex, Word};
use super::{Action, Instruction, Place, Why};
use crate::law::Kind;
use crate::law::numerals::chinese;

/// Bytes that the clauses of one entry's instructions may have altogether; beyond that each tells only its beginning.
const MOST_TOLD: usize = 1_000_000;
/// Characters of that beginning.
const FIRST: usize = 80;

/// The instructions of one entry.
pub(super) fn instructions(entry: &Entry) -> Vec<Instruction> {
    if entry.closing {
        let said = |piece: &Piece| match piece {
            Piece::Words(_, words) => words.clone(),
            Piece::Quote(_, lines) => lines.join("\n"),
        };
        let line = entry.pieces.first().map_or(0, |(Piece::Words(line, _) | Piece::Quote(line, _))| *line);
        let text = entry.pieces.iter().map(said).collect::<Vec<_>>().join("\n");
        return vec![Instruction { line, text, law: entry.law.clone(), action: Action::Closing }];
    }
    let words = lex::words(entry);
    let mut reader = Reader { law: entry.law.clone(), ..Reader::default() };
    for clause in words.split(|w| w.lex == Lex::End) {
        reader.clause(clause);
    }
    reader.out
}

/// What is being done, until its last word has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Verb {
    #[default]
    None,
    Become,
    Add,
    Delete,
    /// As `Delete`, after the first quotation: words go, not the provision.
    DeleteWords,
    Merge,
    Split,
    Move,
}

#[derive(Default)]
struct Reader {
    law: Option<String>,
    out: Vec<Instruction>,
    /// Article and paragraph spoken of last.
    context: Place,
    subject: Vec<Place>,
    verb: Verb,
    /// The next places are numbers of the new text.
    aim: bool,
    targets: Vec<Place>,
    /// Quoted words that will be replaced.
    old: Vec<String>,
    /// Words, or a provision, beside which something is added.
    anchor: Option<(String, bool)>,
    behind: Option<Place>,
    /// How many of what is added.
    count: Option<(u32, Kind)>,
    heading: bool,
    /// A line for the instructions that come now.
    line: usize,
}

impl Reader {
    fn clause(&mut self, words: &[Word]) {
        let all: String = words.iter().map(|w| w.text.as_str()).collect();
        let all = all.trim_matches(|c: char| c.is_whitespace() || "，,、：:".contains(c));
        let Some(first) = words.iter().find(|w| w.lex != Lex::Noise).filter(|_| !all.is_empty()) else { return };
        let (line, start) = (first.line, self.out.len());
        let quotes = words.iter().any(|w| matches!(w.lex, Lex::Quote(_)));
        let order = ["顺序", "序号", "顺延", "条序"].iter().any(|word| all.contains(word));
        let law = self.law.clone();
        let plain = |action: Action| Instruction { line, text: all.to_owned(), law: law.clone(), action };
        let vague = ["相应修改", "相应调整", "作了修改", "作了调整"].iter().any(|end| all.ends_with(end)) && !order;
        if !quotes && (all.contains("文字") || vague) {
            return self.out.push(plain(Action::Unclear(Why::Vague)));
        }
        if !quotes && order && words.iter().any(|w| w.lex == Lex::Unknown) {
            return self.out.push(plain(Action::Order));
        }
        if words.iter().any(|w| w.lex == Lex::Unknown) {
            self.reset();
            self.remember(words);
            return self.out.push(plain(Action::Unclear(Why::NotUnderstood)));
        }
        self.line = line;
        self.subject.clear();
        let mut at = 0;
        while at < words.len() {
            at = self.word(words, at).max(at + 1);
        }
        self.flush();
        let idle = self.anchor.is_some() && self.verb == Verb::None;
        self.reset();
        if self.out.len() == start || idle {
            self.out.push(plain(Action::Unclear(Why::NotUnderstood)));
        }
        // One line can hold thousands of changes; each with the whole line would fill the memory.
        let told = if all.len() * (self.out.len() - start) > MOST_TOLD {
            all.chars().take(FIRST).chain(['…']).collect()
        } else {
            all.to_owned()
        };
        for instruction in self.out.iter_mut().skip(start) {
            instruction.text.clone_from(&told);
        }
    }

    /// Which provision a clause that is not understood spoke of: the next clause may go on from it.
    fn remember(&mut self, words: &[Word]) {
        if let Some(at) = words.iter().position(|w| matches!(w.lex, Lex::Step(Kind::Article, ..))) {
            let (places, _) = self.places(words, at);
            self.context = places.first().cloned().unwrap_or_default();
        }
    }

    fn reset(&mut self) {
        self.verb = Verb::None;
        self.aim = false;
        self.targets.clear();
        self.old.clear();
        self.anchor = None;
        self.behind = None;
        self.count = None;
        self.heading = false;
    }

    fn push(&mut self, action: Action) {
        self.out.push(Instruction { line: self.line, text: String::new(), law: self.law.clone(), action });
    }

    /// Takes in the word at `at` and returns where to go on.
    fn word(&mut self, words: &[Word], at: usize) -> usize {
        let Some(word) = words.get(at) else { return at };
        match &word.lex {
            Lex::Step(..) => {
                let (places, end) = self.places(words, at);
                self.named(places);
                return end;
            }
            Lex::ThisArticle | Lex::ThisParagraph => {
                let mut place = self.context.clone();
                if word.lex == Lex::ThisArticle {
                    (place.paragraph, place.item, place.subitem) = (None, None, None);
                }
                self.named(vec![place]);
            }
            Lex::Whole => self.named(vec![Place::default()]),
            Lex::Count(n, kind) => self.count = Some((*n, *kind)),
            Lex::Quote(lines) => self.quote(lines),
            Lex::Become if self.verb == Verb::Merge || self.verb == Verb::Split => self.aim = true,
            Lex::Become => {
                if !self.targets.is_empty() {
                    self.flush_keeping_subject();
                }
                self.verb = Verb::Become;
                self.aim = true;
                if let (Some(Lex::Count(n, _)), true) = (next(words, at), self.old.is_empty())
                    && *n > 1
                {
                    self.verb = Verb::Split;
                }
            }
            Lex::As => self.aim = true,
            Lex::Add => {
                self.flush_keeping_subject();
                self.verb = Verb::Add;
                self.aim = matches!(next(words, at), Some(Lex::Step(..)));
            }
            Lex::Delete => {
                if !self.old.is_empty() {
                    // 将第三条中的“甲”删去
                    let (subject, old) = (self.subject.clone(), std::mem::take(&mut self.old));
                    for (place, old) in subject.iter().flat_map(|place| old.iter().map(move |old| (place, old))) {
                        self.push(Action::Words { place: place.clone(), old: old.clone(), new: String::new() });
                    }
                    self.verb = Verb::None;
                    return at + 1;
                }
                self.flush_keeping_subject();
                self.verb = Verb::Delete;
                if matches!(next(words, at), Some(Lex::Step(..) | Lex::ThisArticle | Lex::ThisParagraph)) {
                    self.subject.clear();
                }
            }
            Lex::Merge => {
                self.verb = Verb::Merge;
                self.aim = true;
            }
            Lex::Split => self.verb = Verb::Split,
            Lex::MoveTo => {
                self.verb = Verb::Move;
                self.aim = true;
            }
            Lex::After | Lex::Before => {
                let after = word.lex == Lex::After;
                match self.old.pop() {
                    Some(words) => self.anchor = Some((words, after)),
                    None if after => self.behind = self.subject.last().cloned(),
                    None => {
                        // 第五条前: behind the one before it.
                        let mut place = self.subject.last().cloned().unwrap_or_default();
                        let low = place.subitem.as_mut().or(place.item.as_mut()).or(place.paragraph.as_mut());
                        if let Some(n) = low.or(place.article.as_mut().map(|(n, _)| n)) {
                            *n = n.saturating_sub(1);
                        }
                        self.behind = Some(place);
                    }
                }
            }
            Lex::Heading => self.heading = true,
            Lex::In | Lex::And | Lex::To | Lex::Noise | Lex::Unknown | Lex::End => {}
        }
        at + 1
    }

    /// Places have been named: what is spoken of, or a number of the new text.
    fn named(&mut self, places: Vec<Place>) {
        if self.aim {
            self.aim = false;
            self.targets = places;
            return;
        }
        if self.verb == Verb::Delete && self.subject.is_empty() {
            self.remember_last(&places);
            self.subject = places;
            return;
        }
        self.flush();
        self.reset_parts();
        self.remember_last(&places);
        self.subject = places;
    }

    fn remember_last(&mut self, places: &[Place]) {
        if let Some(last) = places.last().filter(|place| place.article.is_some()) {
            self.context = last.clone();
        }
    }

    fn reset_parts(&mut self) {
        let verb = self.verb;
        self.reset();
        // 删去第三条，第四条修改为…: the verb has found its own; 并删去第三条 has not.
        let goes_on = verb == Verb::Delete && self.subject.is_empty() || verb == Verb::DeleteWords;
        self.verb = if goes_on { verb } else { Verb::None };
    }

    /// 第三条第一款、第二款 and 第三条至第五条 as a list.
    fn places(&self, words: &[Word], start: usize) -> (Vec<Place>, usize) {
        let mut out: Vec<Place> = Vec::new();
        let mut at = start;
        let mut range = false;
        loop {
            let base = if self.aim { self.subject.first().cloned().unwrap_or(self.context.clone()) } else { self.context.clone() };
            let before = out.last().cloned().unwrap_or(base);
            let Some((place, end)) = place(words, at, &before) else { break };
            if range {
                out.extend(between(&before, &place));
            } else {
                out.push(place);
            }
            at = end;
            let Some(Lex::And | Lex::To) = words.get(at).map(|w| &w.lex) else { break };
            if !matches!(words.get(at + 1).map(|w| &w.lex), Some(Lex::Step(..))) {
                break;
            }
            range = words.get(at).is_some_and(|w| w.lex == Lex::To);
            at += 1;
        }
        (out, at)
    }

    fn quote(&mut self, lines: &[String]) {
        let joined = || lines.join("\n");
        if self.verb == Verb::Become && !self.targets.is_empty() {
            // 将第八条改为第九条，并将其中的“甲”修改为“乙”
            self.flush_keeping_subject();
        }
        let mut places = self.subject.clone();
        if places.is_empty() && self.context.article.is_some() && self.verb != Verb::Add {
            places.push(self.context.clone());
        }
        match self.verb {
            Verb::Become if self.heading => {
                let text = joined();
                places.into_iter().for_each(|place| self.push(Action::Heading { place, text: text.clone() }));
            }
            Verb::Become if !self.old.is_empty() => {
                let old = std::mem::take(&mut self.old);
                for place in &places {
                    for old in &old {
                        self.push(Action::Words { place: place.clone(), old: old.clone(), new: joined() });
                    }
                }
            }
            Verb::Become => {
                // 增加一款作为第二款，将该条修改为：“…”: the addition is in the new words.
                let part = |i: &Instruction| {
                    let added = matches!(&i.action, Action::Add { inside, text, .. } if text.is_empty() && places.iter().any(|p| p.article == inside.article));
                    added && i.text.is_empty()
                };
                self.out.retain(|i| !part(i));
                self.push(Action::Rewrite { places, text: lines.to_vec() });
            }
            Verb::Add => match (self.anchor.take(), self.count) {
                (Some((anchor, after)), None) => {
                    for place in &places {
                        self.push(Action::Beside { place: place.clone(), anchor: anchor.clone(), new: joined(), after });
                    }
                }
                (None, _) if self.count.is_some() || !self.targets.is_empty() => self.add(lines),
                _ => self.push(Action::Unclear(Why::NotUnderstood)),
            },
            Verb::Delete | Verb::DeleteWords => {
                self.verb = Verb::DeleteWords;
                for place in &places {
                    self.push(Action::Words { place: place.clone(), old: joined(), new: String::new() });
                }
                return;
            }
            Verb::Merge => {
                let to = self.targets.first().cloned();
                self.push(Action::Merge { from: places, to, text: lines.to_vec() });
            }
            Verb::Split => {
                let (from, to) = (places.first().cloned().unwrap_or_default(), std::mem::take(&mut self.targets));
                self.push(Action::Split { from, to, text: lines.to_vec() });
            }
            Verb::None | Verb::Move => return self.old.push(joined()),
        }
        let kept = self.count;
        self.reset();
        if matches!(self.out.last().map(|i| &i.action), Some(Action::Add { .. })) {
            // 增加两款，作为第二款：“…”，作为第三款：“…”
            (self.verb, self.count) = (Verb::Add, kept);
        }
    }

    fn add(&mut self, lines: &[String]) {
        let kind = self.targets.first().and_then(Place::kind).or(self.count.map(|(_, kind)| kind)).unwrap_or(Kind::Article);
        let mut inside = self.subject.first().cloned().unwrap_or_default();
        if kind > Kind::Article && inside.article.is_none() {
            inside = Place { item: None, subitem: None, ..self.context.clone() };
        }
        let action = Action::Add {
            kind,
            inside: if self.behind.is_some() && kind == Kind::Article { Place::default() } else { inside },
            after: self.behind.take(),
            targets: std::mem::take(&mut self.targets),
            text: lines.to_vec(),
        };
        self.push(action);
    }

    /// Ends what was begun, because something else is done to the same provisions.
    fn flush_keeping_subject(&mut self) {
        self.flush();
        let heading = self.heading;
        let (anchor, behind) = (self.anchor.take(), self.behind.take());
        self.reset();
        (self.anchor, self.behind, self.heading) = (anchor, behind, heading);
    }

    /// Ends what was begun without a quotation.
    fn flush(&mut self) {
        let (subject, targets) = (self.subject.clone(), std::mem::take(&mut self.targets));
        if !self.old.is_empty() {
            // Quoted, but nothing is said to be done with it.
            self.old.clear();
            self.push(Action::Unclear(Why::NotUnderstood));
        }
        match self.verb {
            Verb::Delete => subject.into_iter().for_each(|place| self.push(Action::Delete { place })),
            Verb::Merge => self.push(Action::Merge { from: subject, to: targets.into_iter().next(), text: Vec::new() }),
            Verb::Add if self.count.is_some() || !targets.is_empty() => {
                // Said before its words came; the words of the last one count.
                let done = matches!(self.out.last().map(|i| &i.action), Some(Action::Add { text, .. }) if !text.is_empty());
                if targets.is_empty() && done && self.out.last().is_some_and(|i| i.text.is_empty()) {
                    return;
                }
                self.targets = targets;
                self.add(&[]);
            }
            Verb::Split => self.push(Action::Unclear(Why::NoText)),
            _ if targets.is_empty() => {
                if self.verb == Verb::Become || self.anchor.is_some() && self.verb == Verb::Add {
                    self.push(Action::Unclear(Why::NoText));
                }
            }
            _ if targets.len() == subject.len() => {
                for (from, to) in subject.into_iter().zip(targets) {
                    // 第十条第二款改为第十一条 is a move too.
                    let rises = from.kind() == Some(Kind::Paragraph) && to.kind() == Some(Kind::Article);
                    self.push(if rises || from.kind() == to.kind() {
                        Action::Move { from, to }
                    } else {
                        Action::Unclear(Why::NotUnderstood)
                    });
                }
            }
            _ => self.push(Action::Unclear(Why::NotUnderstood)),
        }
    }
}

/// The next word that says something.
fn next(words: &[Word], at: usize) -> Option<&Lex> {
    words.iter().skip(at + 1).map(|w| &w.lex).find(|lex| **lex != Lex::Noise)
}

/// 第三条第二款第一项 from steps that follow each other; what is not said is as in `before`.
fn place(words: &[Word], start: usize, before: &Place) -> Option<(Place, usize)> {
    let mut place = before.clone();
    let mut last: Option<Kind> = None;
    let mut at = start;
    while let Some(Lex::Step(kind, number, sub)) = words.get(at).map(|w| &w.lex) {
        if last.is_some_and(|last| last >= *kind) {
            break;
        }
        match kind {
            Kind::Article => place = Place { article: Some((*number, *sub)), ..Place::default() },
            Kind::Paragraph => (place.paragraph, place.item, place.subitem) = (Some(*number), None, None),
            Kind::Item => (place.item, place.subitem) = (Some(*number), None),
            Kind::Subitem => place.subitem = Some(*number),
            division => {
                let mut divisions = if last.is_some() { place.divisions } else { Vec::new() };
                divisions.push((*division, *number));
                place = Place { divisions, ..Place::default() };
            }
        }
        last = Some(*kind);
        at += 1;
    }
    last.map(|_| (place, at))
}

/// 第三条至第五条: the fourth and the fifth.
fn between(first: &Place, last: &Place) -> Vec<Place> {
    let (Some(from), Some(to)) = (first.number(), last.number()) else { return vec![last.clone()] };
    if first.kind() != last.kind() || to <= from || to - from > 300 {
        return vec![last.clone()];
    }
    let with = |n: u32| {
        let mut place = last.clone();
        match place.kind() {
            Some(Kind::Article) => place.article = Some((n, 0)),
            Some(Kind::Paragraph) => place.paragraph = Some(n),
            Some(Kind::Item) => place.item = Some(n),
            Some(Kind::Subitem) => place.subitem = Some(n),
            _ => place.divisions.last_mut().into_iter().for_each(|(_, slot)| *slot = n),
        }
        place
    };
    (from + 1..=to).map(with).collect()
}

/// 第三款 as the number of something that was added or moved.
pub(super) fn named(kind: Kind, number: u32, sub: u32) -> String {
    let after = if sub > 0 { format!("之{}", chinese(sub)) } else { String::new() };
    format!("第{}{}{after}", chinese(number), kind.zh())
}
