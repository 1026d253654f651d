//! The text of a draft beside what was suggested on it: `GET /review/regulations/{r}/compare?draft=&art=&only=`.
//!
//! Left the article (and what the next version made of it), right its suggestions, undecided ones first, then by number of comments.
//! Articles without suggestions are folded. `art=whole` stands for suggestions on the whole draft.

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::{HttpResponse, web};
use askama::Template;

use super::{Card, cards};
use crate::account::Viewer;
use crate::anchor::{Carrier, Said};
use crate::comment;
use crate::db::Conn;
use crate::error::Error;
use crate::form::{Fields, Query};
use crate::html::{self, Page, filters};
use crate::law::diff::{self, Edit};
use crate::regulation::lineage::Lineage;
use crate::regulation::query::{self as regulations, Stage};
use crate::regulation::texts::Text;
use crate::suggestion;

/// Beyond so many suggestions one article is shown at a time.
const MOST_AT_ONCE: usize = 100;
/// What the address calls the place of general suggestions.
const WHOLE: &str = "whole";

/// One article with its suggestions.
pub struct Place {
    /// The article; `None` for the whole draft.
    pub eid: Option<String>,
    /// Its caption.
    pub heading: String,
    /// Its words, line by line.
    pub lines: Vec<String>,
    /// What the next version made of them; empty where there is none or nothing changed.
    pub edits: Vec<Edit>,
    /// The suggestions; those made on an earlier draft with it.
    pub cards: Vec<(Option<Stage>, Card)>,
    /// Comments behind them.
    pub comments: i64,
}

impl Place {
    /// As the address names it.
    pub fn key(&self) -> &str {
        self.eid.as_deref().unwrap_or(WHOLE)
    }

    /// In words.
    pub fn label(&self, page: &Page) -> String {
        comment::new::label(page, self.eid.as_deref())
    }
}

/// The page.
#[derive(Template)]
#[template(path = "review/compare.html")]
struct Show {
    page: Page,
    stage: Stage,
    stages: Vec<Stage>,
    next: Option<Stage>,
    places: Vec<Place>,
    art: String,
    only: String,
    total: usize,
}

impl Show {
    fn path(&self) -> String {
        format!("{}/review/regulations/{}", self.page.base, self.stage.regulation.slug)
    }

    /// Places to be shown: the one asked for, or all.
    fn shown(&self) -> Vec<&Place> {
        self.places.iter().filter(|p| self.art.is_empty() || p.key() == self.art).collect()
    }
}

struct Loaded {
    stage: Stage,
    stages: Vec<Stage>,
    next: Option<Stage>,
    text: Arc<Text>,
    after: Option<(Arc<Text>, Arc<Lineage>)>,
    cards: Vec<Card>,
    /// Those of earlier drafts, with the article they stand at now.
    earlier: Vec<(Option<String>, Stage, Card)>,
}

/// The draft asked for, else the last one that was put to consultation.
pub fn choose(stages: &[Stage], number: Option<i64>) -> Option<&Stage> {
    match number {
        Some(number) => stages.iter().find(|s| i64::from(s.draft.number) == number),
        None => stages.iter().rev().find(|s| s.consultation.is_some()).or_else(|| stages.last()),
    }
}

fn load(conn: &mut Conn, page: &Page, viewer: &Viewer, slug: &str, number: Option<i64>) -> Result<Loaded, Error> {
    let stages = regulations::stages_of(conn, slug)?;
    let stage = choose(&stages, number).cloned().ok_or(Error::NotFound)?;
    let next = stages.iter().find(|s| s.draft.number > stage.draft.number).cloned();
    let text = page.app.texts.of(conn, stage.draft.id)?;
    let after = match &next {
        Some(next) => {
            let later = page.app.texts.of(conn, next.draft.id)?;
            let lineage = later.since(&text);
            Some((later, lineage))
        }
        None => None,
    };
    let suggestions = suggestion::query::of_draft(conn, viewer, stage.draft.id)?;
    let cards = cards(conn, viewer, &text, suggestions)?;
    let earlier = earlier(conn, page, viewer, &stages, &stage)?;
    Ok(Loaded { stage, stages, next, text, after, cards, earlier })
}

