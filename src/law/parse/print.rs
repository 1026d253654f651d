//! [`Law`] → text that reads as the input did, up to white space.

use crate::law::{Law, Provision, Remainder};
use std::iter::Peekable;
use std::slice::Iter;

/// The text of the law, one line for each provision; lines of the remainder stand at their place.
pub fn print(law: &Law) -> String {
    let mut out = Printer { text: String::new(), rest: law.remainder.iter().peekable() };
    out.line(&law.title);
    for line in &law.issued {
        out.line(line);
    }
    let first = law.provisions.first().map_or(usize::MAX, |p| p.line);
    out.remainder_before(first);
    out.line(&law.preamble);
    for node in law.walk() {
        out.remainder_before(node.line);
        out.node(node);
    }
    out.remainder_before(usize::MAX);
    out.text
}

struct Printer<'a> {
    text: String,
    rest: Peekable<Iter<'a, Remainder>>,
}

impl Printer<'_> {
    fn line(&mut self, line: &str) {
        if !line.is_empty() {
            self.text.push_str(line);
            self.text.push('\n');
        }
    }

    fn remainder_before(&mut self, line: usize) {
        while let Some(next) = self.rest.next_if(|r| r.line < line) {
            self.line(&next.text);
        }
    }

    fn node(&mut self, node: &Provision) {
        let mut line = node.number.clone();
        if node.kind.is_division() {
            if !line.is_empty() && !node.heading.is_empty() {
                line.push('　');
            }
            line.push_str(&node.heading);
        } else if node.brackets.is_empty() {
            line.push_str(&node.heading);
        } else {
            let mut brackets = node.brackets.chars();
            line.extend(brackets.next());
            line.push_str(&node.heading);
            line.extend(brackets.next());
        }
        // The first paragraph stands on the article's own line.
        let article = matches!(node.kind, crate::law::Kind::Article) || node.eid.starts_with("item_");
        if article && node.text.is_empty() && !node.children.is_empty() {
            self.text.push_str(&line);
            let numbered = node.children.first().is_some_and(|c| c.text.is_empty());
            self.text.push(if numbered { '\n' } else { '　' });
            return;
        }
        line.push_str(&node.text);
        self.line(&line);
    }
}
