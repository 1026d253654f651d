//! Word documents (DOCX) in the form of 公文: A4, the margins and faces of GB/T 9704-2012, page numbers "— 1 —".
//!
//! A [`Document`] is a list of paragraphs and tables; [`Document::bytes`] gives the file. The same document gives the same bytes. Faces
//! are named, never shipped; each names a stand-in that Word and WPS bring along. Knows nothing of the rest of the program.
//! Read next: `write` (the body), `parts` (styles, footers, what every file has). Reading is [`crate::law::docx`].

mod parts;
mod write;

/// A document.
#[derive(Clone, Debug, Default)]
pub struct Document {
    /// Its title among the file's properties.
    pub title: String,
    /// How the paper lies.
    pub paper: Paper,
    /// What stands in it.
    pub blocks: Vec<Block>,
}

/// How the A4 paper lies.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Paper {
    /// Upright, for texts.
    #[default]
    Portrait,
    /// On its side, for wide tables. The binding edge is at the top.
    Landscape,
}

impl Paper {
    /// Width of the type area in twentieths of a point: 156 mm upright, 225 mm on the side.
    pub fn width(self) -> u32 {
        match self {
            Self::Portrait => 8_844,
            Self::Landscape => 12_756,
        }
    }
}

/// A paragraph or a table.
#[derive(Clone, Debug)]
pub enum Block {
    /// A paragraph.
    Paragraph(Paragraph),
    /// A table.
    Table(Table),
}

impl From<Paragraph> for Block {
    fn from(paragraph: Paragraph) -> Self {
        Self::Paragraph(paragraph)
    }
}

impl From<Table> for Block {
    fn from(table: Table) -> Self {
        Self::Table(table)
    }
}

/// What a paragraph is; decides face, size, place and indent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// 正文: size-3 仿宋, first line indented by two characters, 28.99 pt from line to line.
    #[default]
    Body,
    /// 标题: size-2 小标宋, centred.
    Title,
    /// 题注 and the like under the title: size-3 楷体, centred.
    Subtitle,
    /// A part or chapter of a law: size-3 黑体, centred.
    Chapter,
    /// 一、: size-3 黑体.
    Heading,
    /// （一）: size-3 楷体.
    Subheading,
    /// In a table: size-5 仿宋, not indented.
    Cell,
    /// The head of a table's column: size-5 黑体, centred.
    CellHead,
}

/// The faces GB/T 9704 names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Font {
    /// 仿宋, for the text.
    FangSong,
    /// 黑体, for first headings and for numbers of articles.
    Hei,
    /// 楷体, for second headings.
    Kai,
    /// 小标宋, for titles.
    Title,
    /// 宋体, for page numbers.
    Song,
}

/// Where the lines of a paragraph stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// At both edges.
    Both,
    /// At the left edge.
    Left,
    /// In the middle.
    Center,
    /// At the right edge.
    Right,
}

/// A paragraph.
#[derive(Clone, Debug, Default)]
pub struct Paragraph {
    style: Style,
    align: Option<Align>,
    indent: Option<u32>,
    runs: Vec<Run>,
}

impl Paragraph {
    /// An empty one.
    pub fn new(style: Style) -> Self {
        Self { style, ..Self::default() }
    }

    /// With words in the face of its style. Line ends become line breaks.
    pub fn of(style: Style, words: impl Into<String>) -> Self {
        Self::new(style).run(Run::new(words))
    }

    /// Adds a stretch of words.
    pub fn run(mut self, run: Run) -> Self {
        self.runs.push(run);
        self
    }

    /// Stands elsewhere than its style says.
    pub fn align(mut self, align: Align) -> Self {
        self.align = Some(align);
        self
    }

    /// Its first line begins after this many characters.
    pub fn indent(mut self, characters: u32) -> Self {
        self.indent = Some(characters);
        self
    }
}

/// A stretch of words that look alike.
#[derive(Clone, Debug, Default)]
pub struct Run {
    text: String,
    font: Option<Font>,
    size: Option<u32>,
    bold: bool,
    strike: bool,
    underline: bool,
}

impl Run {
    /// Words in the face of their paragraph.
    pub fn new(text: impl Into<String>) -> Self {
        Self { text: text.into(), ..Self::default() }
    }

    /// In another face.
    pub fn font(mut self, font: Font) -> Self {
        self.font = Some(font);
        self
    }

    /// In another size, in half points: 32 for size 3, 21 for size 5.
    pub fn size(mut self, half_points: u32) -> Self {
        self.size = Some(half_points);
        self
    }

    /// Bold.
    pub fn bold(mut self) -> Self {
        self.bold = true;
        self
    }

    /// Struck through.
    pub fn strike(mut self) -> Self {
        self.strike = true;
        self
    }

    /// Underlined.
    pub fn underline(mut self) -> Self {
        self.underline = true;
        self
    }
}

/// A table with a head that comes again on every page.
#[derive(Clone, Debug, Default)]
pub struct Table {
    widths: Vec<u32>,
    head: Vec<String>,
    rows: Vec<Vec<Cell>>,
}

impl Table {
    /// One with these heads over its columns. `shares` say how wide each column is beside the others; the table is `width` wide, in
    /// twentieths of a point ([`Paper::width`]).
    pub fn new(width: u32, columns: &[(&str, u32)]) -> Self {
        let whole: u32 = columns.iter().map(|(_, share)| share).sum::<u32>().max(1);
        let widths = columns.iter().map(|(_, share)| width * share / whole).collect();
        Self { widths, head: columns.iter().map(|(head, _)| (*head).to_owned()).collect(), rows: Vec::new() }
    }

    /// Adds a row; its cells should fill the columns.
    pub fn row(&mut self, cells: Vec<Cell>) {
        self.rows.push(cells);
    }
}

/// A cell of a table.
#[derive(Clone, Debug)]
pub struct Cell {
    paragraphs: Vec<Paragraph>,
    columns: usize,
}

impl Cell {
    /// One with paragraphs.
    pub fn new(paragraphs: Vec<Paragraph>) -> Self {
        Self { paragraphs, columns: 1 }
    }

    /// One with words, each line a paragraph.
    pub fn of(words: &str) -> Self {
        Self::new(words.lines().map(|line| Paragraph::of(Style::Cell, line)).collect())
    }

    /// Over several columns.
    pub fn over(mut self, columns: usize) -> Self {
        self.columns = columns.max(1);
        self
    }
}

/// The media type of the file.
pub const MEDIA_TYPE: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";

#[cfg(test)]
mod tests;
