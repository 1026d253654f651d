//! From the amended row of provisions back to a law: order, numbers, eIds. References: [`super::follow`].

use super::apply::{Row, Text};
use super::arrange::{self, Slot};
use super::unit::{self, Unit};
use super::{Place, Why, grammar};
use crate::law::numerals::chinese;
use crate::law::parse::is_space;
use crate::law::{Kind, Law, Provision, label};
use std::collections::{BTreeMap, HashMap};

/// Number and 之 number.
pub(super) type Number = (u32, u32);

/// Old number → new number; none for an article that was deleted.
pub(super) type Numbers = HashMap<Number, Option<Number>>;

/// The law, its former articles, the eIds each instruction changed, and the new eId of every provision by its old one.
pub(super) type Built = (Law, BTreeMap<String, Vec<String>>, Vec<Vec<String>>, HashMap<String, String>);

impl Text {
    /// Whether articles have to be counted anew although nobody says so.
    pub(super) fn shifts(&self, title: &str) -> bool {
        let articles = || self.rows.iter().filter(|r| r.unit.node.kind == Kind::Article);
        let unnumbered = |r: &Row| r.unit.fresh && r.unit.from.is_empty() && r.unit.said.is_none() && r.sub == 0;
        let moves = |r: &Row| r.unit.placed || unnumbered(r) || r.unit.said.is_some_and(|(n, sub, _)| sub == 0 && r.unit.old != Some(n));
        // The criminal law keeps its numbers: what is deleted leaves a gap, what is added is 第几条之几.
        let keeps = title.contains("刑法") || articles().any(|r| r.unit.fresh && r.sub > 0);
        let rises = |r: &Row| r.unit.children.iter().any(|c| c.becomes.is_some());
        articles().any(|r| moves(r) || rises(r)) || !keeps && articles().any(|r| r.unit.gone)
    }

    /// Puts everything in order and gives the new numbers. `counts`: articles run on from 第一条.
    pub(super) fn arrange(&mut self, counts: bool, wrong: &mut Vec<(usize, Why)>) -> Numbers {
        self.raise();
        let mut numbers = Numbers::new();
        let own =
            |row: &Row| row.unit.old.filter(|_| row.unit.node.kind == Kind::Article && !row.unit.from.is_empty()).map(|n| (n, row.sub));
        numbers.extend(self.rows.iter().filter(|r| r.unit.gone).filter_map(own).map(|number| (number, None)));
        let regroup =
            self.rows.iter().any(|r| !r.lead.is_empty() || r.unit.node.kind.is_division() && (r.unit.gone || r.unit.said.is_some()));
        self.rows.retain(|row| !row.unit.gone);
        let template = self.rows.iter().find(|r| own(r).is_some()).map_or(String::new(), |r| r.unit.node.number.clone());
        let mut found: HashMap<usize, u32> = HashMap::new();
        let mut order: Vec<usize> = (0..self.rows.len()).collect();
        if counts {
            let divisions: HashMap<&str, usize> = self.rows.iter().zip(0..).map(|(row, at)| (row.unit.node.eid.as_str(), at)).collect();
            let slot = |row: &Row| Slot {
                counted: row.unit.node.kind == Kind::Article && row.sub == 0,
                heading: row.unit.node.kind.is_division().then_some(row.depth),
                said: row.unit.said.filter(|_| row.unit.node.kind == Kind::Article).map(|(n, ..)| n),
                placed: row.unit.placed,
                within: row.within.as_deref().and_then(|eid| divisions.get(eid)).copied(),
            };
            (order, found) = arrange::settle(&self.rows.iter().map(slot).collect::<Vec<_>>());
        }
        let mut rows: Vec<Option<Row>> = std::mem::take(&mut self.rows).into_iter().map(Some).collect();
        let mut last = 0;
        for index in order {
            let Some(mut row) = rows.get_mut(index).and_then(Option::take) else { continue };
            if row.unit.node.kind == Kind::Article {
                let before = own(&row);
                let said = row.unit.said.map(|(n, sub, _)| (n, sub));
                let mut number = before.or(said).unwrap_or((0, 0));
                if counts {
                    last = found.get(&index).copied().unwrap_or(last);
                    number = (last, row.sub);
                }
                if before != Some(number) {
                    row.unit.node.number = literal(&template, number);
                    row.unit.recount = true;
                }
                if let (Some((n, sub, by)), true) = (row.unit.said, said != Some(number)) {
                    let name = |(n, sub): Number| grammar::named(Kind::Article, n, sub);
                    wrong.push((by, Why::Number(name((n, sub)), name(number))));
                }
                row.unit.old = Some(number.0);
                row.sub = number.1;
                if let Some(before) = before {
                    numbers.insert(before, Some(number));
                }
                let renumbered = std::mem::take(&mut row.unit.recount);
                row.unit.recount = row.unit.children.iter().any(|c| c.placed || c.gone || c.said.is_some());
                arrange::below(&mut row.unit, wrong);
                row.unit.recount |= renumbered;
            }
            self.rows.push(row);
        }
        // Merged articles have the number of what they went into.
        for row in self.rows.iter().filter(|row| row.unit.node.kind == Kind::Article) {
            let now = row.unit.old.map(|n| (n, row.sub));
            for from in row.unit.from.iter().skip(1).filter_map(|eid| label::article_number(eid)) {
                numbers.insert(from, now);
            }
        }
        if regroup {
            self.regroup(wrong);
        }
        numbers
    }

