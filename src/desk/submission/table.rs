//! 意见建议汇总表: its rows, and `GET /desk/submissions/{id}.csv`. The table is a Chinese document whatever the clerk's language; on the
//! page of the batch it prints as it stands.

use std::collections::HashMap;

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use serde_json::json;

use super::{in_clause_order, own, place_zh};
use crate::comment::Channel;
use crate::contact_point;
use crate::db::Conn;
use crate::decision;
use crate::desk::query;
use crate::error::Error;
use crate::event::{self, Actor, EventKind, Subject};
use crate::html::Page;
use crate::phrases::ZH;
use crate::regulation::texts::Text;
use crate::sheet;
use crate::submission::query::{Submission, suggestions_of};
use crate::suggestion::query::Suggestion;

/// One line of the table, in the order of its columns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// The suggestion, for links.
    pub id: i64,
    /// 序号 … 说明
    pub cells: [String; 11],
}

impl Line {
    /// Each cell with its head.
    pub fn labelled(&self) -> impl Iterator<Item = (&'static str, &String)> {
        heads().into_iter().zip(&self.cells)
    }
}

/// The heads of the columns.
pub fn heads() -> [&'static str; 11] {
    let d = &ZH.desk;
    [d.t_no, d.t_place, d.t_quote, d.t_suggestion, d.t_wording, d.t_reason, d.t_source, d.t_similar, d.t_preliminary, d.t_outcome, d.t_note]
}

/// The lines of a batch: 总体意见 first, then clause by clause. A result stands in it once it has been released.
pub fn lines(conn: &mut Conn, text: &Text, batch: &Submission) -> Result<Vec<Line>, Error> {
    let suggestions = in_clause_order(suggestions_of(conn, batch.id)?, text);
    let ids: Vec<i64> = suggestions.iter().map(|s| s.id).collect();
    let point = contact_point::query::by_id(conn, batch.contact_point_id)?.map(|p| p.name).unwrap_or_default();
    let mut channels: HashMap<i64, Vec<(Channel, i64)>> = HashMap::new();
    for (id, channel, n) in query::channels(conn, &ids)? {
        channels.entry(id).or_default().push((channel, n));
    }
    let decisions = decision::query::released(conn, &ids)?;
    let line = |(i, s): (usize, &Suggestion)| {
        let by: Vec<String> =
            channels.get(&s.id).into_iter().flatten().map(|(channel, n)| format!("{}{n}条", channel.label(&ZH))).collect();
        let decision = decisions.iter().find(|d| d.suggestion_id == s.id);
        let cells = [
            (i + 1).to_string(),
            place_zh(s.provision_eid.as_deref()),
            s.provision_eid.as_deref().map(|eid| text.words(eid)).unwrap_or_default(),
            s.title.clone(),
            s.wording.clone().unwrap_or_default(),
            s.reason.clone(),
            format!("{point}/{}", by.join("、")),
            s.comment_count.to_string(),
            s.preliminary.clone().unwrap_or_default(),
            decision.map(|d| d.outcome.label(&ZH).to_owned()).unwrap_or_default(),
            decision.map(|d| d.reason.clone()).unwrap_or_default(),
        ];
        Line { id: s.id, cells }
    };
    Ok(suggestions.iter().enumerate().map(line).collect())
}

/// The table as CSV that spreadsheets open with the right characters (BOM) and without calculating anything.
pub fn csv(lines: &[Line]) -> Result<Vec<u8>, Error> {
    let rows = std::iter::once(heads().map(str::to_owned).to_vec()).chain(lines.iter().map(|line| line.cells.to_vec()));
    Ok([sheet::BOM.to_vec(), sheet::csv_lines(rows)?].concat())
}

/// `GET /desk/submissions/{id}.csv`
pub async fn get(page: Page, path: web::Path<i64>) -> Result<HttpResponse, Error> {
    let (id, clerk, point, now, app) = (path.into_inner(), page.staff()?, page.contact_point()?, page.now, page.app.clone());
    let bytes = page.app.db.read(move |conn| {
        let batch = own(conn, point, id)?;
        let text = app.texts.of(conn, batch.draft_id)?;
        csv(&lines(conn, &text, &batch)?)
    });
    let bytes = bytes.await?;
    let data = json!({ "format": "csv" });
    let logged = page.app.db.write(move |conn| {
        event::append(conn, now, Actor::Account(clerk.id), EventKind::CommentExported, Subject::Submission(id), None, &data)
    });
    logged.await?;
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/csv; charset=utf-8"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"submission-{id}.csv\"")))
        .body(bytes))
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn the_file_begins_with_the_mark_that_spreadsheets_want() {
        let bytes = csv(&[Line { id: 1, cells: std::array::from_fn(|i| format!("=“{i}”,\n二")) }]).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.starts_with("\u{feff}序号,条文,草案原文,意见建议,建议条文,理由,"), "{text}");
        assert!(text.contains("\r\n\"'=“0”,\n二\",\"'=“1”"), "{text}");
    }
}
