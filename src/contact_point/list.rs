//! Where people can go and speak: `GET /contact-points?q=`, by district, the address in words.

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::query::{self, ContactPoint};
use crate::error::Error;
use crate::form::{FormState, Query};
use crate::html::{Page, filters};
use crate::pages::{self, About};

/// The page.
#[derive(Template)]
#[template(path = "contact_point/list.html")]
struct List {
    page: Page,
    form: FormState,
    districts: Vec<(String, Vec<ContactPoint>)>,
    total: usize,
}

/// Points in order of district, one entry per district.
fn by_district(points: Vec<ContactPoint>) -> Vec<(String, Vec<ContactPoint>)> {
    let mut districts: Vec<(String, Vec<ContactPoint>)> = Vec::new();
    for point in points {
        match districts.last_mut().filter(|(district, _)| *district == point.district) {
            Some((_, same)) => same.push(point),
            None => districts.push((point.district.clone(), vec![point])),
        }
    }
    districts
}

/// `GET /contact-points`
pub async fn get(req: HttpRequest, page: Page, Query(fields): Query) -> Result<HttpResponse, Error> {
    let stamp = pages::begin(&page, About::Site);
    let mut points = page.app.db.read(query::all).await?;
    if let Some(q) = fields.some("q") {
        points.retain(|p| [&p.name, &p.district, &p.address].into_iter().any(|text| text.contains(q)));
    }
    let list = List { page, form: FormState::new(fields), total: points.len(), districts: by_district(points) };
    pages::answer(&req, &list.page, About::Site, stamp, &list)
}
