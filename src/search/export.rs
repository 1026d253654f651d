//! Everything a search finds as a file: CSV, XLSX or JSON lines, written while it is read from the database. What the caller may not see
//! is not in it; the words are those the page shows.

use std::fs::File;
use std::sync::Arc;

use actix_web::http::Method;
use actix_web::{HttpRequest, HttpResponse, web};
use futures_util::{Stream, StreamExt, stream};
use serde::Serialize;

use super::find::{Hit, MAX_DEPTH};
use super::page::{self, Question, Row, value_label};
use super::query::{self, Names, Titles};
use super::schema::{Facet, Kind};
use crate::db::Conn;
use crate::error::Error;
use crate::event::{self, Actor, EventKind, Subject};
use crate::form::Query;
use crate::html::Page;
use crate::pages::{self, About};
use crate::{clock, comment, serve, sheet};

/// Rows read from the database at once.
const CHUNK: usize = 500;

/// A kind of file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Csv,
    Xlsx,
    JsonLines,
}

impl Format {
    /// The end of the file's name.
    fn suffix(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
            Self::JsonLines => "jsonl",
        }
    }

    fn media_type(self) -> &'static str {
        match self {
            Self::Csv => sheet::CSV,
            Self::Xlsx => sheet::XLSX,
            Self::JsonLines => "application/x-ndjson; charset=utf-8",
        }
    }
}

/// One thing found, with the names of its values as codes.
#[derive(Debug, Default, Serialize)]
struct Line {
    kind: &'static str,
    id: i64,
    regulation: String,
    regulation_title: String,
    draft: i32,
    article: Option<String>,
    contact_point: Option<String>,
    channel: Option<&'static str>,
    stance: Option<&'static str>,
    state: Option<&'static str>,
    outcome: Option<&'static str>,
    at: String,
    title: Option<String>,
    text: Option<String>,
    wording: Option<String>,
    reason: Option<String>,
}

impl Line {
    fn of(row: &Row, names: &Names) -> Self {
        let head = row.head();
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let point = |id: Option<i64>| id.and_then(|id| names.points.get(&id)).map(|(slug, _)| slug.clone());
        let common =
            Self { regulation: head.slug.clone(), regulation_title: head.regulation.clone(), draft: head.number, ..Self::default() };
        match row {
            Row::Comment(c, _) => Self {
                kind: Kind::Comment.as_str(),
                id: c.id,
                article: c.provision_eid.clone(),
                contact_point: point(c.contact_point_id),
                channel: Some(c.channel.as_str()),
                stance: Some(c.stance.as_str()),
                state: Some(c.state.as_str()),
                outcome: Some(query::outcome(c.state)).filter(|o| !o.is_empty()),
                at: clock::rfc3339(c.received_at),
                text: some(c.shown_text()),
                wording: c.shown_wording().map(str::to_owned),
                reason: c.shown_reason().map(str::to_owned),
                ..common
            },
            Row::Suggestion(s, _) => Self {
                kind: Kind::Suggestion.as_str(),
                id: s.id,
                article: s.provision_eid.clone(),
                contact_point: point(Some(s.contact_point_id)),
                state: Some(s.state.as_str()),
                outcome: s.state.outcome().map(|o| o.as_str()),
                at: clock::rfc3339(s.created_at),
                title: some(&s.title),
                wording: s.wording.clone(),
                reason: some(&s.reason),
                ..common
            },
            Row::Article(a, _) => Self {
                kind: Kind::Article.as_str(),
                id: a.id,
                article: Some(a.eid.clone()),
                at: clock::rfc3339(a.published_at),
                title: some(&head.title),
                text: some(&a.words),
                ..common
            },
        }
    }

    /// The cells of a row in the order of [`heads`], with names as people read them.
    fn cells(self, page: &Page, titles: &Titles) -> [String; 15] {
        let label = |facet: Facet, value: Option<&str>| value.map(|v| value_label(facet, v, page, titles)).unwrap_or_default();
        let place = if self.kind == Kind::Article.as_str() || self.article.is_some() { self.article.as_deref() } else { None };
        [
            label(Facet::Kind, Some(self.kind)),
            self.id.to_string(),
            self.regulation_title,
            self.draft.to_string(),
            comment::new::label(page, place),
            label(Facet::ContactPoint, self.contact_point.as_deref()),
            label(Facet::Channel, self.channel),
            label(Facet::Stance, self.stance),
            label(Facet::State, self.state),
            label(Facet::Outcome, self.outcome),
            self.at,
            self.title.unwrap_or_default(),
            self.text.unwrap_or_default(),
            self.wording.unwrap_or_default(),
            self.reason.unwrap_or_default(),
        ]
    }
}

