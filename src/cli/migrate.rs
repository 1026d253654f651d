//! `caiyan migrate`

use std::io::Write;

use super::{Outcome, Place, prepare};
use crate::config::Config;

/// Arguments of `migrate`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "A database that a newer program has changed is refused and left as it is.\nExample: caiyan migrate --data-dir /var/lib/caiyan"
)]
pub struct Arguments {
    #[command(flatten)]
    place: Place,
}

impl Arguments {
    /// Brings the schema up to date.
    pub fn run(self, config: Config, out: &mut dyn Write) -> anyhow::Result<Outcome> {
        let applied = prepare(&self.place.over(config))?;
        match applied {
            0 => writeln!(out, "the schema is current")?,
            1 => writeln!(out, "the schema is current now: 1 migration applied")?,
            n => writeln!(out, "the schema is current now: {n} migrations applied")?,
        }
        Ok(Outcome::Done)
    }
}
