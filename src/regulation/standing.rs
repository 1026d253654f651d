//! 人民建议征集: what citizens propose without being asked belongs to the standing consultation of a contact point, a regulation with
//! one short draft that stays open for years.

use std::collections::HashMap;

use chrono::{NaiveDateTime, TimeDelta};
use diesel::QueryResult;
use serde_json::json;

use super::publish::{Publication, publish};
use super::{DraftKind, query};
use crate::consultation;
use crate::contact_point::query::ContactPoint;
use crate::db::Conn;
use crate::event::{self, Actor, EventKind, Subject};
use crate::law::parse;

/// How long it stays open.
const OPEN: TimeDelta = TimeDelta::days(20 * 365);

/// Its name in URLs.
pub fn slug(point: &ContactPoint) -> String {
    format!("renmin-jianyi-{}", point.slug)
}

/// Opens the standing consultation of a contact point.
pub fn open(conn: &mut Conn, point: &ContactPoint, now: NaiveDateTime) -> QueryResult<()> {
    let title = format!("人民建议征集（{}）", point.name);
    let regulation = query::insert(conn, &slug(point), &title, "对立法、城市治理和民生的意见建议", "人民建议", &point.name, now)?;
    event::append(
        conn,
        now,
        Actor::System,
        EventKind::RegulationCreated,
        Subject::Regulation(regulation),
        Some(regulation),
        &json!({ "slug": slug(point) }),
    )?;
    let source =
        format!("{title}\n\n第一条　对立法、城市治理和民生有任何意见建议的，可以随时向{}提出，由该联系点登记、整理和转送。\n", point.name);
    let law = parse::parse(&source);
    let draft = publish(
        conn,
        &Publication {
            regulation_id: regulation,
            kind: DraftKind::First,
            title: &title,
            explanation: "",
            source: &source,
            law: &law,
            former: &HashMap::new(),
            plain_notes: &HashMap::new(),
            actor: Actor::System,
            at: now,
        },
    )?;
    consultation::query::insert(conn, draft, now, now + OPEN, &[], None)?;
    event::append(conn, now, Actor::System, EventKind::ConsultationOpened, Subject::Draft(draft), Some(regulation), &json!({}))?;
    Ok(())
}
