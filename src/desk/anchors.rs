//! 待核对: comments and suggestions of earlier drafts whose place in a later one is not sure. `GET /desk/anchors` lists the drafts that
//! have such, `?draft=` the places, one of them open (`from=`, `eid=`; else the first that waits). `POST` keeps what the clerk chose for
//! everything the contact point has at that place. Choosing again replaces it.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::article_choices;
use crate::anchor::change::{self, Decided};
use crate::anchor::{Carrier, Said, Standing, Verdict, query};
use crate::comment::new::{Place, label};
use crate::db::Conn;
use crate::error::Error;
use crate::form::{FormState, Posted, Query, once};
use crate::html::{self, Page, filters};
use crate::law::anchor;
use crate::law::diff::{self, Edit};
use crate::regulation::DraftKind;
use crate::regulation::query::{self as regulations, Stage};

/// A place of an earlier draft with what the contact point has there.
#[derive(Clone, Debug)]
pub struct Item {
    /// Row id of the earlier draft.
    pub from: i64,
    /// Its number, for links.
    pub number: i32,
    /// Which draft in the procedure.
    pub kind: DraftKind,
    /// The place there.
    pub eid: String,
    /// Comments and suggestions at it.
    pub said: Vec<Said>,
    /// Where they stand now; unsure while one of them waits.
    pub standing: Standing,
    /// The newest choice made for one of them; 0 for none.
    pub seen: i64,
}

impl Item {
    /// Whether it waits for a clerk.
    pub fn waits(&self) -> bool {
        self.standing.is_unsure()
    }

    /// 草案第一稿 第六条
    pub fn label(&self, page: &Page) -> String {
        format!("{} {}", self.kind.label(page.t), label(page, Some(&self.eid)))
    }

    fn comments(&self) -> usize {
        self.said.iter().filter(|said| matches!(said, Said::Comment(_))).count()
    }

    fn suggestions(&self) -> usize {
        self.said.len() - self.comments()
    }
}

/// A place that may be the new one.
struct Guess {
    eid: String,
    percent: u32,
    edits: Vec<Edit>,
}

/// The place being looked at.
struct Open {
    item: Item,
    quote: String,
    guesses: Vec<Guess>,
    articles: Vec<(String, String)>,
}

/// One draft's places.
struct Queue {
    stage: Stage,
    items: Vec<Item>,
    open: Option<Open>,
}

/// The page.
#[derive(Template)]
#[template(path = "desk/anchors.html")]
struct Show {
    page: Page,
    form: FormState,
    /// Drafts with places that wait, and how many.
    drafts: Vec<(Stage, usize)>,
    queue: Option<Queue>,
    saved: bool,
}

impl Show {
    fn link(&self, queue: &Queue, item: &Item) -> String {
        format!("{}/desk/anchors?draft={}&from={}&eid={}", self.page.base, queue.stage.draft.id, item.from, item.eid)
    }

    fn place(&self, eid: &str) -> String {
        label(&self.page, Some(eid))
    }

    /// What can be chosen: the guesses, another article, the whole draft, nowhere.
    fn choices(&self, open: &Open) -> Vec<(String, String)> {
        let a = &self.page.t.anchors;
        let guess = |g: &Guess| (g.eid.clone(), a.alike.replace("{art}", &self.place(&g.eid)).replace("{n}", &g.percent.to_string()));
        let rest = [("other", a.other), (Verdict::Whole.as_str(), a.whole), (Verdict::Gone.as_str(), a.gone)];
        open.guesses.iter().map(guess).chain(rest.into_iter().map(|(value, label)| (value.to_owned(), label.to_owned()))).collect()
    }
}

/// Everything a contact point has at places of the drafts before the last of `upto`, by place, in the order of drafts and text.
fn items(conn: &mut Conn, page: &Page, point: i64, upto: &[Stage]) -> Result<Vec<Item>, Error> {
    let earlier: Vec<i64> = upto.split_last().map(|(_, before)| before.iter().map(|s| s.draft.id).collect()).unwrap_or_default();
    let own = query::own(conn, point, &earlier)?;
    if own.is_empty() {
        return Ok(Vec::new());
    }
    let mut carrier = Carrier::load(conn, &page.app.texts, upto)?;
    let mut items: Vec<Item> = Vec::new();
    for (said, draft, eid) in own {
        let standing = carrier.standing(said, draft, Some(&eid));
        let seen = carrier.choice(said).map_or(0, |choice| choice.id);
        if let Some(item) = items.iter_mut().find(|item| item.from == draft && item.eid == eid) {
            item.said.push(said);
            item.seen = item.seen.max(seen);
            if standing.is_unsure() || seen > 0 && !item.waits() {
                item.standing = standing;
            }
        } else if let Some((stage, _)) = carrier.draft(draft) {
            items.push(Item { from: draft, number: stage.draft.number, kind: stage.draft.kind, eid, said: vec![said], standing, seen });
        }
    }
    let place = |item: &Item| carrier.draft(item.from).and_then(|(_, text)| text.provisions.iter().position(|p| p.eid == item.eid));
    items.sort_by_key(|item| (std::cmp::Reverse(item.number), place(item)));
    Ok(items)
}

/// The drafts of a regulation up to one, oldest first.
fn upto(conn: &mut Conn, draft: i64) -> Result<Vec<Stage>, Error> {
    let stage = regulations::stage_by_draft(conn, draft)?.ok_or(Error::NotFound)?;
    let mut stages = regulations::stages_of(conn, &stage.regulation.slug)?;
    stages.retain(|s| s.draft.number <= stage.draft.number);
    Ok(stages)
}

