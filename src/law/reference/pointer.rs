//! Words that point without a number: 前款, 上一条, 本条, 该款, 本章; and the words that only look like them: 该条件, 目前项目.

use super::scan::number;
use crate::law::Kind;

/// What a word points to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Pointer {
    /// 本条
    ThisArticle,
    /// 该条, 同条
    ThatArticle,
    /// 前条, 上一条, 前两条
    ArticlesBefore(u32),
    /// 下一条
    ArticleAfter,
    /// 本章, 本节, 本编
    ThisDivision(Kind),
    /// 前款, 前两款, 前三款
    Paragraphs(u32),
    /// 前项, 前两项; in Taiwan the level above items.
    Items(u32),
    /// 本款
    ThisParagraph,
    /// 该款, 同款
    ThatParagraph,
}

/// Reads a pointer at `at`: what it says and where it ends.
pub(super) fn read(chars: &[char], at: usize) -> Option<(Pointer, usize)> {
    let first = *chars.get(at)?;
    if !"前上下本该該同".contains(first) || is_inside_word(chars, at, first) {
        return None;
    }
    let (mut end, mut count) = (at + 1, 1);
    if "前上下".contains(first)
        && let Some((n, after)) = number(chars, end)
        && n < 20
    {
        (count, end) = (n, after);
    }
    let unit = *chars.get(end)?;
    if is_other_word(unit, chars.get(end + 1..).unwrap_or_default()) {
        return None;
    }
    let pointer = match (first, unit) {
        ('本', '条' | '條') => Pointer::ThisArticle,
        ('该' | '該' | '同', '条' | '條') => Pointer::ThatArticle,
        ('前' | '上', '条' | '條') => Pointer::ArticlesBefore(count),
        ('下', '条' | '條') if count == 1 => Pointer::ArticleAfter,
        ('前' | '上', '款') => Pointer::Paragraphs(count),
        ('前' | '上', '项' | '項') => Pointer::Items(count),
        ('本', '款') => Pointer::ThisParagraph,
        ('该' | '該' | '同', '款') => Pointer::ThatParagraph,
        ('本', '章') => Pointer::ThisDivision(Kind::Chapter),
        ('本', '节' | '節') => Pointer::ThisDivision(Kind::Section),
        ('本', '编' | '編') => Pointer::ThisDivision(Kind::Part),
        _ => return None,
    };
    Some((pointer, end + 1))
}

/// The first character ends another word: 目前, 以上, 马路上, 相同, 合同, 资本, 应该.
fn is_inside_word(chars: &[char], at: usize, first: char) -> bool {
    let others = match first {
        '前' => "目提之以当當事生先眼日从從向空跟往面超",
        '上' => "以路街身手面车車桥橋马馬地线線网網会會墙晚早之如",
        '下' => "以之如路街身手面地桥橋树樹楼樓底当當",
        '同' => "合相不共雷",
        '本' => "资資文版样樣基根成日剧劇课課",
        _ => "应應活",
    };
    at.checked_sub(1).and_then(|before| chars.get(before)).is_some_and(|c| others.contains(*c))
}

/// The unit begins another word: 条例, 条件, 款项, 项目, 章程, 节日; or counts things: 上一条建议, 该条街.
fn is_other_word(unit: char, rest: &[char]) -> bool {
    let others = match unit {
        '条' | '條' => "例款文约約件目理街路线線河道鱼狗龙",
        '款' => "项項式额額待",
        '项' | '項' => "目",
        '章' => "程鱼",
        '节' | '節' => "目日约約点點课課制奏能",
        '编' | '編' => "制号號码碼辑輯写寫排",
        _ => return false,
    };
    let next: String = rest.iter().take(2).collect();
    let counted = ["建议", "建議", "意见", "意見", "信息", "新闻", "留言", "评论"].contains(&next.as_str());
    // 第三款项 is none, 前款第三项 is one: there 第 stands between.
    counted || next.starts_with(|c| others.contains(c))
}
