//! The tallies of one selection counted in every way the page shows them. Pure: no database, no HTTP.
//!
//! Without a filter each table counts by one characteristic and is exact. A filter crosses characteristics, and few comments at a crossing
//! could point at a person. So under a filter:
//! 1. a line of 1–4 comments is hidden, and more lines, smallest first, until two or more are hidden that hold at least five comments
//!    together: a hidden number cannot be had by subtracting the others from the sum;
//! 2. months are hidden year by year, and with their year;
//! 3. a selection of 1–4 comments shows no figures, nor does one that is a hidden line of a wider selection.
//!
//! Outcomes are not hidden: results are published suggestion by suggestion anyway.

use std::collections::{BTreeMap, BTreeSet};

use serde::Serialize;

use super::query::{Named, Source, Tally};
use crate::comment::{Channel, State};
use crate::error::Error;
use crate::form::Fields;
use crate::phrases::Phrases;
use crate::suggestion;

/// Fewest comments a line may hold under a filter.
pub const LEAST: i64 = 5;
/// The key of comments that no contact point looks after.
pub const NO_POINT: &str = "none";

/// What is asked for; row ids, and a year of four digits.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// One regulation.
    pub regulation: Option<i64>,
    /// One contact point; 0 for comments without one.
    pub contact_point: Option<i64>,
    /// One year, local time.
    pub year: Option<String>,
}

impl Filter {
    /// From `?regulation=&contact_point=&year=`; a name nobody has is [`Error::NotFound`].
    pub fn parse(fields: &Fields, source: &Source) -> Result<Self, Error> {
        let id = |names: &[Named], slug: &str| names.iter().find(|n| n.slug == slug).map(|n| n.id).ok_or(Error::NotFound);
        let point = |slug: &str| if slug == NO_POINT { Ok(0) } else { id(&source.contact_points, slug) };
        let year = |year: &str| {
            if year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()) { Ok(year.to_owned()) } else { Err(Error::NotFound) }
        };
        Ok(Self {
            regulation: fields.some("regulation").map(|slug| id(&source.regulations, slug)).transpose()?,
            contact_point: fields.some("contact_point").map(point).transpose()?,
            year: fields.some("year").map(year).transpose()?,
        })
    }

    /// Whether everything is asked for.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    fn takes(&self, tally: &Tally) -> bool {
        self.regulation.is_none_or(|id| tally.regulation_id == id)
            && self.contact_point.is_none_or(|id| tally.contact_point_id == id)
            && self.year.as_deref().is_none_or(|year| year_of(&tally.month) == year)
    }

    /// The selections with one condition less, each with the way its table counts by that condition and this selection's line in it.
    fn wider(&self) -> Vec<(Self, By, String)> {
        let mut wider = Vec::new();
        if let Some(id) = self.regulation {
            wider.push((Self { regulation: None, ..self.clone() }, By::Regulation, id.to_string()));
        }
        if let Some(id) = self.contact_point {
            wider.push((Self { contact_point: None, ..self.clone() }, By::ContactPoint, id.to_string()));
        }
        if let Some(year) = &self.year {
            wider.push((Self { year: None, ..self.clone() }, By::Year, year.clone()));
        }
        wider
    }
}

/// What a table counts by.
#[derive(Clone, Copy)]
enum By {
    Regulation,
    ContactPoint,
    Year,
    Month,
    Channel,
}

impl By {
    fn key(self, tally: &Tally) -> String {
        match self {
            Self::Regulation => tally.regulation_id.to_string(),
            Self::ContactPoint => tally.contact_point_id.to_string(),
            Self::Year => year_of(&tally.month).to_owned(),
            Self::Month => tally.month.clone(),
            Self::Channel => tally.channel.as_str().to_owned(),
        }
    }
}

fn year_of(month: &str) -> &str {
    month.split('-').next().unwrap_or_default()
}

