//! Programs read what is public and send comments.

use std::net::IpAddr;

use caiyan::comment::Channel;
use caiyan::decision::Outcome;
use caiyan::law::{self, Provision};
use chrono::TimeDelta;
use reqwest::blocking::RequestBuilder;
use serde_json::{Value, json};

use super::stats::{comments, decided, publish};
use crate::support::{Backend, Person, Place, SAMPLE_LAW, TestApp, start_of_story, story};

const COMMENTS: &str = "/api/v1/regulations/2026-07/drafts/1/comments";

/// What came back: status, headers, JSON.
struct Told {
    status: u16,
    headers: reqwest::header::HeaderMap,
    body: Value,
}

impl Told {
    fn header(&self, name: &str) -> &str {
        self.headers.get(name).and_then(|v| v.to_str().ok()).unwrap_or_default()
    }

    /// A problem of this status, as RFC 9457 has it.
    #[track_caller]
    fn problem(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.body);
        assert_eq!(self.header("content-type"), "application/problem+json");
        assert_eq!(self.body["status"], status);
        assert!(self.body["title"].as_str().is_some_and(|t| !t.is_empty()) && self.body["detail"].is_string(), "{}", self.body);
        self
    }

    fn wrong_fields(&self) -> Vec<&str> {
        self.body["errors"].as_array().unwrap().iter().map(|e| e["field"].as_str().unwrap()).collect()
    }
}

fn send(request: RequestBuilder) -> Told {
    let response = request.send().unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    let text = response.text().unwrap();
    Told { status, headers, body: serde_json::from_str(&text).unwrap_or(Value::String(text)) }
}

fn get(person: &Person, path: &str) -> Told {
    send(person.client().get(person.address(path)))
}

fn comment(person: &Person, key: &str, body: &Value) -> Told {
    send(person.client().post(person.address(COMMENTS)).header("idempotency-key", key).json(body))
}

fn some_comment() -> Value {
    json!({ "article": "art_3", "stance": "amend", "text": "五十米太近，建议改为一百米。", "wording": "周边一百米范围内", "reason": "老人睡不着" })
}

/// Every item of a list, following `links.next`.
fn walk(person: &Person, first: &str, mut between: impl FnMut()) -> Vec<Value> {
    let mut all = Vec::new();
    let mut next = Some(person.address(first));
    while let Some(url) = next {
        let told = get(person, &url);
        assert_eq!(told.status, 200, "{}", told.body);
        let data = told.body["data"].as_array().unwrap();
        assert_eq!(told.body["meta"]["count"], data.len());
        all.extend(data.iter().cloned());
        next = told.body["links"]["next"].as_str().map(str::to_owned);
        assert_eq!(next.as_ref().map(|url| format!("<{url}>; rel=\"next\"")).unwrap_or_default(), told.header("link"));
        between();
    }
    all
}

story!(stats_have_exactly_the_promised_keys, |app| {
    app.consultation("2026-07");
    app.contact_point("east");
    app.person().comment("2026-07", "art_3", "amend", "五十米太近。");
    app.drain();
    let told = get(&app.person(), "/api/v1/stats");
    let data = told.body["data"].as_object().unwrap();
    let mut keys: Vec<&str> = data.keys().map(String::as_str).collect();
    keys.sort_unstable();
    assert_eq!(keys, ["adopted_comments", "adopted_suggestions", "comments", "contact_points", "regulations", "suggestions"]);
    assert_eq!((&data["comments"], &data["regulations"], &data["contact_points"]), (&json!(1), &json!(1), &json!(1)));
    assert!(told.body["meta"].is_object() && told.body["links"]["self"].is_string());
});

