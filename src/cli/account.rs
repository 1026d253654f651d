//! `caiyan account`: the first accounts of an installation, and the way back in for an administrator who is locked out.

use std::io::{IsTerminal, Read, Write};

use anyhow::{Context, bail};
use clap::Subcommand;
use serde_json::json;

use super::{Outcome, Place, close, open, prepare, told};
use crate::account::{self, Role};
use crate::clock::Clock;
use crate::config::Config;
use crate::contact_point;
use crate::db::{Conn, Db};
use crate::error::Error;
use crate::event::{self, Actor, EventKind, Subject};
use crate::form;
use crate::id;

/// Arguments of `account`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Add an account.
    #[command(
        after_help = "The password is the first line of standard input; where that is a terminal or empty, one is made and printed once.\n\
                            Example: caiyan account add wang --role clerk --contact-point fengqiao --name 王办事\n\
                            Example: printf '%s' \"$PASSWORD\" | caiyan account add admin --role admin"
    )]
    Add(Add),
    /// Stop an account and end its sessions.
    #[command(after_help = "Example: caiyan account disable wang")]
    Disable(Named),
    /// Give an account a new password and end its sessions; also lets a stopped one in again.
    #[command(after_help = "The password is read as in account add.\nExample: caiyan account reset wang")]
    Reset(Named),
}

#[derive(Debug, clap::Args)]
struct Add {
    /// User name: 3 to 40 of a-z, 0-9, dot and hyphen.
    #[arg(value_name = "LOGIN")]
    login: String,
    /// clerk, legislator, reviewer or admin.
    #[arg(long, value_name = "ROLE")]
    role: String,
    /// A clerk's contact point.
    #[arg(long, value_name = "SLUG")]
    contact_point: Option<String>,
    /// As colleagues know the person; the user name where it is left out.
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    #[command(flatten)]
    place: Place,
}

#[derive(Debug, clap::Args)]
struct Named {
    /// User name.
    #[arg(value_name = "LOGIN")]
    login: String,
    #[command(flatten)]
    place: Place,
}

impl Arguments {
    /// Runs the subcommand.
    pub fn run(self, config: Config, out: &mut dyn Write) -> anyhow::Result<Outcome> {
        match self.what {
            What::Add(add) => add.run(config, out),
            What::Disable(named) => named.disable(config, out),
            What::Reset(named) => named.reset(config, out),
        }
    }
}

/// A password and whether it has to be told.
struct Password {
    text: String,
    made: bool,
}

impl Password {
    /// From standard input, else a new one.
    fn ask() -> anyhow::Result<Self> {
        let mut typed = String::new();
        if !std::io::stdin().is_terminal() {
            std::io::stdin()
                .take(4_096)
                .read_to_string(&mut typed)
                .context("the password on standard input cannot be read; write it in UTF-8")?;
        }
        let line = typed.lines().next().unwrap_or_default();
        if line.is_empty() {
            return Ok(Self { text: id::password(), made: true });
        }
        if !account::is_acceptable(line) {
            bail!("the password on standard input has {} characters; write 8 to 128", line.chars().count());
        }
        Ok(Self { text: line.to_owned(), made: false })
    }

    fn tell(&self, out: &mut dyn Write) -> std::io::Result<()> {
        if self.made { writeln!(out, "password: {}", self.text) } else { Ok(()) }
    }
}

/// Runs one write and closes the database.
fn write<T: Send + 'static>(config: &Config, change: impl FnOnce(&mut Conn) -> Result<T, Error> + Send + 'static) -> anyhow::Result<T> {
    let (db, writer) = open(config)?;
    let done = Db::write_now(&db, change);
    close(db, writer);
    done.map_err(told)
}

