//! The commands. Each file is one command with its arguments and its `run`.
//!
//! Results go to standard output, progress and errors to standard error. Exit status: 0 done, 1 it ran and the answer is no,
//! 2 arguments or input are wrong (one clear line that says what to do). A reader that stops reading (`caiyan … | head`) ends a
//! command quietly.

mod account;
mod backup;
mod comment;
mod contact_point;
pub mod demo;
mod doctor;
mod draft;
mod eval;
mod law;
mod migrate;
mod progress;
mod reindex;
mod restore;
pub mod serve;
mod verify;

use std::io::{BufWriter, Write};
use std::path::PathBuf;
use std::thread::JoinHandle;

use anyhow::{Context, bail};
use clap::{Parser, Subcommand};

use crate::app::App;
use crate::config::Config;
use crate::db::{Db, Source, upkeep};
use crate::error::Error;
use crate::event::Bell;

/// 采言 Caiyan: citizens' comments on draft regulations, from the first word to the adopted law.
#[derive(Debug, Parser)]
#[command(name = "caiyan", version, about, arg_required_else_help = true)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Make a fictional city and serve it.
    Demo(demo::Arguments),
    /// Serve the site from --data-dir or DATABASE_URL.
    Serve(serve::Arguments),
    /// Bring the database's schema up to date, making the database where there is none.
    Migrate(migrate::Arguments),
    /// Remove the search index, so that the next start builds it from the database.
    Reindex(reindex::Arguments),
    /// Check every follower, file and hash against the log.
    Verify(verify::Arguments),
    /// Say what is wrong with this installation, and what to do.
    Doctor(doctor::Arguments),
    /// Write one consistent file, also while serving.
    Backup(backup::Arguments),
    /// Put a backup in the place of the database.
    Restore(restore::Arguments),
    /// Accounts of staff.
    Account(account::Arguments),
    /// Contact points.
    ContactPoint(contact_point::Arguments),
    /// Read, compare, cite and convert texts of law.
    Law(law::Arguments),
    /// Drafts of regulations.
    Draft(draft::Arguments),
    /// Citizens' comments.
    Comment(comment::Arguments),
    /// Measure parts of the site on judged material.
    Eval(eval::Arguments),
}

/// What a command ends with.
pub enum Outcome {
    /// Done.
    Done,
    /// It ran, and the answer is no.
    No,
}

impl Cli {
    /// Runs the command.
    pub fn run(self) -> anyhow::Result<Outcome> {
        let config = Config::from_env()?;
        let mut out = BufWriter::new(std::io::stdout().lock());
        let outcome = match self.command {
            Command::Demo(arguments) => {
                drop(out);
                return arguments.run(config);
            }
            Command::Serve(arguments) => {
                drop(out);
                return arguments.run(config);
            }
            Command::Migrate(arguments) => arguments.run(config, &mut out),
            Command::Reindex(arguments) => arguments.run(config, &mut out),
            Command::Verify(arguments) => arguments.run(config, &mut out),
            Command::Doctor(arguments) => arguments.run(config, &mut out),
            Command::Backup(arguments) => arguments.run(config, &mut out),
            Command::Restore(arguments) => arguments.run(config, &mut out),
            Command::Account(arguments) => arguments.run(config, &mut out),
            Command::ContactPoint(arguments) => arguments.run(config, &mut out),
            Command::Law(arguments) => arguments.run(&mut out),
            Command::Draft(arguments) => arguments.run(config, &mut out),
            Command::Comment(arguments) => arguments.run(config, &mut out),
            Command::Eval(arguments) => arguments.run(&mut out),
        };
        // What was printed before an error belongs to the answer too.
        let flushed = out.flush();
        unless_broken(outcome.and_then(|outcome| Ok(flushed.map(|()| outcome)?)))
    }
}

/// Takes a closed standard output for what it is: the reader has seen enough.
fn unless_broken(outcome: anyhow::Result<Outcome>) -> anyhow::Result<Outcome> {
    let broken = |e: &(dyn std::error::Error + 'static)| {
        e.downcast_ref::<std::io::Error>().is_some_and(|e| e.kind() == std::io::ErrorKind::BrokenPipe)
    };
    match outcome {
        Err(error) if error.chain().any(broken) => Ok(Outcome::Done),
        other => other,
    }
}

/// The option of every command that works on an installation.
#[derive(Debug, clap::Args)]
struct Place {
    /// Folder of database, index and key [env: CAIYAN_DATA_DIR] [default: ./data]
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
}

impl Place {
    /// The configuration with this folder, if one was given.
    fn over(self, mut config: Config) -> Config {
        config.data_dir = self.data_dir.unwrap_or(config.data_dir);
        config
    }
}

/// What went wrong in the words for an operator.
fn told(error: Error) -> anyhow::Error {
    match error {
        Error::Unavailable(why) => anyhow::anyhow!(why),
        other => other.into(),
    }
}

/// The database of an installation that is in use: there, reachable, with its schema current.
fn database(config: &Config) -> anyhow::Result<Source> {
    let source = App::source(config);
    if let Source::Sqlite(path) = &source
        && !path.is_file()
    {
        bail!("there is no database at {}; name the right folder with --data-dir, or make one with: caiyan migrate", path.display());
    }
    match upkeep::pending(&source).map_err(told)? {
        0 => Ok(source),
        behind => bail!("the database's schema lacks {behind} migrations of this program; run: caiyan migrate"),
    }
}

/// Makes the data directory and brings the schema up to date. Gives how many migrations that took.
fn prepare(config: &Config) -> anyhow::Result<usize> {
    std::fs::create_dir_all(&config.data_dir)
        .with_context(|| format!("the data directory {} cannot be made; choose another with --data-dir", config.data_dir.display()))?;
    Db::migrate(&App::source(config)).map_err(told)
}

/// Opens the database for reading and writing. Drop the `Db` and join the thread at the end.
fn open(config: &Config) -> anyhow::Result<(Db, JoinHandle<()>)> {
    Db::open(database(config)?, Bell::default()).map_err(told)
}

/// Ends what [`open`] began; everything answered is on the disk already.
fn close(db: Db, writer: JoinHandle<()>) {
    drop(db);
    // A writer that panicked has refused its jobs; nothing is left to be told.
    let _ = writer.join();
}

/// Starts logging to standard error, one JSON object a line.
pub fn start_log(filter: &str) {
    let filter = tracing_subscriber::EnvFilter::try_new(filter).unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    let lines =
        tracing_subscriber::fmt().json().flatten_event(true).with_target(false).with_writer(std::io::stderr).log_internal_errors(false);
    // A second start, in tests, changes nothing.
    let _ = lines.with_env_filter(filter).try_init();
}
