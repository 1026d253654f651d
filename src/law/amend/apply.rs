//! Carrying instructions out.

use super::edit::heading;
use super::follow::guarded;
use super::unit::Unit;
use super::{Action, Instruction, Place, Why};
use crate::law::parse::squeeze;
use crate::law::{Kind, Law, Provision, label};
use serde::Serialize;
use std::collections::BTreeMap;

/// What came of an amending text.
#[derive(Debug, Clone, Serialize)]
pub struct Applied {
    /// The amended text, with its numbers and eIds.
    pub law: Law,
    /// Article eId in the amended text → article eIds in the old one. What is new is not in it; one article may come from several.
    pub former: BTreeMap<String, Vec<String>>,
    /// What was carried out.
    pub done: Vec<Done>,
    /// What was not, or not as it says. Every instruction is either here or in `done`.
    pub left: Vec<Left>,
    /// References inside the text that followed the new numbers, or no longer fit.
    pub followed: Vec<Followed>,
}

/// An instruction that was carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Done {
    /// The instruction.
    pub instruction: Instruction,
    /// eIds of the amended text whose words or number it changed.
    pub eids: Vec<String>,
}

/// An instruction that a person has to look at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Left {
    /// The instruction.
    pub instruction: Instruction,
    /// Why it is here.
    pub why: Why,
}

/// A reference to a provision that has another number now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Followed {
    /// Where it stands, in the amended text.
    pub eid: String,
    /// As it was, e.g. 第十条第二款.
    pub from: String,
    /// As it is or would be now; none where what it names was deleted or stands elsewhere.
    pub to: Option<String>,
    /// Whether the words were changed: only where the amending text says that numbers and references are adjusted.
    pub done: bool,
}

/// Carries the instructions out on `base`. An empty list changes nothing.
pub fn apply(base: &Law, instructions: &[Instruction]) -> Applied {
    let mut text = Text { rows: Vec::new(), touched: vec![Vec::new(); instructions.len()] };
    text.take_in(&base.provisions, 0);
    let mut outcome: Vec<Result<(), Why>> = Vec::new();
    for (index, instruction) in instructions.iter().enumerate() {
        let other = instruction.law.as_ref().filter(|name| !is_same_law(&base.title, name));
        outcome.push(match other {
            Some(name) => Err(Why::OtherLaw(name.clone())),
            None => text.carry_out(index, &instruction.action),
        });
    }
    let ordered = instructions.iter().zip(&outcome).any(|(i, o)| o.is_ok() && says_order(i));
    let counts = ordered || text.shifts(&base.title);
    let mut wrong = Vec::new();
    let numbers = text.arrange(counts, &mut wrong);
    let mut followed = text.follow(base, &numbers, ordered);
    let (law, former, touched, eids) = text.build(base);
    for entry in &mut followed {
        entry.eid = eids.get(&entry.eid).cloned().unwrap_or_default();
    }
    for (index, why) in wrong {
        if let Some(slot) = outcome.get_mut(index).filter(|o| o.is_ok()) {
            *slot = Err(why);
        }
    }
    let mut applied = Applied { law, former, done: Vec::new(), left: Vec::new(), followed };
    for ((instruction, outcome), eids) in instructions.iter().cloned().zip(outcome).zip(touched) {
        match outcome {
            Ok(()) => applied.done.push(Done { instruction, eids }),
            Err(why) => applied.left.push(Left { instruction, why }),
        }
    }
    applied
}

fn says_order(instruction: &Instruction) -> bool {
    matches!(instruction.action, Action::Order) || matches!(instruction.action, Action::Closing) && instruction.text.contains("顺序")
}

/// 《环境保护税法》 means 中华人民共和国环境保护税法, （草案） or not.
fn is_same_law(title: &str, name: &str) -> bool {
    let plain = |text: &str| {
        let words = squeeze(text).replace("中华人民共和国", "");
        words.split(['（', '(']).next().unwrap_or_default().to_owned()
    };
    let (title, name) = (plain(title), plain(name));
    title.is_empty() || title.ends_with(&name) || name.ends_with(&title)
}

/// A provision in the row of all divisions and articles.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) depth: usize,
    pub(super) unit: Unit,
    /// 之 number.
    pub(super) sub: u32,
    /// New headings that stand in front of it.
    pub(super) lead: Vec<(usize, Unit)>,
    /// eId of the division it is to stand in, where the amending text names one.
    pub(super) within: Option<String>,
}

pub(super) struct Text {
    pub(super) rows: Vec<Row>,
    /// What each instruction changed: the old eId of a provision, or the name `edit` gave to a new one.
    pub(super) touched: Vec<Vec<String>>,
}

impl Text {
    pub(super) fn take_in(&mut self, nodes: &[Provision], depth: usize) {
        for node in nodes {
            let sub = label::article_number(&node.eid).map_or(0, |(_, sub)| sub);
            if node.kind.is_division() {
                self.rows.push(Row { depth, unit: Unit::leaf(node), sub: 0, lead: Vec::new(), within: None });
                self.take_in(&node.children, depth + 1);
            } else {
                self.rows.push(Row { depth, unit: Unit::of(node), sub, lead: Vec::new(), within: None });
            }
        }
    }

