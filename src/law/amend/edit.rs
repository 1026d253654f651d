//! The single changes: words, 款 and 项 written anew, articles added, deleted, merged and split.

use super::apply::{Row, Text};
use super::unit::{self, Unit};
use super::{Place, Why, grammar};
use crate::law::parse::{squeeze, trim};
use crate::law::{Kind, Provision, label, numerals};

impl Text {
    pub(super) fn words(&mut self, index: usize, place: &Place, old: &str, new: impl Fn(&str) -> String) -> Result<(), Why> {
        let whole = *place == Place::default();
        let mut found = Vec::new();
        let mut change = |unit: &mut Unit| {
            if whole && unit.fresh {
                return;
            }
            let times = unit::exchange(&mut unit.node.text, old, &new) + unit::exchange(&mut unit.node.heading, old, &new);
            if times > 0 {
                found.push(unit.node.eid.clone());
            }
        };
        if whole {
            self.rows.iter_mut().for_each(|row| row.unit.each(&mut change));
        } else {
            self.unit(place)?.each(&mut change);
        }
        if found.is_empty() {
            return Err(Why::NoWords(old.to_owned()));
        }
        found.into_iter().for_each(|mark| self.touch(index, mark));
        Ok(())
    }

    pub(super) fn rewrite(&mut self, index: usize, places: &[Place], text: &[String]) -> Result<(), Why> {
        let (Some(first), false) = (places.first(), text.is_empty()) else { return Err(Why::NoText) };
        let kind = first.kind().ok_or(Why::NotUnderstood)?;
        if places.iter().any(|p| p.kind() != Some(kind)) {
            return Err(Why::NotUnderstood);
        }
        for place in places {
            self.unit(place)?;
        }
        match kind {
            Kind::Article => self.rewrite_articles(index, places, text),
            Kind::Paragraph | Kind::Item | Kind::Subitem => {
                if places.iter().any(|p| p.article != first.article) {
                    return Err(Why::NotUnderstood);
                }
                let literal = self.unit(first)?.node.number.clone();
                let mut new = if kind == Kind::Paragraph { unit::paragraphs(text) } else { unit::items(kind, text, &literal) };
                if new.is_empty() {
                    return Err(Why::NotUnderstood);
                }
                let kept = std::mem::take(&mut self.unit(first)?.children);
                if let ([only], [_]) = (new.as_mut_slice(), places)
                    && only.children.is_empty()
                    && only.node.text.ends_with(['：', ':'])
                {
                    // Only the words in front of the list are new.
                    only.children = kept;
                }
                self.replace(index, places, new)
            }
            _ => {
                let unit = self.unit(first)?;
                let ([line], [_]) = (text, places) else { return Err(Why::NotUnderstood) };
                unit.node.heading = heading(line);
                self.touch_place(index, first);
                Ok(())
            }
        }
    }

    /// New 款 or 项 take the place of old ones.
    fn replace(&mut self, index: usize, places: &[Place], new: Vec<Unit>) -> Result<(), Why> {
        let Some(first) = places.first() else { return Err(Why::NotUnderstood) };
        let pairs = new.len() == places.len();
        for place in places.iter().skip(1).filter(|_| !pairs) {
            self.unit(place)?.gone = true;
        }
        let mut more = Vec::new();
        for (at, mut unit) in new.into_iter().enumerate() {
            let Some(place) = places.get(at).filter(|_| pairs || at == 0) else {
                unit.node.eid = format!("new {index} {at}");
                more.push(unit);
                continue;
            };
            let slot = self.unit(place)?;
            slot.node.text = unit.node.text;
            slot.children = unit.children;
            slot.fresh = true;
            let mark = slot.node.eid.clone();
            self.touch(index, mark);
        }
        let marks: Vec<String> = more.iter().map(|u| u.node.eid.clone()).collect();
        let eid = self.unit(first)?.node.eid.clone();
        let parent = self.parent(first)?;
        parent.recount |= !more.is_empty() || !pairs;
        let at = parent.children.iter().position(|c| c.node.eid == eid).map_or(parent.children.len(), |at| at + 1);
        parent.children.splice(at..at, more);
        marks.into_iter().for_each(|mark| self.touch(index, mark));
        Ok(())
    }

