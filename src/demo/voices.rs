//! What citizens of the demo city say: comments, campaigns, and the channel they use.
//!
//! A comment speaks about the very article: its numbers, its people and things, what its rule says they live
//! through. Nobody real speaks here; telephone numbers (13x-0000-xxxx) are of a form that is never given out.
//! Read next: `super::skeletons` for the sentence patterns, [`super::answers`] for the other side.

use super::bills::{Article, Bill};
use super::city;
use super::dice::Dice;
use super::layout::numeral;
use super::pattern::fill;
use super::skeletons as pool;

/// A comment as a citizen wrote it, always in Simplified script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    /// The words.
    pub text: String,
    /// support, amend, oppose or ask.
    pub stance: &'static str,
    /// The article's sentence as the citizen would have it.
    pub wording: Option<String>,
    /// Reason or example.
    pub reason: Option<String>,
    /// One of the bill's identities.
    pub identity: Option<String>,
    /// It was written in Traditional script: convert it before storing.
    pub traditional: bool,
}

/// A letter that many send with small edits.
#[derive(Debug, Clone)]
pub struct Campaign {
    /// What it asks for.
    pub title: String,
    /// The letter as it was passed around.
    pub template: String,
    /// amend or oppose.
    pub stance: &'static str,
    sentences: Vec<String>,
}

/// A comment on an article (its number in the first draft), or on the whole draft.
pub fn comment(dice: &mut Dice, bill: &Bill, article: Option<u32>) -> Voice {
    let stance = *dice.weighted(&[(35, "support"), (38, "amend"), (12, "oppose"), (15, "ask")]);
    let on = article.and_then(|number| bill.article(number));
    let about = Speaker::new(dice, bill, on);
    let quotable = on.is_some_and(|a| (1..=14).contains(&a.from.chars().count()));
    let mut pattern = skeleton(dice, stance, on.is_some());
    let fits = |pattern: &str| (quotable || !pattern.contains("{from}")) && !(bill.theme.office && is_street(pattern));
    while !fits(pattern) {
        pattern = skeleton(dice, stance, on.is_some());
    }
    let mut text = about.say(dice, pattern);
    if dice.chance(80) {
        if !text.ends_with(['。', '！', '？']) {
            text.push('。');
        }
        text.push_str(&about.say(dice, "{again}"));
    }
    if dice.chance(20) {
        text.push_str(&personal_data(dice));
    }
    if dice.chance(35) {
        text = mistyped(dice, &text);
    }
    let wording = on.filter(|a| stance == "amend" && !a.from.is_empty() && dice.chance(400)).map(wanted);
    let reasoned = matches!(stance, "amend" | "oppose") && dice.chance(350);
    Voice {
        text,
        stance,
        wording,
        reason: reasoned.then(|| about.say(dice, pool::REASON)),
        identity: dice.chance(550).then(|| about.identity.to_string()),
        traditional: dice.chance(120),
    }
}

/// A comment that has nothing to do with the draft.
pub fn off_topic(dice: &mut Dice, bill: &Bill) -> Voice {
    let about = Speaker::new(dice, bill, None);
    Voice {
        text: about.one(dice, &pool::OFF_TOPIC),
        stance: "ask",
        wording: None,
        reason: None,
        identity: None,
        traditional: dice.chance(120),
    }
}

/// A campaign about an article (its number in the first draft), or about the whole draft.
pub fn campaign(dice: &mut Dice, bill: &Bill, article: Option<u32>) -> Campaign {
    let on = article.and_then(|number| bill.article(number)).or_else(|| bill.articles.get(bill.articles.len() / 2));
    let about = Speaker::new(dice, bill, on);
    let against = dice.chance(250);
    let patterns: &[&str] = if against { &pool::CAMPAIGN_AGAINST } else { &pool::CAMPAIGN_FOR };
    let sentences: Vec<String> = patterns.iter().map(|pattern| about.say(dice, pattern)).collect();
    let title = about.say(dice, if against { "反对“{lay}”现有规定" } else { "{lay}：{ask}" });
    Campaign { title, template: sentences.concat(), stance: if against { "oppose" } else { "amend" }, sentences }
}

