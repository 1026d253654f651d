//! `caiyan backup`

use std::ffi::OsString;
use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::{Outcome, Place, database, told};
use crate::config::Config;
use crate::db::{Source, upkeep};
use crate::event;

/// What every SQLite file begins with.
pub const MAGIC: &[u8] = b"SQLite format 3\0";

/// Arguments of `backup`.
#[derive(Debug, clap::Args)]
#[command(after_help = "The secret key is not in the file, so that a stolen backup tells nobody how to reach a citizen: keep a copy of\n\
                        secret.key (or CAIYAN_SECRET) in another place. An older backup of the same name is replaced at the end, at once.\n\
                        For PostgreSQL use pg_dump.\n\
                        Example: caiyan backup /backup/caiyan-2026-11-23.db --data-dir /var/lib/caiyan")]
pub struct Arguments {
    /// The file to write.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    #[command(flatten)]
    place: Place,
}

impl Arguments {
    /// Copies the database, consistent at one moment, while others go on writing.
    pub fn run(self, config: Config, out: &mut dyn Write) -> anyhow::Result<Outcome> {
        let config = self.place.over(config);
        let Source::Sqlite(live) = database(&config)? else {
            bail!("the data are in PostgreSQL; back them up with: pg_dump --format=custom --file=FILE \"$DATABASE_URL\"");
        };
        refuse_to_overwrite(&self.file, &live)?;
        let part = beside(&self.file, ".part");
        let made = copy(&live, &part).and_then(|events| {
            std::fs::rename(&part, &self.file).with_context(|| format!("{} cannot be written", self.file.display()))?;
            Ok(events)
        });
        if made.is_err() {
            // Half a copy is of use to nobody; the error says why there is none.
            let _ = std::fs::remove_file(&part);
        }
        let events = made?;
        let bytes = std::fs::metadata(&self.file).map(|m| m.len()).unwrap_or_default();
        writeln!(out, "{} holds everything up to event {events} ({bytes} bytes)", self.file.display())?;
        if config.secret.is_none() {
            let key = config.data_dir.join("secret.key");
            writeln!(out, "keep a copy of {} in another place: without it nobody can read how to reach citizens", key.display())?;
        }
        Ok(Outcome::Done)
    }
}

/// Only an older backup (or an empty file) may be replaced, never the database itself.
fn refuse_to_overwrite(file: &Path, live: &Path) -> anyhow::Result<()> {
    let Ok(there) = File::open(file) else { return Ok(()) };
    if file.is_dir() {
        bail!("{} is a folder; name a file", file.display());
    }
    let same = file.canonicalize().ok().zip(live.canonicalize().ok()).is_some_and(|(a, b)| a == b);
    if same {
        bail!("{} is the database itself; name another file", file.display());
    }
    let mut head = Vec::new();
    there.take(16).read_to_end(&mut head)?;
    if head.is_empty() || head == MAGIC { Ok(()) } else { bail!("{} exists and is no backup; name another file", file.display()) }
}

/// Copies and checks the copy. Gives the number of the last event in it.
fn copy(live: &Path, part: &Path) -> anyhow::Result<i64> {
    // Left over from a backup that was interrupted.
    let _ = std::fs::remove_file(part);
    let place = || format!("{} cannot be written", part.display());
    // Made first, so that the copy is never readable by others, not even while it grows. SQLite fills an empty file.
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let file = options.open(part).with_context(place)?;
    let mut conn = Source::Sqlite(live.to_owned()).connect()?;
    upkeep::copy(&mut conn, part).map_err(told).with_context(place)?;
    let events = last_event(part)?;
    file.sync_all().with_context(place)?;
    Ok(events)
}

/// The last event of a copy nobody else uses; also that it can be read at all.
fn last_event(part: &Path) -> anyhow::Result<i64> {
    let mut conn = Source::Sqlite(part.to_owned()).connect()?;
    let faults = upkeep::faults(&mut conn)?;
    if let Some(fault) = faults.first() {
        bail!("the database is damaged, and so would be its copy: {fault}; run: caiyan verify");
    }
    let last = event::last(&mut conn)?;
    upkeep::settle(&mut conn)?;
    Ok(last)
}

/// The same path with something at its end.
pub fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name: OsString = path.as_os_str().to_owned();
    name.push(end);
    name.into()
}
