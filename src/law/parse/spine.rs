//! Which lines carry the structure: contents, divisions, articles, entries, attachments.
//!
//! Articles come first ([`super::chain`]); where there are none, the entries 一、二、 of a decision. What stands between
//! is decided from them. Read next: [`super::tree`].

use super::chain::{Candidate, Chain, Chosen, Quotes, candidates, is_reference};
use super::contents;
use super::front;
use super::line::{Form, Line, is_space, squeeze};
use super::marker::{self, Marker, Style};
use super::marks;
use crate::law::Warning;
use crate::law::numerals::split_first;
use std::collections::HashMap;
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

/// Decides the role of each line.
pub fn assign(lines: &[Line]) -> Spine {
    let mut inside = candidates(lines);
    let contents = contents::find(lines, &inside);
    inside.retain(|c| !contents.contains(&c.index));
    let told = explanation(lines, &inside);
    inside.retain(|c| c.index < told);
    let mut warnings = Vec::new();
    let amending = is_amending(lines);
    let quotes = Quotes::new(lines);
    let mut chain = Chain { lines, found: &inside, quotes: &quotes, amending }.choose(&mut warnings);
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
    // A whole law printed after the decision: the decision is not part of it.
    let title = chain.accepted.first().filter(|_| !entries.is_empty()).and_then(|first| republished(lines, *first));
    if let Some(title) = title {
        entries.retain(|index| *index > title);
    }
    let mut roles = vec![Role::Body; lines.len()];
    mark(&mut roles, &chain.accepted, Role::Article);
    mark(&mut roles, &entries, Role::Entry);
    let tail = tail(lines, &chain, &entries).min(told);
    let headers = page_headers(lines, &roles, chain.accepted.first().copied().unwrap_or(tail)..tail);
    mark(&mut roles, &headers, Role::Out);
    // What lies in an attachment is not taken for the law, so it cannot be out of its order either.
    let last = lines.get(tail).map_or(usize::MAX, |l| l.number);
    warnings.retain(|w| w.line < last);
    divisions(lines, &mut roles, &contents, tail);
    let start = roles
        .iter()
        .enumerate()
        .position(|(i, r)| {
            matches!(r, Role::Division | Role::Article | Role::Entry) && !contents.contains(&i) && title.is_none_or(|title| i > title)
        })
        .unwrap_or_else(|| unnumbered_start(lines, amending));
    for (index, role) in roles.iter_mut().enumerate() {
        let aside = lines.get(index).is_some_and(|l| l.form == Form::Aside);
        if index >= tail {
            *role = Role::Tail;
        } else if contents.contains(&index) || aside || title.is_some_and(|title| index < title) {
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

/// Lines of the body that say again and again what stands above it: the title, printed at the head of each page.
fn page_headers(lines: &[Line], roles: &[Role], body: Range<usize>) -> Vec<usize> {
    let titles = lines.iter().take(body.start).map(|line| squeeze(&line.text)).filter(|words| front::is_title(words));
    let mut found: HashMap<String, Vec<usize>> = titles.map(|title| (title, Vec::new())).collect();
    for index in body.filter(|index| roles.get(*index) == Some(&Role::Body)) {
        let line = lines.get(index).filter(|line| line.form == Form::Text);
        if let Some(places) = line.and_then(|line| found.get_mut(&squeeze(&line.text))) {
            places.push(index);
        }
    }
    let beside_number = |at: &usize| at.checked_sub(1).and_then(|at| lines.get(at)).is_some_and(|l| marks::is_page_number(&l.raw));
    found.into_values().filter(|places| places.len() > 1 || places.iter().all(beside_number)).flatten().collect()
}

/// Where the title of the whole law stands that is printed after the decision that amends it.
fn republished(lines: &[Line], first: usize) -> Option<usize> {
    let decision =
        lines.iter().take(12).map(|line| squeeze(&line.text)).find(|words| words.contains("关于修改") || words.contains("关于修正"))?;
    let name = decision.split_once('《')?.1.rsplit_once('》')?.0;
    lines.iter().take(first).rposition(|line| squeeze(&line.text) == name)
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
        said |= words.contains("作如下修改") || words.contains("作以下修改") || words.contains("作出如下修改");
    }
    said
}

/// Where the paragraphs of a decision without numbers begin: after 作如下修改：.
fn unnumbered_start(lines: &[Line], amending: bool) -> usize {
    let opening = lines
        .iter()
        .position(|l| l.form == Form::Text && l.text.ends_with(['：', ':']) && (l.text.contains("如下") || l.text.contains("以下")));
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
    let ordered = chain.numbers.iter().take(3).zip([(1, 0), (2, 0), (3, 0)]).all(|(a, b)| *a == b);
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
            let verb = ["修改", "增加", "删去", "删除", "将"].iter().any(|v| rest.contains(v));
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

/// Where an explanation begins that follows the law: 关于《某条例（草案）》的说明.
fn explanation(lines: &[Line], articles: &[Candidate]) -> usize {
    let Some(first) = articles.iter().find(|c| c.strong) else { return lines.len() };
    let is = |line: &Line| {
        let words = squeeze(&line.text);
        let named = words.starts_with("关于") && words.ends_with("的说明") && words.chars().count() <= 80;
        line.form == Form::Text && (named || matches!(words.as_str(), "起草说明" | "修订说明" | "修改说明"))
    };
    lines.iter().enumerate().skip(first.index + 1).find(|(_, line)| is(line)).map_or(lines.len(), |(index, _)| index)
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
            .take_while(|i| lines.get(*i).is_some_and(|l| !l.text.ends_with(['。', '；', '：'])))
            .last()
            .unwrap_or(restart),
        (None, None) => lines.len(),
    }
}

/// What a web page prints below a text.
fn is_web_footer(words: &str) -> bool {
    const STARTS: [&str; 14] = [
        "上一篇",
        "下一篇",
        "版权所有",
        "责任编辑",
        "打印本页",
        "关闭窗口",
        "【打印",
        "【关闭",
        "[打印",
        "[关闭",
        "扫一扫在手机",
        "分享到：",
        "相关链接",
        "主办单位：",
    ];
    words.chars().count() <= 60 && !words.ends_with('。') && STARTS.iter().any(|start| words.starts_with(start))
}

/// 附件, 附表一：, 附录 …
pub(super) fn is_attachment(line: &Line) -> bool {
    let words = squeeze(&line.text);
    // The news agency's line below a text taken from it.
    if words.starts_with("新华社") && words.ends_with('电') || is_web_footer(&words) {
        return true;
    }
    let Some(rest) = words.strip_prefix('附') else {
        return false;
    };
    let named = rest.is_empty() || rest.starts_with(['件', '表', '录', '錄', '图', '圖', '：', ':', '注', '註']);
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
        None => matches!(words.as_str(), "附则" | "附則") && (leads || line.heading > 0) && begun || line.heading > 1 && leads,
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
