//! From the form to [`Words`]: every limit a comment has, and what is said when one is broken.

use super::change::Words;
use super::{LEAST_CHARS, MOST_CHARS, Stance};
use crate::form::{Fields, FormState, clean, is_blank};
use crate::phrases::Phrases;

/// A comment form that holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filled {
    /// What was said.
    pub words: Words,
    /// How to reach the citizen: a telephone number or an e-mail address.
    pub contact: Option<String>,
}

/// Reads the fields `stance`, `text`, `wording`, `reason`, `identity`, `contact`; says what is wrong in `form`.
/// `quote` is the text of the place: a wording equal to it proposes nothing.
pub fn read(form: &mut FormState, t: &Phrases, quote: &str, identities: &[String]) -> Option<Filled> {
    let fields = form.fields.clone();
    let stance = Stance::parse(fields.get("stance"));
    if stance.is_none() {
        form.wrong("stance", t.citizen.e_stance);
    }
    let text = clean(fields.raw("text"));
    if is_blank(&text) || visible_chars(&text) < LEAST_CHARS {
        form.wrong("text", t.citizen.e_short.replace("{n}", &LEAST_CHARS.to_string()));
    }
    too_long(form, t, "text", &text);
    let wording = optional(&fields, "wording").filter(|w| w != &clean(quote));
    let reason = optional(&fields, "reason");
    for (name, value) in [("wording", &wording), ("reason", &reason)] {
        too_long(form, t, name, value.as_deref().unwrap_or_default());
    }
    let identity = fields.some("identity").filter(|i| identities.iter().any(|known| known == i)).map(str::to_owned);
    let contact = optional(&fields, "contact");
    if contact.as_deref().is_some_and(|c| !is_contact(c)) {
        form.wrong("contact", t.citizen.e_contact);
    }
    let words = Words { stance: stance?, text, wording, reason, identity };
    form.is_good().then_some(Filled { words, contact })
}

fn optional(fields: &Fields, name: &str) -> Option<String> {
    Some(clean(fields.raw(name))).filter(|value| !is_blank(value))
}

fn too_long(form: &mut FormState, t: &Phrases, name: &'static str, value: &str) {
    let over = value.chars().count().saturating_sub(MOST_CHARS);
    if over > 0 {
        form.wrong(name, t.citizen.e_long.replace("{n}", &over.to_string()));
    }
}

/// Characters that show something.
fn visible_chars(text: &str) -> usize {
    text.chars().filter(|c| !is_blank(c.encode_utf8(&mut [0; 4]))).count()
}

/// A telephone number of 5 to 20 digits, or something with one `@` between other signs.
fn is_contact(contact: &str) -> bool {
    let digits = contact.chars().filter(char::is_ascii_digit).count();
    let phone = (5..=20).contains(&digits) && contact.chars().all(|c| c.is_ascii_digit() || " +-()（）".contains(c));
    let mail = contact.chars().count() <= 254
        && !contact.contains(char::is_whitespace)
        && contact.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@'));
    phone || mail
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;
    use crate::phrases::ZH;

    fn form(text: &str) -> FormState {
        FormState::new(Fields(vec![("stance".to_owned(), "amend".to_owned()), ("text".to_owned(), text.to_owned())]))
    }

    #[test]
    fn the_limits_count_characters_and_hold_to_the_character() {
        for (text, good) in [("四个字啊", false), ("五个字好啊", true), ("字字字字　\u{200b}\u{feff}", false)] {
            assert_eq!(read(&mut form(text), &ZH, "", &[]).is_some(), good, "{text:?}");
        }
        assert!(read(&mut form(&"字".repeat(MOST_CHARS)), &ZH, "", &[]).is_some());
        let mut long = form(&"字".repeat(MOST_CHARS + 3));
        assert!(read(&mut long, &ZH, "", &[]).is_none());
        assert_eq!(long.error("text"), Some("超出 3 个字，请缩短"));
    }

    #[test]
    fn a_wording_equal_to_the_original_proposes_nothing() {
        let mut same = form("这一条应当再严一点");
        same.fields.0.push(("wording".to_owned(), "原文\r\n第二行 ".to_owned()));
        assert_eq!(read(&mut same, &ZH, "原文\n第二行", &[]).unwrap().words.wording, None);
    }

    #[test]
    fn a_contact_is_a_number_or_an_address() {
        for (contact, good) in [("021-0000-0101", true), ("wang@example.cn", true), ("明天", false), ("a@b", false), ("12", false)] {
            assert_eq!(is_contact(contact), good, "{contact}");
        }
    }
}
