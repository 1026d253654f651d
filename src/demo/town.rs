//! One regulation of the city on its way into the database: drafts, meetings, and comments in groups, each state with the events that
//! led to it. What becomes of a group is in [`super::curation`].

use std::collections::HashMap;

use chrono::{NaiveDateTime, TimeDelta};
use diesel::QueryResult;
use serde_json::json;

use super::answers;
use super::bills::{self, Bill, Change};
use super::curation::Batches;
use super::dice::Dice;
use super::load::{SEED, Staff};
use super::plan::{self, Plan, Stage};
use super::voices::{self, Voice};
use crate::comment::query::NewComment;
use crate::comment::{self, Channel, Stance};
use crate::db::Conn;
use crate::decision::Outcome;
use crate::event::{self, Actor, EventKind, Subject};
use crate::html::traditional;
use crate::id::ReceiptCode;
use crate::law::{self, Law};
use crate::meeting::query::NewMeeting;
use crate::regulation::publish::{Publication, publish};
use crate::regulation::{self, DraftKind};
use crate::seal::Keys;
use crate::{clock, consultation, meeting, receipt, suggestion};

/// A group of comments that one suggestion comes from (or none, for what is not yet or never curated).
pub(super) struct Group {
    pub(super) point: usize,
    pub(super) article: Option<u32>,
    pub(super) change: Option<Change>,
    pub(super) size: usize,
    pub(super) fate: Fate,
}

/// What becomes of a group's comments.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    /// In a suggestion with a released outcome.
    Released(Outcome),
    /// In a suggestion that is submitted; decided but not released, if an outcome is named.
    Submitted(Option<Outcome>),
    /// In a suggestion the contact point is still working on.
    InHand(suggestion::State),
    /// Registered, in no suggestion yet.
    Registered,
    /// Just received.
    Received,
    /// Outside the draft.
    OutOfScope,
}

/// One regulation on its way into the database.
pub(super) struct Town<'a> {
    pub(super) conn: &'a mut Conn,
    pub(super) bill: &'a Bill,
    pub(super) plan: &'a Plan,
    pub(super) staff: &'a Staff,
    pub(super) keys: &'a Keys,
    pub(super) now: NaiveDateTime,
}

/// The drafts of a regulation as published.
pub(super) struct Published {
    pub(super) regulation: i64,
    pub(super) first: i64,
    pub(super) law: Law,
}

