//! `GET /regulations/{r}/comparison.docx?from=&to=&show=`: the table of changes on paper, A4 on its side, 修改前 beside 修改后.
//! What was deleted is struck through, what was inserted is bold and underlined.

use actix_web::{HttpRequest, HttpResponse, web};

use super::{Comparison, Part, Row, label};
use crate::docx::{Align, Cell, Document, Font, MEDIA_TYPE, Paper, Paragraph, Run, Style, Table};
use crate::error::Error;
use crate::form::Query;
use crate::html::Page;
use crate::law::diff::{Edit, EditKind};
use crate::phrases::Phrases;
use crate::regulation::document::send;
use crate::regulation::plain_query;

/// The document with these of its rows, headed in the reader's language.
pub fn document(comparison: &Comparison, rows: &[&Row], t: &Phrases) -> Document {
    let of = &comparison.newer.regulation.title;
    let mut out = Document::new(format!("{of} {}", t.comparison.title), Paper::Landscape);
    out.add(Paragraph::of(Style::Title, of));
    out.add(Paragraph::of(Style::Title, t.comparison.title));
    let (older, newer) = (&comparison.older.draft, &comparison.newer.draft);
    let span = t.review.from_to.replace("{from}", older.kind.label(t)).replace("{to}", newer.kind.label(t));
    out.add(Paragraph::of(Style::Subtitle, span));
    let before = format!("{}（{}）", t.comparison.before, older.kind.label(t));
    let after = format!("{}（{}）", t.comparison.after, newer.kind.label(t));
    let mut table = Table::new(Paper::Landscape.width(), &[(&before, 9), (&after, 9), (t.comparison.shown_change, 2)]);
    for row in rows {
        table.row(cells(row, t));
    }
    out.add(table);
    out.add(Paragraph::of(Style::Cell, t.comparison.note));
    out
}

fn cells(row: &Row, t: &Phrases) -> Vec<Cell> {
    let change = if row.is_division() && row.is_same() { "" } else { label(row.change, t) };
    let sides = [side(row, &row.old, t.comparison.absent), side(row, &row.new, t.comparison.gone)];
    sides.into_iter().chain([Cell::new(vec![Paragraph::of(Style::Cell, change).align(Align::Center)])]).collect()
}

fn side(row: &Row, parts: &[Part], none: &str) -> Cell {
    if parts.is_empty() {
        return Cell::of(none);
    }
    Cell::new(parts.iter().flat_map(|part| paragraphs(row, part)).collect())
}

fn paragraphs(row: &Row, part: &Part) -> Vec<Paragraph> {
    let empty = vec![Vec::new()];
    let lines = if part.lines.is_empty() { &empty } else { &part.lines };
    let words = |(at, line): (usize, &Vec<Edit>)| {
        let mut paragraph = Paragraph::new(Style::Cell);
        if row.is_division() {
            paragraph = paragraph.align(Align::Center);
        }
        if at == 0 && !part.number.is_empty() {
            paragraph = paragraph.run(Run::new(&part.number).font(Font::Hei)).run(Run::new("　"));
        }
        line.iter().map(marked).fold(paragraph, Paragraph::run)
    };
    lines.iter().enumerate().map(words).collect()
}

fn marked(edit: &Edit) -> Run {
    let run = Run::new(&edit.text);
    match edit.kind {
        EditKind::Same => run,
        EditKind::Ins => run.bold().underline(),
        EditKind::Del => run.strike(),
    }
}

/// `GET /regulations/{r}/comparison.docx`: 404 where there are no two drafts to compare. What it costs to compare is paid once, by the first
/// who asks for these two drafts on any page ([`crate::regulation::texts::Texts::compared`]).
pub async fn get(req: HttpRequest, page: Page, path: web::Path<String>, Query(fields): Query) -> Result<HttpResponse, Error> {
    if let Some(moved) = plain_query(&req, &fields, &["from", "to"]) {
        return Ok(moved);
    }
    let (slug, context, only_changed) = (path.into_inner(), page.clone(), fields.get("show") == "changed");
    let loaded = page.app.db.read(move |conn| super::load(conn, &context, &slug, &fields)).await?;
    let comparison = loaded.comparison.ok_or(Error::NotFound)?;
    let bytes = document(&comparison, &comparison.chosen(only_changed), page.t).bytes().map_err(|e| Error::Internal(e.to_string()))?;
    let (from, to) = loaded.asked;
    send(&req, MEDIA_TYPE, &format!("{}-comparison-{from}-{to}.docx", comparison.newer.regulation.slug), bytes)
}
