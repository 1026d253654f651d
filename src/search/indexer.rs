//! The follower that writes the search index: what an event touched is read from the database and put in anew, and the position goes
//! into the same commit. An index that has to be built from nothing is built beside the old one, which goes on answering.

use std::collections::BTreeSet;

use diesel::QueryResult;

use super::cites::Laws;
use super::engine::{CLERKS, Engine, PUBLIC, STAFF, point_tag};
use super::index::Writer;
use super::query::{self, Article, Names};
use super::schema::{Doc, Kind};
use crate::comment::query::Comment;
use crate::db::{Conn, Db};
use crate::error::Error;
use crate::event::{self, Event, EventKind, Subject};
use crate::follow::Follower;
use crate::suggestion::query::Suggestion;
use crate::{comment, suggestion};

/// Ids asked for in one query.
const CHUNK: usize = 1_000;

/// The follower.
pub struct Indexer {
    engine: Engine,
    writer: Option<Writer>,
    position: Option<i64>,
}

/// Rows touched by events.
#[derive(Default)]
struct Touched {
    comments: BTreeSet<i64>,
    suggestions: BTreeSet<i64>,
    drafts: BTreeSet<i64>,
}

impl Indexer {
    pub(super) fn new(engine: Engine) -> Self {
        let position = engine.rebuilding().is_none().then(|| engine.opened_at());
        Self { engine, writer: None, position }
    }

    /// Builds a new index from the database and lets it take over.
    fn rebuild(&mut self, db: &Db) -> Result<i64, Error> {
        self.writer = None;
        let mut writer = self.engine.index().rebuild(2)?;
        // What happens while we read is taken in afterwards, once more where it was read already.
        let (position, names, drafts, laws) = db.read_now(|conn| {
            Ok::<_, diesel::result::Error>((event::last(conn)?, query::names(conn)?, query::all_drafts(conn)?, laws(conn)?))
        })?;
        for draft in drafts {
            for article in db.read_now(|conn| query::articles(conn, &[draft]))? {
                writer.add(&article_doc(&article, &names, &laws))?;
            }
        }
        let mut last = 0;
        loop {
            let chunk = db.read_now(|conn| query::comments_after(conn, last))?;
            let Some(end) = chunk.last().map(|c| c.id) else { break };
            last = end;
            for comment in chunk.iter().filter(|c| c.state != comment::State::Withdrawn) {
                writer.add(&comment_doc(comment, &names))?;
            }
        }
        let mut last = 0;
        loop {
            let chunk = db.read_now(|conn| query::suggestions_after(conn, last))?;
            let Some(end) = chunk.last().map(|s| s.id) else { break };
            last = end;
            for suggestion in &chunk {
                writer.add(&suggestion_doc(suggestion, &names))?;
            }
        }
        writer.publish(position)?;
        self.writer = Some(writer);
        self.engine.set_rebuilding(None);
        Ok(position)
    }

    fn take_in(&mut self, db: &Db, events: &[Event], last: i64) -> Result<(), Error> {
        let (touched, names) = db.read_now(|conn| Ok::<_, diesel::result::Error>((touched(conn, events)?, query::names(conn)?)))?;
        let writer = match self.writer.take() {
            Some(writer) => writer,
            None => self.engine.index().writer(1)?,
        };
        let writer = self.writer.insert(writer);
        let comments: Vec<i64> = touched.comments.into_iter().collect();
        for ids in comments.chunks(CHUNK) {
            for comment in db.read_now(|conn| comment::query::all_by_ids(conn, ids))? {
                if comment.state == comment::State::Withdrawn {
                    writer.remove(Kind::Comment, comment.id);
                } else {
                    writer.put(&comment_doc(&comment, &names))?;
                }
            }
        }
        let suggestions: Vec<i64> = touched.suggestions.into_iter().collect();
        for ids in suggestions.chunks(CHUNK) {
            for suggestion in db.read_now(|conn| suggestion::query::all_by_ids(conn, ids))? {
                writer.put(&suggestion_doc(&suggestion, &names))?;
            }
        }
        let laws = if touched.drafts.is_empty() { Laws::default() } else { db.read_now(laws)? };
        for draft in touched.drafts {
            for article in db.read_now(|conn| query::articles(conn, &[draft]))? {
                writer.put(&article_doc(&article, &names, &laws))?;
            }
        }
        writer.commit(last)?;
        Ok(())
    }
}

impl Follower for Indexer {
    fn name(&self) -> &'static str {
        "search"
    }

    fn position(&mut self, db: &Db) -> Result<i64, Error> {
        let at = match self.position {
            Some(at) => at,
            None => self.rebuild(db)?,
        };
        // A database restored from a backup is shorter than what the index has seen: the index knows of things that no longer exist.
        let last = db.read_now(event::last)?;
        let at = if at > last {
            self.engine.set_rebuilding(Some("the database is older than the index".to_owned()));
            self.rebuild(db)?
        } else {
            at
        };
        self.position = Some(at);
        Ok(at)
    }

    fn follow(&mut self, db: &Db, events: &[Event]) -> Result<(), Error> {
        let Some(last) = events.last().map(|e| e.seq) else { return Ok(()) };
        if let Err(error) = self.take_in(db, events, last) {
            // Begin again from the last commit.
            self.writer = None;
            return Err(error);
        }
        self.position = Some(last);
        Ok(())
    }
}

