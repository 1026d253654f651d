//! Amending decisions and drafts: 将第三条修改为：“…”, 增加一条，作为第五条：“…”, 删去第九条 … read and applied to the text they amend.
//!
//! [`read`] gives one [`Instruction`] for each single change, [`apply`] carries them out. Numbers name provisions of the OLD text; only what
//! stands after 作为 or 改为 is a number of the new one. What cannot be read or carried out is never dropped: it comes back in
//! [`Applied::left`] with its line and the reason. Read next: `entry` (entries and quotations), `lex` and `grammar` (what they say),
//! `unit` (the text being amended), `apply` and `edit`, `arrange` and
//! `finish` (the new numbers), `follow` (references to what has another number now).

mod apply;
mod arrange;
mod edit;
mod entry;
mod finish;
mod follow;
mod grammar;
mod lex;
mod unit;

pub use apply::{Applied, Done, Followed, Left, apply};

use super::Kind;
use super::numerals::chinese;
use super::parse;
use serde::Serialize;
use std::fmt;

/// Where in the old text a change is made, or where in the new one something will stand. Without any number: the whole law.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, Serialize)]
pub struct Place {
    /// 编、章、节 from the outermost inwards, for changes to divisions.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub divisions: Vec<(Kind, u32)>,
    /// Number and 之 number (0 for none) of the article.
    pub article: Option<(u32, u32)>,
    /// 款, from 1.
    pub paragraph: Option<u32>,
    /// 项
    pub item: Option<u32>,
    /// 目
    pub subitem: Option<u32>,
}

impl Place {
    /// The level of the provision named; none for the whole law.
    pub fn kind(&self) -> Option<Kind> {
        let below = [(self.subitem, Kind::Subitem), (self.item, Kind::Item), (self.paragraph, Kind::Paragraph)];
        let found = below.into_iter().find(|(number, _)| number.is_some()).map(|(_, kind)| kind);
        found.or(self.article.map(|_| Kind::Article)).or(self.divisions.last().map(|(kind, _)| *kind))
    }

    /// The last number of the place.
    fn number(&self) -> Option<u32> {
        self.subitem.or(self.item).or(self.paragraph).or(self.article.map(|(n, _)| n)).or(self.divisions.last().map(|(_, n)| *n))
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if *self == Place::default() {
            return f.write_str("全文");
        }
        if self.article.is_none() {
            for (kind, n) in &self.divisions {
                write!(f, "第{}{}", chinese(*n), kind.zh())?;
            }
        }
        if let Some((n, sub)) = self.article {
            write!(f, "第{}条", chinese(n))?;
            if sub > 0 {
                write!(f, "之{}", chinese(sub))?;
            }
        }
        for (number, kind) in [(self.paragraph, Kind::Paragraph), (self.item, Kind::Item), (self.subitem, Kind::Subitem)] {
            if let Some(n) = number {
                write!(f, "第{}{}", chinese(n), kind.zh())?;
            }
        }
        Ok(())
    }
}

/// One single change an amending text asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Instruction {
    /// Line of the amending text, from 1.
    pub line: usize,
    /// The clause it stands in, with its quotations.
    pub text: String,
    /// The law it changes, where the amending text changes several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub law: Option<String>,
    /// What is to be done.
    pub action: Action,
}

/// What an instruction does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Action {
    /// 将第三条修改为：“…”: the provisions get these lines instead of theirs.
    Rewrite {
        /// What is written anew; several where they are written anew together.
        places: Vec<Place>,
        /// The new words, one line for each paragraph or item.
        text: Vec<String>,
    },
    /// 将第三条中的“甲”修改为“乙”, and 删去第三条中的“甲”.
    Words {
        /// Where.
        place: Place,
        /// The words that go.
        old: String,
        /// What comes instead; empty where words are only taken out.
        new: String,
    },
    /// 在第三条中的“甲”后增加“乙”.
    Beside {
        /// Where.
        place: Place,
        /// The words that stay.
        anchor: String,
        /// The words that come.
        new: String,
        /// Behind the words that stay, else in front of them.
        after: bool,
    },
    /// 增加一条，作为第五条：“…”, 增加一款, 增加一项, 增加一章.
    Add {
        /// What is added.
        kind: Kind,
        /// Inside which provision; the whole law for articles.
        inside: Place,
        /// Behind which provision of the old text, where it says so.
        after: Option<Place>,
        /// The numbers in the new text.
        targets: Vec<Place>,
        /// The words, one line for each paragraph or item.
        text: Vec<String>,
    },
    /// 删去第九条.
    Delete {
        /// What goes.
        place: Place,
    },
    /// 将第六条改为第七条.
    Move {
        /// In the old text.
        from: Place,
        /// In the new one.
        to: Place,
    },
    /// 将第六条、第七条合并，作为第六条.
    Merge {
        /// In the old text.
        from: Vec<Place>,
        /// In the new one, where it says so.
        to: Option<Place>,
        /// The new words; none where the old ones are only put together.
        text: Vec<String>,
    },
    /// 将第六条分为两条，作为第六条、第七条：“…”.
    Split {
        /// In the old text.
        from: Place,
        /// In the new one.
        to: Vec<Place>,
        /// The new words.
        text: Vec<String>,
    },
    /// 将第三章章名修改为“…”.
    Heading {
        /// The division.
        place: Place,
        /// Its new title.
        text: String,
    },
    /// 条文顺序作相应调整: the numbers follow.
    Order,
    /// 本决定自公布之日起施行: nothing changes in the text.
    Closing,
    /// Cannot be carried out, and why.
    Unclear(Why),
}

/// Why an instruction could not be carried out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Why {
    /// No way of saying a change that is known.
    NotUnderstood,
    /// 部分文字作相应修改: does not say which words.
    Vague,
    /// The new words are missing.
    NoText,
    /// The old text has no such provision.
    NoPlace(String),
    /// The words are not there.
    NoWords(String),
    /// It changes another law.
    OtherLaw(String),
    /// It was carried out, but the provision came to bear another number than the instruction says: said, found.
    Number(String, String),
}

impl fmt::Display for Why {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Why::NotUnderstood => f.write_str("this is no instruction that is known; carry it out by hand"),
            Why::Vague => f.write_str("it does not say which words change; carry it out by hand"),
            Why::NoText => f.write_str("the new words are missing; expected them in quotation marks"),
            Why::NoPlace(place) => write!(f, "the text has no {place}"),
            Why::NoWords(words) => write!(f, "the words “{words}” are not there"),
            Why::OtherLaw(law) => write!(f, "it changes another law, {law}"),
            Why::Number(said, found) => write!(f, "carried out, but what should be {said} has become {found}"),
        }
    }
}

/// The instructions of an amending text, in its order.
pub fn read(text: &str) -> Vec<Instruction> {
    entry::entries(text).iter().flat_map(grammar::instructions).collect()
}

/// Whether a text amends another one instead of standing alone: it has no article of its own and gives instructions. A decision with the
/// whole amended law printed after it stands alone.
pub fn is_amending(text: &str) -> bool {
    let tells = || read(text).iter().any(|i| !matches!(i.action, Action::Unclear(_) | Action::Closing | Action::Order));
    parse::parse(text).articles().next().is_none() && tells()
}

#[cfg(test)]
mod tests;
