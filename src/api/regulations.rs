//! `GET /api/v1/regulations` and `GET /api/v1/regulations/{r}`

use std::collections::HashMap;

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Answer, Links, Paging, Problem};
use crate::clock::rfc3339;
use crate::comment;
use crate::consultation::query::Consultation;
use crate::db::Conn;
use crate::error::Error;
use crate::form::Query;
use crate::html::Page;
use crate::regulation::DraftKind;
use crate::regulation::query::{self, Stage};

/// A regulation in the making, or made.
#[derive(Debug, Serialize, ToSchema)]
pub struct Regulation {
    /// Its name in addresses.
    #[schema(example = "2026-07")]
    pub slug: String,
    /// Without the note （草案）.
    pub title: String,
    /// What it is about, in one line.
    pub subject: String,
    /// Its field.
    pub topic: String,
    /// Who drafts it.
    pub organiser: String,
    /// Comments received on all its drafts, withdrawn ones left out.
    pub comments: i64,
    /// Its drafts in order of number.
    pub drafts: Vec<DraftEntry>,
    /// Its addresses.
    pub links: Links,
}

/// One draft, without its text.
#[derive(Debug, Serialize, ToSchema)]
pub struct DraftEntry {
    /// 1, 2, 3 … in order of publication.
    pub number: i32,
    /// Which draft in the procedure.
    pub kind: DraftKind,
    /// As printed.
    pub title: String,
    /// Since when it is public.
    #[schema(format = DateTime)]
    pub published_at: String,
    /// The consultation on it, if there is one.
    pub consultation: Option<Period>,
    /// Its addresses.
    pub links: Links,
}

/// A consultation.
#[derive(Debug, Serialize, ToSchema)]
pub struct Period {
    /// `soon`, `open`, `closed`, or `decided` once results are published.
    #[schema(example = "open")]
    pub status: &'static str,
    /// First moment.
    #[schema(format = DateTime)]
    pub opens_at: String,
    /// Last moment.
    #[schema(format = DateTime)]
    pub closes_at: String,
    /// When results are expected.
    #[schema(format = DateTime)]
    pub results_expected_at: Option<String>,
    /// When results were published.
    #[schema(format = DateTime)]
    pub released_at: Option<String>,
}

impl Period {
    /// A consultation as it stands now.
    pub fn of(page: &Page, consultation: &Consultation) -> Self {
        Self {
            status: consultation.phase(page.now).as_str(),
            opens_at: rfc3339(consultation.opens_at),
            closes_at: rfc3339(consultation.closes_at),
            results_expected_at: consultation.results_expected_at.map(rfc3339),
            released_at: consultation.released_at.map(rfc3339),
        }
    }
}

impl DraftEntry {
    fn of(page: &Page, stage: &Stage) -> Self {
        let path = format!("/regulations/{}/drafts/{}", stage.regulation.slug, stage.draft.number);
        Self {
            number: stage.draft.number,
            kind: stage.draft.kind,
            title: stage.draft.title.clone(),
            published_at: rfc3339(stage.draft.published_at),
            consultation: stage.consultation.as_ref().map(|c| Period::of(page, c)),
            links: links(page, &path),
        }
    }
}

/// Where something stands in the API and on the site.
pub fn links(page: &Page, path: &str) -> Links {
    Links { itself: super::url(page, &format!("/api/v1{path}")), next: None, html: Some(super::url(page, path)) }
}

impl Regulation {
    fn of(page: &Page, regulation: query::Regulation, stages: &[Stage], comments: i64) -> Self {
        let links = links(page, &format!("/regulations/{}", regulation.slug));
        let drafts = stages.iter().filter(|s| s.regulation.id == regulation.id).map(|s| DraftEntry::of(page, s)).collect();
        let query::Regulation { slug, title, subject, topic, organiser, .. } = regulation;
        Self { slug, title, subject, topic, organiser, comments, drafts, links }
    }
}

/// A page of regulations, their drafts, their comments, and how many regulations there are.
type Loaded = (Vec<query::Regulation>, Vec<Stage>, HashMap<i64, i64>, i64);

fn load(conn: &mut Conn, paging: Paging) -> Result<Loaded, Error> {
    let regulations = query::after(conn, paging.after, paging.limit + 1)?;
    let ids: Vec<i64> = regulations.iter().map(|r| r.id).collect();
    let stages = query::stages_in(conn, &ids)?;
    let counts = comment::query::counts_by_regulation(conn)?.into_iter().collect();
    Ok((regulations, stages, counts, query::count(conn)?))
}

/// Regulations.
///
/// All regulations with their drafts, in the order they were entered.
#[utoipa::path(
    get, path = "/api/v1/regulations", operation_id = "regulations", tag = "caiyan",
    params(
        ("limit" = Option<u32>, Query, description = "Things in a page, 50 unless given", minimum = 1, maximum = 200),
        ("cursor" = Option<String>, Query, description = "From links.next of the page before", pattern = "^(616674657220(3[0-9]){1,18})?$"),
    ),
    responses(
        (status = 200, description = "A page of regulations", body = Answer<Vec<Regulation>>),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn list(req: HttpRequest, page: Page, Query(fields): Query) -> Result<HttpResponse, Error> {
    let paging = Paging::parse(&page, &fields)?;
    let (mut regulations, stages, counts, total) = page.app.db.read(move |conn| load(conn, paging)).await?;
    let next = paging.cut(&mut regulations, |r| r.id);
    let comments = |id: i64| counts.get(&id).copied().unwrap_or_default();
    let data = regulations.into_iter().map(|r| {
        let n = comments(r.id);
        Regulation::of(&page, r, &stages, n)
    });
    super::many(&req, &page, data.collect(), total, next)
}

/// One regulation.
///
/// One regulation with its drafts.
#[utoipa::path(
    get, path = "/api/v1/regulations/{r}", operation_id = "regulation", tag = "caiyan",
    params(("r" = String, Path, description = "The regulation's slug", example = "2026-07")),
    responses(
        (status = 200, description = "The regulation", body = Answer<Regulation>),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn get(req: HttpRequest, page: Page, path: web::Path<String>) -> Result<HttpResponse, Error> {
    let slug = path.into_inner();
    let (regulation, stages, comments) = page
        .app
        .db
        .read(move |conn| {
            let regulation = query::by_slug(conn, &slug)?.ok_or(Error::NotFound)?;
            let comments = comment::query::counts_by_regulation(conn)?.into_iter().find(|(id, _)| *id == regulation.id);
            Ok::<_, Error>((regulation, query::stages_of(conn, &slug)?, comments.map(|(_, n)| n).unwrap_or_default()))
        })
        .await?;
    let html = super::url(&page, &format!("/regulations/{}", regulation.slug));
    let data = Regulation::of(&page, regulation, &stages, comments);
    super::one(&req, &page, data, Some(html))
}
