//! Contact points and their posters, meetings, the pages about the site; the administrator's accounts.

use caiyan::account::Role;
use caiyan::contact_point;
use caiyan::meeting::Kind;
use caiyan::meeting::query::{self as meetings, NewMeeting};
use chrono::{NaiveDateTime, TimeDelta};

use crate::support::{Backend, PASSWORD, TestApp, story};

/// A meeting held by a contact point, two hours long.
fn meeting(app: &TestApp, slug: &str, point: i64, draft: i64, starts_at: NaiveDateTime, cancelled: Option<NaiveDateTime>) {
    let slug = slug.to_owned();
    let added = app.app.db.write_now(move |conn| {
        let new = NewMeeting {
            slug: &slug,
            contact_point_id: point,
            draft_id: Some(draft),
            kind: Kind::Hearing,
            title: &format!("夜间集市听证会{slug}"),
            place: "枫桥路1号二楼；有电梯",
            about: "听取居民和商户的意见",
            minutes: Some("居民甲说，音响太吵。"),
            seats: 30,
            starts_at,
            ends_at: starts_at + TimeDelta::hours(2),
            cancelled_at: cancelled,
        };
        meetings::insert(conn, new)
    });
    added.unwrap();
}

story!(a_neighbour_scans_the_poster_and_the_contact_point_counts_the_comment, |app| {
    app.contact_point("fengqiao");
    app.consultation("2026-07");
    let neighbour = app.person();
    neighbour.open("/contact-points").says("东林区").says("示例市fengqiao街道").says("枫桥路1号");
    neighbour.open("/contact-points?q=枫桥").says("共 1 个联系点");
    neighbour.open("/contact-points?q=西林").says("没有找到这样的联系点");
    let point = neighbour.open("/contact-points/fengqiao").says("周一至周五").says("还没有收集到意见");
    assert!(point.body.contains("/regulations/2026-07/comments/new?draft=1&amp;point=fengqiao"));
    let poster = neighbour.open("/contact-points/fengqiao/poster/2026-07").says("您对《示例市夜间集市若干规定》有什么意见？");
    assert_eq!(poster.all(".poster .qr svg").len(), 1);
    let address = poster.attributes(".poster .qr a", "href").pop().unwrap();
    assert!(address.ends_with("/regulations/2026-07/comments/new?point=fengqiao&from=qr"), "{address}");
    let form = neighbour.open(&address);
    let check = neighbour.submit(&form, "/comments/check", &[("stance", "ask"), ("text", "几点收摊？海报上没有写。")]);
    neighbour.submit(&check, check.path.clone().as_str(), &[]).says("扫码");
    app.drain();
    neighbour.open("/contact-points/fengqiao").says("采纳率 = 采纳数 ÷ 意见数 = 0 ÷ 1 = 0.0 %");
    let paper = neighbour.open("/paper/2026-07?point=fengqiao").says("第三条").says("表号 2026-07-1");
    assert_eq!(paper.all(".sheet .qr svg").len(), 1);
    app.advance(TimeDelta::days(40));
    neighbour.get("/contact-points/fengqiao/poster/2026-07").expect(410).says("征求意见已经截止");
    neighbour.get("/paper/2026-07").expect(410);
    neighbour.get("/contact-points/nowhere").expect(404);
    neighbour.get("/contact-points/fengqiao/poster/nothing").expect(404);
});

story!(people_see_what_is_planned_and_put_it_in_their_calendar, |app| {
    let (point, draft) = (app.contact_point("fengqiao"), app.consultation("2026-07").draft_id);
    let now = app.app.clock.now();
    meeting(app, "coming", point, draft, now + TimeDelta::days(3), None);
    meeting(app, "off", point, draft, now + TimeDelta::days(4), Some(now));
    meeting(app, "past", point, draft, now - TimeDelta::days(3), None);
    let person = app.person();
    let list = person.open("/meetings").says("即将举行").says("已取消").says("已举行");
    assert_eq!(list.all("article h3"), ["夜间集市听证会coming", "夜间集市听证会off", "夜间集市听证会past"]);
    person.open("/meetings/coming").says("名额 30 人").says("021-0000-0101").says("示例市夜间集市若干规定").never_says("音响太吵");
    person.open("/meetings/past").says("音响太吵");
    person.open("/meetings/off").says("这次活动取消了");
    person.open("/contact-points/fengqiao").says("夜间集市听证会coming").never_says("夜间集市听证会past");
    let calendar = person.open("/meetings.ics");
    assert_eq!(calendar.header("content-type"), "text/calendar; charset=utf-8");
    assert_eq!(calendar.body.matches("BEGIN:VEVENT").count(), 2);
    assert!(calendar.body.contains("STATUS:CANCELLED\r\n") && !calendar.body.contains("past"));
    let one = person.open("/meetings/coming.ics");
    assert!(one.body.contains("DTSTART:20260604T020000Z\r\n") && one.body.contains("LOCATION:枫桥路1号二楼；有电梯\r\n"), "{}", one.body);
    person.get("/meetings/nothing").expect(404);
    person.get("/meetings/nothing.ics").expect(404);
});

