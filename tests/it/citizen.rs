//! A citizen reads, comments, keeps a receipt, looks it up, takes it back.

use chrono::TimeDelta;

use crate::support::{Backend, Place, TestApp, story};

story!(a_citizen_comments_on_an_article_and_finds_the_comment_again, |app| {
    app.consultation("2026-07");
    let citizen = app.person();
    citizen.open("/").says("正在征求意见（1 部）").says("还剩 29 天");
    let draft = citizen.open("/regulations/2026-07").says("第三条").says("对第三条提意见");
    assert_eq!(draft.all(".art").len(), 5);
    let form = citizen.open("/regulations/2026-07/comments/new?art=art_3").says("二十二时以后不得使用音响设备");
    let check = citizen.submit(
        &form,
        "/comments/check",
        &[
            ("stance", "amend"),
            ("text", "五十米太近，老人睡不着，建议改成一百米。"),
            ("wording", "居民住宅楼周边一百米范围内，不得使用音响设备。"),
            ("identity", "居民"),
        ],
    );
    let check = check.says("核对您的意见").says("老人睡不着").says("建议修改").says("居民");
    let receipt = citizen.submit(&check, check.path.clone().as_str(), &[]).says("意见已提交").says("已提交");
    let code = receipt.all("#receipt-code").pop().unwrap();
    assert_eq!(receipt.header("referrer-policy"), "no-referrer");
    assert_eq!(receipt.header("cache-control"), "no-store");

    let stranger = app.person();
    let track = stranger.open("/track");
    let sloppy = code.to_lowercase().replace('-', " ");
    stranger.submit(&track, "/track", &[("code", &sloppy)]).says(&code).says("老人睡不着");
    stranger.fill(&track, "/track", &[("code", "0000-0000-0000")]).expect(404).says("没有找到这个编号");
    stranger.fill(&track, "/track", &[("code", "abc")]).expect(422).says("12 位字母和数字");
});

story!(sending_twice_gives_the_same_receipt_and_one_comment, |app| {
    app.consultation("2026-07");
    let citizen = app.person();
    let form = citizen.open("/regulations/2026-07/comments/new?art=art_1");
    let check = citizen.submit(&form, "/comments/check", &[("stance", "support"), ("text", "很好，支持制定。")]);
    let first = citizen.fill(&check, &check.path, &[]).expect(303).location;
    let second = citizen.fill(&check, &check.path, &[]).expect(303).location;
    assert_eq!(first, second);
    assert!(first.is_some());
    citizen.open(&check.path).says("这条意见已经提交");
    app.drain();
    citizen.open("/").says("1 条意见");
});

story!(a_citizen_withdraws_until_it_is_submitted, |app| {
    app.consultation("2026-07");
    let citizen = app.person();
    let code = citizen.comment("2026-07", "art_2", "oppose", "适用范围不清楚，请写明。");
    let sure = citizen.open(&format!("/receipts/{code}?withdraw=1")).says("确定撤回吗");
    citizen.submit(&sure, "/withdraw", &[]).says("您已撤回这条意见");
    app.drain();
    citizen.open("/").says("0 条意见");
});

story!(what_was_typed_comes_back_with_the_errors, |app| {
    app.consultation("2026-07");
    let citizen = app.person();
    let form = citizen.open("/regulations/2026-07/comments/new?art=art_3");
    let wrong = citizen.fill(&form, "/comments/check", &[("text", "短"), ("reason", "因为太吵")]).expect(422);
    let wrong = wrong.says("有 2 处需要修改").says("请选择您的态度").says("因为太吵");
    assert!(wrong.body.contains("<title>错误："), "the title says that something is wrong");
    let long = "字".repeat(2_001);
    citizen.fill(&wrong, "/comments/check", &[("stance", "ask"), ("text", &long)]).expect(422).says("超出 1 个字");
    let exact = "字".repeat(2_000);
    citizen.fill(&wrong, "/comments/check", &[("stance", "ask"), ("text", &exact)]).expect(303);
});

