//! The figures: page, charts, CSV, JSON and database say the same, and small crossings are not shown.

use std::collections::BTreeMap;

use caiyan::account::{Account, Role};
use caiyan::clock;
use caiyan::comment::change::{Origin, Words, receive};
use caiyan::comment::{Channel, Stance, State};
use caiyan::db::Conn;
use caiyan::decision::change::{Ruling, decide, release};
use caiyan::decision::{Level, Outcome, ReasonCode};
use caiyan::event::Actor;
use caiyan::schema::comments;
use caiyan::suggestion;
use chrono::{Datelike, NaiveDateTime, TimeDelta};
use diesel::prelude::*;
use scraper::{Html, Selector};
use serde_json::Value;

use crate::support::{Backend, Consulted, Place, Reply, TestApp, start_of_story, story};

/// Takes `n` comments in as if they had come by `channel` at `at`; gives their row ids.
pub fn comments(app: &TestApp, on: &Consulted, point: Option<i64>, channel: Channel, at: NaiveDateTime, n: usize) -> Vec<i64> {
    let (app, on) = (app.app.clone(), on.clone());
    let keys = app.keys.clone();
    let added = app.db.write_now(move |conn| {
        let mut ids = Vec::new();
        for i in 0..n {
            let words =
                Words { stance: Stance::Amend, text: format!("第{i}条意见：{at}"), wording: None, reason: None, identity: None };
            let origin = Origin {
                regulation_id: on.regulation_id,
                draft_id: on.draft_id,
                provision_eid: Some("art_3".to_owned()),
                quote: String::new(),
                channel,
                contact_point_id: point,
                offline: None,
                source: None,
            };
            ids.push(receive(conn, &keys, &caiyan::id::token(), &words, &origin, at)?.id);
        }
        Ok::<_, caiyan::error::Error>(ids)
    });
    added.unwrap()
}

/// Makes one suggestion of the comments and decides it; it is public after [`publish`].
pub fn decided(app: &TestApp, point: i64, comment_ids: &[i64], title: &str, outcome: Outcome) -> i64 {
    let clerk = Account {
        id: app.account(&format!("c-{}", caiyan::id::token().get(..8).unwrap()), Role::Clerk, Some(point)),
        login: String::new(),
        name: String::new(),
        role: Role::Clerk,
        contact_point: Some((point, String::new())),
    };
    let reviewer = Account {
        id: app.account(&format!("r-{}", caiyan::id::token().get(..8).unwrap()), Role::Reviewer, None),
        login: String::new(),
        name: String::new(),
        role: Role::Reviewer,
        contact_point: None,
    };
    let (comment_ids, title, now) = (comment_ids.to_vec(), title.to_owned(), app.app.clock.now());
    let made = app.app.db.write_now(move |conn: &mut Conn| {
        let draft = suggestion::change::Draft {
            title,
            wording: Some("居民住宅楼周边一百米范围内不得使用音响设备。".to_owned()),
            reason: "五十米太近。".to_owned(),
            preliminary: Some("内部初步意见".to_owned()),
            provision_eid: Some("art_3".to_owned()),
        };
        let id = suggestion::change::create(conn, &clerk, draft, &comment_ids, now)?;
        let seen = suggestion::query::by_id(conn, id)?.unwrap();
        suggestion::change::set_state(conn, &seen, suggestion::State::Submitted, now)?;
        let ruling = Ruling {
            outcome,
            level: Level::RevisedDraft,
            reason_code: ReasonCode::Reflected,
            reason: "已经写进修改稿第三条。".to_owned(),
            final_wording: Some("居民住宅楼周边一百米范围内，二十二时以后不得使用音响设备。".to_owned()),
            place_eid: Some("art_3".to_owned()),
        };
        decide(conn, &reviewer, id, seen.version + 1, ruling, now)?;
        Ok::<_, caiyan::error::Error>(id)
    });
    made.unwrap()
}

/// Releases the results of a draft.
pub fn publish(app: &TestApp, on: &Consulted) {
    let (on, now) = (on.clone(), app.app.clock.now());
    app.app.db.write_now(move |conn| release(conn, Actor::System, on.regulation_id, on.draft_id, now)).unwrap();
}

