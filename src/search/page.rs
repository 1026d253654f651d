//! Search for everybody over what they may see: `GET /search` and, in the staff menu, `GET /review/search`. The address is the whole
//! state of a search; nothing that is typed is an error.

use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;

use super::ask::Ask;
use super::engine::tags;
use super::find::{Breadth, Filters, Found, Hit, Request, Sort};
use super::link;
use super::months::{ByMonth, Month};
use super::query::Titles;
use super::schema::{Facet, Kind};
use super::snippet::{self, Segment};
use crate::account::Viewer;
use crate::comment::query::Comment;
use crate::comment::{Channel, Stance, State};
use crate::db::Conn;
use crate::decision::Outcome;
use crate::error::Error;
use crate::form::{Fields, Query};
use crate::html::{self, Page, filters};
use crate::pages::{self, About};
use crate::phrases::Phrases;
use crate::regulation::texts::{Head, Place, Texts};
use crate::suggestion::query::Suggestion;
use crate::{clock, comment, serve, suggestion};

/// Hits on one page.
pub const PER_PAGE: usize = 20;
/// Facets people choose from, in the order of the page.
pub const SHOWN: [Facet; 9] = [
    Facet::Kind,
    Facet::Outcome,
    Facet::State,
    Facet::Stance,
    Facet::Regulation,
    Facet::Article,
    Facet::ContactPoint,
    Facet::District,
    Facet::Channel,
];
/// What is counted: these, and the months for the drawing.
const COUNTED: [Facet; 10] = [
    Facet::Kind,
    Facet::Outcome,
    Facet::State,
    Facet::Stance,
    Facet::Regulation,
    Facet::Article,
    Facet::ContactPoint,
    Facet::District,
    Facet::Channel,
    Facet::Month,
];
/// Characters of a snippet.
const WIDTH: usize = 90;
/// Values of a facet shown at most: a page stays light on a phone; narrower questions show rarer values.
const MOST_VALUES: usize = 30;
/// Values of a facet shown before "more".
const FEW: usize = 8;

/// Something found, with its row.
pub enum Row {
    /// A comment.
    Comment(Box<Comment>, Arc<Head>),
    /// A suggestion.
    Suggestion(Box<Suggestion>, Arc<Head>),
    /// An article of a draft.
    Article(Arc<Place>, Arc<Head>),
}

impl Row {
    /// The regulation and draft it belongs to.
    pub fn head(&self) -> &Head {
        match self {
            Self::Comment(_, head) | Self::Suggestion(_, head) | Self::Article(_, head) => head,
        }
    }
}

/// A search with its answer.
pub struct Answer {
    /// The query as understood.
    pub ask: Ask,
    /// The index's answer.
    pub found: Found,
    /// The rows the caller may see, best first.
    pub rows: Vec<Row>,
    /// Names behind facet values.
    pub titles: Arc<Titles>,
    /// Words to mark.
    pub needles: Vec<String>,
}

/// Reads the facets, dates and order of a query string.
pub fn filters_of(fields: &Fields) -> (Filters, Sort) {
    let mut chosen: BTreeMap<Facet, Vec<String>> = BTreeMap::new();
    for facet in Facet::ALL {
        let values: Vec<String> = fields.all(facet.as_str()).take(50).map(str::to_owned).collect();
        if !values.is_empty() {
            chosen.insert(facet, values);
        }
    }
    let day = |name: &str| clock::day(fields.get(name));
    let from = day("from").map(|d| clock::start_of(d).and_utc().timestamp());
    let to = day("to").map(|d| clock::end_of(d).and_utc().timestamp() + 1);
    let sort = match fields.get("sort") {
        "newest" => Sort::Newest,
        "oldest" => Sort::Oldest,
        _ => Sort::Relevance,
    };
    (Filters { chosen, from, to }, sort)
}

