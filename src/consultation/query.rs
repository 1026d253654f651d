//! Consultations in the database.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use crate::db::Conn;
use crate::schema::consultations;

/// The consultation on one draft.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = consultations)]
pub struct Consultation {
    /// Row id.
    pub id: i64,
    /// Its draft.
    pub draft_id: i64,
    /// First moment, UTC.
    pub opens_at: NaiveDateTime,
    /// Last moment, UTC.
    pub closes_at: NaiveDateTime,
    /// JSON list of what people may say they are.
    pub identities: String,
    /// When results are expected.
    pub results_expected_at: Option<NaiveDateTime>,
    /// When results were released.
    pub released_at: Option<NaiveDateTime>,
}

/// Opens a consultation; `identities` may be empty.
pub fn insert(
    conn: &mut Conn,
    draft_id: i64,
    opens_at: NaiveDateTime,
    closes_at: NaiveDateTime,
    identities: &[String],
    results_expected_at: Option<NaiveDateTime>,
) -> QueryResult<i64> {
    diesel::insert_into(consultations::table)
        .values((
            consultations::draft_id.eq(draft_id),
            consultations::opens_at.eq(opens_at),
            consultations::closes_at.eq(closes_at),
            consultations::identities.eq(serde_json::json!(identities).to_string()),
            consultations::results_expected_at.eq(results_expected_at),
        ))
        .returning(consultations::id)
        .get_result(conn)
}

/// The consultation on a draft, if there is one.
pub fn of_draft(conn: &mut Conn, draft_id: i64) -> QueryResult<Option<Consultation>> {
    consultations::table.filter(consultations::draft_id.eq(draft_id)).select(Consultation::as_select()).first(conn).optional()
}

/// Notes that the results of a draft are public.
pub fn set_released(conn: &mut Conn, draft_id: i64, at: NaiveDateTime) -> QueryResult<()> {
    diesel::update(consultations::table.filter(consultations::draft_id.eq(draft_id)))
        .set(consultations::released_at.eq(at))
        .execute(conn)
        .map(|_| ())
}
