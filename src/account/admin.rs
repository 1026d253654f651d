//! The administrator's accounts: `GET`/`POST /admin/accounts` (list, create), `POST /admin/accounts/{id}/disable`, `…/enable`, `…/reset`.
//!
//! A password is made by the program and shown once, on the page that answers the POST: never in an address, never stored but as a hash.
//! Nobody disables or resets the own account, so there is always an administrator left.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde_json::json;

use super::query::{self, Listed};
use super::{Role, hash_password, is_login};
use crate::contact_point;
use crate::error::Error;
use crate::event::{self, Actor, EventKind, Subject};
use crate::form::{self, FormState, Posted, clean, is_blank};
use crate::html::{self, Page, filters};
use crate::id;
use crate::search::saved;

/// Most characters of a person's name.
const NAME: usize = 40;

/// A password just made, to be handed over.
struct Given {
    login: String,
    password: String,
}

/// The page.
#[derive(Template)]
#[template(path = "account/admin.html")]
struct Admin {
    page: Page,
    form: FormState,
    accounts: Vec<Listed>,
    points: Vec<(String, String)>,
    given: Option<Given>,
}

impl Admin {
    fn roles(&self) -> Vec<(&'static str, &'static str)> {
        Role::ALL.iter().map(|role| (role.as_str(), role.label(self.page.t))).collect()
    }

    /// Whether an account is that of the person looking.
    fn is_own(&self, id: &i64) -> bool {
        self.page.account.as_ref().is_some_and(|own| own.id == *id)
    }
}

async fn answer(page: Page, status: StatusCode, form: FormState, given: Option<Given>) -> Result<HttpResponse, Error> {
    let (accounts, points) =
        page.app.db.read(|conn| Ok::<_, diesel::result::Error>((query::list(conn)?, contact_point::query::all(conn)?))).await?;
    let points = points.into_iter().filter(|p| p.closed_at.is_none()).map(|p| (p.slug, p.name)).collect();
    let shown = Admin { page, form, accounts, points, given };
    html::page(&shown.page, status, &shown)
}

/// `GET /admin/accounts`
pub async fn get(page: Page) -> Result<HttpResponse, Error> {
    answer(page, StatusCode::OK, FormState::default(), None).await
}

/// Makes a password and its hash, off the async threads.
async fn new_password() -> Result<(String, String), Error> {
    let made = web::block(|| {
        let password = id::password();
        hash_password(&password).map(|hash| (password, hash))
    });
    made.await.map_err(|_| Error::Unavailable("no thread".to_owned()))?
}

/// What a good form asks for.
struct Wanted {
    login: String,
    name: String,
    role: Role,
    point: Option<i64>,
}

/// Says what is wrong with the form; gives what it asks for when nothing is. `points` are the open contact points' slugs and ids.
fn parse(form: &mut FormState, page: &Page, points: &[(String, i64)]) -> Option<Wanted> {
    let t = &page.t.account;
    let (login, name) = (form.fields.get("login").to_owned(), clean(form.value("name")));
    if !is_login(&login) {
        form.wrong("login", t.e_login);
    }
    if is_blank(&name) || name.chars().count() > NAME {
        form.wrong("name", t.e_name);
    }
    let role = Role::parse(form.fields.get("role"));
    if role.is_none() {
        form.wrong("role", t.e_role);
    }
    // Only clerks belong to a contact point, whatever was chosen for others.
    let point = points.iter().find(|(slug, _)| slug == form.fields.get("point")).map(|(_, id)| *id).filter(|_| role == Some(Role::Clerk));
    if role == Some(Role::Clerk) && point.is_none() {
        form.wrong("point", t.e_point);
    }
    role.filter(|_| form.is_good()).map(|role| Wanted { login, name, role, point })
}

