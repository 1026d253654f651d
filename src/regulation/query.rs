//! Regulations, drafts and provisions in the database.

use std::collections::HashMap;

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::DraftKind;
use super::texts::Head;
use crate::consultation::query::Consultation;
use crate::db::{Conn, among};
use crate::schema::{consultations, drafts, provisions, regulations};

/// A regulation in the making, or made.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = regulations)]
pub struct Regulation {
    /// Row id.
    pub id: i64,
    /// In URLs: `2026-07`.
    pub slug: String,
    /// Its title without the note （草案）.
    pub title: String,
    /// What it is about, in one line.
    pub subject: String,
    /// Its field: 城市管理.
    pub topic: String,
    /// 组织单位.
    pub organiser: String,
    /// When it was entered.
    pub created_at: NaiveDateTime,
}

/// One draft, without its text.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = drafts)]
pub struct Draft {
    /// Row id.
    pub id: i64,
    /// Its regulation.
    pub regulation_id: i64,
    /// 1, 2, 3 … in order of publication; in URLs.
    pub number: i32,
    /// Which draft in the procedure.
    pub kind: DraftKind,
    /// Title as printed, with （草案）.
    pub title: String,
    /// 起草说明, paragraphs separated by line ends.
    pub explanation: String,
    /// Since when it is public.
    pub published_at: NaiveDateTime,
}

/// One node of a draft's text.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = provisions)]
pub struct Provision {
    /// 0 for the outermost.
    pub depth: i32,
    /// Stable identifier: `art_5__para_2`.
    pub eid: String,
    /// The article it lies in, itself included; none for chapters.
    pub article_eid: Option<String>,
    /// `part` … `subitem`, as [`crate::law::Kind`] names them.
    pub kind: String,
    /// 第五条, （一）
    pub number: String,
    /// Chapter title or article caption.
    pub heading: String,
    /// Its own words.
    pub text: String,
    /// Its eId in the draft before.
    pub former_eid: Option<String>,
    /// What it means in everyday words, for articles.
    pub plain_note: Option<String>,
}

/// Adds a regulation.
pub fn insert(
    conn: &mut Conn,
    slug: &str,
    title: &str,
    subject: &str,
    topic: &str,
    organiser: &str,
    at: NaiveDateTime,
) -> QueryResult<i64> {
    diesel::insert_into(regulations::table)
        .values((
            regulations::slug.eq(slug),
            regulations::title.eq(title),
            regulations::subject.eq(subject),
            regulations::topic.eq(topic),
            regulations::organiser.eq(organiser),
            regulations::created_at.eq(at),
        ))
        .returning(regulations::id)
        .get_result(conn)
}

/// One by its slug.
pub fn by_slug(conn: &mut Conn, slug: &str) -> QueryResult<Option<Regulation>> {
    regulations::table.filter(regulations::slug.eq(slug)).select(Regulation::as_select()).first(conn).optional()
}

/// One by its row id.
pub fn by_id(conn: &mut Conn, id: i64) -> QueryResult<Option<Regulation>> {
    regulations::table.find(id).select(Regulation::as_select()).first(conn).optional()
}

/// A draft with its regulation and its consultation.
#[derive(Clone, Debug)]
pub struct Stage {
    /// The regulation.
    pub regulation: Regulation,
    /// The draft.
    pub draft: Draft,
    /// The consultation on that draft; drafts after the vote have none.
    pub consultation: Option<Consultation>,
}

type StageRow = (Regulation, Draft, Option<Consultation>);

fn stage((regulation, draft, consultation): StageRow) -> Stage {
    Stage { regulation, draft, consultation }
}

/// All drafts with their regulations, newest publication first.
pub fn stages(conn: &mut Conn) -> QueryResult<Vec<Stage>> {
    let rows: Vec<StageRow> = drafts::table
        .inner_join(regulations::table)
        .left_join(consultations::table)
        .order((drafts::published_at.desc(), drafts::id.desc()))
        .select((Regulation::as_select(), Draft::as_select(), Option::<Consultation>::as_select()))
        .load(conn)?;
    Ok(rows.into_iter().map(stage).collect())
}

/// The drafts of a regulation with its consultations, in order of number.
pub fn stages_of(conn: &mut Conn, slug: &str) -> QueryResult<Vec<Stage>> {
    let rows: Vec<StageRow> = drafts::table
        .inner_join(regulations::table)
        .left_join(consultations::table)
        .filter(regulations::slug.eq(slug))
        .order(drafts::number)
        .select((Regulation::as_select(), Draft::as_select(), Option::<Consultation>::as_select()))
        .load(conn)?;
    Ok(rows.into_iter().map(stage).collect())
}

/// Regulations after a row id, in order of row ids: a page of a list that can grow meanwhile.
pub fn after(conn: &mut Conn, id: i64, limit: i64) -> QueryResult<Vec<Regulation>> {
    regulations::table.filter(regulations::id.gt(id)).order(regulations::id).limit(limit).select(Regulation::as_select()).load(conn)
}

/// How many regulations there are.
pub fn count(conn: &mut Conn) -> QueryResult<i64> {
    regulations::table.count().get_result(conn)
}

/// The drafts of some regulations with their consultations, in order of number.
pub fn stages_in(conn: &mut Conn, regulation_ids: &[i64]) -> QueryResult<Vec<Stage>> {
    let rows: Vec<StageRow> = drafts::table
        .inner_join(regulations::table)
        .left_join(consultations::table)
        .filter(drafts::regulation_id.eq_any(regulation_ids))
        .order(drafts::number)
        .select((Regulation::as_select(), Draft::as_select(), Option::<Consultation>::as_select()))
        .load(conn)?;
    Ok(rows.into_iter().map(stage).collect())
}

