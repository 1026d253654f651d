//! The regulations of the demo city: drafts, what later drafts change, and the papers around them.
//!
//! [`bill`] composes one regulation from a theme and the general rules. A revised draft differs from the first
//! in the articles named by [`Bill::changes`], so a suggestion that asked for a change can be shown as adopted.
//! Read next: [`super::themes`] for the words, [`super::voices`] for what people say about a bill.

use super::dice::Dice;
use super::layout::{Draft, Piece, Style, marks, references, render, resolve, strike};
use super::pattern::fill;
use super::themes::{self, Rule, Theme};

/// A regulation with its drafts.
#[derive(Debug)]
pub struct Bill {
    /// Year and number, e.g. `2021-03`.
    pub slug: String,
    /// Title without a note such as （草案）.
    pub title: String,
    /// One line for cards.
    pub subject: String,
    /// The group it is listed under.
    pub topic: &'static str,
    /// Who asks for comments.
    pub organiser: &'static str,
    /// What the text calls itself: 条例, 规定 or 办法.
    pub kind: &'static str,
    /// Its vocabulary.
    pub theme: &'static Theme,
    /// The articles of the first draft, in order.
    pub articles: Vec<Article>,
    /// What later drafts change.
    pub changes: Vec<Change>,
    /// First draft as text.
    pub law_text: String,
    /// Revised draft as text.
    pub revised_text: Option<String>,
    /// The law as passed.
    pub enacted_text: Option<String>,
    /// 起草说明; paragraphs are separated by a line break.
    pub explanation: String,
    /// Article number in the first draft, and a note in everyday words.
    pub plain_notes: Vec<(u32, String)>,
    /// Choices for 您的身份.
    pub identities: Vec<String>,
}

/// An article of the first draft and what people may say about it.
#[derive(Debug)]
pub struct Article {
    /// Its number in the first draft.
    pub number: u32,
    /// Its caption, whether printed or not.
    pub caption: String,
    /// Its words in the first draft, one line for each paragraph or item.
    pub text: String,
    /// Words many want changed; empty when there are none.
    pub from: String,
    /// What they want instead.
    pub to: String,
    /// The rule behind it.
    pub rule: &'static Rule,
}

/// When a change came.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// In the revised draft, and so in the enacted text.
    Revised,
    /// Only in the enacted text.
    Enacted,
}

/// What was changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ChangeKind {
    /// Words inside an article.
    Words,
    /// A paragraph at the end of an article.
    Paragraph,
    /// A whole article.
    Article,
}

/// One difference between the first draft and a later one.
#[derive(Debug, Clone)]
pub struct Change {
    /// Article of the first draft; for a new article the one before it.
    pub article: u32,
    /// Article of the changed text.
    pub new_article: u32,
    /// What was changed.
    pub kind: ChangeKind,
    /// Words of the first draft; empty when something was only added.
    pub from_phrase: String,
    /// Words of the changed text.
    pub to_phrase: String,
    /// What was asked for, fit to follow 建议.
    pub point: String,
    /// In which text it came.
    pub stage: Stage,
}

/// What the gaps of a text need beside the theme.
struct Naming {
    theme: &'static Theme,
    kind: &'static str,
    /// The year after the draft.
    year: usize,
}

/// The `index`th of `total` regulations, spread over the years 2019 to 2026.
pub fn bill(seed: u64, index: usize, total: usize) -> Bill {
    let mut dice = Dice::new(seed).fork_at("bill", index as u64);
    let (theme, title) = title(seed, index);
    let kind = kind_of(title.trim_end_matches("（修订）"));
    let law = Naming { theme, kind, year: FIRST_YEAR + index * YEARS / total.max(1) + 1 };
    let mut pieces = pieces(&mut dice, &law, index);
    let style = Style::draw(&mut dice, kind);
    let law_text = render(&pieces, &style, &format!("{title}（草案）"), theme, Draft::First);
    let articles = articles(&pieces);
    let changes = change(&mut dice, &mut pieces, theme, index);
    let revised = dice.chance(970).then(|| render(&pieces, &style, &format!("{title}（草案修改稿）"), theme, Draft::Revised));
    let enacted = (revised.is_some() && dice.chance(950)).then(|| render(&pieces, &style, &title, theme, Draft::Enacted));
    Bill {
        slug: slug(index, total),
        subject: theme.subject.to_string(),
        topic: theme.topic,
        organiser: dice.word(&ORGANISERS),
        kind,
        explanation: explanation(&mut dice, theme, &title, kind),
        plain_notes: plain_notes(&mut dice, theme, &articles),
        identities: theme.identities.iter().map(|word| word.to_string()).collect(),
        theme,
        title,
        articles,
        changes,
        law_text,
        revised_text: revised,
        enacted_text: enacted,
    }
}

