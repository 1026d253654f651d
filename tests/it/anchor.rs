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

/// [`SAMPLE_LAW`] a round later: its second article struck, two new ones before the third, which has been edited.
const LATER: &str = "示例市夜间集市若干规定（草案二次审议稿）\n\n第一章　总则\n\n第一条　为了规范夜间集市，方便居民生活，制定本规定。\n\n\
第二条　摊位应当配备灭火器材，每年检查一次。\n\n第二章　经营规范\n\n第三条　供电企业装设独立电表，保障用电安全。\n\n\
第四条　夜间集市的经营时间为十八时至二十三时。\n\n居民住宅楼周边五十米范围内，二十二时以后不得使用音响设备招揽顾客。\n\n\
第五条　经营者应当遵守下列规定：\n\n（一）亮照经营；\n\n（二）保持场地整洁；\n\n（三）控制油烟和噪声；\n\n（四）不得占用盲道和消防车通道。\n\n\
第六条　本规定自2027年1月1日起施行。\n";

/// Publishes [`LATER`] with the lineage the texts show. Gives its row id.
fn publish_later(app: &TestApp, regulation_id: i64) -> i64 {
    let now = app.app.clock.now();
    let published = app.app.db.write_now(move |conn| {
        let law = caiyan::law::parse::parse(LATER);
        let former = caiyan::regulation::lineage::align(&caiyan::law::parse::parse(SAMPLE_LAW), &law);
        let publication = caiyan::regulation::publish::Publication {
            regulation_id,
            kind: DraftKind::Second,
            title: "",
            explanation: "",
            source: LATER,
            law: &law,
            former: &former,
            plain_notes: &std::collections::HashMap::new(),
            actor: caiyan::event::Actor::System,
            at: now,
        };
        caiyan::regulation::publish::publish(conn, &publication)
    });
    published.unwrap()
}

