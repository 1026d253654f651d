//! Choices of places in the database, and what stands at a place.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::{Said, Verdict};
use crate::comment::State;
use crate::comment::query::Comment;
use crate::db::Conn;
use crate::schema::{anchors, comments, suggestions};

/// What a clerk chose for a comment or a suggestion in one later draft.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = anchors)]
pub struct Choice {
    /// Row id; a new choice gets a new one.
    pub id: i64,
    /// The comment, or
    pub comment_id: Option<i64>,
    /// the suggestion.
    pub suggestion_id: Option<i64>,
    /// The later draft.
    pub draft_id: i64,
    /// What was chosen.
    pub verdict: Verdict,
    /// The place, for [`Verdict::Place`].
    pub provision_eid: Option<String>,
}

impl Choice {
    /// What it was chosen for.
    pub fn said(&self) -> Said {
        match (self.comment_id, self.suggestion_id) {
            (Some(id), _) => Said::Comment(id),
            (None, id) => Said::Suggestion(id.unwrap_or_default()),
        }
    }
}

/// The choices made for some drafts, oldest first.
pub fn choices(conn: &mut Conn, draft_ids: &[i64]) -> QueryResult<Vec<Choice>> {
    anchors::table.filter(anchors::draft_id.eq_any(draft_ids)).order(anchors::id).select(Choice::as_select()).load(conn)
}

/// Puts a choice in the place of an earlier one. `said` and `draft_id` name what it is for.
pub fn replace(
    conn: &mut Conn,
    said: Said,
    draft_id: i64,
    verdict: Verdict,
    eid: Option<&str>,
    account_id: i64,
    at: NaiveDateTime,
) -> QueryResult<()> {
    let (comment, suggestion) = match said {
        Said::Comment(id) => (Some(id), None),
        Said::Suggestion(id) => (None, Some(id)),
    };
    let same = anchors::comment_id.eq(comment).or(anchors::suggestion_id.eq(suggestion));
    diesel::delete(anchors::table.filter(anchors::draft_id.eq(draft_id)).filter(same)).execute(conn)?;
    diesel::insert_into(anchors::table)
        .values((
            anchors::comment_id.eq(comment),
            anchors::suggestion_id.eq(suggestion),
            anchors::draft_id.eq(draft_id),
            anchors::verdict.eq(verdict),
            anchors::provision_eid.eq(eid),
            anchors::account_id.eq(account_id),
            anchors::at.eq(at),
        ))
        .execute(conn)
        .map(|_| ())
}

/// What a contact point looks after on some drafts at places below the whole draft: what, draft, place. Withdrawn comments and those
/// outside the draft are left out.
pub fn own(conn: &mut Conn, point: i64, draft_ids: &[i64]) -> QueryResult<Vec<(Said, i64, String)>> {
    let said: Vec<(i64, i64, Option<String>)> = comments::table
        .filter(comments::contact_point_id.eq(point).and(comments::draft_id.eq_any(draft_ids)))
        .filter(comments::provision_eid.is_not_null().and(comments::state.ne_all([State::Withdrawn, State::OutOfScope])))
        .order(comments::id)
        .select((comments::id, comments::draft_id, comments::provision_eid))
        .load(conn)?;
    let curated: Vec<(i64, i64, Option<String>)> = suggestions::table
        .filter(suggestions::contact_point_id.eq(point).and(suggestions::draft_id.eq_any(draft_ids)))
        .filter(suggestions::provision_eid.is_not_null())
        .order(suggestions::id)
        .select((suggestions::id, suggestions::draft_id, suggestions::provision_eid))
        .load(conn)?;
    let said = said.into_iter().map(|(id, draft, eid)| (Said::Comment(id), draft, eid));
    let curated = curated.into_iter().map(|(id, draft, eid)| (Said::Suggestion(id), draft, eid));
    Ok(said.chain(curated).filter_map(|(said, draft, eid)| Some((said, draft, eid?))).collect())
}

/// The drafts on which a contact point looks after comments or has suggestions.
pub fn own_drafts(conn: &mut Conn, point: i64) -> QueryResult<Vec<i64>> {
    let mut ids: Vec<i64> =
        comments::table.filter(comments::contact_point_id.eq(point)).select(comments::draft_id).distinct().load(conn)?;
    let curated = suggestions::table.filter(suggestions::contact_point_id.eq(point)).select(suggestions::draft_id).distinct();
    ids.extend(curated.load::<i64>(conn)?);
    ids.sort_unstable();
    ids.dedup();
    Ok(ids)
}

/// How many published comments stand at each place of some drafts: draft, place, count.
pub fn published_places(conn: &mut Conn, draft_ids: &[i64]) -> QueryResult<Vec<(i64, String, i64)>> {
    let rows: Vec<(i64, Option<String>, i64)> = comments::table
        .filter(comments::draft_id.eq_any(draft_ids).and(comments::provision_eid.is_not_null()))
        .filter(comments::published_at.is_not_null().and(comments::state.ne(State::Withdrawn)))
        .group_by((comments::draft_id, comments::provision_eid))
        .select((comments::draft_id, comments::provision_eid, diesel::dsl::count_star()))
        .load(conn)?;
    Ok(rows.into_iter().filter_map(|(draft, eid, n)| Some((draft, eid?, n))).collect())
}

/// Which of the comments at a place are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Which {
    /// All but these.
    Except(Vec<i64>),
    /// Only these.
    Only(Vec<i64>),
}

/// Published comments at exactly one place of a draft, newest first.
pub fn published_at(conn: &mut Conn, draft_id: i64, eid: &str, which: &Which, limit: i64) -> QueryResult<Vec<Comment>> {
    let rows = comments::table
        .filter(comments::draft_id.eq(draft_id).and(comments::provision_eid.eq(eid)))
        .filter(comments::published_at.is_not_null().and(comments::state.ne(State::Withdrawn)))
        .order((comments::published_at.desc(), comments::id.desc()))
        .limit(limit)
        .select(Comment::as_select())
        .into_boxed();
    match which {
        Which::Except(ids) => rows.filter(comments::id.ne_all(ids)).load(conn),
        Which::Only(ids) => rows.filter(comments::id.eq_any(ids)).load(conn),
    }
}
