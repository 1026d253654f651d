//! Keeps the tallies. Where comments only come in, they are added: a flood costs what came, not what is there. For any other event its
//! regulation is counted anew, which cannot drift, whatever happened in between.

use std::collections::{BTreeMap, HashMap};

use chrono::Datelike;
use diesel::prelude::*;

use crate::clock;
use crate::comment::{Channel, State};
use crate::db::{Conn, Db};
use crate::error::Error;
use crate::event::{Event, EventKind, Subject};
use crate::follow::Follower;
use crate::schema::{comment_tallies, comments, follower_positions, suggestion_tallies, suggestions};
use crate::suggestion;

/// The name of its position.
const NAME: &str = "statistics";
/// Comments read in one query.
const AT_ONCE: usize = 1_000;

/// The follower.
#[derive(Default)]
pub struct Tallies {
    /// How far it has counted.
    at: i64,
    /// Of each regulation it has counted: the newest comment that was in the count.
    newest: HashMap<i64, i64>,
}

/// What is to be stored of one regulation.
enum Counted {
    /// Everything, instead of what was stored.
    Anew(i64, BTreeMap<CommentKey, i64>, Vec<(i64, suggestion::State, i64)>),
    /// Comments that came since.
    More(i64, BTreeMap<CommentKey, i64>),
}

impl Counted {
    fn anew(conn: &mut Conn, regulation: i64, newest: i64) -> QueryResult<Self> {
        Ok(Self::Anew(regulation, count_comments(conn, regulation, newest)?, count_suggestions(conn, regulation)?))
    }

    fn regulation(&self) -> i64 {
        match self {
            Self::Anew(regulation, ..) | Self::More(regulation, _) => *regulation,
        }
    }

    fn store(self, conn: &mut Conn) -> QueryResult<()> {
        match self {
            Self::Anew(regulation, comments, suggestions) => store(conn, regulation, comments, suggestions),
            Self::More(regulation, comments) => add(conn, regulation, comments),
        }
    }
}

impl Follower for Tallies {
    fn name(&self) -> &'static str {
        NAME
    }

    fn position(&mut self, db: &Db) -> Result<i64, Error> {
        *self = Self { at: db.read_now(position)?, newest: HashMap::new() };
        Ok(self.at)
    }

    fn follow(&mut self, db: &Db, events: &[Event]) -> Result<(), Error> {
        let (from, last) = (self.at, events.last().map(|event| event.seq).unwrap_or_default());
        // The counting reads; only the few rows it gives go through the writer, so that people who send comments do not wait.
        let counted = db.read_now(|conn| self.count(conn, events))?;
        let alone = db.write_now(move |conn| {
            let stored = position(conn)?;
            if stored >= last {
                return Ok(false);
            }
            for one in counted {
                // Another process has counted meanwhile, and nobody here knows which comments: count anew.
                let one = if stored == from { one } else { Counted::anew(conn, one.regulation(), i64::MAX)? };
                one.store(conn)?;
            }
            let known = diesel::update(follower_positions::table.find(NAME)).set(follower_positions::seq.eq(last)).execute(conn)?;
            if known == 0 {
                diesel::insert_into(follower_positions::table)
                    .values((follower_positions::name.eq(NAME), follower_positions::seq.eq(last)))
                    .execute(conn)?;
            }
            Ok::<_, diesel::result::Error>(stored == from)
        })?;
        if !alone {
            self.newest.clear();
        }
        self.at = last;
        Ok(())
    }
}

impl Tallies {
    /// Counts what the events concern: of a regulation where comments only came in, these comments; of any other the whole.
    ///
    /// Row ids grow in the order of the log, so "came since the count" is "has a greater id". A comment that came and has changed since
    /// is counted as it is now; the event of the change follows, and with it the whole regulation is counted anew.
    fn count(&mut self, conn: &mut Conn, events: &[Event]) -> QueryResult<Vec<Counted>> {
        let mut came: BTreeMap<i64, Option<Vec<i64>>> = BTreeMap::new();
        for event in events {
            let Some(regulation) = event.regulation_id else { continue };
            let ids = came.entry(regulation).or_insert_with(|| Some(Vec::new()));
            match Subject::parse(&event.subject) {
                Some(Subject::Comment(id)) if event.kind == EventKind::CommentReceived.as_str() => {
                    if let Some(ids) = ids {
                        ids.push(id);
                    }
                }
                _ => *ids = None,
            }
        }
        let mut counted = Vec::new();
        for (regulation, ids) in came {
            match (ids, self.newest.get(&regulation).copied()) {
                (Some(ids), Some(known)) => {
                    let new: Vec<i64> = ids.into_iter().filter(|id| *id > known).collect();
                    let newest = new.iter().copied().max().unwrap_or(known);
                    let mut tallies = BTreeMap::new();
                    for ids in new.chunks(AT_ONCE) {
                        tally(&mut tallies, of_comments(conn, ids)?);
                    }
                    self.newest.insert(regulation, newest);
                    counted.push(Counted::More(regulation, tallies));
                }
                _ => {
                    let newest = newest_comment(conn)?;
                    counted.push(Counted::anew(conn, regulation, newest)?);
                    self.newest.insert(regulation, newest);
                }
            }
        }
        Ok(counted)
    }
}

/// How far the log has been counted.
pub fn position(conn: &mut Conn) -> QueryResult<i64> {
    follower_positions::table.find(NAME).select(follower_positions::seq).first(conn).optional().map(Option::unwrap_or_default)
}

