//! Where words quoted from one version of a law stand in another, found by the words alone.
//!
//! For places whose lineage is not known: their article was struck, or its words were carried off. Likeness is that of
//! [`diff::alike`]: 1 for the same words, 0 for no two characters in common. What is not sure is only a guess, for people to confirm.

use super::label::article_of;
use super::{Kind, Law, Provision, diff};

/// From here on the words have hardly been touched: they are the same provision, wherever they stand.
pub const SURE: f32 = 0.75;
/// A sure place must be this much more alike than the best one in any other article.
pub const LEAD: f32 = 0.15;
/// Under the same eId this is enough, if nothing else is more alike.
pub const SAME: f32 = 0.5;
/// Less alike than this is no guess worth showing.
pub const PERHAPS: f32 = 0.2;
/// So few characters say too little to be sure of anything but the same words.
const SHORT: usize = 8;
/// Guesses given at most.
const MOST: usize = 3;

/// Where quoted words are now.
#[derive(Debug, Clone, PartialEq)]
pub enum Anchor {
    /// Under the same eId.
    Same(String),
    /// Surely under this one.
    Moved(String),
    /// Perhaps here; how alike, from 0 to 1.
    Guess(String, f32),
    /// Nowhere.
    Lost,
}

/// Finds the words `quote`, which stood at `old`, in `new`.
pub fn find(quote: &str, old: &str, new: &Law) -> Anchor {
    let found = guesses(quote, old, new);
    let Some((best, score)) = found.first().cloned() else { return Anchor::Lost };
    let other = found.get(1).map_or(0.0, |(_, score)| *score);
    let is_exact = score > 0.999;
    if best == old && score >= SAME {
        return Anchor::Same(best);
    }
    let is_sure = score >= SURE && quote.chars().count() >= SHORT && score - other >= LEAD;
    match is_sure || is_exact && other < 0.999 {
        true => Anchor::Moved(best),
        false => Anchor::Guess(best, score),
    }
}

/// The places in `new` most like the words `quote` that stood at `old`, best first, one for each article, three at most.
pub fn guesses(quote: &str, old: &str, new: &Law) -> Vec<(String, f32)> {
    let level = level(old);
    let nodes: Vec<&Provision> = new.articles().flat_map(Provision::walk).collect();
    let texts: Vec<String> = nodes.iter().map(|node| node.plain_text()).collect();
    let mut scored: Vec<(&Provision, f32)> = nodes.into_iter().zip(diff::alike(quote, &texts)).filter(|(_, s)| *s >= PERHAPS).collect();
    // Equal words: the same place, then the same level, then in the order of the text.
    scored.sort_by(|a, b| b.1.total_cmp(&a.1).then_with(|| (a.0.eid != old, a.0.kind != level).cmp(&(b.0.eid != old, b.0.kind != level))));
    let mut best: Vec<(String, f32)> = Vec::new();
    for (node, score) in scored {
        let is_new = !best.iter().any(|(eid, _)| article_of(eid) == article_of(&node.eid));
        if is_new && best.len() < MOST {
            best.push((node.eid.clone(), score));
        }
    }
    best
}

/// What an eId is, by its last step.
fn level(eid: &str) -> Kind {
    match eid.rsplit("__").next().unwrap_or_default() {
        step if step.starts_with("para_") => Kind::Paragraph,
        step if step.starts_with("item_") => Kind::Item,
        step if step.starts_with("sub_") => Kind::Subitem,
        _ => Kind::Article,
    }
}

#[cfg(test)]
#[expect(clippy::indexing_slicing, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;
    use crate::law::numerals::chinese;
    use crate::law::parse::parse;
    use proptest::prelude::*;

    /// Sentences of our own that share few words.
    const WORDS: [&str; 8] = [
        "为了规范夜间摊位经营，方便居民生活，制定本条例。",
        "本市中心城区内开设的夜间集市以及其管理活动适用这些规则。",
        "摊主应当在划定区域内摆放货架，收摊后清扫地面并带走垃圾。",
        "二十二时以后不得使用扩音设备招揽顾客，影响周边居民休息。",
        "占用盲道、消防车通道的，由城管部门责令改正，可以处二百元罚款。",
        "街道办事处会同市场监管部门公布摊位图，每年听取一次居民意见。",
        "食品摊贩取得登记卡后亮照经营，从业人员每年体检。",
        "供电企业为集中设摊区装设独立电表，保障用电安全。",
    ];

    fn law(picked: &[usize]) -> Law {
        let mut text = String::from("某市夜市条例\n");
        for (number, words) in (1..).zip(picked) {
            text.push_str(&format!("第{}条　{}\n", chinese(number), WORDS.get(*words).copied().unwrap_or_default()));
        }
        parse(&text)
    }

    #[test]
    fn words_are_found_where_they_went() {
        let new = law(&[0, 5, 2, 3]);
        let find = |quote: &str, old: &str| super::find(quote, old, &new);
        assert_eq!(find(WORDS[2], "art_3"), Anchor::Same("art_3".to_owned()));
        assert_eq!(find(WORDS[3], "art_2"), Anchor::Moved("art_4".to_owned()));
        assert_eq!(find("摊主应当在划定的区域内摆放货架，收摊以后清扫地面，带走垃圾。", "art_9"), Anchor::Moved("art_3".to_owned()));
        assert!(
            matches!(find("摊主收摊后应当把地面清扫干净，不留油污。", "art_9"), Anchor::Guess(eid, score) if eid == "art_3" && score < SURE)
        );
        assert_eq!(find("供水企业按月抄表。", "art_2"), Anchor::Lost);
        assert_eq!(find("", "art_2"), Anchor::Lost);
    }

    #[test]
    fn words_are_found_inside_a_longer_article_at_their_own_level() {
        let new = parse(&format!("某市夜市条例\n第一条　{}\n{}\n第二条　{}\n", WORDS[0], WORDS[3], WORDS[2]));
        assert_eq!(find(WORDS[3], "art_7", &new), Anchor::Moved("art_1__para_2".to_owned()));
        assert_eq!(find(WORDS[2], "art_7__para_1", &new), Anchor::Moved("art_2__para_1".to_owned()));
        assert_eq!(find(WORDS[2], "art_7", &new), Anchor::Moved("art_2".to_owned()));
    }

    proptest! {
        #[test]
        fn words_that_stayed_are_never_lost(order in Just((0..8usize).collect::<Vec<_>>()).prop_shuffle(), kept in 1..8usize, asked in 0..8usize) {
            let new = law(order.get(..kept).unwrap_or_default());
            let words = WORDS[asked];
            let there = order.iter().take(kept).position(|w| *w == asked).map(|at| format!("art_{}", at + 1));
            match (find(words, "art_1", &new), there) {
                (Anchor::Same(eid) | Anchor::Moved(eid), Some(there)) => prop_assert_eq!(eid, there),
                (Anchor::Guess(..) | Anchor::Lost, None) => {}
                (found, there) => prop_assert!(false, "{:?} for {:?}", found, there),
            }
        }

        #[test]
        fn any_words_give_places_that_are_there(quote in "\\PC{0,60}", old in "[a-z_0-9]{0,12}", picked in prop::collection::vec(0..8usize, 0..6)) {
            let new = law(&picked);
            for (eid, score) in guesses(&quote, &old, &new) {
                prop_assert!(new.find(&eid).is_some());
                prop_assert!((PERHAPS..=1.001).contains(&score));
            }
            if let Anchor::Same(eid) = find(&quote, &old, &new) {
                prop_assert_eq!(eid, old);
            }
        }
    }
}
