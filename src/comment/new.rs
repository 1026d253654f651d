//! The comment form: `GET /regulations/{r}/comments/new?art=…` and its way to the check page,
//! `POST /regulations/{r}/comments/check`.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::check::Pending;
use super::{MOST_PHOTOS, Stance, parse, photo};
use crate::consultation::Phase;
use crate::contact_point;
use crate::db::Conn;
use crate::error::Error;
use crate::form::{FormState, Posted, Query, Upload};
use crate::html::{self, Lang, Page, filters};
use crate::id;
use crate::law::label;
use crate::regulation::query::{self, Stage};
use crate::regulation::texts::Text;
use crate::serve;

/// A place in a draft that a comment can speak of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The place; `None` for the whole draft.
    pub eid: Option<String>,
    /// Its words; empty for the whole draft.
    pub quote: String,
}

impl Place {
    /// Finds a place in a text. An empty `eid` is the whole draft; an unknown one is `None`.
    pub fn find(text: &Text, eid: &str) -> Option<Self> {
        if eid.is_empty() {
            return Some(Self { eid: None, quote: String::new() });
        }
        let provision = text.find(eid).filter(|p| p.article_eid.is_some())?;
        Some(Self { eid: Some(provision.eid.clone()), quote: text.words(&provision.eid) })
    }

    /// 第五条, or "the whole draft".
    pub fn label(&self, page: &Page) -> String {
        label(page, self.eid.as_deref())
    }
}

/// What a place is called in the reader's language.
pub fn label(page: &Page, eid: Option<&str>) -> String {
    match (eid, page.view.lang) {
        (None, _) => page.t.terms.whole.to_owned(),
        (Some(eid), Lang::En) => label::label_en(eid),
        (Some(eid), _) => label::label_of(eid),
    }
}

/// The form, empty or with errors.
#[derive(Template)]
#[template(path = "comment/new.html")]
pub struct Form {
    /// Page context.
    pub page: Page,
    /// Where the comment goes.
    pub stage: Stage,
    /// The place.
    pub place: Place,
    /// Values and errors.
    pub form: FormState,
    /// Open contact points: slug and name.
    pub points: Vec<(String, String)>,
    /// Photos already uploaded with this form.
    pub photos: i64,
    /// Said above the form, e.g. that the check page had expired.
    pub notice: Option<&'static str>,
}

impl Form {
    fn stances(&self) -> Vec<(&'static str, &'static str)> {
        Stance::ALL.iter().map(|s| (s.as_str(), s.label(self.page.t))).collect()
    }

    fn identities(&self) -> Vec<(String, String)> {
        let list = self.stage.consultation.as_ref().map(|c| c.identity_list()).unwrap_or_default();
        list.into_iter().map(|i| (i.clone(), i)).collect()
    }

    fn has_more(&self) -> bool {
        ["wording", "reason"].iter().any(|f| self.form.error(f).is_some())
            || !self.form.value("reason").is_empty()
            || self.form.error("photo").is_some()
    }
}

/// The page shown when a consultation takes no comments: the words can be copied.
#[derive(Template)]
#[template(path = "comment/closed.html")]
pub struct Closed {
    /// Page context.
    pub page: Page,
    /// The draft.
    pub stage: Stage,
    /// What was written: label and words.
    pub kept: Vec<(&'static str, String)>,
}

impl Closed {
    /// 409 with everything that was typed.
    pub fn answer(page: Page, stage: Stage, form: &FormState) -> Result<HttpResponse, Error> {
        let c = &page.t.citizen;
        let labels = [("text", c.text), ("wording", c.wording), ("reason", c.reason)];
        let kept =
            labels.into_iter().map(|(name, label)| (label, form.value(name).to_owned())).filter(|(_, v)| !v.trim().is_empty()).collect();
        let closed = Self { page, stage, kept };
        html::page(&closed.page, StatusCode::CONFLICT, &closed)
    }

    fn reason(&self) -> &'static str {
        match self.stage.consultation.as_ref().map(|c| c.phase(self.page.now)) {
            Some(Phase::Soon) => self.page.t.citizen.e_soon,
            _ => self.page.t.citizen.e_closed,
        }
    }
}

type Loaded = (Stage, Arc<Text>, Vec<(String, String)>);

/// The draft people are asked about now, its text, and the open contact points.
fn load(conn: &mut Conn, page: &Page, slug: &str, number: Option<i64>) -> Result<Loaded, Error> {
    let stages = query::stages_of(conn, slug)?;
    let stage = match number {
        Some(number) => stages.iter().find(|s| i64::from(s.draft.number) == number),
        None => query::current(&stages, page.now),
    };
    let stage = stage.cloned().ok_or(Error::NotFound)?;
    let text = page.app.texts.of(conn, stage.draft.id)?;
    let points = contact_point::query::all(conn)?.into_iter().filter(|p| p.closed_at.is_none()).map(|p| (p.slug, p.name)).collect();
    Ok((stage, text, points))
}

