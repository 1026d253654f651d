//! Publishing a draft: `GET`/`POST /review/regulations/new` and `/review/regulations/{r}/drafts/new`.
//!
//! Two steps with one form: paste or upload, look at what was read (structure, warnings, the mapping to the draft before, what an amending
//! text could not do), put it right in place as often as needed, publish. What is published is exactly what was looked at.
//! Reading the form: [`parse`]; what is shown: [`look`]; changing lines in place: [`fix`]; the mapping: [`mapping`].

pub mod fix;
pub mod look;
pub mod mapping;
pub mod parse;
pub mod said;

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::NaiveDateTime;
use serde_json::json;

use self::look::Read;
use self::parse::Filled;
use crate::consultation;
use crate::db::Conn;
use crate::error::Error;
use crate::event::{self, Actor, EventKind, Subject};
use crate::form::{self, Fields, FormState, Posted};
use crate::html::{self, Page, filters};
use crate::phrases::Phrases;
use crate::regulation::lineage::Former;
use crate::regulation::publish::{Publication, publish};
use crate::regulation::query::{self as regulations, Regulation};
use crate::regulation::{DraftKind, texts::Text};

/// The page: the form, and after the first step what was read.
#[derive(Template)]
#[template(path = "review/import.html")]
struct Show {
    page: Page,
    /// The regulation a further draft is published of.
    of: Option<Regulation>,
    form: FormState,
    read: Option<Read>,
    /// Texts that can be amended: row id of the draft, title.
    bases: Vec<(String, String)>,
    /// Row id of the regulation's newest draft, 0 where there is none: what the reviewer has seen it against.
    newest: i64,
}

impl Show {
    fn action(&self) -> String {
        match &self.of {
            Some(of) => format!("{}/review/regulations/{}/drafts/new", self.page.base, of.slug),
            None => format!("{}/review/regulations/new", self.page.base),
        }
    }

    fn title(&self) -> String {
        let r = &self.page.t.review;
        self.of.as_ref().map_or_else(|| r.import_title.to_owned(), |of| r.import_next.replace("{title}", &of.title))
    }

    fn kinds(&self) -> Vec<(&'static str, &'static str)> {
        DraftKind::ALL.iter().map(|k| (k.as_str(), k.label(self.page.t))).collect()
    }
}

/// What there is already.
#[derive(Default)]
struct Before {
    /// The regulation of the address.
    of: Option<Regulation>,
    /// Row id and text of its newest draft.
    last: Option<(i64, Arc<Text>)>,
    /// Texts that can be amended: row id of the draft, title.
    bases: Vec<(String, String)>,
    /// The one chosen, as it came.
    base: Option<(i64, String)>,
}

impl Before {
    fn newest(&self) -> i64 {
        self.last.as_ref().map_or(0, |(id, _)| *id)
    }
}

/// `chosen` is the row id of the draft to be amended, where the form names one; else it is the newest.
async fn before(page: &Page, slug: Option<String>, chosen: Option<i64>) -> Result<Before, Error> {
    let context = page.clone();
    let load = move |conn: &mut Conn| {
        let mut found = Before::default();
        let stages = match &slug {
            Some(slug) => {
                found.of = Some(regulations::by_slug(conn, slug)?.ok_or(Error::NotFound)?);
                let mut stages = regulations::stages_of(conn, slug)?;
                stages.reverse();
                stages
            }
            None => {
                // The newest text of each regulation.
                let mut seen = HashSet::new();
                regulations::stages(conn)?.into_iter().filter(|s| seen.insert(s.regulation.id)).collect()
            }
        };
        let newest = stages.first().map(|s| s.draft.id).filter(|_| slug.is_some());
        if let Some(id) = newest {
            found.last = Some((id, context.app.texts.of(conn, id)?));
        }
        let base = chosen.filter(|id| stages.iter().any(|s| s.draft.id == *id)).or(newest);
        found.base = base.map(|id| Ok::<_, Error>((id, regulations::source_of(conn, id)?))).transpose()?;
        let name = |s: &regulations::Stage| (s.draft.id.to_string(), format!("{}　{}", s.draft.title, s.draft.kind.label(context.t)));
        found.bases = stages.iter().map(name).collect();
        Ok::<_, Error>(found)
    };
    page.app.db.read(load).await
}

fn answer(page: Page, status: StatusCode, before: Before, mut form: FormState, read: Option<Read>) -> Result<HttpResponse, Error> {
    if form.fields.some("base").is_none() {
        form.fields.0.retain(|(name, _)| name != "base");
        form.fields.0.extend(before.base.as_ref().map(|(id, _)| ("base".to_owned(), id.to_string())));
    }
    let newest = before.newest();
    let show = Show { page, of: before.of, form, read, bases: before.bases, newest };
    html::page(&show.page, status, &show)
}

/// `GET /review/regulations/new`
pub async fn get(page: Page) -> Result<HttpResponse, Error> {
    answer(
        page,
        StatusCode::OK,
        Before::default(),
        FormState::new(Fields(vec![("kind".to_owned(), DraftKind::First.as_str().to_owned())])),
        None,
    )
}

/// `GET /review/regulations/{r}/drafts/new`
pub async fn get_next(page: Page, path: web::Path<String>) -> Result<HttpResponse, Error> {
    let before = before(&page, Some(path.into_inner()), None).await?;
    answer(page, StatusCode::OK, before, FormState::default(), None)
}

/// `POST /review/regulations/new`
pub async fn post(page: Page, posted: Posted) -> Result<HttpResponse, Error> {
    take(page, None, posted).await
}

