//! Staff sign in and out: `GET`/`POST /sign-in`, `POST /sign-out`.

use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde_json::json;

use super::{query, verify_password};
use crate::error::Error;
use crate::event::{self, Actor, EventKind, Subject};
use crate::form::{FormState, Posted, Query};
use crate::html::{self, Page, filters};
use crate::{id, serve};

/// The page.
#[derive(Template)]
#[template(path = "account/sign_in.html")]
struct SignIn {
    page: Page,
    form: FormState,
}

fn answer(page: Page, status: StatusCode, form: FormState) -> Result<HttpResponse, Error> {
    let shown = SignIn { page, form };
    html::page(&shown.page, status, &shown)
}

/// Where to go after signing in: only paths of this site.
fn next(typed: &str, home: &str) -> String {
    let inside = typed.starts_with('/') && !typed.starts_with("//") && !typed.contains('\\') && !typed.chars().any(char::is_control);
    // Pages that only take forms: leading there would be an error, or sign out again.
    let leads_away = typed.starts_with("/sign-");
    if inside && !leads_away && typed.len() < 500 { typed.to_owned() } else { home.to_owned() }
}

/// `GET /sign-in`
pub async fn get(page: Page, Query(fields): Query) -> Result<HttpResponse, Error> {
    if let Some(account) = &page.account {
        return Ok(html::see_other(&page, &next(fields.get("next"), account.role.home())));
    }
    answer(page, StatusCode::OK, FormState::new(fields))
}

/// `POST /sign-in`
pub async fn post(req: HttpRequest, page: Page, posted: Posted) -> Result<HttpResponse, Error> {
    let mut form = FormState::new(posted.fields);
    let (login, password) = (form.value("login").trim().to_owned(), form.value("password").to_owned());
    form.fields.0.retain(|(name, _)| name != "password");
    if login.is_empty() {
        form.wrong("login", page.t.account.empty_login);
    }
    if password.is_empty() {
        form.wrong("password", page.t.account.empty_password);
    }
    if !form.is_good() {
        return answer(page, StatusCode::UNPROCESSABLE_ENTITY, form);
    }
    let tried = format!("{}/{}", serve::address(&req), login.chars().take(60).collect::<String>());
    if let Err(wait) = page.app.limits.sign_in.check(&tried) {
        form.wrong("login", page.t.account.slow_down.replace("{n}", &wait.to_string()));
        let mut response = answer(page, StatusCode::TOO_MANY_REQUESTS, form)?;
        response.headers_mut().insert(header::RETRY_AFTER, header::HeaderValue::from(wait));
        return Ok(response);
    }
    let wanted = login.clone();
    let found = page.app.db.read(move |conn| query::for_sign_in(conn, &wanted)).await?;
    let (account_id, hash) = found.unzip();
    let fits = actix_web::web::block(move || password.chars().count() <= 128 && verify_password(&password, hash.as_deref())).await;
    let Some(account_id) = account_id.filter(|_| fits.unwrap_or(false)) else {
        form.wrong("login", page.t.account.wrong);
        return answer(page, StatusCode::UNPROCESSABLE_ENTITY, form);
    };
    let cookie = id::token();
    let digest = id::hex(&id::sha256(&[cookie.as_bytes()]));
    let now = page.now;
    let account = page
        .app
        .db
        .write(move |conn| {
            query::begin_session(conn, &digest, account_id, now)?;
            event::append(conn, now, Actor::Account(account_id), EventKind::SignedIn, Subject::Account(account_id), None, &json!({}))?;
            query::by_id(conn, account_id)?.ok_or(Error::NotFound)
        })
        .await?;
    let mut response = html::see_other(&page, &next(form.value("next"), account.role.home()));
    let sid = serve::cookie(&page.app, page.app.session_cookie(), cookie, 0);
    response.add_cookie(&sid).map_err(|e| Error::Internal(e.to_string()))?;
    Ok(response)
}

/// `POST /sign-out`
pub async fn out(req: HttpRequest, page: Page, _: Posted) -> Result<HttpResponse, Error> {
    if let Some(cookie) = req.cookie(page.app.session_cookie()) {
        let digest = id::hex(&id::sha256(&[cookie.value().as_bytes()]));
        page.app.db.write(move |conn| query::end_session(conn, &digest)).await?;
    }
    let mut response = html::see_other(&page, "/");
    let mut gone = serve::cookie(&page.app, page.app.session_cookie(), String::new(), 0);
    gone.make_removal();
    response.add_cookie(&gone).map_err(|e| Error::Internal(e.to_string()))?;
    Ok(response)
}

#[cfg(test)]
mod tests {
    use super::next;

    #[test]
    fn signing_in_leads_only_to_this_site() {
        for typed in
            ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "", "/\r\nSet-Cookie: x", "/sign-out"]
        {
            assert_eq!(next(typed, "/desk"), "/desk", "{typed}");
        }
        assert_eq!(next("/desk/inbox?state=received", "/desk"), "/desk/inbox?state=received");
    }
}
