//! One article on a page of its own: `GET /regulations/{r}/drafts/{n}/articles/{eid}`. Short, good to share, where posters point.

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;

use super::query::{self, Provision, Stage};
use super::texts::Text;
use crate::account::Viewer;
use crate::anchor::earlier::{self, Curated, Origin};
use crate::comment::query::Comment;
use crate::db::Conn;
use crate::error::Error;
use crate::form::Query;
use crate::html::{Page, filters};
use crate::law::label::article_of;
use crate::pages::{self, About};
use crate::suggestion::query::Suggestion;
use crate::{comment, suggestion};

/// Comments on one page.
const PER_PAGE: i64 = 20;

/// The page.
#[derive(Template)]
#[template(path = "regulation/article.html")]
struct Show {
    page: Page,
    stage: Stage,
    text: Arc<Text>,
    eid: String,
    comments: Vec<Comment>,
    suggestions: Vec<Suggestion>,
    number: i64,
    more: bool,
    /// What was said of this article in earlier drafts.
    earlier: Vec<Origin>,
    /// What was suggested for it in earlier drafts.
    curated: Vec<Curated>,
}

impl Show {
    fn article(&self) -> Option<&Provision> {
        self.text.article(&self.eid)
    }

    /// A node's words, with links to the places they speak of: here, or on the page of their article or chapter.
    fn linked<'a>(&'a self, node: &'a Provision) -> Vec<(&'a str, Option<String>)> {
        let draft = format!("{}/regulations/{}/drafts/{}", self.page.base, self.stage.regulation.slug, self.stage.draft.number);
        let address = |to: &str| match article_of(to) {
            Some(article) if article == self.eid => format!("#{to}"),
            Some(article) if article == to => format!("{draft}/articles/{article}"),
            Some(article) => format!("{draft}/articles/{article}#{to}"),
            None => format!("{draft}#{to}"),
        };
        self.text.pieces(node).into_iter().map(|piece| (piece.words, piece.to.map(address))).collect()
    }

    /// How many comments on earlier drafts stand here.
    fn earlier_count(&self) -> i64 {
        self.earlier.iter().map(|origin| origin.n).sum()
    }

    fn curated_count(&self) -> i64 {
        i64::try_from(self.curated.len()).unwrap_or_default()
    }

    fn label(&self, eid: &str) -> String {
        comment::new::label(&self.page, Some(eid))
    }

    fn link(&self, number: i64) -> String {
        let (slug, draft) = (&self.stage.regulation.slug, self.stage.draft.number);
        format!("{}/regulations/{slug}/drafts/{draft}/articles/{}?page={number}", self.page.base, self.eid)
    }

    fn before(&self) -> String {
        if self.number > 1 { self.link(self.number - 1) } else { String::new() }
    }

    fn after(&self) -> String {
        if self.more { self.link(self.number + 1) } else { String::new() }
    }

    fn is_open(&self) -> bool {
        self.stage.consultation.as_ref().is_some_and(|c| c.phase(self.page.now).is_open())
    }
}

struct Loaded {
    stage: Stage,
    text: Arc<Text>,
    comments: Vec<Comment>,
    suggestions: Vec<Suggestion>,
    earlier: Vec<Origin>,
    curated: Vec<Curated>,
}

fn load(conn: &mut Conn, page: &Page, slug: &str, number: i32, eid: &str, at: i64) -> Result<Loaded, Error> {
    let stages = query::stages_of(conn, slug)?;
    let stage = stages.iter().find(|s| s.draft.number == number).cloned().ok_or(Error::NotFound)?;
    let text = page.app.texts.of(conn, stage.draft.id)?;
    if text.article(eid).is_none() {
        return Err(Error::NotFound);
    }
    let comments = comment::query::published_on(conn, stage.draft.id, Some(eid), PER_PAGE + 1, (at - 1) * PER_PAGE)?;
    let mut suggestions = suggestion::query::of_draft(conn, &Viewer::Public, stage.draft.id)?;
    suggestions.retain(|s| s.provision_eid.as_deref().and_then(|e| e.split("__").next()) == Some(eid));
    let mut earlier = earlier::origins(conn, page, &stages, &stage)?;
    earlier.retain(|origin| origin.article == eid);
    for origin in &mut earlier {
        origin.read(conn)?;
    }
    let mut curated = earlier::curated(conn, page, &stages, &stage)?;
    curated.retain(|one| one.article == eid);
    Ok(Loaded { stage, text, comments, suggestions, earlier, curated })
}

/// `GET /regulations/{r}/drafts/{n}/articles/{eid}`
pub async fn get(
    req: HttpRequest,
    page: Page,
    path: web::Path<(String, i32, String)>,
    Query(fields): Query,
) -> Result<HttpResponse, Error> {
    let (slug, number, eid) = path.into_inner();
    if let Some(moved) = super::plain_path(&req, number) {
        return Ok(moved);
    }
    let before = pages::begin(&page, About::Site);
    let (context, wanted, at) = (page.clone(), eid.clone(), fields.page());
    let loaded = page.app.db.read(move |conn| load(conn, &context, &slug, number, &wanted, at)).await?;
    let about = About::Regulation(loaded.stage.regulation.id);
    let stamp = before.and_then(|site| pages::begin(&page, about).filter(|own| *own <= site));
    let Loaded { stage, text, mut comments, suggestions, earlier, curated } = loaded;
    let per_page = usize::try_from(PER_PAGE).unwrap_or(20);
    let more = comments.len() > per_page;
    comments.truncate(per_page);
    let shown = Show { page, stage, text, eid, comments, suggestions, number: at, more, earlier, curated };
    pages::answer(&req, &shown.page, about, stamp, &shown)
}
