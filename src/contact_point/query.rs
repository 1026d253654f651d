//! Contact points in the database.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::Kind;
use crate::comment::State;
use crate::db::Conn;
use crate::schema::{comment_tallies, contact_points};

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
    contact_points::table.order((contact_points::district, contact_points::name)).select(ContactPoint::as_select()).load(conn)
}

/// One by its slug.
pub fn by_slug(conn: &mut Conn, slug: &str) -> QueryResult<Option<ContactPoint>> {
    contact_points::table.filter(contact_points::slug.eq(slug)).select(ContactPoint::as_select()).first(conn).optional()
}

/// One by its row id.
pub fn by_id(conn: &mut Conn, id: i64) -> QueryResult<Option<ContactPoint>> {
    contact_points::table.find(id).select(ContactPoint::as_select()).first(conn).optional()
}

/// Closes a contact point, or opens it again.
pub fn set_closed(conn: &mut Conn, id: i64, at: Option<NaiveDateTime>) -> QueryResult<()> {
    diesel::update(contact_points::table.find(id)).set(contact_points::closed_at.eq(at)).execute(conn).map(|_| ())
}

/// What one contact point has collected. Withdrawn comments are not counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Figures {
    /// Comments it looks after.
    pub comments: i64,
    /// Those of them that were adopted, wholly or in part, as released.
    pub adopted: i64,
}

impl Figures {
    /// Adopted of a hundred comments, with one decimal: `11.8`. Empty where there are no comments.
    pub fn rate(&self) -> String {
        match (self.adopted * 1_000 + self.comments / 2).checked_div(self.comments) {
            Some(per_mille) => format!("{}.{}", per_mille / 10, per_mille % 10),
            None => String::new(),
        }
    }
}

/// The figures of one contact point.
pub fn figures(conn: &mut Conn, id: i64) -> QueryResult<Figures> {
    let rows: Vec<(State, i64)> = comment_tallies::table
        .filter(comment_tallies::contact_point_id.eq(id))
        .select((comment_tallies::outcome, comment_tallies::comments))
        .load(conn)?;
    let comments = rows.iter().map(|(_, n)| n).sum();
    let adopted = rows.iter().filter(|(state, _)| state.is_adopted()).map(|(_, n)| n).sum();
    Ok(Figures { comments, adopted })
}

/// Slugs and names of all contact points by row id.
pub fn names(conn: &mut Conn) -> QueryResult<HashMap<i64, (String, String)>> {
    type Row = (i64, String, String);
    let rows: Vec<Row> = contact_points::table.select((contact_points::id, contact_points::slug, contact_points::name)).load(conn)?;
    Ok(rows.into_iter().map(|(id, slug, name)| (id, (slug, name))).collect())
}

#[cfg(test)]
mod tests {
    use super::Figures;

    #[test]
    fn a_rate_is_adopted_comments_of_a_hundred() {
        let rate = |adopted, comments| Figures { comments, adopted }.rate();
        assert_eq!([rate(2_590, 21_921), rate(0, 7), rate(3, 3), rate(0, 0)], ["11.8", "0.0", "100.0", ""]);
    }
}