    /// 款 that become articles leave the article they stood in.
    fn raise(&mut self) {
        let mut raised = Vec::new();
        for (at, row) in self.rows.iter_mut().enumerate().filter(|(_, r)| !r.unit.gone) {
            let all = std::mem::take(&mut row.unit.children);
            let (gone, kept): (Vec<Unit>, Vec<Unit>) = all.into_iter().partition(|c| c.becomes.is_some() && !c.gone);
            row.unit.children = kept;
            for child in gone {
                let Some((number, sub, by)) = child.becomes else { continue };
                // What is left is numbered anew.
                row.unit.recount = true;
                let node = Provision { kind: Kind::Article, eid: format!("raised {by} {number}"), ..child.node.clone() };
                let mut unit = Unit { from: row.unit.from.clone(), old: None, recount: true, ..Unit::fresh(&node) };
                unit.node.text = String::new();
                (unit.said, unit.placed, unit.fresh) = (Some((number, sub, by)), sub == 0, false);
                unit.children.push(child);
                raised.push((at + 1, Row { depth: row.depth, unit, sub, lead: Vec::new(), within: None }));
            }
        }
        for (at, row) in raised.into_iter().rev() {
            self.rows.insert(at, row);
        }
    }

    /// Counts divisions anew. Where 编 stand above them, chapters may run on or begin again, so the printed numbers stay.
    fn regroup(&mut self, wrong: &mut Vec<(usize, Why)>) {
        let parts = self.rows.iter().any(|r| matches!(r.unit.node.kind, Kind::Part | Kind::Subpart));
        if parts {
            return;
        }
        let (mut chapter, mut section) = (0, 0);
        for row in &mut self.rows {
            let own = Some(&mut row.unit).filter(|u| u.node.kind.is_division());
            for unit in row.lead.iter_mut().map(|(_, unit)| unit).chain(own) {
                let number = if unit.node.kind == Kind::Chapter {
                    section = 0;
                    &mut chapter
                } else {
                    &mut section
                };
                *number += 1;
                if !unit.node.number.is_empty() && unit.old != Some(*number) {
                    unit.node.number = grammar::named(unit.node.kind, *number, 0);
                }
                unit.old = Some(*number);
                if let Some((said, _, by)) = unit.said.filter(|(said, ..)| said != number) {
                    let kind = unit.node.kind;
                    wrong.push((by, Why::Number(grammar::named(kind, said, 0), grammar::named(kind, *number, 0))));
                }
            }
        }
    }

