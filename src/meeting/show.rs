//! One meeting: `GET /meetings/{slug}`.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::query::{self, Listed};
use crate::clock;
use crate::error::Error;
use crate::html::{Page, filters};
use crate::pages::{self, About};

/// The page.
#[derive(Template)]
#[template(path = "meeting/show.html")]
struct Show {
    page: Page,
    listed: Listed,
}

impl Show {
    /// When it ends: the time alone on the same day.
    fn until(&self) -> String {
        let meeting = &self.listed.meeting;
        if clock::local_date(meeting.starts_at) == clock::local_date(meeting.ends_at) {
            clock::local(meeting.ends_at).format("%H:%M").to_string()
        } else {
            self.page.moment(&meeting.ends_at)
        }
    }
}

/// `GET /meetings/{slug}`
pub async fn get(req: HttpRequest, page: Page, path: web::Path<String>) -> Result<HttpResponse, Error> {
    let stamp = pages::begin(&page, About::Site);
    let slug = path.into_inner();
    let listed = page.app.db.read(move |conn| query::by_slug(conn, &slug)).await?.ok_or(Error::NotFound)?;
    let shown = Show { page, listed };
    pages::answer(&req, &shown.page, About::Site, stamp, &shown)
}
