//! How Chinese text becomes index terms.
//!
//! Every character folds to exactly one character (width, case, Traditional to Simplified), so a place in
//! the folded text is the same place in the original. Three analyses stand on the folded text: [`Words`]
//! (jieba's search mode, for titles, numbers and completion), [`Pairs`] (every two neighbouring characters with the
//! place of the first, for exact substrings and ranking) and [`Chars`] (single characters, for ranking). Position is
//! always the index of a character.
//! A change here changes [`version`], and the index rebuilds itself.

use std::sync::LazyLock;

use ferrous_opencc::{OpenCC, config::BuiltinConfig};
use jieba_rs::Jieba;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

use crate::law::numerals;

/// Our own words of this field, one a line, for jieba's segmentation.
const LEGAL: &str = include_str!("../../dict/legal.txt");

/// Raise it when the code of this module changes what is indexed; the dictionary counts by itself.
const REVISION: u64 = 3;

/// Above this nothing folds.
const TABLE: u32 = 0x3_0000;

/// The unified ideographs for the radicals U+2F00 to U+2FD5, which come out of copied PDF text.
const RADICALS: &str = "一丨丶丿乙亅二亠人儿入八冂冖冫几凵刀力勹匕匚匸十卜卩厂厶又口囗土士夂夊夕大女子宀寸小尢尸屮山巛工己巾干幺广廴廾弋弓彐彡彳心戈戶手支攴文斗斤方无日曰月木欠止歹殳毋比毛氏气水火爪父爻爿片牙牛犬玄玉瓜瓦甘生用田疋疒癶白皮皿目矛矢石示禸禾穴立竹米糸缶网羊羽老而耒耳聿肉臣自至臼舌舛舟艮色艸虍虫血行衣襾見角言谷豆豕豸貝赤走足身車辛辰辵邑酉釆里金長門阜隶隹雨靑非面革韋韭音頁風飛食首香馬骨高髟鬥鬯鬲鬼魚鳥鹵鹿麥麻黃黍黑黹黽鼎鼓鼠鼻齊齒龍龜龠";

/// Variant forms that the conversion tables leave alone.
const VARIANTS: &str = "覆复靑青裡里証证綫线箇个羣群峯峰牀床麪面恆恒査查舘馆竝并菓果侷局瞭了藉借牴抵";

static FOLD: LazyLock<Vec<char>> = LazyLock::new(fold_table);

/// The segmenter with jieba's dictionary and ours.
pub static JIEBA: LazyLock<Jieba> = LazyLock::new(|| {
    let mut jieba = Jieba::new();
    for word in entries(LEGAL) {
        jieba.add_word(&fold(word), None, None);
    }
    jieba
});

/// The lines of a dictionary file without comments and blanks.
pub fn entries(file: &str) -> impl Iterator<Item = &str> {
    file.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

/// Names this analysis: changes with the code's revision and with the dictionary.
pub fn version() -> String {
    let seed = 0xcbf2_9ce4_8422_2325_u64 ^ REVISION;
    let hash = LEGAL.bytes().fold(seed, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    format!("{hash:016x}")
}

/// One character as the index sees it.
pub fn fold_char(c: char) -> char {
    FOLD.get(c as usize).copied().unwrap_or(c)
}

/// A text as the index sees it, character for character.
pub fn fold(text: &str) -> String {
    text.chars().map(fold_char).collect()
}

fn fold_table() -> Vec<char> {
    let mut table: Vec<char> = (0..TABLE).map(|n| char::from_u32(n).map_or(' ', fold_simple)).collect();
    for (from, to) in ('\u{2F00}'..='\u{2FD5}').zip(RADICALS.chars()) {
        set(&mut table, from, to);
    }
    let han = ['\u{2E80}'..='\u{2EFF}', '\u{3400}'..='\u{9FFF}', '\u{F900}'..='\u{FAFF}', '\u{20000}'..='\u{2FA1F}'];
    let sources: String = han.into_iter().flatten().flat_map(|c| [c, '\n']).collect();
    if let Ok(converter) = OpenCC::from_config(BuiltinConfig::T2s) {
        let converted = converter.convert(&sources);
        for (from, to) in sources.lines().zip(converted.lines()) {
            if let (Some(from), Some(to)) = (only(from), only(to)) {
                set(&mut table, from, to);
            }
        }
    }
    let variants: Vec<char> = VARIANTS.chars().collect();
    for pair in variants.as_chunks::<2>().0 {
        set(&mut table, pair[0], pair[1]);
    }
    // A radical or a variant may stand for a Traditional character: fold until nothing changes.
    let once = table.clone();
    for c in &mut table {
        *c = once.get(*c as usize).copied().unwrap_or(*c);
    }
    table
}

/// Width, case and white space; everything else stays.
fn fold_simple(c: char) -> char {
    let c = match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ if c.is_whitespace() || c.is_control() => ' ',
        _ => c,
    };
    let mut lower = c.to_lowercase();
    match (lower.next(), lower.next()) {
        (Some(one), None) => one,
        _ => c,
    }
}

fn set(table: &mut [char], from: char, to: char) {
    if let Some(place) = table.get_mut(from as usize) {
        *place = to;
    }
}

fn only(text: &str) -> Option<char> {
    let mut chars = text.chars();
    chars.next().filter(|_| chars.next().is_none())
}

/// A word in a folded text: its text and its place in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word<'a> {
    /// The word itself.
    pub text: &'a str,
    /// Index of its first character.
    pub start: usize,
    /// Index after its last character.
    pub end: usize,
}

