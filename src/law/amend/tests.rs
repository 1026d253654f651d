//! Tests of `law/amend`, with short texts of our own.

#![expect(clippy::indexing_slicing, reason = "a test stops at the first surprise")]

use super::*;
use crate::law::Law;
use crate::law::parse::{parse, print, squeeze};
use proptest::prelude::*;

const MARKET: &str = "某市夜市条例
第一章　总　则
第一条　为了管好夜市，制定本条例。
第二条　本市夜市适用本条例。
第二章　摊　主
第三条　摊主应当遵守下列规定：
（一）亮证经营；
（二）保持清洁；
（三）控制音量。
摊主应当在夜市开始前登记。
违反前款规定的，依照第六条处理。
第四条　市场监管部门负责夜市的食品安全。
第五条　街道办事处负责日常管理。
第六条　违反第三条第二款的，处五十元罚款。
第三章　附　则
第七条　本条例自2021年5月1日起施行。
";

fn amend(body: &str) -> Applied {
    let text =
        format!("关于修改《某市夜市条例》的决定\n（2024年1月2日通过）\n某市人大常委会决定，对《某市夜市条例》作如下修改：\n{body}\n");
    apply(&parse(MARKET), &read(&text))
}

fn words(applied: &Applied, eid: &str) -> String {
    applied.law.find(eid).map_or_else(|| panic!("no {eid} in\n{}", print(&applied.law)), crate::law::Provision::plain_text)
}

/// Carries out what must leave nothing over, and gives the amended text without spaces.
#[track_caller]
fn whole(body: &str) -> String {
    let applied = amend(body);
    assert!(applied.left.is_empty(), "{:#?}", applied.left);
    squeeze(&print(&applied.law))
}

#[track_caller]
fn says(body: &str, parts: &[&str]) {
    let text = whole(body);
    for part in parts {
        let (part, not) = part.strip_prefix('!').map_or((*part, false), |part| (part, true));
        assert!(text.contains(&squeeze(part)) != not, "{part}\n{text}");
    }
}

#[test]
fn whole_articles_paragraphs_and_items_are_written_anew() {
    says("一、将第二条修改为：“本市的夜市、早市，适用本条例。”", &["第二条本市的夜市、早市，适用本条例。第二章", "第三条摊主"]);
    says("一、第三条第二款修改为：“摊主应当提前登记。”", &["（三）控制音量。摊主应当提前登记。违反前款"]);
    says("一、将第三条第一款第二项修改为：“（二）随时清扫；”", &["（一）亮证经营；（二）随时清扫；（三）控制音量。"]);
    says("一、将第三条第二项修改为“随时清扫；”。", &["（二）随时清扫；"]);
    says(
        "一、将第四条修改为：“第四条　市场监管部门、城管部门负责：\n“（一）食品安全；\n“（二）市容。\n“各部门应当配合。”\n二、删去第五条。",
        &["第四条市场监管部门、城管部门负责：（一）食品安全；（二）市容。各部门应当配合。", "第五条违反第三条第二款"],
    );
    says("一、将第四条、第五条修改为：“第四条　甲。\n“第五条　乙。”", &["第四条甲。第五条乙。第六条"]);
    says("一、将第三条第二款、第三款修改为：“摊主应当登记。”", &["控制音量。摊主应当登记。第四条"]);
}

