//! References inside the law after its numbers have shifted: 依照第六条处理, 违反第三条第二款, 前款.
//!
//! Published decisions say 对条文顺序作相应调整 when references are to follow the new numbers; then they do. Where the amending text does
//! not say it, the words of the law are not ours to change: what no longer fits is told. Words of the amending text itself speak of the new
//! text and are never touched ([`guarded`]).

use super::Place;
use super::apply::{Followed, Text};
use super::finish::{self, Number, Numbers};
use super::lex::{self, Lex};
use super::unit::Unit;
use crate::law::numerals::{self, chinese};
use crate::law::parse::marker::{self, Marker};
use crate::law::reference::{Reader, Reference};
use crate::law::{Kind, Law, label};
use std::collections::{HashMap, HashSet};

/// Stands for 第 in words of the amending text, until references have followed. No text holds it: it is no character.
const GUARD: char = '\u{FDD0}';

/// Words of the amending text, so that their references stay as they are.
pub(super) fn guarded(words: &str) -> String {
    words.replace('第', "\u{FDD0}")
}

fn bare(text: &mut String) {
    if text.contains(GUARD) {
        *text = text.replace(GUARD, "第");
    }
}

/// What references are brought up to date with.
struct Shift<'a> {
    reader: Reader<'a>,
    base: HashSet<&'a str>,
    numbers: &'a Numbers,
    /// Where every old provision is now.
    places: HashMap<String, Place>,
    /// The amending text says that references follow.
    ordered: bool,
}

impl Text {
    /// Brings the references up to date, or tells which no longer fit; see the head of this file.
    pub(super) fn follow(&mut self, base: &Law, numbers: &Numbers, ordered: bool) -> Vec<Followed> {
        let mut out = Vec::new();
        let places = self.places();
        let at_home = |(eid, place): (&String, &Place)| label::label_of(eid) == finish::named_place(place);
        if numbers.iter().any(|(old, new)| Some(*old) != *new) || !places.iter().all(at_home) || self.has_gone(base, &places) {
            let base_eids = base.walk().map(|p| p.eid.as_str()).collect();
            let shift = Shift { reader: Reader::new(base), base: base_eids, numbers, places, ordered };
            for row in &mut self.rows {
                row.unit.each(&mut |unit| {
                    if !unit.fresh && unit.node.text.contains(['第', '前']) {
                        unit.node.text = shift.rewritten(unit, &mut out);
                    }
                });
            }
        }
        // Without instructions nothing was guarded.
        for row in self.rows.iter_mut().filter(|_| !self.touched.is_empty()) {
            row.unit.each(&mut |unit| {
                bare(&mut unit.node.text);
                bare(&mut unit.node.heading);
            });
            row.lead.iter_mut().for_each(|(_, unit)| bare(&mut unit.node.heading));
        }
        out
    }

    /// Where the provisions of the old text are in the new one, by their old eIds.
    fn places(&self) -> HashMap<String, Place> {
        let mut found = HashMap::new();
        for row in self.rows.iter().filter(|row| row.unit.node.kind == Kind::Article) {
            let article = Place { article: row.unit.old.map(|n| (n, row.sub)), ..Place::default() };
            for eid in row.unit.from.iter().take(1) {
                found.entry(eid.clone()).or_insert_with(|| article.clone());
            }
            below(&row.unit, &article, &mut found);
        }
        found
    }

    fn has_gone(&self, base: &Law, places: &HashMap<String, Place>) -> bool {
        base.articles().flat_map(|article| article.walk()).any(|p| !places.contains_key(&p.eid))
    }
}

fn below(unit: &Unit, place: &Place, found: &mut HashMap<String, Place>) {
    for (child, n) in unit.children.iter().zip(1u32..) {
        let own = match marker::read(&child.node.number) {
            Some((Marker::List(_, n), ..)) => Some(n),
            _ => None,
        };
        let here = match child.node.kind {
            Kind::Paragraph => Place { paragraph: Some(n), ..place.clone() },
            Kind::Item => Place { item: own, ..place.clone() },
            _ => Place { subitem: own, ..place.clone() },
        };
        below(child, &here, found);
        found.insert(child.node.eid.clone(), here);
    }
}

