//! Tests of `law/reference`, with short texts of our own.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use super::*;
use crate::law::parse::parse;

fn law() -> Law {
    parse(
        "某市夜市条例\n第一章 总则\n第一条 为了管好夜市，制定本条例。\n第二条 夜市由街道管理。\n\
         街道应当做到：\n（一）划线；\n（二）供电：\n1．装表；\n2．巡查；\n（三）清扫。\n费用由摊位分担。\n\
         第三条 摊主应当守时。\n第三条之一 雨天可以停市。\n第四条 违者警告。\n第五条 自公布之日起施行。\n",
    )
}

fn eids(text: &str, here: Option<&str>) -> Vec<Vec<String>> {
    find(text, Some(&law()), here).into_iter().map(|r| r.eids).collect()
}

#[test]
fn reads_every_way_people_cite() {
    for (text, wanted) in [
        ("第二条第二款第（三）项太严", vec!["art_2__para_2__item_3"]),
        ("第二条第二款第三项太严", vec!["art_2__para_2__item_3"]),
        ("第2条第2款第3项", vec!["art_2__para_2__item_3"]),
        ("第二条第（二）项第1目", vec!["art_2__para_2__item_2__sub_1"]),
        ("我看4条不妥", vec!["art_4"]),
        ("第４条", vec!["art_4"]),
        ("第 四 条", vec!["art_4"]),
        ("第三条之一很好", vec!["art_3_1"]),
        ("本条例第三条", vec!["art_3"]),
        ("根据条例第三条", vec!["art_3"]),
        ("《某市夜市条例》第三条", vec!["art_3"]),
        ("草案第三条", vec!["art_3"]),
        ("第三条至第五条", vec!["art_3", "art_3_1", "art_4", "art_5"]),
        ("第三至五条", vec!["art_3", "art_3_1", "art_4", "art_5"]),
        ("第3-4条", vec!["art_3", "art_3_1", "art_4"]),
        ("第一、三条", vec!["art_1", "art_3"]),
        ("第一章", vec!["chp_1"]),
        ("第九条", vec![]),
        ("第四条第二款", vec!["art_4"]),
    ] {
        let found = eids(text, None);
        assert_eq!(found, [wanted], "{text}");
    }
}

#[test]
fn reads_lists_and_pointers_from_where_the_text_stands() {
    assert_eq!(eids("第二条第一款、第三款", None), [["art_2__para_1"], ["art_2__para_3"]]);
    assert_eq!(eids("第二条第二款第（一）项和第（三）项", None), [["art_2__para_2__item_1"], ["art_2__para_2__item_3"]]);
    assert_eq!(eids("前款规定的费用", Some("art_2__para_3")), [["art_2__para_2"]]);
    assert_eq!(eids("前两款", Some("art_2__para_3")), [["art_2__para_1", "art_2__para_2"]]);
    assert_eq!(eids("本条第二款", Some("art_2__para_3")), [["art_2__para_2"]]);
    assert_eq!(eids("第二款", Some("art_2")), [["art_2__para_2"]]);
    assert_eq!(eids("前条", Some("art_4")), [["art_3_1"]]);
    assert_eq!(eids("第二条写得好，但该条没有罚则", None), [["art_2"], ["art_2"]]);
}

#[test]
fn reads_what_people_type_in_a_hurry() {
    for (text, wanted) in [
        ("2条2款3项太严", vec!["art_2__para_2__item_3"]),
        ("第二条第二款（三）", vec!["art_2__para_2__item_3"]),
        ("第2条（三）项", vec!["art_2__para_2__item_3"]),
        ("，3-4条都好", vec!["art_3", "art_3_1", "art_4"]),
        ("第３条至第４条", vec!["art_3", "art_3_1", "art_4"]),
        ("希望条例第三条改", vec!["art_3"]),
        ("夜市条例第三条", vec!["art_3"]),
        ("第三條之一", vec!["art_3_1"]),
        ("第二条第二款第（一）项至第（三）项", vec!["art_2__para_2__item_1", "art_2__para_2__item_2", "art_2__para_2__item_3"]),
        ("第二条第二款第（一）、（三）项", vec!["art_2__para_2__item_1", "art_2__para_2__item_3"]),
        ("第二条第一、三款", vec!["art_2__para_1", "art_2__para_3"]),
        ("第九条至第十二条", vec![]),
    ] {
        assert_eq!(eids(text, None), [wanted], "{text}");
    }
    assert_eq!(eids("第三条、第五条和第四条", None), [["art_3"], ["art_5"], ["art_4"]]);
    assert_eq!(eids("第三条第四条", None), [["art_3"], ["art_4"]]);
    assert_eq!(eids("第二条第一款和同条第三款", None), [["art_2__para_1"], ["art_2__para_3"]]);
    assert_eq!(eids("违反本条例第三条规定的，依照《治安管理处罚法》第五条、第四条处罚", None), [["art_3"]]);
    assert_eq!(eids("《消防法》第二条和本条例第三条", None), [["art_3"]]);
    assert!(eids("《消防法》已有规定，该法第三条写明了", None).is_empty());
}

#[test]
fn what_points_to_an_article_that_is_not_there_points_nowhere() {
    let none: Vec<Vec<String>> = vec![vec![], vec![], vec![]];
    assert_eq!(eids("第九条太宽，该条和该条第二款要改。", Some("art_2")), none);
}

