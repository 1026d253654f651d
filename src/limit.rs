//! How often one address may do something. Kiosks named in the configuration are never held back.

use std::num::NonZeroU32;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

/// Limits of one kind of action: every one of them must let it pass.
pub struct Limit(Vec<DefaultKeyedRateLimiter<String>>);

impl Limit {
    /// `allowed` within each `window`, for each pair.
    fn new(windows: &[(u32, Duration)]) -> Self {
        let limiter = |(allowed, window): &(u32, Duration)| {
            let allowed = NonZeroU32::new(*allowed).unwrap_or(NonZeroU32::MIN);
            let quota = Quota::with_period(*window / allowed.get()).unwrap_or(Quota::per_second(allowed));
            RateLimiter::keyed(quota.allow_burst(allowed))
        };
        Self(windows.iter().map(limiter).collect())
    }

    /// Counts one action of `key`; else gives the seconds to wait.
    pub fn check(&self, key: &str) -> Result<(), u64> {
        let key = key.to_owned();
        for limiter in &self.0 {
            if let Err(until) = limiter.check_key(&key) {
                return Err(until.wait_time_from(DefaultClock::default().now()).as_secs() + 1);
            }
            if limiter.len() > 50_000 {
                limiter.retain_recent();
            }
        }
        Ok(())
    }
}

/// The limits of the site.
pub struct Limits {
    /// Comments, by address and draft: one a minute and five in five minutes, as the UK's petitions site has it.
    pub comment: Limit,
    /// Filling in (not yet sending), by address.
    pub fill: Limit,
    /// Looking up receipts, by address.
    pub track: Limit,
    /// Sign-in attempts, by address and user name: a stranger's attempts elsewhere do not lock anybody out.
    pub sign_in: Limit,
    /// Searches, by address.
    pub search: Limit,
    /// Whole results as files, by address.
    pub export: Limit,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            comment: Limit::new(&[(1, Duration::from_secs(60)), (5, Duration::from_secs(300))]),
            fill: Limit::new(&[(60, Duration::from_secs(60))]),
            track: Limit::new(&[(20, Duration::from_secs(60))]),
            sign_in: Limit::new(&[(5, Duration::from_secs(60)), (30, Duration::from_secs(3600))]),
            search: Limit::new(&[(600, Duration::from_secs(60))]),
            export: Limit::new(&[(6, Duration::from_secs(60))]),
        }
    }
}