/// What is asked, and which part of the answer.
#[derive(Clone, Debug)]
pub struct Question {
    /// As typed.
    pub typed: String,
    /// Choices beside it.
    pub filters: Filters,
    /// Order.
    pub sort: Sort,
    /// Hits to leave out.
    pub offset: usize,
    /// Hits to give at most.
    pub limit: usize,
    /// Facets to count.
    pub facets: &'static [Facet],
}

impl Question {
    /// Asks the index for `page.viewer()`. `names` is the stamp of [`About::Names`].
    pub fn find(&self, conn: &mut Conn, page: &Page, names: Option<i64>) -> Result<(Ask, Found, Arc<Titles>), Error> {
        let titles = page.app.search.titles(conn, names)?;
        let mut ask = Ask::parse(&self.typed, &page.app.search.synonyms(conn, names)?);
        ask.resolve(|facet, name| codes(facet, name, &titles));
        let readers = tags(&page.viewer());
        // Without words there is nothing to rank by.
        let sort = if ask.clauses.is_empty() && self.sort == Sort::Relevance { Sort::Newest } else { self.sort };
        let Self { filters, offset, limit, facets, .. } = self;
        let request = Request { filters, readers: &readers, sort, offset: *offset, limit: *limit, facets, breadth: None };
        let found = page.app.search.index().find(&ask, &request)?;
        Ok((ask, found, titles))
    }
}

/// Searches for `page.viewer()` and loads what was found.
pub async fn search(page: &Page, question: Question) -> Result<Answer, Error> {
    let context = page.clone();
    let names = pages::begin(page, About::Names);
    page.app
        .db
        .read(move |conn| {
            let (ask, found, titles) = question.find(conn, &context, names)?;
            let needles = ask.needles(found.breadth);
            let rows = load(conn, &context.app.texts, &context.viewer(), &found.hits)?;
            Ok::<_, Error>(Answer { ask, found, rows, titles, needles })
        })
        .await
}

/// The values a typed name stands for: a contact point's name, a regulation's title, the word for an outcome.
fn codes(facet: Facet, name: &str, titles: &Titles) -> Vec<String> {
    let named = |list: &BTreeMap<String, String>| {
        list.iter().filter(|(slug, title)| *slug == name || title.contains(name)).map(|(slug, _)| slug.clone()).collect()
    };
    let zh = &crate::phrases::ZH;
    let en = &crate::phrases::EN;
    let either = |value: &'static str, labels: [&str; 2]| {
        (value == name || labels.iter().any(|l| l.eq_ignore_ascii_case(name))).then(|| value.to_owned())
    };
    match facet {
        Facet::ContactPoint => named(&titles.points),
        Facet::Regulation => named(&titles.regulations),
        Facet::Outcome => Outcome::ALL.iter().filter_map(|o| either(o.as_str(), [o.label(zh), o.label(en)])).collect(),
        Facet::State => State::ALL.iter().filter_map(|s| either(s.as_str(), [s.label(zh), s.label(en)])).collect(),
        Facet::Channel => Channel::ALL.iter().filter_map(|c| either(c.as_str(), [c.label(zh), c.label(en)])).collect(),
        Facet::Stance => Stance::ALL.iter().filter_map(|s| either(s.as_str(), [s.label(zh), s.label(en)])).collect(),
        Facet::Kind => Kind::ALL.iter().filter_map(|k| either(k.as_str(), [kind_label(*k, zh), kind_label(*k, en)])).collect(),
        Facet::Article | Facet::District | Facet::Draft | Facet::Month => vec![name.to_owned()],
    }
}

