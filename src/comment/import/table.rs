//! Opens a file by its content, not its name: JSON Lines, CSV or XLSX. JSON Lines and CSV are looked through once for their encoding
//! and their quotation marks before the first row is given, then read row by row, so memory stays level.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Read, Seek, SeekFrom};
use std::path::Path;

use csv::{ReaderBuilder, StringRecord};

use super::field::{Field, Mapping};
use super::json_lines::Lines;
use super::{BadFile, ROW_BYTES, Refused, Row, xlsx};
use crate::form::is_blank;

/// The rows of a file.
pub struct Table {
    /// About how many there are, for showing progress.
    pub about: u64,
    /// Columns that nothing is taken from.
    pub unused: Vec<String>,
    /// The rows, in order.
    pub rows: Box<dyn Iterator<Item = Result<Result<Row, Refused>, BadFile>>>,
}

/// Opens a file.
pub fn open(path: &Path, mapping: &Mapping) -> Result<Table, BadFile> {
    if path.is_dir() {
        return Err(BadFile::new("this is a folder; name a file"));
    }
    let mut file = File::open(path)?;
    let mut head = Vec::new();
    file.by_ref().take(4_096).read_to_end(&mut head)?;
    file.seek(SeekFrom::Start(0))?;
    if let Some(problem) = refused(&head) {
        return Err(BadFile::new(problem));
    }
    if head.starts_with(b"PK") {
        return xlsx::open(file, mapping);
    }
    let text = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&head).trim_ascii_start();
    match text.first() {
        None => Err(BadFile::new("the file is empty; expected JSON Lines, CSV or XLSX")),
        Some(b'{') => {
            let about = look_through(BufReader::new(&file), Quotes::None)?;
            file.seek(SeekFrom::Start(0))?;
            let rows = Lines::new(BufReader::new(file), mapping.clone());
            Ok(Table { about, unused: Vec::new(), rows: Box::new(rows) })
        }
        Some(b'[') => Err(BadFile::at(1, "this is a JSON array; write one object a line (JSON Lines), for example with: jq -c '.[]'")),
        Some(_) => delimited(file, &head, mapping),
    }
}

fn refused(head: &[u8]) -> Option<&'static str> {
    if head.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        Some("this is an old Excel file (.xls) or one with a password; save it as .xlsx without a password")
    } else if head.starts_with(&[0xff, 0xfe]) || head.starts_with(&[0xfe, 0xff]) {
        Some("this is text in UTF-16; save it in UTF-8")
    } else if head.starts_with(b"%PDF") {
        Some("this is a PDF file; expected JSON Lines, CSV or XLSX")
    } else {
        None
    }
}

/// Comma, tab or semicolon: whichever the first line has most of.
fn delimiter(head: &[u8]) -> u8 {
    let line = head.split(|b| *b == b'\n').next().unwrap_or_default();
    let count = |sign: u8| line.iter().filter(|b| **b == sign).count();
    [b';', b'\t', b','].into_iter().max_by_key(|sign| count(*sign)).unwrap_or(b',')
}

fn delimited(mut file: File, head: &[u8], mapping: &Mapping) -> Result<Table, BadFile> {
    let delimiter = delimiter(head);
    let about = look_through(BufReader::new(&file), Quotes::Csv { delimiter })?;
    let bom = if head.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
    file.seek(SeekFrom::Start(bom))?;
    let mut reader = ReaderBuilder::new().delimiter(delimiter).flexible(true).from_reader(BufReader::new(file));
    let unreadable = |e: csv::Error| BadFile { line: e.position().map(csv::Position::line), problem: e.to_string() };
    let header: Vec<String> = reader.headers().map_err(unreadable)?.iter().map(|h| h.trim().to_owned()).collect();
    let columns = mapping.columns(&header)?;
    let unused = unused(&header, &columns);
    let rows = reader.into_records().map(move |record| match record {
        Ok(record) => Ok(row(&record, &columns)),
        Err(error) => Err(unreadable(error)),
    });
    Ok(Table { about, unused, rows: Box::new(rows) })
}

