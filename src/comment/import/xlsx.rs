//! XLSX, cell by cell. Nothing is allocated for empty cells (a tiny file may declare 17 billion of them), and before the workbook is
//! read every part is unpacked once into nothing, so that a zip bomb is refused before it grows.

use std::fs::File;
use std::io::{BufReader, Read};

use calamine::{Data, DataRef, Reader, Xlsx};
use zip::ZipArchive;

use super::field::Mapping;
use super::table::{Table, unused, values};
use super::{BadFile, Row};

/// Most bytes of the file.
const FILE_BYTES: u64 = 64 * 1024 * 1024;
/// Most bytes unpacked.
const UNPACKED: u64 = 256 * 1024 * 1024;
/// Most parts.
const PARTS: usize = 2_000;
/// Most times a large part may have shrunk; tables of numbers reach about 40.
const RATIO: u64 = 200;
/// Most columns.
const COLUMNS: u32 = 256;
/// Most cells.
const CELLS: usize = 5_000_000;

/// Opens a workbook and reads its first sheet that is not empty.
pub fn open(file: File, mapping: &Mapping) -> Result<Table, BadFile> {
    check(&file)?;
    let damaged = |e: calamine::XlsxError| BadFile::new(format!("the workbook cannot be read: {e}; open it and save it again as .xlsx"));
    let mut book = Xlsx::new(BufReader::new(file)).map_err(damaged)?;
    for sheet in book.sheet_names() {
        let rows = read(&mut book, &sheet)?;
        let mut rows = rows.into_iter();
        let Some((_, header)) = rows.next() else { continue };
        let header: Vec<String> = header.into_iter().map(|h| h.trim().to_owned()).collect();
        let columns = mapping.columns(&header)?;
        let unused = unused(&header, &columns);
        let about = u64::try_from(rows.len()).unwrap_or_default();
        let rows = rows.map(move |(line, cells)| Ok(Ok(Row { line, values: values(cells.into_iter(), &columns) })));
        return Ok(Table { about, unused, rows: Box::new(rows) });
    }
    Err(BadFile::new("the workbook is empty; expected a first row with the names of the columns"))
}

fn check(file: &File) -> Result<(), BadFile> {
    let bytes = file.metadata()?.len();
    if bytes > FILE_BYTES {
        return Err(BadFile::new(format!("the workbook has {bytes} bytes; at most {FILE_BYTES} are read; save it as CSV in UTF-8")));
    }
    let bad = |_| BadFile::new("the file begins like an .xlsx, but its zip directory is damaged");
    let mut zip = ZipArchive::new(BufReader::new(file)).map_err(bad)?;
    if zip.index_for_name("xl/workbook.xml").is_none() {
        return Err(BadFile::new("the file is no .xlsx inside; expected JSON Lines, CSV or XLSX"));
    }
    if zip.len() > PARTS {
        return Err(BadFile::new(format!("the workbook has {} parts; at most {PARTS} are read", zip.len())));
    }
    let mut left = UNPACKED;
    for index in 0..zip.len() {
        let part = zip.by_index(index).map_err(bad)?;
        let name = String::from_utf8_lossy(part.name_raw()).to_lowercase();
        if name.ends_with("vbaproject.bin") {
            return Err(BadFile::new("the workbook holds macros; save it as .xlsx without macros"));
        }
        let packed = part.compressed_size().max(1);
        // What the directory declares may be a lie: count what really comes out.
        let unpacked = std::io::copy(&mut part.take(left + 1), &mut std::io::sink())?;
        if unpacked > left || (unpacked > 1024 * 1024 && unpacked / packed > RATIO) {
            return Err(BadFile::new("the workbook unpacks to far more than its size; refused as a zip bomb"));
        }
        left -= unpacked;
    }
    Ok(())
}

/// The rows of a sheet that are not empty, with their numbers; each as wide as its last cell.
fn read(book: &mut Xlsx<BufReader<File>>, sheet: &str) -> Result<Vec<(u64, Vec<String>)>, BadFile> {
    let damaged = |e: calamine::XlsxError| BadFile::new(format!("the sheet {sheet} cannot be read: {e}"));
    let mut cells = book.worksheet_cells_reader(sheet).map_err(damaged)?;
    let mut rows: Vec<(u64, Vec<String>)> = Vec::new();
    let mut count = 0;
    while let Some(cell) = cells.next_cell().map_err(damaged)? {
        let text = text(cell.get_value());
        if text.is_empty() {
            continue;
        }
        let (row, column) = cell.get_position();
        let line = u64::from(row) + 1;
        count += 1;
        if column >= COLUMNS || count > CELLS {
            return Err(BadFile::at(
                line,
                format!("the sheet has a cell in column {}; at most {COLUMNS} columns and {CELLS} cells are read", column + 1),
            ));
        }
        if rows.last().is_none_or(|(last, _)| *last != line) {
            rows.push((line, Vec::new()));
        }
        let Some((_, row)) = rows.last_mut() else { continue };
        let column = usize::try_from(column).unwrap_or_default();
        if row.len() <= column {
            row.resize(column + 1, String::new());
        }
        if let Some(place) = row.get_mut(column) {
            *place = text;
        }
    }
    Ok(rows)
}

fn text(cell: &DataRef<'_>) -> String {
    match cell {
        DataRef::DateTime(moment) if moment.is_datetime() => {
            let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
            format!("{year}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}")
        }
        DataRef::Error(_) => String::new(),
        other => Data::from(other.clone()).to_string(),
    }
}
