//! 离线登记: what came by paper, telephone, letter, on a visit or at a meeting. `GET /desk/comments/new`, `POST` the same address.
//!
//! Draft, channel, day and place stay from one entry to the next, in the address; the place in the text is typed as people say it
//! ("5", "第五条第二款"). Where it was left empty and the words name an article, that one is filled in and shown before it is taken. Words said while the consultation was open may be entered until a week after it closed.

use std::sync::Arc;

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;
use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use url::form_urlencoded::Serializer;

use super::article_choices;
use super::query::{self, Named};
use crate::clock;
use crate::comment::change::{self, Offline, Origin};
use crate::comment::new::Place;
use crate::comment::parse::{self, Filled};
use crate::comment::{self, Channel, Stance, contact, named};
use crate::db::Conn;
use crate::error::Error;
use crate::form::{Fields, FormState, Posted, Query, clean, once};
use crate::html::{self, Page, filters};
use crate::law::{label, reference};
use crate::regulation::query::{Stage, stage_by_draft};
use crate::regulation::texts::Text;

/// How long after the deadline words said before it may still be entered.
const LATE: TimeDelta = TimeDelta::days(7);
/// Most characters of the place where something was said.
const MOST_PLACE: usize = 100;
/// The fields that stay from one entry to the next.
const STICKY: [&str; 4] = ["draft", "channel", "on", "place"];

/// The page.
#[derive(Template)]
#[template(path = "desk/intake.html")]
struct Intake {
    page: Page,
    form: FormState,
    drafts: Vec<Named>,
    chosen: Option<Chosen>,
    saved: Option<(i64, String)>,
    /// Places the words name, the first of them filled in.
    named: Vec<String>,
}

/// The draft spoken of.
struct Chosen {
    stage: Stage,
    text: Arc<Text>,
}

impl Intake {
    fn draft_choices(&self) -> Vec<(String, String)> {
        self.drafts.iter().map(|d| (d.id.to_string(), d.title.clone())).collect()
    }

    fn channels(&self) -> Vec<(&'static str, &'static str)> {
        Channel::ALL.iter().filter(|c| c.is_offline()).map(|c| (c.as_str(), c.label(self.page.t))).collect()
    }

    fn stances(&self) -> Vec<(&'static str, &'static str)> {
        Stance::ALL.iter().map(|s| (s.as_str(), s.label(self.page.t))).collect()
    }

    fn articles(&self) -> Vec<(String, String)> {
        self.chosen.as_ref().map(|c| article_choices(&self.page, &c.text)).unwrap_or_default()
    }

    fn identities(&self) -> Vec<(String, String)> {
        let list = self.chosen.as_ref().and_then(|c| c.stage.consultation.as_ref()).map(|c| c.identity_list()).unwrap_or_default();
        list.into_iter().map(|i| (i.clone(), i)).collect()
    }

    /// The days on which something may have been said.
    fn period(&self) -> String {
        let days = self.chosen.as_ref().and_then(|c| days(&c.stage));
        days.map(|(first, last)| self.page.t.desk.on_hint.replace("{from}", &first.to_string()).replace("{to}", &last.to_string()))
            .unwrap_or_default()
    }

    /// What the words name besides the place filled in.
    fn also_named(&self) -> String {
        self.named.get(1..).unwrap_or_default().join(self.page.t.citizen.named_and)
    }

    fn is_late(&self) -> bool {
        let closes = self.chosen.as_ref().and_then(|c| c.stage.consultation.as_ref()).map(|c| c.closes_at);
        closes.is_some_and(|at| self.page.now > at)
    }

    fn has_more(&self) -> bool {
        ["wording", "reason", "identity", "contact"].iter().any(|name| !self.form.value(name).is_empty() || self.form.error(name).is_some())
    }
}

/// First and last local day of a consultation.
fn days(stage: &Stage) -> Option<(NaiveDate, NaiveDate)> {
    stage.consultation.as_ref().map(|c| (clock::local_date(c.opens_at), clock::local_date(c.closes_at)))
}

/// Whether something may be entered now.
fn takes(stage: &Stage, now: NaiveDateTime) -> bool {
    stage.consultation.as_ref().is_some_and(|c| c.opens_at <= now && now <= c.closes_at + LATE)
}

/// Finds the place people mean: empty for the whole draft, an eId, a bare number, or a reference in words.
fn place(text: &Text, typed: &str) -> Option<Place> {
    let typed: String = clean(typed)
        .chars()
        .map(|c| if ('０'..='９').contains(&c) { char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c) } else { c })
        .collect();
    if let Some(place) = Place::find(text, &typed) {
        return Some(place);
    }
    let bare = typed.parse::<u32>().map(|n| format!("art_{n}"));
    if let Ok(eid) = bare {
        return Place::find(text, &eid);
    }
    let named = |words: &str| reference::find(words, None, None).into_iter().flat_map(|r| r.eids).find_map(|eid| Place::find(text, &eid));
    named(&typed).or_else(|| named(&format!("第{typed}条")))
}