/// Loads the rows behind hits, as far as the viewer may see them, in the order of the hits.
pub(super) fn load(conn: &mut Conn, texts: &Texts, viewer: &Viewer, hits: &[Hit]) -> Result<Vec<Row>, Error> {
    let ids = |kind: Kind| hits.iter().filter(|h| h.kind == kind).map(|h| h.id).collect::<Vec<i64>>();
    let comments = comment::query::by_ids(conn, viewer, &ids(Kind::Comment))?;
    let suggestions = suggestion::query::by_ids(conn, viewer, &ids(Kind::Suggestion))?;
    let articles = texts.places(conn, &ids(Kind::Article))?;
    let drafts =
        comments.iter().map(|c| c.draft_id).chain(suggestions.iter().map(|s| s.draft_id)).chain(articles.iter().map(|a| a.draft_id));
    let heads = texts.heads(conn, drafts)?;
    let mut rows: HashMap<(Kind, i64), Row> = HashMap::new();
    for comment in comments {
        if let Some(head) = heads.get(&comment.draft_id) {
            rows.insert((Kind::Comment, comment.id), Row::Comment(Box::new(comment), Arc::clone(head)));
        }
    }
    for suggestion in suggestions {
        if let Some(head) = heads.get(&suggestion.draft_id) {
            rows.insert((Kind::Suggestion, suggestion.id), Row::Suggestion(Box::new(suggestion), Arc::clone(head)));
        }
    }
    for article in articles {
        if let Some(head) = heads.get(&article.draft_id) {
            rows.insert((Kind::Article, article.id), Row::Article(Arc::clone(&article), Arc::clone(head)));
        }
    }
    Ok(hits.iter().filter_map(|hit| rows.remove(&(hit.kind, hit.id))).collect())
}

/// What a kind of hit is called.
pub fn kind_label(kind: Kind, t: &Phrases) -> &'static str {
    match kind {
        Kind::Comment => t.search.kind_comment,
        Kind::Suggestion => t.search.kind_suggestion,
        Kind::Article => t.search.kind_article,
    }
}

/// What a facet is called.
fn facet_label(facet: Facet, t: &Phrases) -> &'static str {
    let s = &t.search;
    match facet {
        Facet::Kind => s.facet_kind,
        Facet::Regulation => s.facet_regulation,
        Facet::Draft => s.facet_draft,
        Facet::Article => s.facet_article,
        Facet::ContactPoint => s.facet_point,
        Facet::District => s.facet_district,
        Facet::Channel => s.facet_channel,
        Facet::Stance => s.facet_stance,
        Facet::State => s.facet_state,
        Facet::Outcome => s.facet_outcome,
        Facet::Month => s.facet_month,
    }
}

/// What a value of a facet is called.
pub fn value_label(facet: Facet, value: &str, page: &Page, titles: &Titles) -> String {
    let t = page.t;
    let named = |list: &BTreeMap<String, String>| list.get(value).cloned();
    let label = match facet {
        Facet::ContactPoint => named(&titles.points),
        Facet::Regulation => named(&titles.regulations),
        Facet::Outcome => Outcome::parse(value).map(|o| o.label(t).to_owned()),
        Facet::State => {
            State::parse(value).map(|s| s.label(t)).or_else(|| suggestion::State::parse(value).map(|s| s.label(t))).map(str::to_owned)
        }
        Facet::Channel => Channel::parse(value).map(|c| c.label(t).to_owned()),
        Facet::Stance => Stance::parse(value).map(|s| s.label(t).to_owned()),
        Facet::Kind => Kind::ALL.into_iter().find(|k| k.as_str() == value).map(|k| kind_label(k, t).to_owned()),
        Facet::Article => Some(comment::new::label(page, Some(value))),
        Facet::District | Facet::Draft | Facet::Month => None,
    };
    label.unwrap_or_else(|| value.to_owned())
}

/// One facet as the page shows it.
struct Choice {
    name: &'static str,
    label: &'static str,
    values: Vec<Value>,
}

impl Choice {
    fn first(&self) -> &[Value] {
        self.values.get(..FEW).unwrap_or(&self.values)
    }

    fn rest(&self) -> &[Value] {
        self.values.get(FEW..).unwrap_or_default()
    }
}

struct Value {
    value: String,
    label: String,
    count: i64,
    chosen: bool,
}

