//! A draft with its text: `GET /regulations/{r}` (the one people are asked about) and `GET /regulations/{r}/drafts/{n}` (permanent).

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::linked;
use super::query::{self, Provision, Stage};
use super::texts::Text;
use crate::anchor::earlier::{self, Origin};
use crate::clock;
use crate::comment;
use crate::consultation::Phase;
use crate::db::Conn;
use crate::error::Error;
use crate::html::{Page, filters};
use crate::pages::{self, About};

/// The page.
#[derive(Template)]
#[template(path = "regulation/draft.html")]
struct Show {
    page: Page,
    stage: Stage,
    stages: Vec<Stage>,
    text: Arc<Text>,
    counts: HashMap<String, i64>,
    whole: i64,
    /// What was said in earlier drafts, by the article it stands at now.
    earlier: Vec<Origin>,
}

impl Show {
    fn phase(&self) -> Option<Phase> {
        self.stage.consultation.as_ref().map(|c| c.phase(self.page.now))
    }

    fn is_open(&self) -> bool {
        self.phase().is_some_and(Phase::is_open)
    }

    /// Days until the last day, on the wall clock.
    fn days_left(&self) -> i64 {
        self.stage.consultation.as_ref().map_or(0, |c| clock::days_left(self.page.now, c.closes_at))
    }

    fn articles(&self) -> usize {
        self.text.articles().count()
    }

    /// Public comments on an article and what lies below it.
    fn count(&self, eid: &str) -> i64 {
        self.counts.get(eid).copied().unwrap_or_default()
    }

    /// Places of earlier drafts whose comments stand at this article now.
    fn earlier(&self, article: &str) -> Vec<&Origin> {
        self.earlier.iter().filter(|origin| origin.article == article).collect()
    }

    fn earlier_count(&self, article: &str) -> i64 {
        self.earlier(article).iter().map(|origin| origin.n).sum()
    }

    fn is_latest(&self) -> bool {
        self.stages.last().is_none_or(|last| last.draft.id == self.stage.draft.id)
    }

    /// Query of the comparison with the draft before; of the first with the second.
    fn compared(&self) -> String {
        let at = self.stages.iter().position(|s| s.draft.id == self.stage.draft.id).unwrap_or_default().max(1);
        let number = |at: usize| self.stages.get(at).map(|s| s.draft.number).unwrap_or_default();
        format!("?from={}&to={}", number(at - 1), number(at))
    }

    /// What programs read about the draft. Safe inside a script element.
    fn linked_data(&self) -> String {
        linked::data(&self.page, &self.stage, &self.text)
    }

    /// A node's words, with links to the places they speak of.
    fn linked<'a>(&'a self, node: &'a Provision) -> Vec<(&'a str, Option<String>)> {
        self.text.pieces(node).into_iter().map(|piece| (piece.words, piece.to.map(|to| format!("#{to}")))).collect()
    }

    fn label(&self, provision: &Provision) -> String {
        comment::new::label(&self.page, Some(&provision.eid))
    }
}

struct Loaded {
    stage: Stage,
    stages: Vec<Stage>,
    text: Arc<Text>,
    counts: Vec<(Option<String>, i64)>,
    earlier: Vec<Origin>,
}

fn load(conn: &mut Conn, page: &Page, slug: &str, number: Option<i32>) -> Result<Loaded, Error> {
    let stages = query::stages_of(conn, slug)?;
    let stage = match number {
        Some(number) => stages.iter().find(|s| s.draft.number == number),
        None => query::current(&stages, page.now),
    };
    let stage = stage.cloned().ok_or(Error::NotFound)?;
    let text = page.app.texts.of(conn, stage.draft.id)?;
    let counts = comment::query::published_counts(conn, stage.draft.id)?;
    let earlier = earlier::origins(conn, page, &stages, &stage)?;
    Ok(Loaded { stage, stages, text, counts, earlier })
}

async fn show(req: HttpRequest, page: Page, slug: String, number: Option<i32>) -> Result<HttpResponse, Error> {
    // The stamp of a page is taken before its regulation is known, so it is that of the whole site.
    let before = pages::begin(&page, About::Site);
    let context = page.clone();
    let loaded = page.app.db.read(move |conn| load(conn, &context, &slug, number)).await?;
    let about = About::Regulation(loaded.stage.regulation.id);
    let stamp = before.and_then(|site| pages::begin(&page, about).filter(|own| *own <= site));
    let mut counts: HashMap<String, i64> = HashMap::new();
    let mut whole = 0;
    for (eid, n) in loaded.counts {
        match eid {
            Some(eid) => *counts.entry(eid.split("__").next().unwrap_or_default().to_owned()).or_default() += n,
            None => whole += n,
        }
    }
    let Loaded { stage, stages, text, earlier, .. } = loaded;
    let shown = Show { page, stage, stages, text, counts, whole, earlier };
    pages::answer(&req, &shown.page, about, stamp, &shown)
}

/// `GET /regulations/{r}`
pub async fn latest(req: HttpRequest, page: Page, path: web::Path<String>) -> Result<HttpResponse, Error> {
    show(req, page, path.into_inner(), None).await
}

/// `GET /regulations/{r}/drafts/{n}`
pub async fn get(req: HttpRequest, page: Page, path: web::Path<(String, i32)>) -> Result<HttpResponse, Error> {
    let (slug, number) = path.into_inner();
    if let Some(moved) = super::plain_path(&req, number) {
        return Ok(moved);
    }
    show(req, page, slug, Some(number)).await
}
