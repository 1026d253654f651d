//! Comments find their article: references in what people write and in the draft itself, and places that follow the text.

use caiyan::account::Role;
use caiyan::regulation::DraftKind;

use crate::support::{Person, Reply, SAMPLE_LAW, TestApp, story};

fn clerk(app: &TestApp, login: &str, point: i64) -> Person {
    app.account(login, Role::Clerk, Some(point));
    app.person().sign_in(login)
}

/// The paths of the comments on a page of the inbox, without the filters.
fn listed(inbox: &Reply) -> Vec<String> {
    let hrefs = inbox.attributes("a[data-open]", "href");
    hrefs.into_iter().map(|href| href.split('?').next().unwrap().to_owned()).collect()
}

story!(a_citizen_who_names_another_article_is_asked, |app| {
    app.consultation("2026-07");
    let citizen = app.person();
    let write = |art: &str, text: &str, more: &[(&str, &str)]| {
        let form = citizen.open(&format!("/regulations/2026-07/comments/new?art={art}"));
        citizen.submit(&form, "/comments/check", &[&[("stance", "amend"), ("text", text)], more].concat())
    };
    let place = |receipt: &Reply| receipt.text();
    let check = write("art_3", "第四条第一款第（二）项写得太宽，应当写明分贝。", &[]);
    check.clone().says("您提到第四条第一款第（二）项，要把意见放到第四条第一款第（二）项吗？").says("不用，留在第三条");
    let stays = citizen.submit(&check, &check.path.clone(), &[]);
    assert!(place(&stays).contains("第三条") && !place(&stays).contains("控制油烟"), "{}", stays.text());
    let check = write("art_3", "第四条太宽，第五条太晚。", &[]).says("您提到第四条、第五条，要把意见放到那里吗？");
    assert_eq!(check.attributes("input[name=place]", "value"), ["", "art_4", "art_5"]);
    let moved = citizen.submit(&check, &check.path.clone(), &[("place", "art_5")]);
    assert!(place(&moved).contains("第五条"), "{}", moved.text());
    // Twice sent is one comment; a place nobody proposed is none; the whole draft can be left for an article.
    assert_eq!(citizen.submit(&check, &check.path.clone(), &[("place", "art_4")]).path, moved.path);
    let check = write("", "整体很好，但是第二条范围太小。", &[]).says("您提到第二条");
    let kept = citizen.submit(&check, &check.path.clone(), &[("place", "art_1")]);
    assert!(place(&kept).contains("整部草案"), "{}", kept.text());
    // Not asked: the same article, another law, a wording of its own.
    write("art_3", "第三条第二款的五十米太近。", &[]).never_says("name=\"place\"");
    write("art_3", "《民法典》第二条已经有规定。", &[]).never_says("name=\"place\"");
    write("art_3", "参照第四条来写。", &[("wording", "夜间集市全年不打烊。")]).never_says("name=\"place\"");
    citizen.open("/?lang=en");
    write("art_3", "第四条太宽了，请改。", &[]).says("You mention Article 4.");
});

story!(a_clerk_is_shown_the_article_the_words_name, |app| {
    let point = app.contact_point("here");
    app.consultation("2026-07");
    let clerk = clerk(app, "wang", point);
    let form = clerk.open("/desk/comments/new");
    let said = [("channel", "paper"), ("on", "2026-06-01"), ("stance", "amend"), ("text", "阿婆说第四条要管油烟，第三条要管声音。")];
    let shown = clerk.fill(&form, "/desk/comments/new", &said).expect(200).says("意见里提到第四条").says("还提到：第三条");
    assert!(listed(&clerk.open("/desk/inbox")).is_empty(), "nothing is taken before it is shown");
    clerk.submit(&shown, "/desk/comments/new", &[]).says("已登记。回执编号");
    let path = listed(&clerk.open("/desk/inbox")).remove(0);
    // One press moves it.
    let page = clerk.open(&path).says("条文第四条").says("意见里提到第三条：改到第三条");
    clerk.submit(&page, &path, &[("action", "move"), ("eid", "art_3")]).says("改到第三条");
    // Emptied again it is about the whole draft.
    let form = clerk.open("/desk/comments/new");
    let shown = clerk.fill(&form, "/desk/comments/new", &said).expect(200);
    clerk.submit(&shown, "/desk/comments/new", &[("art", "")]).says("已登记。回执编号");
    clerk.open("/desk/inbox?draft=1&article=whole").says("共 1 条");
    // Typed, or nothing named: taken at once.
    let form = clerk.open("/desk/comments/new");
    clerk.fill(&form, "/desk/comments/new", &[&said[..], &[("art", "5")]].concat()).expect(303);
    clerk.fill(&clerk.open("/desk/comments/new"), "/desk/comments/new", &[&said[..3], &[("text", "早点出台就好。")]].concat()).expect(303);
});

