//! How fast the site answers, as shares of what the machine can do, all in one run: `cargo bench --bench load`.
//!
//! 1. The draft page and the search page, rendered from the database and given from the cache, as a share of an actix handler that says
//!    "hello" on the same number of workers. 2. Durable comments from 64 clients against the disk's own rate of `fsync`.
//!
//! Bars: rendered at least 8 %, revalidated or cached at least 60 %, comments at least 3 times the disk's rate. The demonstration city at
//! the seed's size is made first, in a folder that is removed again.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark stops at the first surprise")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, mpsc};
use std::time::{Duration, Instant};

use actix_web::{HttpServer, web};
use caiyan::app::{self, App};
use caiyan::clock::Clock;
use caiyan::config::Config;
use caiyan::regulation;

/// As in the program itself.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Seconds each measurement lasts.
const SECONDS: u64 = 4;
/// Connections that ask for pages.
const CONNECTIONS: usize = 8;

/// One connection that is kept open.
struct Browser {
    out: TcpStream,
    answers: BufReader<TcpStream>,
}

/// What came back.
struct Reply {
    status: u16,
    etag: Option<String>,
    length: usize,
}

impl Browser {
    fn open(address: SocketAddr) -> Self {
        let out = TcpStream::connect(address).unwrap();
        out.set_nodelay(true).unwrap();
        out.set_read_timeout(Some(Duration::from_secs(30))).unwrap();
        Self { answers: BufReader::new(out.try_clone().unwrap()), out }
    }

    fn send(&mut self, request: &str) -> Reply {
        self.out.write_all(request.as_bytes()).unwrap();
        let (mut line, mut status, mut length, mut etag) = (String::new(), 0, 0, None);
        self.answers.read_line(&mut line).unwrap();
        if let Some(code) = line.split(' ').nth(1) {
            status = code.parse().unwrap();
        }
        loop {
            line.clear();
            self.answers.read_line(&mut line).unwrap();
            let Some((name, value)) = line.trim().split_once(": ") else { break };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse().unwrap(),
                "etag" => etag = Some(value.to_owned()),
                _ => {}
            }
        }
        let mut body = vec![0; length];
        self.answers.read_exact(&mut body).unwrap();
        Reply { status, etag, length }
    }
}

fn get(path: &str, more: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: bench\r\n{more}\r\n")
}