impl Bill {
    /// The article with this number in the first draft.
    pub fn article(&self, number: u32) -> Option<&Article> {
        self.articles.get(usize::try_from(number).ok()?.checked_sub(1)?)
    }

    /// What was changed in an article of the first draft.
    pub fn change_of(&self, number: u32) -> Option<&Change> {
        self.changes.iter().find(|change| change.article == number)
    }
}

const ORGANISERS: [&str; 3] = ["示例市人大常委会法制工作委员会", "示例市人大常委会法制工作委员会", "示例市人大城市建设环境保护委员会"];

const FIRST_YEAR: usize = 2019;
const YEARS: usize = 8;

fn slug(index: usize, total: usize) -> String {
    let year = index * YEARS / total.max(1);
    let first = (year * total).div_ceil(YEARS);
    format!("{}-{:02}", FIRST_YEAR + year, index - first + 1)
}

/// Theme and title; themes take turns in an order of the seed, titles of a theme are used one after the other.
fn title(seed: u64, index: usize) -> (&'static Theme, String) {
    let all = themes::all();
    let round = index / all.len();
    let mut order: Vec<&'static Theme> = all.iter().collect();
    Dice::new(seed).fork_at("themes", round as u64).shuffle(&mut order);
    let theme = order.get(index % all.len()).copied().unwrap_or_else(|| Dice::new(seed).pick(all));
    let own = theme.titles.get(round % theme.titles.len().max(1)).copied().unwrap_or(theme.short);
    let again = round / theme.titles.len().max(1);
    let area = AREAS.get(again % AREAS.len()).copied().unwrap_or("");
    let note = match again / AREAS.len() {
        0 => String::new(),
        1 => "（修订）".to_string(),
        n => format!("（第{}次修订）", super::layout::numeral(n as u32)),
    };
    (theme, format!("示例市{area}{own}{note}"))
}

/// Parts of the city that get regulations of their own once every theme has had all its titles.
const AREAS: [&str; 12] = [
    "",
    "滨江新区",
    "月湖旅游度假区",
    "金鹊高新区",
    "老城厢",
    "渡船头镇",
    "石泉镇",
    "北渡物流园区",
    "大学城",
    "空港片区",
    "沿江地区",
    "乡村地区",
];

fn kind_of(title: &str) -> &'static str {
    if title.contains("规定") {
        "规定"
    } else if title.contains("办法") {
        "办法"
    } else {
        "条例"
    }
}

/// Chooses the articles of the first draft and puts them in order.
fn pieces(dice: &mut Dice, law: &Naming, turn: usize) -> Vec<Piece> {
    let theme = law.theme;
    let (low, high) = match law.kind {
        "条例" => (27, 58),
        "办法" => (18, 32),
        _ => (12, 18),
    };
    let wanted = dice.between(low, high);
    let mut own: Vec<(&'static str, &'static Rule)> = Vec::new();
    let half = theme.rules.len() / 2;
    for (at, rule) in theme.rules.iter().enumerate() {
        own.push((if at < half { "甲" } else { "乙" }, rule));
    }
    if law.kind == "规定" {
        let drop = turn % own.len().max(1);
        own.remove(drop);
        own.remove(dice.below(own.len()));
    }
    let general = themes::general();
    let required = general.iter().filter(|rule| rule.required).count();
    let mut optional: Vec<usize> = (0..general.len())
        .filter(|&at| general.get(at).is_some_and(|rule| !(rule.required || theme.office && rule.text.contains("{o"))))
        .collect();
    dice.shuffle(&mut optional);
    optional.truncate(wanted.saturating_sub(required + own.len()));
    let mut out = Vec::new();
    for part in PARTS {
        let of_theme = own.iter().filter(|(where_, _)| *where_ == part).map(|(_, rule)| *rule);
        let of_all = general.iter().enumerate().filter(|(at, rule)| rule.part == part && (rule.required || optional.contains(at)));
        for rule in of_theme.chain(of_all.map(|(_, rule)| rule)) {
            out.push(piece(dice, law, part, rule));
        }
    }
    out
}

