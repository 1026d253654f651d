//! One decision on several equal suggestions of a draft: `GET` and `POST /review/regulations/{r}/decisions` (`s=` row ids; posted with
//! the version seen, `s=12:3`). All are decided or none; those that somebody else changed are named.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use askama::Template;

use super::ruling::{self, Offer};
use super::{Card, Drafts, cards};
use crate::account::{self, Viewer};
use crate::db::Conn;
use crate::decision;
use crate::error::Error;
use crate::form::{self, Fields, FormState, Posted, Query};
use crate::html::{self, Page, filters};
use crate::regulation::query::{Stage, stage_by_draft};
use crate::suggestion;

/// Suggestions decided at once at most.
const MOST: usize = 200;

/// The page.
#[derive(Template)]
#[template(path = "review/bulk.html")]
struct Show {
    page: Page,
    loaded: Loaded,
    form: FormState,
    offer: Offer,
    /// Suggestions changed by somebody else, and how.
    conflicts: Vec<(i64, String, String)>,
}

struct Loaded {
    stage: Stage,
    drafts: Drafts,
    cards: Vec<Card>,
    names: HashMap<i64, String>,
}

impl Loaded {
    /// The place all of them speak of, if it is one.
    fn place(&self) -> Option<&str> {
        let first = self.cards.first()?.suggestion.provision_eid.as_deref();
        first.filter(|place| self.cards.iter().all(|c| c.suggestion.provision_eid.as_deref() == Some(place)))
    }
}

/// `12:3` or `12`: row id and the version seen.
fn chosen(fields: &Fields) -> Vec<(i64, Option<i32>)> {
    let read = |value: &str| match value.split_once(':') {
        Some((id, version)) => Some((id.parse().ok()?, Some(version.parse().ok()?))),
        None => Some((value.parse().ok()?, None)),
    };
    let mut chosen: Vec<(i64, Option<i32>)> = fields.all("s").filter_map(read).take(MOST).collect();
    chosen.sort_unstable();
    chosen.dedup_by_key(|(id, _)| *id);
    chosen
}

fn load(conn: &mut Conn, page: &Page, slug: &str, ids: &[i64]) -> Result<Loaded, Error> {
    let mut found = suggestion::query::by_ids(conn, &Viewer::Reviewer, ids)?;
    for id in ids {
        // One that was sent back meanwhile is named as a conflict.
        if !found.iter().any(|s| s.id == *id) {
            found.push(super::suggestion::returned(conn, *id)?);
        }
    }
    found.sort_by_key(|s| s.id);
    let draft_id = found.first().map(|s| s.draft_id).ok_or(Error::NotFound)?;
    let stage = stage_by_draft(conn, draft_id)?.filter(|s| s.regulation.slug == slug).ok_or(Error::NotFound)?;
    if found.iter().any(|s| s.draft_id != draft_id) {
        return Err(Error::Invalid { field: "s", problem: page.t.review.e_bulk_drafts.to_owned() });
    }
    let drafts = Drafts::around(conn, page, slug, draft_id)?;
    let text = page.app.texts.of(conn, draft_id)?;
    let cards = cards(conn, &Viewer::Reviewer, &text, found)?;
    Ok(Loaded { stage, drafts, cards, names: account::query::names(conn)? })
}

fn answer(
    page: Page,
    status: StatusCode,
    loaded: Loaded,
    form: FormState,
    conflicts: Vec<(i64, String, String)>,
) -> Result<HttpResponse, Error> {
    let offer = Offer::new(&page, &loaded.drafts, loaded.place());
    let show = Show { page, loaded, form, offer, conflicts };
    html::page(&show.page, status, &show)
}

/// `GET /review/regulations/{r}/decisions`
pub async fn get(page: Page, path: web::Path<String>, Query(fields): Query) -> Result<HttpResponse, Error> {
    let (slug, context) = (path.into_inner(), page.clone());
    let ids: Vec<i64> = chosen(&fields).into_iter().map(|(id, _)| id).collect();
    if ids.is_empty() {
        return Ok(html::see_other(&page, &format!("/review/regulations/{slug}/compare")));
    }
    let loaded = page.app.db.read(move |conn| load(conn, &context, &slug, &ids)).await?;
    if loaded.cards.iter().any(|c| c.suggestion.state.is_in_hand()) {
        return Err(Error::NotFound);
    }
    let form = ruling::prefilled(&loaded.drafts, loaded.place());
    answer(page, StatusCode::OK, loaded, form, Vec::new())
}

/// Those that no longer have the version seen: row id, title, what happened.
fn conflicts(page: &Page, loaded: &Loaded, seen: &[(i64, Option<i32>)]) -> Vec<(i64, String, String)> {
    let r = &page.t.review;
    let changed =
        loaded.cards.iter().filter(|c| !seen.contains(&(c.suggestion.id, Some(c.suggestion.version))) || c.suggestion.state.is_in_hand());
    changed
        .map(|card| {
            let by = card.decision.as_ref().map(|d| {
                let name = loaded.names.get(&d.decided_by).map(String::as_str).unwrap_or_default();
                r.bulk_conflict_by
                    .replace("{name}", name)
                    .replace("{at}", &page.moment(&d.decided_at))
                    .replace("{outcome}", d.outcome.label(page.t))
            });
            (card.suggestion.id, card.suggestion.title.clone(), by.unwrap_or_else(|| r.bulk_conflict_other.to_owned()))
        })
        .collect()
}

/// `POST /review/regulations/{r}/decisions`
pub async fn post(page: Page, path: web::Path<String>, posted: Posted) -> Result<HttpResponse, Error> {
    let (slug, reviewer, now, key) = (path.into_inner(), page.staff()?, page.now, posted.key());
    let seen = chosen(&posted.fields);
    let ids: Vec<i64> = seen.iter().map(|(id, _)| *id).collect();
    let loaded = reload(&page, &slug, &ids).await?;
    let mut form = FormState::new(posted.fields);
    let Some(ruling) = ruling::read(&mut form, &page, &loaded.drafts) else {
        return answer(page, StatusCode::UNPROCESSABLE_ENTITY, loaded, form, Vec::new());
    };
    let location = format!("/review/regulations/{slug}/compare?draft={}", loaded.stage.draft.number);
    let versions = seen.clone();
    let done = page
        .app
        .db
        .write(move |conn| {
            form::once(conn, &key, now, |conn| {
                for (id, version) in versions {
                    let version = version.ok_or(Error::BadRequest("no version"))?;
                    decision::change::decide(conn, &reviewer, id, version, ruling.clone(), now)?;
                }
                Ok::<_, Error>(location)
            })
        })
        .await;
    match done {
        Ok(location) => Ok(html::see_other(&page, &location)),
        // The transaction is undone: nothing was decided.
        Err(Error::Conflict | Error::NotFound) => {
            let loaded = reload(&page, &slug, &ids).await?;
            let conflicts = conflicts(&page, &loaded, &seen);
            answer(page, StatusCode::CONFLICT, loaded, form, conflicts)
        }
        Err(error) => Err(error),
    }
}

async fn reload(page: &Page, slug: &str, ids: &[i64]) -> Result<Loaded, Error> {
    let (slug, context, ids) = (slug.to_owned(), page.clone(), ids.to_vec());
    page.app.db.read(move |conn| load(conn, &context, &slug, &ids)).await
}
