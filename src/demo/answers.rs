//! What the offices of the demo city write: suggestions, decisions, covers, meetings.
//!
//! A suggestion that asks for one of [`Bill::changes`] quotes the very words, so its adoption can be traced in the
//! later drafts. Everything is composed; read next: [`super::voices`] for the words of citizens.

use super::bills::{Article, Bill, Change, ChangeKind, Stage};
use super::city;
use super::clauses as pool;
use super::dice::Dice;
use super::layout::numeral;
use super::pattern::fill;
use super::voices::wanted;

/// A suggestion as a clerk words it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// One line.
    pub title: String,
    /// The wanted words of the article.
    pub wording: Option<String>,
    /// 理由依据.
    pub reason: String,
}

/// A decision as a reviewer writes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// reflected, partly_reflected, other_law, implementing, no_competence, needs_study, not_feasible or other.
    pub reason_code: &'static str,
    /// The public explanation.
    pub reason: String,
    /// The words of the later draft; for adopted and partly adopted.
    pub final_wording: Option<String>,
    /// The article of the later draft; for adopted and partly adopted.
    pub new_article: Option<u32>,
    /// revised_draft or enacted where something was adopted, else study.
    pub level: &'static str,
}

/// A meeting as announced, and its minutes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gathering {
    /// Its name.
    pub title: String,
    /// Where.
    pub place: String,
    /// What it is about.
    pub about: String,
    /// What was said, for a meeting that is over.
    pub minutes: String,
    /// How many can take part.
    pub seats: usize,
}

/// A suggestion on an article of the first draft; with the change that fulfils it, if one does.
pub fn proposal(dice: &mut Dice, bill: &Bill, article: Option<u32>, change: Option<&Change>) -> Proposal {
    let on = change.map(|c| c.article).or(article).and_then(|number| bill.article(number));
    let writer = Writer { bill, on };
    let Some(article) = on else {
        return Proposal { title: writer.say(dice, &pool::TITLE_WHOLE), wording: None, reason: writer.say(dice, &pool::REASON_WHOLE) };
    };
    let label = format!("第{}条", numeral(article.number));
    let free = bill.change_of(article.number).is_none();
    let (title, wording) = match change {
        Some(c) => (asked(&label, c), Some(replaced(article, c))),
        None if free && !article.from.is_empty() && dice.chance(450) => {
            (format!("建议将{label}中的“{}”修改为“{}”", bare(&article.from), bare(&article.to)), Some(wanted(article)))
        }
        None => {
            let ask = if free { writer.ask(dice) } else { writer.say(dice, &pool::ASK_ELSE) };
            (format!("{}：{ask}", writer.say(dice, &["{建议完善|关于}{label}{（{caption}）|}"])), None)
        }
    };
    let reason = writer.say(dice, &pool::REASON);
    Proposal { title, wording, reason }
}

/// The decision on a suggestion. `outcome` is adopted, partly_adopted, noted or not_adopted.
pub fn decision(dice: &mut Dice, bill: &Bill, article: Option<u32>, change: Option<&Change>, outcome: &str) -> Answer {
    let on = change.map(|c| c.article).or(article).and_then(|number| bill.article(number));
    let writer = Writer { bill, on };
    let (reason_code, pattern) = match outcome {
        "adopted" => ("reflected", dice.word(&pool::ADOPTED)),
        "partly_adopted" => ("partly_reflected", dice.word(&pool::PARTLY)),
        "noted" => *dice.pick(&pool::NOTED),
        _ => *dice.pick(&pool::NOT_ADOPTED),
    };
    let place = change.map(|c| format!("第{}条", numeral(c.new_article))).unwrap_or_else(|| writer.label());
    let stage = change.map(|c| c.stage).unwrap_or(Stage::Revised);
    let text = if stage == Stage::Enacted { "表决稿" } else { "草案修改稿" };
    let reason = fill(pattern, dice, &mut |dice, gap| match gap {
        "place" => place.clone(),
        "text" => text.to_string(),
        "to" => change.map_or_else(|| "相应内容".to_string(), |c| format!("“{}”", bare(&c.to_phrase))),
        _ => writer.gap(dice, gap),
    });
    let adopted = matches!(outcome, "adopted" | "partly_adopted");
    let final_wording = change.filter(|_| adopted).map(|c| on.map_or_else(|| c.to_phrase.clone(), |article| replaced(article, c)));
    let level = match (adopted, stage) {
        (false, _) => "study",
        (true, Stage::Revised) => "revised_draft",
        (true, Stage::Enacted) => "enacted",
    };
    Answer { reason_code, reason, final_wording, new_article: change.filter(|_| adopted).map(|c| c.new_article), level }
}

