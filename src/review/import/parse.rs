//! Reading the form that publishes a draft. What is wrong stands in the form afterwards; the text of an uploaded file takes the place of
//! what was pasted, so that it can be put right on the page.
//!
//! An amending text moves to the field `decision` and the text it results in takes its place. That happens once, and again when somebody
//! asks for it: what is put right by hand in the result stays.

use chrono::{NaiveDate, NaiveDateTime};

use crate::clock;
use crate::form::{FormState, Upload, clean};
use crate::id;
use crate::law::amend::{self, Applied};
use crate::law::{Law, parse, read};
use crate::phrases::Phrases;
use crate::regulation::{DraftKind, is_slug};

use super::{fix, said};

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
    /// Where the text is the result of an amending text: that.
    pub amending: Option<Amending>,
    /// First and last moment of the consultation.
    pub period: Option<(NaiveDateTime, NaiveDateTime)>,
    /// When results are expected.
    pub expected: Option<NaiveDateTime>,
    /// What people may say they are.
    pub identities: Vec<String>,
}

/// An amending text and what came of it.
#[derive(Clone, Debug)]
pub struct Amending {
    /// The amending text.
    pub decision: String,
    /// What was carried out and what was not.
    pub applied: Applied,
    /// The text has just been made of it, so its articles come from where the amending text says.
    pub fresh: bool,
    /// The amending text or its base has changed since the text was made of it.
    pub stale: bool,
    /// Digest of the amending text and its base, for the next round.
    pub digest: String,
}

/// Digest of what was looked at.
pub fn digest(text: &str, decision: &str) -> String {
    id::hex(&id::sha256(&[text.as_bytes(), decision.as_bytes()]))
}

/// Reads the form. `is_new` asks for the regulation's own fields too; `base` is the text chosen to be amended.
pub fn read(form: &mut FormState, t: &Phrases, files: &[Upload], is_new: bool, base: Option<&str>) -> Option<Filled> {
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
    let text = text(form, t, files, base);
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
    let (law, amending) = text?;
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
        law,
        amending,
        period,
        expected,
        identities,
    })
}

fn set(form: &mut FormState, name: &str, value: String) {
    form.fields.0.retain(|(field, _)| field != name);
    form.fields.0.push((name.to_owned(), value));
}

/// The text, pasted or uploaded, and what was read in it.
fn text(form: &mut FormState, t: &Phrases, files: &[Upload], base: Option<&str>) -> Option<(Law, Option<Amending>)> {
    let r = &t.review;
    let asked = fix::take(form);
    if let Some(file) = files.iter().find(|f| f.field == "file") {
        if file.too_large {
            form.wrong("file", r.e_file_large);
            return None;
        }
        match read::text(&file.bytes, &file.name) {
            Ok(text) => {
                set(form, "text", text);
                set(form, "decision", String::new());
            }
            Err(error) => {
                form.wrong("file", said::refusal(t, &error));
                return None;
            }
        }
    }
    let mut text = clean(form.value("text"));
    let mut decision = clean(form.value("decision"));
    let mut again = form.fields.get("do") == "apply";
    if let Some(asked) = asked {
        if form.fields.get("digest") != digest(&text, &decision) {
            form.wrong(if asked.decision { "decision" } else { "text" }, t.import.e_fix.replace("{words}", &clean(&asked.words)));
        } else if asked.decision {
            decision = clean(&fix::replaced(&decision, asked.lines, &asked.words));
            again = true;
        } else {
            text = clean(&fix::replaced(&text, asked.lines, &asked.words));
        }
    }
    if decision.is_empty() && amend::is_amending(&text) {
        decision = std::mem::take(&mut text);
        again = true;
    }
    set(form, "text", text.clone());
    set(form, "decision", decision.clone());
    if text.is_empty() && decision.is_empty() {
        form.wrong("text", r.e_text);
        return None;
    }
    let amending = if decision.is_empty() { None } else { Some(amending(form, t, &decision, base, again)?) };
    if let Some(made) = amending.as_ref().filter(|a| a.fresh) {
        text = clean(&parse::print(&made.applied.law));
        set(form, "text", text.clone());
    }
    let law = parse::parse(&text);
    if law.articles().next().is_none() {
        // Comments need articles to speak of.
        let line = law.warnings.first().map_or(1, |w| w.line).max(1);
        form.wrong("text", r.e_no_article.replace("{n}", &line.to_string()));
        return None;
    }
    Some((law, amending))
}

/// Applies the amending text to its base.
fn amending(form: &mut FormState, t: &Phrases, decision: &str, base: Option<&str>, again: bool) -> Option<Amending> {
    let pasted = clean(form.value("base_text"));
    let base = if pasted.is_empty() { base.unwrap_or_default() } else { &pasted };
    if base.is_empty() {
        form.wrong("base", t.import.e_base);
        return None;
    }
    let base_law = parse::parse(base);
    if base_law.articles().next().is_none() {
        form.wrong("base_text", t.import.e_base_article);
        return None;
    }
    let applied = amend::apply(&base_law, &amend::read(decision));
    let digest = digest(base, decision);
    let fresh = again || form.value("text").is_empty();
    let stale = !fresh && form.fields.get("applied") != digest;
    Some(Amending { decision: decision.to_owned(), applied, fresh, stale, digest })
}

fn date(form: &mut FormState, t: &Phrases, name: &'static str) -> Option<NaiveDate> {
    let typed = form.fields.some(name)?;
    let date = clock::day(typed);
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