/// `POST /admin/accounts`
pub async fn post(page: Page, posted: Posted) -> Result<HttpResponse, Error> {
    let (key, now, staff) = (posted.key(), page.now, page.staff()?);
    let mut form = FormState::new(posted.fields);
    let points = page.app.db.read(contact_point::query::all).await?;
    let points: Vec<(String, i64)> = points.into_iter().filter(|p| p.closed_at.is_none()).map(|p| (p.slug, p.id)).collect();
    let Some(wanted) = parse(&mut form, &page, &points) else { return answer(page, StatusCode::UNPROCESSABLE_ENTITY, form, None).await };
    let (password, hash) = new_password().await?;
    let login = wanted.login.clone();
    let made = page
        .app
        .db
        .write(move |conn| {
            let mut is_new = false;
            let location = form::once(conn, &key, now, |conn| {
                if query::is_taken(conn, &wanted.login)? {
                    return Err(Error::Conflict);
                }
                let id = query::insert(conn, &wanted.login, &wanted.name, wanted.role, wanted.point, &hash, now)?;
                let role = json!({ "role": wanted.role.as_str() });
                event::append(conn, now, Actor::Account(staff.id), EventKind::AccountCreated, Subject::Account(id), None, &role)?;
                is_new = true;
                Ok("/admin/accounts".to_owned())
            })?;
            Ok::<_, Error>((location, is_new))
        })
        .await;
    match made {
        Ok((_, true)) => answer(page, StatusCode::OK, FormState::default(), Some(Given { login, password })).await,
        // The same form again: the password has been shown, or was lost on the way and can be reset.
        Ok((location, false)) => Ok(html::see_other(&page, &location)),
        Err(Error::Conflict) => {
            form.wrong("login", page.t.account.e_login_taken);
            answer(page, StatusCode::UNPROCESSABLE_ENTITY, form, None).await
        }
        Err(error) => Err(error),
    }
}

/// A page that says that one's own account is not changed here.
async fn own(page: Page) -> Result<HttpResponse, Error> {
    let mut form = FormState::default();
    form.wrong("accounts", page.t.account.e_own);
    answer(page, StatusCode::UNPROCESSABLE_ENTITY, form, None).await
}

/// What happens to an account.
enum Change {
    Disable,
    Enable,
    /// A new password, by its hash.
    Reset(String),
}

/// Carries out a change once per form; gives whether it was done now, and whose account it is.
async fn change(page: &Page, account_id: i64, key: String, change: Change) -> Result<(bool, String), Error> {
    let (now, staff) = (page.now, page.staff()?);
    page.app
        .db
        .write(move |conn| {
            let account = query::by_id(conn, account_id)?.ok_or(Error::NotFound)?;
            let mut is_new = false;
            form::once(conn, &key, now, |conn| {
                let word = match change {
                    Change::Disable => query::set_disabled(conn, account_id, Some(now)).map(|()| "disabled")?,
                    Change::Enable => query::set_disabled(conn, account_id, None).map(|()| "enabled")?,
                    Change::Reset(hash) => query::set_password(conn, account_id, &hash).map(|()| "reset")?,
                };
                // Whoever knew the secret addresses of this account's feeds knows them no more.
                saved::query::renew(conn, account_id)?;
                let data = json!({ "change": word });
                event::append(conn, now, Actor::Account(staff.id), EventKind::AccountChanged, Subject::Account(account_id), None, &data)?;
                is_new = true;
                Ok::<_, Error>("/admin/accounts".to_owned())
            })?;
            Ok::<_, Error>((is_new, account.login))
        })
        .await
}

/// `POST /admin/accounts/{id}/disable`: no sign-in any more, and all sessions end.
pub async fn disable(page: Page, path: web::Path<i64>, posted: Posted) -> Result<HttpResponse, Error> {
    let id = path.into_inner();
    if page.staff()?.id == id {
        return own(page).await;
    }
    change(&page, id, posted.key(), Change::Disable).await?;
    Ok(html::see_other(&page, "/admin/accounts"))
}

/// `POST /admin/accounts/{id}/enable`
pub async fn enable(page: Page, path: web::Path<i64>, posted: Posted) -> Result<HttpResponse, Error> {
    change(&page, path.into_inner(), posted.key(), Change::Enable).await?;
    Ok(html::see_other(&page, "/admin/accounts"))
}

/// `POST /admin/accounts/{id}/reset`: a new password, and all sessions end.
pub async fn reset(page: Page, path: web::Path<i64>, posted: Posted) -> Result<HttpResponse, Error> {
    let id = path.into_inner();
    if page.staff()?.id == id {
        return own(page).await;
    }
    let (password, hash) = new_password().await?;
    let (is_new, login) = change(&page, id, posted.key(), Change::Reset(hash)).await?;
    if !is_new {
        return Ok(html::see_other(&page, "/admin/accounts"));
    }
    answer(page, StatusCode::OK, FormState::default(), Some(Given { login, password })).await
}