story!(a_cursor_passes_everything_exactly_once_while_the_list_grows, |app| {
    let mut slugs: Vec<String> = (1..=7).map(|n| format!("2026-{n:02}")).collect();
    for slug in &slugs {
        app.consultation(slug);
    }
    let mut grown = 7;
    let all = walk(&app.person(), "/api/v1/regulations?limit=3", || {
        if grown < 9 {
            grown += 1;
            app.consultation(&format!("2026-{grown:02}"));
        }
    });
    let seen: Vec<&str> = all.iter().map(|r| r["slug"].as_str().unwrap()).collect();
    slugs.extend(["2026-08".to_owned(), "2026-09".to_owned()]);
    assert_eq!(seen, slugs);
    let person = app.person();
    for wrong in ["cursor=zz", "limit=0", "limit=201", "limit=x"] {
        get(&person, &format!("/api/v1/regulations?{wrong}")).problem(422);
    }
    assert_eq!(walk(&person, "/api/v1/regulations?limit=9", || {}).len(), 9);
});

story!(a_draft_is_the_tree_that_was_read, |app| {
    fn same(node: &Value, provision: &Provision) {
        assert_eq!(node["eid"], provision.eid);
        assert_eq!(node["kind"], provision.kind.as_str());
        assert_eq!(node["number"], provision.number);
        assert_eq!(node["heading"], provision.heading);
        assert_eq!(node["text"], provision.text);
        let children = node["children"].as_array().unwrap();
        assert_eq!(children.len(), provision.children.len(), "{}", provision.eid);
        children.iter().zip(&provision.children).for_each(|(node, provision)| same(node, provision));
    }
    app.consultation("2026-07");
    let person = app.person();
    let told = get(&person, "/api/v1/regulations/2026-07/drafts/1");
    let law = law::parse::parse(SAMPLE_LAW);
    let nodes = told.body["data"]["provisions"].as_array().unwrap();
    assert_eq!(nodes.len(), law.provisions.len());
    nodes.iter().zip(&law.provisions).for_each(|(node, provision)| same(node, provision));
    assert_eq!(told.body["data"]["consultation"]["status"], "open");
    assert_eq!(told.body["data"]["consultation"]["closes_at"], "2026-06-30T23:59:59+08:00");
    let again =
        send(person.client().get(person.address("/api/v1/regulations/2026-07/drafts/1")).header("if-none-match", told.header("etag")));
    assert_eq!(again.status, 304);
    let one = get(&person, "/api/v1/regulations/2026-07").body;
    assert_eq!((&one["data"]["slug"], &one["data"]["drafts"][0]["number"]), (&json!("2026-07"), &json!(1)));
    for missing in
        ["/api/v1/regulations/nothing", "/api/v1/regulations/2026-07/drafts/9", "/api/v1/regulations/2026-07/drafts/x", "/api/v1/nothing"]
    {
        get(&person, missing).problem(404);
    }
    send(person.client().post(person.address("/api/v1/stats"))).problem(405);
    send(person.client().get(person.address(COMMENTS))).problem(405);
});

story!(suggestions_appear_with_outcome_and_reason_once_released, |app| {
    let on = app.consultation("2026-07");
    let east = app.contact_point("east");
    let ids = comments(app, &on, Some(east), Channel::Visit, start_of_story(), 5);
    decided(app, east, &ids[..3], "音响的距离", Outcome::Adopted);
    decided(app, east, &ids[3..], "经营时间", Outcome::NotAdopted);
    let person = app.person();
    let path = "/api/v1/regulations/2026-07/suggestions";
    assert_eq!(get(&person, path).body["data"], json!([]), "decided is not released");
    publish(app, &on);
    let all = walk(&person, &format!("{path}?limit=1"), || {});
    assert_eq!(all.len(), 2);
    let first = &all[0];
    assert_eq!(
        (&first["title"], &first["outcome"], &first["article"], &first["comments"]),
        (&json!("音响的距离"), &json!("adopted"), &json!("art_3"), &json!(3))
    );
    assert_eq!(
        (&first["reason"], &first["level"], &first["contact_point"]["slug"]),
        (&json!("已经写进修改稿第三条。"), &json!("revised_draft"), &json!("east"))
    );
    assert!(!first.to_string().contains("内部初步意见"));
    for (filter, n) in
        [("outcome=adopted", 1), ("outcome=noted", 0), ("article=art_3", 2), ("article=art_", 0), ("draft=1", 2), ("draft=7", 0)]
    {
        let told = get(&person, &format!("{path}?{filter}"));
        assert_eq!((told.body["data"].as_array().unwrap().len(), &told.body["meta"]["total"]), (n, &json!(n)), "{filter}");
    }
    get(&person, &format!("{path}?outcome=great")).problem(422);
    get(&person, &format!("{path}?draft=x")).problem(422);
    get(&person, "/api/v1/regulations/nothing/suggestions").problem(404);
});

