//! `caiyan verify`: everything derived, stored or hashed is held against the log. Reads only; may run while serving.

use std::io::Write;

use anyhow::Context;
use diesel::QueryResult;

use super::progress::Progress;
use super::{Outcome, Place, database};
use crate::comment::change::digest;
use crate::comment::query::{self as comments, Comment};
use crate::comment::{State, photo};
use crate::config::Config;
use crate::db::{Conn, upkeep};
use crate::event::{self, EventKind, Subject};
use crate::regulation;
use crate::seal::Keys;
use crate::statistics;

/// Rows looked at together.
const CHUNK: i64 = 500;

/// Arguments of `verify`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Checks the database's own structure, the hash of every event, that every comment is in the log with the words it has now,\n\
                        the followers' positions, the statistics and the photos. Exit status 1 when anything is wrong, one line for each.\n\
                        Example: caiyan verify --data-dir /var/lib/caiyan"
)]
pub struct Arguments {
    #[command(flatten)]
    place: Place,
}

/// What was found wrong, and what could not be looked at.
#[derive(Default)]
struct Findings {
    wrong: Vec<String>,
    notes: Vec<String>,
}

impl Arguments {
    /// Looks at everything.
    pub fn run(self, config: Config, out: &mut dyn Write) -> anyhow::Result<Outcome> {
        let config = self.place.over(config);
        let mut conn = database(&config)?.connect()?;
        let mut found = Findings { wrong: upkeep::faults(&mut conn)?, ..Findings::default() };
        let events = check_events(&mut conn, &mut found)?;
        check_followers(&mut conn, &mut found)?;
        let comments = check_comments(&mut conn, &config, &mut found)?;
        let photos = check_photos(&mut conn, &mut found)?;
        for line in &found.wrong {
            writeln!(out, "wrong: {line}")?;
        }
        for line in &found.notes {
            writeln!(out, "note: {line}")?;
        }
        writeln!(
            out,
            "{events} events, {comments} comments, {photos} photos looked at: {}",
            match found.wrong.len() {
                0 => "all is well".to_owned(),
                1 => "1 thing is wrong".to_owned(),
                n => format!("{n} things are wrong"),
            }
        )?;
        Ok(if found.wrong.is_empty() { Outcome::Done } else { Outcome::No })
    }
}

fn check_events(conn: &mut Conn, found: &mut Findings) -> QueryResult<usize> {
    let progress = Progress::new(u64::try_from(event::last(conn)?).unwrap_or_default());
    let (mut seq, mut count) = (0, 0);
    loop {
        let (last, looked_at, changed) = event::changed_since(conn, seq, CHUNK * 10)?;
        found.wrong.extend(changed.into_iter().map(|seq| format!("event {seq} has been changed: its hash is another")));
        if looked_at == 0 {
            progress.end();
            return Ok(count);
        }
        seq = last;
        count += looked_at;
        progress.at(u64::try_from(seq).unwrap_or_default());
    }
}

fn check_followers(conn: &mut Conn, found: &mut Findings) -> QueryResult<()> {
    let at = statistics::follower::position(conn)?;
    let behind = event::since(conn, at, 100_000)?;
    let last = event::last(conn)?;
    if at > last {
        found.wrong.push(format!("the statistics have followed the log to event {at}, but it ends at {last}"));
    }
    let moving: Vec<i64> = behind.iter().filter_map(|event| event.regulation_id).collect();
    if !behind.is_empty() {
        found.notes.push(format!("the statistics have still to follow {} events; a running caiyan serve does that", behind.len()));
    }
    let mut regulations: Vec<(i64, String)> = regulation::query::slugs(conn)?.into_iter().collect();
    regulations.sort();
    for (id, slug) in regulations {
        if moving.contains(&id) || statistics::follower::is_true(conn, id)? {
            continue;
        }
        // While a server runs, the row may have moved between the two looks.
        let moved = event::since(conn, last, 100_000)?.iter().any(|event| event.regulation_id == Some(id));
        if !moved {
            found.wrong.push(format!("the statistics of regulation {slug} are not what counting its comments and suggestions gives"));
        }
    }
    Ok(())
}

/// Whether the words of a comment are those that were received. Keys that are not this database's fit none of them.
#[derive(Default)]
struct Digests {
    fitting: usize,
    other: Vec<i64>,
}

fn check_comments(conn: &mut Conn, config: &Config, found: &mut Findings) -> anyhow::Result<usize> {
    let has_key = config.secret.is_some() || config.data_dir.join("secret.key").is_file();
    let keys = has_key.then(|| Keys::load(config)).transpose().context("the secret key cannot be read")?;
    let (mut id, mut count, mut digests) = (0, 0, Digests::default());
    loop {
        let rows = comments::after(conn, id, CHUNK)?;
        let Some(last) = rows.last() else { break };
        id = last.id;
        count += rows.len();
        check_chunk(conn, keys.as_ref(), &rows, &mut digests, found)?;
    }
    match (keys.is_some(), digests.fitting, digests.other.len()) {
        (false, ..) if count > 0 => {
            found.notes.push("there is no secret key, so the words of comments were not held against the log".to_owned())
        }
        (true, 0, others) if others > 0 => {
            found
                .notes
                .push("the secret key is not the one of this database, so the words of comments were not held against the log".to_owned());
        }
        _ => found.wrong.extend(digests.other.iter().map(|id| format!("comment {id} has other words than those received"))),
    }
    Ok(count)
}

fn check_chunk(conn: &mut Conn, keys: Option<&Keys>, rows: &[Comment], digests: &mut Digests, found: &mut Findings) -> QueryResult<()> {
    let subjects: Vec<String> = rows.iter().map(|c| Subject::Comment(c.id).stored()).collect();
    let received = event::particulars(conn, EventKind::CommentReceived, &subjects)?;
    let received: std::collections::HashMap<String, String> = received.into_iter().collect();
    for comment in rows {
        let Some(data) = received.get(&Subject::Comment(comment.id).stored()) else {
            found.wrong.push(format!("comment {} is not in the log", comment.id));
            continue;
        };
        // The words of a withdrawn comment may have been erased, as the law requires.
        let Some(keys) = keys.filter(|_| comment.state != State::Withdrawn) else { continue };
        let data: serde_json::Value = serde_json::from_str(data).unwrap_or_default();
        let eid = data.get("eid").and_then(|eid| eid.as_str());
        let now = digest(keys, comment.draft_id, eid, comment.stance, &comment.text, comment.wording.as_deref());
        match data.get("digest").and_then(|d| d.as_str()) == Some(&now) {
            true => digests.fitting += 1,
            false => digests.other.push(comment.id),
        }
    }
    Ok(())
}

fn check_photos(conn: &mut Conn, found: &mut Findings) -> QueryResult<usize> {
    let photos = photo::all(conn)?;
    let progress = Progress::new(u64::try_from(photos.len()).unwrap_or_default());
    for (at, id) in (0..).zip(&photos) {
        if !photo::is_whole(conn, *id)? {
            found.wrong.push(format!("photo {id} cannot be shown: it is damaged"));
        }
        progress.at(at);
    }
    progress.end();
    Ok(photos.len())
}
