//! `GET /`: what is open now, what became of comments, and the way to one's receipt.

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use crate::comment;
use crate::consultation::Phase;
use crate::error::Error;
use crate::html::{Page, filters};
use crate::pages::{self, About};
use crate::regulation::list::{Row, rows};
use crate::regulation::query;
use crate::statistics::query::{Totals, totals};

/// The page.
#[derive(Template)]
#[template(path = "site/home.html")]
struct Home {
    page: Page,
    open: Vec<Row>,
    recent: Vec<Row>,
    totals: Totals,
}

/// `GET /`
pub async fn get(req: HttpRequest, page: Page) -> Result<HttpResponse, Error> {
    // The totals come from the statistics follower: a page made while it is behind is not kept.
    let stamp = pages::begin(&page, About::Site).filter(|_| page.app.is_current("statistics"));
    let (stages, counts, totals) = page
        .app
        .db
        .read(|conn| Ok::<_, diesel::result::Error>((query::stages(conn)?, comment::query::counts_by_regulation(conn)?, totals(conn)?)))
        .await?;
    let all = rows(stages, &counts.into_iter().collect(), &page);
    let (mut open, rest): (Vec<Row>, Vec<Row>) = all.into_iter().partition(|row| row.phase(&page).is_some_and(Phase::is_open));
    open.sort_by_key(|row| row.stage.consultation.as_ref().map(|c| c.closes_at));
    let mut recent: Vec<Row> = rest.into_iter().filter(|row| row.phase(&page) == Some(Phase::Decided)).collect();
    recent.sort_by_key(|row| std::cmp::Reverse(row.stage.consultation.as_ref().and_then(|c| c.released_at)));
    recent.truncate(3);
    let home = Home { page, open, recent, totals };
    pages::answer(&req, &home.page, About::Site, stamp, &home)
}
