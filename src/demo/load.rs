//! Writes the fictional city into an empty database: people and places here, then one transaction per regulation (`town`).

use anyhow::Context;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::QueryResult;
use serde_json::json;

use super::bills;
use super::city::{self, CONTACT_POINTS};
use super::plan;
use super::town::Town;
use crate::account::{self, Role};
use crate::app::App;
use crate::contact_point::query::NewContactPoint;
use crate::event::{self, Actor, EventKind, Subject};
use crate::{clock, contact_point, id};

/// The city is the same for everybody.
pub(super) const SEED: u64 = 20_190_115;

/// What a person types to sign in.
#[derive(Clone, Debug)]
pub struct SignIn {
    /// The role.
    pub role: Role,
    /// User name.
    pub login: String,
    /// Generated password.
    pub password: String,
    /// The person, and the contact point of a clerk.
    pub who: String,
}

/// People and places, by row id.
#[derive(Clone, Debug, Default)]
pub(super) struct Staff {
    pub(super) points: Vec<i64>,
    pub(super) clerks: Vec<i64>,
    pub(super) reviewers: Vec<i64>,
}

/// Loads the city. `progress` is told after each regulation how many comments are in. The database must hold no regulation yet.
pub fn load(app: &App, scale: usize, mut progress: impl FnMut(usize)) -> anyhow::Result<Vec<SignIn>> {
    let now = app.clock.now();
    let (staff, sign_ins) = people(app, now)?;
    let plans = plan::plans(SEED, scale, clock::local_date(now));
    let mut done = 0;
    for plan in plans {
        let bill = bills::bill(SEED, plan.index, plan::REGULATIONS);
        let (staff, keys, comments) = (staff.clone(), app.keys.clone(), plan.comments);
        let title = bill.title.clone();
        app.db
            .write_now(move |conn| Town { conn, bill: &bill, plan: &plan, staff: &staff, keys: &keys, now }.build())
            .with_context(|| format!("the demonstration city could not be written at {title}"))?;
        done += comments;
        progress(done);
    }
    Ok(sign_ins)
}

fn people(app: &App, now: NaiveDateTime) -> anyhow::Result<(Staff, Vec<SignIn>)> {
    let points = app.db.write_now(move |conn| {
        CONTACT_POINTS
            .iter()
            .map(|p| {
                let kind = contact_point::Kind::parse(p.kind).unwrap_or(contact_point::Kind::Other);
                let (slug, name, district, address) = (p.slug, p.name, p.district, p.address);
                let (hours, phone, about, created_at) = (p.hours, p.phone, p.about, clock::start_of(NaiveDate::default()));
                let new = NewContactPoint { slug, name, district, kind, address, hours, phone, about, created_at };
                let id = contact_point::query::insert(conn, new)?;
                event::append(
                    conn,
                    now,
                    Actor::System,
                    EventKind::ContactPointCreated,
                    Subject::ContactPoint(id),
                    None,
                    &json!({ "slug": slug }),
                )?;
                Ok(id)
            })
            .collect::<QueryResult<Vec<i64>>>()
    })?;
    let mut staff = Staff { points, ..Staff::default() };
    let mut sign_ins = Vec::new();
    let roles = [
        (Role::Clerk, city::clerks()),
        (Role::Legislator, city::legislators()),
        (Role::Reviewer, city::reviewers()),
        (Role::Admin, city::admins()),
    ];
    for (role, people) in roles {
        for (i, person) in people.into_iter().enumerate() {
            let password = id::password();
            let hash = account::hash_password(&password)?;
            let point = (role == Role::Clerk).then(|| staff.points.get(i).copied()).flatten();
            let (login, name) = (person.login.clone(), person.name);
            let account = app.db.write_now(move |conn| {
                let account = account::query::insert(conn, &login, name, role, point, &hash, now)?;
                let data = json!({ "role": role.as_str() });
                event::append(conn, now, Actor::System, EventKind::AccountCreated, Subject::Account(account), None, &data)?;
                Ok::<_, diesel::result::Error>(account)
            })?;
            match role {
                Role::Clerk => staff.clerks.push(account),
                Role::Reviewer => staff.reviewers.push(account),
                Role::Legislator | Role::Admin => {}
            }
            let place = CONTACT_POINTS.get(i).filter(|_| role == Role::Clerk).map_or("", |p| p.name);
            sign_ins.push(SignIn { role, login: person.login, password, who: format!("{} {place}", person.name).trim().to_owned() });
        }
    }
    Ok((staff, sign_ins))
}
