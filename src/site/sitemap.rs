//! The map of the site: `GET /sitemap` for people, `GET /sitemap.xml` for search engines (sitemaps.org).

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use chrono::NaiveDateTime;

use crate::clock;
use crate::contact_point::query::{self as points, ContactPoint};
use crate::db::Conn;
use crate::error::Error;
use crate::html::{Page, filters};
use crate::pages::{self, About};
use crate::regulation::query::{self as regulations, Stage};

/// Addresses in one sitemap, as the protocol allows.
const MOST: usize = 50_000;

/// The page.
#[derive(Template)]
#[template(path = "site/sitemap.html")]
struct Map {
    page: Page,
    regulations: Vec<(String, String)>,
    points: Vec<ContactPoint>,
}

/// One address in the machine's map.
struct Address {
    path: String,
    changed: Option<String>,
}

/// The machine's map.
#[derive(Template)]
#[template(path = "site/sitemap.xml")]
struct Xml {
    url: String,
    addresses: Vec<Address>,
}

fn load(conn: &mut Conn) -> Result<(Vec<Stage>, Vec<ContactPoint>), Error> {
    Ok((regulations::stages(conn)?, points::all(conn)?))
}

/// Slug and title of each regulation once, newest first.
fn titles(stages: &[Stage]) -> Vec<(String, String)> {
    let mut titles: Vec<(String, String)> = Vec::new();
    for stage in stages {
        if !titles.iter().any(|(slug, _)| *slug == stage.regulation.slug) {
            titles.push((stage.regulation.slug.clone(), stage.regulation.title.clone()));
        }
    }
    titles
}

/// `GET /sitemap`
pub async fn get(req: HttpRequest, page: Page) -> Result<HttpResponse, Error> {
    let stamp = pages::begin(&page, About::Site);
    let (stages, points) = page.app.db.read(load).await?;
    let map = Map { page, regulations: titles(&stages), points };
    pages::answer(&req, &map.page, About::Site, stamp, &map)
}

/// `GET /sitemap.xml`
pub async fn xml(page: Page) -> Result<HttpResponse, Error> {
    const FIXED: [&str; 12] = [
        "/",
        "/regulations",
        "/track",
        "/stats",
        "/search",
        "/contact-points",
        "/meetings",
        "/help",
        "/about",
        "/accessibility",
        "/privacy",
        "/open-data",
    ];
    let (stages, points) = page.app.db.read(load).await?;
    let at = |path: String, changed: Option<NaiveDateTime>| Address { path, changed: changed.map(clock::rfc3339) };
    let mut addresses: Vec<Address> = FIXED.iter().map(|path| at((*path).to_owned(), None)).collect();
    addresses.extend(titles(&stages).into_iter().map(|(slug, _)| at(format!("/regulations/{slug}"), None)));
    addresses.extend(
        stages.iter().map(|s| at(format!("/regulations/{}/drafts/{}", s.regulation.slug, s.draft.number), Some(s.draft.published_at))),
    );
    addresses.extend(points.iter().map(|p| at(format!("/contact-points/{}", p.slug), None)));
    addresses.truncate(MOST);
    let xml = Xml { url: page.app.config.public_url(), addresses }.render()?;
    Ok(HttpResponse::Ok().insert_header((header::CONTENT_TYPE, "application/xml; charset=utf-8")).body(xml))
}
