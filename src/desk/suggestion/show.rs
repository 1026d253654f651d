//! One suggestion: `GET /desk/suggestions/{id}`, `POST` to edit it, `POST …/check` to say it is ready, `POST …/split` and `…/merge`
//! to take comments out and in. Once submitted it is only to be read, until it comes back.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::own;
use crate::comment;
use crate::comment::new::Place;
use crate::comment::query::Comment;
use crate::db::Conn;
use crate::decision::query::Decision;
use crate::desk::history::{self, Line};
use crate::desk::{MOST_NAMED, article_choices, conflict, ids, query};
use crate::error::Error;
use crate::event::Subject;
use crate::form::{FormState, Posted, once};
use crate::html::{self, Page, filters};
use crate::law::diff::{self, Edit};
use crate::regulation::query::{Stage, stage_by_draft};
use crate::regulation::texts::Text;
use crate::suggestion::query::Suggestion;
use crate::suggestion::{State, change};
use crate::{decision, suggestion};

/// The page.
#[derive(Template)]
#[template(path = "desk/suggestion/show.html")]
struct Show {
    page: Page,
    form: FormState,
    loaded: Loaded,
}

/// A suggestion with everything its page shows.
struct Loaded {
    suggestion: Suggestion,
    stage: Stage,
    text: Arc<Text>,
    comments: Vec<Comment>,
    decision: Option<Decision>,
    history: Vec<Line>,
}

impl Show {
    fn articles(&self) -> Vec<(String, String)> {
        article_choices(&self.page, &self.loaded.text)
    }

    fn edits(&self) -> Vec<Edit> {
        super::edits(&self.form, &self.loaded.text)
    }

    /// The stored wording against the text, for what can only be read.
    fn stored_edits(&self) -> Vec<Edit> {
        let s = &self.loaded.suggestion;
        let quote = s.provision_eid.as_deref().and_then(|eid| Place::find(&self.loaded.text, eid)).map(|p| p.quote).unwrap_or_default();
        s.wording.as_deref().map(|wording| diff::words(&quote, wording)).unwrap_or_default()
    }

    fn place(&self, eid: Option<&str>) -> String {
        comment::new::label(&self.page, eid)
    }
}

fn load(conn: &mut Conn, page: &Page, point: i64, id: i64) -> Result<Loaded, Error> {
    let suggestion = own(conn, point, id)?;
    Ok(Loaded {
        stage: stage_by_draft(conn, suggestion.draft_id)?.ok_or(Error::NotFound)?,
        text: page.app.texts.of(conn, suggestion.draft_id)?,
        comments: comment::query::in_suggestion(conn, id)?,
        decision: decision::query::released(conn, &[id])?.pop(),
        history: history::of(conn, page, Subject::Suggestion(id))?,
        suggestion,
    })
}

async fn show(page: Page, id: i64, status: StatusCode, mut form: FormState) -> Result<HttpResponse, Error> {
    let (point, context) = (page.contact_point()?, page.clone());
    let loaded = page.app.db.read(move |conn| load(conn, &context, point, id)).await?;
    if !form.fields.0.iter().any(|(name, _)| name == "title") {
        let s = &loaded.suggestion;
        let quote = s.provision_eid.as_deref().and_then(|eid| Place::find(&loaded.text, eid)).map(|p| p.quote).unwrap_or_default();
        let values = [
            ("title", s.title.clone()),
            ("eid", s.provision_eid.clone().unwrap_or_default()),
            ("wording", s.wording.clone().unwrap_or(quote)),
            ("reason", s.reason.clone()),
            ("preliminary", s.preliminary.clone().unwrap_or_default()),
        ];
        form.fields.0.extend(values.into_iter().map(|(name, value)| (name.to_owned(), value)));
    }
    let shown = Show { page, form, loaded };
    html::page(&shown.page, status, &shown)
}

/// `GET /desk/suggestions/{id}`
pub async fn get(page: Page, path: web::Path<i64>) -> Result<HttpResponse, Error> {
    show(page, path.into_inner(), StatusCode::OK, FormState::default()).await
}

fn version(form: &FormState) -> Result<i32, Error> {
    form.fields.int("version").and_then(|v| i32::try_from(v).ok()).ok_or(Error::BadRequest("the form has no version"))
}

