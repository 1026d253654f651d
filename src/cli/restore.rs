//! `caiyan restore`

use std::fs::File;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

use anyhow::{Context, bail};

use super::backup::{MAGIC, beside};
use super::{Outcome, Place, reindex, told};
use crate::app::App;
use crate::clock::{self, Clock};
use crate::config::Config;
use crate::db::{Db, Source, upkeep};
use crate::event;

/// Arguments of `restore`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Stop the server first. The search index is removed and built again at the next start. Put the secret.key that belongs to\n\
                        the backup into the data directory too. For PostgreSQL use pg_restore.\n\
                        Example: caiyan restore /backup/caiyan-2026-11-23.db --data-dir /var/lib/caiyan"
)]
pub struct Arguments {
    /// A file that caiyan backup wrote.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// Move a database that is there aside instead of refusing.
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    place: Place,
}

impl Arguments {
    /// Checks a copy of the file, then puts it in the place of the database in one step.
    pub fn run(self, config: Config, out: &mut dyn Write) -> anyhow::Result<Outcome> {
        let config = self.place.over(config);
        let Source::Sqlite(live) = App::source(&config) else {
            bail!("the data are in PostgreSQL; restore them with: pg_restore --clean --if-exists --dbname=\"$DATABASE_URL\" FILE");
        };
        check_head(&self.file)?;
        if live.exists() && !self.force {
            bail!("there is a database at {}; add --force to move it aside", live.display());
        }
        let index = config.data_dir.join("index");
        if reindex::is_held(&index) || (live.exists() && upkeep::is_in_use(&live).map_err(told)?) {
            bail!("a server is using {}; stop it first", live.display());
        }
        std::fs::create_dir_all(&config.data_dir)
            .with_context(|| format!("the data directory {} cannot be made", config.data_dir.display()))?;
        let copy = beside(&live, ".restoring");
        let checked = take(&self.file, &copy);
        if checked.is_err() {
            // The backup itself is untouched; the copy that failed its check is not kept.
            let _ = std::fs::remove_file(&copy);
        }
        let events = checked?;
        if live.exists() {
            let aside = aside(&live)?;
            writeln!(out, "the database that was there is now {}", aside.display())?;
        }
        std::fs::rename(&copy, &live).with_context(|| format!("{} cannot be written", live.display()))?;
        reindex::remove(&index)?;
        writeln!(out, "{} is restored up to event {events}; the next caiyan serve builds the search index", live.display())?;
        if config.secret.is_none() && !config.data_dir.join("secret.key").exists() {
            writeln!(out, "put the secret.key of that time into {}, else contact details cannot be read", config.data_dir.display())?;
        }
        Ok(Outcome::Done)
    }
}

/// Whether the file can be a backup at all, before anything is touched.
fn check_head(file: &Path) -> anyhow::Result<()> {
    let mut head = Vec::new();
    File::open(file)
        .and_then(|f| f.take(16).read_to_end(&mut head))
        .with_context(|| format!("{} cannot be read; name a file that caiyan backup wrote", file.display()))?;
    if head != MAGIC {
        bail!("{} is no SQLite database; name a file that caiyan backup wrote", file.display());
    }
    Ok(())
}

/// Copies the backup beside the database, checks the copy and brings its schema up to date. Gives its last event.
fn take(file: &Path, copy: &Path) -> anyhow::Result<i64> {
    let place = || format!("{} cannot be copied to {}", file.display(), copy.display());
    std::fs::copy(file, copy).with_context(place)?;
    let _ = std::fs::remove_file(beside(copy, "-wal"));
    let source = Source::Sqlite(copy.to_owned());
    let unreadable = || format!("{} is damaged or no backup of caiyan", file.display());
    upkeep::pending(&source).map_err(told).with_context(unreadable)?;
    let mut conn = source.connect().with_context(unreadable)?;
    if let Some(fault) = upkeep::faults(&mut conn).with_context(unreadable)?.first() {
        bail!("{} is damaged ({fault}); take another backup", file.display());
    }
    let events = event::last(&mut conn).with_context(unreadable)?;
    drop(conn);
    Db::migrate(&source).map_err(told).with_context(unreadable)?;
    upkeep::settle(&mut source.connect()?)?;
    let settled = File::options().write(true).open(copy).with_context(place)?;
    #[cfg(unix)]
    settled.set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600)).with_context(place)?;
    settled.sync_all().with_context(place)?;
    Ok(events)
}

/// Moves the database that is there aside, with what SQLite keeps beside it.
fn aside(live: &Path) -> anyhow::Result<PathBuf> {
    let moment = clock::local(Clock::System.now()).format("%Y%m%d-%H%M%S");
    let aside = beside(live, &format!(".before-{moment}"));
    for end in ["-wal", "-shm"] {
        let from = beside(live, end);
        if from.exists() {
            std::fs::rename(&from, beside(&aside, end)).with_context(|| format!("{} cannot be moved aside", from.display()))?;
        }
    }
    std::fs::rename(live, &aside).with_context(|| format!("{} cannot be moved aside", live.display()))?;
    Ok(aside)
}
