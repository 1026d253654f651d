//! Which number everything gets: what stayed runs on, what was added stands where the amending text says.

use super::unit::Unit;
use super::{Why, grammar};
use crate::law::numerals::chinese;
use crate::law::parse::marker::{self, Marker, Style};
use crate::law::{Kind, Provision};
use std::collections::{BTreeMap, HashMap, VecDeque};

/// What matters of one thing in a row of things.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Slot {
    /// Bears the next number; 第十条之一 and headings do not.
    pub(super) counted: bool,
    /// A heading, and how deep: what is added before the number that comes next stands in front of it.
    pub(super) heading: Option<usize>,
    /// The number the amending text says.
    pub(super) said: Option<u32>,
    /// Stands at that number wherever it stood before.
    pub(super) placed: bool,
    /// Place of the heading it stands below, where the amending text says so: 第三章增加一条.
    pub(super) within: Option<usize>,
}

/// The order of the things, and the number each counted one gets.
pub(super) fn settle(slots: &[Slot]) -> (Vec<usize>, HashMap<usize, u32>) {
    let first = order(slots);
    let numbers = count(slots, &first);
    let hits = |numbers: &HashMap<usize, u32>| {
        slots.iter().enumerate().filter(|(i, s)| s.said.is_some() && s.said == numbers.get(i).copied()).count()
    };
    // 将第六条移作第二条: what cannot have its number where it stands is carried there.
    let mut moved = slots.to_vec();
    let crossing = crossing(slots);
    for (index, slot) in moved.iter_mut().enumerate() {
        let Some((said, found)) = slot.said.zip(numbers.get(&index).copied()) else { continue };
        slot.placed |= crossing.get(index) == Some(&true) || said.abs_diff(found) > 2;
    }
    let second = order(&moved);
    let again = count(&moved, &second);
    if hits(&again) > hits(&numbers) { (second, again) } else { (first, numbers) }
}

/// For each slot whether another one that stays on one side of it goes to the other.
fn crossing(slots: &[Slot]) -> Vec<bool> {
    let said = |s: &Slot| s.said.filter(|_| !s.placed);
    let mut out = vec![false; slots.len()];
    let mut most = 0;
    for (slot, out) in slots.iter().zip(&mut out) {
        let Some(n) = said(slot) else { continue };
        *out |= n < most;
        most = most.max(n);
    }
    let mut least = u32::MAX;
    for (slot, out) in slots.iter().zip(&mut out).rev() {
        let Some(n) = said(slot) else { continue };
        *out |= n > least;
        least = least.min(n);
    }
    out
}

fn order(slots: &[Slot]) -> Vec<usize> {
    let mut waiting: BTreeMap<u32, VecDeque<usize>> = BTreeMap::new();
    for (index, slot) in slots.iter().enumerate().filter(|(_, s)| s.placed) {
        waiting.entry(slot.said.unwrap_or(u32::MAX)).or_default().push_back(index);
    }
    let (mut out, mut next) = (Vec::new(), 1);
    // What stands below a heading is taken only while that is open.
    let mut take = |next: u32, open: &[(usize, usize)], out: &mut Vec<usize>| {
        let queue = waiting.get_mut(&next)?;
        let under = |index: &usize| slots.get(*index).and_then(|s| s.within);
        let at = queue.iter().position(|index| under(index).is_none_or(|heading| open.iter().any(|(other, _)| *other == heading)))?;
        out.extend(queue.remove(at));
        Some(())
    };
    // Headings that are open, outermost first: place and depth.
    let mut open: Vec<(usize, usize)> = Vec::new();
    let mut closed: Vec<(usize, usize)> = Vec::new();
    for (index, slot) in slots.iter().enumerate().filter(|(_, s)| !s.placed) {
        if slot.counted || slot.heading.is_some() && next > 1 {
            while take(next, &open, &mut out).is_some() {
                next += 1;
            }
        }
        if let Some(depth) = slot.heading {
            closed.extend(open.extract_if(.., |(_, other)| *other >= depth).map(|(heading, _)| (heading, out.len())));
            open.push((index, depth));
        }
        out.push(index);
        next += u32::from(slot.counted);
    }
    // Below a heading, but with a number that never came there: at its end.
    for queue in waiting.values_mut() {
        for (heading, end) in closed.iter().rev() {
            let is_late = |index: &usize| slots.get(*index).and_then(|s| s.within) == Some(*heading);
            let late: Vec<usize> = queue.iter().copied().filter(is_late).collect();
            queue.retain(|index| !is_late(index));
            out.splice(*end..*end, late);
        }
    }
    // What is left: numbers beyond the end, or taken twice.
    out.extend(waiting.into_values().flatten());
    out
}

fn count(slots: &[Slot], order: &[usize]) -> HashMap<usize, u32> {
    let counted = order.iter().filter(|i| slots.get(**i).is_some_and(|s| s.counted));
    counted.zip(1u32..).map(|(index, number)| (*index, number)).collect()
}

