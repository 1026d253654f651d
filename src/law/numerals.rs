//! Numbers as legal texts write them: 一百二十, 二十〇, 一二〇, 廿三, 壹佰, 12, １２.
//!
//! Promises: [`take`] reads the longest number at the start of a text, [`parse`] wants the whole text
//! to be one, [`chinese`] writes the usual form; numbers stay below one hundred million.

/// Reads the number at the start of `text` and returns it with what follows.
/// Spaces between the characters of one number are allowed (第 二 十 条).
pub fn take(text: &str) -> Option<(u32, &str)> {
    let first = text.chars().next()?;
    if arabic(first).is_some() {
        return take_arabic(text);
    }
    take_chinese(text)
}

/// The value of a text that is one number and nothing else.
pub fn parse(text: &str) -> Option<u32> {
    match take(text.trim())? {
        (value, "") => Some(value),
        _ => None,
    }
}

/// The usual Chinese form: 10 is 十, 105 is 一百零五, 1260 is 一千二百六十.
pub fn chinese(number: u32) -> String {
    if number >= 10_000 {
        let (high, low) = (number / 10_000, number % 10_000);
        let rest = match low {
            0 => String::new(),
            1..1000 => format!("零{}", below_ten_thousand(low)),
            _ => below_ten_thousand(low),
        };
        return format!("{}万{rest}", chinese(high));
    }
    match number {
        0 => "零".to_string(),
        10..20 => below_ten_thousand(number).trim_start_matches('一').to_string(),
        _ => below_ten_thousand(number),
    }
}

fn below_ten_thousand(number: u32) -> String {
    const DIGITS: [char; 10] = ['零', '一', '二', '三', '四', '五', '六', '七', '八', '九'];
    let mut out = String::new();
    let mut gap = false;
    for (unit, name) in [(1000, "千"), (100, "百"), (10, "十"), (1, "")] {
        let digit = number / unit % 10;
        if digit == 0 {
            gap = !out.is_empty();
            continue;
        }
        if gap {
            out.push('零');
            gap = false;
        }
        out.extend(DIGITS.get(digit as usize));
        out.push_str(name);
    }
    out
}

/// The value of an arabic digit, half or full width.
pub fn arabic(c: char) -> Option<u32> {
    match c {
        '0'..='9' => c.to_digit(10),
        '０'..='９' => Some(c as u32 - '０' as u32),
        _ => None,
    }
}

enum Sign {
    Digit(u32),
    Unit(u32),
    /// 廿, 卅, 卌: a digit and ten in one.
    Tens(u32),
}

fn sign(c: char) -> Option<Sign> {
    Some(match c {
        '〇' | '零' | '○' | '◯' => Sign::Digit(0),
        '一' | '壹' | '壱' => Sign::Digit(1),
        '二' | '贰' | '貳' | '两' | '兩' => Sign::Digit(2),
        '三' | '叁' | '參' | '叄' => Sign::Digit(3),
        '四' | '肆' => Sign::Digit(4),
        '五' | '伍' => Sign::Digit(5),
        '六' | '陆' | '陸' => Sign::Digit(6),
        '七' | '柒' => Sign::Digit(7),
        '八' | '捌' => Sign::Digit(8),
        '九' | '玖' => Sign::Digit(9),
        '十' | '拾' => Sign::Unit(10),
        '百' | '佰' => Sign::Unit(100),
        '千' | '仟' => Sign::Unit(1000),
        '万' | '萬' => Sign::Unit(10_000),
        '廿' => Sign::Tens(20),
        '卅' => Sign::Tens(30),
        '卌' => Sign::Tens(40),
        _ => return None,
    })
}

/// True for a character that can stand in a Chinese or arabic number.
pub fn is_numeral(c: char) -> bool {
    arabic(c).is_some() || sign(c).is_some()
}

fn take_arabic(text: &str) -> Option<(u32, &str)> {
    let mut value = 0u32;
    let mut rest = text;
    while let Some((digit, after)) = split_first(rest).and_then(|(c, r)| Some((arabic(c)?, r))) {
        value = value.checked_mul(10)?.checked_add(digit)?;
        if value >= 100_000_000 {
            return None;
        }
        rest = after;
    }
    Some((value, rest))
}

fn take_chinese(text: &str) -> Option<(u32, &str)> {
    let mut signs = Vec::new();
    let mut rest = text;
    let mut after = text;
    while let Some((c, tail)) = split_first(after) {
        if let Some(sign) = sign(c) {
            signs.push(sign);
            rest = tail;
        } else if !c.is_whitespace() || signs.is_empty() {
            break;
        }
        after = tail;
    }
    Some((value(&signs)?, rest))
}

fn value(signs: &[Sign]) -> Option<u32> {
    if signs.is_empty() || signs.len() > 12 {
        return None;
    }
    // 一二〇: digits only are read by position.
    if signs.len() > 1 && signs.iter().all(|s| matches!(s, Sign::Digit(_))) {
        return signs.iter().try_fold(0u32, |sum, s| match s {
            Sign::Digit(d) => sum.checked_mul(10)?.checked_add(*d),
            _ => None,
        });
    }
    let (mut total, mut group, mut digit) = (0u32, 0u32, None);
    for s in signs {
        match *s {
            Sign::Digit(d) => digit = Some(d),
            Sign::Tens(t) => group = group.checked_add(t)?,
            Sign::Unit(10_000) => {
                let thousands = group.checked_add(digit.take().unwrap_or(0))?.max(1);
                total = total.checked_add(thousands.checked_mul(10_000)?)?;
                group = 0;
            }
            Sign::Unit(u) => {
                group = group.checked_add(digit.take().unwrap_or(1).max(1).checked_mul(u)?)?;
            }
        }
    }
    total.checked_add(group)?.checked_add(digit.unwrap_or(0))
}

/// The first character and the rest.
pub(crate) fn split_first(text: &str) -> Option<(char, &str)> {
    let mut chars = text.chars();
    let first = chars.next()?;
    Some((first, chars.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_every_way_of_writing() {
        for (text, number) in [
            ("一", 1),
            ("十", 10),
            ("十二", 12),
            ("二十", 20),
            ("廿三", 23),
            ("卅", 30),
            ("一百", 100),
            ("一百零五", 105),
            ("一百〇五", 105),
            ("百二十", 120),
            ("一百一十一", 111),
            ("一百十一", 111),
            ("一千二百六十", 1260),
            ("一二六〇", 1260),
            ("三五六", 356),
            ("壹佰贰拾叁", 123),
            ("两千", 2000),
            ("兩百", 200),
            ("12", 12),
            ("１２", 12),
            ("一万零三", 10_003),
            ("二 十 一", 21),
        ] {
            assert_eq!(parse(text), Some(number), "{text}");
        }
        for text in ["", "条", "一条", "99999999999", "第一", "一二三四五六七八九一二三四"] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn takes_the_number_and_leaves_the_rest() {
        assert_eq!(take("十二条"), Some((12, "条")));
        assert_eq!(take("12条"), Some((12, "条")));
        assert_eq!(take("十 条"), Some((10, " 条")));
    }

    #[test]
    fn writing_and_reading_agree() {
        for number in (0..12_000).chain([99_999, 1_000_001, 20_300_405]) {
            assert_eq!(parse(&chinese(number)), Some(number), "{}", chinese(number));
        }
        assert_eq!(chinese(14), "十四");
        assert_eq!(chinese(1010), "一千零一十");
    }
}
