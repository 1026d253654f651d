//! One comment on the desk: `GET /desk/comments/{id}` shows the words as sent, never to be edited, beside what the desk can do;
//! `POST` does it: register, publish, move, redact, mark as outside the draft.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::filter::Filter;
use super::history::{self, Line};
use super::{article_choices, conflict, out_of_scope, query};
use crate::account::Account;
use crate::anchor::{Carrier, Said, Standing};
use crate::comment::change::{self, Publish, Redaction};
use crate::comment::new::Place;
use crate::comment::query::Comment;
use crate::comment::{self, State, named, personal, photo};
use crate::db::Conn;
use crate::error::Error;
use crate::event::Subject;
use crate::form::{Fields, FormState, Posted, clean, is_blank, once};
use crate::html::{self, Page, filters};
use crate::law::diff::{self, Edit};
use crate::regulation::query::{Stage, stage_by_draft, stages_of};
use crate::regulation::texts::Text;
use crate::suggestion;
use crate::suggestion::query::Suggestion;

/// The page.
#[derive(Template)]
#[template(path = "desk/comment.html")]
struct Show {
    page: Page,
    filter: Filter,
    form: FormState,
    loaded: Loaded,
    preview: bool,
}

/// A comment with everything its page shows.
struct Loaded {
    comment: Comment,
    stage: Stage,
    text: Arc<Text>,
    point: Option<String>,
    history: Vec<Line>,
    suggestions: Vec<Suggestion>,
    photos: Vec<(i32, i32, i32)>,
    has_contact: bool,
    before: Option<i64>,
    after: Option<i64>,
    /// Later drafts, and where the comment stands in each.
    later: Vec<(Stage, Standing)>,
}

impl Show {
    fn place(&self) -> String {
        comment::new::label(&self.page, self.loaded.comment.provision_eid.as_deref())
    }

    fn edits(&self) -> Vec<Edit> {
        let comment = &self.loaded.comment;
        comment.wording.as_deref().map(|wording| diff::words(&comment.quote, wording)).unwrap_or_default()
    }

    /// Whether it can be registered now.
    fn is_new(&self) -> bool {
        matches!(self.loaded.comment.state, State::Received | State::OutOfScope)
    }

    fn can_close(&self) -> bool {
        matches!(self.loaded.comment.state, State::Received | State::Registered)
    }

    fn is_suspect(&self) -> bool {
        let c = &self.loaded.comment;
        [Some(&c.text), c.wording.as_ref(), c.reason.as_ref()].into_iter().flatten().any(|text| personal::is_suspect(text))
    }

    fn articles(&self) -> Vec<(String, String)> {
        article_choices(&self.page, &self.loaded.text)
    }

    /// Places of the draft that the words name, other than where the comment stands now.
    fn named(&self) -> Vec<(String, String)> {
        let c = &self.loaded.comment;
        let named = named::places(&self.loaded.text, &c.text, c.provision_eid.as_deref());
        named.into_iter().map(|place| (place.eid.clone().unwrap_or_default(), place.label(&self.page))).collect()
    }

    /// The public words as the form has them now: exactly what the page of the draft will show.
    fn public_text(&self) -> String {
        clean(self.form.value("public_text"))
    }

    fn public_wording(&self) -> Option<String> {
        Some(clean(self.form.value("public_wording"))).filter(|w| !w.is_empty())
    }

    fn has_wording(&self) -> bool {
        self.loaded.comment.wording.is_some()
    }

    fn has_reason(&self) -> bool {
        self.loaded.comment.reason.is_some()
    }

    fn action(&self) -> String {
        self.link(self.loaded.comment.id)
    }

    fn link(&self, id: i64) -> String {
        format!("{}/desk/comments/{id}{}", self.page.base, self.filter.here())
    }

    fn before(&self) -> Option<String> {
        self.loaded.before.map(|id| self.link(id))
    }

    fn after(&self) -> Option<String> {
        self.loaded.after.map(|id| self.link(id))
    }

    /// Where the place in a later draft can be chosen, for what the contact point looks after.
    fn anchor_link(&self, stage: &Stage) -> Option<String> {
        let c = &self.loaded.comment;
        let eid = c.provision_eid.as_deref().filter(|_| c.contact_point_id.is_some())?;
        Some(format!("{}/desk/anchors?draft={}&from={}&eid={eid}", self.page.base, stage.draft.id, c.draft_id))
    }

    fn is_recorded_here(&self) -> bool {
        self.loaded.comment.channel.is_offline() && self.loaded.comment.contact_point_id.is_some()
    }
}