story!(comments_follow_their_article_into_the_next_draft, |app| {
    let (here, there) = (app.contact_point("here"), app.contact_point("there"));
    let of = app.consultation("2026-07");
    let citizen = app.person();
    citizen.comment("2026-07", "art_3", "amend", "收摊太早，学生还没下课。");
    citizen.comment("2026-07", "art_4__para_1__item_2", "amend", "油烟要有数值标准。");
    citizen.comment("2026-07", "art_2", "ask", "早市算不算，也要管吗？");
    citizen.comment("2026-07", "", "support", "整部规定写得清楚。");
    let wang = clerk(app, "wang", here);
    let inbox = wang.open("/desk/inbox?sort=oldest");
    let paths = listed(&inbox);
    wang.submit(&inbox, "/desk/inbox?sort=oldest", &[("action", "publish"), ("all", "page")]);
    citizen.comment("2026-07", "art_3", "amend", "没有公开的一条意见。");
    let later = publish_later(app, of.regulation_id);

    // Lineage carries what it knows; the original place is one link away.
    let article = citizen.open("/regulations/2026-07/drafts/2/articles/art_4").says("对以前稿次本条的意见（1）").says("收摊太早");
    article.clone().never_says("没有公开的一条").says("二十二时三十分");
    let original = article.attributes("#earlier h3 a", "href");
    assert_eq!(original, ["/regulations/2026-07/drafts/1/articles/art_3"]);
    citizen.open(&original[0]).says("收摊太早").never_says("id=\"earlier\"");
    // An item goes with its words, not with its number.
    citizen.open("/regulations/2026-07/drafts/2/articles/art_5").says("草案第一稿 第四条第一款第（二）项").says("油烟要有数值标准");
    wang.open(&paths[1]).says("在新稿中的位置").says("第五条第一款第（三）项（按条文沿革）");
    let draft = citizen.open("/regulations/2026-07/drafts/2").says("对以前稿次本条的意见（1）");
    assert_eq!(draft.all("#art_4 details li a").first().map(String::as_str), Some("草案第一稿 第三条"));
    assert!(draft.all("#art_1 details").is_empty() && draft.all("#art_2 details").is_empty());

    // What nobody can be sure of waits for the clerk of its contact point.
    wang.open(&paths[2]).says("位置待核对");
    let link = wang.open("/desk/anchors").says("1 处").attributes("main li a", "href").remove(0);
    assert_eq!(link, format!("/desk/anchors?draft={later}"));
    let queue = wang.open(&link).says("草案第一稿 第二条").says("适用本规定").says("意见 1 条");
    wang.fill(&queue, "/desk/anchors", &[]).expect(422).says("请选择新稿里有的条文");
    wang.fill(&queue, "/desk/anchors", &[("choice", "art_99")]).expect(422);
    wang.fill(&queue, "/desk/anchors", &[("choice", "other")]).expect(422);
    let kept =
        wang.submit(&queue, "/desk/anchors", &[("choice", "other"), ("other", "art_1")]).says("都核对完了").says("第一条（联系点核对）");
    citizen.open("/regulations/2026-07/drafts/2/articles/art_1").says("早市算不算").says("草案第一稿 第二条");
    wang.open("/desk/anchors").says("没有要核对的位置");
    wang.fill(&queue, "/desk/anchors", &[("choice", "gone"), ("form_key", &caiyan::id::token())]).expect(409).says("别人刚刚核对过");
    // Choosing again undoes it; both stay in the history.
    let again = kept.attributes("main li a", "href").pop().unwrap();
    let again = wang.open(&again);
    wang.submit(&again, "/desk/anchors", &[("choice", "gone")]).says("新稿里没有对应的地方了");
    citizen.open("/regulations/2026-07/drafts/2/articles/art_1").never_says("早市算不算");
    let history = wang.open(&paths[2]).says("核对在新稿中的位置：第一条").says("核对在新稿中的位置：新稿里没有");
    assert_eq!(history.all(".tl li").len(), 4, "received, registered, chosen twice");
    citizen.open("/regulations/2026-07/drafts/1/articles/art_2").says("早市算不算");

    // Others' places are nobody else's.
    let li = clerk(app, "li", there);
    let theirs = li.open(&link).says("都核对完了");
    let csrf = theirs.attributes("form input[name=csrf]", "value").remove(0);
    let (draft, from) = (later.to_string(), of.draft_id.to_string());
    let key = caiyan::id::token();
    let sent =
        [("csrf", &*csrf), ("form_key", &key), ("draft", &draft), ("from", &from), ("eid", "art_2"), ("choice", "whole"), ("seen", "0")];
    li.post("/desk/anchors", &sent).expect(404);
    li.get("/desk/anchors?draft=999").expect(404);
});

story!(suggestions_stand_beside_the_article_they_became, |app| {
    let point = app.contact_point("here");
    let of = app.consultation("2026-07");
    let citizen = app.person();
    citizen.comment("2026-07", "art_3", "amend", "收摊太早，学生还没下课。");
    citizen.comment("2026-07", "art_2", "ask", "早市算不算，也要管吗？");
    let wang = clerk(app, "wang", point);
    for path in listed(&wang.open("/desk/inbox?sort=oldest")) {
        let id = path.rsplit('/').next().unwrap().to_owned();
        let form = wang.open(&format!("/desk/suggestions/new?ids={id}"));
        let given = [("title", &*format!("建议{id}")), ("reason", "居民反映。")];
        let page = wang.submit(&form, "/desk/suggestions/new", &given);
        wang.submit(&page, "/check", &[]);
    }
    let batch = wang.submit(&wang.open("/desk/submissions/new"), "/desk/submissions/new", &[]);
    wang.submit(&batch, "/send", &[]);
    publish_later(app, of.regulation_id);
    app.account("fa", Role::Reviewer, None);
    let reviewer = app.person().sign_in("fa");
    let page = reviewer.open("/review/regulations/2026-07/compare?draft=2");
    let at = |id: &str| page.all(&format!("#{id} article")).concat();
    assert!(at("art_4").contains("建议1") && at("art_4").contains("对草案第一稿提的"), "{}", page.text());
    assert!(at("whole").contains("建议2") && at("whole").contains("位置待核对"), "{}", page.text());
    assert!(page.all("input[name=s]").is_empty(), "decided where they were made");
    let page = reviewer.open("/review/regulations/2026-07/compare?draft=1");
    assert_eq!(page.all("article").len(), 2);
    // A clerk finds the place of the second.
    let queue = wang.open(&wang.open("/desk/anchors").attributes("main li a", "href").remove(0)).says("建议 1 条");
    wang.submit(&queue, "/desk/anchors", &[("choice", "other"), ("other", "art_6")]);
    let page = reviewer.open("/review/regulations/2026-07/compare?draft=2&art=art_6").says("建议2");
    assert!(!page.text().contains("位置待核对"));
});

