//! Tests of `law/parse`, with short texts of our own.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

use super::*;
use crate::law::{Kind, Provision};
use proptest::prelude::*;

fn eids(law: &Law) -> Vec<&str> {
    law.walk().map(|p| p.eid.as_str()).collect()
}

fn articles(law: &Law) -> Vec<&str> {
    law.articles().map(|p| p.eid.as_str()).collect()
}

fn at<'a>(law: &'a Law, eid: &str) -> &'a Provision {
    law.find(eid).unwrap_or_else(|| panic!("no {eid} in {:?}", eids(law)))
}

fn warned(law: &Law, part: &str) -> Vec<usize> {
    let found = law.warnings.iter().filter(|w| w.message.contains(part));
    found.map(|w| w.line).collect()
}

/// The characters that count, in any order.
fn ink(text: &str) -> Vec<char> {
    let mut chars: Vec<char> = text.chars().filter(|c| !is_space(*c)).collect();
    chars.sort_unstable();
    chars
}

const MARKET: &str = "\u{FEFF}# 某市夜市条例

（2021年3月5日某市第九届人民代表大会常务委员会第二次会议通过　根据2023年4月1日
某市第九届人民代表大会常务委员会第八次会议《关于修改〈某市夜市条例〉的决定》修正）

<!-- INFO END -->

目　录
第一章　总　则
第二章　摊　主
　第一节　登　记
附　则

第一章　总　则

第一条　为了管好夜市，制定本条例。
第二条　夜市应当做到：
（一）划线；
（二）供电，包括：
1．装表；
2．巡查；
(三) 清扫。
前款费用由摊位分担。

第二章　摊　主
第一节　登　记
第三条\u{2002}\u{2002}摊主应当登记。
第三条之一 雨天可以停市。
第四条本市鼓励早市。

附　则
第五条　本条例自2021年5月1日起施行。

附件：收费表
项目 | 元
";

#[test]
fn reads_a_whole_regulation() {
    let law = parse(MARKET);
    assert_eq!(law.title, "某市夜市条例");
    assert_eq!(law.issued.len(), 2);
    assert_eq!(articles(&law), ["art_1", "art_2", "art_3", "art_3_1", "art_4", "art_5"]);
    assert_eq!(at(&law, "chp_1").heading, "总则");
    assert_eq!(at(&law, "chp_2__sec_1").number, "第一节");
    assert_eq!(at(&law, "chp_3").heading, "附则");
    assert_eq!(at(&law, "art_2__para_1__item_2__sub_2").text, "巡查；");
    assert_eq!(at(&law, "art_2__para_1__item_3").number, "(三)");
    assert_eq!(at(&law, "art_2__para_2").text, "前款费用由摊位分担。");
    assert_eq!(at(&law, "art_4__para_1").text, "本市鼓励早市。");
    assert_eq!(at(&law, "art_2").text, "");
    assert_eq!(law.ancestors("art_3__para_1").len(), 3);
    assert!(law.remainder.iter().any(|r| r.text.contains("收费表")));
    assert_eq!(warned(&law, "attachments"), [34]);
    assert_eq!(law.warnings.len(), 1, "{:?}", law.warnings);
}

#[test]
fn gives_the_json_of_the_contract() {
    let json = serde_json::to_value(parse("某办法\n第一条（目的）为了便民。\n")).unwrap();
    let article = &json["provisions"][0];
    assert_eq!(article["eid"], "art_1");
    assert_eq!(article["kind"], "article");
    assert_eq!(article["number"], "第一条");
    assert_eq!(article["heading"], "目的");
    assert_eq!(article["children"][0]["text"], "为了便民。");
    let law: Law = serde_json::from_value(json).unwrap();
    assert_eq!(law.articles().count(), 1);
}

#[test]
fn reads_captions_in_every_bracket() {
    let law = parse(
        "某办法（草案）\n第一条（立法目的）为了便民。\n第二条〖适用范围〗 适用于本市。\n第三条【职责】\n街道负责。\n\
         第四条（删除）\n第五条\n（施行日期）\n自公布之日起施行。\n",
    );
    let captions: Vec<&str> = law.articles().map(|a| a.heading.as_str()).collect();
    assert_eq!(captions, ["立法目的", "适用范围", "职责", "", "施行日期"]);
    assert_eq!(at(&law, "art_4__para_1").text, "（删除）");
    assert_eq!(at(&law, "art_3__para_1").text, "街道负责。");
}