#[test]
fn words_are_exchanged_added_and_deleted() {
    says("一、将第四条中的“食品安全”修改为“食品安全和计量”。", &["负责夜市的食品安全和计量。"]);
    says("一、删去第四条中的“夜市的”。", &["市场监管部门负责食品安全。"]);
    says("一、将第四条中的“夜市的”删去，第五条中的“日常”修改为“日常巡查和”。", &["部门负责食品安全。", "负责日常巡查和管理"]);
    says("一、在第四条中的“市场监管部门”后增加“、城管部门”。", &["第四条市场监管部门、城管部门负责"]);
    says("一、删除第五条中“日常”二字。\n二、将条例中的“夜市”修改为“夜间集市”。", &["办事处负责管理。", "管好夜间集市"]);
    says(
        "一、对第三条作如下修改：\n（一）第一款第一项修改为：“（一）亮证亮照；”\n（二）删去第三款。\n二、第四条增加一款，内容为：“另行规定。”",
        &["（一）亮证亮照；（二）保持清洁", "前登记。第四条市场", "食品安全。另行规定。"],
    );
    says("一、删去第四条中的“夜市的”、“食品”和第五条中的“日常”。", &["部门负责安全。", "负责管理。"]);
    says("一、第四条、第五条中的“负责”修改为“主管”。", &["部门主管夜市", "办事处主管日常"]);
    says("一、将本条例中的“夜市”统一修改为“夜间集市”。", &["管好夜间集市", "在夜间集市开始前"]);
    says("一、将第一章章名修改为“一般规定”。", &["第一章一般规定"]);
    says(
        "一、第四条中的“市场监管部门”修改为“市场监督管理部门”，“夜市的”修改为“夜市和早市的”。",
        &["市场监督管理部门负责夜市和早市的食品安全"],
    );
}

#[test]
fn what_is_added_makes_the_rest_move() {
    let applied = amend("一、增加一条，作为第五条：“本市鼓励早市。\n“早市从早。”\n二、第六条改为第七条。\n条文顺序作相应调整。");
    assert!(applied.left.is_empty(), "{:#?}", applied.left);
    assert_eq!(words(&applied, "art_5__para_2"), "早市从早。");
    assert_eq!(applied.former["art_7"], ["art_6"]);
    assert_eq!(applied.former["art_8"], ["art_7"]);
    assert!(!applied.former.contains_key("art_5"));
    // 依照第六条处理 speaks of what is now 第七条.
    assert_eq!(words(&applied, "art_3__para_3"), "违反前款规定的，依照第七条处理。");
    assert_eq!(applied.followed.len(), 1);
    assert_eq!(applied.law.find("chp_2").map(|c| c.children.len()), Some(5));
    let again = parse(&print(&applied.law));
    let eids = |law: &Law| law.walk().map(|p| p.eid.clone()).collect::<Vec<_>>();
    assert_eq!(eids(&again), eids(&applied.law));

    says("一、第三条增加一款，作为第三款：“外地摊主也应当登记。”", &["登记。外地摊主也应当登记。违反前款"]);
    says("一、第三条第一款增加一项，作为第二项：“（二）明码标价；”", &["（一）亮证经营；（二）明码标价；（三）保持清洁；（四）控制音量。"]);
    says("一、第三条第一款增加一项，作为第四项：“（四）明码标价。”", &["（三）控制音量；（四）明码标价。摊主"]);
    says("一、在第五条后增加一条，作为第五条之一：“志愿者协助管理。”", &["第五条之一志愿者协助管理。第六条违反"]);
    says("一、增加一条作为第一条之一：“甲。”\n二、增加一条作为第一条之二：“乙。”", &["第一条之一甲。第一条之二乙。第二条"]);
    says(
        "一、增加一章，作为第三章：“第三章　志愿服务\n“第七条　志愿者协助管理。\n“第八条　志愿者可以获得奖励。”\n二、第三章改为第四章，第七条改为第九条。",
        &["第三章志愿服务第七条志愿者协助管理。第八条志愿者可以获得奖励。第四章附则第九条本条例自"],
    );
    says("一、第三条增加二款，作为第三款、第四款：“甲款。\n“乙款。”", &["开始前登记。甲款。乙款。违反前款"]);
}

