//! `caiyan law`: read, compare, cite and convert texts of law. Needs no database.

use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};

use anyhow::bail;
use clap::Subcommand;
use serde_json::{Value, json};

use super::Outcome;
use crate::law::diff::{self, Change, ChangeKind, Edit, EditKind};
use crate::law::{Law, Oddity, Provision, akn, amend, label, parse, read, reference};
use crate::regulation;

/// Arguments of `law`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Text, Markdown, DOCX or Akoma Ntoso to a tree of provisions.
    #[command(after_help = "Example: caiyan law parse --json 夜市条例.docx")]
    Parse {
        /// Files to read.
        #[arg(value_name = "FILE", required = true)]
        files: Vec<PathBuf>,
        /// One JSON object a file, one a line.
        #[arg(long)]
        json: bool,
    },
    /// Which article became which, and what changed in it.
    #[command(after_help = "Example: caiyan law diff 草案.docx 修改稿.docx")]
    Diff {
        /// The earlier text.
        #[arg(value_name = "OLD")]
        old: PathBuf,
        /// The later text.
        #[arg(value_name = "NEW")]
        new: PathBuf,
        /// One JSON object.
        #[arg(long)]
        json: bool,
    },
    /// References to provisions in free text: 第三条第二款, 前款, 12条.
    #[command(after_help = "Example: caiyan law refs 意见.txt --draft 草案.docx --json")]
    Refs {
        /// The free text.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// The draft it speaks of.
        #[arg(long, value_name = "DRAFTFILE")]
        draft: PathBuf,
        /// One JSON object.
        #[arg(long)]
        json: bool,
    },
    /// An amending decision or draft (一、将第三条修改为：“…”) applied to the text it amends.
    #[command(
        after_help = "The amended text goes to standard output; what could not be carried out goes to standard error with its line,\n\
                            and the exit status is 1 then.\n\
                            Example: caiyan law apply 夜市条例.docx 修正案草案.docx > 修正后.txt"
    )]
    Apply {
        /// The text that is amended.
        #[arg(value_name = "BASE")]
        base: PathBuf,
        /// The amending text.
        #[arg(value_name = "DECISION")]
        decision: PathBuf,
        /// One JSON object: law, former articles, what was done, what was left.
        #[arg(long)]
        json: bool,
    },
    /// Akoma Ntoso 3.0, the standard for legal documents in XML.
    #[command(after_help = "Example: caiyan law akn --name yeshi-tiaoli 夜市条例.docx > 夜市条例.xml")]
    Akn {
        /// The text.
        #[arg(value_name = "FILE")]
        file: PathBuf,
        /// The law's name in URIs: a-z, 0-9 and hyphen [default: the file's name, where it is one]
        #[arg(long, value_name = "SLUG")]
        name: Option<String>,
    },
}

impl Arguments {
    /// Runs the subcommand.
    pub fn run(self, out: &mut dyn Write) -> anyhow::Result<Outcome> {
        match self.what {
            What::Parse { files, json } => parse_all(&files, json, out),
            What::Diff { old, new, json } => compare(&old, &new, json, out),
            What::Refs { file, draft, json } => refer(&file, &draft, json, out),
            What::Apply { base, decision, json } => amend_with(&base, &decision, json, out),
            What::Akn { file, name } => convert(&file, name, out),
        }
    }
}

/// A file's bytes; one that is too large is not opened.
fn bytes_of(file: &Path) -> anyhow::Result<Vec<u8>> {
    let shown = file.display();
    let size = match std::fs::metadata(file) {
        Ok(found) if found.is_dir() => bail!("{shown} is a folder; name a file"),
        Ok(found) => found.len(),
        Err(error) => bail!("{shown} cannot be read ({error}); name a file in plain text, Markdown, DOCX or Akoma Ntoso"),
    };
    if usize::try_from(size).is_ok_and(|size| size > read::MAX_BYTES) {
        bail!("{shown} has {size} bytes; at most {} are read", read::MAX_BYTES);
    }
    std::fs::read(file).map_err(|error| anyhow::anyhow!("{shown} cannot be read ({error})"))
}

