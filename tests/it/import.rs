//! The import desk: a text is read, put right in place, mapped to the draft before, published once; amending drafts become amended texts.

use std::io::Write;
use std::process::Command;

use caiyan::account::Role;
use caiyan::regulation::query;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::support::{Person, Reply, SAMPLE_LAW, TestApp, story};

const NEW: &str = "/review/regulations/new";
const NEXT: &str = "/review/regulations/2026-07/drafts/new";

const DECISION: &str = "关于修改《示例市夜间集市若干规定》的决定（草案）
示例市人大常委会决定，对《示例市夜间集市若干规定》作如下修改：
一、增加一条，作为第三条：“区人民政府统筹本区夜间集市的布局。”
二、将第三条改为第四条，并将其中的“五十米”修改为“一百米”。
三、将第九十条修改为：“没有这一条。”
本决定自公布之日起施行。
";

fn reviewer(app: &TestApp) -> Person {
    app.account("zhang", Role::Reviewer, None);
    app.person().sign_in("zhang")
}

fn value(page: &Reply, action: &str, name: &str) -> String {
    page.form(action).1.into_iter().find(|(n, _)| n == name).map(|(_, v)| v).unwrap_or_else(|| panic!("no field {name}"))
}

/// Name of the first field that begins with `start` and whose words hold `part`.
fn field(page: &Reply, action: &str, start: &str, part: &str) -> (String, String) {
    let fields = page.form(action).1;
    fields.into_iter().find(|(n, v)| n.starts_with(start) && v.contains(part)).unwrap_or_else(|| panic!("no field {start} with {part}"))
}

fn docx(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, content) in parts {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content.as_bytes()).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

story!(lines_are_put_right_in_place, |app| {
    let zhang = reviewer(app);
    let form = zhang.open(NEW);
    let typed = SAMPLE_LAW.replace("第三条　", "第四条　");
    let given = [("slug", "2026-07"), ("title", "示例市夜间集市若干规定"), ("organiser", "法工委"), ("text", typed.as_str())];
    let look = zhang.upload(&form, NEW, &given, &[]).expect(200).says("条号和上一条重复");
    let link = look.attributes(".curated li > a", "href").first().cloned().unwrap();
    assert_eq!(look.all(&format!("li[id={}]", link.trim_start_matches('#'))).len(), 1, "{link} leads to its line");
    let english = app.person().sign_in("zhang");
    let page = english.open(&format!("{NEW}?lang=en"));
    english.upload(&page, NEW, &given, &[]).expect(200).says("Repeats the number of the article before it");

    let (name, words) = field(&look, NEW, "fix-w", "第四条");
    let fixed = words.replacen("第四条", "第三条", 1);
    // Somebody edits the whole text and presses the small button: nothing is changed behind their back, and no word is lost.
    let longer = format!("前言\n{}", value(&look, NEW, "text"));
    let refused = zhang.upload(&look, NEW, &[("text", &longer), (&name, &fixed), ("do", &name)], &[]).expect(422);
    refused.says("这几行没有改").says("您写的是：第三条");
    let good = zhang.upload(&look, NEW, &[(&name, &fixed), ("do", &name)], &[]).expect(200).says("没有发现问题").says("共 5 条");
    assert_eq!(value(&good, NEW, "text").trim(), SAMPLE_LAW.trim());
    let (name, words) = field(&good, NEW, "fix-t", "第五条");
    let split = format!("第五条　本规定由市城管执法局解释。\n{}", words.replace("第五条", "第六条"));
    let six = zhang.upload(&good, NEW, &[(&name, &split), ("do", &name)], &[]).expect(200).says("共 6 条");
    assert!(app.app.db.read_now(|conn| query::by_slug(conn, "2026-07")).unwrap().is_none());
    zhang.submit(&six, NEW, &[("do", "publish")]).says("市城管执法局解释");
});

