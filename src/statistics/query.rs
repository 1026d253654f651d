//! The tallies added up. Withdrawn comments are in none of them.

use diesel::prelude::*;

use crate::comment::{Channel, State};
use crate::db::Conn;
use crate::schema::{comment_tallies, contact_points, regulations, suggestion_tallies};
use crate::suggestion;

/// The headline figures.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Totals {
    /// Contact points, closed ones included.
    pub contact_points: i64,
    /// Regulations entered.
    pub regulations: i64,
    /// Comments received and not withdrawn.
    pub comments: i64,
    /// Comments whose words reached a revised draft or the law, wholly or in part, as released.
    pub adopted_comments: i64,
    /// Suggestions made of them.
    pub suggestions: i64,
    /// Suggestions adopted, wholly or in part, as released.
    pub adopted_suggestions: i64,
}

/// One row of the tallies.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct Tally {
    /// Row id of the regulation.
    pub regulation_id: i64,
    /// Row id of the contact point, 0 for none.
    pub contact_point_id: i64,
    /// 渠道
    pub channel: Channel,
    /// Local month it was received in, `2026-11`.
    pub month: String,
    /// Where the comments stand.
    pub state: State,
    /// How many.
    pub comments: i64,
}

/// All rows of the comments' tallies.
pub fn tallies(conn: &mut Conn) -> QueryResult<Vec<Tally>> {
    comment_tallies::table
        .select((
            comment_tallies::regulation_id,
            comment_tallies::contact_point_id,
            comment_tallies::channel,
            comment_tallies::month,
            comment_tallies::outcome,
            comment_tallies::comments,
        ))
        .load(conn)
}

/// One row of the suggestions' tallies.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct SuggestionTally {
    /// Row id of the regulation.
    pub regulation_id: i64,
    /// Row id of the contact point.
    pub contact_point_id: i64,
    /// Where the suggestions stand.
    pub state: suggestion::State,
    /// How many.
    pub suggestions: i64,
}

/// Row id, slug and name of a regulation or a contact point.
#[derive(Clone, Debug, PartialEq, Eq, Queryable)]
pub struct Named {
    /// Row id.
    pub id: i64,
    /// In URLs.
    pub slug: String,
    /// As people know it.
    pub name: String,
}

/// Everything the figures are counted from.
#[derive(Clone, Debug, Default)]
pub struct Source {
    /// Comments.
    pub comments: Vec<Tally>,
    /// Suggestions.
    pub suggestions: Vec<SuggestionTally>,
    /// All regulations, by slug.
    pub regulations: Vec<Named>,
    /// All contact points, closed ones included, by district and name.
    pub contact_points: Vec<Named>,
}

/// Loads what the figures are counted from.
pub fn source(conn: &mut Conn) -> QueryResult<Source> {
    let all = (
        suggestion_tallies::regulation_id,
        suggestion_tallies::contact_point_id,
        suggestion_tallies::outcome,
        suggestion_tallies::suggestions,
    );
    Ok(Source {
        comments: tallies(conn)?,
        suggestions: suggestion_tallies::table.select(all).load(conn)?,
        regulations: regulations::table
            .order(regulations::slug)
            .select((regulations::id, regulations::slug, regulations::title))
            .load(conn)?,
        contact_points: contact_points::table
            .order((contact_points::district, contact_points::name))
            .select((contact_points::id, contact_points::slug, contact_points::name))
            .load(conn)?,
    })
}

/// Suggestions by state, over everything.
pub fn suggestions(conn: &mut Conn) -> QueryResult<Vec<(suggestion::State, i64)>> {
    let rows: Vec<(suggestion::State, i64)> =
        suggestion_tallies::table.select((suggestion_tallies::outcome, suggestion_tallies::suggestions)).load(conn)?;
    let mut sums: Vec<(suggestion::State, i64)> = suggestion::State::ALL.iter().map(|state| (*state, 0)).collect();
    for (state, n) in rows {
        if let Some((_, sum)) = sums.iter_mut().find(|(known, _)| *known == state) {
            *sum += n;
        }
    }
    Ok(sums)
}

/// The headline figures.
pub fn totals(conn: &mut Conn) -> QueryResult<Totals> {
    let contact_points = contact_points::table.count().get_result(conn)?;
    let regulations = regulations::table.count().get_result(conn)?;
    let rows: Vec<(State, i64)> = comment_tallies::table.select((comment_tallies::outcome, comment_tallies::comments)).load(conn)?;
    let comments = rows.iter().map(|(_, n)| n).sum();
    let adopted_comments = rows.iter().filter(|(state, _)| state.is_adopted()).map(|(_, n)| n).sum();
    let made = suggestions(conn)?;
    let adopted = made.iter().filter(|(state, _)| matches!(state, suggestion::State::Adopted | suggestion::State::PartlyAdopted));
    let adopted_suggestions = adopted.map(|(_, n)| n).sum();
    Ok(Totals {
        contact_points,
        regulations,
        comments,
        adopted_comments,
        suggestions: made.iter().map(|(_, n)| n).sum(),
        adopted_suggestions,
    })
}
