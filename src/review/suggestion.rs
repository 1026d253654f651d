//! One suggestion with everything about it: `GET /review/suggestions/{s}`, and deciding on it: `POST /review/suggestions/{s}/decision`.
//!
//! A reviewer who was not first gets 409: the decision that stands beside what was typed; nothing is overwritten.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::NaiveDateTime;

use super::ruling::{self, Offer};
use super::{Card, Drafts, cards};
use crate::account::{self, Viewer};
use crate::comment::query::Comment;
use crate::db::Conn;
use crate::decision::query::{self as decisions, Decision};
use crate::error::Error;
use crate::event::{self, EventKind, Subject};
use crate::form::{self, FormState, Posted, Query};
use crate::html::{self, Page, filters};
use crate::regulation::query::{Stage, stage_by_draft};
use crate::submission::query::Submission;
use crate::{comment, decision, submission, suggestion};

/// Source comments on one page.
const PER_PAGE: i64 = 20;

/// One line of the history.
pub struct Trace {
    /// When.
    pub at: NaiveDateTime,
    /// What.
    pub what: String,
    /// Who, where that is known.
    pub who: String,
}

/// The page.
#[derive(Template)]
#[template(path = "review/suggestion.html")]
struct Show {
    page: Page,
    loaded: Loaded,
    form: FormState,
    offer: Offer,
    conflict: bool,
    number: i64,
}

impl Show {
    fn card(&self) -> &Card {
        &self.loaded.card
    }

    fn link(&self, number: i64) -> String {
        format!("{}/review/suggestions/{}?page={number}", self.page.base, self.loaded.card.suggestion.id)
    }

    fn before(&self) -> String {
        if self.number > 1 { self.link(self.number - 1) } else { String::new() }
    }

    fn after(&self) -> String {
        if self.number * PER_PAGE < self.loaded.card.suggestion.comment_count { self.link(self.number + 1) } else { String::new() }
    }

    /// Whether a reviewer may decide now: not while its contact point has it in hand.
    fn can_decide(&self) -> bool {
        !self.loaded.card.suggestion.state.is_in_hand()
    }

    fn who(&self, id: &i64) -> &str {
        self.loaded.names.get(id).map(String::as_str).unwrap_or_default()
    }

    fn trail(&self) -> Vec<Trace> {
        let r = &self.page.t.review;
        let mut trail: Vec<Trace> = self
            .loaded
            .events
            .iter()
            .filter_map(|e| {
                let what = match e.kind.as_str() {
                    k if k == EventKind::SuggestionCreated.as_str() => r.trail_created,
                    k if k == EventKind::SuggestionEdited.as_str() => r.trail_edited,
                    k if k == EventKind::SuggestionChecked.as_str() => r.trail_checked,
                    _ => return None,
                };
                Some(Trace { at: e.at, what: what.to_owned(), who: self.loaded.card.point.clone() })
            })
            .collect();
        if let Some(at) = self.loaded.batch.as_ref().and_then(|b| b.submitted_at) {
            trail.push(Trace { at, what: r.trail_sent.to_owned(), who: self.loaded.card.point.clone() });
        }
        for decision in &self.loaded.history {
            let mut what = r.trail_decided.replace("{outcome}", decision.outcome.label(self.page.t));
            for (said, word) in [(decision.released_at.is_some(), r.trail_released), (decision.replaced_at.is_some(), r.trail_replaced)] {
                if said {
                    what = format!("{what}（{word}）");
                }
            }
            trail.push(Trace { at: decision.decided_at, what, who: self.who(&decision.decided_by).to_owned() });
        }
        trail.sort_by_key(|t| t.at);
        trail
    }
}

struct Loaded {
    card: Card,
    stage: Stage,
    drafts: Drafts,
    comments: Vec<Comment>,
    batch: Option<Submission>,
    /// Decisions the viewer may see, newest first.
    history: Vec<Decision>,
    events: Vec<event::Event>,
    names: HashMap<i64, String>,
}

/// A suggestion that reviewers could see until its batch was sent back.
pub fn returned(conn: &mut Conn, id: i64) -> Result<suggestion::query::Suggestion, Error> {
    let seen = suggestion::query::by_id(conn, id)?.ok_or(Error::NotFound)?;
    let batch = seen.submission_id.map(|batch| submission::query::by_id(conn, batch)).transpose()?.flatten();
    if batch.is_some_and(|b| b.submitted_at.is_some()) { Ok(seen) } else { Err(Error::NotFound) }
}