#[test]
fn reads_taiwan_texts() {
    let law = parse(
        "# 夜市法\n## 第 一 章 總則\n第 1 條　為便民，制定本法。\n本法稱夜市者，指下列場所：\n一、路邊。\n二、廣場。\n\
         前項場所，由主管機關公告之。\n第 1-1 條　主管機關為內政部。\n第 2 條　本法自公布日施行。\n",
    );
    assert_eq!(articles(&law), ["art_1", "art_1_1", "art_2"]);
    assert_eq!(at(&law, "art_1__para_2__item_2").text, "廣場。");
    assert_eq!(at(&law, "art_1__para_3").text, "前項場所，由主管機關公告之。");
    assert_eq!(at(&law, "chp_1").heading, "總則");
}

#[test]
fn contents_lists_are_not_text() {
    let with_articles = "某条例\n目录\n第一章 总则\n第一条 目的\n第二条 范围\n第一章 总则\n第一条 为了便民。\n第二条 适用于本市。\n";
    let links =
        "# 某条例\n- [第一章 总则](#a)\n- [第二章 附则](#b)\n\n## 第一章 总则\n**第一条** 为了便民。\n## 第二章 附则\n**第二条** 施行。\n";
    let unnamed = "某条例\n第一章 总则\n第二章 附则\n第一章 总则\n第一条 为了便民。\n第二章 附则\n第二条 施行。\n";
    let pages = "某条例\n目 录\n第一章 总则……1\n第二章 附则……2\n第一章 总则\n第一条 为了便民。\n第二章 附则\n第二条 施行。\n";
    let one_line = "某条例\n目录 第一章 总则 第二章 附则\n第一章 总则\n第一条 为了便民。\n第二章 附则\n第二条 施行。\n";
    for text in [with_articles, links, unnamed, pages, one_line] {
        let law = parse(text);
        assert_eq!(articles(&law), ["art_1", "art_2"], "{text}");
        let chapters = law.walk().filter(|p| p.kind == Kind::Chapter).count();
        assert_eq!(chapters, if text == with_articles { 1 } else { 2 }, "{text}");
    }
}

#[test]
fn references_and_quotations_are_not_articles() {
    let law = parse(
        "某条例\n第一条 为了便民。\n第二条 下列情形除外：\n第五条第二款规定的情形，\n第九条规定的情形。\n第三条规定的\n\
         第三条 施行。\n第八十八条 是另一部法律的条文。\n第四条 完。\n",
    );
    assert_eq!(articles(&law), ["art_1", "art_2", "art_3", "art_4"]);
    assert_eq!(warned(&law, "out of order"), [8]);
}

#[test]
fn amending_acts_have_entries_and_keep_quotations_whole() {
    let law = parse(
        "某市人民代表大会常务委员会关于修改《某市夜市条例》的决定\n（2024年1月2日通过）\n某市人大常委会决定，对《某市夜市条例》作如下修改：\n\
         一、将第三条修改为：“第三条 摊主应当登记。\n“（一）姓名；\n“（二）住所。”\n\
         二、增加一条，作为第四条：“第四条 本市鼓励早市。”\n本决定自公布之日起施行。\n",
    );
    assert!(articles(&law).is_empty());
    assert_eq!(law.provisions.len(), 2);
    assert_eq!(at(&law, "item_1__para_2").text, "“（一）姓名；");
    assert!(law.preamble.contains("作如下修改"));
    let republished = parse(
        "关于修改《某市夜市条例》的决定\n一、将第二条修改为：“第二条 摊主应当登记。”\n本决定自公布之日起施行。\n\
         某市夜市条例\n第一条 为了便民。\n第二条 摊主应当登记。\n第三条 施行。\n",
    );
    assert_eq!(articles(&republished), ["art_1", "art_2", "art_3"]);
}

#[test]
fn warns_of_gaps_repeats_and_disorder() {
    let law = parse("某条例\n第一条 甲。\n第二条 乙。\n第四条 丁。\n第四条 戊。\n第十五条 己。\n第六条 丙。\n第七条 再。\n");
    assert_eq!(articles(&law), ["art_1", "art_2", "art_4", "art_4-2", "art_15", "art_6", "art_7"]);
    assert_eq!(warned(&law, "missing"), [4, 6]);
    assert_eq!(warned(&law, "repeats"), [5]);
    assert_eq!(warned(&law, "lower"), [7]);
    let items = parse("某条例\n第一条 如下：\n（一）甲；\n（三）丙。\n");
    assert_eq!(warned(&items, "does not follow"), [4]);
}

