//! The log: one row for every change of state, appended in the transaction that makes the change.
//!
//! Everything derived (search index, statistics, caches of pages) follows this log and nothing else; see [`crate::follow`].
//! An event names who did what to which subject. It holds no personal data: of a text only a salted digest.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde_json::Value;

use crate::db::Conn;
use crate::id;
use crate::schema::events;

/// What can happen. The names are stored and never change their meaning.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each name says what happened")]
pub enum EventKind {
    AccountCreated,
    AccountChanged,
    SignedIn,
    ContactPointCreated,
    ContactPointChanged,
    RegulationCreated,
    DraftPublished,
    ConsultationOpened,
    CommentReceived,
    CommentRegistered,
    CommentMoved,
    CommentAnchored,
    CommentRedacted,
    CommentOutOfScope,
    CommentReopened,
    CommentWithdrawn,
    CommentExported,
    SuggestionCreated,
    SuggestionEdited,
    SuggestionChecked,
    SuggestionAnchored,
    CommentMerged,
    CommentSplit,
    SubmissionCreated,
    SubmissionSent,
    SubmissionReturned,
    StudyStarted,
    DecisionMade,
    ResultsReleased,
    ResultsExported,
    Rated,
    MeetingAnnounced,
    SearchSaved,
    SearchRemoved,
    SynonymsChanged,
}

impl EventKind {
    /// The stored name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AccountCreated => "account_created",
            Self::AccountChanged => "account_changed",
            Self::SignedIn => "signed_in",
            Self::ContactPointCreated => "contact_point_created",
            Self::ContactPointChanged => "contact_point_changed",
            Self::RegulationCreated => "regulation_created",
            Self::DraftPublished => "draft_published",
            Self::ConsultationOpened => "consultation_opened",
            Self::CommentReceived => "comment_received",
            Self::CommentRegistered => "comment_registered",
            Self::CommentMoved => "comment_moved",
            Self::CommentAnchored => "comment_anchored",
            Self::CommentRedacted => "comment_redacted",
            Self::CommentOutOfScope => "comment_out_of_scope",
            Self::CommentReopened => "comment_reopened",
            Self::CommentWithdrawn => "comment_withdrawn",
            Self::CommentExported => "comment_exported",
            Self::SuggestionCreated => "suggestion_created",
            Self::SuggestionEdited => "suggestion_edited",
            Self::SuggestionChecked => "suggestion_checked",
            Self::SuggestionAnchored => "suggestion_anchored",
            Self::CommentMerged => "comment_merged",
            Self::CommentSplit => "comment_split",
            Self::SubmissionCreated => "submission_created",
            Self::SubmissionSent => "submission_sent",
            Self::SubmissionReturned => "submission_returned",
            Self::StudyStarted => "study_started",
            Self::DecisionMade => "decision_made",
            Self::ResultsReleased => "results_released",
            Self::ResultsExported => "results_exported",
            Self::Rated => "rated",
            Self::MeetingAnnounced => "meeting_announced",
            Self::SearchSaved => "search_saved",
            Self::SearchRemoved => "search_removed",
            Self::SynonymsChanged => "synonyms_changed",
        }
    }
}

/// Who did it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Actor {
    /// Somebody without an account.
    Citizen,
    /// The program itself, or an operator at the command line.
    System,
    /// A signed-in account.
    Account(i64),
}

impl Actor {
    fn stored(self) -> String {
        match self {
            Self::Citizen => "citizen".to_owned(),
            Self::System => "system".to_owned(),
            Self::Account(id) => format!("account:{id}"),
        }
    }
}

/// What it was done to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each names a noun and its row")]
pub enum Subject {
    Account(i64),
    ContactPoint(i64),
    Regulation(i64),
    Draft(i64),
    Comment(i64),
    Suggestion(i64),
    Submission(i64),
    Meeting(i64),
}

impl Subject {
    /// As stored: `comment:12`.
    pub fn stored(self) -> String {
        match self {
            Self::Account(id) => format!("account:{id}"),
            Self::ContactPoint(id) => format!("contact_point:{id}"),
            Self::Regulation(id) => format!("regulation:{id}"),
            Self::Draft(id) => format!("draft:{id}"),
            Self::Comment(id) => format!("comment:{id}"),
            Self::Suggestion(id) => format!("suggestion:{id}"),
            Self::Submission(id) => format!("submission:{id}"),
            Self::Meeting(id) => format!("meeting:{id}"),
        }
    }

    /// Reads what [`Subject::stored`] wrote.
    pub fn parse(stored: &str) -> Option<Self> {
        let (noun, id) = stored.split_once(':')?;
        let id = id.parse().ok()?;
        Some(match noun {
            "account" => Self::Account(id),
            "contact_point" => Self::ContactPoint(id),
            "regulation" => Self::Regulation(id),
            "draft" => Self::Draft(id),
            "comment" => Self::Comment(id),
            "suggestion" => Self::Suggestion(id),
            "submission" => Self::Submission(id),
            "meeting" => Self::Meeting(id),
            _ => return None,
        })
    }
}

