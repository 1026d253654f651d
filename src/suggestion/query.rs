//! Suggestions in the database.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::State;
use crate::account::Viewer;
use crate::db::{Conn, MultiBackend, among};
use crate::decision::Outcome;
use crate::schema::{suggestion_comments, suggestions};

/// A suggestion.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = suggestions)]
pub struct Suggestion {
    /// Row id; in URLs.
    pub id: i64,
    /// Its regulation.
    pub regulation_id: i64,
    /// The draft it speaks of.
    pub draft_id: i64,
    /// The place; `None` for the whole draft (总体意见).
    pub provision_eid: Option<String>,
    /// The contact point it comes from.
    pub contact_point_id: i64,
    /// The batch it is in.
    pub submission_id: Option<i64>,
    /// One line.
    pub title: String,
    /// The wording proposed for the place.
    pub wording: Option<String>,
    /// Why.
    pub reason: String,
    /// What the contact point itself thinks (初步意见); never a decision.
    pub preliminary: Option<String>,
    /// Where it stands.
    pub state: State,
    /// Grows with every change.
    pub version: i32,
    /// Comments it came from.
    pub comment_count: i64,
    /// The clerk who made it.
    pub created_by: i64,
    /// When.
    pub created_at: NaiveDateTime,
    /// Last change.
    pub updated_at: NaiveDateTime,
}

/// A suggestion to be added.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = suggestions)]
#[expect(missing_docs, reason = "as in Suggestion")]
pub struct NewSuggestion {
    pub regulation_id: i64,
    pub draft_id: i64,
    pub provision_eid: Option<String>,
    pub contact_point_id: i64,
    pub submission_id: Option<i64>,
    pub title: String,
    pub wording: Option<String>,
    pub reason: String,
    pub preliminary: Option<String>,
    pub state: State,
    pub version: i32,
    pub comment_count: i64,
    pub created_by: i64,
    pub created_at: NaiveDateTime,
    pub updated_at: NaiveDateTime,
}

/// Adds a row; [`super::change::create`] is the way in for clerks.
pub fn insert(conn: &mut Conn, new: NewSuggestion) -> QueryResult<i64> {
    diesel::insert_into(suggestions::table).values(new).returning(suggestions::id).get_result(conn)
}

/// Notes that a suggestion came from a comment. False if that was noted before.
pub fn link(conn: &mut Conn, suggestion_id: i64, comment_id: i64, at: NaiveDateTime) -> QueryResult<bool> {
    let known = suggestion_comments::table.find((suggestion_id, comment_id));
    if diesel::select(diesel::dsl::exists(known)).get_result(conn)? {
        return Ok(false);
    }
    diesel::insert_into(suggestion_comments::table)
        .values((
            suggestion_comments::suggestion_id.eq(suggestion_id),
            suggestion_comments::comment_id.eq(comment_id),
            suggestion_comments::added_at.eq(at),
        ))
        .execute(conn)?;
    Ok(true)
}

/// Takes a comment out of a suggestion again. False if it was not in it.
pub fn unlink(conn: &mut Conn, suggestion_id: i64, comment_id: i64) -> QueryResult<bool> {
    Ok(diesel::delete(suggestion_comments::table.find((suggestion_id, comment_id))).execute(conn)? > 0)
}

/// Counts a suggestion's comments anew and stores the number.
pub fn recount(conn: &mut Conn, suggestion_id: i64) -> QueryResult<i64> {
    let n: i64 = suggestion_comments::table.filter(suggestion_comments::suggestion_id.eq(suggestion_id)).count().get_result(conn)?;
    diesel::update(suggestions::table.find(suggestion_id)).set(suggestions::comment_count.eq(n)).execute(conn)?;
    Ok(n)
}

/// One by its row id, without asking who asks.
pub fn by_id(conn: &mut Conn, id: i64) -> QueryResult<Option<Suggestion>> {
    suggestions::table.find(id).select(Suggestion::as_select()).first(conn).optional()
}

/// A condition on suggestions that can be chosen at run time.
pub type Condition = Box<dyn BoxableExpression<suggestions::table, MultiBackend, SqlType = Bool>>;

/// What a viewer may see of suggestions: the public what has been released, legislators and reviewers what has been submitted,
/// clerks also everything of their own contact point.
pub fn visible_to(viewer: &Viewer) -> Condition {
    const RELEASED: [State; 4] = [State::Adopted, State::PartlyAdopted, State::Noted, State::NotAdopted];
    match viewer {
        Viewer::Public => Box::new(among(suggestions::state, &RELEASED)),
        Viewer::Clerk { contact_point, .. } => {
            Box::new(among(suggestions::state, &RELEASED).or(suggestions::contact_point_id.eq(*contact_point)))
        }
        Viewer::Legislator | Viewer::Reviewer => {
            Box::new(among(suggestions::state, &RELEASED).or(among(suggestions::state, &[State::Submitted, State::UnderStudy])))
        }
    }
}

/// One by its row id, if the viewer may see it.
pub fn visible_by_id(conn: &mut Conn, viewer: &Viewer, id: i64) -> QueryResult<Option<Suggestion>> {
    suggestions::table.filter(suggestions::id.eq(id)).filter(visible_to(viewer)).select(Suggestion::as_select()).first(conn).optional()
}

/// Several by row id, as far as the viewer may see them, in no particular order.
pub fn by_ids(conn: &mut Conn, viewer: &Viewer, ids: &[i64]) -> QueryResult<Vec<Suggestion>> {
    suggestions::table.filter(among(suggestions::id, ids)).filter(visible_to(viewer)).select(Suggestion::as_select()).load(conn)
}

