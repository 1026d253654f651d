//! Round every request: whose session, which language, security headers, one log line, and a page in the reader's language for
//! whatever went wrong. Also sends `/path/` to `/path` and survives a panic.

use std::fmt;
use std::net::IpAddr;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::cookie::{Cookie, SameSite};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::{StatusCode, header};
use actix_web::middleware::Next;
use actix_web::{HttpMessage, HttpRequest, HttpResponse, web};
use askama::Template;
use chrono::TimeDelta;
use futures_util::FutureExt;

use crate::account::{self, Role};
use crate::app::App;
use crate::error::Error;
use crate::html::{self, Lang, Page, View, filters};
use crate::{id, pages};

/// The address behind a request: the peer's, or what a trusted proxy says it is.
pub fn address(req: &HttpRequest) -> String {
    let peer = req.peer_addr().map(|a| a.ip());
    let trusted = req.app_data::<web::Data<App>>().is_some_and(|app| peer.is_some_and(|ip| app.config.trusted_proxies.contains(&ip)));
    let forwarded = || {
        let header = req.headers().get("x-forwarded-for")?.to_str().ok()?;
        // The last address is the one the proxy itself saw.
        header.rsplit(',').next()?.trim().parse::<IpAddr>().ok()
    };
    let ip = if trusted { forwarded().or(peer) } else { peer };
    ip.map(|ip| ip.to_string()).unwrap_or_default()
}

/// Whether many people share this address on purpose.
pub fn is_kiosk(req: &HttpRequest) -> bool {
    let app = req.app_data::<web::Data<App>>();
    app.is_some_and(|app| address(req).parse::<IpAddr>().is_ok_and(|ip| app.config.kiosks.contains(&ip)))
}

/// A cookie of this site; `days` 0 means until the browser closes.
pub fn cookie(app: &App, name: &'static str, value: String, days: i64) -> Cookie<'static> {
    let mut cookie = Cookie::build(name, value).path("/").http_only(true).same_site(SameSite::Lax).secure(app.config.is_https());
    if days > 0 {
        cookie = cookie.max_age(actix_web::cookie::time::Duration::days(days));
    }
    cookie.finish()
}

/// Answers every address that has no route.
pub async fn not_found() -> Result<HttpResponse, Error> {
    Err(Error::NotFound)
}

/// The middleware. It never holds on to the request while the handler runs: actix needs it for itself.
pub async fn around(req: ServiceRequest, next: Next<impl MessageBody + 'static>) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let started = Instant::now();
    let is_api = req.path().contains("/api/");
    let Some(app) = req.app_data::<web::Data<App>>().cloned() else { return Ok(next.call(req).await?.map_into_boxed_body()) };
    let redirect = switch(req.request(), &app).or_else(|| without_slash(req.request(), &app));
    let session = if redirect.is_some() { Ok(()) } else { session(req.request(), &app).await };
    let kept = redirect.or_else(|| pages::kept(req.request(), &app));
    let mut response = match (kept, session) {
        (Some(kept), _) => req.into_response(kept),
        (None, Err(error)) => ServiceResponse::from_err(error, req.into_parts().0).map_into_boxed_body(),
        (None, Ok(())) => match AssertUnwindSafe(next.call(req)).catch_unwind().await {
            Ok(response) => response?.map_into_boxed_body(),
            // The request went down with the handler, so this page cannot know the reader's language.
            Err(_) => {
                tracing::error!("a handler panicked");
                let text = format!("{} / {}", crate::phrases::ZH.site.e500, crate::phrases::EN.site.e500);
                let mut response = HttpResponse::InternalServerError();
                let response = if is_api {
                    let problem = serde_json::json!({ "type": "about:blank", "title": text, "status": 500 });
                    response.content_type("application/problem+json").body(problem.to_string())
                } else {
                    response.content_type("text/plain; charset=utf-8").body(text)
                };
                return Err(actix_web::error::InternalError::from_response("panic", response).into());
            }
        },
    };
    let id = RequestId(rand::random());
    let fault = response.response().error().map(ToString::to_string);
    if response.status().is_client_error() || response.status().is_server_error() {
        response = explained(response, &id.to_string());
    }
    if let Some(visit) = html::new_visit(response.request()) {
        let cookie = cookie(&app, app.visit_cookie(), visit, 30);
        // The value is hexadecimal, so the header can always be made.
        let _ = response.response_mut().add_cookie(&cookie);
    }
    secure(&mut response, &app);
    log(response.request(), response.status().as_u16(), fault.as_deref(), started, id);
    Ok(response)
}

/// `?lang=`, `?view=` and `?contrast=` set a cookie and lead to the clean address.
fn switch(req: &HttpRequest, app: &App) -> Option<HttpResponse> {
    let query = req.query_string();
    if req.method() != actix_web::http::Method::GET || !["lang=", "view=", "contrast="].iter().any(|k| query.contains(k)) {
        return None;
    }
    let fields = crate::form::Fields::parse(query.as_bytes());
    let chosen = [
        ("lang", Lang::parse(fields.get("lang")).map(Lang::as_str)),
        ("view", ["elder", "standard"].into_iter().find(|v| *v == fields.get("view"))),
        ("contrast", ["more", "normal"].into_iter().find(|v| *v == fields.get("contrast"))),
    ];
    if chosen.iter().all(|(_, value)| value.is_none()) {
        return None;
    }
    let kept: Vec<&str> = query.split('&').filter(|pair| !chosen.iter().any(|(k, _)| pair.split('=').next() == Some(k))).collect();
    let clean = if kept.is_empty() { req.path().to_owned() } else { format!("{}?{}", req.path(), kept.join("&")) };
    let mut response = HttpResponse::SeeOther();
    response.insert_header((header::LOCATION, inside(&clean))).insert_header((header::CACHE_CONTROL, "no-store"));
    for (name, value) in chosen {
        if let Some(value) = value {
            response.cookie(cookie(app, name, value.to_owned(), 365));
        }
    }
    Some(response.finish())
}

/// A path that cannot be read as another host.
fn inside(path: &str) -> String {
    format!("/{}", path.trim_start_matches(['/', '\\']))
}

fn without_slash(req: &HttpRequest, app: &App) -> Option<HttpResponse> {
    let path = req.path();
    let home = format!("{}/", app.base);
    if path == home || !path.ends_with('/') || path.len() < 2 {
        return None;
    }
    let mut to = inside(path.trim_end_matches('/'));
    if to == app.base && !app.base.is_empty() || to == "/" {
        to = home;
    }
    if !req.query_string().is_empty() {
        to = format!("{to}?{}", req.query_string());
    }
    Some(HttpResponse::PermanentRedirect().insert_header((header::LOCATION, to)).finish())
}

/// Finds the account of the session cookie and leaves it with the request.
async fn session(req: &HttpRequest, app: &web::Data<App>) -> Result<(), Error> {
    let Some(cookie) = req.cookie(app.session_cookie()).filter(|c| id::is_token(c.value())) else { return Ok(()) };
    let digest = id::hex(&id::sha256(&[cookie.value().as_bytes()]));
    let now = app.clock.now();
    let key = digest.clone();
    let Some((account, seen)) = app.db.read(move |conn| account::query::of_session(conn, &key, now)).await? else { return Ok(()) };
    if now - seen > TimeDelta::minutes(1) {
        app.db.write(move |conn| account::query::touch_session(conn, &digest, now)).await?;
    }
    req.extensions_mut().insert(Arc::new(account));
    Ok(())
}

/// Names a request in the log and on its error page; in hexadecimal.
#[derive(Clone, Copy)]
struct RequestId(u64);

impl fmt::Display for RequestId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:012x}", self.0 >> 16)
    }
}

