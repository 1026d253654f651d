//! What became of the comments on a draft: `GET /regulations/{r}/results?draft=&outcome=&art=` and the same as `results.csv`.
//!
//! Nothing of it is public before the results are released. The reviewer's preview ([`crate::review::release`]) is made by the same
//! code from the decisions in force ([`Basis::InForce`]), so that it shows what the public will see.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::sync::Arc;

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use diesel::QueryResult;

use super::query::{self, Stage};
use super::texts::Text;
use crate::account::Viewer;
use crate::comment;
use crate::contact_point;
use crate::db::Conn;
use crate::decision::Outcome;
use crate::decision::query::{self as decisions, Decision};
use crate::error::Error;
use crate::form::{Fields, FormState, Query};
use crate::html::{Page, filters};
use crate::law::diff::{self, Edit};
use crate::law::label;
use crate::pages::{self, About};
use crate::sheet;
use crate::suggestion::State;
use crate::suggestion::query::{self as suggestions, Suggestion};

/// Suggestions on one page.
const PER_PAGE: usize = 40;

/// Whose results.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Basis {
    /// What the public may read.
    Released,
    /// What it will read once the decisions in force are released.
    InForce,
}

/// One suggestion with its result.
#[derive(Clone, Debug)]
pub struct Row {
    /// The suggestion.
    pub suggestion: Suggestion,
    /// What was decided.
    pub decision: Decision,
    /// Slug and name of the contact point it came from.
    pub point: (String, String),
    /// The words of its place in the draft.
    pub quote: String,
}

impl Row {
    /// The article it speaks of, if any.
    pub fn article(&self) -> Option<&str> {
        self.suggestion.provision_eid.as_deref().and_then(label::article_of)
    }

    /// Its place in words.
    pub fn place(&self, page: &Page) -> String {
        comment::new::label(page, self.suggestion.provision_eid.as_deref())
    }

    /// The proposed wording against the draft.
    pub fn proposed(&self) -> Vec<Edit> {
        self.suggestion.wording.as_deref().map(|wording| diff::words(&self.quote, wording)).unwrap_or_default()
    }

    /// The final wording against the draft.
    pub fn became(&self) -> Vec<Edit> {
        self.decision.final_wording.as_deref().map(|wording| diff::words(&self.quote, wording)).unwrap_or_default()
    }
}

/// The suggestions of a draft that have a result on this basis: general ones first, then in the order of the text.
pub fn rows(conn: &mut Conn, stage: &Stage, text: &Text, basis: Basis) -> QueryResult<Vec<Row>> {
    let viewer = if basis == Basis::Released { Viewer::Public } else { Viewer::Reviewer };
    let all = suggestions::of_draft(conn, &viewer, stage.draft.id)?;
    let ids: Vec<i64> = all.iter().map(|s| s.id).collect();
    let found = if basis == Basis::Released { decisions::released(conn, &ids)? } else { decisions::in_force(conn, &ids)? };
    let mut found: HashMap<i64, Decision> = found.into_iter().map(|d| (d.suggestion_id, d)).collect();
    let points = contact_point::query::names(conn)?;
    let order: HashMap<&str, usize> = text.provisions.iter().enumerate().map(|(i, p)| (p.eid.as_str(), i + 1)).collect();
    let mut rows: Vec<Row> = all
        .into_iter()
        .filter_map(|suggestion| {
            let decision = found.remove(&suggestion.id)?;
            let point = points.get(&suggestion.contact_point_id).cloned().unwrap_or_default();
            let quote = suggestion.provision_eid.as_deref().map(|eid| text.words(eid)).unwrap_or_default();
            Some(Row { suggestion, decision, point, quote })
        })
        .collect();
    rows.sort_by_key(|row| row.suggestion.provision_eid.as_deref().map_or(0, |eid| order.get(eid).copied().unwrap_or(usize::MAX)));
    Ok(rows)
}

/// The headline figures, counted both in comments and in suggestions.
#[derive(Clone, Debug, Default)]
pub struct Figures {
    /// Comments on the draft.
    pub comments: i64,
    /// Suggestions with a result.
    pub suggestions: i64,
    /// Of each outcome: suggestions, comments.
    pub outcomes: Vec<(Outcome, i64, i64)>,
}

impl Figures {
    fn new(rows: &[Row], comments: &[(comment::State, i64)]) -> Self {
        let of = |outcome: Outcome| i64::try_from(rows.iter().filter(|r| r.decision.outcome == outcome).count()).unwrap_or_default();
        let with = |outcome: Outcome| comments.iter().filter(|(s, _)| s.as_str() == State::of(outcome).as_str()).map(|(_, n)| n).sum();
        Self {
            comments: comments.iter().map(|(_, n)| n).sum(),
            suggestions: i64::try_from(rows.len()).unwrap_or_default(),
            outcomes: Outcome::ALL.iter().map(|o| (*o, of(*o), with(*o))).collect(),
        }
    }

