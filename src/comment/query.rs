//! Comments in the database. Lists for readers take a [`Viewer`] and give only what that viewer may see.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use diesel::sql_types::Bool;

use super::{Channel, Stance, State};
use crate::account::Viewer;
use crate::db::{Conn, MultiBackend, among};
use crate::schema::{comment_contacts, comments, suggestion_comments};

/// A comment as its clerk sees it.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = comments)]
pub struct Comment {
    /// Row id.
    pub id: i64,
    /// The citizen's handle; shown to the citizen only.
    pub receipt_code: String,
    /// Its regulation.
    pub regulation_id: i64,
    /// The draft it was made on.
    pub draft_id: i64,
    /// The place it speaks of; `None` for the whole draft.
    pub provision_eid: Option<String>,
    /// The words of that place when it was made.
    pub quote: String,
    /// 态度
    pub stance: Stance,
    /// The citizen's words.
    pub text: String,
    /// The wording the citizen proposes.
    pub wording: Option<String>,
    /// Why, or an example.
    pub reason: Option<String>,
    /// What the citizen said to be.
    pub identity: Option<String>,
    /// 渠道
    pub channel: Channel,
    /// The contact point that looks after it.
    pub contact_point_id: Option<i64>,
    /// Where it stands.
    pub state: State,
    /// Grows with every change; an edit names the version it saw.
    pub version: i32,
    /// When it came to us.
    pub received_at: NaiveDateTime,
    /// The day it was said, for what came off line (`2026-11-01`).
    pub occurred_on: Option<String>,
    /// The place it was said.
    pub occurred_place: Option<String>,
    /// The clerk who typed it in.
    pub recorded_by: Option<i64>,
    /// The words as published, if they differ from `text`.
    pub public_text: Option<String>,
    /// The wording as published, if it differs.
    pub public_wording: Option<String>,
    /// The reason as published, if it differs.
    pub public_reason: Option<String>,
    /// Since when it is public.
    pub published_at: Option<NaiveDateTime>,
    /// When it was registered.
    pub registered_at: Option<NaiveDateTime>,
    /// Why it is out of scope, in public words.
    pub closing_reason: Option<String>,
    /// Where it was imported from.
    pub source: Option<String>,
    /// Last change.
    pub updated_at: NaiveDateTime,
}

impl Comment {
    /// The words as the public may read them.
    pub fn shown_text(&self) -> &str {
        self.public_text.as_deref().unwrap_or(&self.text)
    }

    /// The proposed wording as the public may read it.
    pub fn shown_wording(&self) -> Option<&str> {
        self.public_wording.as_deref().or(self.wording.as_deref()).filter(|w| !w.is_empty())
    }

    /// The reason as the public may read it.
    pub fn shown_reason(&self) -> Option<&str> {
        self.public_reason.as_deref().or(self.reason.as_deref()).filter(|r| !r.is_empty())
    }

    /// The number people read on the desk: `c-123`.
    pub fn number(&self) -> String {
        format!("{:06}", self.id)
    }
}

/// A comment to be added. Its statement is always the same, so databases read it once.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = comments)]
#[diesel(treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "as in Comment")]
pub struct NewComment {
    pub receipt_code: String,
    pub submission_key: String,
    pub regulation_id: i64,
    pub draft_id: i64,
    pub provision_eid: Option<String>,
    pub quote: String,
    pub stance: Stance,
    pub text: String,
    pub wording: Option<String>,
    pub reason: Option<String>,
    pub identity: Option<String>,
    pub channel: Channel,
    pub contact_point_id: Option<i64>,
    pub state: State,
    pub version: i32,
    pub received_at: NaiveDateTime,
    pub occurred_on: Option<String>,
    pub occurred_place: Option<String>,
    pub recorded_by: Option<i64>,
    pub public_text: Option<String>,
    pub published_at: Option<NaiveDateTime>,
    pub registered_at: Option<NaiveDateTime>,
    pub closing_reason: Option<String>,
    pub digest: String,
    pub source: Option<String>,
    pub updated_at: NaiveDateTime,
}

/// Adds a row; [`super::change::receive`] is the way in for everything that comes from people.
pub fn insert(conn: &mut Conn, new: NewComment) -> QueryResult<i64> {
    diesel::insert_into(comments::table).values(new).returning(comments::id).get_result(conn)
}

