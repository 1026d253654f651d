//! What was found by month: a small drawing, and the same numbers as a list that leads to each month.

use std::cmp::Reverse;

use chrono::{Datelike, Months, NaiveDate};

use super::find::Found;
use super::schema::Facet;

/// Height of the drawing.
const HEIGHT: u64 = 40;
/// Width of one month in it, the gap included.
const STEP: usize = 4;
/// Months drawn at most, the latest.
const MOST: usize = 120;

/// A month with hits.
pub struct Month {
    /// `2026-11`
    pub name: String,
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
    /// Hits.
    pub n: i64,
}

/// The months of what was found, without a gap.
pub struct ByMonth {
    /// Width of the drawing; a month is four wide.
    pub width: usize,
    /// All columns as one SVG path.
    pub path: String,
    /// Only months with hits, the latest first.
    pub rows: Vec<Month>,
    /// First and last month drawn.
    pub ends: (String, String),
}

impl ByMonth {
    /// `None` if all of it lies in one month.
    pub fn of(found: &Found) -> Option<Self> {
        let counted = found.facets.get(&Facet::Month)?;
        let first = |key: &str| format!("{key}-01").parse::<NaiveDate>().ok();
        let counts: Vec<(NaiveDate, i64)> =
            counted.iter().filter_map(|(key, n)| Some((first(key)?, i64::try_from(*n).ok().filter(|n| *n > 0)?))).collect();
        let (begin, end) = (counts.iter().map(|(day, _)| *day).min()?, counts.iter().map(|(day, _)| *day).max()?);
        let mut months = vec![end];
        while months.len() < MOST && months.last().is_some_and(|month| *month > begin) {
            months.push(months.last()?.checked_sub_months(Months::new(1))?);
        }
        months.reverse();
        if months.len() < 2 {
            return None;
        }
        let of = |month: &NaiveDate| counts.iter().find(|(day, _)| day == month).map_or(0, |(_, n)| *n);
        let most = months.iter().map(of).max().unwrap_or(1).max(1);
        let mut path = String::new();
        for (at, month) in months.iter().enumerate() {
            let n = of(month);
            if n > 0 {
                // What is there is seen, however little it is.
                let tall = (n.unsigned_abs() * HEIGHT / most.unsigned_abs()).max(1);
                path.push_str(&format!("M{} {HEIGHT}v-{tall}h3v{tall}z", at * STEP));
            }
        }
        let name = |month: &NaiveDate| format!("{}-{:02}", month.year(), month.month());
        let row = |(from, n): &(NaiveDate, i64)| {
            Some(Month { name: name(from), from: *from, to: from.checked_add_months(Months::new(1))?.pred_opt()?, n: *n })
        };
        let mut rows: Vec<Month> = counts.iter().filter_map(row).collect();
        rows.sort_by_key(|month| Reverse(month.from));
        let ends = (months.first().map(name)?, months.last().map(name)?);
        Some(Self { width: months.len() * STEP, path, rows, ends })
    }
}
