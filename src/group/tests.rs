//! Grouping by the promises it makes: on letters made up here, on any text, and on the judged texts of `../shared/data` where they are.
#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

use std::collections::HashMap;

use proptest::prelude::*;

use super::words::{differing, template};
use super::*;
use crate::law::diff::EditKind;

const LETTER: &str =
    "电梯加装的费用应当由受益的业主分摊，低层住户不应承担。建议第十二条增加一款，写明分摊的比例由业主大会决定，并公示三十日。";
const OTHER: &str = "夜间广场舞的音量没有上限，老人和孩子都睡不好。希望条例规定晚上九点以后禁止使用扩音设备，由街道负责巡查。";

fn grouped(texts: &[&str]) -> Vec<Vec<usize>> {
    let mut groups = Groups::default();
    for text in texts {
        groups.add(text);
    }
    assert_eq!(groups.len(), texts.len());
    groups.groups().into_iter().map(|group| group.members).collect()
}

#[test]
fn script_width_punctuation_and_white_space_are_no_difference() {
    assert_eq!(grouped(&["请采纳ＡＢ意见！", OTHER, "請採納 ab 意見。"]), [[0, 2]]);
}

#[test]
fn a_letter_with_a_salutation_a_changed_number_another_order_or_a_part_of_it_is_the_letter() {
    let greeted = format!("尊敬的领导，我是住在六楼的退休教师：{LETTER}以上意见请予考虑，谢谢！");
    let number = LETTER.replace("三十", "十五");
    let turned = "建议第十二条增加一款，写明分摊的比例由业主大会决定，并公示三十日。电梯加装的费用应当由受益的业主分摊，低层住户不应承担。";
    let part = "电梯加装的费用应当由受益的业主分摊，低层住户不应承担。";
    assert_eq!(grouped(&[LETTER, OTHER, &greeted, &number, turned, part]), [[0, 2, 3, 4, 5]]);
}

#[test]
fn a_letter_made_of_two_does_not_make_them_one() {
    let both = format!("{LETTER}{OTHER}");
    let (mine, yours) = (LETTER.replace("三十", "十五"), OTHER.replace("九点", "十点"));
    for texts in [[LETTER, &mine, OTHER, &yours, &both], [&both, OTHER, LETTER, &yours, &mine]] {
        let groups = grouped(&texts);
        assert_eq!(groups.len(), 2, "{groups:?}");
        assert_eq!(groups.concat().len(), 5);
    }
}

#[test]
fn short_assent_is_one_letter_only_word_for_word() {
    let texts = ["同意", "支持", "同意第十二条", "同意第十三条", "支持！", "同意该条例", "", "……", ""];
    assert_eq!(grouped(&texts), [vec![1, 4], vec![6, 8]]);
}

#[test]
fn what_is_said_about_one_article_is_not_one_letter() {
    let texts = [
        "第十二条关于电梯加装费用分摊的规定不够具体，建议明确低层住户可以不承担费用。",
        "我反对第十二条，费用分摊应该交给市场，政府不要规定比例，否则谁也装不成电梯。",
        "第十二条写得很好，我们楼去年加装电梯就是因为费用谈不拢才停工的，支持尽快通过。",
    ];
    assert_eq!(grouped(&texts), Vec::<Vec<usize>>::new());
}

#[test]
fn the_most_copied_wording_stands_for_the_group_as_soon_as_it_is_there() {
    let first = format!("各位领导好：{LETTER}");
    let mut groups = Groups::default();
    let texts = [&first, OTHER, LETTER, LETTER];
    let numbers: Vec<usize> = texts.iter().map(|text| groups.add(text)).collect();
    assert_eq!(numbers, [0, 1, 2, 3]);
    assert_eq!(groups.groups(), [Group { representative: 2, members: vec![0, 2, 3] }]);
    let own: Vec<_> = (0..5).map(|comment| groups.group_of(comment)).collect();
    assert_eq!(own, [Some(2), Some(1), Some(2), Some(2), None]);
}

#[test]
fn a_flood_of_one_letter_is_one_group() {
    let mut groups = Groups::default();
    for at in 0..20_000 {
        groups.add(if at % 2 == 0 {
            LETTER
        } else {
            "電梯加裝的費用應當由受益的業主分攤，低層住戶不應承擔。建議第十二條增加一款，寫明分攤的比例由業主大會決定，並公示三十日。"
        });
    }
    assert_eq!(groups.groups().iter().map(|group| group.members.len()).collect::<Vec<_>>(), [20_000]);
}

#[test]
fn differing_words_are_shown_in_each_ones_own_script() {
    let member = "您好，電梯加裝的費用應當由全體業主分攤。";
    let edits = differing("电梯加装的费用 应当由受益的业主分摊。", member);
    let side = |left: EditKind| edits.iter().filter(|e| e.kind != left).map(|e| e.text.as_str()).collect::<String>();
    assert_eq!(side(EditKind::Del), member);
    let deleted: String = edits.iter().filter(|e| e.kind == EditKind::Del).map(|e| e.text.as_str()).collect();
    assert!(deleted.contains("受益") && !deleted.contains("电梯"), "{edits:?}");
}

