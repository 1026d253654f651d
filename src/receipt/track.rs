//! Looking a receipt up: `GET /track` (form) and `POST /track`.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::query;
use crate::error::Error;
use crate::form::{FormState, Posted, Query};
use crate::html::{self, Page, filters};
use crate::id::ReceiptCode;
use crate::serve;

/// The page.
#[derive(Template)]
#[template(path = "receipt/track.html")]
struct Track {
    page: Page,
    form: FormState,
}

fn answer(page: Page, status: StatusCode, form: FormState) -> Result<HttpResponse, Error> {
    let track = Track { page, form };
    html::page(&track.page, status, &track)
}

/// `GET /track`
pub async fn get(page: Page, Query(fields): Query) -> Result<HttpResponse, Error> {
    answer(page, StatusCode::OK, FormState::new(fields))
}

/// `POST /track`
pub async fn post(req: HttpRequest, page: Page, posted: Posted) -> Result<HttpResponse, Error> {
    let mut form = FormState::new(posted.fields);
    let Some(code) = ReceiptCode::parse(form.value("code")) else {
        form.wrong("code", page.t.citizen.track_format);
        return answer(page, StatusCode::UNPROCESSABLE_ENTITY, form);
    };
    if let (false, Err(wait)) = (serve::is_kiosk(&req), page.app.limits.track.check(&serve::address(&req))) {
        form.wrong("code", page.t.citizen.track_fast.replace("{n}", &wait.to_string()));
        let mut response = answer(page, StatusCode::TOO_MANY_REQUESTS, form)?;
        response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from(wait));
        return Ok(response);
    }
    let wanted = code.clone();
    let found = page.app.db.read(move |conn| query::by_code(conn, wanted.as_str())).await?;
    if found.is_none() {
        form.wrong("code", page.t.citizen.track_unknown);
        return answer(page, StatusCode::NOT_FOUND, form);
    }
    Ok(html::see_other(&page, &format!("/receipts/{code}")))
}