/// One draft by its row id.
pub fn stage_by_draft(conn: &mut Conn, draft_id: i64) -> QueryResult<Option<Stage>> {
    let row: Option<StageRow> = drafts::table
        .inner_join(regulations::table)
        .left_join(consultations::table)
        .filter(drafts::id.eq(draft_id))
        .select((Regulation::as_select(), Draft::as_select(), Option::<Consultation>::as_select()))
        .first(conn)
        .optional()?;
    Ok(row.map(stage))
}

/// Of a regulation's drafts the one people are asked about: the last with a consultation that has begun, else the last of all.
pub fn current(stages: &[Stage], now: NaiveDateTime) -> Option<&Stage> {
    let begun = |stage: &&Stage| stage.consultation.as_ref().is_some_and(|c| c.phase(now).is_open());
    stages.iter().rev().find(begun).or_else(|| stages.last())
}

/// A draft to be added; its provisions follow with [`insert_provision`].
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = drafts)]
#[expect(missing_docs, reason = "as in Draft")]
pub struct NewDraft<'a> {
    pub regulation_id: i64,
    pub number: i32,
    pub kind: DraftKind,
    pub title: &'a str,
    pub explanation: &'a str,
    pub source: &'a str,
    pub published_at: NaiveDateTime,
}

/// Adds a draft.
pub fn insert_draft(conn: &mut Conn, new: NewDraft<'_>) -> QueryResult<i64> {
    diesel::insert_into(drafts::table).values(new).returning(drafts::id).get_result(conn)
}

/// The text of a draft as it came.
pub fn source_of(conn: &mut Conn, draft_id: i64) -> QueryResult<String> {
    drafts::table.find(draft_id).select(drafts::source).first(conn)
}

/// The title of a draft as printed.
pub fn title_of(conn: &mut Conn, draft_id: i64) -> QueryResult<String> {
    drafts::table.find(draft_id).select(drafts::title).first(conn)
}

/// The number a regulation's next draft gets.
pub fn next_number(conn: &mut Conn, regulation_id: i64) -> QueryResult<i32> {
    let last: Option<i32> =
        drafts::table.filter(drafts::regulation_id.eq(regulation_id)).select(diesel::dsl::max(drafts::number)).first(conn)?;
    Ok(last.unwrap_or_default() + 1)
}

/// A provision to be added.
#[derive(Clone, Debug, Insertable)]
#[diesel(table_name = provisions)]
#[diesel(treat_none_as_default_value = false)]
#[expect(missing_docs, reason = "as in Provision")]
pub struct NewProvision<'a> {
    pub draft_id: i64,
    pub position: i32,
    pub depth: i32,
    pub eid: &'a str,
    pub article_eid: Option<&'a str>,
    pub kind: &'a str,
    pub number: &'a str,
    pub heading: &'a str,
    pub text: &'a str,
    pub former_eid: Option<&'a str>,
    pub plain_note: Option<&'a str>,
}

/// Adds a provision.
pub fn insert_provision(conn: &mut Conn, new: NewProvision<'_>) -> QueryResult<()> {
    diesel::insert_into(provisions::table).values(new).execute(conn).map(|_| ())
}

/// All provisions of a draft in reading order.
pub fn provisions_of(conn: &mut Conn, draft_id: i64) -> QueryResult<Vec<Provision>> {
    provisions::table.filter(provisions::draft_id.eq(draft_id)).order(provisions::position).select(Provision::as_select()).load(conn)
}

/// Slugs of regulations by row id.
pub fn slugs(conn: &mut Conn) -> QueryResult<HashMap<i64, String>> {
    Ok(regulations::table.select((regulations::id, regulations::slug)).load::<(i64, String)>(conn)?.into_iter().collect())
}

/// What some drafts and their regulations are called.
pub fn heads(conn: &mut Conn, draft_ids: &[i64]) -> QueryResult<Vec<Head>> {
    let rows: Vec<(i64, i64, String, String, i32, String, DraftKind)> = drafts::table
        .inner_join(regulations::table)
        .filter(drafts::id.eq_any(draft_ids))
        .select((drafts::id, regulations::id, regulations::slug, regulations::title, drafts::number, drafts::title, drafts::kind))
        .load(conn)?;
    let head = |(draft_id, regulation_id, slug, regulation, number, title, kind)| Head {
        draft_id,
        regulation_id,
        slug,
        regulation,
        number,
        title,
        kind,
    };
    Ok(rows.into_iter().map(head).collect())
}

/// Row id of a regulation's newest draft.
pub fn newest_draft(conn: &mut Conn, regulation_id: i64) -> QueryResult<Option<i64>> {
    drafts::table.filter(drafts::regulation_id.eq(regulation_id)).order(drafts::number.desc()).select(drafts::id).first(conn).optional()
}

/// Row id of the draft with this number of the regulation with this slug.
pub fn draft_at(conn: &mut Conn, slug: &str, number: i32) -> QueryResult<Option<i64>> {
    drafts::table
        .inner_join(regulations::table)
        .filter(regulations::slug.eq(slug).and(drafts::number.eq(number)))
        .select(drafts::id)
        .first(conn)
        .optional()
}

/// Where provisions stand, by row id: row id, row id of the draft, eId, since when the draft is public.
pub fn places(conn: &mut Conn, ids: &[i64]) -> QueryResult<Vec<(i64, i64, String, NaiveDateTime)>> {
    provisions::table
        .inner_join(drafts::table)
        .filter(among(provisions::id, ids))
        .select((provisions::id, provisions::draft_id, provisions::eid, drafts::published_at))
        .load(conn)
}
