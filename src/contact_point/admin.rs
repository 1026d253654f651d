//! The administrator's contact points: `GET`/`POST /admin/contact-points` (list, add), `POST /admin/contact-points/{p}/close` and
//! `…/reopen`. A contact point is never deleted: comments, suggestions and accounts belong to it.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use chrono::NaiveDateTime;
use serde_json::json;

use super::Kind;
use super::query::{self, ContactPoint, NewContactPoint};
use crate::error::Error;
use crate::event::{self, Actor, EventKind, Subject};
use crate::form::{self, FormState, Posted, clean, is_blank};
use crate::html::{self, Page, filters};
use crate::regulation::is_slug;

/// The texts of the form, and the most characters each may have.
const TEXTS: [(&str, usize); 6] = [("name", 60), ("district", 20), ("address", 120), ("hours", 120), ("phone", 40), ("about", 500)];

/// The page.
#[derive(Template)]
#[template(path = "contact_point/admin.html")]
struct Admin {
    page: Page,
    form: FormState,
    points: Vec<ContactPoint>,
}

impl Admin {
    fn kinds(&self) -> Vec<(&'static str, &'static str)> {
        Kind::ALL.iter().map(|kind| (kind.as_str(), kind.label(self.page.t))).collect()
    }
}

async fn answer(page: Page, status: StatusCode, form: FormState) -> Result<HttpResponse, Error> {
    let points = page.app.db.read(query::all).await?;
    let shown = Admin { page, form, points };
    html::page(&shown.page, status, &shown)
}

/// `GET /admin/contact-points`
pub async fn get(page: Page) -> Result<HttpResponse, Error> {
    answer(page, StatusCode::OK, FormState::default()).await
}

/// Says what is wrong with the form; gives the kind and the texts when nothing is.
fn parse(form: &mut FormState, page: &Page) -> Option<(Kind, Vec<String>)> {
    let t = &page.t.account;
    if !is_slug(form.fields.get("slug")) {
        form.wrong("slug", t.e_slug);
    }
    let kind = Kind::parse(form.fields.get("kind"));
    if kind.is_none() {
        form.wrong("kind", t.e_kind);
    }
    let mut texts = Vec::new();
    for (name, most) in TEXTS {
        let text = clean(form.value(name));
        let optional = matches!(name, "hours" | "about");
        if text.chars().count() > most || (is_blank(&text) && !optional) {
            form.wrong(name, t.e_text.replace("{n}", &most.to_string()));
        }
        texts.push(text);
    }
    kind.filter(|_| form.is_good()).map(|kind| (kind, texts))
}

/// `POST /admin/contact-points`
pub async fn post(page: Page, posted: Posted) -> Result<HttpResponse, Error> {
    let (key, now, staff) = (posted.key(), page.now, page.staff()?);
    let mut form = FormState::new(posted.fields);
    let Some((kind, texts)) = parse(&mut form, &page) else { return answer(page, StatusCode::UNPROCESSABLE_ENTITY, form).await };
    let slug = form.fields.get("slug").to_owned();
    let added = page
        .app
        .db
        .write(move |conn| {
            form::once(conn, &key, now, |conn| {
                if query::by_slug(conn, &slug)?.is_some() {
                    return Err(Error::Conflict);
                }
                let text = |i: usize| texts.get(i).map(String::as_str).unwrap_or_default();
                let new = NewContactPoint {
                    slug: &slug,
                    name: text(0),
                    district: text(1),
                    kind,
                    address: text(2),
                    hours: text(3),
                    phone: text(4),
                    about: text(5),
                    created_at: now,
                };
                let id = query::insert(conn, new)?;
                let actor = Actor::Account(staff.id);
                event::append(conn, now, actor, EventKind::ContactPointCreated, Subject::ContactPoint(id), None, &json!({ "slug": slug }))?;
                Ok("/admin/contact-points".to_owned())
            })
        })
        .await;
    match added {
        Ok(location) => Ok(html::see_other(&page, &location)),
        Err(Error::Conflict) => {
            form.wrong("slug", page.t.account.e_slug_taken);
            answer(page, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(error) => Err(error),
    }
}

async fn set(page: Page, slug: String, posted: Posted, closed_at: Option<NaiveDateTime>) -> Result<HttpResponse, Error> {
    let (key, now, staff) = (posted.key(), page.now, page.staff()?);
    let location = page
        .app
        .db
        .write(move |conn| {
            form::once(conn, &key, now, |conn| {
                let point = query::by_slug(conn, &slug)?.ok_or(Error::NotFound)?;
                if point.closed_at.is_some() != closed_at.is_some() {
                    query::set_closed(conn, point.id, closed_at)?;
                    let change = json!({ "change": if closed_at.is_some() { "closed" } else { "reopened" } });
                    event::append(
                        conn,
                        now,
                        Actor::Account(staff.id),
                        EventKind::ContactPointChanged,
                        Subject::ContactPoint(point.id),
                        None,
                        &change,
                    )?;
                }
                Ok::<_, Error>("/admin/contact-points".to_owned())
            })
        })
        .await?;
    Ok(html::see_other(&page, &location))
}

/// `POST /admin/contact-points/{p}/close`
pub async fn close(page: Page, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Error> {
    let now = page.now;
    set(page, path.into_inner(), posted, Some(now)).await
}

/// `POST /admin/contact-points/{p}/reopen`
pub async fn reopen(page: Page, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Error> {
    set(page, path.into_inner(), posted, None).await
}