impl Shift<'_> {
    /// The words of a provision with their references brought up to date; what was changed, or would be, is told in `out`.
    fn rewritten(&self, unit: &Unit, out: &mut Vec<Followed>) -> String {
        let text = unit.node.text.as_str();
        let chars: Vec<char> = text.chars().collect();
        let words = |from: usize, to: usize| chars.get(from..to).unwrap_or_default().iter().collect::<String>();
        let mut built = String::new();
        let mut done = 0;
        for found in self.reader.find(text, Some(&unit.node.eid)) {
            let start = found.start.max(done);
            built.push_str(&words(done, start));
            let from = words(start, found.end.max(start));
            let (to, gone) = self.renewed(&from, &found);
            let mut tell = |to: Option<&str>, done: bool| {
                out.push(Followed { eid: unit.node.eid.clone(), from: from.clone(), to: to.map(str::to_owned), done });
            };
            if gone {
                tell(None, false);
                built.push_str(&from);
            } else if to != from {
                tell(Some(&to), self.ordered);
                built.push_str(if self.ordered { &to } else { &from });
            } else {
                if let Some(now) = self.strayed(&from, &found, &unit.node.eid) {
                    tell(now.as_deref(), false);
                }
                built.push_str(&from);
            }
            done = found.end.max(done);
        }
        built.push_str(&words(done, chars.len()));
        built
    }

    /// A reference by numbers with its numbers now, and whether it names something that was deleted.
    fn renewed(&self, from: &str, found: &Reference) -> (String, bool) {
        let first = found.eids.first().map(String::as_str).unwrap_or_default();
        let mut article = label::article_number(first);
        let mut upper = first.split("__").take(2).collect::<Vec<_>>().join("__");
        let (mut out, mut rest, mut gone) = (String::new(), from, false);
        while let Some((head, tail)) = rest.find('第').and_then(|at| rest.split_at_checked(at)) {
            out.push_str(head);
            let Some((Lex::Step(kind, n, sub), after)) = lex::step(tail) else {
                out.push('第');
                rest = tail.strip_prefix('第').unwrap_or_default();
                continue;
            };
            let literal = tail.strip_suffix(after).unwrap_or_default();
            let (now, is_gone) = match kind {
                Kind::Article => {
                    article = Some((n, sub));
                    upper = String::new();
                    match self.numbers.get(&(n, sub)) {
                        Some(Some(to)) if *to != (n, sub) => (finish::literal(literal, *to), false),
                        Some(None) => (literal.to_owned(), true),
                        _ => (literal.to_owned(), false),
                    }
                }
                Kind::Paragraph | Kind::Item => {
                    let eid = self.below(article, &upper, kind, n, found);
                    if kind == Kind::Paragraph {
                        upper.clone_from(&eid);
                    }
                    self.lower(&eid, article, kind, (n, literal))
                }
                _ => (literal.to_owned(), false),
            };
            out.push_str(&now);
            gone |= is_gone;
            rest = after;
        }
        out.push_str(rest);
        (out, gone)
    }

    /// The old eId of a 款 or 项 named below an article, perhaps without its 款.
    fn below(&self, article: Option<Number>, upper: &str, kind: Kind, n: u32, found: &Reference) -> String {
        let Some((number, sub)) = article else { return String::new() };
        let article = if sub == 0 { format!("art_{number}") } else { format!("art_{number}_{sub}") };
        if kind == Kind::Paragraph {
            return format!("{article}__para_{n}");
        }
        let end = format!("__item_{n}");
        let named = found.eids.iter().find(|eid| label::article_of(eid) == Some(&article) && eid.ends_with(&end));
        named.cloned().unwrap_or_else(|| format!("{upper}{end}"))
    }

    /// The number of a 款 or 项 now, in the way it is written, and whether it was deleted.
    fn lower(&self, eid: &str, article: Option<Number>, kind: Kind, (n, literal): (u32, &str)) -> (String, bool) {
        let same = || (literal.to_owned(), false);
        if !self.base.contains(eid) {
            return same();
        }
        let Some(place) = self.places.get(eid) else { return (literal.to_owned(), true) };
        let number = if kind == Kind::Paragraph { place.paragraph } else { place.item };
        let home = article.and_then(|article| self.numbers.get(&article).copied().unwrap_or(Some(article)));
        match number {
            Some(number) if place.article == home && number == n => same(),
            Some(number) if place.article == home => (renumbered(literal, number), false),
            // It stands in another article now: nothing its number alone could say.
            _ => (literal.to_owned(), true),
        }
    }

    /// 前款 and 前条 mean what stands before them; where that is something else now: what they meant, by its number, or none if it is gone.
    fn strayed(&self, from: &str, found: &Reference, here: &str) -> Option<Option<String>> {
        let old = found.eids.first().filter(|_| matches!(from, "前款" | "前条"))?;
        let own = self.places.get(here)?;
        let Some(target) = self.places.get(old) else { return Some(None) };
        let before = |own: Option<u32>, target: Option<u32>| own.zip(target).is_some_and(|(own, target)| target + 1 == own);
        let still = match from {
            "前款" => own.article == target.article && before(own.paragraph, target.paragraph),
            _ => before(own.article.map(|(n, _)| n), target.article.map(|(n, _)| n)) || own.article == target.article,
        };
        (!still).then(|| Some(target.to_string()))
    }
}

/// 第（二）项 with another number, written in the same way.
fn renumbered(literal: &str, number: u32) -> String {
    let arabic = literal.chars().any(|c| numerals::arabic(c).is_some());
    let written = if arabic { number.to_string() } else { chinese(number) };
    let start: String = literal.chars().take_while(|c| !numerals::is_numeral(*c)).collect();
    let end: String = literal.chars().skip_while(|c| !numerals::is_numeral(*c)).skip_while(|c| numerals::is_numeral(*c)).collect();
    format!("{start}{written}{end}")
}