/// The years comments came in, to choose from.
pub fn years(source: &Source) -> Vec<String> {
    let years: BTreeSet<&str> = source.comments.iter().map(|tally| year_of(&tally.month)).collect();
    years.into_iter().map(str::to_owned).collect()
}

/// One line of a table; without numbers where they are hidden.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Line {
    /// Slug, channel, `2026` or `2026-11`.
    pub key: String,
    /// In the reader's language.
    pub name: String,
    /// Comments received and not withdrawn.
    pub comments: Option<i64>,
    /// Of them adopted, wholly or in part.
    pub adopted_comments: Option<i64>,
}

impl Line {
    /// Adopted by comments, as people read it; empty where there is nothing to divide.
    pub fn rate(&self) -> String {
        match (self.adopted_comments, self.comments) {
            (Some(part), Some(whole)) => percent(part, whole),
            _ => String::new(),
        }
    }
}

/// `11.8%`; empty where `whole` is 0.
pub fn percent(part: i64, whole: i64) -> String {
    if whole <= 0 {
        return String::new();
    }
    let tenths = (part * 1000 + whole / 2) / whole;
    format!("{}.{}%", tenths / 10, tenths % 10)
}

/// Comments in one state.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Share {
    /// The state's stored name.
    pub key: &'static str,
    /// In the reader's language.
    pub name: &'static str,
    /// How many.
    pub comments: i64,
}

/// The headline figures of a selection; `None` where a figure has no meaning or is hidden.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[expect(missing_docs, reason = "as in query::Totals")]
pub struct Headline {
    pub contact_points: Option<i64>,
    pub regulations: Option<i64>,
    pub comments: Option<i64>,
    pub adopted_comments: Option<i64>,
    pub suggestions: Option<i64>,
    pub adopted_suggestions: Option<i64>,
}

/// The figures of one selection.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Figures {
    /// Whether the selection is too small to be shown; then there are no figures.
    pub hidden: bool,
    /// Sums.
    pub totals: Headline,
    /// Every year from the first to the last.
    pub years: Vec<Line>,
    /// Every month from the first to the last.
    pub months: Vec<Line>,
    /// Most comments first.
    pub contact_points: Vec<Line>,
    /// Most comments first.
    pub regulations: Vec<Line>,
    /// Most comments first.
    pub channels: Vec<Line>,
    /// What became of the comments, in the order of the procedure.
    pub outcomes: Vec<Share>,
}

impl Figures {
    /// Counts `source` for the selection.
    pub fn count(source: &Source, filter: &Filter, t: &Phrases) -> Self {
        if !may_show(&source.comments, filter) {
            return Self { hidden: true, ..Self::default() };
        }
        let crossed = !filter.is_empty();
        let point = |id: &str| name_of(&source.contact_points, id).unwrap_or_else(|| (NO_POINT.to_owned(), t.stats.no_point.to_owned()));
        let regulation = |id: &str| name_of(&source.regulations, id).unwrap_or_default();
        let channel = |key: &str| (key.to_owned(), Channel::parse(key).map(|c| c.label(t)).unwrap_or_default().to_owned());
        let itself = |key: &str| (key.to_owned(), key.to_owned());
        let mut figures = Self { totals: headline(source, filter), outcomes: outcomes(source, filter, t), ..Self::default() };
        let sums = |by| sums(&source.comments, filter, by);
        let (mut years, months) = (filled(sums(By::Year)), filled(sums(By::Month)));
        let (mut points, mut regulations, mut channels) = (sums(By::ContactPoint), sums(By::Regulation), sums(By::Channel));
        if crossed {
            hide_small(&mut years);
            [&mut points, &mut regulations, &mut channels].into_iter().for_each(hide_small);
        } else {
            // The whole picture names also those who received nothing.
            for point in &source.contact_points {
                points.entry(point.id.to_string()).or_default();
            }
            for regulation in &source.regulations {
                regulations.entry(regulation.id.to_string()).or_default();
            }
            for channel in Channel::ALL {
                channels.entry(channel.as_str().to_owned()).or_default();
            }
        }
        let months = if crossed { hide_months(months, &years) } else { months };
        figures.months = lines(months, itself);
        figures.channels = ranked(lines(channels, channel));
        if filter.year.is_none() {
            figures.years = lines(years, itself);
        }
        if filter.contact_point.is_none() {
            figures.contact_points = ranked(lines(points, point));
        }
        if filter.regulation.is_none() {
            figures.regulations = ranked(lines(regulations, regulation));
        }
        figures
    }
}