fn load(conn: &mut Conn, page: &Page, draft: Option<i64>) -> Result<(Vec<Named>, Option<Chosen>), Error> {
    let drafts = query::drafts(conn, &[], page.now, page.now - LATE)?;
    let only = if drafts.len() == 1 { drafts.first().map(|d| d.id) } else { None };
    let Some(id) = draft.or(only) else { return Ok((drafts, None)) };
    let stage = stage_by_draft(conn, id)?.ok_or(Error::NotFound)?;
    let text = page.app.texts.of(conn, id)?;
    Ok((drafts, Some(Chosen { stage, text })))
}

/// `GET /desk/comments/new`
pub async fn get(page: Page, Query(fields): Query) -> Result<HttpResponse, Error> {
    let (clerk, context) = (page.staff()?, page.clone());
    let (draft, saved) = (fields.int("draft"), fields.int("saved"));
    let loaded = page.app.db.read(move |conn| {
        let saved = match saved {
            Some(id) => Some(change::for_clerk(conn, &clerk, id, None)?).map(|c| (c.id, c.receipt_code)),
            None => None,
        };
        load(conn, &context, draft).map(|loaded| (loaded, saved))
    });
    let ((drafts, chosen), saved) = loaded.await?;
    let kept = fields.0.into_iter().filter(|(name, _)| STICKY.contains(&name.as_str())).collect();
    let mut form = FormState::new(Fields(kept));
    if let Some(chosen) = &chosen {
        begin(&page, &mut form, &chosen.stage);
    }
    let status = if chosen.as_ref().is_some_and(|c| !takes(&c.stage, page.now)) {
        form.wrong("draft", page.t.desk.e_draft_closed);
        StatusCode::CONFLICT
    } else {
        StatusCode::OK
    };
    let intake = Intake { page, form, drafts, chosen, saved, named: Vec::new() };
    html::page(&intake.page, status, &intake)
}

/// The values a fresh form begins with.
fn begin(page: &Page, form: &mut FormState, stage: &Stage) {
    let today = clock::local_date(page.now);
    let on = days(stage).map_or(today, |(first, last)| today.clamp(first, last.max(first)));
    let values = [
        ("draft", stage.draft.id.to_string()),
        ("channel", Channel::Paper.as_str().to_owned()),
        ("on", on.to_string()),
        ("stance", Stance::Amend.as_str().to_owned()),
    ];
    for (name, value) in values {
        if form.fields.some(name).is_none() {
            form.fields.0.retain(|(n, _)| n != name);
            form.fields.0.push((name.to_owned(), value));
        }
    }
}

/// `POST /desk/comments/new`
pub async fn post(page: Page, posted: Posted) -> Result<HttpResponse, Error> {
    let (clerk, point, key, now) = (page.staff()?, page.contact_point()?, posted.key(), page.now);
    let mut form = FormState::new(posted.fields);
    let (context, draft) = (page.clone(), form.fields.int("draft"));
    let (drafts, chosen) = page.app.db.read(move |conn| load(conn, &context, draft)).await?;
    let Some(chosen) = chosen else {
        form.wrong("draft", page.t.desk.e_draft);
        let intake = Intake { page, form, drafts, chosen: None, saved: None, named: Vec::new() };
        return html::page(&intake.page, StatusCode::UNPROCESSABLE_ENTITY, &intake);
    };
    if !takes(&chosen.stage, now) {
        form.wrong("draft", page.t.desk.e_draft_closed);
        let intake = Intake { page, form, drafts, chosen: Some(chosen), saved: None, named: Vec::new() };
        return html::page(&intake.page, StatusCode::CONFLICT, &intake);
    }
    let Some((filled, origin)) = read(&page, &mut form, &chosen, point, clerk.id) else {
        let intake = Intake { page, form, drafts, chosen: Some(chosen), saved: None, named: Vec::new() };
        return html::page(&intake.page, StatusCode::UNPROCESSABLE_ENTITY, &intake);
    };
    let named = propose(&page, &mut form, &chosen);
    if !named.is_empty() {
        let intake = Intake { page, form, drafts, chosen: Some(chosen), saved: None, named };
        return html::ok(&intake.page, &intake);
    }
    let mut next = Serializer::new(String::new());
    next.extend_pairs(STICKY.into_iter().map(|name| (name, clean(form.value(name)))));
    let (app, next) = (page.app.clone(), next.finish());
    let location = page.app.db.write(move |conn| {
        once(conn, &key, now, |conn| {
            let received = change::receive(conn, &app.keys, &key, &filled.words, &origin, now)?;
            if let Some(contact) = filled.contact.as_deref().filter(|_| received.is_new) {
                comment::query::insert_contact(conn, received.id, &app.keys.seal(contact.as_bytes()), contact::CONSENT, now)?;
            }
            Ok::<_, Error>(format!("/desk/comments/new?{next}&saved={}", received.id))
        })
    });
    let location = location.await?;
    Ok(html::see_other(&page, &location))
}