story!(an_administrator_makes_a_clerk_who_signs_in_and_changes_the_password, |app| {
    app.contact_point("fengqiao");
    app.account("admin", Role::Admin, None);
    let admin = app.person().sign_in("admin");
    let page = admin.open("/admin/accounts");
    let wrong = admin.fill(&page, "/admin/accounts", &[("login", "Wang"), ("role", "clerk")]).expect(422);
    wrong.says("有 3 处需要修改").says("请填写姓名").says("请给联系点工作人员选择联系点");
    let wanted = [("login", "wang.banshi"), ("name", "王办事"), ("role", "clerk"), ("point", "fengqiao")];
    let made = admin.fill(&page, "/admin/accounts", &wanted).expect(200).says("初始密码只显示这一次");
    assert_eq!(made.header("cache-control"), "no-store");
    let password = made.all("#password").pop().unwrap();
    // The same form once more makes nothing and shows nothing; the name is taken for a new one.
    admin.fill(&page, "/admin/accounts", &wanted).expect(303);
    admin.open("/admin/accounts").never_says(&password).says("王办事");
    let again = admin.open("/admin/accounts");
    admin.fill(&again, "/admin/accounts", &wanted).expect(422).says("这个用户名已经有人用了");

    let clerk = app.person();
    let sign_in = clerk.open("/sign-in");
    clerk.fill(&sign_in, "/sign-in", &[("login", "wang.banshi"), ("password", &password)]).expect(303);
    let elsewhere = app.person();
    let sign_in = elsewhere.open("/sign-in");
    elsewhere.fill(&sign_in, "/sign-in", &[("login", "wang.banshi"), ("password", &password)]).expect(303);
    let form = clerk.open("/account/password").says("王办事");
    clerk
        .fill(&form, "/account/password", &[("old_password", "nothing"), ("new_password", "新的密码要长一点")])
        .expect(422)
        .says("现在的密码不对");
    clerk.fill(&form, "/account/password", &[("old_password", &password), ("new_password", "太短")]).expect(422).says("8 至 128");
    let changed = clerk.submit(&form, "/account/password", &[("old_password", &password), ("new_password", "新的密码要长一点")]);
    let changed = changed.says("密码已修改").never_says("王办事");
    elsewhere.get("/account/password").expect(303);
    clerk.fill(&changed, "/sign-in", &[("login", "wang.banshi"), ("password", &password)]).expect(422);
    clerk.fill(&changed, "/sign-in", &[("login", "wang.banshi"), ("password", "新的密码要长一点")]).expect(303);
    clerk.open("/account/password").says("王办事");
    clerk.get("/admin/accounts").expect(403);
    admin.open("/admin/audit").says("建立账号").says("修改自己的密码").says("账号 wang.banshi").never_says("王办事");
});

story!(a_disabled_account_is_out_at_once_and_comes_back_with_a_new_password, |app| {
    let point = app.contact_point("fengqiao");
    let (clerk_id, admin_id) = (app.account("clerk", Role::Clerk, Some(point)), app.account("admin", Role::Admin, None));
    let admin = app.person().sign_in("admin");
    let clerk = app.person().sign_in("clerk");
    clerk.open("/account/password").says("clerk同志");
    let page = admin.open("/admin/accounts");
    admin.submit(&page, &format!("/admin/accounts/{clerk_id}/disable"), &[]).says("已停用");
    clerk.get("/account/password").expect(303);
    let page = clerk.open("/sign-in");
    clerk.fill(&page, "/sign-in", &[("login", "clerk"), ("password", PASSWORD)]).expect(422).says("用户名或者密码不对");
    let page = admin.open("/admin/accounts");
    let page = admin.submit(&page, &format!("/admin/accounts/{clerk_id}/enable"), &[]);
    let reset = admin.fill(&page, &format!("/admin/accounts/{clerk_id}/reset"), &[]).expect(200).says("clerk 的新密码");
    let password = reset.all("#password").pop().unwrap();
    let page = clerk.open("/sign-in");
    clerk.fill(&page, "/sign-in", &[("login", "clerk"), ("password", PASSWORD)]).expect(422);
    clerk.fill(&page, "/sign-in", &[("login", "clerk"), ("password", &password)]).expect(303);
    // The administrator cannot lock the own door from outside.
    let (_, fields) = admin.open("/admin/accounts").form("/reset");
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    admin.post(&format!("/admin/accounts/{admin_id}/disable"), &fields).expect(422).says("不能停用或者重设自己的账号");
    admin.post(&format!("/admin/accounts/{admin_id}/reset"), &fields).expect(422);
    admin.post("/admin/accounts/999999/disable", &fields).expect(404);
    admin.open("/admin/audit").says("停用账号").says("恢复账号").says("重设密码");
});

