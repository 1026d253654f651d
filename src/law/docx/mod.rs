//! DOCX → text, one paragraph a line, with the numbers Word counts itself and with tables.
//!
//! Works under limits on parts, size and compression, so a zip bomb is refused before it grows. Refused with one
//! sentence: macros, encrypted files, other Office files, a body that is only an embedded HTML part.
//! `document` reads the body, `numbering` counts automatic numbers, `table` lays tables out as lines.

mod document;
mod numbering;
mod table;

use super::read::{ReadError, Refusal};
use std::io::{Cursor, Read};
use zip::ZipArchive;

const MAX_PARTS: usize = 2_000;
const MAX_INFLATED: u64 = 50 * 1024 * 1024;
/// Word's XML rarely shrinks below a fortieth; a part that shrinks further and is large is hostile.
const MAX_RATIO: u64 = 200;

/// The words of the document.
///
/// # Errors
/// One sentence for a file that is damaged, hostile, or no Word document.
pub fn text(bytes: &[u8]) -> Result<String, ReadError> {
    let mut parts = Parts::open(bytes)?;
    let types = parts.get("[Content_Types].xml")?.unwrap_or_default();
    if types.contains("macroEnabled") {
        return Err(Refusal::Macros.into());
    }
    if types.contains("spreadsheetml.sheet.main") {
        return Err(Refusal::Excel.into());
    }
    let Some(body) = parts.get("word/document.xml")? else {
        return Err(Refusal::NoBody.into());
    };
    let numbering = parts.get("word/numbering.xml")?.unwrap_or_default();
    let styles = parts.get("word/styles.xml")?.unwrap_or_default();
    let found = document::read(&body, numbering::Numbering::read(&numbering, &styles))?;
    if found.alt_chunks > 0 {
        return Err(Refusal::AltChunk.into());
    }
    if found.text.trim().is_empty() {
        return Err(Refusal::Empty.into());
    }
    Ok(found.text)
}

struct Parts<'a> {
    zip: ZipArchive<Cursor<&'a [u8]>>,
    left: u64,
}

impl<'a> Parts<'a> {
    fn open(bytes: &'a [u8]) -> Result<Parts<'a>, ReadError> {
        let damaged = || ReadError::new("the .docx is damaged: its zip directory cannot be read");
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(|_| damaged())?;
        if zip.len() > MAX_PARTS {
            return Err(ReadError::new(format!("the .docx holds {} parts; at most {MAX_PARTS} are read", zip.len())));
        }
        let mut total = 0u64;
        for index in 0..zip.len() {
            let part = zip.by_index_raw(index).map_err(|_| damaged())?;
            if part.encrypted() {
                return Err(Refusal::Password.into());
            }
            let name = part.name().map_err(|_| damaged())?.to_lowercase();
            if name.ends_with("vbaproject.bin") {
                return Err(Refusal::Macros.into());
            }
            let hostile = part.size() > 1024 * 1024 && part.size() / part.compressed_size().max(1) > MAX_RATIO;
            total = total.saturating_add(part.size());
            if hostile || total > MAX_INFLATED {
                return Err(bomb());
            }
        }
        Ok(Parts { zip, left: MAX_INFLATED })
    }

    /// The part as text, none when it is not there. Declared sizes can lie, so reading is limited too.
    fn get(&mut self, name: &str) -> Result<Option<String>, ReadError> {
        let Ok(part) = self.zip.by_name(name) else {
            return Ok(None);
        };
        let mut bytes = Vec::new();
        part.take(self.left + 1)
            .read_to_end(&mut bytes)
            .map_err(|_| ReadError::new(format!("the .docx is damaged: {name} cannot be unpacked")))?;
        self.left = self.left.checked_sub(bytes.len() as u64).ok_or_else(bomb)?;
        String::from_utf8(bytes).map(Some).map_err(|_| ReadError::new(format!("the .docx is damaged: {name} is not UTF-8")))
    }
}

fn bomb() -> ReadError {
    Refusal::Bomb.into()
}

#[cfg(test)]
mod tests;
