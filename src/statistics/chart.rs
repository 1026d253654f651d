//! Geometry of the charts. Places and widths across are in percent, heights in pixels, and nothing is scaled, so that text stays readable
//! on a phone (see assets/README.md). The template draws what stands here; numbers come from the tables beside the charts.

use super::figures::{Line, Share};
use crate::html::thousands;

/// The longest bar, in hundredths of a percent: the rest is for its number.
const LONGEST: i64 = 7_500;
/// Lines a name and its two bars take.
const BAR_STEP: i64 = 84;
/// Lines a name and its single bar take.
const SINGLE_STEP: i64 = 56;
/// Where columns stand, from the top.
const BASE: i64 = 170;
/// Where the scale's line is, from the top.
const TOP: i64 = 26;

/// Hundredths of a percent as an attribute.
fn percent(hundredths: i64) -> String {
    format!("{}.{:02}%", hundredths / 100, hundredths % 100)
}

/// How wide a bar is, the longest being all of its cell.
pub fn share(n: Option<i64>, most: i64) -> String {
    percent(n.unwrap_or_default() * 10_000 / most.max(1))
}

/// The largest number of some lines.
pub fn most(lines: &[Line]) -> i64 {
    lines.iter().filter_map(|l| l.comments).max().unwrap_or_default()
}

/// One bar with its number.
pub struct Bar {
    /// `b1` comments, `b2` adopted.
    pub class: &'static str,
    /// Upper edge; the bar is 20 high.
    pub y: i64,
    /// How long.
    pub width: String,
    /// The number.
    pub value: String,
    /// Where the number stands.
    pub text_x: String,
    /// Its base line.
    pub text_y: i64,
}

/// A name with its bars.
pub struct Row {
    /// The name above the bars.
    pub label: String,
    /// Its base line.
    pub y: i64,
    /// The bars.
    pub bars: Vec<Bar>,
}

/// Horizontal bars.
pub struct Bars {
    /// Height of the picture.
    pub height: i64,
    /// From the top.
    pub rows: Vec<Row>,
}

fn bar(class: &'static str, y: i64, n: i64, most: i64) -> Bar {
    let width = n * LONGEST / most.max(1);
    Bar { class, y, width: percent(width), value: thousands(n), text_x: percent(width + 150), text_y: y + 16 }
}

impl Bars {
    /// Comments and adopted ones of each line; hidden lines are left out.
    pub fn of(lines: &[Line]) -> Self {
        let most = most(lines);
        let mut rows = Vec::new();
        let mut y = 0;
        for line in lines {
            let (Some(comments), Some(adopted)) = (line.comments, line.adopted_comments) else { continue };
            let bars = vec![bar("b1", y + 24, comments, most), bar("b2", y + 48, adopted, most)];
            rows.push(Row { label: line.name.clone(), y: y + 16, bars });
            y += BAR_STEP;
        }
        Self { height: y, rows }
    }

    /// Comments in each state.
    pub fn of_outcomes(shares: &[Share]) -> Self {
        let most = shares.iter().map(|s| s.comments).max().unwrap_or_default();
        let mut rows = Vec::new();
        let mut y = 0;
        for share in shares {
            rows.push(Row { label: share.name.to_owned(), y: y + 16, bars: vec![bar("b1", y + 24, share.comments, most)] });
            y += SINGLE_STEP;
        }
        Self { height: y, rows }
    }
}

/// One month.
pub struct Column {
    /// Left edge.
    pub x: String,
    /// Width.
    pub width: String,
    /// Upper edge of the comments.
    pub y: i64,
    /// Height of the comments.
    pub height: i64,
    /// Upper edge of the adopted, which stand in front.
    pub adopted_y: i64,
    /// Height of the adopted.
    pub adopted_height: i64,
}

/// Columns by month.
pub struct Columns {
    /// Height of the picture.
    pub height: i64,
    /// Where the columns stand.
    pub base: i64,
    /// Where the line of the scale is.
    pub top: i64,
    /// The number that line stands for.
    pub scale: String,
    /// From the first month to the last; hidden months leave their place empty.
    pub columns: Vec<Column>,
    /// Place and words below the columns: years, or the months of one year.
    pub labels: Vec<(String, String)>,
}