/// The words of an already folded text as a reader would part it, without punctuation.
pub fn words(folded: &str) -> Vec<Word<'_>> {
    JIEBA.cut(folded, true).into_iter().filter_map(|t| word(t.word, t.start, t.end)).collect()
}

/// The words of a text as printed, in order and without loss, punctuation included: for comparing texts word by word.
pub fn cut(text: &str) -> Vec<String> {
    let mut chars = text.chars();
    JIEBA.cut(&fold(text), true).into_iter().map(|token| chars.by_ref().take(token.word.chars().count()).collect()).collect()
}

/// The words of an already folded text with the shorter words inside them, in the order of their places.
pub fn all_words(folded: &str) -> Vec<Word<'_>> {
    let mut words: Vec<Word<'_>> = JIEBA.cut_for_search(folded, true).into_iter().filter_map(|t| word(t.word, t.start, t.end)).collect();
    words.sort_by_key(|w| (w.start, w.end));
    words
}

fn word(text: &str, start: usize, end: usize) -> Option<Word<'_>> {
    text.chars().any(char::is_alphanumeric).then_some(Word { text, start, end })
}

/// Indexes [`all_words`].
#[derive(Clone, Copy)]
pub enum Words {
    /// All of them.
    All,
    /// Those that a pair of characters does not stand for already; see [`is_long`].
    Long,
}

/// True for a word of more than two characters, and for numbers and words of other scripts of any length.
pub fn is_long(word: &str) -> bool {
    word.chars().count() > 2 || word.chars().any(|c| c.is_ascii_alphanumeric()) || numerals::parse(word).is_some()
}

/// Blanks and the marks between phrases and sentences, folded. They part texts and are not found themselves: what is quoted
/// matches whatever mark stands there. Signs that carry meaning (3.5, 50%, 8:30, ¥, an emoji) are none.
pub fn is_mark(folded: char) -> bool {
    matches!(folded, ' ' | ',' | ';' | '?' | '!' | '"' | '(' | ')' | '。' | '、' | '“' | '”' | '‘' | '’' | '《' | '》' | '【' | '】' | '…')
}

/// Indexes every two neighbouring characters; the last one before a mark or the end stands with a blank, so that each character that is
/// no mark begins a pair.
#[derive(Clone, Copy)]
pub struct Pairs;

/// Indexes every letter, digit and Han character by itself.
#[derive(Clone, Copy)]
pub struct Chars;

impl Tokenizer for Words {
    type TokenStream<'a> = WordStream;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream {
        let offsets: Vec<usize> = text.char_indices().map(|(at, _)| at).chain([text.len()]).collect();
        let offset = |place: usize| offsets.get(place).copied().unwrap_or(text.len());
        let folded = fold(text);
        let all = matches!(self, Words::All);
        let tokens: Vec<Token> = all_words(&folded)
            .into_iter()
            .filter(|w| all || is_long(w.text))
            .map(|w| Token {
                offset_from: offset(w.start),
                offset_to: offset(w.end),
                position: w.start,
                text: w.text.to_owned(),
                position_length: w.end - w.start,
            })
            .collect();
        WordStream { tokens: tokens.into_iter(), token: Token::default() }
    }
}

/// The stream of [`Words`].
pub struct WordStream {
    tokens: std::vec::IntoIter<Token>,
    token: Token,
}

