//! Every change of a comment's state, each with its event. Call them inside one write transaction.
//!
//! A change names the version it saw; if somebody was faster it gives [`Error::Conflict`] and nothing happens.

use chrono::NaiveDateTime;
use diesel::prelude::*;
use serde_json::{Value, json};

use super::query::{self, Comment, NewComment};
use super::{Channel, Stance, State};
use crate::account::Account;
use crate::consultation;
use crate::db::Conn;
use crate::error::Error;
use crate::event::{self, Actor, EventKind, Subject};
use crate::id::ReceiptCode;
use crate::schema::comments;
use crate::seal::Keys;
use crate::suggestion;

/// What a person said, parsed and within all limits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// 态度
    pub stance: Stance,
    /// The words.
    pub text: String,
    /// The wording proposed.
    pub wording: Option<String>,
    /// Why.
    pub reason: Option<String>,
    /// Who the person says to be.
    pub identity: Option<String>,
}

/// Where and how it was said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin {
    /// Row id of the regulation.
    pub regulation_id: i64,
    /// Row id of the draft.
    pub draft_id: i64,
    /// The place spoken of.
    pub provision_eid: Option<String>,
    /// The words of that place.
    pub quote: String,
    /// 渠道
    pub channel: Channel,
    /// The contact point that will look after it.
    pub contact_point_id: Option<i64>,
    /// For what came off line: the day (`2026-11-01`) and place it was said, and who typed it in.
    pub offline: Option<Offline>,
    /// File it was imported from.
    pub source: Option<String>,
}

/// How something said off line came in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offline {
    /// Day it was said, `2026-11-01`.
    pub on: Option<String>,
    /// Place it was said.
    pub place: Option<String>,
    /// The clerk's account; none for what an operator imported.
    pub recorded_by: Option<i64>,
}

/// A comment that has been taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    /// Row id.
    pub id: i64,
    /// The citizen's handle.
    pub code: String,
    /// False when the same form had been sent before.
    pub is_new: bool,
}

/// Takes a comment in. `key` is the form's key: the same key with the same words gives the same receipt again, with other words
/// [`Error::Conflict`]. Whether the consultation is open is the caller's to ask ([`consultation_takes`]); off-line words may come later.
pub fn receive(conn: &mut Conn, keys: &Keys, key: &str, words: &Words, origin: &Origin, now: NaiveDateTime) -> Result<Received, Error> {
    match received(conn, keys, key, words, origin)? {
        Some(before) => Ok(before),
        None => take_in(conn, keys, key, words, origin, now),
    }
}

/// The comment that came with this key before, [`Error::Conflict`] if it had other words.
pub fn received(conn: &mut Conn, keys: &Keys, key: &str, words: &Words, origin: &Origin) -> Result<Option<Received>, Error> {
    let Some((id, code, known)) = query::by_submission_key(conn, key)? else { return Ok(None) };
    if known == digest_of(keys, words, origin) { Ok(Some(Received { id, code, is_new: false })) } else { Err(Error::Conflict) }
}

fn digest_of(keys: &Keys, words: &Words, origin: &Origin) -> String {
    digest(keys, origin.draft_id, origin.provision_eid.as_deref(), words.stance, &words.text, words.wording.as_deref())
}

/// Takes in a comment whose key has not come before ([`received`]).
pub fn take_in(conn: &mut Conn, keys: &Keys, key: &str, words: &Words, origin: &Origin, now: NaiveDateTime) -> Result<Received, Error> {
    let digest = digest_of(keys, words, origin);
    let code = ReceiptCode::random().to_string();
    let offline = origin.offline.as_ref();
    let id = query::insert(
        conn,
        NewComment {
            receipt_code: code.clone(),
            submission_key: key.to_owned(),
            regulation_id: origin.regulation_id,
            draft_id: origin.draft_id,
            provision_eid: origin.provision_eid.clone(),
            quote: origin.quote.clone(),
            stance: words.stance,
            text: words.text.clone(),
            wording: words.wording.clone(),
            reason: words.reason.clone(),
            identity: words.identity.clone(),
            channel: origin.channel,
            contact_point_id: origin.contact_point_id,
            state: State::Received,
            version: 1,
            received_at: now,
            occurred_on: offline.and_then(|o| o.on.clone()),
            occurred_place: offline.and_then(|o| o.place.clone()),
            recorded_by: offline.and_then(|o| o.recorded_by),
            public_text: None,
            published_at: None,
            registered_at: None,
            closing_reason: None,
            digest: digest.clone(),
            source: origin.source.clone(),
            updated_at: now,
        },
    )?;
    let actor = offline.map_or(Actor::Citizen, |o| o.recorded_by.map_or(Actor::System, Actor::Account));
    let data = json!({ "draft": origin.draft_id, "eid": origin.provision_eid, "channel": origin.channel.as_str(), "digest": digest });
    event::append(conn, now, actor, EventKind::CommentReceived, Subject::Comment(id), Some(origin.regulation_id), &data)?;
    Ok(Received { id, code, is_new: true })
}

