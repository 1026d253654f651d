//! What the desk asks the database. Every query is limited to the clerk's contact point; comments addressed to none are everybody's.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::dsl::{count_star, exists};
use diesel::prelude::*;

use super::filter::{Belonging, Filter, Sort, WHOLE};
use crate::clock;
use crate::comment::query::Condition;
use crate::comment::{Channel, Stance, State};
use crate::db::{self, Conn};
use crate::regulation::DraftKind;
use crate::schema::{
    accounts, comment_contacts, comments, consultations, drafts, photos, provisions, regulations, suggestion_comments, suggestions,
};
use crate::suggestion;
use crate::suggestion::query::Suggestion;

/// What a clerk may see of comments.
fn own(point: i64) -> Condition {
    Box::new(comments::contact_point_id.eq(point).or(comments::contact_point_id.is_null().nullable()))
}

/// The conditions that are not counted value by value: article, words, days.
fn base(point: i64, filter: &Filter) -> Condition {
    let mut condition = own(point);
    match filter.article.as_deref() {
        Some(WHOLE) => condition = Box::new(condition.and(comments::provision_eid.is_null())),
        Some(eid) => {
            let below = format!("{}\\_\\_%", eid.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_"));
            let place = comments::provision_eid.eq(eid.to_owned()).or(comments::provision_eid.like(below).escape('\\'));
            condition = Box::new(condition.and(place));
        }
        None => {}
    }
    if let Some(q) = &filter.q {
        let pattern = db::like(q);
        let number = q.parse().unwrap_or(0_i64);
        let found = comments::text.like(pattern.clone()).escape('\\').nullable().or(comments::reason.like(pattern).escape('\\'));
        condition = Box::new(condition.and(found.or(comments::id.eq(number).nullable())));
    }
    if let Some(day) = filter.from {
        condition = Box::new(condition.and(comments::received_at.ge(clock::start_of(day))));
    }
    if let Some(day) = filter.to {
        condition = Box::new(condition.and(comments::received_at.le(clock::end_of(day) + chrono::TimeDelta::seconds(1))));
    }
    condition
}

/// All conditions.
fn matching(point: i64, filter: &Filter) -> Condition {
    let mut condition = base(point, filter);
    condition = match filter.state {
        Some(state) => Box::new(condition.and(comments::state.eq(state))),
        None => Box::new(condition.and(comments::state.ne(State::Withdrawn))),
    };
    if let Some(draft) = filter.draft {
        condition = Box::new(condition.and(comments::draft_id.eq(draft)));
    }
    if let Some(stance) = filter.stance {
        condition = Box::new(condition.and(comments::stance.eq(stance)));
    }
    if let Some(channel) = filter.channel {
        condition = Box::new(condition.and(comments::channel.eq(channel)));
    }
    match filter.point {
        Some(Belonging::Own) => Box::new(condition.and(comments::contact_point_id.eq(point))),
        Some(Belonging::Nobody) => Box::new(condition.and(comments::contact_point_id.is_null())),
        None => condition,
    }
}

/// Comments alike in everything that is counted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// Where they stand.
    pub state: State,
    /// Their draft.
    pub draft_id: i64,
    /// 态度
    pub stance: Stance,
    /// 渠道
    pub channel: Channel,
    /// Whether a contact point looks after them.
    pub is_assigned: bool,
    /// How many.
    pub n: i64,
}

/// All comments of the desk by what is counted: one pass serves every count on the page.
pub fn groups(conn: &mut Conn, point: i64, filter: &Filter) -> QueryResult<Vec<Group>> {
    type Row = (State, i64, Stance, Channel, Option<i64>, i64);
    let rows: Vec<Row> = comments::table
        .filter(base(point, filter))
        .group_by((comments::state, comments::draft_id, comments::stance, comments::channel, comments::contact_point_id))
        .select((comments::state, comments::draft_id, comments::stance, comments::channel, comments::contact_point_id, count_star()))
        .load(conn)?;
    let group = |(state, draft_id, stance, channel, assigned, n): Row| Group {
        state,
        draft_id,
        stance,
        channel,
        is_assigned: assigned.is_some(),
        n,
    };
    Ok(rows.into_iter().map(group).collect())
}

/// How many comments there are at each place, the article condition left out.
pub fn places(conn: &mut Conn, point: i64, filter: &Filter) -> QueryResult<Vec<(Option<String>, i64)>> {
    let all = Filter { article: None, ..filter.clone() };
    comments::table
        .filter(matching(point, &all))
        .group_by(comments::provision_eid)
        .select((comments::provision_eid, count_star()))
        .load(conn)
}

