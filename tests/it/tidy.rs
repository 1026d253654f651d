//! Habits a machine can hold us to: which module may use which, files of a size one can read, no time and randomness but from their homes.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn sources() -> Vec<(PathBuf, String)> {
    fn walk(dir: &Path, out: &mut Vec<(PathBuf, String)>) {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, out);
            } else if path.extension().is_some_and(|e| e == "rs") {
                let text = std::fs::read_to_string(&path).unwrap();
                out.push((path, text));
            }
        }
    }
    let mut out = Vec::new();
    walk(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut out);
    out
}

/// `src/comment/query.rs` → `comment`.
fn module(path: &Path) -> String {
    let inside = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
    inside.iter().next().unwrap().to_string_lossy().trim_end_matches(".rs").to_owned()
}

fn uses(text: &str) -> Vec<String> {
    let mut out = Vec::new();
    for (at, _) in text.match_indices("crate::") {
        let rest = &text[at + 7..];
        if let Some(list) = rest.strip_prefix('{') {
            out.extend(list.split('}').next().unwrap().split(',').map(|m| m.split("::").next().unwrap().trim().to_owned()));
        } else {
            out.push(rest.chars().take_while(|c| c.is_ascii_lowercase() || *c == '_').collect());
        }
    }
    out.retain(|m| !m.is_empty());
    out
}

#[test]
fn the_law_knows_nothing_of_the_rest() {
    for (path, text) in sources() {
        if module(&path) == "law" {
            let outward: Vec<String> = uses(&text).into_iter().filter(|m| m != "law").collect();
            assert!(outward.is_empty(), "{} uses {outward:?}", path.display());
        }
    }
}

#[test]
fn queries_know_nothing_of_http_and_pages_nothing_of_tables() {
    for (path, text) in sources() {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if matches!(name.as_str(), "query.rs" | "change.rs") {
            for word in ["actix_web", "crate::html", "askama"] {
                assert!(!text.contains(word), "{} uses {word}", path.display());
            }
        }
        // The pages that keep a table of their own say so by holding its queries at hand; all others go through query.rs.
        let keeps_its_own_table = ["comment/check.rs", "comment/photo.rs", "form.rs"].iter().any(|own| path.ends_with(own));
        if text.contains("#[template(") && !keeps_its_own_table {
            assert!(!text.contains("crate::schema"), "{} names tables", path.display());
        }
    }
}

#[test]
fn the_log_and_what_lies_below_it_know_no_noun() {
    let below = ["event", "db", "clock", "id", "config", "error", "seal", "stored", "limit"];
    let nouns = [
        "account",
        "comment",
        "suggestion",
        "submission",
        "decision",
        "regulation",
        "contact_point",
        "consultation",
        "receipt",
        "desk",
        "review",
    ];
    let mut arrows: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (path, text) in sources() {
        let from = module(&path);
        if below.contains(&from.as_str()) {
            arrows.entry(from).or_default().extend(uses(&text).into_iter().filter(|to| nouns.contains(&to.as_str())));
        }
    }
    arrows.retain(|_, to| !to.is_empty());
    assert!(arrows.is_empty(), "{arrows:?}");
}

#[test]
fn files_stay_readable() {
    for (path, text) in sources() {
        let lines = text.lines().count();
        assert!(lines <= 500, "{} has {lines} lines; split it", path.display());
        assert!(text.starts_with("//!"), "{} does not say what it is", path.display());
        for word in ["TODO", "FIXME", "XXX"] {
            assert!(!text.contains(word), "{} says {word}", path.display());
        }
    }
}
