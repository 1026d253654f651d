//! Saved searches in the database.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::Conn;
use crate::id;
use crate::schema::{accounts, saved_searches};

/// A search an account keeps.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = saved_searches)]
pub struct Saved {
    /// Row id.
    pub id: i64,
    /// Whose it is.
    pub account_id: i64,
    /// As its owner calls it.
    pub name: String,
    /// Query string of the search page, without `?`.
    pub query: String,
    /// In the address of its feed: whoever knows it sees what the account sees.
    pub token: String,
    /// Hits there were when the account last looked.
    pub seen_total: i64,
}

/// Adds one.
pub fn insert(conn: &mut Conn, account: i64, name: &str, query: &str, token: &str, total: i64, at: NaiveDateTime) -> QueryResult<i64> {
    diesel::insert_into(saved_searches::table)
        .values((
            saved_searches::account_id.eq(account),
            saved_searches::name.eq(name),
            saved_searches::query.eq(query),
            saved_searches::token.eq(token),
            saved_searches::seen_total.eq(total),
            saved_searches::created_at.eq(at),
        ))
        .returning(saved_searches::id)
        .get_result(conn)
}

/// Those of an account, the oldest first.
pub fn of_account(conn: &mut Conn, account: i64) -> QueryResult<Vec<Saved>> {
    saved_searches::table.filter(saved_searches::account_id.eq(account)).order(saved_searches::id).select(Saved::as_select()).load(conn)
}

/// The one with this token, unless its account has been stopped.
pub fn by_token(conn: &mut Conn, token: &str) -> QueryResult<Option<Saved>> {
    saved_searches::table
        .inner_join(accounts::table)
        .filter(saved_searches::token.eq(token).and(accounts::disabled_at.is_null()))
        .select(Saved::as_select())
        .first(conn)
        .optional()
}

/// Notes how many hits its account has seen. False if the account has no such search.
pub fn set_seen(conn: &mut Conn, account: i64, id: i64, total: i64) -> QueryResult<bool> {
    let own = saved_searches::table.filter(saved_searches::id.eq(id).and(saved_searches::account_id.eq(account)));
    Ok(diesel::update(own).set(saved_searches::seen_total.eq(total)).execute(conn)? > 0)
}

/// Gives the feeds of an account new addresses: the old ones lead nowhere any more.
pub fn renew(conn: &mut Conn, account: i64) -> QueryResult<()> {
    for saved in of_account(conn, account)? {
        diesel::update(saved_searches::table.find(saved.id)).set(saved_searches::token.eq(id::token())).execute(conn)?;
    }
    Ok(())
}

/// Removes one. False if the account has no such search.
pub fn remove(conn: &mut Conn, account: i64, id: i64) -> QueryResult<bool> {
    let own = saved_searches::table.filter(saved_searches::id.eq(id).and(saved_searches::account_id.eq(account)));
    Ok(diesel::delete(own).execute(conn)? > 0)
}
