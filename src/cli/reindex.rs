//! `caiyan reindex`

use std::fs::{File, TryLockError};
use std::io::Write;
use std::path::Path;

use anyhow::{Context, bail};

use super::{Outcome, Place, database};
use crate::config::Config;

/// Arguments of `reindex`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Stop the server first. Nothing is lost: the index is made from the database.\nExample: caiyan reindex --data-dir /var/lib/caiyan"
)]
pub struct Arguments {
    #[command(flatten)]
    place: Place,
}

impl Arguments {
    /// Removes the index.
    pub fn run(self, config: Config, out: &mut dyn Write) -> anyhow::Result<Outcome> {
        let config = self.place.over(config);
        // A wrong folder is told before anything is removed.
        database(&config)?;
        match remove(&config.data_dir.join("index"))? {
            true => writeln!(out, "the search index is removed; the next caiyan serve builds it from the database")?,
            false => writeln!(out, "there is no search index; the next caiyan serve builds it from the database")?,
        }
        Ok(Outcome::Done)
    }
}

/// Whether a server holds the index: the engine keeps the file `lock` in it locked while it is open.
pub fn is_held(index: &Path) -> bool {
    let Ok(lock) = File::open(index.join("lock")) else { return false };
    matches!(lock.try_lock(), Err(TryLockError::WouldBlock))
}

/// Removes the index unless a server holds it; says whether there was one.
pub fn remove(index: &Path) -> anyhow::Result<bool> {
    if is_held(index) {
        bail!("a server is using {}; stop it first", index.display());
    }
    match std::fs::remove_dir_all(index) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(false),
        Err(error) => Err(error).with_context(|| format!("{} cannot be removed", index.display())),
    }
}
