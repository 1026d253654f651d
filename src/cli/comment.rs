//! `caiyan comment`: imports what a contact point kept in files.

use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use anyhow::{Context, bail};
use chrono::NaiveDateTime;
use clap::Subcommand;

use super::account::no_contact_point;
use super::progress::Progress;
use super::{Outcome, Place, close, open, told};
use crate::clock::Clock;
use crate::comment::import::field::Mapping;
use crate::comment::import::take_in::{self, Counts, Entry, Reader, Target};
use crate::comment::import::{Refused, table};
use crate::config::Config;
use crate::contact_point::{self, query::ContactPoint};
use crate::db::{Conn, Db};
use crate::error::Error;
use crate::law::parse;
use crate::regulation::texts::Text;
use crate::regulation::{query, standing};
use crate::seal::Keys;

/// Rows taken in by one transaction.
const BATCH: usize = 500;
/// Lines named for each reason of refusal.
const NAMED: usize = 5;
/// Reasons told apart.
const REASONS: usize = 50;

/// Arguments of `comment`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Take in comments from JSON Lines, CSV or XLSX; the same row never becomes two comments.
    #[command(
        after_help = "Fields: id, title, text, article, stance, wording, reason, identity, channel, time, place, source. Columns with usual names are\n\
                            recognised (标题, 留言详情, 条款 …); all others, names and telephone numbers for example, are left out. Rows without a channel\n\
                            count as paper. Exit status 1 when some rows were refused; the others are taken in.\n\
                            Example: caiyan comment import 留言.xlsx --contact-point fengqiao --regulation 2026-07 --map text=留言详情 --map id=留言编号"
    )]
    Import(Import),
}

#[derive(Debug, clap::Args)]
struct Import {
    /// The file.
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The contact point that collected the words.
    #[arg(long, value_name = "SLUG")]
    contact_point: String,
    /// The regulation they speak of: its draft under consultation, else its last. Without it: the contact point's 人民建议征集.
    #[arg(long, value_name = "SLUG")]
    regulation: Option<String>,
    /// Take a field from this column.
    #[arg(long, value_name = "FIELD=COLUMN")]
    map: Vec<String>,
    /// Read everything and say what would happen; write nothing.
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    place: Place,
}

impl Arguments {
    /// Runs the subcommand.
    pub fn run(self, config: Config, out: &mut dyn Write) -> anyhow::Result<Outcome> {
        match self.what {
            What::Import(import) => import.run(config, out),
        }
    }
}

/// What became of the file.
#[derive(Default)]
struct Report {
    counts: Counts,
    /// Reason → how many, and the first lines.
    refused: BTreeMap<String, (usize, Vec<u64>)>,
}

impl Report {
    fn refuse(&mut self, refused: Refused) {
        let told = self.refused.len() < REASONS || self.refused.contains_key(&refused.reason);
        let reason = if told { refused.reason } else { "other reasons".to_owned() };
        let (count, lines) = self.refused.entry(reason).or_default();
        *count += 1;
        if lines.len() < NAMED {
            lines.push(refused.line);
        }
    }

    fn rows_refused(&self) -> usize {
        self.refused.values().map(|(count, _)| count).sum()
    }

    fn show(&self, file: &Path, dry: bool, out: &mut dyn Write) -> std::io::Result<()> {
        let word = if dry { "would be imported" } else { "imported" };
        writeln!(out, "{} {word}, {} already there, {} refused", self.counts.imported, self.counts.known, self.rows_refused())?;
        for (reason, (count, lines)) in &self.refused {
            let lines: Vec<String> = lines.iter().map(u64::to_string).collect();
            let more = if *count > NAMED { " …" } else { "" };
            writeln!(out, "refused {count}: {reason} ({}, line {}{more})", file.display(), lines.join(", "))?;
        }
        Ok(())
    }
}

impl Import {
    fn run(self, config: Config, out: &mut dyn Write) -> anyhow::Result<Outcome> {
        let mapping = Mapping::parse(&self.map).map_err(anyhow::Error::msg)?;
        let table = table::open(&self.file, &mapping).map_err(|error| anyhow::anyhow!("{}: {error}", self.file.display()))?;
        let config = self.place.over(config);
        let (db, writer) = open(&config)?;
        let work = Work { db: &db, config: &config, file: &self.file, dry_run: self.dry_run };
        let done = work.run(table, &self.contact_point, self.regulation, out);
        close(db, writer);
        done
    }
}

/// An import under way.
struct Work<'a> {
    db: &'a Db,
    config: &'a Config,
    file: &'a Path,
    dry_run: bool,
}