story!(a_program_sends_a_comment_and_repeats_it, |app| {
    app.consultation("2026-07");
    let person = app.person();
    let first = comment(&person, "one", &some_comment());
    assert_eq!(first.status, 201, "{}", first.body);
    let code = first.body["receipt"].as_str().unwrap().to_owned();
    assert_eq!(first.body["data"]["receipt"], code.as_str());
    assert!(first.body["status_url"].as_str().unwrap().ends_with(&format!("/receipts/{code}")));
    let page = person.open(first.body["status_url"].as_str().unwrap());
    page.says("五十米太近").says("老人睡不着").says("第三条");
    for _ in 0..3 {
        let again = comment(&person, "one", &some_comment());
        assert_eq!((again.status, again.body["receipt"].as_str()), (200, Some(code.as_str())));
    }
    for (field, value) in
        [("text", json!("完全不同的另一条意见")), ("reason", json!("别的理由")), ("stance", json!("oppose")), ("article", Value::Null)]
    {
        let mut other = some_comment();
        other[field] = value;
        comment(&person, "one", &other).problem(409);
    }
    let whole = comment(&person, "two", &json!({ "stance": "support", "text": "整部草案都很好，赞成。" }));
    assert_eq!(whole.status, 201);
    assert_ne!(whole.body["receipt"], code.as_str());
    app.drain();
    assert_eq!(get(&person, "/api/v1/stats").body["data"]["comments"], 2);
    // After the deadline nothing new comes in, but a lost answer can still be had.
    app.advance(TimeDelta::days(31));
    comment(&person, "three", &some_comment()).problem(409);
    let late = comment(&person, "one", &some_comment());
    assert_eq!((late.status, late.body["receipt"].as_str()), (200, Some(code.as_str())));
});

story!(what_is_wrong_with_a_body_is_said, |app| {
    app.consultation("2026-07");
    app.consultation_between("2026-09", "2026-09-01", "2026-09-30");
    let person = app.person();
    let wrong = comment(&person, "k", &json!({ "article": "art_99", "stance": "great", "text": "短" })).problem(422);
    assert_eq!(wrong.wrong_fields(), ["article", "stance", "text"]);
    let typed = comment(&person, "k", &json!({ "article": 3, "stance": "amend", "text": ["一", "二"], "wording": {} })).problem(422);
    assert_eq!(typed.wrong_fields(), ["article", "text", "wording"]);
    let long = "字".repeat(2_001);
    assert_eq!(comment(&person, "k", &json!({ "stance": "ask", "text": long })).problem(422).wrong_fields(), ["text"]);
    assert_eq!(comment(&person, "k", &json!([1])).problem(422).wrong_fields().first(), Some(&"body"));
    let raw = |kind: &str, key: Option<&str>, body: String| {
        let mut request = person.client().post(person.address(COMMENTS)).header("content-type", kind.to_owned());
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        send(request.body(body))
    };
    raw("application/json", Some("k"), "{\"text\":".to_owned()).problem(400);
    raw("application/json", Some("k"), "{\"text\":\"\\ud800\"}".to_owned()).problem(400);
    raw("application/json", Some("k"), "[".repeat(20_000)).problem(400);
    raw("application/json", Some("k"), String::new()).problem(400);
    raw("application/json", None, some_comment().to_string()).problem(400);
    raw("application/json", Some(&"k".repeat(256)), some_comment().to_string()).problem(400);
    raw("text/plain", Some("k"), some_comment().to_string()).problem(415);
    raw("application/x-www-form-urlencoded", Some("k"), "stance=ask&text=12345".to_owned()).problem(415);
    raw("application/json", Some("k"), format!("{{\"text\":\"{}\"}}", "a".repeat(70_000))).problem(413);
    let soon = person.address("/api/v1/regulations/2026-09/drafts/1/comments");
    let soon = send(person.client().post(soon).header("idempotency-key", "k").json(&some_comment())).problem(409);
    assert!(soon.body["detail"].as_str().unwrap().contains("还没有开始"));
    let missing = person.address("/api/v1/regulations/2026-07/drafts/5/comments");
    send(person.client().post(missing).header("idempotency-key", "k").json(&some_comment())).problem(404);
    app.drain();
    assert_eq!(get(&person, "/api/v1/stats").body["data"]["comments"], 0);
});

