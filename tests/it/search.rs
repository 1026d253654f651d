//! Search: what is said is found at once, by those who may see it, in both scripts, whatever happens to the index.

use caiyan::account::{Role, Viewer};
use caiyan::comment;
use caiyan::comment::change::{Publish, Redaction};
use diesel::QueryResult;

use crate::support::{Backend, TestApp, story};

/// Makes a comment and, as the clerk `clerk`, does something with it.
fn curated(
    app: &TestApp,
    article: &str,
    text: &str,
    login: &'static str,
    act: fn(&mut caiyan::db::Conn, &caiyan::account::Account, &comment::query::Comment, chrono::NaiveDateTime),
) {
    let code = app.person().comment("2026-07", article, "amend", text);
    let now = app.app.clock.now();
    let done = app.app.db.write_now(move |conn| {
        let account = caiyan::account::query::list(conn)?.into_iter().find(|l| l.account.login == login).unwrap().account;
        let seen = comment::query::by_receipt(conn, &code)?.unwrap();
        act(conn, &account, &seen, now);
        QueryResult::Ok(())
    });
    done.unwrap();
}

fn publish(conn: &mut caiyan::db::Conn, clerk: &caiyan::account::Account, seen: &comment::query::Comment, now: chrono::NaiveDateTime) {
    comment::change::register(conn, clerk, seen, Publish::Yes, now).unwrap();
}

fn register(conn: &mut caiyan::db::Conn, clerk: &caiyan::account::Account, seen: &comment::query::Comment, now: chrono::NaiveDateTime) {
    comment::change::register(conn, clerk, seen, Publish::No, now).unwrap();
}

fn hide_the_number(
    conn: &mut caiyan::db::Conn,
    clerk: &caiyan::account::Account,
    seen: &comment::query::Comment,
    now: chrono::NaiveDateTime,
) {
    let redaction = Redaction { text: Some("蓝鲸海豚，电话已隐去。".to_owned()), ..Redaction::default() };
    comment::change::redact(conn, clerk, seen, redaction, Publish::Yes, now).unwrap();
}

fn city(app: &TestApp) {
    app.consultation("2026-07");
    for point in ["here", "there"] {
        let id = app.contact_point(point);
        app.account(if point == "here" { "clerk" } else { "other" }, Role::Clerk, Some(id));
    }
    app.account("legislator", Role::Legislator, None);
    app.account("reviewer", Role::Reviewer, None);
}

story!(a_published_comment_is_found_in_both_scripts, |app| {
    city(app);
    curated(app, "art_3", "共享单车乱停，堵住了地铁口，建议划定停放区域。", "clerk", publish);
    curated(app, "art_4", "電動自行車在樓道裡充電太危險，應當禁止。", "clerk", publish);
    app.drain();
    let reader = app.person();
    for q in ["共享单车", "共享單車", "地铁口", "\"划定停放\"", "“堵住了地铁口”", "单车 -充电"] {
        reader.open(&format!("/search?q={q}")).says("找到 1 条").says("共享单车乱停");
    }
    for q in ["楼道", "樓道", "电瓶车", "楼道里充电"] {
        reader.open(&format!("/search?q={q}")).says("找到 1 条").says("電動自行車");
    }
    reader.open("/search?q=单车 -地铁口").never_says("共享单车乱停");
    let marked = reader.open("/search?q=樓道");
    assert_eq!(marked.all("mark"), ["樓道"], "marks stand in the original script");
    reader.open("/search?q=摄像头").says("没有找到“摄像头”");
    reader.open("/search?q=第五条").says("本规定自2027年1月1日起施行");
    reader.open("/search?kind=article&q=盲道").says("找到 1 条").says("第四条");
    reader.open("/search?q=建议&stance=amend&article=art_3").says("找到 1 条");
});

