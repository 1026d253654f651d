//! Chinese legislative text: structure, references, comparison.
//!
//! A [`Law`] is a tree of [`Provision`]s: 编 part, 分编 subpart, 章 chapter, 节 section, 条 article,
//! 款 paragraph, 项 item, 目 subitem. Every provision has a stable ASCII eId. Article eIds are flat
//! (`art_5`, `art_120_1` for 第一百二十条之一) because article numbers run on through the chapters;
//! below an article come `__para_2`, `__item_3`, `__sub_1`.
//!
//! Pure code: no files, no network, no clock, and no panic on any input. Read next: [`parse`] (text to
//! tree), [`label`] (eId to 第五条第二款), [`mod@reference`] (第五条 in free text), [`diff`], [`mod@anchor`] (where
//! quoted words went), [`amend`], [`docx`], [`akn`].

pub mod akn;
pub mod amend;
pub mod anchor;
pub mod diff;
pub mod docx;
pub mod label;
pub mod numerals;
pub mod parse;
pub mod read;
pub mod reference;

use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// One regulation, or one draft of it, read from text.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Law {
    /// The title on one line, with a note such as （草案） at its end; empty when the text has none.
    pub title: String,
    /// 题注: enacting body and date, then each amendment, one line each.
    #[serde(default)]
    pub issued: Vec<String>,
    /// 序言, or the opening words of a decision; lines joined by `\n`.
    #[serde(default)]
    pub preamble: String,
    /// The tree, in the order of the text.
    pub provisions: Vec<Provision>,
    /// What is not law text: contents, attachments, comments, quoted notes.
    #[serde(default)]
    pub remainder: Vec<Remainder>,
    /// What a careful reader should look at.
    #[serde(default)]
    pub warnings: Vec<Warning>,
}

/// A line of the input that is in no provision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Remainder {
    /// Line of the input, from 1.
    pub line: usize,
    /// The line, trimmed.
    pub text: String,
}

/// Something odd at a line of the input.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Warning {
    /// Line of the input, from 1.
    pub line: usize,
    /// What is odd.
    pub kind: Oddity,
    /// The same as one English sentence.
    pub message: String,
}

impl Warning {
    /// A warning at a line.
    pub fn new(line: usize, kind: Oddity) -> Warning {
        Warning { line, message: kind.to_string(), kind }
    }
}

/// What can be odd; its text is one English sentence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Oddity {
    /// A line before the first provision that is neither title nor 题注.
    Stray,
    /// This number, as printed, does not follow the one before it.
    Skips(String),
    /// Begins like an article, but its number does not fit in.
    OutOfOrder,
    /// The article repeats the number of the one before it.
    Repeats,
    /// The article's number is lower than that of the one before it.
    Lower,
    /// This article follows that one.
    Gap(String, String),
    /// From here on attachments.
    Attachments,
    /// No provision at all.
    NoProvision,
    /// Provisions, but no article.
    NoArticle,
    /// No title.
    NoTitle,
}

impl fmt::Display for Oddity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Oddity::Stray => "line before the first provision that is neither title nor 题注; kept as remainder",
            Oddity::Skips(number) => return write!(f, "{number} does not follow the number before it"),
            Oddity::OutOfOrder => "looks like an article out of order; kept as text",
            Oddity::Repeats => "repeats the number of the article before it",
            Oddity::Lower => "its number is lower than that of the article before it",
            Oddity::Gap(found, last) => return write!(f, "{found} follows {last}; articles between them are missing"),
            Oddity::Attachments => "from here on attachments; kept as remainder",
            Oddity::NoProvision => "no provision found; expected a line that begins with 第一条, or with 一、",
            Oddity::NoArticle => "no article (第…条) found; numbered entries and paragraphs are kept instead",
            Oddity::NoTitle => "no title found; expected it on a line of its own before the first article",
        })
    }
}

/// One node of the tree.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provision {
    /// Stable ASCII identifier, unique in its law.
    pub eid: String,
    /// What it is.
    pub kind: Kind,
    /// The number as printed, e.g. 第五条, （三）, 1．; empty for a paragraph.
    pub number: String,
    /// Title of a division, or the caption of an article, without its brackets.
    pub heading: String,
    /// The two brackets around an article's caption as printed, e.g. （）; usually empty.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub brackets: String,
    /// Own words. Empty for divisions, and for articles: their words are in paragraphs.
    /// Lines that belong together (a table, a continued item) are joined by `\n`.
    pub text: String,
    /// Line of the input where it begins, from 1.
    #[serde(default)]
    pub line: usize,
    /// Provisions inside this one.
    pub children: Vec<Provision>,
}

/// The levels of a Chinese law, outermost first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// 编
    Part,
    /// 分编
    Subpart,
    /// 章
    Chapter,
    /// 节
    Section,
    /// 条
    Article,
    /// 款
    Paragraph,
    /// 项
    Item,
    /// 目
    Subitem,
}

