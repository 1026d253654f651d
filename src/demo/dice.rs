//! Repeatable chance for the demo city.
//!
//! The same seed gives the same numbers on every platform (SplitMix64, whole numbers only). A fork depends on
//! the seed and its label, not on what was drawn before, so each regulation and each comment has its own stream.

/// A stream of random numbers.
#[derive(Debug, Clone)]
pub struct Dice {
    seed: u64,
    state: u64,
}

impl Dice {
    /// The stream of this seed.
    pub fn new(seed: u64) -> Dice {
        Dice { seed, state: seed }
    }

    /// An independent stream; the same label always gives the same one.
    pub fn fork(&self, label: &str) -> Dice {
        let mut hash = 0xcbf2_9ce4_8422_2325_u64;
        for byte in label.bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
        Dice::new(mix(self.seed ^ mix(hash)))
    }

    /// An independent stream for the `number`th thing of a kind.
    pub fn fork_at(&self, label: &str, number: u64) -> Dice {
        let kind = self.fork(label);
        Dice::new(mix(kind.seed.wrapping_add(number.wrapping_mul(0x9e37_79b9_7f4a_7c15))))
    }

    /// The next 64 bits.
    pub fn next_u64(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        mix(self.state)
    }

    /// A number from 0 up to, not including, `n`; 0 when `n` is 0.
    pub fn below(&mut self, n: usize) -> usize {
        let product = u128::from(self.next_u64()) * (n as u128);
        (product >> 64) as usize
    }

    /// A number from `low` to `high`, both included.
    pub fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high.saturating_sub(low) + 1)
    }

    /// True in `per_mille` of a thousand cases.
    pub fn chance(&mut self, per_mille: usize) -> bool {
        self.below(1000) < per_mille
    }

    /// One of the items, which must not be empty.
    #[expect(clippy::indexing_slicing, reason = "below(len) is an index of a slice that is not empty")]
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[self.below(items.len())]
    }

    /// One of the words, which must not be an empty list.
    pub fn word<'a>(&mut self, words: &[&'a str]) -> &'a str {
        self.pick::<&str>(words)
    }

    /// One of the items, each as often as its weight says; they must not be empty.
    pub fn weighted<'a, T>(&mut self, items: &'a [(usize, T)]) -> &'a T {
        let total = items.iter().map(|(weight, _)| weight).sum();
        let mut rest = self.below(total);
        for (weight, item) in items {
            if rest < *weight {
                return item;
            }
            rest -= weight;
        }
        &self.pick(items).1
    }

    /// Puts the items into a random order.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.below(last + 1));
        }
    }
}

/// The finishing step of SplitMix64.
fn mix(mut z: u64) -> u64 {
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::Dice;

    #[test]
    fn a_seed_gives_the_same_numbers_everywhere() {
        let mut dice = Dice::new(0);
        assert_eq!(dice.next_u64(), 0xe220_a839_7b1d_cdaf);
        assert_eq!(dice.next_u64(), 0x6e78_9e6a_a1b9_65f4);
    }

    #[test]
    fn a_fork_does_not_depend_on_what_was_drawn() {
        let fresh = Dice::new(7);
        let mut used = Dice::new(7);
        used.below(10);
        assert_eq!(fresh.fork("a").next_u64(), used.fork("a").next_u64());
        assert_ne!(fresh.fork("a").next_u64(), fresh.fork("b").next_u64());
        assert_ne!(fresh.fork_at("a", 1).next_u64(), fresh.fork_at("a", 2).next_u64());
    }

    #[test]
    fn weights_and_bounds_hold() {
        let mut dice = Dice::new(3);
        let heavy = (0..1000).filter(|_| *dice.weighted(&[(9, true), (1, false)])).count();
        assert!((850..950).contains(&heavy), "{heavy}");
        assert!((0..1000).all(|_| (3..=5).contains(&dice.between(3, 5))));
        let mut order = [1, 2, 3, 4, 5];
        dice.shuffle(&mut order);
        order.sort_unstable();
        assert_eq!(order, [1, 2, 3, 4, 5]);
    }
}
