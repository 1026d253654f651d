//! Making one suggestion out of comments: `GET /desk/suggestions/new?ids=…`, `POST` the same address. The comments stay as they are;
//! the suggestion points to them.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use crate::comment;
use crate::comment::new::Place;
use crate::comment::query::Comment;
use crate::db::Conn;
use crate::desk::{MOST_NAMED, article_choices, ids};
use crate::error::Error;
use crate::form::{FormState, Posted, Query, once};
use crate::html::{self, Page, filters};
use crate::law::diff::Edit;
use crate::regulation::query::{Stage, stage_by_draft};
use crate::regulation::texts::Text;
use crate::suggestion::change;

/// The page.
#[derive(Template)]
#[template(path = "desk/suggestion/new.html")]
struct New {
    page: Page,
    form: FormState,
    comments: Vec<Comment>,
    draft: Option<(Stage, Arc<Text>)>,
}

impl New {
    fn articles(&self) -> Vec<(String, String)> {
        self.draft.as_ref().map(|(_, text)| article_choices(&self.page, text)).unwrap_or_default()
    }

    fn edits(&self) -> Vec<Edit> {
        self.draft.as_ref().map(|(_, text)| super::edits(&self.form, text)).unwrap_or_default()
    }

    fn place(&self, comment: &Comment) -> String {
        comment::new::label(&self.page, comment.provision_eid.as_deref())
    }
}

/// The comments chosen, each one the clerk's to merge, and their draft. Says in `form` what is wrong with the choice.
/// The comments chosen, and where they were made.
type Loaded = (Vec<Comment>, Option<(Stage, Arc<Text>)>);

fn load(conn: &mut Conn, page: &Page, form: &mut FormState) -> Result<Loaded, Error> {
    let (clerk, chosen) = (page.staff()?, ids(&form.fields));
    let d = &page.t.desk;
    if chosen.is_empty() {
        form.wrong("title", d.e_none_selected);
    } else if chosen.len() > MOST_NAMED {
        form.wrong("title", d.e_too_many.replace("{n}", &MOST_NAMED.to_string()));
        return Ok((Vec::new(), None));
    }
    let mut comments = Vec::new();
    for id in chosen {
        comments.push(comment::change::for_clerk(conn, &clerk, id, None)?);
    }
    let Some(first) = comments.first() else { return Ok((comments, None)) };
    if comments.iter().any(|c| c.draft_id != first.draft_id) {
        form.wrong("title", d.e_one_draft);
    }
    let locked: Vec<String> = comments.iter().filter(|c| !c.state.is_in_hand()).map(Comment::number).collect();
    if !locked.is_empty() {
        form.wrong("title", d.e_locked.replace("{n}", &locked.join("、")));
    }
    let stage = stage_by_draft(conn, first.draft_id)?.ok_or(Error::NotFound)?;
    let text = page.app.texts.of(conn, first.draft_id)?;
    Ok((comments, Some((stage, text))))
}

/// The place all comments share, the first wording somebody proposed (else the text as it stands), the first reason given.
fn prefill(form: &mut FormState, comments: &[Comment], text: &Text) {
    let Some(first) = comments.first() else { return };
    let shared = comments.iter().all(|c| c.provision_eid == first.provision_eid);
    let eid = first.provision_eid.clone().filter(|_| shared).unwrap_or_default();
    let quote = Place::find(text, &eid).map(|p| p.quote).unwrap_or_default();
    let wording = comments.iter().find_map(|c| c.shown_wording().map(str::to_owned)).unwrap_or(quote);
    let reason = comments.iter().find_map(|c| c.shown_reason().map(str::to_owned)).unwrap_or_default();
    for (name, value) in [("eid", eid), ("wording", wording), ("reason", reason)] {
        form.fields.0.push((name.to_owned(), value));
    }
}

/// `GET /desk/suggestions/new`
pub async fn get(page: Page, Query(fields): Query) -> Result<HttpResponse, Error> {
    let context = page.clone();
    let loaded = page.app.db.read(move |conn| {
        let mut form = FormState::new(fields);
        let (comments, draft) = load(conn, &context, &mut form)?;
        if let Some((_, text)) = &draft {
            prefill(&mut form, &comments, text);
        }
        Ok::<_, Error>((form, comments, draft))
    });
    let (form, comments, draft) = loaded.await?;
    let status = if form.is_good() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let new = New { page, form, comments, draft };
    html::page(&new.page, status, &new)
}

/// `POST /desk/suggestions/new`
pub async fn post(page: Page, posted: Posted) -> Result<HttpResponse, Error> {
    let (clerk, key, now, context) = (page.staff()?, posted.key(), page.now, page.clone());
    let sent = posted.fields;
    let loaded = page.app.db.read(move |conn| {
        let mut form = FormState::new(sent);
        let (comments, draft) = load(conn, &context, &mut form)?;
        Ok::<_, Error>((form, comments, draft))
    });
    let (mut form, comments, draft) = loaded.await?;
    if form.value("action") == "preview" {
        let new = New { page, form, comments, draft };
        return html::ok(&new.page, &new);
    }
    let words = draft.as_ref().and_then(|(_, text)| super::read(&mut form, &page, text));
    let Some(words) = words.filter(|_| form.is_good()) else {
        let new = New { page, form, comments, draft };
        return html::page(&new.page, StatusCode::UNPROCESSABLE_ENTITY, &new);
    };
    let chosen: Vec<i64> = comments.iter().map(|c| c.id).collect();
    let made = page.app.db.write(move |conn| {
        once(conn, &key, now, |conn| change::create(conn, &clerk, words, &chosen, now).map(|id| format!("/desk/suggestions/{id}")))
    });
    match made.await {
        Ok(location) => Ok(html::see_other(&page, &location)),
        Err(Error::Conflict) => {
            // A comment was submitted or withdrawn meanwhile: the same page, with what was typed and which one it is.
            form.wrong("title", page.t.desk.e_changed);
            let new = New { page, form, comments, draft };
            html::page(&new.page, StatusCode::CONFLICT, &new)
        }
        Err(error) => Err(error),
    }
}
