//! The commands. Each file is one command with its arguments and its `run`.
//!
//! Results go to standard output, progress and errors to standard error. Exit status: 0 done, 1 it ran and the answer is no,
//! 2 arguments or input are wrong (one clear line that says what to do).

pub mod demo;
pub mod serve;

use clap::{Parser, Subcommand};

use crate::config::Config;

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
        match self.command {
            Command::Demo(arguments) => arguments.run(config),
            Command::Serve(arguments) => arguments.run(config),
        }
    }
}

/// Starts logging to standard error, one JSON object a line.
pub fn start_log(filter: &str) {
    let filter = tracing_subscriber::EnvFilter::try_new(filter).unwrap_or_else(|_| tracing_subscriber::EnvFilter::new("info"));
    let lines = tracing_subscriber::fmt().json().flatten_event(true).with_target(false).with_writer(std::io::stderr).with_env_filter(filter);
    // A second start, in tests, changes nothing.
    let _ = lines.try_init();
}
