//! What the index and the search page read from the database.

use std::collections::{BTreeMap, HashMap};

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::Conn;
use crate::decision::Outcome;
use crate::schema::{comments, contact_points, drafts, provisions, regulations, submissions, suggestion_comments, suggestions, synonyms};
use crate::{comment, suggestion};

/// Rows read at once when everything is read.
const CHUNK: i64 = 2_000;

/// Slug and district of contact points, slugs of regulations, by row id.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Contact point: slug and district.
    pub points: HashMap<i64, (String, String)>,
    /// Regulation: slug.
    pub regulations: HashMap<i64, String>,
}

/// Reads all names.
pub fn names(conn: &mut Conn) -> QueryResult<Names> {
    let points: Vec<(i64, String, String)> =
        contact_points::table.select((contact_points::id, contact_points::slug, contact_points::district)).load(conn)?;
    let points = points.into_iter().map(|(id, slug, district)| (id, (slug, district))).collect();
    let regulations = regulations::table.select((regulations::id, regulations::slug)).load::<(i64, String)>(conn)?.into_iter().collect();
    Ok(Names { points, regulations })
}

/// Names of contact points and titles of regulations by slug: for labels, and for finding either by name.
#[derive(Clone, Debug, Default)]
pub struct Titles {
    /// Contact points.
    pub points: BTreeMap<String, String>,
    /// Regulations.
    pub regulations: BTreeMap<String, String>,
}

/// Reads all titles.
pub fn titles(conn: &mut Conn) -> QueryResult<Titles> {
    Ok(Titles {
        points: contact_points::table.select((contact_points::slug, contact_points::name)).load(conn)?.into_iter().collect(),
        regulations: regulations::table.select((regulations::slug, regulations::title)).load(conn)?.into_iter().collect(),
    })
}

/// The groups of synonyms of this site, one a line, in their order.
pub fn own_synonyms(conn: &mut Conn) -> QueryResult<Vec<String>> {
    synonyms::table.order(synonyms::id).select(synonyms::words).load(conn)
}

/// Puts other groups of synonyms in their place.
pub fn set_synonyms(conn: &mut Conn, groups: &[String]) -> QueryResult<()> {
    diesel::delete(synonyms::table).execute(conn)?;
    for words in groups {
        diesel::insert_into(synonyms::table).values(synonyms::words.eq(words)).execute(conn)?;
    }
    Ok(())
}

/// An article with the text of all that lies below it.
#[derive(Clone, Debug)]
pub struct Article {
    /// Row id of the provision.
    pub id: i64,
    /// Row id of the draft.
    pub draft_id: i64,
    /// Row id of the regulation.
    pub regulation_id: i64,
    /// 第五条
    pub number: String,
    /// Caption, if it has one.
    pub heading: String,
    /// eId.
    pub eid: String,
    /// All its words.
    pub text: String,
    /// Since when it is public.
    pub published_at: NaiveDateTime,
}

/// The articles of some drafts.
pub fn articles(conn: &mut Conn, draft_ids: &[i64]) -> QueryResult<Vec<Article>> {
    type Row = (i64, i64, i64, String, Option<String>, String, String, String, NaiveDateTime);
    let rows: Vec<Row> = provisions::table
        .inner_join(drafts::table)
        .filter(provisions::draft_id.eq_any(draft_ids).and(provisions::article_eid.is_not_null()))
        .order((provisions::draft_id, provisions::position))
        .select((
            provisions::id,
            provisions::draft_id,
            drafts::regulation_id,
            provisions::eid,
            provisions::article_eid,
            provisions::number,
            provisions::heading,
            provisions::text,
            drafts::published_at,
        ))
        .load(conn)?;
    let mut out: Vec<Article> = Vec::new();
    for (id, draft_id, regulation_id, eid, article_eid, number, heading, text, published_at) in rows {
        if article_eid.as_deref() == Some(&eid) {
            out.push(Article { id, draft_id, regulation_id, number, heading, eid, text, published_at });
        } else if let Some(article) = out.last_mut() {
            if !article.text.is_empty() {
                article.text.push('\n');
            }
            article.text.push_str(&number);
            article.text.push_str(&text);
        }
    }
    Ok(out)
}

/// Row ids of all drafts.
pub fn all_drafts(conn: &mut Conn) -> QueryResult<Vec<i64>> {
    drafts::table.order(drafts::id).select(drafts::id).load(conn)
}

/// Comments after a row id, oldest first, a chunk of them.
pub fn comments_after(conn: &mut Conn, id: i64) -> QueryResult<Vec<comment::query::Comment>> {
    comments::table.filter(comments::id.gt(id)).order(comments::id).limit(CHUNK).select(comment::query::Comment::as_select()).load(conn)
}

/// Suggestions after a row id, oldest first, a chunk of them.
pub fn suggestions_after(conn: &mut Conn, id: i64) -> QueryResult<Vec<suggestion::query::Suggestion>> {
    suggestions::table
        .filter(suggestions::id.gt(id))
        .order(suggestions::id)
        .limit(CHUNK)
        .select(suggestion::query::Suggestion::as_select())
        .load(conn)
}

/// Suggestions in a batch.
pub fn in_submission(conn: &mut Conn, submission_id: i64) -> QueryResult<Vec<i64>> {
    suggestions::table
        .inner_join(submissions::table.on(suggestions::submission_id.eq(submissions::id.nullable())))
        .filter(submissions::id.eq(submission_id))
        .select(suggestions::id)
        .load(conn)
}

/// Suggestions on a draft.
pub fn on_draft(conn: &mut Conn, draft_id: i64) -> QueryResult<Vec<i64>> {
    suggestions::table.filter(suggestions::draft_id.eq(draft_id)).select(suggestions::id).load(conn)
}

/// Comments in some suggestions.
pub fn comments_of(conn: &mut Conn, suggestion_ids: &[i64]) -> QueryResult<Vec<i64>> {
    suggestion_comments::table
        .filter(suggestion_comments::suggestion_id.eq_any(suggestion_ids))
        .select(suggestion_comments::comment_id)
        .load(conn)
}

/// The released outcome of a comment or suggestion in state `state`, as the facet names it; empty where there is none.
pub fn outcome(state: comment::State) -> &'static str {
    match state {
        comment::State::Adopted => Outcome::Adopted.as_str(),
        comment::State::PartlyAdopted => Outcome::PartlyAdopted.as_str(),
        comment::State::Noted => Outcome::Noted.as_str(),
        comment::State::NotAdopted => Outcome::NotAdopted.as_str(),
        _ => "",
    }
}
