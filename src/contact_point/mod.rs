//! 基层立法联系点: where citizens are heard and clerks work. Pages: [`list`], [`show`], [`poster`], [`paper`], and the administrator's
//! [`admin`]. Queries: [`query`].

pub mod admin;
pub mod list;
pub mod paper;
pub mod poster;
pub mod query;
pub mod show;

use crate::phrases::Phrases;
use crate::stored::stored;

stored! {
    /// What kind of body hosts a contact point.
    Kind {
        /// A street office or township.
        Street = "street",
        /// A court or procuratorate.
        Court = "court",
        /// An enterprise or industrial park.
        Enterprise = "enterprise",
        /// A trade association or chamber.
        Association = "association",
        /// A university.
        University = "university",
        /// A law firm.
        LawFirm = "law_firm",
        /// Anything else.
        Other = "other",
    }
}

impl Kind {
    /// The kind in the reader's language.
    pub fn label(self, t: &Phrases) -> &'static str {
        match self {
            Self::Street => t.terms.kind_street,
            Self::Court => t.terms.kind_court,
            Self::Enterprise => t.terms.kind_enterprise,
            Self::Association => t.terms.kind_association,
            Self::University => t.terms.kind_university,
            Self::LawFirm => t.terms.kind_law_firm,
            Self::Other => t.terms.kind_other,
        }
    }
}
