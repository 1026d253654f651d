//! 建议: what a clerk makes of comments — a title, a place, a wording in the language of the law, a reason. It points to the comments
//! it came from; they stay as they are, and every one goes on counting.
//!
//! Queries: [`query`]. Changes of state: [`change`]. The clerk's pages are in [`crate::desk`], the reviewer's in [`crate::review`].

pub mod change;
pub mod query;

use crate::decision::Outcome;
use crate::phrases::Phrases;
use crate::stored::stored;

stored! {
    /// Where a suggestion stands. An outcome appears here only when results are released.
    State {
        /// 草拟
        Draft = "draft",
        /// 已核
        Checked = "checked",
        /// 已报送
        Submitted = "submitted",
        /// 退回
        Returned = "returned",
        /// 研究中
        UnderStudy = "under_study",
        /// 采纳
        Adopted = "adopted",
        /// 部分采纳
        PartlyAdopted = "partly_adopted",
        /// 留作参考
        Noted = "noted",
        /// 未采纳
        NotAdopted = "not_adopted",
    }
}

impl State {
    /// In the reader's language.
    pub fn label(self, t: &Phrases) -> &'static str {
        match self {
            Self::Draft => t.terms.drafted,
            Self::Checked => t.terms.checked,
            Self::Submitted => t.terms.submitted,
            Self::Returned => t.terms.returned,
            Self::UnderStudy => t.terms.under_study,
            Self::Adopted => t.terms.adopted,
            Self::PartlyAdopted => t.terms.partly_adopted,
            Self::Noted => t.terms.noted,
            Self::NotAdopted => t.terms.not_adopted,
        }
    }

    /// CSS class of the tag.
    pub fn class(self) -> &'static str {
        match self {
            Self::Adopted => "tag-ok",
            Self::PartlyAdopted => "tag-teal",
            Self::Returned => "tag-warn",
            Self::Checked | Self::Submitted | Self::UnderStudy => "tag-info",
            Self::Draft | Self::Noted | Self::NotAdopted => "",
        }
    }

    /// The released outcome, if there is one.
    pub fn outcome(self) -> Option<Outcome> {
        match self {
            Self::Adopted => Some(Outcome::Adopted),
            Self::PartlyAdopted => Some(Outcome::PartlyAdopted),
            Self::Noted => Some(Outcome::Noted),
            Self::NotAdopted => Some(Outcome::NotAdopted),
            _ => None,
        }
    }

    /// The state of a released outcome.
    pub fn of(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Adopted => Self::Adopted,
            Outcome::PartlyAdopted => Self::PartlyAdopted,
            Outcome::Noted => Self::Noted,
            Outcome::NotAdopted => Self::NotAdopted,
        }
    }

    /// Whether its contact point may still change it.
    pub fn is_in_hand(self) -> bool {
        matches!(self, Self::Draft | Self::Checked | Self::Returned)
    }
}