impl Town<'_> {
    pub(super) fn build(mut self) -> QueryResult<()> {
        let published = self.publish()?;
        let mut dice = Dice::new(SEED).fork_at("groups", self.plan.index as u64);
        let groups = self.groups(&mut dice);
        let mut batches = Batches::default();
        let mut serial = 0;
        for group in &groups {
            self.group(&mut dice, &published, group, &mut batches, &mut serial)?;
        }
        self.meetings(&mut dice, published.first)?;
        if self.plan.stage == Stage::Decided {
            let at = self.released_at();
            consultation::query::set_released(self.conn, published.first, at)?;
            let reviewer = Actor::Account(self.staff.reviewers.first().copied().unwrap_or_default());
            event::append(
                self.conn,
                at,
                reviewer,
                EventKind::ResultsReleased,
                Subject::Draft(published.first),
                Some(published.regulation),
                &json!({}),
            )?;
        }
        Ok(())
    }

    /// When batches are handed in: on the last day, or just now.
    pub(super) fn handed_in(&self) -> NaiveDateTime {
        clock::end_of(self.plan.closes).min(self.now - TimeDelta::hours(2))
    }

    /// Results come two months after the end, never in the future.
    pub(super) fn released_at(&self) -> NaiveDateTime {
        (clock::end_of(self.plan.closes) + TimeDelta::days(58)).min(self.now - TimeDelta::days(3))
    }

    fn publish(&mut self) -> QueryResult<Published> {
        let (bill, plan) = (self.bill, self.plan);
        let opened = clock::start_of(plan.opens) + TimeDelta::hours(9);
        let announced = opened.min(self.now - TimeDelta::days(1));
        let regulation =
            regulation::query::insert(self.conn, &bill.slug, &bill.title, &bill.subject, bill.topic, bill.organiser, announced)?;
        event::append(
            self.conn,
            announced,
            Actor::System,
            EventKind::RegulationCreated,
            Subject::Regulation(regulation),
            Some(regulation),
            &json!({}),
        )?;
        let law = law::parse::parse(&bill.law_text);
        let notes = bill.plain_notes.iter().map(|(number, note)| (format!("art_{number}"), note.clone())).collect();
        let none = HashMap::new();
        let publication = Publication {
            regulation_id: regulation,
            kind: DraftKind::First,
            title: "",
            explanation: &bill.explanation,
            source: &bill.law_text,
            law: &law,
            former: &none,
            plain_notes: &notes,
            actor: Actor::System,
            at: announced,
        };
        let first = publish(self.conn, &publication)?;
        let expected = plan::after(plan.closes, 60);
        consultation::query::insert(
            self.conn,
            first,
            clock::start_of(plan.opens),
            clock::end_of(plan.closes),
            &bill.identities,
            Some(clock::start_of(expected)),
        )?;
        event::append(
            self.conn,
            announced,
            Actor::System,
            EventKind::ConsultationOpened,
            Subject::Draft(first),
            Some(regulation),
            &json!({}),
        )?;
        if plan.stage == Stage::Decided {
            let later = [(DraftKind::Revised, &bill.revised_text, 45), (DraftKind::Enacted, &bill.enacted_text, 56)];
            let mut before = law.clone();
            for (kind, text, days) in later {
                let Some(text) = text else { continue };
                let parsed = law::parse::parse(text);
                let former = lineage(&before, &parsed);
                let at = clock::end_of(plan.closes) + TimeDelta::days(days);
                let later = Publication {
                    kind,
                    explanation: "",
                    source: text,
                    law: &parsed,
                    former: &former,
                    plain_notes: &none,
                    at,
                    ..publication.clone()
                };
                publish(self.conn, &later)?;
                before = parsed;
            }
        }
        Ok(Published { regulation, first, law })
    }

    /// Cuts the planned comments into groups; the adopted ones come out exactly as planned.
    fn groups(&self, dice: &mut Dice) -> Vec<Group> {
        let (plan, bill) = (self.plan, self.bill);
        let usable: Vec<&Change> = bill.changes.iter().filter(|c| has_text(bill, c)).collect();
        let mut groups = Vec::new();
        let mut left = plan.adopted;
        while left > 0 {
            let size = size(dice).min(left);
            let change = (!usable.is_empty()).then(|| (*dice.pick(&usable)).clone());
            let outcome = if dice.chance(720) { Outcome::Adopted } else { Outcome::PartlyAdopted };
            let article = change.as_ref().map(|c| c.article);
            groups.push(Group { point: dice.below(25), article, change, size, fate: Fate::Released(outcome) });
            left -= size;
        }
        let mut left = plan.comments - plan.adopted;
        while left > 0 {
            let fate = self.fate(dice);
            let most = if matches!(fate, Fate::Registered | Fate::Received | Fate::OutOfScope) { 1 } else { left };
            let size = size(dice).min(most).min(left);
            let article = (!dice.chance(80)).then(|| dice.pick(&bill.articles).number);
            groups.push(Group { point: dice.below(25), article, change: None, size, fate });
            left -= size;
        }
        groups
    }

    fn fate(&self, dice: &mut Dice) -> Fate {
        let refused = *dice.weighted(&[(62, Outcome::NotAdopted), (38, Outcome::Noted)]);
        let any = *dice.weighted(&[(30, Outcome::Adopted), (15, Outcome::PartlyAdopted), (35, Outcome::NotAdopted), (20, Outcome::Noted)]);
        match self.plan.stage {
            Stage::Decided if dice.chance(45) => Fate::OutOfScope,
            Stage::Decided => Fate::Released(refused),
            Stage::Study if dice.chance(40) => Fate::OutOfScope,
            Stage::Study => Fate::Submitted(dice.chance(380).then_some(any)),
            Stage::Open | Stage::Soon => *dice.weighted(&[
                (40, Fate::Received),
                (30, Fate::Registered),
                (3, Fate::OutOfScope),
                (5, Fate::InHand(suggestion::State::Draft)),
                (4, Fate::InHand(suggestion::State::Checked)),
                (1, Fate::InHand(suggestion::State::Returned)),
                (2, Fate::Submitted(None)),
            ]),
        }
    }

    fn group(&mut self, dice: &mut Dice, published: &Published, group: &Group, batches: &mut Batches, serial: &mut u64) -> QueryResult<()> {
        let campaign = (group.size > 15).then(|| voices::campaign(dice, self.bill, group.article));
        let mut ids = Vec::with_capacity(group.size);
        let mut last = clock::start_of(self.plan.opens);
        for _ in 0..group.size {
            let mut own = Dice::new(SEED).fork_at("comment", self.plan.index as u64 * 1_000_000_000 + *serial);
            *serial += 1;
            let mut voice = match group.fate {
                Fate::OutOfScope => voices::off_topic(&mut own, self.bill),
                _ => voices::comment(&mut own, self.bill, group.article),
            };
            if let Some(campaign) = &campaign {
                voice = Voice { text: campaign.variant(&mut own), stance: campaign.stance, wording: None, reason: None, ..voice };
            }
            let (id, at) = self.comment(&mut own, published, group, voice)?;
            last = last.max(at);
            ids.push(id);
        }
        if matches!(group.fate, Fate::Released(_) | Fate::Submitted(_) | Fate::InHand(_)) {
            self.suggestion(dice, published, group, &ids, last, batches)?;
        }
        Ok(())
    }

    /// A moment between the first day and the last (or now), in waking hours more often than not.
    fn moment(&self, dice: &mut Dice) -> NaiveDateTime {
        let from = clock::start_of(self.plan.opens) + TimeDelta::hours(9);
        let until = clock::end_of(self.plan.closes).min(self.now - TimeDelta::minutes(5));
        let seconds = usize::try_from((until - from).num_seconds().max(1)).unwrap_or(1);
        from + TimeDelta::seconds(i64::try_from(dice.below(seconds)).unwrap_or_default())
    }

    fn comment(&mut self, dice: &mut Dice, published: &Published, group: &Group, voice: Voice) -> QueryResult<(i64, NaiveDateTime)> {
        let script = |text: String| if voice.traditional { traditional(&text) } else { text };
        let (text, wording, reason) = (script(voice.text), voice.wording.map(script), voice.reason.map(script));
        let at = self.moment(dice);
        let channel = Channel::parse(voices::channel(dice)).unwrap_or(Channel::Web);
        let eid = group.article.map(|number| format!("art_{number}"));
        let quote = eid.as_deref().and_then(|eid| published.law.find(eid)).map(law::Provision::plain_text).unwrap_or_default();
        let nobody = group.fate == Fate::Received && !channel.is_offline() && dice.chance(300);
        let point = self.staff.points.get(group.point).copied().filter(|_| !nobody);
        let clerk = self.staff.clerks.get(group.point).copied().unwrap_or_default();
        let state = match group.fate {
            Fate::Released(outcome) => state_of(outcome),
            Fate::Submitted(Some(_)) => comment::State::UnderStudy,
            Fate::Submitted(None) => comment::State::Submitted,
            Fate::InHand(_) => comment::State::Curated,
            Fate::Registered => comment::State::Registered,
            Fate::Received => comment::State::Received,
            Fate::OutOfScope => comment::State::OutOfScope,
        };
        let registered_at = (state != comment::State::Received).then(|| {
            (at + TimeDelta::hours(3 + i64::try_from(dice.below(44)).unwrap_or(0))).min(self.handed_in() - TimeDelta::hours(2)).max(at)
        });
        let masked = comment::personal::mask(&text);
        let public = registered_at.filter(|_| group.fate != Fate::OutOfScope && dice.chance(930));
        let digest = self.keys.digest(&[
            &published.first.to_string(),
            eid.as_deref().unwrap_or_default(),
            voice.stance,
            &text,
            wording.as_deref().unwrap_or_default(),
        ]);
        let bits = dice.next_u64();
        let new = NewComment {
            receipt_code: ReceiptCode::from_bits(bits).to_string(),
            submission_key: format!("demo:{bits:016x}"),
            regulation_id: published.regulation,
            draft_id: published.first,
            provision_eid: eid.clone(),
            quote,
            stance: Stance::parse(voice.stance).unwrap_or(Stance::Ask),
            public_text: (masked != text).then_some(masked),
            text,
            wording,
            reason,
            identity: voice.identity,
            channel,
            contact_point_id: point,
            state,
            version: 1,
            received_at: at,
            occurred_on: channel.is_offline().then(|| clock::local_date(at).to_string()),
            occurred_place: None,
            recorded_by: channel.is_offline().then_some(clerk),
            published_at: public,
            registered_at,
            closing_reason: (group.fate == Fate::OutOfScope).then(|| answers::out_of_scope(dice, self.bill)),
            digest: digest.clone(),
            source: None,
            updated_at: registered_at.unwrap_or(at),
        };
        let id = comment::query::insert(self.conn, new)?;
        let data = json!({ "draft": published.first, "eid": eid, "channel": channel.as_str(), "digest": digest });
        let actor = if channel.is_offline() { Actor::Account(clerk) } else { Actor::Citizen };
        event::append(self.conn, at, actor, EventKind::CommentReceived, Subject::Comment(id), Some(published.regulation), &data)?;
        if let Some(registered) = registered_at {
            let kind = if group.fate == Fate::OutOfScope { EventKind::CommentOutOfScope } else { EventKind::CommentRegistered };
            let data = json!({ "public": public.is_some() });
            event::append(self.conn, registered, Actor::Account(clerk), kind, Subject::Comment(id), Some(published.regulation), &data)?;
        }
        if matches!(group.fate, Fate::Released(_)) && dice.chance(60) {
            let score = *dice.weighted(&[(30, 5), (34, 4), (20, 3), (10, 2), (6, 1)]);
            receipt::query::rate(self.conn, id, score, None, self.released_at() + TimeDelta::days(1))?;
        }
        Ok((id, at))
    }

    /// A few meetings on each draft: past ones with minutes, coming ones for what is open.
    fn meetings(&mut self, dice: &mut Dice, draft: i64) -> QueryResult<()> {
        let coming = matches!(self.plan.stage, Stage::Open | Stage::Soon);
        for n in 0..1 + dice.below(3) {
            let kind = dice.word(&["symposium", "symposium", "visit", "hearing", "forum"]);
            let gathering = answers::meeting(dice, self.bill, kind);
            let day = if coming {
                plan::after(clock::local_date(self.now), 1 + dice.below(12) as u64)
            } else {
                plan::after(self.plan.opens, 3 + dice.below(10) as u64)
            };
            let starts_at = clock::start_of(day) + TimeDelta::minutes(*dice.pick(&[9 * 60 + 30, 14 * 60, 15 * 60 + 30, 18 * 60 + 30]));
            let slug = format!("{}-{}", self.bill.slug, n + 1);
            let new = NewMeeting {
                slug: &slug,
                contact_point_id: *dice.pick(&self.staff.points),
                draft_id: Some(draft),
                kind: meeting::Kind::parse(kind).unwrap_or(meeting::Kind::Symposium),
                title: &gathering.title,
                place: &gathering.place,
                about: &gathering.about,
                minutes: (!coming).then_some(gathering.minutes.as_str()),
                seats: i32::try_from(gathering.seats).unwrap_or_default(),
                starts_at,
                ends_at: starts_at + TimeDelta::minutes(120),
                cancelled_at: None,
            };
            meeting::query::insert(self.conn, new)?;
        }
        Ok(())
    }
}

/// Which article became which, for the articles whose place is known.
fn lineage(old: &Law, new: &Law) -> HashMap<String, String> {
    law::diff::articles(old, new).into_iter().filter_map(|change| Some((change.new?, change.old?))).collect()
}

fn has_text(bill: &Bill, change: &Change) -> bool {
    match change.stage {
        bills::Stage::Revised => bill.revised_text.is_some(),
        bills::Stage::Enacted => bill.enacted_text.is_some(),
    }
}

/// Most groups are small; a few are campaigns.
fn size(dice: &mut Dice) -> usize {
    match dice.below(100) {
        0..=1 => dice.between(30, 90),
        2..=9 => dice.between(8, 20),
        10..=39 => dice.between(3, 8),
        _ => dice.between(1, 3),
    }
}

fn state_of(outcome: Outcome) -> comment::State {
    match outcome {
        Outcome::Adopted => comment::State::Adopted,
        Outcome::PartlyAdopted => comment::State::PartlyAdopted,
        Outcome::Noted => comment::State::Noted,
        Outcome::NotAdopted => comment::State::NotAdopted,
    }
}
