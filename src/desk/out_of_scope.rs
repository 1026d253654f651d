//! Marking comments as outside their draft: `GET /desk/inbox/out-of-scope?ids=…` lists them and asks for the public reason,
//! `POST` marks them.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::query::{self, Row};
use super::{MOST_NAMED, excerpt, ids};
use crate::comment::{self, State, change};
use crate::error::Error;
use crate::form::{FormState, Posted, Query, clean, is_blank, once};
use crate::html::{self, Page, filters};

/// Most characters of a public reason.
pub const MOST_REASON: usize = 500;

/// The confirm page.
#[derive(Template)]
#[template(path = "desk/out_of_scope.html")]
struct Confirm {
    page: Page,
    form: FormState,
    rows: Vec<Row>,
    skipped: usize,
}

impl Confirm {
    fn place(&self, row: &Row) -> String {
        comment::new::label(&self.page, row.provision_eid.as_deref())
    }

    fn short(&self, row: &Row) -> String {
        excerpt(&row.text, 200)
    }

    fn number_of(&self, row: &Row) -> String {
        format!("{:06}", row.id)
    }
}

/// Reads the public reason and says what is wrong with it.
pub fn reason(form: &mut FormState, page: &Page, field: &'static str) -> Option<String> {
    let reason = clean(form.value(field));
    let n = reason.chars().count();
    if is_blank(&reason) {
        form.wrong(field, page.t.desk.e_reason);
        return None;
    }
    if n > MOST_REASON {
        form.wrong(field, page.t.citizen.e_long.replace("{n}", &(n - MOST_REASON).to_string()));
        return None;
    }
    Some(reason)
}

async fn show(page: Page, mut form: FormState) -> Result<HttpResponse, Error> {
    let (point, chosen) = (page.contact_point()?, ids(&form.fields));
    if chosen.is_empty() || chosen.len() > MOST_NAMED {
        form.wrong("closing_reason", page.t.desk.e_none_selected);
    }
    let asked = chosen.len();
    let rows = page.app.db.read(move |conn| query::rows(conn, point, chosen.get(..MOST_NAMED).unwrap_or(&chosen))).await?;
    if rows.len() < asked.min(MOST_NAMED) {
        return Err(Error::NotFound);
    }
    let (rows, other): (Vec<Row>, Vec<Row>) = rows.into_iter().partition(|r| matches!(r.state, State::Received | State::Registered));
    let status = if form.is_good() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let confirm = Confirm { page, form, rows, skipped: other.len() };
    html::page(&confirm.page, status, &confirm)
}

/// `GET /desk/inbox/out-of-scope`
pub async fn get(page: Page, Query(fields): Query) -> Result<HttpResponse, Error> {
    show(page, FormState::new(fields)).await
}

/// `POST /desk/inbox/out-of-scope`
pub async fn post(page: Page, posted: Posted) -> Result<HttpResponse, Error> {
    let (clerk, key, now) = (page.staff()?, posted.key(), page.now);
    let mut form = FormState::new(posted.fields);
    let chosen = ids(&form.fields);
    let Some(reason) = reason(&mut form, &page, "closing_reason").filter(|_| !chosen.is_empty() && chosen.len() <= MOST_NAMED) else {
        return show(page, form).await;
    };
    let location = page.app.db.write(move |conn| {
        once(conn, &key, now, |conn| {
            let (mut n, mut skipped) = (0, 0);
            for id in &chosen {
                let seen = change::for_clerk(conn, &clerk, *id, None)?;
                if matches!(seen.state, State::Received | State::Registered) {
                    change::put_out_of_scope(conn, &clerk, &seen, reason.clone(), now)?;
                    n += 1;
                } else {
                    skipped += 1;
                }
            }
            Ok::<_, Error>(format!("/desk/inbox?done=out_of_scope&n={n}&skipped={skipped}"))
        })
    });
    let location = location.await?;
    Ok(html::see_other(&page, &location))
}