story!(a_receipt_tells_the_state_and_none_of_the_words, |app| {
    let on = app.consultation("2026-07");
    let east = app.contact_point("east");
    let person = app.person();
    let code = comment(&person, "one", &some_comment()).body["receipt"].as_str().unwrap().to_owned();
    let path = format!("/api/v1/receipts/{}", code.to_lowercase().replace('-', ""));
    let fresh = get(&person, &path);
    assert_eq!((&fresh.body["data"]["state"], &fresh.body["data"]["receipt"]), (&json!("received"), &json!(code)));
    assert_eq!(fresh.body["data"]["timeline"], json!([{ "state": "received", "at": "2026-06-01T10:00:00+08:00" }]));
    assert_eq!((fresh.header("cache-control"), fresh.header("referrer-policy")), ("no-store", "no-referrer"));
    let id = app.app.db.read_now(|conn| caiyan::comment::query::by_receipt(conn, &code)).unwrap().unwrap().id;
    decided(app, east, &[id], "音响的距离", Outcome::PartlyAdopted);
    let studied = get(&person, &path).body;
    assert_eq!((&studied["data"]["state"], &studied["data"]["suggestions"][0]["outcome"]), (&json!("under_study"), &Value::Null));
    publish(app, &on);
    let told = get(&person, &path).body;
    assert_eq!((&told["data"]["state"], &told["data"]["suggestions"][0]["outcome"]), (&json!("partly_adopted"), &json!("partly_adopted")));
    let steps: Vec<&str> = told["data"]["timeline"].as_array().unwrap().iter().map(|s| s["state"].as_str().unwrap()).collect();
    assert_eq!(steps, ["received", "registered", "curated", "submitted", "under_study", "partly_adopted"]);
    for words in ["五十米太近", "老人睡不着", "周边一百米范围内\""] {
        assert!(!told.to_string().contains(words), "{told}");
    }
    get(&person, "/api/v1/receipts/0000-0000-0000").problem(404);
    get(&person, "/api/v1/receipts/what").problem(404);
});

#[test]
fn who_is_too_fast_is_told_how_long_to_wait() {
    let app = TestApp::start_with(Place::new(Backend::Sqlite), |config| config.kiosks = Vec::<IpAddr>::new());
    app.consultation("2026-07");
    let person = app.person();
    assert_eq!(comment(&person, "one", &some_comment()).status, 201);
    let fast = comment(&person, "two", &some_comment()).problem(429);
    assert!((1..=60).contains(&fast.header("retry-after").parse::<u64>().unwrap()));
    assert_eq!(comment(&person, "one", &some_comment()).status, 200, "a repeated comment is no new one");
    let mut statuses: Vec<u16> = (0..25).map(|_| get(&person, "/api/v1/receipts/0000-0000-0000").status).collect();
    statuses.dedup();
    assert_eq!(statuses, [404, 429]);
    assert!(!get(&person, "/api/v1/receipts/0000-0000-0000").problem(429).header("retry-after").is_empty());
}

#[test]
fn the_description_is_there_for_programs_and_for_people() {
    let app = TestApp::start(Backend::Sqlite);
    let person = app.person();
    let document = get(&person, "/openapi.json").body;
    assert_eq!(document["openapi"], "3.1.0");
    assert_eq!(document["servers"][0]["url"], app.url.as_str());
    let page = person.open("/api").says("数据接口").says("提交意见").says("Idempotency-Key");
    for path in document["paths"].as_object().unwrap().keys() {
        assert!(page.body.contains(path.as_str()), "{path}");
    }
    let english = person.client().get(person.address("/api")).header("cookie", "lang=en").send().unwrap().text().unwrap();
    assert!(english.contains("Programming interface") && english.contains("Send a comment"));
}
