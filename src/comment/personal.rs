//! Personal data inside a text: telephone and ID numbers, licence plates, e-mail addresses.
//!
//! [`find`] only proposes: the desk flags what it finds, [`mask`] fills in the public wording for the clerk to check. It would rather
//! point at a number too many than miss one; dates, amounts and article numbers are left alone. Full-width signs count as their
//! half-width twins.

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A mobile or landline number.
    Phone,
    /// A resident identity number, 18 or 15 signs.
    IdNumber,
    /// A licence plate.
    Plate,
    /// An e-mail address.
    Email,
}

/// One find, in characters of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// First character.
    pub start: usize,
    /// The character after the last one.
    pub end: usize,
    /// What it looks like.
    pub kind: Kind,
}

/// The province signs plates begin with.
const PROVINCES: &str = "京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼";
/// Words after which a short number is a telephone.
const PHONE_WORDS: [&str; 6] = ["电话", "手机", "座机", "致电", "电話", "手機"];

/// Everything in `text` that looks like personal data, in order.
pub fn find(text: &str) -> Vec<Span> {
    let chars: Vec<char> = text.chars().map(narrow).collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        match email(&chars, at).or_else(|| plate(&chars, at)).or_else(|| number(&chars, at)) {
            Some(span) => {
                at = span.end;
                found.push(span);
            }
            // A run that is nothing is left as a whole: its tail is nothing either.
            None => at = word_end(&chars, at).max(at + 1),
        }
    }
    found
}

/// Whether the text looks as if it held personal data.
pub fn is_suspect(text: &str) -> bool {
    !find(text).is_empty()
}

/// The text with what [`find`] found covered by `*`: of a telephone number three signs stay, of a plate the province and the letter.
pub fn mask(text: &str) -> String {
    let mut chars: Vec<char> = text.chars().collect();
    for span in find(text) {
        let kept = match span.kind {
            Kind::Phone => 3,
            Kind::Plate => 2,
            Kind::IdNumber | Kind::Email => 0,
        };
        for c in chars.iter_mut().take(span.end).skip(span.start + kept) {
            if narrow(*c).is_ascii_alphanumeric() || (span.kind == Kind::Email && *c != '@' && *c != '＠') {
                *c = '*';
            }
        }
    }
    chars.into_iter().collect()
}

fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        '—' | '–' => '-',
        '\u{3000}' => ' ',
        c => c,
    }
}

fn get(chars: &[char], at: usize) -> char {
    chars.get(at).copied().unwrap_or('\0')
}

/// Where the Latin word or number at `at` ends.
fn word_end(chars: &[char], at: usize) -> usize {
    at + chars.get(at..).unwrap_or_default().iter().take_while(|c| c.is_ascii_alphanumeric()).count()
}

fn email(chars: &[char], at: usize) -> Option<Span> {
    let is_name = |c: &char| c.is_ascii_alphanumeric() || "._%+-".contains(*c);
    let name = chars.get(at..)?.iter().take_while(|c| is_name(c)).count();
    if name == 0 || get(chars, at + name) != '@' {
        return None;
    }
    let from = at + name + 1;
    let host: Vec<char> = chars.get(from..)?.iter().copied().take_while(|c| c.is_ascii_alphanumeric() || ".-".contains(*c)).collect();
    let length = host.iter().rposition(char::is_ascii_alphanumeric)? + 1;
    let dotted = host.iter().take(length).skip(1).any(|c| *c == '.');
    dotted.then_some(Span { start: at, end: from + length, kind: Kind::Email })
}

fn plate(chars: &[char], at: usize) -> Option<Span> {
    if !PROVINCES.contains(get(chars, at)) || !get(chars, at + 1).is_ascii_uppercase() {
        return None;
    }
    let from = at + 2 + usize::from("·•. -".contains(get(chars, at + 2)));
    let end = word_end(chars, from);
    let signs = chars.get(from..end)?;
    let tail = usize::from("学警港澳挂".contains(get(chars, end)));
    let long = matches!(signs.len() + tail, 5 | 6);
    (long && signs.iter().any(char::is_ascii_digit)).then_some(Span { start: at, end: end + tail, kind: Kind::Plate })
}

