//! The words of an entry → the few words that matter: 将, 第三条, 修改为, 增加, 作为, a quotation …

use super::entry::{Entry, Piece};
use crate::law::Kind;
use crate::law::numerals::{self, split_first};
use crate::law::parse::is_space;

/// One word of an instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Lex {
    /// 第三条, 第二款: kind, number, 之 number.
    Step(Kind, u32, u32),
    /// 一条, 两款
    Count(u32, Kind),
    /// A quotation.
    Quote(Vec<String>),
    /// 修改为, 改为
    Become,
    /// 作为
    As,
    /// 增加
    Add,
    /// 删去
    Delete,
    /// 合并, 合并为
    Merge,
    /// 分为
    Split,
    /// 移至
    MoveTo,
    /// 中的
    In,
    /// 后
    After,
    /// 前
    Before,
    /// 章名
    Heading,
    /// 本法, 全文
    Whole,
    /// 该条
    ThisArticle,
    /// 该款
    ThisParagraph,
    /// 、 and 和
    And,
    /// 至
    To,
    /// Words that say nothing by themselves.
    Noise,
    /// Everything else.
    Unknown,
    /// 。 and ；
    End,
}

/// A word, its line and its text as printed.
#[derive(Debug, Clone)]
pub(super) struct Word {
    pub(super) lex: Lex,
    pub(super) line: usize,
    pub(super) text: String,
}

/// The words that are known, the longer before the shorter.
const WORDS: [(&str, Lex); 72] = [
    ("分别修改为", Lex::Become),
    ("统一修改为", Lex::Become),
    ("修改为", Lex::Become),
    ("修改成", Lex::Become),
    ("修正为", Lex::Become),
    ("改写为", Lex::Become),
    ("调整为", Lex::Become),
    ("顺延为", Lex::Become),
    ("改为", Lex::Become),
    ("作为", Lex::As),
    ("列为", Lex::As),
    ("增加规定", Lex::Add),
    ("增加", Lex::Add),
    ("新增", Lex::Add),
    ("增写", Lex::Add),
    ("增设", Lex::Add),
    ("删去", Lex::Delete),
    ("删除", Lex::Delete),
    ("删掉", Lex::Delete),
    ("合并为", Lex::Merge),
    ("合并成", Lex::Merge),
    ("合并", Lex::Merge),
    ("拆分为", Lex::Split),
    ("分解为", Lex::Split),
    ("分为", Lex::Split),
    ("移至", Lex::MoveTo),
    ("移到", Lex::MoveTo),
    ("中的", Lex::In),
    ("里的", Lex::In),
    ("中", Lex::In),
    ("之后", Lex::After),
    ("后面", Lex::After),
    ("后", Lex::After),
    ("之前", Lex::Before),
    ("前面", Lex::Before),
    ("前", Lex::Before),
    ("章名", Lex::Heading),
    ("节名", Lex::Heading),
    ("编名", Lex::Heading),
    ("名称", Lex::Heading),
    ("标题", Lex::Heading),
    ("本法", Lex::Whole),
    ("本条例", Lex::Whole),
    ("本规定", Lex::Whole),
    ("本办法", Lex::Whole),
    ("全文", Lex::Whole),
    ("该条", Lex::ThisArticle),
    ("该款", Lex::ThisParagraph),
    ("以及", Lex::And),
    ("和", Lex::And),
    ("与", Lex::And),
    ("及", Lex::And),
    ("、", Lex::And),
    ("至", Lex::To),
    ("其中", Lex::Noise),
    ("同时", Lex::Noise),
    ("相应", Lex::Noise),
    ("分别", Lex::Noise),
    ("统一", Lex::Noise),
    ("刑法", Lex::Noise),
    ("具体内容为", Lex::Noise),
    ("内容为", Lex::Noise),
    ("表述为", Lex::Noise),
    ("内容", Lex::Noise),
    ("规定", Lex::Noise),
    ("字样", Lex::Noise),
    ("二字", Lex::Noise),
    ("两字", Lex::Noise),
    ("一词", Lex::Noise),
    ("条例", Lex::Whole),
    ("办法", Lex::Whole),
    ("此外", Lex::Noise),
];