/// The newest draft of each regulation in which something of the contact point's waits, and how many places.
fn waiting(conn: &mut Conn, page: &Page, point: i64) -> Result<Vec<(Stage, usize)>, Error> {
    let touched = query::own_drafts(conn, point)?;
    let heads = page.app.texts.heads(conn, touched.iter().copied())?;
    let mut ids: Vec<i64> = heads.values().map(|head| head.regulation_id).collect();
    ids.sort_unstable();
    ids.dedup();
    let stages = regulations::stages_in(conn, &ids)?;
    let mut found = Vec::new();
    for id in ids {
        let upto: Vec<Stage> = stages.iter().filter(|s| s.regulation.id == id).cloned().collect();
        let Some((last, before)) = upto.split_last() else { continue };
        if before.iter().any(|s| touched.contains(&s.draft.id)) {
            let n = items(conn, page, point, &upto)?.iter().filter(|item| item.waits()).count();
            found.extend((n > 0).then(|| (last.clone(), n)));
        }
    }
    Ok(found)
}

fn queue(conn: &mut Conn, page: &Page, point: i64, draft: i64, asked: &(i64, String)) -> Result<Queue, Error> {
    let upto = upto(conn, draft)?;
    let stage = upto.last().cloned().ok_or(Error::NotFound)?;
    let mut items = items(conn, page, point, &upto)?;
    let named = items.iter().find(|item| (item.from, &item.eid) == (asked.0, &asked.1)).cloned();
    let item = named.or_else(|| items.iter().find(|item| item.waits()).cloned());
    let open = match item {
        Some(item) => {
            let quote = page.app.texts.of(conn, item.from)?.words(&item.eid);
            let text = page.app.texts.of(conn, draft)?;
            let guess = |(eid, score): (String, f32)| {
                let edits = diff::words(&quote, &text.words(&eid));
                Guess { eid, percent: (score * 100.0).round().clamp(0.0, 100.0) as u32, edits }
            };
            let guesses = anchor::guesses(&quote, &item.eid, text.law()).into_iter().map(guess).collect();
            Some(Open { item, guesses, articles: article_choices(page, &text), quote })
        }
        None => None,
    };
    items.retain(|item| item.waits() || item.seen > 0);
    Ok(Queue { stage, items, open })
}

/// Which place the address names: draft and eId.
fn asked(form: &FormState) -> (i64, String) {
    (form.fields.int("from").unwrap_or_default(), form.fields.get("eid").to_owned())
}

async fn show(page: Page, status: StatusCode, draft: Option<i64>, form: FormState, saved: bool) -> Result<HttpResponse, Error> {
    let (point, context, asked) = (page.contact_point()?, page.clone(), asked(&form));
    let loaded = page.app.db.read(move |conn| match draft {
        Some(draft) => Ok((Vec::new(), Some(queue(conn, &context, point, draft, &asked)?))),
        None => Ok::<_, Error>((waiting(conn, &context, point)?, None)),
    });
    let (drafts, queue) = loaded.await?;
    let shown = Show { page, form, drafts, queue, saved };
    html::page(&shown.page, status, &shown)
}

/// `GET /desk/anchors`
pub async fn get(page: Page, Query(fields): Query) -> Result<HttpResponse, Error> {
    let (draft, saved) = (fields.int("draft"), fields.get("done") == "1");
    show(page, StatusCode::OK, draft, FormState::new(fields), saved).await
}

/// `POST /desk/anchors`
pub async fn post(page: Page, posted: Posted) -> Result<HttpResponse, Error> {
    let (clerk, point, key, now) = (page.staff()?, page.contact_point()?, posted.key(), page.now);
    let mut form = FormState::new(posted.fields);
    let draft = form.fields.int("draft").ok_or(Error::BadRequest("the form has no draft"))?;
    let (context, asked) = (page.clone(), asked(&form));
    let wanted = asked.clone();
    let (item, stage, text) = page
        .app
        .db
        .read(move |conn| {
            let upto = upto(conn, draft)?;
            let item = items(conn, &context, point, &upto)?.into_iter().find(|item| (item.from, &item.eid) == (wanted.0, &wanted.1));
            let stage = upto.last().cloned().ok_or(Error::NotFound)?;
            let text = context.app.texts.of(conn, draft)?;
            Ok::<_, Error>((item.ok_or(Error::NotFound)?, stage, text))
        })
        .await?;
    let choice = form.value("choice").to_owned();
    let picked = if choice == "other" { form.fields.get("other") } else { &choice };
    let (verdict, place) = match Verdict::parse(&choice) {
        Some(Verdict::Whole) => (Verdict::Whole, None),
        Some(Verdict::Gone) => (Verdict::Gone, None),
        _ => (Verdict::Place, Place::find(&text, picked).and_then(|place| place.eid)),
    };
    if verdict == Verdict::Place && place.is_none() {
        form.wrong(if choice == "other" { "other" } else { "choice" }, page.t.anchors.e_choice);
        return show(page, StatusCode::UNPROCESSABLE_ENTITY, Some(draft), form, false).await;
    }
    let decided = Decided { regulation_id: stage.regulation.id, draft_id: draft, verdict, eid: place };
    let seen = form.fields.int("seen").unwrap_or_default();
    let done = page.app.db.write(move |conn| {
        once(conn, &key, now, |conn| {
            change::choose(conn, &clerk, &item.said, &decided, seen, now)?;
            Ok::<_, Error>(format!("/desk/anchors?draft={draft}&done=1"))
        })
    });
    match done.await {
        Ok(location) => Ok(html::see_other(&page, &location)),
        Err(Error::Conflict) => {
            form.wrong("choice", page.t.anchors.e_conflict);
            show(page, StatusCode::CONFLICT, Some(draft), form, false).await
        }
        Err(error) => Err(error),
    }
}
