//! The grammar of numbers: 第 number 条, lists 第三、四条, ranges 第三条至第五条, 5-8条. Words without one: `pointer`.

use crate::law::Kind;
use crate::law::numerals;

/// What a step of a reference counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Division(Kind),
    Article,
    /// 款, in Taiwan 項.
    Paragraph,
    /// 项, in Taiwan 款.
    Item,
    Subitem,
}

/// 第三、四条 or 第（一）项至第（三）项: numbers with their 之 number, and whether they are a range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) unit: Unit,
    pub(super) numbers: Vec<(u32, u32)>,
    pub(super) range: bool,
}

/// Skips blanks.
pub(super) fn skip_spaces(chars: &[char], mut at: usize) -> usize {
    while chars.get(at).is_some_and(|c| c.is_whitespace()) {
        at += 1;
    }
    at
}

/// Reads one step at `at`: the step and where it ends.
pub(super) fn step(chars: &[char], at: usize) -> Option<(Step, usize)> {
    let first = *chars.get(at)?;
    let mut begun = at;
    let marked = first == '第';
    if marked {
        begun += 1;
    } else if !numerals::is_numeral(first) || is_inside_number(chars, at) {
        return None;
    }
    // 5-8条: lists and ranges without 第 only of arabic numbers.
    let arabic = numerals::arabic(first).is_some();
    let (mut numbers, mut range, mut end) = (Vec::new(), false, begun);
    loop {
        let (number, after) = number(chars, end)?;
        numbers.push((number, 0));
        end = after;
        if let Some((unit, after)) = unit(chars, end) {
            // 第三条例 is no article.
            if unit == Unit::Article && chars.get(after) == Some(&'例') {
                return None;
            }
            let bare = !marked && (unit != Unit::Article || !is_bare_article(chars, at, after));
            if bare {
                return None;
            }
            let (sub, after) = sub_number(chars, after);
            if let Some(last) = numbers.last_mut() {
                last.1 = sub;
            }
            let mut step = Step { unit, numbers, range };
            let end = far_end(chars, after, &mut step);
            return Some((step, end));
        }
        let joint = *chars.get(end)?;
        match joint {
            '、' | '和' | '或' if (marked || arabic) && !range => end += 1,
            '至' | '到' | '-' | '—' | '～' | '~' | '－' | '–' if (marked || arabic) && !range => {
                range = true;
                end += 1;
            }
            _ => return None,
        }
        if chars.get(end) == Some(&'第') {
            end += 1;
        }
        if numbers.len() > 20 {
            return None;
        }
    }
}

/// What may follow an article without 第: 12条2款, 第四条（三）, 第四条（三）项.
pub(super) fn bare_step(chars: &[char], at: usize) -> Option<(Step, usize)> {
    let first = *chars.get(at)?;
    let bracket = "（(".contains(first);
    if !bracket && numerals::arabic(first).is_none() {
        return None;
    }
    let (number, after) = number(chars, at)?;
    let (unit, end) = match unit(chars, after) {
        Some((unit @ (Unit::Paragraph | Unit::Item | Unit::Subitem), end)) => (unit, end),
        None if bracket => (Unit::Item, after),
        _ => return None,
    };
    Some((Step { unit, numbers: vec![(number, 0)], range: false }, end))
}

/// 第三条至第五条: the second half.
fn far_end(chars: &[char], end: usize, step: &mut Step) -> usize {
    let joint = chars.get(end).is_some_and(|c| "至到-—～~－–".contains(*c));
    if !joint || step.range || step.numbers.len() > 1 {
        return end;
    }
    let at = if chars.get(end + 1) == Some(&'第') { end + 2 } else { end + 1 };
    let Some((last, after)) = number(chars, at) else {
        return end;
    };
    match unit(chars, after) {
        Some((unit, after)) if unit == step.unit => {
            let (sub, after) = sub_number(chars, after);
            step.numbers.push((last, sub));
            step.range = true;
            after
        }
        _ => end,
    }
}

/// A number, in brackets or not: where it ends.
pub(super) fn number(chars: &[char], at: usize) -> Option<(u32, usize)> {
    let mut at = skip_spaces(chars, at);
    let bracket = chars.get(at).is_some_and(|c| "（(".contains(*c));
    if bracket {
        at += 1;
    }
    let mut end = at;
    let arabic = chars.get(at).is_some_and(|c| numerals::arabic(*c).is_some());
    while chars.get(end).is_some_and(|c| numerals::is_numeral(*c) && numerals::arabic(*c).is_some() == arabic) {
        end += 1;
    }
    let text: String = chars.get(at..end)?.iter().collect();
    let value = numerals::parse(&text).filter(|v| (1..10_000).contains(v))?;
    if bracket {
        if !chars.get(end).is_some_and(|c| "）)".contains(*c)) {
            return None;
        }
        end += 1;
    }
    Some((value, skip_spaces(chars, end)))
}

fn unit(chars: &[char], at: usize) -> Option<(Unit, usize)> {
    let unit = match chars.get(at)? {
        '条' | '條' => Unit::Article,
        '款' => Unit::Paragraph,
        '项' | '項' => Unit::Item,
        '目' => Unit::Subitem,
        '章' => Unit::Division(Kind::Chapter),
        '节' | '節' => Unit::Division(Kind::Section),
        '编' | '編' => Unit::Division(Kind::Part),
        _ => return None,
    };
    Some((unit, at + 1))
}

/// 之一 after 条, or -1.
fn sub_number(chars: &[char], at: usize) -> (u32, usize) {
    if chars.get(at) == Some(&'之')
        && let Some((sub, end)) = number(chars, at + 1)
        && sub < 100
    {
        return (sub, end);
    }
    (0, at)
}

fn is_inside_number(chars: &[char], at: usize) -> bool {
    let before = at.checked_sub(1).and_then(|i| chars.get(i));
    before.is_some_and(|c| numerals::is_numeral(*c) || "第（(.．:：-之".contains(*c))
}

/// 12条 means an article where it does not count things: 12条建议, 快线2条. 十二条 without 第 only where it goes on as a
/// reference.
fn is_bare_article(chars: &[char], at: usize, after: usize) -> bool {
    const COUNTED: &str = "建意措问問理街路线線河以左多鱼狗新信";
    const LEADS: &str = "在对對把将將看于於和与與及或据據按照依关關例法定案稿至说說从從改删刪见見违違反";
    let next: String = chars.get(after..(after + 2).min(chars.len())).unwrap_or_default().iter().collect();
    if next.starts_with(['第', '之']) || next == "规定" || next == "規定" {
        return true;
    }
    let before = at.checked_sub(1).and_then(|i| chars.get(i)).copied().unwrap_or(' ');
    let arabic = chars.get(at).is_some_and(|c| numerals::arabic(*c).is_some());
    arabic && !next.starts_with(|c| COUNTED.contains(c)) && (!before.is_alphanumeric() || LEADS.contains(before))
}
