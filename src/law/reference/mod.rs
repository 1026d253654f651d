//! References to provisions in free text: 第十二条第二款第（三）项, 第12条, 12条, 前款, 该条, 本章, 第三条至第五条.
//!
//! [`find`] returns each with its place in characters and the eIds it means. With a [`Law`] the eIds are
//! checked against its tree: a reference to an article that is not there comes back with no eId, one to a
//! missing 款 or 项 comes back as the nearest provision above it. References to other laws are left out.
//! Read next: `scan` (numbers), `pointer` (前款 and the like), `resolve` (numbers to eIds), `outside` (whose article it is).

mod outside;
mod pointer;
mod resolve;
mod scan;

use super::Law;
use super::label::article_of;
use pointer::Pointer;
use resolve::Index;
use scan::{Step, Unit};

/// One reference found in a text.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Reference {
    /// First character, counted in characters.
    pub start: usize,
    /// The character after the last one.
    pub end: usize,
    /// The provisions meant; empty when the law has no such article.
    pub eids: Vec<String>,
}

/// Finds the references in `text`. `here` is the eId of the provision the text stands in or is about: 前款, 本条
/// and a bare 第二款 are read from there.
pub fn find(text: &str, law: Option<&Law>, here: Option<&str>) -> Vec<Reference> {
    match law {
        Some(law) => Reader::new(law).find(text, here),
        None => run(text, None, "", here),
    }
}

/// Reads many texts against one law: its eIds are put in order once.
pub struct Reader<'a> {
    index: Index<'a>,
    title: &'a str,
}

impl<'a> Reader<'a> {
    /// A reader for texts that speak of `law`.
    pub fn new(law: &'a Law) -> Self {
        Self { index: Index::new(law), title: &law.title }
    }

    /// As [`find`].
    pub fn find(&self, text: &str, here: Option<&str>) -> Vec<Reference> {
        run(text, Some(&self.index), self.title, here)
    }
}

fn run(text: &str, index: Option<&Index<'_>>, title: &str, here: Option<&str>) -> Vec<Reference> {
    let chars: Vec<char> = text.chars().collect();
    let mut finder = Finder {
        chars: &chars,
        index,
        title,
        here,
        article: None,
        paragraph: None,
        division: None,
        last_end: None,
        foreign: false,
        out: Vec::new(),
    };
    let mut at = 0;
    while at < chars.len() {
        at = finder.step(at).max(at + 1);
    }
    finder.out
}

struct Finder<'a> {
    chars: &'a [char],
    index: Option<&'a Index<'a>>,
    title: &'a str,
    here: Option<&'a str>,
    /// Article and paragraph spoken of last.
    article: Option<String>,
    paragraph: Option<String>,
    /// The division around the one spoken of last.
    division: Option<String>,
    last_end: Option<usize>,
    /// The reference before this one was to another law.
    foreign: bool,
    out: Vec<Reference>,
}