story!(an_administrator_adds_a_contact_point_and_closes_it, |app| {
    app.consultation("2026-07");
    app.account("admin", Role::Admin, None);
    let admin = app.person().sign_in("admin");
    let page = admin.open("/admin/contact-points");
    admin.fill(&page, "/admin/contact-points", &[("slug", "New Point")]).expect(422).says("有 6 处需要修改");
    let new = [
        ("slug", "linjiang"),
        ("kind", "court"),
        ("name", "临江区人民法院"),
        ("district", "临江区"),
        ("address", "滨江路8号"),
        ("phone", "021-0000-0202"),
    ];
    admin.submit(&page, "/admin/contact-points", &new).says("临江区人民法院").says("工作中");
    let page = admin.open("/admin/contact-points");
    admin.fill(&page, "/admin/contact-points", &new).expect(422).says("这个网址名字已经有了");
    let citizen = app.person();
    app.drain();
    citizen.open("/contact-points/linjiang").says("滨江路8号").says("在这里提意见");
    admin.submit(&page, "/admin/contact-points/linjiang/close", &[]).says("已关闭");
    app.drain();
    citizen.open("/contact-points/linjiang").says("已经停止工作").never_says("在这里提意见");
    citizen.get("/contact-points/linjiang/poster/2026-07").expect(410).says("已经停止工作");
    citizen.open("/regulations/2026-07/comments/new").never_says("临江区人民法院");
    let page = admin.open("/admin/contact-points");
    admin.submit(&page, "/admin/contact-points/linjiang/reopen", &[]).says("工作中");
    let open = app.app.db.read_now(|conn| contact_point::query::by_slug(conn, "linjiang")).unwrap().unwrap();
    assert_eq!(open.closed_at, None);
    admin.open("/admin/audit").says("关闭联系点").says("恢复联系点").says("联系点 临江区人民法院");
});

#[test]
fn the_log_can_be_read_back_page_by_page() {
    let app = TestApp::start(Backend::Sqlite);
    app.account("admin", Role::Admin, None);
    for n in 0..150 {
        let now = app.app.clock.now();
        let subject = caiyan::event::Subject::Comment(n);
        let kind = caiyan::event::EventKind::CommentReceived;
        let append = move |conn: &mut _| {
            caiyan::event::append(conn, now, caiyan::event::Actor::Citizen, kind, subject, None, &serde_json::json!({}))
        };
        app.app.db.write_now(append).unwrap();
    }
    let admin = app.person().sign_in("admin");
    let first = admin.open("/admin/audit").says("登录").says("意见 149");
    assert_eq!(first.all("tbody tr").len(), 100);
    let older = first.attributes(".pager a[rel=next]", "href").pop().unwrap();
    let second = admin.open(&older).says("意见 0");
    assert_eq!(second.all("tbody tr").len(), 51);
}

#[test]
fn every_page_about_the_site_reads_in_three_languages_and_both_views() {
    let app = TestApp::start(Backend::Sqlite);
    app.contact_point("fengqiao");
    app.consultation("2026-07");
    let pages = [
        ("/help", "使用帮助", "使用幫助", "Help"),
        ("/about", "关于本站", "關於本站", "About this site"),
        ("/accessibility", "无障碍声明", "無障礙聲明", "Accessibility"),
        ("/privacy", "个人信息保护说明", "個人信息保護說明", "Privacy notice"),
        ("/open-data", "开放数据与接口", "開放數據與接口", "Open data and API"),
        ("/contact", "联系我们", "聯繫我們", "Contact"),
        ("/sitemap", "网站地图", "網站地圖", "Site map"),
        ("/contact-points", "基层立法联系点", "基層立法聯繫點", "Grassroots legislative contact points"),
        ("/meetings", "座谈会、听证会和走访", "座談會、聽證會和走訪", "Meetings, hearings and visits"),
    ];
    for view in ["standard", "elder"] {
        let person = app.person();
        person.open(&format!("/help?view={view}"));
        for (path, hans, hant, en) in pages {
            for (lang, title) in [("zh-Hans", hans), ("zh-Hant", hant), ("en", en)] {
                let page = person.open(&format!("{path}?lang={lang}"));
                assert_eq!(page.all("h1"), [title], "{path} {lang} {view}");
                assert_eq!(page.attributes("html", "lang"), [lang]);
                assert_eq!(page.attributes("html", "data-view").len(), usize::from(view == "elder"));
            }
        }
    }
    let person = app.person();
    person.open("/privacy").says("版本：2026-11").says("24 小时");
    person.open("/contact").says("021-0000-0000");
    let map = person.open("/sitemap.xml");
    assert!(map.body.contains("/regulations/2026-07/drafts/1</loc>") && map.body.contains("/contact-points/fengqiao</loc>"));
    let search = person.open("/opensearch.xml");
    assert!(search.body.contains("/search?q={searchTerms}"), "{}", search.body);
}