    fn adopted(&self) -> (i64, i64) {
        let taken = self.outcomes.iter().filter(|(o, _, _)| matches!(o, Outcome::Adopted | Outcome::PartlyAdopted));
        taken.fold((0, 0), |(s, c), (_, suggestions, comments)| (s + suggestions, c + comments))
    }

    /// Suggestions adopted, wholly or in part.
    pub fn adopted_suggestions(&self) -> i64 {
        self.adopted().0
    }

    /// Comments adopted, wholly or in part.
    pub fn adopted_comments(&self) -> i64 {
        self.adopted().1
    }

    /// `12.5%`, or nothing to divide by.
    pub fn share(&self, part: impl Borrow<i64>, whole: impl Borrow<i64>) -> String {
        let (part, whole) = (*part.borrow(), *whole.borrow());
        if whole == 0 { "—".to_owned() } else { format!("{}.{}%", part * 1000 / whole / 10, part * 1000 / whole % 10) }
    }
}

/// The figures of a draft on this basis; `rows` are its suggestions with results.
pub fn figures(conn: &mut Conn, stage: &Stage, rows: &[Row], basis: Basis) -> QueryResult<Figures> {
    if basis == Basis::Released {
        return Ok(Figures::new(rows, &comment::query::state_counts(conn, stage.draft.id)?));
    }
    // As the release will leave them: every comment follows the states its suggestions will have.
    let all = suggestions::of_draft(conn, &Viewer::Reviewer, stage.draft.id)?;
    let mut states: HashMap<i64, State> = all.iter().map(|s| (s.id, s.state)).collect();
    states.extend(rows.iter().map(|r| (r.suggestion.id, State::of(r.decision.outcome))));
    let ids: Vec<i64> = all.iter().map(|s| s.id).collect();
    let mut of_comment: HashMap<i64, Vec<State>> = HashMap::new();
    for (comment, suggestion) in suggestions::links(conn, &ids)? {
        of_comment.entry(comment).or_default().extend(states.get(&suggestion));
    }
    let mut counts: HashMap<comment::State, i64> = HashMap::new();
    for (id, own) in comment::query::states_on(conn, stage.draft.id)? {
        let state = of_comment.get(&id).map_or(own, |states| comment::change::derived(own, states));
        *counts.entry(state).or_default() += 1;
    }
    Ok(Figures::new(rows, &counts.into_iter().collect::<Vec<_>>()))
}

/// The suggestions on one place, under one heading.
pub struct Group {
    /// The article; `None` for the whole draft.
    pub eid: Option<String>,
    /// Its suggestions.
    pub rows: Vec<Row>,
}

impl Group {
    /// The heading.
    pub fn label(&self, page: &Page) -> String {
        comment::new::label(page, self.eid.as_deref())
    }
}

/// Puts rows, already in order, under the articles they speak of.
pub fn groups(rows: Vec<Row>) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for row in rows {
        let eid = row.article().map(str::to_owned);
        match groups.last_mut() {
            Some(group) if group.eid == eid => group.rows.push(row),
            _ => groups.push(Group { eid, rows: vec![row] }),
        }
    }
    groups
}

/// The page.
#[derive(Template)]
#[template(path = "regulation/results.html")]
struct Show {
    page: Page,
    stage: Stage,
    stages: Vec<Stage>,
    newest: i32,
    text: Arc<Text>,
    form: FormState,
    figures: Figures,
    groups: Vec<Group>,
    total: usize,
    number: usize,
}

impl Show {
    fn is_released(&self) -> bool {
        self.stage.consultation.as_ref().is_some_and(|c| c.released_at.is_some())
    }

    fn link(&self, number: usize) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query.append_pair("draft", &self.stage.draft.number.to_string());
        for name in ["outcome", "art"] {
            if let Some(value) = self.form.fields.some(name) {
                query.append_pair(name, value);
            }
        }
        query.append_pair("page", &number.to_string());
        format!("{}/regulations/{}/results?{}", self.page.base, self.stage.regulation.slug, query.finish())
    }

    fn before(&self) -> String {
        if self.number > 1 { self.link(self.number - 1) } else { String::new() }
    }

    fn after(&self) -> String {
        if self.number * PER_PAGE < self.total { self.link(self.number + 1) } else { String::new() }
    }

    fn outcomes(&self) -> Vec<(&'static str, &'static str)> {
        Outcome::ALL.iter().map(|o| (o.as_str(), o.label(self.page.t))).collect()
    }

    fn articles(&self) -> Vec<(String, String)> {
        self.text.articles().map(|p| (p.eid.clone(), format!("{} {}", comment::new::label(&self.page, Some(&p.eid)), p.heading))).collect()
    }
}