/// `POST /desk/suggestions/{id}`
pub async fn post(page: Page, path: web::Path<i64>, posted: Posted) -> Result<HttpResponse, Error> {
    let (id, clerk, point, key, now) = (path.into_inner(), page.staff()?, page.contact_point()?, posted.key(), page.now);
    let mut form = FormState::new(posted.fields);
    let context = page.clone();
    let found = page.app.db.read(move |conn| {
        let suggestion = own(conn, point, id)?;
        context.app.texts.of(conn, suggestion.draft_id).map_err(Error::from)
    });
    let text = found.await?;
    if form.value("action") == "preview" {
        return show(page, id, StatusCode::OK, form).await;
    }
    let Some(words) = super::read(&mut form, &page, &text) else {
        return show(page, id, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    };
    let version = version(&form)?;
    let done = page.app.db.write(move |conn| {
        once(conn, &key, now, |conn| change::edit(conn, &clerk, id, version, words, now).map(|()| format!("/desk/suggestions/{id}")))
    });
    let done = done.await;
    finish(page, id, form, done).await
}

/// `POST /desk/suggestions/{id}/check`
pub async fn check(page: Page, path: web::Path<i64>, posted: Posted) -> Result<HttpResponse, Error> {
    let (id, clerk, point, key, now) = (path.into_inner(), page.staff()?, page.contact_point()?, posted.key(), page.now);
    let mut form = FormState::new(posted.fields);
    let version = version(&form)?;
    let suggestion = page.app.db.read(move |conn| own(conn, point, id)).await?;
    if suggestion.comment_count == 0 {
        form.wrong("ids", page.t.desk.e_no_source);
        return show(page, id, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    }
    let done = page.app.db.write(move |conn| {
        once(conn, &key, now, |conn| change::check(conn, &clerk, id, version, now).map(|()| format!("/desk/suggestions/{id}")))
    });
    let done = done.await;
    finish(page, id, form, done).await
}

/// `POST /desk/suggestions/{id}/split`
pub async fn split(page: Page, path: web::Path<i64>, posted: Posted) -> Result<HttpResponse, Error> {
    let (id, clerk, key, now) = (path.into_inner(), page.staff()?, posted.key(), page.now);
    let form = FormState::new(posted.fields);
    let comment = form.fields.int("comment").ok_or(Error::BadRequest("a comment was expected"))?;
    let done = page.app.db.write(move |conn| {
        once(conn, &key, now, |conn| change::split(conn, &clerk, id, comment, now).map(|()| format!("/desk/suggestions/{id}")))
    });
    let done = done.await;
    finish(page, id, form, done).await
}

/// `POST /desk/suggestions/{id}/merge`
pub async fn merge(page: Page, path: web::Path<i64>, posted: Posted) -> Result<HttpResponse, Error> {
    let (id, clerk, point, key, now) = (path.into_inner(), page.staff()?, page.contact_point()?, posted.key(), page.now);
    let mut form = FormState::new(posted.fields);
    let chosen = ids(&form.fields);
    let wanted = chosen.clone();
    let found = page.app.db.read(move |conn| {
        let suggestion = own(conn, point, id)?;
        Ok::<_, Error>((suggestion, query::rows(conn, point, wanted.get(..MOST_NAMED).unwrap_or(&wanted))?))
    });
    let (suggestion, rows) = found.await?;
    let known = |id: &i64| rows.iter().any(|r| r.id == *id && r.draft_id == suggestion.draft_id && r.state.is_in_hand());
    let unknown: Vec<String> = chosen.iter().filter(|id| !known(id)).map(|id| format!("{id:06}")).collect();
    if chosen.is_empty() {
        form.wrong("ids", page.t.desk.e_none_selected);
    } else if !unknown.is_empty() {
        form.wrong("ids", page.t.desk.e_not_mergeable.replace("{n}", &unknown.join("、")));
    }
    if !form.is_good() {
        return show(page, id, StatusCode::UNPROCESSABLE_ENTITY, form).await;
    }
    let done = page.app.db.write(move |conn| {
        once(conn, &key, now, |conn| change::merge(conn, &clerk, id, &chosen, now).map(|()| format!("/desk/suggestions/{id}")))
    });
    let done = done.await;
    finish(page, id, form, done).await
}

/// 303 to the suggestion, or the conflict page.
async fn finish(page: Page, id: i64, form: FormState, done: Result<String, Error>) -> Result<HttpResponse, Error> {
    match done {
        Ok(location) => return Ok(html::see_other(&page, &location)),
        Err(Error::Conflict) => {}
        Err(error) => return Err(error),
    }
    let (point, context) = (page.contact_point()?, page.clone());
    let found = page.app.db.read(move |conn| {
        let suggestion = own(conn, point, id)?;
        Ok::<_, Error>((suggestion, history::of(conn, &context, Subject::Suggestion(id))?.pop()))
    });
    let (s, last) = found.await?;
    let d = &page.t.desk;
    let mut present = vec![
        (d.state, s.state.label(page.t).to_owned()),
        (d.title, s.title.clone()),
        (d.place, comment::new::label(&page, s.provision_eid.as_deref())),
        (d.because, s.reason.clone()),
    ];
    let optional = [(d.proposed, s.wording), (d.preliminary, s.preliminary)];
    present.extend(optional.into_iter().filter_map(|(label, value)| value.map(|v| (label, v))));
    let fields = [
        ("title", d.title),
        ("eid", d.place),
        ("wording", d.proposed),
        ("reason", d.because),
        ("preliminary", d.preliminary),
        ("ids", d.add_comments),
    ];
    conflict::answer(page.clone(), last, present, &form, &fields, format!("/desk/suggestions/{id}"))
}

impl Loaded {
    fn is_in_hand(&self) -> bool {
        self.suggestion.state.is_in_hand()
    }

    fn is_checked(&self) -> bool {
        self.suggestion.state == State::Checked
    }

    /// The outcome as released.
    fn outcome(&self) -> Option<&Decision> {
        self.decision.as_ref().filter(|_| suggestion::State::outcome(self.suggestion.state).is_some())
    }
}