/// By the form key or import key under which it was sent: code and digest of the words.
pub fn by_submission_key(conn: &mut Conn, key: &str) -> QueryResult<Option<(i64, String, String)>> {
    comments::table
        .filter(comments::submission_key.eq(key))
        .select((comments::id, comments::receipt_code, comments::digest))
        .first(conn)
        .optional()
}

/// Which of these keys have been used before.
pub fn known_keys(conn: &mut Conn, keys: &[String]) -> QueryResult<std::collections::HashSet<String>> {
    comments::table
        .filter(comments::submission_key.eq_any(keys))
        .select(comments::submission_key)
        .load(conn)
        .map(|known| known.into_iter().collect())
}

/// At most `limit` comments after a row id, in order of row id, withdrawn ones included: for checks of the whole table.
pub fn after(conn: &mut Conn, id: i64, limit: i64) -> QueryResult<Vec<Comment>> {
    comments::table.filter(comments::id.gt(id)).order(comments::id).limit(limit).select(Comment::as_select()).load(conn)
}

/// By receipt code; whoever has the code may see it.
pub fn by_receipt(conn: &mut Conn, code: &str) -> QueryResult<Option<Comment>> {
    comments::table.filter(comments::receipt_code.eq(code)).select(Comment::as_select()).first(conn).optional()
}

/// By row id, without asking who asks: for changes inside a transaction.
pub fn by_id(conn: &mut Conn, id: i64) -> QueryResult<Option<Comment>> {
    comments::table.find(id).select(Comment::as_select()).first(conn).optional()
}

/// A condition on comments that can be chosen at run time.
pub type Condition = Box<dyn BoxableExpression<comments::table, MultiBackend, SqlType = diesel::sql_types::Nullable<Bool>>>;

/// What a viewer may see of comments: the one rule all lists and searches use.
pub fn visible_to(viewer: &Viewer) -> Condition {
    let published = comments::published_at.is_not_null().and(comments::state.ne(State::Withdrawn));
    match viewer {
        Viewer::Public => Box::new(published.nullable()),
        Viewer::Clerk { contact_point, .. } => Box::new(
            published.nullable().or(comments::contact_point_id.eq(*contact_point)).or(comments::contact_point_id.is_null().nullable()),
        ),
        Viewer::Legislator | Viewer::Reviewer => {
            let in_work = among(
                comments::state,
                &[
                    State::Registered,
                    State::Curated,
                    State::Submitted,
                    State::UnderStudy,
                    State::Adopted,
                    State::PartlyAdopted,
                    State::Noted,
                    State::NotAdopted,
                ],
            );
            Box::new(published.or(in_work).nullable())
        }
    }
}

/// Comments by row id as far as the viewer may see them, in no particular order.
pub fn by_ids(conn: &mut Conn, viewer: &Viewer, ids: &[i64]) -> QueryResult<Vec<Comment>> {
    comments::table.filter(among(comments::id, ids)).filter(visible_to(viewer)).select(Comment::as_select()).load(conn)
}

/// Comments by row id, without asking who asks: for followers and for changes inside a transaction.
pub fn all_by_ids(conn: &mut Conn, ids: &[i64]) -> QueryResult<Vec<Comment>> {
    comments::table.filter(comments::id.eq_any(ids)).select(Comment::as_select()).load(conn)
}

/// How many comments are public on each article of a draft; the whole draft's under `None`.
pub fn published_counts(conn: &mut Conn, draft_id: i64) -> QueryResult<Vec<(Option<String>, i64)>> {
    comments::table
        .filter(comments::draft_id.eq(draft_id))
        .filter(comments::published_at.is_not_null().and(comments::state.ne(State::Withdrawn)))
        .group_by(comments::provision_eid)
        .select((comments::provision_eid, diesel::dsl::count_star()))
        .load(conn)
}

/// Row id and state of every comment on a draft, withdrawn ones left out.
pub fn states_on(conn: &mut Conn, draft_id: i64) -> QueryResult<Vec<(i64, State)>> {
    comments::table
        .filter(comments::draft_id.eq(draft_id).and(comments::state.ne(State::Withdrawn)))
        .select((comments::id, comments::state))
        .load(conn)
}

/// How many comments on a draft are in each state, withdrawn ones left out.
pub fn state_counts(conn: &mut Conn, draft_id: i64) -> QueryResult<Vec<(State, i64)>> {
    comments::table
        .filter(comments::draft_id.eq(draft_id).and(comments::state.ne(State::Withdrawn)))
        .group_by(comments::state)
        .select((comments::state, diesel::dsl::count_star()))
        .load(conn)
}

