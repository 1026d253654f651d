//! The text being amended: provisions that know the number they had, so that instructions may come in any order.

use super::Place;
use crate::law::parse::body::{self, BodyLine};
use crate::law::parse::marker::{self, Marker};
use crate::law::parse::{self, is_space, trim};
use crate::law::{Kind, Provision, label, numerals};

/// A provision under amendment.
#[derive(Debug, Clone)]
pub(super) struct Unit {
    /// Its own words; its children are in `children`.
    pub(super) node: Provision,
    pub(super) children: Vec<Unit>,
    /// Number in the old text; none for what is new.
    pub(super) old: Option<u32>,
    /// eIds in the old text it comes from.
    pub(super) from: Vec<String>,
    /// Number in the new text, where an instruction says one: number, 之 number, and which instruction.
    pub(super) said: Option<(u32, u32, usize)>,
    /// Stands where its number says, not where it stood.
    pub(super) placed: bool,
    pub(super) gone: bool,
    /// A 款 that becomes an article of its own: number, 之 number, and which instruction.
    pub(super) becomes: Option<(u32, u32, usize)>,
    /// Words of the amending text: they are not amended again by 全文 and their references are of the new text.
    pub(super) fresh: bool,
    /// The numbers of its children have to be counted anew.
    pub(super) recount: bool,
}

impl Unit {
    /// A provision of the old text with all below it.
    pub(super) fn of(node: &Provision) -> Unit {
        let children: Vec<Unit> = node.children.iter().map(Unit::of).collect();
        let mut unit = Unit { old: number(node), children, ..Unit::leaf(node) };
        for (index, child) in unit.children.iter_mut().filter(|c| c.node.kind == Kind::Paragraph).enumerate() {
            child.old = u32::try_from(index + 1).ok();
        }
        unit
    }

    /// The provision alone.
    pub(super) fn leaf(node: &Provision) -> Unit {
        Unit {
            node: Provision { children: Vec::new(), ..node.clone() },
            children: Vec::new(),
            old: number(node),
            from: vec![node.eid.clone()],
            said: None,
            placed: false,
            gone: false,
            becomes: None,
            fresh: false,
            recount: false,
        }
    }

    /// A provision of the amending text.
    pub(super) fn fresh(node: &Provision) -> Unit {
        let children = node.children.iter().map(Unit::fresh).collect();
        Unit { old: None, from: Vec::new(), fresh: true, children, ..Unit::leaf(node) }
    }

    /// The tree again.
    pub(super) fn into_provision(self) -> Provision {
        let children = self.children.into_iter().map(Unit::into_provision).collect();
        Provision { children, ..self.node }
    }

    pub(super) fn child(&mut self, kind: Kind, number: u32) -> Option<&mut Unit> {
        self.children.iter_mut().find(|c| c.node.kind == kind && c.old == Some(number) && !c.gone)
    }

    /// The provision below an article that a place names.
    pub(super) fn at(&mut self, place: &Place) -> Option<&mut Unit> {
        let mut unit = self;
        if let Some(n) = place.paragraph {
            unit = unit.child(Kind::Paragraph, n)?;
        } else if place.item.is_some() {
            // 第三条第二项: the only 款 that has items.
            let count = unit.children.iter().filter(|c| !c.children.is_empty() && !c.gone).count();
            unit = unit.children.iter_mut().find(|c| !c.children.is_empty() && !c.gone).filter(|_| count == 1)?;
        }
        if let Some(n) = place.item {
            unit = unit.child(Kind::Item, n)?;
        }
        if let Some(n) = place.subitem {
            unit = unit.child(Kind::Subitem, n)?;
        }
        Some(unit)
    }

    /// Itself and all below it.
    pub(super) fn each(&mut self, act: &mut impl FnMut(&mut Unit)) {
        act(self);
        self.children.iter_mut().for_each(|child| child.each(act));
    }
}

/// The number a provision bears; a 款 bears none.
fn number(node: &Provision) -> Option<u32> {
    match node.kind {
        Kind::Paragraph => None,
        Kind::Article => label::article_number(&node.eid).map(|(n, _)| n),
        Kind::Item | Kind::Subitem => match marker::read(&node.number) {
            Some((Marker::List(_, n), ..)) => Some(n),
            _ => None,
        },
        _ => match marker::read(&node.number) {
            Some((Marker::Division(_, n, ..), ..)) => Some(n),
            _ => eid_number(&node.eid),
        },
    }
}

