//! The words inserted and deleted between two texts, for showing with ins and del.
//!
//! Compares character by character, with numbers and Latin words in one piece, then joins edits that only a
//! stray character separates, so that people see words change and not letters flicker.

use super::{Edit, EditKind};
use crate::law::numerals::is_numeral;
use crate::law::parse::is_space;
use similar::{Algorithm, DiffOp, capture_diff_slices};

/// Above this many tokens on one side whole sentences are compared, to stay fast on any input.
const MOST_TOKENS: usize = 8_000;

/// What to delete from `old` and insert to get `new`. All `Same` and `Ins` texts together are `new`; all `Same` and
/// `Del` texts together are `old` up to width, white space and quotation marks.
pub fn words(old: &str, new: &str) -> Vec<Edit> {
    compare(tokens(old), tokens(new))
}

/// As [`words`], but never inside a word: `cut` segments a text without white space into its words, in order and
/// without loss (jieba does).
pub fn words_cut(old: &str, new: &str, cut: impl Fn(&str) -> Vec<String>) -> Vec<Edit> {
    compare(cut_tokens(old, &cut), cut_tokens(new, &cut))
}

fn compare(mut old: Vec<Token>, mut new: Vec<Token>) -> Vec<Edit> {
    if old.len() > MOST_TOKENS || new.len() > MOST_TOKENS {
        old = sentences(old);
        new = sentences(new);
    }
    if old.len() > MOST_TOKENS || new.len() > MOST_TOKENS {
        return group(vec![Run::Edit { del: old, ins: new }]);
    }
    let keys = |tokens: &[Token]| tokens.iter().map(|t| t.key.clone()).collect::<Vec<_>>();
    let mut runs = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &keys(&old), &keys(&new)) {
        let (old_range, new_range) = (op.old_range(), op.new_range());
        let taken = new.get(new_range).unwrap_or_default();
        runs.push(match op {
            DiffOp::Equal { .. } => Run::Same(taken.to_vec()),
            _ => Run::Edit { del: old.get(old_range).unwrap_or_default().to_vec(), ins: taken.to_vec() },
        });
    }
    group(join(runs))
}

/// The characters that count, folded.
pub(super) fn folded(text: &str) -> Vec<char> {
    text.chars().filter(|c| !is_space(*c)).map(fold).collect()
}

/// One character for those that typists use for each other.
fn fold(c: char) -> char {
    match c {
        '“' | '”' | '「' | '」' | '＂' | '『' | '』' => '"',
        '‘' | '’' | '＇' => '\'',
        '〈' | '＜' => '<',
        '〉' | '＞' => '>',
        '〇' | '○' | '◯' => '〇',
        '—' | '－' | '–' | '―' | '─' => '-',
        '︰' | '﹕' => ':',
        '。' | '．' => '.',
        '、' => ',',
        '！'..='～' => char::from_u32(c as u32 - 0xFEE0).unwrap_or(c),
        _ => c.to_ascii_lowercase(),
    }
}

#[derive(Debug, Clone)]
struct Token {
    /// As printed, with the white space after it.
    text: String,
    key: String,
}

/// What a character belongs to: numbers and Latin words stay in one piece.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Number,
    Latin,
    Single,
}

fn class(c: char) -> Class {
    if c.is_ascii_alphanumeric() {
        Class::Latin
    } else if is_numeral(c) {
        Class::Number
    } else {
        Class::Single
    }
}

fn tokens(text: &str) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    let mut before = None;
    for c in text.chars() {
        match out.last_mut() {
            Some(last) if is_space(c) => {
                last.text.push(c);
                before = None;
                continue;
            }
            Some(last) if before == Some(class(c)) && class(c) != Class::Single => {
                last.text.push(c);
                last.key.push(fold(c));
            }
            _ => out.push(Token { text: c.to_string(), key: fold(c).to_string() }),
        }
        before = Some(class(c));
    }
    out
}

fn cut_tokens(text: &str, cut: &impl Fn(&str) -> Vec<String>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    for piece in text.split_inclusive(is_space) {
        let word = piece.trim_end_matches(is_space);
        if !word.is_empty() {
            out.extend(cut(word).into_iter().map(|text| Token { key: text.chars().map(fold).collect(), text }));
        }
        let space = piece.strip_prefix(word).unwrap_or_default();
        match out.last_mut() {
            Some(last) => last.text.push_str(space),
            None => out.push(Token { text: space.to_string(), key: String::new() }),
        }
    }
    out
}

/// Tokens joined up to the end of each sentence or line.
fn sentences(tokens: Vec<Token>) -> Vec<Token> {
    let mut out: Vec<Token> = Vec::new();
    let mut open = false;
    for token in tokens {
        let ends = token.text.contains(['。', '；', '\n']);
        match out.last_mut() {
            Some(last) if open => {
                last.text.push_str(&token.text);
                last.key.push_str(&token.key);
            }
            _ => out.push(token),
        }
        open = !ends;
    }
    out
}

/// A stretch that stayed, or one that was replaced.
enum Run {
    Same(Vec<Token>),
    Edit { del: Vec<Token>, ins: Vec<Token> },
}

fn size(tokens: &[Token]) -> usize {
    tokens.iter().map(|t| t.key.chars().count()).sum()
}

/// A character or two that stayed between two replacements go with them.
fn join(runs: Vec<Run>) -> Vec<Run> {
    let replaced: Vec<usize> = runs
        .iter()
        .map(|run| match run {
            Run::Edit { del, ins } => size(del).min(size(ins)),
            Run::Same(_) => 0,
        })
        .collect();
    let around = |at: Option<usize>| at.and_then(|at| replaced.get(at)).copied().unwrap_or(0);
    let mut out = Vec::new();
    for (at, run) in runs.into_iter().enumerate() {
        let least = around(at.checked_sub(1)).min(around(Some(at + 1)));
        out.push(match run {
            Run::Same(tokens) if is_stray(&tokens, least) => Run::Edit { del: tokens.clone(), ins: tokens },
            run => run,
        });
    }
    out
}

fn is_stray(tokens: &[Token], replaced: usize) -> bool {
    let point = tokens.iter().any(|t| !t.key.chars().all(char::is_alphanumeric));
    !point && (size(tokens) == 1 && replaced > 0 || size(tokens) == 2 && replaced > 3)
}

/// Neighbouring edits become one deletion and one insertion.
fn group(runs: Vec<Run>) -> Vec<Edit> {
    fn flush(out: &mut Vec<Edit>, del: &mut String, ins: &mut String) {
        for (kind, text) in [(EditKind::Del, del), (EditKind::Ins, ins)] {
            if !text.is_empty() {
                let text = std::mem::take(text);
                out.push(Edit { kind, text });
            }
        }
    }
    let words = |tokens: &[Token]| tokens.iter().map(|t| t.text.as_str()).collect::<String>();
    let mut out = Vec::new();
    let (mut deleted, mut inserted) = (String::new(), String::new());
    for run in runs {
        match run {
            Run::Edit { del, ins } => {
                deleted.push_str(&words(&del));
                inserted.push_str(&words(&ins));
            }
            Run::Same(tokens) => {
                flush(&mut out, &mut deleted, &mut inserted);
                out.push(Edit { kind: EditKind::Same, text: words(&tokens) });
            }
        }
    }
    flush(&mut out, &mut deleted, &mut inserted);
    out
}