    fn rewrite_articles(&mut self, index: usize, places: &[Place], text: &[String]) -> Result<(), Why> {
        let mut found = unit::articles(text).ok_or(Why::NotUnderstood)?;
        if found.is_empty() && places.len() == 1 {
            let (n, sub) = places.first().and_then(|p| p.article).unwrap_or((0, 0));
            found = vec![unit::article(text, n, sub)];
        }
        if found.len() < places.len() || places.len() > 1 && found.len() != places.len() || found.iter().any(|p| p.kind != Kind::Article) {
            return Err(Why::NotUnderstood);
        }
        let mut rest = Vec::new();
        for (at, node) in found.iter().enumerate() {
            let Some(place) = places.get(at) else {
                rest.push(node.clone());
                continue;
            };
            let number = label::article_number(&node.eid);
            let unit = self.article(place)?;
            if !node.heading.is_empty() {
                unit.node.heading.clone_from(&node.heading);
                unit.node.brackets.clone_from(&node.brackets);
            }
            unit.children = Unit::fresh(node).children;
            for (child, n) in unit.children.iter_mut().zip(1..) {
                child.old = Some(n);
            }
            unit.fresh = true;
            if number != place.article && unit.said.is_none() {
                unit.said = number.map(|(n, sub)| (n, sub, index));
            }
            self.touch_place(index, place);
        }
        for node in rest {
            let number = label::article_number(&node.eid).unwrap_or((0, 0));
            self.insert(index, &node, number, None, None)?;
        }
        Ok(())
    }

    /// A new article, with a number or behind another.
    /// `within`: eId of the division it is to stand in.
    pub(super) fn insert(
        &mut self,
        index: usize,
        node: &Provision,
        number: (u32, u32),
        behind: Option<usize>,
        within: Option<&str>,
    ) -> Result<usize, Why> {
        let mut unit = Unit::fresh(node);
        let (n, sub) = number;
        unit.node.eid = format!("new {index} {n} {sub} {}", self.rows.len());
        unit.said = (n > 0).then_some((n, sub, index));
        let mark = unit.node.eid.clone();
        let mut at = self.rows.len();
        if sub > 0 {
            // 第五条之二 stands behind 第五条之一, whether that is new or old.
            let before = |row: &Row| {
                let bears = row.unit.said.map(|(n, sub, _)| (n, sub)).or(row.unit.old.map(|n| (n, row.sub)));
                row.unit.node.kind == Kind::Article && bears.is_some_and(|(m, s)| m == n && s < sub) && !row.unit.gone
            };
            at = self.rows.iter().rposition(before).ok_or_else(|| Why::NoPlace(grammar::named(Kind::Article, n, sub - 1)))? + 1;
        } else if let Some(behind) = behind {
            at = behind + 1;
        } else {
            unit.placed = true;
        }
        let depth = at.checked_sub(1).and_then(|i| self.rows.get(i)).map_or(0, |row| row.depth);
        self.rows.insert(at, Row { depth, unit, sub, lead: Vec::new(), within: within.map(str::to_owned) });
        self.touch(index, mark);
        Ok(at)
    }

    pub(super) fn add_articles(
        &mut self,
        index: usize,
        inside: &Place,
        after: Option<&Place>,
        targets: &[Place],
        text: &[String],
    ) -> Result<(), Why> {
        let mut found = unit::articles(text).ok_or(Why::NotUnderstood)?;
        if found.is_empty() {
            let numbers: Vec<(u32, u32)> = targets.iter().filter_map(|t| t.article).collect();
            found = match numbers.as_slice() {
                [] => vec![unit::article(text, 0, 0)],
                [(n, sub)] => vec![unit::article(text, *n, *sub)],
                many if many.len() == text.len() => {
                    many.iter().zip(text).map(|((n, sub), line)| unit::article(std::slice::from_ref(line), *n, *sub)).collect()
                }
                _ => return Err(Why::NotUnderstood),
            };
        }
        let mismatch = !targets.is_empty() && targets.len() != found.len();
        if mismatch || found.iter().any(|p| p.kind != Kind::Article) {
            return Err(Why::NotUnderstood);
        }
        let mut behind = after.map(|place| self.position(place)).transpose()?;
        // 第三章增加一条: where its number says, but in that chapter; without a number at its end.
        let mut within = None;
        if behind.is_none() && !inside.divisions.is_empty() {
            let division = self.position(inside)?;
            within = self.rows.get(division).map(|row| row.unit.node.eid.clone());
            let numbered = targets.iter().filter_map(|t| t.article).chain(found.iter().filter_map(|p| label::article_number(&p.eid)));
            if !numbered.into_iter().any(|(n, _)| n > 0) {
                behind = Some(self.end_of(division));
            }
        }
        for (at, node) in found.iter().enumerate() {
            let own = label::article_number(&node.eid).unwrap_or((0, 0));
            let number = targets.get(at).and_then(|t| t.article).unwrap_or(own);
            if number.0 == 0 && behind.is_none() {
                return Err(Why::NotUnderstood);
            }
            // Behind another in the old text: there, whatever other additions do to the numbers.
            let place = self.insert(index, node, number, behind, within.as_deref())?;
            behind = behind.map(|_| place);
        }
        Ok(())
    }