impl Campaign {
    /// The letter as one more person sends it; about one in ten sends it unchanged.
    pub fn variant(&self, dice: &mut Dice) -> String {
        if dice.chance(100) {
            return self.template.clone();
        }
        let mut sentences = self.sentences.clone();
        let last = sentences.len().saturating_sub(1);
        if last > 2 && dice.chance(200) {
            let at = dice.between(1, last - 1);
            sentences.swap(at, at - 1);
        }
        if last > 2 && dice.chance(80) {
            sentences.remove(last);
        }
        let mut text = sentences.concat();
        for (word, other) in pool::SYNONYMS {
            if dice.chance(250) {
                text = text.replacen(word, other, 1);
            }
        }
        let mut empty = |dice: &mut Dice, gap: &str| place(dice, gap);
        if dice.chance(450) {
            text = fill(pool::GREETING, dice, &mut empty) + &text;
        }
        if dice.chance(550) {
            text.push_str(&fill(pool::SIGNATURE, dice, &mut empty));
        }
        if dice.chance(120) { text.replace('，', ",") } else { text }
    }
}

/// The way a comment came in.
pub fn channel(dice: &mut Dice) -> &'static str {
    dice.weighted::<&str>(&[(38, "web"), (21, "qr"), (12, "paper"), (7, "phone"), (10, "visit"), (9, "meeting"), (3, "letter")])
}

fn skeleton(dice: &mut Dice, stance: &str, on_article: bool) -> &'static str {
    let (short, long, whole): (&[&str], &[&str], &[&str]) = match stance {
        "support" => (&pool::SUPPORT_SHORT, &pool::SUPPORT, &pool::SUPPORT_WHOLE),
        "amend" => (&pool::AMEND_SHORT, &pool::AMEND, &pool::AMEND_WHOLE),
        "oppose" => (&pool::OPPOSE_SHORT, &pool::OPPOSE, &pool::OPPOSE_WHOLE),
        _ => (&pool::ASK_SHORT, &pool::ASK, &pool::ASK_WHOLE),
    };
    match dice.below(100) {
        _ if !on_article => dice.word(whole),
        0..14 => dice.word(short),
        14..24 if stance != "ask" => dice.word(&pool::LONG),
        _ => dice.word(long),
    }
}

/// One person speaking about one article: place and family stay the same through the text.
struct Speaker<'a> {
    bill: &'a Bill,
    on: Option<&'a Article>,
    /// The article whose rule gives the matter.
    matter: Option<&'a Article>,
    /// The place that matters, often the own estate.
    place: &'static str,
    home: &'static str,
    family: &'static str,
    identity: &'a str,
    turn: usize,
}

