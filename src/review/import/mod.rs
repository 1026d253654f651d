//! Publishing a draft: `GET`/`POST /review/regulations/new` and `/review/regulations/{r}/drafts/new`.
//!
//! Two steps with one form: paste or upload, look at the structure that was read (with warnings, the mapping to the draft before, and the
//! text to be put right in place), publish. What is published is exactly what was looked at. Reading the form: [`parse`].

pub mod parse;

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::NaiveDateTime;
use serde_json::json;

use self::parse::Filled;
use crate::consultation;
use crate::db::Conn;
use crate::error::Error;
use crate::event::{self, Actor, EventKind, Subject};
use crate::form::{self, Fields, FormState, Posted};
use crate::html::{self, Page, filters};
use crate::id;
use crate::law::diff::{self, ChangeKind};
use crate::law::{Kind, Law};
use crate::regulation::lineage::{self, Former};
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
}

/// What was read, for looking at.
pub struct Read {
    /// The text's structure.
    pub law: Law,
    /// Digest of the text looked at.
    pub digest: String,
    /// How many articles are unchanged, changed, added … against the draft before.
    pub mapping: Vec<(&'static str, usize)>,
    /// Days of the consultation if they are few.
    pub short: Option<i64>,
}

/// One line of the tree.
pub struct Line {
    /// How deep it lies.
    pub depth: usize,
    /// 第五条 and its caption, or a chapter.
    pub head: String,
    /// The beginning of its words.
    pub words: String,
}

impl Read {
    /// Articles and the divisions around them.
    pub fn lines(&self) -> Vec<Line> {
        let shown = self.law.walk().filter(|p| p.kind <= Kind::Article);
        let line = |p: &crate::law::Provision| {
            let is_article = p.kind == Kind::Article;
            let words = if is_article { p.plain_text().replace('\n', " ") } else { String::new() };
            let short: String = words.chars().take(60).collect();
            let cut = if short.len() < words.len() { "……" } else { "" };
            Line {
                depth: usize::from(is_article),
                head: format!("{} {}", p.number, p.heading).trim_end().to_owned(),
                words: format!("{short}{cut}"),
            }
        };
        shown.map(line).collect()
    }

    /// Articles.
    pub fn articles(&self) -> usize {
        self.law.articles().count()
    }

    /// All units.
    pub fn units(&self) -> usize {
        self.law.walk().count()
    }
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

/// The regulation of the address, and the text of its newest draft.
type Before = Option<(Regulation, Option<std::sync::Arc<Text>>)>;

async fn before(page: &Page, slug: Option<String>) -> Result<Before, Error> {
    let Some(slug) = slug else { return Ok(None) };
    let context = page.clone();
    let found = page
        .app
        .db
        .read(move |conn| {
            let of = regulations::by_slug(conn, &slug)?.ok_or(Error::NotFound)?;
            let last = regulations::stages_of(conn, &slug)?.pop();
            let text = last.map(|s| context.app.texts.of(conn, s.draft.id)).transpose()?;
            Ok::<_, Error>((of, text))
        })
        .await?;
    Ok(Some(found))
}

fn answer(page: Page, status: StatusCode, before: Before, form: FormState, read: Option<Read>) -> Result<HttpResponse, Error> {
    let show = Show { page, of: before.map(|(of, _)| of), form, read };
    html::page(&show.page, status, &show)
}

/// `GET /review/regulations/new`
pub async fn get(page: Page) -> Result<HttpResponse, Error> {
    answer(page, StatusCode::OK, None, FormState::new(Fields(vec![("kind".to_owned(), DraftKind::First.as_str().to_owned())])), None)
}

/// `GET /review/regulations/{r}/drafts/new`
pub async fn get_next(page: Page, path: web::Path<String>) -> Result<HttpResponse, Error> {
    let before = before(&page, Some(path.into_inner())).await?;
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
    let before = before(&page, slug).await?;
    let (mut form, files) = (FormState::new(posted.fields), posted.files);
    let t = page.t;
    let is_new = before.is_none();
    // Reading a long law takes a while: not on the threads that answer.
    let (filled, form) = web::block(move || {
        let filled = parse::read(&mut form, t, &files, is_new);
        (filled, form)
    })
    .await
    .map_err(|_| Error::Unavailable("no thread".to_owned()))?;
    let Some(filled) = filled else { return answer(page, StatusCode::UNPROCESSABLE_ENTITY, before, form, None) };
    let read = look(&page, &filled, before.as_ref().and_then(|(_, text)| text.as_deref()));
    let wants = form.fields.get("do") == "publish";
    if !wants || form.fields.get("digest") != read.digest {
        let mut form = form;
        if wants {
            form.wrong("text", page.t.review.e_changed);
        }
        let status = if wants { StatusCode::CONFLICT } else { StatusCode::OK };
        return answer(page, status, before, form, Some(read));
    }
    let former = before
        .as_ref()
        .and_then(|(_, text)| text.as_deref())
        .map(|text| lineage::align(&lineage::law(text), &read.law))
        .unwrap_or_default();
    let known = before.as_ref().map(|(of, _)| (of.id, of.slug.clone()));
    let (kept, law) = (filled.clone(), read.law.clone());
    let done = page
        .app
        .db
        .write(move |conn| form::once(conn, &key, now, |conn| add(conn, Actor::Account(reviewer.id), known, &kept, &law, &former, now)))
        .await;
    match done {
        Ok(location) => Ok(html::see_other(&page, &location)),
        Err(Error::Conflict) => {
            let mut form = form;
            form.wrong("slug", page.t.review.e_slug_taken);
            answer(page, StatusCode::UNPROCESSABLE_ENTITY, before, form, Some(read))
        }
        Err(error) => Err(error),
    }
}

/// What was read, beside the draft before.
fn look(page: &Page, filled: &Filled, older: Option<&Text>) -> Read {
    let r = &page.t.review;
    let law = filled.law.clone();
    let kinds = [
        (ChangeKind::Unchanged, r.map_unchanged),
        (ChangeKind::Changed, r.map_changed),
        (ChangeKind::Moved, r.map_moved),
        (ChangeKind::Added, r.map_added),
        (ChangeKind::Deleted, r.map_deleted),
        (ChangeKind::Split, r.map_split),
        (ChangeKind::Merged, r.map_merged),
    ];
    let changes = older.map(|older| diff::articles(&lineage::law(older), &law)).unwrap_or_default();
    let count = |kind: ChangeKind| changes.iter().filter(|c| c.change == kind).count();
    let mapping = kinds.iter().map(|(kind, label)| (*label, count(*kind))).filter(|(_, n)| *n > 0).collect();
    let days = filled.period.map(|(opens, closes)| (closes - opens).num_days() + 1);
    Read { digest: id::hex(&id::sha256(&[filled.text.as_bytes()])), law, mapping, short: days.filter(|d| *d < 15) }
}

/// Adds the regulation if it is new, the draft, and its consultation.
fn add(
    conn: &mut Conn,
    actor: Actor,
    known: Option<(i64, String)>,
    filled: &Filled,
    law: &Law,
    former: &Former,
    now: NaiveDateTime,
) -> Result<String, Error> {
    let (regulation_id, slug) = match known {
        Some(known) => known,
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
    let publication = Publication {
        regulation_id,
        kind: filled.kind,
        title: &filled.draft_title,
        explanation: &filled.explanation,
        source: &filled.text,
        law,
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
