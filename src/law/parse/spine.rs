//! Which lines carry the structure: contents, divisions, articles, entries, attachments.
//!
//! A line that looks like 第五条 may be a contents line, a quotation or a paragraph that begins with a
//! reference. Its neighbours decide: articles run on in order, so a candidate counts when the chain goes on
//! through it. Read next: [`super::tree`].

use super::contents;
use super::line::{Form, Line, is_space, squeeze, trim};
use super::marker::{self, Marker, Style};
use crate::law::Warning;
use crate::law::numerals::split_first;
use std::ops::Range;

/// The part a line plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Before the body: title, 题注, preamble.
    Front,
    /// In the contents list, or an aside.
    Out,
    /// Heading of a division.
    Division,
    /// Begins an article.
    Article,
    /// Begins a numbered entry of a text without articles (一、…).
    Entry,
    /// Goes on with what began above.
    Body,
    /// Attachments and what follows them.
    Tail,
}

/// The parts all lines play.
#[derive(Debug)]
pub struct Spine {
    /// One role a line.
    pub roles: Vec<Role>,
    /// What looked odd.
    pub warnings: Vec<Warning>,
}

/// A line that may begin an article.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub(super) index: usize,
    pub(super) number: (u32, u32),
    /// Set apart from its text by a space, a bracket or a line end.
    pub(super) strong: bool,
}

/// Decides the role of each line.
pub fn assign(lines: &[Line]) -> Spine {
    let all = candidates(lines);
    let contents = contents::find(lines, &all);
    let inside: Vec<Candidate> = all
        .into_iter()
        .filter(|c| !contents.contains(&c.index))
        .collect();
    let mut warnings = Vec::new();
    let amending = is_amending(lines);
    let quotes = Quotes::new(lines);
    let mut chain = Chain {
        lines,
        found: &inside,
        quotes: &quotes,
        amending,
    }
    .choose(&mut warnings);
    let found = |end: usize| entries(lines, contents.end..end, &quotes);
    let mut entries = match chain.accepted.first() {
        Some(_) if !amending => Vec::new(),
        Some(first) => found(*first),
        None => found(lines.len()),
    };
    if !entries.is_empty() && !chain.accepted.is_empty() && !is_appended(lines, &chain, &quotes) {
        chain = Chosen::default();
        warnings.clear();
        entries = found(lines.len());
    }
    let mut roles = vec![Role::Body; lines.len()];
    mark(&mut roles, &chain.accepted, Role::Article);
    mark(&mut roles, &entries, Role::Entry);
    let tail = tail(lines, &chain, &entries);
    divisions(lines, &mut roles, &contents, tail);
    let start = roles
        .iter()
        .enumerate()
        .position(|(i, r)| {
            matches!(r, Role::Division | Role::Article | Role::Entry) && !contents.contains(&i)
        })
        .unwrap_or_else(|| unnumbered_start(lines, amending));
    for (index, role) in roles.iter_mut().enumerate() {
        let aside = lines.get(index).is_some_and(|l| l.form == Form::Aside);
        if index >= tail {
            *role = Role::Tail;
        } else if contents.contains(&index) || aside {
            *role = Role::Out;
        } else if index < start {
            *role = Role::Front;
        }
    }
    Spine { roles, warnings }
}

fn mark(roles: &mut [Role], indexes: &[usize], role: Role) {
    for index in indexes {
        if let Some(slot) = roles.get_mut(*index) {
            *slot = role;
        }
    }
}

fn candidates(lines: &[Line]) -> Vec<Candidate> {
    let mut found: Vec<Candidate> = lines
        .iter()
        .enumerate()
        .filter_map(|(index, line)| {
            if line.form != Form::Text {
                return None;
            }
            let (Marker::Article(number, sub), _, rest) = marker::read(&line.text)? else {
                return None;
            };
            let strong =
                rest.is_empty() || rest.starts_with(is_space) || rest.starts_with(CAPTION_OPEN);
            if is_reference(rest) {
                return None;
            }
            Some(Candidate {
                index,
                number: (number, sub),
                strong: strong || line.heading > 0,
            })
        })
        .collect();
    // Some typists never set the number apart; then the lack of a space says nothing.
    let strong = found.iter().filter(|c| c.strong).count();
    if strong * 5 < found.len() {
        for c in &mut found {
            c.strong = true;
        }
    }
    found
}

/// Brackets that may hold a caption, and the colon some typists put after the number.
const CAPTION_OPEN: [char; 8] = ['（', '(', '〖', '【', '[', '［', '：', ':'];

