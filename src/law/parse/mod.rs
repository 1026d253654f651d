//! Text or Markdown of a regulation → [`Law`], and back.
//!
//! Promises: no panic on any input; every character that is not white space or a Markdown mark is in
//! exactly one node or in the remainder; [`print`](print()) gives the text back up to white space.
//! The steps, one file each: `line` and `marks` clean, `marker` reads 第五条 and （三）, `contents` finds the 目录,
//! `chain` and `spine` decide what each line is, `front` reads title and 题注, `body` builds 款项目 inside an
//! article, `tree` puts everything together, `print` writes it out.

pub(super) mod body;
mod chain;
mod contents;
mod front;
pub(super) mod line;
pub(super) mod marker;
mod marks;
mod print;
mod spine;
mod tree;

pub(super) use chain::is_reference;
pub use line::{is_space, squeeze, trim};
pub use print::print;

use super::Law;

/// Reads a whole text. A text without any provision gives a law with a warning that says what was expected.
pub fn parse(text: &str) -> Law {
    let lines = line::lines(text);
    let spine = spine::assign(&lines);
    tree::build(&lines, spine)
}

#[cfg(test)]
mod tests;
#[cfg(test)]
mod variants;