/// Whether the stored tallies of a regulation are what counting its rows gives.
pub fn is_true(conn: &mut Conn, regulation: i64) -> QueryResult<bool> {
    let stored: Vec<(i64, Channel, String, State, i64)> = comment_tallies::table
        .filter(comment_tallies::regulation_id.eq(regulation))
        .select((
            comment_tallies::contact_point_id,
            comment_tallies::channel,
            comment_tallies::month,
            comment_tallies::outcome,
            comment_tallies::comments,
        ))
        .load(conn)?;
    let stored: BTreeMap<CommentKey, i64> =
        stored.into_iter().map(|(point, channel, month, state, n)| ((point, channel, month, state), n)).collect();
    let mut made: Vec<(i64, suggestion::State, i64)> = suggestion_tallies::table
        .filter(suggestion_tallies::regulation_id.eq(regulation))
        .select((suggestion_tallies::contact_point_id, suggestion_tallies::outcome, suggestion_tallies::suggestions))
        .load(conn)?;
    let mut counted = count_suggestions(conn, regulation)?;
    made.sort();
    counted.sort();
    Ok(stored == count_comments(conn, regulation, i64::MAX)? && made == counted)
}

/// Contact point (0: none), channel, month, state.
type CommentKey = (i64, Channel, String, State);

type CommentRow = (Option<i64>, Channel, chrono::NaiveDateTime, State);

/// The comments of a regulation up to a row id.
fn count_comments(conn: &mut Conn, regulation: i64, newest: i64) -> QueryResult<BTreeMap<CommentKey, i64>> {
    let rows = comments::table
        .filter(comments::regulation_id.eq(regulation).and(comments::id.le(newest)))
        .select((comments::contact_point_id, comments::channel, comments::received_at, comments::state))
        .load::<CommentRow>(conn)?;
    let mut tallies = BTreeMap::new();
    tally(&mut tallies, rows);
    Ok(tallies)
}

fn of_comments(conn: &mut Conn, ids: &[i64]) -> QueryResult<Vec<CommentRow>> {
    comments::table
        .filter(comments::id.eq_any(ids))
        .select((comments::contact_point_id, comments::channel, comments::received_at, comments::state))
        .load(conn)
}

fn newest_comment(conn: &mut Conn) -> QueryResult<i64> {
    comments::table.select(diesel::dsl::max(comments::id)).first::<Option<i64>>(conn).map(Option::unwrap_or_default)
}

fn tally(tallies: &mut BTreeMap<CommentKey, i64>, rows: Vec<CommentRow>) {
    for (point, channel, at, state) in rows.into_iter().filter(|(_, _, _, state)| *state != State::Withdrawn) {
        let day = clock::local(at);
        *tallies.entry((point.unwrap_or_default(), channel, format!("{:04}-{:02}", day.year(), day.month()), state)).or_default() += 1;
    }
}

fn count_suggestions(conn: &mut Conn, regulation: i64) -> QueryResult<Vec<(i64, suggestion::State, i64)>> {
    suggestions::table
        .filter(suggestions::regulation_id.eq(regulation))
        .group_by((suggestions::contact_point_id, suggestions::state))
        .select((suggestions::contact_point_id, suggestions::state, diesel::dsl::count_star()))
        .load(conn)
}

fn store(
    conn: &mut Conn,
    regulation: i64,
    comments: BTreeMap<CommentKey, i64>,
    suggestions: Vec<(i64, suggestion::State, i64)>,
) -> QueryResult<()> {
    diesel::delete(comment_tallies::table.filter(comment_tallies::regulation_id.eq(regulation))).execute(conn)?;
    diesel::delete(suggestion_tallies::table.filter(suggestion_tallies::regulation_id.eq(regulation))).execute(conn)?;
    for (key, n) in comments {
        insert(conn, regulation, key, n)?;
    }
    for (point, state, n) in suggestions {
        diesel::insert_into(suggestion_tallies::table)
            .values((
                suggestion_tallies::regulation_id.eq(regulation),
                suggestion_tallies::contact_point_id.eq(point),
                suggestion_tallies::outcome.eq(state),
                suggestion_tallies::suggestions.eq(n),
            ))
            .execute(conn)?;
    }
    Ok(())
}

/// Adds to the tallies of a regulation.
fn add(conn: &mut Conn, regulation: i64, comments: BTreeMap<CommentKey, i64>) -> QueryResult<()> {
    for ((point, channel, month, state), n) in comments {
        let row = comment_tallies::table
            .filter(comment_tallies::regulation_id.eq(regulation).and(comment_tallies::contact_point_id.eq(point)))
            .filter(comment_tallies::channel.eq(channel).and(comment_tallies::month.eq(&month)).and(comment_tallies::outcome.eq(state)));
        if diesel::update(row).set(comment_tallies::comments.eq(comment_tallies::comments + n)).execute(conn)? == 0 {
            insert(conn, regulation, (point, channel, month, state), n)?;
        }
    }
    Ok(())
}

fn insert(conn: &mut Conn, regulation: i64, (point, channel, month, state): CommentKey, n: i64) -> QueryResult<()> {
    diesel::insert_into(comment_tallies::table)
        .values((
            comment_tallies::regulation_id.eq(regulation),
            comment_tallies::contact_point_id.eq(point),
            comment_tallies::channel.eq(channel),
            comment_tallies::month.eq(month),
            comment_tallies::outcome.eq(state),
            comment_tallies::comments.eq(n),
        ))
        .execute(conn)
        .map(|_| ())
}
