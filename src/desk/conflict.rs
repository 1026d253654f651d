//! 409: somebody else was faster. Shows who and when, how it stands now, and what the clerk had typed; nothing is overwritten or lost.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use askama::Template;

use super::history::Line;
use crate::error::Error;
use crate::form::FormState;
use crate::html::{self, Page, filters};

/// The page.
#[derive(Template)]
#[template(path = "desk/conflict.html")]
struct Show {
    page: Page,
    last: Option<Line>,
    present: Vec<(&'static str, String)>,
    typed: Vec<(&'static str, String)>,
    back: String,
}

/// The conflict page. `present` is how the thing stands now; `fields` names the typed fields to give back; `back` is the path to it.
pub fn answer(
    page: Page,
    last: Option<Line>,
    present: Vec<(&'static str, String)>,
    form: &FormState,
    fields: &[(&str, &'static str)],
    back: String,
) -> Result<HttpResponse, Error> {
    let typed = fields.iter().map(|(name, label)| (*label, form.value(name).to_owned())).filter(|(_, v)| !v.trim().is_empty()).collect();
    let shown = Show { page, last, present, typed, back };
    html::page(&shown.page, StatusCode::CONFLICT, &shown)
}
