//! How many of what, and when: the seed's figures spread over the regulations of the city.
//!
//! Regulations stand in order of time. The last ones are still open, the ones before wait for study, all others are decided.

use chrono::{Days, NaiveDate};

use super::dice::Dice;

/// Regulations of the city (the seed article's figure).
pub const REGULATIONS: usize = 107;
/// Comments at scale 1 (the seed article's figure).
pub const COMMENTS: usize = 21_921;
/// Adopted comments at scale 1 (the seed article's figure).
pub const ADOPTED: usize = 2_590;

/// How far a regulation has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Results are released; the law is made.
    Decided,
    /// Closed; suggestions are submitted, some decided but not released.
    Study,
    /// Comments are taken.
    Open,
    /// Not yet begun.
    Soon,
}

/// What is planned for one regulation.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Place in the order of time, from 0.
    pub index: usize,
    /// How far it has come.
    pub stage: Stage,
    /// First day of its consultation.
    pub opens: NaiveDate,
    /// Last day.
    pub closes: NaiveDate,
    /// Comments it has received.
    pub comments: usize,
    /// Of them adopted, wholly or in part.
    pub adopted: usize,
}

/// How many days before today a consultation that is still open began, and how many days after today it closes.
const OPEN: [(u64, u64); 5] = [(21, 2), (16, 5), (12, 9), (9, 14), (3, 27)];
/// How many days before today a consultation under study closed.
const STUDY: [u64; 4] = [6, 13, 21, 34];

/// The plan of every regulation. Totals are exact: `COMMENTS × scale` comments, `ADOPTED × scale` adopted.
pub fn plans(seed: u64, scale: usize, today: NaiveDate) -> Vec<Plan> {
    let mut dice = Dice::new(seed).fork("plan");
    let first_study = REGULATIONS - 1 - OPEN.len() - STUDY.len();
    let mut plans: Vec<Plan> = (0..REGULATIONS)
        .map(|index| {
            let (stage, opens, closes) = if index < first_study {
                decided(index, first_study, today, &mut dice)
            } else if let Some(closed) = STUDY.iter().rev().nth(index - first_study) {
                (Stage::Study, before(today, closed + 30), before(today, *closed))
            } else if let Some((began, left)) = OPEN.get(index - first_study - STUDY.len()) {
                (Stage::Open, before(today, *began), after(today, *left))
            } else {
                (Stage::Soon, after(today, 4), after(today, 34))
            };
            Plan { index, stage, opens, closes, comments: 0, adopted: 0 }
        })
        .collect();
    let weights: Vec<u64> = plans.iter().map(|plan| weight(plan.stage, &mut dice)).collect();
    for (plan, n) in plans.iter_mut().zip(share(COMMENTS * scale, &weights)) {
        plan.comments = n;
    }
    let adoptable: Vec<u64> =
        plans.iter().map(|p| if p.stage == Stage::Decided { (p.comments as u64) * (60 + dice.below(80) as u64) } else { 0 }).collect();
    for (plan, n) in plans.iter_mut().zip(share(ADOPTED * scale, &adoptable)) {
        plan.adopted = n;
    }
    plans
}

/// Decided regulations lie between January 2019 and some ten weeks ago, a month open each.
fn decided(index: usize, of: usize, today: NaiveDate, dice: &mut Dice) -> (Stage, NaiveDate, NaiveDate) {
    let first = NaiveDate::from_ymd_opt(2019, 1, 15).unwrap_or(today);
    let span = u64::try_from((before(today, 110) - first).num_days().max(0)).unwrap_or_default();
    let opens = after(first, span * index as u64 / of.max(1) as u64);
    (Stage::Decided, opens, after(opens, 15 + dice.below(20) as u64))
}

/// Most drafts draw some comments, a few draw very many; open ones are still filling.
fn weight(stage: Stage, dice: &mut Dice) -> u64 {
    match stage {
        Stage::Soon => 0,
        Stage::Open => 90 + dice.below(140) as u64,
        Stage::Study => 120 + dice.below(200) as u64,
        Stage::Decided => match dice.below(20) {
            0 => 900 + dice.below(900) as u64,
            1..=4 => 250 + dice.below(400) as u64,
            5..=15 => 80 + dice.below(180) as u64,
            _ => 15 + dice.below(50) as u64,
        },
    }
}

/// Shares `total` out by weight; the parts add up to it exactly.
fn share(total: usize, weights: &[u64]) -> Vec<usize> {
    let sum: u64 = weights.iter().sum();
    if sum == 0 {
        return vec![0; weights.len()];
    }
    let (mut parts, mut given, mut seen) = (Vec::with_capacity(weights.len()), 0, 0);
    for weight in weights {
        seen += weight;
        // What all parts up to here should have, rounded: the last one makes it whole.
        let until = usize::try_from(u128::from(seen) * total as u128 / u128::from(sum)).unwrap_or(total);
        parts.push(until - given);
        given = until;
    }
    parts
}

/// A date some days earlier.
pub fn before(date: NaiveDate, days: u64) -> NaiveDate {
    date.checked_sub_days(Days::new(days)).unwrap_or(date)
}

/// A date some days later.
pub fn after(date: NaiveDate, days: u64) -> NaiveDate {
    date.checked_add_days(Days::new(days)).unwrap_or(date)
}

#[cfg(test)]
#[expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]
mod tests {
    use super::*;

    #[test]
    fn the_figures_of_the_seed_are_met_exactly_at_every_scale() {
        let today = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
        for scale in [1, 3, 10] {
            let plans = plans(7, scale, today);
            assert_eq!(plans.len(), REGULATIONS);
            assert_eq!(plans.iter().map(|p| p.comments).sum::<usize>(), COMMENTS * scale);
            assert_eq!(plans.iter().map(|p| p.adopted).sum::<usize>(), ADOPTED * scale);
            assert!(plans.iter().all(|p| p.adopted * 2 <= p.comments), "no regulation adopts everything");
            assert!(plans.iter().all(|p| p.opens < p.closes));
            assert_eq!(plans.iter().filter(|p| p.stage == Stage::Open && p.opens <= today && today <= p.closes).count(), OPEN.len());
        }
    }
}
