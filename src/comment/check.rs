//! The check page: `GET /pending/{token}` shows what will be sent, `POST /pending/{token}` sends it.
//!
//! A form filled in is kept for 24 hours as a pending comment, with its photos; the contact is sealed. Its token is also the key of the
//! comment it becomes, so sending twice, or after a lost answer, gives the same receipt.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;
use serde_json::json;

use super::change::{self, Origin, Received};
use super::new::{Closed, Form, Place};
use super::parse::{self, Filled};
use super::query::{self, Comment};
use super::{Channel, contact, named, photo};
use crate::contact_point;
use crate::db::Conn;
use crate::error::Error;
use crate::form::{Fields, FormState, Posted, clean};
use crate::html::{self, Page, filters};
use crate::id;
use crate::law::diff::{self, Edit};
use crate::regulation::query::{Stage, stage_by_draft};
use crate::schema::pending_comments;
use crate::seal::Keys;
use crate::serve;

/// How long a filled-in form may be sent.
const LIFE: TimeDelta = TimeDelta::hours(24);
/// How long its words can still be shown after that.
const MEMORY: TimeDelta = TimeDelta::days(7);

/// A form filled in but not yet sent.
#[derive(Clone, Debug)]
pub struct Pending {
    /// Its address and key.
    pub token: String,
    /// The draft it speaks of.
    pub draft_id: i64,
    /// The fields as typed.
    pub fields: Fields,
    /// How to reach the citizen.
    pub contact: Option<String>,
    /// The receipt of the comment it became.
    pub receipt_code: Option<String>,
    /// When the form was first sent to the check page.
    pub created_at: NaiveDateTime,
    /// Photos kept with it.
    pub photos: i64,
}

impl Pending {
    /// A new one from a form.
    pub fn new(token: String, draft_id: i64, form: &FormState, contact: Option<String>, created_at: NaiveDateTime) -> Self {
        const KEPT: [&str; 8] = ["art", "stance", "text", "wording", "reason", "identity", "point", "from"];
        let fields =
            KEPT.iter().map(|name| ((*name).to_owned(), form.value(name).replace('\0', ""))).filter(|(_, v)| !v.is_empty()).collect();
        Self { token, draft_id, fields: Fields(fields), contact, receipt_code: None, created_at, photos: 0 }
    }

    /// Keeps it, over an earlier state of the same form, with new photos. Gives how many photos there are now.
    pub fn keep(&self, conn: &mut Conn, keys: &Keys, uploads: &[photo::Photo], now: NaiveDateTime) -> QueryResult<i64> {
        let stale = pending_comments::created_at.lt(now - MEMORY);
        diesel::delete(pending_comments::table.filter(stale)).execute(conn)?;
        let form = json!(self.fields.0).to_string();
        let sealed = self.contact.as_ref().map(|c| keys.seal(c.as_bytes()));
        let known = diesel::update(pending_comments::table.find(&self.token))
            .set((pending_comments::form.eq(&form), pending_comments::sealed.eq(&sealed)))
            .execute(conn)?;
        if known == 0 {
            diesel::insert_into(pending_comments::table)
                .values((
                    pending_comments::token.eq(&self.token),
                    pending_comments::draft_id.eq(self.draft_id),
                    pending_comments::form.eq(&form),
                    pending_comments::sealed.eq(&sealed),
                    pending_comments::created_at.eq(self.created_at),
                ))
                .execute(conn)?;
        }
        let mut photos = photo::count_pending(conn, &self.token)?;
        for upload in uploads {
            if photos < 3 {
                photo::insert_pending(conn, &self.token, i32::try_from(photos).unwrap_or(0) + 1, upload, now)?;
            }
            photos += 1;
        }
        Ok(photos)
    }

    /// Finds one by its token.
    pub fn load(conn: &mut Conn, keys: &Keys, token: &str) -> QueryResult<Option<Self>> {
        type Row = (i64, String, Option<Vec<u8>>, Option<String>, NaiveDateTime);
        let row: Option<Row> = pending_comments::table
            .find(token)
            .select((
                pending_comments::draft_id,
                pending_comments::form,
                pending_comments::sealed,
                pending_comments::receipt_code,
                pending_comments::created_at,
            ))
            .first(conn)
            .optional()?;
        let Some((draft_id, form, sealed, receipt_code, created_at)) = row else { return Ok(None) };
        let fields = Fields(serde_json::from_str(&form).unwrap_or_default());
        let contact = sealed.and_then(|s| keys.open(&s)).and_then(|c| String::from_utf8(c).ok());
        let photos = photo::count_pending(conn, token)?;
        Ok(Some(Self { token: token.to_owned(), draft_id, fields, contact, receipt_code, created_at, photos }))
    }

