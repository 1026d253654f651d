//! Tests of `docx`: what is written is read again by the program's own reader, and every part is well-formed XML.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use super::*;
use crate::law;
use quick_xml::Reader;
use quick_xml::events::Event;
use std::io::{Cursor, Read};
use zip::ZipArchive;

fn parts(bytes: &[u8]) -> Vec<(String, String)> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    let mut read = |name: &String| {
        let mut text = String::new();
        zip.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        (name.clone(), text)
    };
    names.iter().map(&mut read).collect()
}

fn sample() -> Document {
    let mut document = Document::new("某市 <夜市> & 早市", Paper::Landscape);
    document.add(Paragraph::of(Style::Title, "某市夜市条例"));
    document
        .add(Paragraph::new(Style::Body).run(Run::new("第一条").font(Font::Hei).size(32)).run(Run::new("　划<线>；\u{1}\n供电。").bold()));
    document.add(Paragraph::of(Style::Cell, "右").align(Align::Right).indent(0));
    let mut table = Table::new(Paper::Landscape.width(), &[("序号", 1), ("意见", 3)]);
    table.row(vec![
        Cell::of("1"),
        Cell::new(vec![Paragraph::new(Style::Cell).run(Run::new("旧").strike()).run(Run::new("新").underline())]),
    ]);
    table.row(vec![Cell::of("合计").over(2)]);
    table.row(vec![Cell::of(""), Cell::of("甲\n乙")]);
    document.add(table);
    document
}

#[test]
fn what_is_written_can_be_read_again() {
    let bytes = sample().bytes().unwrap();
    let text = law::docx::text(&bytes).unwrap();
    assert_eq!(text, "某市夜市条例\n第一条　划<线>；\n供电。\n右\n序号 | 意见\n1 | 旧新\n合计\n | 甲 乙\n");
    assert_eq!(bytes, sample().bytes().unwrap());
}

#[test]
fn every_part_is_well_formed_and_named_in_the_list() {
    let bytes = sample().bytes().unwrap();
    let parts = parts(&bytes);
    let types = parts.first().unwrap();
    assert_eq!(types.0, "[Content_Types].xml");
    for (name, xml) in &parts {
        let mut reader = Reader::from_str(xml);
        let mut depth = 0;
        loop {
            match reader.read_event().unwrap() {
                Event::Start(_) => depth += 1,
                Event::End(_) => depth -= 1,
                Event::Eof => break,
                _ => {}
            }
        }
        assert_eq!(depth, 0, "{name}");
        assert!(name.ends_with(".rels") || name == &types.0 || types.1.contains(&format!("\"/{name}\"")), "{name}");
    }
    let body = &parts.iter().find(|(name, _)| name == "word/document.xml").unwrap().1;
    assert!(body.contains("w:orient=\"landscape\"") && body.contains("<w:tblHeader/>"));
    let widths: u32 = body.split("<w:gridCol w:w=\"").skip(1).map(|rest| rest.split('"').next().unwrap().parse::<u32>().unwrap()).sum();
    assert_eq!(widths, Paper::Landscape.width());
}
