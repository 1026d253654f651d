//! A reviewer studies, decides and releases; legislators read along; nothing is public before its time.

use caiyan::account::{self, Account, Role};
use caiyan::regulation::DraftKind;
use caiyan::{comment, submission, suggestion};
use chrono::TimeDelta;

use crate::support::{Consulted, Person, Reply, SAMPLE_LAW, TestApp, story};

const REASON: &str = "已经写入修改稿，距离改为一百米。";

/// A draft with three suggestions handed in by one contact point after the consultation has closed.
struct Story {
    of: Consulted,
    receipt: String,
    noise: i64,
    hours: i64,
    whole: i64,
    batch: i64,
    clerk: Account,
}

fn clerk(app: &TestApp, id: i64) -> Account {
    app.app.db.read_now(|conn| account::query::by_id(conn, id)).unwrap().unwrap()
}

/// Makes a suggestion out of one comment.
fn suggest(app: &TestApp, clerk: &Account, receipt: &str, title: &str, place: Option<&str>, wording: Option<&str>) -> i64 {
    let (clerk, receipt, now) = (clerk.clone(), receipt.to_owned(), app.app.clock.now());
    let draft = suggestion::change::Draft {
        title: title.to_owned(),
        wording: wording.map(str::to_owned),
        reason: "居民反映集中。".to_owned(),
        preliminary: Some("建议采纳".to_owned()),
        provision_eid: place.map(str::to_owned),
    };
    let made = app.app.db.write_now(move |conn| {
        let comment = comment::query::by_receipt(conn, &receipt)?.unwrap();
        suggestion::change::create(conn, &clerk, draft, &[comment.id], now)
    });
    made.unwrap()
}

fn send(app: &TestApp, clerk: &Account, batch: i64) {
    let (clerk, now) = (clerk.clone(), app.app.clock.now());
    let sent = app.app.db.write_now(move |conn| {
        let seen = submission::query::by_id(conn, batch)?.unwrap();
        submission::change::send(conn, &clerk, batch, seen.version, "请研究。", now)
    });
    sent.unwrap();
}

fn begin(app: &TestApp) -> Story {
    let point = app.contact_point("枫桥");
    let clerk = clerk(app, app.account("clerk", Role::Clerk, Some(point)));
    app.account("zhang", Role::Reviewer, None);
    app.account("li", Role::Reviewer, None);
    app.account("daibiao", Role::Legislator, None);
    let of = app.consultation("2026-07");
    let citizen = app.person();
    let receipt = citizen.comment("2026-07", "art_3", "amend", "五十米太近，老人睡不着。");
    let second = citizen.comment("2026-07", "art_3", "amend", "营业到二十二时三十分太晚。");
    let third = citizen.comment("2026-07", "", "support", "规定很好，希望早日施行。");
    let wording = "居民住宅楼周边一百米范围内，二十二时以后不得使用音响设备招揽顾客。";
    let noise = suggest(app, &clerk, &receipt, "扩大禁用音响的范围", Some("art_3__para_2"), Some(wording));
    let hours = suggest(app, &clerk, &second, "提前结束营业时间", Some("art_3"), None);
    let whole = suggest(app, &clerk, &third, "尽快出台", None, None);
    let (by, now, draft_id) = (clerk.clone(), app.app.clock.now(), of.draft_id);
    let batch = app.app.db.write_now(move |conn| submission::change::create(conn, &by, draft_id, &[noise, hours, whole], "", now)).unwrap();
    send(app, &clerk, batch);
    app.advance(TimeDelta::days(31));
    app.drain();
    Story { of, receipt, noise, hours, whole, batch, clerk }
}

/// Fills in the form of a decision.
fn decide(reviewer: &Person, page: &Reply, outcome: &str, reason: &str) -> Reply {
    reviewer.fill(page, "/decision", &[("outcome", outcome), ("code", "reflected"), ("reason", reason)])
}

fn path(id: i64) -> String {
    format!("/review/suggestions/{id}")
}

/// Everything of the story the public can open, in one text.
fn public(app: &TestApp, story: &Story) -> String {
    app.drain();
    let anybody = app.person();
    let receipt = format!("/receipts/{}", story.receipt);
    let results = ["/regulations/2026-07/results", "/regulations/2026-07/results.csv", "/regulations/2026-07/articles/art_3/trace?draft=1"];
    let drafts = ["/regulations/2026-07", "/regulations/2026-07/drafts/1/articles/art_3", "/", "/regulations", receipt.as_str()];
    results.iter().chain(&drafts).map(|path| anybody.open(path).body).collect()
}

