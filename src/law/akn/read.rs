//! Akoma Ntoso 3.0 → [`Law`].
//!
//! Reads what [`super::export`] writes, and the like from elsewhere: where the eIds are not ours the text is numbered anew by
//! [`crate::law::parse`]. Refused with one sentence: document types and entities, deep nesting, a flood of elements, elements of a body
//! that no Chinese law has, words that would be lost.

use quick_xml::Reader;
use quick_xml::events::{BytesRef, BytesStart, Event};

use super::NAMESPACE;
use crate::law::parse::{self, trim};
use crate::law::read::{MAX_BYTES, ReadError};
use crate::law::{Kind, Law, Provision, Remainder, label};

/// No law nests deeper; the schema needs three elements for each level.
const MOST_DEPTH: usize = 100;
/// 民法典 has about 30,000.
const MOST_ELEMENTS: usize = 500_000;

/// Reads a document. The title is its `docTitle`, the 题注 the other lines of the preface.
///
/// # Errors
/// XML that is damaged, hostile, or no Akoma Ntoso; one sentence with the line.
pub fn read(xml: &str) -> Result<Law, ReadError> {
    if xml.len() > MAX_BYTES {
        return Err(ReadError::new(format!("the XML has {} bytes; at most {MAX_BYTES} are read", xml.len())));
    }
    let mut reader = Reader::from_str(xml);
    let mut state = State::default();
    loop {
        let event = reader.read_event();
        let step = match event {
            Ok(Event::Eof) => break,
            Ok(event) => state.event(&event),
            Err(error) => Err(format!("the XML is damaged: {error}")),
        };
        step.map_err(|message| at(xml, reader.buffer_position(), message))?;
    }
    if !state.path.is_empty() {
        return Err(at(xml, reader.buffer_position(), "the XML ends in the middle of an element".to_owned()));
    }
    if state.elements == 0 {
        return Err(ReadError::new("the XML holds no element; expected an Akoma Ntoso document"));
    }
    Ok(finish(state.law))
}

/// An error at a place in the text, its line counted from 1.
fn at(xml: &str, position: u64, message: String) -> ReadError {
    let position = usize::try_from(position).unwrap_or(usize::MAX);
    let before = xml.as_bytes().get(..position).unwrap_or_default();
    ReadError { line: Some(before.iter().filter(|byte| **byte == b'\n').count() + 1), message }
}

/// The part of the document we are in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Part {
    #[default]
    Frame,
    Preface,
    Preamble,
    Body,
    Conclusions,
}

/// What the words being read are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Words {
    Title,
    Line,
    Number,
    Heading,
}

/// A provision whose end has not come yet.
struct Open {
    node: Provision,
    /// Lines of its own words so far.
    lines: usize,
}

#[derive(Default)]
struct State {
    law: Law,
    /// Names of the open elements.
    path: Vec<String>,
    elements: usize,
    /// How many elements are open inside one whose words do not count.
    skip: usize,
    part: Part,
    words: Option<(Words, String)>,
    /// The line being read in the preface holds the title.
    titled: bool,
    open: Vec<Open>,
    /// Lines so far, for the order of provisions and attachments.
    line: usize,
}

impl State {
    fn event(&mut self, event: &Event<'_>) -> Result<(), String> {
        match event {
            Event::Start(element) => self.start(element),
            Event::Empty(element) => {
                self.start(element)?;
                self.end();
                Ok(())
            }
            Event::End(_) => {
                self.end();
                Ok(())
            }
            Event::Text(text) => self.text(&text.xml10_content()),
            Event::CData(text) => self.text(&text.xml10_content()),
            Event::GeneralRef(name) => {
                let c = character(name).ok_or("an entity is not read; write the words themselves")?;
                self.text(c.encode_utf8(&mut [0; 4]))
            }
            Event::DocType(_) => Err("a document type (DOCTYPE) is not read; send Akoma Ntoso without one".to_owned()),
            _ => Ok(()),
        }
    }

