//! Meetings in the database.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::Kind;
use crate::db::Conn;
use crate::schema::meetings;

/// A meeting.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = meetings)]
pub struct Meeting {
    /// Row id.
    pub id: i64,
    /// In URLs.
    pub slug: String,
    /// Who holds it.
    pub contact_point_id: i64,
    /// The draft it is about, if any.
    pub draft_id: Option<i64>,
    /// What kind.
    pub kind: Kind,
    /// What it is called.
    pub title: String,
    /// Where.
    pub place: String,
    /// What it is about, lines separated by line ends.
    pub about: String,
    /// What was said, afterwards.
    pub minutes: Option<String>,
    /// How many people may come; 0 for as many as like.
    pub seats: i32,
    /// First moment, UTC.
    pub starts_at: NaiveDateTime,
    /// Last moment, UTC.
    pub ends_at: NaiveDateTime,
    /// Since when it is called off.
    pub cancelled_at: Option<NaiveDateTime>,
}

/// A meeting to be added.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = meetings)]
#[expect(missing_docs, reason = "as in Meeting")]
pub struct NewMeeting<'a> {
    pub slug: &'a str,
    pub contact_point_id: i64,
    pub draft_id: Option<i64>,
    pub kind: Kind,
    pub title: &'a str,
    pub place: &'a str,
    pub about: &'a str,
    pub minutes: Option<&'a str>,
    pub seats: i32,
    pub starts_at: NaiveDateTime,
    pub ends_at: NaiveDateTime,
    pub cancelled_at: Option<NaiveDateTime>,
}

/// Adds a meeting.
pub fn insert(conn: &mut Conn, new: NewMeeting<'_>) -> QueryResult<i64> {
    diesel::insert_into(meetings::table).values(new).returning(meetings::id).get_result(conn)
}
