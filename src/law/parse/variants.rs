//! Real laws typed in every way people type them: the same articles have to come back, in order and complete, and no other.
//!
//! The laws are those of `../shared/data`; where that folder is missing nothing is read. Which law is typed in which way is fixed.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use super::*;
use crate::law::label::article_number;
use crate::law::numerals::chinese;
use crate::law::{Kind, Provision};
use std::collections::BTreeMap;

/// A law as it will be typed.
struct Source {
    title: String,
    units: Vec<Unit>,
}

enum Unit {
    /// Number and heading.
    Division(String, String),
    /// Number, 之 number, lines.
    Article(u32, u32, Vec<String>),
}

/// Number, 之 number and words without white space.
type Told = (u32, u32, String);

impl Source {
    /// From a law without oddities; chapters are put in where it has none.
    fn of(law: &Law) -> Option<Source> {
        let bare = law.walk().all(|p| !p.kind.is_division());
        let mut units = Vec::new();
        let mut count = 0;
        for p in law.walk() {
            if p.kind.is_division() {
                units.push(Unit::Division(p.number.clone(), p.heading.clone()));
            } else if p.kind == Kind::Article {
                if bare && count % 7 == 0 && law.articles().count() > 10 {
                    let name = ["总则", "职责分工", "监督管理", "服务与保障", "法律责任", "附则"].get(count / 7 % 6)?;
                    units.push(Unit::Division(format!("第{}章", chinese(u32::try_from(count / 7 + 1).ok()?)), (*name).to_owned()));
                }
                count += 1;
                let (number, sub) = article_number(&p.eid)?;
                let lines = p.plain_text().lines().map(str::to_owned).collect();
                units.push(Unit::Article(number, sub, lines));
            }
        }
        (count > 2).then(|| Source { title: if law.title.is_empty() { "某市夜市条例".to_owned() } else { law.title.clone() }, units })
    }

    fn told(&self) -> Vec<Told> {
        let told = |unit: &Unit| match unit {
            Unit::Article(n, sub, lines) => Some((*n, *sub, squeeze(&lines.concat()))),
            Unit::Division(..) => None,
        };
        self.units.iter().filter_map(told).collect()
    }

    fn divisions(&self) -> Vec<(&str, &str)> {
        self.units.iter().filter_map(|u| if let Unit::Division(n, h) = u { Some((n.as_str(), h.as_str())) } else { None }).collect()
    }

    /// Typed with these hands: a division, the number of an article with what sets it apart, every other line.
    fn typed(&self, division: impl Fn(&str, &str) -> String, number: impl Fn(u32, u32) -> String, line: impl Fn(&str) -> String) -> String {
        let mut out = String::new();
        for unit in &self.units {
            match unit {
                Unit::Division(number, heading) => out.push_str(&format!("{}\n", division(number, heading))),
                Unit::Article(n, sub, lines) => {
                    let first = lines.first().map(String::as_str).unwrap_or_default();
                    out.push_str(&format!("{}{first}\n", number(*n, *sub)));
                    lines.iter().skip(1).for_each(|words| out.push_str(&format!("{}\n", line(words))));
                }
            }
        }
        out
    }

    /// The usual way.
    fn body(&self) -> String {
        self.typed(|number, heading| format!("{number}　{heading}"), |n, sub| format!("{}　", zh(n, sub)), str::to_owned)
    }

    fn with(&self, number: impl Fn(u32, u32) -> String) -> String {
        format!("{}\n{}", self.title, self.typed(|number, heading| format!("{number} {heading}"), number, str::to_owned))
    }

    fn whole(&self) -> String {
        format!("{}\n\n{}", self.title, self.body())
    }

    /// A contents list, each entry as given.
    fn contents(&self, name: &str, entry: impl Fn(usize, &str, &str) -> String) -> String {
        let list: String = self.divisions().iter().enumerate().map(|(at, (n, h))| format!("{}\n", entry(at, n, h))).collect();
        format!("{}\n{name}\n{list}\n{}", self.title, self.body())
    }

    /// Something at every so many lines of the body.
    fn strewn(&self, every: usize, what: impl Fn(usize) -> String) -> String {
        let mut out = format!("{}\n", self.title);
        for (at, line) in self.body().lines().enumerate() {
            out.push_str(&format!("{line}\n"));
            if at % every == every - 1 {
                out.push_str(&format!("{}\n", what(at / every + 1)));
            }
        }
        out
    }
}