/// What the log says of a comment's words without saying them: place, stance, text and wording as they came.
pub fn digest(keys: &Keys, draft_id: i64, eid: Option<&str>, stance: Stance, text: &str, wording: Option<&str>) -> String {
    keys.digest(&[&draft_id.to_string(), eid.unwrap_or_default(), stance.as_str(), text, wording.unwrap_or_default()])
}

/// Whether the consultation on a draft takes a comment now from a form opened at `opened`.
pub fn consultation_takes(conn: &mut Conn, draft_id: i64, now: NaiveDateTime, opened: Option<NaiveDateTime>) -> QueryResult<bool> {
    Ok(consultation::query::of_draft(conn, draft_id)?.is_some_and(|c| c.takes(now, opened)))
}

/// The columns a change may set; what is `None` stays.
#[derive(Default, AsChangeset)]
#[diesel(table_name = comments)]
struct Changed {
    state: Option<State>,
    provision_eid: Option<Option<String>>,
    quote: Option<String>,
    contact_point_id: Option<i64>,
    public_text: Option<Option<String>>,
    public_wording: Option<Option<String>>,
    public_reason: Option<Option<String>>,
    published_at: Option<Option<NaiveDateTime>>,
    registered_at: Option<NaiveDateTime>,
    closing_reason: Option<Option<String>>,
}

/// Writes a change if the row still has the version the actor saw, and its event.
fn write(
    conn: &mut Conn,
    seen: &Comment,
    actor: Actor,
    kind: EventKind,
    changed: Changed,
    data: &Value,
    now: NaiveDateTime,
) -> Result<(), Error> {
    let row = comments::table.filter(comments::id.eq(seen.id).and(comments::version.eq(seen.version)));
    let touched = diesel::update(row).set((changed, comments::version.eq(seen.version + 1), comments::updated_at.eq(now))).execute(conn)?;
    if touched == 0 {
        return Err(Error::Conflict);
    }
    event::append(conn, now, actor, kind, Subject::Comment(seen.id), Some(seen.regulation_id), data)?;
    Ok(())
}

/// The comment as it stands now, if it still has version `version` and the clerk's contact point looks after it (or nobody does yet).
pub fn for_clerk(conn: &mut Conn, clerk: &Account, id: i64, version: Option<i32>) -> Result<Comment, Error> {
    let comment = query::by_id(conn, id)?.ok_or(Error::NotFound)?;
    let own = clerk.contact_point.as_ref().map(|(point, _)| *point);
    if comment.contact_point_id.is_some() && comment.contact_point_id != own {
        return Err(Error::NotFound);
    }
    if version.is_some_and(|v| v != comment.version) {
        return Err(Error::Conflict);
    }
    Ok(comment)
}

/// Registers a comment for the clerk's contact point; `publish` puts its public wording on the site.
pub fn register(conn: &mut Conn, clerk: &Account, seen: &Comment, publish: Publish, now: NaiveDateTime) -> Result<(), Error> {
    if !matches!(seen.state, State::Received | State::OutOfScope | State::Registered) {
        return Err(Error::Conflict);
    }
    let changed = Changed {
        state: Some(State::Registered),
        contact_point_id: clerk.contact_point.as_ref().map(|(id, _)| *id),
        registered_at: Some(seen.registered_at.unwrap_or(now)),
        published_at: Some(publish.at(seen, now)),
        closing_reason: Some(None),
        ..Changed::default()
    };
    let kind = if seen.state == State::OutOfScope { EventKind::CommentReopened } else { EventKind::CommentRegistered };
    write(conn, seen, Actor::Account(clerk.id), kind, changed, &json!({ "public": publish == Publish::Yes }), now)
}

/// Whether a comment goes on the site.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Publish {
    /// Its public wording may be read by everybody.
    Yes,
    /// Only staff read it.
    No,
}

impl Publish {
    fn at(self, seen: &Comment, now: NaiveDateTime) -> Option<NaiveDateTime> {
        match self {
            Self::Yes => Some(seen.published_at.unwrap_or(now)),
            Self::No => None,
        }
    }
}

/// Anchors a comment at another place of its draft. The citizen's words stay; `quote` is the text of the new place.
pub fn move_to(
    conn: &mut Conn,
    clerk: &Account,
    seen: &Comment,
    eid: Option<String>,
    quote: String,
    now: NaiveDateTime,
) -> Result<(), Error> {
    if !seen.state.is_in_hand() {
        return Err(Error::Conflict);
    }
    let data = json!({ "from": seen.provision_eid, "to": eid });
    let changed = Changed { provision_eid: Some(eid), quote: Some(quote), ..Changed::default() };
    write(conn, seen, Actor::Account(clerk.id), EventKind::CommentMoved, changed, &data, now)
}