story!(the_mapping_is_corrected_by_hand_and_published_once, |app| {
    let zhang = reviewer(app);
    app.consultation("2026-07");
    let later = SAMPLE_LAW
        .replace("第五条", "第六条")
        .replace("第四条", "第五条")
        .replace("第三条　", "第三条　夜间集市的管理工作由市商务部门牵头，各区、各街道配合。\n\n第四条　");
    let form = zhang.open(NEXT);
    let look = zhang.fill(&form, "/drafts/new", &[("kind", "revised"), ("text", &later), ("do", "preview")]).expect(200).says("新增");
    let (name, found) = field(&look, "/drafts/new", "map.art_3.", "");
    assert_eq!(found, "-");
    let again = zhang.fill(&look, "/drafts/new", &[(&name, "art_2"), ("do", "preview")]).expect(200).says("手工指定");
    // The choice goes with the words, also when the article gets another number.
    let moved = value(&again, "/drafts/new", "text")
        .replace("第二条　", "第二条　新的第二条。\n第三条　")
        .replace("第三条　夜间集市的管理", "第四条　夜间集市的管理");
    let read = zhang.fill(&again, "/drafts/new", &[("text", &moved), ("do", "preview")]).expect(200);
    assert_eq!(field(&read, "/drafts/new", "map.art_4.", "").1, "art_2");
    zhang.submit(&again, "/drafts/new", &[("do", "publish")]);
    zhang.submit(&again, "/drafts/new", &[("do", "publish")]);
    let (drafts, former) = app
        .app
        .db
        .read_now(|conn| {
            let drafts = query::stages_of(conn, "2026-07")?;
            let last = query::provisions_of(conn, drafts[1].draft.id)?;
            Ok::<_, diesel::result::Error>((drafts.len(), last.into_iter().find(|p| p.eid == "art_3").unwrap().former_eid))
        })
        .unwrap();
    assert_eq!((drafts, former.as_deref()), (2, Some("art_2")), "published once, with the correction");
});

/// A regulation of so many articles, each with a list that skips a number.
fn long(articles: u32) -> String {
    let number = caiyan::law::numerals::chinese;
    let article = |n: u32| format!("第{}条　第{n}号摊位应当做到：\n（一）划线{n}；\n（三）供电。\n", number(n));
    format!("示例市夜间集市若干规定\n第一章　总则\n{}", (1..=articles).map(article).collect::<String>())
}

story!(a_very_long_draft_comes_page_by_page, |app| {
    let zhang = reviewer(app);
    app.consultation("2026-07");
    let form = zhang.open(NEXT);
    let look = zhang.upload(&form, "/drafts/new", &[("kind", "revised"), ("text", &long(450)), ("do", "preview")], &[]).expect(200);
    let look = look.says("共 450 条").says("请看一看（450 处）").says("还有 250 处没有列出").says("这里是第 1 页，共 3 页");
    let count = |page: &Reply, start: &str| page.form("/drafts/new").1.iter().filter(|(name, _)| name.starts_with(start)).count();
    // The chapter and 199 articles, each open for mending.
    assert_eq!((count(&look, "fix-t"), count(&look, "fix-w"), count(&look, "map.")), (200, 200, 199));
    // A correction on this page stays when another one is looked at, and is published with everything else.
    let (name, found) = field(&look, "/drafts/new", "map.art_9.", "");
    assert_eq!(found, "-");
    let last = zhang.upload(&look, "/drafts/new", &[(&name, "art_2"), ("do", "part-2")], &[]).expect(200).says("这里是第 3 页，共 3 页");
    assert_eq!((count(&last, "fix-t"), count(&last, "map.")), (51, 52), "the one that was corrected is not forgotten");
    let (name, words) = field(&last, "/drafts/new", "fix-t", "第四百五十条");
    let fixed = words.replace("（三）", "（二）");
    let last = zhang.upload(&last, "/drafts/new", &[(&name, &fixed), ("do", &name)], &[]).expect(200).says("请看一看（449 处）");
    let last = last.says("这里是第 3 页，共 3 页").says("手工指定");
    let chosen = zhang.upload(&last, "/drafts/new", &[("part", "1"), ("do", "preview")], &[]).expect(200).says("这里是第 2 页，共 3 页");
    zhang.upload(&chosen, "/drafts/new", &[("do", "publish")], &[]).expect(303);
    let of_two = app
        .app
        .db
        .read_now(|conn| {
            let newest = query::stages_of(conn, "2026-07")?.pop().unwrap().draft.id;
            Ok::<_, diesel::result::Error>(query::provisions_of(conn, newest)?.into_iter().find(|p| p.eid == "art_9").unwrap().former_eid)
        })
        .unwrap();
    assert_eq!(of_two.as_deref(), Some("art_2"));
});

story!(a_draft_published_meanwhile_is_not_passed_over, |app| {
    let zhang = reviewer(app);
    app.account("li", Role::Reviewer, None);
    let li = app.person().sign_in("li");
    app.consultation("2026-07");
    let look = |person: &Person, wording: &str| {
        let text = SAMPLE_LAW.replace("五十米", wording);
        let form = person.open(NEXT);
        person.fill(&form, "/drafts/new", &[("kind", "revised"), ("text", &text), ("do", "preview")]).expect(200)
    };
    let (first, second) = (look(&zhang, "八十米"), look(&li, "一百米"));
    zhang.submit(&first, "/drafts/new", &[("do", "publish")]).says("八十米");
    let refused = li.fill(&second, "/drafts/new", &[("do", "publish")]).expect(409).says("又发布了新的稿次").says("一百米");
    zhang.submit(&first, "/drafts/new", &[("do", "publish")]).says("八十米");
    // Now it is held against what zhang published.
    li.submit(&refused, "/drafts/new", &[("do", "publish")]).says("一百米");
    assert_eq!(app.app.db.read_now(|conn| query::stages_of(conn, "2026-07")).unwrap().len(), 3);
});

