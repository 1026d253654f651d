//! JSON Lines: one object a line. A line that is none is refused, the others go on.

use std::collections::BTreeMap;
use std::io::{BufRead, Read};

use serde_json::Value;

use super::field::Mapping;
use super::{BadFile, ROW_BYTES, Refused, Row};
use crate::form::is_blank;

/// Rows one after the other.
pub struct Lines<R> {
    reader: R,
    mapping: Mapping,
    line: u64,
}

impl<R: BufRead> Lines<R> {
    pub fn new(reader: R, mapping: Mapping) -> Self {
        Self { reader, mapping, line: 0 }
    }

    /// The next line's bytes; `None` at the end.
    fn bytes(&mut self) -> Result<Option<Vec<u8>>, BadFile> {
        let mut bytes = Vec::new();
        self.line += 1;
        let limit = u64::try_from(ROW_BYTES).unwrap_or(u64::MAX);
        let read = self.reader.by_ref().take(limit).read_until(b'\n', &mut bytes)?;
        Ok((read > 0).then_some(bytes))
    }
}

impl<R: BufRead> Iterator for Lines<R> {
    type Item = Result<Result<Row, Refused>, BadFile>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let bytes = match self.bytes() {
                Ok(bytes) => bytes?,
                Err(error) => return Some(Err(error)),
            };
            let text = String::from_utf8_lossy(&bytes);
            let text = text.trim_start_matches('\u{feff}').trim();
            if !text.is_empty() {
                let line = self.line;
                return Some(Ok(read(text, line, &self.mapping).map_err(|reason| Refused { line, reason })));
            }
        }
    }
}

fn read(text: &str, line: u64, mapping: &Mapping) -> Result<Row, String> {
    let object = match serde_json::from_str(text) {
        Ok(Value::Object(object)) => object,
        Ok(_) => return Err("not a JSON object".to_owned()),
        Err(error) => return Err(format!("not JSON: {error}")),
    };
    let mut values = BTreeMap::new();
    for (name, value) in object {
        let Some(field) = mapping.field_of(&name) else { continue };
        let value = match value {
            Value::Null => continue,
            Value::String(text) => text,
            Value::Number(number) => number.to_string(),
            Value::Bool(flag) => flag.to_string(),
            Value::Array(_) | Value::Object(_) => return Err(format!("“{name}” is not text")),
        };
        if !is_blank(&value) {
            values.entry(field).or_insert(value);
        }
    }
    Ok(Row { line, values })
}