/// 第五条第二款…, 第五条规定…: words that go on from a reference.
fn is_reference(rest: &str) -> bool {
    const AFTER: [&str; 21] = [
        "、",
        "，",
        "。",
        "；",
        "至",
        "到",
        "规定的",
        "規定之",
        "的",
        "所称",
        "所列",
        "所指",
        "所規",
        "所规",
        "或",
        "及第",
        "及其",
        "与第",
        "和第",
        "中的",
        "修改为",
    ];
    AFTER.iter().any(|word| rest.starts_with(word)) || is_lower_reference(trim(rest))
}

/// 第二款, 第（三）项: the next step of a reference; not 第一审 or 第三人.
fn is_lower_reference(rest: &str) -> bool {
    let Some(rest) = rest.strip_prefix('第') else {
        return false;
    };
    let rest = rest.trim_start_matches(['（', '(', ' ']);
    let Some((_, rest)) = crate::law::numerals::take(rest) else {
        return false;
    };
    rest.trim_start_matches(['）', ')', ' ', '、'])
        .starts_with(['款', '项', '項', '目'])
}

/// A text that changes another law instead of standing alone.
pub(super) fn is_amending(lines: &[Line]) -> bool {
    let head = lines.iter().filter(|l| l.form == Form::Text).take(12);
    let mut said = false;
    for line in head {
        let words = squeeze(&line.text);
        let short = words.chars().count() < 80;
        let title = words.contains("修正案")
            || words.contains("关于修改") && words.ends_with("决定")
            || words.contains("关于修改") && words.ends_with("的决定（草案）")
            || words.contains("关于修正") && words.ends_with("决定");
        said |= title && short && !words.contains("通过");
        said |= words.contains("作如下修改")
            || words.contains("作以下修改")
            || words.contains("作出如下修改");
    }
    said
}

/// The chosen article lines.
#[derive(Debug, Default)]
pub(super) struct Chosen {
    accepted: Vec<usize>,
    numbers: Vec<(u32, u32)>,
    /// Where another document with its own 第一条 begins.
    restart: Option<usize>,
}

struct Chain<'a> {
    lines: &'a [Line],
    found: &'a [Candidate],
    quotes: &'a Quotes,
    amending: bool,
}

impl Chain<'_> {
    fn choose(&self, warnings: &mut Vec<Warning>) -> Chosen {
        let mut out = Chosen::default();
        let mut last: Option<(usize, (u32, u32))> = None;
        for (at, c) in self.found.iter().enumerate().skip(self.first()) {
            let Some((from, number)) = last else {
                self.accept(&mut out, &mut last, c);
                continue;
            };
            let open = self.quotes.is_open(from..c.index);
            if open && (self.amending || !follows(number, c.number)) {
                continue;
            }
            let twin = |other: &Candidate| other.strong && other.number == c.number;
            if !c.strong && self.ahead(at).any(twin) {
                continue;
            }
            if !follows(number, c.number) {
                if c.number == (1, 0) && number >= (2, 0) && self.restarts(at) {
                    if self.is_bare(&out) {
                        out = Chosen::default();
                        warnings.clear();
                        self.accept(&mut out, &mut last, c);
                        continue;
                    }
                    out.restart = Some(c.index);
                    break;
                }
                match self.odd(at, number) {
                    Some(message) => self.warn(warnings, c, message),
                    None => {
                        self.warn(
                            warnings,
                            c,
                            "looks like an article out of order; kept as text".into(),
                        );
                        continue;
                    }
                }
            }
            self.accept(&mut out, &mut last, c);
        }
        out
    }

    fn accept(&self, out: &mut Chosen, last: &mut Option<(usize, (u32, u32))>, c: &Candidate) {
        out.accepted.push(c.index);
        out.numbers.push(c.number);
        *last = Some((c.index, c.number));
    }

    fn warn(&self, warnings: &mut Vec<Warning>, c: &Candidate, message: String) {
        let line = self.lines.get(c.index).map_or(0, |l| l.number);
        warnings.push(Warning { line, message });
    }

    /// Position of the candidate the chain begins with: the first 第一条, unless several articles in
    /// order stand before it.
    fn first(&self) -> usize {
        let one = self.found.iter().position(|c| c.number == (1, 0));
        let strong = self.found.iter().position(|c| c.strong);
        match (one, strong) {
            (Some(one), Some(strong)) if strong + 3 <= one => {
                let run = self.found.iter().skip(strong).take(3);
                let next = self.found.iter().skip(strong + 1).take(2);
                let ordered = run.zip(next).all(|(a, b)| follows(a.number, b.number));
                if ordered { strong } else { one }
            }
            (Some(one), _) => one,
            (None, Some(strong)) => strong,
            (None, None) => 0,
        }
    }

    /// After this 第一条 comes 第二条: another document, not a slip.
    fn restarts(&self, at: usize) -> bool {
        self.found
            .get(at + 1)
            .is_some_and(|next| next.number == (2, 0))
    }

    /// The articles so far are only titles: a contents list.
    fn is_bare(&self, out: &Chosen) -> bool {
        let ends = |line: &Line| line.text.ends_with(['。', '；', '：', ':', ';']);
        let first = out.accepted.first().copied().unwrap_or(0);
        let last = out.accepted.last().copied().unwrap_or(0);
        !self
            .lines
            .get(first..=last)
            .unwrap_or_default()
            .iter()
            .any(ends)
    }

    /// The candidates after this one, as far as a law is ever long.
    fn ahead(&self, at: usize) -> impl Iterator<Item = &Candidate> {
        self.found.iter().skip(at + 1).take(2_000)
    }

    /// How many articles in a row the text has from this one on.
    fn run(&self, at: usize) -> usize {
        let Some(first) = self.found.get(at) else {
            return 0;
        };
        let (mut number, mut length) = (first.number, 1);
        for next in self.ahead(at).take_while(|n| n.number != (1, 0)) {
            if follows(number, next.number) {
                number = next.number;
                length += 1;
            }
        }
        length
    }

    /// What to say of a candidate that does not follow `last`, or none if it is no article.
    fn odd(&self, at: usize, last: (u32, u32)) -> Option<String> {
        let c = self.found.get(at)?;
        let next = self.found.get(at + 1);
        let goes_on = next.is_none_or(|n| follows(c.number, n.number));
        if !c.strong {
            return (c.number > last && c.number.0 <= last.0 + 3 && goes_on && next.is_some())
                .then(|| gap(last, c.number));
        }
        if c.number == last {
            return Some("repeats the number of the article before it".to_string());
        }
        let swapped = c.number.0 == last.0 + 2
            && next.is_some_and(|n| n.number == (last.0 + 1, 0))
            && self
                .found
                .get(at + 2)
                .is_some_and(|n| n.number == (last.0 + 3, 0));
        let later = self
            .ahead(at)
            .take_while(|n| n.number != (1, 0))
            .position(|n| n.strong && follows(last, n.number));
        // Where both readings go on, the longer one is the text and the shorter a quotation.
        if let Some(ahead) = later
            && !swapped
            && self.run(at + 1 + ahead) >= self.run(at)
        {
            return None;
        }
        if c.number > last {
            return Some(gap(last, c.number));
        }
        let stray = next.is_none() || next.is_some_and(|n| follows(last, n.number));
        let message = "its number is lower than that of the article before it";
        (!stray).then(|| message.to_string())
    }
}