#[test]
fn reads_titles_in_two_lines_and_promulgations() {
    let law = parse(
        "某市人民代表大会常务委员会公告\n第12号\n某市人民代表大会常务委员会\n关于修改《某市夜市条例》的决定\n\
         （2019年6月1日通过）\n一、将第二条删去。\n",
    );
    assert_eq!(law.title, "某市人民代表大会常务委员会关于修改《某市夜市条例》的决定");
    assert_eq!(law.issued.len(), 3);
    let draft = parse("某市夜市条例\n（征求意见稿）\n序言\n夜市自古有之。\n第一条 为了便民。\n");
    assert_eq!(draft.title, "某市夜市条例（征求意见稿）");
    assert_eq!(draft.preamble, "序言\n夜市自古有之。");
    assert_eq!(draft.label_of("art_1__para_1"), "第一条");
}

#[test]
fn attached_regulations_stay_apart() {
    let law = parse("某条例\n第一条 甲。\n第二条 乙。\n某市收费办法\n第一条 收费。\n第二条 减免。\n第三条 施行。\n");
    assert_eq!(articles(&law), ["art_1", "art_2"]);
    assert_eq!(law.remainder.len(), 4);
}

#[test]
fn nearly_empty_texts_say_what_was_expected() {
    for text in ["", "\u{FEFF}\n\n", "# 某条例\n\n<!-- INFO END -->\n"] {
        let law = parse(text);
        assert!(law.provisions.is_empty());
        assert_eq!(warned(&law, "expected a line that begins with 第一条").len(), 1);
    }
}

#[test]
fn lists_run_on_over_a_line_without_a_number() {
    let law = parse("某条例\n第一条 如下：\n（一）甲；\n甲的说明。\n（二）乙。\n另起一款。\n第二条 如下：（一）甲；（二）乙。\n");
    assert_eq!(at(&law, "art_1__para_1__item_1").text, "甲；\n甲的说明。");
    assert_eq!(at(&law, "art_1__para_2").text, "另起一款。");
    assert_eq!(at(&law, "art_2__para_1__item_2").text, "乙。");
}

#[test]
fn forgives_slips_in_lists_and_numbers() {
    let mixed = parse("某条例\n第一条 如下：\n（一）甲；\n（2）乙；\n(3)丙；\n（四）丁。\n第二条 施行。\n");
    assert_eq!(at(&mixed, "art_1__para_1__item_2").text, "乙；");
    assert_eq!(at(&mixed, "art_1__para_1__item_4").text, "丁。");
    assert!(mixed.warnings.is_empty(), "{:?}", mixed.warnings);
    let points = parse("某条例\n第一条、为了便民。\n第二条. 适用于本市。\n第三条：施行，\n第四条、第五条除外。\n");
    assert_eq!(articles(&points), ["art_1", "art_2", "art_3"]);
    assert_eq!(at(&points, "art_2__para_1").text, "适用于本市。");
    let broken = parse("某条例\n第一条 违反第三条、第\n二条规定的，由本市和\n各区处理。\n");
    assert_eq!(at(&broken, "art_1__para_1").text, "违反第三条、第二条规定的，由本市和各区处理。");
}

#[test]
fn what_stands_around_the_law_stays_outside() {
    let told =
        parse("某条例（草案）\n第一条 为了便民。\n第二条 施行。\n关于《某条例（草案）》的说明\n一、必要性\n便民。\n第三条规定收费。\n");
    assert_eq!(articles(&told), ["art_1", "art_2"]);
    assert_eq!(told.remainder.len(), 4);
    let attached = parse("某条例\n第一条 甲。\n第二条 乙。\n附件1\n收费表\n第一条 不是条文\n");
    assert_eq!(attached.warnings.iter().map(|w| &w.kind).collect::<Vec<_>>(), [&crate::law::Oddity::Attachments]);
    let pages = parse("某条例\n第一章 总则……1\n第二章 附则……3\n第一条 甲。\n第二条 乙。\n");
    assert_eq!(eids(&pages), ["art_1", "art_1__para_1", "art_2", "art_2__para_1"]);
    let order = parse(
        "中华人民共和国主席令\n第十二号\n《某法》已由会议于2023年1月1日通过，现予公布。\n中华人民共和国主席　某某某\n2023年1月1日\n\
         某 某 法\n第一条 甲。\n",
    );
    assert_eq!(order.title, "某某法");
    assert!(order.warnings.is_empty(), "{:?}", order.warnings);
    let quoted = parse("某条例\n第一条 甲。\n第二条 下列用语：\n“第三条 夜市”是指夜间市场。\n第三条 乙。\n");
    assert_eq!(articles(&quoted), ["art_1", "art_2", "art_3"]);
    assert_eq!(at(&quoted, "art_2__para_2").text, "“第三条 夜市”是指夜间市场。");
}

