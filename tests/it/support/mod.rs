//! The server under test, and people who use it.

mod build;
mod person;

use std::net::{Ipv4Addr, TcpListener};
use std::sync::mpsc;
use std::thread::JoinHandle;
use std::time::Duration;

use actix_web::dev::ServerHandle;
use actix_web::web;
use caiyan::app::{self, App};
use caiyan::clock::Clock;
use caiyan::config::Config;
use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

pub use build::{Consulted, PASSWORD, SAMPLE_LAW};
pub use person::{Person, Reply};

/// The moment all stories begin: 10:00 on 1 June 2026 in China.
pub fn start_of_story() -> NaiveDateTime {
    NaiveDate::from_ymd_opt(2026, 6, 1).unwrap().and_hms_opt(2, 0, 0).unwrap()
}

/// Which database a story runs on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Backend {
    Sqlite,
    Postgres,
}

/// Makes two tests of one story: `name::sqlite` and `name::postgres`.
macro_rules! story {
    ($(#[$meta:meta])* $name:ident, |$app:ident| $body:block) => {
        $(#[$meta])*
        mod $name {
            #[allow(unused_imports, reason = "not every story needs what its file imports")]
            use super::*;

            fn story($app: &mut crate::support::TestApp) $body

            #[test]
            fn sqlite() {
                story(&mut crate::support::TestApp::start(crate::support::Backend::Sqlite));
            }

            #[test]
            fn postgres() {
                story(&mut crate::support::TestApp::start(crate::support::Backend::Postgres));
            }
        }
    };
}
pub(crate) use story;

/// A data directory and a database of its own, removed at the end.
pub struct Place {
    pub config: Config,
    dir: std::path::PathBuf,
    database: Option<(String, String)>,
}

impl Place {
    pub fn new(backend: Backend) -> Self {
        let unique = caiyan::id::token();
        let dir = std::env::temp_dir().join(format!("caiyan-it-{unique}"));
        std::fs::create_dir_all(&dir).unwrap();
        let database = (backend == Backend::Postgres).then(|| {
            let server = std::env::var("CAIYAN_TEST_POSTGRES")
                .expect("CAIYAN_TEST_POSTGRES is not set: run scripts/test, which starts a PostgreSQL for the tests");
            let name = format!("it_{unique}");
            admin(&server, &format!("CREATE DATABASE {name}"));
            (server, name)
        });
        let database_url = database.as_ref().map(|(server, name)| with_database(server, name));
        let config = Config {
            data_dir: dir.join("data"),
            database_url,
            kiosks: vec![Ipv4Addr::LOCALHOST.into()],
            workers: Some(1),
            phone: Some("021-0000-0000".to_owned()),
            ..Config::default()
        };
        Self { config, dir, database }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some((server, name)) = &self.database {
            admin(server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
        let _ = std::fs::remove_dir_all(&self.dir);
    }
}

/// `postgres://…/other` → `postgres://…/name`.
fn with_database(server: &str, name: &str) -> String {
    let mut url = url::Url::parse(server).unwrap();
    url.set_path(name);
    url.to_string()
}

fn admin(server: &str, sql: &str) {
    let mut conn = diesel::PgConnection::establish(server).unwrap();
    diesel::sql_query(sql).execute(&mut conn).unwrap();
}

/// A running server with a fixed clock.
pub struct TestApp {
    pub app: web::Data<App>,
    pub url: String,
    handle: ServerHandle,
    thread: Option<JoinHandle<()>>,
    place: Option<Place>,
}

impl TestApp {
    pub fn start(backend: Backend) -> Self {
        Self::start_with(Place::new(backend), |_| {})
    }

    /// Starts with another configuration.
    pub fn start_with(mut place: Place, change: impl FnOnce(&mut Config)) -> Self {
        change(&mut place.config);
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        place.config.listen = address;
        let app = web::Data::new(App::open(place.config.clone(), Clock::fixed(start_of_story())).unwrap());
        let (tell, told) = mpsc::channel();
        let served = app.clone();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let server = app::server(served, listener).unwrap();
                tell.send(server.handle()).unwrap();
                server.await.unwrap();
            });
        });
        let handle = told.recv().unwrap();
        let url = format!("http://{address}{}", app.base);
        Self { app, url, handle, thread: Some(thread), place: Some(place) }
    }

    /// Somebody with a browser of their own.
    pub fn person(&self) -> Person {
        Person::new(&self.url)
    }

    /// Waits until all followers have taken in everything.
    pub fn drain(&self) {
        assert!(self.app.drain(Duration::from_secs(30)).unwrap(), "followers did not catch up: {:?}", self.app.followers.positions());
    }

    /// Begins over with the data this server leaves; `between` may do harm to them.
    pub fn restart(self, between: impl FnOnce(&Place)) -> Self {
        let place = self.stop();
        between(&place);
        Self::start_with(place, |_| {})
    }

    /// Moves the clock.
    pub fn advance(&self, by: chrono::TimeDelta) {
        self.app.clock.advance(by);
    }

    /// Stops serving and gives back the data, for a second start.
    pub fn stop(mut self) -> Place {
        self.shut();
        self.place.take().unwrap()
    }

    fn shut(&mut self) {
        if let Some(thread) = self.thread.take() {
            let stopping = self.handle.stop(false);
            actix_web::rt::System::new().block_on(stopping);
            thread.join().unwrap();
            self.app.stop_following();
        }
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.shut();
    }
}