/// Heads of the columns, with their widths in characters.
fn heads(page: &Page) -> [(&'static str, f64); 15] {
    let s = &page.t.search;
    [
        (s.facet_kind, 8.0),
        (s.number, 10.0),
        (s.facet_regulation, 36.0),
        (s.facet_draft, 6.0),
        (s.facet_article, 14.0),
        (s.facet_point, 30.0),
        (s.facet_channel, 8.0),
        (s.facet_stance, 10.0),
        (s.facet_state, 10.0),
        (s.facet_outcome, 10.0),
        (s.time, 26.0),
        (s.heading, 40.0),
        (s.words, 60.0),
        (s.wording, 40.0),
        (s.reason, 40.0),
    ]
}

/// What the index found, with the names to write it with.
struct Found {
    hits: Vec<Hit>,
    names: Names,
    titles: Arc<Titles>,
}

fn find(conn: &mut Conn, page: &Page, question: &Question, stamp: Option<i64>) -> Result<Found, Error> {
    let (_, found, titles) = question.find(conn, page, stamp)?;
    Ok(Found { hits: found.hits, names: query::names(conn)?, titles })
}

fn lines(conn: &mut Conn, page: &Page, names: &Names, hits: &[Hit]) -> Result<Vec<Line>, Error> {
    let rows = page::load(conn, &page.app.texts, &page.viewer(), hits)?;
    Ok(rows.iter().map(|row| Line::of(row, names)).collect())
}

/// The lines in chunks, each read when the one before has been sent.
fn chunks(page: Page, found: &Arc<Found>) -> impl Stream<Item = Result<Vec<Line>, Error>> + use<> {
    let found = Arc::clone(found);
    stream::unfold(0, move |from| {
        let (page, found) = (page.clone(), Arc::clone(&found));
        async move {
            if from >= found.hits.len() {
                return None;
            }
            let context = page.clone();
            let read = page.app.db.read(move |conn| {
                let hits: Vec<Hit> = found.hits.iter().skip(from).take(CHUNK).copied().collect();
                lines(conn, &context, &found.names, &hits)
            });
            Some((read.await, from + CHUNK))
        }
    })
}

fn json_lines(lines: Vec<Line>) -> Result<web::Bytes, Error> {
    let mut out = Vec::new();
    for line in lines {
        serde_json::to_writer(&mut out, &line).map_err(|e| Error::Internal(e.to_string()))?;
        out.push(b'\n');
    }
    Ok(out.into())
}

/// A workbook cannot be sent before it is whole: it is written to a file first, off the async threads.
async fn workbook(page: &Page, found: Arc<Found>) -> Result<File, Error> {
    let page = page.clone();
    let written = web::block(move || {
        let mut book = sheet::Book::new(&heads(&page))?;
        for hits in found.hits.chunks(CHUNK) {
            for line in page.app.db.read_now(|conn| lines(conn, &page, &found.names, hits))? {
                book.row(line.cells(&page, &found.titles))?;
            }
        }
        book.finish()
    });
    written.await.map_err(|_| Error::Unavailable("no thread".to_owned()))?
}

/// `GET /search.csv` and `/review/search.csv`: everything that `/search` finds with the same query, at most [`MAX_DEPTH`] hits.
pub async fn csv(req: HttpRequest, page: Page, query: Query) -> Result<HttpResponse, Error> {
    file(req, page, query, Format::Csv).await
}

/// The same as a workbook.
pub async fn xlsx(req: HttpRequest, page: Page, query: Query) -> Result<HttpResponse, Error> {
    file(req, page, query, Format::Xlsx).await
}

/// The same as JSON, one object a line.
pub async fn jsonl(req: HttpRequest, page: Page, query: Query) -> Result<HttpResponse, Error> {
    file(req, page, query, Format::JsonLines).await
}

async fn file(req: HttpRequest, page: Page, Query(fields): Query, format: Format) -> Result<HttpResponse, Error> {
    let name = format!("caiyan-search.{}", format.suffix());
    if req.method() == Method::HEAD {
        return Ok(sheet::download(format.media_type(), &name).finish());
    }
    if !serve::is_kiosk(&req) {
        // A house behind one address shares it; an account has its own.
        let key = page.account.as_ref().map_or_else(|| serve::address(&req), |account| format!("account:{}", account.id));
        page.app.limits.export.check(&key).map_err(|wait| Error::TooMany { wait })?;
    }
    let (filters, sort) = page::filters_of(&fields);
    let question = Question { typed: fields.get("q").to_owned(), filters, sort, offset: 0, limit: MAX_DEPTH, facets: &[] };
    let (stamp, context) = (pages::begin(&page, About::Names), page.clone());
    let found = Arc::new(page.app.db.read(move |conn| find(conn, &context, &question, stamp)).await?);
    if let Some(account) = page.account.as_ref().map(|account| account.id) {
        let (now, data) = (page.now, serde_json::json!({ "format": format.suffix(), "rows": found.hits.len() }));
        let kind = EventKind::CommentExported;
        let log =
            page.app.db.write(move |conn| event::append(conn, now, Actor::Account(account), kind, Subject::Account(account), None, &data));
        log.await?;
    }
    Ok(match format {
        Format::JsonLines => {
            let body = chunks(page, &found).map(|lines| lines.and_then(json_lines));
            sheet::download(format.media_type(), &name).streaming(Box::pin(body))
        }
        Format::Csv => {
            let heads = [heads(&page).map(|(head, _)| head)];
            let first = [sheet::BOM.to_vec(), sheet::csv_lines(heads)?].concat();
            let (shown, names) = (page.clone(), Arc::clone(&found));
            let rest = chunks(page, &found).map(move |lines| {
                let rows = lines?.into_iter().map(|line| line.cells(&shown, &names.titles));
                sheet::csv_lines(rows).map(web::Bytes::from)
            });
            sheet::download(format.media_type(), &name).streaming(Box::pin(stream::once(async { Ok(first.into()) }).chain(rest)))
        }
        Format::Xlsx => sheet::send(sheet::download(format.media_type(), &name), workbook(&page, found).await?),
    })
}
