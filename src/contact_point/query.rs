//! Contact points in the database.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::Kind;
use crate::db::Conn;
use crate::schema::contact_points;

/// A contact point.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = contact_points)]
pub struct ContactPoint {
    /// Row id.
    pub id: i64,
    /// In URLs.
    pub slug: String,
    /// Its full name.
    pub name: String,
    /// The district it lies in.
    pub district: String,
    /// What hosts it.
    pub kind: Kind,
    /// Where to find it.
    pub address: String,
    /// When it is open.
    pub hours: String,
    /// Its telephone.
    pub phone: String,
    /// One or two sentences about it.
    pub about: String,
    /// Since when it no longer works.
    pub closed_at: Option<NaiveDateTime>,
}

/// A contact point to be added.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = contact_points)]
#[expect(missing_docs, reason = "as in ContactPoint")]
pub struct NewContactPoint<'a> {
    pub slug: &'a str,
    pub name: &'a str,
    pub district: &'a str,
    pub kind: Kind,
    pub address: &'a str,
    pub hours: &'a str,
    pub phone: &'a str,
    pub about: &'a str,
    pub created_at: NaiveDateTime,
}

/// Adds a contact point.
pub fn insert(conn: &mut Conn, new: NewContactPoint<'_>) -> QueryResult<i64> {
    diesel::insert_into(contact_points::table).values(new).returning(contact_points::id).get_result(conn)
}

/// All contact points by district and name.
pub fn all(conn: &mut Conn) -> QueryResult<Vec<ContactPoint>> {
    contact_points::table
        .order((contact_points::district, contact_points::name))
        .select(ContactPoint::as_select())
        .load(conn)
}

/// One by its slug.
pub fn by_slug(conn: &mut Conn, slug: &str) -> QueryResult<Option<ContactPoint>> {
    contact_points::table.filter(contact_points::slug.eq(slug)).select(ContactPoint::as_select()).first(conn).optional()
}

/// One by its row id.
pub fn by_id(conn: &mut Conn, id: i64) -> QueryResult<Option<ContactPoint>> {
    contact_points::table.find(id).select(ContactPoint::as_select()).first(conn).optional()
}

/// Slugs and names of all contact points by row id.
pub fn names(conn: &mut Conn) -> QueryResult<HashMap<i64, (String, String)>> {
    type Row = (i64, String, String);
    let rows: Vec<Row> = contact_points::table.select((contact_points::id, contact_points::slug, contact_points::name)).load(conn)?;
    Ok(rows.into_iter().map(|(id, slug, name)| (id, (slug, name))).collect())
}