fn zh(n: u32, sub: u32) -> String {
    match sub {
        0 => format!("第{}条", chinese(n)),
        _ => format!("第{}条之{}", chinese(n), chinese(sub)),
    }
}

fn spaced(text: &str, space: &str) -> String {
    text.chars().map(String::from).collect::<Vec<_>>().join(space)
}

/// Every line broken at so many characters, as a text copied from a PDF is.
fn wrapped(text: &str, width: usize) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let chars: Vec<char> = line.chars().collect();
        for piece in chars.chunks(width) {
            out.push_str(&format!("{}\n", piece.iter().collect::<String>()));
        }
    }
    out
}

/// How much has to come back.
#[derive(Clone, Copy, PartialEq)]
enum Back {
    /// Numbers and words.
    Words,
    /// Numbers; words have something strewn among them.
    Numbers,
}

struct Variant(&'static str, Back, fn(&Source) -> String);

const EXPLANATION: &str = "关于《某条例（草案）》的说明\n主任、各位副主任、秘书长、各位委员：\n　　现就草案作如下说明。\n一、立法的必要性\n\
    第一条规定了立法目的。\n二、主要内容\n第三条 关于适用范围，草案作了规定。\n第四条　关于职责。\n以上说明和草案，请审议。\n";

const VARIANTS: [Variant; 62] = [
    Variant("usual", Back::Words, Source::whole),
    Variant("nothing after the number", Back::Words, |s| s.with(zh)),
    Variant("one space", Back::Words, |s| s.with(|n, sub| format!("{} ", zh(n, sub)))),
    Variant("two spaces", Back::Words, |s| s.with(|n, sub| format!("{}  ", zh(n, sub)))),
    Variant("a tab", Back::Words, |s| s.with(|n, sub| format!("{}\t", zh(n, sub)))),
    Variant("no-break spaces", Back::Words, |s| s.with(|n, sub| format!("\u{A0}\u{A0}{}\u{A0}\u{A0}", zh(n, sub)))),
    Variant("en spaces", Back::Words, |s| s.with(|n, sub| format!("{}\u{2002}\u{2002}", zh(n, sub)))),
    Variant("a colon", Back::Words, |s| s.with(|n, sub| format!("{}：", zh(n, sub)))),
    Variant("a point", Back::Words, |s| s.with(|n, sub| format!("{}、", zh(n, sub)))),
    Variant("a zero-width space", Back::Words, |s| s.with(|n, sub| format!("\u{FEFF}{}\u{200B}", spaced(&zh(n, sub), "\u{200B}")))),
    Variant("spaced numbers", Back::Words, |s| s.with(|n, sub| format!("{}　", spaced(&zh(n, sub), " ")))),
    Variant("arabic", Back::Words, |s| s.with(|n, sub| if sub == 0 { format!("第{n}条 ") } else { format!("第{n}条之{sub} ") })),
    Variant("arabic, spaced", Back::Words, |s| {
        s.with(|n, sub| if sub == 0 { format!("第 {n} 条　") } else { format!("第 {n}-{sub} 条　") })
    }),
    Variant("arabic, nothing after", Back::Words, |s| {
        s.with(|n, sub| if sub == 0 { format!("第{n}条") } else { format!("第{n}条之{sub}") })
    }),
    Variant("full width", Back::Words, |s| {
        let wide = |n: u32| n.to_string().chars().map(|c| char::from_u32(c as u32 + 0xFEE0).unwrap()).collect::<String>();
        s.with(|n, sub| if sub == 0 { format!("第{}条　", wide(n)) } else { format!("第{}条之{}　", wide(n), wide(sub)) })
    }),
    Variant("〇", Back::Words, |s| s.with(|n, sub| format!("{}　", zh(n, sub).replace('零', "〇")))),
    Variant("○", Back::Words, |s| s.with(|n, sub| format!("{}　", zh(n, sub).replace('零', "○")))),
    Variant("the number on its own line", Back::Words, |s| s.with(|n, sub| format!("{}\n", zh(n, sub)))),
    Variant("indented", Back::Words, |s| s.whole().lines().map(|l| format!("　　{l}\n")).collect()),
    Variant("indented with no-break spaces", Back::Words, |s| s.whole().lines().map(|l| format!("\u{A0}\u{A0} {l}\n")).collect()),
    Variant("CRLF and a byte order mark", Back::Words, |s| format!("\u{FEFF}{}", s.whole().replace('\n', "\r\n"))),
    Variant("blank lines", Back::Words, |s| s.whole().replace('\n', "\n\n\n")),
    Variant("blank lines with spaces", Back::Words, |s| s.whole().replace('\n', "\n　　\n")),
    Variant("bold numbers", Back::Words, |s| s.with(|n, sub| format!("**{}**　", zh(n, sub)))),
    Variant("bold with the space inside", Back::Words, |s| s.with(|n, sub| format!("**{}　**", zh(n, sub)))),
    Variant("underscored numbers", Back::Words, |s| s.with(|n, sub| format!("__{}__ ", zh(n, sub)))),
    Variant("markdown headings", Back::Words, |s| {
        let text = s.typed(|n, h| format!("## {n} {h}\n"), |n, sub| format!("### {}\n\n", zh(n, sub)), |l| format!("\n{l}"));
        format!("# {}\n\n{text}", s.title)
    }),
    Variant("markdown headings that hold the words", Back::Words, |s| {
        format!("# {}\n\n{}", s.title, s.typed(|n, h| format!("## {n} {h}\n"), |n, sub| format!("##### {} ", zh(n, sub)), str::to_owned))
    }),
    Variant("a markdown list", Back::Words, |s| {
        format!(
            "# {}\n\n{}",
            s.title,
            s.typed(|n, h| format!("## {n} {h}\n"), |n, sub| format!("- **{}** ", zh(n, sub)), |l| format!("  {l}"))
        )
    }),
    Variant("bullets", Back::Words, |s| s.with(|n, sub| format!("•　{} ", zh(n, sub)))),
    Variant("closed markdown headings", Back::Words, |s| {
        format!("# {} #\n\n{}", s.title, s.typed(|n, h| format!("## {n} {h} ##"), |n, sub| format!("{} ", zh(n, sub)), str::to_owned))
    }),
    Variant("HTML spaces", Back::Words, |s| s.with(|n, sub| format!("&emsp;&emsp;{}&nbsp;&nbsp;", zh(n, sub)))),
    Variant("HTML quotes", Back::Words, |s| s.whole().replace('“', "&ldquo;").replace('”', "&rdquo;").replace('《', "&#12298;")),
    Variant("HTML paragraphs", Back::Words, |s| {
        let line = |l: &str| format!("<p>{l}</p>");
        let text = s.typed(|n, h| format!("<h2>{n} {h}</h2>"), |n, sub| format!("<p><strong>{}</strong>&nbsp;", zh(n, sub)), line);
        format!("<h1>{}</h1>\n{}", s.title, text)
    }),
    Variant("captions in round brackets", Back::Words, |s| s.with(|n, sub| format!("{}（规定{n}）", zh(n, sub)))),
    Variant("captions in heavy brackets", Back::Words, |s| s.with(|n, sub| format!("{}　【规定{n}】　", zh(n, sub)))),
    Variant("captions in tortoise brackets", Back::Words, |s| s.with(|n, sub| format!("{}〔规定{n}〕", zh(n, sub)))),
    Variant("captions before a new line", Back::Words, |s| s.with(|n, sub| format!("{}　【规定{n}】\n", zh(n, sub)))),
    Variant("contents", Back::Words, |s| s.contents("目　录", |_, n, h| format!("{n}　{h}"))),
    Variant("contents with pages", Back::Words, |s| s.contents("目录", |at, n, h| format!("{n} {h}…………{}", at * 3 + 1))),
    Variant("contents with dots and pages", Back::Words, |s| {
        s.contents("目 录", |at, n, h| format!("{n} {h}............{}", at * 3 + 1))
    }),
    Variant("contents with middle dots", Back::Words, |s| {
        s.contents("目  录", |at, n, h| format!("{n} {h} · · · · · · ({})", at * 3 + 1))
    }),
    Variant("contents with tabs", Back::Words, |s| s.contents("目录", |at, n, h| format!("{n} {h}\t{}", at * 3 + 1))),
    Variant("contents without a name", Back::Words, |s| s.contents("", |_, n, h| format!("{n}　{h}"))),
    Variant("contents with pages, without a name", Back::Words, |s| s.contents("", |at, n, h| format!("{n} {h}……{}", at * 3 + 1))),
    Variant("contents with ranges of articles", Back::Words, |s| {
        s.contents("目录", |at, n, h| format!("{n} {h}（第{}条—第{}条）", chinese(at as u32 * 7 + 1), chinese(at as u32 * 7 + 7)))
    }),
    Variant("contents that list articles", Back::Words, |s| {
        let list = s.typed(|n, h| format!("{n} {h}"), |n, sub| format!("{} 规定\u{0}", zh(n, sub)), |_| "\u{0}".to_owned());
        let list: String =
            list.lines().filter_map(|l| Some(format!("{}\n", l.split('\u{0}').next()?))).filter(|l| l.trim() != "").collect();
        let body = s.typed(|n, h| format!("{n} {h}"), |n, sub| format!("{}【规定】", zh(n, sub)), str::to_owned);
        format!("{}\n目录\n{list}\n{}\n{body}", s.title, s.title)
    }),
    Variant("wrapped at 30", Back::Words, |s| wrapped(&s.whole(), 30)),
    Variant("wrapped at 37", Back::Words, |s| wrapped(&s.whole(), 37)),
    Variant("page numbers", Back::Words, |s| s.strewn(9, |page| format!("— {page} —"))),
    Variant("page headers", Back::Words, |s| s.strewn(11, |page| format!("第 {page} 页 共 20 页\n{}", s.title))),
    Variant("bare page numbers", Back::Numbers, |s| s.strewn(11, |page| format!("{page}"))),
    Variant("on one line", Back::Words, |s| s.whole().replace('\n', "　　")),
    Variant("on one line with single spaces", Back::Words, |s| s.whole().replace('\n', " ")),
    Variant("on one line without chapters", Back::Words, |s| {
        format!("{}\n{}", s.title, s.typed(|_, _| String::new(), |n, sub| format!("{}　", zh(n, sub)), str::to_owned).replace('\n', ""))
    }),
    Variant("web page", Back::Words, |s| {
        format!(
            "当前位置：首页 > 法规库 > 正文\n{}\n发布时间：2021-03-05 10:20　来源：某市人大　字体：大 中 小\n{}\n上一篇：无\n下一篇：某办法\n版权所有 某市人大",
            s.title,
            s.body()
        )
    }),
    Variant("explanation after it", Back::Words, |s| format!("{}{EXPLANATION}", s.whole())),
    Variant("attachment with articles", Back::Words, |s| {
        format!("{}附件2\n某市收费办法\n第一条　收费。\n第二条　减免。\n第三条　施行。\n", s.whole())
    }),
    Variant("promulgation", Back::Words, |s| {
        format!(
            "某市人民代表大会常务委员会公告\n（第十二号）\n《{}》已由某市第十五届人民代表大会常务委员会第三十次会议于2021年3月5日通过，现予公布，自2021年5月1日起施行。\n\
                 某市人民代表大会常务委员会\n2021年3月5日\n\n{}\n（2021年3月5日某市第十五届人民代表大会常务委员会第三十次会议通过）\n\n{}",
            s.title,
            s.title,
            s.body()
        )
    }),
    Variant("decision before it", Back::Words, |s| {
        format!(
            "某市人民代表大会常务委员会关于修改《{}》的决定\n（2021年3月5日通过）\n某市人大常委会决定对《{}》作如下修改：\n一、将第二条修改为：“第二条　应当登记。\n“（一）姓名；”\n\
                 二、增加一条，作为第四条：“第四条　本市鼓励早市。”\n本决定自公布之日起施行。\n《{}》根据本决定作相应修改，重新公布。\n\n{}",
            s.title,
            s.title,
            s.title,
            s.whole()
        )
    }),
    Variant("draft for comment", Back::Words, |s| format!("附件1\n\n{}\n（修订草案征求意见稿）\n\n{}", s.title, s.body())),
    Variant("quoted articles", Back::Numbers, |s| {
        let mut at = 0;
        let mut out = format!("{}\n", s.title);
        for line in s.body().lines() {
            out.push_str(&format!("{line}\n"));
            if line.starts_with('第') && line.contains('条') && line.ends_with('。') {
                at += 1;
                if at % 4 == 0 {
                    out.push_str(&format!("“第{}条　被引用的条文。”\n第九十九条第二款的规定不适用。\n", chinese(at + 1)));
                }
            }
        }
        out
    }),
];

/// What differs between what was typed and what was read; nothing where it is the same.
fn differs(variant: &Variant, source: &Source) -> Option<String> {
    let Variant(name, back, write) = variant;
    let text = write(source);
    let law = parse(&text);
    let words = |p: &Provision| squeeze(&p.plain_text());
    let read: Vec<Told> = law.articles().filter_map(|p| article_number(&p.eid).map(|(n, sub)| (n, sub, words(p)))).collect();
    let wanted = source.told();
    let same = |a: &Told, b: &Told| (a.0, a.1) == (b.0, b.1) && (*back == Back::Numbers || a.2 == b.2);
    if squeeze(&law.title).trim_end_matches("（修订草案征求意见稿）") != squeeze(&source.title) {
        return Some(format!("{name}: the title {:?} instead of {:?}", law.title, source.title));
    }
    let divisions = law.walk().filter(|p| p.kind.is_division()).count();
    let typed = if *name == "on one line without chapters" { 0 } else { source.divisions().len() };
    if divisions != typed {
        return Some(format!("{name}: {} has {divisions} divisions instead of {typed}", source.title));
    }
    let at = (0..wanted.len().max(read.len())).find(|at| !matches!((wanted.get(*at), read.get(*at)), (Some(a), Some(b)) if same(a, b)))?;
    Some(format!("{name}: {} of {}, at {:?} instead of {:?}", source.title, wanted.len(), read.get(at), wanted.get(at)))
}

/// The laws of the folder that can be typed: those of the corpus with nothing missing, and whole texts.
fn sources() -> Vec<Source> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data");
    let Ok(corpus) = std::fs::read_to_string(folder.join("retrieval/corpus.tsv")) else {
        println!("skipped: {} is missing", folder.display());
        return Vec::new();
    };
    let mut laws: BTreeMap<&str, Vec<(&str, &str)>> = BTreeMap::new();
    for row in corpus.lines() {
        let mut cells = row.split('\t').skip(1);
        let (Some(title), Some(words)) = (cells.next(), cells.next()) else { continue };
        let Some(at) = title.rfind('第') else { continue };
        let (title, number) = title.split_at(at);
        laws.entry(title).or_default().push((number, words));
    }
    let mut out = Vec::new();
    for (title, articles) in laws {
        let mut text = format!("{title}\n");
        for (number, words) in &articles {
            text.push_str(&format!("{number}　{}\n", words.replace("。 ", "。\n").replace("； ", "；\n").replace("： ", "：\n")));
        }
        let law = parse(&text);
        if law.warnings.is_empty() && law.articles().count() == articles.len() {
            out.extend(Source::of(&law));
        }
    }
    for file in std::fs::read_dir(folder.join("laws")).unwrap().flatten() {
        let law = parse(&std::fs::read_to_string(file.path()).unwrap());
        if law.warnings.is_empty() {
            out.extend(Source::of(&law));
        }
    }
    out
}