#[test]
fn a_template_leaves_a_gap_where_members_go_their_own_ways() {
    let letters = [
        "我是张三，支持电梯加装，费用由受益业主分摊。",
        "我是李四，支持电梯加装，费用由受益业主分摊。",
        "我是王五，支持電梯加裝，費用由受益業主分攤。",
    ];
    let common = template(letters[0], letters);
    assert!(common.contains('…') && common.ends_with("支持电梯加装，费用由受益业主分摊。") && !common.contains("张三"), "{common}");
    assert_eq!(template("", []), "");
}

#[test]
fn judged_texts_are_grouped_as_judged() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/data/groups");
    let Ok(lines) = std::fs::read_to_string(folder.join("texts.jsonl")) else {
        eprintln!("{} is missing: nothing measured", folder.display());
        return;
    };
    let gold = std::fs::read_to_string(folder.join("gold.tsv")).unwrap();
    let gold: HashMap<&str, &str> = gold.lines().skip(1).filter_map(|line| line.split_once('\t')).collect();
    let (mut groups, mut judged) = (Groups::default(), Vec::new());
    for line in lines.lines() {
        let row: serde_json::Value = serde_json::from_str(line).unwrap();
        groups.add(row["text"].as_str().unwrap());
        judged.push(gold[row["id"].as_str().unwrap()].to_owned());
    }
    let pairs = |n: usize| n * n.saturating_sub(1) / 2;
    let tally = |members: &mut dyn Iterator<Item = &String>| {
        let mut sizes: HashMap<String, usize> = HashMap::new();
        members.for_each(|name| *sizes.entry(name.clone()).or_default() += 1);
        sizes.into_values().map(pairs).sum::<usize>()
    };
    let found = groups.groups();
    let right: usize = found.iter().map(|g| tally(&mut g.members.iter().map(|m| &judged[*m]))).sum();
    let proposed: usize = found.iter().map(|g| pairs(g.members.len())).sum();
    let there = tally(&mut judged.iter());
    // Both at least 98 %. What is counted as wrong here are near-duplicates that people sent in by themselves.
    assert!(right * 100 >= proposed * 98 && right * 100 >= there * 98, "{right} of {proposed} proposed, {there} there");
}

/// A letter with small edits: some characters changed, a greeting, a closing, another script.
fn edited() -> impl Strategy<Value = (usize, String)> {
    let greeting = prop::sample::select(vec!["", "您好，", "各位领导好：", "作为一名居民，"]);
    let closing = prop::sample::select(vec!["", "谢谢！", "。以上是我的意见。", "！！"]);
    (0_usize..3, greeting, closing, 0_usize..60).prop_map(|(which, greeting, closing, at)| {
        let letter = match which {
            0 => LETTER,
            1 => OTHER,
            _ => "公园里的健身器材坏了半年没有人修，投诉之后也没有答复。应当规定管理单位在七日内修复，逾期由城管部门处罚。",
        };
        let changed: String = letter.chars().enumerate().map(|(i, c)| if i == at { '的' } else { c }).collect();
        (which, format!("{greeting}{changed}{closing}"))
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_order_of_arrival_changes_no_group(letters in prop::collection::vec(edited(), 1..24), seed in any::<prop::sample::Index>()) {
        let named = |order: &[usize]| {
            let texts: Vec<&str> = order.iter().map(|at| letters[*at].1.as_str()).collect();
            let mut groups: Vec<Vec<usize>> =
                grouped(&texts).into_iter().map(|g| { let mut g: Vec<usize> = g.into_iter().map(|m| order[m]).collect(); g.sort_unstable(); g }).collect();
            groups.sort();
            groups
        };
        let forth: Vec<usize> = (0..letters.len()).collect();
        let back: Vec<usize> = forth.iter().rev().copied().collect();
        let mut turned = forth.clone();
        turned.rotate_left(seed.index(letters.len()));
        let groups = named(&forth);
        prop_assert_eq!(&groups, &named(&back));
        prop_assert_eq!(&groups, &named(&turned));
        for group in groups {
            prop_assert!(group.iter().all(|m| letters[*m].0 == letters[group[0]].0));
        }
    }

    #[test]
    fn any_text_is_counted_once_and_equal_ones_stand_together(texts in prop::collection::vec("[同意支持a１ 　，。😀\\PC]{0,30}", 0..20)) {
        let twice: Vec<&str> = texts.iter().chain(&texts).map(String::as_str).collect();
        let groups = grouped(&twice);
        let mut all = groups.concat();
        all.sort_unstable();
        prop_assert_eq!(all, (0..twice.len()).collect::<Vec<_>>());
        for at in 0..texts.len() {
            prop_assert!(groups.iter().any(|g| g.contains(&at) && g.contains(&(at + texts.len()))));
        }
    }

    #[test]
    fn what_differs_and_what_is_common_never_panics(a in "[电梯費用 　“”\\PC\\n]{0,40}", b in "[電梯费用 　\"\\PC\\n]{0,40}") {
        let edits = differing(&a, &b);
        let new: String = edits.iter().filter(|e| e.kind != EditKind::Del).map(|e| e.text.as_str()).collect();
        prop_assert_eq!(new, b.clone());
        template(&a, [b.as_str(), a.as_str()]);
    }
}