/// Several by row id, without asking who asks: for followers and inside transactions.
pub fn all_by_ids(conn: &mut Conn, ids: &[i64]) -> QueryResult<Vec<Suggestion>> {
    suggestions::table.filter(suggestions::id.eq_any(ids)).select(Suggestion::as_select()).load(conn)
}

/// Those of a draft that the viewer may see, most comments first.
pub fn of_draft(conn: &mut Conn, viewer: &Viewer, draft_id: i64) -> QueryResult<Vec<Suggestion>> {
    suggestions::table
        .filter(suggestions::draft_id.eq(draft_id))
        .filter(visible_to(viewer))
        .order((suggestions::comment_count.desc(), suggestions::id))
        .select(Suggestion::as_select())
        .load(conn)
}

/// Those of a regulation, over all drafts, that the viewer may see, most comments first.
pub fn of_regulation(conn: &mut Conn, viewer: &Viewer, regulation_id: i64) -> QueryResult<Vec<Suggestion>> {
    suggestions::table
        .filter(suggestions::regulation_id.eq(regulation_id))
        .filter(visible_to(viewer))
        .order((suggestions::comment_count.desc(), suggestions::id))
        .select(Suggestion::as_select())
        .load(conn)
}

/// Which released suggestions of a regulation are asked for.
#[derive(Clone, Debug)]
pub struct Released {
    /// The regulation's row id.
    pub regulation_id: i64,
    /// One draft, by row id.
    pub draft_id: Option<i64>,
    /// One place and what lies below it.
    pub eid: Option<String>,
    /// One outcome.
    pub outcome: Option<Outcome>,
}

impl Released {
    fn rows(&self) -> suggestions::BoxedQuery<'static, MultiBackend> {
        let mut rows =
            suggestions::table.filter(suggestions::regulation_id.eq(self.regulation_id)).filter(visible_to(&Viewer::Public)).into_boxed();
        if let Some(draft) = self.draft_id {
            rows = rows.filter(suggestions::draft_id.eq(draft));
        }
        if let Some(eid) = &self.eid {
            let below = format!("{}\\_\\_%", eid.replace('\\', "\\\\").replace('_', "\\_").replace('%', "\\%"));
            rows = rows.filter(suggestions::provision_eid.eq(eid.clone()).or(suggestions::provision_eid.like(below).escape('\\')));
        }
        if let Some(outcome) = self.outcome {
            rows = rows.filter(suggestions::state.eq(State::of(outcome)));
        }
        rows
    }

    /// Those after a row id, in order of row ids: a page of a list that can grow meanwhile.
    pub fn after(&self, conn: &mut Conn, id: i64, limit: i64) -> QueryResult<Vec<Suggestion>> {
        self.rows().filter(suggestions::id.gt(id)).order(suggestions::id).limit(limit).select(Suggestion::as_select()).load(conn)
    }

    /// How many there are.
    pub fn count(&self, conn: &mut Conn) -> QueryResult<i64> {
        self.rows().count().get_result(conn)
    }
}

/// The suggestions a comment is in.
pub fn of_comment(conn: &mut Conn, comment_id: i64) -> QueryResult<Vec<Suggestion>> {
    suggestion_comments::table
        .inner_join(suggestions::table)
        .filter(suggestion_comments::comment_id.eq(comment_id))
        .order(suggestions::id)
        .select(Suggestion::as_select())
        .load(conn)
}

/// The states of the suggestions a comment is in.
pub fn states_of_comment(conn: &mut Conn, comment_id: i64) -> QueryResult<Vec<State>> {
    suggestion_comments::table
        .inner_join(suggestions::table)
        .filter(suggestion_comments::comment_id.eq(comment_id))
        .select(suggestions::state)
        .load(conn)
}

/// Row ids of the comments in some suggestions.
pub fn comment_ids(conn: &mut Conn, suggestion_ids: &[i64]) -> QueryResult<Vec<i64>> {
    suggestion_comments::table
        .filter(suggestion_comments::suggestion_id.eq_any(suggestion_ids))
        .select(suggestion_comments::comment_id)
        .distinct()
        .load(conn)
}

/// Which comment is in which suggestion: comment, suggestion.
pub fn links(conn: &mut Conn, suggestion_ids: &[i64]) -> QueryResult<Vec<(i64, i64)>> {
    suggestion_comments::table
        .filter(suggestion_comments::suggestion_id.eq_any(suggestion_ids))
        .select((suggestion_comments::comment_id, suggestion_comments::suggestion_id))
        .load(conn)
}

/// Those of several drafts that the viewer may see, most comments first.
pub fn of_drafts(conn: &mut Conn, viewer: &Viewer, draft_ids: &[i64]) -> QueryResult<Vec<Suggestion>> {
    suggestions::table
        .filter(suggestions::draft_id.eq_any(draft_ids))
        .filter(visible_to(viewer))
        .order((suggestions::comment_count.desc(), suggestions::id))
        .select(Suggestion::as_select())
        .load(conn)
}

/// Of each batch: how many suggestions are in each state.
pub fn states_in_batches(conn: &mut Conn, submission_ids: &[i64]) -> QueryResult<Vec<(Option<i64>, State, i64)>> {
    suggestions::table
        .filter(suggestions::submission_id.eq_any(submission_ids))
        .group_by((suggestions::submission_id, suggestions::state))
        .select((suggestions::submission_id, suggestions::state, diesel::dsl::count_star()))
        .load(conn)
}
