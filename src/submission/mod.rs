//! 报送: a batch of suggestions a contact point hands to the 法工委 before the deadline. Queries and changes: [`query`], [`change`].

pub mod change;
pub mod query;

use crate::phrases::Phrases;
use crate::stored::stored;

stored! {
    /// Where a batch stands.
    State {
        /// Being put together.
        Draft = "draft",
        /// Handed in; locked.
        Submitted = "submitted",
        /// Sent back with a reason; may be changed and handed in again.
        Returned = "returned",
    }
}

impl State {
    /// In the reader's language.
    pub fn label(self, t: &Phrases) -> &'static str {
        match self {
            Self::Draft => t.terms.drafted,
            Self::Submitted => t.terms.submitted,
            Self::Returned => t.terms.returned,
        }
    }

    /// CSS class of the tag.
    pub fn class(self) -> &'static str {
        match self {
            Self::Draft => "",
            Self::Submitted => "tag-info",
            Self::Returned => "tag-warn",
        }
    }
}