/// Real laws name thousands of places: each reference leads somewhere, and most of them lead to a provision.
#[test]
fn references_in_real_laws_lead_to_provisions() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/laws");
    let Ok(files) = std::fs::read_dir(&folder) else {
        println!("skipped: {} is missing", folder.display());
        return;
    };
    for file in files {
        let path = file.unwrap().path();
        let Ok(text) = std::fs::read_to_string(&path) else { continue };
        let law = caiyan::law::parse::parse(&text);
        // An amendment, or a chapter to be put into a law, names the articles of that law.
        if law.articles().next().is_none_or(|first| first.eid != "art_1") {
            continue;
        }
        let reader = caiyan::law::reference::Reader::new(&law);
        let known: std::collections::HashSet<&str> = law.walk().map(|p| p.eid.as_str()).collect();
        let (mut found, mut empty) = (0, Vec::new());
        for node in law.walk() {
            for reference in reader.find(&node.text, Some(&node.eid)) {
                assert!(reference.eids.iter().all(|eid| known.contains(eid.as_str())), "{} {reference:?}", node.eid);
                let words: String = node.text.chars().skip(reference.start).take(reference.end - reference.start).collect();
                found += 1;
                if reference.eids.is_empty() {
                    empty.push(format!("{}: {words}", node.eid));
                }
            }
        }
        println!("{}: {found} references, {} to nothing: {empty:?}", path.display(), empty.len());
        assert!(empty.len() * 10 <= found.max(10), "{}: {empty:?}", path.display());
    }
}

/// Between two versions of real laws, what the words alone call sure agrees with the comparison of the whole texts.
#[test]
fn words_of_real_laws_are_found_again_in_their_next_version() {
    use caiyan::law::anchor::{Anchor, find};
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/pairs");
    let Ok(pairs) = std::fs::read_dir(&folder) else {
        println!("skipped: {} is missing", folder.display());
        return;
    };
    for pair in pairs {
        let pair = pair.unwrap().path();
        let [old, new] = ["old.md", "new.md"].map(|name| std::fs::read_to_string(pair.join(name)).ok());
        let (Some(old), Some(new)) = (old, new) else { continue };
        let (old, new) = (caiyan::law::parse::parse(&old), caiyan::law::parse::parse(&new));
        let changes = caiyan::law::diff::articles(&old, &new);
        let (mut sure, mut guessed, mut lost, mut wrong) = (0, 0, 0, Vec::new());
        for article in old.articles() {
            let after: Vec<&str> =
                changes.iter().filter(|c| c.old.as_deref() == Some(&article.eid)).filter_map(|c| c.new.as_deref()).collect();
            match find(&article.plain_text(), &article.eid, &new) {
                Anchor::Same(eid) | Anchor::Moved(eid) => {
                    sure += 1;
                    if !after.contains(&eid.split("__").next().unwrap()) {
                        wrong.push((article.eid.clone(), eid, after.join(" ")));
                    }
                }
                Anchor::Guess(..) => guessed += 1,
                Anchor::Lost => lost += 1,
            }
        }
        println!("{}: {sure} sure, {guessed} guessed, {lost} lost, not as compared: {wrong:?}", pair.display());
        assert!(wrong.len() * 50 <= sure, "{}: {wrong:?}", pair.display());
    }
}