    /// The form as it was filled in, with the token so that its photos stay with it.
    pub fn form(&self) -> FormState {
        let mut fields = self.fields.clone();
        fields.0.push(("pending".to_owned(), self.token.clone()));
        if let Some(contact) = &self.contact {
            fields.0.push(("contact".to_owned(), contact.clone()));
        }
        FormState::new(fields)
    }
}

/// The check page.
#[derive(Template)]
#[template(path = "comment/check.html")]
struct Check {
    page: Page,
    stage: Stage,
    place: Place,
    /// Other articles the words name: the comment can go there instead.
    named: Vec<Place>,
    form: FormState,
    pending: Pending,
    filled: Filled,
    edits: Vec<Edit>,
    similar: Vec<Comment>,
    point: Option<String>,
    held: Option<u64>,
}

impl Check {
    /// "You mention Article 8, put the comment there?"
    fn question(&self) -> String {
        let labels: Vec<String> = self.named.iter().map(|place| place.label(&self.page)).collect();
        let c = &self.page.t.citizen;
        if labels.len() == 1 { c.named_one } else { c.named_more }.replace("{art}", &labels.join(c.named_and))
    }

    /// To stay, or to go to one of the places named.
    fn choices(&self) -> Vec<(String, String)> {
        let c = &self.page.t.citizen;
        let stay = (String::new(), c.named_stay.replace("{art}", &self.place.label(&self.page)));
        let go = self.named.iter().map(|place| {
            let label = c.named_go.replace("{art}", &place.label(&self.page));
            (place.eid.clone().unwrap_or_default(), label)
        });
        std::iter::once(stay).chain(go).collect()
    }

    fn edit_link(&self, field: &str) -> String {
        let place = self.place.eid.as_deref().unwrap_or_default();
        let (base, slug, number) = (&self.page.base, &self.stage.regulation.slug, self.stage.draft.number);
        format!("{base}/regulations/{slug}/comments/new?art={place}&draft={number}&pending={}#{field}", self.pending.token)
    }
}

/// The form was sent before.
#[derive(Template)]
#[template(path = "comment/sent.html")]
struct Sent {
    page: Page,
    code: String,
    changed: bool,
}

struct Loaded {
    pending: Pending,
    stage: Stage,
    place: Place,
    named: Vec<Place>,
    similar: Vec<Comment>,
    points: Vec<(String, String)>,
    point: Option<(i64, String)>,
}

fn load(conn: &mut Conn, page: &Page, token: &str) -> Result<Loaded, Error> {
    if !id::is_token(token) {
        return Err(Error::NotFound);
    }
    let pending = Pending::load(conn, &page.app.keys, token)?.ok_or(Error::NotFound)?;
    let stage = stage_by_draft(conn, pending.draft_id)?.ok_or(Error::NotFound)?;
    let text = page.app.texts.of(conn, stage.draft.id)?;
    let place = Place::find(&text, pending.fields.get("art")).ok_or(Error::NotFound)?;
    // Who proposes another wording means the article whose wording it is.
    let rewords = !pending.fields.get("wording").is_empty() && clean(pending.fields.get("wording")) != clean(&place.quote);
    let named = if rewords { Vec::new() } else { named::elsewhere(&text, pending.fields.get("text"), place.eid.as_deref()) };
    let similar = query::published_on(conn, stage.draft.id, place.eid.as_deref(), 3, 0)?;
    let all = contact_point::query::all(conn)?;
    let point = all.iter().find(|p| p.slug == pending.fields.get("point") && p.closed_at.is_none()).map(|p| (p.id, p.name.clone()));
    let points = all.into_iter().filter(|p| p.closed_at.is_none()).map(|p| (p.slug, p.name)).collect();
    Ok(Loaded { pending, stage, place, named, similar, points, point })
}

/// What stands in the way of sending: already sent, expired, closed, or no longer valid. `Ok` gives the filled form.
fn ready(page: &Page, loaded: &Loaded) -> Result<Filled, Box<Result<HttpResponse, Error>>> {
    let pending = &loaded.pending;
    if let Some(code) = pending.receipt_code.clone() {
        return Err(Box::new(html::ok(page, &Sent { page: page.clone(), code, changed: false })));
    }
    let identities = loaded.stage.consultation.as_ref().map(|c| c.identity_list()).unwrap_or_default();
    let mut form = pending.form();
    if !loaded.stage.consultation.as_ref().is_some_and(|c| c.takes(page.now, Some(pending.created_at))) {
        return Err(Box::new(Closed::answer(page.clone(), loaded.stage.clone(), &form)));
    }
    let filled = parse::read(&mut form, page.t, &loaded.place.quote, &identities);
    let expired = page.now - pending.created_at > LIFE;
    match filled {
        Some(filled) if !expired => Ok(filled),
        _ => {
            if expired {
                form.fields.0.retain(|(name, _)| name != "pending");
            }
            let (status, notice) =
                if expired { (StatusCode::GONE, Some(page.t.citizen.e_token)) } else { (StatusCode::UNPROCESSABLE_ENTITY, None) };
            let shown = Form {
                page: page.clone(),
                stage: loaded.stage.clone(),
                place: loaded.place.clone(),
                form,
                points: loaded.points.clone(),
                photos: if expired { 0 } else { pending.photos },
                notice,
            };
            Err(Box::new(html::page(page, status, &shown)))
        }
    }
}

