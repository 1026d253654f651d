//! What was acknowledged survives a killed process: the real binary, real kills.

use std::collections::HashSet;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, TcpListener};
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use caiyan::account::Role;

use crate::support::{Backend, Place, TestApp};

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

/// Clients that send at the same time.
const CLIENTS: usize = 4;
/// Times the server is killed.
const KILLS: u64 = 50;

/// One sender: the receipts it was given, by the number of its comment.
#[derive(Default)]
struct Sender {
    receipts: Vec<String>,
}

impl Sender {
    /// Sends comments until the server goes away. One that got no answer is sent again next time, under the same key.
    fn send_until_it_dies(&mut self, client: usize, url: &str, most: usize) {
        let browser = reqwest::blocking::Client::new();
        for _ in 0..most {
            let n = self.receipts.len();
            let text = format!("第{client}人第{n}条：请把距离改成一百米。");
            let post = browser
                .post(format!("{url}/api/v1/regulations/2026-07/drafts/1/comments"))
                .header("idempotency-key", format!("{client}-{n}"))
                .json(&serde_json::json!({ "article": "art_3", "stance": "amend", "text": text }));
            // After the kill there is no answer, and so no promise.
            let Ok(answer) = post.send() else { return };
            assert!(matches!(answer.status().as_u16(), 200 | 201), "{}", answer.status());
            let Ok(body) = answer.json::<serde_json::Value>() else { return };
            self.receipts.push(body["receipt"].as_str().unwrap().to_owned());
        }
    }
}

fn killed_fifty_times(backend: Backend) {
    // The consultation must be open today, whatever day that is.
    let app = TestApp::start(backend);
    app.consultation_between("2026-07", "2026-01-01", "2099-12-31");
    app.account("cao", Role::Clerk, Some(app.contact_point("hongqiao")));
    let place = app.stop();
    let mut senders: Vec<Sender> = (0..CLIENTS).map(|_| Sender::default()).collect();
    for kill in 0..KILLS {
        let server = Process::start(&place);
        let url = server.url.clone();
        std::thread::scope(|scope| {
            for (client, sender) in senders.iter_mut().enumerate() {
                let url = &url;
                scope.spawn(move || sender.send_until_it_dies(client, url, usize::MAX));
            }
            // How long the load lasts before the kill, another time each time; nothing is waited for.
            std::thread::sleep(Duration::from_millis(5 + kill * 37 % 180));
            server.kill();
        });
    }
    let app = TestApp::start_with(place, |config| config.kiosks = vec![Ipv4Addr::LOCALHOST.into()]);
    // What the last kill left unanswered is sent once more.
    for (client, sender) in senders.iter_mut().enumerate() {
        sender.send_until_it_dies(client, &app.url, 1);
    }
    let receipts: HashSet<String> = senders.iter().flat_map(|sender| sender.receipts.iter().cloned()).collect();
    let sent: usize = senders.iter().map(|sender| sender.receipts.len()).sum();
    assert!(sent > 100, "only {sent} comments were acknowledged");
    assert_eq!(receipts.len(), sent, "no receipt is given twice");
    let person = app.person();
    for code in &receipts {
        person.get(&format!("/api/v1/receipts/{code}")).expect(200);
    }
    // Neither lost nor doubled: not in the database, not in the index.
    app.drain();
    let found = app.person().sign_in("cao").open("/search?kind=comment&q=一百米");
    found.says(&format!("找到 {} 条", caiyan::html::thousands(i64::try_from(sent).unwrap())));
}

#[test]
fn fifty_kills_lose_and_double_nothing_on_sqlite() {
    killed_fifty_times(Backend::Sqlite);
}

#[test]
fn fifty_kills_lose_and_double_nothing_on_postgres() {
    killed_fifty_times(Backend::Postgres);
}
