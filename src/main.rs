//! The `caiyan` command: reads its arguments and calls the library.

use std::process::ExitCode;

use caiyan::cli::{Cli, Outcome};
use clap::Parser;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    match Cli::parse().run() {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::No) => ExitCode::from(1),
        Err(error) => {
            eprintln!("caiyan: {error:#}");
            ExitCode::from(2)
        }
    }
}
