//! Rows become comments: received by the operator for a contact point, in the state every comment begins with, to be registered by a
//! clerk. Words are kept whole, however long; only what cannot be stored or would deceive the eye is taken out ([`form::clean`]).

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{Datelike, NaiveDate, NaiveDateTime};
use diesel::QueryResult;

use super::field::Field;
use super::{Refused, Row};
use crate::comment::change::{Offline, Origin, Words, receive};
use crate::comment::{Channel, Stance, query};
use crate::db::Conn;
use crate::error::Error;
use crate::form;
use crate::id;
use crate::law::{Law, reference};
use crate::phrases;
use crate::regulation::texts::Text;
use crate::seal::Keys;

/// Most characters of an imported text; the site's own form takes fewer.
const MOST_CHARS: usize = 100_000;
/// Most characters of a short cell: identity, place, source.
const SHORT: usize = 200;

/// Where comments of a file go.
pub struct Target {
    /// Row id and slug of the contact point.
    pub contact_point: (i64, String),
    /// Row id and slug of the regulation; the id is none while a standing consultation has not been opened.
    pub regulation: (Option<i64>, String),
    /// Row id of the draft.
    pub draft_id: i64,
    /// The draft as parsed, for finding articles.
    pub law: Law,
    /// The draft as stored, for quoting.
    pub text: Arc<Text>,
    /// The file's name.
    pub file: String,
    /// When.
    pub now: NaiveDateTime,
}

/// A row ready to be taken in.
#[derive(Clone, Debug)]
pub struct Entry {
    key: String,
    words: Words,
    origin: Origin,
}

/// What became of rows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// New comments.
    pub imported: usize,
    /// Rows that had been imported before.
    pub known: usize,
}

/// Makes entries of rows. Rows alike that carry no number of their own are counted, so that three hundred people who say the same are
/// three hundred comments, and the same three hundred the second time.
pub struct Reader {
    target: Target,
    alike: HashMap<u128, u32>,
}

impl Reader {
    /// For one file.
    pub fn new(target: Target) -> Self {
        Self { target, alike: HashMap::new() }
    }

    /// A row as an entry.
    pub fn read(&mut self, row: &Row) -> Result<Entry, Refused> {
        let key = self.key(row);
        let refused = |reason: String| Refused { line: row.line, reason };
        let words = words(row).map_err(refused)?;
        let eid = self.place(row).map_err(refused)?;
        let quote = eid.as_deref().map(|eid| self.target.text.words(eid)).unwrap_or_default();
        let channel = match row.values.get(&Field::Channel) {
            None => Channel::Paper,
            Some(typed) => labelled(typed, Channel::ALL, Channel::as_str, Channel::label)
                .ok_or_else(|| refused(format!("“{}” is no channel", short(typed))))?,
        };
        let offline = Offline { on: row.values.get(&Field::Time).and_then(|t| day(t)), place: some(row, Field::Place), recorded_by: None };
        let origin = Origin {
            regulation_id: self.target.regulation.0.unwrap_or_default(),
            draft_id: self.target.draft_id,
            provision_eid: eid,
            quote,
            channel,
            contact_point_id: Some(self.target.contact_point.0),
            offline: Some(offline),
            source: Some(self.source(row)),
        };
        Ok(Entry { key, words, origin })
    }

    /// The same for the same content, wherever in whichever file it stands.
    fn key(&mut self, row: &Row) -> String {
        let mut parts: Vec<&[u8]> = vec![self.target.contact_point.1.as_bytes(), self.target.regulation.1.as_bytes()];
        for (field, value) in &row.values {
            parts.extend([field.name().as_bytes(), value.as_bytes()]);
        }
        let hash = id::sha256(&parts);
        let nth = match row.values.contains_key(&Field::Id) {
            true => 0,
            false => {
                let short = hash.first_chunk::<16>().map(|bytes| u128::from_be_bytes(*bytes)).unwrap_or_default();
                let count = self.alike.entry(short).or_default();
                *count += 1;
                *count - 1
            }
        };
        format!("import:{}", id::hex(&id::sha256(&[&hash, &nth.to_be_bytes()])))
    }

    /// The place a row speaks of; `None` for the whole draft.
    fn place(&self, row: &Row) -> Result<Option<String>, String> {
        let Some(typed) = row.values.get(&Field::Article).map(|t| t.trim()) else { return Ok(None) };
        if ["全文", "整体", "总体", "总体意见", "整部草案", "whole"].contains(&typed) {
            return Ok(None);
        }
        let cited = if typed.chars().all(char::is_numeric) { format!("第{typed}条") } else { typed.to_owned() };
        let found = match self.target.text.find(typed).filter(|p| p.article_eid.is_some()) {
            Some(provision) => Some(provision.eid.clone()),
            None => reference::find(&cited, Some(&self.target.law), None).into_iter().find_map(|r| r.eids.into_iter().next()),
        };
        found.map(Some).ok_or_else(|| format!("“{}” is not in the draft", short(typed)))
    }

