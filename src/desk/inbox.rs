//! The inbox: `GET /desk/inbox` lists and filters, `POST /desk/inbox` acts on what was ticked. The filters stand in the query string,
//! also of the POST, so that "all that the filter finds" means the same on both sides.

use std::collections::HashMap;
use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::filter::{Belonging, Facet, Filter, Sort, WHOLE};
use super::query::{self, Group, Named, Row};
use super::{MOST_NAMED, excerpt, ids};
use crate::account::Account;
use crate::comment::change::{self, Publish};
use crate::comment::{self, Channel, Stance, State, personal};
use crate::db::Conn;
use crate::error::Error;
use crate::form::{Fields, FormState, Posted, Query, once};
use crate::html::{self, Page, filters};
use crate::law::label::article_of;
use crate::regulation::texts::Text;

/// Comments on one page.
const PER_PAGE: i64 = 50;
/// Most comments registered by one press: a transaction of about a second.
const MOST_REGISTERED: usize = 2_000;

/// The page.
#[derive(Template)]
#[template(path = "desk/inbox.html")]
struct Inbox {
    page: Page,
    filter: Filter,
    form: FormState,
    groups: Vec<Group>,
    places: Vec<(Option<String>, i64)>,
    drafts: Vec<Named>,
    text: Option<Arc<Text>>,
    rows: Vec<Row>,
    with_photos: Vec<i64>,
    number: i64,
    done: Option<String>,
}

type Choices = Vec<(String, String)>;

impl Inbox {
    fn total(&self) -> i64 {
        if self.filter.article.is_some() {
            let article = self.filter.article.as_deref();
            return self.places.iter().filter(|(eid, _)| is_at(eid.as_deref(), article)).map(|(_, n)| n).sum();
        }
        self.groups.iter().filter(|g| self.filter.admits(g, None)).map(|g| g.n).sum()
    }

    /// How many comments the filter would find with another value of one condition.
    fn count(&self, facet: Facet, has: impl Fn(&Group) -> bool) -> i64 {
        self.groups.iter().filter(|g| self.filter.admits(g, Some(facet)) && has(g)).map(|g| g.n).sum()
    }

    fn choice(&self, value: &str, label: &str, n: i64) -> (String, String) {
        (value.to_owned(), format!("{label}（{}）", self.page.num(n)))
    }

    fn states(&self) -> Choices {
        let all = State::ALL.iter().map(|s| (*s, self.count(Facet::State, |g| g.state == *s)));
        all.filter(|(s, n)| *n > 0 || self.filter.state == Some(*s))
            .map(|(s, n)| self.choice(s.as_str(), s.label(self.page.t), n))
            .collect()
    }

    fn stances(&self) -> Choices {
        Stance::ALL.iter().map(|s| self.choice(s.as_str(), s.label(self.page.t), self.count(Facet::Stance, |g| g.stance == *s))).collect()
    }

    fn channels(&self) -> Choices {
        Channel::ALL
            .iter()
            .map(|c| self.choice(c.as_str(), c.label(self.page.t), self.count(Facet::Channel, |g| g.channel == *c)))
            .collect()
    }

    fn points(&self) -> Choices {
        let d = &self.page.t.desk;
        let own = self.count(Facet::Point, |g| g.is_assigned);
        let nobody = self.count(Facet::Point, |g| !g.is_assigned);
        vec![self.choice(Belonging::Own.as_str(), d.point_own, own), self.choice(Belonging::Nobody.as_str(), d.point_none, nobody)]
    }

    fn draft_choices(&self) -> Choices {
        let count = |draft: &Named| self.count(Facet::Draft, |g| g.draft_id == draft.id);
        self.drafts.iter().map(|d| self.choice(&d.id.to_string(), &d.title, count(d))).collect()
    }

    /// The articles of the chosen draft that somebody spoke of, in the order of the text.
    fn articles(&self) -> Choices {
        let Some(text) = &self.text else { return Vec::new() };
        let mut counts: HashMap<&str, i64> = HashMap::new();
        for (eid, n) in &self.places {
            *counts.entry(eid.as_deref().map_or(WHOLE, |e| article_of(e).unwrap_or(e))).or_default() += n;
        }
        let count = |eid: &str| counts.get(eid).copied().unwrap_or_default();
        let mut all = vec![self.choice(WHOLE, self.page.t.terms.whole, count(WHOLE))];
        let spoken_of = text.articles().filter(|p| count(&p.eid) > 0 || self.filter.article.as_deref() == Some(&*p.eid));
        all.extend(spoken_of.map(|p| self.choice(&p.eid, &self.place(Some(&p.eid)), count(&p.eid))));
        all
    }

    fn place(&self, eid: Option<&str>) -> String {
        comment::new::label(&self.page, eid)
    }

    fn draft_title(&self, id: i64) -> String {
        self.drafts.iter().find(|d| d.id == id).map(|d| d.title.clone()).unwrap_or_default()
    }

