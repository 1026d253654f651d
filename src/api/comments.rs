//! `POST /api/v1/regulations/{r}/drafts/{n}/comments`: sends a comment as the web form does, under the same limits.
//!
//! The `Idempotency-Key` belongs to one draft. The same key with the same body gives the same receipt, also after the deadline and however
//! often; with another body 409. A JSON body needs no form token: browsers do not send one across sites without asking first.

use std::sync::Arc;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, web};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::{Links, Meta, Problem, WrongField};
use crate::comment::change::{self, Origin, Received, Words};
use crate::comment::new::Place;
use crate::comment::{Channel, Stance, parse, query};
use crate::consultation::{self, Phase};
use crate::error::Error;
use crate::form::{self, Fields, FormState};
use crate::html::Page;
use crate::id;
use crate::regulation::texts::{Head, Text};
use crate::serve;

/// Most bytes of a body.
const BODY_BYTES: usize = 64 * 1024;
/// Most characters of an Idempotency-Key.
const KEY_CHARS: usize = 255;

/// A comment to be sent. Anything else in the body has no effect.
#[derive(Debug, Deserialize, ToSchema)]
#[expect(dead_code, reason = "describes the body; it is read field by field, so that an error can name its field")]
pub struct NewComment {
    /// The place it speaks of, by eId; null, empty or absent for the whole draft.
    #[schema(example = "art_5")]
    article: Option<String>,
    /// Support, suggest a change, oppose, or ask.
    #[schema(value_type = Stance)]
    stance: String,
    /// The words, 5 to 2,000 characters.
    #[schema(min_length = 5, max_length = 2000, example = "五十米太近，建议改为一百米。")]
    text: String,
    /// The wording proposed for the place, at most 2,000 characters.
    #[schema(max_length = 2000)]
    wording: Option<String>,
    /// Why, or an example, at most 2,000 characters.
    #[schema(max_length = 2000)]
    reason: Option<String>,
}

/// What the citizen keeps.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Sent {
    /// The receipt's code. It cannot be recovered.
    #[schema(example = "K7M2-9QXA-4TRP")]
    pub receipt: String,
    /// The page that tells, now and later, where the comment stands.
    pub status_url: String,
}

/// The answer to a comment: `receipt` and `status_url` stand in `data`, as everywhere, and at the top for those who need nothing else.
#[derive(Debug, Serialize, ToSchema)]
pub struct SentAnswer {
    /// What the citizen keeps.
    pub data: Sent,
    /// The same.
    #[serde(flatten)]
    pub sent: Sent,
    /// Empty.
    pub meta: Meta,
    /// `self` is where the comment stands, for programs.
    pub links: Links,
}

/// What the body says, or which fields are wrong.
struct Read {
    place: Option<Place>,
    words: Option<Words>,
    errors: Vec<WrongField>,
}

