//! `caiyan doctor`: looks at an installation as an operator would, one line a thing, and says what to do.

use std::io::Write;
use std::net::TcpListener;
use std::path::Path;
use std::process::Command;

use super::{Outcome, Place, reindex};
use crate::app::App;
use crate::config::Config;
use crate::db::{Source, upkeep};
use crate::error::Error;

/// Below this many MB free a busy consultation could fill the disk.
const LEAST_FREE: u64 = 500;

/// Arguments of `doctor`.
#[derive(Debug, clap::Args)]
#[command(after_help = "Changes nothing. Exit status 1 when something is wrong.\nExample: caiyan doctor --data-dir /var/lib/caiyan")]
pub struct Arguments {
    #[command(flatten)]
    place: Place,
}

/// What was found of one thing.
enum Found {
    Good(String),
    /// Works, but should be thought about.
    Note(String),
    Wrong(String),
}

impl Arguments {
    /// Looks at one thing after the other.
    pub fn run(self, config: Config, out: &mut dyn Write) -> anyhow::Result<Outcome> {
        let config = self.place.over(config);
        let mut outcome = Outcome::Done;
        let held = reindex::is_held(&config.data_dir.join("index"));
        for found in [
            data_dir(&config.data_dir),
            database(&config),
            secret(&config),
            base_url(&config),
            port(&config, held),
            space(&config.data_dir),
        ] {
            match found {
                Found::Good(text) => writeln!(out, "good:  {text}")?,
                Found::Note(text) => writeln!(out, "note:  {text}")?,
                Found::Wrong(text) => {
                    outcome = Outcome::No;
                    writeln!(out, "wrong: {text}")?;
                }
            }
        }
        Ok(outcome)
    }
}

fn data_dir(dir: &Path) -> Found {
    let shown = dir.display();
    if !dir.exists() {
        return Found::Note(format!("the data directory {shown} is not there yet; caiyan serve makes it"));
    }
    if !dir.is_dir() {
        return Found::Wrong(format!("the data directory {shown} is a file; move it away or choose another with CAIYAN_DATA_DIR"));
    }
    let probe = dir.join(format!(".doctor-{}", std::process::id()));
    let written = std::fs::write(&probe, b"probe");
    // Nothing is left behind; a probe that could not be written is not there.
    let _ = std::fs::remove_file(&probe);
    match written {
        Ok(()) => Found::Good(format!("the data directory {shown} can be written")),
        Err(e) => Found::Wrong(format!("the data directory {shown} cannot be written ({e}); give it to the user that runs caiyan")),
    }
}

fn database(config: &Config) -> Found {
    let source = App::source(config);
    let name = match &source {
        Source::Sqlite(path) if !path.is_file() => {
            return Found::Note(format!("there is no database at {} yet; caiyan serve makes it", path.display()));
        }
        Source::Sqlite(path) => path.display().to_string(),
        Source::Postgres(_) => "of DATABASE_URL".to_owned(),
    };
    let in_one_line = |e: String| e.split_whitespace().collect::<Vec<_>>().join(" ");
    match upkeep::pending(&source) {
        Ok(0) => Found::Good(format!("the database {name} answers and its schema is current")),
        Ok(n) => Found::Wrong(format!("the schema of the database {name} lacks {n} migrations; run: caiyan migrate")),
        Err(Error::Unavailable(why)) => Found::Wrong(format!("the database {name}: {}", in_one_line(why))),
        Err(e) => Found::Wrong(format!("the database {name}: {}", in_one_line(e.to_string()))),
    }
}

fn secret(config: &Config) -> Found {
    if config.secret.is_some() {
        return Found::Good("the secret key comes from CAIYAN_SECRET".to_owned());
    }
    let path = config.data_dir.join("secret.key");
    let shown = path.display();
    let text = match std::fs::read_to_string(&path) {
        Ok(text) => text,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            return Found::Note(format!("there is no {shown} yet; caiyan serve makes it. After a restore put the old one back first"));
        }
        Err(e) => return Found::Wrong(format!("{shown} cannot be read ({e}); give it to the user that runs caiyan")),
    };
    if crate::config::unhex(text.trim()).is_none() {
        return Found::Wrong(format!("{shown} does not hold 64 hexadecimal digits; put the copy you keep in its place"));
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = std::fs::metadata(&path).map(|m| m.permissions().mode() & 0o777).unwrap_or_default();
        if mode & 0o077 != 0 {
            return Found::Wrong(format!("{shown} can be read by others (mode {mode:o}); run: chmod 600 {shown}"));
        }
    }
    Found::Good(format!("{shown} is there, readable by its owner only; keep a copy in another place"))
}

fn base_url(config: &Config) -> Found {
    match (&config.base_url, config.is_https()) {
        (Some(_), true) => Found::Good(format!("people reach the site at {}", config.public_url())),
        (Some(_), false) => {
            Found::Note(format!("CAIYAN_BASE_URL {} is not https; cookies are then not kept to secure connections", config.public_url()))
        }
        (None, _) => Found::Note("CAIYAN_BASE_URL is not set; links in feeds and QR codes name the address listened on".to_owned()),
    }
}

fn port(config: &Config, held: bool) -> Found {
    let listen = config.listen;
    match TcpListener::bind(listen) {
        Ok(_) => Found::Good(format!("{listen} is free to listen on")),
        Err(e) if e.kind() == std::io::ErrorKind::AddrInUse && held => {
            Found::Good(format!("{listen} is in use and a caiyan serves this data directory"))
        }
        Err(e) => Found::Wrong(format!("{listen} cannot be listened on ({e}); choose another with CAIYAN_LISTEN")),
    }
}

/// Free space by way of `df`, which every Unix has; the standard library cannot ask.
fn space(dir: &Path) -> Found {
    let place = dir.ancestors().find(|p| p.exists()).unwrap_or(Path::new("."));
    let answer = Command::new("df").arg("-Pk").arg(place).output();
    let text = answer.map(|a| String::from_utf8_lossy(&a.stdout).into_owned()).unwrap_or_default();
    let free = text.lines().nth(1).and_then(|line| line.split_whitespace().nth(3)).and_then(|kb| kb.parse::<u64>().ok());
    match free.map(|kb| kb / 1024) {
        Some(mb) if mb < LEAST_FREE => Found::Wrong(format!("only {mb} MB are free under {}; make room", dir.display())),
        Some(mb) => Found::Good(format!("{mb} MB are free under {}", dir.display())),
        None => Found::Note("free disk space could not be asked (no df)".to_owned()),
    }
}