    pub(super) fn position(&self, place: &Place) -> Result<usize, Why> {
        let found = match place.article {
            Some((n, sub)) => {
                let is = |row: &Row| {
                    row.unit.node.kind == Kind::Article && row.unit.old == Some(n) && row.sub == sub && !row.unit.from.is_empty()
                };
                self.rows.iter().position(|row| is(row) && !row.unit.gone)
            }
            None => self.division(place),
        };
        found.ok_or_else(|| Why::NoPlace(place.to_string()))
    }

    fn division(&self, place: &Place) -> Option<usize> {
        let mut from = 0;
        let mut found = None;
        for (kind, number) in &place.divisions {
            let is = |row: &Row| row.unit.node.kind == *kind && row.unit.old == Some(*number) && !row.unit.gone;
            let at = self.rows.iter().skip(from).position(is)? + from;
            found = Some(at);
            from = at + 1;
        }
        found
    }

    /// The article a place lies in.
    pub(super) fn article(&mut self, place: &Place) -> Result<&mut Unit, Why> {
        if place.article.is_none() {
            return Err(Why::NotUnderstood);
        }
        let at = self.position(place)?;
        self.rows.get_mut(at).map(|row| &mut row.unit).ok_or(Why::NotUnderstood)
    }

    /// The provision a place names.
    pub(super) fn unit(&mut self, place: &Place) -> Result<&mut Unit, Why> {
        let missing = || Why::NoPlace(place.to_string());
        if place.article.is_none() {
            let at = self.position(place)?;
            return self.rows.get_mut(at).map(|row| &mut row.unit).ok_or_else(missing);
        }
        self.article(place)?.at(place).ok_or_else(missing)
    }

    /// What a 款, 项 or 目 lies in.
    pub(super) fn parent(&mut self, place: &Place) -> Result<&mut Unit, Why> {
        let missing = || Why::NoPlace(place.to_string());
        let article = self.article(place)?;
        if place.subitem.is_some() {
            return article.at(&Place { subitem: None, ..place.clone() }).ok_or_else(missing);
        }
        if place.item.is_none() {
            return Ok(article);
        }
        if place.paragraph.is_some() {
            return article.at(&Place { item: None, ..place.clone() }).ok_or_else(missing);
        }
        let lists = article.children.iter().filter(|c| !c.gone && !c.children.is_empty()).count();
        let live = article.children.iter().filter(|c| !c.gone).count();
        let is = |c: &&mut Unit| !c.gone && (lists == 0 && live == 1 || lists == 1 && !c.children.is_empty());
        article.children.iter_mut().find(is).ok_or_else(missing)
    }

    pub(super) fn touch(&mut self, index: usize, mark: impl Into<String>) {
        if let Some(slot) = self.touched.get_mut(index) {
            slot.push(mark.into());
        }
    }

    pub(super) fn touch_place(&mut self, index: usize, place: &Place) {
        if let Ok(mark) = self.unit(place).map(|unit| unit.node.eid.clone()) {
            self.touch(index, mark);
        }
    }

    fn carry_out(&mut self, index: usize, action: &Action) -> Result<(), Why> {
        match action {
            Action::Rewrite { places, text } => self.rewrite(index, places, text),
            Action::Words { place, old, new } => self.words(index, place, old, |_| guarded(new)),
            Action::Beside { place, anchor, new, after } => {
                let new = guarded(new);
                self.words(index, place, anchor, |found| if *after { format!("{found}{new}") } else { format!("{new}{found}") })
            }
            Action::Add { text, .. } if text.is_empty() => Err(Why::NoText),
            Action::Add { kind, inside, after, targets, text } => match kind {
                Kind::Article => self.add_articles(index, inside, after.as_ref(), targets, text),
                Kind::Paragraph | Kind::Item | Kind::Subitem => self.add_below(index, *kind, inside, after.as_ref(), targets, text),
                _ => self.add_division(index, inside, targets, text),
            },
            Action::Delete { place } => self.delete(place),
            Action::Move { from, to } if from.kind() == Some(Kind::Paragraph) && to.kind() == Some(Kind::Article) => {
                let (number, sub) = to.article.unwrap_or_default();
                self.unit(from)?.becomes = Some((number, sub, index));
                self.touch_place(index, from);
                Ok(())
            }
            Action::Move { from, to } => {
                let (number, sub) = to.article.filter(|_| to.paragraph.is_none() && to.item.is_none()).unwrap_or((0, 0));
                let number = if to.kind() == Some(Kind::Article) { number } else { to.number().unwrap_or(0) };
                if from.kind() > Some(Kind::Article) {
                    self.parent(from)?.recount = true;
                }
                let unit = self.unit(from)?;
                unit.said = Some((number, sub, index));
                self.touch_place(index, from);
                Ok(())
            }
            Action::Merge { from, to, text } => self.merge(index, from, to.as_ref(), text),
            Action::Split { from, to, text } => self.split(index, from, to, text),
            Action::Heading { place, text } => {
                let unit = self.unit(place)?;
                if !unit.node.kind.is_division() {
                    return Err(Why::NotUnderstood);
                }
                unit.node.heading = heading(text);
                self.touch_place(index, place);
                Ok(())
            }
            Action::Order | Action::Closing => Ok(()),
            Action::Unclear(why) => Err(why.clone()),
        }
    }
}
