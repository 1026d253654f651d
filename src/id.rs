//! The only source of randomness: receipt codes, form keys, session cookies, passwords.
//!
//! Everything comes from the operating system's generator by way of `rand`'s thread generator.

use std::fmt;

use rand::RngExt;
use sha2::{Digest, Sha256};

/// Crockford's base 32: no I, L, O or U, so that a code can be read over the telephone.
const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// What a citizen keeps: twelve signs (60 random bits), written `K7M2-9QXA-4TRP`.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ReceiptCode(String);

impl ReceiptCode {
    /// A new code.
    pub fn random() -> Self {
        Self::from_bits(rand::random())
    }

    /// The code of the lowest 60 bits of `bits`; the demonstration city uses it to be the same every time.
    pub fn from_bits(bits: u64) -> Self {
        let mut code = String::with_capacity(14);
        for place in 0..12u32 {
            if place > 0 && place % 4 == 0 {
                code.push('-');
            }
            let five = (bits >> (5 * place)) & 31;
            let sign = usize::try_from(five).ok().and_then(|i| ALPHABET.get(i)).copied().unwrap_or(b'0');
            code.push(char::from(sign));
        }
        Self(code)
    }

    /// Reads what a person typed: any case, spaces and hyphens anywhere, full width, O for 0, I or L for 1.
    /// `None` when it is not twelve signs of the alphabet.
    pub fn parse(typed: &str) -> Option<Self> {
        let mut code = String::with_capacity(14);
        let mut signs = 0;
        for c in typed.chars().take(64) {
            let c = match c {
                '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
                c => c,
            };
            let c = match c.to_ascii_uppercase() {
                'O' => '0',
                'I' | 'L' => '1',
                c if c.is_whitespace() || matches!(c, '-' | '‐' | '–' | '—' | '－' | '_' | '\u{200b}' | '\u{feff}') => continue,
                c => c,
            };
            if !c.is_ascii() || !ALPHABET.contains(&u8::try_from(c).ok()?) {
                return None;
            }
            if signs > 0 && signs % 4 == 0 {
                code.push('-');
            }
            code.push(c);
            signs += 1;
        }
        (signs == 12).then_some(Self(code))
    }

    /// The code as it is shown and stored.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ReceiptCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// 128 random bits in hexadecimal: form keys, pending tokens, session cookies.
pub fn token() -> String {
    hex(&rand::random::<[u8; 16]>())
}

/// Whether `text` could have come from [`token`].
pub fn is_token(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
}

/// 32 random bytes, for keys.
pub fn key() -> [u8; 32] {
    rand::random()
}

/// 24 random bytes, for the nonce of XChaCha20.
pub fn nonce() -> [u8; 24] {
    rand::random()
}

/// A password of 16 signs (about 80 bits) that can be read aloud: `xxxx-xxxx-xxxx-xxxx`.
pub fn password() -> String {
    let mut rng = rand::rng();
    let mut out = String::with_capacity(19);
    for place in 0..16 {
        if place > 0 && place % 4 == 0 {
            out.push('-');
        }
        let sign = ALPHABET.get(rng.random_range(0..ALPHABET.len())).copied().unwrap_or(b'0');
        out.push(char::from(sign).to_ascii_lowercase());
    }
    out
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, b| {
        out.push(char::from_digit(u32::from(b >> 4), 16).unwrap_or('0'));
        out.push(char::from_digit(u32::from(b & 15), 16).unwrap_or('0'));
        out
    })
}

/// SHA-256 over parts, each preceded by its length so that no two lists of parts read alike.
pub fn sha256(parts: &[&[u8]]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_survives_how_people_type_it() {
        let code = ReceiptCode::from_bits(0x0123_4567_89ab_cdef);
        let sloppy = format!("  {} ", code.as_str().to_lowercase().replace('-', " ").replace('0', "O").replace('1', "l"));
        assert_eq!(ReceiptCode::parse(&sloppy), Some(code));
        assert_eq!(ReceiptCode::parse("K7M2-9QXA-4TR"), None);
        assert_eq!(ReceiptCode::parse("K7M2-9QXA-4TRU"), None);
        assert_eq!(ReceiptCode::parse("Ｋ７Ｍ２９ＱＸＡ４ＴＲＰ").map(|c| c.to_string()).as_deref(), Some("K7M2-9QXA-4TRP"));
    }
}
