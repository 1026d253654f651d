//! Tests of `law/docx`, with short texts of our own.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use super::*;
use crate::law::parse;
use std::io::Write;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

fn docx(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

fn body(content: &str) -> String {
    format!(r#"<?xml version="1.0"?><w:document xmlns:w="w"><w:body>{content}</w:body></w:document>"#)
}

fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t>{text}</w:t></w:r></w:p>")
}

#[test]
fn reads_paragraphs_without_deleted_words() {
    let xml = body(&format!(
        "{}<w:p><w:r><w:t>第一条</w:t><w:tab/><w:t>为了便民&amp;</w:t></w:r><w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:ins><w:r><w:t>利民。</w:t></w:r></w:ins></w:p>",
        p("某市便民办法")
    ));
    let text = text(&docx(&[("word/document.xml", &xml)])).unwrap();
    assert_eq!(text, "某市便民办法\n第一条　为了便民&利民。");
}

#[test]
fn counts_the_numbers_word_shows() {
    let numbering = r#"<w:numbering xmlns:w="w"><w:abstractNum w:abstractNumId="7"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/><w:lvlText w:val="第%1条"/></w:lvl></w:abstractNum><w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num></w:numbering>"#;
    let item = |words: &str| {
        format!(r#"<w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p>"#)
    };
    let xml = body(&format!("{}{}{}", p("某市便民办法"), item("为了便民，制定本办法。"), item("本办法自公布之日起施行。")));
    let text = text(&docx(&[("word/document.xml", &xml), ("word/numbering.xml", numbering)])).unwrap();
    let law = parse::parse(&text);
    let eids: Vec<&str> = law.articles().map(|a| a.eid.as_str()).collect();
    assert_eq!(eids, ["art_1", "art_2"]);
}

#[test]
fn reads_a_draft_in_columns() {
    let row = |cells: [&str; 3]| {
        let cells: String = cells.iter().map(|c| format!("<w:tc>{}</w:tc>", p(c))).collect();
        format!("<w:tr>{cells}</w:tr>")
    };
    let xml = body(&format!(
        "{}<w:tbl>{}{}{}</w:tbl>",
        p("某市便民办法（草案）"),
        row(["条号", "条文", "说明"]),
        row(["1", "为了便民，制定本办法。", "说明立法目的。"]),
        row(["2", "本办法自公布之日起施行。", ""]),
    ));
    let law = parse::parse(&text(&docx(&[("word/document.xml", &xml)])).unwrap());
    assert_eq!(law.articles().count(), 2);
    assert_eq!(law.find("art_1__para_1").unwrap().text, "为了便民，制定本办法。");
    assert!(law.remainder.iter().any(|r| r.text.contains("说明立法目的")));
}

#[test]
fn refuses_what_it_cannot_read() {
    let bomb = " ".repeat(8 * 1024 * 1024);
    let alt = body(r#"<w:altChunk r:id="rId1" xmlns:r="r"/>"#);
    let empty = body("<w:p/>");
    for (parts, part) in [
        (vec![("word/document.xml", bomb.as_str())], "zip bomb"),
        (vec![("word/vbaProject.bin", "x")], "macros"),
        (vec![("word/document.xml", alt.as_str())], "altChunk"),
        (vec![("word/document.xml", empty.as_str())], "no words"),
        (vec![("word/document.xml", "<w:p><w:r></w:p>")], "damaged"),
        (vec![("xl/workbook.xml", "x")], "no word/document.xml"),
    ] {
        let error = text(&docx(&parts)).unwrap_err().to_string();
        assert!(error.contains(part), "{error}");
    }
    assert!(text(b"PK\x03\x04 broken").is_err());
}
