//! `caiyan draft`: publishes a text from a file as the next draft of a regulation.

use std::collections::HashMap;
use std::io::Write;
use std::path::PathBuf;

use anyhow::bail;
use chrono::{NaiveDate, NaiveDateTime};
use clap::Subcommand;
use diesel::QueryResult;
use serde_json::json;

use super::law::{instructions_of, law_of, left_over, text_of};
use super::{Outcome, Place, close, open, prepare, told};
use crate::clock::{self, Clock};
use crate::config::Config;
use crate::consultation;
use crate::db::Conn;
use crate::event::{self, Actor, EventKind, Subject};
use crate::form;
use crate::law::{Law, amend, parse};
use crate::regulation::publish::{Publication, publish};
use crate::regulation::{self, DraftKind, lineage, query};

/// Arguments of `draft`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Publish a file as the next draft; a regulation that is not there yet is made.
    #[command(
        after_help = "Articles are aligned with the draft before, so comments find their place in the new text. The same text is never\n\
                            published twice.\n\
                            Example: caiyan draft import --regulation 2026-07 --title 夜间集市若干规定（草案） --kind first \\\n\
                            \x20        --opens 2026-12-01 --closes 2026-12-31 草案.docx\n\
                            Example: caiyan draft import --regulation 2026-07 --kind revised --amends 修正案草案.docx"
    )]
    Import(Import),
}

#[derive(Debug, clap::Args)]
struct Import {
    /// The regulation's name in URLs: 1 to 60 of a-z, 0-9 and hyphen.
    #[arg(long, value_name = "SLUG")]
    regulation: String,
    /// Title as printed; the text's own where it is left out.
    #[arg(long, value_name = "T")]
    title: Option<String>,
    /// first, second, third, revised, vote or enacted.
    #[arg(long, value_name = "KIND")]
    kind: String,
    /// First day of the consultation, 2026-12-01.
    #[arg(long, value_name = "DATE", requires = "closes", value_parser = day)]
    opens: Option<NaiveDate>,
    /// Last day of the consultation, included.
    #[arg(long, value_name = "DATE", requires = "opens", value_parser = day)]
    closes: Option<NaiveDate>,
    /// What the regulation is about, in one line; for a regulation that is made.
    #[arg(long, value_name = "TEXT", default_value = "")]
    subject: String,
    /// Its field, e.g. 城市管理; for a regulation that is made.
    #[arg(long, value_name = "TEXT", default_value = "")]
    topic: String,
    /// 组织单位; for a regulation that is made.
    #[arg(long, value_name = "NAME", default_value = "")]
    organiser: String,
    /// 起草说明: a text file.
    #[arg(long, value_name = "FILE")]
    explanation: Option<PathBuf>,
    /// FILE is an amending decision or draft: apply it to the newest draft and publish the amended text. The amending text goes into the
    /// explanation. Nothing is published while something could not be carried out.
    #[arg(long)]
    amends: bool,
    /// Publish although something could not be carried out: somebody has read what.
    #[arg(long, requires = "amends")]
    left_read: bool,
    /// The text: plain, Markdown, DOCX or Akoma Ntoso.
    #[arg(value_name = "FILE")]
    file: PathBuf,
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

/// Everything that will be written, checked.
struct Checked {
    slug: String,
    kind: DraftKind,
    title: String,
    of: [String; 3],
    explanation: String,
    source: String,
    law: Law,
    /// An amending text: its instructions, and whether what they leave over has been read.
    amending: Option<(Vec<amend::Instruction>, bool)>,
    days: Option<(NaiveDateTime, NaiveDateTime)>,
    now: NaiveDateTime,
}

/// What was done.
enum Done {
    Published {
        number: i32,
        made: bool,
        articles: usize,
        known: usize,
    },
    /// This very text is there already under this number.
    Same(i32),
    /// There is nothing the text could amend.
    NoBase,
    /// Something could not be carried out, so nothing was published.
    Left(Vec<amend::Left>),
}

impl Import {
    fn run(self, config: Config, out: &mut dyn Write) -> anyhow::Result<Outcome> {
        let (place, slug, file) = (self.place.data_dir.clone(), self.regulation.clone(), self.file.clone());
        let checked = self.check()?;
        let config = Place { data_dir: place }.over(config);
        prepare(&config)?;
        let title = checked.title.clone();
        let warnings: Vec<String> =
            checked.law.warnings.iter().map(|w| format!("{}: line {}: {}", file.display(), w.line, w.message)).collect();
        // An amending text is read by its instructions; what is odd in it as a law says nothing.
        let warnings = if checked.amending.is_some() { Vec::new() } else { warnings };
        let (db, writer) = open(&config)?;
        let done = db.write_now(move |conn| checked.write(conn));
        close(db, writer);
        match done.map_err(told)? {
            Done::Same(number) => writeln!(out, "this text is draft {number} of {slug} already; nothing was changed")?,
            Done::NoBase => bail!("{slug} has no draft that could be amended; publish the text it amends first"),
            Done::Left(left) => {
                for line in left_over(&file, &left) {
                    writeln!(std::io::stderr(), "{line}")?;
                }
                writeln!(
                    out,
                    "nothing was published: {} instructions could not be carried out; see to them, or add --left-read",
                    left.len()
                )?;
                return Ok(Outcome::No);
            }
            Done::Published { number, made, articles, known } => {
                if made {
                    writeln!(out, "regulation {slug} is made: {}", plain_title(&title))?;
                }
                writeln!(
                    out,
                    "draft {number} of {slug} is published: {title}, {articles} articles, {known} of them known from the draft before"
                )?;
            }
        }
        for warning in warnings {
            writeln!(out, "look at {warning}")?;
        }
        Ok(Outcome::Done)
    }