/// Comments and adopted ones of a line, and whether they are hidden.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Sum {
    comments: i64,
    adopted: i64,
    hidden: bool,
}

type Sums = BTreeMap<String, Sum>;

fn sums(tallies: &[Tally], filter: &Filter, by: By) -> Sums {
    let mut sums = Sums::new();
    for tally in tallies.iter().filter(|t| filter.takes(t)) {
        let sum = sums.entry(by.key(tally)).or_default();
        sum.comments += tally.comments;
        sum.adopted += if tally.state.is_adopted() { tally.comments } else { 0 };
    }
    sums
}

/// Rule 1 of the module.
fn hide_small(sums: &mut Sums) {
    let mut by_size: Vec<&mut Sum> = sums.values_mut().filter(|sum| sum.comments > 0).collect();
    by_size.sort_by_key(|sum| sum.comments);
    let (mut lines, mut comments) = (0, 0);
    for sum in by_size {
        let small = sum.comments < LEAST;
        let gives_away = lines == 1 || (lines > 0 && comments < LEAST);
        if !small && !gives_away {
            break;
        }
        sum.hidden = true;
        lines += 1;
        comments += sum.comments;
    }
}

/// Rule 2 of the module.
fn hide_months(months: Sums, years: &Sums) -> Sums {
    let mut by_year: BTreeMap<String, Sums> = BTreeMap::new();
    for (month, sum) in months {
        by_year.entry(year_of(&month).to_owned()).or_default().insert(month, sum);
    }
    for (year, months) in &mut by_year {
        if years.get(year).is_some_and(|sum| sum.hidden) {
            months.values_mut().filter(|sum| sum.comments > 0).for_each(|sum| sum.hidden = true);
        } else {
            hide_small(months);
        }
    }
    by_year.into_values().flatten().collect()
}

/// Rule 3 of the module.
fn may_show(tallies: &[Tally], filter: &Filter) -> bool {
    let total: i64 = tallies.iter().filter(|t| filter.takes(t)).map(|t| t.comments).sum();
    let wider = filter.wider();
    if total == 0 || wider.is_empty() {
        return true;
    }
    // A table of everything hides nothing, so one condition alone cannot be a hidden line.
    let stands_alone = wider.len() == 1;
    total >= LEAST
        && (stands_alone
            || wider.into_iter().all(|(wider, by, key)| {
                let mut table = sums(tallies, &wider, by);
                hide_small(&mut table);
                !table.get(&key).is_some_and(|sum| sum.hidden) && may_show(tallies, &wider)
            }))
}

/// Puts the years or months between the first and the last that received nothing in their places.
fn filled(mut sums: Sums) -> Sums {
    let keys: Vec<String> = sums.keys().cloned().collect();
    let (Some(first), Some(last)) = (keys.first(), keys.last()) else { return sums };
    let number = |key: &str| -> Option<i32> {
        match key.split_once('-') {
            Some((year, month)) => Some(year.parse::<i32>().ok()? * 12 + month.parse::<i32>().ok()? - 1),
            None => key.parse().ok(),
        }
    };
    let monthly = first.contains('-');
    if let (Some(from), Some(to)) = (number(first), number(last)) {
        for n in from..=to {
            let key = if monthly { format!("{:04}-{:02}", n.div_euclid(12), n.rem_euclid(12) + 1) } else { format!("{n:04}") };
            sums.entry(key).or_default();
        }
    }
    sums
}

