//! Keeps the tallies: for every regulation that an event concerns, its rows are counted anew. Counting one regulation again is cheap and
//! cannot drift, whatever happened in between.

use std::collections::{BTreeMap, BTreeSet};

use diesel::prelude::*;

use crate::clock;
use crate::comment::{Channel, State};
use crate::db::{Conn, Db};
use crate::error::Error;
use crate::event::Event;
use crate::follow::Follower;
use crate::schema::{comment_tallies, comments, follower_positions, suggestion_tallies, suggestions};
use crate::suggestion;

/// The name of its position.
const NAME: &str = "statistics";

/// The follower.
pub struct Tallies;

impl Follower for Tallies {
    fn name(&self) -> &'static str {
        NAME
    }

    fn position(&mut self, db: &Db) -> Result<i64, Error> {
        db.read_now(position)
    }

    fn follow(&mut self, db: &Db, events: &[Event]) -> Result<(), Error> {
        let regulations: BTreeSet<i64> = events.iter().filter_map(|event| event.regulation_id).collect();
        let last = events.last().map(|event| event.seq).unwrap_or_default();
        // The counting reads; only the few rows it gives go through the writer, so that people who send comments do not wait.
        let counted = db.read_now(|conn| {
            regulations
                .iter()
                .map(|id| Ok((*id, count_comments(conn, *id)?, count_suggestions(conn, *id)?)))
                .collect::<QueryResult<Vec<_>>>()
        })?;
        db.write_now(move |conn| {
            for (regulation, comments, suggestions) in counted {
                store(conn, regulation, comments, suggestions)?;
            }
            let known = diesel::update(follower_positions::table.find(NAME)).set(follower_positions::seq.eq(last)).execute(conn)?;
            if known == 0 {
                diesel::insert_into(follower_positions::table)
                    .values((follower_positions::name.eq(NAME), follower_positions::seq.eq(last)))
                    .execute(conn)?;
            }
            Ok::<_, diesel::result::Error>(())
        })
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
    Ok(stored == count_comments(conn, regulation)? && made == counted)
}

/// Contact point (0: none), channel, month, state.
type CommentKey = (i64, Channel, String, State);

fn count_comments(conn: &mut Conn, regulation: i64) -> QueryResult<BTreeMap<CommentKey, i64>> {
    let rows = comments::table
        .filter(comments::regulation_id.eq(regulation).and(comments::state.ne(State::Withdrawn)))
        .select((comments::contact_point_id, comments::channel, comments::received_at, comments::state))
        .load::<(Option<i64>, Channel, chrono::NaiveDateTime, State)>(conn)?;
    let mut tallies = BTreeMap::new();
    for (point, channel, at, state) in rows {
        let month = clock::local(at).format("%Y-%m").to_string();
        *tallies.entry((point.unwrap_or_default(), channel, month, state)).or_default() += 1;
    }
    Ok(tallies)
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
    for ((point, channel, month, state), n) in comments {
        diesel::insert_into(comment_tallies::table)
            .values((
                comment_tallies::regulation_id.eq(regulation),
                comment_tallies::contact_point_id.eq(point),
                comment_tallies::channel.eq(channel),
                comment_tallies::month.eq(month),
                comment_tallies::outcome.eq(state),
                comment_tallies::comments.eq(n),
            ))
            .execute(conn)?;
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