/// How many comments each place of some drafts has, withdrawn ones left out: draft, place, count.
pub fn place_counts(conn: &mut Conn, draft_ids: &[i64]) -> QueryResult<Vec<(i64, Option<String>, i64)>> {
    comments::table
        .filter(comments::draft_id.eq_any(draft_ids).and(comments::state.ne(State::Withdrawn)))
        .group_by((comments::draft_id, comments::provision_eid))
        .select((comments::draft_id, comments::provision_eid, diesel::dsl::count_star()))
        .load(conn)
}

/// Through which channels the comments of some suggestions came, most first.
pub fn channels_of(conn: &mut Conn, suggestion_ids: &[i64]) -> QueryResult<Vec<(Channel, i64)>> {
    let linked = suggestion_comments::table
        .filter(suggestion_comments::suggestion_id.eq_any(suggestion_ids))
        .select(suggestion_comments::comment_id);
    let mut counts: Vec<(Channel, i64)> = comments::table
        .filter(comments::id.eq_any(linked))
        .group_by(comments::channel)
        .select((comments::channel, diesel::dsl::count_star()))
        .load(conn)?;
    counts.sort_by_key(|(channel, n)| (std::cmp::Reverse(*n), *channel));
    Ok(counts)
}

/// How many comments each regulation has received, withdrawn ones left out.
pub fn counts_by_regulation(conn: &mut Conn) -> QueryResult<Vec<(i64, i64)>> {
    comments::table
        .filter(comments::state.ne(State::Withdrawn))
        .group_by(comments::regulation_id)
        .select((comments::regulation_id, diesel::dsl::count_star()))
        .load(conn)
}

/// Public comments on a place of a draft and on what lies below it (`None`: on the whole draft), newest first.
pub fn published_on(conn: &mut Conn, draft_id: i64, article_eid: Option<&str>, limit: i64, offset: i64) -> QueryResult<Vec<Comment>> {
    let mut query = comments::table
        .filter(comments::draft_id.eq(draft_id))
        .filter(comments::published_at.is_not_null().and(comments::state.ne(State::Withdrawn)))
        .select(Comment::as_select())
        .into_boxed();
    query = match article_eid {
        Some(eid) => query.filter(
            comments::provision_eid
                .eq(eid.to_owned())
                .or(comments::provision_eid.like(format!("{}\\_\\_%", eid.replace('_', "\\_"))).escape('\\')),
        ),
        None => query.filter(comments::provision_eid.is_null()),
    };
    query.order((comments::published_at.desc(), comments::id.desc())).limit(limit).offset(offset).load(conn)
}

/// Comments in a suggestion, oldest first.
pub fn in_suggestion(conn: &mut Conn, suggestion_id: i64) -> QueryResult<Vec<Comment>> {
    suggestion_comments::table
        .inner_join(comments::table)
        .filter(suggestion_comments::suggestion_id.eq(suggestion_id))
        .order(comments::id)
        .select(Comment::as_select())
        .load(conn)
}

/// Comments in a suggestion as far as the viewer may see them, oldest first, a page of them.
pub fn page_in_suggestion(conn: &mut Conn, viewer: &Viewer, suggestion_id: i64, limit: i64, offset: i64) -> QueryResult<Vec<Comment>> {
    let linked =
        suggestion_comments::table.filter(suggestion_comments::suggestion_id.eq(suggestion_id)).select(suggestion_comments::comment_id);
    comments::table
        .filter(comments::id.eq_any(linked))
        .filter(visible_to(viewer))
        .order(comments::id)
        .limit(limit)
        .offset(offset)
        .select(Comment::as_select())
        .load(conn)
}

/// Keeps how to reach the citizen, sealed.
pub fn insert_contact(conn: &mut Conn, comment_id: i64, sealed: &[u8], consent_version: &str, at: NaiveDateTime) -> QueryResult<()> {
    diesel::insert_into(comment_contacts::table)
        .values((
            comment_contacts::comment_id.eq(comment_id),
            comment_contacts::sealed.eq(sealed),
            comment_contacts::consent_version.eq(consent_version),
            comment_contacts::created_at.eq(at),
        ))
        .execute(conn)
        .map(|_| ())
}

/// Removes how to reach the citizen; a withdrawal does.
pub fn delete_contact(conn: &mut Conn, comment_id: i64) -> QueryResult<()> {
    diesel::delete(comment_contacts::table.find(comment_id)).execute(conn).map(|_| ())
}