impl TokenStream for WordStream {
    fn advance(&mut self) -> bool {
        self.tokens.next().map(|token| self.token = token).is_some()
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

impl Tokenizer for Pairs {
    type TokenStream<'a> = PairStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> PairStream<'a> {
        let mut chars = text.char_indices();
        let next = chars.next().map(|(at, c)| (at, fold_char(c)));
        PairStream { length: text.len(), chars, next, place: 0, token: Token::default() }
    }
}

/// The stream of [`Pairs`].
pub struct PairStream<'a> {
    length: usize,
    chars: std::str::CharIndices<'a>,
    next: Option<(usize, char)>,
    place: usize,
    token: Token,
}

impl TokenStream for PairStream<'_> {
    fn advance(&mut self) -> bool {
        while let Some((from, first)) = self.next {
            self.next = self.chars.next().map(|(at, c)| (at, fold_char(c)));
            let position = self.place;
            self.place += 1;
            if is_mark(first) {
                continue;
            }
            let second = self.next.map_or(' ', |(_, c)| if is_mark(c) { ' ' } else { c });
            self.token.text.clear();
            self.token.text.push(first);
            self.token.text.push(second);
            self.token.offset_from = from;
            let second_begins = self.next.map_or(self.length, |(at, _)| at);
            let second_ends = self.chars.clone().next().map_or(self.length, |(at, _)| at);
            self.token.offset_to = if second == ' ' { second_begins } else { second_ends };
            self.token.position = position;
            return true;
        }
        false
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

impl Tokenizer for Chars {
    type TokenStream<'a> = CharStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> CharStream<'a> {
        CharStream { chars: text.char_indices().enumerate(), token: Token::default() }
    }
}

/// The stream of [`Chars`].
pub struct CharStream<'a> {
    chars: std::iter::Enumerate<std::str::CharIndices<'a>>,
    token: Token,
}

impl TokenStream for CharStream<'_> {
    fn advance(&mut self) -> bool {
        let Some((place, (from, c))) = self.chars.by_ref().find(|(_, (_, c))| c.is_alphanumeric()) else { return false };
        self.token.text.clear();
        self.token.text.push(fold_char(c));
        (self.token.position, self.token.offset_from, self.token.offset_to) = (place, from, from + c.len_utf8());
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn both_scripts_widths_and_cases_fold_to_one() {
        assert_eq!(fold("隻要業主大會同意，這裡就採納；証據ＡＢＣ"), "只要业主大会同意,这里就采纳;证据abc");
        assert_eq!(fold("⽤⾞"), "用车");
        assert_eq!(fold("爲衆説內戶麵"), "为众说内户面");
        assert_eq!(fold("不瞭解、憑藉與牴觸"), "不了解、凭借与抵触");
    }

    #[test]
    fn folding_twice_changes_nothing() {
        let again = (0..TABLE).filter_map(char::from_u32).filter(|c| fold_char(fold_char(*c)) != fold_char(*c));
        assert_eq!(again.collect::<String>(), "");
    }

    #[test]
    fn words_come_in_the_order_of_their_places() {
        let words: Vec<_> = all_words("基层立法联系点收集意见").into_iter().map(|w| w.text).collect();
        assert!(words.contains(&"基层立法联系点") && words.contains(&"联系点"), "{words:?}");
        let starts: Vec<_> = all_words("中华人民共和国民法典").into_iter().map(|w| w.start).collect();
        assert!(starts.is_sorted());
    }

    #[test]
    fn pairs_carry_the_place_of_their_first_character() {
        let mut pairs = Pairs;
        let mut stream = pairs.token_stream("好😀吗，　是");
        let mut seen = Vec::new();
        stream.process(&mut |t| seen.push((t.text.clone(), t.position)));
        assert_eq!(seen, [("好😀".into(), 0), ("😀吗".into(), 1), ("吗 ".into(), 2), ("是 ".into(), 5)]);
    }

    proptest! {
        #[test]
        fn cutting_loses_nothing(text in "[征求意见裡A１ 　，。\\PC]{0,40}") {
            prop_assert_eq!(cut(&text).concat(), text);
        }

        #[test]
        fn offsets_cut_the_original(text in "[\\PC\\n 裡証條𠮷😀a-z]{0,40}") {
            let spans = |mut stream: Box<dyn TokenStream + '_>| {
                let mut spans = Vec::new();
                stream.process(&mut |t| spans.push((t.offset_from, t.offset_to, t.text.clone())));
                spans
            };
            for (from, to, token) in spans(Box::new(Words::All.token_stream(&text))) {
                prop_assert_eq!(text.get(from..to).map(fold), Some(token));
            }
            for (from, to, token) in spans(Box::new(Chars.token_stream(&text))) {
                prop_assert_eq!(text.get(from..to).map(fold), Some(token));
            }
            for (from, to, token) in spans(Box::new(Pairs.token_stream(&text))) {
                let whole = text.get(from..to).map(|t| if t.chars().count() == 1 { fold(t) + " " } else { fold(t) });
                prop_assert_eq!(whole, Some(token));
            }
        }
    }
}
