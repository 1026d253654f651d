//! 座谈会、听证会、走访、论坛: where a contact point hears people, announced beforehand, with what was said afterwards.
//! Pages: [`list`], [`show`]; for calendars: [`calendar`]. Queries: [`query`].

pub mod calendar;
pub mod list;
pub mod query;
pub mod show;

use std::borrow::Borrow;

use chrono::NaiveDateTime;

use crate::phrases::Phrases;
use crate::stored::stored;
use query::Meeting;

stored! {
    /// What kind of meeting.
    Kind {
        /// 座谈会
        Symposium = "symposium",
        /// 听证会
        Hearing = "hearing",
        /// 走访
        Visit = "visit",
        /// 论坛
        Forum = "forum",
    }
}

impl Kind {
    /// In the reader's language.
    pub fn label(self, t: &Phrases) -> &'static str {
        match self {
            Self::Symposium => t.terms.symposium,
            Self::Hearing => t.terms.hearing,
            Self::Visit => t.terms.field_visit,
            Self::Forum => t.terms.forum,
        }
    }
}

/// Where a meeting stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Announced.
    Coming,
    /// Going on now.
    UnderWay,
    /// Over.
    Past,
    /// Called off.
    Cancelled,
}

impl Phase {
    /// In the reader's language.
    pub fn label(self, t: &Phrases) -> &'static str {
        match self {
            Self::Coming => t.citizen.meeting_coming,
            Self::UnderWay => t.citizen.meeting_now,
            Self::Past => t.citizen.meeting_past,
            Self::Cancelled => t.citizen.meeting_cancelled,
        }
    }

    /// CSS class of the tag.
    pub fn class(self) -> &'static str {
        match self {
            Self::Coming => "tag-ok",
            Self::UnderWay => "tag-info",
            Self::Past => "",
            Self::Cancelled => "tag-warn",
        }
    }

    /// Whether people can still come.
    pub fn is_ahead(self) -> bool {
        matches!(self, Self::Coming | Self::UnderWay)
    }
}

impl Meeting {
    /// Where it stands at `now`; templates have it as a reference.
    pub fn phase(&self, now: impl Borrow<NaiveDateTime>) -> Phase {
        let now = *now.borrow();
        if self.cancelled_at.is_some() {
            Phase::Cancelled
        } else if now < self.starts_at {
            Phase::Coming
        } else if now <= self.ends_at {
            Phase::UnderWay
        } else {
            Phase::Past
        }
    }
}
