//! What contact points handed in: `GET /review/submissions?only=waiting&page=`, `GET /review/submissions/{b}`; sending a batch back with a reason
//! (`POST …/return`) and beginning to study it (`POST …/study`). Somebody else's change in between gives 409 with what was typed.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use diesel::QueryResult;

use super::{Card, cards};
use crate::account::Viewer;
use crate::contact_point;
use crate::db::Conn;
use crate::error::Error;
use crate::form::{self, FormState, Posted, Query, clean};
use crate::html::{self, Page, filters};
use crate::regulation::query::{self as regulations, Stage};
use crate::submission::query::{self, Submission};
use crate::submission::{self, State};
use crate::suggestion;

/// One batch in the list.
#[derive(Clone, Debug)]
pub struct Batch {
    /// The batch.
    pub submission: Submission,
    /// Name of the contact point.
    pub point: String,
    /// Title of the draft.
    pub title: String,
    /// Suggestions in it.
    pub suggestions: i64,
    /// Of these not yet under study.
    pub waiting: i64,
}

impl Batch {
    /// Whether somebody has to look at it.
    pub fn is_waiting(&self) -> bool {
        self.submission.state == State::Submitted && self.waiting > 0
    }
}

/// Every batch handed in, newest first.
pub fn list(conn: &mut Conn) -> QueryResult<Vec<Batch>> {
    let all = query::handed_in(conn)?;
    let ids: Vec<i64> = all.iter().map(|b| b.id).collect();
    let mut counts: HashMap<i64, (i64, i64)> = HashMap::new();
    for (id, state, n) in suggestion::query::states_in_batches(conn, &ids)? {
        let (total, waiting) = counts.entry(id.unwrap_or_default()).or_default();
        *total += n;
        *waiting += if state == suggestion::State::Submitted { n } else { 0 };
    }
    let points = contact_point::query::names(conn)?;
    let titles: HashMap<i64, String> = regulations::stages(conn)?.into_iter().map(|s| (s.draft.id, s.draft.title)).collect();
    let batch = |submission: Submission| {
        let (suggestions, waiting) = counts.get(&submission.id).copied().unwrap_or_default();
        let point = points.get(&submission.contact_point_id).map(|(_, name)| name.clone()).unwrap_or_default();
        let title = titles.get(&submission.draft_id).cloned().unwrap_or_default();
        Batch { submission, point, title, suggestions, waiting }
    };
    Ok(all.into_iter().map(batch).collect())
}

/// The list.
#[derive(Template)]
#[template(path = "review/submissions.html")]
struct List {
    page: Page,
    batches: Vec<Batch>,
    only: bool,
    before: String,
    after: String,
}

/// Batches on one page.
const PER_PAGE: usize = 50;

/// `GET /review/submissions`
pub async fn get(page: Page, Query(fields): Query) -> Result<HttpResponse, Error> {
    let mut batches = page.app.db.read(list).await?;
    let only = fields.get("only") == "waiting";
    batches.retain(|b| !only || b.is_waiting());
    let number = usize::try_from(fields.page()).unwrap_or(1);
    let link = |number: usize| format!("{}/review/submissions?{}page={number}", page.base, if only { "only=waiting&" } else { "" });
    let before = if number > 1 { link(number - 1) } else { String::new() };
    let after = if batches.len() > number * PER_PAGE { link(number + 1) } else { String::new() };
    let batches = batches.into_iter().skip((number - 1) * PER_PAGE).take(PER_PAGE).collect();
    let list = List { page, batches, only, before, after };
    html::ok(&list.page, &list)
}

/// One batch.
#[derive(Template)]
#[template(path = "review/submission.html")]
struct Show {
    page: Page,
    loaded: Loaded,
    form: FormState,
    conflict: bool,
}

impl Show {
    /// Whether a reviewer may send it back or begin to study it.
    fn is_waiting(&self) -> bool {
        let waits = |c: &Card| c.suggestion.state == suggestion::State::Submitted;
        self.loaded.batch.state == State::Submitted && self.loaded.cards.iter().any(waits)
    }
}

struct Loaded {
    batch: Submission,
    stage: Stage,
    point: String,
    cards: Vec<Card>,
}