const PARTS: [&str; 7] = ["总则", "甲", "乙", "保障", "监督", "责任", "附则"];

fn piece(dice: &mut Dice, law: &Naming, part: &'static str, rule: &'static Rule) -> Piece {
    let mut slot = |_: &mut Dice, gap: &str| match gap {
        "kind" => law.kind.to_string(),
        "year" => law.year.to_string(),
        "work" => law.theme.work(),
        _ => law.theme.word(gap).map_or_else(|| format!("{{{gap}}}"), str::to_string),
    };
    Piece {
        part,
        caption: fill(rule.caption, dice, &mut slot),
        raw: fill(&rule.text, dice, &mut slot),
        rule,
        changed: None,
        added: false,
        struck: false,
        extra: None,
    }
}

/// The articles as the first draft has them.
fn articles(pieces: &[Piece]) -> Vec<Article> {
    let refs = references(pieces, Draft::First);
    let mut out = Vec::new();
    for (piece, number) in pieces.iter().zip(1..) {
        let (from, to) = marks(&piece.raw).find(|(from, to)| !from.is_empty() && !to.is_empty()).unwrap_or_default();
        out.push(Article {
            number,
            caption: piece.caption.clone(),
            text: resolve(&piece.raw, false, &refs),
            from: from.to_string(),
            to: to.to_string(),
            rule: piece.rule,
        });
    }
    out
}

/// Decides what later drafts change, marks the pieces and lists the changes.
fn change(dice: &mut Dice, pieces: &mut Vec<Piece>, theme: &'static Theme, index: usize) -> Vec<Change> {
    let mut able: Vec<usize> = (0..pieces.len()).filter(|&at| pieces.get(at).is_some_and(|p| p.raw.contains("=>"))).collect();
    dice.shuffle(&mut able);
    let revised = (able.len() * dice.between(25, 50) / 100).max(3);
    for (turn, &at) in able.iter().enumerate() {
        let Some(piece) = pieces.get_mut(at) else { continue };
        if turn < revised {
            piece.changed = Some(Stage::Revised);
        } else if turn < revised + 1 + able.len() / 12 {
            piece.changed = Some(Stage::Enacted);
        } else if piece.rule.part.is_empty() && dice.chance(400) {
            piece.extra = Some(dice.pick(&EXTRA_PARAGRAPHS));
        }
    }
    let mut first: Vec<u32> = (1..=pieces.len() as u32).collect();
    let mut new_rules: Vec<&(&str, &str, &str)> = NEW_ARTICLES.iter().collect();
    dice.shuffle(&mut new_rules);
    new_rules.truncate(dice.below(3));
    for (caption, text, ask) in new_rules {
        let places: Vec<usize> = (0..pieces.len()).filter(|&at| pieces.get(at).is_some_and(|p| ["乙", "保障"].contains(&p.part))).collect();
        let at = if places.is_empty() { pieces.len() / 2 } else { *dice.pick(&places) };
        let Some(before) = pieces.get(at) else { continue };
        let (part, rule) = (before.part, before.rule);
        let raw = words(dice, theme, text);
        let ask = words(dice, theme, ask);
        pieces.insert(
            at + 1,
            Piece {
                part,
                caption: caption.to_string(),
                raw: format!("{raw}\u{0}{ask}"),
                rule,
                changed: None,
                added: true,
                struck: false,
                extra: None,
            },
        );
        first.insert(at + 1, first.get(at).copied().unwrap_or(1));
    }
    strike(pieces, index);
    let mut out = Vec::new();
    for ((piece, &article), new_article) in pieces.iter_mut().zip(&first).filter(|(piece, _)| !piece.struck).zip(1..) {
        let mut push = |kind, from: &str, to: &str, point: String, stage| {
            out.push(Change { article, new_article, kind, from_phrase: from.to_string(), to_phrase: to.to_string(), point, stage });
        };
        if piece.added {
            let (raw, ask) = piece.raw.split_once('\u{0}').unwrap_or((&piece.raw, ""));
            push(ChangeKind::Article, "", raw, ask.to_string(), Stage::Revised);
            piece.raw = raw.to_string();
        } else if let Some(stage) = piece.changed {
            let best = marks(&piece.raw).max_by_key(|(from, to)| (!from.is_empty(), to.len())).unwrap_or_default();
            push(ChangeKind::Words, best.0, best.1, words(dice, theme, piece.rule.ask), stage);
        } else if let Some((text, ask)) = piece.extra {
            push(ChangeKind::Paragraph, "", &words(dice, theme, text), words(dice, theme, ask), Stage::Revised);
        }
    }
    out
}

