//! The JSON API, `/api/v1`: what is public, for programs, and a way to send comments.
//!
//! Every answer is [`Answer`]: `{data, meta, links}`; every error problem+json ([`Problem`]). Lists go by row id from a cursor, so nothing
//! is missed or repeated while they grow, and there is no upper bound. No personal data, no words that are not published.
//! One file per resource; [`document`] joins them to the OpenAPI description. A new operation is added there and in [`crate::routes`].

pub mod comments;
pub mod document;
pub mod drafts;
pub mod receipts;
pub mod regulations;
pub mod search;
pub mod stats;
pub mod suggestions;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use crate::error::Error;
use crate::form::Fields;
use crate::html::Page;
use crate::id;
use crate::pages;

/// Things in one page of a list, unless asked otherwise.
const PAGE: i64 = 50;
/// Most things in one page of a list.
const MOST: i64 = 200;

/// What every answer looks like.
#[derive(Debug, Serialize, ToSchema)]
pub struct Answer<T> {
    /// What was asked for.
    pub data: T,
    /// About it.
    pub meta: Meta,
    /// Where to go from here.
    pub links: Links,
}

/// About an answer.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct Meta {
    /// Things in this page of a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub count: Option<usize>,
    /// Things in all pages together.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<i64>,
}

/// Absolute addresses.
#[derive(Debug, Default, Serialize, ToSchema)]
pub struct Links {
    /// This answer.
    #[serde(rename = "self")]
    pub itself: String,
    /// The next page of a list; absent on the last one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// The page for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub html: Option<String>,
}

/// An error, after RFC 9457.
#[derive(Debug, Serialize, ToSchema)]
pub struct Problem {
    /// Always `about:blank`: the status says what kind of problem it is.
    #[serde(rename = "type")]
    pub kind: &'static str,
    /// In one line.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened and what to do.
    pub detail: String,
    /// Number of the error in the log.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instance: Option<String>,
    /// Which fields are wrong, and how.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub errors: Vec<WrongField>,
}

/// A field that is wrong.
#[derive(Debug, Serialize, ToSchema)]
pub struct WrongField {
    /// Its name in the body.
    pub field: &'static str,
    /// What to write instead.
    pub detail: String,
}

impl Problem {
    /// Sends the problem.
    fn answer(status: StatusCode, title: &str, detail: &str, errors: Vec<WrongField>) -> HttpResponse {
        let problem = Self {
            kind: "about:blank",
            title: title.to_owned(),
            status: status.as_u16(),
            detail: detail.to_owned(),
            instance: None,
            errors,
        };
        HttpResponse::build(status)
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .insert_header((header::CONTENT_TYPE, "application/problem+json"))
            .body(serde_json::json!(problem).to_string())
    }
}

/// The absolute address of a path below the base.
fn url(page: &Page, path: &str) -> String {
    format!("{}{path}", page.app.config.public_url())
}

/// The absolute address of this request.
fn own_url(page: &Page) -> String {
    let question = if page.query.is_empty() { "" } else { "?" };
    url(page, &format!("{}{question}{}", page.path, page.query))
}

/// Sends one thing, with an ETag.
fn one<T: Serialize>(req: &HttpRequest, page: &Page, data: T, html: Option<String>) -> Result<HttpResponse, Error> {
    let links = Links { itself: own_url(page), next: None, html };
    send(req, &Answer { data, meta: Meta::default(), links })
}

/// Sends one page of a list, with an ETag and a `Link` header to the next page.
fn many<T: Serialize>(req: &HttpRequest, page: &Page, data: Vec<T>, total: i64, next: Option<i64>) -> Result<HttpResponse, Error> {
    let next = next.map(|after| next_url(page, after));
    let meta = Meta { count: Some(data.len()), total: Some(total) };
    let link = next.as_ref().map(|next| format!("<{next}>; rel=\"next\""));
    let mut response = send(req, &Answer { data, meta, links: Links { itself: own_url(page), next, html: None } })?;
    if let Some(link) = link.and_then(|link| header::HeaderValue::from_str(&link).ok()) {
        response.headers_mut().insert(header::LINK, link);
    }
    Ok(response)
}

fn send<T: Serialize>(req: &HttpRequest, answer: &Answer<T>) -> Result<HttpResponse, Error> {
    let body = serde_json::to_vec(answer).map_err(|e| Error::Internal(e.to_string()))?;
    Ok(pages::data(req, "application/json", body.into()))
}

/// This address with another cursor.
fn next_url(page: &Page, after: i64) -> String {
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    for (name, value) in Fields::parse(page.query.as_bytes()).0.iter().filter(|(name, _)| name != "cursor") {
        query.append_pair(name, value);
    }
    query.append_pair("cursor", &cursor(after));
    url(page, &format!("{}?{}", page.path, query.finish()))
}

/// Which page of a list is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Paging {
    /// Row id of the last thing of the page before.
    after: i64,
    /// Things wanted.
    limit: i64,
}

impl Paging {
    /// From `?cursor=&limit=`.
    fn parse(page: &Page, fields: &Fields) -> Result<Self, Error> {
        let s = &page.t.stats;
        let after = match fields.some("cursor") {
            Some(given) => read_cursor(given).ok_or(Error::Invalid { field: "cursor", problem: s.api_e_cursor.to_owned() })?,
            None => 0,
        };
        let limit = match fields.some("limit") {
            Some(given) => given.parse().ok().filter(|n| (1..=MOST).contains(n)),
            None => Some(PAGE),
        };
        let limit = limit.ok_or_else(|| Error::Invalid { field: "limit", problem: s.api_e_limit.replace("{n}", &MOST.to_string()) })?;
        Ok(Self { after, limit })
    }

    /// Cuts the one thing that was loaded too many; gives the row id the next page begins after.
    fn cut<T>(self, things: &mut Vec<T>, id: impl Fn(&T) -> i64) -> Option<i64> {
        let limit = usize::try_from(self.limit).unwrap_or_default();
        let more = things.len() > limit;
        things.truncate(limit);
        things.last().map(id).filter(|_| more)
    }
}

/// A row id as programs get it: not to be read or made by them.
fn cursor(after: i64) -> String {
    id::hex(format!("after {after}").as_bytes())
}

fn read_cursor(cursor: &str) -> Option<i64> {
    let digits: Vec<u8> = cursor.chars().map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok())).collect::<Option<_>>()?;
    let bytes = digits.chunks(2).map(|pair| Some(pair.first()? * 16 + pair.get(1)?)).collect::<Option<Vec<u8>>>()?;
    String::from_utf8(bytes).ok()?.strip_prefix("after ")?.parse().ok().filter(|id| *id >= 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_comes_back_and_nothing_else_is_one() {
        for id in [0, 1, 42, i64::MAX] {
            assert_eq!(read_cursor(&cursor(id)), Some(id));
        }
        for wrong in ["", "1", "zz", "6166746572202d31", "６１", "61667465722", "6166746572203939393939393939393939393939393939393939"] {
            assert_eq!(read_cursor(wrong), None, "{wrong}");
        }
    }
}