/// Fills in the place that the words name where none was typed, once per entry; gives the places named.
fn propose(page: &Page, form: &mut FormState, chosen: &Chosen) -> Vec<String> {
    if !form.fields.get("art").is_empty() || form.is("asked", "1") {
        return Vec::new();
    }
    let places = named::elsewhere(&chosen.text, form.value("text"), None);
    let labels: Vec<String> = places.iter().map(|place| place.label(page)).collect();
    if let Some(first) = places.first().and_then(|place| place.eid.as_deref()) {
        form.fields.0.retain(|(name, _)| name != "art");
        form.fields.0.push(("art".to_owned(), label::label_of(first)));
        form.fields.0.push(("asked".to_owned(), "1".to_owned()));
    }
    labels
}

/// Reads one entry and says what is wrong with it.
fn read(page: &Page, form: &mut FormState, chosen: &Chosen, point: i64, clerk: i64) -> Option<(Filled, Origin)> {
    let d = &page.t.desk;
    let channel = Channel::parse(form.fields.get("channel")).filter(|c| c.is_offline());
    if channel.is_none() {
        form.wrong("channel", d.e_channel);
    }
    let on = clock::day(form.fields.get("on"));
    let today = clock::local_date(page.now);
    let said = on.zip(days(&chosen.stage)).is_some_and(|(on, (first, last))| first <= on && on <= last && on <= today);
    if !said {
        form.wrong("on", d.e_on);
    }
    let where_said = Some(clean(form.value("place"))).filter(|p| !p.is_empty());
    if where_said.as_deref().is_some_and(|p| p.chars().count() > MOST_PLACE) {
        form.wrong("place", page.t.citizen.e_long.replace("{n}", &MOST_PLACE.to_string()));
    }
    let spoken_of = place(&chosen.text, form.value("art"));
    if spoken_of.is_none() {
        form.wrong("art", page.t.citizen.e_place);
    }
    let identities = chosen.stage.consultation.as_ref().map(|c| c.identity_list()).unwrap_or_default();
    let quote = spoken_of.as_ref().map(|p| p.quote.clone()).unwrap_or_default();
    let filled = parse::read(form, page.t, &quote, &identities);
    let (place, channel) = (spoken_of?, channel?);
    let origin = Origin {
        regulation_id: chosen.stage.regulation.id,
        draft_id: chosen.stage.draft.id,
        provision_eid: place.eid,
        quote: place.quote,
        channel,
        contact_point_id: Some(point),
        offline: Some(Offline { on: on.map(|on| on.to_string()), place: where_said, recorded_by: Some(clerk) }),
        source: None,
    };
    filled.filter(|_| form.is_good()).map(|filled| (filled, origin))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;
    use crate::regulation::query::Provision;

    fn node(eid: &str, kind: &str, text: &str) -> Provision {
        let article_eid = eid.split("__").next().map(str::to_owned);
        Provision {
            depth: 0,
            eid: eid.to_owned(),
            article_eid,
            kind: kind.to_owned(),
            number: String::new(),
            heading: String::new(),
            text: text.to_owned(),
            former_eid: None,
            plain_note: None,
        }
    }

    #[test]
    fn a_place_is_found_however_it_is_typed() {
        let provisions =
            vec![node("art_5", "article", ""), node("art_5__para_1", "paragraph", "一"), node("art_5__para_2", "paragraph", "二")];
        let text = Text::new(String::new(), provisions);
        for typed in ["5", "５", "art_5", "第五条", "第5条", "5条", " 五 "] {
            assert_eq!(place(&text, typed).unwrap().eid.as_deref(), Some("art_5"), "{typed}");
        }
        assert_eq!(place(&text, "第五条第二款").unwrap().eid.as_deref(), Some("art_5__para_2"));
        assert_eq!(place(&text, "").unwrap().eid, None);
        assert_eq!(place(&text, "第六条"), None);
        assert_eq!(place(&text, "物业"), None);
    }
}
