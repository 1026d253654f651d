//! The commands, as an operator types them: the real binary, its exit status, its one line on standard error.

use std::io::Write;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use crate::support::{Backend, PASSWORD, SAMPLE_LAW, TestApp};

fn caiyan(data_dir: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_caiyan"));
    command.args(arguments).env_remove("CAIYAN_TEST_POSTGRES").env_remove("DATABASE_URL").env("CAIYAN_DATA_DIR", data_dir);
    command.stdin(Stdio::null());
    command
}

#[track_caller]
fn ran(output: &Output, status: i32) -> String {
    let (out, err) = (String::from_utf8_lossy(&output.stdout).into_owned(), String::from_utf8_lossy(&output.stderr).into_owned());
    assert_eq!(output.status.code(), Some(status), "{out}{err}");
    if status == 2 {
        assert_eq!(err.lines().count(), 1, "one clear line: {err}");
    }
    format!("{out}{err}")
}

#[track_caller]
fn run(data_dir: &Path, arguments: &[&str], status: i32) -> String {
    ran(&caiyan(data_dir, arguments).output().unwrap(), status)
}

#[test]
fn comments_are_imported_once_however_often_a_file_comes() {
    let app = TestApp::start(Backend::Sqlite);
    app.contact_point("here");
    app.consultation_between("2026-07", "2026-01-01", "2099-12-31");
    let place = app.stop();
    let dir = &place.config.data_dir;
    let file = dir.join("意见.jsonl");
    let rows = "{\"id\":\"1\",\"text\":\"第一条意见：路灯太暗，晚上看不清路。\"}\n{\"id\":\"2\",\"text\":\"<b>第二条</b>意见，標籤原樣保留。\"}\n{\"id\":\"3\",\"text\":\"\"}\n";
    std::fs::write(&file, rows).unwrap();
    let arguments = ["comment", "import", file.to_str().unwrap(), "--contact-point", "here", "--regulation", "2026-07"];
    let first = run(dir, &arguments, 1);
    assert!(first.contains("2 imported") && first.contains("1 refused"), "{first}");
    let second = run(dir, &arguments, 1);
    assert!(second.contains("0 imported, 2 already there"), "{second}");
    run(dir, &["verify"], 0);
}

#[test]
fn a_backup_taken_while_serving_is_the_same_city() {
    let app = TestApp::start(Backend::Sqlite);
    app.consultation("2026-07");
    let code = app.person().comment("2026-07", "art_1", "ask", "备份里也要有这一条。");
    app.drain();
    let dir = app.app.config.data_dir.clone();
    let file = dir.join("copy.db");
    run(&dir, &["backup", file.to_str().unwrap()], 0);
    let place = app.stop();
    for name in ["caiyan.db", "caiyan.db-wal", "caiyan.db-shm"] {
        let _ = std::fs::remove_file(dir.join(name));
    }
    run(&dir, &["restore", file.to_str().unwrap()], 0);
    run(&dir, &["verify"], 0);
    let app = TestApp::start_with(place, |_| {});
    app.person().open(&format!("/receipts/{code}")).says("备份里也要有这一条");
}