/// A file's words.
pub fn text_of(file: &Path) -> anyhow::Result<String> {
    let shown = file.display().to_string();
    read::text(&bytes_of(file)?, &shown).map_err(|error| anyhow::anyhow!("{shown}: {error}"))
}

/// What is read from a file, provisions or not.
fn read_law(file: &Path) -> anyhow::Result<Law> {
    let shown = file.display().to_string();
    read::law(&bytes_of(file)?, &shown).map_err(|error| anyhow::anyhow!("{shown}: {error}"))
}

/// A file's law; one without a single provision is an error that names file and line.
pub fn law_of(file: &Path) -> anyhow::Result<Law> {
    let law = read_law(file)?;
    if law.provisions.is_empty() {
        bail!(nothing_in(file, &law));
    }
    Ok(law)
}

fn nothing_in(file: &Path, law: &Law) -> String {
    match law.warnings.iter().find(|w| w.kind == Oddity::NoProvision) {
        Some(warning) => format!("{}: line {}: {}", file.display(), warning.line, warning.message),
        None => format!("{}: no provision found; expected a line that begins with 第一条", file.display()),
    }
}

/// Reads every file, also after one that cannot be read.
fn parse_all(files: &[PathBuf], json: bool, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let mut refused = Vec::new();
    for file in files {
        let law = match read_law(file) {
            Ok(law) => law,
            Err(error) => {
                refused.push(error.to_string());
                continue;
            }
        };
        if law.provisions.is_empty() {
            refused.push(nothing_in(file, &law));
        }
        if json {
            let mut object = serde_json::to_value(&law)?;
            if let Some(object) = object.as_object_mut().filter(|_| files.len() > 1) {
                object.insert("file".to_owned(), json!(file.to_string_lossy()));
            }
            writeln!(out, "{object}")?;
        } else {
            show(file, &law, out)?;
        }
    }
    if refused.is_empty() { Ok(Outcome::Done) } else { bail!(refused.join("; ")) }
}

fn show(file: &Path, law: &Law, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "{}", law.title)?;
    for node in &law.provisions {
        branch(node, 1, out)?;
    }
    for warning in &law.warnings {
        writeln!(out, "{}: line {}: {}", file.display(), warning.line, warning.message)?;
    }
    Ok(())
}

fn branch(node: &Provision, depth: usize, out: &mut dyn Write) -> std::io::Result<()> {
    let words = [node.number.as_str(), node.heading.as_str(), node.text.as_str()];
    let words: Vec<&str> = words.into_iter().filter(|w| !w.is_empty()).collect();
    writeln!(out, "{:indent$}{}  {}", "", node.eid, words.join(" "), indent = depth * 2)?;
    node.children.iter().try_for_each(|child| branch(child, depth + 1, out))
}

fn compare(old: &Path, new: &Path, json: bool, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let (old, new) = (law_of(old)?, law_of(new)?);
    let (before, after) = (words_by_eid(&old), words_by_eid(&new));
    let edits = |change: &Change| match (&change.old, &change.new) {
        (Some(o), Some(n)) if !matches!(change.change, ChangeKind::Unchanged | ChangeKind::Moved) => {
            diff::words(before.get(o).map_or("", String::as_str), after.get(n).map_or("", String::as_str))
        }
        _ => Vec::new(),
    };
    let changes = diff::articles(&old, &new);
    if json {
        let rows: Vec<Value> =
            changes.iter().map(|c| json!({ "old": c.old, "new": c.new, "change": c.change.as_str(), "edits": edits(c) })).collect();
        writeln!(out, "{}", json!({ "articles": rows }))?;
        return Ok(Outcome::Done);
    }
    for change in &changes {
        let name = |eid: &Option<String>| eid.as_deref().map_or_else(|| "—".to_owned(), label::label_of);
        writeln!(out, "{} → {}  {}", name(&change.old), name(&change.new), change.change.as_str())?;
        let marked = edits(change).iter().map(mark).collect::<String>();
        marked.lines().try_for_each(|line| writeln!(out, "    {line}"))?;
    }
    Ok(Outcome::Done)
}