/// The number in the eId of a division: 2 of `part_1__chp_2-3`.
pub(super) fn eid_number(eid: &str) -> Option<u32> {
    eid.rsplit("__").next()?.rsplit('_').next()?.split('-').next()?.parse().ok()
}

/// Lines → 款 with their 项.
pub(super) fn paragraphs(lines: &[String]) -> Vec<Unit> {
    let lines = lines.iter().map(|text| BodyLine { line: 0, table: false, text: trim(text).to_owned() }).collect();
    body::paragraphs("", lines).0.iter().map(Unit::fresh).collect()
}

/// Lines → 项 or 目: each begins with its number; where it does not, `literal` is its number.
pub(super) fn items(kind: Kind, lines: &[String], literal: &str) -> Vec<Unit> {
    let first = lines.first().map_or("", |l| trim(l));
    let mut lines = lines.to_vec();
    if !matches!(marker::read(first), Some((Marker::List(..), ..)))
        && let Some(slot) = lines.first_mut()
    {
        *slot = format!("{literal}{first}");
    }
    let mut found: Vec<Unit> = paragraphs(&lines).into_iter().flat_map(|p| p.children).collect();
    for unit in &mut found {
        unit.node.kind = kind;
        unit.old = None;
    }
    found
}

/// Lines that hold whole articles and divisions: 第五条　…, 第三章 …; empty when the first line is neither. None when they begin so but
/// cannot be read.
pub(super) fn articles(lines: &[String]) -> Option<Vec<Provision>> {
    let starts = match lines.first().and_then(|l| marker::read(trim(l))) {
        Some((Marker::Article(..), _, rest)) => !parse::is_reference(rest),
        Some((Marker::Division(..), _, rest)) => rest.is_empty() || rest.starts_with(is_space),
        _ => false,
    };
    if !starts {
        return Some(Vec::new());
    }
    let text: Vec<&str> = lines.iter().map(|l| trim(l)).collect();
    let law = parse::parse(&text.join("\n"));
    let whole = law.remainder.is_empty() && law.preamble.is_empty() && law.title.is_empty() && law.issued.is_empty();
    (whole && !law.provisions.is_empty()).then_some(law.provisions)
}

/// An article of the amending text from its lines, with or without its number in front.
pub(super) fn article(lines: &[String], number: u32, sub: u32) -> Provision {
    let after = if sub > 0 { format!("之{}", numerals::chinese(sub)) } else { String::new() };
    let literal = format!("第{}条{after}", numerals::chinese(number));
    let children = paragraphs(lines).into_iter().map(Unit::into_provision).collect();
    Provision {
        eid: format!("art_{number}"),
        kind: Kind::Article,
        number: literal,
        heading: String::new(),
        brackets: String::new(),
        text: String::new(),
        line: 0,
        children,
    }
}

/// Exchanges words, forgiving width, spaces and the shape of quotation marks. Gives how often they were found.
pub(super) fn exchange(text: &mut String, old: &str, new: impl Fn(&str) -> String) -> usize {
    let folded = |text: &str| -> Vec<(char, usize, usize)> {
        let all = text.char_indices().filter(|(_, c)| !is_space(*c));
        all.map(|(at, c)| (fold(c), at, at + c.len_utf8())).collect()
    };
    let (hay, needle) = (folded(text), folded(old));
    let same = |at: usize| needle.iter().enumerate().all(|(i, (c, ..))| hay.get(at + i).is_some_and(|(h, ..)| h == c));
    if needle.is_empty() || needle.len() > hay.len() {
        return 0;
    }
    let (mut out, mut done, mut at, mut times) = (String::new(), 0, 0, 0);
    while at + needle.len() <= hay.len() {
        if !same(at) {
            at += 1;
            continue;
        }
        let (Some((_, start, _)), Some((_, _, end))) = (hay.get(at), hay.get(at + needle.len() - 1)) else { break };
        out.push_str(text.get(done..*start).unwrap_or_default());
        out.push_str(&new(text.get(*start..*end).unwrap_or_default()));
        done = *end;
        at += needle.len();
        times += 1;
    }
    if times > 0 {
        out.push_str(text.get(done..).unwrap_or_default());
        *text = out;
    }
    times
}

fn fold(c: char) -> char {
    match c {
        '“' | '”' | '「' | '」' | '『' | '』' => '"',
        '‘' | '’' => '\'',
        '〈' | '《' => '《',
        '〉' | '》' => '》',
        '！'..='～' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}
