//! The trace of an article: `GET /regulations/{r}/articles/{eid}/trace?draft=`. From the first draft to the enacted text, with the
//! suggestions that moved it and the reasons; reached from any draft of the article, so also backwards from the law.
//!
//! The way of the article comes from [`super::lineage`], results from [`super::results`]: nothing shows before its release.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::DraftKind;
use super::lineage::{self, Station};
use super::query::{self, Stage};
use super::results::{self, Basis, Row};
use super::texts::Text;
use crate::comment::{self, Channel};
use crate::consultation::Phase;
use crate::db::Conn;
use crate::error::Error;
use crate::form::Query;
use crate::html::{Page, filters};
use crate::law::diff::{self, Edit};
use crate::law::label;
use crate::pages::{self, About};

/// What happened to the article between one draft and the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// No later draft yet.
    Last,
    /// It is not in this draft and not in the next.
    Absent,
    /// The next draft has the same words.
    Unchanged,
    /// The next draft has other words.
    Changed,
    /// It is new in the next draft.
    Added,
    /// The next draft does not have it.
    Deleted,
}

/// One draft on the way and what came of it in the next.
pub struct Step {
    /// The article in this draft.
    pub station: Station,
    /// Results of the suggestions on it.
    pub rows: Vec<Row>,
    /// Through which channels their comments came.
    pub channels: Vec<(Channel, i64)>,
    /// The article in the next draft.
    pub next: Option<Station>,
}

impl Step {
    /// What happened.
    pub fn turn(&self) -> Turn {
        let Some(next) = &self.next else { return Turn::Last };
        match (self.station.eids.is_empty(), next.eids.is_empty()) {
            (true, true) => Turn::Absent,
            (true, false) => Turn::Added,
            (false, true) => Turn::Deleted,
            (false, false) if diff::words(&self.station.words(), &next.words()).iter().all(|e| e.kind == diff::EditKind::Same) => {
                Turn::Unchanged
            }
            (false, false) => Turn::Changed,
        }
    }

    /// The words of the next draft against these.
    pub fn edits(&self) -> Vec<Edit> {
        self.next.as_ref().map(|next| diff::words(&self.station.words(), &next.words())).unwrap_or_default()
    }

    /// Comments behind the suggestions.
    pub fn comments(&self) -> i64 {
        self.rows.iter().map(|r| r.suggestion.comment_count).sum()
    }

    /// Contact points the suggestions came from, each once: slug and name.
    pub fn points(&self) -> Vec<&(String, String)> {
        let mut points: Vec<&(String, String)> = self.rows.iter().map(|r| &r.point).collect();
        points.sort_unstable();
        points.dedup();
        points
    }

    /// Whether results on this draft are still to come.
    pub fn is_pending(&self) -> bool {
        self.station.stage.consultation.as_ref().is_some_and(|c| c.released_at.is_none())
    }

    /// Whether it has something to show.
    fn is_telling(&self, alone: bool) -> bool {
        alone || self.next.is_some() || !self.rows.is_empty()
    }
}

/// The page.
#[derive(Template)]
#[template(path = "regulation/trace.html")]
struct Show {
    page: Page,
    here: Stage,
    eid: String,
    text: Arc<Text>,
    way: Vec<Station>,
    steps: Vec<Step>,
}

impl Show {
    fn label(&self, eid: &str) -> String {
        comment::new::label(&self.page, Some(eid))
    }

    fn heading(&self) -> &str {
        self.text.article(&self.eid).map(|p| p.heading.as_str()).unwrap_or_default()
    }

    fn labels(&self, station: &Station) -> String {
        station.eids.iter().map(|eid| self.label(eid)).collect::<Vec<_>>().join("、")
    }

    /// The words of the law itself, once it is enacted.
    fn enacted(&self) -> Option<&Station> {
        self.way.last().filter(|s| s.stage.draft.kind == DraftKind::Enacted && !s.eids.is_empty())
    }

    fn is_open(&self, station: &Station) -> bool {
        station.stage.consultation.as_ref().is_some_and(|c| c.phase(self.page.now) == Phase::Open)
    }

    fn suggestions(&self) -> usize {
        self.steps.iter().map(|s| s.rows.len()).sum()
    }

    fn comments(&self) -> i64 {
        self.steps.iter().map(Step::comments).sum()
    }
}

/// The draft asked for, else the newest one that has the article.
fn start(drafts: &[(Stage, Arc<Text>)], number: Option<i64>, eid: &str) -> Option<usize> {
    let has = |(stage, text): &(Stage, Arc<Text>)| text.article(eid).is_some() && number.is_none_or(|n| i64::from(stage.draft.number) == n);
    drafts.iter().rposition(has)
}

/// Whether a result speaks of the article at its own draft, or says that its words landed in it.
fn concerns(row: &Row, at: &Station, way: &[Station]) -> bool {
    let own = row.article().is_some_and(|article| at.eids.iter().any(|eid| eid == article));
    // A place was named in the draft that was the newest when it was decided.
    let newest = way.iter().rev().find(|s| s.stage.draft.published_at <= row.decision.decided_at);
    let landed = row.decision.place_eid.as_deref().and_then(label::article_of);
    own || landed.is_some_and(|article| newest.is_some_and(|s| s.eids.iter().any(|eid| eid == article)))
}

fn load(conn: &mut Conn, page: &Page, slug: &str, eid: &str, number: Option<i64>) -> Result<(usize, Vec<Station>, Vec<Step>), Error> {
    let stages = query::stages_of(conn, slug)?;
    let drafts = lineage::texts(conn, &page.app.texts, &stages)?;
    let start = start(&drafts, number, eid).ok_or(Error::NotFound)?;
    let way = lineage::way(&drafts, start, eid);
    let mut steps = Vec::new();
    for (at, station) in way.iter().enumerate() {
        let mut rows = results::rows(conn, &station.stage, &station.text, Basis::Released)?;
        rows.retain(|row| concerns(row, station, &way));
        let ids: Vec<i64> = rows.iter().map(|r| r.suggestion.id).collect();
        let channels = if ids.is_empty() { Vec::new() } else { comment::query::channels_of(conn, &ids)? };
        steps.push(Step { station: station.clone(), rows, channels, next: way.get(at + 1).cloned() });
    }
    let alone = way.len() == 1;
    steps.retain(|step| step.is_telling(alone) && !(step.turn() == Turn::Absent && step.rows.is_empty()));
    Ok((start, way, steps))
}

/// `GET /regulations/{r}/articles/{eid}/trace`
pub async fn get(req: HttpRequest, page: Page, path: web::Path<(String, String)>, Query(fields): Query) -> Result<HttpResponse, Error> {
    let before = pages::begin(&page, About::Site);
    let (slug, eid) = path.into_inner();
    let (context, wanted, number) = (page.clone(), eid.clone(), fields.int("draft"));
    let (start, way, steps) = page.app.db.read(move |conn| load(conn, &context, &slug, &wanted, number)).await?;
    let here = way.get(start).ok_or(Error::NotFound)?;
    let (stage, text) = (here.stage.clone(), Arc::clone(&here.text));
    let about = About::Regulation(stage.regulation.id);
    let stamp = before.and_then(|site| pages::begin(&page, about).filter(|own| *own <= site));
    let show = Show { page, here: stage, eid, text, way, steps };
    pages::answer(&req, &show.page, about, stamp, &show)
}