fn name_of(names: &[Named], id: &str) -> Option<(String, String)> {
    let id: i64 = id.parse().ok()?;
    names.iter().find(|n| n.id == id).map(|n| (n.slug.clone(), n.name.clone()))
}

fn lines(sums: Sums, name: impl Fn(&str) -> (String, String)) -> Vec<Line> {
    let line = |(key, sum): (String, Sum)| {
        let (key, name) = name(&key);
        let shown = |n| Some(n).filter(|_| !sum.hidden);
        Line { key, name, comments: shown(sum.comments), adopted_comments: shown(sum.adopted) }
    };
    sums.into_iter().map(line).collect()
}

/// Most comments first, hidden ones last, in an order that tells nothing about their size.
fn ranked(mut lines: Vec<Line>) -> Vec<Line> {
    lines.sort_by(|a, b| (b.comments.is_some(), b.comments, &a.key).cmp(&(a.comments.is_some(), a.comments, &b.key)));
    lines
}

fn outcomes(source: &Source, filter: &Filter, t: &Phrases) -> Vec<Share> {
    let mut counted: BTreeMap<State, i64> = State::ALL.iter().filter(|s| **s != State::Withdrawn).map(|s| (*s, 0)).collect();
    for tally in source.comments.iter().filter(|tally| filter.takes(tally)) {
        *counted.entry(tally.state).or_default() += tally.comments;
    }
    counted.into_iter().map(|(state, comments)| Share { key: state.as_str(), name: state.label(t), comments }).collect()
}

