//! 座谈会、听证会、走访、论坛: where a contact point hears people, announced beforehand, with what was said afterwards.
//! Queries: [`query`].

pub mod query;

use crate::phrases::Phrases;
use crate::stored::stored;

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