impl Columns {
    /// The months of some lines, which follow each other without gaps.
    pub fn of(months: &[Line]) -> Self {
        let scale = round_up(most(months));
        let count = i64::try_from(months.len()).unwrap_or(i64::MAX).max(1);
        let at = |place: usize| i64::try_from(place).unwrap_or_default() * 10_000 / count;
        let tall = |n: i64| n * (BASE - TOP) / scale;
        let column = |(place, line): (usize, &Line)| {
            let (comments, adopted) = (line.comments?, line.adopted_comments?);
            let (height, adopted_height) = (tall(comments), tall(adopted));
            Some(Column {
                x: percent(at(place)),
                width: percent(8_500 / count),
                y: BASE - height,
                height,
                adopted_y: BASE - adopted_height,
                adopted_height,
            })
        };
        let labels = labels(months).into_iter().map(|(place, text)| (percent(at(place)), text)).collect();
        let columns = months.iter().enumerate().filter_map(column).collect();
        Self { height: BASE + 24, base: BASE, top: TOP, scale: thousands(scale), columns, labels }
    }
}

/// Where words stand below the columns: every third month of a short stretch, else years, as many as fit on a phone.
fn labels(months: &[Line]) -> Vec<(usize, String)> {
    let parts = |line: &Line| {
        line.key.split_once('-').map(|(year, month)| (year.to_owned(), month.trim_start_matches('0').to_owned())).unwrap_or_default()
    };
    if months.len() <= 12 {
        return months.iter().enumerate().step_by(3).map(|(place, line)| (place, line.key.clone())).collect();
    }
    let mut years: Vec<(usize, String)> = Vec::new();
    for (place, (year, _)) in months.iter().map(parts).enumerate() {
        if years.last().is_none_or(|(_, last)| *last != year) {
            years.push((place, year));
        }
    }
    // A first year of a few months would run into the next one's name.
    if years.get(1).is_some_and(|(second, _)| second * 7 < months.len()) {
        years.remove(0);
    }
    let step = years.len().div_ceil(6).max(1);
    years.into_iter().step_by(step).collect()
}

/// The next of 1, 2, 5, 10, 20, 50 …
fn round_up(n: i64) -> i64 {
    let mut power = 1;
    loop {
        for step in [1, 2, 5] {
            if step * power >= n {
                return step * power;
            }
        }
        power *= 10;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(key: &str, comments: i64, adopted: i64) -> Line {
        Line { key: key.to_owned(), name: key.to_owned(), comments: Some(comments), adopted_comments: Some(adopted) }
    }

    #[test]
    fn bars_are_as_long_as_their_numbers() {
        let chart = Bars::of(&[line("2020", 2_770, 254), line("2022", 4_467, 497)]);
        let widths: Vec<&str> = chart.rows.iter().flat_map(|r| &r.bars).map(|b| b.width.as_str()).collect();
        assert_eq!(widths, ["46.50%", "4.26%", "75.00%", "8.34%"]);
        assert_eq!(chart.height, 2 * BAR_STEP);
    }

    #[test]
    fn nothing_at_all_makes_an_empty_chart() {
        assert_eq!(Bars::of(&[]).height, 0);
        assert!(Columns::of(&[]).columns.is_empty());
        assert_eq!(Columns::of(&[line("2026-01", 0, 0)]).columns.len(), 1);
    }

    #[test]
    fn the_scale_is_a_round_number() {
        assert_eq!([0, 1, 3, 7, 11, 201, 501].map(round_up), [1, 1, 5, 10, 20, 500, 1_000]);
    }

    #[test]
    fn years_stand_below_a_long_stretch() {
        let months: Vec<Line> = (0..40).map(|n| line(&format!("{}-{:02}", 2020 + (n + 10) / 12, (n + 10) % 12 + 1), 1, 0)).collect();
        let labels: Vec<String> = Columns::of(&months).labels.into_iter().map(|(_, text)| text).collect();
        assert_eq!(labels, ["2021", "2022", "2023", "2024"]);
    }
}
