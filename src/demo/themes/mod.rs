//! What the regulations of the demo city are about.
//!
//! Each theme is a text file: a head (title, authority, actors, acts) and some rules, each with its legal
//! words, what people call it, what they ask for, and what they live through. `general.txt` has the rules
//! every regulation may have. In a rule `<a=>b>` marks words a later draft changes; `{…}` is a gap of
//! `super::pattern`. The files are read once; every piece of text stays in the program.

use std::sync::OnceLock;

/// A subject of legislation and its vocabulary.
#[derive(Debug, Default)]
pub struct Theme {
    /// What it is about in a word or two, e.g. 夜间集市.
    pub short: &'static str,
    /// The group it is listed under, e.g. 城市管理.
    pub topic: &'static str,
    /// It is about papers and services rather than things in the street.
    pub office: bool,
    /// Titles of regulations, without the name of the city.
    pub titles: Vec<&'static str>,
    /// One line for cards.
    pub subject: &'static str,
    /// The authority in charge.
    pub lead: &'static str,
    /// Two more authorities.
    pub partners: Vec<&'static str>,
    /// Three kinds of people or bodies with duties or rights.
    pub actors: Vec<&'static str>,
    /// Three things.
    pub objects: Vec<&'static str>,
    /// Two kinds of places.
    pub venues: Vec<&'static str>,
    /// Five acts that are forbidden.
    pub bans: Vec<&'static str>,
    /// Five acts that are asked for.
    pub duties: Vec<&'static str>,
    /// Titles of its two own chapters.
    pub chapters: Vec<&'static str>,
    /// Choices for 您的身份.
    pub identities: Vec<&'static str>,
    /// Its own rules, in order.
    pub rules: Vec<Rule>,
}

impl Theme {
    /// 夜间集市管理工作, but 志愿服务工作.
    pub fn work(&self) -> String {
        const ENDS: [&str; 18] = [
            "管理", "服务", "保护", "分类", "防治", "健身", "献血", "安全", "信用", "环境", "建设", "阅读", "控烟", "绿化", "防汛", "培训",
            "促进", "保障",
        ];
        let link = if ENDS.iter().any(|end| self.short.ends_with(end)) { "" } else { "管理" };
        format!("{}{link}工作", self.short)
    }

    /// The value of a gap that stands for a word of this theme, e.g. `a2` for its second actor.
    pub fn word(&self, gap: &str) -> Option<&'static str> {
        let numbered = |list: &[&'static str], digit: &str| digit.parse::<usize>().ok().and_then(|n| list.get(n.checked_sub(1)?).copied());
        match (gap, gap.split_at_checked(1)) {
            ("short", _) => Some(self.short),
            ("lead", _) => Some(self.lead),
            (_, Some(("p", n))) => numbered(&self.partners, n),
            (_, Some(("a", n))) => numbered(&self.actors, n),
            (_, Some(("o", n))) => numbered(&self.objects, n),
            (_, Some(("v", n))) => numbered(&self.venues, n),
            (_, Some(("b", n))) => numbered(&self.bans, n),
            (_, Some(("g", n))) => numbered(&self.duties, n),
            _ => None,
        }
    }
}

/// One article to be, and what people say about it.
#[derive(Debug, Default)]
pub struct Rule {
    /// Caption of the article.
    pub caption: &'static str,
    /// Where it stands: 总则, 甲, 乙, 保障, 监督, 责任, 附则; empty in a theme's own rules.
    pub part: &'static str,
    /// Every regulation has it.
    pub required: bool,
    /// Legal words; lines are paragraphs and items.
    pub text: String,
    /// What people call the matter, e.g. 夜市几点收摊.
    pub lay: &'static str,
    /// What they ask for, fit to follow 建议.
    pub ask: &'static str,
    /// What they live through: clauses without a full stop.
    pub pains: Vec<&'static str>,
    /// What speaks against the rule.
    pub doubts: Vec<&'static str>,
}

/// All themes, in a fixed order.
pub fn all() -> &'static [Theme] {
    static THEMES: OnceLock<Vec<Theme>> = OnceLock::new();
    THEMES.get_or_init(|| FILES.iter().flat_map(|file| read(file)).collect())
}