story!(a_closed_consultation_keeps_the_words, |app| {
    app.consultation("2026-07");
    let citizen = app.person();
    let form = citizen.open("/regulations/2026-07/comments/new?art=art_3");
    let early = citizen.submit(&form, "/comments/check", &[("stance", "ask"), ("text", "六月里写的意见，还没有发。")]);
    app.advance(TimeDelta::days(31));
    let late = citizen.fill(&form, "/comments/check", &[("stance", "ask"), ("text", "七月里才写完的意见。")]).expect(409);
    late.says("征求意见已经截止").says("七月里才写完的意见");
    citizen.fill(&early, &early.path, &[]).expect(409).says("六月里写的意见");
    citizen.get("/regulations/2026-07/comments/new?art=art_3").expect(409).says("征求意见已经截止");
});

story!(a_form_checked_before_midnight_may_be_sent_half_an_hour_later, |app| {
    app.consultation_between("2026-07", "2026-06-01", "2026-06-01");
    let citizen = app.person();
    app.advance(TimeDelta::hours(13) + TimeDelta::minutes(50));
    let form = citizen.open("/regulations/2026-07/comments/new?art=art_3");
    let check = citizen.submit(&form, "/comments/check", &[("stance", "ask"), ("text", "最后十分钟写的意见。")]);
    app.advance(TimeDelta::minutes(25));
    citizen.submit(&check, check.path.clone().as_str(), &[]).says("意见已提交");
    app.advance(TimeDelta::minutes(30));
    citizen.get("/regulations/2026-07/comments/new").expect(409);
});

story!(a_check_page_older_than_a_day_brings_the_form_back, |app| {
    app.consultation("2026-07");
    let citizen = app.person();
    let form = citizen.open("/regulations/2026-07/comments/new?art=art_3");
    let check = citizen.submit(&form, "/comments/check", &[("stance", "ask"), ("text", "昨天写的意见，今天才想起来。")]);
    app.advance(TimeDelta::hours(25));
    let again = citizen.get(&check.path).expect(410).says("已经过期").says("昨天写的意见");
    citizen.submit(&again, "/comments/check", &[]).says("核对您的意见");
    citizen.get("/pending/00000000000000000000000000000000").expect(404);
});

story!(photos_are_made_anew_and_survive_the_check, |app| {
    app.consultation("2026-07");
    let citizen = app.person();
    let mut picture = image::RgbImage::new(40, 20);
    picture.put_pixel(3, 3, image::Rgb([200, 10, 10]));
    let mut png = Vec::new();
    picture.write_to(&mut std::io::Cursor::new(&mut png), image::ImageFormat::Png).unwrap();
    let form = citizen.open("/regulations/2026-07/comments/new?art=art_4");
    let given = [("stance", "amend"), ("text", "盲道上摆满了桌子，见照片。")];
    let wrong = citizen.upload(&form, "/comments/check", &given, &[("photo", "readme.txt", b"not a photo".to_vec())]);
    wrong.expect(422).says("“readme.txt”不是 JPEG、PNG 或者 WebP 照片");
    let large = citizen.upload(&form, "/comments/check", &given, &[("photo", "huge.jpg", vec![0; 5 * 1024 * 1024 + 1])]);
    large.expect(413).says("“huge.jpg”太大").says("盲道上摆满了桌子");
    let sent = citizen.upload(&form, "/comments/check", &given, &[("photo", "street.png", png)]).expect(303);
    let check = citizen.open(&sent.location.unwrap()).says("已上传 1 张照片");
    let receipt = citizen.submit(&check, check.path.clone().as_str(), &[]);
    let source = receipt.attributes(".photos img", "src").pop().unwrap();
    let photo = citizen.client().get(citizen.address(&source)).send().unwrap();
    assert_eq!(photo.headers()["content-type"], "image/jpeg");
    let bytes = photo.bytes().unwrap();
    assert!(bytes.starts_with(&[0xff, 0xd8]), "a JPEG");
    assert_eq!(image::load_from_memory(&bytes).unwrap().width(), 40);
});