/// Single characters that say nothing by themselves.
const NOISE: &str = "对将在并把原均的，,：:也、";

/// The words of an entry; a new line ends a clause like a full stop.
pub(super) fn words(entry: &Entry) -> Vec<Word> {
    let mut out: Vec<Word> = Vec::new();
    for piece in &entry.pieces {
        match piece {
            Piece::Quote(line, lines) => {
                let text = format!("“{}”", lines.join("\n"));
                out.push(Word { lex: Lex::Quote(lines.clone()), line: *line, text });
            }
            Piece::Words(line, text) => {
                let goes_on = text.trim_start().starts_with(['，', ',', '、', '；', '。', '”']);
                let breaks = |w: &Word| match &w.lex {
                    // A quotation may run over several lines, blank ones among them.
                    Lex::Quote(lines) => w.line + lines.len() <= *line && !goes_on,
                    _ => w.line < *line && !w.text.ends_with(['：', ':', '，', ',']),
                };
                if out.last().is_some_and(breaks) {
                    out.push(Word { lex: Lex::End, line: *line, text: String::new() });
                }
                read(text, *line, &mut out);
            }
        }
    }
    out
}

fn read(text: &str, line: usize, out: &mut Vec<Word>) {
    let mut rest = text;
    while let Some((first, after)) = split_first(rest) {
        let (lex, tail) = if is_space(first) {
            (Lex::Noise, after)
        } else if let Some(found) = step(rest) {
            found
        } else if matches!(first, '。' | '；' | ';') {
            (Lex::End, after)
        } else if first == '《' {
            (Lex::Noise, after.split_once('》').map_or(after, |(_, tail)| tail))
        } else if let Some((lex, tail)) = WORDS.iter().find_map(|(word, lex)| Some((lex.clone(), rest.strip_prefix(word)?))) {
            (lex, tail)
        } else if let Some(found) = count(rest) {
            found
        } else if NOISE.contains(first) {
            (Lex::Noise, after)
        } else {
            (Lex::Unknown, after)
        };
        let text = rest.strip_suffix(tail).unwrap_or_default().to_owned();
        out.push(Word { lex, line, text });
        rest = tail;
    }
}

fn unit(c: char) -> Option<Kind> {
    Some(match c {
        '编' => Kind::Part,
        '章' => Kind::Chapter,
        '节' => Kind::Section,
        '条' => Kind::Article,
        '款' => Kind::Paragraph,
        '项' => Kind::Item,
        '目' => Kind::Subitem,
        _ => return None,
    })
}

/// 第三条之一, 第（二）项, 第1目
pub(super) fn step(text: &str) -> Option<(Lex, &str)> {
    let rest = text.strip_prefix('第')?.trim_start_matches(is_space);
    let rest = rest.trim_start_matches(['（', '(']);
    let (number, rest) = numerals::take(rest)?;
    let rest = rest.trim_start_matches(['）', ')']).trim_start_matches(is_space);
    let (c, rest) = split_first(rest)?;
    let kind = unit(c)?;
    if kind == Kind::Article
        && let Some((sub, tail)) = rest.strip_prefix('之').and_then(numerals::take)
        && (1..100).contains(&sub)
    {
        return Some((Lex::Step(kind, number, sub), tail));
    }
    Some((Lex::Step(kind, number, 0), rest))
}

/// 一条, 二款, 三项
fn count(text: &str) -> Option<(Lex, &str)> {
    let (number, rest) = numerals::take(text)?;
    let (c, rest) = split_first(rest.strip_prefix('个').unwrap_or(rest))?;
    let kind = unit(c)?;
    (1..200).contains(&number).then_some((Lex::Count(number, kind), rest))
}
