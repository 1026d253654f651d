//! The two migrated schemas and `src/schema.rs` say the same.

use caiyan::db::{Db, Source};

use crate::support::{Backend, Place};

fn columns(place: &Place) -> Vec<String> {
    let source = match &place.config.database_url {
        Some(url) => Source::Postgres(url.clone()),
        None => {
            std::fs::create_dir_all(&place.config.data_dir).unwrap();
            Source::Sqlite(caiyan::db::sqlite_path(&place.config.data_dir))
        }
    };
    Db::migrate(&source).unwrap();
    let before = Db::columns(&mut source.connect().unwrap()).unwrap();
    Db::unmigrate(&source).unwrap();
    assert_eq!(Db::columns(&mut source.connect().unwrap()).unwrap(), Vec::<String>::new(), "down.sql leaves nothing");
    Db::migrate(&source).unwrap();
    assert_eq!(Db::columns(&mut source.connect().unwrap()).unwrap(), before);
    before
}

/// Types of either database under one name.
fn plain(column: &str) -> String {
    let (name, kind) = column.split_once(' ').unwrap();
    let null = if kind.ends_with(" null") { " null" } else { "" };
    let kind = match kind.trim_end_matches(" null") {
        "timestamp" | "timestamp without time zone" => "Timestamp",
        "text" => "Text",
        "blob" | "bytea" => "Binary",
        "integer" | "bigint" => "whole",
        other => other,
    };
    format!("{name} {kind}{null}")
}

#[test]
fn both_databases_and_the_schema_file_agree() {
    let [sqlite, postgres] =
        [Backend::Sqlite, Backend::Postgres].map(|b| columns(&Place::new(b)).iter().map(|c| plain(c)).collect::<Vec<_>>());
    assert_eq!(sqlite, postgres);
    let file = include_str!("../../src/schema.rs");
    let mut stated = Vec::new();
    let mut table = String::new();
    for line in file.lines().map(str::trim) {
        if let Some((name, kind)) = line.strip_suffix(',').and_then(|l| l.split_once(" -> ")) {
            let (kind, null) = kind.strip_prefix("Nullable<").map_or((kind, ""), |k| (k.trim_end_matches('>'), " null"));
            let kind = if matches!(kind, "BigInt" | "Integer") { "whole" } else { kind };
            stated.push(format!("{table}.{name} {kind}{null}"));
        } else if let Some((name, _)) = line.strip_suffix('{').and_then(|l| l.split_once(" (")) {
            table = name.to_owned();
        }
    }
    stated.sort();
    let mut found = sqlite;
    found.sort();
    assert_eq!(stated, found);
}
