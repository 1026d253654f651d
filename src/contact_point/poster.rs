//! A poster to be printed and put up: `GET /contact-points/{p}/poster/{r}`. Its QR code leads to the comment form with the contact
//! point already chosen.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::query::{self, ContactPoint};
use crate::consultation::Phase;
use crate::error::Error;
use crate::html::{self, Page, filters};
use crate::receipt::show::qr;
use crate::regulation;
use crate::regulation::query::Stage;

/// The page.
#[derive(Template)]
#[template(path = "contact_point/poster.html")]
struct Poster {
    page: Page,
    point: ContactPoint,
    stage: Stage,
    address: String,
    qr: String,
    refused: Option<&'static str>,
}

impl Poster {
    /// What people type who cannot scan.
    fn short_address(&self) -> String {
        format!("{}/regulations/{}", self.page.app.config.public_url(), self.stage.regulation.slug)
    }
}

/// Why no poster should hang any more.
fn refused(page: &Page, point: &ContactPoint, stage: &Stage) -> Option<&'static str> {
    let phase = stage.consultation.as_ref().map(|c| c.phase(page.now));
    if point.closed_at.is_some() {
        Some(page.t.citizen.point_closed)
    } else if !matches!(phase, Some(Phase::Soon | Phase::Open)) {
        Some(page.t.citizen.poster_over)
    } else {
        None
    }
}

/// `GET /contact-points/{p}/poster/{r}`; 410 once the point or the consultation has closed.
pub async fn get(page: Page, path: web::Path<(String, String)>) -> Result<HttpResponse, Error> {
    let ((point, regulation), now) = (path.into_inner(), page.now);
    let (point, stage) = page
        .app
        .db
        .read(move |conn| {
            let point = query::by_slug(conn, &point)?.ok_or(Error::NotFound)?;
            let stages = regulation::query::stages_of(conn, &regulation)?;
            let stage = regulation::query::current(&stages, now).cloned().ok_or(Error::NotFound)?;
            Ok::<_, Error>((point, stage))
        })
        .await?;
    let address =
        format!("{}/regulations/{}/comments/new?point={}&from=qr", page.app.config.public_url(), stage.regulation.slug, point.slug);
    let refused = refused(&page, &point, &stage);
    let status = if refused.is_some() { StatusCode::GONE } else { StatusCode::OK };
    let qr = qr(&address).unwrap_or_default();
    let poster = Poster { page, point, stage, address, qr, refused };
    html::page(&poster.page, status, &poster)
}
