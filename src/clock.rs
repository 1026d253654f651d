//! The only place that asks what time it is.
//!
//! Times are UTC without offset inside the program and the database, cut to microseconds (PostgreSQL keeps no more).
//! People read them in China's one time zone, UTC+8, which has had no summer time since 1991.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use chrono::{DateTime, Datelike, Days, FixedOffset, NaiveDate, NaiveDateTime, NaiveTime, SubsecRound, TimeDelta, Utc};

/// Seconds east of Greenwich of China Standard Time.
const EAST: i32 = 8 * 3600;

/// Where "now" comes from: the system, or a hand set by a test.
#[derive(Clone, Debug)]
pub enum Clock {
    /// The machine's clock.
    System,
    /// Microseconds since 1970, moved only by [`Clock::set`] and [`Clock::advance`].
    Fixed(Arc<AtomicI64>),
}

impl Clock {
    /// A clock that stands still at `at` until it is moved.
    pub fn fixed(at: NaiveDateTime) -> Self {
        Self::Fixed(Arc::new(AtomicI64::new(at.and_utc().timestamp_micros())))
    }

    /// The present moment in UTC, cut to microseconds.
    pub fn now(&self) -> NaiveDateTime {
        match self {
            #[expect(clippy::disallowed_methods, reason = "this is the one place that may ask the system")]
            Self::System => Utc::now().naive_utc().trunc_subsecs(6),
            Self::Fixed(micros) => DateTime::from_timestamp_micros(micros.load(Ordering::SeqCst)).unwrap_or_default().naive_utc(),
        }
    }

    /// Moves a fixed clock to `at`; the system's clock stays as it is.
    pub fn set(&self, at: NaiveDateTime) {
        if let Self::Fixed(micros) = self {
            micros.store(at.and_utc().timestamp_micros(), Ordering::SeqCst);
        }
    }

    /// Moves a fixed clock forward by `by`; the system's clock stays as it is.
    pub fn advance(&self, by: TimeDelta) {
        if let Self::Fixed(micros) = self {
            micros.fetch_add(by.num_microseconds().unwrap_or_default(), Ordering::SeqCst);
        }
    }
}

/// The same moment with China's offset, for showing and for RFC 3339.
pub fn local(utc: NaiveDateTime) -> DateTime<FixedOffset> {
    match FixedOffset::east_opt(EAST) {
        Some(zone) => utc.and_utc().with_timezone(&zone),
        None => utc.and_utc().fixed_offset(),
    }
}

/// The date a clock on a Chinese wall shows at `utc`.
pub fn local_date(utc: NaiveDateTime) -> NaiveDate {
    local(utc).date_naive()
}

/// A day as forms and addresses write it, `2026-11-01`; `None` for anything else and for years nobody here means (before 1900, after 2200).
pub fn day(text: &str) -> Option<NaiveDate> {
    text.parse::<NaiveDate>().ok().filter(|day| (1900..=2200).contains(&day.year()))
}

/// UTC of midnight at the start of a local date.
pub fn start_of(date: NaiveDate) -> NaiveDateTime {
    let midnight = date.and_time(NaiveTime::MIN);
    midnight.checked_sub_signed(TimeDelta::seconds(i64::from(EAST))).unwrap_or(midnight)
}

/// UTC of the last second of a local date: consultations close at 23:59:59, the named day included.
pub fn end_of(date: NaiveDate) -> NaiveDateTime {
    let next = start_of(date.checked_add_days(Days::new(1)).unwrap_or(date));
    next.checked_sub_signed(TimeDelta::seconds(1)).unwrap_or(next)
}

/// Whole local days from `now` to `until`: 0 on the last day, negative afterwards.
pub fn days_left(now: NaiveDateTime, until: NaiveDateTime) -> i64 {
    (local_date(until) - local_date(now)).num_days()
}

/// RFC 3339 with offset, whole seconds: `2026-12-01T23:59:59+08:00`.
pub fn rfc3339(utc: NaiveDateTime) -> String {
    local(utc).format("%Y-%m-%dT%H:%M:%S%:z").to_string()
}
