//! 研究结果: what reviewers decided on a suggestion, at which level, and why. Written is not published: the public sees decisions
//! when a release publishes all results of a draft at one time. Queries and changes: [`query`], [`change`].

pub mod change;
pub mod query;

use crate::phrases::Phrases;
use crate::stored::stored;

stored! {
    /// 采纳情况
    Outcome {
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

impl Outcome {
    /// In the reader's language.
    pub fn label(self, t: &Phrases) -> &'static str {
        match self {
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
            Self::Noted | Self::NotAdopted => "",
        }
    }
}

stored! {
    /// How far the words got: in public 采纳 means text that reached a revised draft or the law (DOMAIN.md).
    Level {
        /// The 法工委's study.
        Study = "study",
        /// In a revised draft.
        RevisedDraft = "revised_draft",
        /// In the enacted text.
        Enacted = "enacted",
    }
}

impl Level {
    /// In the reader's language.
    pub fn label(self, t: &Phrases) -> &'static str {
        match self {
            Self::Study => t.terms.study,
            Self::RevisedDraft => t.terms.revised_draft,
            Self::Enacted => t.terms.enacted_level,
        }
    }
}

stored! {
    /// The coded reason beside the public explanation.
    ReasonCode {
        /// The text says it now.
        Reflected = "reflected",
        /// The text says part of it.
        PartlyReflected = "partly_reflected",
        /// Another law says it already.
        OtherLaw = "other_law",
        /// A matter for implementing rules.
        Implementing = "implementing",
        /// Beyond local competence (立法法 arts. 11, 82).
        NoCompetence = "no_competence",
        /// Views differ.
        NeedsStudy = "needs_study",
        /// Not feasible now.
        NotFeasible = "not_feasible",
        /// Something else, said in the explanation.
        Other = "other",
    }
}

impl ReasonCode {
    /// In the reader's language.
    pub fn label(self, t: &Phrases) -> &'static str {
        match self {
            Self::Reflected => t.terms.why_reflected,
            Self::PartlyReflected => t.terms.why_partly_reflected,
            Self::OtherLaw => t.terms.why_other_law,
            Self::Implementing => t.terms.why_implementing,
            Self::NoCompetence => t.terms.why_no_competence,
            Self::NeedsStudy => t.terms.why_needs_study,
            Self::NotFeasible => t.terms.why_not_feasible,
            Self::Other => t.terms.why_other,
        }
    }
}
