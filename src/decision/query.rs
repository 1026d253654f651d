//! Decisions in the database. Only the newest of a suggestion is in force; earlier ones stay as history.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::{Level, Outcome, ReasonCode};
use crate::db::Conn;
use crate::schema::decisions;

/// A decision.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = decisions)]
pub struct Decision {
    /// Row id.
    pub id: i64,
    /// What was decided on.
    pub suggestion_id: i64,
    /// 采纳情况
    pub outcome: Outcome,
    /// How far the words got.
    pub level: Level,
    /// Coded reason.
    pub reason_code: ReasonCode,
    /// Public explanation.
    pub reason: String,
    /// The words as they stand in the text now.
    pub final_wording: Option<String>,
    /// The place in the newest draft.
    pub place_eid: Option<String>,
    /// The reviewer.
    pub decided_by: i64,
    /// When it was written.
    pub decided_at: NaiveDateTime,
    /// Since when it is public.
    pub released_at: Option<NaiveDateTime>,
    /// When a later decision took its place.
    pub replaced_at: Option<NaiveDateTime>,
}

/// A decision to be added.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = decisions)]
#[expect(missing_docs, reason = "as in Decision")]
pub struct NewDecision {
    pub suggestion_id: i64,
    pub outcome: Outcome,
    pub level: Level,
    pub reason_code: ReasonCode,
    pub reason: String,
    pub final_wording: Option<String>,
    pub place_eid: Option<String>,
    pub decided_by: i64,
    pub decided_at: NaiveDateTime,
    pub released_at: Option<NaiveDateTime>,
}

/// Adds a row; [`super::change::decide`] is the way in for reviewers.
pub fn insert(conn: &mut Conn, new: NewDecision) -> QueryResult<i64> {
    diesel::insert_into(decisions::table).values(new).returning(decisions::id).get_result(conn)
}

/// All decisions on a suggestion, newest first.
pub fn of(conn: &mut Conn, suggestion_id: i64) -> QueryResult<Vec<Decision>> {
    decisions::table.filter(decisions::suggestion_id.eq(suggestion_id)).order(decisions::id.desc()).select(Decision::as_select()).load(conn)
}

/// The decisions in force on some suggestions, released or not.
pub fn in_force(conn: &mut Conn, suggestion_ids: &[i64]) -> QueryResult<Vec<Decision>> {
    decisions::table
        .filter(decisions::suggestion_id.eq_any(suggestion_ids).and(decisions::replaced_at.is_null()))
        .select(Decision::as_select())
        .load(conn)
}

/// The newest released decision of each of some suggestions: what the public may read.
pub fn released(conn: &mut Conn, suggestion_ids: &[i64]) -> QueryResult<Vec<Decision>> {
    let mut all: Vec<Decision> = decisions::table
        .filter(decisions::suggestion_id.eq_any(suggestion_ids).and(decisions::released_at.is_not_null()))
        .order((decisions::suggestion_id, decisions::id.desc()))
        .select(Decision::as_select())
        .load(conn)?;
    all.dedup_by_key(|decision| decision.suggestion_id);
    Ok(all)
}

/// Notes that a decision has been replaced.
pub fn set_replaced(conn: &mut Conn, suggestion_id: i64, at: NaiveDateTime) -> QueryResult<()> {
    diesel::update(decisions::table.filter(decisions::suggestion_id.eq(suggestion_id).and(decisions::replaced_at.is_null())))
        .set(decisions::replaced_at.eq(at))
        .execute(conn)
        .map(|_| ())
}

/// Notes that a decision is public.
pub fn set_released(conn: &mut Conn, id: i64, at: NaiveDateTime) -> QueryResult<()> {
    diesel::update(decisions::table.find(id)).set(decisions::released_at.eq(at)).execute(conn).map(|_| ())
}
