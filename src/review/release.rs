//! Publishing the results of a draft at one time: `GET /review/releases/{r}?draft=` shows what the public will see, `POST` releases it.
//!
//! The preview is made by the public page's own code. If decisions changed after the preview, nothing is released (409): what
//! becomes public is what was looked at.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde_json::json;

use super::compare;
use crate::account::Viewer;
use crate::consultation::Phase;
use crate::db::Conn;
use crate::decision::{self, query::Decision};
use crate::error::Error;
use crate::event::Actor;
use crate::form::{self, FormState, Posted, Query};
use crate::html::{self, Page, filters};
use crate::id;
use crate::regulation::query::{self as regulations, Stage};
use crate::regulation::results::{self, Basis, Figures, Group};
use crate::suggestion;

/// The preview.
#[derive(Template)]
#[template(path = "review/release.html")]
struct Show {
    page: Page,
    stage: Stage,
    stages: Vec<Stage>,
    form: FormState,
    figures: Figures,
    groups: Vec<Group>,
    fresh: usize,
    undecided: usize,
    seen: String,
}

impl Show {
    fn is_open(&self) -> bool {
        is_open(&self.page, &self.stage)
    }
}

fn is_open(page: &Page, stage: &Stage) -> bool {
    stage.consultation.as_ref().is_some_and(|c| matches!(c.phase(page.now), Phase::Open | Phase::Soon))
}

/// A digest of the decisions in force: the same as long as nobody decides anything.
fn seen(decisions: &mut [Decision]) -> String {
    decisions.sort_by_key(|d| d.id);
    let ids: Vec<i64> = decisions.iter().map(|d| d.id).collect();
    id::hex(&id::sha256(&[json!(ids).to_string().as_bytes()]))
}

/// The digest now, and how many decisions are not public yet.
fn standing(conn: &mut Conn, draft_id: i64) -> Result<(String, usize), Error> {
    let ids: Vec<i64> = suggestion::query::of_draft(conn, &Viewer::Reviewer, draft_id)?.iter().map(|s| s.id).collect();
    let mut decisions = decision::query::in_force(conn, &ids)?;
    let fresh = decisions.iter().filter(|d| d.released_at.is_none()).count();
    Ok((seen(&mut decisions), fresh))
}

fn load(conn: &mut Conn, page: Page, slug: &str, number: Option<i64>, form: FormState) -> Result<Show, Error> {
    let mut stages = regulations::stages_of(conn, slug)?;
    stages.retain(|s| s.consultation.is_some());
    let stage = compare::choose(&stages, number).cloned().ok_or(Error::NotFound)?;
    let text = page.app.texts.of(conn, stage.draft.id)?;
    let rows = results::rows(conn, &stage, &text, Basis::InForce)?;
    let figures = results::figures(conn, &stage, &rows, Basis::InForce)?;
    let total = suggestion::query::of_draft(conn, &Viewer::Reviewer, stage.draft.id)?.len();
    let (seen, fresh) = standing(conn, stage.draft.id)?;
    let undecided = total.saturating_sub(rows.len());
    Ok(Show { page, stage, stages, form, figures, groups: results::groups(rows), fresh, undecided, seen })
}

async fn answer(page: Page, status: StatusCode, slug: String, number: Option<i64>, form: FormState) -> Result<HttpResponse, Error> {
    let context = page.clone();
    let show = page.app.db.read(move |conn| load(conn, context, &slug, number, form)).await?;
    html::page(&page, status, &show)
}

/// `GET /review/releases/{r}`
pub async fn get(page: Page, path: web::Path<String>, Query(fields): Query) -> Result<HttpResponse, Error> {
    answer(page, StatusCode::OK, path.into_inner(), fields.int("draft"), FormState::default()).await
}

/// `POST /review/releases/{r}`
pub async fn post(page: Page, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Error> {
    let (slug, reviewer, now, key) = (path.into_inner(), page.staff()?, page.now, posted.key());
    let (number, shown) = (posted.fields.int("draft"), posted.fields.get("seen").to_owned());
    let wanted = slug.clone();
    let stages = page.app.db.read(move |conn| regulations::stages_of(conn, &wanted)).await?;
    let stage = compare::choose(&stages, number).filter(|s| s.consultation.is_some()).cloned().ok_or(Error::NotFound)?;
    let mut form = FormState::new(posted.fields);
    if is_open(&page, &stage) {
        form.wrong("release", page.t.review.release_open);
        return answer(page, StatusCode::CONFLICT, slug, number, form).await;
    }
    let location = format!("/regulations/{slug}/results?draft={}", stage.draft.number);
    let done = page
        .app
        .db
        .write(move |conn| {
            form::once(conn, &key, now, |conn| {
                let (present, fresh) = standing(conn, stage.draft.id)?;
                if present != shown {
                    return Err(Error::Conflict);
                }
                if fresh == 0 {
                    return Err(Error::Invalid { field: "release", problem: String::new() });
                }
                decision::change::release(conn, Actor::Account(reviewer.id), stage.regulation.id, stage.draft.id, now)?;
                Ok(location)
            })
        })
        .await;
    match done {
        Ok(location) => Ok(html::see_other(&page, &location)),
        Err(Error::Conflict) => {
            form.wrong("release", page.t.review.release_changed);
            answer(page, StatusCode::CONFLICT, slug, number, form).await
        }
        Err(Error::Invalid { .. }) => {
            form.wrong("release", page.t.review.release_none);
            answer(page, StatusCode::UNPROCESSABLE_ENTITY, slug, number, form).await
        }
        Err(error) => Err(error),
    }
}
