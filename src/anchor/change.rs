//! A clerk's choice of a place, with its event. Call it inside one write transaction.

use chrono::NaiveDateTime;
use serde_json::json;

use super::{Said, Verdict, query};
use crate::account::Account;
use crate::db::Conn;
use crate::error::Error;
use crate::event::{self, Actor, EventKind, Subject};

/// Where things said on an earlier draft stand in a later one of the same regulation.
#[derive(Clone, Debug)]
pub struct Decided {
    /// Row id of the regulation.
    pub regulation_id: i64,
    /// Row id of the later draft.
    pub draft_id: i64,
    /// What was chosen.
    pub verdict: Verdict,
    /// The place, for [`Verdict::Place`].
    pub eid: Option<String>,
}

/// Keeps a choice for each of `said`; one made before is replaced and stays in the log. `seen` is the newest choice the clerk saw among
/// them (0 for none): if there is a newer one, [`Error::Conflict`].
pub fn choose(conn: &mut Conn, clerk: &Account, said: &[Said], decided: &Decided, seen: i64, now: NaiveDateTime) -> Result<(), Error> {
    let known = query::choices(conn, &[decided.draft_id])?;
    let newest = known.iter().filter(|choice| said.contains(&choice.said())).map(|choice| choice.id).max().unwrap_or_default();
    if newest != seen {
        return Err(Error::Conflict);
    }
    let data = json!({ "draft": decided.draft_id, "verdict": decided.verdict.as_str(), "to": decided.eid });
    for one in said {
        query::replace(conn, *one, decided.draft_id, decided.verdict, decided.eid.as_deref(), clerk.id, now)?;
        let (kind, subject) = match one {
            Said::Comment(id) => (EventKind::CommentAnchored, Subject::Comment(*id)),
            Said::Suggestion(id) => (EventKind::SuggestionAnchored, Subject::Suggestion(*id)),
        };
        event::append(conn, now, Actor::Account(clerk.id), kind, subject, Some(decided.regulation_id), &data)?;
    }
    Ok(())
}