/// Lines of the kind laws are made of.
fn fragment() -> impl Strategy<Value = String> {
    let heads = prop::sample::select(vec![
        "第一章　总则",
        "第二章 摊主",
        "第一节 登记",
        "附则",
        "目录",
        "第一条 ",
        "第二条　",
        "第三条",
        "第三条之一 ",
        "第五条（目的）",
        "第 6 條　",
        "（一）",
        "（二）",
        "(三)",
        "一、",
        "二、",
        "1．",
        "2.",
        "①",
        "附件：",
        "> 注 ",
        "| 甲 | 乙 |",
        "“",
        "”",
        "：",
        "某市夜市条例",
        "（2021年3月5日通过）",
        "第一编",
        "作如下修改：",
        "第九条第二款",
        "目 录 第一章",
        "\t",
        "---",
        "第",
    ]);
    let words = prop::sample::select(vec![
        "为了便民，制定本条例。",
        "应当登记；",
        "下列情形：",
        "",
        "摊主",
        "第二条规定的",
        "，",
        "（删除）",
        "：（一）甲；（二）乙。",
    ]);
    (heads, words).prop_map(|(head, words)| format!("{head}{words}"))
}

/// A regulation with whole articles, as people write them.
fn regulation() -> impl Strategy<Value = String> {
    let body = prop::sample::select(vec![
        "应当登记。",
        "可以早市。\n但是雨天除外。",
        "如下：\n（一）划线；\n（二）供电。",
        "如下：\n（一）供电：\n1．装表；\n2．巡查；\n（二）清扫。\n费用分担。",
        "如下：（一）甲；（二）乙。",
        "收费：\n甲 | 一元\n乙 | 二元\n另行规定。",
    ]);
    let caption = prop::sample::select(vec!["　", " ", "（目的）", "〖范围〗", ""]);
    prop::collection::vec((caption, body, any::<bool>()), 1..12).prop_map(|articles| {
        let mut text = String::from("某市夜市条例\n（2021年3月5日某市人大常委会通过）\n");
        let mut chapter = 0;
        for (index, (caption, body, fresh)) in articles.into_iter().enumerate() {
            if fresh {
                chapter += 1;
                let number = crate::law::numerals::chinese(chapter);
                text.push_str(&format!("第{number}章　某 章\n"));
            }
            let number = crate::law::numerals::chinese(index as u32 + 1);
            text.push_str(&format!("第{number}条{caption}本市{body}\n"));
        }
        text
    })
}

proptest! {
    #[test]
    fn keeps_every_character_of_any_lines(lines in prop::collection::vec(fragment(), 0..25)) {
        let text = lines.join("\n");
        prop_assert_eq!(ink(&print(&parse(&text))), ink(&text));
    }

    #[test]
    fn never_panics_and_keeps_every_character(text in "[第一二三条章（）()、。：；“”\\n 　0-9.甲乙|>之\\u{200B}\\u{FEFF}]{0,200}") {
        prop_assert_eq!(ink(&print(&parse(&text))), ink(&text));
    }

    #[test]
    fn never_panics_on_anything(text in "(?s).{0,300}") {
        let _ = print(&parse(&text));
    }

    #[test]
    fn reading_the_print_gives_the_same_tree(text in regulation()) {
        let law = parse(&text);
        let again = parse(&print(&law));
        prop_assert_eq!(print(&again), print(&law));
        let shape = |law: &Law| -> Vec<(String, String, String, String)> {
            law.walk()
                .map(|p| (p.eid.clone(), p.number.clone(), p.heading.clone(), p.text.clone()))
                .collect()
        };
        prop_assert_eq!(shape(&again), shape(&law));
    }

    #[test]
    fn eids_are_unique(lines in prop::collection::vec(fragment(), 0..25)) {
        let law = parse(&lines.join("\n"));
        let mut names = eids(&law);
        let count = names.len();
        names.sort_unstable();
        names.dedup();
        prop_assert_eq!(names.len(), count);
    }
}