    /// The last row of the division at `at`.
    fn end_of(&self, at: usize) -> usize {
        let depth = self.rows.get(at).map_or(0, |row| row.depth);
        let inside = |row: &&Row| !row.unit.node.kind.is_division() || row.depth > depth;
        at + self.rows.iter().skip(at + 1).take_while(inside).filter(|row| !row.unit.placed).count()
    }

    /// 增加一章, 增加一节; a section stands in the chapter that is named, by itself or in its number: 作为第二章第三节.
    pub(super) fn add_division(&mut self, index: usize, inside: &Place, targets: &[Place], text: &[String]) -> Result<(), Why> {
        let found = unit::articles(text).ok_or(Why::NotUnderstood)?;
        let Some(first) = found.first().filter(|node| node.kind.is_division()) else { return Err(Why::NotUnderstood) };
        let named = targets.first().map(|t| t.divisions.as_slice()).unwrap_or_default();
        let upper: Vec<(Kind, u32)> = match named.split_last() {
            Some((_, upper)) if !upper.is_empty() => upper.to_vec(),
            _ => inside.divisions.iter().filter(|(kind, _)| *kind < first.kind).copied().collect(),
        };
        let (mut within, mut depth) = (None, self.rows.iter().find(|row| row.unit.node.kind == first.kind).map(|row| row.depth));
        if !upper.is_empty() {
            let at = self.position(&Place { divisions: upper, ..Place::default() })?;
            let above = self.rows.get(at).map(|row| (row.unit.node.eid.clone(), row.depth));
            depth = above.as_ref().map(|(_, depth)| depth + 1);
            within = above.map(|(eid, _)| eid);
        }
        let depth = depth.unwrap_or(usize::from(first.kind == Kind::Section));
        let mut inner = Text { rows: Vec::new(), touched: Vec::new() };
        inner.take_in(&found, depth);
        let mut lead = Vec::new();
        for row in inner.rows {
            if row.unit.node.kind.is_division() {
                let number = row.unit.old.unwrap_or(0);
                let mut unit = Unit::fresh(&row.unit.node);
                unit.node.eid = format!("new {index} {} {number}", row.unit.node.eid);
                unit.said = Some((number, 0, index));
                self.touch(index, unit.node.eid.clone());
                lead.push((row.depth, unit));
                continue;
            }
            let node = row.unit.into_provision();
            let number = label::article_number(&node.eid).ok_or(Why::NotUnderstood)?;
            let at = self.insert(index, &node, number, None, within.as_deref())?;
            if let Some(new) = self.rows.get_mut(at) {
                new.lead = std::mem::take(&mut lead);
            }
        }
        if lead.is_empty() { Ok(()) } else { Err(Why::NoText) }
    }

    pub(super) fn add_below(
        &mut self,
        index: usize,
        kind: Kind,
        inside: &Place,
        after: Option<&Place>,
        targets: &[Place],
        text: &[String],
    ) -> Result<(), Why> {
        let mut place = targets.first().cloned().unwrap_or(inside.clone());
        place.article = inside.article.or(place.article);
        let number = targets.first().and_then(Place::number);
        match kind {
            Kind::Paragraph => place.paragraph = Some(number.unwrap_or(0)),
            Kind::Item => (place.paragraph, place.item) = (place.paragraph.or(inside.paragraph), Some(number.unwrap_or(0))),
            _ => place.subitem = Some(number.unwrap_or(0)),
        }
        let new = match kind {
            Kind::Paragraph => unit::paragraphs(text),
            _ => unit::items(kind, text, &format!("（{}）", numerals::chinese(number.unwrap_or(1)))),
        };
        if new.is_empty() || targets.len() > 1 && targets.len() != new.len() {
            return Err(Why::NotUnderstood);
        }
        let behind = after.map(|place| self.unit(place).map(|unit| unit.node.eid.clone())).transpose()?;
        let parent = self.parent(&place)?;
        parent.recount = true;
        let mut marks = Vec::new();
        let mut at = parent.children.len();
        if let Some(found) = behind.and_then(|eid| parent.children.iter().position(|c| c.node.eid == eid)) {
            at = found + 1;
        }
        for (n, mut unit) in new.into_iter().enumerate() {
            unit.node.eid = format!("new {index} {n}");
            marks.push(unit.node.eid.clone());
            if let Some(number) = number {
                let said = targets.get(n).and_then(Place::number).unwrap_or(number + u32::try_from(n).unwrap_or(0));
                unit.said = Some((said, 0, index));
                unit.placed = after.is_none();
            }
            parent.children.insert(at, unit);
            at += 1;
        }
        marks.into_iter().for_each(|mark| self.touch(index, mark));
        Ok(())
    }

