//! Deciding, and releasing what was decided.

use chrono::NaiveDateTime;
use serde_json::json;

use super::query::{self, NewDecision};
use super::{Level, Outcome, ReasonCode};
use crate::account::{Account, Viewer};
use crate::consultation;
use crate::db::Conn;
use crate::error::Error;
use crate::event::{self, Actor, EventKind, Subject};
use crate::suggestion;

/// What a reviewer decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ruling {
    /// 采纳情况
    pub outcome: Outcome,
    /// How far the words got.
    pub level: Level,
    /// Coded reason.
    pub reason_code: ReasonCode,
    /// Public explanation, compulsory.
    pub reason: String,
    /// The words as they stand now.
    pub final_wording: Option<String>,
    /// The place in the newest draft.
    pub place_eid: Option<String>,
}

/// Writes a decision on a suggestion of version `version`; a later reviewer with an older version gets [`Error::Conflict`].
/// The suggestion is under study until results are released.
pub fn decide(
    conn: &mut Conn,
    reviewer: &Account,
    suggestion_id: i64,
    version: i32,
    ruling: Ruling,
    now: NaiveDateTime,
) -> Result<(), Error> {
    let seen = suggestion::query::visible_by_id(conn, &Viewer::Reviewer, suggestion_id)?.ok_or(Error::NotFound)?;
    if seen.version != version {
        return Err(Error::Conflict);
    }
    query::set_replaced(conn, suggestion_id, now)?;
    let data = json!({ "outcome": ruling.outcome.as_str(), "level": ruling.level.as_str(), "reason_code": ruling.reason_code.as_str(), "eid": ruling.place_eid });
    query::insert(
        conn,
        NewDecision {
            suggestion_id,
            outcome: ruling.outcome,
            level: ruling.level,
            reason_code: ruling.reason_code,
            reason: ruling.reason,
            final_wording: ruling.final_wording,
            place_eid: ruling.place_eid,
            decided_by: reviewer.id,
            decided_at: now,
            released_at: None,
        },
    )?;
    // A released outcome stays public until the next release; only what was not yet decided moves to "under study".
    let state = if seen.state == suggestion::State::Submitted { suggestion::State::UnderStudy } else { seen.state };
    suggestion::change::set_state(conn, &seen, state, now)?;
    let subject = Subject::Suggestion(suggestion_id);
    event::append(conn, now, Actor::Account(reviewer.id), EventKind::DecisionMade, subject, Some(seen.regulation_id), &data)?;
    Ok(())
}

/// Publishes every decision in force on a draft that is not public yet. Gives how many.
pub fn release(conn: &mut Conn, actor: Actor, regulation_id: i64, draft_id: i64, now: NaiveDateTime) -> Result<i64, Error> {
    let suggestions = suggestion::query::of_draft(conn, &Viewer::Reviewer, draft_id)?;
    let ids: Vec<i64> = suggestions.iter().map(|s| s.id).collect();
    let mut released = 0;
    for decision in query::in_force(conn, &ids)?.into_iter().filter(|d| d.released_at.is_none()) {
        let Some(seen) = suggestion::query::by_id(conn, decision.suggestion_id)? else { continue };
        query::set_released(conn, decision.id, now)?;
        suggestion::change::set_state(conn, &seen, suggestion::State::of(decision.outcome), now)?;
        released += 1;
    }
    consultation::query::set_released(conn, draft_id, now)?;
    let data = json!({ "decisions": released });
    event::append(conn, now, actor, EventKind::ResultsReleased, Subject::Draft(draft_id), Some(regulation_id), &data)?;
    Ok(released)
}
