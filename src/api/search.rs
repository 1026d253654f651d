//! `GET /api/v1/search`: what the public may find, as the search page finds it.

use std::collections::BTreeMap;

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Answer, Links, Meta, Problem};
use crate::clock::rfc3339;
use crate::error::Error;
use crate::form::Query;
use crate::html::Page;
use crate::search::find::MAX_DEPTH;
use crate::search::page::{self as results, Question, Row};
use crate::search::snippet;
use crate::serve;

/// Characters of a snippet.
const WIDTH: usize = 90;

/// What was found, and how it is spread.
#[derive(Debug, Serialize, ToSchema)]
pub struct Results {
    /// The hits of this page, best first.
    pub hits: Vec<Hit>,
    /// For each facet its values with the number of hits, the most frequent first. A facet's own choice does not narrow its counts.
    pub facets: BTreeMap<&'static str, Vec<FacetCount>>,
    /// Pieces of the query that meant nothing and were left out.
    pub not_understood: Vec<String>,
    /// `exact`: contains every word as typed; `words`: its parts; `some`: some of them.
    pub breadth: &'static str,
}

/// One value of a facet.
#[derive(Debug, Serialize, ToSchema)]
pub struct FacetCount {
    /// The value, as a parameter takes it.
    pub value: String,
    /// Hits with it.
    pub count: u64,
}

/// Something found.
#[derive(Debug, Serialize, ToSchema)]
pub struct Hit {
    /// `comment`, `suggestion` or `article`.
    pub kind: &'static str,
    /// Its number on this site.
    pub id: i64,
    /// The regulation's name in addresses.
    pub regulation: String,
    /// Number of the draft.
    pub draft: i32,
    /// The place it speaks of or is; null for the whole draft.
    pub article: Option<String>,
    /// A suggestion's title, an article's draft.
    pub title: Option<String>,
    /// Where it stands.
    pub state: Option<&'static str>,
    /// The words round what was found, in pieces.
    pub snippet: Vec<Piece>,
    /// The words round what was found as HTML: escaped, with `mark` round what was found.
    pub snippet_html: String,
    /// When it came or was published.
    #[schema(format = DateTime)]
    pub at: String,
}

/// A piece of a snippet.
#[derive(Debug, Serialize, ToSchema)]
pub struct Piece {
    /// The words.
    pub text: String,
    /// Whether they are what was asked for.
    pub marked: bool,
}

fn pieces(text: &str, needles: &[String]) -> (Vec<Piece>, String) {
    let segments = snippet::excerpt(text, needles, WIDTH);
    let mut html = String::new();
    for segment in &segments {
        let escaped = segment.text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;");
        html.push_str(&if segment.marked { format!("<mark>{escaped}</mark>") } else { escaped });
    }
    (segments.into_iter().map(|s| Piece { text: s.text, marked: s.marked }).collect(), html)
}

fn hit(row: &Row, needles: &[String]) -> Hit {
    let head = row.head();
    let (kind, id, article, title, state, text, at) = match row {
        Row::Comment(c, _) => {
            ("comment", c.id, c.provision_eid.clone(), None, Some(c.state.as_str()), c.shown_text().to_owned(), c.received_at)
        }
        Row::Suggestion(s, _) => {
            let text = [s.title.as_str(), s.wording.as_deref().unwrap_or_default(), &s.reason].join(" ");
            ("suggestion", s.id, s.provision_eid.clone(), Some(s.title.clone()), Some(s.state.as_str()), text, s.created_at)
        }
        Row::Article(a, head) => ("article", a.id, Some(a.eid.clone()), Some(head.title.clone()), None, a.words.clone(), a.published_at),
    };
    let (snippet, snippet_html) = pieces(&text, needles);
    let (regulation, draft) = (head.slug.clone(), head.number);
    Hit { kind, id, regulation, draft, article, title, state, snippet, snippet_html, at: rfc3339(at) }
}

/// Search.
///
/// Searches published comments, released suggestions and draft articles. Simplified and Traditional find each other. `q` takes words, "exact phrases", -words,
/// OR, 第五条; it is never an error. Facets may be given several times.
#[utoipa::path(
    get, path = "/api/v1/search", operation_id = "search", tag = "caiyan",
    params(
        ("q" = Option<String>, Query, description = "Words to find"),
        ("regulation" = Option<String>, Query, description = "A regulation's name in addresses"),
        ("article" = Option<String>, Query, description = "An article's eId, `art_5`"),
        ("stance" = Option<String>, Query, description = "support, amend, oppose, ask"),
        ("contact_point" = Option<String>, Query, description = "A contact point's name in addresses"),
        ("channel" = Option<String>, Query, description = "web, qr, paper, phone, letter, visit, meeting"),
        ("outcome" = Option<String>, Query, description = "adopted, partly_adopted, noted, not_adopted"),
        ("from" = Option<String>, Query, description = "First day, `2026-11-01`"),
        ("to" = Option<String>, Query, description = "Last day, `2026-11-30`"),
        ("sort" = Option<String>, Query, description = "relevance (default), newest, oldest"),
        ("cursor" = Option<String>, Query, description = "From `links.next`"),
        ("limit" = Option<i64>, Query, description = "Hits in one page, 1 to 200"),
    ),
    responses(
        (status = 200, description = "What was found", body = Answer<Results>),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn get(req: HttpRequest, mut page: Page, Query(fields): Query) -> Result<HttpResponse, Error> {
    if !serve::is_kiosk(&req) {
        page.app.limits.search.check(&serve::address(&req)).map_err(|wait| Error::TooMany { wait })?;
    }
    // The API speaks for the public, whoever asks.
    page.account = None;
    let paging = super::Paging::parse(&page, &fields)?;
    let offset = usize::try_from(paging.after).unwrap_or_default().min(MAX_DEPTH);
    let per_page = usize::try_from(paging.limit).unwrap_or_default();
    let (filters, sort) = results::filters_of(&fields);
    let question = Question { typed: fields.get("q").to_owned(), filters, sort, offset, limit: per_page, facets: &results::SHOWN };
    let answer = results::search(&page, question).await?;
    let total = i64::try_from(answer.found.total).unwrap_or(i64::MAX);
    let more = offset + per_page < usize::try_from(answer.found.total).unwrap_or(usize::MAX).min(MAX_DEPTH);
    let next = more.then(|| i64::try_from(offset + per_page).ok()).flatten().map(|after| super::next_url(&page, after));
    let facets = answer.found.facets.iter().map(|(facet, values)| {
        let counts =
            values.iter().filter(|(value, _)| !value.is_empty()).map(|(value, count)| FacetCount { value: value.clone(), count: *count });
        (facet.as_str(), counts.collect())
    });
    let breadth = match answer.found.breadth {
        crate::search::find::Breadth::Exact => "exact",
        crate::search::find::Breadth::Words => "words",
        crate::search::find::Breadth::Some => "some",
    };
    let hits: Vec<Hit> = answer.rows.iter().map(|row| hit(row, &answer.needles)).collect();
    let count = hits.len();
    let data = Results { hits, facets: facets.collect(), not_understood: answer.ask.not_understood, breadth };
    let links = Links { itself: super::own_url(&page), next, html: Some(super::url(&page, &format!("/search?{}", page.query))) };
    super::send(&req, &Answer { data, meta: Meta { count: Some(count), total: Some(total) }, links })
}
