//! What a receipt shows, and ratings.

use std::collections::BTreeSet;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::comment::query::{self as comments, Comment};
use crate::contact_point;
use crate::db::Conn;
use crate::decision::query::{self as decisions, Decision};
use crate::event::{self, Event, EventKind, Subject};
use crate::regulation::query::{Stage, stage_by_draft};
use crate::schema::ratings;
use crate::suggestion::query::{self as suggestions, Suggestion};

/// A suggestion the comment is in, and its result once it is public.
#[derive(Clone, Debug)]
pub struct Path {
    /// The suggestion.
    pub suggestion: Suggestion,
    /// The released decision.
    pub decision: Option<Decision>,
}

/// Everything about one comment.
#[derive(Clone, Debug)]
pub struct Receipt {
    /// The comment.
    pub comment: Comment,
    /// Where it was made.
    pub stage: Stage,
    /// The contact point that looks after it.
    pub point: Option<String>,
    /// The suggestions it is in.
    pub paths: Vec<Path>,
    /// Its history.
    pub events: Vec<Event>,
    /// When a suggestion it is in was first handed in.
    pub submitted_at: Option<NaiveDateTime>,
    /// When the study of such a suggestion began.
    pub study_at: Option<NaiveDateTime>,
    /// Position, width and height of its photos.
    pub photos: Vec<(i32, i32, i32)>,
    /// The rating given, 1 to 5.
    pub rating: Option<i32>,
}

/// The receipt of a code.
pub fn by_code(conn: &mut Conn, code: &str) -> QueryResult<Option<Receipt>> {
    let Some(comment) = comments::by_receipt(conn, code)? else { return Ok(None) };
    let Some(stage) = stage_by_draft(conn, comment.draft_id)? else { return Ok(None) };
    let point = match comment.contact_point_id {
        Some(id) => contact_point::query::by_id(conn, id)?.map(|p| p.name),
        None => None,
    };
    let suggestions = suggestions::of_comment(conn, comment.id)?;
    let ids: Vec<i64> = suggestions.iter().map(|s| s.id).collect();
    let released = decisions::released(conn, &ids)?;
    let mut handed: Vec<Event> = Vec::new();
    for batch in suggestions.iter().filter_map(|s| s.submission_id).collect::<BTreeSet<i64>>() {
        handed.extend(event::of(conn, Subject::Submission(batch))?);
    }
    let first = |kind: EventKind| handed.iter().filter(|e| e.kind == kind.as_str()).map(|e| e.at).min();
    let (submitted_at, study_at) = (first(EventKind::SubmissionSent), first(EventKind::StudyStarted));
    let paths = suggestions
        .into_iter()
        .map(|suggestion| {
            let decision = released.iter().find(|d| d.suggestion_id == suggestion.id).cloned();
            Path { suggestion, decision }
        })
        .collect();
    let events = event::of(conn, Subject::Comment(comment.id))?;
    let photos = crate::comment::photo::of_comment(conn, comment.id)?;
    let rating = ratings::table.find(comment.id).select(ratings::score).first(conn).optional()?;
    Ok(Some(Receipt { comment, stage, point, paths, events, submitted_at, study_at, photos, rating }))
}

/// Keeps a rating; the first one stands. False if there was one.
pub fn rate(conn: &mut Conn, comment_id: i64, score: i32, reason: Option<&str>, at: NaiveDateTime) -> QueryResult<bool> {
    if diesel::select(diesel::dsl::exists(ratings::table.find(comment_id))).get_result(conn)? {
        return Ok(false);
    }
    diesel::insert_into(ratings::table)
        .values((ratings::comment_id.eq(comment_id), ratings::score.eq(score), ratings::reason.eq(reason), ratings::created_at.eq(at)))
        .execute(conn)?;
    Ok(true)
}
