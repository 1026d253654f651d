//! The form of a decision, for one suggestion and for several: what it offers, and reading it.

use super::Drafts;
use crate::comment;
use crate::decision::change::Ruling;
use crate::decision::{Level, Outcome, ReasonCode};
use crate::form::{FormState, clean};
use crate::html::Page;
use crate::regulation::DraftKind;

/// Fewest characters of the public explanation.
const LEAST: usize = 5;
/// Most characters of the public explanation, and of the final wording.
const MOST: usize = 2_000;
/// Most characters of the final wording: a long article.
const MOST_WORDING: usize = 10_000;

/// What the form offers.
pub struct Offer {
    /// 采纳情况
    pub outcomes: Vec<(&'static str, &'static str)>,
    /// How far the words got.
    pub levels: Vec<(&'static str, &'static str)>,
    /// Coded reasons.
    pub codes: Vec<(&'static str, &'static str)>,
    /// Places in the newest draft.
    pub places: Vec<(String, String)>,
    /// Title of the newest draft.
    pub newest: String,
    /// Sentences to start from.
    pub sentences: Vec<&'static str>,
}

impl Offer {
    /// For suggestions that speak of `eid`.
    pub fn new(page: &Page, drafts: &Drafts, eid: Option<&str>) -> Self {
        let (t, r) = (page.t, &page.t.review);
        let place = eid.and_then(|eid| drafts.newest_place(eid));
        let mut places = Vec::new();
        if let Some((_, text)) = drafts.newest() {
            for article in text.articles() {
                let name = |eid: &str| comment::new::label(page, Some(eid));
                places.push((article.eid.clone(), format!("{} {}", name(&article.eid), article.heading).trim_end().to_owned()));
                // Below the article only where a suggestion speaks of something that fine.
                if place.as_deref().is_some_and(|p| p.starts_with(&format!("{}__", article.eid))) {
                    let below = text.within(&article.eid).filter(|p| p.eid != article.eid);
                    places.extend(below.map(|p| (p.eid.clone(), name(&p.eid))));
                }
            }
        }
        Self {
            outcomes: Outcome::ALL.iter().map(|o| (o.as_str(), o.label(t))).collect(),
            levels: Level::ALL.iter().map(|l| (l.as_str(), l.label(t))).collect(),
            codes: ReasonCode::ALL.iter().map(|c| (c.as_str(), c.label(t))).collect(),
            places,
            newest: drafts.newest().map(|(stage, _)| stage.draft.title.clone()).unwrap_or_default(),
            sentences: vec![r.template_1, r.template_2, r.template_3, r.template_4],
        }
    }
}

/// The form before anything was typed: place and words from the newest draft, level from how far that draft is.
pub fn prefilled(drafts: &Drafts, eid: Option<&str>) -> FormState {
    let mut form = FormState::default();
    let mut set = |name: &str, value: &str| form.fields.0.push((name.to_owned(), value.to_owned()));
    let Some((newest, text)) = drafts.newest() else { return form };
    let level = match newest.draft.kind {
        DraftKind::Enacted => Level::Enacted,
        _ if drafts.at + 1 < drafts.all.len() => Level::RevisedDraft,
        _ => Level::Study,
    };
    set("level", level.as_str());
    if let Some(place) = eid.and_then(|eid| drafts.newest_place(eid)) {
        set("final", &text.words(&place));
        set("place", &place);
    }
    form
}

/// Reads the form; what is wrong stands in it afterwards.
pub fn read(form: &mut FormState, page: &Page, drafts: &Drafts) -> Option<Ruling> {
    let r = &page.t.review;
    let (outcome, level) = (Outcome::parse(form.fields.get("outcome")), Level::parse(form.fields.get("level")));
    let code = ReasonCode::parse(form.fields.get("code"));
    let reason = clean(form.value("reason"));
    let wording = Some(clean(form.value("final"))).filter(|w| !w.is_empty());
    let place = form.fields.some("place").map(str::to_owned);
    let is_adopted = matches!(outcome, Some(Outcome::Adopted | Outcome::PartlyAdopted));
    if outcome.is_none() {
        form.wrong("outcome", r.e_outcome);
    }
    if level.is_none() {
        form.wrong("level", r.e_level);
    }
    if code.is_none() {
        form.wrong("code", r.e_reason_code);
    }
    let length = reason.chars().count();
    if length < LEAST {
        form.wrong("reason", r.e_reason_short);
    } else if length > MOST {
        form.wrong("reason", r.e_reason_long.replace("{n}", &(length - MOST).to_string()));
    }
    let known =
        place.as_deref().is_none_or(|eid| drafts.newest().is_some_and(|(_, text)| text.find(eid).is_some_and(|p| p.article_eid.is_some())));
    if !known {
        form.wrong("place", r.e_place);
    }
    let length = wording.as_ref().map_or(0, |w| w.chars().count());
    if length > MOST_WORDING {
        form.wrong("final", r.e_reason_long.replace("{n}", &(length - MOST_WORDING).to_string()));
    } else if is_adopted && place.is_some() && wording.is_none() {
        form.wrong("final", r.e_final);
    }
    if !form.is_good() {
        return None;
    }
    Some(Ruling {
        outcome: outcome?,
        level: level?,
        reason_code: code?,
        reason,
        // What was not adopted changed no words.
        final_wording: wording.filter(|_| is_adopted),
        place_eid: place,
    })
}