impl Add {
    fn run(self, config: Config, out: &mut dyn Write) -> anyhow::Result<Outcome> {
        let Some(role) = Role::parse(&self.role) else {
            bail!("“{}” is no role; write clerk, legislator, reviewer or admin", self.role);
        };
        if !account::is_login(&self.login) {
            bail!("“{}” cannot be a user name; write 3 to 40 of a-z, 0-9, dot and hyphen", self.login);
        }
        match (role == Role::Clerk, self.contact_point.is_some()) {
            (true, false) => bail!("a clerk works at a contact point; add --contact-point SLUG"),
            (false, true) => bail!("only a clerk has a contact point; leave --contact-point out"),
            _ => {}
        }
        let name = form::clean(self.name.as_deref().unwrap_or(&self.login));
        if form::is_blank(&name) || name.chars().count() > 40 {
            bail!("--name: write 1 to 40 characters");
        }
        let config = self.place.over(config);
        prepare(&config)?;
        let password = Password::ask()?;
        let hash = account::hash_password(&password.text)?;
        let (login, slug, now) = (self.login.clone(), self.contact_point.clone(), Clock::System.now());
        let problem = write(&config, move |conn| {
            if account::query::is_taken(conn, &login)? {
                return Ok(Some(format!(
                    "the user name {login} is taken; choose another, or give it a new password with: caiyan account reset {login}"
                )));
            }
            let point = match &slug {
                Some(slug) => match contact_point::query::by_slug(conn, slug)? {
                    Some(point) => Some(point.id),
                    None => return Ok(Some(no_contact_point(conn, slug)?)),
                },
                None => None,
            };
            let account = account::query::insert(conn, &login, &name, role, point, &hash, now)?;
            event::append(
                conn,
                now,
                Actor::System,
                EventKind::AccountCreated,
                Subject::Account(account),
                None,
                &json!({ "role": role.as_str() }),
            )?;
            Ok(None)
        })?;
        if let Some(problem) = problem {
            bail!(problem);
        }
        writeln!(out, "{} may sign in as {}", self.login, role.as_str())?;
        password.tell(out)?;
        Ok(Outcome::Done)
    }
}

/// What to say of a slug nobody has.
pub fn no_contact_point(conn: &mut Conn, slug: &str) -> diesel::QueryResult<String> {
    let known: Vec<String> = contact_point::query::all(conn)?.into_iter().map(|p| p.slug).take(20).collect();
    Ok(match known.is_empty() {
        true => format!("there is no contact point {slug}; add it with: caiyan contact-point add {slug} --name NAME"),
        false => format!("there is no contact point {slug}; there are: {}", known.join(", ")),
    })
}

impl Named {
    fn disable(self, config: Config, out: &mut dyn Write) -> anyhow::Result<Outcome> {
        let now = Clock::System.now();
        let config = self.place.over(config);
        change(&config, &self.login, "disabled", move |conn, id| account::query::set_disabled(conn, id, Some(now)))?;
        writeln!(out, "{} may no longer sign in", self.login)?;
        Ok(Outcome::Done)
    }

    fn reset(self, config: Config, out: &mut dyn Write) -> anyhow::Result<Outcome> {
        let password = Password::ask()?;
        let hash = account::hash_password(&password.text)?;
        let config = self.place.over(config);
        change(&config, &self.login, "password", move |conn, id| {
            account::query::set_password(conn, id, &hash)?;
            account::query::set_disabled(conn, id, None)
        })?;
        writeln!(out, "{} has a new password", self.login)?;
        password.tell(out)?;
        Ok(Outcome::Done)
    }
}

/// Does something to an account and says so in the log.
fn change(
    config: &Config,
    login: &str,
    what: &'static str,
    act: impl FnOnce(&mut Conn, i64) -> diesel::QueryResult<()> + Send + 'static,
) -> anyhow::Result<()> {
    let (wanted, now) = (login.to_owned(), Clock::System.now());
    let found = write(config, move |conn| {
        let Some(found) = account::query::list(conn)?.into_iter().find(|listed| listed.account.login == wanted) else { return Ok(false) };
        act(conn, found.account.id)?;
        event::append(
            conn,
            now,
            Actor::System,
            EventKind::AccountChanged,
            Subject::Account(found.account.id),
            None,
            &json!({ "change": what }),
        )?;
        Ok(true)
    })?;
    if !found {
        bail!("there is no account {login}");
    }
    Ok(())
}