    fn start(&mut self, element: &BytesStart<'_>) -> Result<(), String> {
        let name = element.local_name();
        let name: &str = name.as_ref();
        self.elements += 1;
        if self.path.is_empty() && (name != "akomaNtoso" || attribute(element, "xmlns").is_some_and(|ns| ns != NAMESPACE)) {
            return Err(format!("the root element is {}; expected akomaNtoso of Akoma Ntoso 3.0", short(name)));
        }
        self.path.push(name.to_owned());
        if self.path.len() > MOST_DEPTH {
            return Err(format!("elements nest deeper than {MOST_DEPTH}; no law does"));
        }
        if self.elements > MOST_ELEMENTS {
            return Err(format!("more than {MOST_ELEMENTS} elements; no law has as many"));
        }
        if self.skip > 0 || matches!(name, "meta" | "authorialNote" | "coverPage" | "toc") {
            self.skip += 1;
            return Ok(());
        }
        match (self.part, name) {
            (Part::Frame, "preface") => self.part = Part::Preface,
            (Part::Frame, "preamble") => self.part = Part::Preamble,
            (Part::Frame, "body") => self.part = Part::Body,
            (Part::Frame, "conclusions") => self.part = Part::Conclusions,
            (Part::Preface, "docTitle") => {
                self.titled = true;
                self.words = Some((Words::Title, String::new()));
            }
            (Part::Frame, "attachments" | "components") => return Err("the document holds several texts; send one law alone".to_owned()),
            (Part::Frame, _) => {}
            // Marks inside a line: its words go on.
            (_, "br" | "eol") if self.words.is_some() => self.push("\n"),
            _ if self.words.is_some() => {}
            (_, "p") => self.words = Some((Words::Line, String::new())),
            (Part::Body, _) => return self.inside(name, element),
            _ => {}
        }
        Ok(())
    }

    /// An element of the body outside a line of words.
    fn inside(&mut self, name: &str, element: &BytesStart<'_>) -> Result<(), String> {
        let kind = match name {
            "num" => {
                self.words = Some((Words::Number, String::new()));
                return Ok(());
            }
            "heading" => {
                self.words = Some((Words::Heading, String::new()));
                if let (Some(brackets), Some(open)) = (attribute(element, "brackets"), self.open.last_mut()) {
                    open.node.brackets = brackets;
                }
                return Ok(());
            }
            "list" | "intro" | "content" => return Ok(()),
            "part" => Kind::Part,
            "subpart" => Kind::Subpart,
            "chapter" => Kind::Chapter,
            "section" => Kind::Section,
            "article" => Kind::Article,
            "paragraph" => Kind::Paragraph,
            "point" | "indent" => self.point(element),
            other => return Err(format!("the element {} in the body is none that a Chinese law has", short(other))),
        };
        self.line += 1;
        let node = Provision {
            eid: attribute(element, "eId").unwrap_or_default(),
            kind,
            number: String::new(),
            heading: String::new(),
            brackets: String::new(),
            text: String::new(),
            line: self.line,
            children: Vec::new(),
        };
        self.open.push(Open { node, lines: 0 });
        Ok(())
    }

    /// 项 or 目: the eId says it, else how deep it lies.
    fn point(&self, element: &BytesStart<'_>) -> Kind {
        let eid = attribute(element, "eId").unwrap_or_default();
        let step = eid.rsplit("__").next().unwrap_or_default();
        let inside = self.open.iter().any(|open| matches!(open.node.kind, Kind::Item | Kind::Subitem));
        match step.split('_').next() {
            Some("item") => Kind::Item,
            Some("sub") => Kind::Subitem,
            _ if inside => Kind::Subitem,
            _ => Kind::Item,
        }
    }

    fn end(&mut self) {
        let Some(name) = self.path.pop() else { return };
        if self.skip > 0 {
            self.skip -= 1;
            return;
        }
        match (self.part, name.as_str()) {
            (_, "p" | "num" | "heading" | "docTitle") => self.finish_words(&name),
            (Part::Preface, "preface") | (Part::Preamble, "preamble") | (Part::Body, "body") | (Part::Conclusions, "conclusions") => {
                self.part = Part::Frame;
            }
            (Part::Body, "part" | "subpart" | "chapter" | "section" | "article" | "paragraph" | "point" | "indent")
                if self.words.is_none() =>
            {
                if let Some(open) = self.open.pop() {
                    match self.open.last_mut() {
                        Some(parent) => parent.node.children.push(open.node),
                        None => self.law.provisions.push(open.node),
                    }
                }
            }
            _ => {}
        }
    }

