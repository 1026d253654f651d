//! Numbers → eIds, checked against a law when there is one.

use super::scan::{Step, Unit};
use crate::law::label::{article_number, article_of};
use crate::law::parse::trim;
use crate::law::{Kind, Law, numerals};
use std::collections::{HashMap, HashSet};

/// Most provisions one reference may name.
const MOST: u32 = 200;

/// The eIds of a law.
pub(super) struct Index<'a> {
    eids: HashSet<&'a str>,
    articles: Vec<((u32, u32), &'a str)>,
    /// Divisions by kind and number; none where several share it.
    divisions: HashMap<(Kind, u32), Option<&'a str>>,
    taiwan: bool,
    law: &'a Law,
}

impl<'a> Index<'a> {
    pub(super) fn new(law: &'a Law) -> Index<'a> {
        let articles = law.articles().filter_map(|a| Some((article_number(&a.eid)?, a.eid.as_str()))).collect();
        let taiwan = law.articles().any(|a| a.number.contains('條'))
            && !law.walk().any(|p| p.kind == Kind::Item && p.number.starts_with(['（', '(']));
        let mut divisions = HashMap::new();
        for node in law.walk().filter(|p| p.kind.is_division()) {
            let Some(number) = division_number(&node.number) else {
                continue;
            };
            divisions.entry((node.kind, number)).and_modify(|found| *found = None).or_insert(Some(node.eid.as_str()));
        }
        Index { divisions, eids: law.walk().map(|p| p.eid.as_str()).collect(), articles, taiwan, law }
    }

    pub(super) fn has(&self, eid: &str) -> bool {
        self.eids.contains(eid)
    }

    /// Taiwan counts 項 as 款 and 款 as 项.
    pub(super) fn is_taiwan(&self) -> bool {
        self.taiwan
    }

    /// The articles a step names that are there.
    pub(super) fn articles(&self, step: &Step) -> Vec<String> {
        if let (true, Some(first), Some(last)) = (step.range, step.numbers.first(), step.numbers.last()) {
            return self
                .articles
                .iter()
                .filter(|(number, _)| first <= number && number <= last)
                .take(MOST as usize)
                .map(|(_, eid)| eid.to_string())
                .collect();
        }
        step.numbers.iter().map(name).filter(|eid| self.has(eid)).collect()
    }

    /// The article `by` places after this one in the text, before it for a negative number.
    pub(super) fn beside(&self, eid: &str, by: i64) -> Option<String> {
        let at = self.articles.iter().position(|(_, e)| *e == eid)?;
        let there = i64::try_from(at).ok()?.checked_add(by)?;
        let (_, found) = self.articles.get(usize::try_from(there).ok()?)?;
        Some(found.to_string())
    }

    /// The innermost division of a kind that a provision lies in.
    pub(super) fn division_around(&self, eid: &str, kind: Kind) -> Option<String> {
        self.law.ancestors(eid).into_iter().rev().find(|p| p.kind == kind).map(|p| p.eid.clone())
    }

    /// The divisions a list or a range names.
    pub(super) fn divisions(&self, kind: Kind, step: &Step) -> Vec<String> {
        numbers(step).into_iter().filter_map(|n| self.divisions.get(&(kind, n)).copied().flatten()).map(str::to_string).collect()
    }

    /// The division with this number, if only one has it.
    pub(super) fn division(&self, kind: Kind, step: &Step) -> Option<String> {
        let [(number, 0)] = step.numbers.as_slice() else {
            return None;
        };
        let found = self.divisions.get(&(kind, *number)).copied().flatten();
        found.map(str::to_string)
    }

    /// The division with this number right inside another.
    pub(super) fn division_in(&self, outer: &str, kind: Kind, step: &Step) -> Option<String> {
        let [(number, 0)] = step.numbers.as_slice() else {
            return None;
        };
        let name = match kind {
            Kind::Chapter => "chp",
            Kind::Section => "sec",
            _ => return None,
        };
        Some(format!("{outer}__{name}_{number}")).filter(|eid| self.has(eid))
    }

    /// The first paragraph of the article that has this item.
    fn paragraph_with(&self, article: &str, item: u32) -> Option<String> {
        (1..=MOST).map(|n| format!("{article}__para_{n}")).take_while(|p| self.has(p)).find(|p| self.has(&format!("{p}__item_{item}")))
    }
}

fn division_number(printed: &str) -> Option<u32> {
    let rest = printed.strip_prefix('第')?;
    numerals::take(trim(rest)).map(|(n, _)| n)
}

/// The eId of an article by its number.
pub(super) fn name(number: &(u32, u32)) -> String {
    match number {
        (n, 0) => format!("art_{n}"),
        (n, sub) => format!("art_{n}_{sub}"),
    }
}

/// The articles a step names, without a law to check.
pub(super) fn expand(step: &Step) -> Vec<String> {
    match (step.range, step.numbers.as_slice()) {
        (true, [(first, 0), (last, 0)]) if first <= last && last - first <= MOST => (*first..=*last).map(|n| name(&(n, 0))).collect(),
        _ => step.numbers.iter().map(name).collect(),
    }
}

/// The numbers of a step, ranges written out.
fn numbers(step: &Step) -> Vec<u32> {
    match (step.range, step.numbers.as_slice()) {
        (true, [(first, _), (last, _)]) if first <= last && last - first <= MOST => (*first..=*last).collect(),
        _ => step.numbers.iter().map(|(n, _)| *n).collect(),
    }
}

/// The 款, 项 and 目 below an article (or paragraph), or the nearest provision that is there.
pub(super) fn below(index: Option<&Index<'_>>, base: &str, lower: &[Step]) -> Vec<String> {
    let order: Vec<Unit> = lower.iter().map(|s| s.unit).collect();
    let swapped = match order.as_slice() {
        [Unit::Item, Unit::Paragraph, ..] => true,
        [Unit::Paragraph, Unit::Item, ..] => false,
        _ => index.is_some_and(|i| i.taiwan),
    };
    let mut bases = vec![base.to_string()];
    for step in lower {
        let unit = match (step.unit, swapped) {
            (Unit::Paragraph, true) => Unit::Item,
            (Unit::Item, true) => Unit::Paragraph,
            (unit, _) => unit,
        };
        let mut next = Vec::new();
        for base in &bases {
            for number in numbers(step) {
                next.push(child(index, base, unit, number));
            }
        }
        next.dedup();
        bases = next;
    }
    match index {
        Some(index) => bases.into_iter().filter(|e| index.has(e)).collect(),
        None => bases,
    }
}

fn child(index: Option<&Index<'_>>, base: &str, unit: Unit, number: u32) -> String {
    let eid = match unit {
        Unit::Paragraph => format!("{base}__para_{number}"),
        Unit::Item if base.contains("__para_") => format!("{base}__item_{number}"),
        Unit::Item => {
            let paragraph = index.and_then(|i| i.paragraph_with(base, number));
            let paragraph = paragraph.unwrap_or_else(|| format!("{base}__para_1"));
            format!("{paragraph}__item_{number}")
        }
        _ => format!("{base}__sub_{number}"),
    };
    match index {
        Some(index) if !index.has(&eid) => base.to_string(),
        _ => eid,
    }
}

/// The paragraph an eId lies in.
pub(super) fn paragraph_of(eid: &str) -> Option<String> {
    let mut steps = eid.split("__");
    let article = steps.next()?;
    let paragraph = steps.next().filter(|p| p.starts_with("para_"))?;
    Some(format!("{article}__{paragraph}"))
}

/// The `count` paragraphs before the one an eId lies in.
pub(super) fn paragraphs_before(eid: &str, count: u32) -> Vec<String> {
    let (Some(article), Some(paragraph)) = (article_of(eid), paragraph_of(eid)) else {
        return Vec::new();
    };
    let number: Option<u32> = paragraph.rsplit('_').next().and_then(|n| n.parse().ok());
    let Some(number) = number else {
        return Vec::new();
    };
    (number.saturating_sub(count).max(1)..number).map(|n| format!("{article}__para_{n}")).collect()
}

/// The `count` items before the one an eId lies in.
pub(super) fn items_before(eid: &str, count: u32) -> Vec<String> {
    let Some((base, item)) = eid.split_once("__item_") else {
        return Vec::new();
    };
    let number: Option<u32> = item.split("__").next().and_then(|n| n.parse().ok());
    let Some(number) = number else {
        return Vec::new();
    };
    (number.saturating_sub(count).max(1)..number).map(|n| format!("{base}__item_{n}")).collect()
}

/// Without a law: the article numbered so much higher, lower for a negative number.
pub(super) fn number_beside(eid: &str, by: i64) -> Option<String> {
    let (number, sub) = article_number(eid)?;
    let add = |n: u32| u32::try_from(i64::from(n).checked_add(by)?).ok();
    match (sub, by) {
        (0, _) => add(number).filter(|n| *n > 0).map(|n| name(&(n, 0))),
        _ => add(sub).map(|s| name(&(number, s))),
    }
}