/// First column, comments and adopted of every row of a section's table.
fn table(page: &Reply, section: &str) -> Vec<(String, String, String)> {
    let html = Html::parse_document(&page.body);
    let rows = Selector::parse(&format!("#{section} tbody tr")).unwrap();
    let (head, cell) = (Selector::parse("th").unwrap(), Selector::parse("td").unwrap());
    let words = |e: scraper::ElementRef<'_>| e.text().collect::<String>().trim().replace(',', "");
    html.select(&rows)
        .map(|row| {
            let cells: Vec<String> = row.select(&cell).map(words).collect();
            (words(row.select(&head).next().unwrap()), cells[0].clone(), cells[1].clone())
        })
        .collect()
}

/// The same of the CSV: group and name → number and adopted.
fn rows(csv: &str) -> Vec<Vec<String>> {
    let csv = csv.strip_prefix('\u{feff}').expect("the mark spreadsheets look for");
    csv::Reader::from_reader(csv.as_bytes()).records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect()
}

fn from_json(lines: &Value) -> Vec<(String, String, String)> {
    let number = |v: &Value| v.as_i64().map_or_else(|| "*".to_owned(), |n| n.to_string());
    lines
        .as_array()
        .unwrap()
        .iter()
        .map(|l| (l["name"].as_str().unwrap().to_owned(), number(&l["comments"]), number(&l["adopted_comments"])))
        .collect()
}

type Row = (i64, Option<i64>, Channel, NaiveDateTime, State);

/// Counts the comments themselves by a key.
fn counted(app: &TestApp, key: impl Fn(&Row) -> String) -> BTreeMap<String, (i64, i64)> {
    let all: Vec<Row> = app
        .app
        .db
        .read_now(|conn| {
            comments::table
                .filter(comments::state.ne(State::Withdrawn))
                .select((comments::regulation_id, comments::contact_point_id, comments::channel, comments::received_at, comments::state))
                .load(conn)
        })
        .unwrap();
    let mut counted = BTreeMap::new();
    for row in &all {
        let sum: &mut (i64, i64) = counted.entry(key(row)).or_default();
        sum.0 += 1;
        sum.1 += i64::from(row.4.is_adopted());
    }
    counted
}

/// Two regulations, two contact points, four months over two years; seven comments adopted.
fn city(app: &TestApp) -> (Consulted, Consulted, i64, i64) {
    let (one, two) = (app.consultation("2026-07"), app.consultation("2026-08"));
    let (east, west) = (app.contact_point("east"), app.contact_point("west"));
    let now = start_of_story();
    let adopted = comments(app, &one, Some(east), Channel::Visit, now - TimeDelta::days(200), 7);
    comments(app, &one, Some(east), Channel::Web, now - TimeDelta::days(170), 12);
    comments(app, &one, Some(west), Channel::Paper, now - TimeDelta::days(60), 3);
    comments(app, &two, None, Channel::Web, now, 20);
    // Six in the evening of the last day of a month in London is the next month in China.
    comments(app, &two, Some(west), Channel::Meeting, "2026-05-31T18:00:00".parse().unwrap(), 9);
    decided(app, east, &adopted, "音响的距离改为一百米", Outcome::Adopted);
    publish(app, &one);
    app.drain();
    (one, two, east, west)
}