#[test]
fn what_is_deleted_moved_merged_and_split_keeps_its_history() {
    says("一、删去第四条。", &["第四条街道办事处", "依照第六条处理", "!市场监管"]);
    says("一、删去第四条。\n条文顺序作相应调整。", &["第四条街道办事处", "依照第五条处理", "!市场监管"]);
    says("一、删去第三条第一款第二项。", &["（一）亮证经营；（二）控制音量。"]);
    says("一、删去第三条第三款，第四条改为第四条。", &["登记。第四条"]);
    says("一、删去第三条第一款第三项。", &["（二）保持清洁。摊主"]);
    says("一、将第六条移至第二条后，作为第三条。", &["第二条本市夜市适用本条例。"]);
    says("一、第三条第二款改为第三款，第三款改为第二款。", &["控制音量。违反前款规定的，依照第六条处理。摊主应当"]);
    let raised = amend("一、将第三条第二款改为第四条，修改为：“摊主应当提前登记。”\n二、第四条改为第五条。");
    assert!(raised.left.is_empty(), "{:#?}", raised.left);
    assert_eq!(words(&raised, "art_4"), "摊主应当提前登记。");
    assert_eq!(words(&raised, "art_3__para_2"), "违反前款规定的，依照第六条处理。");
    let told: Vec<(&str, Option<&str>)> = raised.followed.iter().map(|f| (f.from.as_str(), f.to.as_deref())).collect();
    assert_eq!(told, [("前款", Some("第四条第一款")), ("第六条", Some("第七条")), ("第三条第二款", None)]);
    assert_eq!((&raised.former["art_4"], &raised.former["art_5"]), (&vec!["art_3".to_owned()], &vec!["art_4".to_owned()]));
    let merged = amend("一、将第四条、第五条合并，作为第四条，修改为：“有关部门和街道办事处共同管理。”");
    assert!(merged.left.is_empty(), "{:#?}", merged.left);
    assert_eq!(merged.former["art_4"], ["art_4", "art_5"]);
    assert_eq!(merged.former["art_5"], ["art_6"]);
    let split = amend("一、将第四条分为两条，作为第四条、第五条，修改为：“第四条　食品安全由甲负责。\n“第五条　计量由乙负责。”");
    assert!(split.left.is_empty(), "{:#?}", split.left);
    assert_eq!((&split.former["art_4"], &split.former["art_5"]), (&vec!["art_4".to_owned()], &vec!["art_4".to_owned()]));
    assert_eq!(words(&split, "art_7__para_1"), "违反第三条第二款的，处五十元罚款。");
    says(
        "一、将第五条改为第六条，第四条改为第五条，修改为：“有关部门管理。”\n二、增加一条，作为第四条：“新条。”",
        &["第四条新条。第五条有关部门管理。第六条街道"],
    );
    says(
        "一、将第六条改为第七条，并将其中的“五十元”修改为“一百元”。\n二、增加一条，作为第六条：“新条。”",
        &["第七条违反第三条第二款的，处一百元罚款。"],
    );
}

/// What became of references: where, as it was, as it is or would be, whether it was changed.
fn told(applied: &Applied) -> Vec<(&str, &str, Option<&str>, bool)> {
    applied.followed.iter().map(|f| (f.eid.as_str(), f.from.as_str(), f.to.as_deref(), f.done)).collect()
}

const ORDER: &str = "\n《某市夜市条例》根据本决定作相应修改，并对条文顺序作相应调整，重新公布。";