    pub(super) fn delete(&mut self, place: &Place) -> Result<(), Why> {
        let kind = place.kind().ok_or(Why::NotUnderstood)?;
        if kind > Kind::Article {
            self.parent(place)?.recount = true;
            self.unit(place)?.gone = true;
            return Ok(());
        }
        let at = self.position(place)?;
        let end = if kind == Kind::Article { at } else { self.end_of(at) };
        for row in self.rows.iter_mut().take(end + 1).skip(at) {
            row.unit.gone = true;
        }
        Ok(())
    }

    pub(super) fn merge(&mut self, index: usize, from: &[Place], to: Option<&Place>, text: &[String]) -> Result<(), Why> {
        let (Some(first), true) = (from.first(), from.len() > 1) else { return Err(Why::NotUnderstood) };
        for place in from {
            self.unit(place)?;
        }
        if first.kind() != Some(Kind::Article) {
            if text.is_empty() {
                return Err(Why::NoText);
            }
            self.rewrite(index, from, text)?;
            if let Some(number) = to.and_then(Place::number) {
                self.unit(first)?.said = Some((number, 0, index));
            }
            return Ok(());
        }
        if !text.is_empty() {
            self.rewrite_articles(index, std::slice::from_ref(first), text)?;
        }
        for place in from.iter().skip(1) {
            let gone = self.article(place)?;
            gone.gone = true;
            let (eids, children) = (gone.from.clone(), std::mem::take(&mut gone.children));
            let unit = self.article(first)?;
            unit.from.extend(eids);
            if text.is_empty() {
                unit.children.extend(children);
                unit.recount = true;
            }
        }
        if let Some((n, sub)) = to.and_then(|to| to.article) {
            self.article(first)?.said = Some((n, sub, index));
        }
        self.touch_place(index, first);
        Ok(())
    }

    pub(super) fn split(&mut self, index: usize, from: &Place, to: &[Place], text: &[String]) -> Result<(), Why> {
        if from.kind() != Some(Kind::Article) {
            return self.rewrite(index, std::slice::from_ref(from), text);
        }
        let eids = self.article(from)?.from.clone();
        let mut found = unit::articles(text).ok_or(Why::NotUnderstood)?;
        if found.is_empty() && text.len() == to.len() {
            let numbers = to.iter().filter_map(|t| t.article);
            found = numbers.zip(text).map(|((n, sub), line)| unit::article(std::slice::from_ref(line), n, sub)).collect();
        }
        let Some((first, rest)) = found.split_first() else { return Err(Why::NotUnderstood) };
        if !to.is_empty() && to.len() != found.len() || found.iter().any(|p| p.kind != Kind::Article) {
            return Err(Why::NotUnderstood);
        }
        let own = |at: usize, node: &Provision| to.get(at).and_then(|t| t.article).or(label::article_number(&node.eid));
        let unit = self.article(from)?;
        unit.children = Unit::fresh(first).children;
        unit.fresh = true;
        unit.said = own(0, first).map(|(n, sub)| (n, sub, index));
        self.touch_place(index, from);
        for (at, node) in rest.iter().enumerate() {
            let place = self.insert(index, node, own(at + 1, node).unwrap_or((0, 0)), None, None)?;
            if let Some(row) = self.rows.get_mut(place) {
                row.unit.from.clone_from(&eids);
            }
        }
        Ok(())
    }
}

/// A title without its 第三章.
pub(super) fn heading(text: &str) -> String {
    use crate::law::parse::marker::{self, Marker};
    match marker::read(trim(text)) {
        Some((Marker::Division(..), _, rest)) => squeeze(rest),
        _ => squeeze(text),
    }
}
