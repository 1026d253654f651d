//! Reading the form that publishes a draft. What is wrong stands in the form afterwards; the text of an uploaded file takes the place of
//! what was pasted, so that it can be put right on the page.

use chrono::{NaiveDate, NaiveDateTime};

use crate::clock;
use crate::form::{FormState, Upload, clean};
use crate::law::read::{self, ReadError};
use crate::law::{Law, parse};
use crate::phrases::Phrases;
use crate::regulation::{DraftKind, is_slug};

/// A form with everything in it that publishing needs.
#[derive(Clone, Debug)]
pub struct Filled {
    /// In URLs; empty for a further draft.
    pub slug: String,
    /// Title of the regulation; empty for a further draft.
    pub title: String,
    /// In one line.
    pub subject: String,
    /// Its field.
    pub topic: String,
    /// 组织单位
    pub organiser: String,
    /// Which draft.
    pub kind: DraftKind,
    /// Title of the draft; empty: the text's own.
    pub draft_title: String,
    /// 起草说明
    pub explanation: String,
    /// The text as it came.
    pub text: String,
    /// What was read in it.
    pub law: Law,
    /// First and last moment of the consultation.
    pub period: Option<(NaiveDateTime, NaiveDateTime)>,
    /// When results are expected.
    pub expected: Option<NaiveDateTime>,
    /// What people may say they are.
    pub identities: Vec<String>,
}

/// Reads the form. `is_new` asks for the regulation's own fields too.
pub fn read(form: &mut FormState, t: &Phrases, files: &[Upload], is_new: bool) -> Option<Filled> {
    let r = &t.review;
    let line =
        |form: &FormState, name: &str, most: usize| clean(form.value(name)).replace('\n', " ").chars().take(most).collect::<String>();
    let slug = line(form, "slug", 100);
    let title = line(form, "title", 200);
    let organiser = line(form, "organiser", 100);
    if is_new {
        if !is_slug(&slug) {
            form.wrong("slug", r.e_slug);
        }
        if !(2..=100).contains(&title.chars().count()) {
            form.wrong("title", r.e_title);
        }
        if organiser.is_empty() {
            form.wrong("organiser", r.e_organiser);
        }
    }
    let kind = DraftKind::parse(form.fields.get("kind"));
    if kind.is_none() {
        form.wrong("kind", r.e_kind);
    }
    let law = law(form, t, files);
    let period = period(form, t);
    let expected = date(form, t, "expected").map(clock::end_of);
    if !form.is_good() {
        return None;
    }
    let identities = clean(form.value("identities"))
        .lines()
        .map(|l| l.trim().chars().take(30).collect::<String>())
        .filter(|l| !l.is_empty())
        .take(30)
        .collect();
    Some(Filled {
        slug,
        title,
        subject: line(form, "subject", 200),
        topic: line(form, "topic", 40),
        organiser,
        kind: kind?,
        draft_title: line(form, "draft_title", 200),
        explanation: clean(form.value("explanation")),
        text: form.value("text").to_owned(),
        law: law?,
        period,
        expected,
        identities,
    })
}

/// The text, pasted or uploaded, and what was read in it.
fn law(form: &mut FormState, t: &Phrases, files: &[Upload]) -> Option<Law> {
    let r = &t.review;
    if let Some(file) = files.iter().find(|f| f.field == "file") {
        if file.too_large {
            form.wrong("file", r.e_file_large);
            return None;
        }
        match read::text(&file.bytes, &file.name) {
            Ok(text) => {
                form.fields.0.retain(|(name, _)| name != "text");
                form.fields.0.push(("text".to_owned(), text));
            }
            Err(error) => {
                form.wrong("file", sentence(t, &error));
                return None;
            }
        }
    }
    let text = clean(form.value("text"));
    form.fields.0.retain(|(name, _)| name != "text");
    form.fields.0.push(("text".to_owned(), text.clone()));
    if text.is_empty() {
        form.wrong("text", r.e_text);
        return None;
    }
    let law = parse::parse(&text);
    if law.articles().next().is_none() {
        // Comments need articles to speak of.
        let line = law.warnings.first().map_or(1, |w| w.line).max(1);
        form.wrong("text", r.e_no_article.replace("{n}", &line.to_string()));
        return None;
    }
    Some(law)
}

/// One sentence that names the line and what was expected.
fn sentence(t: &Phrases, error: &ReadError) -> String {
    let r = &t.review;
    let said = error.line.map_or_else(|| r.e_file.to_owned(), |line| r.e_file_line.replace("{n}", &line.to_string()));
    format!("{said}（{}）", error.message)
}

fn date(form: &mut FormState, t: &Phrases, name: &'static str) -> Option<NaiveDate> {
    let typed = form.fields.some(name)?;
    let date = NaiveDate::parse_from_str(typed, "%Y-%m-%d").ok();
    if date.is_none() {
        form.wrong(name, t.review.e_date);
    }
    date
}

/// The consultation: both days or neither.
fn period(form: &mut FormState, t: &Phrases) -> Option<(NaiveDateTime, NaiveDateTime)> {
    let (opens, closes) = (date(form, t, "opens"), date(form, t, "closes"));
    match (opens, closes) {
        (Some(opens), Some(closes)) if opens <= closes => Some((clock::start_of(opens), clock::end_of(closes))),
        (None, None) => None,
        _ => {
            form.wrong("closes", t.review.e_dates);
            None
        }
    }
}
