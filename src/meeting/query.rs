//! Meetings in the database.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::Kind;
use crate::contact_point::query::ContactPoint;
use crate::db::Conn;
use crate::schema::{contact_points, drafts, meetings, regulations};

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

/// A meeting with its contact point and the draft it is about.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The meeting.
    pub meeting: Meeting,
    /// Who holds it.
    pub point: ContactPoint,
    /// Slug and title of the regulation, and number of the draft.
    pub draft: Option<(String, String, i32)>,
}

type Row = (Meeting, ContactPoint, Option<(String, String, i32)>);

fn listed((meeting, point, draft): Row) -> Listed {
    Listed { meeting, point, draft }
}

/// Meetings with what belongs to them, to be filtered and ordered.
#[diesel::dsl::auto_type(no_type_alias)]
fn joined() -> _ {
    meetings::table.inner_join(contact_points::table).left_join(drafts::table.inner_join(regulations::table))
}

/// Regulation and draft of a row.
#[diesel::dsl::auto_type(no_type_alias)]
fn draft() -> _ {
    (regulations::slug, regulations::title, drafts::number).nullable()
}

/// All meetings that are not over, the next first; those called off among them.
pub fn coming(conn: &mut Conn, now: NaiveDateTime) -> QueryResult<Vec<Listed>> {
    let rows: Vec<Row> = joined()
        .select((Meeting::as_select(), ContactPoint::as_select(), draft()))
        .filter(meetings::ends_at.ge(now))
        .order((meetings::starts_at, meetings::id))
        .load(conn)?;
    Ok(rows.into_iter().map(listed).collect())
}

/// Meetings of one contact point that are not over, the next first.
pub fn coming_at(conn: &mut Conn, contact_point_id: i64, now: NaiveDateTime) -> QueryResult<Vec<Listed>> {
    let mut rows = coming(conn, now)?;
    rows.retain(|row| row.point.id == contact_point_id);
    Ok(rows)
}

/// Meetings that are over, the latest first.
pub fn past(conn: &mut Conn, now: NaiveDateTime, limit: i64, offset: i64) -> QueryResult<Vec<Listed>> {
    let order = (meetings::starts_at.desc(), meetings::id.desc());
    let rows: Vec<Row> = joined()
        .select((Meeting::as_select(), ContactPoint::as_select(), draft()))
        .filter(meetings::ends_at.lt(now))
        .order(order)
        .limit(limit)
        .offset(offset)
        .load(conn)?;
    Ok(rows.into_iter().map(listed).collect())
}

/// One by its slug.
pub fn by_slug(conn: &mut Conn, slug: &str) -> QueryResult<Option<Listed>> {
    let row: Option<Row> = joined()
        .select((Meeting::as_select(), ContactPoint::as_select(), draft()))
        .filter(meetings::slug.eq(slug))
        .first(conn)
        .optional()?;
    Ok(row.map(listed))
}
