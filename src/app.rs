//! The program put together: configuration, database, followers, caches; and the server over it.
//! `main` and the tests build it the same way.

use std::net::TcpListener;
use std::sync::{Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use actix_web::dev::Server;
use actix_web::{HttpServer, web};

use crate::clock::Clock;
use crate::config::Config;
use crate::db::{self, Db, Source};
use crate::error::Error;
use crate::event::Bell;
use crate::follow::Followers;
use crate::limit::Limits;
use crate::pages::Pages;
use crate::regulation::texts::Texts;
use crate::seal::Keys;
use crate::search::engine::Engine;
use crate::{routes, serve, statistics};

/// Everything a request may need. One per process.
pub struct App {
    /// How this installation is set up.
    pub config: Config,
    /// The sub-path of the site; empty or `/lflxd`.
    pub base: String,
    /// The database.
    pub db: Db,
    /// What time it is.
    pub clock: Clock,
    /// Keys for contacts, forms and digests.
    pub keys: Keys,
    /// How often an address may act.
    pub limits: Limits,
    /// Cache of public pages.
    pub pages: Pages,
    /// Texts of drafts read so far.
    pub texts: Texts,
    /// The search index.
    pub search: Engine,
    /// Threads that follow the log.
    pub followers: Followers,
    following: Mutex<Vec<JoinHandle<()>>>,
    writer: Mutex<Option<JoinHandle<()>>>,
}

impl App {
    /// Where the configuration says the data are.
    pub fn source(config: &Config) -> Source {
        match &config.database_url {
            Some(url) => Source::Postgres(url.clone()),
            None => Source::Sqlite(db::sqlite_path(&config.data_dir)),
        }
    }

    /// Makes the data directory, brings the schema up to date, opens everything and starts the followers.
    pub fn open(config: Config, clock: Clock) -> Result<Self, Error> {
        let dir = config.data_dir.clone();
        let refused = |e: std::io::Error| Error::Unavailable(format!("the data directory {} cannot be used: {e}", dir.display()));
        std::fs::create_dir_all(&config.data_dir).map_err(refused)?;
        let keys = Keys::load(&config).map_err(refused)?;
        let source = Self::source(&config);
        Db::migrate(&source)?;
        let (db, writer) = Db::open(source, Bell::default())?;
        db.bell().ring(db.read_now(crate::event::last)?);
        let search = Engine::open(&config.data_dir.join("index"))?;
        let (pages, followers) = (Pages::default(), Followers::default());
        let started = [
            followers.start(db.clone(), search.follower()),
            followers.start(db.clone(), statistics::follower::Tallies::default()),
            followers.start(db.clone(), pages.follower()),
        ];
        let mut following = Vec::new();
        for thread in started {
            following.push(thread.map_err(|e| Error::Unavailable(e.to_string()))?);
        }
        let base = config.base_path();
        Ok(Self {
            config,
            base,
            db,
            clock,
            keys,
            limits: Limits::default(),
            pages,
            texts: Texts::default(),
            search,
            followers,
            following: Mutex::new(following),
            writer: Mutex::new(Some(writer)),
        })
    }

    /// Waits until all followers have taken in everything committed so far; false when `patience` ran out.
    pub fn drain(&self, patience: Duration) -> Result<bool, Error> {
        let seq = self.db.read_now(crate::event::last)?;
        self.db.bell().ring(seq);
        Ok(self.followers.drain(seq, patience))
    }

    /// Whether a follower has taken in the whole log, so that what is made of its work may be kept.
    pub fn is_current(&self, follower: &str) -> bool {
        self.followers.reached(follower, self.db.bell().seq())
    }

    /// Ends the followers after what they are doing, and waits for them.
    pub fn stop_following(&self) {
        self.followers.stop(&self.db);
        let threads = std::mem::take(&mut *self.following.lock().unwrap_or_else(PoisonError::into_inner));
        for thread in threads {
            // A follower that panicked has said so in the log.
            let _ = thread.join();
        }
    }

    /// Ends everything. What is acknowledged is already on the disk.
    pub fn close(self) {
        self.stop_following();
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner).take();
        // The writer ends when nobody can send it a job any more.
        drop(self);
        if let Some(writer) = writer {
            let _ = writer.join();
        }
    }

    /// Name of the cookie of staff sessions. Browsers keep `__Host-` cookies to this origin and to HTTPS.
    pub fn session_cookie(&self) -> &'static str {
        if self.config.is_https() { "__Host-sid" } else { "sid" }
    }

    /// Name of the cookie that ties forms to a browser.
    pub fn visit_cookie(&self) -> &'static str {
        if self.config.is_https() { "__Host-visit" } else { crate::html::VISIT }
    }
}

/// Starts answering on `listener`.
pub fn server(app: web::Data<App>, listener: TcpListener) -> std::io::Result<Server> {
    let workers = app.config.workers.unwrap_or_else(|| std::thread::available_parallelism().map_or(2, usize::from));
    let factory = move || {
        let app = app.clone();
        actix_web::App::new()
            .app_data(app.clone())
            .wrap(actix_web::middleware::Compress::default())
            .wrap(actix_web::middleware::from_fn(serve::around))
            .configure(|config| routes::configure(config, &app.base))
            .default_service(web::to(serve::not_found))
    };
    let server = HttpServer::new(factory)
        .workers(workers)
        .worker_max_blocking_threads(16)
        .client_request_timeout(Duration::from_secs(5))
        .shutdown_timeout(25)
        .listen(listener)?;
    Ok(server.run())
}
