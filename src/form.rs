//! What people send: queries, forms, uploads. Read tolerantly into named fields, parsed at the edge by each page.
//!
//! [`Posted`] is the only way a handler gets a form. It has been read within bounds of size and time, came from our own page
//! (`Sec-Fetch-Site`, `Origin`) and carries the visitor's token; fields nobody asks for have no effect.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use actix_multipart::Multipart;
use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpMessage, HttpRequest, web};
use diesel::prelude::*;
use futures_util::StreamExt;
use url::form_urlencoded;

use crate::account::Account;
use crate::app::App;
use crate::db::Conn;
use crate::error::Error;
use crate::html::Page;
use crate::id;
use crate::schema::form_keys;
use crate::seal;

/// Most bytes of a form without files: 9 per Chinese character, urlencoded, for the 6,000 characters a comment may have in all, and slack.
const FORM_BYTES: usize = 128 * 1024;
/// Most bytes of the text in a form with files that staff send: a whole law, the longest code included.
const STAFF_BYTES: usize = 2 * 1024 * 1024;
/// Most bytes of one uploaded file.
pub const FILE_BYTES: usize = 5 * 1024 * 1024;
/// Most files kept of one form.
const FILES: usize = 8;
/// Most bytes of a form with files.
const UPLOAD_BYTES: usize = 40 * 1024 * 1024;
/// Longest time a form may take to arrive.
const PATIENCE: Duration = Duration::from_secs(30);
/// Longest time a form with files may take to arrive.
const UPLOAD_PATIENCE: Duration = Duration::from_secs(180);

/// Named values, in the order they came; a name may come more than once.
#[derive(Clone, Debug, Default)]
pub struct Fields(pub Vec<(String, String)>);

impl Fields {
    /// Reads `a=1&b=2`.
    pub fn parse(encoded: &[u8]) -> Self {
        Self(form_urlencoded::parse(encoded).take(2_000).map(|(k, v)| (k.into_owned(), v.into_owned())).collect())
    }

    /// The first value of a name, trimmed; empty when absent.
    pub fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(k, _)| k == name).map(|(_, v)| v.trim()).unwrap_or_default()
    }

    /// The first value as it was typed.
    pub fn raw(&self, name: &str) -> &str {
        self.0.iter().find(|(k, _)| k == name).map(|(_, v)| v.as_str()).unwrap_or_default()
    }

    /// The first value, `None` when it is blank.
    pub fn some(&self, name: &str) -> Option<&str> {
        Some(self.get(name)).filter(|v| !is_blank(v))
    }

    /// All values of a name that are not blank.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(k, v)| k == name && !v.trim().is_empty()).map(|(_, v)| v.trim())
    }

    /// The first value as a whole number.
    pub fn int(&self, name: &str) -> Option<i64> {
        self.get(name).parse().ok()
    }

    /// Page number from `page=`: at least 1, at most 100,000.
    pub fn page(&self) -> i64 {
        self.int("page").unwrap_or(1).clamp(1, 100_000)
    }
}