    fn check(self) -> anyhow::Result<Checked> {
        let Some(kind) = DraftKind::parse(&self.kind) else {
            bail!("“{}” is no kind of draft; write first, second, third, revised, vote or enacted", self.kind);
        };
        if !regulation::is_slug(&self.regulation) {
            bail!("“{}” cannot be a regulation's name in URLs; write 1 to 60 of a-z, 0-9 and hyphen", self.regulation);
        }
        if let (Some(opens), Some(closes)) = (self.opens, self.closes)
            && opens > closes
        {
            bail!("the consultation would close on {closes}, before it opens on {opens}");
        }
        let law = law_of(&self.file)?;
        let amending = if self.amends { Some((instructions_of(&self.file)?, self.left_read)) } else { None };
        if amending.is_none() && law.articles().next().is_none() {
            let line = law.provisions.first().map_or(1, |p| p.line);
            if amend::is_amending(&text_of(&self.file)?) {
                bail!("{}: line {line}: this amends another text; add --amends to publish the amended text", self.file.display());
            }
            bail!("{}: line {line}: no article found; expected a line that begins with 第一条", self.file.display());
        }
        let title = form::clean(self.title.as_deref().unwrap_or(&law.title));
        if form::is_blank(&title) {
            bail!("{}: line 1: no title found; add --title", self.file.display());
        }
        let explanation = self.explanation.as_deref().map(text_of).transpose()?.map(|text| form::clean(&text)).unwrap_or_default();
        Ok(Checked {
            slug: self.regulation,
            kind,
            title,
            of: [self.subject, self.topic, self.organiser].map(|text| form::clean(&text)),
            explanation,
            source: text_of(&self.file)?,
            law,
            amending,
            days: self.opens.zip(self.closes).map(|(opens, closes)| (clock::start_of(opens), clock::end_of(closes))),
            now: Clock::System.now(),
        })
    }
}

impl Checked {
    fn write(mut self, conn: &mut Conn) -> QueryResult<Done> {
        let stages = query::stages_of(conn, &self.slug)?;
        let mut former = HashMap::new();
        if let Some(last) = stages.last() {
            let before = query::source_of(conn, last.draft.id)?;
            if before == self.source && last.draft.kind == self.kind {
                return Ok(Done::Same(last.draft.number));
            }
            let base = parse::parse(&before);
            if let Some((instructions, read)) = &self.amending {
                if last.draft.explanation.ends_with(&form::clean(&self.source)) {
                    return Ok(Done::Same(last.draft.number));
                }
                let applied = amend::apply(&base, instructions);
                if !applied.left.is_empty() && !read {
                    return Ok(Done::Left(applied.left));
                }
                let first = |(new, old): (String, Vec<String>)| Some((new, old.into_iter().next()?));
                former = applied.former.into_iter().filter_map(first).collect();
                let decision = form::clean(&self.source);
                self.explanation = [self.explanation.as_str(), &decision].join("\n\n").trim().to_owned();
                self.source = form::clean(&parse::print(&applied.law));
                self.law = parse::parse(&self.source);
            } else {
                former = lineage::align(&base, &self.law);
            }
        } else if self.amending.is_some() {
            return Ok(Done::NoBase);
        }
        let found = query::by_slug(conn, &self.slug)?.map(|regulation| regulation.id);
        let made = found.is_none();
        let regulation_id = match found {
            Some(id) => id,
            None => self.make(conn)?,
        };
        let publication = Publication {
            regulation_id,
            kind: self.kind,
            title: &self.title,
            explanation: &self.explanation,
            source: &self.source,
            law: &self.law,
            former: &former,
            plain_notes: &HashMap::new(),
            actor: Actor::System,
            at: self.now,
        };
        let draft = publish(conn, &publication)?;
        if let Some((opens, closes)) = self.days {
            consultation::query::insert(conn, draft, opens, closes, &[], None)?;
            event::append(
                conn,
                self.now,
                Actor::System,
                EventKind::ConsultationOpened,
                Subject::Draft(draft),
                Some(regulation_id),
                &json!({}),
            )?;
        }
        let number = stages.last().map_or(1, |last| last.draft.number + 1);
        Ok(Done::Published { number, made, articles: self.law.articles().count(), known: former.len() })
    }

