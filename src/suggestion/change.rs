//! Every change of a suggestion, each with its event and with the states of its comments brought in line.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde_json::json;

use super::State;
use super::query::{self, NewSuggestion, Suggestion};
use crate::account::Account;
use crate::comment;
use crate::db::Conn;
use crate::error::Error;
use crate::event::{self, Actor, EventKind, Subject};
use crate::schema::suggestions;

/// What a clerk writes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Draft {
    /// One line.
    pub title: String,
    /// The wording proposed.
    pub wording: Option<String>,
    /// Why.
    pub reason: String,
    /// 初步意见
    pub preliminary: Option<String>,
    /// The place; `None` for the whole draft.
    pub provision_eid: Option<String>,
}

/// The suggestion if the clerk's contact point owns it, it still has version `version` and may be changed.
pub fn for_clerk(conn: &mut Conn, clerk: &Account, id: i64, version: Option<i32>) -> Result<Suggestion, Error> {
    let suggestion = query::by_id(conn, id)?.ok_or(Error::NotFound)?;
    if clerk.contact_point.as_ref().map(|(point, _)| *point) != Some(suggestion.contact_point_id) {
        return Err(Error::NotFound);
    }
    if version.is_some_and(|v| v != suggestion.version) || !suggestion.state.is_in_hand() {
        return Err(Error::Conflict);
    }
    Ok(suggestion)
}

/// Makes a suggestion out of comments of one draft. They must be in the clerk's hand; those not yet registered are registered first.
pub fn create(conn: &mut Conn, clerk: &Account, draft: Draft, comment_ids: &[i64], now: NaiveDateTime) -> Result<i64, Error> {
    let contact_point_id = clerk.contact_point.as_ref().map(|(id, _)| *id).ok_or(Error::NotFound)?;
    let first = comment_ids.first().copied().ok_or(Error::BadRequest("no comment was chosen"))?;
    let first = comment::change::for_clerk(conn, clerk, first, None)?;
    let new = NewSuggestion {
        regulation_id: first.regulation_id,
        draft_id: first.draft_id,
        provision_eid: draft.provision_eid,
        contact_point_id,
        submission_id: None,
        title: draft.title,
        wording: draft.wording,
        reason: draft.reason,
        preliminary: draft.preliminary,
        state: State::Draft,
        version: 1,
        comment_count: 0,
        created_by: clerk.id,
        created_at: now,
        updated_at: now,
    };
    let id = query::insert(conn, new)?;
    let data = json!({ "comments": comment_ids });
    event::append(
        conn,
        now,
        Actor::Account(clerk.id),
        EventKind::SuggestionCreated,
        Subject::Suggestion(id),
        Some(first.regulation_id),
        &data,
    )?;
    take_in(conn, clerk, id, comment_ids, now)?;
    Ok(id)
}

/// Puts more comments into a suggestion. Those already in it stay as they are.
pub fn merge(conn: &mut Conn, clerk: &Account, id: i64, comment_ids: &[i64], now: NaiveDateTime) -> Result<(), Error> {
    let suggestion = for_clerk(conn, clerk, id, None)?;
    take_in(conn, clerk, id, comment_ids, now)?;
    let (subject, data) = (Subject::Suggestion(id), json!({ "merged": comment_ids }));
    event::append(conn, now, Actor::Account(clerk.id), EventKind::SuggestionEdited, subject, Some(suggestion.regulation_id), &data)?;
    Ok(())
}

fn take_in(conn: &mut Conn, clerk: &Account, id: i64, comment_ids: &[i64], now: NaiveDateTime) -> Result<(), Error> {
    let suggestion = for_clerk(conn, clerk, id, None)?;
    for comment_id in comment_ids {
        let mut comment = comment::change::for_clerk(conn, clerk, *comment_id, None)?;
        if comment.draft_id != suggestion.draft_id || !comment.state.is_in_hand() {
            return Err(Error::Conflict);
        }
        if matches!(comment.state, comment::State::Received | comment::State::OutOfScope) {
            let publish = if comment.published_at.is_some() { comment::change::Publish::Yes } else { comment::change::Publish::No };
            comment::change::register(conn, clerk, &comment, publish, now)?;
            comment = comment::change::for_clerk(conn, clerk, *comment_id, None)?;
        }
        if query::link(conn, id, comment.id, now)? {
            let data = json!({ "suggestion": id });
            let subject = Subject::Comment(comment.id);
            event::append(conn, now, Actor::Account(clerk.id), EventKind::CommentMerged, subject, Some(suggestion.regulation_id), &data)?;
        }
    }
    query::recount(conn, id)?;
    comment::change::follow_suggestions(conn, comment_ids, now)?;
    Ok(())
}

