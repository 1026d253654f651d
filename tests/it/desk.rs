//! A clerk registers, publishes, redacts, takes in what came on paper, makes suggestions and hands them in.

use caiyan::account::Role;
use chrono::TimeDelta;

use crate::support::{Backend, Person, Reply, TestApp, story};

/// A clerk of a contact point, signed in.
fn clerk(app: &TestApp, login: &str, point: i64) -> Person {
    app.account(login, Role::Clerk, Some(point));
    app.person().sign_in(login)
}

/// The paths of the comments on a page of the inbox, without the filters.
fn listed(inbox: &Reply) -> Vec<String> {
    let hrefs = inbox.attributes("a[data-open]", "href");
    hrefs.into_iter().map(|href| href.split('?').next().unwrap().to_owned()).collect()
}

fn id_of(path: &str) -> &str {
    path.rsplit('/').next().unwrap()
}

/// Makes a suggestion out of comments and gives its page.
fn suggest(clerk: &Person, comments: &[&str], title: &str) -> Reply {
    let ids = comments.iter().map(|path| id_of(path)).collect::<Vec<_>>().join(",");
    let form = clerk.open(&format!("/desk/suggestions/new?ids={ids}"));
    let given = [("title", title), ("reason", "多位居民反映晚间噪声影响休息。"), ("preliminary", "建议采纳。")];
    clerk.submit(&form, "/desk/suggestions/new", &given).says(title)
}

story!(a_clerk_registers_publishes_and_sets_aside, |app| {
    let point = app.contact_point("here");
    app.consultation("2026-07");
    let citizen = app.person();
    citizen.comment("2026-07", "art_3", "amend", "五十米太近，建议改成一百米。");
    citizen.comment("2026-07", "art_4", "support", "盲道那一项写得好。");
    let code = citizen.comment("2026-07", "", "ask", "隔壁小区的电梯什么时候修？");
    let clerk = clerk(app, "wang", point);
    clerk.open("/desk").says("没有指定联系点").says("离线登记").says("示例市夜间集市若干规定（草案）");
    let inbox = clerk.open("/desk/inbox").says("共 3 条").says("五十米太近").says("未指定联系点");
    let paths = listed(&inbox);
    assert_eq!(paths.len(), 3);

    // The newest has nothing to do with the draft.
    let page = clerk.open(&paths[0]).says("电梯什么时候修").says("原汁原味").says("收到意见");
    clerk.fill(&page, &paths[0], &[("action", "out_of_scope"), ("closing_reason", " ")]).expect(422).says("请填写理由");
    let done = clerk.submit(&page, &paths[0], &[("action", "out_of_scope"), ("closing_reason", "电梯维修请向物业反映。")]);
    done.says("与草案无关").says("电梯维修请向物业反映").says("标为与草案无关wang同志");
    citizen.open(&format!("/receipts/{code}")).says("电梯维修请向物业反映");

    // The other two are registered and published in one go.
    let ids: Vec<&str> = paths[1..].iter().map(|p| id_of(p)).collect();
    let after = clerk.submit(&inbox, "/desk/inbox", &[("action", "publish"), ("id", ids[0]), ("id", ids[1])]);
    after.says("已登记并公开 2 条").says("已公开");
    citizen.open("/regulations/2026-07/drafts/1/articles/art_3").says("建议改成一百米");
    clerk.open("/desk/inbox?state=received").says("没有符合条件的意见");
    clerk.open("/desk/inbox?state=registered&draft=1&article=art_3").says("共 1 条").says("五十米太近").never_says("盲道");
    clerk.open("/desk/inbox?q=%E7%9B%B2%E9%81%93").says("共 1 条").says("盲道那一项");
    clerk.open("/desk/inbox?q=%25").says("没有符合条件的意见");
});