    fn source(&self, row: &Row) -> String {
        let from = [Field::Source, Field::Id].iter().filter_map(|field| some(row, *field)).collect::<Vec<_>>().join(" ");
        let here = format!("{}:{}", self.target.file, row.line);
        if from.is_empty() { here } else { format!("{from} ({here})") }
    }
}

fn words(row: &Row) -> Result<Words, String> {
    let long = |field: Field| {
        let text = row.values.get(&field).map(|text| form::clean(text)).filter(|text| !form::is_blank(text));
        match text {
            Some(text) if text.chars().count() > MOST_CHARS => Err(format!("the {} is longer than {MOST_CHARS} characters", field.name())),
            text => Ok(text),
        }
    };
    let (title, wording, reason) = (long(Field::Title)?, long(Field::Wording)?, long(Field::Reason)?);
    let said = long(Field::Text)?.or_else(|| wording.clone()).or_else(|| reason.clone());
    let text = match (title, said) {
        (Some(title), Some(said)) if !said.starts_with(&title) => format!("{title}\n{said}"),
        (_, Some(said)) => said,
        (Some(title), None) => title,
        (None, None) => return Err("the words are blank".to_owned()),
    };
    let stance = match row.values.get(&Field::Stance) {
        None => Stance::Amend,
        Some(typed) => {
            labelled(typed, Stance::ALL, Stance::as_str, Stance::label).ok_or_else(|| format!("“{}” is no stance", short(typed)))?
        }
    };
    Ok(Words { stance, text, wording, reason, identity: some(row, Field::Identity) })
}

/// A short cell, cleaned.
fn some(row: &Row, field: Field) -> Option<String> {
    row.values.get(&field).map(|text| form::clean(text).chars().take(SHORT).collect::<String>()).filter(|text| !form::is_blank(text))
}

fn short(text: &str) -> String {
    form::clean(text).chars().take(20).collect()
}

/// Reads a value by its stored name or by its label in Chinese or English.
fn labelled<T: Copy>(typed: &str, all: &[T], name: fn(T) -> &'static str, label: fn(T, &phrases::Phrases) -> &'static str) -> Option<T> {
    let typed = typed.trim();
    let languages = [&phrases::ZH, &phrases::EN];
    all.iter()
        .copied()
        .find(|value| name(*value).eq_ignore_ascii_case(typed) || languages.iter().any(|t| label(*value, t).eq_ignore_ascii_case(typed)))
}

/// The day in `2019/9/25 10:27:19`, `2017-10-25`, `2019年9月25日` or `2019.9.25`, as `2019-09-25`.
fn day(typed: &str) -> Option<String> {
    let mut numbers = typed.split(|c: char| !c.is_ascii_digit()).filter(|part| !part.is_empty());
    let year = numbers.next().filter(|year| year.len() == 4)?.parse().ok()?;
    let date = NaiveDate::from_ymd_opt(year, numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?)?;
    (date.year() >= 1900).then(|| date.format("%Y-%m-%d").to_string())
}

/// How many of these entries are there already, or twice among them.
pub fn known(conn: &mut Conn, entries: &[Entry]) -> QueryResult<usize> {
    let keys: Vec<String> = entries.iter().map(|entry| entry.key.clone()).collect();
    let mut known = query::known_keys(conn, &keys)?;
    Ok(keys.into_iter().filter(|key| !known.insert(key.clone())).count())
}

/// Takes entries in; what is there already stays as it is. Call it inside a write transaction.
pub fn take_in(conn: &mut Conn, keys: &Keys, entries: &[Entry], now: NaiveDateTime) -> Result<Counts, Error> {
    let used: Vec<String> = entries.iter().map(|entry| entry.key.clone()).collect();
    let mut known = query::known_keys(conn, &used)?;
    let mut counts = Counts::default();
    for entry in entries {
        // The draft may have changed since the first time: the key alone says that the row is known.
        if !known.insert(entry.key.clone()) {
            counts.known += 1;
            continue;
        }
        receive(conn, keys, &entry.key, &entry.words, &entry.origin, now)?;
        counts.imported += 1;
    }
    Ok(counts)
}

#[cfg(test)]
mod tests {
    use super::day;

    #[test]
    fn days_are_read_as_people_write_them() {
        for (typed, read) in [
            ("2019/9/25 10:27:19", Some("2019-09-25")),
            ("2017-10-25 16:05:49", Some("2017-10-25")),
            ("2019年9月5日", Some("2019-09-05")),
            ("昨天", None),
            ("2019-13-45", None),
        ] {
            assert_eq!(day(typed).as_deref(), read, "{typed}");
        }
    }
}
