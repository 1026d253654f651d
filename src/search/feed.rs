//! What a search finds as an Atom feed (RFC 4287), the newest first: `GET /search.atom` for everybody, and a feed with a secret address
//! for each saved search, which shows what its account may see.

use std::sync::Arc;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::find::Sort;
use super::link;
use super::page::{self, Question, Row, filters_of, kind_label};
use super::saved;
use super::schema::Kind;
use crate::error::Error;
use crate::form::Query;
use crate::html::Page;
use crate::pages;
use crate::{account, clock, comment, form, id, serve};

/// Entries of a feed.
const ENTRIES: usize = 50;

struct Entry {
    /// A tag URI (RFC 4151): stays the same wherever the site moves.
    id: String,
    title: String,
    link: String,
    updated: String,
    text: String,
}

#[derive(Template)]
#[template(path = "search/feed.xml")]
struct Feed {
    title: String,
    id: String,
    itself: String,
    html: String,
    updated: String,
    entries: Vec<Entry>,
}

fn entry(page: &Page, host: &str, row: &Row) -> Entry {
    let head = row.head();
    let (kind, number, eid, at, title, text) = match row {
        Row::Comment(c, _) => (Kind::Comment, c.id, c.provision_eid.as_deref(), c.received_at, None, c.shown_text().to_owned()),
        Row::Suggestion(s, _) => (Kind::Suggestion, s.id, s.provision_eid.as_deref(), s.created_at, Some(&s.title), s.reason.clone()),
        Row::Article(a, _) => (Kind::Article, a.id, Some(a.eid.as_str()), a.published_at, None, a.words.clone()),
    };
    let place = format!("{} {}", head.regulation, comment::new::label(page, eid));
    let label = kind_label(kind, page.t);
    Entry {
        id: format!("tag:{host},2026:{}-{number}", kind.as_str()),
        title: in_xml(&title.map_or_else(|| format!("{label}：{place}"), |title| format!("{label}：{title}（{place}）"))),
        link: format!("{}{}", origin(page), link::of(page, row)),
        updated: clock::rfc3339(at),
        text: in_xml(&text),
    }
}

/// Without what XML 1.0 cannot hold; texts of laws come from files.
fn in_xml(text: &str) -> String {
    text.chars().filter(|c| matches!(c, '\n' | '\t') || form::is_sign(*c)).collect()
}

/// Scheme and host of this site, without its sub-path: links already begin with that.
fn origin(page: &Page) -> String {
    let url = page.app.config.public_url();
    url.strip_suffix(&*page.base).unwrap_or(&url).to_owned()
}

async fn feed(
    req: &HttpRequest,
    page: &Page,
    question: Question,
    title: &str,
    itself: String,
    html: String,
) -> Result<HttpResponse, Error> {
    let answer = page::search(page, Question { sort: Sort::Newest, limit: ENTRIES, ..question }).await?;
    let origin = origin(page);
    let host = origin.split_once("://").map_or(origin.as_str(), |(_, host)| host);
    let host = host.split(':').next().unwrap_or_default();
    let entries: Vec<Entry> = answer.rows.iter().map(|row| entry(page, host, row)).collect();
    let updated = entries
        .iter()
        .map(|entry| entry.updated.clone())
        .max()
        .unwrap_or_else(|| clock::rfc3339(clock::start_of(clock::local_date(page.now))));
    let title = in_xml(&format!("{title} - {}", page.site_name()));
    let itself = format!("{origin}{itself}");
    let body = Feed { title, id: itself.clone(), itself, html: format!("{origin}{html}"), updated, entries }.render()?;
    Ok(pages::data(req, "application/atom+xml; charset=utf-8", body.into()))
}

/// `GET /search.atom?q=…`: for everybody, whoever asks.
pub async fn get(req: HttpRequest, mut page: Page, Query(fields): Query) -> Result<HttpResponse, Error> {
    if !serve::is_kiosk(&req) {
        page.app.limits.search.check(&serve::address(&req)).map_err(|wait| Error::TooMany { wait })?;
    }
    page.account = None;
    let (filters, sort) = filters_of(&fields);
    let typed = fields.get("q").to_owned();
    let title = if typed.is_empty() { page.t.search.title.to_owned() } else { typed.clone() };
    let question = Question { typed, filters, sort, offset: 0, limit: ENTRIES, facets: &[] };
    let address =
        |path: &str| if page.query.is_empty() { format!("{}{path}", page.base) } else { format!("{}{path}?{}", page.base, page.query) };
    feed(&req, &page, question, &title, address("/search.atom"), address("/search")).await
}

/// `GET /searches/{token}.atom`: a saved search with the eyes of its account, for programs that cannot sign in.
pub async fn of_saved(req: HttpRequest, mut page: Page, path: web::Path<String>) -> Result<HttpResponse, Error> {
    let token = path.into_inner();
    if !id::is_token(&token) {
        return Err(Error::NotFound);
    }
    if !serve::is_kiosk(&req) {
        page.app.limits.search.check(&serve::address(&req)).map_err(|wait| Error::TooMany { wait })?;
    }
    let asked = token.clone();
    let found = page.app.db.read(move |conn| {
        let Some(saved) = saved::query::by_token(conn, &asked)? else { return Ok(None) };
        Ok::<_, diesel::result::Error>(account::query::by_id(conn, saved.account_id)?.map(|account| (saved, account)))
    });
    let (saved, account) = found.await?.ok_or(Error::NotFound)?;
    page.account = Some(Arc::new(account));
    let itself = format!("{}/searches/{token}.atom", page.base);
    let html = format!("{}/account/searches", page.base);
    let mut response = feed(&req, &page, saved::question(&saved.query, ENTRIES), &saved.name, itself, html).await?;
    // The address is a secret: nothing between keeps the answer.
    response.headers_mut().insert(header::CACHE_CONTROL, header::HeaderValue::from_static("private, no-store"));
    Ok(response)
}