fn touched(conn: &mut Conn, events: &[Event]) -> QueryResult<Touched> {
    let mut touched = Touched::default();
    let mut whole: BTreeSet<i64> = BTreeSet::new();
    for event in events {
        match Subject::parse(&event.subject) {
            Some(Subject::Comment(id)) => {
                touched.comments.insert(id);
            }
            Some(Subject::Suggestion(id)) => {
                touched.suggestions.insert(id);
            }
            Some(Subject::Submission(id)) => touched.suggestions.extend(query::in_submission(conn, id)?),
            Some(Subject::Draft(id)) if event.kind == EventKind::ResultsReleased.as_str() => {
                whole.insert(id);
            }
            Some(Subject::Draft(id)) => {
                touched.drafts.insert(id);
            }
            _ => {}
        }
    }
    for draft in whole {
        touched.suggestions.extend(query::on_draft(conn, draft)?);
    }
    let suggestions: Vec<i64> = touched.suggestions.iter().copied().collect();
    for ids in suggestions.chunks(CHUNK) {
        touched.comments.extend(query::comments_of(conn, ids)?);
    }
    Ok(touched)
}

/// The laws whose articles a draft may name: those of this site.
fn laws(conn: &mut Conn) -> QueryResult<Laws> {
    let titles = query::titles(conn)?;
    Ok(Laws::new(titles.regulations.iter().map(|(slug, title)| (title.as_str(), slug.as_str()))))
}

fn article_doc(article: &Article, names: &Names, laws: &Laws) -> Doc {
    let regulation = names.regulations.get(&article.regulation_id).cloned().unwrap_or_default();
    Doc {
        cites: laws.cited(&article.text, &regulation),
        regulation,
        draft: article.draft_id,
        article: article.eid.clone(),
        created: article.published_at.and_utc().timestamp(),
        readers: vec![PUBLIC.to_owned()],
        title: format!("{} {}", article.number, article.heading).trim().to_owned(),
        text: article.text.clone(),
        ..Doc::new(Kind::Article, article.id)
    }
}

/// A comment as its readers see it: the public wording where there is one.
fn comment_doc(comment: &Comment, names: &Names) -> Doc {
    let (point, district) = comment.contact_point_id.and_then(|id| names.points.get(&id)).cloned().unwrap_or_default();
    let mut readers = Vec::new();
    if comment.published_at.is_some() {
        readers.push(PUBLIC.to_owned());
    }
    if comment.contact_point_id.is_none() {
        readers.push(CLERKS.to_owned());
    } else {
        readers.push(point_tag(&point));
    }
    if !matches!(comment.state, comment::State::Received | comment::State::OutOfScope | comment::State::Withdrawn) {
        readers.push(STAFF.to_owned());
    }
    Doc {
        regulation: names.regulations.get(&comment.regulation_id).cloned().unwrap_or_default(),
        draft: comment.draft_id,
        article: comment.provision_eid.clone().unwrap_or_default(),
        contact_point: point,
        district,
        channel: comment.channel.as_str().to_owned(),
        stance: comment.stance.as_str().to_owned(),
        state: comment.state.as_str().to_owned(),
        outcome: query::outcome(comment.state).to_owned(),
        created: comment.received_at.and_utc().timestamp(),
        readers,
        text: comment.shown_text().to_owned(),
        wording: comment.shown_wording().unwrap_or_default().to_owned(),
        reason: comment.shown_reason().unwrap_or_default().to_owned(),
        ..Doc::new(Kind::Comment, comment.id)
    }
}

fn suggestion_doc(suggestion: &Suggestion, names: &Names) -> Doc {
    let (point, district) = names.points.get(&suggestion.contact_point_id).cloned().unwrap_or_default();
    let mut readers = vec![point_tag(&point)];
    if suggestion.state.outcome().is_some() {
        readers.push(PUBLIC.to_owned());
    } else if matches!(suggestion.state, suggestion::State::Submitted | suggestion::State::UnderStudy) {
        readers.push(STAFF.to_owned());
    }
    Doc {
        regulation: names.regulations.get(&suggestion.regulation_id).cloned().unwrap_or_default(),
        draft: suggestion.draft_id,
        article: suggestion.provision_eid.clone().unwrap_or_default(),
        contact_point: point,
        district,
        state: suggestion.state.as_str().to_owned(),
        outcome: suggestion.state.outcome().map(|o| o.as_str()).unwrap_or_default().to_owned(),
        created: suggestion.created_at.and_utc().timestamp(),
        readers,
        title: suggestion.title.clone(),
        wording: suggestion.wording.clone().unwrap_or_default(),
        reason: suggestion.reason.clone(),
        ..Doc::new(Kind::Suggestion, suggestion.id)
    }
}
