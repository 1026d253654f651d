//! For machines: `/healthz`, `/readyz`, `/robots.txt`, `/.well-known/security.txt`.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use serde_json::json;

use crate::app::App;
use crate::error::Error;

/// `GET /healthz`: the process answers.
pub async fn live() -> HttpResponse {
    HttpResponse::Ok().json(json!({ "status": "ok" }))
}

/// `GET /readyz`: database and every follower; 503 names what is missing.
pub async fn ready(app: web::Data<App>) -> HttpResponse {
    let mut missing = Vec::new();
    let last = match app.db.read(crate::event::last).await {
        Ok(last) => last,
        Err(Error::Unavailable(why) | Error::Internal(why)) => {
            tracing::error!(why, "the database does not answer");
            missing.push("database".to_owned());
            0
        }
        Err(_) => 0,
    };
    let mut followers = serde_json::Map::new();
    for (name, position) in app.followers.positions() {
        match position {
            Ok(at) => {
                // A little behind is normal under load; not having begun, or a long way behind, is not ready.
                if last - at > 10_000 || at < 0 && last > 0 {
                    missing.push(format!("{name}: {} events behind", last - at.max(0)));
                }
                followers.insert(name.to_owned(), json!(at));
            }
            Err(_) => missing.push(format!("{name}: cannot go on")),
        }
    }
    if let Some(why) = app.search.rebuilding() {
        missing.push(format!("search: {why}"));
    }
    let body = json!({ "status": if missing.is_empty() { "ready" } else { "not ready" }, "missing": missing, "log": last, "followers": followers });
    if missing.is_empty() { HttpResponse::Ok().json(body) } else { HttpResponse::ServiceUnavailable().json(body) }
}

/// `GET /robots.txt`
pub async fn robots(app: web::Data<App>) -> HttpResponse {
    let base = &app.base;
    let text = ["desk", "review", "admin", "receipts", "t", "pending", "account", "sign-in"]
        .map(|path| format!("Disallow: {base}/{path}\n"))
        .concat();
    plain(format!("User-agent: *\n{text}Sitemap: {}/sitemap.xml\n", app.config.public_url()))
}

/// `GET /.well-known/security.txt` (RFC 9116)
pub async fn security(app: web::Data<App>) -> HttpResponse {
    let url = app.config.public_url();
    let year = app.clock.now() + chrono::TimeDelta::days(365);
    plain(format!(
        "Contact: {url}/contact\nExpires: {}\nPreferred-Languages: zh, en\nCanonical: {url}/.well-known/security.txt\n",
        crate::clock::rfc3339(year)
    ))
}

fn plain(text: String) -> HttpResponse {
    HttpResponse::Ok().insert_header((header::CONTENT_TYPE, "text/plain; charset=utf-8")).body(text)
}
