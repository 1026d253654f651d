//! The database: one enum over SQLite and PostgreSQL, a pool for reading, one writer.
//!
//! All writing goes through one thread. It takes whatever waits, gives each job a savepoint of its own if there are several, commits once, and
//! only then answers: many people who press "send" at the same moment share one `fsync`, and an answer means the words are on the disk.
//! Because only the writer appends to the log, sequence numbers become visible in order on both databases.
//! Every difference between the two databases lives in this file.

mod among;
pub mod upkeep;

use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use diesel::connection::{AnsiTransactionManager, SimpleConnection, TransactionManager};
use diesel::prelude::*;
use diesel::r2d2::{ManageConnection, Pool, PooledConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness, embed_migrations};
use tokio::sync::oneshot;

use crate::error::Error;
use crate::event::Bell;

const SQLITE: EmbeddedMigrations = embed_migrations!("migrations/sqlite");
const POSTGRES: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// Jobs that may wait for the writer; beyond that people are told to try again, instead of memory filling up.
const QUEUE: usize = 8192;
/// Jobs committed together at most, so that the first does not wait for ever.
const BATCH: usize = 512;
/// The advisory lock that orders writers of several processes on PostgreSQL; the number has no meaning.
const WRITER_LOCK: i64 = 0x0063_6169_7961_6e01;

/// A connection to either database. Queries are written once, for this type.
#[expect(missing_docs, reason = "the derive makes public items without text")]
mod conn {
    use diesel::prelude::*;

    #[derive(diesel::MultiConnection)]
    pub enum Conn {
        Pg(PgConnection),
        Sqlite(SqliteConnection),
    }
}
pub use among::among;
pub use conn::{Conn, MultiBackend};

/// Which database, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    /// A file.
    Sqlite(PathBuf),
    /// A `postgres://` address.
    Postgres(String),
}

impl Source {
    /// Opens a connection with the settings every connection has.
    pub fn connect(&self) -> Result<Conn, ConnectionError> {
        let mut conn = match self {
            Self::Sqlite(path) => {
                let name =
                    path.to_str().ok_or_else(|| ConnectionError::BadConnection(format!("{}: the path is not UTF-8", path.display())))?;
                Conn::Sqlite(SqliteConnection::establish(name)?)
            }
            Self::Postgres(url) => Conn::Pg(PgConnection::establish(url)?),
        };
        let settings = match &conn {
            // FULL: an acknowledged comment survives a power cut; NORMAL would lose the last seconds (measured, see docs/adr).
            Conn::Sqlite(_) => {
                "PRAGMA busy_timeout=5000; PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON; \
                 PRAGMA secure_delete=ON; PRAGMA cache_size=-65536; PRAGMA temp_store=MEMORY;"
            }
            Conn::Pg(_) => "SET synchronous_commit=on; SET TIME ZONE 'UTC'; SET client_min_messages=warning;",
        };
        conn.batch_execute(settings).map_err(ConnectionError::CouldntSetupConfiguration)?;
        Ok(conn)
    }
}

/// Makes connections for the pool.
#[derive(Debug)]
struct Manager(Source);

impl ManageConnection for Manager {
    type Connection = Conn;
    type Error = diesel::r2d2::Error;

    fn connect(&self) -> Result<Conn, Self::Error> {
        self.0.connect().map_err(diesel::r2d2::Error::ConnectionError)
    }

    fn is_valid(&self, conn: &mut Conn) -> Result<(), Self::Error> {
        match conn {
            Conn::Sqlite(_) => Ok(()),
            Conn::Pg(c) => c.batch_execute("SELECT 1").map_err(diesel::r2d2::Error::QueryError),
        }
    }

    fn has_broken(&self, conn: &mut Conn) -> bool {
        use diesel::connection::TransactionManagerStatus;
        !matches!(
            <Conn as Connection>::TransactionManager::transaction_manager_status_mut(conn),
            TransactionManagerStatus::Valid(state) if state.transaction_depth().is_none()
        )
    }
}

/// What the writer calls once it knows whether the commit held.
type Answer = Box<dyn FnOnce(Result<(), Error>) + Send>;
/// One job: runs in the transaction, gives what to call afterwards.
type Job = Box<dyn FnOnce(Option<(&mut Conn, Company)>) -> Ran + Send>;

