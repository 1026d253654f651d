//! The contact point's batches: `GET /desk/submissions`. What came back stands first.

use std::borrow::Borrow;
use std::collections::HashMap;

use actix_web::HttpResponse;
use askama::Template;

use crate::desk::query::{self, Named};
use crate::error::Error;
use crate::html::{self, Page, filters};
use crate::submission::State;
use crate::submission::query::{Submission, of_contact_point};

/// The page.
#[derive(Template)]
#[template(path = "desk/submission/list.html")]
struct List {
    page: Page,
    rows: Vec<Submission>,
    sizes: HashMap<i64, i64>,
    drafts: Vec<Named>,
    ready: Vec<(i64, i64)>,
}

impl List {
    fn draft(&self, id: impl Borrow<i64>) -> &str {
        self.drafts.iter().find(|d| d.id == *id.borrow()).map(|d| d.title.as_str()).unwrap_or_default()
    }

    fn size(&self, row: &Submission) -> i64 {
        self.sizes.get(&row.id).copied().unwrap_or_default()
    }

    fn is_late(&self, row: &Submission) -> bool {
        let closes = self.drafts.iter().find(|d| d.id == row.draft_id).and_then(|d| d.period).map(|(_, closes)| closes);
        row.submitted_at.zip(closes).is_some_and(|(at, closes)| at > closes)
    }
}

/// `GET /desk/submissions`
pub async fn get(page: Page) -> Result<HttpResponse, Error> {
    let (point, now) = (page.contact_point()?, page.now);
    let loaded = page.app.db.read(move |conn| {
        let mut rows = of_contact_point(conn, point)?;
        rows.sort_by_key(|row| row.state != State::Returned);
        let sizes = query::batch_sizes(conn, &rows.iter().map(|r| r.id).collect::<Vec<_>>())?;
        let ready = query::ready_drafts(conn, point)?;
        let ids: Vec<i64> = rows.iter().map(|r| r.draft_id).chain(ready.iter().map(|(id, _)| *id)).collect();
        let drafts = query::drafts(conn, &ids, now, chrono::NaiveDateTime::MAX)?;
        Ok::<_, diesel::result::Error>((rows, sizes, drafts, ready))
    });
    let (rows, sizes, drafts, ready) = loaded.await?;
    let list = List { page, rows, sizes, drafts, ready };
    html::ok(&list.page, &list)
}
