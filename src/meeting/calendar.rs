//! Meetings for calendars (RFC 5545): `GET /meetings.ics` holds what is planned, `GET /meetings/{slug}.ics` one meeting.

use actix_web::http::header;
use actix_web::{HttpResponse, web};
use chrono::NaiveDateTime;

use super::query::{self, Listed};
use crate::error::Error;
use crate::html::Page;

/// Most bytes of a line without its end (RFC 5545, 3.1).
const LINE: usize = 75;

/// Text as a value: no line ends, and `\`, `;` and `,` escaped.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,").replace("\r\n", "\\n").replace('\n', "\\n")
}

/// Adds one line, folded: what goes beyond 75 bytes continues on the next line after a space, never inside a character.
fn push(out: &mut String, name: &str, value: &str) {
    let mut bytes = 0;
    for c in name.chars().chain([':']).chain(value.chars()) {
        if bytes + c.len_utf8() > LINE {
            out.push_str("\r\n ");
            bytes = 1;
        }
        out.push(c);
        bytes += c.len_utf8();
    }
    out.push_str("\r\n");
}

fn utc(at: NaiveDateTime) -> String {
    at.format("%Y%m%dT%H%M%SZ").to_string()
}

/// A whole calendar file.
fn calendar(page: &Page, meetings: &[Listed]) -> String {
    let url = page.app.config.public_url();
    let host = url.split_once("://").map_or(url.as_str(), |(_, rest)| rest);
    let mut out = String::new();
    push(&mut out, "BEGIN", "VCALENDAR");
    push(&mut out, "VERSION", "2.0");
    push(&mut out, "PRODID", "-//Caiyan//meetings//ZH");
    for Listed { meeting, point, .. } in meetings {
        push(&mut out, "BEGIN", "VEVENT");
        push(&mut out, "UID", &format!("meeting-{}@{host}", meeting.slug));
        push(&mut out, "DTSTAMP", &utc(page.now));
        push(&mut out, "DTSTART", &utc(meeting.starts_at));
        push(&mut out, "DTEND", &utc(meeting.ends_at));
        push(&mut out, "SUMMARY", &escaped(&meeting.title));
        push(&mut out, "LOCATION", &escaped(&meeting.place));
        push(&mut out, "DESCRIPTION", &escaped(&format!("{}\n{} {}", meeting.about, point.name, point.phone)));
        push(&mut out, "URL", &format!("{url}/meetings/{}", meeting.slug));
        push(&mut out, "STATUS", if meeting.cancelled_at.is_some() { "CANCELLED" } else { "CONFIRMED" });
        push(&mut out, "END", "VEVENT");
    }
    push(&mut out, "END", "VCALENDAR");
    out
}

fn answer(name: &str, text: String) -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/calendar; charset=utf-8"))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.ics\"")))
        .insert_header((header::CACHE_CONTROL, "no-cache"))
        .body(text)
}

/// `GET /meetings.ics`
pub async fn all(page: Page) -> Result<HttpResponse, Error> {
    let now = page.now;
    let meetings = page.app.db.read(move |conn| query::coming(conn, now)).await?;
    Ok(answer("meetings", calendar(&page, &meetings)))
}

/// `GET /meetings/{slug}.ics`
pub async fn get(page: Page, path: web::Path<String>) -> Result<HttpResponse, Error> {
    let slug = path.into_inner();
    let listed = page.app.db.read(move |conn| query::by_slug(conn, &slug)).await?.ok_or(Error::NotFound)?;
    Ok(answer("meeting", calendar(&page, &[listed])))
}

#[cfg(test)]
mod tests {
    use super::{escaped, push};

    #[test]
    fn long_lines_are_folded_between_characters() {
        let mut out = String::new();
        push(&mut out, "SUMMARY", &"听证会".repeat(20));
        let lines: Vec<&str> = out.trim_end().split("\r\n").collect();
        assert!(lines.len() == 3 && lines.iter().all(|line| line.len() <= 75), "{out}");
        let unfolded = out.replace("\r\n ", "");
        assert_eq!(unfolded, format!("SUMMARY:{}\r\n", "听证会".repeat(20)));
    }

    #[test]
    fn values_cannot_end_their_line() {
        assert_eq!(escaped("一；a;b,c\\d\r\nEND:VEVENT\ne"), "一；a\\;b\\,c\\\\d\\nEND:VEVENT\\ne");
    }
}
