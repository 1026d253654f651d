//! The blank paper form: `GET /paper/{r}?point=`, A4, for people who would rather write. A clerk types it in as it stands.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::query::{self, ContactPoint};
use crate::comment::{self, Stance};
use crate::consultation::Phase;
use crate::error::Error;
use crate::form::Query;
use crate::html::{self, Page, filters};
use crate::receipt::show::qr;
use crate::regulation;
use crate::regulation::query::{Provision, Stage};
use crate::regulation::texts::Text;

/// The page.
#[derive(Template)]
#[template(path = "contact_point/paper.html")]
struct Paper {
    page: Page,
    stage: Stage,
    text: Arc<Text>,
    point: Option<ContactPoint>,
    qr: String,
    over: bool,
}

impl Paper {
    /// Which form it is: regulation and draft.
    fn number(&self) -> String {
        format!("{}-{}", self.stage.regulation.slug, self.stage.draft.number)
    }

    fn label(&self, article: &Provision) -> String {
        comment::new::label(&self.page, Some(&article.eid))
    }

    fn stances(&self) -> Vec<&'static str> {
        Stance::ALL.iter().map(|stance| stance.label(self.page.t)).collect()
    }
}

/// `GET /paper/{r}`; 410 once the consultation has closed.
pub async fn get(page: Page, path: web::Path<String>, Query(fields): Query) -> Result<HttpResponse, Error> {
    let (slug, context) = (path.into_inner(), page.clone());
    let wanted = fields.some("point").map(str::to_owned);
    let (stage, text, point) = page
        .app
        .db
        .read(move |conn| {
            let stages = regulation::query::stages_of(conn, &slug)?;
            let stage = regulation::query::current(&stages, context.now).cloned().ok_or(Error::NotFound)?;
            let text = context.app.texts.of(conn, stage.draft.id)?;
            let point = match wanted {
                Some(wanted) => Some(query::by_slug(conn, &wanted)?.ok_or(Error::NotFound)?),
                None => None,
            };
            Ok::<_, Error>((stage, text, point.filter(|p| p.closed_at.is_none())))
        })
        .await?;
    let phase = stage.consultation.as_ref().map(|c| c.phase(page.now));
    let over = !matches!(phase, Some(Phase::Soon | Phase::Open));
    let at_point = point.as_ref().map(|p| format!("?point={}", p.slug)).unwrap_or_default();
    let address = format!("{}/regulations/{}/comments/new{at_point}", page.app.config.public_url(), stage.regulation.slug);
    let qr = qr(&address).unwrap_or_default();
    let paper = Paper { page, stage, text, point, qr, over };
    html::page(&paper.page, if over { StatusCode::GONE } else { StatusCode::OK }, &paper)
}