/// The public reason why a comment is outside the draft.
pub fn out_of_scope(dice: &mut Dice, bill: &Bill) -> String {
    Writer { bill, on: None }.say(dice, &pool::OUT_OF_SCOPE)
}

/// 初步研究意见 of a contact point.
pub fn preliminary(dice: &mut Dice, bill: &Bill, article: Option<u32>) -> String {
    let on = article.and_then(|number| bill.article(number));
    Writer { bill, on }.say(dice, &pool::PRELIMINARY)
}

/// The cover note of a submission.
pub fn cover_note(dice: &mut Dice, bill: &Bill, comments: usize, suggestions: usize) -> String {
    let writer = Writer { bill, on: None };
    let pattern = dice.word(&pool::COVER);
    fill(pattern, dice, &mut |dice, gap| match gap {
        "comments" => comments.to_string(),
        "suggestions" => suggestions.to_string(),
        _ => writer.gap(dice, gap),
    })
}

/// Why a submission goes back to its contact point.
pub fn return_reason(dice: &mut Dice, bill: &Bill) -> String {
    Writer { bill, on: None }.say(dice, &pool::RETURNED)
}

/// A meeting about a bill. `kind` is symposium, hearing, visit or forum.
pub fn meeting(dice: &mut Dice, bill: &Bill, kind: &str) -> Gathering {
    let own: Vec<&Article> = bill.articles.iter().filter(|a| a.rule.part.is_empty()).collect();
    let on = (!own.is_empty()).then(|| *dice.pick(&own));
    let writer = Writer { bill, on };
    let (name, place, seats) = match kind {
        "hearing" => ("立法听证会", "{street}街道办事处三楼会议厅|{district}人大代表之家", dice.between(20, 60)),
        "visit" => ("上门走访", "{estate}{n}号楼前空地|{landmark}", dice.between(8, 20)),
        "forum" => ("立法论坛", "示例大学法学院模拟法庭|{district}图书馆报告厅", dice.between(60, 150)),
        _ => ("立法座谈会", "{estate}居委会活动室|{street}党群服务中心二楼", dice.between(12, 30)),
    };
    Gathering {
        title: writer.say(dice, &[format!("{{《{{title}}》{name}|{{short}}{name}|“{{lay}}”专题{name}}}").as_str()]),
        place: writer.say(dice, &[format!("{{{place}}}").as_str()]),
        about: writer.say(dice, &pool::MEETING_ABOUT),
        minutes: writer.say(dice, &pool::MINUTES),
        seats,
    }
}

/// Fills patterns with words of a bill and of one of its articles.
struct Writer<'a> {
    bill: &'a Bill,
    on: Option<&'a Article>,
}