/// A text that speaks of itself in every way.
const REFERRING: &str = "示例市夜间集市若干规定（草案）\n\n第一章　总则\n\n第一条　为了规范夜间集市，根据《食品安全法》第三条，制定本规定。\n\n\
第二章　经营规范\n\n第二条　夜间集市的经营时间为十八时至二十二时。\n\n前款的时间在节假日可以延长。\n\n第三条　经营者应当遵守下列规定：\n\n\
（一）保持场地整洁；\n\n（二）不得违反第二条第一款。\n\n第四条　违反本规定第三条第一款第（二）项、第二条至第三条或者本章其他规定的，责令改正；第九条另有规定的除外。\n";

story!(a_draft_links_to_the_places_it_speaks_of, |app| {
    let of = app.consultation("2026-07");
    app.later_draft(&of, DraftKind::Second, REFERRING);
    let reader = app.person();
    let page = reader.open("/regulations/2026-07/drafts/2");
    let links: Vec<(String, String)> = page.all(".art p[lang] a").into_iter().zip(page.attributes(".art p[lang] a", "href")).collect();
    let wanted = [
        ("前款", "#art_2__para_1"),
        ("第二条第一款", "#art_2__para_1"),
        ("第三条第一款第（二）项", "#art_3__para_1__item_2"),
        ("第二条至第三条", "#art_2"),
        ("本章", "#chp_2"),
    ];
    assert_eq!(links, wanted.map(|(words, to)| (words.to_owned(), to.to_owned())));
    let ids = page.attributes("[id]", "id");
    for (_, to) in &links {
        assert_eq!(ids.iter().filter(|id| *id == to.trim_start_matches('#')).count(), 1, "{to}");
    }
    // The words themselves are those of the draft, in either script.
    let law = caiyan::law::parse::parse(REFERRING);
    let lines: Vec<String> = law.walk().filter(|p| !p.text.is_empty()).map(|p| format!("{}{}", p.number, p.text)).collect();
    assert_eq!(page.all(".art p[lang]"), lines);
    let article = reader.open("/regulations/2026-07/drafts/2/articles/art_4");
    let draft = "/regulations/2026-07/drafts/2";
    let to = [format!("{draft}/articles/art_3#art_3__para_1__item_2"), format!("{draft}/articles/art_2"), format!("{draft}#chp_2")];
    assert_eq!(article.attributes("#article-text a", "href"), to);
    assert_eq!(reader.open("/regulations/2026-07/drafts/2/articles/art_2").attributes("#article-text a", "href"), ["#art_2__para_1"]);
    for path in &to {
        let (path, id) = path.split_once('#').unwrap_or((path, "article-text"));
        assert!(reader.open(path).attributes("[id]", "id").iter().any(|known| known == id), "{path}#{id}");
    }
    let hant = reader.open("/regulations/2026-07/drafts/2?lang=zh-Hant");
    let lines: Vec<String> = lines.iter().map(|line| caiyan::html::traditional(line)).collect();
    assert_eq!(hant.all(".art p[lang]"), lines);
    assert_eq!(hant.attributes(".art p[lang] a", "href"), wanted.map(|(_, to)| to));
    // The first draft speaks of nothing else.
    assert!(reader.open("/regulations/2026-07/drafts/1").all(".art p[lang] a").is_empty(), "{SAMPLE_LAW}");
});
