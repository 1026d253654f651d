//! What an operator needs of the database beside reading and writing: is the schema current, is the file whole, does a server hold
//! it, and a consistent copy of it. SQLite for most of it; PostgreSQL has its own tools.

use std::path::Path;

use diesel::connection::SimpleConnection;
use diesel::prelude::*;
use diesel_migrations::MigrationHarness;

use super::{Conn, POSTGRES, SQLITE, Source, refuse_newer};
use crate::error::Error;

/// A line of text, as PRAGMAs give it.
#[derive(QueryableByName)]
struct Line {
    #[diesel(sql_type = diesel::sql_types::Text)]
    line: String,
}

/// How many migrations the database lacks. Refuses a database that a newer program has changed.
pub fn pending(source: &Source) -> Result<usize, Error> {
    let mut conn = source.connect().map_err(|e| Error::Unavailable(e.to_string()))?;
    refuse_newer(&mut conn)?;
    let pending = match &mut conn {
        Conn::Sqlite(c) => c.pending_migrations(SQLITE).map(|v| v.len()),
        Conn::Pg(c) => c.pending_migrations(POSTGRES).map(|v| v.len()),
    };
    pending.map_err(|e| Error::Unavailable(e.to_string()))
}

/// What the database itself finds damaged: pages, indexes and foreign keys of SQLite. PostgreSQL checks its own.
pub fn faults(conn: &mut Conn) -> QueryResult<Vec<String>> {
    let Conn::Sqlite(c) = conn else { return Ok(Vec::new()) };
    let mut lines: Vec<Line> = diesel::sql_query("SELECT integrity_check AS line FROM pragma_integrity_check LIMIT 20").load(c)?;
    lines.retain(|found| found.line != "ok");
    let orphans = "SELECT 'a row of ' || \"table\" || ' (' || COALESCE(rowid, '?') || ') refers to a missing row of ' || parent AS line \
                   FROM pragma_foreign_key_check() LIMIT 20";
    lines.extend(diesel::sql_query(orphans).load::<Line>(c)?);
    Ok(lines.into_iter().map(|found| found.line).collect())
}

/// Whether another process has the SQLite file open. A connection in WAL mode holds a shared lock for as long as it lives, so taking
/// the file exclusively fails at once.
pub fn is_in_use(path: &Path) -> Result<bool, Error> {
    let unavailable = |e: String| Error::Unavailable(format!("{}: {e}", path.display()));
    let Conn::Sqlite(mut conn) = Source::Sqlite(path.to_owned()).connect().map_err(|e| unavailable(e.to_string()))? else {
        return Ok(false);
    };
    let taken = conn.batch_execute("PRAGMA busy_timeout=200; PRAGMA locking_mode=EXCLUSIVE; BEGIN EXCLUSIVE; COMMIT;");
    match taken {
        Ok(()) => Ok(false),
        Err(error) if error.to_string().contains("locked") => Ok(true),
        Err(error) => Err(unavailable(error.to_string())),
    }
}

/// Writes a consistent copy of a SQLite database to `path`, which must not exist, while others go on reading and writing.
pub fn copy(conn: &mut Conn, path: &Path) -> Result<(), Error> {
    let Some(name) = path.to_str() else { return Err(Error::Unavailable("the file's name is not UTF-8".to_owned())) };
    diesel::sql_query("VACUUM INTO ?").bind::<diesel::sql_types::Text, _>(name).execute(conn)?;
    Ok(())
}

/// Brings everything into the one file, so that it can be moved without its `-wal`.
pub fn settle(conn: &mut Conn) -> QueryResult<()> {
    conn.batch_execute("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode=DELETE;")
}