impl Work<'_> {
    fn run(&self, table: table::Table, point: &str, regulation: Option<String>, out: &mut dyn Write) -> anyhow::Result<Outcome> {
        let target = self.target(point, regulation)?;
        if !table.unused.is_empty() {
            writeln!(out, "left out: {}", table.unused.join(", "))?;
        }
        let keys = Keys::load(self.config).context("the secret key cannot be read")?;
        let (now, mut reader) = (target.now, Reader::new(target));
        let (mut report, mut batch, progress) = (Report::default(), Vec::new(), Progress::new(table.about));
        for (at, row) in (1..).zip(table.rows) {
            match row {
                Ok(row) => match row.and_then(|row| reader.read(&row)) {
                    Ok(entry) => batch.push(entry),
                    Err(refused) => report.refuse(refused),
                },
                Err(error) => {
                    progress.end();
                    self.take(&keys, std::mem::take(&mut batch), now, &mut report)?;
                    report.show(self.file, self.dry_run, out)?;
                    bail!("{}: {error}", self.file.display());
                }
            }
            if batch.len() >= BATCH {
                self.take(&keys, std::mem::take(&mut batch), now, &mut report)?;
                progress.at(at);
            }
        }
        self.take(&keys, batch, now, &mut report)?;
        progress.end();
        report.show(self.file, self.dry_run, out)?;
        let nothing = report.counts == Counts::default() && report.rows_refused() == 0;
        if nothing {
            bail!("{}: there is no row; expected one comment a row", self.file.display());
        }
        Ok(if report.rows_refused() == 0 { Outcome::Done } else { Outcome::No })
    }

    fn take(&self, keys: &Keys, batch: Vec<Entry>, now: NaiveDateTime, report: &mut Report) -> anyhow::Result<()> {
        let keys = keys.clone();
        let all = batch.len();
        let counts = if self.dry_run {
            self.db.read_now(move |conn| take_in::known(conn, &batch)).map(|known| Counts { imported: all - known, known })
        } else {
            self.db.write_now(move |conn| take_in::take_in(conn, &keys, &batch, now))
        };
        let counts = counts.map_err(told).context("the import stopped; what was taken in stays, and running it again takes in the rest")?;
        report.counts.imported += counts.imported;
        report.counts.known += counts.known;
        Ok(())
    }

    /// Where the comments go; opens the standing consultation where it is needed.
    fn target(&self, point: &str, regulation: Option<String>) -> anyhow::Result<Target> {
        let (slug, now) = (point.to_owned(), Clock::System.now());
        let file = self.file.file_name().map(|name| name.to_string_lossy().chars().take(200).collect()).unwrap_or_default();
        let wanted = regulation.is_none();
        let found = self.db.read_now(|conn| {
            let Some(point) = contact_point::query::by_slug(conn, &slug)? else {
                return no_contact_point(conn, &slug).map(Err);
            };
            if let Some(regulation) = &regulation
                && query::by_slug(conn, regulation)?.is_none()
            {
                return Ok(Err(format!(
                    "there is no regulation {regulation}; publish its draft with: caiyan draft import --regulation {regulation} …"
                )));
            }
            Ok::<_, diesel::result::Error>(Ok(point))
        });
        let point = found.map_err(told)?.map_err(anyhow::Error::msg)?;
        let regulation = regulation.unwrap_or_else(|| standing::slug(&point));
        let is_there = self.db.read_now(|conn| query::by_slug(conn, &regulation)).map_err(told)?.is_some();
        if wanted && !is_there {
            if self.dry_run {
                return Ok(nowhere_yet(&point, regulation, file, now));
            }
            let point = point.clone();
            self.db.write_now(move |conn| standing::open(conn, &point, now).map_err(Error::from)).map_err(told)?;
        }
        let target = self.db.read_now(|conn| load(conn, &point, &regulation, file, now)).map_err(told)?;
        target.with_context(|| {
            format!("regulation {regulation} has no draft; publish one with: caiyan draft import --regulation {regulation} …")
        })
    }
}

fn load(conn: &mut Conn, point: &ContactPoint, slug: &str, file: String, now: NaiveDateTime) -> diesel::QueryResult<Option<Target>> {
    let stages = query::stages_of(conn, slug)?;
    let Some(stage) = query::current(&stages, now) else { return Ok(None) };
    let draft_id = stage.draft.id;
    Ok(Some(Target {
        contact_point: (point.id, point.slug.clone()),
        regulation: (Some(stage.regulation.id), slug.to_owned()),
        draft_id,
        law: parse::parse(&query::source_of(conn, draft_id)?),
        text: Arc::new(Text::new(stage.draft.title.clone(), query::provisions_of(conn, draft_id)?)),
        file,
        now,
    }))
}

/// The standing consultation that a trial run does not open.
fn nowhere_yet(point: &ContactPoint, slug: String, file: String, now: NaiveDateTime) -> Target {
    let text = Arc::new(Text::new(String::new(), Vec::new()));
    let contact_point = (point.id, point.slug.clone());
    Target { contact_point, regulation: (None, slug), draft_id: 0, law: crate::law::Law::default(), text, file, now }
}