story!(a_reviewer_decides_and_releases_and_everybody_sees_it, |app| {
    let story = begin(app);
    let reviewer = app.person().sign_in("zhang");
    reviewer.open("/review").says("示例市夜间集市若干规定（草案）").says("待研究的报送").says("示例市枫桥街道");
    let beside = reviewer.open("/review/regulations/2026-07/compare?art=art_3").says("扩大禁用音响的范围").says("提前结束营业时间");
    let beside = beside.says("二十二时以后不得使用音响设备招揽顾客").never_says("尽快出台");
    assert!(beside.all(".curated ins").iter().any(|words| words.contains("一百")), "the proposed wording is marked");
    let later = SAMPLE_LAW.replace("五十米", "一百米").replace("（草案）", "（修改稿）");
    app.later_draft(&story.of, DraftKind::Revised, &later);
    let page = reviewer.open(&path(story.noise)).says("老人睡不着").says("联系点初步意见");
    let (_, fields) = page.form("/decision");
    let prefilled = fields.iter().find(|(name, _)| name == "final").map(|(_, value)| value.clone()).unwrap();
    assert!(prefilled.starts_with("居民住宅楼周边一百米范围内"), "{prefilled}");
    assert!(
        fields.contains(&("place".to_owned(), "art_3__para_2".to_owned()))
            && fields.contains(&("level".to_owned(), "revised_draft".to_owned()))
    );
    decide(&reviewer, &page, "", "短").expect(422).says("请选择采纳情况").says("至少 5 个字");
    let decided = decide(&reviewer, &page, "adopted", REASON).expect(303);
    reviewer.open(&decided.location.unwrap()).says("还没有公布").says(REASON);

    let later = "/regulations/2026-07/drafts/2/articles/art_3";
    app.person().open(later).never_says("以前稿次对本条的建议");
    let before = public(app, &story);
    assert!(!before.contains(REASON) && !before.contains("采纳</span>"), "a decision leaked before its release");
    assert!(before.contains("正在研究"));
    let legislator = app.person().sign_in("daibiao");
    legislator.open(&path(story.noise)).says("扩大禁用音响的范围").never_says(REASON);
    legislator.open("/review/regulations/2026-07/compare").never_says(REASON);
    legislator.open(&format!("/review/submissions/{}", story.batch)).never_says(REASON);

    let preview = reviewer.open("/review/releases/2026-07?draft=1").says("本次新公布 1 条决定").says("还有 2 条建议没有决定").says(REASON);
    let figures = preview.all(".figs li");
    let results = reviewer.submit(&preview, "/review/releases/2026-07", &[]).says(REASON).says("示例市枫桥街道");
    assert_eq!(results.all(".figs li"), figures, "the public sees what the preview showed");
    assert!(results.all("ins").iter().any(|words| words.contains("一百")));

    let citizen = app.person();
    app.drain();
    citizen.open(&format!("/receipts/{}", story.receipt)).says("研究结果：采纳").says(REASON);
    let told = citizen.get(&format!("/api/v1/receipts/{}", story.receipt)).expect(200).body;
    assert!(told.contains(r#"{"state":"submitted","at":"2026-06-01T"#), "{told}");
    citizen.open("/regulations/2026-07/results").says("33.3%").says("采纳情况").never_says("提前结束营业时间");
    citizen.open("/regulations/2026-07/results?outcome=noted").says("没有符合条件的建议");
    let csv = citizen.open("/regulations/2026-07/results.csv");
    assert!(csv.body.contains("扩大禁用音响的范围") && csv.body.contains(REASON) && csv.header("content-type").starts_with("text/csv"));
    let trace = citizen
        .open("/regulations/2026-07/articles/art_3/trace?draft=1")
        .says("从草案第一稿到修改稿")
        .says(REASON)
        .says("示例市枫桥街道")
        .says("网页 1");
    assert!(
        trace.all(".diff del").iter().any(|words| words.contains("五十"))
            && trace.all(".diff ins").iter().any(|words| words.contains("一百"))
    );
    let now = citizen.open(later).says("以前稿次对本条的建议（1）").says("扩大禁用音响的范围").says("采纳");
    let there = now.attributes("#earlier-suggestions a", "href");
    assert_eq!(there, ["/regulations/2026-07/drafts/1/articles/art_3"], "the original place is one link away");
    citizen.open(&there[0]).says("扩大禁用音响的范围").never_says("以前稿次对本条的建议");
    let back = citizen.open("/regulations/2026-07/articles/art_3/trace?draft=2").says(REASON);
    assert_eq!(back.all(".trace h2"), trace.all(".trace h2"), "the same way, walked from the other end");
    citizen.open("/regulations/2026-07/articles/art_1/trace?draft=1").says("本条未修改");
    citizen.get("/regulations/2026-07/articles/art_99/trace").expect(404);
    citizen.get("/regulations/2026-07/results?draft=9").expect(404);
    reviewer.open("/review/releases/2026-07?draft=1").says("没有新的决定可以公布");
});

story!(two_reviewers_decide_at_once_and_the_second_sees_both, |app| {
    let story = begin(app);
    let (zhang, li) = (app.person().sign_in("zhang"), app.person().sign_in("li"));
    let (first, second) = (zhang.open(&path(story.noise)), li.open(&path(story.noise)));
    decide(&zhang, &first, "adopted", "张同志写的理由，先到。").expect(303);
    let both = decide(&li, &second, "not_adopted", "李同志写的理由，后到。").expect(409);
    let both = both.says("zhang同志").says("张同志写的理由，先到。").says("李同志写的理由，后到。").says("没有写入");
    zhang.open(&path(story.noise)).says("张同志写的理由，先到。").never_says("李同志写的理由");
    // The same press of the button again changes nothing either; deciding on what was seen does.
    decide(&li, &second, "not_adopted", "李同志写的理由，后到。").expect(409);
    let (_, fields) = both.form("/decision");
    let again: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    li.post(&format!("{}/decision", path(story.noise)), &again).expect(303);
    li.open(&path(story.noise)).says("李同志写的理由，后到。").says("已被后来的决定取代");
    // A repeated POST with the key that was carried out leads to the same place and decides nothing.
    li.post(&format!("{}/decision", path(story.noise)), &again).expect(303);
    let decisions = app.app.db.read_now(|conn| caiyan::decision::query::of(conn, story.noise)).unwrap();
    assert_eq!(decisions.len(), 2);
});

story!(one_decision_on_several_suggestions_is_all_or_none, |app| {
    let story = begin(app);
    let (zhang, li) = (app.person().sign_in("zhang"), app.person().sign_in("li"));
    let chosen = format!("/review/regulations/2026-07/decisions?s={}&s={}&s={}", story.noise, story.hours, story.whole);
    let page = zhang.open(&chosen).says("对 3 条建议作同一决定");
    let one = li.open(&path(story.hours));
    decide(&li, &one, "noted", "李同志先看了这一条。").expect(303);
    let given = [("outcome", "noted"), ("code", "needs_study"), ("reason", "各方面意见不一致，继续研究。")];
    let refused = zhang.fill(&page, "/decisions", &given).expect(409).says("一条也没有决定").says("li同志").says("继续研究");
    assert_eq!(refused.all("#errsum li").len(), 1, "only the one that changed is named");
    let undecided = |id: i64| app.app.db.read_now(move |conn| caiyan::decision::query::of(conn, id)).unwrap().is_empty();
    assert!(undecided(story.noise) && undecided(story.whole));
    let (to, fields) = refused.form("/decisions");
    let again: Vec<(&str, &str)> = fields.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
    zhang.post(&to, &again).expect(303);
    assert!(!undecided(story.noise) && !undecided(story.whole));
    zhang.get("/review/regulations/other/decisions?s=1").expect(404);
});

story!(legislators_read_and_clerks_and_citizens_stay_outside, |app| {
    let story = begin(app);
    let legislator = app.person().sign_in("daibiao");
    legislator.open("/review").says("示例市夜间集市若干规定（草案）").never_says("/review/releases/");
    let page = legislator.open(&path(story.noise));
    assert!(!page.body.contains("/decision\""), "no form to decide");
    let token = page.attributes("input[name=csrf]", "value").pop().unwrap();
    let forged = [("csrf", token.as_str()), ("form_key", "0123456789abcdef0123456789abcdef"), ("version", "2"), ("outcome", "adopted")];
    legislator.post(&format!("{}/decision", path(story.noise)), &forged).expect(403);
    legislator.get("/review/releases/2026-07").expect(403);
    app.person().sign_in("clerk").get("/review").expect(403);
    app.person().get(&path(story.noise)).expect(303);
});

story!(a_batch_is_sent_back_and_comes_again, |app| {
    let story = begin(app);
    let (zhang, li) = (app.person().sign_in("zhang"), app.person().sign_in("li"));
    let address = format!("/review/submissions/{}", story.batch);
    let deciding = li.open(&path(story.noise));
    let late = li.open(&address);
    let page = zhang.open(&address).says("请研究。").says("扩大禁用音响的范围");
    zhang.fill(&page, "/return", &[("reason", "短")]).expect(422).says("5 到 500 字");
    zhang.submit(&page, "/return", &[("reason", "请补充每条建议的理由。")]).says("退回").says("请补充每条建议的理由。");
    li.fill(&late, "/return", &[("reason", "也想退回，晚了一步。")]).expect(409).says("也想退回，晚了一步。");
    decide(&li, &deciding, "adopted", "写到一半被退回了。").expect(409).says("已经退回").says("写到一半被退回了。");
    zhang.get(&path(story.noise)).expect(404);
    send(app, &story.clerk, story.batch);
    let again = zhang.open(&address).says("已报送");
    zhang.submit(&again, "/study", &[]).says("研究中");
    zhang.open("/review").says("没有待研究的报送");
    zhang.open("/review/submissions?only=waiting").says("没有待研究的报送");
    let citizen = app.person();
    citizen.open(&format!("/receipts/{}", story.receipt)).says("研究中");
});

story!(nothing_is_released_while_open_or_unseen, |app| {
    let story = begin(app);
    let zhang = app.person().sign_in("zhang");
    let page = zhang.open(&path(story.noise));
    decide(&zhang, &page, "noted", "留着以后研究，先记下。").expect(303);
    let preview = zhang.open("/review/releases/2026-07?draft=1");
    let other = zhang.open(&path(story.hours));
    decide(&zhang, &other, "not_adopted", "另一条，预览以后才写。").expect(303);
    zhang.fill(&preview, "/review/releases/2026-07", &[]).expect(409).says("预览以后又有了新的决定");
    assert!(!public(app, &story).contains("留着以后研究"));
    app.advance(TimeDelta::days(-20));
    zhang.fill(&preview, "/review/releases/2026-07", &[]).expect(409).says("征求意见还没有截止");
    zhang.open("/review/releases/2026-07?draft=1").says("征求意见还没有截止");
});

story!(a_reviewer_publishes_a_draft_and_the_next, |app| {
    app.account("zhang", Role::Reviewer, None);
    let zhang = app.person().sign_in("zhang");
    let form = zhang.open("/review/regulations/new");
    zhang
        .upload(&form, "/review/regulations/new", &[], &[("file", "a.pdf", b"%PDF-1.7".to_vec())])
        .expect(422)
        .says("这是 PDF，请上传 .docx")
        .says("请填写编号");
    let given = [
        ("slug", "2026-09"),
        ("title", "示例市夜间集市若干规定"),
        ("organiser", "示例市人大常委会法工委"),
        ("topic", "城市管理"),
        ("opens", "2026-06-01"),
        ("closes", "2026-06-10"),
        ("identities", "居民\n商户"),
    ];
    let broken = [given.as_slice(), &[("text", "没有条文的一段话")]].concat();
    zhang.upload(&form, "/review/regulations/new", &broken, &[]).expect(422).says("以“第一条”开头").says("没有条文的一段话");
    let file = [("file", "draft.txt", SAMPLE_LAW.as_bytes().to_vec())];
    let look = zhang.upload(&form, "/review/regulations/new", &given, &file).expect(200).says("共 5 条").says("少于十五天").says("第四条");
    app.person().get("/regulations/2026-09").expect(404);
    let changed = look.form("/review/regulations/new").1.iter().find(|(n, _)| n == "text").unwrap().1.replace("夜间集市", "夜市");
    zhang.fill(&look, "/review/regulations/new", &[("do", "publish"), ("text", &changed)]).expect(409).says("再核对一次再发布");
    zhang.submit(&look, "/review/regulations/new", &[("do", "publish")]).says("对第三条提意见");
    zhang
        .fill(&look, "/review/regulations/new", &[("do", "publish"), ("form_key", "0123456789abcdef0123456789abcdef")])
        .expect(422)
        .says("已经用过");
    app.person().comment("2026-09", "art_3", "ask", "新发布的草案可以提意见。");

    let next = zhang.open("/review/regulations/2026-09/drafts/new");
    let later = SAMPLE_LAW
        .replace("五十米", "一百米")
        .replace("第五条", "第六条")
        .replace("第四条", "第五条")
        .replace("第三条　夜间集市", "第三条　区人民政府统筹本区夜间集市的布局。\n\n第四条　夜间集市");
    let look = zhang
        .fill(&next, "/drafts/new", &[("kind", "revised"), ("text", &later), ("do", "preview")])
        .expect(200)
        .says("共 6 条")
        .says("新增");
    zhang.submit(&look, "/drafts/new", &[("do", "publish")]).says("区人民政府统筹本区夜间集市的布局");
    let trace =
        app.person().open("/regulations/2026-09/articles/art_4/trace?draft=2").says("草案原文 · 第三条").says("修改后条文 · 第四条");
    assert!(trace.all(".diff ins").iter().any(|words| words.contains("一百")));
    app.person().open("/regulations/2026-09/articles/art_3/trace?draft=2").says("后一稿新增");
    zhang.get("/review/regulations/nothing/drafts/new").expect(404);
});
