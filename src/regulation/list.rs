//! The list of regulations: `GET /regulations?status=&topic=&q=&page=`.

use std::collections::HashMap;

use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::query::{self, Stage};
use crate::comment;
use crate::consultation::Phase;
use crate::error::Error;
use crate::form::{Fields, FormState, Query};
use crate::html::{Page, filters};
use crate::pages::{self, About};

/// Regulations on one page.
const PER_PAGE: usize = 20;

/// The page.
#[derive(Template)]
#[template(path = "regulation/list.html")]
struct List {
    page: Page,
    form: FormState,
    topics: Vec<(String, String)>,
    rows: Vec<Row>,
    total: usize,
    number: usize,
}

/// One regulation in the list.
pub struct Row {
    /// The draft people are asked about.
    pub stage: Stage,
    /// Comments received on all drafts of the regulation.
    pub comments: i64,
}

impl Row {
    /// Where its consultation stands.
    pub fn phase(&self, page: &Page) -> Option<Phase> {
        self.stage.consultation.as_ref().map(|c| c.phase(page.now))
    }

    /// Days until the last day.
    pub fn days_left(&self, page: &Page) -> i64 {
        self.stage.consultation.as_ref().map_or(0, |c| crate::clock::days_left(page.now, c.closes_at))
    }
}

impl List {
    fn pages(&self) -> usize {
        self.total.div_ceil(PER_PAGE).max(1)
    }

    fn link(&self, number: usize) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in self.form.fields.0.iter().filter(|(n, v)| matches!(n.as_str(), "status" | "topic" | "q") && !v.is_empty()) {
            query.append_pair(name, value);
        }
        query.append_pair("page", &number.to_string());
        format!("{}/regulations?{}", self.page.base, query.finish())
    }

    fn before(&self) -> String {
        if self.number > 1 { self.link(self.number - 1) } else { String::new() }
    }

    fn after(&self) -> String {
        if self.number < self.pages() { self.link(self.number + 1) } else { String::new() }
    }

    fn statuses(&self) -> Vec<(&'static str, &'static str)> {
        [Phase::Open, Phase::Soon, Phase::Closed, Phase::Decided].into_iter().map(|p| (p.as_str(), p.label(self.page.t))).collect()
    }
}

/// One row per regulation, the draft people are asked about, open ones first.
pub fn rows(stages: Vec<Stage>, comments: &HashMap<i64, i64>, page: &Page) -> Vec<Row> {
    let mut by_regulation: Vec<(i64, Vec<Stage>)> = Vec::new();
    let mut places: HashMap<i64, usize> = HashMap::new();
    for stage in stages {
        let id = stage.regulation.id;
        let place = *places.entry(id).or_insert_with(|| {
            by_regulation.push((id, Vec::new()));
            by_regulation.len() - 1
        });
        if let Some((_, drafts)) = by_regulation.get_mut(place) {
            drafts.push(stage);
        }
    }
    let mut rows: Vec<Row> = by_regulation
        .into_iter()
        .filter_map(|(id, mut drafts)| {
            drafts.sort_by_key(|s| s.draft.number);
            let stage = query::current(&drafts, page.now)?.clone();
            // The phase people look for is that of the last consultation, also when a later text needs none.
            let consultation = stage.consultation.clone().or_else(|| drafts.iter().rev().find_map(|s| s.consultation.clone()));
            Some(Row { stage: Stage { consultation, ..stage }, comments: comments.get(&id).copied().unwrap_or_default() })
        })
        .collect();
    rows.sort_by_key(|row| (!row.phase(page).is_some_and(Phase::is_open), std::cmp::Reverse(row.stage.draft.published_at)));
    rows
}

fn matches(row: &Row, fields: &Fields, page: &Page) -> bool {
    let status = fields.some("status").is_none_or(|status| row.phase(page).is_some_and(|p| p.as_str() == status));
    let topic = fields.some("topic").is_none_or(|topic| row.stage.regulation.topic == topic);
    let q = fields.some("q").is_none_or(|q| row.stage.regulation.title.contains(q) || row.stage.regulation.subject.contains(q));
    status && topic && q
}

/// `GET /regulations`
pub async fn get(req: HttpRequest, page: Page, Query(fields): Query) -> Result<HttpResponse, Error> {
    let stamp = pages::begin(&page, About::Site);
    let (stages, counts) = page
        .app
        .db
        .read(|conn| Ok::<_, diesel::result::Error>((query::stages(conn)?, comment::query::counts_by_regulation(conn)?)))
        .await?;
    let mut topics: Vec<String> = stages.iter().map(|s| s.regulation.topic.clone()).filter(|t| !t.is_empty()).collect();
    topics.sort_unstable();
    topics.dedup();
    let topics = topics.into_iter().map(|t| (t.clone(), t)).collect();
    let mut rows = rows(stages, &counts.into_iter().collect(), &page);
    rows.retain(|row| matches(row, &fields, &page));
    let total = rows.len();
    let number = usize::try_from(fields.page()).unwrap_or(1);
    let rows = rows.into_iter().skip((number - 1) * PER_PAGE).take(PER_PAGE).collect();
    let list = List { page, form: FormState::new(fields), topics, rows, total, number };
    pages::answer(&req, &list.page, About::Site, stamp, &list)
}
