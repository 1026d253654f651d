//! One batch: `GET /desk/submissions/{id}` with its 汇总表, `POST …/send` hands it in. Sent is locked; what comes back with a reason
//! can be changed and sent again. After the deadline it still goes, and is marked as late.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::table::{self, Line};
use super::{MOST_NOTE, is_late, note, own};
use crate::db::Conn;
use crate::desk::{conflict, history};
use crate::error::Error;
use crate::event::Subject;
use crate::form::{FormState, Posted, once};
use crate::html::{self, Page, filters};
use crate::regulation::query::{Stage, stage_by_draft};
use crate::submission::query::{Submission, suggestions_of};
use crate::submission::{State, change};
use crate::suggestion;
use crate::suggestion::query::Suggestion;

/// The page.
#[derive(Template)]
#[template(path = "desk/submission/show.html")]
struct Show {
    page: Page,
    form: FormState,
    batch: Submission,
    stage: Stage,
    point: String,
    lines: Vec<Line>,
    unchecked: Vec<Suggestion>,
    history: Vec<history::Line>,
}

impl Show {
    fn can_send(&self) -> bool {
        self.batch.state != State::Submitted
    }

    /// Whether it was sent, or would be sent now, after the deadline.
    fn late(&self) -> bool {
        let at = self.batch.submitted_at.filter(|_| !self.can_send()).unwrap_or(self.page.now);
        is_late(&self.stage, at)
    }

    fn heads(&self) -> [&'static str; 11] {
        table::heads()
    }
}

/// Those of a batch that would go unchecked: edited after they came back, or after the batch was made.
fn unchecked(suggestions: Vec<Suggestion>) -> Vec<Suggestion> {
    suggestions.into_iter().filter(|s| s.state == suggestion::State::Draft).collect()
}

fn load(conn: &mut Conn, page: Page, point: i64, id: i64, form: FormState) -> Result<Show, Error> {
    let batch = own(conn, point, id)?;
    let stage = stage_by_draft(conn, batch.draft_id)?.ok_or(Error::NotFound)?;
    let text: Arc<_> = page.app.texts.of(conn, batch.draft_id)?;
    let lines = table::lines(conn, &text, &batch)?;
    let unchecked = unchecked(suggestions_of(conn, id)?);
    let history = history::of(conn, &page, Subject::Submission(id))?;
    let point = crate::contact_point::query::by_id(conn, point)?.map(|p| p.name).unwrap_or_default();
    Ok(Show { page, form, batch, stage, point, lines, unchecked, history })
}

async fn show(page: Page, id: i64, status: StatusCode, form: FormState) -> Result<HttpResponse, Error> {
    let (point, context) = (page.contact_point()?, page.clone());
    let mut shown = page.app.db.read(move |conn| load(conn, context, point, id, form)).await?;
    if !shown.form.fields.0.iter().any(|(name, _)| name == "cover_note") {
        shown.form.fields.0.push(("cover_note".to_owned(), shown.batch.cover_note.clone()));
    }
    html::page(&shown.page, status, &shown)
}

/// `GET /desk/submissions/{id}`
pub async fn get(page: Page, path: web::Path<i64>) -> Result<HttpResponse, Error> {
    show(page, path.into_inner(), StatusCode::OK, FormState::default()).await
}

/// `POST /desk/submissions/{id}/send`
pub async fn send(page: Page, path: web::Path<i64>, posted: Posted) -> Result<HttpResponse, Error> {
    let (id, clerk, point, key, now) = (path.into_inner(), page.staff()?, page.contact_point()?, posted.key(), page.now);
    let mut form = FormState::new(posted.fields);
    let version = form.fields.int("version").and_then(|v| i32::try_from(v).ok()).ok_or(Error::BadRequest("the form has no version"))?;
    let found = page.app.db.read(move |conn| {
        let batch = own(conn, point, id)?;
        Ok::<_, Error>((batch, unchecked(suggestions_of(conn, id)?)))
    });
    let (batch, waiting) = found.await?;
    if batch.state != State::Submitted && !waiting.is_empty() {
        form.wrong("cover_note", page.t.desk.e_unchecked.replace("{n}", &waiting.len().to_string()));
    }
    let Some(note) = note(&mut form, &page) else { return show(page, id, StatusCode::UNPROCESSABLE_ENTITY, form).await };
    let done = page.app.db.write(move |conn| {
        once(conn, &key, now, |conn| {
            own(conn, point, id)?;
            if !unchecked(suggestions_of(conn, id)?).is_empty() {
                return Err(Error::Conflict);
            }
            change::send(conn, &clerk, id, version, &note, now).map(|()| format!("/desk/submissions/{id}"))
        })
    });
    match done.await {
        Ok(location) => Ok(html::see_other(&page, &location)),
        Err(Error::Conflict) => conflicting(page, id, &form).await,
        Err(error) => Err(error),
    }
}

async fn conflicting(page: Page, id: i64, form: &FormState) -> Result<HttpResponse, Error> {
    let (point, context) = (page.contact_point()?, page.clone());
    let found = page.app.db.read(move |conn| {
        let batch = own(conn, point, id)?;
        Ok::<_, Error>((batch, history::of(conn, &context, Subject::Submission(id))?.pop()))
    });
    let (batch, last) = found.await?;
    let d = &page.t.desk;
    let present = vec![(d.state, batch.state.label(page.t).to_owned()), (d.cover_note, batch.cover_note)];
    conflict::answer(page.clone(), last, present, form, &[("cover_note", d.cover_note)], format!("/desk/submissions/{id}"))
}