/// What the public reads instead of the words as sent; `None` where nothing needs to be hidden.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Redaction {
    /// Instead of the text.
    pub text: Option<String>,
    /// Instead of the wording.
    pub wording: Option<String>,
    /// Instead of the reason.
    pub reason: Option<String>,
}

/// Sets the public wording and whether it is on the site.
pub fn redact(
    conn: &mut Conn,
    clerk: &Account,
    seen: &Comment,
    redaction: Redaction,
    publish: Publish,
    now: NaiveDateTime,
) -> Result<(), Error> {
    if seen.state == State::Withdrawn {
        return Err(Error::Conflict);
    }
    let data = json!({ "text": redaction.text.is_some(), "wording": redaction.wording.is_some(), "reason": redaction.reason.is_some(), "public": publish == Publish::Yes });
    let changed = Changed {
        public_text: Some(redaction.text),
        public_wording: Some(redaction.wording),
        public_reason: Some(redaction.reason),
        published_at: Some(publish.at(seen, now)),
        ..Changed::default()
    };
    write(conn, seen, Actor::Account(clerk.id), EventKind::CommentRedacted, changed, &data, now)
}

/// Marks a comment as outside its draft, with a reason the citizen and the public can read.
pub fn put_out_of_scope(conn: &mut Conn, clerk: &Account, seen: &Comment, reason: String, now: NaiveDateTime) -> Result<(), Error> {
    if !matches!(seen.state, State::Received | State::Registered) {
        return Err(Error::Conflict);
    }
    let changed = Changed {
        state: Some(State::OutOfScope),
        contact_point_id: clerk.contact_point.as_ref().map(|(id, _)| *id),
        registered_at: Some(seen.registered_at.unwrap_or(now)),
        closing_reason: Some(Some(reason)),
        ..Changed::default()
    };
    write(conn, seen, Actor::Account(clerk.id), EventKind::CommentOutOfScope, changed, &json!({}), now)
}

/// The citizen takes the comment back: it leaves the site and its suggestions; how to reach the citizen is erased.
pub fn withdraw(conn: &mut Conn, seen: &Comment, now: NaiveDateTime) -> Result<(), Error> {
    if !seen.state.can_withdraw() {
        return Err(Error::Conflict);
    }
    suggestion::change::take_out(conn, seen.id, now)?;
    query::delete_contact(conn, seen.id)?;
    let seen = query::by_id(conn, seen.id)?.ok_or(Error::NotFound)?;
    let changed = Changed { state: Some(State::Withdrawn), published_at: Some(None), ..Changed::default() };
    write(conn, &seen, Actor::Citizen, EventKind::CommentWithdrawn, changed, &json!({}), now)
}

/// Brings the states of comments in line with the suggestions they are in; appends no event, the suggestion's own says it.
pub fn follow_suggestions(conn: &mut Conn, comment_ids: &[i64], now: NaiveDateTime) -> QueryResult<()> {
    for id in comment_ids {
        let Some(comment) = query::by_id(conn, *id)? else { continue };
        let states = suggestion::query::states_of_comment(conn, *id)?;
        let state = derived(comment.state, &states);
        if state != comment.state {
            diesel::update(comments::table.find(*id))
                .set((comments::state.eq(state), comments::version.eq(comment.version + 1), comments::updated_at.eq(now)))
                .execute(conn)?;
        }
    }
    Ok(())
}

/// The state of a comment that is in suggestions of these states.
pub fn derived(own: State, suggestions: &[suggestion::State]) -> State {
    use suggestion::State as S;
    if matches!(own, State::Withdrawn | State::OutOfScope | State::Received) && suggestions.is_empty() {
        return own;
    }
    let has = |state: S| suggestions.contains(&state);
    let all_decided = suggestions.iter().all(|s| s.outcome().is_some());
    if has(S::Adopted) {
        State::Adopted
    } else if has(S::PartlyAdopted) {
        State::PartlyAdopted
    } else if suggestions.is_empty() {
        State::Registered
    } else if all_decided {
        if has(S::Noted) { State::Noted } else { State::NotAdopted }
    } else if has(S::UnderStudy) {
        State::UnderStudy
    } else if has(S::Submitted) {
        State::Submitted
    } else {
        State::Curated
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use suggestion::State as S;

    #[test]
    fn a_comment_follows_the_best_of_its_suggestions() {
        assert_eq!(derived(State::Curated, &[S::NotAdopted, S::Adopted]), State::Adopted);
        assert_eq!(derived(State::Curated, &[S::NotAdopted, S::UnderStudy]), State::UnderStudy);
        assert_eq!(derived(State::Submitted, &[S::NotAdopted, S::Noted]), State::Noted);
        assert_eq!(derived(State::Registered, &[S::Draft]), State::Curated);
        assert_eq!(derived(State::Curated, &[]), State::Registered);
        assert_eq!(derived(State::Withdrawn, &[]), State::Withdrawn);
    }
}