#[test]
fn references_follow_only_where_the_amending_text_says_so() {
    let added = "一、第三条增加一款，作为第二款：“外地摊主也应当登记。”\n二、增加一条，作为第四条：“本市鼓励早市。”";
    let silent = amend(added);
    assert!(silent.left.is_empty(), "{:#?}", silent.left);
    assert_eq!(words(&silent, "art_3__para_4"), "违反前款规定的，依照第六条处理。");
    let would = [("art_3__para_4", "第六条", Some("第七条"), false), ("art_7__para_1", "第三条第二款", Some("第三条第三款"), false)];
    assert_eq!(told(&silent), would);
    let ordered = amend(&format!("{added}{ORDER}"));
    assert_eq!(words(&ordered, "art_3__para_4"), "违反前款规定的，依照第七条处理。");
    assert_eq!(words(&ordered, "art_7__para_1"), "违反第三条第三款的，处五十元罚款。");
    assert!(told(&ordered).iter().all(|(.., done)| *done));
    // Words of the amending text speak of the new text; what the decision exchanged itself is not exchanged again.
    let both = amend(&format!(
        "一、增加一条，作为第四条：“违反第七条的除外。”\n二、将第三条第三款中的“第六条”修改为“第七条”。\n三、第六条改为第七条，其中的“第三条第二款的”修改为“第三条第二款、第三款的”。{ORDER}"
    ));
    assert!(both.left.is_empty(), "{:#?}", both.left);
    assert_eq!(words(&both, "art_3__para_3"), "违反前款规定的，依照第七条处理。");
    assert_eq!(words(&both, "art_4__para_1"), "违反第七条的除外。");
    assert_eq!(words(&both, "art_7__para_1"), "违反第三条第二款、第三款的，处五十元罚款。");
    assert!(both.followed.is_empty(), "{:?}", both.followed);
    // What 前款 means stands no longer before it.
    let between = amend(&format!("一、第三条增加一款，作为第三款：“雨天不必登记。”{ORDER}"));
    assert_eq!(told(&between), [("art_3__para_4", "前款", Some("第三条第二款"), false)]);
    // Deleted, merged: told, or followed.
    let gone = amend(&format!("一、删去第三条第二款。{ORDER}"));
    assert_eq!(told(&gone), [("art_3__para_2", "前款", None, false), ("art_6__para_1", "第三条第二款", None, false)]);
    let merged = amend(&format!("一、将第五条、第六条合并，作为第五条，修改为：“街道办事处管理和处罚。”{ORDER}"));
    assert_eq!(told(&merged), [("art_3__para_3", "第六条", Some("第五条"), true)]);
}

#[test]
fn references_to_items_follow_the_items() {
    let base = MARKET.replace("违反第三条第二款的", "违反第三条第一款第（二）项、第三项和本条例第三条第2款的");
    let text = "关于修改《某市夜市条例》的决定\n作如下修改：\n一、第三条第一款增加一项，作为第二项：“（二）明码标价；”\n二、第三条增加一款，作为第二款：“外地摊主也应当登记。”\n对条文顺序作相应调整。\n";
    let applied = apply(&parse(&base), &read(text));
    assert!(applied.left.is_empty(), "{:#?}", applied.left);
    assert_eq!(words(&applied, "art_6__para_1"), "违反第三条第一款第（三）项、第四项和本条例第三条第3款的，处五十元罚款。");
}

#[test]
fn what_is_added_at_the_border_of_chapters_stands_where_the_text_says() {
    let children = |body: &str, eid: &str| {
        let applied = amend(body);
        assert!(applied.left.is_empty(), "{:#?}", applied.left);
        let below = applied.law.find(eid).map(|c| c.children.iter().map(|a| a.eid.clone()).collect::<Vec<_>>());
        below.unwrap_or_else(|| panic!("no {eid} in\n{}", print(&applied.law)))
    };
    // By its number alone it ends the chapter before.
    assert_eq!(children("一、增加一条，作为第七条：“新条。”", "chp_3"), ["art_8"]);
    assert_eq!(children("一、第二章增加一条，作为第七条：“新条。”", "chp_2").last().map(String::as_str), Some("art_7"));
    assert_eq!(children("一、第三章增加一条，作为第七条：“新条。”", "chp_3"), ["art_7", "art_8"]);
    assert_eq!(children("一、在第三章中增加一条，作为第七条：“新条。”", "chp_3"), ["art_7", "art_8"]);
    assert_eq!(children("一、在第二章增加一条，作为第三条：“新条。”", "chp_2"), ["art_3", "art_4", "art_5", "art_6", "art_7"]);
    assert_eq!(children("一、第三章增加二条，作为第七条、第八条：“第七条　甲。\n“第八条　乙。”", "chp_3"), ["art_7", "art_8", "art_9"]);
    assert_eq!(children("一、在第一章增加一条：“总则新条。”", "chp_1"), ["art_1", "art_2", "art_3"]);
    // A number that is not in that chapter: carried out, and shown.
    let wrong = amend("一、第一章增加一条，作为第六条：“新条。”");
    assert_eq!(wrong.left[0].why, Why::Number("第六条".into(), "第三条".into()));
    assert_eq!(wrong.law.find("chp_1").map(|c| c.children.len()), Some(3));
}