/// Whether a job has the transaction to itself.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Company {
    /// It has: what it did is undone with the whole transaction. SQLite need not keep the old pages beside, which for an import of
    /// thousands of rows in one savepoint it would search through at every statement.
    Alone,
    /// It shares: a savepoint undoes what it did and nothing else.
    Shared,
}

/// A job that has run.
struct Ran {
    is_good: bool,
    answer: Answer,
}

/// The way to the database for everything else.
#[derive(Clone)]
pub struct Db {
    source: Source,
    pool: Pool<Manager>,
    jobs: SyncSender<Job>,
    bell: Bell,
}

impl Db {
    /// Opens the pool and starts the writer, which rings `bell` after each commit. The thread ends when the last `Db` is dropped.
    pub fn open(source: Source, bell: Bell) -> Result<(Self, JoinHandle<()>), Error> {
        source.connect().map_err(|e| Error::Unavailable(e.to_string()))?;
        let pool = Pool::builder()
            .max_size(8)
            .min_idle(Some(1))
            .connection_timeout(Duration::from_secs(2))
            .test_on_check_out(matches!(source, Source::Postgres(_)))
            .error_handler(Box::new(diesel::r2d2::LoggingErrorHandler))
            .build(Manager(source.clone()))
            .map_err(|e| Error::Unavailable(e.to_string()))?;
        let (jobs, waiting) = sync_channel(QUEUE);
        let (writer_source, writer_bell) = (source.clone(), bell.clone());
        let writer = std::thread::Builder::new()
            .name("writer".to_owned())
            .spawn(move || Writer { source: writer_source, conn: None, bell: writer_bell }.run(&waiting))
            .map_err(|e| Error::Unavailable(e.to_string()))?;
        Ok((Self { source, pool, jobs, bell }, writer))
    }

    /// Where the data are.
    pub fn source(&self) -> &Source {
        &self.source
    }

    /// Rung after each commit.
    pub fn bell(&self) -> &Bell {
        &self.bell
    }