/// The rules every regulation may have.
pub fn general() -> &'static [Rule] {
    static RULES: OnceLock<Vec<Rule>> = OnceLock::new();
    RULES.get_or_init(|| read(include_str!("general.txt")).into_iter().flat_map(|theme| theme.rules).collect())
}

const FILES: &[&str] = &[
    include_str!("night_market.txt"),
    include_str!("streets.txt"),
    include_str!("homes.txt"),
    include_str!("care.txt"),
    include_str!("ecology.txt"),
    include_str!("economy.txt"),
    include_str!("safety.txt"),
    include_str!("culture.txt"),
];

/// Reads `key：value` lines; `=` begins a theme, `#` a rule, a line without a key goes on with the text above.
fn read(file: &'static str) -> Vec<Theme> {
    let mut themes: Vec<Theme> = Vec::new();
    for line in file.lines().filter(|line| !line.is_empty()) {
        if let Some(short) = line.strip_prefix("= ") {
            themes.push(Theme { short, ..Theme::default() });
            continue;
        }
        if themes.is_empty() {
            themes.push(Theme::default());
        }
        let Some(theme) = themes.last_mut() else { continue };
        if let Some(caption) = line.strip_prefix("# ") {
            theme.rules.push(Rule { caption, ..Rule::default() });
            continue;
        }
        let known = line.split_once('：').filter(|(key, _)| KEYS.contains(key));
        match (known, theme.rules.last_mut()) {
            (Some((key, value)), None) => head(theme, key, value),
            (Some((key, value)), Some(rule)) => body(rule, key, value),
            (None, Some(rule)) => {
                rule.text.push('\n');
                rule.text.push_str(line);
            }
            (None, None) => {}
        }
    }
    themes
}

const KEYS: &[&str] = &[
    "类", "景", "题", "概", "主管", "协同", "主体", "物件", "场所", "禁止", "措施", "章", "身份", "部", "必", "文", "俗", "求", "痛", "反",
];

fn head(theme: &mut Theme, key: &str, value: &'static str) {
    let list = || value.split('/').collect();
    match key {
        "类" => theme.topic = value,
        "景" => theme.office = value == "办事",
        "题" => theme.titles = list(),
        "概" => theme.subject = value,
        "主管" => theme.lead = value,
        "协同" => theme.partners = list(),
        "主体" => theme.actors = list(),
        "物件" => theme.objects = list(),
        "场所" => theme.venues = list(),
        "禁止" => theme.bans = list(),
        "措施" => theme.duties = list(),
        "章" => theme.chapters = list(),
        "身份" => theme.identities = list(),
        _ => {}
    }
}

fn body(rule: &mut Rule, key: &str, value: &'static str) {
    match key {
        "部" => rule.part = value,
        "必" => rule.required = value == "是",
        "文" => rule.text = value.to_string(),
        "俗" => rule.lay = value,
        "求" => rule.ask = value,
        "痛" => rule.pains.push(value),
        "反" => rule.doubts.push(value),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_theme_is_complete() {
        for theme in all() {
            let name = theme.short;
            assert!(!theme.topic.is_empty() && !theme.subject.is_empty() && !theme.lead.is_empty(), "{name}");
            let counts = [theme.titles.len(), theme.partners.len(), theme.actors.len(), theme.objects.len(), theme.venues.len()];
            assert_eq!(counts, [3, 2, 3, 3, 2], "{name}");
            let counts = [theme.bans.len(), theme.duties.len(), theme.chapters.len(), theme.identities.len()];
            assert_eq!(counts, [5, 5, 2, 4], "{name}");
            assert!(theme.rules.len() >= 5, "{name}");
            for rule in &theme.rules {
                assert!(rule.text.contains("=>"), "{name} {}: nothing a later draft could change", rule.caption);
            }
        }
        for rule in all().iter().flat_map(|t| &t.rules).chain(general()) {
            assert!(!rule.text.is_empty() && !rule.lay.is_empty() && !rule.ask.is_empty(), "{}", rule.caption);
            assert!(!rule.pains.is_empty() && !rule.doubts.is_empty(), "{}", rule.caption);
            assert_eq!(rule.text.matches('<').count(), rule.text.matches("=>").count(), "{}", rule.caption);
        }
    }
}