pub(super) fn words(dice: &mut Dice, theme: &Theme, pattern: &str) -> String {
    fill(pattern, dice, &mut |_, gap| match gap {
        "work" => theme.work(),
        _ => theme.word(gap).unwrap_or("").to_string(),
    })
}

/// Paragraphs that may come with a revised draft, and what was asked for.
const EXTRA_PARAGRAPHS: [(&str, &str); 6] = [
    ("老年人、残疾人办理相关事项的，应当提供上门或者代办服务。", "给老年人、残疾人提供上门或者代办"),
    ("对处理结果有异议的，可以自收到通知之日起十日内向{lead}申请复核。", "给一个申请复核的机会"),
    ("具体标准由{lead}会同{p1}制定，制定时应当公开征求意见。", "具体标准要公开征求意见"),
    ("{a1}应当将本条规定的落实情况每年公布一次。", "落实情况每年公布一次"),
    ("街道办事处、乡镇人民政府应当协助做好前款规定的工作。", "让街道也参与进来"),
    ("因不可抗力不能按照前款规定执行的，应当及时说明情况。", "遇到特殊情况要允许说明"),
];

/// Articles that may come with a revised draft: caption, words, what was asked for.
const NEW_ARTICLES: [(&str, &str, &str); 6] = [
    (
        "协商机制",
        "居民委员会可以组织{a1}、{a2}、{a3}代表，就{short}中的矛盾进行协商，协商一致的事项应当书面确认并公开。",
        "增加一条，遇到矛盾先由居委会组织协商",
    ),
    ("过渡措施", "对不符合规定要求的{v1}，给予一年过渡期；过渡期内应当制定整改计划并报{lead}备案。", "增加过渡期，给大家一年时间整改"),
    ("志愿服务", "鼓励志愿服务组织参与{short}的宣传、劝导和服务，为参加活动的志愿者提供必要的培训和保险保障。", "增加志愿者参与的内容"),
    ("未成年人保护", "在{v1}开展活动，可能影响未成年人身心健康的，{a1}应当采取专门的保护措施，并设置明显提示。", "增加保护未成年人的规定"),
    (
        "首问负责",
        "{lead}、{p1}对{short}方面的咨询、投诉实行首问负责，不属于本部门职责的，应当当场转送有权处理的部门并告知当事人。",
        "增加首问负责，谁先接到谁负责到底",
    ),
    ("数据公开", "{lead}应当每年第一季度公布上一年度{work}的主要数据，包括投诉数量、处理结果和经费使用情况。", "增加每年公开数据的要求"),
];

fn explanation(dice: &mut Dice, theme: &'static Theme, title: &str, kind: &str) -> String {
    let mut names: Vec<&str> = theme.rules.iter().map(|rule| rule.caption).collect();
    dice.shuffle(&mut names);
    names.truncate(4);
    let listed = names.join("、");
    let mut parts: Vec<String> = Vec::new();
    for pattern in EXPLANATION {
        if parts.len() == 3 && dice.chance(500) {
            break;
        }
        parts.push(fill(pattern, dice, &mut |dice, gap| match gap {
            "title" => title.to_string(),
            "kind" => kind.to_string(),
            "names" => listed.clone(),
            "count" => format!("{}", dice.between(12, 96) * 10),
            "small" => format!("{}", dice.between(6, 28)),
            _ => theme.word(gap).unwrap_or("").to_string(),
        }));
    }
    parts.join("\n")
}

const EXPLANATION: [&str; 4] = [
    "一、起草的必要性。{近年来，|随着城市发展，}{short}与群众日常生活{关系越来越密切|息息相关}，但{b1}、{b2}等问题{时有发生|反映集中}。去年市民服务热线收到有关诉求{count}余件，{位居同类诉求前列|比上年增加近两成}。现行规定{制定较早，部分内容已经不能适应需要|较为原则，操作性不强}，有必要制定《{title}》。",
    "二、起草过程。{lead}会同{p1}、{p2}组成起草小组，先后到{small}个街镇开展调研，召开座谈会{small}场，听取{a1}、{a2}和{a3}代表的意见，并委托{基层立法联系点|高校和律师事务所}{就重点条款组织讨论|收集各方建议}，形成了目前的草案。",
    "三、主要内容。草案围绕{names}等作了规定：一是明确{lead}的牵头职责，避免部门之间相互推诿；二是要求{a1}{g1}、{g2}；三是把{b3}、{b4}等列为禁止行为，并{设定相应的法律责任|坚持教育与处罚相结合}。",
    "四、需要重点听取意见的问题。{names}的标准是否合适，{a2}能否承受，{a3}的权益是否得到保障，罚款的数额是否适当，欢迎社会各界提出意见和建议。",
];