story!(nobody_finds_what_they_may_not_see, |app| {
    city(app);
    curated(app, "art_1", "白鹭苍鹰只给联系点看，没有登记。", "clerk", |_, _, _, _| {});
    curated(app, "art_1", "白鹭猎隼登记了但没有公开。", "clerk", register);
    curated(app, "art_1", "蓝鲸海豚，我的电话是13800000000。", "clerk", hide_the_number);
    app.drain();
    let public = app.person();
    public.open("/search?q=白鹭").says("没有找到");
    public.open("/search?q=蓝鲸").says("找到 1 条").says("电话已隐去").never_says("13800000000");
    public.open("/search?q=13800000000").says("没有找到");
    public.open("/search?state=registered").says("没有找到").never_says("猎隼");
    app.person().sign_in("legislator").open("/search?q=白鹭").says("找到 1 条").says("猎隼").never_says("苍鹰");
    app.person().sign_in("reviewer").open("/search?q=白鹭").says("找到 1 条").never_says("苍鹰");
    // The own clerk sees all, another contact point's clerk what is addressed to none.
    app.person().sign_in("clerk").open("/search?q=白鹭").says("找到 2 条");
    app.person().sign_in("other").open("/search?q=白鹭").says("找到 1 条").says("苍鹰").never_says("猎隼");
});

story!(a_withdrawn_comment_is_found_no_more, |app| {
    city(app);
    let citizen = app.person();
    let code = citizen.comment("2026-07", "art_1", "oppose", "丹顶鹤不应当出现在这里。");
    app.drain();
    app.person().sign_in("clerk").open("/search?q=丹顶鹤").says("找到 1 条");
    let sure = citizen.open(&format!("/receipts/{code}?withdraw=1"));
    citizen.submit(&sure, "/withdraw", &[]);
    app.drain();
    app.person().sign_in("clerk").open("/search?q=丹顶鹤").says("没有找到");
});

#[test]
fn a_deleted_or_damaged_index_is_built_again() {
    let app = TestApp::start(Backend::Sqlite);
    city(&app);
    curated(&app, "art_3", "朱鹮的栖息地要写进来。", "clerk", publish);
    app.drain();
    let app = app.restart(|place| std::fs::remove_dir_all(place.config.data_dir.join("index")).unwrap());
    app.drain();
    app.person().open("/search?q=朱鹮").says("找到 1 条");
    let app = app.restart(|place| {
        for entry in std::fs::read_dir(place.config.data_dir.join("index")).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                for file in std::fs::read_dir(path).unwrap() {
                    let file = file.unwrap().path();
                    if file.extension().is_some_and(|e| e == "store" || e == "term" || e == "idx") {
                        let mut bytes = std::fs::read(&file).unwrap();
                        let middle = bytes.len() / 2;
                        bytes[middle] ^= 0xff;
                        std::fs::write(&file, bytes).unwrap();
                    }
                }
            }
        }
    });
    app.drain();
    app.person().open("/search?q=朱鹮").says("找到 1 条");
    let ready = app.person().get("/readyz").expect(200);
    assert!(ready.body.contains("\"search\""), "{}", ready.body);
}

#[test]
fn odd_queries_are_never_an_error() {
    let app = TestApp::start(Backend::Sqlite);
    city(&app);
    app.drain();
    let reader = app.person();
    let long = "很".repeat(3_000);
    let many = (0..2_000).map(|n| format!("词{n}")).collect::<Vec<_>>().join("%20");
    for q in [
        "\"unclosed",
        "-",
        "OR",
        "OR OR",
        "((",
        "结果:没有这种",
        "条:第九百九十九条",
        "联系点:here 2026-13-45..",
        "%00",
        "%F0%9F%91%A8",
        "a*b?c~2^3",
        "x&from=-262143-01-01",
        "x&from=%2B262142-12-31&to=0000-01-01",
        &long,
        &many,
    ] {
        reader.get(&format!("/search?q={q}")).expect(200);
    }
    assert_eq!(caiyan::search::engine::tags(&Viewer::Public), ["public"]);
}

