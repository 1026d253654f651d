//! Today: `GET /desk`. What waits, and how far each draft has come.

use actix_web::HttpResponse;
use askama::Template;
use chrono::TimeDelta;

use super::filter::Filter;
use super::query::{self, Group, Named};
use crate::clock;
use crate::comment::State;
use crate::db::Conn;
use crate::error::Error;
use crate::html::{self, Page, filters};
use crate::search::saved;
use crate::submission;
use crate::suggestion;

/// A consultation closes soon when it has no more than this many days left.
const SOON_DAYS: i64 = 7;

/// The page.
#[derive(Template)]
#[template(path = "desk/home.html")]
struct Show {
    page: Page,
    tasks: Vec<Task>,
    drafts: Vec<Progress>,
    /// New in saved searches.
    news: i64,
}

/// Something that waits.
pub struct Task {
    /// What.
    pub label: &'static str,
    /// How much of it.
    pub n: i64,
    /// Where it is done, below the base path.
    pub link: String,
}

/// How far the work on one draft has come.
pub struct Progress {
    /// The draft.
    pub draft: Named,
    /// Comments on the desk, withdrawn ones left out.
    pub all: i64,
    /// 待登记
    pub received: i64,
    /// 已登记、未整理
    pub registered: i64,
    /// 已整理, with what is marked as outside the draft: the desk has nothing left to do with them.
    pub curated: i64,
    /// 已报送 and after.
    pub submitted: i64,
}

impl Progress {
    /// Whether comments can still be made.
    pub fn is_open(&self, page: &Page) -> bool {
        self.draft.period.is_some_and(|(opens, closes)| opens <= page.now && page.now <= closes)
    }

    /// Whole days until the last one.
    pub fn days_left(&self, page: &Page) -> i64 {
        self.draft.period.map_or(0, |(_, closes)| clock::days_left(page.now, closes))
    }

    /// Start and width of each part of the bar, in percent, with its class.
    pub fn bar(&self) -> Vec<(&'static str, String, String)> {
        let mut at = 0;
        let mut parts = Vec::new();
        for (class, n) in [("b1", self.submitted), ("b2", self.curated), ("b3", self.registered), ("b4", self.received)] {
            if n > 0 {
                parts.push((class, percent(at, self.all), percent(n, self.all)));
            }
            at += n;
        }
        parts
    }
}

/// `12.5%`, by whole thousandths so that no rounding of floating numbers shows.
fn percent(n: i64, of: i64) -> String {
    let tenths = n.saturating_mul(1000) / of.max(1);
    format!("{}.{}%", tenths / 10, tenths % 10)
}

impl Show {
    fn is_done(&self) -> bool {
        self.tasks.is_empty()
    }
}

struct Loaded {
    groups: Vec<Group>,
    suggestions: Vec<(i64, suggestion::State, i64)>,
    returned: i64,
    drafts: Vec<Named>,
}

fn load(conn: &mut Conn, page: &Page, point: i64) -> Result<Loaded, Error> {
    let groups = query::groups(conn, point, &Filter::default())?;
    let suggestions = query::suggestion_counts(conn, point)?;
    let batches = submission::query::of_contact_point(conn, point)?;
    let returned = batches.iter().filter(|b| b.state == submission::State::Returned).count();
    let ids: Vec<i64> = groups.iter().filter(|g| g.state.is_in_hand()).map(|g| g.draft_id).collect();
    let drafts = query::drafts(conn, &ids, page.now, page.now)?;
    Ok(Loaded { groups, suggestions, returned: i64::try_from(returned).unwrap_or_default(), drafts })
}

fn tasks(page: &Page, loaded: &Loaded) -> Vec<Task> {
    let d = &page.t.desk;
    let comments =
        |state: State, assigned: bool| loaded.groups.iter().filter(|g| g.state == state && g.is_assigned == assigned).map(|g| g.n).sum();
    let suggestions = |state: suggestion::State| loaded.suggestions.iter().filter(|(_, s, _)| *s == state).map(|(_, _, n)| *n).sum();
    let soon = loaded.drafts.iter().filter(|draft| {
        let left = draft
            .period
            .filter(|(opens, closes)| *opens <= page.now && page.now <= *closes)
            .map(|(_, closes)| clock::days_left(page.now, closes));
        left.is_some_and(|days| days <= SOON_DAYS)
    });
    let all = [
        (d.task_returned, loaded.returned, "/desk/submissions"),
        (d.task_received, comments(State::Received, true), "/desk/inbox?state=received&point=own"),
        (d.task_unassigned, comments(State::Received, false), "/desk/inbox?state=received&point=none"),
        (d.task_registered, comments(State::Registered, true), "/desk/inbox?state=registered"),
        (d.task_drafted, suggestions(suggestion::State::Draft), "/desk/suggestions?state=draft"),
        (d.task_checked, suggestions(suggestion::State::Checked), "/desk/submissions/new"),
        (d.task_closing, i64::try_from(soon.count()).unwrap_or_default(), "#drafts"),
    ];
    let waiting = all.into_iter().filter(|(_, n, _)| *n > 0);
    waiting
        .map(|(label, n, link)| Task {
            label,
            n,
            link: if link.starts_with('#') { link.to_owned() } else { format!("{}{link}", page.base) },
        })
        .collect()
}

fn progress(draft: Named, groups: &[Group]) -> Progress {
    let of = |admits: fn(State) -> bool| groups.iter().filter(|g| g.draft_id == draft.id && admits(g.state)).map(|g| g.n).sum();
    Progress {
        all: of(|s| s != State::Withdrawn),
        received: of(|s| s == State::Received),
        registered: of(|s| s == State::Registered),
        curated: of(|s| matches!(s, State::Curated | State::OutOfScope)),
        submitted: of(|s| !s.is_in_hand() && s != State::Withdrawn),
        draft,
    }
}

/// `GET /desk`
pub async fn get(page: Page) -> Result<HttpResponse, Error> {
    let (point, context) = (page.contact_point()?, page.clone());
    let mut loaded = page.app.db.read(move |conn| load(conn, &context, point)).await?;
    let tasks = tasks(&page, &loaded);
    let soon = page.now - TimeDelta::days(30);
    let drafts = std::mem::take(&mut loaded.drafts).into_iter().map(|draft| progress(draft, &loaded.groups));
    // What is long over and has nothing waiting stays off the page of the day.
    let mut drafts: Vec<Progress> = drafts
        .filter(|p| p.is_open(&page) || p.received + p.registered > 0 || p.draft.period.is_some_and(|(_, closes)| closes > soon))
        .collect();
    drafts.sort_by_key(|p| (!p.is_open(&page), p.draft.period.map(|(_, closes)| closes)));
    let news = saved::news(&page).await?;
    let shown = Show { page, tasks, drafts, news };
    html::ok(&shown.page, &shown)
}
