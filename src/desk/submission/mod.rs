//! Handing in: [`list`] of batches, [`new`] batch, [`show`] and send one, and its 意见建议汇总表 as CSV ([`table`]).

pub mod list;
pub mod new;
pub mod show;
pub mod table;

use crate::comment::State;
use crate::db::Conn;
use crate::desk::query;
use crate::error::Error;
use crate::form::{FormState, clean};
use crate::html::Page;
use crate::law::label;
use crate::phrases::ZH;
use crate::regulation::query::Stage;
use crate::regulation::texts::Text;
use crate::submission::query::{Submission, by_id};
use crate::suggestion::query::Suggestion;

/// Most characters of a cover note.
pub const MOST_NOTE: usize = 2_000;

/// A batch of the clerk's contact point; another's is not there.
fn own(conn: &mut Conn, point: i64, id: i64) -> Result<Submission, Error> {
    by_id(conn, id)?.filter(|b| b.contact_point_id == point).ok_or(Error::NotFound)
}

/// 总体意见 first, then as the articles stand in the text.
fn in_clause_order(mut suggestions: Vec<Suggestion>, text: &Text) -> Vec<Suggestion> {
    let place =
        |s: &Suggestion| s.provision_eid.as_deref().map(|eid| text.provisions.iter().position(|p| p.eid == eid).unwrap_or(usize::MAX));
    suggestions.sort_by_key(|s| (place(s), s.id));
    suggestions
}

/// Whether a moment lies after the draft's deadline.
fn is_late(stage: &Stage, at: chrono::NaiveDateTime) -> bool {
    stage.consultation.as_ref().is_some_and(|c| at > c.closes_at)
}

/// The cover note to begin with, counts filled in. It goes to the 法工委, so it is Chinese whatever the clerk's language.
fn cover_note(conn: &mut Conn, point: i64, stage: &Stage, suggestions: &[Suggestion]) -> Result<String, Error> {
    let d = &ZH.desk;
    let name = crate::contact_point::query::by_id(conn, point)?.map(|p| p.name).unwrap_or_default();
    let received = query::received(conn, point, stage.draft.id)?;
    let all: i64 = received.iter().map(|(_, _, n)| n).sum();
    let out: i64 = received.iter().filter(|(_, state, _)| *state == State::OutOfScope).map(|(_, _, n)| n).sum();
    let mut channels: Vec<(&str, i64)> = Vec::new();
    for (channel, _, n) in received {
        match channels.last_mut().filter(|(label, _)| *label == channel.label(&ZH)) {
            Some((_, sum)) => *sum += n,
            None => channels.push((channel.label(&ZH), n)),
        }
    }
    let channels: Vec<String> = channels.into_iter().map(|(label, n)| format!("{label}{n}条")).collect();
    let general = suggestions.iter().filter(|s| s.provision_eid.is_none()).count();
    let day = |at| crate::clock::local_date(at).format("%Y年%-m月%-d日").to_string();
    let (from, to) = stage.consultation.as_ref().map(|c| (day(c.opens_at), day(c.closes_at))).unwrap_or_default();
    let values = [
        ("{point}", name),
        ("{draft}", stage.draft.title.clone()),
        ("{from}", from),
        ("{to}", to),
        ("{all}", all.to_string()),
        ("{channels}", channels.join("、")),
        ("{out}", out.to_string()),
        ("{n}", suggestions.len().to_string()),
        ("{general}", general.to_string()),
    ];
    Ok(values.into_iter().fold(d.cover.to_owned(), |note, (name, value)| note.replace(name, &value)))
}

/// Reads the cover note and says what is wrong with it.
fn note(form: &mut FormState, page: &Page) -> Option<String> {
    let note = clean(form.value("cover_note"));
    let over = note.chars().count().saturating_sub(MOST_NOTE);
    if over > 0 {
        form.wrong("cover_note", page.t.citizen.e_long.replace("{n}", &over.to_string()));
    } else if note.is_empty() {
        form.wrong("cover_note", page.t.desk.e_note);
    }
    form.is_good().then_some(note)
}

/// 第五条, as the table names it; it is a Chinese document.
fn place_zh(eid: Option<&str>) -> String {
    eid.map_or(ZH.desk.general.to_owned(), label::label_of)
}