    fn make(&self, conn: &mut Conn) -> QueryResult<i64> {
        let [subject, topic, organiser] = &self.of;
        let id = query::insert(conn, &self.slug, &plain_title(&self.title), subject, topic, organiser, self.now)?;
        event::append(
            conn,
            self.now,
            Actor::System,
            EventKind::RegulationCreated,
            Subject::Regulation(id),
            Some(id),
            &json!({ "slug": self.slug }),
        )?;
        Ok(id)
    }
}

/// The title without the note at its end that says which text this is: （草案）, （征求意见稿）, (草案二次审议稿).
fn plain_title(title: &str) -> String {
    let open = title.rfind(['（', '(']);
    let note = open.and_then(|at| title.split_at_checked(at));
    match note {
        Some((plain, note))
            if !plain.trim().is_empty() && note.ends_with(['）', ')']) && ["草案", "稿"].iter().any(|word| note.contains(word)) =>
        {
            plain.trim().to_owned()
        }
        _ => title.to_owned(),
    }
}

/// A day as the options take it.
fn day(text: &str) -> Result<NaiveDate, &'static str> {
    crate::clock::day(text).ok_or("expected a day such as 2026-12-01")
}

#[cfg(test)]
mod tests {
    use super::plain_title;

    #[test]
    fn a_title_loses_only_the_note_on_the_draft() {
        assert_eq!(plain_title("示例市夜市条例（草案二次审议稿）"), "示例市夜市条例");
        assert_eq!(plain_title("示例市夜市条例(征求意见稿)"), "示例市夜市条例");
        assert_eq!(plain_title("刑法修正案（十二）"), "刑法修正案（十二）");
        assert_eq!(plain_title("（草案）"), "（草案）");
    }
}
