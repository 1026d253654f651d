//! `GET /api/v1/stats`

use actix_web::{HttpRequest, HttpResponse};
use serde::Serialize;
use utoipa::ToSchema;

use super::{Answer, Problem};
use crate::error::Error;
use crate::html::Page;
use crate::statistics::query;

/// The headline figures. Withdrawn comments are not counted.
#[derive(Debug, Serialize, ToSchema)]
pub struct Stats {
    /// Contact points, closed ones included.
    pub contact_points: i64,
    /// Regulations entered.
    pub regulations: i64,
    /// Comments received.
    pub comments: i64,
    /// Of them adopted: their words reached a revised draft or the law, wholly or in part, as released.
    pub adopted_comments: i64,
    /// Suggestions made of the comments.
    pub suggestions: i64,
    /// Of them adopted, wholly or in part, as released.
    pub adopted_suggestions: i64,
}

/// Headline figures.
///
/// The headline figures of the whole site. `/stats.json` has them by contact point, regulation, channel, month and year.
#[utoipa::path(
    get, path = "/api/v1/stats", operation_id = "stats", tag = "caiyan",
    responses(
        (status = 200, description = "The figures", body = Answer<Stats>),
        (status = "default", description = "A problem", body = Problem, content_type = "application/problem+json"),
    )
)]
pub async fn get(req: HttpRequest, page: Page) -> Result<HttpResponse, Error> {
    let totals = page.app.db.read(query::totals).await?;
    let stats = Stats {
        contact_points: totals.contact_points,
        regulations: totals.regulations,
        comments: totals.comments,
        adopted_comments: totals.adopted_comments,
        suggestions: totals.suggestions,
        adopted_suggestions: totals.adopted_suggestions,
    };
    let html = super::url(&page, "/stats");
    super::one(&req, &page, stats, Some(html))
}
