//! `GET /stats?regulation=&contact_point=&year=`, and the same figures as `/stats.csv` and `/stats.json`.

use actix_web::http::header;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use serde_json::json;

use super::chart::{self, Bars, Columns};
use super::figures::{self, Figures, Filter, LEAST, Line};
use super::query::{self, Source};
use crate::error::Error;
use crate::form::{FormState, Query};
use crate::html::{Page, filters, thousands};
use crate::pages::{self, About};
use crate::sheet;

/// The page.
#[derive(Template)]
#[template(path = "statistics/page.html")]
struct Stats {
    page: Page,
    form: FormState,
    source: Source,
    years: Vec<String>,
    figures: Figures,
}

impl Stats {
    fn regulations(&self) -> Vec<(String, String)> {
        self.source.regulations.iter().map(|r| (r.slug.clone(), r.name.clone())).collect()
    }

    fn contact_points(&self) -> Vec<(String, String)> {
        let none = (figures::NO_POINT.to_owned(), self.page.t.stats.no_point.to_owned());
        self.source.contact_points.iter().map(|p| (p.slug.clone(), p.name.clone())).chain([none]).collect()
    }

    fn years(&self) -> Vec<(String, String)> {
        self.years.iter().map(|year| (year.clone(), year.clone())).collect()
    }

    /// `/stats.csv` and its like with the same selection.
    fn file(&self, kind: &str) -> String {
        let question = if self.page.query.is_empty() { "" } else { "?" };
        format!("{}/stats.{kind}{question}{}", self.page.base, self.page.query)
    }

    /// The headline figures that there are, each with its words.
    fn headlines(&self) -> Vec<(String, &'static str)> {
        let (s, totals) = (&self.page.t.stats, &self.figures.totals);
        let all = [
            (totals.contact_points, s.n_points),
            (totals.regulations, s.n_regulations),
            (totals.comments, s.n_comments),
            (totals.adopted_comments, s.n_adopted),
            (totals.suggestions, s.n_suggestions),
            (totals.adopted_suggestions, s.n_adopted_suggestions),
        ];
        all.into_iter().filter_map(|(n, words)| Some((thousands(n?), words))).collect()
    }

    /// Name, adopted, denominator and rate of either way to count.
    fn rates(&self) -> Vec<(&'static str, String, String, String)> {
        let (s, totals) = (&self.page.t.stats, &self.figures.totals);
        let both = [
            (s.rate_comments, totals.adopted_comments, totals.comments),
            (s.rate_suggestions, totals.adopted_suggestions, totals.suggestions),
        ];
        let rate = |(name, part, whole): (&'static str, Option<i64>, Option<i64>)| {
            let (part, whole) = (part?, whole.filter(|n| *n > 0)?);
            Some((name, thousands(part), thousands(whole), figures::percent(part, whole)))
        };
        both.into_iter().filter_map(rate).collect()
    }

    fn bars(&self, lines: &[Line]) -> Bars {
        Bars::of(lines)
    }

    fn outcome_bars(&self) -> Bars {
        Bars::of_outcomes(&self.figures.outcomes)
    }

    fn columns(&self) -> Columns {
        Columns::of(&self.figures.months)
    }

    /// How long a line's bar is beside the longest of its table.
    fn share(&self, n: &Option<i64>, lines: &[Line]) -> String {
        chart::share(*n, chart::most(lines))
    }

    fn part(&self, comments: &i64) -> String {
        figures::percent(*comments, self.figures.totals.comments.unwrap_or_default())
    }

    fn hides(&self, lines: &[Line]) -> bool {
        lines.iter().any(|line| line.comments.is_none())
    }

    fn is_point(&self, key: &str) -> bool {
        key != figures::NO_POINT
    }

    fn least(&self) -> i64 {
        LEAST
    }
}

/// `GET /stats`
pub async fn get(req: HttpRequest, page: Page, Query(fields): Query) -> Result<HttpResponse, Error> {
    let stamp = pages::begin(&page, About::Site).filter(|_| page.app.is_current("statistics"));
    let source = page.app.db.read(query::source).await?;
    let filter = Filter::parse(&fields, &source)?;
    let figures = Figures::count(&source, &filter, page.t);
    let years = figures::years(&source);
    let stats = Stats { page, form: FormState::new(fields), source, years, figures };
    pages::answer(&req, &stats.page, About::Site, stamp, &stats)
}

async fn selected(page: &Page, Query(fields): &Query) -> Result<Figures, Error> {
    let source = page.app.db.read(query::source).await?;
    Ok(Figures::count(&source, &Filter::parse(fields, &source)?, page.t))
}

/// `GET /stats.json`
pub async fn json(req: HttpRequest, page: Page, query: Query) -> Result<HttpResponse, Error> {
    let figures = selected(&page, &query).await?;
    let s = &page.t.stats;
    let rule = s.rule_text.replace("{n}", &LEAST.to_string());
    let body = json!({
        "data": figures,
        "meta": { "formula": s.formula, "meaning": s.meaning, "hidden": rule },
        "links": { "html": format!("{}/stats", page.app.config.public_url()) },
    });
    Ok(pages::data(&req, "application/json", body.to_string().into()))
}

/// `GET /stats.csv`: UTF-8 with the mark spreadsheets look for.
pub async fn csv(req: HttpRequest, page: Page, query: Query) -> Result<HttpResponse, Error> {
    let figures = selected(&page, &query).await?;
    let body = table(&page, &figures).map_err(|e| Error::Internal(e.to_string()))?;
    let mut response = pages::data(&req, "text/csv; charset=utf-8", body.into());
    response.headers_mut().insert(header::CONTENT_DISPOSITION, header::HeaderValue::from_static("attachment; filename=\"stats.csv\""));
    Ok(response)
}

/// One row for each figure. A hidden number is `*`.
fn table(page: &Page, figures: &Figures) -> Result<Vec<u8>, csv::Error> {
    let s = &page.t.stats;
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record([s.group, s.key, s.name, s.number, s.adopted, s.rate])?;
    let number = |n: Option<i64>| n.map(|n| n.to_string()).unwrap_or_default();
    let totals = &figures.totals;
    let headlines = [
        ("contact_points", s.contact_point, totals.contact_points, None),
        ("regulations", s.regulation, totals.regulations, None),
        ("comments", s.rate_comments, totals.comments, totals.adopted_comments),
        ("suggestions", s.rate_suggestions, totals.suggestions, totals.adopted_suggestions),
    ];
    for (key, name, n, adopted) in headlines.into_iter().filter(|(_, _, n, _)| n.is_some()) {
        let rate = adopted.zip(n).map(|(part, whole)| figures::percent(part, whole)).unwrap_or_default();
        writer.write_record(["total", key, name, &number(n), &number(adopted), &rate])?;
    }
    let tables = [
        ("year", &figures.years),
        ("month", &figures.months),
        ("contact_point", &figures.contact_points),
        ("regulation", &figures.regulations),
        ("channel", &figures.channels),
    ];
    let shown = |n: Option<i64>| n.map_or_else(|| "*".to_owned(), |n| n.to_string());
    for (group, lines) in tables {
        for line in lines {
            let (n, adopted) = (shown(line.comments), shown(line.adopted_comments));
            writer.write_record([group, &line.key, &sheet::as_text(&line.name), &n, &adopted, &line.rate()])?;
        }
    }
    for outcome in &figures.outcomes {
        writer.write_record(["outcome", outcome.key, outcome.name, &outcome.comments.to_string(), "", ""])?;
    }
    writer.into_inner().map_err(|e| e.into_error().into())
}
