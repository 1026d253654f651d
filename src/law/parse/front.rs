//! What stands before the body: title, 题注, preamble.

use super::line::{Line, is_space, squeeze, trim};
use crate::law::{Law, Oddity, Remainder, Warning};

/// Sorts the front lines into the law.
pub fn read(lines: &[&Line], law: &mut Law) {
    let named = read_title(lines, law);
    let title = squeeze(&law.title);
    let mut bracket = false;
    let mut prose = false;
    for (index, line) in lines.iter().enumerate() {
        if named.contains(&index) {
            continue;
        }
        let words = squeeze(&line.text);
        if !prose && (bracket || is_issue(&words)) {
            bracket = is_open(&words, bracket);
            law.issued.push(trim(&line.text).to_string());
        } else if words != title && (prose || is_prose(&words)) {
            prose = true;
            if !law.preamble.is_empty() {
                law.preamble.push('\n');
            }
            law.preamble.push_str(trim(&line.text));
        } else {
            if words != title {
                law.warnings.push(Warning::new(line.number, Oddity::Stray));
            }
            law.remainder.push(Remainder { line: line.number, text: line.raw.clone() });
        }
    }
}

/// Sets the title and returns the lines it stands on.
fn read_title(lines: &[&Line], law: &mut Law) -> std::ops::Range<usize> {
    let Some(at) = title_position(lines) else {
        return 0..0;
    };
    let mut used = at + 1;
    let mut from = at;
    // The end of a long name that was broken in two.
    if let (Some(line), Some(above)) = (lines.get(at), at.checked_sub(1).and_then(|i| lines.get(i)))
        && is_broken(&squeeze(&above.text), &squeeze(&line.text))
    {
        law.title = trim(&above.text).to_string();
        used = at;
        from = at - 1;
    } else if let Some(line) = lines.get(at) {
        let words = trim(&line.text);
        // 某 市 条 例: spread over the line by hand.
        let spread = words.split(is_space).filter(|part| !part.is_empty()).all(|part| part.chars().count() == 1 && !part.is_ascii());
        law.title = if spread { squeeze(words) } else { words.to_string() };
    }
    // 某市人大常委会 / 关于…的决定: the body's name on the line above is part of the title.
    if law.title.starts_with("关于")
        && let Some(above) = at.checked_sub(1).and_then(|i| lines.get(i))
        && is_body(&squeeze(&above.text))
    {
        law.title.insert_str(0, trim(&above.text));
        from = at - 1;
    }
    while let Some(next) = lines.get(used)
        && continues_title(&law.title, &next.text)
    {
        law.title.push_str(trim(&next.text));
        used += 1;
    }
    from..used
}

/// Whether a line and the one below it are one name: the first is long and does not end, the second is short and ends.
fn is_broken(above: &str, below: &str) -> bool {
    let (first, second) = (above.chars().count(), below.chars().count());
    let whole = format!("{above}{below}");
    (20..=60).contains(&first)
        && second <= first.max(36)
        && !is_title(above)
        && !is_around(above)
        && !above.contains(['。', '：', '；'])
        && is_title(&whole)
}

/// The name of a body that issues laws, alone on its line.
fn is_body(words: &str) -> bool {
    const ENDS: [&str; 8] = ["委员会", "委員會", "人民政府", "大会", "国务院", "主席团", "法院", "检察院"];
    words.chars().count() <= 40 && ENDS.iter().any(|end| words.ends_with(end))
}

/// The first Markdown heading, else the first line that ends like the name of a law, else the first line.
fn title_position(lines: &[&Line]) -> Option<usize> {
    let marked = lines.iter().position(|l| l.heading == 1);
    let named = lines.iter().take(12).position(|l| is_title(&squeeze(&l.text)));
    let short = |l: &Line| {
        l.text.chars().count() <= 60
            && !l.text.ends_with(['。', '：', '；'])
            && !l.text.starts_with(['（', '('])
            && !is_around(&squeeze(&l.text))
    };
    marked
        .or(named)
        .or_else(|| lines.iter().position(|l| short(l)))
        .or_else(|| lines.iter().position(|l| l.text.chars().count() <= 60 && !l.text.ends_with(['。', '：', '；'])))
}

/// What stands above a title but is none: 附件1, the way through a web site, when and where it was published.
fn is_around(words: &str) -> bool {
    const STARTS: [&str; 10] = ["附件", "当前位置", "您的位置", "首页", "发布时间", "发布日期", "来源", "索引号", "浏览次数", "字体"];
    STARTS.iter().any(|start| words.starts_with(start)) || words.contains(['>', '›', '»']) || is_issue(words)
}

