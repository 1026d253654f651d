//! Followers: threads that read the log and keep something derived up to date. Each remembers how far it has come together with
//! what it writes, so it resumes exactly after any crash, and what it keeps can be deleted and made again.
//!
//! The followers are [`crate::search::indexer`], [`crate::statistics::follower`] and [`crate::pages`].

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use crate::db::{Db, Source};
use crate::error::Error;
use crate::event::{self, Event};

/// Events handed over at once at most.
const CHUNK: usize = 5_000;
/// Longest rest between two chunks.
const LONGEST_REST: Duration = Duration::from_millis(500);

/// Something derived from the log.
pub trait Follower: Send + 'static {
    /// A name for logs and `/readyz`.
    fn name(&self) -> &'static str;
    /// The number of the last event it has taken in for good; asked once, at the start.
    fn position(&mut self, db: &Db) -> Result<i64, Error>;
    /// Takes in events, oldest first, and keeps the last one's number. Called again with the same events if it fails.
    fn follow(&mut self, db: &Db, events: &[Event]) -> Result<(), Error>;
}

#[derive(Default)]
struct Progress {
    positions: Mutex<BTreeMap<&'static str, Result<i64, String>>>,
    moved: Condvar,
    stop: AtomicBool,
    asleep: Mutex<()>,
    ending: Condvar,
}

impl Progress {
    fn set(&self, name: &'static str, state: Result<i64, String>) {
        self.positions.lock().unwrap_or_else(PoisonError::into_inner).insert(name, state);
        self.moved.notify_all();
    }

    fn stopped(&self) -> bool {
        self.stop.load(Ordering::SeqCst)
    }

    /// Waits for so long, or until everything ends.
    fn rest(&self, time: Duration) {
        let asleep = self.asleep.lock().unwrap_or_else(PoisonError::into_inner);
        if !self.stopped() {
            drop(self.ending.wait_timeout(asleep, time));
        }
    }
}

/// All running followers.
#[derive(Clone, Default)]
pub struct Followers(Arc<Progress>);

impl Followers {
    /// Starts a thread for `follower`.
    pub fn start(&self, db: Db, mut follower: impl Follower) -> std::io::Result<JoinHandle<()>> {
        let progress = Arc::clone(&self.0);
        progress.set(follower.name(), Ok(-1));
        std::thread::Builder::new().name(follower.name().to_owned()).spawn(move || run(&progress, &db, &mut follower))
    }

    /// How far each follower has come, or what stops it.
    pub fn positions(&self) -> BTreeMap<&'static str, Result<i64, String>> {
        self.0.positions.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Whether a follower has taken in event `seq`.
    pub fn reached(&self, name: &str, seq: i64) -> bool {
        matches!(self.0.positions.lock().unwrap_or_else(PoisonError::into_inner).get(name), Some(Ok(at)) if *at >= seq)
    }

    /// Waits until every follower has taken in event `seq`; false when `patience` ran out first.
    pub fn drain(&self, seq: i64, patience: Duration) -> bool {
        let behind = |all: &BTreeMap<&'static str, Result<i64, String>>| all.values().any(|state| !matches!(state, Ok(at) if *at >= seq));
        let started = Instant::now();
        let mut positions = self.0.positions.lock().unwrap_or_else(PoisonError::into_inner);
        while behind(&positions) {
            let Some(left) = patience.checked_sub(started.elapsed()) else { return false };
            positions = self.0.moved.wait_timeout(positions, left).unwrap_or_else(PoisonError::into_inner).0;
        }
        true
    }

    /// Tells all threads to end after what they are doing.
    pub fn stop(&self, db: &Db) {
        self.0.stop.store(true, Ordering::SeqCst);
        drop(self.0.asleep.lock());
        self.0.ending.notify_all();
        db.bell().wake();
    }
}

fn run(progress: &Progress, db: &Db, follower: &mut impl Follower) {
    let name = follower.name();
    // Another process may write to PostgreSQL without ringing our bell: look at the log from time to time.
    let patience = match db.source() {
        Source::Sqlite(_) => Duration::from_secs(2),
        Source::Postgres(_) => Duration::from_millis(200),
    };
    let mut position = None;
    while !progress.stopped() {
        let begun = Instant::now();
        match step(db, follower, &mut position) {
            Ok(taken) if taken > 0 => {
                progress.set(name, Ok(position.unwrap_or_default()));
                // People who send and ask come first: while events trickle in, a follower rests twice as long as it worked, and more of
                // them share its next commit. A full chunk means that much waits: then it goes on at once.
                if taken < CHUNK {
                    progress.rest((begun.elapsed() * 2).min(LONGEST_REST));
                }
            }
            Ok(_) => {
                let at = position.unwrap_or_default();
                progress.set(name, Ok(at));
                db.bell().wait(at, patience);
            }
            Err(error) => {
                tracing::error!(follower = name, %error, "a follower could not go on and will try again");
                progress.set(name, Err(error.to_string()));
                position = None;
                db.bell().wait(i64::MAX, Duration::from_millis(500));
            }
        }
    }
}

/// Takes in one chunk; gives the number of events in it.
fn step(db: &Db, follower: &mut impl Follower, position: &mut Option<i64>) -> Result<usize, Error> {
    let at = match *position {
        Some(at) => at,
        None => follower.position(db)?,
    };
    *position = Some(at);
    let limit = i64::try_from(CHUNK).unwrap_or(i64::MAX);
    let events = db.read_now(|conn| event::since(conn, at, limit))?;
    let Some(last) = events.last().map(|event| event.seq) else { return Ok(0) };
    follower.follow(db, &events)?;
    *position = Some(last);
    Ok(events.len())
}
