//! Tests of `law/akn`, with short texts of our own, and with real laws where there are any.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use super::*;
use crate::law::parse::parse;
use proptest::prelude::*;

#[test]
fn keeps_eids_and_words() {
    let law = parse(
        "某市<夜市>条例（草案）\n（2021年3月5日通过　根据二〇二三年四月一日决定修正）\n第一章　总则\n第一条（目的）为了便民。\n\
         第二条　如下：\n（一）供电：\n1．装表；\n2．巡查；\n（二）清扫。\n附件：收费表\n",
    );
    let xml = export(&law, &Meta::of(&law, "yeshi"));
    for part in [
        "<bill name=\"bill\"",
        "/akn/cn/bill/2021-03-05/yeshi/zho@2023-04-01",
        "某市&lt;夜市&gt;条例",
        "<article eId=\"art_1\"><num eId=\"art_1__num_1\">第一条</num><heading eId=\"art_1__heading_1\" \
         caiyan:brackets=\"（）\">目的</heading>",
        "<point eId=\"art_2__para_1__item_1__sub_2\">",
        "<conclusions eId=\"conclusions\">",
    ] {
        assert!(xml.contains(part), "{part} not in {xml}");
    }
    assert_eq!(xml.matches("<FRBRWork>").count(), 1);
    assert_eq!(xml.matches("</FRBRManifestation>").count(), 1);
}

#[test]
fn reads_dates() {
    assert_eq!(dates("2025-10-28 公布"), ["2025-10-28"]);
    assert_eq!(dates("2000 年 3 月 15 日通过 二〇二三年四月一日修正"), ["2000-03-15", "2023-04-01"]);
    assert!(dates("没有日期").is_empty());
}

/// What a document holds: the tree without the lines of its source.
fn tree(law: &Law) -> (String, Vec<String>, String, Vec<Provision>, Vec<String>) {
    fn bare(nodes: &[Provision]) -> Vec<Provision> {
        nodes.iter().map(|node| Provision { line: 0, children: bare(&node.children), ..node.clone() }).collect()
    }
    let attached = law.attachments().into_iter().map(str::to_owned).collect();
    (law.title.clone(), law.issued.clone(), law.preamble.clone(), bare(&law.provisions), attached)
}

fn exported(law: &Law) -> String {
    export(law, &Meta::of(law, "yeshi"))
}

const MARKET: &str = "某市<夜市>条例（草案）
（2021年3月5日通过）
序言
夜市自古有之。
第一章　总则
第一节　目的
第一条（目的）为了便民 & 利民。
第二条　如下：
（一）供电，包括：
1．装表；
2．巡查；
（二）清扫。
说明另附。
第二章　附则
第三条之一　施行。
附件：收费表
项目 | 元
";

#[test]
fn what_was_exported_reads_the_same() {
    let law = parse(MARKET);
    assert_eq!(tree(&read(&exported(&law)).unwrap()), tree(&law));
    for text in
        ["", "某条例", "关于修改《某条例》的决定\n一、将第二条修改为：\n“第二条　登记。”\n二、删去第三条。\n本决定自公布之日起施行。\n"]
    {
        let law = parse(text);
        assert_eq!(tree(&read(&exported(&law)).unwrap()), tree(&law), "{text}");
    }
}

#[test]
fn documents_from_elsewhere_are_numbered_anew() {
    let xml = format!(
        "<?xml version=\"1.0\"?>\n<akn:akomaNtoso xmlns:akn=\"{NAMESPACE}\"><akn:act name=\"act\"><akn:meta><akn:x>no</akn:x></akn:meta>\
         <akn:preface><akn:p><akn:docTitle>某市夜市\n   条例</akn:docTitle></akn:p></akn:preface><akn:body>\
         <akn:article eId=\"art_第一条\"><akn:num>第一条</akn:num><akn:content><akn:p>为了<akn:b>便民</akn:b>&#x3002;<akn:authorialNote><akn:p>注\
         </akn:p></akn:authorialNote></akn:p></akn:content></akn:article>\
         <akn:article eId=\"x\"><akn:num>第二条</akn:num><akn:paragraph eId=\"y\"><akn:content><akn:p>施行。</akn:p></akn:content></akn:paragraph>\
         </akn:article></akn:body></akn:act></akn:akomaNtoso>"
    );
    let law = read(&xml).unwrap();
    assert_eq!(law.title, "某市夜市条例");
    let eids: Vec<&str> = law.walk().map(|p| p.eid.as_str()).collect();
    assert_eq!(eids, ["art_1", "art_1__para_1", "art_2", "art_2__para_1"]);
    assert_eq!(law.find("art_1__para_1").unwrap().text, "为了便民。");
}