fn headline(source: &Source, filter: &Filter) -> Headline {
    let taken = || source.comments.iter().filter(|t| filter.takes(t));
    // Suggestions are counted without their date.
    let made = || {
        let in_selection = |t: &&super::query::SuggestionTally| {
            filter.regulation.is_none_or(|id| t.regulation_id == id) && filter.contact_point.is_none_or(|id| t.contact_point_id == id)
        };
        source.suggestions.iter().filter(in_selection)
    };
    let is_adopted = |state: suggestion::State| matches!(state, suggestion::State::Adopted | suggestion::State::PartlyAdopted);
    let whole = |names: &[Named]| i64::try_from(names.len()).ok().filter(|_| filter.is_empty());
    let dated = filter.year.is_some();
    Headline {
        contact_points: whole(&source.contact_points),
        regulations: whole(&source.regulations),
        comments: Some(taken().map(|t| t.comments).sum()),
        adopted_comments: Some(taken().filter(|t| t.state.is_adopted()).map(|t| t.comments).sum()),
        suggestions: (!dated).then(|| made().map(|t| t.suggestions).sum()),
        adopted_suggestions: (!dated).then(|| made().filter(|t| is_adopted(t.state)).map(|t| t.suggestions).sum()),
    }
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;
    use crate::phrases::ZH;

    fn tally(regulation_id: i64, contact_point_id: i64, month: &str, comments: i64) -> Tally {
        Tally { regulation_id, contact_point_id, channel: Channel::Web, month: month.to_owned(), state: State::Adopted, comments }
    }

    fn named(id: i64) -> Named {
        Named { id, slug: format!("n{id}"), name: format!("名{id}") }
    }

    fn source(comments: Vec<Tally>) -> Source {
        Source {
            comments,
            regulations: vec![named(1), named(2)],
            contact_points: vec![named(1), named(2), named(3), named(4)],
            ..Source::default()
        }
    }

    fn shown(lines: &[Line]) -> Vec<(&str, Option<i64>)> {
        lines.iter().map(|l| (l.key.as_str(), l.comments)).collect()
    }

    #[test]
    fn without_a_filter_everything_is_exact() {
        let figures = Figures::count(&source(vec![tally(1, 1, "2025-11", 1), tally(2, 2, "2026-02", 3)]), &Filter::default(), &ZH);
        assert_eq!(shown(&figures.years), [("2025", Some(1)), ("2026", Some(3))]);
        assert_eq!(shown(&figures.months), [("2025-11", Some(1)), ("2025-12", Some(0)), ("2026-01", Some(0)), ("2026-02", Some(3))]);
        assert_eq!(shown(&figures.contact_points), [("n2", Some(3)), ("n1", Some(1)), ("n3", Some(0)), ("n4", Some(0))]);
        assert_eq!(figures.totals.comments, Some(4));
    }

    #[test]
    fn a_single_small_line_takes_the_next_with_it() {
        let source = source(vec![tally(1, 1, "2026-01", 2), tally(1, 2, "2026-01", 7), tally(1, 3, "2026-01", 40)]);
        let figures = Figures::count(&source, &Filter { regulation: Some(1), ..Filter::default() }, &ZH);
        assert_eq!(shown(&figures.contact_points), [("n3", Some(40)), ("n1", None), ("n2", None)]);
        assert_eq!(figures.totals.comments, Some(49));
    }

    #[test]
    fn two_small_lines_of_one_take_a_third_with_them() {
        let source =
            source(vec![tally(1, 1, "2026-01", 1), tally(1, 2, "2026-01", 1), tally(1, 3, "2026-01", 9), tally(1, 4, "2026-01", 10)]);
        let figures = Figures::count(&source, &Filter { regulation: Some(1), ..Filter::default() }, &ZH);
        assert_eq!(shown(&figures.contact_points), [("n4", Some(10)), ("n1", None), ("n2", None), ("n3", None)]);
    }

    #[test]
    fn a_hidden_line_cannot_be_had_from_a_narrower_selection() {
        let source =
            source(vec![tally(1, 1, "2026-01", 2), tally(1, 2, "2026-01", 7), tally(1, 3, "2026-01", 40), tally(2, 2, "2026-01", 50)]);
        let both = |point| Filter { regulation: Some(1), contact_point: Some(point), year: None };
        assert!(Figures::count(&source, &both(1), &ZH).hidden);
        assert!(Figures::count(&source, &both(2), &ZH).hidden);
        assert_eq!(Figures::count(&source, &both(3), &ZH).totals.comments, Some(40));
        assert_eq!(Figures::count(&source, &both(4), &ZH).totals.comments, Some(0));
    }

    #[test]
    fn months_are_hidden_with_their_year() {
        let months = vec![
            tally(1, 1, "2024-01", 3),
            tally(1, 1, "2025-01", 6),
            tally(1, 1, "2026-01", 20),
            tally(1, 1, "2026-02", 4),
            tally(1, 1, "2026-03", 9),
        ];
        let figures = Figures::count(&source(months), &Filter { regulation: Some(1), ..Filter::default() }, &ZH);
        assert_eq!(shown(&figures.years), [("2024", None), ("2025", None), ("2026", Some(33))]);
        let seen: Vec<_> = shown(&figures.months).into_iter().filter(|(_, n)| *n != Some(0)).collect();
        assert_eq!(seen, [("2024-01", None), ("2025-01", None), ("2026-01", Some(20)), ("2026-02", None), ("2026-03", None)]);
    }

    #[test]
    fn a_filter_names_what_there_is() {
        let source = source(Vec::new());
        let parse = |query: &str| Filter::parse(&Fields::parse(query.as_bytes()), &source);
        assert_eq!(
            parse("regulation=n2&contact_point=none&year=2026").unwrap(),
            Filter { regulation: Some(2), contact_point: Some(0), year: Some("2026".to_owned()) }
        );
        assert_eq!(parse("regulation=&year=").unwrap(), Filter::default());
        for wrong in ["regulation=n9", "contact_point=x", "year=26", "year=２０２６"] {
            assert!(matches!(parse(wrong), Err(Error::NotFound)), "{wrong}");
        }
    }

    #[test]
    fn the_seeds_rate_is_as_published() {
        assert_eq!(percent(2_590, 21_921), "11.8%");
        assert_eq!(percent(0, 0), "");
        assert_eq!(percent(1, 1), "100.0%");
    }
}