#[test]
fn new_sections_and_chapters_stand_with_their_articles() {
    let tree = |base: &str, body: &str| {
        let text = format!("关于修改《某市夜市条例》的决定\n作如下修改：\n{body}\n");
        let applied = apply(&parse(base), &read(&text));
        assert!(applied.left.is_empty(), "{:#?}", applied.left);
        let again = parse(&print(&applied.law));
        let eids = |law: &Law| law.walk().filter(|p| p.kind <= crate::law::Kind::Article).map(|p| p.eid.clone()).collect::<Vec<_>>();
        assert_eq!(eids(&again), eids(&applied.law), "{}", print(&applied.law));
        eids(&applied.law).join(" ")
    };
    let sections = MARKET.replace("第三条　", "第一节　登记\n第三条　").replace("第四条　", "第二节　监督\n第四条　");
    assert_eq!(
        tree(
            &sections,
            "一、在第二章增加一节，作为第二节：“第二节　收费\n“第四条　收费公开。\n“第五条　收费减免。”\n二、第二章第二节改为第三节。"
        ),
        "chp_1 art_1 art_2 chp_2 chp_2__sec_1 art_3 chp_2__sec_2 art_4 art_5 chp_2__sec_3 art_6 art_7 art_8 chp_3 art_9"
    );
    assert_eq!(
        tree(&sections, "一、第二章增加一节，作为第三节：“第三节　收费\n“第七条　收费公开。”"),
        "chp_1 art_1 art_2 chp_2 chp_2__sec_1 art_3 chp_2__sec_2 art_4 art_5 art_6 chp_2__sec_3 art_7 chp_3 art_8"
    );
    // The first section of a chapter that begins where the number stands.
    assert_eq!(
        tree(MARKET, "一、第三章增加一节，作为第一节：“第一节　奖励\n“第七条　给予奖励。”"),
        "chp_1 art_1 art_2 chp_2 art_3 art_4 art_5 art_6 chp_3 chp_3__sec_1 art_7 art_8"
    );
    assert_eq!(
        tree(MARKET, "一、增加一章，作为第二章：“第二章　规划\n“第三条　编制规划。”\n二、第二章改为第三章，第三章改为第四章。"),
        "chp_1 art_1 art_2 chp_2 art_3 chp_3 art_4 art_5 art_6 art_7 chp_4 art_8"
    );
    assert_eq!(
        tree(MARKET, "一、在第三章前增加一章，作为第三章：“第三章　奖励\n“第七条　给予奖励。”"),
        "chp_1 art_1 art_2 chp_2 art_3 art_4 art_5 art_6 chp_3 art_7 chp_4 art_8"
    );
}

