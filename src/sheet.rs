//! Tables for spreadsheets. They open with the right characters, and nothing people wrote is calculated.

use std::fs::File;
use std::io::{Read, Seek};

use actix_web::http::header;
use actix_web::{HttpResponse, HttpResponseBuilder, web};
use futures_util::stream;
use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};

use crate::error::Error;

/// Characters a cell of a workbook holds at most.
const CELL: usize = 32_767;
/// Bytes sent at once.
const PIECE: usize = 64 * 1024;

impl From<XlsxError> for Error {
    fn from(error: XlsxError) -> Self {
        Self::Internal(error.to_string())
    }
}

impl From<csv::Error> for Error {
    fn from(error: csv::Error) -> Self {
        Self::Internal(error.to_string())
    }
}

/// A cell of a CSV file: what a spreadsheet might calculate gets an apostrophe in front, which makes it text.
pub fn as_text(cell: &str) -> String {
    let first = cell.trim_start_matches([' ', '\u{3000}']).chars().next();
    let calculates = cell.starts_with(['\t', '\r', '\n'])
        || first.is_some_and(|c| matches!(c, '=' | '+' | '-' | '@' | '＝' | '＋' | '－' | '＠' | '\t'));
    if calculates { format!("'{cell}") } else { cell.to_owned() }
}

/// Lines of a CSV file (RFC 4180), each cell through [`as_text`]. A file begins with [`BOM`].
pub fn csv_lines<R>(rows: impl IntoIterator<Item = R>) -> Result<Vec<u8>, Error>
where
    R: IntoIterator,
    R::Item: AsRef<str>,
{
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        writer.write_record(row.into_iter().map(|cell| as_text(cell.as_ref())))?;
    }
    writer.into_inner().map_err(|e| Error::Internal(e.to_string()))
}

/// What spreadsheets want at the beginning of a CSV file to read it as UTF-8.
pub const BOM: &[u8] = "\u{feff}".as_bytes();

/// A workbook that is written row by row, so that its size does not matter to memory.
pub struct Book {
    workbook: Workbook,
    next: u32,
}

impl Book {
    /// Begins with a line of heads, each with the width of its column in characters.
    pub fn new(heads: &[(&str, f64)]) -> Result<Self, Error> {
        let mut workbook = Workbook::new();
        let sheet = workbook.add_worksheet_with_constant_memory()?;
        let bold = Format::new().set_bold();
        sheet.set_freeze_panes(1, 0)?;
        for (column, (head, width)) in (0..).zip(heads) {
            sheet.set_column_width(column, *width)?;
            sheet.write_string_with_format(0, column, *head, &bold)?;
        }
        Ok(Self { workbook, next: 1 })
    }

    fn sheet(&mut self) -> Result<&mut Worksheet, Error> {
        Ok(self.workbook.worksheet_from_index(0)?)
    }

    /// Adds a row of texts; what is longer than a cell can hold is cut.
    pub fn row(&mut self, cells: impl IntoIterator<Item = impl AsRef<str>>) -> Result<(), Error> {
        let row = self.next;
        self.next += 1;
        let sheet = self.sheet()?;
        for (column, cell) in (0..).zip(cells) {
            let cell = cell.as_ref();
            match cell.char_indices().nth(CELL).and_then(|(end, _)| cell.get(..end)) {
                Some(cut) => sheet.write_string(row, column, cut)?,
                None => sheet.write_string(row, column, cell)?,
            };
        }
        Ok(())
    }

    /// The finished file, to be read from its beginning; it is gone when it is closed.
    pub fn finish(mut self) -> Result<File, Error> {
        let failed = |e: std::io::Error| Error::Unavailable(format!("no room for a file: {e}"));
        let mut file = tempfile::tempfile().map_err(failed)?;
        self.workbook.save_to_writer(&mut file)?;
        file.rewind().map_err(failed)?;
        Ok(file)
    }
}

/// An answer that is saved as a file; never kept by anybody between.
pub fn download(content_type: &'static str, name: &str) -> HttpResponseBuilder {
    let mut response = HttpResponse::Ok();
    response
        .insert_header((header::CONTENT_TYPE, content_type))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .insert_header((header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")));
    response
}

/// Media type of workbooks.
pub const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
/// Media type of CSV files.
pub const CSV: &str = "text/csv; charset=utf-8";

/// Sends a file piece by piece, read off the async threads.
pub fn send(mut response: HttpResponseBuilder, file: File) -> HttpResponse {
    let pieces = stream::unfold(Some(file), |file| async move {
        let mut file = file?;
        let read = web::block(move || {
            let mut piece = Vec::with_capacity(PIECE);
            (&mut file).take(PIECE as u64).read_to_end(&mut piece).map(|_| (piece, file))
        });
        match read.await {
            Ok(Ok((piece, _))) if piece.is_empty() => None,
            Ok(Ok((piece, file))) => Some((Ok(web::Bytes::from(piece)), Some(file))),
            Ok(Err(error)) => Some((Err(Error::Unavailable(error.to_string())), None)),
            Err(_) => Some((Err(Error::Unavailable("no thread".to_owned())), None)),
        }
    });
    response.streaming(Box::pin(pieces))
}

#[cfg(test)]
mod tests {
    use super::as_text;

    #[test]
    fn cells_that_would_calculate_are_text() {
        for cell in ["=1+1", "+86", "-1", "@SUM", "\t=1", " =1", "＝1", "\n=1"] {
            assert_eq!(as_text(cell), format!("'{cell}"), "{cell:?}");
        }
        for cell in ["", "第五条", "1-2", "'=1", "a=b"] {
            assert_eq!(as_text(cell), cell);
        }
    }
}
