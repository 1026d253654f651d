//! What contact points and reviewers of the city made of a group of comments: suggestion, batch, decision.

use std::collections::{HashMap, HashSet};

use chrono::{NaiveDateTime, TimeDelta};
use diesel::QueryResult;
use serde_json::json;

use super::answers;
use super::dice::Dice;
use super::town::{Fate, Group, Published, Town};
use crate::decision::query::NewDecision;
use crate::decision::{Level, Outcome, ReasonCode};
use crate::event::{self, Actor, EventKind, Subject};
use crate::suggestion::query::NewSuggestion;
use crate::{submission, suggestion};

/// The batches of a draft so far.
#[derive(Default)]
pub(super) struct Batches {
    /// By contact point, and whether it was sent back.
    ids: HashMap<(usize, bool), i64>,
    /// Those whose study has begun.
    studied: HashSet<i64>,
}

impl Town<'_> {
    pub(super) fn suggestion(
        &mut self,
        dice: &mut Dice,
        published: &Published,
        group: &Group,
        comments: &[i64],
        last: NaiveDateTime,
        batches: &mut Batches,
    ) -> QueryResult<()> {
        let (Some(point), Some(clerk)) = (self.staff.points.get(group.point).copied(), self.staff.clerks.get(group.point).copied()) else {
            return Ok(());
        };
        let proposal = answers::proposal(dice, self.bill, group.article, group.change.as_ref());
        let made = (last + TimeDelta::days(2)).min(self.handed_in() - TimeDelta::hours(1)).max(last);
        let state = match group.fate {
            Fate::Released(outcome) => suggestion::State::of(outcome),
            Fate::Submitted(Some(_)) => suggestion::State::UnderStudy,
            Fate::InHand(state) => state,
            _ => suggestion::State::Submitted,
        };
        let submission = match group.fate {
            Fate::InHand(suggestion::State::Returned) => Some(self.batch(dice, published, group.point, true, batches)?),
            Fate::InHand(_) => None,
            _ => Some(self.batch(dice, published, group.point, false, batches)?),
        };
        let new = NewSuggestion {
            regulation_id: published.regulation,
            draft_id: published.first,
            provision_eid: group.article.map(|number| format!("art_{number}")),
            contact_point_id: point,
            submission_id: submission,
            title: proposal.title,
            wording: proposal.wording,
            reason: proposal.reason,
            preliminary: dice.chance(600).then(|| answers::preliminary(dice, self.bill, group.article)),
            state,
            version: 1,
            comment_count: i64::try_from(comments.len()).unwrap_or_default(),
            created_by: clerk,
            created_at: made,
            updated_at: made,
        };
        let id = suggestion::query::insert(self.conn, new)?;
        let (actor, regulation) = (Actor::Account(clerk), Some(published.regulation));
        event::append(
            self.conn,
            made,
            actor,
            EventKind::SuggestionCreated,
            Subject::Suggestion(id),
            regulation,
            &json!({ "comments": comments.len() }),
        )?;
        for comment in comments {
            suggestion::query::link(self.conn, id, *comment, made)?;
            event::append(
                self.conn,
                made,
                actor,
                EventKind::CommentMerged,
                Subject::Comment(*comment),
                regulation,
                &json!({ "suggestion": id }),
            )?;
        }
        if let Fate::Released(outcome) | Fate::Submitted(Some(outcome)) = group.fate {
            if let Some(batch) = submission.filter(|batch| batches.studied.insert(*batch)) {
                let (at, reviewer) = (self.handed_in() + TimeDelta::hours(1), self.staff.reviewers.first().copied().unwrap_or_default());
                let (kind, subject) = (EventKind::StudyStarted, Subject::Submission(batch));
                event::append(self.conn, at, Actor::Account(reviewer), kind, subject, regulation, &json!({}))?;
            }
            self.decision(dice, published, group, id, outcome)?;
        }
        Ok(())
    }

    fn decision(&mut self, dice: &mut Dice, published: &Published, group: &Group, suggestion: i64, outcome: Outcome) -> QueryResult<()> {
        let answer = answers::decision(dice, self.bill, group.article, group.change.as_ref(), outcome.as_str());
        let reviewer = *dice.pick(&self.staff.reviewers);
        let released = matches!(group.fate, Fate::Released(_)).then(|| self.released_at());
        let at = released.map_or(self.now - TimeDelta::hours(1 + i64::try_from(dice.below(60)).unwrap_or(0)), |at| at - TimeDelta::days(4));
        let new = NewDecision {
            suggestion_id: suggestion,
            outcome,
            level: Level::parse(answer.level).unwrap_or(Level::Study),
            reason_code: ReasonCode::parse(answer.reason_code).unwrap_or(ReasonCode::Other),
            reason: answer.reason,
            final_wording: answer.final_wording,
            place_eid: answer.new_article.map(|number| format!("art_{number}")),
            decided_by: reviewer,
            decided_at: at,
            released_at: released,
        };
        crate::decision::query::insert(self.conn, new)?;
        let data = json!({ "outcome": outcome.as_str() });
        event::append(
            self.conn,
            at,
            Actor::Account(reviewer),
            EventKind::DecisionMade,
            Subject::Suggestion(suggestion),
            Some(published.regulation),
            &data,
        )?;
        Ok(())
    }

    /// The contact point's batch for this draft, begun with its first suggestion.
    fn batch(&mut self, dice: &mut Dice, published: &Published, point: usize, returned: bool, batches: &mut Batches) -> QueryResult<i64> {
        if let Some(id) = batches.ids.get(&(point, returned)) {
            return Ok(*id);
        }
        let (place, clerk) =
            (self.staff.points.get(point).copied().unwrap_or_default(), self.staff.clerks.get(point).copied().unwrap_or_default());
        let at = self.handed_in();
        let note = answers::cover_note(dice, self.bill, self.plan.comments / 25 + 1, self.plan.comments / 100 + 1);
        let id = submission::query::insert(self.conn, place, published.first, &note, clerk, submission::State::Submitted, at)?;
        let subject = Subject::Submission(id);
        event::append(self.conn, at, Actor::Account(clerk), EventKind::SubmissionSent, subject, Some(published.regulation), &json!({}))?;
        if returned {
            let reason = answers::return_reason(dice, self.bill);
            if let Some(seen) = submission::query::by_id(self.conn, id)? {
                submission::query::advance(self.conn, &seen, submission::State::Returned, &note, Some(&reason), seen.submitted_at)?;
            }
            let reviewer = Actor::Account(self.staff.reviewers.first().copied().unwrap_or_default());
            event::append(self.conn, at, reviewer, EventKind::SubmissionReturned, subject, Some(published.regulation), &json!({}))?;
        }
        batches.ids.insert((point, returned), id);
        Ok(id)
    }
}
