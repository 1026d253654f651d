//! Sentences with gaps.
//!
//! `{a|b|}` picks one of the alternatives (the last here is empty), `{name}` asks the caller for a value.
//! Gaps nest. Everything else is copied. Read next: [`super::bills`] and [`super::voices`], which give the values.

use super::dice::Dice;

/// Gives the value of a named gap.
pub type Slot<'a> = &'a mut dyn FnMut(&mut Dice, &str) -> String;

/// The sentence with every gap filled.
pub fn fill(pattern: &str, dice: &mut Dice, slot: Slot<'_>) -> String {
    let mut out = String::with_capacity(pattern.len() * 2);
    fill_into(&mut out, pattern, dice, slot);
    out
}

fn fill_into(out: &mut String, pattern: &str, dice: &mut Dice, slot: &mut dyn FnMut(&mut Dice, &str) -> String) {
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let (gap, tail) = close(after);
        let options = alternatives(gap);
        if options.len() > 1 {
            let chosen = *dice.pick(&options);
            fill_into(out, chosen, dice, slot);
        } else {
            let value = slot(dice, gap);
            out.push_str(&value);
        }
        rest = tail;
    }
    out.push_str(rest);
}

/// What stands before the bracket that closes the gap, and what after it.
fn close(text: &str) -> (&str, &str) {
    let mut depth = 0;
    for (at, c) in text.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                let (gap, tail) = text.split_at_checked(at).unwrap_or((text, ""));
                return (gap, tail.strip_prefix('}').unwrap_or(tail));
            }
            '}' => depth -= 1,
            _ => {}
        }
    }
    (text, "")
}

/// The parts of a gap between the `|` that are not inside another gap.
fn alternatives(gap: &str) -> Vec<&str> {
    let mut depth = 0;
    gap.split(|c| {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        c == '|' && depth == 0
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps_nest_and_alternatives_may_be_empty() {
        let mut dice = Dice::new(1);
        let mut seen = std::collections::BTreeSet::new();
        for _ in 0..100 {
            seen.insert(fill("{请|}把{物}{放好|放到{处}}。", &mut dice, &mut |_, name| format!("[{name}]")));
        }
        assert_eq!(seen.len(), 4, "{seen:?}");
        assert!(seen.contains("请把[物]放到[处]。") && seen.contains("把[物]放好。"));
    }
}
