//! Whose article it is: 本条例第五条 is ours, 《民法典》第五条 and 刑法第五条 are not.

use crate::law::parse::squeeze;

/// Words that end the name of a law.
const NAMES: [&str; 13] = ["法", "法典", "条例", "條例", "规定", "規定", "办法", "辦法", "细则", "細則", "规则", "章程", "决定"];

/// Papers whose articles are never ours.
const PAPERS: [&str; 7] = ["合同", "协议", "令", "号文", "文件", "通知", "公约"];

/// Words after which a bare 条例 means the text at hand.
const LEADS: [&str; 61] = [
    "本", "该", "該", "这个", "这部", "此", "新", "根据", "依据", "依照", "按照", "按", "依", "违反", "对", "将", "把", "在", "和", "与",
    "或", "及", "至", "关于", "建议", "认为", "符合", "适用", "遵守", "执行", "修改", "草案", "的", "从", "就", "看", "我", "提", "以",
    "由", "希望", "请", "是", "说", "同意", "支持", "反对", "赞成", "觉得", "不过", "但", "而", "让", "所以", "因为", "参照", "及其", "里",
    "中", "建議", "依據",
];

/// A name of a law stands right before `at`.
pub(super) fn is_named(chars: &[char], at: usize) -> bool {
    let before = before(chars, at);
    before.ends_with(['》', '>', '〉', '」', '】', ']']) || NAMES.iter().chain(&PAPERS).any(|n| before.ends_with(n))
}

/// The article at `at` belongs to another law than the one called `title`.
pub(super) fn is_foreign(chars: &[char], at: usize, title: &str) -> bool {
    let before = before(chars, at);
    let own = own_name(title);
    if let Some(open) = before.strip_suffix(['》', '>', '〉', '」', '】', ']']) {
        let named = open.rsplit(['《', '<', '〈', '「', '【', '[']).next().unwrap_or(open);
        return own.is_empty() || own_name(named) != own;
    }
    if !own.is_empty() && before.ends_with(&own) {
        return false;
    }
    if PAPERS.iter().any(|n| before.ends_with(n)) {
        return true;
    }
    let Some(name) = NAMES.iter().filter(|n| before.ends_with(**n)).max_by_key(|n| n.len()) else {
        return false;
    };
    let head = before.strip_suffix(name).unwrap_or_default();
    let run: String = head.chars().rev().take_while(|c| !"，。；：、！？（）()“”《》,.;!?".contains(*c)).collect();
    if run.is_empty() {
        return *name == "法" || *name == "法典";
    }
    // 该法 is the law named last; our own text says 本条例.
    if head.ends_with(['该', '該']) && names_other(chars, at, &own) {
        return true;
    }
    // Our own title cut short: 夜间集市管理规定 of 某市夜间集市管理规定.
    let run: String = run.chars().rev().collect();
    let short = LEADS.iter().filter_map(|lead| run.rsplit_once(lead)).map(|(_, rest)| rest).min_by_key(|rest| rest.len()).unwrap_or(&run);
    if short.chars().count() >= 2 && own.contains(&format!("{short}{name}")) {
        return false;
    }
    let ours = LEADS.iter().any(|lead| head.ends_with(lead));
    // 民法典, 刑法: a short name directly after a lead word is still a name.
    !ours || *name == "法典"
}

/// The last name in 《》 before `at` is that of another law.
fn names_other(chars: &[char], at: usize, own: &str) -> bool {
    let words: String = chars.get(..at).unwrap_or_default().iter().collect();
    let named = words.rsplit_once('》').and_then(|(before, _)| before.rsplit_once('《')).map(|(_, name)| own_name(name));
    named.is_some_and(|name| own.is_empty() || name != own)
}

/// The name without 中华人民共和国 and without a note such as （草案）.
fn own_name(title: &str) -> String {
    let words = squeeze(title);
    let bare = words.split(['（', '(']).next().unwrap_or_default();
    bare.strip_prefix("中华人民共和国").unwrap_or(bare).to_string()
}

/// The thirty characters before `at`, without blanks.
fn before(chars: &[char], at: usize) -> String {
    let from = at.saturating_sub(30);
    let words: String = chars.get(from..at).unwrap_or_default().iter().collect();
    squeeze(&words)
}
