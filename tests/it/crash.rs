//! What was acknowledged survives a killed process: the real binary, real kills.

use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use crate::support::{Backend, Person, Place, TestApp};

struct Process {
    child: Child,
    url: String,
}

impl Process {
    fn start(place: &Place) -> Self {
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let mut command = Command::new(env!("CARGO_BIN_EXE_caiyan"));
        command.arg("serve").arg("--data-dir").arg(&place.config.data_dir).arg("--listen").arg(format!("127.0.0.1:{port}"));
        command.env_remove("CAIYAN_TEST_POSTGRES").env("CAIYAN_KIOSKS", "127.0.0.1").env("CAIYAN_LOG", "error");
        if let Some(url) = &place.config.database_url {
            command.env("DATABASE_URL", url);
        }
        let mut child = command.stderr(Stdio::piped()).spawn().unwrap();
        // It says where it serves once it listens; what it logs afterwards is read away.
        let mut lines = BufReader::new(child.stderr.take().unwrap()).lines();
        let said = lines.find_map(|line| line.ok().filter(|l| l.contains("http://"))).expect("the server says where it serves");
        assert!(said.contains(&port.to_string()));
        std::thread::spawn(move || lines.for_each(drop));
        Self { child, url: format!("http://127.0.0.1:{port}") }
    }

    fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

/// Comments by the API as fast as eight clients can, until told to stop; gives the receipts that were acknowledged.
fn comment_until(stop: &Arc<AtomicBool>, url: &str, round: usize) -> Vec<String> {
    let receipts = Arc::new(Mutex::new(Vec::new()));
    let clients: Vec<_> = (0..8)
        .map(|client| {
            let (stop, receipts, url) = (Arc::clone(stop), Arc::clone(&receipts), url.to_owned());
            std::thread::spawn(move || {
                let browser = reqwest::blocking::Client::new();
                for n in 0.. {
                    if stop.load(Ordering::Relaxed) {
                        break;
                    }
                    let text = format!("第{round}轮第{client}人第{n}条：请把距离改成一百米。");
                    let post = browser
                        .post(format!("{url}/api/v1/regulations/2026-07/drafts/1/comments"))
                        .header("idempotency-key", format!("{round}-{client}-{n}"))
                        .json(&serde_json::json!({ "article": "art_3", "stance": "amend", "text": text }));
                    // After the kill there is no answer, and so no promise.
                    let Ok(answer) = post.send() else { break };
                    if answer.status() == 201 {
                        let Ok(body) = answer.json::<serde_json::Value>() else { break };
                        receipts.lock().unwrap().push(body["receipt"].as_str().unwrap().to_owned());
                    }
                }
            })
        })
        .collect();
    clients.into_iter().for_each(|client| client.join().unwrap());
    Arc::try_unwrap(receipts).unwrap().into_inner().unwrap()
}

fn killed_five_times(backend: Backend) {
    // The consultation must be open today, whatever day that is.
    let app = TestApp::start(backend);
    app.consultation_between("2026-07", "2026-01-01", "2099-12-31");
    let place = app.stop();
    let mut all = Vec::new();
    for round in 0..5 {
        let server = Process::start(&place);
        let stop = Arc::new(AtomicBool::new(false));
        let (url, flag) = (server.url.clone(), Arc::clone(&stop));
        let clients = std::thread::spawn(move || comment_until(&flag, &url, round));
        // How long the load lasts before the kill; nothing is waited for.
        std::thread::sleep(Duration::from_millis(400 + 130 * u64::try_from(round).unwrap()));
        server.kill();
        stop.store(true, Ordering::Relaxed);
        all.extend(clients.join().unwrap());
    }
    assert!(all.len() > 20, "only {} comments were acknowledged", all.len());
    let server = Process::start(&place);
    let person = Person::new(&server.url);
    for code in &all {
        person.open(&format!("/receipts/{code}")).says("意见已提交");
    }
    let mut unique = all.clone();
    unique.sort();
    unique.dedup();
    assert_eq!(unique.len(), all.len(), "no receipt is given twice");
    server.kill();
}

#[test]
fn every_acknowledged_comment_survives_kill_9_on_sqlite() {
    killed_five_times(Backend::Sqlite);
}

#[test]
fn every_acknowledged_comment_survives_kill_9_on_postgres() {
    killed_five_times(Backend::Postgres);
}