#[test]
fn what_cannot_be_carried_out_is_shown_with_its_line() {
    let applied = amend(
        "一、将第十九条修改为：“没有这一条。”\n二、将第四条中的“火星”修改为“水星”。\n三、第五条的规定要更加有力。\n四、第四条修改为：\n\
         五、对部分文字作相应修改。\n六、删去第五条。\n本决定自公布之日起施行。\n《某市夜市条例》根据本决定作相应修改并对条文顺序作相应调整，重新公布。",
    );
    let found: Vec<(usize, &Why)> = applied.left.iter().map(|l| (l.instruction.line, &l.why)).collect();
    let expected = [
        (4, Why::NoPlace("第十九条".into())),
        (5, Why::NoWords("火星".into())),
        (6, Why::NotUnderstood),
        (7, Why::NoText),
        (8, Why::Vague),
    ];
    assert_eq!(found.len(), expected.len(), "{found:#?}");
    for ((line, why), (expected_line, expected_why)) in found.iter().zip(&expected) {
        assert_eq!((line, *why), (expected_line, expected_why));
    }
    assert_eq!(applied.done.len(), 3);
    let text = "关于修改《甲条例》等两件法规的决定\n一、对《甲条例》作如下修改：\n（一）删去第一条。\n二、对《某市夜市条例》作如下修改：\n（一）删去第五条。\n";
    let several = apply(&parse(MARKET), &read(text));
    assert_eq!(several.left.len(), 1);
    assert_eq!(several.left[0].why, Why::OtherLaw("甲条例".into()));
    assert_eq!(several.done.len(), 1);
    let wrong = amend("一、增加一条，作为第三十条：“太远。”");
    assert_eq!(wrong.left[0].why, Why::Number("第三十条".into(), "第八条".into()));
    assert_eq!(words(&wrong, "art_8"), "太远。", "carried out all the same, and shown");
}

#[test]
fn quotations_of_every_kind_stay_whole() {
    says(
        "一、将第二条修改为：\"本条例称\"夜市\"者，是指夜间市场。\n\"夜市由街道划定。\"\n二、将第四条中的\"夜市\"修改为\"夜间市场\"。",
        &["是指夜间市场。夜市由街道划定。第二章", "负责夜间市场的食品安全"],
    );
    says("一、将第二条修改为：“本条例称“夜市”，是指夜间市场（以下称“市场”）。”", &["是指夜间市场（以下称“市场”）。第二章"]);
    says(
        "一、将第二条修改为：\n第二条　没有引号的新条文。\n第二款也没有引号。\n二、删去第四条。",
        &["没有引号的新条文。第二款也没有引号。第二章"],
    );
    says("将第二条修改为：“甲。”\n删去第四条。\n本决定自公布之日起施行。", &["第二条甲。第二章", "!市场监管"]);
}

#[test]
fn amending_texts_are_told_from_laws() {
    assert!(is_amending("某市夜市条例修正案（草案）\n一、删去第四条。\n"));
    assert!(is_amending("关于修改《某市夜市条例》的决定\n作如下修改：\n删去第四条。\n"));
    assert!(!is_amending(MARKET));
    assert!(!is_amending(&format!("关于修改《某市夜市条例》的决定\n作如下修改：\n一、删去第四条。\n本决定自公布之日起施行。\n{MARKET}")));
    assert!(!is_amending("某市关于修改收费标准的办法\n第一条 收费。\n第二条 施行。\n"));
    assert!(!is_amending(""));
}

/// The published text of a real law, from its former text and the decision; width, spaces and quotation marks do not count.
#[test]
fn a_published_decision_gives_the_published_text() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/pairs/24_环境保护税法");
    let file = |name: &str| std::fs::read_to_string(folder.join(name)).ok();
    let (Some(old), Some(new), Some(decision)) = (file("old.md"), file("new.md"), file("decision.md")) else {
        println!("{} is missing; nothing was tested", folder.display());
        return;
    };
    let applied = apply(&parse(&old), &read(&decision));
    assert!(applied.left.is_empty(), "{:#?}", applied.left);
    let plain = |law: &Law| -> Vec<String> {
        let fold = |c: char| match c {
            ',' => Some('，'),
            // The two prints differ in the point between two titles.
            '"' | '“' | '”' | '、' => None,
            c => Some(c),
        };
        law.articles()
            .map(|a| format!("{}{}", a.number, a.plain_text()).chars().filter(|c| !c.is_whitespace()).filter_map(fold).collect())
            .collect()
    };
    let published = parse(&new);
    assert_eq!(plain(&applied.law), plain(&published));
}

