//! A file as uploaded → text → [`Law`]: plain text, Markdown, DOCX or Akoma Ntoso.
//!
//! The file's first bytes decide, not its name alone. Anything else is refused in one sentence that says what
//! was expected. Read next: [`super::docx`], [`super::akn`], [`super::parse`].

use super::{Law, Oddity, akn, docx, parse};
use std::fmt;

/// Largest file accepted, in bytes.
pub const MAX_BYTES: usize = 20 * 1024 * 1024;

/// Why a file cannot be read as a law.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadError {
    /// Line of the input (of a DOCX: paragraph), from 1, where one can be named.
    pub line: Option<usize>,
    /// One sentence: what was found and what was expected.
    pub message: String,
}

impl ReadError {
    pub(super) fn new(message: impl Into<String>) -> ReadError {
        ReadError { line: None, message: message.into() }
    }
}

/// Files that are refused for what they are; each with the sentence that says what to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// .doc, .xls
    OldOffice,
    /// An Office file with a password.
    Password,
    /// PDF
    Pdf,
    /// RTF
    Rtf,
    /// Text in UTF-16.
    Utf16,
    /// .docm, or a .docx that holds macros.
    Macros,
    /// Named .docx, but no zip file.
    NotDocx,
    /// PNG, JPEG, GIF, TIFF, BMP, WebP
    Image,
    /// HTML or MHT.
    Web,
    /// .xlsx
    Excel,
    /// A zip file without a Word body.
    NoBody,
    /// The body is an embedded HTML part.
    AltChunk,
    /// No words.
    Empty,
    /// A zip bomb.
    Bomb,
}

impl Refusal {
    const ALL: [Refusal; 14] = [
        Refusal::OldOffice,
        Refusal::Password,
        Refusal::Pdf,
        Refusal::Rtf,
        Refusal::Utf16,
        Refusal::Macros,
        Refusal::NotDocx,
        Refusal::Image,
        Refusal::Web,
        Refusal::Excel,
        Refusal::NoBody,
        Refusal::AltChunk,
        Refusal::Empty,
        Refusal::Bomb,
    ];

    /// Which refusal an error is.
    pub fn of(error: &ReadError) -> Option<Refusal> {
        Refusal::ALL.into_iter().find(|refusal| refusal.message() == error.message)
    }

    fn message(self) -> &'static str {
        match self {
            Refusal::OldOffice => "an old Word or Excel file (.doc, .xls) cannot be read; save it as .docx",
            Refusal::Password => "a file with a password cannot be read; save it without a password",
            Refusal::Pdf => "a PDF file cannot be read; expected plain text or Markdown in UTF-8, or DOCX",
            Refusal::Rtf => "an RTF file cannot be read; save it as .docx",
            Refusal::Utf16 => "text in UTF-16 cannot be read; save it in UTF-8",
            Refusal::Macros => "a Word file with macros is not read; save it as .docx without macros",
            Refusal::NotDocx => "a .docx that is no DOCX inside cannot be read; open it in Word or WPS and save it again as .docx",
            Refusal::Image => "a picture cannot be read; expected plain text or Markdown in UTF-8, or DOCX",
            Refusal::Web => "a web page (.html, .mht) cannot be read; save its words as plain text in UTF-8",
            Refusal::Excel => "this is an Excel file; expected a Word document (.docx)",
            Refusal::NoBody => "the file holds no word/document.xml; expected a Word document (.docx)",
            Refusal::AltChunk => {
                "the document keeps its words in an embedded HTML part (altChunk), which is not read; open it in Word or WPS and save it \
                 again as .docx"
            }
            Refusal::Empty => "the document holds no words; expected paragraphs of text, not pictures of it",
            Refusal::Bomb => "the .docx unpacks to more than 50 MB or shrinks suspiciously well; refused as a zip bomb",
        }
    }
}

impl From<Refusal> for ReadError {
    fn from(refusal: Refusal) -> ReadError {
        ReadError::new(refusal.message())
    }
}

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for ReadError {}

/// The words of the file, one paragraph a line; Markdown stays Markdown, XML is printed as a text that reads the same.
///
/// # Errors
/// Another kind of file, broken or hostile content, text that is not UTF-8.
pub fn text(bytes: &[u8], filename: &str) -> Result<String, ReadError> {
    if bytes.len() > MAX_BYTES {
        return Err(ReadError::new(format!("the file has {} bytes; at most {MAX_BYTES} are read", bytes.len())));
    }
    if let Some(refusal) = refused(bytes, filename) {
        return Err(refusal.into());
    }
    if bytes.starts_with(b"PK") {
        return docx::text(bytes);
    }
    let text = plain(bytes)?;
    if is_xml(&text) { akn::read(&text).map(|law| parse::print(&law)) } else { Ok(text) }
}

/// The law in the file, without asking whether it has provisions. Akoma Ntoso keeps its own tree and eIds.
///
/// # Errors
/// As [`text`].
pub fn law(bytes: &[u8], filename: &str) -> Result<Law, ReadError> {
    if refused(bytes, filename).is_none()
        && !bytes.starts_with(b"PK")
        && bytes.len() <= MAX_BYTES
        && let Ok(text) = plain(bytes)
        && is_xml(&text)
    {
        return akn::read(&text);
    }
    Ok(parse::parse(&text(bytes, filename)?))
}