impl<'a> Speaker<'a> {
    fn new(dice: &mut Dice, bill: &'a Bill, on: Option<&'a Article>) -> Speaker<'a> {
        let home = dice.word(&city::ESTATES);
        Speaker {
            bill,
            on,
            matter: on.or_else(|| (!bill.articles.is_empty()).then(|| dice.pick(&bill.articles))),
            place: if dice.chance(450) { home } else { spot(dice) },
            home,
            family: dice.word(&pool::FAMILY),
            identity: dice.word(&bill.theme.identities),
            turn: dice.below(7),
        }
    }

    fn say(&self, dice: &mut Dice, pattern: &str) -> String {
        let mut asked = 0;
        fill(pattern, dice, &mut |dice, gap| {
            asked += 1;
            self.gap(dice, gap, asked)
        })
    }

    fn one(&self, dice: &mut Dice, patterns: &[&str]) -> String {
        let pattern = dice.word(patterns);
        self.say(dice, pattern)
    }

    fn gap(&self, dice: &mut Dice, gap: &str, asked: usize) -> String {
        let theme = self.bill.theme;
        let rule = self.matter.map(|article| article.rule);
        let from_rule = |list: Option<&Vec<&'static str>>, step: usize| {
            list.and_then(|l| l.get((self.turn + step) % l.len().max(1))).copied().unwrap_or("")
        };
        match gap {
            "p" => self.place.to_string(),
            "home" => self.home.to_string(),
            "fam" => self.family.to_string(),
            "cite" => self.on.map_or_else(|| "草案".to_string(), |article| cite(dice, article)),
            "title" => self.bill.title.trim_start_matches("示例市").to_string(),
            "from" => self.matter.map(|a| a.from.clone()).unwrap_or_default(),
            "to" => self.matter.map(|a| a.to.clone()).unwrap_or_default(),
            "lay" => self.say(dice, rule.map_or(theme.short, |r| r.lay)),
            "ask" => self.ask(dice),
            "pain" if dice.chance(680) => match self.pain(asked) {
                Some(pain) => self.say(dice, pain),
                None => self.seen(dice),
            },
            "pain" | "seen" => self.seen(dice),
            "doubt" if dice.chance(800) => self.say(dice, from_rule(rule.map(|r| &r.doubts), asked)),
            "doubt" => self.one(dice, &pool::DOUBT),
            "other" => self.other(dice),
            "who" => self.one(dice, &pool::WHO),
            "close" => self.say(dice, pool::CLOSE),
            "again" => self.say(dice, pool::AGAIN),
            "id" => self.identity.to_string(),
            "b" => dice.word(&theme.bans).to_string(),
            "g" => dice.word(&theme.duties).to_string(),
            "o" => dice.word(&theme.objects).to_string(),
            "v" => dice.word(&theme.venues).to_string(),
            "work" => theme.work(),
            "kind" => self.bill.kind.to_string(),
            _ => theme.word(gap).map_or_else(|| place(dice, gap), str::to_string),
        }
    }

    /// What the rule says they live through, if it fits the theme.
    fn pain(&self, step: usize) -> Option<&'static str> {
        let pains = &self.matter?.rule.pains;
        let pain = pains.get((self.turn + step) % pains.len().max(1)).copied()?;
        (!self.bill.theme.office || !is_street(pain)).then_some(pain)
    }

    fn seen(&self, dice: &mut Dice) -> String {
        if self.bill.theme.office { self.one(dice, &pool::SEEN_OFFICE) } else { self.one(dice, &pool::SEEN) }
    }

    fn ask(&self, dice: &mut Dice) -> String {
        let has_numbers = self.matter.is_some_and(|a| !a.from.is_empty() && a.from.chars().count() < 14);
        match dice.below(100) {
            0..22 if has_numbers => self.say(dice, "{把“{from}”改成“{to}”|将“{from}”改为“{to}”|“{from}”换成“{to}”}"),
            0..75 => self.say(dice, self.matter.map_or("说得再具体一点", |a| a.rule.ask)),
            _ => self.one(dice, &pool::ASKS),
        }
    }

    /// Something about another article of the same bill.
    fn other(&self, dice: &mut Dice) -> String {
        let Some(article) = (!self.bill.articles.is_empty()).then(|| dice.pick(&self.bill.articles)) else {
            return String::new();
        };
        let speaker = Speaker { on: Some(article), matter: Some(article), turn: dice.below(7), ..*self };
        speaker.say(dice, pool::OTHER)
    }
}

/// Speaks of things that stand, or of what a passer-by sees.
fn is_street(pattern: &str) -> bool {
    ["{o", "看到有人", "天天有人", "{t}路过", "碰到有人", "见得太多"].iter().any(|mark| pattern.contains(mark))
}

/// Gaps that are the same for every bill.
fn place(dice: &mut Dice, gap: &str) -> String {
    match gap {
        "p" | "spot" => spot(dice).to_string(),
        "estate" => dice.word(&city::ESTATES).to_string(),
        "street" => dice.word(&city::STREETS).to_string(),
        "district" => dice.word(&city::DISTRICTS).to_string(),
        "t" => dice.word(&pool::TIMES).to_string(),
        "when" => dice.word(&pool::PAST).to_string(),
        "n" => dice.between(2, 6).to_string(),
        "N" => (dice.between(3, 40) * 5).to_string(),
        "d" => dice.between(5, 45).to_string(),
        "age" => dice.between(58, 86).to_string(),
        "fam" => dice.word(&pool::FAMILY).to_string(),
        "elder" => dice.word(&pool::ELDERS).to_string(),
        "surname" => dice.word(&pool::SURNAMES).to_string(),
        "phone" => format!("13{}-0000-{:04}", dice.below(10), dice.below(10000)),
        _ => String::new(),
    }
}