impl Finder<'_> {
    /// Reads a reference at `at` and returns where to go on.
    fn step(&mut self, at: usize) -> usize {
        if let Some((step, end)) = scan::step(self.chars, at) {
            return match step.unit {
                Unit::Article => self.article_at(at, &step, end),
                Unit::Division(_) => self.division_at(at, &step, end),
                _ => self.lower_at(at, step, end),
            };
        }
        if let Some((words, end)) = pointer::read(self.chars, at) {
            return self.pointer_at(at, words, end);
        }
        at + 1
    }

    fn article_at(&mut self, at: usize, step: &Step, end: usize) -> usize {
        let joined = self.is_joined(at);
        let foreign =
            if joined && !outside::is_named(self.chars, at) { self.foreign } else { outside::is_foreign(self.chars, at, self.title) };
        self.foreign = foreign;
        let (lower, last) = self.lowers(end);
        self.last_end = Some(last);
        if foreign {
            self.article = None;
            return last;
        }
        let articles = self.articles(step);
        self.article = articles.last().cloned().or_else(|| step.numbers.last().map(resolve::name));
        self.paragraph = None;
        let eids = match (articles.as_slice(), lower.is_empty()) {
            ([one], false) => self.below(&one.clone(), &lower),
            _ => articles,
        };
        self.push(at, last, eids);
        last
    }

    /// The 款, 项 and 目 that follow directly.
    fn lowers(&self, from: usize) -> (Vec<Step>, usize) {
        let mut steps: Vec<Step> = Vec::new();
        let mut end = from;
        let read = |at| scan::step(self.chars, scan::skip_spaces(self.chars, at)).or_else(|| scan::bare_step(self.chars, at));
        while let Some((step, next)) = read(end) {
            let deeper = matches!(step.unit, Unit::Paragraph | Unit::Item | Unit::Subitem);
            if !deeper || steps.iter().any(|s| s.unit == step.unit) {
                break;
            }
            steps.push(step);
            end = next;
        }
        (steps, end)
    }

    fn articles(&self, step: &Step) -> Vec<String> {
        match self.index {
            Some(index) => index.articles(step),
            None => resolve::expand(step),
        }
    }

    fn below(&mut self, article: &str, lower: &[Step]) -> Vec<String> {
        let eids = resolve::below(self.index, article, lower);
        self.paragraph =
            eids.last().and_then(|eid| eid.split("__").nth(1)).filter(|p| p.starts_with("para_")).map(|p| format!("{article}__{p}"));
        eids
    }

    /// 第二章, 第二章第三节 and the further ones in 第二节、第三节.
    fn division_at(&mut self, at: usize, step: &Step, end: usize) -> usize {
        let Unit::Division(kind) = step.unit else {
            return end;
        };
        let joined = self.is_joined(at);
        self.last_end = Some(end);
        if !joined {
            self.foreign = outside::is_foreign(self.chars, at, self.title);
            self.division = None;
        }
        let Some(index) = self.index.filter(|_| !self.foreign) else {
            return end;
        };
        if step.numbers.len() > 1 {
            let eids = index.divisions(kind, step);
            self.push(at, end, eids);
            return end;
        }
        let outer = self.division.as_deref();
        let Some(mut eid) = outer.and_then(|o| index.division_in(o, kind, step)).or_else(|| index.division(kind, step)) else {
            return end;
        };
        let mut last = end;
        while let Some((inner, next)) = scan::step(self.chars, last)
            && let Unit::Division(kind) = inner.unit
            && let Some(found) = index.division_in(&eid, kind, &inner)
        {
            self.division = Some(std::mem::replace(&mut eid, found));
            last = next;
        }
        self.last_end = Some(last);
        self.push(at, last, vec![eid]);
        last
    }

    /// 第二款 or 第（三）项 on its own: of the article just named, else of the one the text is about.
    fn lower_at(&mut self, at: usize, step: Step, end: usize) -> usize {
        if self.foreign && self.is_joined(at) {
            self.last_end = Some(end);
            return end;
        }
        let joined = self.is_joined(at);
        let article = match (&self.article, self.here.and_then(article_of)) {
            (Some(article), _) if joined => article.clone(),
            (_, Some(here)) => here.to_string(),
            _ => return end,
        };
        let paragraph = match joined {
            true => self.paragraph.clone(),
            false => self.here.and_then(resolve::paragraph_of),
        };
        let (more, last) = self.lowers(end);
        let item = match self.is_taiwan() {
            true => step.unit == Unit::Paragraph,
            false => step.unit == Unit::Item,
        };
        let mut steps = vec![step];
        steps.extend(more);
        let base = match paragraph {
            Some(paragraph) if item => paragraph,
            _ => article.clone(),
        };
        let mut eids = self.below(&base, &steps);
        // 第（三）项 in a 款 without items is that of the article.
        if !joined && item && eids == [base] {
            eids = self.below(&article, &steps);
        }
        self.article = Some(article);
        self.last_end = Some(last);
        self.push(at, last, eids);
        last
    }

    fn pointer_at(&mut self, at: usize, words: Pointer, end: usize) -> usize {
        match words {
            Pointer::ThisArticle | Pointer::ThatArticle | Pointer::ArticlesBefore(_) | Pointer::ArticleAfter => {
                self.article_pointer(at, words, end)
            }
            Pointer::ThisDivision(kind) => {
                let found = self.index.zip(self.here).and_then(|(index, here)| index.division_around(here, kind));
                if let Some(eid) = found {
                    self.push(at, end, vec![eid]);
                }
                end
            }
            Pointer::Paragraphs(count) | Pointer::Items(count) => self.siblings_at(at, words, count, end),
            Pointer::ThisParagraph => self.paragraph_pointer(at, self.here.and_then(resolve::paragraph_of), end),
            Pointer::ThatParagraph => self.paragraph_pointer(at, self.paragraph.clone(), end),
        }
    }

    fn article_pointer(&mut self, at: usize, words: Pointer, end: usize) -> usize {
        let here = self.here.and_then(article_of).map(str::to_string);
        let beside = |by: i64| {
            let here = here.as_deref()?;
            match self.index {
                Some(index) => index.beside(here, by),
                None => resolve::number_beside(here, by),
            }
        };
        let articles: Vec<String> = match words {
            Pointer::ThatArticle => self.article.clone().or(here).into_iter().collect(),
            Pointer::ArticlesBefore(count) => (1..=i64::from(count)).rev().filter_map(|by| beside(-by)).collect(),
            Pointer::ArticleAfter => beside(1).into_iter().collect(),
            _ => here.into_iter().collect(),
        };
        let Some(last_article) = articles.last().cloned() else { return end };
        let (lower, last) = self.lowers(end);
        self.paragraph = None;
        let eids = if lower.is_empty() { articles } else { self.below(&last_article, &lower) };
        // 该条 of an article that was named but is not in the law.
        let eids = self.kept(eids);
        self.article = Some(last_article);
        self.foreign = false;
        self.last_end = Some(last);
        self.push(at, last, eids);
        last
    }

    /// 前款, 前两款, 前项; 前款第（三）项 goes on below the one before.
    fn siblings_at(&mut self, at: usize, words: Pointer, count: u32, end: usize) -> usize {
        let items = matches!(words, Pointer::Items(_)) != self.is_taiwan();
        let before = if items { resolve::items_before } else { resolve::paragraphs_before };
        let eids = self.here.map(|h| before(h, count)).unwrap_or_default();
        let eids = self.kept(eids);
        match eids.as_slice() {
            [] => end,
            [paragraph] if !items => self.paragraph_pointer(at, Some(paragraph.clone()), end),
            _ => {
                self.push(at, end, eids);
                end
            }
        }
    }

    fn paragraph_pointer(&mut self, at: usize, paragraph: Option<String>, end: usize) -> usize {
        let Some(paragraph) = paragraph else { return end };
        let (lower, last) = self.lowers(end);
        let eids = resolve::below(self.index, &paragraph, &lower);
        self.article = article_of(&paragraph).map(str::to_string);
        self.paragraph = Some(paragraph);
        self.foreign = false;
        self.last_end = Some(last);
        self.push(at, last, eids);
        last
    }

    fn is_taiwan(&self) -> bool {
        self.index.is_some_and(Index::is_taiwan)
    }

    fn kept(&self, eids: Vec<String>) -> Vec<String> {
        match self.index {
            Some(index) => eids.into_iter().filter(|e| index.has(e)).collect(),
            None => eids,
        }
    }

    /// Only 、 or 和 stands between this reference and the one before it.
    fn is_joined(&self, at: usize) -> bool {
        let Some(end) = self.last_end else {
            return false;
        };
        let between = self.chars.get(end..at).unwrap_or_default();
        between.len() <= 3 && between.iter().all(|c| "、和或及与與以者,， ".contains(*c))
    }

    fn push(&mut self, start: usize, end: usize, eids: Vec<String>) {
        self.out.push(Reference { start, end, eids });
    }
}

#[cfg(test)]
mod tests;
