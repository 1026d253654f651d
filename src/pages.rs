//! A cache of public pages, kept honest by the log.
//!
//! A page belongs to one regulation or to the whole site. This follower notes the last event of each; a cached page is given out only
//! while no newer event concerns it, the follower has caught up with the log, and the minute has not turned (days left, closing times).
//! Only pages without anything personal are cached: no account, no form token.

use std::collections::{HashMap, HashSet};
use std::hash::BuildHasher;
use std::io::Write;
use std::sync::{Arc, OnceLock, PoisonError, RwLock};

use actix_web::http::uri::PathAndQuery;
use actix_web::http::{Method, StatusCode, header};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, web};
use askama::Template;
use chrono::NaiveDateTime;
use rustc_hash::FxBuildHasher;

use crate::account::Account;
use crate::app::App;
use crate::db::Db;
use crate::error::Error;
use crate::event::{self, Event, EventKind};
use crate::follow::Follower;
use crate::html::{self, Page, View};
use crate::id;

/// Bytes of cached pages at most, before compression; beyond that the cache starts anew.
const MOST_BYTES: usize = 64 * 1024 * 1024;
/// Addresses remembered that were asked for once.
const MOST_ASKED: usize = 1 << 16;
/// Bytes of an address whose page is kept, at most.
const LONGEST: usize = 500;

/// What a page shows: when an event concerns it, the page is made again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum About {
    /// One regulation, by row id.
    Regulation(i64),
    /// The names of regulations, drafts and contact points, and what else a query may call them.
    Names,
    /// Everything.
    Site,
}

/// A finished page.
struct Kept {
    about: About,
    stamp: i64,
    minute: i64,
    etag: header::HeaderValue,
    plain: web::Bytes,
    /// Compressed when first asked for.
    gzip: OnceLock<Option<web::Bytes>>,
}

impl Kept {
    fn gzip(&self) -> Option<web::Bytes> {
        self.gzip.get_or_init(|| gzip(&self.plain).ok().map(Into::into)).clone()
    }
}

#[derive(Default)]
struct State {
    position: i64,
    site: i64,
    names: i64,
    regulations: HashMap<i64, i64>,
    kept: HashMap<View, HashMap<String, Arc<Kept>, FxBuildHasher>, FxBuildHasher>,
    bytes: usize,
    /// Hashes of what was asked for once. Only what is asked for again is kept: most searches never are.
    asked: HashSet<u64, FxBuildHasher>,
}

impl State {
    fn stamp(&self, about: About) -> i64 {
        match about {
            About::Site => self.site,
            About::Names => self.names,
            About::Regulation(id) => self.regulations.get(&id).copied().unwrap_or_default(),
        }
    }
}

/// The cache; one per process.
#[derive(Clone, Default)]
pub struct Pages(Arc<RwLock<State>>);

impl Pages {
    fn find(&self, app: &App, view: View, address: &str) -> Option<Arc<Kept>> {
        let state = self.0.read().unwrap_or_else(PoisonError::into_inner);
        let kept = state.kept.get(&view)?.get(address)?;
        let fresh =
            state.position >= app.db.bell().seq() && state.stamp(kept.about) == kept.stamp && kept.minute == minute(app.clock.now());
        fresh.then(|| Arc::clone(kept))
    }

    /// The stamp a page may carry that is made from now on; `None` while the follower is behind.
    fn stamp(&self, page: &Page, about: About) -> Option<i64> {
        let state = self.0.read().unwrap_or_else(PoisonError::into_inner);
        (state.position >= page.app.db.bell().seq()).then(|| state.stamp(about))
    }

    fn keep(&self, view: View, address: &str, kept: Arc<Kept>) {
        let mut state = self.0.write().unwrap_or_else(PoisonError::into_inner);
        if state.asked.len() > MOST_ASKED {
            state.asked.clear();
        }
        if state.asked.insert(FxBuildHasher.hash_one((view, address))) {
            return;
        }
        if state.bytes > MOST_BYTES {
            state.kept.clear();
            state.bytes = 0;
        }
        let size = |kept: &Kept| kept.plain.len();
        state.bytes += size(&kept);
        if let Some(replaced) = state.kept.entry(view).or_default().insert(address.to_owned(), kept) {
            state.bytes = state.bytes.saturating_sub(size(&replaced));
        }
    }

    /// The follower that keeps this cache honest.
    pub fn follower(&self) -> impl Follower + use<> {
        Keeper(self.clone())
    }
}

fn minute(now: NaiveDateTime) -> i64 {
    now.and_utc().timestamp().div_euclid(60)
}

/// The answer from the cache, if there is one that is still true. The middleware asks before it looks for a route; it has put the account
/// of the session with the request.
pub fn kept(req: &HttpRequest, app: &App) -> Option<HttpResponse> {
    let reads = matches!(*req.method(), Method::GET | Method::HEAD);
    if !reads || req.extensions().contains::<Arc<Account>>() {
        return None;
    }
    let kept = app.pages.find(app, View::of(req), address(req)?)?;
    Some(send(req, &kept))
}