    /// The conditions in force: what they say, and the address without each.
    fn chips(&self) -> Vec<(String, String)> {
        let (d, t, f) = (&self.page.t.desk, self.page.t, &self.filter);
        let chip = |name: &str, label: &str, value: String| (format!("{label}：{value}"), self.link(&f.query_without(name)));
        let point = |p: Belonging| if p == Belonging::Own { d.point_own } else { d.point_none }.to_owned();
        let article = |eid: &str| self.place(Some(eid).filter(|e| *e != WHOLE));
        [
            f.state.map(|s| chip("state", d.state, s.label(t).to_owned())),
            f.draft.map(|id| chip("draft", d.draft, self.draft_title(id))),
            f.article.as_deref().map(|eid| chip("article", d.place, article(eid))),
            f.stance.map(|s| chip("stance", d.stance, s.label(t).to_owned())),
            f.channel.map(|c| chip("channel", d.channel, c.label(t).to_owned())),
            f.point.map(|p| chip("point", d.point, point(p))),
            f.q.as_deref().map(|q| chip("q", d.q, q.to_owned())),
            f.from.map(|day| chip("from", d.from, day.to_string())),
            f.to.map(|day| chip("to", d.to, day.to_string())),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    fn link(&self, query: &str) -> String {
        format!("{}/desk/inbox{query}", self.page.base)
    }

    fn sorts(&self) -> Vec<(&'static str, String, bool)> {
        let d = &self.page.t.desk;
        [(Sort::Newest, d.sort_newest), (Sort::Oldest, d.sort_oldest), (Sort::Article, d.sort_article)]
            .into_iter()
            .map(|(sort, label)| (label, self.link(&Filter { sort, ..self.filter.clone() }.here()), self.filter.sort == sort))
            .collect()
    }

    /// Whether the filter finds more than this page shows.
    fn has_more(&self) -> bool {
        self.pages() > 1
    }

    fn pages(&self) -> i64 {
        (self.total() + PER_PAGE - 1).div_euclid(PER_PAGE).max(1)
    }

    fn page_link(&self, number: i64) -> String {
        self.link(&self.filter.query(&[("page", number.to_string())]))
    }

    fn before(&self) -> String {
        if self.number > 1 { self.page_link(self.number - 1) } else { String::new() }
    }

    fn after(&self) -> String {
        if self.number < self.pages() { self.page_link(self.number + 1) } else { String::new() }
    }

    fn comment_link(&self, row: &Row) -> String {
        format!("{}/desk/comments/{}{}", self.page.base, row.id, self.filter.here())
    }

    fn short(&self, row: &Row) -> String {
        excerpt(&row.text, 90)
    }

    fn is_suspect(&self, row: &Row) -> bool {
        personal::is_suspect(row.public_text.as_deref().unwrap_or(&row.text))
    }

    fn has_photos(&self, row: &Row) -> bool {
        self.with_photos.contains(&row.id)
    }

    fn number_of(&self, row: &Row) -> String {
        format!("{:06}", row.id)
    }
}

/// Whether a place lies in the chosen article.
fn is_at(eid: Option<&str>, article: Option<&str>) -> bool {
    match (eid, article) {
        (None, article) => article == Some(WHOLE),
        (Some(eid), Some(article)) => eid == article || eid.strip_prefix(article).is_some_and(|rest| rest.starts_with("__")),
        (Some(_), None) => false,
    }
}

fn load(conn: &mut Conn, page: Page, point: i64, filter: Filter, form: FormState, number: i64) -> Result<Inbox, Error> {
    let groups = query::groups(conn, point, &filter)?;
    let mut draft_ids: Vec<i64> = groups.iter().map(|g| g.draft_id).chain(filter.draft).collect();
    draft_ids.sort_unstable();
    draft_ids.dedup();
    // Only drafts somebody spoke of on this desk: the bound in the future keeps all others out.
    let drafts = query::drafts(conn, &draft_ids, page.now, chrono::NaiveDateTime::MAX)?;
    let (mut places, mut text) = (Vec::new(), None);
    if let Some(draft) = filter.draft.filter(|id| drafts.iter().any(|d| d.id == *id)) {
        places = query::places(conn, point, &filter)?;
        text = Some(page.app.texts.of(conn, draft)?);
    }
    let ids = query::ids(conn, point, &filter, PER_PAGE, (number - 1) * PER_PAGE)?;
    let rows = query::rows(conn, point, &ids)?;
    let with_photos = query::with_photos(conn, &ids)?;
    Ok(Inbox { page, filter, form, groups, places, drafts, text, rows, with_photos, number, done: None })
}

async fn show(page: Page, filter: Filter, form: FormState, number: i64, done: Option<String>) -> Result<HttpResponse, Error> {
    let (point, context) = (page.contact_point()?, page.clone());
    let status = if form.is_good() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let inbox = page.app.db.read(move |conn| load(conn, context, point, filter, form, number)).await?;
    let inbox = Inbox { done, ..inbox };
    html::page(&inbox.page, status, &inbox)
}

/// `GET /desk/inbox`
pub async fn get(page: Page, Query(fields): Query) -> Result<HttpResponse, Error> {
    let filter = Filter::of(&fields);
    let (number, done) = (fields.page(), done(&page, &fields));
    show(page, filter, FormState::new(fields), number, done).await
}

/// What an action before this page did, from its address.
fn done(page: &Page, fields: &Fields) -> Option<String> {
    let d = &page.t.desk;
    let n = |name: &str| fields.int(name).filter(|n| *n > 0);
    let said = match fields.get("done") {
        "register" => d.done_registered,
        "publish" => d.done_published,
        "out_of_scope" => d.done_out_of_scope,
        _ => return None,
    };
    let mut text = said.replace("{n}", &page.num(n("n").unwrap_or_default()));
    if let Some(held) = n("held") {
        text.push_str(&d.done_held.replace("{n}", &page.num(held)));
    }
    if let Some(skipped) = n("skipped") {
        text.push_str(&d.done_skipped.replace("{n}", &page.num(skipped)));
    }
    Some(text)
}

/// `POST /desk/inbox`
pub async fn post(page: Page, posted: Posted) -> Result<HttpResponse, Error> {
    let (clerk, point) = (page.staff()?, page.contact_point()?);
    let seen = Fields::parse(page.query.as_bytes());
    let filter = Filter::of(&seen);
    let key = posted.key();
    let mut form = FormState::new(posted.fields);
    let most = if matches!(form.value("action"), "register" | "publish") { MOST_REGISTERED } else { MOST_NAMED };
    let chosen = chosen(&page, &form.fields, point, &filter, most).await?;
    if chosen.is_empty() {
        form.wrong("all", page.t.desk.e_none_selected);
    } else if chosen.len() > most {
        form.wrong("all", page.t.desk.e_too_many.replace("{n}", &most.to_string()));
    }
    if !form.is_good() {
        form.fields.0.extend(filter.pairs().into_iter().map(|(name, value)| (name.to_owned(), value)));
        return show(page, filter, form, seen.page(), None).await;
    }
    let list = chosen.iter().map(i64::to_string).collect::<Vec<_>>().join(",");
    let publish = match form.value("action") {
        "register" => Publish::No,
        "publish" => Publish::Yes,
        "merge" => return Ok(html::see_other(&page, &format!("/desk/suggestions/new?ids={list}"))),
        "out_of_scope" => return Ok(html::see_other(&page, &format!("/desk/inbox/out-of-scope?ids={list}"))),
        _ => return Err(Error::BadRequest("an action was expected")),
    };
    let now = page.now;
    let location = page.app.db.write(move |conn| {
        once(conn, &key, now, |conn| {
            let done = register_all(conn, &clerk, &chosen, publish, now)?;
            let name = if publish == Publish::Yes { "publish" } else { "register" };
            let more = [
                ("done", name.to_owned()),
                ("n", done.n.to_string()),
                ("held", done.held.to_string()),
                ("skipped", done.skipped.to_string()),
            ];
            Ok::<_, Error>(format!("/desk/inbox{}", filter.query(&more)))
        })
    });
    let location = location.await?;
    Ok(html::see_other(&page, &location))
}

/// The comments ticked: by row, the whole page, or all that the filter finds (one more than `most`, to tell that it is too many).
async fn chosen(page: &Page, fields: &Fields, point: i64, filter: &Filter, most: usize) -> Result<Vec<i64>, Error> {
    let all = |value: &str| fields.all("all").any(|v| v == value);
    if all("filtered") {
        let (filter, limit) = (filter.clone(), i64::try_from(most + 1).unwrap_or(i64::MAX));
        return page.app.db.read(move |conn| query::ids(conn, point, &filter, limit, 0)).await;
    }
    let name = if all("page") { "shown" } else { "id" };
    Ok(ids(&Fields(fields.0.iter().filter(|(n, _)| n == name).map(|(_, v)| ("id".to_owned(), v.clone())).collect())))
}

/// What a bulk action did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Done {
    /// Changed as asked.
    n: usize,
    /// Registered, but not published because personal data are suspected.
    held: usize,
    /// Left alone: already further on.
    skipped: usize,
}

fn register_all(conn: &mut Conn, clerk: &Account, ids: &[i64], publish: Publish, now: chrono::NaiveDateTime) -> Result<Done, Error> {
    let mut done = Done::default();
    for id in ids {
        let comment = change::for_clerk(conn, clerk, *id, None)?;
        let is_new = matches!(comment.state, State::Received | State::OutOfScope);
        let is_unpublished = comment.state == State::Registered && comment.published_at.is_none();
        let shown = [Some(comment.shown_text()), comment.shown_wording(), comment.shown_reason()];
        let held = publish == Publish::Yes && shown.into_iter().flatten().any(personal::is_suspect);
        let to_publish = publish == Publish::Yes && is_unpublished;
        if !is_new && !to_publish {
            done.skipped += 1;
        } else if !held {
            change::register(conn, clerk, &comment, publish, now)?;
            done.n += 1;
        } else {
            if is_new {
                change::register(conn, clerk, &comment, Publish::No, now)?;
            }
            done.held += 1;
        }
    }
    Ok(done)
}