fn clause() -> impl Strategy<Value = String> {
    let number = || prop::sample::select(vec!["一", "二", "三", "四", "五", "六", "七", "九", "十二"]);
    let shape = prop::sample::select(vec![
        "将第A条修改为：“新的B。”",
        "第A条改为第B条",
        "删去第A条第B款",
        "删去第A条",
        "增加一条，作为第A条：“第A条　新的。\n“（一）甲；”",
        "第A条增加一款，作为第B款：“新款。”",
        "第A条第一款增加一项，作为第B项：“（B）新项；”",
        "将第A条、第B条合并，作为第A条",
        "将第A条中的“夜市”修改为“早市”",
        "将第A条分为两条，作为第A条、第B条：“第A条　甲。\n“第B条　乙。”",
        "第A条第一款第B项改为第一项",
        "第A条第二款改为第B条",
        "增加一章，作为第A章：“第A章　新章\n“第B条　新。”",
        "删去第A章",
        "第A章章名修改为“新”",
        "对部分文字作修改",
        "”“第A条：修改为",
    ]);
    (shape, number(), number()).prop_map(|(shape, a, b)| shape.replace('A', a).replace('B', b))
}

proptest! {
    #[test]
    fn every_instruction_is_done_or_left(clauses in prop::collection::vec(clause(), 0..8)) {
        let text: String = clauses.iter().zip(1..).map(|(c, n)| format!("{}、{c}。\n", crate::law::numerals::chinese(n))).collect();
        let instructions = read(&format!("作如下修改：\n{text}"));
        let applied = apply(&parse(MARKET), &instructions);
        prop_assert_eq!(applied.done.len() + applied.left.len(), instructions.len());
        let mut eids: Vec<&str> = applied.law.walk().map(|p| p.eid.as_str()).collect();
        let count = eids.len();
        eids.sort_unstable();
        eids.dedup();
        prop_assert_eq!(eids.len(), count);
        prop_assert!(applied.former.keys().all(|eid| applied.law.find(eid).is_some()));
        // The desk goes on from the printed text.
        let again = parse(&print(&applied.law));
        let articles = |law: &Law| law.articles().map(|a| (a.eid.clone(), squeeze(&a.plain_text()))).collect::<Vec<_>>();
        prop_assert_eq!(articles(&again), articles(&applied.law));
    }

    #[test]
    fn never_panics(text in "[一二三四第条款项、：“”\"。，将删去增加作为修改改为合并分为中的后章\n]{0,120}", base in "(?s).{0,80}") {
        let _ = apply(&parse(MARKET), &read(&format!("作如下修改：\n{text}")));
        let _ = apply(&parse(&base), &read(&text));
    }

    #[test]
    fn an_empty_decision_changes_nothing(keep in prop::collection::vec(any::<bool>(), 18)) {
        let text: Vec<&str> = MARKET.lines().zip(keep).filter(|(_, keep)| *keep).map(|(line, _)| line).collect();
        let law = parse(&text.join("\n"));
        let applied = apply(&law, &[]);
        prop_assert_eq!(applied.law, law);
        prop_assert!(applied.done.is_empty() && applied.left.is_empty());
    }
}

#[test]
fn a_line_with_thousands_of_changes_does_not_fill_the_memory() {
    let line = format!("一、{}", "删去第一条、".repeat(20_000));
    let instructions = read(&format!("关于修改《某市夜市条例》的决定\n{line}\n"));
    assert!(instructions.len() > 1_000, "{}", instructions.len());
    assert!(instructions.iter().map(|i| i.text.len()).sum::<usize>() < 10_000_000);
}
