//! Published comments on the whole draft: `GET /regulations/{r}/drafts/{n}/comments`. Those on an article stand on the article's page.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::query::{self, Comment};
use crate::db::Conn;
use crate::error::Error;
use crate::form::Query;
use crate::html::{Page, filters};
use crate::pages::{self, About};
use crate::regulation::query::{Stage, stages_of};

/// Comments on one page.
const PER_PAGE: i64 = 20;

/// The page.
#[derive(Template)]
#[template(path = "comment/list.html")]
struct List {
    page: Page,
    stage: Stage,
    comments: Vec<Comment>,
    number: i64,
    more: bool,
}

impl List {
    fn link(&self, number: i64) -> String {
        let (slug, draft) = (&self.stage.regulation.slug, self.stage.draft.number);
        format!("{}/regulations/{slug}/drafts/{draft}/comments?page={number}", self.page.base)
    }

    fn before(&self) -> String {
        if self.number > 1 { self.link(self.number - 1) } else { String::new() }
    }

    fn after(&self) -> String {
        if self.more { self.link(self.number + 1) } else { String::new() }
    }
}

fn load(conn: &mut Conn, slug: &str, number: i32, at: i64) -> Result<(Stage, Vec<Comment>), Error> {
    let stage = stages_of(conn, slug)?.into_iter().find(|s| s.draft.number == number).ok_or(Error::NotFound)?;
    let comments = query::published_on(conn, stage.draft.id, None, PER_PAGE + 1, (at - 1) * PER_PAGE)?;
    Ok((stage, comments))
}

/// `GET /regulations/{r}/drafts/{n}/comments`
pub async fn get(req: HttpRequest, page: Page, path: web::Path<(String, i32)>, Query(fields): Query) -> Result<HttpResponse, Error> {
    let stamp = pages::begin(&page, About::Site);
    let (slug, number) = path.into_inner();
    let at = fields.page();
    let (stage, mut comments) = page.app.db.read(move |conn| load(conn, &slug, number, at)).await?;
    let per_page = usize::try_from(PER_PAGE).unwrap_or(20);
    let more = comments.len() > per_page;
    comments.truncate(per_page);
    let list = List { page, stage, comments, number: at, more };
    pages::answer(&req, &list.page, About::Site, stamp, &list)
}