fn words_by_eid(law: &Law) -> HashMap<String, String> {
    law.walk().map(|p| (p.eid.clone(), p.plain_text())).collect()
}

/// `[-gone-]` and `{+new+}`, as readable on paper as on a screen.
fn mark(edit: &Edit) -> String {
    match edit.kind {
        EditKind::Same => edit.text.clone(),
        EditKind::Ins => format!("{{+{}+}}", edit.text),
        EditKind::Del => format!("[-{}-]", edit.text),
    }
}

fn refer(file: &Path, draft: &Path, json: bool, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let (text, law) = (text_of(file)?, law_of(draft)?);
    let chars: Vec<char> = text.chars().collect();
    let found = reference::find(&text, Some(&law), None);
    let words = |r: &reference::Reference| chars.get(r.start..r.end).unwrap_or_default().iter().collect::<String>();
    if json {
        let rows: Vec<Value> = found.iter().map(|r| json!({ "start": r.start, "end": r.end, "text": words(r), "eids": r.eids })).collect();
        writeln!(out, "{}", json!({ "references": rows }))?;
        return Ok(Outcome::Done);
    }
    for r in &found {
        let eids = if r.eids.is_empty() { "not in the draft".to_owned() } else { r.eids.join(" ") };
        writeln!(out, "{}-{}  {}  {eids}", r.start, r.end, words(r))?;
    }
    Ok(Outcome::Done)
}

/// Reads an amending text; one without a single instruction is an error that says what was expected.
pub fn instructions_of(file: &Path) -> anyhow::Result<Vec<amend::Instruction>> {
    let found = amend::read(&text_of(file)?);
    if found.is_empty() {
        bail!("{}: line 1: no instruction found; expected lines like 一、将第三条修改为：“…”", file.display());
    }
    Ok(found)
}

/// What could not be carried out, a line each.
pub fn left_over(file: &Path, left: &[amend::Left]) -> Vec<String> {
    let told = |l: &amend::Left| {
        let words = l.instruction.text.replace('\n', " ");
        format!("{}: line {}: {}: {words}", file.display(), l.instruction.line, l.why)
    };
    left.iter().map(told).collect()
}

fn amend_with(base: &Path, decision: &Path, json: bool, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    let applied = amend::apply(&law_of(base)?, &instructions_of(decision)?);
    if json {
        let row = |i: &amend::Instruction| json!({ "line": i.line, "text": i.text, "action": i.action });
        let with = |mut row: Value, key: &str, value: Value| {
            row.as_object_mut().into_iter().for_each(|object| drop(object.insert(key.to_owned(), value.clone())));
            row
        };
        let done: Vec<Value> = applied.done.iter().map(|d| with(row(&d.instruction), "eids", json!(d.eids))).collect();
        let left: Vec<Value> = applied.left.iter().map(|l| with(row(&l.instruction), "message", json!(l.why.to_string()))).collect();
        let object = json!({ "law": applied.law, "former": applied.former, "done": done, "left": left, "followed": applied.followed });
        writeln!(out, "{object}")?;
    } else {
        write!(out, "{}", parse::print(&applied.law))?;
        for line in left_over(decision, &applied.left) {
            writeln!(std::io::stderr(), "{line}")?;
        }
    }
    Ok(if applied.left.is_empty() { Outcome::Done } else { Outcome::No })
}

fn convert(file: &Path, name: Option<String>, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    if let Some(name) = name.as_deref().filter(|name| !regulation::is_slug(name)) {
        bail!("“{name}” cannot be a name in URIs; write 1 to 60 of a-z, 0-9 and hyphen");
    }
    let stem = file.file_stem().map(|stem| stem.to_string_lossy().to_lowercase()).filter(|stem| regulation::is_slug(stem));
    let name = name.or(stem).unwrap_or_else(|| "regulation".to_owned());
    let law = law_of(file)?;
    write!(out, "{}", akn::export(&law, &akn::Meta::of(&law, &name)))?;
    Ok(Outcome::Done)
}
