//! Tests of `regulation/comparison`, with short texts of our own.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

use super::{Row, rows};
use crate::law::diff::{ChangeKind, EditKind};
use crate::law::{Kind, Provision as Node, parse};
use crate::regulation::lineage;
use crate::regulation::query::Provision;
use crate::regulation::texts::Text;
use std::sync::Arc;

fn add(node: &Node, depth: i32, article: Option<&str>, former: &[(&str, &str)], out: &mut Vec<Provision>) {
    let article = if node.kind == Kind::Article { Some(node.eid.as_str()) } else { article };
    let known = former.iter().find(|(new, _)| *new == node.eid).map(|(_, old)| (*old).to_owned());
    out.push(Provision {
        depth,
        eid: node.eid.clone(),
        article_eid: article.map(str::to_owned),
        kind: node.kind.as_str().to_owned(),
        number: node.number.clone(),
        heading: node.heading.clone(),
        text: node.text.clone(),
        former_eid: known,
        plain_note: None,
    });
    node.children.iter().for_each(|child| add(child, depth + 1, article, former, out));
}

/// A draft as it is published; `former` names articles here and in the draft before.
fn draft(source: &str, former: &[(&str, &str)]) -> Arc<Text> {
    let mut provisions = Vec::new();
    parse::parse(source).provisions.iter().for_each(|node| add(node, 0, None, former, &mut provisions));
    Arc::new(Text::new(String::new(), provisions))
}

fn compare(texts: &[Arc<Text>]) -> Vec<Row> {
    rows::of(texts.first().unwrap(), texts.last().unwrap(), &lineage::pairs_through(texts))
}

/// `old eIds → new eIds change` of each row.
fn told(rows: &[Row]) -> Vec<String> {
    let eids = |parts: &[super::Part]| parts.iter().map(|p| p.eid.as_str()).collect::<Vec<_>>().join("+");
    rows.iter().map(|row| format!("{} → {} {}", eids(&row.old), eids(&row.new), row.change.as_str())).collect()
}

const FIRST: &str = "某市夜市条例（草案）
第一章　总则
第一条　为了管好夜市，方便居民生活，制定本条例。
第二条　本市行政区域内的夜市，适用本条例。
第二章　经营
第三条　摊主应当在经营前向街道办事处登记姓名和住址。
第四条　摊主变更住址的，应当在十日内向街道办事处报告。
第五条　夜市的经营时间为十八时至二十二时。
第六条　摊主应当保持场地整洁，及时清扫，并将垃圾投放到指定容器。
第三章　附则
第七条　本条例自2027年1月1日起施行。
";

#[test]
fn a_merged_article_names_all_it_was_made_from() {
    let second = "某市夜市条例（修改稿）
第一章　总则
第一条　为了管好夜市，方便居民生活，制定本条例。
第二条　本市行政区域内的夜市，适用本条例。
第二章　经营规范
第三条　摊主应当在经营前向街道办事处登记姓名和住址。变更住址的，应当在十日内向街道办事处报告。
第四条　夜市的经营时间为十八时至二十三时。
第五条　摊主应当保持场地整洁，及时清扫，并将垃圾投放到指定容器。
第三章　附则
第六条　本条例自2027年1月1日起施行。
";
    let expected = [
        "chp_1 → chp_1 unchanged",
        "art_1 → art_1 unchanged",
        "art_2 → art_2 unchanged",
        "chp_2 → chp_2 changed",
        "art_3+art_4 → art_3 merged",
        "art_5 → art_4 changed",
        "art_6 → art_5 moved",
        "chp_3 → chp_3 unchanged",
        "art_7 → art_6 moved",
    ];
    assert_eq!(told(&compare(&[draft(FIRST, &[]), draft(second, &[])])), expected);
    // The published lineage names one predecessor only; the other one is found by the alignment.
    let former = [("art_1", "art_1"), ("art_2", "art_2"), ("art_3", "art_3"), ("art_4", "art_5"), ("art_5", "art_6"), ("art_6", "art_7")];
    let rows = compare(&[draft(FIRST, &[]), draft(second, &former)]);
    assert_eq!(told(&rows), expected);
    let inserted: Vec<&str> = rows[5].new[0].lines[0].iter().filter(|e| e.kind == EditKind::Ins).map(|e| e.text.as_str()).collect();
    assert_eq!(inserted, ["二十三时"]);
}

#[test]
fn what_was_added_and_deleted_stands_under_its_own_heading() {
    let second = "某市夜市条例（修改稿）
第一章　总则
第一条　为了管好夜市，方便居民生活，制定本条例。
第二章　摊主
第二条　市人民政府商务部门负责夜市的规划和监督，会同公安机关建立巡查制度。
第三条　摊主应当在经营前向街道办事处登记姓名和住址。
第四条　摊主应当保持场地整洁，及时清扫，并将垃圾投放到指定容器。
第三章　附则
第五条　本条例自2027年1月1日起施行。
";
    let rows = compare(&[draft(FIRST, &[]), draft(second, &[])]);
    let expected = [
        "chp_1 → chp_1 unchanged",
        "art_1 → art_1 unchanged",
        "art_2 →  deleted",
        "chp_2 → chp_2 changed",
        " → art_2 added",
        "art_3 → art_3 unchanged",
        "art_4 →  deleted",
        "art_5 →  deleted",
        "art_6 → art_4 moved",
        "chp_3 → chp_3 unchanged",
        "art_7 → art_5 moved",
    ];
    assert_eq!(told(&rows), expected);
}

#[test]
fn a_split_article_is_one_row_and_lineage_runs_over_several_drafts() {
    let second = FIRST.replace("（草案）", "（二稿）").replace("二十二时。", "二十三时。");
    let third = "某市夜市条例（三稿）
第一条　为了管好夜市，方便居民生活，制定本条例。
第二条　摊主应当保持场地整洁，及时清扫。
第三条　摊主应当将垃圾投放到指定容器。
第四条　夜市的经营时间为十八时至二十四时。
";
    let former = [("art_1", "art_1"), ("art_2", "art_6"), ("art_3", "art_6"), ("art_4", "art_5")];
    let rows = compare(&[draft(FIRST, &[]), draft(&second, &[]), draft(third, &former)]);
    let split = rows.iter().find(|row| row.change == ChangeKind::Split).unwrap();
    assert_eq!((split.old.len(), split.new.len()), (1, 2));
    assert!(told(&rows).contains(&"art_5 → art_4 changed".to_owned()), "{:?}", told(&rows));
    let gone: Vec<&str> = rows.iter().filter(|r| r.change == ChangeKind::Deleted).map(|r| r.old[0].eid.as_str()).collect();
    assert_eq!(gone, ["chp_1", "art_2", "chp_2", "art_3", "art_4", "chp_3", "art_7"]);
}

#[test]
fn captions_that_one_draft_prints_throughout_are_no_change() {
    let plain = "某市夜市条例\n第一条　为了便民，制定本条例。\n第二条　摊主应当登记姓名和住址。\n";
    let captioned = plain.replace("第一条　", "第一条（目的）").replace("第二条　", "第二条（登记）");
    let renamed = captioned.replace("登记）", "备案）");
    assert!(compare(&[draft(&captioned, &[]), draft(plain, &[])]).iter().all(|row| row.change == ChangeKind::Unchanged));
    let rows = compare(&[draft(&captioned, &[]), draft(&renamed, &[])]);
    assert_eq!(told(&rows), ["art_1 → art_1 unchanged", "art_2 → art_2 changed"]);
}