/// `GET /regulations/{r}/comments/new`
pub async fn get(page: Page, path: web::Path<String>, Query(fields): Query) -> Result<HttpResponse, Error> {
    let (slug, context) = (path.into_inner(), page.clone());
    let (token, number) = (fields.get("pending").to_owned(), fields.int("draft"));
    let (loaded, pending) = page
        .app
        .db
        .read(move |conn| {
            let pending = if token.is_empty() { None } else { Pending::load(conn, &context.app.keys, &token)? };
            load(conn, &context, &slug, number).map(|loaded| (loaded, pending))
        })
        .await?;
    let (stage, text, points) = loaded;
    let mut form = FormState::new(fields);
    let mut photos = 0;
    if let Some(pending) = pending.filter(|p| p.draft_id == stage.draft.id && p.receipt_code.is_none()) {
        photos = pending.photos;
        form = pending.form();
    }
    let open = stage.consultation.as_ref().is_some_and(|c| c.phase(page.now).is_open());
    if !open {
        return Closed::answer(page, stage, &form);
    }
    let place = Place::find(&text, form.fields.get("art")).ok_or(Error::NotFound)?;
    if form.value("wording").is_empty() {
        form.fields.0.push(("wording".to_owned(), place.quote.clone()));
    }
    let shown = Form { page, stage, place, form, points, photos, notice: None };
    html::ok(&shown.page, &shown)
}

/// `POST /regulations/{r}/comments/check`: keeps the form and its photos as a pending comment, then shows the check page or the errors.
pub async fn post(req: HttpRequest, page: Page, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Error> {
    if !serve::is_kiosk(&req) {
        page.app.limits.fill.check(&serve::address(&req)).map_err(|wait| Error::TooMany { wait })?;
    }
    let (slug, context) = (path.into_inner(), page.clone());
    let number = posted.fields.int("draft");
    let (stage, text, points) = page.app.db.read(move |conn| load(conn, &context, &slug, number)).await?;
    let mut form = FormState::new(posted.fields);
    let now = page.now;
    let (token, opened) = pending_of(&page, &form, stage.draft.id).await?;
    if !stage.consultation.as_ref().is_some_and(|c| c.takes(now, opened)) {
        return Closed::answer(page, stage, &form);
    }
    let Some(place) = Place::find(&text, form.fields.get("art")) else { return Err(Error::NotFound) };
    let identities = stage.consultation.as_ref().map(|c| c.identity_list()).unwrap_or_default();
    let filled = parse::read(&mut form, page.t, &place.quote, &identities);
    let (uploads, too_large) = renew(&page, &mut form, posted.files).await;
    let pending =
        Pending::new(token.clone(), stage.draft.id, &form, filled.as_ref().and_then(|f| f.contact.clone()), opened.unwrap_or(now));
    let app = page.app.clone();
    let photos = page.app.db.write(move |conn| pending.keep(conn, &app.keys, &uploads, now)).await?;
    if photos > i64::try_from(MOST_PHOTOS).unwrap_or(i64::MAX) {
        form.wrong("photo", page.t.citizen.e_photos);
    }
    if filled.is_some() && form.is_good() {
        return Ok(html::see_other(&page, &format!("/pending/{token}")));
    }
    form.fields.0.retain(|(name, _)| name != "pending");
    form.fields.0.push(("pending".to_owned(), token));
    let status = if too_large { StatusCode::PAYLOAD_TOO_LARGE } else { StatusCode::UNPROCESSABLE_ENTITY };
    let shown = Form { page, stage, place, form, points, photos, notice: None };
    html::page(&shown.page, status, &shown)
}

/// The pending comment a form belongs to, if it was kept before, and when its form was first opened.
async fn pending_of(page: &Page, form: &FormState, draft_id: i64) -> Result<(String, Option<chrono::NaiveDateTime>), Error> {
    let (known, context) = (form.fields.get("pending").to_owned(), page.clone());
    if !id::is_token(&known) {
        return Ok((id::token(), None));
    }
    let token = known.clone();
    let found = page.app.db.read(move |conn| Pending::load(conn, &context.app.keys, &token)).await?;
    Ok(match found.filter(|p| p.draft_id == draft_id && p.receipt_code.is_none()) {
        Some(pending) => (known, Some(pending.created_at)),
        None => (id::token(), None),
    })
}

/// Makes the uploaded photos anew and says which could not be taken. Also whether one was too large.
async fn renew(page: &Page, form: &mut FormState, files: Vec<Upload>) -> (Vec<photo::Photo>, bool) {
    let c = &page.t.citizen;
    let mut photos = Vec::new();
    let mut too_large = false;
    for file in files.into_iter().filter(|f| f.field == "photo").take(MOST_PHOTOS) {
        if file.too_large {
            too_large = true;
            form.wrong("photo", c.e_photo_large.replace("{name}", &file.name));
            continue;
        }
        let bytes = file.bytes;
        match web::block(move || photo::renew(&bytes)).await.ok().flatten() {
            Some(photo) => photos.push(photo),
            None => form.wrong("photo", c.e_photo_type.replace("{name}", &file.name)),
        }
    }
    (photos, too_large)
}
