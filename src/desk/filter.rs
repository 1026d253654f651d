//! What a clerk is looking at: the filters of the inbox, read from and written to the query string. The address is the whole state.

use chrono::NaiveDate;
use url::form_urlencoded::Serializer;

use super::query::Group;
use crate::clock;
use crate::comment::{Channel, Stance, State};
use crate::form::{Fields, clean};

/// In `article=`: comments on the whole draft.
pub const WHOLE: &str = "whole";
/// Most characters of a search.
const MOST_SEARCHED: usize = 100;

/// Whose the comments are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Belonging {
    /// Addressed to the clerk's contact point.
    Own,
    /// Addressed to none yet.
    Nobody,
}

impl Belonging {
    /// In the query string.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Own => "own",
            Self::Nobody => "none",
        }
    }
}

/// In which order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// Newest first.
    #[default]
    Newest,
    /// Oldest first.
    Oldest,
    /// The whole draft first, then as the articles stand in the text.
    Article,
}

impl Sort {
    /// In the query string.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Newest => "newest",
            Self::Oldest => "oldest",
            Self::Article => "article",
        }
    }
}

/// One of the conditions that are counted value by value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is a field of Filter")]
pub enum Facet {
    State,
    Draft,
    Stance,
    Channel,
    Point,
}

/// The conditions; `None` admits everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// Where it stands; without one, withdrawn comments are left out.
    pub state: Option<State>,
    /// Row id of the draft.
    pub draft: Option<i64>,
    /// eId of an article with what lies below it, or [`WHOLE`]; only together with a draft.
    pub article: Option<String>,
    /// 态度
    pub stance: Option<Stance>,
    /// 渠道
    pub channel: Option<Channel>,
    /// Own or nobody's.
    pub point: Option<Belonging>,
    /// A word in the text or the reason, or a comment's number.
    pub q: Option<String>,
    /// First day it came in.
    pub from: Option<NaiveDate>,
    /// Last day it came in.
    pub to: Option<NaiveDate>,
    /// Order.
    pub sort: Sort,
}

impl Filter {
    /// Reads the query string; what cannot be read is no condition.
    pub fn of(fields: &Fields) -> Self {
        let draft = fields.int("draft").filter(|id| *id > 0);
        let point = fields.get("point");
        let sort = fields.get("sort");
        Self {
            state: State::parse(fields.get("state")),
            draft,
            article: fields.some("article").map(clean).filter(|eid| draft.is_some() && eid.len() < 60),
            stance: Stance::parse(fields.get("stance")),
            channel: Channel::parse(fields.get("channel")),
            point: [Belonging::Own, Belonging::Nobody].into_iter().find(|p| p.as_str() == point),
            q: fields.some("q").map(|q| clean(q).chars().take(MOST_SEARCHED).collect()),
            from: clock::day(fields.get("from")),
            to: clock::day(fields.get("to")),
            sort: [Sort::Oldest, Sort::Article].into_iter().find(|s| s.as_str() == sort).unwrap_or_default(),
        }
    }

    /// Names and values as they stand in the query string.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let sort = Some(self.sort).filter(|s| *s != Sort::Newest);
        let pairs = [
            ("state", self.state.map(|v| v.as_str().to_owned())),
            ("draft", self.draft.map(|v| v.to_string())),
            ("article", self.article.clone()),
            ("stance", self.stance.map(|v| v.as_str().to_owned())),
            ("channel", self.channel.map(|v| v.as_str().to_owned())),
            ("point", self.point.map(|v| v.as_str().to_owned())),
            ("q", self.q.clone()),
            ("from", self.from.map(|v| v.to_string())),
            ("to", self.to.map(|v| v.to_string())),
            ("sort", sort.map(|v| v.as_str().to_owned())),
        ];
        pairs.into_iter().filter_map(|(name, value)| value.map(|v| (name, v))).collect()
    }

    /// The query string of these conditions; empty, or beginning with `?`.
    pub fn here(&self) -> String {
        self.query(&[])
    }

    /// The query string with some pairs added; empty, or beginning with `?`.
    pub fn query(&self, more: &[(&str, String)]) -> String {
        let mut query = Serializer::new(String::new());
        query.extend_pairs(self.pairs());
        query.extend_pairs(more);
        let query = query.finish();
        if query.is_empty() { query } else { format!("?{query}") }
    }

    /// The query string without one condition.
    pub fn query_without(&self, name: &str) -> String {
        let gone = |n: &str| n == name || (name == "draft" && n == "article");
        let mut query = Serializer::new(String::new());
        query.extend_pairs(self.pairs().into_iter().filter(|(n, _)| !gone(n)));
        let query = query.finish();
        if query.is_empty() { query } else { format!("?{query}") }
    }

    /// Whether a group of comments passes the counted conditions, one of them left out.
    pub fn admits(&self, group: &Group, except: Option<Facet>) -> bool {
        let open = |facet: Facet| except == Some(facet);
        let state = self.state.map_or(group.state != State::Withdrawn, |s| s == group.state);
        let belonging = if group.is_assigned { Belonging::Own } else { Belonging::Nobody };
        (open(Facet::State) || state)
            && (open(Facet::Draft) || self.draft.is_none_or(|d| d == group.draft_id))
            && (open(Facet::Stance) || self.stance.is_none_or(|s| s == group.stance))
            && (open(Facet::Channel) || self.channel.is_none_or(|c| c == group.channel))
            && (open(Facet::Point) || self.point.is_none_or(|p| p == belonging))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_query_string_is_the_whole_state() {
        let query = "state=received&draft=7&article=art_5&stance=amend&channel=paper&point=none&q=%E5%A4%9C%E5%B8%82&from=2026-11-01&to=2026-11-23&sort=article";
        let filter = Filter::of(&Fields::parse(query.as_bytes()));
        assert_eq!(filter.query(&[]), format!("?{query}"));
        assert_eq!(Filter::default().query(&[]), "");
        assert!(!filter.query_without("draft").contains("article=art_5"), "an article belongs to its draft");
    }

    #[test]
    fn nonsense_is_no_condition() {
        let fields = Fields::parse("state=x&draft=-1&article=art_5&from=2026-13-01&sort=up&q=%E2%80%8B".as_bytes());
        assert_eq!(Filter::of(&fields), Filter::default());
    }
}