impl Writer<'_> {
    fn say(&self, dice: &mut Dice, patterns: &[&str]) -> String {
        let pattern = dice.word(patterns);
        fill(pattern, dice, &mut |dice, gap| self.gap(dice, gap))
    }

    fn gap(&self, dice: &mut Dice, gap: &str) -> String {
        let theme = self.bill.theme;
        let rule = self.on.map(|article| article.rule);
        match gap {
            "title" => self.bill.title.clone(),
            "work" => theme.work(),
            "kind" => self.bill.kind.to_string(),
            "label" => self.label(),
            "caption" => self.on.map_or_else(|| "总则".to_string(), |article| article.caption.clone()),
            "lay" => self.say(dice, &[rule.map_or(theme.short, |r| r.lay)]),
            "ask" => self.ask(dice),
            "pain" => self.say(dice, rule.map_or(&["{b1}的问题比较突出"], |r| r.pains.as_slice())),
            "doubt" => self.say(dice, rule.map_or(&["标准过高会增加负担"], |r| r.doubts.as_slice())),
            "b" => dice.word(&theme.bans).to_string(),
            "g" => dice.word(&theme.duties).to_string(),
            "p" | "estate" => dice.word(&city::ESTATES).to_string(),
            "street" => dice.word(&city::STREETS).to_string(),
            "landmark" => dice.word(&city::LANDMARKS).to_string(),
            "district" => dice.word(&city::DISTRICTS).to_string(),
            "t" => "晚间".to_string(),
            "fam" => dice.word(&["家中老人", "家人", "孩子", "一位老人"]).to_string(),
            "elder" => "一位老人".to_string(),
            "age" => dice.between(68, 86).to_string(),
            "n" => dice.between(2, 9).to_string(),
            "d" => dice.between(5, 45).to_string(),
            "N" => dice.between(11, 96).to_string(),
            _ => theme.word(gap).unwrap_or("").to_string(),
        }
    }

    fn label(&self) -> String {
        self.on.map_or_else(|| "草案".to_string(), |article| format!("第{}条", numeral(article.number)))
    }

    fn ask(&self, dice: &mut Dice) -> String {
        self.say(dice, &[self.on.map_or("{g1}的要求写得更具体", |article| article.rule.ask)])
    }
}

/// The title of a suggestion that asks for a change.
fn asked(label: &str, change: &Change) -> String {
    match change.kind {
        ChangeKind::Words if change.from_phrase.is_empty() => format!("建议在{label}中增加“{}”", bare(&change.to_phrase)),
        ChangeKind::Words => format!("建议将{label}中的“{}”修改为“{}”", bare(&change.from_phrase), bare(&change.to_phrase)),
        ChangeKind::Paragraph => format!("建议{label}增加一款：{}", change.point),
        ChangeKind::Article => format!("建议在{label}之后{}", change.point),
    }
}

/// The line of the article the change is in, as it reads afterwards, or what was added.
fn replaced(article: &Article, change: &Change) -> String {
    if change.from_phrase.is_empty() {
        return change.to_phrase.clone();
    }
    let line = article.text.lines().find(|line| line.contains(&change.from_phrase)).unwrap_or(&article.text);
    line.replacen(&change.from_phrase, &change.to_phrase, 1)
}

/// Words without the comma a mark may begin with.
fn bare(words: &str) -> &str {
    words.trim_matches(['，', '；', '、', '。'])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::bills::bill;

    #[test]
    fn an_adopted_change_is_quoted_and_every_gap_is_filled() {
        let mut dice = Dice::new(4);
        for index in 0..107 {
            let bill = bill(1, index, 107);
            for change in &bill.changes {
                let asked = proposal(&mut dice, &bill, None, Some(change));
                let answer = decision(&mut dice, &bill, None, Some(change), "adopted");
                assert!(answer.final_wording.as_ref().is_some_and(|words| words.contains(&change.to_phrase)));
                assert_eq!((asked.wording, Some(change.new_article)), (answer.final_wording, answer.new_article));
                for text in [asked.title, asked.reason, answer.reason] {
                    assert!(!text.contains(['{', '}', '<', '>', '|']) && !text.contains("“”"), "{text}");
                }
            }
            for outcome in ["noted", "not_adopted"] {
                let answer = decision(&mut dice, &bill, Some(7), None, outcome);
                assert!(answer.final_wording.is_none() && answer.level == "study" && answer.reason.chars().count() > 10);
            }
            for kind in ["symposium", "hearing", "visit", "forum"] {
                let meeting = meeting(&mut dice, &bill, kind);
                assert!(![meeting.title, meeting.place, meeting.about, meeting.minutes].concat().contains(['{', '}', '|']));
            }
        }
    }
}