fn gap(last: (u32, u32), found: (u32, u32)) -> String {
    use crate::law::label::label_of;
    let name = |(n, sub): (u32, u32)| match sub {
        0 => label_of(&format!("art_{n}")),
        _ => label_of(&format!("art_{n}_{sub}")),
    };
    format!(
        "{} follows {}; articles between them are missing",
        name(found),
        name(last)
    )
}

/// 第五条 is followed by 第六条 or 第五条之一.
fn follows(last: (u32, u32), next: (u32, u32)) -> bool {
    next == (last.0 + 1, 0) || next == (last.0, last.1 + 1)
}

/// Where quotations open and close.
struct Quotes {
    /// For each line: the latest line up to it with a quotation mark, and whether that leaves one open.
    latest: Vec<Option<(usize, bool)>>,
}

impl Quotes {
    fn new(lines: &[Line]) -> Quotes {
        let mut seen = None;
        let latest = lines.iter().enumerate().map(|(index, line)| {
            if line.form != Form::Aside
                && let Some(at) = line.text.rfind(['“', '”', '「', '」'])
            {
                let open = line
                    .text
                    .get(at..)
                    .is_some_and(|t| t.starts_with(['“', '「']));
                seen = Some((index, open));
            }
            seen
        });
        Quotes {
            latest: latest.collect(),
        }
    }

    /// A quotation begun in these lines is still open after them.
    fn is_open(&self, lines: Range<usize>) -> bool {
        let last = lines.end.checked_sub(1).and_then(|i| self.latest.get(i));
        matches!(last, Some(Some((at, true))) if *at >= lines.start)
    }
}

/// Where the paragraphs of a decision without numbers begin: after 作如下修改：.
fn unnumbered_start(lines: &[Line], amending: bool) -> usize {
    let opening = lines.iter().position(|l| {
        l.form == Form::Text
            && l.text.ends_with(['：', ':'])
            && (l.text.contains("如下") || l.text.contains("以下"))
    });
    match opening {
        Some(index) if amending => index + 1,
        _ => lines.len(),
    }
}