#[test]
fn an_account_made_on_the_command_line_signs_in() {
    let app = TestApp::start(Backend::Sqlite);
    app.contact_point("here");
    let place = app.stop();
    let arguments = ["account", "add", "wang", "--role", "clerk", "--contact-point", "here"];
    let mut child =
        caiyan(&place.config.data_dir, &arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(format!("{PASSWORD}\n").as_bytes()).unwrap();
    ran(&child.wait_with_output().unwrap(), 0);
    run(&place.config.data_dir, &arguments, 2);
    let app = TestApp::start_with(place, |_| {});
    app.person().sign_in("wang").open("/desk");
}

#[test]
fn texts_of_law_are_read_compared_and_refused() {
    let dir = std::env::temp_dir().join(format!("caiyan-cli-{}", caiyan::id::token()));
    std::fs::create_dir_all(&dir).unwrap();
    let write = |name: &str, text: &str| {
        std::fs::write(dir.join(name), text).unwrap();
        dir.join(name).to_str().unwrap().to_owned()
    };
    let (old, new) = (write("old.txt", SAMPLE_LAW), write("new.txt", &SAMPLE_LAW.replace("五十米", "一百米")));
    let parsed: serde_json::Value = serde_json::from_str(&run(&dir, &["law", "parse", &old, "--json"], 0)).unwrap();
    assert_eq!(parsed["title"], "示例市夜间集市若干规定（草案）");
    assert_eq!(parsed["provisions"][1]["children"][0]["eid"], "art_3");
    let compared: serde_json::Value = serde_json::from_str(&run(&dir, &["law", "diff", &old, &new, "--json"], 0)).unwrap();
    let changed: Vec<&str> = compared["articles"].as_array().unwrap().iter().map(|row| row["change"].as_str().unwrap()).collect();
    assert_eq!(changed, ["unchanged", "unchanged", "changed", "unchanged", "unchanged"]);
    let empty = write("empty.txt", "没有条文的一段话。\n");
    let refused =
        run(&dir, &["draft", "import", "--regulation", "2026-08", "--title", "某条例", "--kind", "first", &empty, "--data-dir", &old], 2);
    assert!(!refused.is_empty());
    run(&dir, &["law", "parse", dir.join("nothing").to_str().unwrap()], 2);
    std::fs::remove_dir_all(&dir).unwrap();
}

#[test]
fn what_cannot_start_says_why_in_one_line() {
    let dir = std::env::temp_dir().join(format!("caiyan-cli-{}", caiyan::id::token()));
    std::fs::create_dir_all(&dir).unwrap();
    let taken = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    assert!(run(&dir, &["serve", "--listen", &address], 2).contains(&address));
    std::fs::write(dir.join("file"), "").unwrap();
    assert!(
        run(&dir, &["serve", "--data-dir", dir.join("file").to_str().unwrap(), "--listen", "127.0.0.1:0"], 2).contains("data directory")
    );
    let wrong = ran(&caiyan(&dir, &["serve", "--listen", "127.0.0.1:0"]).env("DATABASE_URL", "mysql://x").output().unwrap(), 2);
    assert!(wrong.contains("DATABASE_URL"), "{wrong}");
    let unknown = ran(&caiyan(&dir, &["serve"]).env("CAIYAN_LISTNE", "x").output().unwrap(), 2);
    assert!(unknown.contains("did you mean CAIYAN_LISTEN"), "{unknown}");
    std::fs::remove_dir_all(&dir).unwrap();
}

/// A parsed law as JSON, without the lines of its source and what was warned of.
fn tree(mut law: serde_json::Value) -> serde_json::Value {
    fn bare(node: &mut serde_json::Value) {
        if let Some(object) = node.as_object_mut() {
            ["line", "warnings", "remainder"].iter().for_each(|key| drop(object.remove(*key)));
            object.values_mut().for_each(bare);
        }
        node.as_array_mut().into_iter().flatten().for_each(bare);
    }
    bare(&mut law);
    law
}

#[test]
fn a_draft_goes_out_as_akoma_ntoso_and_comes_back() {
    let place = TestApp::start(Backend::Sqlite).stop();
    let dir = &place.config.data_dir;
    let (text, xml) = (dir.join("夜市.txt"), dir.join("夜市.data"));
    std::fs::write(&text, SAMPLE_LAW).unwrap();
    let written = caiyan(dir, &["law", "akn", text.to_str().unwrap(), "--name", "yeshi"]).output().unwrap();
    std::fs::write(&xml, &written.stdout).unwrap();
    let parsed = |file: &Path| {
        let output = run(dir, &["law", "parse", "--json", file.to_str().unwrap()], 0);
        tree(serde_json::from_str(output.trim()).unwrap())
    };
    assert_eq!(parsed(&xml), parsed(&text));
    let import = ["draft", "import", "--regulation", "2026-09", "--kind", "first", xml.to_str().unwrap()];
    assert!(run(dir, &import, 0).contains("draft 1 of 2026-09 is published: 示例市夜间集市若干规定（草案）, 5 articles"));
    assert!(run(dir, &import, 0).contains("nothing was changed"));
    std::fs::write(&xml, "<?xml version=\"1.0\"?>\n<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]>\n<akomaNtoso>&b;</akomaNtoso>")
        .unwrap();
    assert!(run(dir, &import, 2).contains("line 2: a document type (DOCTYPE) is not read"));
}