fn load(conn: &mut Conn, page: &Page, clerk: &Account, point: i64, id: i64, filter: &Filter) -> Result<Loaded, Error> {
    let comment = change::for_clerk(conn, clerk, id, None)?;
    let stage = stage_by_draft(conn, comment.draft_id)?.ok_or(Error::NotFound)?;
    let text = page.app.texts.of(conn, comment.draft_id)?;
    let point_name = match comment.contact_point_id {
        Some(id) => crate::contact_point::query::by_id(conn, id)?.map(|p| p.name),
        None => None,
    };
    let mut later = Vec::new();
    let stages = stages_of(conn, &stage.regulation.slug)?;
    for (n, newer) in stages.iter().enumerate().filter(|(_, s)| s.draft.number > stage.draft.number) {
        let mut carrier = Carrier::load(conn, &page.app.texts, stages.get(..=n).unwrap_or_default())?;
        later.push((newer.clone(), carrier.standing(Said::Comment(id), comment.draft_id, comment.provision_eid.as_deref())));
    }
    let (before, after) = query::neighbours(conn, point, filter, id)?;
    Ok(Loaded {
        stage,
        text,
        point: point_name,
        history: history::of(conn, page, Subject::Comment(id))?,
        suggestions: suggestion::query::of_comment(conn, id)?,
        photos: photo::of_comment(conn, id)?,
        has_contact: query::has_contact(conn, id)?,
        before,
        after,
        later,
        comment,
    })
}

/// Fills in what the form does not have yet: the place, and the public words, with what looks like personal data covered.
fn prefill(form: &mut FormState, c: &Comment) {
    let values = [
        ("eid", c.provision_eid.clone()),
        ("public_text", Some(c.public_text.clone().unwrap_or_else(|| personal::mask(&c.text)))),
        ("public_wording", c.public_wording.clone().or_else(|| c.wording.as_deref().map(personal::mask))),
        ("public_reason", c.public_reason.clone().or_else(|| c.reason.as_deref().map(personal::mask))),
        ("public", c.published_at.map(|_| "1".to_owned())),
    ];
    let typed = form.fields.0.iter().any(|(name, _)| name == "public_text");
    for (name, value) in values {
        let is_sent = form.fields.0.iter().any(|(n, _)| n == name) || (name == "public" && typed);
        if let (false, Some(value)) = (is_sent, value) {
            form.fields.0.push((name.to_owned(), value));
        }
    }
}

async fn show(page: Page, id: i64, status: StatusCode, mut form: FormState, preview: bool) -> Result<HttpResponse, Error> {
    let (clerk, point, context) = (page.staff()?, page.contact_point()?, page.clone());
    let filter = Filter::of(&Fields::parse(page.query.as_bytes()));
    let seen = filter.clone();
    let loaded = page.app.db.read(move |conn| load(conn, &context, &clerk, point, id, &seen)).await?;
    prefill(&mut form, &loaded.comment);
    let shown = Show { page, filter, form, loaded, preview };
    html::page(&shown.page, status, &shown)
}

/// `GET /desk/comments/{id}`
pub async fn get(page: Page, path: web::Path<i64>) -> Result<HttpResponse, Error> {
    show(page, path.into_inner(), StatusCode::OK, FormState::default(), false).await
}

/// What the clerk wants done, parsed.
enum Action {
    Register(Publish),
    Move(Place),
    Redact(Redaction, Publish),
    OutOfScope(String),
}

/// `POST /desk/comments/{id}`
pub async fn post(page: Page, path: web::Path<i64>, posted: Posted) -> Result<HttpResponse, Error> {
    let (id, clerk, key, now) = (path.into_inner(), page.staff()?, posted.key(), page.now);
    let mut form = FormState::new(posted.fields);
    let (context, asker) = (page.clone(), Arc::clone(&clerk));
    let (comment, text) = page
        .app
        .db
        .read(move |conn| {
            let comment = change::for_clerk(conn, &asker, id, None)?;
            let text = context.app.texts.of(conn, comment.draft_id)?;
            Ok::<_, Error>((comment, text))
        })
        .await?;
    if form.value("action") == "preview" {
        return show(page, id, StatusCode::OK, form, true).await;
    }
    let Some(action) = parse(&page, &mut form, &comment, &text)? else {
        return show(page, id, StatusCode::UNPROCESSABLE_ENTITY, form, false).await;
    };
    let version = form.fields.int("version").and_then(|v| i32::try_from(v).ok()).ok_or(Error::BadRequest("the form has no version"))?;
    let back = format!("/desk/comments/{id}{}", Filter::of(&Fields::parse(page.query.as_bytes())).here());
    let to = back.clone();
    let done = page.app.db.write(move |conn| {
        once(conn, &key, now, |conn| {
            let seen = change::for_clerk(conn, &clerk, id, Some(version))?;
            act(conn, &clerk, seen, action, now)?;
            Ok::<_, Error>(to)
        })
    });
    match done.await {
        Ok(location) => Ok(html::see_other(&page, &location)),
        Err(Error::Conflict) => conflicting(page, id, &form, back).await,
        Err(error) => Err(error),
    }
}

