//! Comments from files: what a contact point kept in a spreadsheet, or another system gave out.
//!
//! [`table`] opens a file (JSON Lines, CSV, XLSX) under limits and gives its rows, [`field`] says which column is what, [`take_in`] makes
//! comments of them. A row has a key made of its content, so the same row never becomes two comments.

pub mod field;
mod json_lines;
pub mod table;
pub mod take_in;
mod xlsx;

use std::collections::BTreeMap;
use std::fmt;

use field::Field;

/// Most bytes of one row.
const ROW_BYTES: usize = 4 * 1024 * 1024;

/// One row of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Line of the file it begins in, from 1; of a spreadsheet, its row.
    pub line: u64,
    /// Its cells by what they are; blank ones are left out.
    pub values: BTreeMap<Field, String>,
}

/// A row that cannot become a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refused {
    /// As in [`Row`].
    pub line: u64,
    /// What is wrong with it, in one clause.
    pub reason: String,
}

/// A file that cannot be read as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadFile {
    /// Where, if it can be named.
    pub line: Option<u64>,
    /// What is wrong and what to do, in one sentence.
    pub problem: String,
}

impl BadFile {
    fn new(problem: impl Into<String>) -> Self {
        Self { line: None, problem: problem.into() }
    }

    fn at(line: u64, problem: impl Into<String>) -> Self {
        Self { line: Some(line), problem: problem.into() }
    }
}

impl fmt::Display for BadFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.problem),
            None => f.write_str(&self.problem),
        }
    }
}

impl std::error::Error for BadFile {}

impl From<std::io::Error> for BadFile {
    fn from(error: std::io::Error) -> Self {
        Self::new(format!("the file cannot be read: {error}"))
    }
}