#[test]
fn reads_pointers_and_leaves_words_that_look_like_them() {
    let para = Some("art_2__para_3");
    for (text, here, wanted) in [
        ("前款第（三）项", para, vec!["art_2__para_2__item_3"]),
        ("前款第三项规定", para, vec!["art_2__para_2__item_3"]),
        ("第（三）项", para, vec!["art_2__para_2__item_3"]),
        ("第（三）项", Some("art_2"), vec!["art_2__para_2__item_3"]),
        ("前项", Some("art_2__para_2__item_3"), vec!["art_2__para_2__item_2"]),
        ("前两项", Some("art_2__para_2__item_3"), vec!["art_2__para_2__item_1", "art_2__para_2__item_2"]),
        ("上一条", Some("art_4"), vec!["art_3_1"]),
        ("前两条", Some("art_4"), vec!["art_3", "art_3_1"]),
        ("下一条", Some("art_4"), vec!["art_5"]),
        ("上一款", para, vec!["art_2__para_2"]),
        ("前条第一款", Some("art_3"), vec!["art_2__para_1"]),
        ("本章规定", Some("art_3__para_1"), vec!["chp_1"]),
        ("本条第二款", Some("art_2__para_1"), vec!["art_2__para_2"]),
        ("本款第（一）项", Some("art_2__para_2"), vec!["art_2__para_2__item_1"]),
        ("本条以外的", Some("art_2"), vec!["art_2"]),
    ] {
        assert_eq!(eids(text, here), [wanted], "{text} {here:?}");
    }
    assert_eq!(eids("前款第（一）项、第（三）项", para), [["art_2__para_2__item_1"], ["art_2__para_2__item_3"]]);
    assert_eq!(eids("第二条第一款写得好，该款可以再细", None), [["art_2__para_1"], ["art_2__para_1"]]);
    for text in [
        "该条件过严",
        "提前条件",
        "目前项目",
        "合同条款",
        "不同条件",
        "上一条建议",
        "上一条街",
        "该条路",
        "基本条件",
        "本章程",
        "本节目",
        "当前款项",
        "以上一条",
        "第三条例",
        "下列条件",
    ] {
        assert!(eids(text, para).is_empty(), "{text}: {:?}", eids(text, para));
    }
    // Nothing before the first.
    assert!(eids("前款", Some("art_2__para_1")).is_empty());
    assert!(eids("前条", Some("art_1")).is_empty());
}

#[test]
fn reads_ranges_of_chapters() {
    let law = parse("某市夜市条例\n第一章 总则\n第一条 甲。\n第二章 摊主\n第二条 乙。\n第三章 罚则\n第三条 丙。\n");
    let found = find("第一章至第三章，第一章、第二章", Some(&law), None);
    let eids: Vec<Vec<String>> = found.into_iter().map(|r| r.eids).collect();
    assert_eq!(eids, [vec!["chp_1", "chp_2", "chp_3"], vec!["chp_1"], vec!["chp_2"]]);
}

#[test]
fn reads_divisions_inside_divisions() {
    let law =
        parse("某市夜市条例\n第一章 总则\n第一节 目的\n第一条 甲。\n第二章 摊主\n第一节 登记\n第二条 乙。\n第二节 经营\n第三条 丙。\n");
    let found = find("参照本条例第二章第一节、第二节的规定，第一节", Some(&law), None);
    let eids: Vec<&str> = found.iter().flat_map(|r| &r.eids).map(String::as_str).collect();
    assert_eq!(eids, ["chp_2__sec_1", "chp_2__sec_2"]);
}

#[test]
fn leaves_other_laws_and_other_words_alone() {
    for text in [
        "《中华人民共和国刑法》第十二条",
        "依照民法典第五条、第四条的规定",
        "刑法第二条第一款",
        "我提了3条建议",
        "本条例很好",
        "长乐路12条街",
        "第一次来",
        "一条龙服务",
        "规划快线2条，延长1条",
        "合同第三条",
        "第116号令第四条",
    ] {
        assert!(eids(text, None).is_empty(), "{text}: {:?}", eids(text, None));
    }
}

#[test]
fn counts_characters_and_works_without_a_law() {
    let found = find("请看第120条之一第2款。", None, None);
    let one = found.first().unwrap();
    assert_eq!((one.start, one.end), (2, 12));
    assert_eq!(one.eids, ["art_120_1__para_2"]);
    assert_eq!(find("第三条至第五条", None, None).first().unwrap().eids.len(), 3);
}

#[test]
fn taiwan_counts_xiang_before_kuan() {
    let law = parse("第 1 條　各機關：\n一、甲。\n二、乙。\n第 2 條　自公布日施行。");
    let found = find("第1條第1項第2款", Some(&law), None);
    assert_eq!(found.first().unwrap().eids, ["art_1__para_1__item_2"]);
    let here = Some("art_1__para_2");
    let law = parse("第 1 條　各機關：\n一、甲。\n二、乙。\n前項第二款之機關。\n第 2 條　自公布日施行。");
    let found = find("第一項", Some(&law), here);
    assert_eq!(found.first().unwrap().eids, ["art_1__para_1"]);
    let found = find("前項", Some(&law), here);
    assert_eq!(found.first().unwrap().eids, ["art_1__para_1"]);
}