/// The suggestions on earlier drafts where they stand in this one; those without a place stand at the whole draft.
fn earlier(
    conn: &mut Conn,
    page: &Page,
    viewer: &Viewer,
    stages: &[Stage],
    stage: &Stage,
) -> Result<Vec<(Option<String>, Stage, Card)>, Error> {
    let upto: Vec<Stage> = stages.iter().filter(|s| s.draft.number <= stage.draft.number).cloned().collect();
    let ids: Vec<i64> = upto.iter().map(|s| s.draft.id).filter(|id| *id != stage.draft.id).collect();
    let mut suggestions = if ids.is_empty() { Vec::new() } else { suggestion::query::of_drafts(conn, viewer, &ids)? };
    if suggestions.is_empty() {
        return Ok(Vec::new());
    }
    let mut carrier = Carrier::load(conn, &page.app.texts, &upto)?;
    let mut found = Vec::new();
    for from in upto.iter().rev() {
        let of_this: Vec<_> = suggestions.extract_if(.., |s| s.draft_id == from.draft.id).collect();
        let text = page.app.texts.of(conn, from.draft.id)?;
        for card in cards(conn, viewer, &text, of_this)? {
            let s = &card.suggestion;
            let standing = carrier.standing(Said::Suggestion(s.id), s.draft_id, s.provision_eid.as_deref());
            found.push((standing.article().map(str::to_owned), from.clone(), card));
        }
    }
    Ok(found)
}

/// What the next version made of an article; empty where its words stayed.
fn edits(text: &Text, after: Option<&(Arc<Text>, Arc<Lineage>)>, eid: &str) -> Vec<Edit> {
    let Some((later, lineage)) = after else { return Vec::new() };
    let words = lineage.successors(later, &[eid.to_owned()]).iter().map(|e| later.words(e)).collect::<Vec<_>>().join("\n");
    let edits = diff::words(&text.words(eid), &words);
    if edits.iter().all(|e| e.kind == diff::EditKind::Same) { Vec::new() } else { edits }
}

fn places(loaded: &Loaded, only: &str) -> Vec<Place> {
    let mut by_place: HashMap<Option<String>, Vec<(Option<Stage>, Card)>> = HashMap::new();
    let own = loaded.cards.iter().map(|card| (card.article().map(str::to_owned), None, card));
    let earlier = loaded.earlier.iter().map(|(article, from, card)| (article.clone(), Some(from.clone()), card));
    for (article, from, card) in own.chain(earlier) {
        let decided = card.decision.is_some();
        if (only == "undecided" && decided) || (only == "decided" && !decided) {
            continue;
        }
        by_place.entry(article).or_default().push((from, card.clone()));
    }
    let mut take = |eid: Option<String>, heading: &str, lines: Vec<String>, edits: Vec<Edit>| {
        let mut cards = by_place.remove(&eid).unwrap_or_default();
        // They come ordered by number of comments; a stable sort keeps that.
        cards.sort_by_key(|(_, card)| card.decision.is_some());
        let comments = cards.iter().map(|(_, c)| c.suggestion.comment_count).sum();
        Place { eid, heading: heading.to_owned(), lines, edits, cards, comments }
    };
    let mut places = vec![take(None, "", Vec::new(), Vec::new())];
    for article in loaded.text.articles() {
        let lines = loaded.text.words(&article.eid).lines().map(str::to_owned).collect();
        let edits = edits(&loaded.text, loaded.after.as_ref(), &article.eid);
        places.push(take(Some(article.eid.clone()), &article.heading, lines, edits));
    }
    places
}

/// Which article to show when none was asked for and there are too many suggestions for one page.
fn first_busy(places: &[Place], fields: &Fields) -> String {
    let asked = fields.get("art");
    let total: usize = places.iter().map(|p| p.cards.len()).sum();
    if !asked.is_empty() || total <= MOST_AT_ONCE {
        return asked.to_owned();
    }
    places.iter().find(|p| !p.cards.is_empty()).map(|p| p.key().to_owned()).unwrap_or_default()
}

/// `GET /review/regulations/{r}/compare`
pub async fn get(page: Page, path: web::Path<String>, Query(fields): Query) -> Result<HttpResponse, Error> {
    let (slug, context, viewer, number) = (path.into_inner(), page.clone(), page.viewer(), fields.int("draft"));
    let loaded = page.app.db.read(move |conn| load(conn, &context, &viewer, &slug, number)).await?;
    let only = ["undecided", "decided"].into_iter().find(|o| *o == fields.get("only")).unwrap_or_default();
    let places = places(&loaded, only);
    let art = first_busy(&places, &fields);
    if !art.is_empty() && !places.iter().any(|p| p.key() == art) {
        return Err(Error::NotFound);
    }
    let total = loaded.cards.len() + loaded.earlier.len();
    let Loaded { stage, stages, next, .. } = loaded;
    let show = Show { page, stage, stages, next, places, art, only: only.to_owned(), total };
    html::ok(&show.page, &show)
}
