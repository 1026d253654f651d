//! The contact point's suggestions: `GET /desk/suggestions?state=&draft=&page=`.

use actix_web::HttpResponse;
use askama::Template;
use url::form_urlencoded::Serializer;

use crate::comment;
use crate::desk::query::{self, Named};
use crate::error::Error;
use crate::form::{FormState, Query};
use crate::html::{self, Page, filters};
use crate::suggestion::State;
use crate::suggestion::query::Suggestion;

/// Suggestions on one page.
const PER_PAGE: i64 = 50;

/// The page.
#[derive(Template)]
#[template(path = "desk/suggestion/list.html")]
struct List {
    page: Page,
    form: FormState,
    counts: Vec<(i64, State, i64)>,
    drafts: Vec<Named>,
    rows: Vec<Suggestion>,
    state: Option<State>,
    draft: Option<i64>,
    number: i64,
}

impl List {
    fn count(&self, state: Option<State>, draft: Option<i64>) -> i64 {
        let admits = |(d, s, _): &&(i64, State, i64)| state.is_none_or(|state| state == *s) && draft.is_none_or(|draft| draft == *d);
        self.counts.iter().filter(admits).map(|(_, _, n)| n).sum()
    }

    fn total(&self) -> i64 {
        self.count(self.state, self.draft)
    }

    fn states(&self) -> Vec<(&'static str, String)> {
        let all = State::ALL.iter().map(|s| (*s, self.count(Some(*s), self.draft)));
        all.filter(|(s, n)| *n > 0 || self.state == Some(*s))
            .map(|(s, n)| (s.as_str(), format!("{}（{n}）", s.label(self.page.t))))
            .collect()
    }

    fn draft_choices(&self) -> Vec<(String, String)> {
        self.drafts.iter().map(|d| (d.id.to_string(), format!("{}（{}）", d.title, self.count(self.state, Some(d.id))))).collect()
    }

    fn draft_title(&self, row: &Suggestion) -> &str {
        self.drafts.iter().find(|d| d.id == row.draft_id).map(|d| d.title.as_str()).unwrap_or_default()
    }

    fn place(&self, row: &Suggestion) -> String {
        comment::new::label(&self.page, row.provision_eid.as_deref())
    }

    fn link(&self, number: i64) -> String {
        let mut query = Serializer::new(String::new());
        if let Some(state) = self.state {
            query.append_pair("state", state.as_str());
        }
        if let Some(draft) = self.draft {
            query.append_pair("draft", &draft.to_string());
        }
        query.append_pair("page", &number.to_string());
        format!("{}/desk/suggestions?{}", self.page.base, query.finish())
    }

    fn before(&self) -> String {
        if self.number > 1 { self.link(self.number - 1) } else { String::new() }
    }

    fn after(&self) -> String {
        if self.number * PER_PAGE < self.total() { self.link(self.number + 1) } else { String::new() }
    }
}

/// `GET /desk/suggestions`
pub async fn get(page: Page, Query(fields): Query) -> Result<HttpResponse, Error> {
    let (point, now) = (page.contact_point()?, page.now);
    let (state, draft, number) = (State::parse(fields.get("state")), fields.int("draft"), fields.page());
    let loaded = page.app.db.read(move |conn| {
        let counts = query::suggestion_counts(conn, point)?;
        let ids: Vec<i64> = counts.iter().map(|(draft, _, _)| *draft).collect();
        let drafts = query::drafts(conn, &ids, now, chrono::NaiveDateTime::MAX)?;
        let rows = query::suggestions(conn, point, draft, state, PER_PAGE, (number - 1) * PER_PAGE)?;
        Ok::<_, diesel::result::Error>((counts, drafts, rows))
    });
    let (counts, drafts, rows) = loaded.await?;
    let list = List { page, form: FormState::new(fields), counts, drafts, rows, state, draft, number };
    html::ok(&list.page, &list)
}
