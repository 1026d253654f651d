//! 意见征集: the time during which a draft may be commented on, and whether its results have been released.

pub mod query;

use chrono::{NaiveDateTime, TimeDelta};

use crate::phrases::Phrases;
use query::Consultation;

/// A form opened before the deadline may still be sent for this long after it (UI.md 4.1).
pub const GRACE: TimeDelta = TimeDelta::minutes(30);

/// Where a consultation stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Not begun; the text can be read.
    Soon,
    /// Comments are taken.
    Open,
    /// Over; results are being studied.
    Closed,
    /// Results have been released.
    Decided,
}

impl Phase {
    /// The stored-like name used in URLs and JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Soon => "soon",
            Self::Open => "open",
            Self::Closed => "closed",
            Self::Decided => "decided",
        }
    }

    /// The phase in the reader's language.
    pub fn label(self, t: &Phrases) -> &'static str {
        match self {
            Self::Soon => t.terms.soon,
            Self::Open => t.terms.open,
            Self::Closed => t.terms.closed,
            Self::Decided => t.terms.decided,
        }
    }

    /// CSS class of the tag.
    pub fn class(self) -> &'static str {
        match self {
            Self::Open => "tag-ok",
            Self::Soon | Self::Decided => "tag-info",
            Self::Closed => "",
        }
    }

    /// Whether comments are taken.
    pub fn is_open(self) -> bool {
        self == Self::Open
    }
}

impl Consultation {
    /// Where it stands at `now`.
    pub fn phase(&self, now: NaiveDateTime) -> Phase {
        if now < self.opens_at {
            Phase::Soon
        } else if now <= self.closes_at {
            Phase::Open
        } else if self.released_at.is_some() {
            Phase::Decided
        } else {
            Phase::Closed
        }
    }

    /// Whether a comment may be sent at `now` from a form opened at `opened`.
    pub fn takes(&self, now: NaiveDateTime, opened: Option<NaiveDateTime>) -> bool {
        let in_grace = opened.is_some_and(|at| at >= self.opens_at && at <= self.closes_at) && now <= self.closes_at + GRACE;
        self.phase(now).is_open() || (now > self.closes_at && in_grace)
    }

    /// What people may say they are (您的身份), as the organiser listed it.
    pub fn identity_list(&self) -> Vec<String> {
        serde_json::from_str(&self.identities).unwrap_or_default()
    }
}
