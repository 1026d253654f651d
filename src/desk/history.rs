//! 办理留痕 in words: what the log says of one comment, suggestion or batch.

use chrono::NaiveDateTime;
use diesel::QueryResult;
use serde_json::Value;

use super::query;
use crate::anchor::Verdict;
use crate::comment;
use crate::db::Conn;
use crate::event::{self, Event, EventKind, Subject};
use crate::html::Page;

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// When.
    pub at: NaiveDateTime,
    /// Who did it, by name where it was one of the staff.
    pub who: String,
    /// What, in the reader's language.
    pub what: String,
}

/// The history of a subject, oldest first. Decisions not yet released are left out: a contact point learns of them with everybody else.
pub fn of(conn: &mut Conn, page: &Page, subject: Subject) -> QueryResult<Vec<Line>> {
    let events: Vec<Event> = event::of(conn, subject)?.into_iter().filter(|e| e.kind != EventKind::DecisionMade.as_str()).collect();
    let accounts: Vec<i64> = events.iter().filter_map(account).collect();
    let names = query::names(conn, &accounts)?;
    let d = &page.t.desk;
    let line = |event: &Event| {
        let name = account(event).and_then(|id| names.get(&id)).cloned();
        let who = name.unwrap_or_else(|| if event.actor == "citizen" { d.citizen } else { d.system }.to_owned());
        Line { at: event.at, who, what: what(page, event) }
    };
    Ok(events.iter().map(line).collect())
}

fn account(event: &Event) -> Option<i64> {
    match Subject::parse(&event.actor) {
        Some(Subject::Account(id)) => Some(id),
        _ => None,
    }
}

fn what(page: &Page, event: &Event) -> String {
    let d = &page.t.desk;
    let data: Value = serde_json::from_str(&event.data).unwrap_or_default();
    let is_public = data.get("public").and_then(Value::as_bool).unwrap_or_default();
    let number = |name: &str| data.get(name).and_then(Value::as_i64).unwrap_or_default().to_string();
    let is = |kind: EventKind| event.kind == kind.as_str();
    if is(EventKind::CommentReceived) {
        d.h_received.to_owned()
    } else if is(EventKind::CommentRegistered) {
        if is_public { d.h_registered_public } else { d.h_registered }.to_owned()
    } else if is(EventKind::CommentReopened) {
        if is_public { d.h_reopened_public } else { d.h_reopened }.to_owned()
    } else if is(EventKind::CommentMoved) {
        d.h_moved.replace("{to}", &comment::new::label(page, data.get("to").and_then(Value::as_str)))
    } else if is(EventKind::CommentAnchored) || is(EventKind::SuggestionAnchored) {
        let place = data.get("to").and_then(Value::as_str);
        let gone = data.get("verdict").and_then(Value::as_str) == Some(Verdict::Gone.as_str());
        let to = if gone { page.t.anchors.gone.to_owned() } else { comment::new::label(page, place) };
        page.t.anchors.h_anchored.replace("{to}", &to)
    } else if is(EventKind::CommentRedacted) {
        if is_public { d.h_redacted_public } else { d.h_redacted }.to_owned()
    } else if is(EventKind::CommentOutOfScope) {
        d.h_out_of_scope.to_owned()
    } else if is(EventKind::CommentWithdrawn) {
        d.h_withdrawn.to_owned()
    } else if is(EventKind::CommentMerged) {
        d.h_merged.replace("{n}", &number("suggestion"))
    } else if is(EventKind::CommentSplit) {
        d.h_split.replace("{n}", &number("suggestion"))
    } else if is(EventKind::SuggestionEdited) {
        edited(page, &data)
    } else {
        let others = [
            (EventKind::CommentExported, d.h_exported),
            (EventKind::SuggestionCreated, d.h_suggestion),
            (EventKind::SuggestionChecked, d.h_checked),
            (EventKind::SubmissionCreated, d.h_batch),
            (EventKind::SubmissionSent, d.h_sent),
            (EventKind::SubmissionReturned, d.h_returned),
            (EventKind::Rated, d.h_rated),
        ];
        others.into_iter().find(|(kind, _)| is(*kind)).map_or(event.kind.clone(), |(_, what)| what.to_owned())
    }
}

/// An edit of the words, or of which comments are in it.
fn edited(page: &Page, data: &Value) -> String {
    let d = &page.t.desk;
    if let Some(ids) = data.get("merged").and_then(Value::as_array) {
        let ids: Vec<String> = ids.iter().filter_map(Value::as_i64).map(|id| format!("{id:06}")).collect();
        return d.h_took_in.replace("{n}", &ids.join("、"));
    }
    match data.get("split").and_then(Value::as_i64) {
        Some(id) => d.h_took_out.replace("{n}", &format!("{id:06}")),
        None => d.h_edited.to_owned(),
    }
}