/// `POST /review/regulations/{r}/drafts/new`
pub async fn post_next(page: Page, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Error> {
    take(page, Some(path.into_inner()), posted).await
}

async fn take(page: Page, slug: Option<String>, posted: Posted) -> Result<HttpResponse, Error> {
    let (key, now, reviewer) = (posted.key(), page.now, page.staff()?);
    let before = before(&page, slug, posted.fields.int("base")).await?;
    let (mut form, files) = (FormState::new(posted.fields), posted.files);
    let t = page.t;
    let is_new = before.of.is_none();
    let base = before.base.clone();
    let older = before.last.as_ref().map(|(_, text)| Arc::clone(text));
    let of_newest = base.as_ref().map(|(id, _)| *id) == before.last.as_ref().map(|(id, _)| *id);
    // Reading a long law takes a while: not on the threads that answer.
    let (filled, read, mut form) = web::block(move || {
        let filled = parse::read(&mut form, t, &files, is_new, base.as_ref().map(|(_, source)| source.as_str()));
        let of_newest = of_newest && form.fields.some("base_text").is_none();
        let read = filled.as_ref().map(|filled| Read::of(t, filled, &form, older.as_deref(), of_newest));
        (filled, read, form)
    })
    .await
    .map_err(|_| Error::Unavailable("no thread".to_owned()))?;
    let (Some(filled), Some(read)) = (filled, read) else {
        return answer(page, StatusCode::UNPROCESSABLE_ENTITY, before, form, None);
    };
    if form.fields.get("do") != "publish" {
        return answer(page, StatusCode::OK, before, form, Some(read));
    }
    // What the page showed, so that a draft published since is noticed; a second press of the same button is not.
    let newest = form.fields.int("newest").unwrap_or(-1);
    if let Some(refused) = not_yet(t, &filled, &mut form, &read) {
        return answer(page, refused, before, form, Some(read));
    }
    let known = before.of.as_ref().map(|of| Known { id: of.id, slug: of.slug.clone(), newest });
    let (kept, former) = (filled.clone(), read.mapping.former.clone());
    let done = page
        .app
        .db
        .write(move |conn| form::once(conn, &key, now, |conn| add(conn, Actor::Account(reviewer.id), known, &kept, &former, now)))
        .await;
    match done {
        Ok(location) => Ok(html::see_other(&page, &location)),
        Err(Error::Conflict) if is_new => {
            form.wrong("slug", page.t.review.e_slug_taken);
            answer(page, StatusCode::UNPROCESSABLE_ENTITY, before, form, Some(read))
        }
        Err(Error::Conflict) => {
            form.wrong("text", page.t.import.e_newer);
            answer(page, StatusCode::CONFLICT, before, form, Some(read))
        }
        Err(error) => Err(error),
    }
}

/// What stands in the way of publishing, told in the form.
fn not_yet(t: &Phrases, filled: &Filled, form: &mut FormState, read: &Read) -> Option<StatusCode> {
    if form.fields.get("digest") != read.digest {
        form.wrong("text", t.review.e_changed);
        return Some(StatusCode::CONFLICT);
    }
    if filled.amending.as_ref().is_some_and(|amending| amending.stale) {
        form.wrong("decision", t.import.e_stale);
        return Some(StatusCode::CONFLICT);
    }
    if read.unread {
        form.wrong("left", t.import.e_left);
        return Some(StatusCode::UNPROCESSABLE_ENTITY);
    }
    None
}

/// The regulation a further draft is published of.
struct Known {
    id: i64,
    slug: String,
    /// Row id of the newest draft the reviewer has seen.
    newest: i64,
}

/// Adds the regulation if it is new, the draft, and its consultation. [`Error::Conflict`]: the slug is taken, or a draft was published meanwhile.
fn add(conn: &mut Conn, actor: Actor, known: Option<Known>, filled: &Filled, former: &Former, now: NaiveDateTime) -> Result<String, Error> {
    let (regulation_id, slug) = match known {
        Some(known) if regulations::newest_draft(conn, known.id)?.unwrap_or_default() != known.newest => return Err(Error::Conflict),
        Some(known) => (known.id, known.slug),
        None => {
            if regulations::by_slug(conn, &filled.slug)?.is_some() {
                return Err(Error::Conflict);
            }
            let id = regulations::insert(conn, &filled.slug, &filled.title, &filled.subject, &filled.topic, &filled.organiser, now)?;
            let data = json!({ "slug": filled.slug });
            event::append(conn, now, actor, EventKind::RegulationCreated, Subject::Regulation(id), Some(id), &data)?;
            (id, filled.slug.clone())
        }
    };
    // The amending text is kept where people read what the draft is about.
    let decision = filled.amending.as_ref().map(|amending| amending.decision.as_str());
    let parts = [Some(filled.explanation.as_str()).filter(|words| !words.is_empty()), decision];
    let explanation = parts.into_iter().flatten().collect::<Vec<_>>().join("\n\n");
    let publication = Publication {
        regulation_id,
        kind: filled.kind,
        title: &filled.draft_title,
        explanation: &explanation,
        source: &filled.text,
        law: &filled.law,
        former,
        plain_notes: &HashMap::new(),
        actor,
        at: now,
    };
    let draft_id = publish(conn, &publication)?;
    if let Some((opens, closes)) = filled.period {
        consultation::query::insert(conn, draft_id, opens, closes, &filled.identities, filled.expected)?;
        let data = json!({ "opens_at": opens, "closes_at": closes });
        event::append(conn, now, actor, EventKind::ConsultationOpened, Subject::Draft(draft_id), Some(regulation_id), &data)?;
    }
    let number = regulations::next_number(conn, regulation_id)? - 1;
    Ok(format!("/regulations/{slug}/drafts/{number}"))
}