    /// Runs queries that change nothing, off the async threads. One call per request with all its queries.
    pub async fn read<T, E>(&self, queries: impl FnOnce(&mut Conn) -> Result<T, E> + Send + 'static) -> Result<T, Error>
    where
        T: Send + 'static,
        E: Into<Error> + Send + 'static,
    {
        let db = self.clone();
        actix_web::web::block(move || db.read_now(queries)).await.map_err(|_| Error::Unavailable("no thread".to_owned()))?
    }

    /// The same for code that runs outside of async.
    pub fn read_now<T, E: Into<Error>>(&self, queries: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, Error> {
        queries(&mut *self.checkout()?).map_err(Into::into)
    }

    fn checkout(&self) -> Result<PooledConnection<Manager>, Error> {
        self.pool.get().map_err(|e| Error::Unavailable(e.to_string()))
    }

    /// Runs one transaction on the writer. `Ok` comes only after the commit reached the disk; an `Err` of the closure undoes what it did.
    pub async fn write<T, E>(&self, change: impl FnOnce(&mut Conn) -> Result<T, E> + Send + 'static) -> Result<T, Error>
    where
        T: Send + 'static,
        E: Into<Error> + From<diesel::result::Error> + Send + 'static,
    {
        self.submit(change)?.await.unwrap_or_else(|_| Err(Error::Unavailable("the writer stopped".to_owned())))
    }

    /// The same for code that runs outside of async.
    pub fn write_now<T, E>(&self, change: impl FnOnce(&mut Conn) -> Result<T, E> + Send + 'static) -> Result<T, Error>
    where
        T: Send + 'static,
        E: Into<Error> + From<diesel::result::Error> + Send + 'static,
    {
        self.submit(change)?.blocking_recv().unwrap_or_else(|_| Err(Error::Unavailable("the writer stopped".to_owned())))
    }

    fn submit<T, E>(
        &self,
        change: impl FnOnce(&mut Conn) -> Result<T, E> + Send + 'static,
    ) -> Result<oneshot::Receiver<Result<T, Error>>, Error>
    where
        T: Send + 'static,
        E: Into<Error> + From<diesel::result::Error> + Send + 'static,
    {
        let (tell, told) = oneshot::channel();
        let job: Job = Box::new(move |conn| {
            let result = match conn {
                Some((conn, Company::Alone)) => caught(conn, change),
                Some((conn, Company::Shared)) => in_savepoint(conn, change),
                None => Err(Error::Unavailable("no database".to_owned())),
            };
            Ran {
                is_good: result.is_ok(),
                // Nobody listens any more when the client has gone; the words are kept all the same.
                answer: Box::new(move |committed| drop(tell.send(committed.and(result)))),
            }
        });
        match self.jobs.try_send(job) {
            Ok(()) => Ok(told),
            Err(TrySendError::Full(_)) => Err(Error::Unavailable("too many writes wait".to_owned())),
            Err(TrySendError::Disconnected(_)) => Err(Error::Unavailable("the writer stopped".to_owned())),
        }
    }

    /// Brings the schema up to date. Refuses a database that a newer program has changed.
    pub fn migrate(source: &Source) -> Result<usize, Error> {
        let mut conn = source.connect().map_err(|e| Error::Unavailable(e.to_string()))?;
        refuse_newer(&mut conn)?;
        let applied = match &mut conn {
            Conn::Sqlite(c) => c.run_pending_migrations(SQLITE).map(|v| v.len()),
            Conn::Pg(c) => c.run_pending_migrations(POSTGRES).map(|v| v.len()),
        };
        applied.map_err(|e| Error::Unavailable(format!("the schema could not be brought up to date: {e}")))
    }

    /// Takes the schema down again; for the test that replays migrations.
    pub fn unmigrate(source: &Source) -> Result<(), Error> {
        let mut conn = source.connect().map_err(|e| Error::Unavailable(e.to_string()))?;
        let reverted = match &mut conn {
            Conn::Sqlite(c) => c.revert_all_migrations(SQLITE).map(|_| ()),
            Conn::Pg(c) => c.revert_all_migrations(POSTGRES).map(|_| ()),
        };
        reverted.map_err(|e| Error::Unavailable(e.to_string()))
    }

    /// Columns of every table as `table.column type null?`, in order: what the schema test compares.
    pub fn columns(conn: &mut Conn) -> QueryResult<Vec<String>> {
        #[derive(QueryableByName)]
        struct Row {
            #[diesel(sql_type = diesel::sql_types::Text)]
            line: String,
        }
        let sql = match conn {
            Conn::Sqlite(_) => {
                "SELECT m.name || '.' || c.name || ' ' || lower(c.type) || CASE WHEN c.\"notnull\" = 0 THEN ' null' ELSE '' END AS line \
                 FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite%' \
                 AND m.name NOT LIKE '__diesel%' ORDER BY m.name, c.cid"
            }
            Conn::Pg(_) => {
                "SELECT table_name || '.' || column_name || ' ' || data_type || CASE WHEN is_nullable = 'YES' THEN ' null' ELSE '' END AS line \
                 FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE '\\_\\_diesel%' \
                 ORDER BY table_name, ordinal_position"
            }
        };
        Ok(diesel::sql_query(sql).load::<Row>(conn)?.into_iter().map(|row| row.line).collect())
    }
}

/// Whether the database knows a migration this program does not.
fn refuse_newer(conn: &mut Conn) -> Result<(), Error> {
    let pending = |e: Box<dyn std::error::Error + Send + Sync>| Error::Unavailable(e.to_string());
    use diesel::migration::MigrationSource;
    let (applied, known): (Vec<String>, Vec<String>) = match conn {
        Conn::Sqlite(c) => (
            c.applied_migrations().map_err(pending)?.iter().map(ToString::to_string).collect(),
            MigrationSource::<diesel::sqlite::Sqlite>::migrations(&SQLITE)
                .map_err(pending)?
                .iter()
                .map(|m| m.name().version().to_string())
                .collect(),
        ),
        Conn::Pg(c) => (
            c.applied_migrations().map_err(pending)?.iter().map(ToString::to_string).collect(),
            MigrationSource::<diesel::pg::Pg>::migrations(&POSTGRES)
                .map_err(pending)?
                .iter()
                .map(|m| m.name().version().to_string())
                .collect(),
        ),
    };
    match applied.iter().find(|version| !known.contains(version)) {
        Some(version) => Err(Error::Unavailable(format!(
            "the database has schema {version}, which is newer than this program; install the newer caiyan or restore an older backup"
        ))),
        None => Ok(()),
    }
}

/// Runs `change`; a panic in it is an error like others.
fn caught<T, E: Into<Error>>(conn: &mut Conn, change: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, Error> {
    let run = std::panic::AssertUnwindSafe(|| change(conn));
    match std::panic::catch_unwind(run) {
        Ok(result) => result.map_err(Into::into),
        Err(_) => Err(Error::Internal("a write panicked".to_owned())),
    }
}

/// Runs `change` in a savepoint; an error or a panic costs this job only.
fn in_savepoint<T, E: Into<Error>>(conn: &mut Conn, change: impl FnOnce(&mut Conn) -> Result<T, E>) -> Result<T, Error> {
    let outcome = conn.transaction(|conn| caught(conn, change).map_err(Failed::Change));
    outcome.map_err(|failed| match failed {
        Failed::Change(error) => error,
        Failed::Database(error) => error.into(),
    })
}

enum Failed {
    Change(Error),
    Database(diesel::result::Error),
}

impl From<diesel::result::Error> for Failed {
    fn from(error: diesel::result::Error) -> Self {
        Self::Database(error)
    }
}

struct Writer {
    source: Source,
    conn: Option<Conn>,
    bell: Bell,
}

impl Writer {
    fn run(mut self, waiting: &Receiver<Job>) {
        while let Ok(first) = waiting.recv() {
            let mut jobs = vec![first];
            while jobs.len() < BATCH {
                match waiting.try_recv() {
                    Ok(job) => jobs.push(job),
                    Err(_) => break,
                }
            }
            self.commit(jobs);
        }
    }

    fn commit(&mut self, jobs: Vec<Job>) {
        if self.conn.is_none() {
            self.conn = self.source.connect().map_err(|error| tracing::error!(%error, "the writer has no database")).ok();
        }
        let begun = self.conn.as_mut().map(begin);
        let Some((conn, Ok(()))) = self.conn.as_mut().zip(begun) else {
            self.conn = None;
            for job in jobs {
                (job(None).answer)(Ok(()));
            }
            return;
        };
        let company = if jobs.len() == 1 { Company::Alone } else { Company::Shared };
        let ran: Vec<Ran> = jobs.into_iter().map(|job| job(Some((&mut *conn, company)))).collect();
        let undone = company == Company::Alone && ran.iter().any(|job| !job.is_good);
        let answers: Vec<Answer> = ran.into_iter().map(|job| job.answer).collect();
        if undone {
            if <Conn as Connection>::TransactionManager::rollback_transaction(conn).is_err() {
                // The state of the connection is unknown now: start from a new one, and nothing was kept either way.
                self.conn = None;
            }
            answers.into_iter().for_each(|answer| answer(Ok(())));
            return;
        }
        let seq = crate::event::last(conn);
        match <Conn as Connection>::TransactionManager::commit_transaction(conn) {
            Ok(()) => {
                if let Ok(seq) = seq {
                    self.bell.ring(seq);
                }
                answers.into_iter().for_each(|answer| answer(Ok(())));
            }
            Err(error) => {
                tracing::error!(%error, "a commit failed; its writes were refused and their senders told");
                // The state of the connection is unknown now: start from a new one.
                self.conn = None;
                answers.into_iter().for_each(|answer| answer(Err(Error::Unavailable(error.to_string()))));
            }
        }
    }
}

/// Begins a write transaction: at once exclusive on SQLite (a deferred one fails when it turns from reading to writing),
/// under the advisory lock on PostgreSQL.
fn begin(conn: &mut Conn) -> QueryResult<()> {
    match conn {
        Conn::Sqlite(c) => AnsiTransactionManager::begin_transaction_sql(c, "BEGIN IMMEDIATE"),
        Conn::Pg(c) => {
            AnsiTransactionManager::begin_transaction(c)?;
            diesel::sql_query(format!("SELECT pg_advisory_xact_lock({WRITER_LOCK})")).execute(c).map(|_| ())
        }
    }
}

/// The SQLite file of a data directory.
pub fn sqlite_path(data_dir: &Path) -> PathBuf {
    data_dir.join("caiyan.db")
}

/// Escapes `%`, `_` and `\` for a `LIKE` pattern with `\` as the escape sign.
pub fn like(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('%');
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            out.push('\\');
        }
        out.push(c);
    }
    out.push('%');
    out
}
