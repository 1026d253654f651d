//! The clerk's desk: intake, inbox, curation, suggestions, handing in.
//!
//! Every page here is for clerks only and shows what belongs to their own contact point, and comments addressed to none; anything
//! else is 404. Changes of state are not made here but in [`crate::comment::change`], [`crate::suggestion::change`] and
//! [`crate::submission::change`]. Read next: [`home`], [`inbox`], [`comment`], [`anchors`]; the queries are in [`query`].

pub mod anchors;
pub mod comment;
pub mod conflict;
pub mod filter;
pub mod history;
pub mod home;
pub mod inbox;
pub mod intake;
pub mod out_of_scope;
pub mod query;
pub mod slip;
pub mod submission;
pub mod suggestion;

use crate::form::Fields;
use crate::html::Page;
use crate::regulation::texts::Text;

/// Most comments one action may merge or mark at once.
pub const MOST_NAMED: usize = 500;

/// Row ids sent as `ids=1,2,3` or as several `id=`, each once, in the order sent. Numbers may be written as the desk shows them: `000012`.
pub fn ids(fields: &Fields) -> Vec<i64> {
    let mut ids: Vec<i64> = Vec::new();
    let lists = fields.get("ids").split([',', '，', '、', ' ']).map(str::to_owned);
    for id in fields.all("id").map(str::to_owned).chain(lists).filter_map(|id| id.trim().parse().ok()) {
        if id > 0 && !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids
}

/// The articles of a draft as choices: eId and 第五条（经营时间）.
pub fn article_choices(page: &Page, text: &Text) -> Vec<(String, String)> {
    let name = |p: &crate::regulation::query::Provision| {
        let label = crate::comment::new::label(page, Some(&p.eid));
        if p.heading.is_empty() { label } else { format!("{label}（{}）", p.heading) }
    };
    text.articles().map(|p| (p.eid.clone(), name(p))).collect()
}

/// The first characters of a text on one line.
pub fn excerpt(text: &str, most: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut short: String = line.chars().take(most).collect();
    if line.chars().nth(most).is_some() {
        short.push('…');
    }
    short
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_read_however_they_are_sent() {
        let fields = Fields::parse("id=3&id=000012&id=3&ids=7,12，9&id=x&id=-1".as_bytes());
        assert_eq!(ids(&fields), [3, 12, 7, 9]);
    }

    #[test]
    fn an_excerpt_is_cut_by_character() {
        assert_eq!(excerpt("一二\n三四", 3), "一二 …");
        assert_eq!(excerpt("一二", 2), "一二");
    }
}