story!(page_chart_file_and_database_say_the_same, |app| {
    city(app);
    let person = app.person();
    let page = person.open("/stats").says("采纳率 = 采纳数 ÷ 意见数").says("7 ÷ 51 = 13.7%").says("1 ÷ 1 = 100.0%");
    let csv = rows(&person.open("/stats.csv").body);
    let json: Value = serde_json::from_str(&person.open("/stats.json").body).unwrap();
    let data = &json["data"];
    for (group, section, key) in [
        ("year", "years", "years"),
        ("month", "months", "months"),
        ("channel", "channels", "channels"),
        ("contact_point", "contact_points", "contact_points"),
        ("regulation", "regulations", "regulations"),
    ] {
        let shown = table(&page, section);
        let filed: Vec<_> = csv.iter().filter(|r| r[0] == group).map(|r| (r[2].clone(), r[3].clone(), r[4].clone())).collect();
        assert_eq!(shown, filed, "{group}: page and CSV");
        assert_eq!(shown, from_json(&data[key]), "{group}: page and JSON");
        let sum: i64 = shown.iter().map(|(_, n, _)| n.parse::<i64>().unwrap()).sum();
        assert_eq!(sum, 51, "{group}");
    }
    let by_key = |group: &str| -> BTreeMap<String, (i64, i64)> {
        let rows = csv.iter().filter(|r| r[0] == group && r[3] != "0");
        rows.map(|r| (r[1].clone(), (r[3].parse().unwrap(), r[4].parse().unwrap_or_default()))).collect()
    };
    assert_eq!(by_key("month"), counted(app, |r| clock::local(r.3).format("%Y-%m").to_string()));
    assert_eq!(by_key("year"), counted(app, |r| clock::local(r.3).year().to_string()));
    assert_eq!(by_key("channel"), counted(app, |r| r.2.as_str().to_owned()));
    let outcomes: BTreeMap<String, i64> = by_key("outcome").into_iter().map(|(key, (n, _))| (key, n)).collect();
    assert_eq!(outcomes, counted(app, |r| r.4.as_str().to_owned()).into_iter().map(|(key, (n, _))| (key, n)).collect());
    let total = csv.iter().find(|r| r[1] == "comments").unwrap();
    assert_eq!((total[3].as_str(), total[4].as_str(), total[5].as_str()), ("51", "7", "13.7%"));
    for (key, n) in [
        ("contact_points", 2),
        ("regulations", 2),
        ("comments", 51),
        ("adopted_comments", 7),
        ("suggestions", 1),
        ("adopted_suggestions", 1),
    ] {
        assert_eq!(data["totals"][key], n, "{key}");
    }
    assert!(page.attributes("#contact_points th a", "href").contains(&"/contact-points/east".to_owned()));
    assert!(page.attributes("#regulations th a", "href").contains(&"/regulations/2026-07".to_owned()));
});

story!(bars_are_as_long_as_the_numbers_beside_them, |app| {
    city(app);
    let page = app.person().open("/stats");
    for section in ["years", "channels"] {
        let drawn = page.all(&format!("#{section} figure text"));
        let told: Vec<String> = table(&page, section).into_iter().flat_map(|(name, n, adopted)| [name, n, adopted]).collect();
        assert_eq!(drawn, told, "{section}");
        let widths: Vec<f64> =
            page.attributes(&format!("#{section} figure rect"), "width").iter().map(|w| w.trim_end_matches('%').parse().unwrap()).collect();
        let numbers: Vec<f64> =
            table(&page, section).iter().flat_map(|(_, n, adopted)| [n.parse().unwrap(), adopted.parse().unwrap()]).collect();
        let most = numbers.iter().copied().fold(0.0, f64::max);
        for (width, n) in widths.iter().zip(&numbers) {
            assert!((width - n / most * 75.0).abs() < 0.02, "{section}: {n} is drawn {width} wide");
        }
        assert_eq!(widths.len(), numbers.len());
    }
    // Months: two columns each, as high as their numbers on the scale that is written beside them.
    let scale: f64 = page.all("#months figure text")[0].parse().unwrap();
    let heights: Vec<f64> = page.attributes("#months figure rect", "height").iter().map(|h| h.parse().unwrap()).collect();
    let numbers: Vec<f64> =
        table(&page, "months").iter().flat_map(|(_, n, adopted)| [n.parse().unwrap(), adopted.parse().unwrap()]).collect();
    assert_eq!(heights.len(), numbers.len());
    for (height, n) in heights.iter().zip(&numbers) {
        assert!((height - n / scale * 144.0).abs() <= 1.0, "{n} is drawn {height} high");
    }
    assert_eq!(page.attributes("svg[viewBox]", "viewBox"), Vec::<String>::new());
});