story!(bulk_actions_say_what_they_need, |app| {
    let point = app.contact_point("here");
    app.consultation("2026-07");
    let citizen = app.person();
    for n in 1..=3 {
        citizen.comment("2026-07", "art_3", "amend", &format!("第{n}个人也觉得太近了。"));
    }
    let clerk = clerk(app, "wang", point);
    let inbox = clerk.open("/desk/inbox");
    for action in ["register", "publish", "merge", "out_of_scope"] {
        clerk.fill(&inbox, "/desk/inbox", &[("action", action)]).expect(422).says("请先选择意见");
    }
    // All of the page; the same form sent twice changes nothing more.
    let first = clerk.fill(&inbox, "/desk/inbox", &[("action", "register"), ("all", "page")]).expect(303).location;
    let second = clerk.fill(&inbox, "/desk/inbox", &[("action", "register"), ("all", "page")]).expect(303).location;
    assert_eq!(first, second);
    let path = listed(&inbox).remove(0);
    assert_eq!(clerk.open(&path).all(".tl li").len(), 2, "received and registered once");
    // All that a filter finds.
    let registered = clerk.open("/desk/inbox?state=registered");
    let scope = clerk.fill(&registered, "/desk/inbox?state=registered", &[("action", "out_of_scope"), ("all", "filtered")]).expect(303);
    let confirm = clerk.open(&scope.location.unwrap()).says("下面 3 条意见").says("第2个人");
    clerk.fill(&confirm, "/out-of-scope", &[]).expect(422).says("请填写理由");
    clerk.submit(&confirm, "/out-of-scope", &[("closing_reason", "与本规定无关。")]).says("已标为与草案无关 3 条");
    clerk
        .post("/desk/inbox", &[("csrf", &inbox.form("/desk/inbox").1[0].1), ("action", "explode"), ("id", "1"), ("form_key", "0")])
        .expect(400);
});

story!(personal_data_are_covered_before_anything_is_public, |app| {
    let point = app.contact_point("here");
    app.consultation("2026-07");
    let citizen = app.person();
    citizen.comment("2026-07", "art_3", "amend", "太吵了，请打13800138000找我，车牌沪A12345。");
    let clerk = clerk(app, "wang", point);
    let inbox = clerk.open("/desk/inbox").says("疑似个人信息");
    let path = listed(&inbox).remove(0);
    let held = clerk.submit(&inbox, "/desk/inbox", &[("action", "publish"), ("all", "page")]);
    held.says("1 条疑似含个人信息，没有公开").says("已登记");
    let page = clerk.open(&path).says("13800138000");
    clerk.fill(&page, &path, &[("action", "publish")]).expect(422).says("疑似有个人信息");
    let proposed = page.all("#public_text").remove(0);
    assert_eq!(proposed, "太吵了，请打138********找我，车牌沪A*****。");
    clerk.fill(&page, &path, &[("action", "redact"), ("public_text", "\u{3000}")]).expect(422).says("不能是空的");
    let preview = clerk.fill(&page, &path, &[("action", "preview"), ("public_text", "太吵了，请管一管。")]).expect(200);
    assert!(preview.all("#preview .words").remove(0).contains("太吵了，请管一管。"));
    citizen.open("/regulations/2026-07/drafts/1/articles/art_3").never_says("太吵了");
    let saved = clerk.submit(&page, &path, &[("action", "redact"), ("public_text", &proposed), ("public", "1")]);
    saved.says("已公开").says("13800138000").says("修改公开文字，公开");
    citizen.open("/regulations/2026-07/drafts/1/articles/art_3").says("太吵了").never_says("13800138000").never_says("A12345");
});

story!(two_clerks_on_one_comment_see_each_other, |app| {
    let point = app.contact_point("here");
    app.consultation("2026-07");
    app.person().comment("2026-07", "art_3", "amend", "应当写明分贝数。第四条也一样。");
    let (wang, li) = (clerk(app, "wang", point), clerk(app, "li", point));
    let path = listed(&wang.open("/desk/inbox")).remove(0);
    let (seen_by_wang, seen_by_li) = (wang.open(&path), li.open(&path));
    seen_by_li.clone().says("意见里提到第四条：改到第四条");
    wang.submit(&seen_by_wang, &path, &[("action", "move"), ("eid", "art_4")]).says("改到第四条").says("应当写明分贝数");
    let given = [("action", "out_of_scope"), ("closing_reason", "李办事写了很长的理由。")];
    let conflict = li.fill(&seen_by_li, &path, &given).expect(409);
    conflict.says("wang同志刚刚修改了这条").says("李办事写了很长的理由").says("改到第四条").says("应当写明分贝数");
    li.open(&path).says("已提交").never_says("很长的理由");
    // What the draft does not have is no place to move to.
    let again = li.open(&path);
    li.fill(&again, &path, &[("action", "move"), ("eid", "art_99")]).expect(422).says("草案里没有这一条");
});

