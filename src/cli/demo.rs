//! `caiyan demo`

use std::fmt::Write as _;
use std::io::{IsTerminal, Write as _};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use anyhow::{Context, bail};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{Outcome, serve};
use crate::app::App;
use crate::clock::Clock;
use crate::config::Config;
use crate::demo::load::{SignIn, load};
use crate::demo::plan::COMMENTS;
use crate::regulation;

/// Arguments of `demo`.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Example: caiyan demo --data-dir city\nMakes a fictional city (25 contact points, 107 regulations, 21,921 comments) and serves it."
)]
pub struct Arguments {
    /// Folder for the city; must be new, or hold a city made before [env: CAIYAN_DATA_DIR] [default: ./data]
    #[arg(long, value_name = "DIR")]
    data_dir: Option<PathBuf>,
    /// Address to listen on [env: CAIYAN_LISTEN] [default: 127.0.0.1:8080]
    #[arg(long, value_name = "ADDR")]
    listen: Option<SocketAddr>,
    /// That many times the comments
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=1000))]
    scale: u16,
    /// Make the city and stop
    #[arg(long)]
    no_serve: bool,
}

impl Arguments {
    /// Makes the city unless it is there already, prints the sign-ins, serves.
    pub fn run(self, mut config: Config) -> anyhow::Result<Outcome> {
        config.data_dir = self.data_dir.unwrap_or(config.data_dir);
        config.listen = self.listen.unwrap_or(config.listen);
        super::start_log(&config.log);
        let listener = if self.no_serve { None } else { Some(serve::listen(config.listen)?) };
        let notes = config.data_dir.join("demo-sign-ins.txt");
        let app = App::open(config, Clock::System)?;
        let known = app.db.read_now(regulation::query::slugs)?.len();
        if known == 0 {
            make(&app, usize::from(self.scale), &notes)?;
        } else if !notes.exists() {
            bail!(
                "{} holds {known} regulations that are no finished demonstration city; name an empty folder with --data-dir",
                app.config.data_dir.display()
            );
        }
        let table = std::fs::read_to_string(&notes).with_context(|| format!("{} cannot be read", notes.display()))?;
        let mut out = std::io::stdout().lock();
        // A closed pipe must not stop the server.
        let _ = out.write_all(table.as_bytes()).and_then(|()| out.flush());
        drop(out);
        match listener {
            Some(listener) => serve::run(app, listener),
            None => {
                app.close();
                Ok(Outcome::Done)
            }
        }
    }
}

fn make(app: &App, scale: usize, notes: &Path) -> anyhow::Result<()> {
    let total = COMMENTS * scale;
    let bar = ProgressBar::new(u64::try_from(total).unwrap_or_default());
    if !std::io::stderr().is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    if let Ok(style) = ProgressStyle::with_template("{msg} {bar:40} {human_pos}/{human_len} comments, {eta} left") {
        bar.set_style(style);
    }
    bar.set_message("Making the city");
    let sign_ins = load(app, scale, |done| bar.set_position(u64::try_from(done).unwrap_or_default()))?;
    bar.set_message("Making it searchable");
    while !app.drain(Duration::from_millis(200))? {
        bar.tick();
    }
    bar.finish_and_clear();
    // Written last: a city without this file was interrupted.
    std::fs::write(notes, table(&sign_ins)).with_context(|| format!("{} cannot be written", notes.display()))
}

/// Role, user name and password, one account a line.
fn table(sign_ins: &[SignIn]) -> String {
    let mut out = String::from("role        login        password             who\n");
    for sign_in in sign_ins {
        // Writing into a String cannot fail.
        let _ = writeln!(out, "{:<11} {:<12} {:<20} {}", sign_in.role.as_str(), sign_in.login, sign_in.password, sign_in.who);
    }
    out
}
