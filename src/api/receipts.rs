//! `GET /api/v1/receipts/{code}`: where one's own comment stands. Neither the words nor how to reach the citizen are in it.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use chrono::NaiveDateTime;
use serde::Serialize;
use utoipa::ToSchema;

use super::{Answer, Problem};
use crate::clock::rfc3339;
use crate::comment::{Channel, State};
use crate::decision::{Level, Outcome};
use crate::error::Error;
use crate::event::EventKind;
use crate::html::Page;
use crate::receipt::query::{Path, Receipt};
use crate::receipt::show;

/// Where a comment stands.
#[derive(Debug, Serialize, ToSchema)]
pub struct Status {
    /// The receipt's code.
    #[schema(example = "K7M2-9QXA-4TRP")]
    pub receipt: String,
    /// Where it stands now.
    pub state: State,
    /// Slug of the regulation.
    pub regulation: String,
    /// Number of the draft.
    pub draft: i32,
    /// The place; null for the whole draft.
    pub article: Option<String>,
    /// How it reached us.
    pub channel: Channel,
    /// Why it is outside its draft, if it is.
    pub closing_reason: Option<String>,
    /// What has happened, in order.
    pub timeline: Vec<Step>,
    /// The suggestions it went into.
    pub suggestions: Vec<Outlook>,
}

/// Something that has happened.
#[derive(Debug, Serialize, ToSchema)]
pub struct Step {
    /// The state it reached.
    pub state: State,
    /// When; null where no day is kept.
    #[schema(format = DateTime)]
    pub at: Option<String>,
}

/// A suggestion, and its result once it is public.
#[derive(Debug, Serialize, ToSchema)]
pub struct Outlook {
    /// One line.
    pub title: String,
    /// Comments it came from.
    pub comments: i64,
    /// What was decided.
    pub outcome: Option<Outcome>,
    /// Why, in public words.
    pub reason: Option<String>,
    /// How far the words got.
    pub level: Option<Level>,
    /// The words as they stand in the text now.
    pub final_wording: Option<String>,
    /// When the result was published.
    #[schema(format = DateTime)]
    pub released_at: Option<String>,
}

impl Outlook {
    fn of(path: Path) -> Self {
        let Path { suggestion, decision } = path;
        let decision = decision.as_ref();
        Self {
            title: suggestion.title,
            comments: suggestion.comment_count,
            outcome: decision.map(|d| d.outcome),
            reason: decision.map(|d| d.reason.clone()),
            level: decision.map(|d| d.level),
            final_wording: decision.and_then(|d| d.final_wording.clone()),
            released_at: decision.and_then(|d| d.released_at).map(rfc3339),
        }
    }
}

/// The states a comment has gone through, as far as its citizen may know.
fn timeline(receipt: &Receipt) -> Vec<Step> {
    let (comment, now) = (&receipt.comment, receipt.comment.state);
    let first = |kind: EventKind| receipt.events.iter().find(|e| e.kind == kind.as_str()).map(|e| e.at);
    let mut steps = Vec::new();
    let mut step = |state: State, at: Option<NaiveDateTime>| steps.push(Step { state, at: at.map(rfc3339) });
    step(State::Received, Some(comment.received_at));
    if comment.registered_at.is_some() {
        step(State::Registered, comment.registered_at);
    }
    match now {
        State::Withdrawn => step(now, first(EventKind::CommentWithdrawn)),
        State::OutOfScope => step(now, first(EventKind::CommentOutOfScope)),
        State::Received | State::Registered => {}
        State::Curated
        | State::Submitted
        | State::UnderStudy
        | State::Adopted
        | State::PartlyAdopted
        | State::Noted
        | State::NotAdopted => {
            step(State::Curated, first(EventKind::CommentMerged));
            if now != State::Curated {
                step(State::Submitted, receipt.submitted_at);
            }
            if now == State::UnderStudy || now.is_decided() {
                step(State::UnderStudy, receipt.study_at);
            }
            if now.is_decided() {
                step(now, receipt.paths.iter().filter_map(|p| p.decision.as_ref()).find_map(|d| d.released_at));
            }
        }
    }
    steps
}

/// Where a comment stands.
///
/// Where a comment stands, for whoever holds its receipt. Trying codes out is slowed down.
#[utoipa::path(
    get, path = "/api/v1/receipts/{code}", operation_id = "receipt", tag = "caiyan",
    params(("code" = String, Path, description = "The receipt's code, in any case, with or without hyphens", example = "K7M2-9QXA-4TRP")),
    responses(
        (status = 200, description = "Where it stands", body = Answer<Status>),
        (status = 404, description = "No such receipt", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many unknown codes; Retry-After says how long to wait", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn get(req: HttpRequest, page: Page, path: web::Path<String>) -> Result<HttpResponse, Error> {
    let receipt = show::load(&page, &path).await.map_err(|e| show::guessed(&req, &page, e))?;
    let timeline = timeline(&receipt);
    let comment = receipt.comment;
    let html = super::url(&page, &format!("/receipts/{}", comment.receipt_code));
    let status = Status {
        receipt: comment.receipt_code,
        state: comment.state,
        regulation: receipt.stage.regulation.slug,
        draft: receipt.stage.draft.number,
        article: comment.provision_eid,
        channel: comment.channel,
        closing_reason: comment.closing_reason.filter(|_| comment.state == State::OutOfScope),
        timeline,
        suggestions: receipt.paths.into_iter().map(Outlook::of).collect(),
    };
    let mut response = super::one(&req, &page, status, Some(html))?;
    let headers = response.headers_mut();
    headers.insert(header::CACHE_CONTROL, header::HeaderValue::from_static("no-store"));
    headers.insert(header::REFERRER_POLICY, header::HeaderValue::from_static("no-referrer"));
    headers.insert(header::HeaderName::from_static("x-robots-tag"), header::HeaderValue::from_static("noindex"));
    Ok(response)
}
