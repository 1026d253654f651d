//! One contact point: `GET /contact-points/{p}`. Where it is, what it collected, what is planned, and what one can comment on there.

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::query::{self, ContactPoint, Figures};
use crate::comment;
use crate::consultation::Phase;
use crate::error::Error;
use crate::html::{Page, filters};
use crate::meeting::query::{self as meetings, Listed};
use crate::pages::{self, About};
use crate::regulation;
use crate::regulation::list::{Row, rows};

/// The page.
#[derive(Template)]
#[template(path = "contact_point/show.html")]
struct Show {
    page: Page,
    point: ContactPoint,
    figures: Figures,
    open: Vec<Row>,
    meetings: Vec<Listed>,
}

/// `GET /contact-points/{p}`
pub async fn get(req: HttpRequest, page: Page, path: web::Path<String>) -> Result<HttpResponse, Error> {
    let stamp = pages::begin(&page, About::Site);
    let (slug, now) = (path.into_inner(), page.now);
    let (point, figures, stages, counts, meetings) = page
        .app
        .db
        .read(move |conn| {
            let point = query::by_slug(conn, &slug)?.ok_or(Error::NotFound)?;
            let figures = query::figures(conn, point.id)?;
            let coming = meetings::coming_at(conn, point.id, now)?;
            Ok::<_, Error>((point, figures, regulation::query::stages(conn)?, comment::query::counts_by_regulation(conn)?, coming))
        })
        .await?;
    let mut open = rows(stages, &counts.into_iter().collect(), &page);
    open.retain(|row| row.phase(&page).is_some_and(Phase::is_open));
    open.sort_by_key(|row| row.stage.consultation.as_ref().map(|c| c.closes_at));
    let shown = Show { page, point, figures, open, meetings };
    pages::answer(&req, &shown.page, About::Site, stamp, &shown)
}