story!(a_selection_hides_what_could_point_at_persons, |app| {
    city(app);
    let person = app.person();
    let page = person.open("/stats?regulation=2026-07").says("为保护个人信息不公布");
    let hidden = ("示例市west街道".to_owned(), "＊不公布".to_owned(), "＊不公布".to_owned());
    assert!(table(&page, "contact_points").contains(&hidden), "{:?}", table(&page, "contact_points"));
    let csv = rows(&person.open("/stats.csv?regulation=2026-07").body);
    assert!(csv.iter().any(|r| r[0] == "contact_point" && r[1] == "west" && r[3] == "*"));
    assert!(csv.iter().any(|r| r[1] == "comments" && r[3] == "22"));
    let both = person.open("/stats?regulation=2026-07&contact_point=west").says("这个范围内的意见太少");
    assert!(both.all("#totals").is_empty());
    let json: Value = serde_json::from_str(&person.open("/stats.json?regulation=2026-07&contact_point=west").body).unwrap();
    assert_eq!((&json["data"]["hidden"], &json["data"]["totals"]["comments"]), (&Value::Bool(true), &Value::Null));
    // East is hidden in the table only to protect west, so it is not shown alone either.
    person.open("/stats?regulation=2026-07&contact_point=east").says("这个范围内的意见太少");
    person.open("/stats?contact_point=none&year=2026").says("没有选联系点").says("20 ÷".trim_end_matches(" ÷"));
    for wrong in ["regulation=nothing", "contact_point=nothing", "year=abcd"] {
        person.get(&format!("/stats?{wrong}")).expect(404);
    }
});

story!(figures_are_sent_again_only_when_they_changed, |app| {
    let (one, ..) = city(app);
    let person = app.person();
    let again =
        |path: &str, tag: &str| person.client().get(person.address(path)).header("if-none-match", tag).send().unwrap().status().as_u16();
    let tags: Vec<(&str, String)> = ["/stats", "/stats.csv", "/stats.json", "/api/v1/stats"]
        .into_iter()
        .map(|path| (path, person.open(path).header("etag").to_owned()))
        .collect();
    for (path, tag) in &tags {
        assert!(!tag.is_empty(), "{path}");
        assert_eq!(again(path, tag), 304, "{path}");
    }
    comments(app, &one, None, Channel::Web, start_of_story(), 1);
    app.drain();
    for (path, tag) in &tags {
        assert_eq!(again(path, tag), 200, "{path}");
    }
    person.open("/stats").says("7 ÷ 52");
});

#[test]
fn an_empty_site_has_an_empty_page() {
    let app = TestApp::start_with(Place::new(Backend::Sqlite), |_| {});
    let person = app.person();
    person.open("/stats").says("还没有意见").says("0 条意见");
    assert!(rows(&person.open("/stats.csv").body).iter().any(|r| r[1] == "comments" && r[3] == "0" && r[5].is_empty()));
    person.open("/stats.json").says("\"comments\":0");
}

/// Whether the stored tallies of a regulation are what counting it gives.
fn tallies_are_true(app: &TestApp, on: &Consulted) -> bool {
    let regulation = on.regulation_id;
    app.app.db.read_now(|conn| caiyan::statistics::follower::is_true(conn, regulation)).unwrap()
}

story!(what_comes_in_is_added_and_agrees_with_counting, |app| {
    let on = app.consultation("2026-07");
    let point = app.contact_point("east");
    for round in 0..6 {
        comments(app, &on, Some(point), Channel::Paper, start_of_story() + TimeDelta::days(round), 3);
        comments(app, &on, None, Channel::Web, start_of_story(), 2);
        if round == 3 {
            // A change between: everything is counted anew, and what comes after is added to that.
            let ids = comments(app, &on, Some(point), Channel::Visit, start_of_story(), 2);
            decided(app, point, &ids, "距离改为一百米", Outcome::Adopted);
        }
        if round % 2 == 0 {
            app.drain();
            assert!(tallies_are_true(app, &on), "round {round}");
        }
    }
    app.drain();
    assert!(tallies_are_true(app, &on));
});

#[test]
fn two_processes_on_one_database_count_every_comment_once() {
    let app = TestApp::start(Backend::Postgres);
    let on = app.consultation("2026-07");
    let elsewhere = std::env::temp_dir().join(format!("caiyan-second-{}", caiyan::id::token()));
    let config = caiyan::config::Config { data_dir: elsewhere.clone(), ..app.app.config.clone() };
    let second = caiyan::app::App::open(config, clock::Clock::fixed(start_of_story())).unwrap();
    for _ in 0..10 {
        comments(&app, &on, None, Channel::Web, start_of_story(), 7);
        std::thread::yield_now();
    }
    app.drain();
    assert!(second.drain(std::time::Duration::from_secs(30)).unwrap());
    assert!(tallies_are_true(&app, &on));
    second.close();
    std::fs::remove_dir_all(elsewhere).unwrap();
}