/// Row ids of one page, in order.
pub fn ids(conn: &mut Conn, point: i64, filter: &Filter, limit: i64, offset: i64) -> QueryResult<Vec<i64>> {
    let found = comments::table.filter(matching(point, filter)).select(comments::id).limit(limit).offset(offset);
    match filter.sort {
        Sort::Newest => found.order(comments::id.desc()).load(conn),
        Sort::Oldest => found.order(comments::id).load(conn),
        Sort::Article => {
            let place = provisions::table
                .filter(provisions::draft_id.eq(comments::draft_id))
                .filter(provisions::eid.nullable().eq(comments::provision_eid))
                .select(provisions::position)
                .single_value();
            found.order((comments::draft_id.desc(), comments::provision_eid.is_not_null(), place, comments::id)).load(conn)
        }
    }
}

/// What a line of the inbox shows.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = comments)]
#[expect(missing_docs, reason = "as in comment::query::Comment")]
pub struct Row {
    pub id: i64,
    pub draft_id: i64,
    pub provision_eid: Option<String>,
    pub stance: Stance,
    pub text: String,
    pub channel: Channel,
    pub contact_point_id: Option<i64>,
    pub state: State,
    pub received_at: NaiveDateTime,
    pub public_text: Option<String>,
    pub published_at: Option<NaiveDateTime>,
}

/// The lines of some ids, in their order, as far as the desk may see them.
pub fn rows(conn: &mut Conn, point: i64, ids: &[i64]) -> QueryResult<Vec<Row>> {
    let found: Vec<Row> = comments::table.filter(comments::id.eq_any(ids)).filter(own(point)).select(Row::as_select()).load(conn)?;
    let mut by_id: HashMap<i64, Row> = found.into_iter().map(|row| (row.id, row)).collect();
    Ok(ids.iter().filter_map(|id| by_id.remove(id)).collect())
}

/// Which of some comments have photos.
pub fn with_photos(conn: &mut Conn, ids: &[i64]) -> QueryResult<Vec<i64>> {
    let found: Vec<Option<i64>> = photos::table.filter(photos::comment_id.eq_any(ids)).select(photos::comment_id).distinct().load(conn)?;
    Ok(found.into_iter().flatten().collect())
}

/// The comments before and after one in the queue, newest first unless the filter says oldest first.
pub fn neighbours(conn: &mut Conn, point: i64, filter: &Filter, id: i64) -> QueryResult<(Option<i64>, Option<i64>)> {
    let found = || comments::table.filter(matching(point, filter)).select(comments::id).limit(1);
    let higher = found().filter(comments::id.gt(id)).order(comments::id).first(conn).optional()?;
    let lower = found().filter(comments::id.lt(id)).order(comments::id.desc()).first(conn).optional()?;
    Ok(if filter.sort == Sort::Oldest { (lower, higher) } else { (higher, lower) })
}

/// Whether the citizen left a way to be reached.
pub fn has_contact(conn: &mut Conn, comment_id: i64) -> QueryResult<bool> {
    diesel::select(exists(comment_contacts::table.find(comment_id))).get_result(conn)
}

/// A draft as lists name it.
#[derive(Clone, Debug)]
pub struct Named {
    /// Row id.
    pub id: i64,
    /// Its title as printed.
    pub title: String,
    /// Which draft in the procedure.
    pub kind: DraftKind,
    /// The regulation's slug.
    pub slug: String,
    /// Its number, for links.
    pub number: i32,
    /// First and last moment of its consultation.
    pub period: Option<(NaiveDateTime, NaiveDateTime)>,
    /// When its results were released.
    pub released_at: Option<NaiveDateTime>,
}

type NamedRow = (i64, String, DraftKind, i32, String, Option<(NaiveDateTime, NaiveDateTime, Option<NaiveDateTime>)>);

fn named((id, title, kind, number, slug, consultation): NamedRow) -> Named {
    let period = consultation.map(|(opens, closes, _)| (opens, closes));
    Named { id, title, kind, slug, number, period, released_at: consultation.and_then(|(_, _, released)| released) }
}

/// Drafts that are open, were open until `since` or later, or are among `ids`; newest first.
pub fn drafts(conn: &mut Conn, ids: &[i64], now: NaiveDateTime, since: NaiveDateTime) -> QueryResult<Vec<Named>> {
    let recent = consultations::opens_at.le(now).and(consultations::closes_at.ge(since));
    let rows: Vec<NamedRow> = drafts::table
        .inner_join(regulations::table)
        .left_join(consultations::table)
        .filter(drafts::id.eq_any(ids).nullable().or(recent.nullable()))
        .order(drafts::id.desc())
        .select((
            drafts::id,
            drafts::title,
            drafts::kind,
            drafts::number,
            regulations::slug,
            (consultations::opens_at, consultations::closes_at, consultations::released_at).nullable(),
        ))
        .load(conn)?;
    Ok(rows.into_iter().map(named).collect())
}