    /// The tree with its eIds.
    pub(super) fn build(self, base: &Law) -> Built {
        let mut builder = Builder::default();
        let regrouped = self.rows.iter().any(|r| !r.lead.is_empty())
            || self.rows.iter().any(|r| r.unit.node.kind.is_division() && unit::eid_number(&r.unit.node.eid) != r.unit.old);
        builder.regrouped = regrouped;
        for row in &self.rows {
            if row.unit.node.kind == Kind::Article && !is_altered(&row.unit) {
                builder.used.insert(row.unit.node.eid.clone(), 1);
            }
        }
        for row in self.rows {
            for (depth, unit) in row.lead {
                builder.division(depth, unit);
            }
            if row.unit.node.kind.is_division() {
                builder.division(row.depth, row.unit);
            } else {
                builder.unit(row.unit, row.sub);
            }
        }
        builder.close(0);
        let law = Law { provisions: builder.root, ..base.clone() };
        let eids = builder.eids;
        let touched = self.touched.into_iter().map(|marks| {
            let mut out: Vec<String> = marks.iter().filter_map(|mark| eids.get(mark).cloned()).collect();
            out.dedup();
            out
        });
        (law, builder.former, touched.collect(), eids)
    }
}

/// Words or numbers of the article are not those of the old text.
fn is_altered(unit: &Unit) -> bool {
    unit.fresh || unit.recount || unit.children.iter().any(is_altered)
}

/// 第五条 in the way the law writes its numbers.
pub(super) fn literal(template: &str, (number, sub): Number) -> String {
    let unit = if template.contains('條') { '條' } else { '条' };
    let arabic = template.chars().any(|c| c.is_ascii_digit());
    let written = |n: u32| if arabic { n.to_string() } else { chinese(n) };
    let space = if template.strip_prefix('第').is_some_and(|rest| rest.starts_with(is_space)) { " " } else { "" };
    let after = if sub > 0 { format!("之{}", written(sub)) } else { String::new() };
    format!("第{space}{}{space}{unit}{after}", written(number))
}

/// Its place as [`label::label_of`] writes it.
pub(super) fn named_place(place: &Place) -> String {
    let mut out = String::new();
    if let Some((n, sub)) = place.article {
        out.push_str(&grammar::named(Kind::Article, n, sub));
    }
    out.extend(place.paragraph.map(|n| format!("第{}款", chinese(n))));
    out.extend(place.item.map(|n| format!("第（{}）项", chinese(n))));
    out.extend(place.subitem.map(|n| format!("第{n}目")));
    out
}

#[derive(Default)]
struct Builder {
    root: Vec<Provision>,
    open: Vec<(usize, Provision)>,
    used: HashMap<String, u32>,
    former: BTreeMap<String, Vec<String>>,
    eids: HashMap<String, String>,
    /// Divisions have other numbers than before.
    regrouped: bool,
}

impl Builder {
    fn push(&mut self, node: Provision) {
        match self.open.last_mut() {
            Some((_, open)) => open.children.push(node),
            None => self.root.push(node),
        }
    }

    fn close(&mut self, depth: usize) {
        while self.open.last().is_some_and(|(open, _)| *open >= depth) {
            if let Some((_, node)) = self.open.pop() {
                self.push(node);
            }
        }
    }

    fn division(&mut self, depth: usize, unit: Unit) {
        self.close(depth);
        let mark = unit.node.eid.clone();
        let number = unit.old.unwrap_or(0);
        let mut node = unit.into_provision();
        if self.regrouped {
            let step = mark.split_whitespace().nth(2).unwrap_or(&mark);
            let name = step.rsplit("__").next().and_then(|step| step.split('_').next()).unwrap_or("chp");
            let prefix = self.open.last().map_or(String::new(), |(_, open)| format!("{}__", open.eid));
            node.eid = arrange::unique(format!("{prefix}{name}_{number}"), &mut self.used);
        }
        self.eids.insert(mark, node.eid.clone());
        self.open.push((depth, node));
    }

    fn unit(&mut self, unit: Unit, sub: u32) {
        let (altered, number, from) = (is_altered(&unit), unit.old.unwrap_or(0), unit.from.clone());
        let mut node = unit.into_provision();
        let marks: Vec<String> = node.walk().map(|p| p.eid.clone()).collect();
        if altered && node.kind == Kind::Article {
            let eid = if sub > 0 { format!("art_{number}_{sub}") } else { format!("art_{number}") };
            node.eid = arrange::unique(eid, &mut self.used);
            arrange::address(&mut node, &mut self.used);
        }
        self.eids.extend(marks.into_iter().zip(node.walk().map(|p| p.eid.clone())));
        if node.kind == Kind::Article && !from.is_empty() {
            let from = from.into_iter().filter(|eid| label::article_of(eid).is_some()).collect();
            self.former.insert(node.eid.clone(), from);
        }
        self.push(node);
    }
}
