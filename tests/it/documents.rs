//! What leaves the house: the table of changes, drafts as Word documents and as XML for programs.

use caiyan::law::{Law, Provision, akn, docx, parse};
use caiyan::regulation::DraftKind;
use chrono::TimeDelta;

use crate::support::{Person, SAMPLE_LAW, story};

/// [`SAMPLE_LAW`] as it was revised: one article more, one changed, one deleted.
fn revised() -> String {
    SAMPLE_LAW
        .replace("（草案）", "（草案修改稿）")
        .replace("二十二时三十分", "二十三时")
        .replace("第二条　本市行政区域内夜间集市的设置和管理，适用本规定。\n\n", "")
        .replace("第三条", "第二条")
        .replace("第四条", "第三条")
        .replace("第五条", "第四条")
        + "\n第五条　市商务部门每年公布夜间集市名录。\n"
}

story!(a_resident_sees_word_by_word_what_the_second_draft_changed, |app| {
    let consulted = app.consultation("2026-07");
    let person = app.person();
    person.open("/regulations/2026-07").never_says("/comparison");
    person.open("/regulations/2026-07/comparison").says("目前只有一稿");
    // Lineage by equal numbers is wrong here, so no lineage is published and the texts are aligned.
    app.aligned_draft(&consulted, DraftKind::Revised, &revised());
    app.drain();
    let draft = person.open("/regulations/2026-07/drafts/2");
    let link = draft.attributes("a[href*='/comparison?']", "href").pop().unwrap();
    let table = person.open(&link).says("从草案第一稿到修改稿").says("修改前").says("修改后");
    assert_eq!(table.all("tbody del"), ["本市行政区域内夜间集市的设置和管理，适用本规定。", "二十二时三十分"]);
    assert_eq!(table.all("tbody ins"), ["二十三时", "市商务部门每年公布夜间集市名录。"]);
    assert_eq!(table.all(".figs li"), ["1修改", "1新增", "1删去", "2仅序号变化", "1未修改"]);
    assert_eq!(table.attributes("tbody tr", "id"), ["chp_1", "art_1", "old-art_2", "chp_2", "art_2", "art_3", "art_4", "art_5"]);
    let inline = person.open(&format!("{link}&layout=inline&show=changed"));
    assert_eq!(inline.all("table").len(), 0);
    assert_eq!(inline.all(".diff ins").first().map(String::as_str), Some("二十三时"));
    inline.says("第四条至第五条 → 第三条至第四条 仅序号变化（内容未变）").never_says("为了规范夜间集市");
    // The same address asked backwards, the same draft twice, drafts that are not there.
    person.open("/regulations/2026-07/comparison?from=2&to=1").says("从草案第一稿到修改稿");
    person.open("/regulations/2026-07/comparison?from=2&to=2").says("请选择两个不同的稿次").says("第 1 稿：草案第一稿");
    for path in ["?from=1&to=3", "?from=0&to=2", "?from=x", "?to=-1", "?from=99999999999999999999&to=1"] {
        person.get(&format!("/regulations/2026-07/comparison{path}")).expect(404);
    }
    person.get("/regulations/nothing/comparison").expect(404);
    // A number written otherwise is sent to the one address of what it means.
    for (odd, plain) in [
        ("comparison?from=01&to=2&layout=inline", "comparison?from=1&to=2&layout=inline"),
        ("comparison?to=%2B2", "comparison?to=2"),
        ("comparison.docx?from=001&to=02", "comparison.docx?from=1&to=2"),
        ("drafts/01", "drafts/1"),
        ("drafts/02/articles/art_1?page=1", "drafts/2/articles/art_1?page=1"),
        ("drafts/+1.docx", "drafts/1.docx"),
    ] {
        let moved = person.get(&format!("/regulations/2026-07/{odd}")).expect(308);
        assert_eq!(moved.location.as_deref(), Some(format!("/regulations/2026-07/{plain}").as_str()));
    }
    person.get("/regulations/2026-07/comparison?from=009&to=1").expect(308);
    person.get("/regulations/2026-07/comparison?from=9&to=1").expect(404);
});