story!(what_another_contact_point_has_is_not_there, |app| {
    let (here, there) = (app.contact_point("here"), app.contact_point("there"));
    app.consultation("2026-07");
    app.person().comment("2026-07", "art_3", "amend", "这条先到先得，大家都看得到。");
    let (ours, theirs) = (clerk(app, "wang", here), clerk(app, "zhao", there));
    let path = listed(&theirs.open("/desk/inbox")).remove(0);
    let page = ours.open(&path);
    theirs.submit(&theirs.open(&path), &path, &[("action", "register")]).says("示例市there街道");
    ours.get(&path).expect(404);
    ours.fill(&page, &path, &[("action", "publish")]).expect(404);
    ours.get(&format!("{path}/slip")).expect(404);
    ours.open("/desk/inbox").never_says("先到先得");
    ours.get(&format!("/desk/suggestions/new?ids={}", id_of(&path))).expect(404);
    ours.get(&format!("/desk/inbox/out-of-scope?ids={}", id_of(&path))).expect(404);
    let suggestion = suggest(&theirs, &[&path], "明确先后次序");
    ours.get(&suggestion.path).expect(404);
    let check = theirs.submit(&suggestion, "/check", &[]);
    let new = theirs.open(&check.attributes("a.btn", "href").pop().unwrap());
    let batch = theirs.submit(&new, "/desk/submissions/new", &[]);
    ours.get(&batch.path).expect(404);
    ours.get(&format!("{}.csv", batch.path)).expect(404);
    ours.open("/desk/suggestions").never_says("明确先后次序");
});

story!(a_clerk_enters_what_came_on_paper, |app| {
    let point = app.contact_point("here");
    let consulted = app.consultation("2026-07");
    let clerk = clerk(app, "wang", point);
    app.advance(TimeDelta::days(2));
    let clerk = clerk.sign_in("wang");
    let form = clerk.open("/desk/comments/new").says("2026-06-01 至 2026-06-30");
    let wrong = [("text", "短"), ("on", "2026-06-20"), ("art", "99")];
    clerk.fill(&form, "/desk/comments/new", &wrong).expect(422).says("有 3 处需要修改").says("不能晚于今天").says("草案里没有这一条");
    let said = [("channel", "visit"), ("on", "2026-06-02"), ("place", "枫桥路菜场"), ("art", "3")];
    let words = [("text", "阿婆说晚上太吵，睡不着。"), ("contact", "021-0000-0102"), ("identity", "居民")];
    let next = clerk.submit(&form, "/desk/comments/new", &[&said[..], &words[..]].concat()).says("已登记。回执编号");
    let code = next.all(".notice b").remove(0);
    let (_, kept) = next.form("/desk/comments/new");
    let value = |name: &str| kept.iter().find(|(n, _)| n == name).map(|(_, v)| v.clone()).unwrap_or_default();
    assert_eq!([value("channel"), value("on"), value("place"), value("text"), value("art")], ["visit", "2026-06-02", "枫桥路菜场", "", ""]);
    let slip = clerk.open(&next.attributes(".notice a", "href").remove(0)).says(&code).says("第三条");
    assert!(slip.body.contains("<svg"));
    app.person().open(&format!("/receipts/{code}")).says("阿婆说晚上太吵").never_says("021-0000-0102");
    let path = listed(&clerk.open("/desk/inbox?channel=visit&point=own")).remove(0);
    clerk.open(&path).says("枫桥路菜场").says("已留，加密保存").never_says("021-0000-0102");
    // What a citizen sent has no slip for others.
    app.person().comment("2026-07", "art_1", "support", "网上提的意见。");
    let web = listed(&clerk.open("/desk/inbox?channel=web")).remove(0);
    clerk.get(&format!("{web}/slip")).expect(404);

    // A week after the deadline it ends; the day it was said stays inside the consultation.
    app.advance(TimeDelta::days(31));
    let clerk = app.person().sign_in("wang");
    let late = clerk.open(&format!("/desk/comments/new?draft={}&channel=paper", consulted.draft_id)).says("七天内还可以补登");
    clerk.fill(&late, "/desk/comments/new", &[("on", "2026-07-01"), ("text", "七月一日说的话。")]).expect(422);
    clerk.fill(&late, "/desk/comments/new", &[("on", "2026-06-30"), ("text", "六月三十日说的话。")]).expect(303);
    app.advance(TimeDelta::days(6));
    let clerk = app.person().sign_in("wang");
    let given = [("on", "2026-06-30"), ("text", "太晚了，但是字还在。")];
    let (to, _) = late.form("/desk/comments/new");
    let fresh = clerk.open("/desk/inbox").form("/desk/inbox").1;
    let csrf = fresh.iter().find(|(n, _)| n == "csrf").unwrap().1.clone();
    let draft = consulted.draft_id.to_string();
    let sent =
        [&given[..], &[("csrf", csrf.as_str()), ("form_key", "0"), ("draft", draft.as_str()), ("channel", "paper"), ("stance", "ask")]]
            .concat();
    clerk.post(&to, &sent).expect(409).says("太晚了，但是字还在");
});

