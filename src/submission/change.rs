//! Putting a batch together, handing it in, sending it back.

use chrono::NaiveDateTime;
use serde_json::json;

use super::State;
use super::query::{self, Submission};
use crate::account::Account;
use crate::db::Conn;
use crate::error::Error;
use crate::event::{self, Actor, EventKind, Subject};
use crate::regulation;
use crate::suggestion;

/// The batch if the clerk's contact point owns it and it still has version `version`.
pub fn for_clerk(conn: &mut Conn, clerk: &Account, id: i64, version: Option<i32>) -> Result<Submission, Error> {
    let batch = query::by_id(conn, id)?.ok_or(Error::NotFound)?;
    if clerk.contact_point.as_ref().map(|(point, _)| *point) != Some(batch.contact_point_id) {
        return Err(Error::NotFound);
    }
    if version.is_some_and(|v| v != batch.version) {
        return Err(Error::Conflict);
    }
    Ok(batch)
}

/// Begins a batch with suggestions of one draft that the contact point has in hand.
pub fn create(
    conn: &mut Conn,
    clerk: &Account,
    draft_id: i64,
    suggestion_ids: &[i64],
    cover_note: &str,
    now: NaiveDateTime,
) -> Result<i64, Error> {
    let contact_point_id = clerk.contact_point.as_ref().map(|(id, _)| *id).ok_or(Error::NotFound)?;
    let stage = regulation::query::stage_by_draft(conn, draft_id)?.ok_or(Error::NotFound)?;
    let id = query::insert(conn, contact_point_id, draft_id, cover_note, clerk.id, State::Draft, now)?;
    for suggestion_id in suggestion_ids {
        let seen = suggestion::change::for_clerk(conn, clerk, *suggestion_id, None)?;
        if seen.draft_id != draft_id {
            return Err(Error::Conflict);
        }
        query::set_batch(conn, seen.id, Some(id))?;
    }
    let data = json!({ "draft": draft_id, "suggestions": suggestion_ids });
    let subject = Subject::Submission(id);
    event::append(conn, now, Actor::Account(clerk.id), EventKind::SubmissionCreated, subject, Some(stage.regulation.id), &data)?;
    Ok(id)
}

/// Hands a batch in: its suggestions are submitted and locked.
pub fn send(conn: &mut Conn, clerk: &Account, id: i64, version: i32, cover_note: &str, now: NaiveDateTime) -> Result<(), Error> {
    let seen = for_clerk(conn, clerk, id, Some(version))?;
    let suggestions = query::suggestions_of(conn, id)?;
    if seen.state == State::Submitted
        || suggestions.is_empty()
        || !query::advance(conn, &seen, State::Submitted, cover_note, None, Some(now))?
    {
        return Err(Error::Conflict);
    }
    let regulation_id = suggestions.first().map(|s| s.regulation_id);
    for suggestion in suggestions.iter().filter(|s| s.state.is_in_hand()) {
        suggestion::change::set_state(conn, suggestion, suggestion::State::Submitted, now)?;
    }
    let data = json!({ "suggestions": suggestions.len() });
    event::append(conn, now, Actor::Account(clerk.id), EventKind::SubmissionSent, Subject::Submission(id), regulation_id, &data)?;
    Ok(())
}

/// Sends a batch back to its contact point with a reason; suggestions not yet decided are in the contact point's hand again.
pub fn send_back(conn: &mut Conn, reviewer: &Account, id: i64, version: i32, reason: &str, now: NaiveDateTime) -> Result<(), Error> {
    let seen = query::by_id(conn, id)?.ok_or(Error::NotFound)?;
    let taken = seen.version == version && seen.state == State::Submitted;
    if !taken || !query::advance(conn, &seen, State::Returned, &seen.cover_note, Some(reason), seen.submitted_at)? {
        return Err(Error::Conflict);
    }
    let suggestions = query::suggestions_of(conn, id)?;
    for suggestion in suggestions.iter().filter(|s| s.state == suggestion::State::Submitted) {
        suggestion::change::set_state(conn, suggestion, suggestion::State::Returned, now)?;
    }
    let regulation_id = suggestions.first().map(|s| s.regulation_id);
    event::append(
        conn,
        now,
        Actor::Account(reviewer.id),
        EventKind::SubmissionReturned,
        Subject::Submission(id),
        regulation_id,
        &json!({}),
    )?;
    Ok(())
}

/// Begins to study a batch: its suggestions are under study and can no longer be sent back.
pub fn start_study(conn: &mut Conn, reviewer: &Account, id: i64, version: i32, now: NaiveDateTime) -> Result<(), Error> {
    let seen = query::by_id(conn, id)?.ok_or(Error::NotFound)?;
    let taken = seen.version == version && seen.state == State::Submitted;
    if !taken || !query::advance(conn, &seen, State::Submitted, &seen.cover_note, None, seen.submitted_at)? {
        return Err(Error::Conflict);
    }
    let suggestions = query::suggestions_of(conn, id)?;
    for suggestion in suggestions.iter().filter(|s| s.state == suggestion::State::Submitted) {
        suggestion::change::set_state(conn, suggestion, suggestion::State::UnderStudy, now)?;
    }
    let regulation_id = suggestions.first().map(|s| s.regulation_id);
    let data = json!({ "suggestions": suggestions.len() });
    event::append(conn, now, Actor::Account(reviewer.id), EventKind::StudyStarted, Subject::Submission(id), regulation_id, &data)?;
    Ok(())
}
