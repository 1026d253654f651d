//! Every sentence the site says, in both languages side by side: Simplified Chinese is the source, Traditional is converted from it
//! (see [`crate::html`]), English is written. A missing or misspelt phrase does not compile.
//!
//! One file per part of the site. `{n}`-like places are filled by the template filter `with("n", value)`.

/// Makes a struct of phrases: `key: "中文", "English";`.
macro_rules! phrases {
    ($(#[$meta:meta])* $name:ident { $($key:ident: $zh:literal, $en:literal;)+ }) => {
        $(#[$meta])*
        #[expect(missing_docs, reason = "the phrase itself says what it is")]
        pub struct $name { $(pub $key: &'static str),+ }

        impl $name {
            /// In Simplified Chinese.
            pub const ZH: Self = Self { $($key: $zh),+ };
            /// In English.
            pub const EN: Self = Self { $($key: $en),+ };
            /// Key, Chinese and English of each, for the test that compares their places.
            #[cfg(test)]
            pub(crate) const ALL: &'static [(&'static str, &'static str, &'static str)] = &[$((stringify!($key), $zh, $en)),+];
        }
    };
}

pub mod account;
pub mod anchors;
pub mod citizen;
pub mod comparison;
pub mod desk;
pub mod import;
pub mod pages;
pub mod review;
pub mod search;
pub mod site;
pub mod stats;
pub mod terms;

/// All phrases in one language.
#[expect(missing_docs, reason = "each field is a part of the site with its own module")]
pub struct Phrases {
    pub site: site::Site,
    pub terms: terms::Terms,
    pub citizen: citizen::Citizen,
    pub comparison: comparison::Comparison,
    pub account: account::Account,
    pub anchors: anchors::Anchors,
    pub desk: desk::Desk,
    pub import: import::Import,
    pub pages: pages::Pages,
    pub review: review::Review,
    pub search: search::Search,
    pub stats: stats::Stats,
}

/// Simplified Chinese.
pub static ZH: Phrases = Phrases {
    site: site::Site::ZH,
    terms: terms::Terms::ZH,
    citizen: citizen::Citizen::ZH,
    comparison: comparison::Comparison::ZH,
    account: account::Account::ZH,
    anchors: anchors::Anchors::ZH,
    desk: desk::Desk::ZH,
    import: import::Import::ZH,
    pages: pages::Pages::ZH,
    review: review::Review::ZH,
    search: search::Search::ZH,
    stats: stats::Stats::ZH,
};

/// English.
pub static EN: Phrases = Phrases {
    site: site::Site::EN,
    terms: terms::Terms::EN,
    citizen: citizen::Citizen::EN,
    comparison: comparison::Comparison::EN,
    account: account::Account::EN,
    anchors: anchors::Anchors::EN,
    desk: desk::Desk::EN,
    import: import::Import::EN,
    pages: pages::Pages::EN,
    review: review::Review::EN,
    search: search::Search::EN,
    stats: stats::Stats::EN,
};

#[cfg(test)]
mod tests {
    use super::*;

    /// `{name}` places of a phrase, sorted.
    fn places(phrase: &str) -> Vec<&str> {
        let names = phrase.split('{').skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name);
        let mut found: Vec<&str> = names.filter(|name| name.chars().all(|c| c.is_ascii_lowercase() || c == '_')).collect();
        found.sort_unstable();
        found
    }

    #[test]
    fn both_languages_leave_the_same_places_open() {
        let parts = [
            site::Site::ALL,
            terms::Terms::ALL,
            citizen::Citizen::ALL,
            comparison::Comparison::ALL,
            account::Account::ALL,
            anchors::Anchors::ALL,
            desk::Desk::ALL,
            import::Import::ALL,
            pages::Pages::ALL,
            review::Review::ALL,
            search::Search::ALL,
            stats::Stats::ALL,
        ];
        for (key, zh, en) in parts.into_iter().flatten() {
            assert_eq!(places(zh), places(en), "{key}");
            assert!(!zh.is_empty() && !en.is_empty(), "{key} is empty");
        }
    }
}