/// Who may use a route.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everybody.
    Anyone,
    /// Any account.
    Staff,
    /// These roles.
    Roles(&'static [Role]),
}

impl Access {
    /// Whether an account of this role (`None`: nobody signed in) may pass.
    pub fn allows(self, role: Option<Role>) -> bool {
        match self {
            Self::Anyone => true,
            Self::Staff => role.is_some(),
            Self::Roles(roles) => role.is_some_and(|role| roles.contains(&role)),
        }
    }
}

/// The guard round a route: lets pass, leads to the sign-in, or answers 403.
pub async fn guard(
    access: Access,
    req: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, actix_web::Error> {
    let account = req.extensions().get::<Arc<account::Account>>().cloned();
    if access.allows(account.as_ref().map(|a| a.role)) {
        return Ok(next.call(req).await?.map_into_boxed_body());
    }
    let request = req.request().clone();
    if account.is_some() {
        let needed = match access {
            Access::Roles([first, ..]) => first.as_str(),
            _ => Role::Admin.as_str(),
        };
        return Ok(ServiceResponse::from_err(Error::Forbidden { needed }, request).map_into_boxed_body());
    }
    let is_get = matches!(*request.method(), actix_web::http::Method::GET | actix_web::http::Method::HEAD);
    let page = Page::of(&request).filter(|_| is_get);
    Ok(match page {
        Some(page) => {
            let mut next = url::form_urlencoded::Serializer::new(String::new());
            next.append_pair("next", &if page.query.is_empty() { page.path.clone() } else { format!("{}?{}", page.path, page.query) });
            ServiceResponse::new(request, html::see_other(&page, &format!("/sign-in?{}", next.finish()))).map_into_boxed_body()
        }
        None => ServiceResponse::from_err(Error::SignIn, request).map_into_boxed_body(),
    })
}

/// The headers of every answer; the set scores A+ on the Mozilla Observatory.
fn secure(response: &mut ServiceResponse<BoxBody>, app: &App) {
    const HEADERS: [(&str, &str); 9] = [
        (
            "content-security-policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; form-action 'self'; \
             base-uri 'none'; frame-ancestors 'none'",
        ),
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("cross-origin-embedder-policy", "require-corp"),
        ("permissions-policy", "camera=(), geolocation=(), microphone=()"),
        ("x-permitted-cross-domain-policies", "none"),
    ];
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        let name = header::HeaderName::from_static(name);
        // A handler may have set a stricter one: receipts send no referrer at all.
        if !headers.contains_key(&name) {
            headers.insert(name, header::HeaderValue::from_static(value));
        }
    }
    if app.config.is_https() {
        let year = header::HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
}

/// One line per request. The pattern of the route stands for the path: a path can hold a receipt's code.
fn log(req: &HttpRequest, status: u16, fault: Option<&str>, started: Instant, id: RequestId) {
    // Finding the pattern takes longer than answering from memory: only when it is written.
    if !tracing::enabled!(tracing::Level::INFO) && status < 500 {
        return;
    }
    let route = req.match_pattern();
    let route = route.as_deref().unwrap_or("none");
    let micros = u64::try_from(started.elapsed().as_micros()).unwrap_or(u64::MAX);
    let method = req.method().as_str();
    if status >= 500 {
        tracing::error!(%id, method, route, status, micros, fault = fault.unwrap_or_default(), "answered with an error");
    } else {
        tracing::info!(%id, method, route, status, micros, "answered");
    }
}

/// What the error page says.
#[derive(Template)]
#[template(path = "error.html")]
struct ErrorPage {
    page: Page,
    title: String,
    text: String,
    id: String,
    kept: Vec<(String, String)>,
}

/// Gives a bare error a page (or problem+json under `/api`). Pages a handler made itself stay as they are.
fn explained(response: ServiceResponse<BoxBody>, id: &str) -> ServiceResponse<BoxBody> {
    let req = response.request().clone();
    let ours = response
        .headers()
        .get(header::CONTENT_TYPE)
        .is_some_and(|t| t.to_str().is_ok_and(|t| t.contains("html") || t.contains("json") || t.contains("csv")));
    let Some(page) = Page::of(&req).filter(|_| !ours) else { return response };
    let status = response.status();
    let wait = response.headers().get(header::RETRY_AFTER).and_then(|v| v.to_str().ok()).unwrap_or("5").to_owned();
    let error = response.response().error().and_then(|e| e.as_error::<Error>());
    let is_api = page.path.starts_with("/api/") || page.path == "/api";
    let kept = match error {
        Some(Error::FormExpired(kept)) => kept.iter().filter(|(_, value)| value.chars().count() > 1).cloned().collect(),
        _ => Vec::new(),
    };
    let (title, text) = wording(&page, status, error, &wait);
    let mut answer = HttpResponse::build(status);
    for (name, value) in response.headers() {
        if [header::ALLOW, header::RETRY_AFTER, header::SET_COOKIE].contains(name) {
            answer.append_header((name.clone(), value.clone()));
        }
    }
    answer.insert_header((header::CACHE_CONTROL, "no-store"));
    let answer = if is_api {
        let detail = match error {
            Some(Error::Invalid { field, problem }) => format!("{field}: {problem}"),
            _ => text,
        };
        answer.insert_header((header::CONTENT_TYPE, "application/problem+json")).body(
            serde_json::json!({ "type": "about:blank", "title": title, "status": status.as_u16(), "detail": detail, "instance": id })
                .to_string(),
        )
    } else {
        let view = page.view;
        let rendered = ErrorPage { page, title, text, id: id.to_owned(), kept }.render();
        answer.insert_header((header::CONTENT_TYPE, "text/html; charset=utf-8")).body(localised_or_plain(view, rendered, status))
    };
    ServiceResponse::new(req, answer)
}

fn localised_or_plain(view: View, rendered: askama::Result<String>, status: StatusCode) -> String {
    rendered.map_or_else(|_| status.to_string(), |html| html::localised(view.lang, html))
}

fn wording(page: &Page, status: StatusCode, error: Option<&Error>, wait: &str) -> (String, String) {
    let s = &page.t.site;
    let (title, text) = match (status.as_u16(), error) {
        (_, Some(Error::FormExpired(_))) => (s.e_expired, s.e_expired_text.to_owned()),
        (_, Some(Error::Forbidden { needed })) => {
            (s.e403, s.e403_text.replace("{role}", Role::parse(needed).map(|role| role.label(page.t)).unwrap_or(needed)))
        }
        (401, _) => (s.e401, s.e401_text.to_owned()),
        (403, _) => (s.e403, s.e403_text.replace("{role}", Role::Admin.label(page.t))),
        (404 | 410, _) => (s.e404, s.e404_text.to_owned()),
        (405, _) => (s.e405, s.e405_text.to_owned()),
        (408, _) => (s.e408, s.e408_text.to_owned()),
        (409, _) => (s.e409, s.e409_text.to_owned()),
        (413, _) => (s.e413, s.e413_text.to_owned()),
        (422, _) => (s.e422, s.e400_text.to_owned()),
        (429, _) => (s.e429, s.e429_text.replace("{n}", wait)),
        (503, _) => (s.e503, s.e503_text.to_owned()),
        (400..=499, _) => (s.e400, s.e400_text.to_owned()),
        _ => (s.e500, s.e500_text.to_owned()),
    };
    (title.to_owned(), text)
}