/// [`SAMPLE_LAW`] with its third and fourth article made one.
fn merged() -> String {
    SAMPLE_LAW.replace("（草案）", "（修改稿）").replace("第四条　经营者应当", "经营者并应当").replace("第五条", "第四条")
}

story!(the_trace_of_an_article_follows_all_it_was_made_from, |app| {
    let of = app.consultation("2026-07");
    let second = app.aligned_draft(&of, DraftKind::Revised, &merged());
    let third = app.aligned_draft(&of, DraftKind::Vote, SAMPLE_LAW);
    assert!(second < third);
    app.drain();
    let person = app.person();
    let path = |draft: i32, art: &str| format!("/regulations/2026-07/articles/{art}/trace?draft={draft}");
    let way = |page: &crate::support::Reply| page.attributes("nav.tabs a", "href");
    let all = [path(1, "art_3"), path(1, "art_4"), path(2, "art_3"), path(3, "art_3"), path(3, "art_4")];
    // From the merged article back to both it was made from, and on to both it was split into.
    let merged = person.open(&path(2, "art_3")).says("草案原文 · 第三条、第四条");
    assert_eq!(way(&merged), all);
    // From one of them: on to the merged one and what that became.
    assert_eq!(way(&person.open(&path(1, "art_4"))), [&all[1..3], &all[3..]].concat());
    assert_eq!(way(&person.open(&path(3, "art_3"))), all[..4]);
});

story!(the_table_of_changes_is_made_anew_when_a_draft_comes, |app| {
    let consulted = app.consultation("2026-07");
    app.aligned_draft(&consulted, DraftKind::Revised, &revised());
    app.drain();
    let person = app.person();
    let first = person.open("/regulations/2026-07/comparison");
    let again = person.open("/regulations/2026-07/comparison");
    assert_eq!(first.header("etag"), again.header("etag"));
    app.aligned_draft(&consulted, DraftKind::Vote, &revised().replace("二十三时", "二十四时"));
    app.drain();
    let newer = person.open("/regulations/2026-07/comparison").says("从修改稿到表决稿").says("二十四时");
    assert_eq!(newer.all("select[name=from] option[selected]"), ["第 2 稿：修改稿"]);
    let results = person.open("/regulations/2026-07/results?draft=1");
    person.open(&results.attributes("a[href*='/comparison?']", "href").pop().unwrap()).says("从草案第一稿到表决稿");
});

/// A file as it is downloaded.
fn download(person: &Person, path: &str) -> Vec<u8> {
    let reply = person.bytes(path);
    assert_eq!(reply.status(), 200, "{path}");
    let disposition = reply.headers().get("content-disposition").unwrap().to_str().unwrap().to_owned();
    assert!(disposition.starts_with("attachment; filename=\"2026-07-"), "{disposition}");
    reply.bytes().unwrap().to_vec()
}

/// The provisions without the lines of their source.
fn bare(nodes: &[Provision]) -> Vec<Provision> {
    nodes.iter().map(|node| Provision { line: 0, children: bare(&node.children), ..node.clone() }).collect()
}