fn load(conn: &mut Conn, page: &Page, viewer: &Viewer, id: i64) -> Result<Loaded, Error> {
    let batch = query::by_id(conn, id)?.filter(|b| b.state != State::Draft).ok_or(Error::NotFound)?;
    let stage = regulations::stage_by_draft(conn, batch.draft_id)?.ok_or(Error::NotFound)?;
    let point = contact_point::query::by_id(conn, batch.contact_point_id)?.map(|p| p.name).unwrap_or_default();
    let text = page.app.texts.of(conn, batch.draft_id)?;
    let ids: Vec<i64> = query::suggestions_of(conn, id)?.iter().map(|s| s.id).collect();
    // Once sent back, the suggestions are the contact point's again.
    let visible = suggestion::query::by_ids(conn, viewer, &ids)?;
    let mut cards = cards(conn, viewer, &text, visible)?;
    let order: HashMap<&str, usize> = text.provisions.iter().enumerate().map(|(i, p)| (p.eid.as_str(), i + 1)).collect();
    cards.sort_by_key(|c| {
        (c.suggestion.provision_eid.as_deref().map_or(0, |eid| order.get(eid).copied().unwrap_or(usize::MAX)), c.suggestion.id)
    });
    Ok(Loaded { batch, stage, point, cards })
}

async fn loaded(page: &Page, id: i64) -> Result<Loaded, Error> {
    let (context, viewer) = (page.clone(), page.viewer());
    page.app.db.read(move |conn| load(conn, &context, &viewer, id)).await
}

async fn answer(page: Page, status: StatusCode, id: i64, form: FormState) -> Result<HttpResponse, Error> {
    let loaded = loaded(&page, id).await?;
    let show = Show { page, loaded, form, conflict: status == StatusCode::CONFLICT };
    html::page(&show.page, status, &show)
}

/// `GET /review/submissions/{b}`
pub async fn show(page: Page, path: web::Path<i64>) -> Result<HttpResponse, Error> {
    answer(page, StatusCode::OK, path.into_inner(), FormState::default()).await
}

/// What a reviewer does with a batch.
enum Act {
    Return(String),
    Study,
}

async fn change(page: Page, id: i64, posted: Posted, act: Act) -> Result<HttpResponse, Error> {
    let (reviewer, now, key) = (page.staff()?, page.now, posted.key());
    let version = posted.fields.int("version").and_then(|v| i32::try_from(v).ok()).ok_or(Error::BadRequest("no version"))?;
    let form = FormState::new(posted.fields);
    let location = format!("/review/submissions/{id}");
    let done = page
        .app
        .db
        .write(move |conn| {
            form::once(conn, &key, now, |conn| {
                match &act {
                    Act::Return(reason) => {
                        // A batch whose suggestions are all under study has nothing left to send back.
                        let suggestions = query::suggestions_of(conn, id)?;
                        if suggestions.iter().all(|s| s.state != suggestion::State::Submitted) {
                            return Err(Error::Conflict);
                        }
                        submission::change::send_back(conn, &reviewer, id, version, reason, now)?;
                    }
                    Act::Study => submission::change::start_study(conn, &reviewer, id, version, now)?,
                }
                Ok(location)
            })
        })
        .await;
    match done {
        Ok(location) => Ok(html::see_other(&page, &location)),
        Err(Error::Conflict) => answer(page, StatusCode::CONFLICT, id, form).await,
        Err(error) => Err(error),
    }
}

/// `POST /review/submissions/{b}/return`
pub async fn send_back(page: Page, path: web::Path<i64>, posted: Posted) -> Result<HttpResponse, Error> {
    let id = path.into_inner();
    let reason = clean(posted.fields.raw("reason"));
    if !(5..=500).contains(&reason.chars().count()) {
        let mut form = FormState::new(posted.fields);
        form.wrong("reason", page.t.review.e_return);
        return answer(page, StatusCode::UNPROCESSABLE_ENTITY, id, form).await;
    }
    change(page, id, posted, Act::Return(reason)).await
}

/// `POST /review/submissions/{b}/study`
pub async fn study(page: Page, path: web::Path<i64>, posted: Posted) -> Result<HttpResponse, Error> {
    change(page, path.into_inner(), posted, Act::Study).await
}