/// Whether a text shows nothing: spaces of any kind, zero-width and control characters.
pub fn is_blank(text: &str) -> bool {
    text.chars().all(|c| c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{3164}' | '\u{2800}'))
}

/// Whether a character may stand in a text: no control character and no noncharacter (Unicode 3.4, D14), which XML cannot hold.
pub fn is_sign(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{fdd0}'..='\u{fdef}') && u32::from(c) & 0xfffe != 0xfffe
}

/// A typed text as it may be stored: line ends as `\n`, no control characters (PostgreSQL refuses U+0000) and no invisible
/// direction marks, which could make a text read differently from what it says.
pub fn clean(text: &str) -> String {
    let unified = text.replace("\r\n", "\n").replace('\r', "\n");
    let kept = unified
        .chars()
        .filter(|c| matches!(c, '\n' | '\t') || is_sign(*c) && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'));
    kept.collect::<String>().trim().to_owned()
}

/// The query string of a request; never an error.
#[derive(Clone, Debug, Default)]
pub struct Query(pub Fields);

impl FromRequest for Query {
    type Error = Error;
    type Future = std::future::Ready<Result<Self, Error>>;

    fn from_request(req: &HttpRequest, _: &mut Payload) -> Self::Future {
        let mut fields = Fields::parse(req.query_string().as_bytes());
        // An address can carry anything, and pages show what was asked.
        for (_, value) in fields.0.iter_mut().filter(|(_, value)| value.contains(|c| !is_sign(c))) {
            *value = value.chars().map(|c| if is_sign(c) { c } else { ' ' }).collect();
        }
        std::future::ready(Ok(Self(fields)))
    }
}

/// One uploaded file.
#[derive(Clone, Debug)]
pub struct Upload {
    /// The form field.
    pub field: String,
    /// As the sender's machine names it; shown, never used as a path.
    pub name: String,
    /// Its bytes; empty if it was larger than [`FILE_BYTES`].
    pub bytes: Vec<u8>,
    /// Whether it was larger than [`FILE_BYTES`] and has been left out.
    pub too_large: bool,
}

/// A form that passed all checks.
#[derive(Debug, Default)]
pub struct Posted {
    /// What was typed and chosen.
    pub fields: Fields,
    /// Files sent with it, at most eight.
    pub files: Vec<Upload>,
}

impl Posted {
    /// The form's key, to be used with [`once`].
    pub fn key(&self) -> String {
        self.fields.get("form_key").to_owned()
    }
}

impl FromRequest for Posted {
    type Error = Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Error>>>>;

    fn from_request(req: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (req, payload) = (req.clone(), payload.take());
        Box::pin(async move {
            let posted = read(&req, payload).await?;
            check(&req, &posted)?;
            Ok(posted)
        })
    }
}

async fn read(req: &HttpRequest, payload: Payload) -> Result<Posted, Error> {
    let multipart = req.content_type().eq_ignore_ascii_case("multipart/form-data");
    if multipart {
        let is_staff = req.extensions().get::<Arc<Account>>().is_some();
        let most_text = if is_staff { STAFF_BYTES } else { FORM_BYTES };
        let read = read_multipart(Multipart::new(req.headers(), payload), most_text);
        tokio::time::timeout(UPLOAD_PATIENCE, read).await.map_err(|_| Error::TooSlow)?
    } else if req.content_type().eq_ignore_ascii_case("application/x-www-form-urlencoded") || req.content_type().is_empty() {
        let body = read_body(payload, FORM_BYTES).await?;
        Ok(Posted { fields: Fields::parse(&body), files: Vec::new() })
    } else {
        Err(Error::BadRequest("a form was expected"))
    }
}

/// Reads a body of at most `most` bytes, within 30 seconds.
pub async fn read_body(payload: Payload, most: usize) -> Result<web::BytesMut, Error> {
    tokio::time::timeout(PATIENCE, read_chunks(payload, most)).await.map_err(|_| Error::TooSlow)?
}

async fn read_chunks(mut payload: Payload, most: usize) -> Result<web::BytesMut, Error> {
    let mut body = web::BytesMut::new();
    let mut too_large = false;
    while let Some(chunk) = payload.next().await {
        let chunk = chunk.map_err(|_| Error::BadRequest("the connection broke"))?;
        too_large |= body.len() + chunk.len() > most;
        // The rest is read and dropped, so that the answer reaches a sender who is still sending.
        if !too_large {
            body.extend_from_slice(&chunk);
        }
    }
    if too_large { Err(Error::TooLarge) } else { Ok(body) }
}

async fn read_multipart(mut parts: Multipart, most_text: usize) -> Result<Posted, Error> {
    let mut posted = Posted::default();
    let (mut text_bytes, mut all_bytes) = (0, 0);
    while let Some(part) = parts.next().await {
        let mut part = part.map_err(|_| Error::BadRequest("the form could not be read"))?;
        let field = part.name().unwrap_or_default().to_owned();
        let filename = part.content_disposition().and_then(|d| d.get_filename().map(str::to_owned));
        let (mut bytes, mut too_large) = (Vec::new(), false);
        while let Some(chunk) = part.next().await {
            let chunk = chunk.map_err(|_| Error::BadRequest("the form could not be read"))?;
            all_bytes += chunk.len();
            if all_bytes > UPLOAD_BYTES {
                return Err(Error::TooLarge);
            }
            too_large |= bytes.len() + chunk.len() > FILE_BYTES;
            if !too_large {
                bytes.extend_from_slice(&chunk);
            }
        }
        match filename {
            Some(name) if !name.is_empty() && (too_large || !bytes.is_empty()) => {
                if posted.files.len() < FILES {
                    let bytes = if too_large { Vec::new() } else { bytes };
                    posted.files.push(Upload { field, name: clean(&name).chars().take(200).collect(), bytes, too_large });
                }
            }
            Some(_) => {}
            None => {
                text_bytes += bytes.len();
                if too_large || text_bytes > most_text {
                    return Err(Error::TooLarge);
                }
                let value = String::from_utf8(bytes).map_err(|_| Error::BadRequest("the text is not UTF-8"))?;
                posted.fields.0.push((field, value));
            }
        }
    }
    Ok(posted)
}

/// Refuses a form that another site sent or that was not made for this visitor.
fn check(req: &HttpRequest, posted: &Posted) -> Result<(), Error> {
    let app = req.app_data::<web::Data<App>>().ok_or_else(|| Error::Internal("no App".to_owned()))?;
    let expired = || {
        let kept = posted
            .fields
            .0
            .iter()
            .filter(|(name, _)| !matches!(name.as_str(), "csrf" | "form_key" | "password" | "old_password" | "new_password"));
        Error::FormExpired(kept.cloned().collect())
    };
    if !is_same_origin(req, app) {
        return Err(expired());
    }
    let page = Page::of(req).ok_or_else(|| Error::Internal("no App".to_owned()))?;
    if req.cookie(app.visit_cookie()).is_none() || !seal::same(posted.fields.get("csrf"), page.csrf()) {
        return Err(expired());
    }
    Ok(())
}

fn is_same_origin(req: &HttpRequest, app: &App) -> bool {
    let value = |name: &str| req.headers().get(name).and_then(|v| v.to_str().ok());
    if value("sec-fetch-site").is_some_and(|site| !matches!(site, "same-origin" | "none")) {
        return false;
    }
    let Some(origin) = value("origin").filter(|o| *o != "null") else { return true };
    let host = req.headers().get(header::HOST).and_then(|v| v.to_str().ok()).unwrap_or_default();
    let public = app.config.base_url.as_ref().map(|url| url.origin().ascii_serialization());
    origin.split_once("://").is_some_and(|(_, authority)| authority == host) || public.as_deref() == Some(origin)
}

/// Does something once per form key: the first time `act` runs and its location is kept; a repeated POST gets that location again
/// and changes nothing. Call it inside the transaction of the change.
pub fn once<E>(
    conn: &mut Conn,
    key: &str,
    now: chrono::NaiveDateTime,
    act: impl FnOnce(&mut Conn) -> Result<String, E>,
) -> Result<String, Error>
where
    E: Into<Error>,
{
    if !id::is_token(key) {
        return Err(Error::BadRequest("the form has no key"));
    }
    let done: Option<String> = form_keys::table.find(key).select(form_keys::location).first(conn).optional()?;
    if let Some(location) = done {
        return Ok(location);
    }
    let location = act(conn).map_err(Into::into)?;
    diesel::insert_into(form_keys::table)
        .values((form_keys::key.eq(key), form_keys::location.eq(&location), form_keys::created_at.eq(now)))
        .execute(conn)?;
    Ok(location)
}

/// A form on its way back to its page: every value as typed, and what is wrong with which field.
#[derive(Clone, Debug, Default)]
pub struct FormState {
    /// What was typed.
    pub fields: Fields,
    /// Field and message, in the order of the form.
    pub errors: Vec<(&'static str, String)>,
}

impl FormState {
    /// A form with values and no errors yet.
    pub fn new(fields: Fields) -> Self {
        Self { fields, errors: Vec::new() }
    }

    /// Says that a field is wrong.
    pub fn wrong(&mut self, field: &'static str, message: impl Into<String>) {
        self.errors.push((field, message.into()));
    }

    /// Whether nothing is wrong.
    pub fn is_good(&self) -> bool {
        self.errors.is_empty()
    }

    /// The value of a field as typed, for templates.
    pub fn value(&self, name: &str) -> &str {
        self.fields.raw(name)
    }

    /// Whether a field has this value; for radio buttons, checkboxes and options.
    pub fn is(&self, name: &str, value: &str) -> bool {
        self.fields.0.iter().any(|(k, v)| k == name && v == value)
    }

    /// The message of a field, if it is wrong.
    pub fn error(&self, name: &str) -> Option<&str> {
        self.errors.iter().find(|(field, _)| *field == name).map(|(_, message)| message.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blank_in_every_way_is_blank() {
        for text in ["", " ", "\u{3000}\u{3000}", "\u{200b}\u{feff}", "\n\t", "\u{202e}", "\u{2800}"] {
            assert!(is_blank(text), "{text:?}");
        }
        assert!(!is_blank("\u{3000}字"));
    }

    #[test]
    fn cleaning_keeps_every_character_people_see() {
        assert_eq!(clean(" 一\r\n二\u{0}三\u{202e}四\u{20000}👨‍👩‍👧 "), "一\n二三四\u{20000}👨‍👩‍👧");
    }
}
