//! `GET /api/v1/regulations/{r}/suggestions`: what contact points made of comments, with outcome and reason, once results are released.

use std::collections::HashMap;

use actix_web::{HttpRequest, HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Answer, Paging, Problem};
use crate::clock::rfc3339;
use crate::contact_point;
use crate::db::Conn;
use crate::decision::query::{self as decisions, Decision};
use crate::decision::{Level, Outcome, ReasonCode};
use crate::error::Error;
use crate::form::{Fields, Query};
use crate::html::Page;
use crate::regulation;
use crate::suggestion::query::{self as suggestions, Released};

/// A suggestion whose result is public.
#[derive(Debug, Serialize, ToSchema)]
pub struct Suggestion {
    /// Its number on this site.
    pub id: i64,
    /// Number of the draft it speaks of.
    pub draft: i32,
    /// The place it speaks of; null for the whole draft.
    #[schema(example = "art_5")]
    pub article: Option<String>,
    /// One line.
    pub title: String,
    /// The wording proposed.
    pub wording: Option<String>,
    /// Why it was proposed.
    pub grounds: String,
    /// Comments it came from.
    pub comments: i64,
    /// The contact point it comes from.
    pub contact_point: Point,
    /// What was decided.
    pub outcome: Outcome,
    /// Why, in public words.
    pub reason: String,
    /// The coded reason.
    pub reason_code: ReasonCode,
    /// How far the words got.
    pub level: Level,
    /// The words as they stand in the text now.
    pub final_wording: Option<String>,
    /// Their place in the newest draft.
    pub final_article: Option<String>,
    /// When the result was published.
    #[schema(format = DateTime)]
    pub released_at: Option<String>,
}

/// A contact point.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
pub struct Point {
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub name: String,
}

fn entry(row: suggestions::Suggestion, decision: Decision, drafts: &HashMap<i64, i32>, points: &HashMap<i64, Point>) -> Suggestion {
    Suggestion {
        id: row.id,
        draft: drafts.get(&row.draft_id).copied().unwrap_or_default(),
        article: row.provision_eid,
        title: row.title,
        wording: row.wording,
        grounds: row.reason,
        comments: row.comment_count,
        contact_point: points.get(&row.contact_point_id).cloned().unwrap_or_default(),
        outcome: decision.outcome,
        reason: decision.reason,
        reason_code: decision.reason_code,
        level: decision.level,
        final_wording: decision.final_wording,
        final_article: decision.place_eid,
        released_at: decision.released_at.map(rfc3339),
    }
}

type Loaded = (Vec<Suggestion>, i64, Option<i64>);

fn load(conn: &mut Conn, page: &Page, slug: &str, paging: Paging, fields: &Fields) -> Result<Loaded, Error> {
    let regulation = regulation::query::by_slug(conn, slug)?.ok_or(Error::NotFound)?;
    let drafts: HashMap<i64, i32> = regulation::query::stages_of(conn, slug)?.into_iter().map(|s| (s.draft.id, s.draft.number)).collect();
    // A draft that does not exist has no suggestions; row id 0 is nobody's.
    let draft_id = |wanted: i32| drafts.iter().find(|(_, number)| **number == wanted).map_or(0, |(id, _)| *id);
    let s = &page.t.stats;
    let invalid = |field, problem: &str| Error::Invalid { field, problem: problem.to_owned() };
    let wanted = Released {
        regulation_id: regulation.id,
        draft_id: fields.some("draft").map(|n| n.parse().map(draft_id).map_err(|_| invalid("draft", s.api_e_draft))).transpose()?,
        eid: fields.some("article").filter(|eid| !eid.contains('\0')).map(str::to_owned),
        outcome: fields.some("outcome").map(|o| Outcome::parse(o).ok_or_else(|| invalid("outcome", s.api_e_outcome))).transpose()?,
    };
    let mut rows = wanted.after(conn, paging.after, paging.limit + 1)?;
    let next = paging.cut(&mut rows, |row| row.id);
    let ids: Vec<i64> = rows.iter().map(|row| row.id).collect();
    let mut decided: HashMap<i64, Decision> = decisions::released(conn, &ids)?.into_iter().map(|d| (d.suggestion_id, d)).collect();
    let points = contact_point::query::all(conn)?.into_iter().map(|p| (p.id, Point { slug: p.slug, name: p.name })).collect();
    let data = rows.into_iter().filter_map(|row| decided.remove(&row.id).map(|decision| entry(row, decision, &drafts, &points))).collect();
    Ok((data, wanted.count(conn)?, next))
}

/// Suggestions with their results.
///
/// The suggestions of a regulation whose results are public, each with outcome and reason, in the order they were made.
#[utoipa::path(
    get, path = "/api/v1/regulations/{r}/suggestions", operation_id = "suggestions", tag = "caiyan",
    params(
        ("r" = String, Path, description = "The regulation's slug", example = "2026-07"),
        ("draft" = Option<i32>, Query, description = "Only those on the draft of this number"),
        ("article" = Option<String>, Query, description = "Only those on this place or below it", example = "art_5"),
        ("outcome" = Option<Outcome>, Query, description = "Only those with this outcome"),
        ("limit" = Option<u32>, Query, description = "Things in a page, 50 unless given", minimum = 1, maximum = 200),
        ("cursor" = Option<String>, Query, description = "From links.next of the page before", pattern = "^(616674657220(3[0-9]){1,18})?$"),
    ),
    responses(
        (status = 200, description = "A page of suggestions", body = Answer<Vec<Suggestion>>),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn list(req: HttpRequest, page: Page, path: web::Path<String>, Query(fields): Query) -> Result<HttpResponse, Error> {
    let (paging, slug, context) = (Paging::parse(&page, &fields)?, path.into_inner(), page.clone());
    let (data, total, next) = page.app.db.read(move |conn| load(conn, &context, &slug, paging, &fields)).await?;
    super::many(&req, &page, data, total, next)
}
