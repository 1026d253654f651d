//! Accounts and sessions in the database.

use std::collections::HashMap;

use chrono::{NaiveDateTime, TimeDelta};
use diesel::prelude::*;

use super::{Account, Role};
use crate::db::Conn;
use crate::schema::{accounts, contact_points, sessions};

/// A session ends after 30 minutes without a request …
const IDLE: TimeDelta = TimeDelta::minutes(30);
/// … and 12 hours after it began in any case.
const ABSOLUTE: TimeDelta = TimeDelta::hours(12);

type Row = (i64, String, String, Role, Option<i64>, Option<String>);

fn account((id, login, name, role, point, slug): Row) -> Account {
    Account { id, login, name, role, contact_point: point.zip(slug) }
}

/// What is needed to check a sign-in: the account and its password hash. Disabled accounts are not there.
pub fn for_sign_in(conn: &mut Conn, login: &str) -> QueryResult<Option<(i64, String)>> {
    accounts::table
        .filter(accounts::login.eq(login).and(accounts::disabled_at.is_null()))
        .select((accounts::id, accounts::password_hash))
        .first(conn)
        .optional()
}

/// Whether the user name is in use, disabled or not.
pub fn is_taken(conn: &mut Conn, login: &str) -> QueryResult<bool> {
    diesel::select(diesel::dsl::exists(accounts::table.filter(accounts::login.eq(login)))).get_result(conn)
}

/// Adds an account and gives its id.
pub fn insert(
    conn: &mut Conn,
    login: &str,
    name: &str,
    role: Role,
    contact_point_id: Option<i64>,
    password_hash: &str,
    at: NaiveDateTime,
) -> QueryResult<i64> {
    diesel::insert_into(accounts::table)
        .values((
            accounts::login.eq(login),
            accounts::name.eq(name),
            accounts::role.eq(role),
            accounts::contact_point_id.eq(contact_point_id),
            accounts::password_hash.eq(password_hash),
            accounts::created_at.eq(at),
        ))
        .returning(accounts::id)
        .get_result(conn)
}

/// One line of the administrator's list.
#[derive(Clone, Debug)]
pub struct Listed {
    /// The account.
    pub account: Account,
    /// Its contact point's name.
    pub point: Option<String>,
    /// Since when it may not sign in.
    pub disabled_at: Option<NaiveDateTime>,
}

/// All accounts by role and user name.
pub fn list(conn: &mut Conn) -> QueryResult<Vec<Listed>> {
    type Full = (Row, Option<String>, Option<NaiveDateTime>);
    let rows: Vec<Full> = accounts::table
        .left_join(contact_points::table)
        .order((accounts::role, accounts::login))
        .select((
            (accounts::id, accounts::login, accounts::name, accounts::role, accounts::contact_point_id, contact_points::slug.nullable()),
            contact_points::name.nullable(),
            accounts::disabled_at,
        ))
        .load(conn)?;
    Ok(rows.into_iter().map(|(row, point, disabled_at)| Listed { account: account(row), point, disabled_at }).collect())
}

/// One account by id, disabled or not.
pub fn by_id(conn: &mut Conn, id: i64) -> QueryResult<Option<Account>> {
    let row: Option<Row> = accounts::table
        .left_join(contact_points::table)
        .filter(accounts::id.eq(id))
        .select((
            accounts::id,
            accounts::login,
            accounts::name,
            accounts::role,
            accounts::contact_point_id,
            contact_points::slug.nullable(),
        ))
        .first(conn)
        .optional()?;
    Ok(row.map(account))
}

/// Stops or restores an account; stopping ends all its sessions.
pub fn set_disabled(conn: &mut Conn, id: i64, at: Option<NaiveDateTime>) -> QueryResult<()> {
    diesel::update(accounts::table.find(id)).set(accounts::disabled_at.eq(at)).execute(conn)?;
    end_all(conn, id)
}

/// Sets a new password and ends all sessions.
pub fn set_password(conn: &mut Conn, id: i64, hash: &str) -> QueryResult<()> {
    diesel::update(accounts::table.find(id)).set(accounts::password_hash.eq(hash)).execute(conn)?;
    end_all(conn, id)
}

fn end_all(conn: &mut Conn, id: i64) -> QueryResult<()> {
    diesel::delete(sessions::table.filter(sessions::account_id.eq(id))).execute(conn).map(|_| ())
}

/// Begins a session; `digest` is the digest of the cookie. Sessions that have run out are cleared away on the way.
pub fn begin_session(conn: &mut Conn, digest: &str, account_id: i64, at: NaiveDateTime) -> QueryResult<()> {
    let stale = sessions::seen_at.lt(at - IDLE).or(sessions::created_at.lt(at - ABSOLUTE));
    diesel::delete(sessions::table.filter(stale)).execute(conn)?;
    diesel::insert_into(sessions::table)
        .values((sessions::digest.eq(digest), sessions::account_id.eq(account_id), sessions::created_at.eq(at), sessions::seen_at.eq(at)))
        .execute(conn)
        .map(|_| ())
}

/// The account of a live session, and when it was last marked as seen.
pub fn of_session(conn: &mut Conn, digest: &str, now: NaiveDateTime) -> QueryResult<Option<(Account, NaiveDateTime)>> {
    let row: Option<(Row, NaiveDateTime)> = sessions::table
        .inner_join(accounts::table.left_join(contact_points::table))
        .filter(sessions::digest.eq(digest).and(accounts::disabled_at.is_null()))
        .filter(sessions::seen_at.ge(now - IDLE).and(sessions::created_at.ge(now - ABSOLUTE)))
        .select((
            (accounts::id, accounts::login, accounts::name, accounts::role, accounts::contact_point_id, contact_points::slug.nullable()),
            sessions::seen_at,
        ))
        .first(conn)
        .optional()?;
    Ok(row.map(|(row, seen)| (account(row), seen)))
}

/// Marks a session as in use.
pub fn touch_session(conn: &mut Conn, digest: &str, now: NaiveDateTime) -> QueryResult<()> {
    diesel::update(sessions::table.find(digest)).set(sessions::seen_at.eq(now)).execute(conn).map(|_| ())
}

/// Ends a session.
pub fn end_session(conn: &mut Conn, digest: &str) -> QueryResult<()> {
    diesel::delete(sessions::table.find(digest)).execute(conn).map(|_| ())
}

/// The password hash of an account, for changing it.
pub fn password_hash(conn: &mut Conn, id: i64) -> QueryResult<String> {
    accounts::table.find(id).select(accounts::password_hash).first(conn)
}

/// The names of accounts by id, for showing who did something.
pub fn names(conn: &mut Conn) -> QueryResult<HashMap<i64, String>> {
    Ok(accounts::table.select((accounts::id, accounts::name)).load::<(i64, String)>(conn)?.into_iter().collect())
}