#[test]
fn hostile_and_foreign_xml_is_refused_in_one_sentence() {
    let inside = |body: &str| format!("<akomaNtoso xmlns=\"{NAMESPACE}\"><act><body>\n{body}</body></act></akomaNtoso>");
    let bomb = "<!DOCTYPE a [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;\">]><akomaNtoso>&b;</akomaNtoso>".to_owned();
    let deep = inside(&"<chapter>".repeat(5_000));
    let flood = inside(&"<chapter/>".repeat(600_000));
    for (xml, part) in [
        (bomb, "DOCTYPE"),
        (inside("<article eId=\"art_1\"><content><p>&secret;</p></content></article>"), "line 2: an entity"),
        (deep, "nest deeper"),
        (flood, "more than 500000 elements"),
        (inside("<article eId=\"art_1\">第一条</article>"), "would be lost"),
        (inside("<blockContainer/>"), "blockContainer"),
        (format!("<akomaNtoso xmlns=\"{NAMESPACE}\"><doc><mainBody><p>甲</p></mainBody></doc></akomaNtoso>"), "would be lost"),
        (
            format!("<akomaNtoso xmlns=\"{NAMESPACE}\"><act><body/><attachments><attachment/></attachments></act></akomaNtoso>"),
            "several texts",
        ),
        (inside("<article></chapter>"), "damaged"),
        ("<akomaNtoso><act>".to_owned(), "in the middle"),
        ("<akomaNtoso xmlns=\"http://example.org/\"/>".to_owned(), "expected akomaNtoso of"),
        ("<?xml version=\"1.0\"?>".to_owned(), "no element"),
        ("x".repeat(21 * 1024 * 1024), "at most"),
    ] {
        let error = read(&xml).unwrap_err().to_string();
        assert!(error.contains(part) && !error.contains('\n'), "{part}: {error}");
    }
}

#[test]
fn real_laws_read_the_same() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/laws");
    let Ok(files) = std::fs::read_dir(&folder) else {
        println!("{} is missing; nothing was read", folder.display());
        return;
    };
    for file in files.flatten() {
        let law = parse(&std::fs::read_to_string(file.path()).unwrap());
        assert!(tree(&read(&exported(&law)).unwrap()) == tree(&law), "{}", file.path().display());
    }
}

/// Lines of the kind laws are made of.
fn line() -> impl Strategy<Value = String> {
    let heads = [
        "第一章　总则",
        "第二章 摊主",
        "第一节 登记",
        "附则",
        "第一条 ",
        "第二条　",
        "第三条之一",
        "第一条",
        "（一）",
        "（二）",
        "1．",
        "2.",
        "一、",
        "二、",
        "",
        "附件：",
        "| 甲 | 乙 |",
        "（目的）",
    ];
    let tails = ["", "为了便民。", "如下：", "<b>&amp;</b>", "划线；", "\u{1}怪", "（草案）", "2020年1月1日通过", "，", "甲 | 乙", "“引”"];
    (prop::sample::select(heads.to_vec()), prop::sample::select(tails.to_vec())).prop_map(|(head, tail)| format!("{head}{tail}"))
}

proptest! {
    #[test]
    fn any_text_survives_the_way_through_xml(lines in prop::collection::vec(line(), 0..30)) {
        let law = parse(&lines.join("\n"));
        prop_assert_eq!(tree(&read(&exported(&law)).unwrap()), tree(&law));
    }

    #[test]
    fn nothing_makes_it_panic(text in "(<[a-z]{1,9}>|</[a-z]{1,9}>|<akomaNtoso>|<body>|<article eId=\"art_1\">|<p>|</p>|&[a-z]{1,4};|[甲\\PC]){0,40}") {
        let _ = read(&text);
    }
}
