//! 意见: a citizen's words on one article or a whole draft, at one version. They never change; curation stands beside them.
//!
//! Types and state rules are here, the database in [`query`], every change of state in [`change`]. Pages: [`new`] (form),
//! [`check`] (look it over and send), [`list`] (published comments on an article), [`photo`]. Places the words speak of: [`named`]. From files: [`import`].

pub mod change;
pub mod check;
pub mod contact;
pub mod import;
pub mod list;
pub mod named;
pub mod new;
pub mod parse;
pub mod personal;
pub mod photo;
pub mod query;

use crate::phrases::Phrases;
use crate::stored::stored;

stored! {
    /// 态度
    Stance {
        /// 赞成
        Support = "support",
        /// 建议修改
        Amend = "amend",
        /// 不赞成
        Oppose = "oppose",
        /// 有疑问
        Ask = "ask",
    }
}

impl Stance {
    /// In the reader's language.
    pub fn label(self, t: &Phrases) -> &'static str {
        match self {
            Self::Support => t.terms.support,
            Self::Amend => t.terms.amend,
            Self::Oppose => t.terms.oppose,
            Self::Ask => t.terms.ask,
        }
    }
}

stored! {
    /// 渠道: how the words reached us.
    Channel {
        /// The web form.
        Web = "web",
        /// The web form by way of a contact point's QR poster.
        Qr = "qr",
        /// A paper form.
        Paper = "paper",
        /// By telephone.
        Phone = "phone",
        /// A letter.
        Letter = "letter",
        /// On a visit (小板凳).
        Visit = "visit",
        /// At a symposium or hearing.
        Meeting = "meeting",
    }
}

impl Channel {
    /// In the reader's language.
    pub fn label(self, t: &Phrases) -> &'static str {
        match self {
            Self::Web => t.terms.web,
            Self::Qr => t.terms.qr,
            Self::Paper => t.terms.paper,
            Self::Phone => t.terms.phone,
            Self::Letter => t.terms.letter,
            Self::Visit => t.terms.visit,
            Self::Meeting => t.terms.meeting,
        }
    }

    /// Whether a clerk typed it in.
    pub fn is_offline(self) -> bool {
        !matches!(self, Self::Web | Self::Qr)
    }
}

stored! {
    /// Where a comment stands, as its citizen may know it. From `Curated` on it follows the suggestions the comment is in;
    /// an outcome appears only once results are released.
    State {
        /// 已提交
        Received = "received",
        /// 已登记
        Registered = "registered",
        /// 与草案无关, with a public reason
        OutOfScope = "out_of_scope",
        /// 已撤回 by the citizen
        Withdrawn = "withdrawn",
        /// 已整理: in a suggestion
        Curated = "curated",
        /// 已报送
        Submitted = "submitted",
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
            Self::Received => t.terms.received,
            Self::Registered => t.terms.registered,
            Self::OutOfScope => t.terms.out_of_scope,
            Self::Withdrawn => t.terms.withdrawn,
            Self::Curated => t.terms.curated,
            Self::Submitted => t.terms.submitted,
            Self::UnderStudy => t.terms.under_study,
            Self::Adopted => t.terms.adopted,
            Self::PartlyAdopted => t.terms.partly_adopted,
            Self::Noted => t.terms.noted,
            Self::NotAdopted => t.terms.not_adopted,
        }
    }

    /// CSS class of the tag: the word always stands beside the colour.
    pub fn class(self) -> &'static str {
        match self {
            Self::Adopted => "tag-ok",
            Self::PartlyAdopted => "tag-teal",
            Self::UnderStudy | Self::Submitted | Self::Curated | Self::Registered => "tag-info",
            Self::Received => "tag-warn",
            Self::OutOfScope | Self::Withdrawn | Self::Noted | Self::NotAdopted => "",
        }
    }

    /// Whether the citizen may still withdraw: until it is submitted.
    pub fn can_withdraw(self) -> bool {
        matches!(self, Self::Received | Self::Registered | Self::OutOfScope | Self::Curated)
    }

    /// Whether a clerk may register it, move it, redact it, mark it or merge it.
    pub fn is_in_hand(self) -> bool {
        matches!(self, Self::Received | Self::Registered | Self::OutOfScope | Self::Curated)
    }

    /// Whether its results are public.
    pub fn is_decided(self) -> bool {
        matches!(self, Self::Adopted | Self::PartlyAdopted | Self::Noted | Self::NotAdopted)
    }

    /// Whether it counts as adopted in statistics: text that reached a revised draft or the law, wholly or in part (DOMAIN.md).
    pub fn is_adopted(self) -> bool {
        matches!(self, Self::Adopted | Self::PartlyAdopted)
    }
}

/// Most characters of a comment, a wording or a reason.
pub const MOST_CHARS: usize = 2_000;
/// Fewest characters of a comment.
pub const LEAST_CHARS: usize = 5;
/// Photos a comment may have.
pub const MOST_PHOTOS: usize = 3;