/// Reads the form of the action pressed; `None` when something is wrong with it.
fn parse(page: &Page, form: &mut FormState, comment: &Comment, text: &Text) -> Result<Option<Action>, Error> {
    let action = form.value("action").to_owned();
    Ok(match action.as_str() {
        "register" => Some(Action::Register(Publish::No)),
        "publish" => {
            let shown = [Some(comment.shown_text()), comment.shown_wording(), comment.shown_reason()];
            if shown.into_iter().flatten().any(personal::is_suspect) {
                form.wrong("public_text", page.t.desk.e_personal);
            }
            Some(Action::Register(Publish::Yes)).filter(|_| form.is_good())
        }
        "move" => {
            let place = Place::find(text, form.fields.get("eid"));
            if place.is_none() {
                form.wrong("eid", page.t.citizen.e_place);
            }
            place.map(Action::Move)
        }
        "redact" => {
            redaction(page, form, comment).map(|r| Action::Redact(r, if form.is("public", "1") { Publish::Yes } else { Publish::No }))
        }
        "out_of_scope" => out_of_scope::reason(form, page, "closing_reason").map(Action::OutOfScope),
        _ => return Err(Error::BadRequest("an action was expected")),
    })
}

/// The public words; what equals the original is not kept a second time.
fn redaction(page: &Page, form: &mut FormState, comment: &Comment) -> Option<Redaction> {
    let text = clean(form.value("public_text"));
    if is_blank(&text) {
        form.wrong("public_text", page.t.desk.e_public_text);
    }
    let optional = |name: &str, original: &Option<String>| {
        let typed = clean(form.value(name));
        original.as_ref().and_then(|o| (typed != *o).then_some(typed))
    };
    let redaction = Redaction {
        wording: optional("public_wording", &comment.wording),
        reason: optional("public_reason", &comment.reason),
        text: (text != comment.text).then_some(text),
    };
    let parts = [("public_text", &redaction.text), ("public_wording", &redaction.wording), ("public_reason", &redaction.reason)];
    for (name, value) in parts {
        let over = value.as_deref().unwrap_or_default().chars().count().saturating_sub(comment::MOST_CHARS);
        if over > 0 {
            form.wrong(name, page.t.citizen.e_long.replace("{n}", &over.to_string()));
        }
    }
    form.is_good().then_some(redaction)
}

fn act(conn: &mut Conn, clerk: &Account, seen: Comment, action: Action, now: chrono::NaiveDateTime) -> Result<(), Error> {
    match action {
        Action::Register(publish) => change::register(conn, clerk, &seen, publish, now),
        Action::Move(place) => change::move_to(conn, clerk, &seen, place.eid, place.quote, now),
        Action::OutOfScope(reason) => change::put_out_of_scope(conn, clerk, &seen, reason, now),
        Action::Redact(redaction, publish) => {
            change::redact(conn, clerk, &seen, redaction, publish, now)?;
            if publish == Publish::Yes && seen.state == State::Received {
                let redacted = change::for_clerk(conn, clerk, seen.id, None)?;
                change::register(conn, clerk, &redacted, publish, now)?;
            }
            Ok(())
        }
    }
}

/// 409 with how the comment stands now and what was typed.
async fn conflicting(page: Page, id: i64, form: &FormState, back: String) -> Result<HttpResponse, Error> {
    let (clerk, context) = (page.staff()?, page.clone());
    let (comment, last) = page
        .app
        .db
        .read(move |conn| {
            let comment = change::for_clerk(conn, &clerk, id, None)?;
            Ok::<_, Error>((comment, history::of(conn, &context, Subject::Comment(id))?.pop()))
        })
        .await?;
    let d = &page.t.desk;
    let mut present = vec![
        (d.number, comment.number()),
        (d.state, comment.state.label(page.t).to_owned()),
        (d.place, comment::new::label(&page, comment.provision_eid.as_deref())),
        (d.publication, if comment.published_at.is_some() { d.public } else { d.not_public }.to_owned()),
        (d.public_text, comment.shown_text().to_owned()),
    ];
    if let Some(reason) = comment.closing_reason.clone() {
        present.push((d.closing_reason, reason));
    }
    let action = form.value("action");
    let fields: &[(&str, &'static str)] = match action {
        "redact" => &[("public_text", d.public_text), ("public_wording", d.public_wording), ("public_reason", d.public_reason)],
        "move" => &[("eid", d.move_to)],
        "out_of_scope" => &[("closing_reason", d.closing_reason)],
        _ => &[],
    };
    conflict::answer(page.clone(), last, present, form, fields, back)
}