/// `chosen` is the place picked on the check page, empty to stay.
fn shown(page: Page, loaded: Loaded, filled: Filled, chosen: String, held: Option<u64>) -> Check {
    let edits = filled.words.wording.as_deref().map(|w| diff::words(&loaded.place.quote, w)).unwrap_or_default();
    let Loaded { pending, stage, place, named, similar, point, .. } = loaded;
    let form = FormState::new(Fields(vec![("place".to_owned(), chosen)]));
    Check { page, stage, place, named, form, pending, filled, edits, similar, point: point.map(|(_, name)| name), held }
}

/// `GET /pending/{token}`
pub async fn get(page: Page, path: web::Path<String>) -> Result<HttpResponse, Error> {
    let (token, context) = (path.into_inner(), page.clone());
    let loaded = page.app.db.read(move |conn| load(conn, &context, &token)).await?;
    match ready(&page, &loaded) {
        Ok(filled) => {
            let check = shown(page, loaded, filled, String::new(), None);
            html::ok(&check.page, &check)
        }
        Err(answer) => *answer,
    }
}

/// `POST /pending/{token}`: sends the comment.
pub async fn post(req: HttpRequest, page: Page, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Error> {
    let (token, context, chosen) = (path.into_inner(), page.clone(), posted.fields.get("place").to_owned());
    let mut loaded = page.app.db.read(move |conn| load(conn, &context, &token)).await?;
    if let Some(code) = &loaded.pending.receipt_code {
        return Ok(html::see_other(&page, &format!("/receipts/{code}")));
    }
    let filled = match ready(&page, &loaded) {
        Ok(filled) => filled,
        Err(answer) => return *answer,
    };
    let limited = format!("{}/{}", serve::address(&req), loaded.stage.draft.id);
    if let (false, Err(wait)) = (serve::is_kiosk(&req), page.app.limits.comment.check(&limited)) {
        let check = shown(page, loaded, filled, chosen, Some(wait));
        let mut answer = html::page(&check.page, StatusCode::TOO_MANY_REQUESTS, &check)?;
        answer.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from(wait));
        return Ok(answer);
    }
    if let Some(place) = loaded.named.iter().find(|place| place.eid.as_deref() == Some(&*chosen)) {
        loaded.place = place.clone();
    }
    let received = send(&page, &loaded, filled).await;
    match received {
        Ok(received) => Ok(html::see_other(&page, &format!("/receipts/{}", received.code))),
        Err(Error::Conflict) => Closed::answer(page, loaded.stage, &loaded.pending.form()),
        Err(error) => Err(error),
    }
}

async fn send(page: &Page, loaded: &Loaded, filled: Filled) -> Result<Received, Error> {
    let origin = Origin {
        regulation_id: loaded.stage.regulation.id,
        draft_id: loaded.stage.draft.id,
        provision_eid: loaded.place.eid.clone(),
        quote: loaded.place.quote.clone(),
        channel: if loaded.pending.fields.get("from") == "qr" { Channel::Qr } else { Channel::Web },
        contact_point_id: loaded.point.as_ref().map(|(id, _)| *id),
        offline: None,
        source: None,
    };
    let (app, pending, now) = (page.app.clone(), loaded.pending.clone(), page.now);
    page.app
        .db
        .write(move |conn| {
            if !change::consultation_takes(conn, pending.draft_id, now, Some(pending.created_at))? {
                return Err(Error::Conflict);
            }
            let received = change::receive(conn, &app.keys, &pending.token, &filled.words, &origin, now)?;
            if received.is_new {
                photo::attach(conn, &pending.token, received.id)?;
                if let Some(contact) = &filled.contact {
                    query::insert_contact(conn, received.id, &app.keys.seal(contact.as_bytes()), contact::CONSENT, now)?;
                }
                // The words are in the comment now; only the receipt is kept here, for the back button.
                diesel::update(pending_comments::table.find(&pending.token))
                    .set((
                        pending_comments::receipt_code.eq(&received.code),
                        pending_comments::form.eq(json!([["art", pending.fields.get("art")]]).to_string()),
                        pending_comments::sealed.eq(None::<Vec<u8>>),
                    ))
                    .execute(conn)?;
            }
            Ok(received)
        })
        .await
}