/// Takes one comment out of a suggestion; it goes back to "registered" unless it is in another.
pub fn split(conn: &mut Conn, clerk: &Account, id: i64, comment_id: i64, now: NaiveDateTime) -> Result<(), Error> {
    let suggestion = for_clerk(conn, clerk, id, None)?;
    if !query::unlink(conn, id, comment_id)? {
        return Err(Error::Conflict);
    }
    query::recount(conn, id)?;
    let data = json!({ "suggestion": id });
    let subject = Subject::Comment(comment_id);
    event::append(conn, now, Actor::Account(clerk.id), EventKind::CommentSplit, subject, Some(suggestion.regulation_id), &data)?;
    let (subject, data) = (Subject::Suggestion(id), json!({ "split": comment_id }));
    event::append(conn, now, Actor::Account(clerk.id), EventKind::SuggestionEdited, subject, Some(suggestion.regulation_id), &data)?;
    comment::change::follow_suggestions(conn, &[comment_id], now)?;
    Ok(())
}

/// Takes a withdrawn comment out of every suggestion it is in.
pub fn take_out(conn: &mut Conn, comment_id: i64, now: NaiveDateTime) -> Result<(), Error> {
    for suggestion in query::of_comment(conn, comment_id)? {
        query::unlink(conn, suggestion.id, comment_id)?;
        query::recount(conn, suggestion.id)?;
        let data = json!({ "suggestion": suggestion.id });
        event::append(
            conn,
            now,
            Actor::Citizen,
            EventKind::CommentSplit,
            Subject::Comment(comment_id),
            Some(suggestion.regulation_id),
            &data,
        )?;
    }
    Ok(())
}

/// Writes new words into a suggestion; a checked or returned one becomes a draft again.
pub fn edit(conn: &mut Conn, clerk: &Account, id: i64, version: i32, draft: Draft, now: NaiveDateTime) -> Result<(), Error> {
    let seen = for_clerk(conn, clerk, id, Some(version))?;
    diesel::update(suggestions::table.find(id))
        .set((
            suggestions::title.eq(draft.title),
            suggestions::wording.eq(draft.wording),
            suggestions::reason.eq(draft.reason),
            suggestions::preliminary.eq(draft.preliminary),
            suggestions::provision_eid.eq(draft.provision_eid),
            suggestions::state.eq(State::Draft),
            suggestions::version.eq(version + 1),
            suggestions::updated_at.eq(now),
        ))
        .execute(conn)?;
    let subject = Subject::Suggestion(id);
    event::append(conn, now, Actor::Account(clerk.id), EventKind::SuggestionEdited, subject, Some(seen.regulation_id), &json!({}))?;
    Ok(())
}

/// Says that a suggestion is ready to be submitted.
pub fn check(conn: &mut Conn, clerk: &Account, id: i64, version: i32, now: NaiveDateTime) -> Result<(), Error> {
    let seen = for_clerk(conn, clerk, id, Some(version))?;
    set_state(conn, &seen, State::Checked, now)?;
    let subject = Subject::Suggestion(id);
    event::append(conn, now, Actor::Account(clerk.id), EventKind::SuggestionChecked, subject, Some(seen.regulation_id), &json!({}))?;
    Ok(())
}

/// Moves a suggestion to a state if it still has the version seen, and its comments with it. The caller appends the event.
pub fn set_state(conn: &mut Conn, seen: &Suggestion, state: State, now: NaiveDateTime) -> Result<(), Error> {
    let row = suggestions::table.filter(suggestions::id.eq(seen.id).and(suggestions::version.eq(seen.version)));
    let touched = diesel::update(row)
        .set((suggestions::state.eq(state), suggestions::version.eq(seen.version + 1), suggestions::updated_at.eq(now)))
        .execute(conn)?;
    if touched == 0 {
        return Err(Error::Conflict);
    }
    let comments = query::comment_ids(conn, &[seen.id])?;
    comment::change::follow_suggestions(conn, &comments, now)?;
    Ok(())
}
