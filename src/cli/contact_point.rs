//! `caiyan contact-point`

use std::io::Write;

use anyhow::bail;
use clap::Subcommand;
use serde_json::json;

use super::{Outcome, Place, close, open, prepare, told};
use crate::clock::Clock;
use crate::config::Config;
use crate::contact_point::Kind;
use crate::contact_point::query::{self, NewContactPoint};
use crate::error::Error;
use crate::event::{self, Actor, EventKind, Subject};
use crate::form;
use crate::regulation;

/// Arguments of `contact-point`.
#[derive(Debug, clap::Args)]
pub struct Arguments {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Add a contact point.
    #[command(after_help = "Example: caiyan contact-point add fengqiao --name 枫桥路街道 --district 东林区 --phone 021-0000-0101")]
    Add(Add),
}

#[derive(Debug, clap::Args)]
struct Add {
    /// Its name in URLs: 1 to 60 of a-z, 0-9 and hyphen.
    #[arg(value_name = "SLUG")]
    slug: String,
    /// Its full name.
    #[arg(long, value_name = "NAME")]
    name: String,
    /// The district it lies in.
    #[arg(long, value_name = "DISTRICT", default_value = "")]
    district: String,
    /// What hosts it: street, court, enterprise, association, university, law_firm or other.
    #[arg(long, value_name = "KIND", default_value = "street")]
    kind: String,
    /// Where to find it.
    #[arg(long, value_name = "ADDRESS", default_value = "")]
    address: String,
    /// When it is open.
    #[arg(long, value_name = "HOURS", default_value = "")]
    hours: String,
    /// Its telephone.
    #[arg(long, value_name = "PHONE", default_value = "")]
    phone: String,
    /// One or two sentences about it.
    #[arg(long, value_name = "TEXT", default_value = "")]
    about: String,
    #[command(flatten)]
    place: Place,
}

impl Arguments {
    /// Runs the subcommand.
    pub fn run(self, config: Config, out: &mut dyn Write) -> anyhow::Result<Outcome> {
        match self.what {
            What::Add(add) => add.run(config, out),
        }
    }
}

impl Add {
    fn run(self, config: Config, out: &mut dyn Write) -> anyhow::Result<Outcome> {
        if !regulation::is_slug(&self.slug) {
            bail!("“{}” cannot be a contact point's name in URLs; write 1 to 60 of a-z, 0-9 and hyphen", self.slug);
        }
        let Some(kind) = Kind::parse(&self.kind) else {
            bail!("“{}” hosts no contact point; write street, court, enterprise, association, university, law_firm or other", self.kind);
        };
        let name = form::clean(&self.name);
        if form::is_blank(&name) {
            bail!("--name: write the full name of the contact point");
        }
        let config = self.place.over(config);
        prepare(&config)?;
        let now = Clock::System.now();
        let slug = self.slug.clone();
        let rest = [self.district, self.address, self.hours, self.phone, self.about].map(|text| form::clean(&text));
        let (db, writer) = open(&config)?;
        let added = db.write_now(move |conn| {
            if query::by_slug(conn, &slug)?.is_some() {
                return Ok::<_, Error>(false);
            }
            let [district, address, hours, phone, about] = &rest;
            let new = NewContactPoint { slug: &slug, name: &name, district, kind, address, hours, phone, about, created_at: now };
            let id = query::insert(conn, new)?;
            event::append(
                conn,
                now,
                Actor::System,
                EventKind::ContactPointCreated,
                Subject::ContactPoint(id),
                None,
                &json!({ "slug": slug }),
            )?;
            Ok(true)
        });
        close(db, writer);
        if !added.map_err(told)? {
            bail!("there is a contact point {} already; choose another name", self.slug);
        }
        writeln!(out, "contact point {} is added", self.slug)?;
        Ok(Outcome::Done)
    }
}