/// Requests a second that `CONNECTIONS` connections get answered with `status`.
fn rate(address: SocketAddr, status: u16, request: impl Fn(u64) -> String + Send + Sync + 'static) -> f64 {
    let (stop, done, next) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)), Arc::new(AtomicU64::new(0)));
    let request = Arc::new(request);
    let clients: Vec<_> = (0..CONNECTIONS)
        .map(|_| {
            let (stop, done, next, request) = (Arc::clone(&stop), Arc::clone(&done), Arc::clone(&next), Arc::clone(&request));
            std::thread::spawn(move || {
                let mut browser = Browser::open(address);
                while !stop.load(Ordering::Relaxed) {
                    let reply = browser.send(&request(next.fetch_add(1, Ordering::Relaxed)));
                    assert_eq!(reply.status, status);
                    done.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    // The first second warms up.
    std::thread::sleep(Duration::from_secs(1));
    let (from, started) = (done.load(Ordering::Relaxed), Instant::now());
    std::thread::sleep(Duration::from_secs(SECONDS));
    let answered = done.load(Ordering::Relaxed) - from;
    let rate = f64::from(u32::try_from(answered).unwrap()) / started.elapsed().as_secs_f64();
    stop.store(true, Ordering::Relaxed);
    clients.into_iter().for_each(|client| client.join().unwrap());
    rate
}

/// Syncs a second that the disk under `dir` does, one after the other.
fn fsyncs(dir: &Path) -> f64 {
    let path = dir.join("fsync");
    let mut file = std::fs::File::create(&path).unwrap();
    let (started, mut n) = (Instant::now(), 0_u32);
    while started.elapsed() < Duration::from_secs(SECONDS) {
        file.write_all(&[7; 4096]).unwrap();
        file.sync_data().unwrap();
        n += 1;
    }
    std::fs::remove_file(path).unwrap();
    f64::from(n) / started.elapsed().as_secs_f64()
}

/// Comments a second that 64 clients get acknowledged, each with its own connection.
fn comments(address: SocketAddr, slug: &str, draft: i32) -> (f64, u64) {
    let path = format!("/api/v1/regulations/{slug}/drafts/{draft}/comments");
    let (stop, done) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
    let started = Instant::now();
    let clients: Vec<_> = (0..64)
        .map(|client| {
            let (stop, done, path) = (Arc::clone(&stop), Arc::clone(&done), path.clone());
            std::thread::spawn(move || {
                let mut browser = Browser::open(address);
                let mut n = 0_u64;
                while !stop.load(Ordering::Relaxed) {
                    n += 1;
                    let body = format!("{{\"stance\":\"amend\",\"text\":\"第{client}位居民的第{n}条意见：晚上太吵，请把距离改成一百米。\"}}");
                    let request = format!(
                        "POST {path} HTTP/1.1\r\nHost: bench\r\nContent-Type: application/json\r\nIdempotency-Key: {client}-{n}\r\nContent-Length: {}\r\n\r\n{body}",
                        body.len()
                    );
                    assert_eq!(browser.send(&request).status, 201);
                    done.fetch_add(1, Ordering::Relaxed);
                }
            })
        })
        .collect();
    std::thread::sleep(Duration::from_secs(SECONDS));
    let acknowledged = done.load(Ordering::Relaxed);
    let rate = f64::from(u32::try_from(acknowledged).unwrap()) / started.elapsed().as_secs_f64();
    stop.store(true, Ordering::Relaxed);
    clients.into_iter().for_each(|client| client.join().unwrap());
    (rate, done.load(Ordering::Relaxed))
}

/// Starts a server on a thread of its own and gives its address.
fn serve(start: impl FnOnce(TcpListener) -> std::io::Result<actix_web::dev::Server> + Send + 'static) -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    let (ready, is_ready) = mpsc::channel();
    std::thread::spawn(move || {
        actix_web::rt::System::new().block_on(async move {
            let server = start(listener).unwrap();
            ready.send(()).unwrap();
            server.await.unwrap();
        });
    });
    is_ready.recv().unwrap();
    address
}

fn line(what: &str, value: f64, of: f64, bar: f64, unit: &str) {
    let share = value / of;
    let verdict = if share >= bar { "ok" } else { "BELOW THE BAR" };
    let (share, bar) = if unit == "%" { (share * 100.0, bar * 100.0) } else { (share, bar) };
    println!("{what:<44} {value:>9.0}/s  {share:>7.1} {unit}  (bar {bar:.0} {unit})  {verdict}");
}

fn main() {
    let dir = std::env::temp_dir().join(format!("caiyan-bench-{}", caiyan::id::token()));
    let config = Config { data_dir: dir.clone(), kiosks: vec![Ipv4Addr::LOCALHOST.into()], workers: Some(2), ..Config::default() };
    let app = web::Data::new(App::open(config, Clock::System).unwrap());
    let made = Instant::now();
    caiyan::demo::load::load(&app, 1, |_| {}).unwrap();
    assert!(app.drain(Duration::from_secs(300)).unwrap());
    println!("the city was made and indexed in {:.1} s", made.elapsed().as_secs_f64());
    let now = app.clock.now();
    let stages = app.db.read_now(regulation::query::stages).unwrap();
    let open = stages.iter().find(|s| s.consultation.as_ref().is_some_and(|c| c.phase(now).is_open())).expect("a draft is open");
    let (slug, number) = (open.regulation.slug.clone(), open.draft.number);
    let draft = format!("/regulations/{slug}/drafts/{number}");

    let hello = serve(|listener| {
        let app = || actix_web::App::new().route("/", web::get().to(|| async { "hello" }));
        Ok(HttpServer::new(app).workers(2).listen(listener)?.run())
    });
    let served = app.clone();
    let site = serve(move |listener| app::server(served, listener));

    let first = Browser::open(site).send(&get(&draft, ""));
    println!("the draft page has {} KB", first.length / 1024);
    let etag = first.etag.expect("a public page has an ETag");
    let base = rate(hello, 200, |_| get("/", ""));
    println!("{:<44} {base:>9.0}/s", "hello");
    let path = draft.clone();
    line("draft page, rendered from the database", rate(site, 200, move |n| get(&format!("{path}?n={n}"), "")), base, 0.08, "%");
    let path = draft.clone();
    line("draft page, from the cache", rate(site, 200, move |_| get(&path, "")), base, 0.6, "%");
    let path = draft.clone();
    line("draft page, revalidated", rate(site, 304, move |_| get(&path, &format!("If-None-Match: {etag}\r\n"))), base, 0.6, "%");
    line("search page (20 hits, facets)", rate(site, 200, |n| get(&format!("/search?q=%E5%99%AA%E5%A3%B0&n={n}"), "")), base, 0.08, "%");

    let disk = fsyncs(&dir);
    println!("{:<44} {disk:>9.0}/s", "the disk's own fsync");
    let (durable, acknowledged) = comments(site, &slug, number);
    line("durable comments from 64 clients", durable, disk, 3.0, "×");
    println!("{acknowledged} comments were acknowledged");
    // The servers still run; nothing of them is needed any more. What the followers still write goes with the folder.
    app.stop_following();
    if let Err(error) = std::fs::remove_dir_all(&dir) {
        eprintln!("{} is left: {error}", dir.display());
    }
    std::process::exit(0);
}