/// The full text printed after an amending decision: 第一条, 第二条, 第三条 … outside quotations.
fn is_appended(lines: &[Line], chain: &Chosen, quotes: &Quotes) -> bool {
    let Some(first) = chain.accepted.first() else {
        return false;
    };
    let ordered = chain
        .numbers
        .iter()
        .take(3)
        .zip([(1, 0), (2, 0), (3, 0)])
        .all(|(a, b)| *a == b);
    let before = first.checked_sub(1).and_then(|i| lines.get(i));
    let quoted = before.is_some_and(|l| l.text.ends_with(['：', ':']));
    ordered && chain.numbers.len() >= 3 && !quoted && !quotes.is_open(0..*first)
}

/// 一、二、三、… as the spine of a text without articles, else （一）（二）….
fn entries(lines: &[Line], range: Range<usize>, quotes: &Quotes) -> Vec<usize> {
    for wanted in [Style::Comma, Style::Bracket] {
        let mut found = Vec::new();
        let mut from = range.start;
        for index in range.clone() {
            let Some(line) = lines.get(index).filter(|l| l.form == Form::Text) else {
                continue;
            };
            let Some((Marker::List(style, number), _, rest)) = marker::read(&line.text) else {
                continue;
            };
            if style != wanted || number as usize != found.len() + 1 {
                continue;
            }
            let verb = ["修改", "增加", "删去", "删除", "将"]
                .iter()
                .any(|v| rest.contains(v));
            if quotes.is_open(from..index) && !verb {
                continue;
            }
            found.push(index);
            from = index;
        }
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

/// Where attachments begin.
fn tail(lines: &[Line], chain: &Chosen, entries: &[usize]) -> usize {
    let last = chain.accepted.last().or(entries.last()).copied();
    let Some(last) = last else {
        return lines.len();
    };
    let end = chain.restart.unwrap_or(lines.len());
    let attachment = (last + 1..end).find(|i| lines.get(*i).is_some_and(is_attachment));
    match (attachment, chain.restart) {
        (Some(index), _) => index,
        // No heading says so: the title lines right above the new 第一条 belong to it.
        (None, Some(restart)) => (last + 1..restart)
            .rev()
            .take_while(|i| {
                lines
                    .get(*i)
                    .is_some_and(|l| !l.text.ends_with(['。', '；', '：']))
            })
            .last()
            .unwrap_or(restart),
        (None, None) => lines.len(),
    }
}

/// 附件, 附表一：, 附录 …
pub(super) fn is_attachment(line: &Line) -> bool {
    let words = squeeze(&line.text);
    let Some(rest) = words.strip_prefix('附') else {
        return false;
    };
    let named = rest.is_empty()
        || rest.starts_with(['件', '表', '录', '錄', '图', '圖', '：', ':', '注', '註']);
    named && words.chars().count() <= 60 && !words.ends_with(['。', '；'])
}

fn divisions(lines: &[Line], roles: &mut [Role], contents: &Range<usize>, tail: usize) {
    let mut begun = false;
    for index in contents.end.min(tail)..tail {
        let role = roles.get(index).copied().unwrap_or(Role::Body);
        let Some(line) = lines.get(index).filter(|l| l.form == Form::Text) else {
            continue;
        };
        if matches!(role, Role::Article | Role::Entry) {
            begun = true;
            continue;
        }
        let next = (index + 1..tail).find(|i| lines.get(*i).is_some_and(|l| l.form != Form::Aside));
        let leads = next.is_some_and(|n| roles.get(n) == Some(&Role::Article));
        if is_division(line, leads, begun)
            && let Some(slot) = roles.get_mut(index)
        {
            *slot = Role::Division;
        }
    }
}

/// The heading of a division. `leads`: an article comes next; `begun`: articles came before.
fn is_division(line: &Line, leads: bool, begun: bool) -> bool {
    if line.form != Form::Text || line.text.ends_with(['。', '；', '：']) {
        return false;
    }
    let words = squeeze(&line.text);
    if words.chars().count() > 60 {
        return false;
    }
    match marker::read(&line.text) {
        Some((Marker::Division(..), _, rest)) => line.heading > 0 || is_heading(rest),
        Some((Marker::List(Style::Comma, _), ..)) => leads,
        Some(_) => false,
        None => {
            matches!(words.as_str(), "附则" | "附則") && (leads || line.heading > 0) && begun
                || line.heading > 1 && leads
        }
    }
}

/// What follows 第一章 is a title, not a sentence.
pub(super) fn is_heading(rest: &str) -> bool {
    if rest.contains(['。', '；', '：', '“']) {
        return false;
    }
    match split_first(rest) {
        None => true,
        Some((c, _)) if is_space(c) => true,
        Some(_) => !is_reference(rest) && rest.chars().count() <= 30 && !rest.contains('，'),
    }
}