impl Kind {
    /// Every kind, outermost first.
    pub const ALL: [Kind; 8] =
        [Kind::Part, Kind::Subpart, Kind::Chapter, Kind::Section, Kind::Article, Kind::Paragraph, Kind::Item, Kind::Subitem];

    /// The word used in JSON and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Part => "part",
            Kind::Subpart => "subpart",
            Kind::Chapter => "chapter",
            Kind::Section => "section",
            Kind::Article => "article",
            Kind::Paragraph => "paragraph",
            Kind::Item => "item",
            Kind::Subitem => "subitem",
        }
    }

    /// The Chinese word, e.g. 条.
    pub fn zh(self) -> &'static str {
        match self {
            Kind::Part => "编",
            Kind::Subpart => "分编",
            Kind::Chapter => "章",
            Kind::Section => "节",
            Kind::Article => "条",
            Kind::Paragraph => "款",
            Kind::Item => "项",
            Kind::Subitem => "目",
        }
    }

    /// True for 编, 分编, 章 and 节, which only group articles.
    pub fn is_division(self) -> bool {
        self < Kind::Article
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A word that is none of the eight kinds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownKind(pub String);

impl fmt::Display for UnknownKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "unknown kind of provision {:?}; expected part, subpart, chapter, section, article, paragraph, item or subitem", self.0)
    }
}

impl std::error::Error for UnknownKind {}

impl FromStr for Kind {
    type Err = UnknownKind;

    fn from_str(word: &str) -> Result<Kind, UnknownKind> {
        Kind::ALL.into_iter().find(|kind| kind.as_str() == word).ok_or_else(|| UnknownKind(word.to_string()))
    }
}

impl Law {
    /// The articles in the order of the text, without the divisions around them.
    pub fn articles(&self) -> impl Iterator<Item = &Provision> {
        self.walk().filter(|p| p.kind == Kind::Article)
    }

    /// Every provision in the order of the text, each before its children.
    pub fn walk(&self) -> Walk<'_> {
        Walk { stack: self.provisions.iter().rev().collect() }
    }

    /// What follows the last provision, line by line: attachments, without quoted notes and comments.
    pub fn attachments(&self) -> Vec<&str> {
        let last = self.walk().map(|p| p.line).max().unwrap_or(usize::MAX);
        let after = self.remainder.iter().filter(|r| r.line > last && !r.text.starts_with('>') && !r.text.starts_with("<!--"));
        after.map(|r| r.text.as_str()).collect()
    }

    /// The provision with this eId.
    pub fn find(&self, eid: &str) -> Option<&Provision> {
        self.walk().find(|p| p.eid == eid)
    }

    /// How people cite a provision of this law: 第五条第（三）项 where the article has only one 款, which nobody
    /// counts then.
    pub fn label_of(&self, eid: &str) -> String {
        let label = label::label_of(eid);
        let Some(article) = label::article_of(eid) else {
            return label;
        };
        let single = self.find(article).is_some_and(|a| a.children.len() == 1);
        let below = eid.split("__").count() > 1;
        match single && below {
            true => label.replacen("第一款", "", 1),
            false => label,
        }
    }

    /// The divisions around a provision, outermost first, then the provisions above it.
    pub fn ancestors(&self, eid: &str) -> Vec<&Provision> {
        fn search<'a>(nodes: &'a [Provision], eid: &str, path: &mut Vec<&'a Provision>) -> bool {
            for node in nodes {
                if node.eid == eid {
                    return true;
                }
                path.push(node);
                if search(&node.children, eid, path) {
                    return true;
                }
                path.pop();
            }
            false
        }
        let mut path = Vec::new();
        search(&self.provisions, eid, &mut path);
        path
    }
}

impl Provision {
    /// This provision and all below it, in the order of the text.
    pub fn walk(&self) -> Walk<'_> {
        Walk { stack: vec![self] }
    }

    /// All words of the provision, one line for each paragraph and item with its number; an article's
    /// own number and caption are left out.
    pub fn plain_text(&self) -> String {
        let mut lines = Vec::new();
        for node in self.walk() {
            let own = node.eid == self.eid;
            let number = if own { "" } else { node.number.as_str() };
            let heading = if own { "" } else { node.heading.as_str() };
            let line = format!("{number}{heading}{}", node.text);
            if !line.is_empty() {
                lines.push(line);
            }
        }
        lines.join("\n")
    }

    /// How people cite it: 第五条, 第五条第二款第（三）项, 第一章.
    pub fn label(&self) -> String {
        label::label_of(&self.eid)
    }
}

/// Iterator of [`Law::walk`] and [`Provision::walk`].
#[derive(Debug, Clone)]
pub struct Walk<'a> {
    stack: Vec<&'a Provision>,
}

impl<'a> Iterator for Walk<'a> {
    type Item = &'a Provision;

    fn next(&mut self) -> Option<&'a Provision> {
        let node = self.stack.pop()?;
        self.stack.extend(node.children.iter().rev());
        Some(node)
    }
}
