//! The body of a Word document: paragraphs, breaks, tables. Deleted text (tracked changes) stays out.

use super::numbering::Numbering;
use super::table::{self, Cell};
use crate::law::read::ReadError;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

/// What the body holds.
pub(super) struct Found {
    pub(super) text: String,
    /// Embedded HTML parts that hold words we did not read.
    pub(super) alt_chunks: usize,
}

#[derive(Default)]
struct Paragraph {
    text: String,
    style: Option<String>,
    list: Option<String>,
    level: Option<usize>,
}

#[derive(Default)]
struct Table {
    rows: Vec<Vec<Cell>>,
}

struct Body {
    numbering: Numbering,
    lines: Vec<String>,
    paragraphs: Vec<Paragraph>,
    tables: Vec<Table>,
    in_text: bool,
    /// How deep we are inside something whose words do not count.
    skip: usize,
    alt_chunks: usize,
}

/// Reads the words of `word/document.xml`.
pub(super) fn read(xml: &str, numbering: Numbering) -> Result<Found, ReadError> {
    let mut reader = Reader::from_str(xml);
    let mut body =
        Body { numbering, lines: Vec::new(), paragraphs: Vec::new(), tables: Vec::new(), in_text: false, skip: 0, alt_chunks: 0 };
    loop {
        let event = reader
            .read_event()
            .map_err(|error| ReadError { line: Some(body.lines.len() + 1), message: format!("the .docx is damaged: {error}") })?;
        match event {
            Event::Start(start) => body.start(&start),
            Event::Empty(start) => {
                body.start(&start);
                body.end(start.local_name().as_ref());
            }
            Event::End(end) => body.end(end.local_name().as_ref()),
            Event::Text(text) => body.words(&text.xml10_content()),
            Event::CData(text) => body.words(&text.xml10_content()),
            Event::GeneralRef(name) => body.reference(&name),
            Event::Eof => break,
            _ => {}
        }
    }
    Ok(Found { text: body.lines.join("\n"), alt_chunks: body.alt_chunks })
}

/// Elements whose words are not part of the document as it stands.
fn is_skipped(name: &str) -> bool {
    matches!(name, "del" | "moveFrom" | "Fallback" | "instrText" | "delText" | "comment")
}

impl Body {
    fn start(&mut self, element: &BytesStart<'_>) {
        let name = element.local_name();
        let name: &str = name.as_ref();
        if is_skipped(name) {
            self.skip += 1;
        }
        if self.skip > 0 {
            return;
        }
        match name {
            "p" => self.paragraphs.push(Paragraph::default()),
            "tbl" => self.tables.push(Table::default()),
            "tr" => {
                if let Some(table) = self.tables.last_mut() {
                    table.rows.push(Vec::new());
                }
            }
            "tc" => {
                if let Some(row) = self.tables.last_mut().and_then(|t| t.rows.last_mut()) {
                    row.push(Cell::new());
                }
            }
            "t" => self.in_text = true,
            "tab" => self.push("\u{3000}"),
            "br" | "cr" => self.push("\n"),
            "noBreakHyphen" => self.push("-"),
            "altChunk" => self.alt_chunks += 1,
            "pStyle" | "numId" | "ilvl" => {
                let value = attribute(element, "val");
                if let Some(paragraph) = self.paragraphs.last_mut() {
                    match name {
                        "pStyle" => paragraph.style = value,
                        "numId" => paragraph.list = value,
                        _ => paragraph.level = value.and_then(|v| v.parse().ok()),
                    }
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        if is_skipped(name) {
            self.skip = self.skip.saturating_sub(1);
            return;
        }
        if self.skip > 0 {
            return;
        }
        match name {
            "t" => self.in_text = false,
            "p" => self.end_paragraph(),
            "tbl" => {
                if let Some(table) = self.tables.pop() {
                    for line in table::lines(table.rows) {
                        self.line(line);
                    }
                }
            }
            _ => {}
        }
    }

    fn end_paragraph(&mut self) {
        let Some(paragraph) = self.paragraphs.pop() else {
            return;
        };
        let blank = paragraph.text.trim().is_empty();
        let mut text = match blank {
            true => String::new(),
            false => self.numbering.next(paragraph.style.as_deref(), paragraph.list.as_deref(), paragraph.level),
        };
        text.push_str(&paragraph.text);
        for line in text.split('\n') {
            self.line(line.to_string());
        }
    }

    /// A finished line goes into the open table cell, else into the text.
    fn line(&mut self, line: String) {
        match self.tables.last_mut().and_then(|t| t.rows.last_mut()?.last_mut()) {
            Some(cell) => cell.push(line),
            None => self.lines.push(line),
        }
    }

    fn push(&mut self, words: &str) {
        if let Some(paragraph) = self.paragraphs.last_mut() {
            paragraph.text.push_str(words);
        }
    }

    fn words(&mut self, words: &str) {
        if self.in_text && self.skip == 0 {
            self.push(words);
        }
    }

    fn reference(&mut self, name: &quick_xml::events::BytesRef<'_>) {
        let found = match name.resolve_char_ref() {
            Ok(Some(c)) => Some(c),
            _ => match name.xml_content(XmlVersion::Implicit1_0).as_ref() {
                "amp" => Some('&'),
                "lt" => Some('<'),
                "gt" => Some('>'),
                "quot" => Some('"'),
                "apos" => Some('\''),
                _ => None,
            },
        };
        if let Some(c) = found {
            self.words(c.encode_utf8(&mut [0; 4]));
        }
    }
}

/// The value of an attribute by its local name.
pub(super) fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    element.attributes().flatten().find(|a| a.key.local_name().as_ref() == name).map(|a| a.value.to_string())
}
