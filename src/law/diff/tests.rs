//! Tests of `law/diff`, with short texts of our own.

#![expect(clippy::indexing_slicing, reason = "a test stops at the first surprise")]

use super::*;
use crate::law::parse::parse;

fn law(articles: &[&str]) -> Law {
    let mut text = String::from("某市夜市条例\n");
    for (index, words) in articles.iter().enumerate() {
        let number = crate::law::numerals::chinese(index as u32 + 1);
        text.push_str(&format!("第{number}条　{words}\n"));
    }
    parse(&text)
}

fn compare(old: &[&str], new: &[&str]) -> Vec<(String, String, ChangeKind)> {
    articles(&law(old), &law(new)).into_iter().map(|c| (c.old.unwrap_or_default(), c.new.unwrap_or_default(), c.change)).collect()
}

fn row(old: &str, new: &str, change: ChangeKind) -> (String, String, ChangeKind) {
    (old.to_string(), new.to_string(), change)
}

const PURPOSE: &str = "为了规范夜间摊位经营，方便居民生活，制定本条例。";
const SCOPE: &str = "本条例适用于本市中心城区内开设的夜间集市以及其管理活动。";
const STALLS: &str = "摊主应当在划定区域内摆放货架，收摊后清扫地面并带走垃圾。";
const NOISE: &str = "二十二时以后不得使用扩音设备招揽顾客，影响周边居民休息。";
const FINES: &str = "违反规定占用盲道的，由城管部门责令改正，可以处二百元罚款。";
const DATE: &str = "本条例自明年三月一日起施行。";

#[test]
fn follows_articles_when_every_number_shifts() {
    let old = [PURPOSE, STALLS, NOISE, FINES, DATE];
    let new = [PURPOSE, SCOPE, STALLS, "二十三时以后不得使用扩音设备招揽顾客，影响周边居民休息。", FINES, DATE];
    assert_eq!(
        compare(&old, &new),
        [
            row("art_1", "art_1", ChangeKind::Unchanged),
            row("", "art_2", ChangeKind::Added),
            row("art_2", "art_3", ChangeKind::Moved),
            row("art_3", "art_4", ChangeKind::Changed),
            row("art_4", "art_5", ChangeKind::Moved),
            row("art_5", "art_6", ChangeKind::Moved),
        ]
    );
}

#[test]
fn finds_deleted_and_carried_articles() {
    assert_eq!(
        compare(&[PURPOSE, NOISE, STALLS, FINES, DATE], &[PURPOSE, STALLS, FINES, NOISE]),
        [
            row("art_1", "art_1", ChangeKind::Unchanged),
            row("art_3", "art_2", ChangeKind::Moved),
            row("art_4", "art_3", ChangeKind::Moved),
            row("art_2", "art_4", ChangeKind::Moved),
            row("art_5", "", ChangeKind::Deleted),
        ]
    );
}

#[test]
fn finds_split_and_merged_articles() {
    let both = format!("{STALLS}{NOISE}");
    let split = compare(&[PURPOSE, &both, DATE], &[PURPOSE, STALLS, NOISE, DATE]);
    assert_eq!(split[1], row("art_2", "art_2", ChangeKind::Split));
    assert_eq!(split[2], row("art_2", "art_3", ChangeKind::Split));
    let merged = compare(&[PURPOSE, STALLS, NOISE, DATE], &[PURPOSE, &both, DATE]);
    assert!(merged.contains(&row("art_2", "art_2", ChangeKind::Merged)));
    assert!(merged.contains(&row("art_3", "art_2", ChangeKind::Merged)));
}

#[test]
fn typing_habits_are_no_change() {
    let found = compare(&["摊主称“甲方”,应当 守时。"], &["摊主称「甲方」，应当守时。"]);
    assert_eq!(found, [row("art_1", "art_1", ChangeKind::Unchanged)]);
    let edits = words("称“甲”, 守 时", "称「甲」，守时");
    assert_eq!(edits.len(), 1);
    assert_eq!(edits[0].text, "称「甲」，守时");
}

#[test]
fn marks_words_and_keeps_every_character() {
    let (old, new) = ("激发市场主体活力，处二百元罚款，\n依照第三十条处理。", "激发经营主体活力，可以处三百元罚款，\n依照第四十二条处理。");
    let edits = words(old, new);
    let text = |without: EditKind| -> String { edits.iter().filter(|e| e.kind != without).map(|e| e.text.as_str()).collect() };
    assert_eq!(text(EditKind::Del), new);
    assert_eq!(text(EditKind::Ins), old);
    let of = |kind: EditKind| -> Vec<&str> { edits.iter().filter(|e| e.kind == kind).map(|e| e.text.as_str()).collect() };
    assert_eq!(of(EditKind::Del), ["市场", "二百", "三十"]);
    assert_eq!(of(EditKind::Ins), ["经营", "可以", "三百", "四十二"]);
}

#[test]
fn never_cuts_inside_a_word_when_words_are_given() {
    let pairs = |text: &str| -> Vec<String> {
        let chars: Vec<char> = text.chars().collect();
        chars.chunks(2).map(|c| c.iter().collect()).collect()
    };
    let edits = words_cut("相关部门\n应当", "有关部门\n应当", pairs);
    let shown: Vec<(EditKind, &str)> = edits.iter().map(|e| (e.kind, e.text.as_str())).collect();
    assert_eq!(shown, [(EditKind::Del, "相关"), (EditKind::Ins, "有关"), (EditKind::Same, "部门\n应当"),]);
}
