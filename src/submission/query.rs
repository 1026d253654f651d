//! Submissions in the database.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::State;
use crate::db::Conn;
use crate::schema::{submissions, suggestions};
use crate::suggestion::query::Suggestion;

/// A batch.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = submissions)]
pub struct Submission {
    /// Row id; in URLs.
    pub id: i64,
    /// Whose it is.
    pub contact_point_id: i64,
    /// The draft its suggestions speak of.
    pub draft_id: i64,
    /// Where it stands.
    pub state: State,
    /// Grows with every change.
    pub version: i32,
    /// The cover note.
    pub cover_note: String,
    /// Why it was sent back.
    pub return_reason: Option<String>,
    /// The clerk who made it.
    pub created_by: i64,
    /// When.
    pub created_at: NaiveDateTime,
    /// When it was handed in last.
    pub submitted_at: Option<NaiveDateTime>,
}

/// Adds a batch.
pub fn insert(
    conn: &mut Conn,
    contact_point_id: i64,
    draft_id: i64,
    cover_note: &str,
    created_by: i64,
    state: State,
    at: NaiveDateTime,
) -> QueryResult<i64> {
    diesel::insert_into(submissions::table)
        .values((
            submissions::contact_point_id.eq(contact_point_id),
            submissions::draft_id.eq(draft_id),
            submissions::state.eq(state),
            submissions::version.eq(1),
            submissions::cover_note.eq(cover_note),
            submissions::created_by.eq(created_by),
            submissions::created_at.eq(at),
            submissions::submitted_at.eq((state == State::Submitted).then_some(at)),
        ))
        .returning(submissions::id)
        .get_result(conn)
}

/// One by its row id.
pub fn by_id(conn: &mut Conn, id: i64) -> QueryResult<Option<Submission>> {
    submissions::table.find(id).select(Submission::as_select()).first(conn).optional()
}

/// Those of a contact point, newest first.
pub fn of_contact_point(conn: &mut Conn, contact_point_id: i64) -> QueryResult<Vec<Submission>> {
    submissions::table
        .filter(submissions::contact_point_id.eq(contact_point_id))
        .order(submissions::id.desc())
        .select(Submission::as_select())
        .load(conn)
}

/// Handed-in batches on a draft, newest first.
pub fn submitted_on(conn: &mut Conn, draft_id: i64) -> QueryResult<Vec<Submission>> {
    submissions::table
        .filter(submissions::draft_id.eq(draft_id).and(submissions::state.eq(State::Submitted)))
        .order(submissions::id.desc())
        .select(Submission::as_select())
        .load(conn)
}

/// Every batch that has been handed in at least once, newest first.
pub fn handed_in(conn: &mut Conn) -> QueryResult<Vec<Submission>> {
    submissions::table
        .filter(submissions::state.ne(State::Draft))
        .order((submissions::submitted_at.desc(), submissions::id.desc()))
        .select(Submission::as_select())
        .load(conn)
}

/// The suggestions of a batch: general ones first, then by place.
pub fn suggestions_of(conn: &mut Conn, submission_id: i64) -> QueryResult<Vec<Suggestion>> {
    suggestions::table
        .filter(suggestions::submission_id.eq(submission_id))
        .order(suggestions::id)
        .select(Suggestion::as_select())
        .load(conn)
}

/// Changes state, cover note and return reason if the version is still the one seen. False if it is not.
pub fn advance(
    conn: &mut Conn,
    seen: &Submission,
    state: State,
    cover_note: &str,
    return_reason: Option<&str>,
    submitted_at: Option<NaiveDateTime>,
) -> QueryResult<bool> {
    let row = submissions::table.filter(submissions::id.eq(seen.id).and(submissions::version.eq(seen.version)));
    let touched = diesel::update(row)
        .set((
            submissions::state.eq(state),
            submissions::cover_note.eq(cover_note),
            submissions::return_reason.eq(return_reason),
            submissions::submitted_at.eq(submitted_at),
            submissions::version.eq(seen.version + 1),
        ))
        .execute(conn)?;
    Ok(touched > 0)
}

/// Puts a suggestion into a batch, or takes it out of its batch (`None`).
pub fn set_batch(conn: &mut Conn, suggestion_id: i64, submission_id: Option<i64>) -> QueryResult<()> {
    diesel::update(suggestions::table.find(suggestion_id)).set(suggestions::submission_id.eq(submission_id)).execute(conn).map(|_| ())
}
