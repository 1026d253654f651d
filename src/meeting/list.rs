//! What is planned and what was held: `GET /meetings?page=`.

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::query::{self, Listed};
use crate::error::Error;
use crate::form::Query;
use crate::html::{Page, filters};
use crate::pages::{self, About};

/// Past meetings on one page.
const PER_PAGE: i64 = 20;

/// The page.
#[derive(Template)]
#[template(path = "meeting/list.html")]
struct List {
    page: Page,
    coming: Vec<Listed>,
    past: Vec<Listed>,
    number: i64,
    more: bool,
}

impl List {
    fn link(&self, number: i64) -> String {
        format!("{}/meetings?page={number}", self.page.base)
    }

    fn before(&self) -> String {
        if self.number > 1 { self.link(self.number - 1) } else { String::new() }
    }

    fn after(&self) -> String {
        if self.more { self.link(self.number + 1) } else { String::new() }
    }
}

/// `GET /meetings`
pub async fn get(req: HttpRequest, page: Page, Query(fields): Query) -> Result<HttpResponse, Error> {
    let stamp = pages::begin(&page, About::Site);
    let (now, number) = (page.now, fields.page());
    let (coming, mut past) = page
        .app
        .db
        .read(move |conn| {
            let coming = if number == 1 { query::coming(conn, now)? } else { Vec::new() };
            Ok::<_, diesel::result::Error>((coming, query::past(conn, now, PER_PAGE + 1, (number - 1) * PER_PAGE)?))
        })
        .await?;
    let per_page = usize::try_from(PER_PAGE).unwrap_or(20);
    let more = past.len() > per_page;
    past.truncate(per_page);
    let list = List { page, coming, past, number, more };
    pages::answer(&req, &list.page, About::Site, stamp, &list)
}