/// The page.
#[derive(Template)]
#[template(path = "search/page.html")]
struct Results {
    page: Page,
    fields: Fields,
    path: &'static str,
    answer: Option<Answer>,
    choices: Vec<Choice>,
    meant: Vec<(String, String)>,
    number: usize,
}

impl Results {
    fn q(&self) -> &str {
        self.fields.get("q")
    }

    fn sort(&self) -> &str {
        self.fields.get("sort")
    }

    fn total(&self) -> i64 {
        self.answer.as_ref().and_then(|a| i64::try_from(a.found.total).ok()).unwrap_or_default()
    }

    fn snippet(&self, text: &str) -> Vec<Segment> {
        let needles = self.answer.as_ref().map(|a| a.needles.as_slice()).unwrap_or_default();
        snippet::excerpt(text, needles, WIDTH)
    }

    /// Whether a text beside the main one is worth showing: it holds what was asked for.
    fn holds(&self, text: &str) -> bool {
        self.answer.as_ref().is_some_and(|a| snippet::contains(text, &a.needles))
    }

    fn label(&self, eid: Option<&str>) -> String {
        comment::new::label(&self.page, eid)
    }

    fn read_at(&self, row: &Row) -> String {
        link::of(&self.page, row)
    }

    /// The same search with another page number, or without one choice.
    fn link(&self, without: Option<(&str, &str)>, number: usize) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        for (name, value) in &self.fields.0 {
            let dropped = name == "page" || value.is_empty() || without == Some((name.as_str(), value.as_str()));
            if !dropped {
                query.append_pair(name, value);
            }
        }
        if number > 1 {
            query.append_pair("page", &number.to_string());
        }
        format!("{}{}?{}", self.page.base, self.path, query.finish())
    }

    fn before(&self) -> String {
        if self.number > 1 { self.link(None, self.number - 1) } else { String::new() }
    }

    fn after(&self) -> String {
        let more = usize::try_from(self.total()).unwrap_or(usize::MAX) > self.number * PER_PAGE;
        if more { self.link(None, self.number + 1) } else { String::new() }
    }

    /// Choices in force: label, and the address without them.
    fn chips(&self) -> Vec<(String, String)> {
        let chosen = self.choices.iter().flat_map(|c| c.values.iter().filter(|v| v.chosen).map(move |v| (c, v)));
        let mut chips: Vec<(String, String)> =
            chosen.map(|(c, v)| (format!("{}：{}", c.label, v.label), self.link(Some((c.name, &v.value)), 1))).collect();
        for (name, label) in [("from", self.page.t.search.from), ("to", self.page.t.search.to)] {
            if let Some(value) = self.fields.some(name) {
                chips.push((format!("{label}：{value}"), self.link(Some((name, value)), 1)));
            }
        }
        chips
    }

    /// The same search with another word.
    fn instead(&self, wrong: &str, right: &str) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("q", &self.q().replace(wrong, right));
        format!("{}{}?{}", self.page.base, self.path, query.finish())
    }

    fn by_month(&self) -> Option<ByMonth> {
        ByMonth::of(&self.answer.as_ref()?.found)
    }

    /// The same search within one month.
    fn within(&self, month: &Month) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        let others = |name: &str, value: &str| !matches!(name, "page" | "from" | "to") && !value.is_empty();
        for (name, value) in self.fields.0.iter().filter(|(name, value)| others(name, value)) {
            query.append_pair(name, value);
        }
        query.append_pair("from", &month.from.to_string()).append_pair("to", &month.to.to_string());
        format!("{}{}?{}", self.page.base, self.path, query.finish())
    }

    /// The whole result as files.
    fn files(&self) -> [(&'static str, String); 3] {
        [("XLSX", "xlsx"), ("CSV", "csv"), ("JSONL", "jsonl")]
            .map(|(name, suffix)| (name, format!("{}{}.{suffix}?{}", self.page.base, self.path, self.kept_query())))
    }

    /// The query string of this search, from its first page.
    fn kept_query(&self) -> String {
        self.link(None, 1).split_once('?').map(|(_, query)| query.to_owned()).unwrap_or_default()
    }

    fn is_wide(&self) -> bool {
        self.answer.as_ref().is_some_and(|a| a.found.breadth != Breadth::Exact)
    }
}

