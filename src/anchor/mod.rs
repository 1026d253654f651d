//! 意见的位置: where comments and suggestions made on an earlier draft stand in a later one. Draft, eId and quoted words of a comment
//! never change; its place in a later draft is worked out when it is shown, because drafts are few and never change either:
//! what a clerk chose ([`query::Choice`]), else lineage, else the words themselves ([`crate::law::anchor`]), else it waits for a clerk.
//!
//! [`Carrier`] works it out, [`earlier`] gathers what the public may read, [`change`] keeps a clerk's choice. The queue is
//! [`crate::desk::anchors`].

pub mod change;
pub mod earlier;
pub mod query;

use std::collections::HashMap;
use std::sync::Arc;

use diesel::QueryResult;

use crate::db::Conn;
use crate::html::Page;
use crate::law::anchor::{self, Anchor};
use crate::law::diff;
use crate::law::label::article_of;
use crate::phrases::Phrases;
use crate::regulation::lineage::{self, Lineage};
use crate::regulation::query::Stage;
use crate::regulation::texts::{Text, Texts};
use crate::stored::stored;
use query::Choice;

stored! {
    /// What a clerk says of a place.
    Verdict {
        /// It is there.
        Place = "place",
        /// It concerns the whole draft now.
        Whole = "whole",
        /// The draft has no place for it any more.
        Gone = "gone",
    }
}

/// How a place was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum How {
    /// The article's lineage.
    Lineage,
    /// The words.
    Match,
    /// A clerk chose it.
    Clerk,
}

impl How {
    /// In the reader's language.
    pub fn label(self, t: &Phrases) -> &'static str {
        match self {
            Self::Lineage => t.anchors.how_lineage,
            Self::Match => t.anchors.how_match,
            Self::Clerk => t.anchors.how_clerk,
        }
    }
}

/// Where something said on an earlier draft stands in a later one.
#[derive(Clone, Debug, PartialEq)]
pub enum Standing {
    /// At this place.
    At(String, How),
    /// At the whole draft, as it was or as a clerk chose.
    Whole,
    /// Nowhere, says a clerk.
    Gone,
    /// A clerk should look: the best guesses, and how alike they are.
    Unsure(Vec<(String, f32)>),
}

impl Standing {
    /// The article it stands at, if any.
    pub fn article(&self) -> Option<&str> {
        match self {
            Self::At(eid, _) => article_of(eid),
            _ => None,
        }
    }

    /// Whether a clerk should look.
    pub fn is_unsure(&self) -> bool {
        matches!(self, Self::Unsure(_))
    }

    /// In words: 第五条（按条文沿革）.
    pub fn label(&self, page: &Page) -> String {
        let a = &page.t.anchors;
        match self {
            Self::At(eid, how) => format!("{}（{}）", crate::comment::new::label(page, Some(eid)), how.label(page.t)),
            Self::Whole => page.t.terms.whole.to_owned(),
            Self::Gone => a.gone.to_owned(),
            Self::Unsure(_) => a.unsure.to_owned(),
        }
    }
}

/// What was said on an earlier draft.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Said {
    /// A comment, by row id.
    Comment(i64),
    /// A suggestion, by row id.
    Suggestion(i64),
}

/// Carries places from the earlier drafts of a regulation to one of them.
pub struct Carrier {
    /// The drafts up to the one carried to, oldest first.
    drafts: Vec<(Stage, Arc<Text>)>,
    /// Lineage of each draft but the first.
    steps: Vec<Arc<Lineage>>,
    choices: HashMap<Said, Vec<Choice>>,
    known: HashMap<(usize, String), Standing>,
}

impl Carrier {
    /// A carrier to the last of `stages`, which are a regulation's first drafts, oldest first.
    pub fn load(conn: &mut Conn, texts: &Texts, stages: &[Stage]) -> QueryResult<Self> {
        let drafts = lineage::texts(conn, texts, stages)?;
        let steps = drafts.iter().zip(drafts.iter().skip(1)).map(|((_, older), (_, newer))| newer.since(older)).collect();
        let ids: Vec<i64> = stages.iter().map(|stage| stage.draft.id).collect();
        let mut choices: HashMap<Said, Vec<Choice>> = HashMap::new();
        for choice in query::choices(conn, &ids)? {
            choices.entry(choice.said()).or_default().push(choice);
        }
        Ok(Self { drafts, steps, choices, known: HashMap::new() })
    }

    /// The draft with this row id, and its text.
    pub fn draft(&self, draft_id: i64) -> Option<&(Stage, Arc<Text>)> {
        self.drafts.iter().find(|(stage, _)| stage.draft.id == draft_id)
    }