story!(comments_become_a_suggestion_and_a_batch, |app| {
    let point = app.contact_point("here");
    app.consultation("2026-07");
    let citizen = app.person();
    let code = citizen.comment("2026-07", "art_3", "amend", "五十米太近，建议改成一百米。");
    citizen.comment("2026-07", "art_3", "amend", "同意改成一百米。");
    citizen.comment("2026-07", "", "support", "整部规定都很好，早点出台。");
    let (wang, li) = (clerk(app, "wang", point), clerk(app, "li", point));
    let inbox = wang.open("/desk/inbox?sort=oldest");
    let paths = listed(&inbox);

    // Two comments by way of the bulk action; the third is added by its number, then taken out again.
    let merge = wang
        .fill(&inbox, "/desk/inbox?sort=oldest", &[("action", "merge"), ("id", id_of(&paths[0])), ("id", id_of(&paths[1]))])
        .expect(303);
    let form = wang.open(&merge.location.unwrap()).says("来源意见（2 条）").says("五十米太近");
    wang.fill(&form, "/desk/suggestions/new", &[("title", ""), ("reason", "")]).expect(422).says("请填写标题").says("请填写理由依据");
    let wording = form.all("#wording").remove(0).replace("五十米", "一百米");
    let given = [("title", "扩大安静距离"), ("reason", "居民反映强烈。"), ("wording", wording.as_str())];
    let compared = wang.fill(&form, "/desk/suggestions/new", &[&given[..], &[("action", "preview")]].concat()).expect(200);
    assert_eq!([compared.all("#edits del").concat(), compared.all("#edits ins").concat()], ["五十", "一百"]);
    let page = wang.submit(&form, "/desk/suggestions/new", &given).says("草拟").says("同意改成一百米").says("草拟建议");
    wang.fill(&page, "/merge", &[("ids", "999999")]).expect(422).says("999999 不能并入");
    let three = wang.submit(&page, "/merge", &[("ids", id_of(&paths[2]))]).says("来源意见（3 条）").says("早点出台");
    let page = wang.submit(&three, "/split", &[("comment", id_of(&paths[2]))]).says("来源意见（2 条）").says("拆出意见");
    wang.open(&paths[2]).says("已登记").says("从建议");
    citizen.open(&format!("/receipts/{code}")).says("扩大安静距离");

    // Two clerks edit: the second sees both.
    let stale = li.open(&page.path);
    let page = wang.submit(&page, &page.path.clone(), &[("title", "把安静距离改为一百米")]).says("修改wang同志");
    let conflict = li.fill(&stale, &stale.path, &[("title", "李办事起的标题")]).expect(409);
    conflict.says("wang同志刚刚修改了这条").says("李办事起的标题").says("把安静距离改为一百米");

    let general = suggest(&wang, &[&paths[2]], "尽快出台");
    wang.submit(&general, "/check", &[]).says("已核");
    wang.open("/desk/suggestions?state=checked").says("尽快出台").never_says("安静距离");
    wang.submit(&page, "/check", &[]).says("已核").says("核定wang同志");

    let new = wang
        .open("/desk/submissions/new")
        .says("截止时间")
        .says("示例市here街道就《示例市夜间集市若干规定（草案）》征求意见")
        .says("共收到意见3条（网页3条）")
        .says("整理为建议2条，其中总体意见1条");
    let (_, fields) = new.form("/desk/submissions/new");
    let without: Vec<(&str, &str)> = fields.iter().filter(|(n, _)| n != "id").map(|(n, v)| (n.as_str(), v.as_str())).collect();
    wang.post("/desk/submissions/new", &without).expect(422).says("请至少选择一条建议");
    let batch = wang.submit(&new, "/desk/submissions/new", &[]).says("意见建议汇总表").says("草拟");
    let order = batch.all("tbody tr td:nth-child(2)");
    assert_eq!(order, ["总体意见", "第三条"]);
    // An edit after that must be checked again before it goes.
    let edited = wang.open(&page.path);
    let edited = wang.submit(&edited, &edited.path.clone(), &[("title", "=把安静距离改为一百米")]);
    wang.fill(&batch, "/send", &[]).expect(422).says("有 1 条建议还没有核定");
    wang.submit(&edited, "/check", &[]);
    let sent = wang.submit(&batch, "/send", &[]).says("已报送").never_says("逾期报送");
    sent.says("报送wang同志");
    wang.fill(&batch, "/send", &[("form_key", &caiyan::id::token())]).expect(409).says("已报送");
    let csv = wang.get(&format!("{}.csv", batch.path)).expect(200);
    assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
    assert!(
        csv.body
            .trim_start_matches('\u{feff}')
            .starts_with("序号,条文,草案原文,意见建议,建议条文,理由,来源,相近意见数,联系点初步意见,采纳情况,说明\r\n"),
        "{}",
        csv.body
    );
    assert!(csv.body.contains(",'=把安静距离改为一百米,") && csv.body.contains("示例市here街道/网页2条,2,"), "{}", csv.body);
    citizen.open(&format!("/receipts/{code}")).says("已报送");
    let locked = wang.open(&page.path).says("已报送");
    assert!(locked.all("form[action$='/check']").is_empty());
});

