//! What the reader of texts found, in the language of the page.

use crate::law::Oddity;
use crate::law::amend::Why;
use crate::law::read::{ReadError, Refusal};
use crate::phrases::Phrases;

/// Something odd in the text.
pub fn oddity(t: &Phrases, kind: &Oddity) -> String {
    let i = &t.import;
    match kind {
        Oddity::Stray => i.stray.to_owned(),
        Oddity::Skips(number) => i.skips.replace("{x}", number),
        Oddity::OutOfOrder => i.out_of_order.to_owned(),
        Oddity::Repeats => i.repeats.to_owned(),
        Oddity::Lower => i.lower.to_owned(),
        Oddity::Gap(found, last) => i.gap.replace("{x}", found).replace("{y}", last),
        Oddity::Attachments => i.attachments.to_owned(),
        Oddity::NoProvision => i.no_provision.to_owned(),
        Oddity::NoArticle => i.no_article.to_owned(),
        Oddity::NoTitle => i.no_title.to_owned(),
    }
}

/// Why an instruction was not carried out.
pub fn why(t: &Phrases, why: &Why) -> String {
    let i = &t.import;
    match why {
        Why::NotUnderstood => i.why_not_understood.to_owned(),
        Why::Vague => i.why_vague.to_owned(),
        Why::NoText => i.why_no_text.to_owned(),
        Why::NoPlace(place) => i.why_no_place.replace("{x}", place),
        Why::NoWords(words) => i.why_no_words.replace("{x}", words),
        Why::OtherLaw(law) => i.why_other_law.replace("{x}", law),
        Why::Number(said, found) => i.why_number.replace("{x}", said).replace("{y}", found),
    }
}

/// Why a file cannot be read: one sentence that says what to do.
pub fn refusal(t: &Phrases, error: &ReadError) -> String {
    let (i, r) = (&t.import, &t.review);
    let said = match Refusal::of(error) {
        Some(Refusal::OldOffice) => i.file_old_office,
        Some(Refusal::Password) => i.file_password,
        Some(Refusal::Pdf) => i.file_pdf,
        Some(Refusal::Rtf) => i.file_rtf,
        Some(Refusal::Utf16) => i.file_utf16,
        Some(Refusal::Macros) => i.file_macros,
        Some(Refusal::NotDocx) => i.file_not_docx,
        Some(Refusal::Image) => i.file_image,
        Some(Refusal::Web) => i.file_web,
        Some(Refusal::Excel) => i.file_excel,
        Some(Refusal::NoBody) => i.file_no_body,
        Some(Refusal::AltChunk) => i.file_alt_chunk,
        Some(Refusal::Empty) => i.file_empty,
        Some(Refusal::Bomb) => i.file_bomb,
        None if error.message.contains("not UTF-8") => i.file_utf16,
        // The reader's own sentences are English; the place is what helps.
        None => return error.line.map_or_else(|| r.e_file.to_owned(), |line| r.e_file_line.replace("{n}", &line.to_string())),
    };
    said.to_owned()
}