fn choices(page: &Page, answer: &Answer, filters: &Filters) -> Vec<Choice> {
    SHOWN
        .into_iter()
        .filter_map(|facet| {
            let chosen = filters.chosen.get(&facet);
            let counted = answer.found.facets.get(&facet)?;
            let values: Vec<Value> = counted
                .iter()
                .filter(|(value, _)| !value.is_empty())
                .take(MOST_VALUES)
                .map(|(value, count)| Value {
                    label: value_label(facet, value, page, &answer.titles),
                    count: i64::try_from(*count).unwrap_or(i64::MAX),
                    chosen: chosen.is_some_and(|c| c.contains(value)),
                    value: value.clone(),
                })
                .collect();
            (!values.is_empty()).then(|| Choice { name: facet.as_str(), label: facet_label(facet, page.t), values })
        })
        .collect()
}

async fn results(req: HttpRequest, page: Page, fields: Fields, path: &'static str) -> Result<HttpResponse, Error> {
    let stamp = pages::begin(&page, About::Site).filter(|_| page.app.is_current("search"));
    if !serve::is_kiosk(&req) {
        page.app.limits.search.check(&serve::address(&req)).map_err(|wait| Error::TooMany { wait })?;
    }
    let number = usize::try_from(fields.page()).unwrap_or(1).min(super::find::MAX_DEPTH / PER_PAGE);
    let (filters, sort) = filters_of(&fields);
    let asked = !fields.get("q").is_empty() || filters != Filters::default();
    if !asked {
        let empty = Results { page, fields, path, answer: None, choices: Vec::new(), meant: Vec::new(), number };
        return html::ok(&empty.page, &empty);
    }
    let (typed, offset) = (fields.get("q").to_owned(), (number - 1) * PER_PAGE);
    let question = Question { typed, filters: filters.clone(), sort, offset, limit: PER_PAGE, facets: &COUNTED };
    let searched = search(&page, question).await;
    let (status, answer) = match searched {
        Ok(answer) => (StatusCode::OK, Some(answer)),
        // Never a false "nothing found": the page says that the index is being built.
        Err(Error::Unavailable(_)) if page.app.search.rebuilding().is_some() => (StatusCode::SERVICE_UNAVAILABLE, None),
        Err(error) => return Err(error),
    };
    let choices = answer.as_ref().map(|a| choices(&page, a, &filters)).unwrap_or_default();
    let meant = match answer.as_ref().filter(|a| a.found.total == 0 || a.found.breadth != Breadth::Exact) {
        Some(answer) => page.app.search.index().did_you_mean(&answer.ask, &tags(&page.viewer())).unwrap_or_default(),
        None => Vec::new(),
    };
    let shown = Results { page, fields, path, answer, choices, meant, number };
    if status == StatusCode::OK {
        return pages::answer(&req, &shown.page, About::Site, stamp, &shown);
    }
    let mut response = html::page(&shown.page, status, &shown)?;
    response.headers_mut().insert(actix_web::http::header::RETRY_AFTER, actix_web::http::header::HeaderValue::from_static("5"));
    Ok(response)
}

/// `GET /search`
pub async fn get(req: HttpRequest, page: Page, Query(fields): Query) -> Result<HttpResponse, Error> {
    results(req, page, fields, "/search").await
}

/// `GET /review/search`
pub async fn for_staff(req: HttpRequest, page: Page, Query(fields): Query) -> Result<HttpResponse, Error> {
    results(req, page, fields, "/review/search").await
}
