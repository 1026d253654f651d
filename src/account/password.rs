//! Changing one's own password: `GET`/`POST /account/password`. All sessions end, this one too.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use askama::Template;
use serde_json::json;

use super::{hash_password, is_acceptable, query, verify_password};
use crate::error::Error;
use crate::event::{self, Actor, EventKind, Subject};
use crate::form::{FormState, Posted};
use crate::html::{self, Page, filters};

/// The page.
#[derive(Template)]
#[template(path = "account/password.html")]
struct Password {
    page: Page,
    form: FormState,
}

fn answer(page: Page, status: StatusCode, form: FormState) -> Result<HttpResponse, Error> {
    let shown = Password { page, form };
    html::page(&shown.page, status, &shown)
}

/// `GET /account/password`
pub async fn get(page: Page) -> Result<HttpResponse, Error> {
    answer(page, StatusCode::OK, FormState::default())
}

/// `POST /account/password`
pub async fn post(page: Page, posted: Posted) -> Result<HttpResponse, Error> {
    let staff = page.staff()?;
    let (old, new) = (posted.fields.raw("old_password").to_owned(), posted.fields.raw("new_password").to_owned());
    let mut form = FormState::default();
    if old.is_empty() {
        form.wrong("old_password", page.t.account.e_old_password);
    }
    if !is_acceptable(&new) {
        form.wrong("new_password", page.t.account.e_new_password);
    }
    if !form.is_good() {
        return answer(page, StatusCode::UNPROCESSABLE_ENTITY, form);
    }
    // Somebody at an unlocked screen must not find out the password by trying.
    if let Err(wait) = page.app.limits.sign_in.check(&format!("password/{}", staff.id)) {
        form.wrong("old_password", page.t.account.slow_down.replace("{n}", &wait.to_string()));
        let mut response = answer(page, StatusCode::TOO_MANY_REQUESTS, form)?;
        response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from(wait));
        return Ok(response);
    }
    let id = staff.id;
    let known = page.app.db.read(move |conn| query::password_hash(conn, id)).await?;
    let hash = web::block(move || {
        let fits = old.chars().count() <= 128 && verify_password(&old, Some(&known));
        if fits { hash_password(&new).map(Some) } else { Ok(None) }
    })
    .await
    .map_err(|_| Error::Unavailable("no thread".to_owned()))??;
    let Some(hash) = hash else {
        form.wrong("old_password", page.t.account.e_old_password);
        return answer(page, StatusCode::UNPROCESSABLE_ENTITY, form);
    };
    let now = page.now;
    page.app
        .db
        .write(move |conn| {
            query::set_password(conn, id, &hash)?;
            let change = json!({ "change": "password" });
            event::append(conn, now, Actor::Account(id), EventKind::AccountChanged, Subject::Account(id), None, &change).map(|_| ())
        })
        .await?;
    Ok(html::see_other(&page, "/sign-in?changed=1"))
}
