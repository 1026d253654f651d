//! The log in words for the administrator: `GET /admin/audit?before=`. Who did what to what, newest first; nobody's words.

use std::collections::HashMap;

use actix_web::HttpResponse;
use askama::Template;
use chrono::NaiveDateTime;
use serde_json::Value;

use super::query;
use crate::contact_point;
use crate::error::Error;
use crate::event::{self, Event, Subject};
use crate::form::Query;
use crate::html::{self, Page, filters};
use crate::phrases::Phrases;
use crate::regulation;

/// Entries on one page.
const PER_PAGE: i64 = 100;

/// One entry in words.
struct Line {
    seq: i64,
    at: NaiveDateTime,
    who: String,
    what: String,
    subject: String,
}

/// The page.
#[derive(Template)]
#[template(path = "account/audit.html")]
struct Audit {
    page: Page,
    lines: Vec<Line>,
    newest: bool,
    more: bool,
}

impl Audit {
    fn before(&self) -> String {
        if self.newest { String::new() } else { format!("{}/admin/audit", self.page.base) }
    }

    fn after(&self) -> String {
        match self.lines.last().filter(|_| self.more) {
            Some(last) => format!("{}/admin/audit?before={}", self.page.base, last.seq),
            None => String::new(),
        }
    }
}

/// Names of rows, for showing.
struct Names {
    logins: HashMap<i64, String>,
    points: HashMap<i64, String>,
    regulations: HashMap<i64, String>,
}

impl Names {
    fn subject(&self, stored: &str, t: &Phrases) -> String {
        let a = &t.account;
        let named = |noun: &str, names: &HashMap<i64, String>, id: i64| match names.get(&id) {
            Some(name) => format!("{noun} {name}"),
            None => format!("{noun} {id}"),
        };
        match Subject::parse(stored) {
            Some(Subject::Account(id)) => named(a.s_account, &self.logins, id),
            Some(Subject::ContactPoint(id)) => named(a.s_point, &self.points, id),
            Some(Subject::Regulation(id)) => named(a.s_regulation, &self.regulations, id),
            Some(Subject::Draft(id)) => format!("{} {id}", a.s_draft),
            Some(Subject::Comment(id)) => format!("{} {id}", a.s_comment),
            Some(Subject::Suggestion(id)) => format!("{} {id}", a.s_suggestion),
            Some(Subject::Submission(id)) => format!("{} {id}", a.s_submission),
            Some(Subject::Meeting(id)) => format!("{} {id}", a.s_meeting),
            None => stored.to_owned(),
        }
    }

    fn actor(&self, stored: &str, t: &Phrases) -> String {
        match (stored, Subject::parse(stored)) {
            ("citizen", _) => t.account.w_citizen.to_owned(),
            ("system", _) => t.account.w_system.to_owned(),
            (_, Some(Subject::Account(id))) => self.logins.get(&id).cloned().unwrap_or_else(|| stored.to_owned()),
            _ => stored.to_owned(),
        }
    }

    fn line(&self, event: &Event, t: &Phrases) -> Line {
        let words = words(&event.kind, &change(&event.data), t).unwrap_or(&event.kind);
        Line {
            seq: event.seq,
            at: event.at,
            who: self.actor(&event.actor, t),
            what: words.to_owned(),
            subject: self.subject(&event.subject, t),
        }
    }
}

/// Which change an event speaks of, for kinds that stand for several.
fn change(data: &str) -> String {
    let data: Value = serde_json::from_str(data).unwrap_or_default();
    data.get("change").and_then(Value::as_str).unwrap_or_default().to_owned()
}

/// What happened, in the reader's language.
fn words(kind: &str, change: &str, t: &Phrases) -> Option<&'static str> {
    let a = &t.account;
    Some(match (kind, change) {
        ("account_created", _) => a.ev_account_created,
        ("account_changed", "disabled") => a.ev_account_disabled,
        ("account_changed", "enabled") => a.ev_account_enabled,
        ("account_changed", "reset") => a.ev_account_reset,
        ("account_changed", "password") => a.ev_account_password,
        ("account_changed", _) => a.ev_account_changed,
        ("signed_in", _) => a.ev_signed_in,
        ("contact_point_created", _) => a.ev_contact_point_created,
        ("contact_point_changed", "closed") => a.ev_contact_point_closed,
        ("contact_point_changed", "reopened") => a.ev_contact_point_reopened,
        ("contact_point_changed", _) => a.ev_contact_point_changed,
        ("regulation_created", _) => a.ev_regulation_created,
        ("draft_published", _) => a.ev_draft_published,
        ("consultation_opened", _) => a.ev_consultation_opened,
        ("comment_received", _) => a.ev_comment_received,
        ("comment_registered", _) => a.ev_comment_registered,
        ("comment_moved", _) => a.ev_comment_moved,
        ("comment_anchored", _) => a.ev_comment_anchored,
        ("comment_redacted", _) => a.ev_comment_redacted,
        ("comment_out_of_scope", _) => a.ev_comment_out_of_scope,
        ("comment_reopened", _) => a.ev_comment_reopened,
        ("comment_withdrawn", _) => a.ev_comment_withdrawn,
        ("comment_exported", _) => a.ev_comment_exported,
        ("suggestion_created", _) => a.ev_suggestion_created,
        ("suggestion_edited", _) => a.ev_suggestion_edited,
        ("suggestion_checked", _) => a.ev_suggestion_checked,
        ("suggestion_anchored", _) => a.ev_suggestion_anchored,
        ("comment_merged", _) => a.ev_comment_merged,
        ("comment_split", _) => a.ev_comment_split,
        ("submission_created", _) => a.ev_submission_created,
        ("submission_sent", _) => a.ev_submission_sent,
        ("submission_returned", _) => a.ev_submission_returned,
        ("decision_made", _) => a.ev_decision_made,
        ("results_released", _) => a.ev_results_released,
        ("results_exported", _) => a.ev_results_exported,
        ("rated", _) => a.ev_rated,
        ("meeting_announced", _) => a.ev_meeting_announced,
        _ => return None,
    })
}

/// `GET /admin/audit`
pub async fn get(page: Page, Query(fields): Query) -> Result<HttpResponse, Error> {
    let before = fields.int("before").filter(|seq| *seq > 0);
    let (mut events, names) = page
        .app
        .db
        .read(move |conn| {
            let events = event::before(conn, before, PER_PAGE + 1)?;
            let logins = query::list(conn)?.into_iter().map(|listed| (listed.account.id, listed.account.login)).collect();
            let points = contact_point::query::all(conn)?.into_iter().map(|p| (p.id, p.name)).collect();
            Ok::<_, diesel::result::Error>((events, Names { logins, points, regulations: regulation::query::slugs(conn)? }))
        })
        .await?;
    let per_page = usize::try_from(PER_PAGE).unwrap_or(100);
    let more = events.len() > per_page;
    events.truncate(per_page);
    let lines = events.iter().map(|event| names.line(event, page.t)).collect();
    let audit = Audit { page, lines, newest: before.is_none(), more };
    html::ok(&audit.page, &audit)
}