/// A row of the log.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = events)]
pub struct Event {
    /// Position in the log; grows, may have gaps.
    pub seq: i64,
    /// When, in UTC.
    pub at: NaiveDateTime,
    /// Who, as [`Actor`] stores it.
    pub actor: String,
    /// What, as [`EventKind::as_str`] names it.
    pub kind: String,
    /// To what, as [`Subject::stored`] writes it.
    pub subject: String,
    /// The regulation it belongs to, if any.
    pub regulation_id: Option<i64>,
    /// Particulars as JSON.
    pub data: String,
}

/// Appends an event to the log and gives its number. Call it in the transaction of the change, with that transaction's connection.
pub fn append(
    conn: &mut Conn,
    at: NaiveDateTime,
    actor: Actor,
    kind: EventKind,
    subject: Subject,
    regulation_id: Option<i64>,
    data: &Value,
) -> QueryResult<i64> {
    let (actor, subject, data) = (actor.stored(), subject.stored(), data.to_string());
    let leaf = leaf(at, &actor, kind.as_str(), &subject, regulation_id, &data);
    diesel::insert_into(events::table)
        .values((
            events::at.eq(at),
            events::actor.eq(actor),
            events::kind.eq(kind.as_str()),
            events::subject.eq(subject),
            events::regulation_id.eq(regulation_id),
            events::data.eq(data),
            events::leaf.eq(leaf),
        ))
        .returning(events::seq)
        .get_result(conn)
}

/// The hash of an event, stored beside it: of everything in the row but its number.
fn leaf(at: NaiveDateTime, actor: &str, kind: &str, subject: &str, regulation_id: Option<i64>, data: &str) -> String {
    let moment = at.and_utc().timestamp_micros().to_be_bytes();
    let regulation = regulation_id.unwrap_or_default().to_be_bytes();
    let parts = [moment.as_slice(), actor.as_bytes(), kind.as_bytes(), subject.as_bytes(), regulation.as_slice(), data.as_bytes()];
    id::hex(&id::sha256(&parts))
}

/// Looks through at most `limit` events after `seq`: the number of the last one, how many there were, and which no longer agree with
/// their stored hash.
pub fn changed_since(conn: &mut Conn, seq: i64, limit: i64) -> QueryResult<(i64, usize, Vec<i64>)> {
    let rows: Vec<(Event, String)> =
        events::table.filter(events::seq.gt(seq)).order(events::seq).limit(limit).select((Event::as_select(), events::leaf)).load(conn)?;
    let last = rows.last().map_or(seq, |(event, _)| event.seq);
    let changed = rows.iter().filter(|(e, stored)| *stored != leaf(e.at, &e.actor, &e.kind, &e.subject, e.regulation_id, &e.data));
    Ok((last, rows.len(), changed.map(|(event, _)| event.seq).collect()))
}

/// Particulars of the events of one kind on these subjects, by subject as stored.
pub fn particulars(conn: &mut Conn, kind: EventKind, subjects: &[String]) -> QueryResult<Vec<(String, String)>> {
    events::table
        .filter(events::subject.eq_any(subjects).and(events::kind.eq(kind.as_str())))
        .select((events::subject, events::data))
        .load(conn)
}

/// Events after `seq`, oldest first, at most `limit`.
pub fn since(conn: &mut Conn, seq: i64, limit: i64) -> QueryResult<Vec<Event>> {
    events::table.filter(events::seq.gt(seq)).order(events::seq).limit(limit).select(Event::as_select()).load(conn)
}

/// Events before `seq` (all of them for `None`), newest first, at most `limit`.
pub fn before(conn: &mut Conn, seq: Option<i64>, limit: i64) -> QueryResult<Vec<Event>> {
    let upper = seq.unwrap_or(i64::MAX);
    events::table.filter(events::seq.lt(upper)).order(events::seq.desc()).limit(limit).select(Event::as_select()).load(conn)
}

/// The number of the newest event, 0 for an empty log.
pub fn last(conn: &mut Conn) -> QueryResult<i64> {
    events::table.select(diesel::dsl::max(events::seq)).first::<Option<i64>>(conn).map(Option::unwrap_or_default)
}

/// The history of one subject, oldest first.
pub fn of(conn: &mut Conn, subject: Subject) -> QueryResult<Vec<Event>> {
    events::table.filter(events::subject.eq(subject.stored())).order(events::seq).select(Event::as_select()).load(conn)
}

/// Wakes followers when the log has grown.
#[derive(Clone, Debug, Default)]
pub struct Bell(Arc<(Mutex<i64>, Condvar)>);

impl Bell {
    /// Says that the log now reaches `seq`.
    pub fn ring(&self, seq: i64) {
        let mut known = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        if seq > *known {
            *known = seq;
            self.0.1.notify_all();
        }
    }

    /// The newest number this process knows of.
    pub fn seq(&self) -> i64 {
        *self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Wakes everybody without news, so that they can see that they should stop.
    pub fn wake(&self) {
        let _known = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        self.0.1.notify_all();
    }

    /// Waits until the log reaches beyond `seq`, or for at most `patience`. Gives the newest number known.
    pub fn wait(&self, seq: i64, patience: Duration) -> i64 {
        let known = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        if *known > seq {
            return *known;
        }
        let (known, _) = self.0.1.wait_timeout(known, patience).unwrap_or_else(PoisonError::into_inner);
        *known
    }
}
