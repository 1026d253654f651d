//! Searches an account keeps: what is new in each (`GET /account/searches`), keeping and removing them. Their feeds: [`super::feed`].

pub mod query;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;
use serde_json::json;

use self::query::Saved;
use super::find::Filters;
use super::page::{Question, filters_of};
use crate::account::Role;
use crate::db::Conn;
use crate::error::Error;
use crate::event::{self, Actor, EventKind, Subject};
use crate::form::{self, Fields, FormState, Posted, clean, is_blank};
use crate::html::{self, Page, filters};
use crate::id;
use crate::pages::{self, About};

/// Searches one account keeps at most.
const MOST: usize = 30;
/// Characters of a name.
const NAME: usize = 60;
/// Bytes of a query string.
const QUERY: usize = 2_000;

/// What a stored query string asks.
pub fn question(query: &str, limit: usize) -> Question {
    let fields = Fields::parse(query.as_bytes());
    let (filters, sort) = filters_of(&fields);
    Question { typed: fields.get("q").to_owned(), filters, sort, offset: 0, limit, facets: &[] }
}

/// A search with what it finds now.
pub struct Entry {
    /// The search.
    pub saved: Saved,
    /// Hits now; none while the index is being built.
    pub total: Option<i64>,
}

impl Entry {
    /// Hits that have come since its owner last looked.
    pub fn fresh(&self) -> i64 {
        self.total.map_or(0, |total| (total - self.saved.seen_total).max(0))
    }
}

/// The searches of the signed-in account with what they find now.
pub fn entries(conn: &mut Conn, page: &Page, account: i64, stamp: Option<i64>) -> Result<Vec<Entry>, Error> {
    let saved = query::of_account(conn, account)?;
    saved.into_iter().map(|saved| Ok(Entry { total: total(conn, page, &saved.query, stamp)?, saved })).collect()
}

fn total(conn: &mut Conn, page: &Page, query: &str, stamp: Option<i64>) -> Result<Option<i64>, Error> {
    match question(query, 0).find(conn, page, stamp) {
        Ok((_, found, _)) => Ok(Some(i64::try_from(found.total).unwrap_or(i64::MAX))),
        Err(Error::Unavailable(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// How many hits are new in all searches of the signed-in account: the notice on its first page.
pub async fn news(page: &Page) -> Result<i64, Error> {
    let (account, stamp, context) = (page.staff()?.id, pages::begin(page, About::Names), page.clone());
    let entries = page.app.db.read(move |conn| entries(conn, &context, account, stamp)).await?;
    Ok(entries.iter().map(Entry::fresh).sum())
}

/// The page.
#[derive(Template)]
#[template(path = "search/saved.html")]
struct List {
    page: Page,
    entries: Vec<Entry>,
    form: FormState,
}

impl List {
    /// Where this role searches.
    fn path(&self) -> &'static str {
        search_path(&self.page)
    }
}

fn search_path(page: &Page) -> &'static str {
    let reads = page.account.as_ref().is_some_and(|a| matches!(a.role, Role::Legislator | Role::Reviewer));
    if reads { "/review/search" } else { "/search" }
}

async fn answer(page: Page, status: StatusCode, form: FormState) -> Result<HttpResponse, Error> {
    let (account, stamp, context) = (page.staff()?.id, pages::begin(&page, About::Names), page.clone());
    let entries = page.app.db.read(move |conn| entries(conn, &context, account, stamp)).await?;
    let list = List { page, entries, form };
    html::page(&list.page, status, &list)
}

/// `GET /account/searches`
pub async fn get(page: Page) -> Result<HttpResponse, Error> {
    answer(page, StatusCode::OK, FormState::default()).await
}

/// The query string as it is kept: without page number and empty fields; `None` if it asks nothing or is too long.
fn kept(typed: &str) -> Option<String> {
    let fields = Fields::parse(typed.trim_start_matches('?').as_bytes());
    let mut query = url::form_urlencoded::Serializer::new(String::new());
    let asked = |name: &str| !matches!(name, "page" | "sort" | "lang" | "view" | "contrast");
    for (name, value) in fields.0.iter().filter(|(name, value)| asked(name) && !value.is_empty()) {
        query.append_pair(name, value);
    }
    let asks = !is_blank(fields.get("q")) || filters_of(&fields).0 != Filters::default();
    Some(query.finish()).filter(|query| asks && query.len() <= QUERY)
}

/// `POST /account/searches`
pub async fn post(page: Page, posted: Posted) -> Result<HttpResponse, Error> {
    let (key, now, account, s) = (posted.key(), page.now, page.staff()?.id, &page.t.search);
    let mut form = FormState::new(posted.fields);
    let (name, query) = (clean(form.value("name")), kept(form.fields.get("query")));
    if is_blank(&name) || name.chars().count() > NAME {
        form.wrong("name", s.e_saved_name);
    }
    if query.is_none() {
        form.wrong("query", s.e_saved_query);
    }
    let Some(query) = query.filter(|_| form.is_good()) else { return answer(page, StatusCode::UNPROCESSABLE_ENTITY, form).await };
    let (stamp, context) = (pages::begin(&page, About::Names), page.clone());
    let asked = query.clone();
    let found = page.app.db.read(move |conn| total(conn, &context, &asked, stamp)).await?.unwrap_or_default();
    let kept = page.app.db.write(move |conn| {
        form::once(conn, &key, now, |conn| {
            if query::of_account(conn, account)?.len() >= MOST {
                return Err(Error::Conflict);
            }
            let saved = query::insert(conn, account, &name, &query, &id::token(), found, now)?;
            let data = json!({ "search": saved });
            event::append(conn, now, Actor::Account(account), EventKind::SearchSaved, Subject::Account(account), None, &data)?;
            Ok("/account/searches".to_owned())
        })
    });
    match kept.await {
        Ok(location) => Ok(html::see_other(&page, &location)),
        Err(Error::Conflict) => {
            form.wrong("name", page.t.search.e_saved_many.replace("{n}", &MOST.to_string()));
            answer(page, StatusCode::UNPROCESSABLE_ENTITY, form).await
        }
        Err(error) => Err(error),
    }
}

/// `POST /account/searches/{id}/seen`: what is there now is no longer new.
pub async fn seen(page: Page, path: web::Path<i64>, _: Posted) -> Result<HttpResponse, Error> {
    let (id, account, stamp, context) = (path.into_inner(), page.staff()?.id, pages::begin(&page, About::Names), page.clone());
    let entries = page.app.db.read(move |conn| entries(conn, &context, account, stamp)).await?;
    let total = entries.into_iter().find(|entry| entry.saved.id == id).ok_or(Error::NotFound)?.total;
    if let Some(total) = total {
        page.app.db.write(move |conn| query::set_seen(conn, account, id, total)).await?;
    }
    Ok(html::see_other(&page, "/account/searches"))
}

/// `POST /account/searches/{id}/remove`
pub async fn remove(page: Page, path: web::Path<i64>, posted: Posted) -> Result<HttpResponse, Error> {
    let (id, key, now, account) = (path.into_inner(), posted.key(), page.now, page.staff()?.id);
    let removed = page.app.db.write(move |conn| {
        form::once(conn, &key, now, |conn| {
            if !query::remove(conn, account, id)? {
                return Err(Error::NotFound);
            }
            let data = json!({ "search": id });
            event::append(conn, now, Actor::Account(account), EventKind::SearchRemoved, Subject::Account(account), None, &data)?;
            Ok("/account/searches".to_owned())
        })
    });
    Ok(html::see_other(&page, &removed.await?))
}
