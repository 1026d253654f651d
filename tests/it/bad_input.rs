//! Wrong addresses, methods, sizes and bytes: always the right status, a page in the reader's language, nothing half done.

use crate::support::{Backend, TestApp, story};

story!(wrong_addresses_and_methods_get_pages, |app| {
    app.consultation("2026-07");
    let person = app.person();
    for path in [
        "/nothing",
        "/regulations/nothing",
        "/regulations/2026-07/drafts/9",
        "/regulations/2026-07/drafts/x",
        "/regulations/2026-07/drafts/1/articles/art_99",
        "/receipts/K7M2-9QXA-4TRP",
        "/receipts/%00",
        "/assets/app.css",
        "/pending/zz",
    ] {
        let reply = person.get(path).expect(404).says("找不到这个页面");
        assert!(reply.header("content-type").starts_with("text/html"), "{path}");
        assert!(reply.header("content-security-policy").contains("default-src 'none'"), "{path}");
    }
    let wrong = person.post("/regulations/2026-07", &[]).expect(405);
    assert!(wrong.header("allow").contains("GET"), "{}", wrong.header("allow"));
    let slash = person.get("/regulations/?q=1").expect(308);
    assert_eq!(slash.location.as_deref(), Some("/regulations?q=1"));
    let elsewhere = person.get("//evil.example/").expect(308).location.unwrap();
    assert!(!elsewhere.starts_with("//"), "{elsewhere}");
});

#[test]
fn head_answers_as_get_without_a_body() {
    let app = TestApp::start(Backend::Sqlite);
    let person = app.person();
    let (get, head) = (person.client().get(person.address("/")).send().unwrap(), person.client().head(person.address("/")).send().unwrap());
    assert_eq!((get.status(), get.headers()["content-type"].clone()), (head.status(), head.headers()["content-type"].clone()));
    assert_eq!(head.bytes().unwrap().len(), 0);
}

#[test]
fn queries_are_read_tolerantly() {
    let app = TestApp::start(Backend::Sqlite);
    app.consultation("2026-07");
    let person = app.person();
    for query in [
        "page=-1",
        "page=99999999999999",
        "page=x&page=2",
        "status=%00",
        "q=%FF%FE",
        "q=%",
        "q=\"unclosed",
        "=&&=",
        "lang=",
        "lang=xx&view=yy",
    ] {
        person.get(&format!("/regulations?{query}")).expect(200);
    }
}

#[test]
fn too_much_is_too_large_and_odd_bytes_are_not_an_error_of_ours() {
    let app = TestApp::start(Backend::Sqlite);
    app.consultation("2026-07");
    let person = app.person();
    let form = person.open("/regulations/2026-07/comments/new?art=art_1");
    let huge = "字".repeat(100_000);
    person.fill(&form, "/comments/check", &[("text", &huge)]).expect(413).says("内容太大");
    let (to, _) = form.form("/comments/check");
    let send = |kind: &'static str, body: Vec<u8>| {
        person.client().post(person.address(&to)).header("content-type", kind).body(body).send().unwrap().status().as_u16()
    };
    assert_eq!(send("application/json", b"{}".to_vec()), 400);
    assert_eq!(send("multipart/form-data", b"x".to_vec()), 400);
    assert_eq!(send("multipart/form-data; boundary=a", b"--a\r\nnonsense".to_vec()), 400);
    assert_eq!(send("application/x-www-form-urlencoded", vec![0xff, 0x00, b'=', 0xfe]), 403);
}

story!(naughty_words_are_kept_as_they_are_and_never_run, |app| {
    app.consultation("2026-07");
    let citizen = app.person();
    let naughty = [
        "<script>alert(1)</script> 标签原样",
        "'; DROP TABLE comments; -- 引号",
        "{{ 7*7 }} {% raw %} 模板",
        "𠀀𪚥 扩展汉字 👨‍👩‍👧‍👦 Z̷͍̈́",
        "=cmd|' /C calc'!A0 公式",
        "第一行\r\n第二行\t制表",
    ];
    for words in naughty {
        let code = citizen.comment("2026-07", "art_1", "ask", words);
        let receipt = citizen.open(&format!("/receipts/{code}")).never_says("<script>alert");
        for line in words.lines() {
            assert!(receipt.text().contains(&line.split_whitespace().collect::<Vec<_>>().join(" ")), "{line}");
        }
    }
    // U+0000 and direction overrides are left out; the rest stays.
    let code = citizen.comment("2026-07", "art_1", "ask", "前面\u{0}后面\u{202e}倒过来的");
    citizen.open(&format!("/receipts/{code}")).says("前面后面倒过来的");
    let form = citizen.open("/regulations/2026-07/comments/new?art=art_1");
    for blank in ["", "　　　　　　", "\u{200b}\u{200b}\u{200b}\u{200b}\u{200b}\u{feff}", "\u{2800}\u{2800}\u{2800}\u{2800}\u{2800}"]
    {
        citizen.fill(&form, "/comments/check", &[("stance", "ask"), ("text", blank)]).expect(422).says("至少 5 个字");
    }
});
