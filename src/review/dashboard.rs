//! The overview: `GET /review?draft=`. Drafts whose results are not released, with counts that lead to their lists; how the comments lie
//! over the articles of one of them; batches waiting. Legislators see the same without the actions.

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::HttpResponse;
use askama::Template;

use super::submissions::{self, Batch};
use crate::account::Viewer;
use crate::comment;
use crate::consultation::{Phase, query::Consultation};
use crate::db::Conn;
use crate::decision::query as decisions;
use crate::error::Error;
use crate::form::Query;
use crate::html::{self, Page, filters};
use crate::regulation::query::{self as regulations, Stage};
use crate::regulation::texts::Text;
use crate::search::saved;
use crate::suggestion;

/// Drafts with results shown at the end.
const RECENT: usize = 5;
/// Steps of the heat strip, without "none".
const STEPS: i64 = 5;

/// One draft in progress.
pub struct Row {
    /// The draft.
    pub stage: Stage,
    /// Comments received.
    pub comments: i64,
    /// Suggestions submitted.
    pub submitted: i64,
    /// Of these decided, released or not.
    pub decided: i64,
}

impl Row {
    /// Still to be decided.
    pub fn undecided(&self) -> i64 {
        self.submitted - self.decided
    }
}

/// One article of the heat strip.
pub struct Heat {
    /// The article.
    pub eid: String,
    /// Its label.
    pub label: String,
    /// Comments on it.
    pub comments: i64,
    /// 0 for none, up to 5 for the most.
    pub step: i64,
}

/// The page.
#[derive(Template)]
#[template(path = "review/dashboard.html")]
struct Show {
    page: Page,
    rows: Vec<Row>,
    hot: Option<Stage>,
    heat: Vec<Heat>,
    waiting: Vec<Batch>,
    recent: Vec<Stage>,
    /// New in saved searches.
    news: i64,
}

impl Show {
    fn phase(&self, consultation: &Consultation) -> Phase {
        consultation.phase(self.page.now)
    }
}

type Loaded = (Vec<Row>, Option<(Stage, Arc<Text>)>, Vec<(i64, Option<String>, i64)>, Vec<Batch>, Vec<Stage>);

fn load(conn: &mut Conn, page: &Page, viewer: &Viewer, draft: Option<i64>) -> Result<Loaded, Error> {
    let stages = regulations::stages(conn)?;
    let begun = |s: &&Stage| s.consultation.as_ref().is_some_and(|c| c.opens_at <= page.now && c.released_at.is_none());
    let open: Vec<Stage> = stages.iter().filter(begun).cloned().collect();
    let ids: Vec<i64> = open.iter().map(|s| s.draft.id).collect();
    let places = comment::query::place_counts(conn, &ids)?;
    let suggestions = suggestion::query::of_drafts(conn, viewer, &ids)?;
    let all: Vec<i64> = suggestions.iter().map(|s| s.id).collect();
    let decided: HashMap<i64, ()> = decisions::in_force(conn, &all)?.into_iter().map(|d| (d.suggestion_id, ())).collect();
    let mut counts: HashMap<i64, (i64, i64)> = HashMap::new();
    for suggestion in &suggestions {
        let (submitted, done) = counts.entry(suggestion.draft_id).or_default();
        *submitted += 1;
        *done += i64::from(decided.contains_key(&suggestion.id));
    }
    let mut comments: HashMap<i64, i64> = HashMap::new();
    for (id, _, n) in &places {
        *comments.entry(*id).or_default() += n;
    }
    let mut rows: Vec<Row> = open
        .into_iter()
        .map(|stage| {
            let (submitted, decided) = counts.get(&stage.draft.id).copied().unwrap_or_default();
            Row { comments: comments.get(&stage.draft.id).copied().unwrap_or_default(), submitted, decided, stage }
        })
        .collect();
    rows.sort_by_key(|row| std::cmp::Reverse((row.undecided(), row.comments)));
    let hot =
        rows.iter().find(|r| Some(r.stage.draft.id) == draft).or_else(|| rows.iter().max_by_key(|r| r.comments)).map(|r| r.stage.clone());
    let hot = match hot {
        Some(stage) => Some((stage.clone(), page.app.texts.of(conn, stage.draft.id)?)),
        None => None,
    };
    let waiting = submissions::list(conn)?.into_iter().filter(Batch::is_waiting).collect();
    let mut recent: Vec<Stage> = stages.into_iter().filter(|s| s.consultation.as_ref().is_some_and(|c| c.released_at.is_some())).collect();
    recent.sort_by_key(|s| std::cmp::Reverse(s.consultation.as_ref().and_then(|c| c.released_at)));
    recent.truncate(RECENT);
    Ok((rows, hot, places, waiting, recent))
}

fn heat(page: &Page, stage: &Stage, text: &Text, places: &[(i64, Option<String>, i64)]) -> Vec<Heat> {
    let mut counts: HashMap<&str, i64> = HashMap::new();
    for (_, eid, n) in places.iter().filter(|(id, _, _)| *id == stage.draft.id) {
        let article = eid.as_deref().and_then(|eid| eid.split("__").next()).unwrap_or_default();
        *counts.entry(article).or_default() += n;
    }
    let most = text.articles().filter_map(|p| counts.get(p.eid.as_str())).max().copied().unwrap_or_default().max(1);
    let of = |eid: &str| counts.get(eid).copied().unwrap_or_default();
    let step = |n: i64| (n * STEPS + most - 1) / most;
    let heat = |p: &regulations::Provision| Heat {
        eid: p.eid.clone(),
        label: comment::new::label(page, Some(&p.eid)),
        comments: of(&p.eid),
        step: step(of(&p.eid)),
    };
    text.articles().map(heat).collect()
}

/// `GET /review`
pub async fn get(page: Page, Query(fields): Query) -> Result<HttpResponse, Error> {
    let (context, viewer, draft) = (page.clone(), page.viewer(), fields.int("draft"));
    let (rows, hot, places, waiting, recent) = page.app.db.read(move |conn| load(conn, &context, &viewer, draft)).await?;
    let heat = hot.as_ref().map(|(stage, text)| heat(&page, stage, text, &places)).unwrap_or_default();
    let news = saved::news(&page).await?;
    let show = Show { news, page, rows, hot: hot.map(|(stage, _)| stage), heat, waiting, recent };
    html::ok(&show.page, &show)
}