story!(an_amending_draft_becomes_the_amended_text, |app| {
    let zhang = reviewer(app);
    app.consultation("2026-07");
    let form = zhang.open(NEXT);
    let given = [("kind", "revised"), ("text", DECISION), ("do", "preview")];
    let look = zhang.fill(&form, "/drafts/new", &given).expect(200);
    let look = look
        .says("这是一份修正草案或者修改决定")
        .says("4 处修改已经套用")
        .says("→ 第四条第二款")
        .says("共 6 条")
        .says("现行文本里没有第九十条");
    assert!(value(&look, "/drafts/new", "text").contains("一百米"));
    assert_eq!(field(&look, "/drafts/new", "map.art_4.", "").1, "art_3");
    let refused = zhang.fill(&look, "/drafts/new", &[("do", "publish")]).expect(422).says("还有没有勾选的遗留修改");
    // What was left over is put right in the amending text itself.
    let (name, words) = field(&refused, "/drafts/new", "fix-d", "第九十条");
    let fixed = words.replace("第九十条", "第四条").replace("没有这一条。", "区人民政府和街道办事处负责。");
    let good = zhang.fill(&refused, "/drafts/new", &[(&name, &fixed), ("do", &name)]).expect(200).says("全部修改都已套用");
    assert!(value(&good, "/drafts/new", "text").contains("第五条　区人民政府和街道办事处负责。"));
    // Or it is ticked off, and the text is put right by hand.
    let boxes = look.attributes("input[name=left]", "value");
    assert_eq!(boxes.len(), 1);
    let ticked = [("do", "publish"), ("left", boxes[0].as_str())];
    let stale = [("do", "publish"), ("left", boxes[0].as_str()), ("decision", "关于修改的决定\n一、删去第五条。\n")];
    zhang.fill(&look, "/drafts/new", &stale).expect(409);
    zhang.submit(&look, "/drafts/new", &ticked).says("区人民政府统筹本区夜间集市的布局").says("对《示例市夜间集市若干规定》作如下修改");
    let trace = app.person().open("/regulations/2026-07/articles/art_4/trace?draft=2");
    trace.says("草案原文 · 第三条").says("修改后条文 · 第四条");
});

story!(an_amending_draft_of_a_text_from_elsewhere_needs_that_text, |app| {
    let zhang = reviewer(app);
    let form = zhang.open(NEW);
    let given = [("slug", "2026-07"), ("title", "示例市夜间集市若干规定"), ("organiser", "法工委"), ("text", DECISION)];
    let asked = zhang.upload(&form, NEW, &given, &[]).expect(422).says("请选择它修改的文本");
    assert_eq!(value(&asked, NEW, "decision").trim(), DECISION.trim());
    let look = zhang.upload(&asked, NEW, &[("base_text", SAMPLE_LAW)], &[]).expect(200).says("处修改已经套用").says("一百米");
    let boxes = look.attributes("input[name=left]", "value");
    zhang.upload(&look, NEW, &[("do", "publish"), ("left", &boxes[0])], &[]).expect(303);
});

