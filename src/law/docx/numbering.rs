//! The numbers Word counts itself: a paragraph may show 第三条 although its text does not hold it.
//!
//! Reads the list definitions and counts as Word does: a level counts on, deeper levels begin again.

use super::document::attribute;
use crate::law::numerals::chinese;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};
use std::collections::HashMap;

#[derive(Debug, Clone, Default)]
struct Level {
    start: u32,
    format: String,
    text: String,
}

/// The lists of a document and how far each has counted.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    levels: HashMap<(String, usize), Level>,
    lists: HashMap<String, String>,
    styles: HashMap<String, (String, usize)>,
    counted: HashMap<String, [u32; 10]>,
}

impl Numbering {
    /// Reads `word/numbering.xml` and the lists that styles bring along; damaged parts count nothing.
    pub(super) fn read(numbering: &str, styles: &str) -> Numbering {
        let mut out = Numbering::default();
        out.read_lists(numbering);
        out.read_styles(styles);
        out
    }

    fn read_lists(&mut self, xml: &str) {
        let (mut definition, mut list, mut level) = (None::<String>, None::<String>, 0usize);
        walk(xml, |element, name| match name {
            "abstractNum" => {
                definition = attribute(element, "abstractNumId");
                list = None;
            }
            "num" => {
                list = attribute(element, "numId");
                definition = None;
            }
            "abstractNumId" => {
                if let (Some(list), Some(definition)) = (&list, attribute(element, "val")) {
                    self.lists.insert(list.clone(), definition);
                }
            }
            "lvl" => {
                level = attribute(element, "ilvl").and_then(|v| v.parse().ok()).unwrap_or(0);
            }
            "start" | "numFmt" | "lvlText" => {
                let Some(definition) = &definition else {
                    return;
                };
                let slot = self.levels.entry((definition.clone(), level)).or_default();
                let value = attribute(element, "val").unwrap_or_default();
                match name {
                    "start" => slot.start = value.parse().unwrap_or(1),
                    "numFmt" => slot.format = value,
                    _ => slot.text = value,
                }
            }
            _ => {}
        });
    }

    fn read_styles(&mut self, xml: &str) {
        let (mut style, mut level) = (None::<String>, 0usize);
        walk(xml, |element, name| match name {
            "style" => {
                style = attribute(element, "styleId");
                level = 0;
            }
            "ilvl" => {
                level = attribute(element, "val").and_then(|v| v.parse().ok()).unwrap_or(0);
            }
            "numId" => {
                if let (Some(style), Some(list)) = (&style, attribute(element, "val")) {
                    self.styles.insert(style.clone(), (list, level));
                }
            }
            _ => {}
        });
    }

    /// The number the next paragraph shows, with a space after it; empty for a paragraph without one.
    pub(super) fn next(&mut self, style: Option<&str>, list: Option<&str>, level: Option<usize>) -> String {
        let styled = style.and_then(|s| self.styles.get(s)).cloned();
        let (list, level) = match (list, styled) {
            (Some(list), _) => (list.to_string(), level.unwrap_or(0)),
            (None, Some((list, own))) => (list, level.unwrap_or(own)),
            (None, None) => return String::new(),
        };
        let Some(definition) = self.lists.get(&list).cloned() else {
            return String::new();
        };
        let counted = self.counted.entry(definition.clone()).or_insert([0; 10]);
        let level = level.min(9);
        for (depth, slot) in counted.iter_mut().enumerate() {
            let start = self.levels.get(&(definition.clone(), depth)).map_or(1, |l| l.start);
            if depth == level {
                *slot = if *slot == 0 { start } else { *slot + 1 };
            } else if depth > level {
                *slot = 0;
            } else if *slot == 0 {
                *slot = start;
            }
        }
        let counted = *counted;
        let Some(shape) = self.levels.get(&(definition.clone(), level)) else {
            return String::new();
        };
        if matches!(shape.format.as_str(), "bullet" | "none") {
            return String::new();
        }
        let mut text = shape.text.clone();
        for (depth, value) in counted.iter().enumerate().take(level + 1) {
            let format = self.levels.get(&(definition.clone(), depth)).map_or("decimal", |l| l.format.as_str());
            text = text.replace(&format!("%{}", depth + 1), &written(*value, format));
        }
        // A bare 1 or 一 would run into the words; Word sets it apart by a tab.
        if !text.is_empty() {
            text.push('\u{3000}');
        }
        text
    }
}

fn written(value: u32, format: &str) -> String {
    match format {
        f if f.contains("hinese") || f.contains("apanese") || f.starts_with("ideograph") => chinese(value),
        "taiwaneseCounting" | "taiwaneseCountingThousand" | "taiwaneseDigital" => chinese(value),
        "decimalFullWidth" | "decimalFullWidth2" => {
            value.to_string().chars().filter_map(|c| char::from_u32(c as u32 - '0' as u32 + '０' as u32)).collect()
        }
        "decimalEnclosedCircle" | "decimalEnclosedCircleChinese" => match value {
            1..=20 => char::from_u32('①' as u32 + value - 1).map(String::from),
            _ => None,
        }
        .unwrap_or_else(|| value.to_string()),
        "lowerLetter" => letter(value, 'a'),
        "upperLetter" => letter(value, 'A'),
        _ => value.to_string(),
    }
}

fn letter(value: u32, first: char) -> String {
    let index = value.saturating_sub(1) % 26;
    char::from_u32(first as u32 + index).map_or(String::new(), String::from)
}

/// Calls `visit` for every element with its local name.
fn walk(xml: &str, mut visit: impl FnMut(&BytesStart<'_>, &str)) {
    let mut reader = Reader::from_str(xml);
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(e) | Event::Empty(e) => visit(&e, e.local_name().as_ref()),
            Event::Eof => break,
            _ => {}
        }
    }
}