story!(a_draft_leaves_the_house_as_a_word_document_and_as_xml_and_reads_the_same, |app| {
    let consulted = app.consultation("2026-07");
    app.advance(TimeDelta::days(10));
    app.aligned_draft(&consulted, DraftKind::Revised, &revised());
    let person = app.person();
    let page = person.open("/regulations/2026-07/drafts/1").says("下载");
    let published = parse::parse(SAMPLE_LAW);
    let same = |law: &Law| assert_eq!((&law.title, bare(&law.provisions)), (&published.title, bare(&published.provisions)));
    let word = download(&person, &page.attributes("a[href$='.docx']", "href").pop().unwrap());
    same(&parse::parse(&docx::text(&word).unwrap()));
    let xml = download(&person, &page.attributes("a[href$='.akn.xml']", "href").pop().unwrap());
    let xml = String::from_utf8(xml).unwrap();
    same(&akn::read(&xml).unwrap());
    assert!(xml.contains("/akn/cn/bill/2026-06-01/2026-07/zho@2026-06-01") && xml.contains("示例市人大常委会法工委"));
    let second = String::from_utf8(download(&person, "/regulations/2026-07/drafts/2.akn.xml")).unwrap();
    assert!(second.contains("/akn/cn/bill/2026-06-01/2026-07/zho@2026-06-11"), "both are versions of one work");
    for path in ["/regulations/2026-07/drafts/3.docx", "/regulations/2026-07/drafts/x.akn.xml", "/regulations/nothing/drafts/1.docx"] {
        person.get(path).expect(404);
    }
    // Asked again with its tag, a file that is still the same is not sent again.
    let tag = person.get("/regulations/2026-07/drafts/1.docx").header("etag").to_owned();
    assert!(!tag.is_empty() && tag == person.get("/regulations/2026-07/drafts/1.docx").header("etag"));
});

story!(the_table_of_changes_is_a_word_document_too, |app| {
    let consulted = app.consultation("2026-07");
    let person = app.person();
    person.get("/regulations/2026-07/comparison.docx").expect(404);
    app.aligned_draft(&consulted, DraftKind::Revised, &revised());
    let draft = person.open("/regulations/2026-07/drafts/2");
    let word = download(&person, &draft.attributes("a[href*='/comparison.docx']", "href").pop().unwrap());
    let text = docx::text(&word).unwrap();
    assert!(
        text.starts_with("示例市夜间集市若干规定\n修改对照表\n从草案第一稿到修改稿\n修改前（草案第一稿） | 修改后（修改稿） | 变化\n"),
        "{text}"
    );
    assert!(text.contains("第二条　本市行政区域内夜间集市的设置和管理，适用本规定。 | （删去） | 删去\n"), "{text}");
    assert!(text.contains("至二十二时三十分。") && text.contains("至二十三时。") && text.contains("未修改"), "{text}");
    let shorter = docx::text(&download(&person, "/regulations/2026-07/comparison.docx?show=changed")).unwrap();
    assert!(shorter.contains("至二十三时。") && !shorter.contains("未修改"), "{shorter}");
});

story!(programs_read_what_a_draft_is, |app| {
    let consulted = app.consultation("2026-07");
    let person = app.person();
    let read = |path: &str| {
        let page = person.open(path);
        let data = page.all("script[type='application/ld+json']").pop().unwrap();
        serde_json::from_str::<serde_json::Value>(&data).unwrap()
    };
    let data = read("/regulations/2026-07");
    assert_eq!((&data["@type"], &data["legislationLegalForce"]), (&"Legislation".into(), &"https://schema.org/NotInForce".into()));
    assert_eq!((&data["legislationDate"], &data["legislationType"]), (&"2026-06-01".into(), &"规定".into()));
    assert_eq!(data["hasPart"].as_array().unwrap().len(), 5);
    assert!(data["hasPart"][4]["@id"].as_str().unwrap().ends_with("/regulations/2026-07/drafts/1#art_5"));
    // Markup in a title stays data, in Traditional too.
    app.aligned_draft(&consulted, DraftKind::Enacted, &SAMPLE_LAW.replace("（草案）", "</script><script>alert(1)</script>"));
    app.drain();
    let page = person.open("/regulations/2026-07/drafts/2").never_says("<script>alert");
    assert_eq!(page.all("script").len(), 2);
    person.open("/regulations/2026-07/drafts/2?lang=zh-Hant");
    let data = read("/regulations/2026-07/drafts/2");
    assert!(data["name"].as_str().unwrap().ends_with("</script><script>alert(1)</script>"));
    assert!(data.get("legislationLegalForce").is_none());
});