/// Words that end the name of a law or draft.
pub(super) fn is_title(words: &str) -> bool {
    const ENDS: [&str; 40] = [
        "法",
        "条例",
        "條例",
        "规定",
        "規定",
        "办法",
        "辦法",
        "决定",
        "決定",
        "细则",
        "細則",
        "规则",
        "規則",
        "决议",
        "決議",
        "准则",
        "準則",
        "章程",
        "通则",
        "通則",
        "修正案",
        "草案",
        "纲要",
        "法典",
        "公告",
        "解释",
        "程序",
        "方案",
        "暂行",
        "公约",
        "标准",
        "意见",
        "规范",
        "规程",
        "守则",
        "制度",
        "条约",
        "协定",
        "安排",
        "批复",
    ];
    let bare = without_note(words);
    let length = bare.chars().count();
    let sentence = words.contains(['。', '；', '，']) || words.starts_with(['（', '(']);
    (3..=80).contains(&length) && !sentence && !is_dated(bare) && ENDS.iter().any(|end| bare.ends_with(end)) && !bare.ends_with("公告")
}

/// 某条例（草案） without its note.
fn without_note(words: &str) -> &str {
    match words.strip_suffix(['）', ')']) {
        Some(open) => open.rsplit_once(['（', '(']).map_or(words, |(head, _)| head),
        None => words,
    }
}

/// （草案） on its own line, or the second half of a name broken in two.
fn continues_title(title: &str, next: &str) -> bool {
    let words = squeeze(next);
    let note = words.starts_with(['（', '(', '〔'])
        && words.ends_with(['）', ')', '〕'])
        && words.chars().count() <= 30
        && !is_dated(&words)
        && ["稿", "草案", "试行", "試行", "暂行", "版", "修正", "修订"].iter().any(|w| words.contains(w));
    let title = squeeze(title);
    let length = title.chars().count();
    let halves = length >= 20 && words.chars().count() <= length && is_title(&format!("{title}{words}"));
    let broken = !is_title(&title) && (is_title(&words) && length <= 40 || halves);
    note || broken && !title.ends_with(['。', '号', '號']) && !title.contains("公告")
}

/// A year, month or day: 2020年, 二〇二〇年, 2025-10-28, 民國.
fn is_dated(words: &str) -> bool {
    let year = words.find('年').is_some_and(|at| {
        words.split_at_checked(at).and_then(|(before, _)| before.chars().next_back()).is_some_and(crate::law::numerals::is_numeral)
    });
    year || words.split(|c: char| !c.is_ascii_digit()).any(|part| part.len() == 4) && words.contains('-')
}

/// A line of the 题注: when and by whom passed, amended, promulgated.
fn is_issue(words: &str) -> bool {
    const ACTS: [&str; 18] = [
        "通过",
        "通過",
        "公布",
        "发布",
        "發布",
        "修正",
        "修订",
        "修訂",
        "批准",
        "施行",
        "颁布",
        "实施",
        "第号",
        "签署",
        "制定",
        "废止",
        "主席令",
        "令第",
    ];
    let act = ACTS.iter().any(|word| words.contains(word));
    let order = words.chars().count() <= 40 && words.ends_with(['号', '號']) && words.contains('第');
    let bare_date = is_dated(words) && words.chars().count() <= 12;
    let bracketed = words.starts_with(['（', '(']) && is_dated(words);
    let notice = words.chars().count() <= 40 && (words.ends_with("公告") || words.ends_with('令'));
    let signed = words.chars().count() <= 20
        && ["中华人民共和国主席", "国务院总理", "省长", "市长", "主任"].iter().any(|office| words.starts_with(office))
        && !words.ends_with(['。', '：', '；']);
    signed || is_dated(words) && act && !words.ends_with('：') || bare_date || bracketed || order || notice || is_body(words)
}

/// A bracket opened in the 题注 is still open after this line.
fn is_open(words: &str, before: bool) -> bool {
    let mut depth = i32::from(before);
    for c in words.chars() {
        match c {
            '（' | '(' => depth += 1,
            '）' | ')' => depth -= 1,
            _ => {}
        }
    }
    depth > 0
}

/// Sentences, or the heading of a preamble.
fn is_prose(words: &str) -> bool {
    matches!(words, "序言" | "前言" | "引言" | "序")
        || words.ends_with(['。', '：', '；'])
        || words.chars().count() > 60
        || words.split(is_space).count() > 3
}
