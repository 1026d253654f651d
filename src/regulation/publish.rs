//! Publishing a draft: its parsed text becomes provisions, each with its lineage to the draft before.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::QueryResult;
use serde_json::json;

use super::DraftKind;
use super::query::{self, NewDraft, NewProvision};
use crate::db::Conn;
use crate::event::{self, Actor, EventKind, Subject};
use crate::law::{Kind, Law, Provision};

/// A draft to be published.
#[derive(Clone, Debug)]
pub struct Publication<'a> {
    /// Row id of the regulation.
    pub regulation_id: i64,
    /// Which draft in the procedure.
    pub kind: DraftKind,
    /// Title as printed; the law's own title where this is empty.
    pub title: &'a str,
    /// 起草说明.
    pub explanation: &'a str,
    /// The text as it came, kept for reading it again.
    pub source: &'a str,
    /// The parsed text.
    pub law: &'a Law,
    /// Article eId here → article eId in the draft before, for articles whose place is known.
    pub former: &'a HashMap<String, String>,
    /// Article eId → what it means in everyday words.
    pub plain_notes: &'a HashMap<String, String>,
    /// Who publishes.
    pub actor: Actor,
    /// When.
    pub at: NaiveDateTime,
}

/// Adds the draft, its provisions and the event. Gives the draft's row id.
pub fn publish(conn: &mut Conn, new: &Publication<'_>) -> QueryResult<i64> {
    let number = query::next_number(conn, new.regulation_id)?;
    let title = if new.title.is_empty() { &new.law.title } else { new.title };
    let draft = NewDraft {
        regulation_id: new.regulation_id,
        number,
        kind: new.kind,
        title,
        explanation: new.explanation,
        source: new.source,
        published_at: new.at,
    };
    let draft_id = query::insert_draft(conn, draft)?;
    let mut position = 0;
    for provision in &new.law.provisions {
        insert(conn, draft_id, new, provision, 0, None, &mut position)?;
    }
    let data = json!({ "number": number, "kind": new.kind.as_str(), "provisions": position });
    event::append(conn, new.at, new.actor, EventKind::DraftPublished, Subject::Draft(draft_id), Some(new.regulation_id), &data)?;
    Ok(draft_id)
}

fn insert(
    conn: &mut Conn,
    draft_id: i64,
    new: &Publication<'_>,
    node: &Provision,
    depth: i32,
    article: Option<&str>,
    position: &mut i32,
) -> QueryResult<()> {
    let article = if node.kind == Kind::Article { Some(node.eid.as_str()) } else { article };
    let is_article = node.kind == Kind::Article;
    query::insert_provision(
        conn,
        NewProvision {
            draft_id,
            position: *position,
            depth,
            eid: &node.eid,
            article_eid: article,
            kind: node.kind.as_str(),
            number: &node.number,
            heading: &node.heading,
            text: &node.text,
            former_eid: new.former.get(&node.eid).filter(|_| is_article).map(String::as_str),
            plain_note: new.plain_notes.get(&node.eid).filter(|_| is_article).map(String::as_str),
        },
    )?;
    *position += 1;
    for child in &node.children {
        insert(conn, draft_id, new, child, depth + 1, article, position)?;
    }
    Ok(())
}