story!(a_contact_is_sealed_and_shown_nowhere, |app| {
    app.consultation("2026-07");
    let citizen = app.person();
    let canary = "canary-7261@example.cn";
    let form = citizen.open("/regulations/2026-07/comments/new?art=art_1");
    let check = citizen.submit(&form, "/comments/check", &[("stance", "ask"), ("text", "请告诉我处理结果。"), ("contact", canary)]);
    let receipt = citizen.submit(&check, check.path.clone().as_str(), &[]).never_says(canary);
    app.drain();
    for path in ["/", "/regulations/2026-07", "/regulations/2026-07/drafts/1/articles/art_1", receipt.path.as_str()] {
        citizen.open(path).never_says(canary);
    }
    let dump = app.app.db.read_now(|conn| caiyan::event::since(conn, 0, 1_000)).unwrap();
    assert!(!format!("{dump:?}").contains("canary"), "the log holds a contact");
    for file in walk(&app.app.config.data_dir) {
        let bytes = std::fs::read(&file).unwrap();
        assert!(!bytes.windows(11).any(|w| w == b"canary-7261"), "{} holds a contact", file.display());
    }
});

fn walk(dir: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { files.extend(walk(&path)) } else { files.push(path) }
    }
    files
}

story!(language_and_elder_view_are_remembered, |app| {
    app.consultation("2026-07");
    let citizen = app.person();
    let first = citizen.get("/regulations?lang=zh-Hant").expect(303);
    assert_eq!(first.location.as_deref(), Some("/regulations"));
    let hant = citizen.open("/regulations").says("徵求意見");
    assert!(hant.body.contains("<html lang=\"zh-Hant\""));
    citizen.get("/?lang=en&view=elder").expect(303);
    let home = citizen.open("/").says("Open now (1)").says("Standard view");
    assert!(home.body.contains("data-view=\"elder\""));
});

#[test]
fn the_words_of_a_simplified_comment_stay_simplified_on_a_traditional_page() {
    let app = TestApp::start(Backend::Sqlite);
    app.consultation("2026-07");
    let citizen = app.person();
    citizen.get("/?lang=zh-Hant").expect(303);
    let code = citizen.comment("2026-07", "art_1", "ask", "电动车充电桩够不够？");
    citizen.open(&format!("/receipts/{code}")).says("电动车充电桩").says("意見已提交");
}

#[test]
fn comments_come_one_a_minute_from_one_address() {
    let app = TestApp::start_with(Place::new(Backend::Sqlite), |config| config.kiosks.clear());
    app.consultation("2026-07");
    let citizen = app.person();
    citizen.comment("2026-07", "art_1", "ask", "第一条意见，马上就发。");
    let form = citizen.open("/regulations/2026-07/comments/new?art=art_2");
    let check = citizen.submit(&form, "/comments/check", &[("stance", "ask"), ("text", "第二条意见，发得太快。")]);
    let held = citizen.fill(&check, &check.path, &[]).expect(429).says("没有丢").says("第二条意见，发得太快");
    let wait: u64 = held.header("retry-after").parse().unwrap();
    assert!((1..=60).contains(&wait), "{wait}");
}

#[test]
fn the_site_lives_under_a_sub_path() {
    let app = TestApp::start_with(Place::new(Backend::Sqlite), |config| {
        config.base_url = Some(url::Url::parse("http://example.gov.cn/lflxd").unwrap());
    });
    app.consultation("2026-07");
    let citizen = app.person();
    let home = citizen.open("/");
    for link in home.attributes("a[href], link[href], form[action]", "href") {
        assert!(link.starts_with("/lflxd/") || link.starts_with('#'), "{link}");
    }
    citizen.comment("2026-07", "art_1", "ask", "子路径下也能提意见。");
}
