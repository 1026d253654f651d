//! `caiyan eval groups`: the near-duplicate groups of a file of texts.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::time::Instant;

use anyhow::{Context, bail};
use serde_json::{Value, json};

use crate::cli::Outcome;
use crate::group::Groups;

/// Reads `{"id", "text"}` lines and prints the ids of each group of two or more.
pub fn run(file: &Path, as_json: bool, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let (ids, texts) = read(file)?;
    let begun = Instant::now();
    let mut groups = Groups::default();
    for text in &texts {
        groups.add(text);
    }
    let found = groups.groups();
    let seconds = begun.elapsed().as_secs_f64();
    let named: Vec<Vec<&str>> =
        found.iter().map(|group| group.members.iter().filter_map(|at| ids.get(*at)).map(String::as_str).collect()).collect();
    if as_json {
        writeln!(out, "{}", json!({ "groups": named, "seconds": seconds, "peak_mb": peak_mb() }))?;
    } else {
        for group in &named {
            writeln!(out, "{}", group.join("\t"))?;
        }
        let grouped: usize = named.iter().map(Vec::len).sum();
        writeln!(out, "{} groups with {grouped} of {} texts in {seconds:.2} s", named.len(), ids.len())?;
        if let Some(peak) = peak_mb() {
            writeln!(out, "at most {peak:.0} MB of memory")?;
        }
    }
    Ok(Outcome::Done)
}

fn read(file: &Path) -> anyhow::Result<(Vec<String>, Vec<String>)> {
    let shown = file.display();
    let reader = BufReader::new(std::fs::File::open(file).with_context(|| format!("{shown} cannot be read"))?);
    let (mut ids, mut texts) = (Vec::new(), Vec::new());
    for (at, line) in reader.lines().enumerate() {
        let line = line.with_context(|| format!("{shown}: line {} cannot be read", at + 1))?;
        let line = line.trim_start_matches('\u{FEFF}');
        if line.trim().is_empty() {
            continue;
        }
        let row: Value =
            serde_json::from_str(line).with_context(|| format!("{shown}: line {} is no JSON; expected {{\"id\", \"text\"}}", at + 1))?;
        let id = match row.get("id") {
            Some(Value::String(id)) => id.clone(),
            Some(Value::Number(id)) => id.to_string(),
            _ => bail!("{shown}: line {} has no \"id\"; expected {{\"id\", \"text\"}}", at + 1),
        };
        let Some(text) = row.get("text").and_then(Value::as_str) else {
            bail!("{shown}: line {} has no \"text\"; expected {{\"id\", \"text\"}}", at + 1);
        };
        ids.push(id);
        texts.push(text.to_owned());
    }
    Ok((ids, texts))
}

/// The most memory this process has had, in megabytes, where the system tells (Linux).
fn peak_mb() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: f64 = line.trim().trim_end_matches("kB").trim().parse().ok()?;
    Some(kilobytes / 1024.0)
}
