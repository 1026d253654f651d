//! The receipt slip of what a clerk typed in, to be handed to the citizen: `GET /desk/comments/{id}/slip`. For what citizens sent
//! themselves there is none: their code is theirs alone.

use actix_web::{HttpResponse, web};
use askama::Template;

use crate::comment::change;
use crate::comment::query::Comment;
use crate::comment::{self};
use crate::error::Error;
use crate::html::{self, Page, filters};
use crate::receipt;
use crate::regulation::query::{Stage, stage_by_draft};

/// The page.
#[derive(Template)]
#[template(path = "desk/slip.html")]
struct Slip {
    page: Page,
    comment: Comment,
    stage: Stage,
    qr: String,
}

impl Slip {
    fn place(&self) -> String {
        comment::new::label(&self.page, self.comment.provision_eid.as_deref())
    }

    fn address(&self) -> String {
        format!("{}/t/{}", self.page.app.config.public_url(), self.comment.receipt_code)
    }
}

/// `GET /desk/comments/{id}/slip`
pub async fn get(page: Page, path: web::Path<i64>) -> Result<HttpResponse, Error> {
    let (id, clerk, point) = (path.into_inner(), page.staff()?, page.contact_point()?);
    let found = page.app.db.read(move |conn| {
        let comment = change::for_clerk(conn, &clerk, id, None)?;
        let stage = stage_by_draft(conn, comment.draft_id)?.ok_or(Error::NotFound)?;
        Ok::<_, Error>((comment, stage))
    });
    let (comment, stage) = found.await?;
    if !comment.channel.is_offline() || comment.recorded_by.is_none() || comment.contact_point_id != Some(point) {
        return Err(Error::NotFound);
    }
    let mut slip = Slip { page, comment, stage, qr: String::new() };
    slip.qr = receipt::show::qr(&slip.address()).unwrap_or_default();
    html::ok(&slip.page, &slip)
}