/// A run of digits, single spaces or hyphens between them allowed, that is a telephone or an ID number.
fn number(chars: &[char], at: usize) -> Option<Span> {
    let first = get(chars, at);
    if !(first.is_ascii_digit() || (first == '+' && get(chars, at + 1).is_ascii_digit()) || (first == '(' && get(chars, at + 1) == '0')) {
        return None;
    }
    if let Some(end) = id_number(chars, at) {
        return Some(Span { start: at, end, kind: Kind::IdNumber });
    }
    let (digits, end) = digits_from(chars, at);
    let national = digits.strip_prefix("0086").or_else(|| digits.strip_prefix("86").filter(|rest| rest.len() == 11)).unwrap_or(&digits);
    let mobile = national.len() == 11 && national.starts_with('1') && national.chars().nth(1).is_some_and(|c| ('3'..='9').contains(&c));
    let landline = digits.starts_with('0') && (10..=12).contains(&digits.len());
    let before: String = chars.get(at.saturating_sub(8)..at).unwrap_or_default().iter().collect();
    let named = (7..=8).contains(&digits.len()) && PHONE_WORDS.iter().any(|word| before.contains(word));
    (mobile || landline || named).then_some(Span { start: at, end, kind: Kind::Phone })
}

/// The digits of the run at `at` and where it ends.
fn digits_from(chars: &[char], at: usize) -> (String, usize) {
    let (mut digits, mut end, mut here) = (String::new(), at, at);
    loop {
        let c = get(chars, here);
        if c.is_ascii_digit() {
            digits.push(c);
            end = here + 1;
        } else if !(matches!(c, ' ' | '-' | ')') && get(chars, here + 1).is_ascii_digit() || matches!(c, '+' | '(') && here == at) {
            return (digits, end);
        }
        here += 1;
    }
}

fn id_number(chars: &[char], at: usize) -> Option<usize> {
    let end = word_end(chars, at);
    let signs: String = chars.get(at..end)?.iter().collect();
    let digits = signs.chars().take_while(char::is_ascii_digit).count();
    let birth = match signs.len() {
        18 if digits == 18 || (digits == 17 && signs.ends_with(['X', 'x'])) => {
            signs.get(8..14).filter(|_| matches!(signs.get(6..8), Some("19" | "20")))
        }
        15 if digits == 15 => signs.get(6..12),
        _ => None,
    }?;
    let month: u32 = birth.get(2..4)?.parse().ok()?;
    let day: u32 = birth.get(4..6)?.parse().ok()?;
    (!signs.starts_with('0') && (1..=12).contains(&month) && (1..=31).contains(&day)).then_some(end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_people_are_covered() {
        for (text, masked) in [
            ("请打13800138000找我", "请打138********找我"),
            ("手机：138 0013 8000。", "手机：138 **** ****。"),
            ("１３８－００１３－８０００", "１３８－****－****"),
            ("+86 13800138000", "+86 ***********"),
            ("座机021-60000000", "座机021-********"),
            ("（021）60000000转", "（02*）********转"),
            ("联系电话 60000000", "联系电话 600*****"),
            ("身份证11010519491231002X，", "身份证******************，"),
            ("车牌沪A·12345总停在门口", "车牌沪A·*****总停在门口"),
            ("粤BD12345", "粤B******"),
            ("写信到 wang.li@example.cn。", "写信到 *******@**********。"),
        ] {
            assert_eq!(mask(text), masked, "{text}");
        }
    }

    #[test]
    fn dates_amounts_and_articles_stay() {
        for text in [
            "2026-11-23之前",
            "第138条",
            "2026年12月1日23时59分",
            "罚款20000元以上",
            "二十二时以后五十米",
            "共423719条意见",
            "GB 18030-2022",
            "12345热线",
            "京A股市场",
            "每平方米1000-2000元",
            "2026 11 23",
        ] {
            assert!(!is_suspect(text), "{text}");
            assert_eq!(mask(text), text);
        }
    }

    #[test]
    fn places_are_counted_in_characters() {
        assert_eq!(find("李某𠮷，13800138000"), [Span { start: 4, end: 15, kind: Kind::Phone }]);
    }
}