/// The columns nothing is taken from.
pub fn unused(header: &[String], columns: &[Option<Field>]) -> Vec<String> {
    header.iter().zip(columns).filter(|(name, field)| field.is_none() && !name.is_empty()).map(|(name, _)| name.clone()).collect()
}

fn row(record: &StringRecord, columns: &[Option<Field>]) -> Result<Row, Refused> {
    let line = record.position().map_or(0, csv::Position::line);
    if record.len() != columns.len() {
        let reason = format!("the row has {} cells where the first line has {}", record.len(), columns.len());
        return Err(Refused { line, reason });
    }
    Ok(Row { line, values: values(record.iter().map(str::to_owned), columns) })
}

/// The cells that are something and not blank.
pub fn values(cells: impl Iterator<Item = String>, columns: &[Option<Field>]) -> BTreeMap<Field, String> {
    cells.zip(columns).filter_map(|(cell, field)| Some(((*field)?, cell))).filter(|(_, cell)| !is_blank(cell)).collect()
}

/// Whether quotation marks matter.
#[derive(Clone, Copy)]
enum Quotes {
    None,
    Csv { delimiter: u8 },
}

/// Reads the whole file once: its encoding must be UTF-8, its rows bounded, its quotation marks closed. Gives the number of lines.
fn look_through(mut reader: impl BufRead, quotes: Quotes) -> Result<u64, BadFile> {
    let mut bytes = Vec::new();
    let (mut line, mut row_bytes) = (0, 0);
    let mut open: Option<u64> = None;
    loop {
        bytes.clear();
        let limit = u64::try_from(ROW_BYTES).unwrap_or(u64::MAX);
        if reader.by_ref().take(limit).read_until(b'\n', &mut bytes)? == 0 {
            break;
        }
        line += 1;
        row_bytes += bytes.len();
        if row_bytes >= ROW_BYTES {
            let begin = open.unwrap_or(line);
            let problem = if open.is_some() { "a quotation mark is not closed" } else { "the row is longer than 4 MiB" };
            return Err(BadFile::at(begin, problem));
        }
        if std::str::from_utf8(&bytes).is_err() {
            let problem = "bytes that are not UTF-8; save the file in UTF-8, for example with: iconv -f GB18030 -t UTF-8 FILE > NEW";
            return Err(BadFile::at(line, problem));
        }
        if let Quotes::Csv { delimiter } = quotes {
            open = after(&bytes, delimiter, open, line);
        }
        if open.is_none() {
            row_bytes = 0;
        }
    }
    match open {
        Some(line) => Err(BadFile::at(line, "a quotation mark is not closed; close it, or double it if it belongs to the text")),
        None => Ok(line),
    }
}

/// Where the cell began that is still in quotation marks at the end of a line.
fn after(bytes: &[u8], delimiter: u8, mut open: Option<u64>, line: u64) -> Option<u64> {
    let mut at_start = open.is_none();
    let mut signs = bytes.iter().copied().peekable();
    if line == 1 && bytes.starts_with(b"\xef\xbb\xbf") {
        signs.nth(2);
    }
    while let Some(sign) = signs.next() {
        if open.is_some() {
            if sign == b'"' && signs.next_if_eq(&b'"').is_none() {
                open = None;
            }
            continue;
        }
        if sign == b'"' && at_start {
            open = Some(line);
        }
        at_start = sign == delimiter;
    }
    open
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;

    fn look(text: &str) -> Result<u64, BadFile> {
        look_through(text.as_bytes(), Quotes::Csv { delimiter: b',' })
    }

    #[test]
    fn quotation_marks_must_close() {
        assert_eq!(look("a,b\n\"x\ny\",\"say \"\"hi\"\"\"\n5\" wide,z\n").unwrap(), 4);
        assert_eq!(look("a,b\n1,2\n\"x,y\nz,w\n").unwrap_err().line, Some(3));
    }

    #[test]
    fn other_encodings_are_named_with_their_line() {
        let error = look_through(b"a\nb\n\xb5\xda\n".as_slice(), Quotes::None).unwrap_err();
        assert_eq!(error.line, Some(3));
        assert!(error.problem.contains("iconv"), "{error}");
    }
}