/// Before loading what a cacheable page shows: the state of the log it will be true for.
pub fn begin(page: &Page, about: About) -> Option<i64> {
    page.app.pages.stamp(page, about)
}

/// Renders a page and keeps it. `stamp` comes from [`begin`], asked before the database was read.
pub fn answer(req: &HttpRequest, page: &Page, about: About, stamp: Option<i64>, template: &impl Template) -> Result<HttpResponse, Error> {
    let (Some(stamp), None) = (stamp, &page.account) else { return html::page(page, StatusCode::OK, template) };
    let html = html::localised(page.view.lang, template.render()?);
    if page.has_token() {
        return Ok(html::finished(StatusCode::OK, html));
    }
    let etag = format!("\"{:016x}-{:x}\"", FxBuildHasher.hash_one(&html), html.len());
    let etag = header::HeaderValue::from_str(&etag).map_err(|e| Error::Internal(e.to_string()))?;
    let kept = Arc::new(Kept { about, stamp, minute: minute(page.now), etag, plain: html.into(), gzip: OnceLock::new() });
    if let Some(address) = address(req) {
        page.app.pages.keep(page.view, address, Arc::clone(&kept));
    }
    Ok(send(req, &kept))
}

/// What a page is kept under; `None` if it is too long to be worth it.
fn address(req: &HttpRequest) -> Option<&str> {
    req.uri().path_and_query().map(PathAndQuery::as_str).filter(|address| address.len() <= LONGEST)
}

/// Compresses once what will be sent many times.
pub fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::new(6));
    encoder.write_all(bytes)?;
    encoder.finish()
}

fn send(req: &HttpRequest, kept: &Kept) -> HttpResponse {
    let known = kept.etag.to_str().is_ok_and(|tag| has(req, tag));
    let mut response = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    // "no-cache" means: ask every time whether it is still true. Language and view come from cookies.
    response
        .insert_header((header::CACHE_CONTROL, "private, no-cache"))
        .insert_header((header::ETAG, kept.etag.clone()))
        .insert_header((header::VARY, "Cookie, Accept-Encoding"));
    if known {
        return response.finish();
    }
    response.insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8"));
    let takes_gzip = req
        .headers()
        .get(header::ACCEPT_ENCODING)
        .and_then(|v| v.to_str().ok())
        .is_some_and(|v| v.contains("gzip") && !v.contains("gzip;q=0"));
    match takes_gzip.then(|| kept.gzip()).flatten() {
        Some(gzip) => response.insert_header((header::CONTENT_ENCODING, "gzip")).body(gzip),
        None => response.body(kept.plain.clone()),
    }
}

/// Whether the caller says that it has what carries this tag (`If-None-Match`, RFC 9110, 13.1.2).
fn has(req: &HttpRequest, tag: &str) -> bool {
    let asked = req.headers().get(header::IF_NONE_MATCH).and_then(|v| v.to_str().ok()).unwrap_or_default();
    asked.split(',').any(|one| one.trim().trim_start_matches("W/") == tag || one.trim() == "*")
}

/// Sends data for programs with a tag of its bytes: asked again with `If-None-Match`, what has not changed is not sent again.
pub fn data(req: &HttpRequest, content_type: &'static str, body: web::Bytes) -> HttpResponse {
    let tag = format!("\"{}\"", id::hex(id::sha256(&[&body]).get(..12).unwrap_or_default()));
    let known = has(req, &tag);
    let mut response = if known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
    response
        .insert_header((header::CACHE_CONTROL, "private, no-cache"))
        .insert_header((header::ETAG, tag))
        .insert_header((header::VARY, "Cookie, Accept-Encoding"));
    if known { response.finish() } else { response.insert_header((header::CONTENT_TYPE, content_type)).body(body) }
}

/// Events after which something may be called otherwise.
const NAMING: [EventKind; 5] = [
    EventKind::ContactPointCreated,
    EventKind::ContactPointChanged,
    EventKind::RegulationCreated,
    EventKind::DraftPublished,
    EventKind::SynonymsChanged,
];

struct Keeper(Pages);

impl Follower for Keeper {
    fn name(&self) -> &'static str {
        "pages"
    }

    fn position(&mut self, db: &Db) -> Result<i64, Error> {
        // The cache starts empty, so it starts at the end of the log.
        let last = db.read_now(event::last)?;
        let mut state = self.0.0.write().unwrap_or_else(PoisonError::into_inner);
        *state = State { position: last, site: last, names: last, ..State::default() };
        Ok(last)
    }

    fn follow(&mut self, _: &Db, events: &[Event]) -> Result<(), Error> {
        let mut state = self.0.0.write().unwrap_or_else(PoisonError::into_inner);
        for event in events {
            state.position = event.seq;
            state.site = event.seq;
            if NAMING.iter().any(|kind| kind.as_str() == event.kind) {
                state.names = event.seq;
            }
            if let Some(id) = event.regulation_id {
                state.regulations.insert(id, event.seq);
            }
        }
        Ok(())
    }
}