story!(files_that_cannot_be_read_are_refused_in_one_sentence, |app| {
    let zhang = reviewer(app);
    let form = zhang.open(NEW);
    let body = |inner: &str| format!(r#"<w:document xmlns:w="w"><w:body>{inner}</w:body></w:document>"#);
    let words = body("<w:p><w:r><w:t>第一条</w:t></w:r></w:p>");
    let bomb = " ".repeat(9 * 1024 * 1024);
    let password: Vec<u8> =
        b"\xD0\xCF\x11\xE0".iter().copied().chain("EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes)).collect();
    for (name, bytes, sentence) in [
        ("草案.docm", docx(&[("word/document.xml", &words)]), "文件带有宏"),
        ("草案.docx", docx(&[("word/document.xml", &words), ("word/vbaProject.bin", "x")]), "文件带有宏"),
        ("草案.docx", docx(&[("word/document.xml", &bomb)]), "大得异常"),
        ("草案.docx", docx(&[("word/document.xml", &body(r#"<w:altChunk r:id="a" xmlns:r="r"/>"#))]), "正文嵌在文件里的网页中"),
        ("草案.docx", docx(&[("word/document.xml", &body("<w:p/>"))]), "没有文字"),
        ("草案.docx", docx(&[("xl/workbook.xml", "x")]), "没有 Word 正文"),
        ("草案.docx", password, "设了密码"),
        ("草案.doc", b"\xD0\xCF\x11\xE0\xA1\xB1".to_vec(), "旧版 Word"),
        ("草案.pdf", b"%PDF-1.7".to_vec(), "这是 PDF"),
        ("草案.jpg", b"\xFF\xD8\xFF\xE0".to_vec(), "这是图片"),
        ("草案.txt", b"\xB5\xDA\xD2\xBB".to_vec(), "文本不是 UTF-8 编码"),
    ] {
        zhang
            .upload(&form, NEW, &[], &[("file", name, bytes)])
            .expect(422)
            .says(sentence)
            .never_says("cannot be read")
            .never_says("bytes that are");
    }
});

#[test]
fn the_command_line_applies_an_amending_text() {
    let dir = std::env::temp_dir().join(format!("caiyan-it-{}", caiyan::id::token()));
    std::fs::create_dir_all(&dir).unwrap();
    let write = |name: &str, words: &str| {
        std::fs::write(dir.join(name), words).unwrap();
        dir.join(name).to_str().unwrap().to_owned()
    };
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_caiyan"))
            .args(arguments)
            .env_remove("DATABASE_URL")
            .env_remove("CAIYAN_TEST_POSTGRES")
            .env("CAIYAN_DATA_DIR", &dir)
            .output();
        let output = output.unwrap();
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        (output.status.code(), text(&output.stdout), text(&output.stderr))
    };
    let (base, decision) = (write("base.txt", SAMPLE_LAW), write("decision.txt", DECISION));
    let (status, out, err) = run(&["law", "apply", &base, &decision]);
    assert_eq!(status, Some(1), "{err}");
    assert!(out.contains("第三条　区人民政府统筹") && out.contains("一百米"), "{out}");
    assert!(err.contains("line 5: the text has no 第九十条"), "{err}");
    let (status, out, _) = run(&["law", "apply", &base, &decision, "--json"]);
    let json: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!((status, &json["former"]["art_4"][0]), (Some(1), &serde_json::json!("art_3")));
    assert_eq!((json["done"].as_array().unwrap().len(), json["left"][0]["line"].as_i64()), (4, Some(5)));
    let good = write("good.txt", &DECISION.replace("三、将第九十条修改为：“没有这一条。”\n", ""));
    assert_eq!(run(&["law", "apply", &base, &good]).0, Some(0));
    assert_eq!(run(&["law", "apply", &base, &base]).0, Some(2));

    let import = |file: &str, more: &[&str]| {
        run(&[
            &["draft", "import", "--regulation", "2026-07", "--title", "示例市夜间集市若干规定（草案）", "--kind", "revised", file][..],
            more,
        ]
        .concat())
    };
    assert_eq!(import(&good, &["--amends"]).0, Some(2), "there is nothing to amend yet");
    assert_eq!(import(&base, &[]).0, Some(0));
    assert!(import(&decision, &[]).2.contains("add --amends"));
    let (status, out, err) = import(&decision, &["--amends"]);
    assert_eq!(status, Some(1), "{out}{err}");
    assert!(err.contains("第九十条") && out.contains("nothing was published"), "{out}{err}");
    let (status, out, err) = import(&decision, &["--amends", "--left-read"]);
    assert_eq!(status, Some(0), "{out}{err}");
    assert!(out.contains("draft 2") && out.contains("6 articles, 5 of them known"), "{out}");
    assert!(import(&decision, &["--amends", "--left-read"]).1.contains("nothing was changed"), "never amended twice");
    std::fs::remove_dir_all(&dir).unwrap();
}

story!(a_law_on_one_line_is_looked_at_and_published, |app| {
    let zhang = reviewer(app);
    let articles: String = (1..=150)
        .map(|n| format!("第{}条　本条说的是第{n}件事，经营者应当遵守，违反的由城管部门责令改正。", caiyan::law::numerals::chinese(n)))
        .collect();
    let text = format!("示例市一行规定\n{articles}");
    let form = zhang.open(NEW);
    let given = [("slug", "2026-08"), ("title", "示例市一行规定"), ("organiser", "法工委"), ("text", text.as_str()), ("do", "preview")];
    let look = zhang.upload(&form, NEW, &given, &[]).expect(200).says("共 150 条");
    assert!(look.body.len() < 600_000, "the line stands there once, not once for each article: {} bytes", look.body.len());
    zhang.upload(&look, NEW, &[("do", "publish")], &[]).expect(303);
    app.person().open("/regulations/2026-08/drafts/1").says("第150件事");
});