story!(everything_found_can_be_taken_along_as_a_file, |app| {
    city(app);
    curated(app, "art_3", "=HYPERLINK(\"http://evil.example\")，夜市的音响太吵。", "clerk", publish);
    curated(app, "art_4", "夜市的油煙太大，\n第二行。", "clerk", publish);
    curated(app, "art_1", "夜市白鹭登记了但没有公开。", "clerk", register);
    app.drain();
    let public = app.person();
    let page = public.open("/search?q=夜市&kind=comment").says("找到 2 条");
    let links = page.attributes("a[download]", "href");
    assert_eq!(links.len(), 3);
    for link in &links {
        assert!(link.contains("?q=") && link.contains("kind=comment"), "{link}");
    }

    let csv = public.open("/search.csv?q=夜市&kind=comment");
    assert!(csv.header("content-disposition").contains("caiyan-search.csv") && csv.body.starts_with('\u{feff}'));
    let mut rows = csv::Reader::from_reader(csv.body.trim_start_matches('\u{feff}').as_bytes());
    let rows: Vec<csv::StringRecord> = rows.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 2);
    assert!(rows.iter().any(|row| row.iter().any(|cell| cell.starts_with("'=HYPERLINK"))), "nothing is calculated");
    assert!(rows.iter().any(|row| row.iter().any(|cell| cell == "夜市的油煙太大，\n第二行。")));

    let lines = public.open("/search.jsonl?q=夜市&kind=comment");
    let lines: Vec<serde_json::Value> = lines.body.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.len(), 2);
    assert!(lines.iter().all(|line| line["kind"] == "comment" && line["regulation"] == "2026-07"));

    let book = public.bytes("/search.xlsx?q=夜市&kind=comment").bytes().unwrap();
    let mut book: calamine::Xlsx<_> = calamine::open_workbook_from_rs(std::io::Cursor::new(book)).unwrap();
    let sheet = calamine::Reader::worksheet_range_at(&mut book, 0).unwrap().unwrap();
    assert_eq!(sheet.height(), 3);
    assert!(sheet.rows().flatten().any(|cell| cell.to_string().starts_with("=HYPERLINK")), "as it was written, as text");

    public.get("/search.pdf?q=夜市").expect(404);
    public.open("/search.csv?q=白鹭").never_says("白鹭");
    public.get("/review/search.csv?q=白鹭").expect(303);
    let legislator = app.person().sign_in("legislator");
    legislator.open("/review/search.csv?q=白鹭").says("夜市白鹭");
    let log = app.app.db.read_now(|conn| caiyan::event::since(conn, 0, 1_000)).unwrap();
    let exported = log.iter().filter(|event| event.kind == caiyan::event::EventKind::CommentExported.as_str()).count();
    assert_eq!(exported, 1, "what staff take along stands in the log");
});

