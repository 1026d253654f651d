//! Joins the style sheets in the order of their names into one file, which `src/assets.rs` embeds.

use std::path::PathBuf;

fn main() -> std::io::Result<()> {
    println!("cargo:rerun-if-changed=assets/css");
    println!("cargo:rerun-if-changed=migrations");
    println!("cargo:rerun-if-changed=dict");
    let mut sheets: Vec<PathBuf> = std::fs::read_dir("assets/css")?.map(|entry| entry.map(|e| e.path())).collect::<Result<_, _>>()?;
    sheets.retain(|path| path.extension().is_some_and(|e| e == "css"));
    sheets.sort();
    let mut joined = String::new();
    for sheet in sheets {
        joined.push_str(&std::fs::read_to_string(sheet)?);
        joined.push('\n');
    }
    let out = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default());
    std::fs::write(out.join("app.css"), joined)
}
