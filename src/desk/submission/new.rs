//! A new batch: `GET /desk/submissions/new?draft=` chooses among checked suggestions that are in no batch yet, `POST` makes it.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::{MOST_NOTE, cover_note, in_clause_order, is_late, note};
use crate::comment;
use crate::db::Conn;
use crate::desk::ids;
use crate::desk::query::{self, Named};
use crate::error::Error;
use crate::form::{FormState, Posted, Query, once};
use crate::html::{self, Page, filters};
use crate::regulation::query::{Stage, stage_by_draft};
use crate::submission::change;
use crate::suggestion::query::Suggestion;

/// The page.
#[derive(Template)]
#[template(path = "desk/submission/new.html")]
struct New {
    page: Page,
    form: FormState,
    stage: Option<Stage>,
    choices: Vec<(Named, i64)>,
    suggestions: Vec<Suggestion>,
}

impl New {
    fn place(&self, row: &Suggestion) -> String {
        comment::new::label(&self.page, row.provision_eid.as_deref())
    }

    fn late(&self) -> bool {
        self.stage.as_ref().is_some_and(|stage| is_late(stage, self.page.now))
    }
}

/// The draft chosen (the only one there is, if there is one) with its suggestions, or the drafts to choose from.
fn load(conn: &mut Conn, page: &Page, point: i64, mut form: FormState) -> Result<New, Error> {
    let ready = query::ready_drafts(conn, point)?;
    let only = if let [(draft, _)] = ready.as_slice() { Some(*draft) } else { None };
    let Some(draft) = form.fields.int("draft").or(only) else {
        let named = query::drafts(conn, &ready.iter().map(|(id, _)| *id).collect::<Vec<_>>(), page.now, chrono::NaiveDateTime::MAX)?;
        let n = |id: i64| ready.iter().find(|(draft, _)| *draft == id).map_or(0, |(_, n)| *n);
        let choices = named.into_iter().map(|d| (n(d.id), d)).map(|(n, d)| (d, n)).collect();
        return Ok(New { page: page.clone(), form, stage: None, choices, suggestions: Vec::new() });
    };
    let stage = stage_by_draft(conn, draft)?.ok_or(Error::NotFound)?;
    let text = page.app.texts.of(conn, draft)?;
    let suggestions = in_clause_order(query::ready(conn, point, draft)?, &text);
    if form.fields.some("cover_note").is_none() && form.fields.all("id").next().is_none() {
        form.fields.0.push(("cover_note".to_owned(), cover_note(conn, point, &stage, &suggestions)?));
        form.fields.0.extend(suggestions.iter().map(|s| ("id".to_owned(), s.id.to_string())));
    }
    Ok(New { page: page.clone(), form, stage: Some(stage), choices: Vec::new(), suggestions })
}

/// `GET /desk/submissions/new`
pub async fn get(page: Page, Query(fields): Query) -> Result<HttpResponse, Error> {
    let (point, context) = (page.contact_point()?, page.clone());
    let kept = fields.0.into_iter().filter(|(name, _)| name == "draft").collect();
    let form = FormState::new(crate::form::Fields(kept));
    let new = page.app.db.read(move |conn| load(conn, &context, point, form)).await?;
    html::ok(&new.page, &new)
}

/// `POST /desk/submissions/new`
pub async fn post(page: Page, posted: Posted) -> Result<HttpResponse, Error> {
    let (clerk, point, key, now) = (page.staff()?, page.contact_point()?, posted.key(), page.now);
    let mut form = FormState::new(posted.fields);
    let chosen = ids(&form.fields);
    if chosen.is_empty() {
        form.wrong("id", page.t.desk.e_no_suggestion);
    }
    let note = note(&mut form, &page);
    let draft = form.fields.int("draft");
    let Some((note, draft)) = note.zip(draft) else { return again(page, point, form, StatusCode::UNPROCESSABLE_ENTITY).await };
    let made = page.app.db.write(move |conn| {
        once(conn, &key, now, |conn| {
            // Checked, and in no batch yet: what was so when the page was made may have changed since.
            let ready = query::ready(conn, point, draft)?;
            if !chosen.iter().all(|id| ready.iter().any(|s| s.id == *id)) {
                return Err(Error::Conflict);
            }
            change::create(conn, &clerk, draft, &chosen, &note, now).map(|id| format!("/desk/submissions/{id}"))
        })
    });
    match made.await {
        Ok(location) => Ok(html::see_other(&page, &location)),
        Err(Error::Conflict) => {
            form.wrong("id", page.t.desk.e_suggestions_changed);
            again(page, point, form, StatusCode::CONFLICT).await
        }
        Err(error) => Err(error),
    }
}

async fn again(page: Page, point: i64, form: FormState, status: StatusCode) -> Result<HttpResponse, Error> {
    let context = page.clone();
    let new = page.app.db.read(move |conn| load(conn, &context, point, form)).await?;
    html::page(&page, status, &new)
}
