//! Builders: the least that a story needs before people act.

use std::collections::HashMap;
use std::sync::LazyLock;

use caiyan::account::{self, Role};
use caiyan::contact_point::query::NewContactPoint;
use caiyan::contact_point::{self, Kind};
use caiyan::event::Actor;
use caiyan::law;
use caiyan::regulation::publish::{Publication, publish};
use caiyan::regulation::{self, DraftKind};
use caiyan::{clock, consultation};
use chrono::NaiveDate;

use super::TestApp;

/// The password of every account the builders make.
pub const PASSWORD: &str = "correct horse 电池 staple";

static HASH: LazyLock<String> = LazyLock::new(|| account::hash_password(PASSWORD).unwrap());

/// A short regulation of our own, with chapters, paragraphs and items.
pub const SAMPLE_LAW: &str = "示例市夜间集市若干规定（草案）\n\n第一章　总则\n\n第一条　为了规范夜间集市，方便居民生活，制定本规定。\n\n\
第二条　本市行政区域内夜间集市的设置和管理，适用本规定。\n\n第二章　经营规范\n\n第三条　夜间集市的经营时间为十八时至二十二时三十分。\n\n\
居民住宅楼周边五十米范围内，二十二时以后不得使用音响设备招揽顾客。\n\n第四条　经营者应当遵守下列规定：\n\n（一）保持场地整洁；\n\n\
（二）控制油烟和噪声；\n\n（三）不得占用盲道和消防车通道。\n\n第五条　本规定自2027年1月1日起施行。\n";

/// A regulation with a draft under consultation.
#[derive(Clone, Debug)]
pub struct Consulted {
    pub regulation_id: i64,
    pub draft_id: i64,
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

impl TestApp {
    /// A contact point; its name is 示例市{slug}街道.
    pub fn contact_point(&self, slug: &str) -> i64 {
        let (slug, now) = (slug.to_owned(), self.app.clock.now());
        let added = self.app.db.write_now(move |conn| {
            let new = NewContactPoint {
                slug: &slug,
                name: &format!("示例市{slug}街道"),
                district: "东林区",
                kind: Kind::Street,
                address: "东林区枫桥路1号",
                hours: "周一至周五 9:00–17:00",
                phone: "021-0000-0101",
                about: "面向社区居民。",
                created_at: now,
            };
            contact_point::query::insert(conn, new)
        });
        added.unwrap()
    }

    /// An account with [`PASSWORD`]; clerks need a contact point.
    pub fn account(&self, login: &str, role: Role, contact_point: Option<i64>) -> i64 {
        let (login, now) = (login.to_owned(), self.app.clock.now());
        let added = self
            .app
            .db
            .write_now(move |conn| account::query::insert(conn, &login, &format!("{login}同志"), role, contact_point, &HASH, now));
        added.unwrap()
    }

    /// [`SAMPLE_LAW`] under consultation during June 2026.
    pub fn consultation(&self, slug: &str) -> Consulted {
        self.consultation_between(slug, "2026-06-01", "2026-06-30")
    }

    /// [`SAMPLE_LAW`] under consultation between two local dates, both included.
    pub fn consultation_between(&self, slug: &str, from: &str, to: &str) -> Consulted {
        let (slug, from, to) = (slug.to_owned(), day(from), day(to));
        let now = self.app.clock.now();
        let consulted = self.app.db.write_now(move |conn| {
            let title = "示例市夜间集市若干规定";
            let regulation_id =
                regulation::query::insert(conn, &slug, title, "夜市设摊、噪声控制、营业时间", "城市管理", "示例市人大常委会法工委", now)?;
            let law = law::parse::parse(SAMPLE_LAW);
            let draft_id = publish(
                conn,
                &Publication {
                    regulation_id,
                    kind: DraftKind::First,
                    title: "",
                    explanation: "为了规范夜间集市，起草了本规定。",
                    source: SAMPLE_LAW,
                    law: &law,
                    former: &HashMap::new(),
                    plain_notes: &HashMap::new(),
                    actor: Actor::System,
                    at: now,
                },
            )?;
            let identities = ["居民".to_owned(), "商户".to_owned()];
            consultation::query::insert(conn, draft_id, clock::start_of(from), clock::end_of(to), &identities, None)?;
            Ok::<_, diesel::result::Error>(Consulted { regulation_id, draft_id })
        });
        consulted.unwrap()
    }

    /// A later text of a regulation, published now, with lineage by equal article numbers.
    pub fn later_draft(&self, of: &Consulted, kind: DraftKind, source: &str) -> i64 {
        let law = law::parse::parse(source);
        self.published(of, kind, source, law.articles().map(|a| (a.eid.clone(), a.eid.clone())).collect())
    }

    /// A later text of a regulation, published now, without lineage: its articles are aligned by their words.
    pub fn aligned_draft(&self, of: &Consulted, kind: DraftKind, source: &str) -> i64 {
        self.published(of, kind, source, HashMap::new())
    }

    fn published(&self, of: &Consulted, kind: DraftKind, source: &str, former: HashMap<String, String>) -> i64 {
        let (regulation_id, source, now) = (of.regulation_id, source.to_owned(), self.app.clock.now());
        let added = self.app.db.write_now(move |conn| {
            let publication = Publication {
                regulation_id,
                kind,
                title: "",
                explanation: "",
                source: &source,
                law: &law::parse::parse(&source),
                former: &former,
                plain_notes: &HashMap::new(),
                actor: Actor::System,
                at: now,
            };
            publish(conn, &publication)
        });
        added.unwrap()
    }
}
