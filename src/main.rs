//! The `caiyan` command: reads its arguments and calls the library.

use std::io::Write;
use std::process::ExitCode;

use caiyan::cli::{Cli, Outcome};
use clap::Parser;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    let outcome = match Cli::try_parse() {
        Ok(cli) => cli.run(),
        // Help and version are answers, not errors.
        Err(error) if error.exit_code() == 0 => error.exit(),
        Err(error) if error.kind() == clap::error::ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => error.exit(),
        Err(error) => return refuse(&error.to_string()),
    };
    match outcome {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::No) => ExitCode::from(1),
        Err(error) => refuse(&format!("{error:#}")),
    }
}

/// Says in one line what is wrong, whatever the message looked like.
fn refuse(message: &str) -> ExitCode {
    let message = message.strip_prefix("error: ").unwrap_or(message);
    let line = message.lines().map(str::trim).filter(|line| !line.is_empty()).collect::<Vec<_>>().join("; ");
    // Nobody can be told when standard error is closed.
    let _ = writeln!(std::io::stderr(), "caiyan: {line}");
    ExitCode::from(2)
}