story!(a_batch_that_comes_back_is_sent_again_and_marked_late, |app| {
    let point = app.contact_point("here");
    app.consultation("2026-07");
    app.person().comment("2026-07", "art_3", "amend", "二十二时改为二十一时三十分。");
    let wang = clerk(app, "wang", point);
    let path = listed(&wang.open("/desk/inbox")).remove(0);
    let suggestion = suggest(&wang, &[&path], "提前半小时");
    wang.submit(&suggestion, "/check", &[]);
    let new = wang.open("/desk/submissions/new");
    let batch = wang.submit(&new, "/desk/submissions/new", &[]);
    wang.submit(&batch, "/send", &[]).says("已报送");
    let reviewer = app.account("fa", Role::Reviewer, None);
    let now = app.app.clock.now();
    let id: i64 = id_of(&batch.path).parse().unwrap();
    let returned = app.app.db.write_now(move |conn| {
        let reviewer = caiyan::account::query::by_id(conn, reviewer)?.unwrap();
        let version = caiyan::submission::query::by_id(conn, id)?.unwrap().version;
        caiyan::submission::change::send_back(conn, &reviewer, id, version, "请补充依据。", now)
    });
    returned.unwrap();
    wang.open("/desk").says("报送被退回");
    wang.open("/desk/submissions").says("退回").says("请补充依据");
    app.advance(TimeDelta::days(40));
    let wang = app.person().sign_in("wang");
    let back = wang.open(&batch.path).says("退回理由").says("请补充依据").says("已过截止时间");
    wang.submit(&back, "/send", &[("cover_note", "已补充依据，重新报送。")]).says("逾期报送").says("已补充依据");
});

/// The desk pages a clerk reads hold no word of JavaScript's, one heading, and a label for each control.
#[test]
fn every_desk_page_has_one_heading_and_a_label_for_each_control() {
    let app = TestApp::start(Backend::Sqlite);
    let point = app.contact_point("here");
    app.consultation("2026-07");
    app.person().comment("2026-07", "art_3", "amend", "二十二时改为二十一时三十分。");
    let wang = clerk(&app, "wang", point);
    let path = listed(&wang.open("/desk/inbox")).remove(0);
    let suggestion = suggest(&wang, &[&path], "提前半小时").path;
    let pages = [
        "/desk",
        "/desk/inbox",
        "/desk/comments/new",
        "/desk/anchors",
        "/desk/suggestions",
        "/desk/submissions",
        "/desk/submissions/new",
        &path,
        &suggestion,
    ];
    for lang in ["zh-Hans", "zh-Hant", "en"] {
        wang.open(&format!("/desk?lang={lang}"));
        for path in pages {
            let page = wang.open(path);
            assert_eq!(page.all("h1").len(), 1, "{path}");
            let labelled: Vec<String> = page.attributes("label", "for");
            let mut ids = page.attributes("[id]", "id");
            for id in page.attributes("main select, main textarea, main input:not([type=hidden]):not([aria-label])", "id") {
                assert!(labelled.contains(&id), "{path}: #{id} has no label");
            }
            let n = ids.len();
            ids.sort();
            ids.dedup();
            assert_eq!(ids.len(), n, "{path} uses an id twice");
        }
    }
}
