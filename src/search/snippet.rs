//! Marks what was found in the original text, in whichever script it stands.
//!
//! Folding is one character to one, so a place in the folded text is a place in the original. Pieces come
//! back as plain text with a flag, in order and complete; escaping is the template's. Neighbouring hits are one.

use std::ops::Range;

use super::analysis::fold_char;

/// A stretch of text, found or not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// Part of what was asked for.
    pub marked: bool,
    /// The original words.
    pub text: String,
}

/// The whole text with every folded needle marked.
pub fn mark(text: &str, needles: &[String]) -> Vec<Segment> {
    let chars: Vec<char> = text.chars().collect();
    let spans = merged(&hits(&chars, needles));
    segments(text, &chars, 0..chars.len(), &spans)
}

/// About `width` characters round the place where most needles stand together; the beginning if none does.
/// Line breaks become blanks, cut ends become "…".
pub fn excerpt(text: &str, needles: &[String], width: usize) -> Vec<Segment> {
    let text = text.trim();
    let chars: Vec<char> = text.chars().collect();
    let hits = hits(&chars, needles);
    let window = window(&chars, best_start(&hits, width), width);
    let mut out = segments(text, &chars, window.clone(), &merged(&hits));
    let is_other = |c: char| c != ' ' && (c.is_whitespace() || c.is_control());
    for segment in &mut out {
        if segment.text.contains(is_other) {
            segment.text = segment.text.replace(is_other, " ");
        }
    }
    let dots = || Segment { marked: false, text: "…".to_owned() };
    if window.start > 0 {
        out.insert(0, dots());
    }
    if window.end < chars.len() {
        out.push(dots());
    }
    out
}

/// True if any needle stands in the text.
pub fn contains(text: &str, needles: &[String]) -> bool {
    let chars: Vec<char> = text.chars().collect();
    !hits(&chars, needles).is_empty()
}

/// Every place of every needle with the needle's number, in order of places.
fn hits(chars: &[char], needles: &[String]) -> Vec<(Range<usize>, usize)> {
    let folded: Vec<char> = chars.iter().map(|c| fold_char(*c)).collect();
    let mut hits = Vec::new();
    for (number, needle) in needles.iter().enumerate() {
        let mut signs = needle.chars();
        let Some(first) = signs.next() else { continue };
        for (at, _) in folded.iter().enumerate().filter(|(_, c)| **c == first) {
            let mut there = folded.iter().skip(at + 1);
            if signs.clone().all(|sign| there.next() == Some(&sign)) {
                hits.push((at..at + 1 + signs.clone().count(), number));
            }
        }
    }
    hits.sort_by_key(|(span, _)| (span.start, span.end));
    hits
}

fn merged(hits: &[(Range<usize>, usize)]) -> Vec<Range<usize>> {
    let mut spans: Vec<Range<usize>> = Vec::new();
    for (hit, _) in hits {
        match spans.last_mut() {
            Some(last) if hit.start <= last.end => last.end = last.end.max(hit.end),
            _ => spans.push(hit.clone()),
        }
    }
    spans
}

/// The hit from which on most different needles, then most characters, fall into the width.
fn best_start(hits: &[(Range<usize>, usize)], width: usize) -> usize {
    let score = |from: usize| {
        let near =
            hits.iter().skip(from).take_while(|(span, _)| hits.get(from).is_some_and(|(first, _)| span.end <= first.start + width * 4 / 5));
        let (mut seen, mut length) = (Vec::new(), 0);
        for (span, number) in near {
            if !seen.contains(number) {
                seen.push(*number);
                length += span.len();
            }
        }
        (seen.len(), length)
    };
    // A text full of hits needs no search for the best of thousands.
    let best = (0..hits.len().min(200)).max_by_key(|from| (score(*from), std::cmp::Reverse(*from)));
    best.and_then(|from| hits.get(from)).map_or(0, |(span, _)| span.start)
}