fn spot(dice: &mut Dice) -> &'static str {
    match dice.below(10) {
        0..5 => dice.word(&city::ESTATES),
        5..8 => dice.word(&city::STREETS),
        _ => dice.word(&city::LANDMARKS),
    }
}

/// The many ways people cite an article.
fn cite(dice: &mut Dice, article: &Article) -> String {
    let number = article.number;
    let formal = numeral(number);
    let paragraphs = article.text.lines().filter(|line| !line.starts_with('（')).count();
    let items = article.text.lines().filter(|line| line.starts_with('（')).count();
    match dice.below(100) {
        0..30 => format!("第{formal}条"),
        30..42 => format!("第{number}条"),
        42..52 => format!("{number}条"),
        52..58 if paragraphs > 1 => format!("第{formal}条第{}款", numeral(dice.between(1, paragraphs) as u32)),
        58..64 if items > 1 => format!("第{formal}条第（{}）项", numeral(dice.between(1, items) as u32)),
        64..68 if items > 1 => format!("第{formal}条第{}项", numeral(dice.between(1, items) as u32)),
        52..72 => format!("草案第{formal}条"),
        72..80 => format!("第{formal}条“{}”", article.caption),
        80..90 => "这一条".to_string(),
        _ => "这条".to_string(),
    }
}

/// The line of the article with the wanted words in it.
pub fn wanted(article: &Article) -> String {
    let line = article.text.lines().find(|line| line.contains(&article.from)).unwrap_or(&article.text);
    line.replacen(&article.from, &article.to, 1)
}

fn personal_data(dice: &mut Dice) -> String {
    fill(pool::PERSONAL, dice, &mut |dice, gap| place(dice, gap))
}

/// One slip of the pen, if the text has a word for it.
fn mistyped(dice: &mut Dice, text: &str) -> String {
    let able: Vec<&(&str, &str)> = pool::SLIPS.iter().filter(|(right, _)| text.contains(right)).collect();
    if able.is_empty() {
        return text.to_string();
    }
    let (right, wrong) = dice.pick(&able);
    text.replacen(right, wrong, 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::bills::bill;
    use std::collections::BTreeSet;

    fn crowd(seed: u64, count: u64) -> Vec<Voice> {
        let bills: Vec<Bill> = (0..107).map(|index| bill(seed, index, 107)).collect();
        let root = Dice::new(seed);
        let one = |number| {
            let mut dice = root.fork_at("comment", number);
            let bill = dice.pick(&bills);
            let article = dice.below(bill.articles.len() + 4) as u32;
            comment(&mut dice, bill, (article > 0).then_some(article))
        };
        (0..count).map(one).collect()
    }

    #[test]
    fn a_seed_gives_the_same_comments() {
        assert_eq!(crowd(3, 200), crowd(3, 200));
    }

    #[test]
    fn comments_differ_and_every_gap_is_filled() {
        let all = crowd(1, 22_000);
        let texts: BTreeSet<&str> = all.iter().map(|voice| voice.text.as_str()).collect();
        assert!(texts.len() > 20_900, "{} of 22000 are different", texts.len());
        for voice in &all {
            for text in [Some(&voice.text), voice.wording.as_ref(), voice.reason.as_ref()].into_iter().flatten() {
                assert!(!text.contains(['{', '}', '<', '>', '|']) && !text.contains("“”"), "{text}");
            }
            assert!((5..=700).contains(&voice.text.chars().count()), "{}", voice.text);
        }
        let traditional = all.iter().filter(|voice| voice.traditional).count();
        assert!((2200..3100).contains(&traditional), "{traditional}");
        let private = all.iter().filter(|voice| voice.text.contains("-0000-")).count();
        assert!((250..650).contains(&private), "{private}");
    }

    #[test]
    fn a_campaign_keeps_most_of_its_words() {
        let bill = bill(1, 5, 107);
        let mut dice = Dice::new(8);
        let campaign = campaign(&mut dice, &bill, Some(9));
        let letters = |text: &str| text.chars().collect::<BTreeSet<char>>();
        let whole = letters(&campaign.template);
        for _ in 0..200 {
            let own = letters(&campaign.variant(&mut dice));
            assert!(whole.intersection(&own).count() * 10 >= whole.len() * 7);
        }
    }
}