/// Loads a suggestion; one that was sent back is shown only to a reviewer who was about to decide on it.
fn load(conn: &mut Conn, page: &Page, viewer: &Viewer, id: i64, at: i64, deciding: bool) -> Result<Loaded, Error> {
    let visible = suggestion::query::visible_by_id(conn, viewer, id)?;
    let seen = match visible {
        None if deciding => returned(conn, id)?,
        visible => visible.ok_or(Error::NotFound)?,
    };
    let stage = stage_by_draft(conn, seen.draft_id)?.ok_or(Error::NotFound)?;
    let drafts = Drafts::around(conn, page, &stage.regulation.slug, seen.draft_id)?;
    let comments = comment::query::page_in_suggestion(conn, viewer, id, PER_PAGE, (at - 1) * PER_PAGE)?;
    let batch = match seen.submission_id {
        Some(batch) => submission::query::by_id(conn, batch)?,
        None => None,
    };
    let mut history = decisions::of(conn, id)?;
    history.retain(|d| *viewer == Viewer::Reviewer || d.released_at.is_some());
    let text = page.app.texts.of(conn, seen.draft_id)?;
    let card = cards(conn, viewer, &text, vec![seen])?.pop().ok_or(Error::NotFound)?;
    let (events, names) = (event::of(conn, Subject::Suggestion(id))?, account::query::names(conn)?);
    Ok(Loaded { card, stage, drafts, comments, batch, history, events, names })
}

/// The form as it begins: the decision in force if there is one, else what the newest draft says.
fn begun(loaded: &Loaded) -> FormState {
    let mut form = ruling::prefilled(&loaded.drafts, loaded.card.suggestion.provision_eid.as_deref());
    if let Some(decision) = &loaded.card.decision {
        let known = [
            ("outcome", decision.outcome.as_str()),
            ("level", decision.level.as_str()),
            ("code", decision.reason_code.as_str()),
            ("reason", decision.reason.as_str()),
            ("place", decision.place_eid.as_deref().unwrap_or_default()),
        ];
        form.fields.0.retain(|(name, _)| !known.iter().any(|(k, _)| k == name));
        form.fields.0.extend(known.map(|(name, value)| (name.to_owned(), value.to_owned())));
        if let Some(wording) = &decision.final_wording {
            form.fields.0.retain(|(name, _)| name != "final");
            form.fields.0.push(("final".to_owned(), wording.clone()));
        }
    }
    form
}

fn answer(page: Page, status: StatusCode, loaded: Loaded, form: FormState, conflict: bool, number: i64) -> Result<HttpResponse, Error> {
    let offer = Offer::new(&page, &loaded.drafts, loaded.card.suggestion.provision_eid.as_deref());
    let show = Show { page, loaded, form, offer, conflict, number };
    html::page(&show.page, status, &show)
}

/// `GET /review/suggestions/{s}`
pub async fn get(page: Page, path: web::Path<i64>, Query(fields): Query) -> Result<HttpResponse, Error> {
    let (id, context, viewer, at) = (path.into_inner(), page.clone(), page.viewer(), fields.page());
    let loaded = page.app.db.read(move |conn| load(conn, &context, &viewer, id, at, false)).await?;
    let form = begun(&loaded);
    answer(page, StatusCode::OK, loaded, form, false, at)
}

/// `POST /review/suggestions/{s}/decision`
pub async fn decide(page: Page, path: web::Path<i64>, posted: Posted) -> Result<HttpResponse, Error> {
    let (id, reviewer, now, key) = (path.into_inner(), page.staff()?, page.now, posted.key());
    let version = posted.fields.int("version").and_then(|v| i32::try_from(v).ok()).ok_or(Error::BadRequest("no version"))?;
    let loaded = reload(&page, id).await?;
    let mut form = FormState::new(posted.fields);
    let Some(ruling) = ruling::read(&mut form, &page, &loaded.drafts) else {
        return answer(page, StatusCode::UNPROCESSABLE_ENTITY, loaded, form, false, 1);
    };
    let location = format!("/review/suggestions/{id}");
    let done = page
        .app
        .db
        .write(move |conn| {
            form::once(conn, &key, now, |conn| decision::change::decide(conn, &reviewer, id, version, ruling, now).map(|()| location))
        })
        .await;
    match done {
        Ok(location) => Ok(html::see_other(&page, &location)),
        // Sent back meanwhile, it is no longer a reviewer's to see; the words typed are still shown.
        Err(Error::Conflict | Error::NotFound) => {
            let loaded = reload(&page, id).await?;
            answer(page, StatusCode::CONFLICT, loaded, form, true, 1)
        }
        Err(error) => Err(error),
    }
}

async fn reload(page: &Page, id: i64) -> Result<Loaded, Error> {
    let context = page.clone();
    page.app.db.read(move |conn| load(conn, &context, &Viewer::Reviewer, id, 1, true)).await
}