story!(a_saved_search_tells_what_is_new_and_has_a_feed, |app| {
    city(app);
    curated(app, "art_3", "夜市的音响太吵。", "clerk", publish);
    app.drain();
    let legislator = app.person().sign_in("legislator");
    let page = legislator.open("/review/search?q=夜市&kind=comment&page=1").says("找到 1 条");
    let kept = legislator.submit(&page, "/account/searches", &[("name", "夜市<扰民>")]).says("夜市<扰民>").says("找到 1 条");
    assert!(kept.all(".tag-warn").is_empty(), "nothing is new yet");
    legislator.open("/review").never_says("条新结果");
    let feed = kept.attributes("a[type='application/atom+xml']", "href").pop().unwrap();

    curated(app, "art_3", "夜市的油烟太大。", "clerk", register);
    app.drain();
    legislator.open("/review").says("保存的搜索有 1 条新结果");
    let news = legislator.open("/account/searches").says("新 1 条");
    let stranger = app.person();
    let told = stranger.open(&feed);
    assert!(told.header("content-type").starts_with("application/atom+xml"));
    assert!(
        told.body.contains("夜市的油烟太大。") && told.body.contains("夜市&#60;扰民&#62;") && told.body.matches("<entry>").count() == 2
    );
    stranger.get(&feed.replace(|c: char| c.is_ascii_digit(), "0")).expect(404);
    let public = stranger.open("/search.atom?q=夜市&kind=comment");
    assert!(public.body.contains("夜市的音响太吵。") && !public.body.contains("油烟"), "the public feed has what is public");

    let seen = news.attributes("form[action$='/seen']", "action").pop().unwrap();
    legislator.submit(&news, &seen, &[]).never_says("新 1 条");
    // Another account neither sees nor removes it.
    let clerk = app.person().sign_in("clerk");
    let own = clerk.open("/account/searches").never_says("夜市").says("还没有保存的搜索");
    drop(own);
    let remove = news.attributes("form[action$='/remove']", "action").pop().unwrap();
    let list = legislator.open("/account/searches");
    legislator.submit(&list, &remove, &[]).says("还没有保存的搜索");
    stranger.get(&feed).expect(404);

    let empty = legislator.open("/review/search?q=夜市");
    let (_, fields) = empty.form("/account/searches");
    let csrf = fields.iter().find(|(name, _)| name == "csrf").unwrap().1.clone();
    let key = fields.iter().find(|(name, _)| name == "form_key").unwrap().1.clone();
    let refused =
        legislator.post("/account/searches", &[("csrf", &csrf), ("form_key", &key), ("name", ""), ("query", "page=2")]).expect(422);
    refused.says("请写一个不超过 60 字的名称").says("先搜索点什么，再保存");
});

story!(an_administrator_says_which_words_mean_the_same, |app| {
    city(app);
    app.account("admin", Role::Admin, None);
    curated(app, "art_3", "夜宵摊占道太多。", "clerk", publish);
    app.drain();
    let reader = app.person();
    reader.open("/search?q=烧烤档").says("没有找到");
    let admin = app.person().sign_in("admin");
    let page = admin.open("/admin/synonyms");
    let late = admin.open("/admin/synonyms");
    admin.fill(&page, "/admin/synonyms", &[("words", "烧烤档")]).expect(422).says("第 1 行要有 2 到 20 个不同的词").says("烧烤档");
    admin.submit(&page, "/admin/synonyms", &[("words", "夜宵摊 = 燒烤檔\n")]).says("夜宵摊 = 燒烤檔");
    app.drain();
    reader.open("/search?q=烧烤档").says("找到 1 条").says("夜宵摊占道");
    reader.open("/search?q=\"烧烤档\"").says("没有找到");
    let conflict = admin.fill(&late, "/admin/synonyms", &[("words", "甲 = 乙")]).expect(409);
    conflict.says("别人刚刚改过这张表").says("夜宵摊 = 燒烤檔").says("甲 = 乙");
});

story!(what_was_found_is_drawn_by_month, |app| {
    app.consultation_between("2026-07", "2026-06-01", "2026-07-31");
    app.account("clerk", Role::Clerk, Some(app.contact_point("here")));
    curated(app, "art_3", "夜市太吵。", "clerk", publish);
    app.drain();
    let reader = app.person();
    let one = reader.open("/search?q=夜市&kind=comment").says("找到 1 条");
    assert!(one.all("svg.months").is_empty(), "one month needs no drawing");
    app.advance(chrono::TimeDelta::days(35));
    curated(app, "art_3", "夜市油烟大。", "clerk", publish);
    app.drain();
    let two = reader.open("/search?q=夜市&kind=comment").says("找到 2 条").says("2026-06");
    assert_eq!(two.all("svg.months path").len(), 1);
    let months = two.attributes("details.more a[href*='from=']", "href");
    assert_eq!(months.len(), 2, "{months:?}");
    assert!(months[0].contains("from=2026-07-01&to=2026-07-31"), "the latest first: {}", months[0]);
    reader.open(&months[0]).says("找到 1 条").says("夜市油烟大");
    reader.open(&months[1]).says("找到 1 条").says("夜市太吵");
});