/// The drafts of a regulation that were put to consultation, and the one asked for: by number, else the last with results, else the last.
/// With them the number of its newest draft, put to consultation or not.
fn choose(conn: &mut Conn, slug: &str, number: Option<i64>) -> Result<(Stage, Vec<Stage>, i32), Error> {
    let mut stages = query::stages_of(conn, slug)?;
    let newest = stages.last().map(|s| s.draft.number).ok_or(Error::NotFound)?;
    stages.retain(|s| s.consultation.is_some());
    let released = |s: &&Stage| s.consultation.as_ref().is_some_and(|c| c.released_at.is_some());
    let stage = match number {
        Some(number) => stages.iter().find(|s| i64::from(s.draft.number) == number),
        None => stages.iter().rev().find(released).or_else(|| stages.last()),
    };
    let stage = stage.cloned().ok_or(Error::NotFound)?;
    Ok((stage, stages, newest))
}

type Loaded = (Stage, Vec<Stage>, i32, Arc<Text>, Vec<Row>, Figures);

fn load(conn: &mut Conn, page: &Page, slug: &str, number: Option<i64>) -> Result<Loaded, Error> {
    let (stage, stages, newest) = choose(conn, slug, number)?;
    let text = page.app.texts.of(conn, stage.draft.id)?;
    let rows = rows(conn, &stage, &text, Basis::Released)?;
    let figures = figures(conn, &stage, &rows, Basis::Released)?;
    Ok((stage, stages, newest, text, rows, figures))
}

fn wanted(row: &Row, fields: &Fields) -> bool {
    let outcome = fields.some("outcome").is_none_or(|o| row.decision.outcome.as_str() == o);
    let art = fields.some("art").is_none_or(|art| row.article() == Some(art));
    outcome && art
}

/// `GET /regulations/{r}/results`
pub async fn get(req: HttpRequest, page: Page, path: web::Path<String>, Query(fields): Query) -> Result<HttpResponse, Error> {
    let before = pages::begin(&page, About::Site);
    let (slug, context, number) = (path.into_inner(), page.clone(), fields.int("draft"));
    let (stage, stages, newest, text, mut rows, figures) = page.app.db.read(move |conn| load(conn, &context, &slug, number)).await?;
    let about = About::Regulation(stage.regulation.id);
    let stamp = before.and_then(|site| pages::begin(&page, about).filter(|own| *own <= site));
    rows.retain(|row| wanted(row, &fields));
    let total = rows.len();
    let at = usize::try_from(fields.page()).unwrap_or(1);
    let groups = groups(rows.into_iter().skip((at - 1) * PER_PAGE).take(PER_PAGE).collect());
    let show = Show { page, stage, stages, newest, text, form: FormState::new(fields), figures, groups, total, number: at };
    pages::answer(&req, &show.page, about, stamp, &show)
}

fn write_csv(page: &Page, stage: &Stage, rows: &[Row]) -> Result<Vec<u8>, csv::Error> {
    let r = &page.t.review;
    let mut writer = csv::Writer::from_writer(vec![0xEF, 0xBB, 0xBF]);
    writer.write_record([
        r.csv_draft,
        r.csv_place,
        r.csv_quote,
        r.suggestion,
        r.wording,
        r.why,
        r.point,
        r.comments,
        r.outcome,
        r.level,
        r.reason_code,
        r.reason,
        r.final_wording,
        r.csv_new_place,
        r.csv_released,
    ])?;
    for row in rows {
        let (s, d) = (&row.suggestion, &row.decision);
        let record = [
            stage.draft.title.clone(),
            row.place(page),
            row.quote.clone(),
            s.title.clone(),
            s.wording.clone().unwrap_or_default(),
            s.reason.clone(),
            row.point.1.clone(),
            s.comment_count.to_string(),
            d.outcome.label(page.t).to_owned(),
            d.level.label(page.t).to_owned(),
            d.reason_code.label(page.t).to_owned(),
            d.reason.clone(),
            d.final_wording.clone().unwrap_or_default(),
            d.place_eid.as_deref().map(|eid| comment::new::label(page, Some(eid))).unwrap_or_default(),
            d.released_at.map(|at| page.machine(&at)).unwrap_or_default(),
        ];
        writer.write_record(record.iter().map(|text| sheet::as_text(text)))?;
    }
    writer.flush()?;
    writer.into_inner().map_err(|e| e.into_error().into())
}

/// `GET /regulations/{r}/results.csv`: every released result of a draft. Before the release it has a head and no rows.
pub async fn csv(page: Page, path: web::Path<String>, Query(fields): Query) -> Result<HttpResponse, Error> {
    let (slug, context, number) = (path.into_inner(), page.clone(), fields.int("draft"));
    let (stage, _, _, _, mut rows, _) = page.app.db.read(move |conn| load(conn, &context, &slug, number)).await?;
    rows.retain(|row| wanted(row, &fields));
    let bytes = write_csv(&page, &stage, &rows).map_err(|e| Error::Internal(e.to_string()))?;
    let name = format!("attachment; filename=\"{}-{}-results.csv\"", stage.regulation.slug, stage.draft.number);
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .body(bytes))
}