/// Whether a text is XML: a declaration, a document type, or the root of Akoma Ntoso.
fn is_xml(text: &str) -> bool {
    let start = text.trim_start();
    ["<?xml", "<!DOCTYPE", "<akomaNtoso"].iter().any(|mark| start.starts_with(mark))
}

/// Text in UTF-8, without its byte order mark.
fn plain(bytes: &[u8]) -> Result<String, ReadError> {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) if !text.contains('\0') => Ok(text.to_string()),
        Ok(text) => {
            let before = text.split('\0').next().unwrap_or_default();
            Err(ReadError {
                line: Some(before.matches('\n').count() + 1),
                message: "a zero byte; expected plain text, not a binary file".into(),
            })
        }
        Err(error) => {
            let good = bytes.get(..error.valid_up_to()).unwrap_or_default();
            Err(ReadError {
                line: Some(good.iter().filter(|b| **b == b'\n').count() + 1),
                message: "bytes that are not UTF-8; expected UTF-8, save the file in that encoding".into(),
            })
        }
    }
}

/// Reads and parses; a text without a single provision is an error that says what was expected.
///
/// # Errors
/// As [`text`], or when nothing in it is a provision.
pub fn read(bytes: &[u8], filename: &str) -> Result<Law, ReadError> {
    let law = law(bytes, filename)?;
    if !law.provisions.is_empty() {
        return Ok(law);
    }
    let warning = law.warnings.into_iter().find(|w| w.kind == Oddity::NoProvision);
    Err(match warning {
        Some(warning) => ReadError { line: Some(warning.line), message: warning.message },
        None => ReadError::new("no provision found"),
    })
}

/// What the file is, when it is nothing we read.
fn refused(bytes: &[u8], filename: &str) -> Option<Refusal> {
    let name = filename.to_lowercase();
    let ends = |end: &str| name.ends_with(end);
    let starts = |mark: &[u8]| bytes.starts_with(mark);
    let holds = |mark: &str| {
        let wide: Vec<u8> = mark.encode_utf16().flat_map(u16::to_le_bytes).collect();
        bytes.windows(wide.len()).any(|window| window == wide)
    };
    if starts(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Some(if holds("EncryptedPackage") { Refusal::Password } else { Refusal::OldOffice });
    }
    let image = starts(b"\x89PNG") || starts(&[0xFF, 0xD8, 0xFF]) || starts(b"GIF8") || starts(b"II*\0") || starts(b"MM\0*");
    let image = image || starts(b"RIFF") && bytes.get(8..12) == Some(b"WEBP") || starts(b"BM") && ends(".bmp");
    let head = bytes.get(..bytes.len().min(300)).unwrap_or_default().trim_ascii_start().to_ascii_lowercase();
    let web = [b"<!doctype html".as_slice(), b"<html", b"mime-version:"].iter().any(|mark| head.starts_with(mark));
    let found = [
        (starts(b"%PDF"), Refusal::Pdf),
        (starts(b"{\\rtf"), Refusal::Rtf),
        (starts(&[0xFF, 0xFE]) || starts(&[0xFE, 0xFF]), Refusal::Utf16),
        (image, Refusal::Image),
        (ends(".docm") || ends(".dotm"), Refusal::Macros),
        (ends(".docx") && !starts(b"PK"), Refusal::NotDocx),
        (web, Refusal::Web),
    ];
    found.into_iter().find(|(is, _)| *is).map(|(_, refusal)| refusal)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn reads_text_with_and_without_byte_order_mark() {
        let plain = "某市夜市管理办法\n第一条 为了管好夜市，制定本办法。\n";
        let law = read(plain.as_bytes(), "a.txt").unwrap();
        assert_eq!(law.articles().count(), 1);
        let marked = [b"\xEF\xBB\xBF".as_slice(), plain.as_bytes()].concat();
        assert_eq!(read(&marked, "a.md").unwrap().title, law.title);
    }

    #[test]
    fn refuses_in_one_sentence() {
        for (bytes, name, part) in [
            (b"%PDF-1.7".as_slice(), "a.pdf", "PDF"),
            (&[0xD0, 0xCF, 0x11, 0xE0, 0xA1], "a.doc", ".doc"),
            (b"PK\x03\x04", "a.docm", "macros"),
            (b"plain", "a.docx", "no DOCX"),
            (b"\x89PNG\r\n", "a.txt", "picture"),
            (b"\xFF\xD8\xFF\xE0", "a.docx", "picture"),
            (b"\n<!DOCTYPE html><p>", "a.txt", "web page"),
            (b"MIME-Version: 1.0\r\n", "a.mht", "web page"),
            (b"\xD0\xCF\x11\xE0..E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0", "a.docx", "password"),
            (&[0xFF, 0xFE, 0x2C], "a.txt", "UTF-16"),
            (b"a\nb\xB5\xDA", "a.txt", "line 2: bytes that are not UTF-8"),
            (b"a\nb\0", "a.txt", "line 2: a zero byte"),
            (b"<?xml version=\"1.0\"?>\n<html/>", "a.xml", "line 2: the root element is html"),
            ("某条例\n\n".as_bytes(), "a.txt", "expected a line that begins with 第一条"),
        ] {
            let error = read(bytes, name).unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
            assert!(!error.contains('\n'));
        }
    }
}