#[test]
fn real_laws_come_back_however_they_are_typed() {
    let sources = sources();
    let every = std::env::var_os("EVERY_VARIANT").is_some();
    let mut told: BTreeMap<&str, (usize, Vec<String>)> = BTreeMap::new();
    for (at, source) in sources.iter().enumerate() {
        for (which, variant) in VARIANTS.iter().enumerate() {
            if every || (at + which) % 97 == 0 {
                let (count, wrong) = told.entry(variant.0).or_default();
                *count += 1;
                wrong.extend(differs(variant, source));
            }
        }
    }
    println!("{} laws", sources.len());
    for (name, (count, wrong)) in &told {
        println!("{name}: {} of {count} differ", wrong.len());
        wrong.iter().take(if every { 12 } else { 3 }).for_each(|one| println!("    {}", one.chars().take(300).collect::<String>()));
    }
    // At most one in two hundred of all, and no way of typing that is not read at all.
    let (all, wrong) = told.values().fold((0, 0), |(all, wrong), (count, differ)| (all + count, wrong + differ.len()));
    assert!(wrong * 200 <= all, "{wrong} of {all} differ");
    for (name, (count, wrong)) in &told {
        assert!(wrong.len() <= 1 + count / 20, "{name}: {} of {count} differ: {wrong:?}", wrong.len());
    }
}