    /// Everything a clerk has chosen a place for in one of these drafts.
    pub fn chosen(&self) -> impl Iterator<Item = Said> {
        self.choices.keys().copied()
    }

    /// The choice made for the draft carried to, if any.
    pub fn choice(&self, said: Said) -> Option<&Choice> {
        let target = self.drafts.last().map(|(stage, _)| stage.draft.id)?;
        self.choices.get(&said)?.iter().find(|choice| choice.draft_id == target)
    }

    /// Where a comment or suggestion stands now.
    pub fn standing(&mut self, said: Said, draft_id: i64, eid: Option<&str>) -> Standing {
        let at = |id: i64| self.drafts.iter().position(|(stage, _)| stage.draft.id == id);
        let last = self.drafts.len().saturating_sub(1);
        let choices = self.choices.get(&said).into_iter().flatten();
        let latest = choices.filter_map(|choice| Some((at(choice.draft_id)?, choice))).max_by_key(|(at, _)| *at);
        match latest.map(|(at, choice)| (at, choice.verdict, choice.provision_eid.clone())) {
            Some((_, Verdict::Whole, _)) => Standing::Whole,
            Some((_, Verdict::Gone, _)) => Standing::Gone,
            Some((at, Verdict::Place, Some(eid))) if at == last => Standing::At(eid, How::Clerk),
            Some((at, Verdict::Place, Some(eid))) => self.carry(at, &eid),
            _ => self.place(draft_id, eid),
        }
    }

    /// Where a place of an earlier draft is, whatever clerks chose.
    pub fn place(&mut self, draft_id: i64, eid: Option<&str>) -> Standing {
        let Some(eid) = eid else { return Standing::Whole };
        match self.drafts.iter().position(|(stage, _)| stage.draft.id == draft_id) {
            Some(at) => self.carry(at, eid),
            None => Standing::Unsure(Vec::new()),
        }
    }

    fn carry(&mut self, start: usize, eid: &str) -> Standing {
        let key = (start, eid.to_owned());
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let standing = self.find(start, eid);
        self.known.insert(key, standing.clone());
        standing
    }

    fn find(&self, start: usize, eid: &str) -> Standing {
        let (Some((_, from)), Some((_, to))) = (self.drafts.get(start), self.drafts.last()) else { return Standing::Unsure(Vec::new()) };
        let quote = from.words(eid);
        let mut here = vec![article_of(eid).unwrap_or(eid).to_owned()];
        for (step, (_, newer)) in self.steps.iter().zip(self.drafts.iter().skip(1)).skip(start) {
            here = step.successors(newer, &here);
        }
        if let Some(place) = within(to, &here, eid, &quote) {
            return Standing::At(place, How::Lineage);
        }
        match anchor::find(&quote, eid, to.law()) {
            Anchor::Same(eid) | Anchor::Moved(eid) => Standing::At(eid, How::Match),
            Anchor::Guess(..) | Anchor::Lost => Standing::Unsure(anchor::guesses(&quote, eid, to.law())),
        }
    }
}

/// The place inside the articles that an article became: of several the one most like the quoted words; for a paragraph or item the one
/// under the same number if its words are alike, else the one most alike, else the article.
fn within(to: &Text, articles: &[String], eid: &str, quote: &str) -> Option<String> {
    let best = |eids: &[String]| {
        let texts: Vec<String> = eids.iter().map(|eid| to.words(eid)).collect();
        let scored = eids.iter().zip(diff::alike(quote, &texts));
        scored.fold(None, |best: Option<(String, f32)>, (eid, score)| match best {
            Some((_, top)) if top >= score => best,
            _ => Some((eid.clone(), score)),
        })
    };
    let article = match articles {
        [one] => one.clone(),
        many => best(many)?.0,
    };
    let Some((_, below)) = eid.split_once("__") else { return Some(article) };
    let same = format!("{article}__{below}");
    let kind = below.rsplit("__").next().and_then(|step| step.split('_').next()).unwrap_or_default().to_owned();
    let is_kind = |node: &str| node.rsplit("__").next().is_some_and(|step| step.split('_').next() == Some(&*kind));
    let mut nodes: Vec<String> =
        articles.iter().flat_map(|article| to.within(article)).map(|p| p.eid.clone()).filter(|node| is_kind(node)).collect();
    // Equal likeness: the one under the same number.
    nodes.sort_by_key(|node| *node != same);
    Some(best(&nodes).filter(|(_, score)| *score >= anchor::SAME).map_or(article, |(eid, _)| eid))
}