/// Names of accounts by row id.
pub fn names(conn: &mut Conn, ids: &[i64]) -> QueryResult<HashMap<i64, String>> {
    Ok(accounts::table
        .filter(accounts::id.eq_any(ids))
        .select((accounts::id, accounts::name))
        .load::<(i64, String)>(conn)?
        .into_iter()
        .collect())
}

/// How many suggestions the contact point has, by draft and state.
pub fn suggestion_counts(conn: &mut Conn, point: i64) -> QueryResult<Vec<(i64, suggestion::State, i64)>> {
    suggestions::table
        .filter(suggestions::contact_point_id.eq(point))
        .group_by((suggestions::draft_id, suggestions::state))
        .select((suggestions::draft_id, suggestions::state, count_star()))
        .load(conn)
}

/// The contact point's suggestions, last changed first.
pub fn suggestions(
    conn: &mut Conn,
    point: i64,
    draft: Option<i64>,
    state: Option<suggestion::State>,
    limit: i64,
    offset: i64,
) -> QueryResult<Vec<Suggestion>> {
    let mut found = suggestions::table.filter(suggestions::contact_point_id.eq(point)).select(Suggestion::as_select()).into_boxed();
    if let Some(draft) = draft {
        found = found.filter(suggestions::draft_id.eq(draft));
    }
    if let Some(state) = state {
        found = found.filter(suggestions::state.eq(state));
    }
    found.order((suggestions::updated_at.desc(), suggestions::id.desc())).limit(limit).offset(offset).load(conn)
}

/// Checked suggestions on a draft that are in no batch yet.
pub fn ready(conn: &mut Conn, point: i64, draft: i64) -> QueryResult<Vec<Suggestion>> {
    suggestions::table
        .filter(suggestions::contact_point_id.eq(point).and(suggestions::draft_id.eq(draft)))
        .filter(suggestions::state.eq(suggestion::State::Checked).and(suggestions::submission_id.is_null()))
        .order(suggestions::id)
        .select(Suggestion::as_select())
        .load(conn)
}

/// Drafts with checked suggestions that are in no batch yet, and how many.
pub fn ready_drafts(conn: &mut Conn, point: i64) -> QueryResult<Vec<(i64, i64)>> {
    suggestions::table
        .filter(suggestions::contact_point_id.eq(point))
        .filter(suggestions::state.eq(suggestion::State::Checked).and(suggestions::submission_id.is_null()))
        .group_by(suggestions::draft_id)
        .select((suggestions::draft_id, count_star()))
        .load(conn)
}

/// How many suggestions each batch holds.
pub fn batch_sizes(conn: &mut Conn, ids: &[i64]) -> QueryResult<HashMap<i64, i64>> {
    let rows: Vec<(Option<i64>, i64)> = suggestions::table
        .filter(suggestions::submission_id.eq_any(ids))
        .group_by(suggestions::submission_id)
        .select((suggestions::submission_id, count_star()))
        .load(conn)?;
    Ok(rows.into_iter().filter_map(|(id, n)| id.map(|id| (id, n))).collect())
}

/// By which channels the comments of some suggestions came, and how many by each.
pub fn channels(conn: &mut Conn, suggestion_ids: &[i64]) -> QueryResult<Vec<(i64, Channel, i64)>> {
    suggestion_comments::table
        .inner_join(comments::table)
        .filter(suggestion_comments::suggestion_id.eq_any(suggestion_ids))
        .group_by((suggestion_comments::suggestion_id, comments::channel))
        .order((suggestion_comments::suggestion_id, comments::channel))
        .select((suggestion_comments::suggestion_id, comments::channel, count_star()))
        .load(conn)
}

/// What the contact point itself received on a draft, by channel and state; withdrawn ones left out.
pub fn received(conn: &mut Conn, point: i64, draft: i64) -> QueryResult<Vec<(Channel, State, i64)>> {
    comments::table
        .filter(comments::contact_point_id.eq(point).and(comments::draft_id.eq(draft)))
        .filter(comments::state.ne(State::Withdrawn))
        .group_by((comments::channel, comments::state))
        .order((comments::channel, comments::state))
        .select((comments::channel, comments::state, count_star()))
        .load(conn)
}