story!(words_of_the_index_are_suggested_to_who_can_find_them, |app| {
    city(app);
    curated(app, "art_3", "地铁口的電動自行車乱停放。", "clerk", publish);
    curated(app, "art_3", "电动滑板车也乱停放。", "clerk", |_, _, _, _| {});
    app.drain();
    let told = |person: &crate::support::Person, q: &str| person.open(&format!("/search/completion?q={q}")).body;
    let public = app.person();
    assert_eq!(told(&public, "電動"), r#"["電動",["电动自行车"]]"#);
    assert_eq!(told(&public, "地铁口 -电动"), r#"["地铁口 -电动",["地铁口 -电动自行车"]]"#);
    assert!(!told(&public, "电动滑").contains("滑板车"), "nobody is told of what they may not see");
    for odd in ["", "%00", "%F0%9F%98%80", "“", "-"] {
        public.open(&format!("/search/completion?q={odd}"));
    }
});

story!(a_question_finds_more_than_its_own_quotation, |app| {
    city(app);
    curated(app, "art_3", "楼下夜市的音响吵得老人睡不着。", "clerk", publish);
    curated(app, "art_3", "请问楼下夜市的音响半夜还在响应该找谁来管一管？", "clerk", publish);
    app.drain();
    let found = app.person().open("/search?kind=comment&q=楼下夜市的音响半夜还在响应该找谁来管一管");
    let found = found.says("睡不着").says("请问");
    assert!(found.all(".hits li").first().unwrap().contains("请问"), "the very words come first");
});

story!(feeds_and_addresses_survive_what_xml_cannot_hold, |app| {
    city(app);
    curated(app, "art_3", "夜市\u{fffe}太吵\u{fdd0}。", "clerk", publish);
    app.drain();
    let feed = app.person().open("/search.atom?q=夜市%00%01").body;
    assert!(feed.contains("太吵") && !feed.contains(['\u{fffe}', '\u{fdd0}', '\u{0}', '\u{1}']));
    assert!(!app.person().open("/search?q=%00夜市").body.contains('\u{0}'));
});

story!(a_new_password_ends_the_feeds_of_an_account, |app| {
    city(app);
    app.account("admin", Role::Admin, None);
    curated(app, "art_3", "夜市太吵。", "clerk", publish);
    app.drain();
    let legislator = app.person().sign_in("legislator");
    let page = legislator.open("/review/search?q=夜市");
    let kept = legislator.submit(&page, "/account/searches", &[("name", "夜市")]);
    let feed = kept.attributes("a[type='application/atom+xml']", "href").pop().unwrap();
    app.person().open(&feed).says("夜市太吵");
    let admin = app.person().sign_in("admin");
    let accounts = admin.open("/admin/accounts");
    let id = app.app.db.read_now(caiyan::account::query::list).unwrap();
    let id = id.into_iter().find(|listed| listed.account.login == "legislator").unwrap().account.id;
    admin.fill(&accounts, &format!("/admin/accounts/{id}/reset"), &[]).expect(200);
    app.person().get(&feed).expect(404);
});

story!(looking_at_the_head_of_a_file_writes_nothing, |app| {
    city(app);
    let legislator = app.person().sign_in("legislator");
    let before = app.app.db.read_now(caiyan::event::last).unwrap();
    let head = legislator.client().head(legislator.address("/review/search.csv?q=夜市")).send().unwrap();
    assert_eq!(head.status(), 200);
    assert_eq!(app.app.db.read_now(caiyan::event::last).unwrap(), before);
});
