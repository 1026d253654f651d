//! The file: the body as WordprocessingML, packed with the parts every document has.

use std::io::{Cursor, Write};

use zip::ZipWriter;
use zip::result::ZipResult;
use zip::write::SimpleFileOptions;

use super::parts;
use super::{Align, Block, Cell, Document, Font, Paper, Paragraph, Run, Style, Table};
use crate::law::akn::escaped;

impl Document {
    /// An empty document.
    pub fn new(title: impl Into<String>, paper: Paper) -> Self {
        Self { title: title.into(), paper, blocks: Vec::new() }
    }

    /// Adds a paragraph or a table.
    pub fn add(&mut self, block: impl Into<Block>) {
        self.blocks.push(block.into());
    }

    /// The file.
    ///
    /// # Errors
    /// None is known: it is written to memory.
    pub fn bytes(&self) -> ZipResult<Vec<u8>> {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        let body = self.body();
        let properties = parts::properties(&escaped(&self.title));
        let written = [("word/document.xml", body.as_str()), ("docProps/core.xml", properties.as_str())];
        // Word wants the content types first.
        for (name, content) in parts::FIXED.into_iter().chain(written) {
            zip.start_file(name, SimpleFileOptions::default())?;
            zip.write_all(content.as_bytes())?;
        }
        Ok(zip.finish()?.into_inner())
    }

    fn body(&self) -> String {
        let mut out = String::from(parts::BEFORE_BODY);
        for block in &self.blocks {
            match block {
                Block::Paragraph(one) => paragraph(&mut out, one),
                Block::Table(one) => table(&mut out, one),
            }
        }
        // A document must not end with a table.
        if matches!(self.blocks.last(), Some(Block::Table(_)) | None) {
            out.push_str("<w:p><w:pPr><w:pStyle w:val=\"TableText\"/></w:pPr></w:p>");
        }
        out.push_str(match self.paper {
            Paper::Portrait => parts::PORTRAIT,
            Paper::Landscape => parts::LANDSCAPE,
        });
        out.push_str("</w:body></w:document>");
        out
    }
}

fn style_id(style: Style) -> &'static str {
    match style {
        Style::Body => "BodyText",
        Style::Title => "Title",
        Style::Subtitle => "Subtitle",
        Style::Chapter => "Chapter",
        Style::Heading => "Heading1",
        Style::Subheading => "Heading2",
        Style::Cell => "TableText",
        Style::CellHead => "TableHead",
    }
}

fn paragraph(out: &mut String, paragraph: &Paragraph) {
    out.push_str(&format!("<w:p><w:pPr><w:pStyle w:val=\"{}\"/>", style_id(paragraph.style)));
    if let Some(characters) = paragraph.indent {
        // Word takes the characters, others the twentieths of a point of size 3.
        out.push_str(&format!("<w:ind w:firstLineChars=\"{}\" w:firstLine=\"{}\"/>", characters * 100, characters * 320));
    }
    if let Some(align) = paragraph.align {
        let value = match align {
            Align::Both => "both",
            Align::Left => "left",
            Align::Center => "center",
            Align::Right => "right",
        };
        out.push_str(&format!("<w:jc w:val=\"{value}\"/>"));
    }
    out.push_str("</w:pPr>");
    for one in &paragraph.runs {
        run(out, one);
    }
    out.push_str("</w:p>");
}

fn run(out: &mut String, run: &Run) {
    out.push_str("<w:r>");
    let mut look = String::new();
    if let Some(font) = run.font {
        let name = face(font);
        look.push_str(&format!("<w:rFonts w:eastAsia=\"{name}\" w:hint=\"eastAsia\"/>"));
    }
    for (is, tag) in [(run.bold, "<w:b/>"), (run.strike, "<w:strike/>")] {
        if is {
            look.push_str(tag);
        }
    }
    if let Some(size) = run.size {
        look.push_str(&format!("<w:sz w:val=\"{size}\"/><w:szCs w:val=\"{size}\"/>"));
    }
    if run.underline {
        look.push_str("<w:u w:val=\"single\"/>");
    }
    if !look.is_empty() {
        out.push_str(&format!("<w:rPr>{look}</w:rPr>"));
    }
    for (at, line) in run.text.split('\n').enumerate() {
        if at > 0 {
            out.push_str("<w:br/>");
        }
        for (at, piece) in line.split('\t').enumerate() {
            if at > 0 {
                out.push_str("<w:tab/>");
            }
            if !piece.is_empty() {
                out.push_str(&format!("<w:t xml:space=\"preserve\">{}</w:t>", escaped(piece)));
            }
        }
    }
    out.push_str("</w:r>");
}

/// The name of a face, as 公文 are set in; `parts` has the stand-ins.
fn face(font: Font) -> &'static str {
    match font {
        Font::FangSong => "仿宋_GB2312",
        Font::Hei => "黑体",
        Font::Kai => "楷体_GB2312",
        Font::Title => "方正小标宋简体",
        Font::Song => "宋体",
    }
}

fn table(out: &mut String, table: &Table) {
    let whole: u32 = table.widths.iter().sum();
    out.push_str(&format!(
        "<w:tbl><w:tblPr><w:tblStyle w:val=\"TableGrid\"/><w:tblW w:w=\"{whole}\" w:type=\"dxa\"/><w:tblLayout w:type=\"fixed\"/></w:tblPr><w:tblGrid>"
    ));
    for width in &table.widths {
        out.push_str(&format!("<w:gridCol w:w=\"{width}\"/>"));
    }
    out.push_str("</w:tblGrid>");
    let head: Vec<Cell> = table.head.iter().map(|words| Cell::new(vec![Paragraph::of(Style::CellHead, words)])).collect();
    row(out, &table.widths, &head, "<w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>");
    for cells in &table.rows {
        row(out, &table.widths, cells, "");
    }
    out.push_str("</w:tbl>");
}

fn row(out: &mut String, widths: &[u32], cells: &[Cell], properties: &str) {
    out.push_str(&format!("<w:tr>{properties}"));
    let mut widths = widths.iter();
    for cell in cells {
        let width: u32 = widths.by_ref().take(cell.columns).sum();
        out.push_str(&format!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/>"));
        if cell.columns > 1 {
            out.push_str(&format!("<w:gridSpan w:val=\"{}\"/>", cell.columns));
        }
        out.push_str("</w:tcPr>");
        for one in &cell.paragraphs {
            paragraph(out, one);
        }
        // A cell without a paragraph is damaged in the eyes of Word.
        if cell.paragraphs.is_empty() {
            paragraph(out, &Paragraph::new(Style::Cell));
        }
        out.push_str("</w:tc>");
    }
    out.push_str("</w:tr>");
}
