//! `GET /regulations/{r}/comparison?from=1&to=2&layout=side|inline&show=changed`: the table of changes for everybody.
//! Without `from` and `to` the last two drafts are compared.

use std::borrow::Borrow;

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::{Comparison, Loaded, Part, Row};
use crate::comment;
use crate::error::Error;
use crate::form::{Fields, FormState, Query};
use crate::html::{Page, filters};
use crate::law::diff::ChangeKind;
use crate::law::label;
use crate::pages::{self, About};
use crate::regulation::plain_query;
use crate::regulation::query::{Regulation, Stage};

/// How the two texts stand on the page.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Layout {
    /// In two columns.
    Side,
    /// In one text with insertions and deletions.
    Inline,
}

/// The page.
#[derive(Template)]
#[template(path = "regulation/comparison.html")]
struct Show {
    page: Page,
    regulation: Regulation,
    stages: Vec<Stage>,
    comparison: Option<Comparison>,
    asked: (i32, i32),
    layout: Layout,
    only_changed: bool,
    form: FormState,
}

impl Show {
    fn path(&self) -> String {
        format!("{}/regulations/{}", self.page.base, self.regulation.slug)
    }

    /// This comparison in another layout or with another choice of rows.
    fn link(&self, layout: Layout, only_changed: bool) -> String {
        let (from, to) = self.asked;
        let layout = if layout == Layout::Inline { "&layout=inline" } else { "" };
        let show = if only_changed { "&show=changed" } else { "" };
        format!("{}/comparison?from={from}&to={to}{layout}{show}", self.path())
    }

    fn document(&self) -> String {
        let show = if self.only_changed { "&show=changed" } else { "" };
        format!("{}/comparison.docx?from={}&to={}{show}", self.path(), self.asked.0, self.asked.1)
    }

    fn lines<'a>(&self, comparison: &'a Comparison) -> Vec<Line<'a>> {
        let mut out: Vec<Line<'a>> = Vec::new();
        for row in comparison.chosen(self.only_changed) {
            match out.last_mut() {
                Some(line) if self.is_short(row) && self.is_short(line.row) && follows(line.last, row) => line.last = row,
                _ => out.push(Line { row, last: row }),
            }
        }
        out
    }

    /// Where all drafts are the same there is nothing to see.
    fn is_empty(&self, comparison: &Comparison) -> bool {
        comparison.changed().is_empty()
    }

    fn names(&self, parts: &[Part]) -> String {
        parts.iter().map(|part| comment::new::label(&self.page, Some(&part.eid))).collect::<Vec<_>>().join("、")
    }

    /// 第五条, or 第五条至第七条.
    fn range(&self, first: &[Part], last: &[Part]) -> String {
        let (first, last) = (self.names(first), self.names(last));
        if first == last { first } else { self.page.t.citizen.period.replace("{from}", &first).replace("{to}", &last) }
    }

    /// 第五条, or 第五条 → 第六条 where the number changed.
    fn place(&self, line: &Line<'_>) -> String {
        let (old, new) = (self.range(&line.row.old, &line.last.old), self.range(&line.row.new, &line.last.new));
        if old.is_empty() || old == new {
            new
        } else if new.is_empty() {
            old
        } else {
            format!("{old} → {new}")
        }
    }

    /// The trace of an article: what people suggested and why it was changed. Empty for headings and where nothing changed.
    fn trace(&self, row: &Row) -> String {
        let (older, newer) = self.asked;
        let of = row.new.first().map(|part| (part, newer)).or_else(|| row.old.first().map(|part| (part, older)));
        match of.filter(|_| !row.is_division() && !row.is_same()) {
            Some((part, draft)) => format!("{}/articles/{}/trace?draft={draft}", self.path(), part.eid),
            None => String::new(),
        }
    }

    /// Whether only the place of a row is shown, not its words: where they are the same and only changes were asked for.
    fn is_short(&self, row: &Row) -> bool {
        self.only_changed && row.is_same() && !row.is_division()
    }

    fn label(&self, change: impl Borrow<ChangeKind>) -> &'static str {
        super::label(*change.borrow(), self.page.t)
    }

    fn class(&self, change: impl Borrow<ChangeKind>) -> &'static str {
        super::class(*change.borrow())
    }

    fn drafts(&self) -> Vec<(String, String)> {
        let name = |s: &Stage| {
            let phrase = self.page.t.comparison.draft_n.replace("{kind}", s.draft.kind.label(self.page.t));
            (s.draft.number.to_string(), phrase.replace("{n}", &s.draft.number.to_string()))
        };
        self.stages.iter().map(name).collect()
    }
}

/// A row as it is shown; or several that follow each other, where nothing changed but their numbers and only changes were asked for.
struct Line<'a> {
    row: &'a Row,
    last: &'a Row,
}

/// Whether the articles of both rows follow each other in both drafts.
fn follows(before: &Row, row: &Row) -> bool {
    let next = |before: &[Part], parts: &[Part]| match (before, parts) {
        ([before], [part]) => {
            let number = |part: &Part| label::article_number(&part.eid).filter(|(_, sub)| *sub == 0).map(|(number, _)| number);
            number(before).zip(number(part)).is_some_and(|(before, number)| before + 1 == number)
        }
        _ => false,
    };
    next(&before.old, &row.old) && next(&before.new, &row.new)
}

/// `GET /regulations/{r}/comparison`
pub async fn get(req: HttpRequest, page: Page, path: web::Path<String>, Query(fields): Query) -> Result<HttpResponse, Error> {
    if let Some(moved) = plain_query(&req, &fields, &["from", "to"]) {
        return Ok(moved);
    }
    let before = pages::begin(&page, About::Site);
    let (slug, context, asked) = (path.into_inner(), page.clone(), fields.clone());
    let loaded = page.app.db.read(move |conn| super::load(conn, &context, &slug, &asked)).await?;
    let Loaded { stages, asked, comparison } = loaded;
    let regulation = stages.first().map(|s| s.regulation.clone()).ok_or(Error::NotFound)?;
    let about = About::Regulation(regulation.id);
    let stamp = before.and_then(|site| pages::begin(&page, about).filter(|own| *own <= site));
    let layout = if fields.get("layout") == "inline" { Layout::Inline } else { Layout::Side };
    let only_changed = fields.get("show") == "changed";
    let chosen = [("from", asked.0.to_string()), ("to", asked.1.to_string())];
    let form = FormState::new(Fields(chosen.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()));
    let show = Show { page, regulation, stages, comparison, asked, layout, only_changed, form };
    pages::answer(&req, &show.page, about, stamp, &show)
}