/// Send a comment.
///
/// Sends a comment on an article or on the whole draft while its consultation is open.
#[utoipa::path(
    post, path = "/api/v1/regulations/{r}/drafts/{n}/comments", operation_id = "comment", tag = "caiyan",
    params(
        ("r" = String, Path, description = "The regulation's slug", example = "2026-07"),
        ("n" = i32, Path, description = "The draft's number", example = 1),
        ("Idempotency-Key" = String, Header, description = "Yours, fresh for each comment, for example a UUID; repeat it when you do not know whether an answer was lost",
            min_length = 1, max_length = 255, example = "0b9c2a52-6d0c-4a7e-9f0e-0d0f3a1c2b3d"),
    ),
    request_body(content = NewComment, content_type = "application/json"),
    responses(
        (status = 201, description = "Received", body = SentAnswer),
        (status = 200, description = "Had been received before under this key", body = SentAnswer),
        (status = 400, description = "No Idempotency-Key, or not JSON", body = Problem, content_type = "application/problem+json"),
        (status = 404, description = "No such draft", body = Problem, content_type = "application/problem+json"),
        (status = 409, description = "The consultation is not open, or the key was used with another body", body = Problem, content_type = "application/problem+json"),
        (status = 413, description = "More than 64 KiB", body = Problem, content_type = "application/problem+json"),
        (status = 415, description = "Not application/json", body = Problem, content_type = "application/problem+json"),
        (status = 422, description = "errors names the fields that are wrong", body = Problem, content_type = "application/problem+json"),
        (status = 429, description = "Too many; Retry-After says how long to wait", body = Problem, content_type = "application/problem+json"),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn post(req: HttpRequest, page: Page, path: web::Path<(String, i32)>, payload: web::Payload) -> Result<HttpResponse, Error> {
    let s = &page.t.stats;
    if !serve::is_kiosk(&req) {
        page.app.limits.fill.check(&serve::address(&req)).map_err(|wait| Error::TooMany { wait })?;
    }
    let body = form::read_body(payload.into_inner(), BODY_BYTES).await?;
    let (draft, text) = draft(&page, path.into_inner()).await?;
    if !req.content_type().eq_ignore_ascii_case("application/json") {
        return Ok(Problem::answer(StatusCode::UNSUPPORTED_MEDIA_TYPE, s.api_415, s.api_415_text, Vec::new()));
    }
    let Some(key) = key(&req) else {
        return Ok(Problem::answer(
            StatusCode::BAD_REQUEST,
            page.t.site.e400,
            &s.api_e_key.replace("{n}", &KEY_CHARS.to_string()),
            Vec::new(),
        ));
    };
    let Ok(body) = serde_json::from_slice::<Value>(&body) else {
        return Ok(Problem::answer(StatusCode::BAD_REQUEST, page.t.site.e400, s.api_e_json, Vec::new()));
    };
    let Read { place, words, errors } = read(&page, &body, &text);
    let (Some(place), Some(words), true) = (place, words, errors.is_empty()) else {
        return Ok(Problem::answer(StatusCode::UNPROCESSABLE_ENTITY, page.t.site.e422, s.api_422_text, errors));
    };
    let address = (!serve::is_kiosk(&req)).then(|| serve::address(&req));
    match receive(&page, &draft, place, words, &key, address).await {
        Ok(Ok(received)) => Ok(sent(&page, received)),
        Ok(Err(phase)) => Ok(closed(&page, phase)),
        Err(Error::Conflict) => Ok(Problem::answer(StatusCode::CONFLICT, s.api_409, s.api_409_text, Vec::new())),
        Err(error) => Err(error),
    }
}

/// What the comment is sent to. A flood speaks about one draft: its text is at hand without asking the database.
async fn draft(page: &Page, address: (String, i32)) -> Result<(Arc<Head>, Arc<Text>), Error> {
    if let Some(known) = page.app.texts.known(&address) {
        return Ok(known);
    }
    let app = page.app.clone();
    page.app.db.read(move |conn| app.texts.at(conn, &address)?.ok_or(Error::NotFound)).await
}

/// The Idempotency-Key: 1 to 255 visible ASCII characters.
fn key(req: &HttpRequest) -> Option<String> {
    let key = req.headers().get("idempotency-key")?.to_str().ok()?.trim();
    (1..=KEY_CHARS).contains(&key.len()).then(|| key.to_owned())
}

/// Reads the body field by field, by the rules of the web form.
fn read(page: &Page, body: &Value, text: &Text) -> Read {
    let s = &page.t.stats;
    let nothing = Map::new();
    let mut errors = Vec::new();
    if !body.is_object() {
        errors.push(WrongField { field: "body", detail: s.api_e_object.to_owned() });
    }
    let given = body.as_object().unwrap_or(&nothing);
    let mut fields = Fields::default();
    for name in ["article", "stance", "text", "wording", "reason"] {
        match given.get(name) {
            Some(Value::String(value)) => fields.0.push((name.to_owned(), value.clone())),
            None | Some(Value::Null) => {}
            Some(_) => errors.push(WrongField { field: name, detail: s.api_e_string.to_owned() }),
        }
    }
    let place = Place::find(text, fields.get("article"));
    if place.is_none() {
        errors.push(WrongField { field: "article", detail: s.api_e_article.to_owned() });
    }
    let quote = place.as_ref().map(|p| p.quote.clone()).unwrap_or_default();
    let mut form = FormState::new(fields);
    let filled = parse::read(&mut form, page.t, &quote, &[]);
    for (field, detail) in form.errors {
        if errors.iter().all(|known| known.field != field) {
            errors.push(WrongField { field, detail });
        }
    }
    Read { place, words: filled.map(|f| f.words), errors }
}

/// Takes the comment in, or says in which phase the consultation is that does not take it. `address` is held to the limits, unless it
/// sends again what it sent before.
async fn receive(
    page: &Page,
    draft: &Head,
    place: Place,
    words: Words,
    key: &str,
    address: Option<String>,
) -> Result<Result<Received, Option<Phase>>, Error> {
    let origin = Origin {
        regulation_id: draft.regulation_id,
        draft_id: draft.draft_id,
        provision_eid: place.eid,
        quote: place.quote,
        channel: Channel::Web,
        contact_point_id: None,
        offline: None,
        source: None,
    };
    // A key is worth something on one draft only, and says nothing about itself in the database.
    let key = format!("api:{}", id::hex(&id::sha256(&[&draft.draft_id.to_be_bytes(), key.as_bytes()])));
    let (app, now) = (page.app.clone(), page.now);
    page.app
        .db
        .write(move |conn| {
            if let Some(before) = change::received(conn, &app.keys, &key, &words, &origin)? {
                // The digest leaves out the reason, so it is compared here.
                let reason = query::by_id(conn, before.id)?.and_then(|comment| comment.reason);
                return if reason == words.reason { Ok(Ok(before)) } else { Err(Error::Conflict) };
            }
            let consultation = consultation::query::of_draft(conn, origin.draft_id)?;
            if !consultation.as_ref().is_some_and(|c| c.takes(now, None)) {
                return Ok(Err(consultation.map(|c| c.phase(now))));
            }
            if let Some(address) = address {
                app.limits.comment.check(&format!("{address}/{}", origin.draft_id)).map_err(|wait| Error::TooMany { wait })?;
            }
            change::take_in(conn, &app.keys, &key, &words, &origin, now).map(Ok)
        })
        .await
}

fn closed(page: &Page, phase: Option<Phase>) -> HttpResponse {
    let detail = match phase {
        Some(Phase::Soon) => page.t.stats.api_soon,
        _ => page.t.stats.api_closed,
    };
    Problem::answer(StatusCode::CONFLICT, page.t.stats.api_not_open, detail, Vec::new())
}

fn sent(page: &Page, received: Received) -> HttpResponse {
    let code = received.code;
    let status_url = super::url(page, &format!("/receipts/{code}"));
    let itself = super::url(page, &format!("/api/v1/receipts/{code}"));
    let status = if received.is_new { StatusCode::CREATED } else { StatusCode::OK };
    let data = Sent { receipt: code, status_url: status_url.clone() };
    let links = Links { itself: itself.clone(), next: None, html: Some(status_url) };
    HttpResponse::build(status)
        .insert_header((header::LOCATION, itself))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .json(SentAnswer { sent: data.clone(), data, meta: Meta::default(), links })
}
