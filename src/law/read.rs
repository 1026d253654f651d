//! A file as uploaded → text → [`Law`]: plain text, Markdown or DOCX.
//!
//! The file's first bytes decide, not its name alone. Anything else is refused in one sentence that says what
//! was expected. Read next: [`super::docx`], [`super::parse`].

use super::{Law, Oddity, docx, parse};
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

impl fmt::Display for ReadError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.message),
            None => f.write_str(&self.message),
        }
    }
}

impl std::error::Error for ReadError {}

/// The words of the file, one paragraph a line; Markdown stays Markdown.
///
/// # Errors
/// Another kind of file, broken or hostile content, text that is not UTF-8.
pub fn text(bytes: &[u8], filename: &str) -> Result<String, ReadError> {
    if bytes.len() > MAX_BYTES {
        return Err(ReadError::new(format!("the file has {} bytes; at most {MAX_BYTES} are read", bytes.len())));
    }
    if let Some(kind) = refused(bytes, filename) {
        return Err(ReadError::new(format!("{kind} cannot be read; expected plain text or Markdown in UTF-8, or DOCX")));
    }
    if bytes.starts_with(b"PK") {
        return docx::text(bytes);
    }
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
    let law = parse::parse(&text(bytes, filename)?);
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
fn refused(bytes: &[u8], filename: &str) -> Option<&'static str> {
    let name = filename.to_lowercase();
    let ends = |end: &str| name.ends_with(end);
    if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0]) {
        return Some("an old Word or Excel file (.doc, .xls)");
    }
    if bytes.starts_with(b"%PDF") {
        return Some("a PDF file");
    }
    if bytes.starts_with(b"{\\rtf") {
        return Some("an RTF file");
    }
    if bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]) {
        return Some("text in UTF-16");
    }
    if ends(".docm") || ends(".dotm") {
        return Some("a Word file with macros (.docm)");
    }
    if ends(".docx") && !bytes.starts_with(b"PK") {
        return Some("a .docx that is no DOCX inside");
    }
    None
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
            (&[0xFF, 0xFE, 0x2C], "a.txt", "UTF-16"),
            (b"a\nb\xB5\xDA", "a.txt", "line 2: bytes that are not UTF-8"),
            (b"a\nb\0", "a.txt", "line 2: a zero byte"),
            ("某条例\n\n".as_bytes(), "a.txt", "expected a line that begins with 第一条"),
        ] {
            let error = read(bytes, name).unwrap_err().to_string();
            assert!(error.contains(part), "{error}");
            assert!(!error.contains('\n'));
        }
    }
}