/// A window of the width round `start`, beginning after a mark of punctuation if one is near and never inside one visible character.
fn window(chars: &[char], start: usize, width: usize) -> Range<usize> {
    let lead = width / 4;
    let earliest = start.saturating_sub(lead).min(chars.len().saturating_sub(width));
    let mut from = earliest;
    if earliest > 0 {
        let pause = |at: &usize| chars.get(at.wrapping_sub(1)).is_some_and(|c| c.is_whitespace() || "。！？；，!?;,".contains(*c));
        from = (earliest..=start).find(pause).unwrap_or(earliest);
    }
    while from > 0 && joins(chars, from) {
        from -= 1;
    }
    let mut to = (from + width).min(chars.len());
    if chars.len() - to <= 5 {
        to = chars.len();
    }
    while to < chars.len() && joins(chars, to) {
        to += 1;
    }
    from..to
}

/// True if the character at `at` belongs to the one before it.
fn joins(chars: &[char], at: usize) -> bool {
    let mark = |c: &char| matches!(*c, '\u{300}'..='\u{36F}' | '\u{200D}' | '\u{20E3}' | '\u{FE00}'..='\u{FE0F}' | '\u{1F3FB}'..='\u{1F3FF}' | '\u{E0100}'..='\u{E01EF}');
    chars.get(at).is_some_and(mark) || chars.get(at.wrapping_sub(1)) == Some(&'\u{200D}')
}

/// The window of a text in pieces; `chars` are the characters of `text`.
fn segments(text: &str, chars: &[char], window: Range<usize>, spans: &[Range<usize>]) -> Vec<Segment> {
    let bytes = |range: Range<usize>| chars.get(range).unwrap_or_default().iter().map(|c| c.len_utf8()).sum::<usize>();
    let mut rest = text.get(bytes(0..window.start)..).unwrap_or_default();
    let mut out = Vec::with_capacity(2 * spans.len() + 3);
    let mut push = |marked: bool, range: Range<usize>| {
        let Some((piece, after)) = rest.split_at_checked(bytes(range)) else { return };
        rest = after;
        if !piece.is_empty() {
            out.push(Segment { marked, text: piece.to_owned() });
        }
    };
    let mut at = window.start;
    for span in spans {
        let (start, end) = (span.start.max(at), span.end.min(window.end));
        if start >= end {
            continue;
        }
        push(false, at..start);
        push(true, start..end);
        at = end;
    }
    push(false, at..window.end.max(at));
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn needles(words: &[&str]) -> Vec<String> {
        words.iter().map(|w| (*w).to_owned()).collect()
    }

    fn shown(segments: &[Segment]) -> String {
        segments.iter().map(|s| if s.marked { format!("[{}]", s.text) } else { s.text.clone() }).collect()
    }

    #[test]
    fn marks_stand_in_the_original_script() {
        let segments = mark("我家樓下的電瓶車😀太多，電瓶車棚𠮷家也有<b>", &needles(&["电瓶车", "车棚", "𠮷"]));
        assert_eq!(shown(&segments), "我家樓下的[電瓶車]😀太多，[電瓶車棚𠮷]家也有<b>");
    }

    #[test]
    fn an_excerpt_shows_where_the_words_stand_together() {
        let text = format!("{}。停车另说。{}，小区停车收费应当公示。{}", "前".repeat(200), "中".repeat(200), "后".repeat(200));
        let shown = shown(&excerpt(&text, &needles(&["停车", "收费"]), 60));
        assert!(shown.starts_with("…小区[停车收费]应当公示。") || shown.contains("，小区[停车收费]应当公示。"), "{shown}");
        assert!(shown.ends_with('…') && shown.chars().count() < 75);
    }

    #[test]
    fn without_a_hit_the_beginning_is_shown() {
        assert_eq!(shown(&excerpt("  一句\n短话 ", &needles(&["无"]), 90)), "一句 短话");
        assert!(excerpt("", &[], 90).is_empty());
    }

    #[test]
    fn a_family_is_not_cut_in_two() {
        let text = "👨‍👩‍👧".repeat(40);
        let inner = excerpt(&text, &[], 31);
        assert!(inner.iter().all(|s| !s.text.ends_with('\u{200D}') && !s.text.starts_with('\u{200D}')));
    }

    proptest! {
        #[test]
        fn marking_loses_nothing(text in "[a-c裡里\\PC\\n]{0,80}", words in proptest::collection::vec("[a-c里]{1,3}", 0..4), width in 1usize..50) {
            let whole: String = mark(&text, &words).into_iter().map(|s| s.text).collect();
            prop_assert_eq!(&whole, &text);
            prop_assert!(excerpt(&text, &words, width).iter().all(|s| !s.text.is_empty()));
        }
    }
}