/// Puts the provisions below `unit` in order and renumbers 项 and 目. What did not get the number that was said for it is told.
pub(super) fn below(unit: &mut Unit, wrong: &mut Vec<(usize, Why)>) {
    unit.children.retain(|child| !child.gone);
    if unit.recount {
        let slot = |child: &Unit| Slot { counted: true, said: child.said.map(|(n, ..)| n), placed: child.placed, ..Slot::default() };
        let slots: Vec<Slot> = unit.children.iter().map(slot).collect();
        let (order, numbers) = settle(&slots);
        let mut children: Vec<Option<Unit>> = std::mem::take(&mut unit.children).into_iter().map(Some).collect();
        let starts = children.iter().flatten().filter(|c| !c.fresh).filter_map(|c| c.old).min().is_none_or(|n| n == 1);
        let template = children.iter().flatten().find(|c| !c.node.number.is_empty()).map(|c| c.node.number.clone());
        for index in order {
            let Some(mut child) = children.get_mut(index).and_then(Option::take) else { continue };
            if let (Some((said, _, by)), Some(found)) = (child.said, numbers.get(&index))
                && said != *found
            {
                let name = |n: u32| grammar::named(child.node.kind, n, 0);
                wrong.push((by, Why::Number(name(said), name(*found))));
            }
            if let (Some(template), Some(number), true) = (&template, numbers.get(&index), starts) {
                child.node.number = renumbered(template, *number);
            }
            unit.children.push(child);
        }
        punctuate(&mut unit.children);
    }
    unit.children.iter_mut().for_each(|child| below(child, wrong));
}

/// （二） as the number of the entry `number`, in the same style.
fn renumbered(literal: &str, number: u32) -> String {
    let Some((Marker::List(style, _), ..)) = marker::read(literal) else { return literal.to_owned() };
    let sign = |base: char| char::from_u32(base as u32 + number - 1).filter(|_| number <= 10).map(String::from);
    let ends = |inner: String| {
        let mut chars = literal.chars();
        let (first, last) = (chars.next().unwrap_or('（'), chars.next_back().unwrap_or('）'));
        format!("{first}{inner}{last}")
    };
    let single = literal.chars().count() == 1;
    let built = match style {
        Style::Bracket if single => sign('㈠'),
        Style::Bracket => Some(ends(chinese(number))),
        Style::BracketDigit if single => sign('⑴'),
        Style::BracketDigit => Some(ends(number.to_string())),
        Style::Digit if single => sign('⒈'),
        Style::Digit => literal.chars().next_back().map(|last| format!("{number}{last}")),
        Style::Comma => literal.chars().next_back().map(|last| format!("{}{last}", chinese(number))),
        Style::Circle => sign('①'),
    };
    built.unwrap_or_else(|| literal.to_owned())
}

/// The last entry of a list ends with a full stop, those before it with a semicolon, where the list was written so.
fn punctuate(items: &mut [Unit]) {
    let Some((last, others)) = items.split_last_mut() else { return };
    if last.node.number.is_empty() || !last.children.is_empty() {
        return;
    }
    if let Some(words) = last.node.text.strip_suffix('；') {
        last.node.text = format!("{words}。");
    }
    let stops = others.iter().filter(|u| u.children.is_empty() && u.node.text.ends_with('。')).count();
    let pauses = others.iter().filter(|u| u.node.text.ends_with('；')).count();
    if stops == 1 && pauses + 1 == others.len() && (pauses > 0 || last.fresh) {
        for unit in others.iter_mut().filter(|u| u.children.is_empty()) {
            if let Some(words) = unit.node.text.strip_suffix('。').filter(|words| !words.contains('。')) {
                unit.node.text = format!("{words}；");
            }
        }
    }
}

/// Gives every provision below `node` its eId from its place and number.
pub(super) fn address(node: &mut Provision, used: &mut HashMap<String, u32>) {
    let parent = node.eid.clone();
    let mut paragraphs = 0;
    for child in &mut node.children {
        let number = match marker::read(&child.number) {
            Some((Marker::List(_, n), ..)) => n,
            _ => 0,
        };
        let step = match child.kind {
            Kind::Paragraph => {
                paragraphs += 1;
                format!("para_{paragraphs}")
            }
            Kind::Item => format!("item_{number}"),
            _ => format!("sub_{number}"),
        };
        child.eid = unique(format!("{parent}__{step}"), used);
        address(child, used);
    }
}

/// The eId, or the eId with `-2`, `-3` … where it comes again.
pub(super) fn unique(eid: String, used: &mut HashMap<String, u32>) -> String {
    let times = used.entry(eid.clone()).or_default();
    *times += 1;
    if *times == 1 { eid } else { format!("{eid}-{times}") }
}
