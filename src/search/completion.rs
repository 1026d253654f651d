//! `GET /search/completion?q=…`: indexed words that begin like the last word typed, as OpenSearch suggestions (`[typed, [queries…]]`).
//! A word is only suggested to who can find something with it.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use serde_json::json;

use super::engine::tags;
use crate::error::Error;
use crate::form::Query;
use crate::html::Page;
use crate::serve;

/// Words suggested at most.
const WORDS: usize = 8;
/// Characters that are completed at most.
const CHARS: usize = 60;

/// Answers from the index alone; an empty list while it is being built.
pub async fn get(req: HttpRequest, page: Page, Query(fields): Query) -> Result<HttpResponse, Error> {
    if !serve::is_kiosk(&req) {
        page.app.limits.search.check(&serve::address(&req)).map_err(|wait| Error::TooMany { wait })?;
    }
    let typed: String = fields.raw("q").chars().take(CHARS).collect();
    let before = typed.trim_end_matches(|c: char| !c.is_whitespace() && !matches!(c, '"' | '“' | '-'));
    let (before, last) = (before.to_owned(), typed.strip_prefix(before).unwrap_or_default().to_owned());
    let readers = tags(&page.viewer());
    let context = page.clone();
    let words = page.app.db.read(move |_| context.app.search.index().complete(&last, &readers, WORDS));
    let words: Vec<String> = words.await.unwrap_or_default().into_iter().map(|word| format!("{before}{word}")).collect();
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "application/x-suggestions+json; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, if page.account.is_some() { "no-store" } else { "private, max-age=60" }))
        .insert_header((header::VARY, "Cookie"))
        .body(json!([typed, words]).to_string()))
}