    fn finish_words(&mut self, name: &str) {
        let ends = |words: Words| match words {
            Words::Title => "docTitle",
            Words::Line => "p",
            Words::Number => "num",
            Words::Heading => "heading",
        };
        // A line that held the title has given its words away.
        if name == "p" && self.part == Part::Preface && std::mem::take(&mut self.titled) {
            self.words = None;
            return;
        }
        let Some((words, text)) = self.words.take_if(|(words, _)| ends(*words) == name) else { return };
        let text = unwrapped(&text);
        match (words, self.part, self.open.last_mut()) {
            (Words::Title, ..) => self.law.title = text,
            (Words::Number, _, Some(open)) => open.node.number = text,
            (Words::Heading, _, Some(open)) => open.node.heading = text,
            (Words::Line, Part::Body, Some(open)) => {
                if open.lines > 0 {
                    open.node.text.push('\n');
                }
                open.lines += 1;
                open.node.text.push_str(&text);
            }
            (Words::Line, Part::Preface, _) if !text.is_empty() => self.law.issued.push(text),
            (Words::Line, Part::Preamble, _) => {
                if !self.law.preamble.is_empty() {
                    self.law.preamble.push('\n');
                }
                self.law.preamble.push_str(&text);
            }
            (Words::Line, Part::Conclusions, _) if !text.is_empty() => {
                self.line += 1;
                self.law.remainder.push(Remainder { line: self.line, text });
            }
            _ => {}
        }
    }

    fn text(&mut self, words: &str) -> Result<(), String> {
        if self.skip > 0 {
            return Ok(());
        }
        if self.words.is_none() && !trim(words).is_empty() {
            return Err("words that stand in no p, num or heading of the preface, the preamble, the body or the conclusions would be lost"
                .to_owned());
        }
        self.push(words);
        Ok(())
    }

    fn push(&mut self, words: &str) {
        if let Some((_, text)) = &mut self.words {
            text.push_str(words);
        }
    }
}

/// The character a reference stands for; only those that XML itself knows.
fn character(name: &BytesRef<'_>) -> Option<char> {
    if let Ok(Some(c)) = name.resolve_char_ref() {
        return Some(c);
    }
    match name.xml10_content().as_ref() {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

/// The value of an attribute by its local name.
fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    element.attributes().flatten().find(|a| a.key.local_name().as_ref() == name).map(|a| a.value.to_string())
}

/// Lines that only the layout of the file broke are one.
fn unwrapped(text: &str) -> String {
    if text.contains(['\n', '\r']) { text.split(['\n', '\r']).map(trim).collect() } else { text.to_owned() }
}

/// A name short enough for a message.
fn short(name: &str) -> String {
    name.chars().take(40).collect()
}

fn finish(mut law: Law) -> Law {
    // A document must have a body: an empty law has an empty paragraph in it.
    if let [only] = law.provisions.as_slice()
        && only.kind == Kind::Paragraph
        && only.text.is_empty()
        && only.children.is_empty()
    {
        law.provisions.clear();
    }
    if has_our_eids(&law) { law } else { parse::parse(&parse::print(&law)) }
}

/// Whether every provision has an eId that we can name, once each, and lies inside the one above it.
fn has_our_eids(law: &Law) -> bool {
    fn below(parent: Option<&Provision>, nodes: &[Provision]) -> bool {
        nodes.iter().all(|node| {
            let inside = match parent.filter(|p| node.kind != Kind::Article && (!p.kind.is_division() || node.kind.is_division())) {
                Some(parent) => node.eid.strip_prefix(&parent.eid).is_some_and(|rest| rest.starts_with("__")),
                None => true,
            };
            inside && label::label_of(&node.eid) != node.eid && below(Some(node), &node.children)
        })
    }
    let mut seen = std::collections::HashSet::new();
    law.walk().all(|p| seen.insert(p.eid.as_str())) && below(None, &law.provisions)
}
