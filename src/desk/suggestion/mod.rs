//! A clerk's suggestions: [`list`], [`new`] (out of comments), [`show`] (edit, check, take comments in and out).

pub mod list;
pub mod new;
pub mod show;

use crate::comment;
use crate::comment::new::Place;
use crate::db::Conn;
use crate::error::Error;
use crate::form::{FormState, clean, is_blank};
use crate::html::Page;
use crate::law::diff::{self, Edit};
use crate::regulation::texts::Text;
use crate::suggestion::change::Draft;
use crate::suggestion::query::{Suggestion, by_id};

/// Most characters of a title.
pub const MOST_TITLE: usize = 60;

/// A suggestion of the clerk's contact point, in any state; another's is not there.
fn own(conn: &mut Conn, point: i64, id: i64) -> Result<Suggestion, Error> {
    by_id(conn, id)?.filter(|s| s.contact_point_id == point).ok_or(Error::NotFound)
}

/// Reads `title`, `eid`, `wording`, `reason`, `preliminary` and says what is wrong. A wording equal to the text proposes nothing.
fn read(form: &mut FormState, page: &Page, text: &Text) -> Option<Draft> {
    let title = clean(form.value("title")).replace(['\n', '\t'], " ");
    if is_blank(&title) {
        form.wrong("title", page.t.desk.e_title);
    }
    let place = Place::find(text, form.fields.get("eid"));
    if place.is_none() {
        form.wrong("eid", page.t.citizen.e_place);
    }
    let optional = |form: &FormState, name: &str| Some(clean(form.value(name))).filter(|v| !is_blank(v));
    let quote = place.as_ref().map(|p| clean(&p.quote)).unwrap_or_default();
    let wording = optional(form, "wording").filter(|w| *w != quote);
    let (reason, preliminary) = (optional(form, "reason"), optional(form, "preliminary"));
    if reason.is_none() {
        form.wrong("reason", page.t.desk.e_suggestion_reason);
    }
    let lengths = [
        ("title", title.chars().count(), MOST_TITLE),
        ("wording", wording.as_deref().map_or(0, |v| v.chars().count()), comment::MOST_CHARS),
        ("reason", reason.as_deref().map_or(0, |v| v.chars().count()), comment::MOST_CHARS),
        ("preliminary", preliminary.as_deref().map_or(0, |v| v.chars().count()), comment::MOST_CHARS),
    ];
    for (name, n, most) in lengths.into_iter().filter(|(_, n, most)| n > most) {
        form.wrong(name, page.t.citizen.e_long.replace("{n}", &(n - most).to_string()));
    }
    let draft = Draft { title, wording, reason: reason?, preliminary, provision_eid: place?.eid };
    form.is_good().then_some(draft)
}

/// 修改对照: the wording in the form against the text of the place chosen in it.
fn edits(form: &FormState, text: &Text) -> Vec<Edit> {
    let wording = clean(form.value("wording"));
    let quote = Place::find(text, form.fields.get("eid")).map(|p| p.quote).unwrap_or_default();
    if wording.is_empty() || wording == clean(&quote) { Vec::new() } else { diff::words(&quote, &wording) }
}