fn plain_notes(dice: &mut Dice, theme: &'static Theme, articles: &[Article]) -> Vec<(u32, String)> {
    let mut out = Vec::new();
    for article in articles {
        let own = article.rule.part.is_empty();
        if !dice.chance(if own { 600 } else { 60 }) {
            continue;
        }
        let pattern = match article.from.is_empty() {
            true => "{这一条讲的是|说白了，这一条管的是}“{lay}”。{您身边有没有这样的事？可以写下来。|看看和您平时遇到的情况合不合。}",
            false => {
                "{这一条讲的是|说白了，这一条管的是}“{lay}”。草案现在写的是“{from}”，{您觉得合适吗？|宽了还是严了，欢迎说说。|有人觉得可以，也有人觉得不够，想听听您的看法。}"
            }
        };
        let lay = words(dice, theme, article.rule.lay);
        let note = fill(pattern, dice, &mut |_, gap| if gap == "lay" { lay.clone() } else { article.from.clone() });
        out.push((article.number, note));
    }
    out
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use super::super::layout::numeral;
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_seed_gives_the_same_bill() {
        let (one, two) = (bill(1, 40, 107), bill(1, 40, 107));
        assert_eq!((one.law_text, one.revised_text), (two.law_text, two.revised_text));
        assert_ne!(bill(2, 40, 107).law_text, bill(1, 40, 107).law_text);
    }

    #[test]
    fn slugs_and_titles_are_given_once_at_every_scale() {
        for total in [107, 1070] {
            let bills: Vec<Bill> = (0..total).map(|index| bill(1, index, total)).collect();
            assert_eq!(bills.iter().map(|b| b.slug.as_str()).collect::<BTreeSet<_>>().len(), total);
            assert_eq!(bills.iter().map(|b| b.title.as_str()).collect::<BTreeSet<_>>().len(), total);
        }
    }

    #[test]
    fn article_numbers_run_on_and_every_gap_is_filled() {
        for index in 0..107 {
            let bill = bill(1, index, 107);
            assert!((12..=60).contains(&bill.articles.len()), "{}: {}", bill.slug, bill.articles.len());
            for text in [Some(&bill.law_text), bill.revised_text.as_ref(), bill.enacted_text.as_ref()].into_iter().flatten() {
                let starts = text.lines().filter(|line| line.starts_with('第') && line.chars().take(6).any(|c| c == '条'));
                for (line, number) in starts.zip(1..) {
                    assert!(line.starts_with(&format!("第{}条", numeral(number))), "{}: {line}", bill.slug);
                }
                assert!(!text.contains(['{', '}', '<', '>', '|', '\u{0}']), "{}", bill.slug);
            }
            assert!(bill.articles.iter().zip(1..).all(|(article, number)| article.number == number));
        }
    }

    #[test]
    fn a_change_is_in_the_later_text_and_not_in_the_first() {
        for index in 0..107 {
            let bill = bill(1, index, 107);
            assert!(bill.changes.len() >= 3, "{}", bill.slug);
            for change in &bill.changes {
                let text = match change.stage {
                    Stage::Revised => bill.revised_text.as_ref(),
                    Stage::Enacted => bill.enacted_text.as_ref(),
                };
                let Some(text) = text else { continue };
                let start = format!("第{}条", numeral(change.new_article));
                let from = text.find(&format!("\n{start}")).unwrap_or_default();
                let rest = text.split_at_checked(from + 1).unwrap().1;
                let next = format!("\n第{}条", numeral(change.new_article + 1));
                assert!(rest.split(next.as_str()).next().unwrap().contains(&change.to_phrase), "{} {change:?}", bill.slug);
                let first = &bill.article(change.article).unwrap().text;
                assert!(first.contains(&change.from_phrase), "{} {change:?}", bill.slug);
            }
        }
    }
}
