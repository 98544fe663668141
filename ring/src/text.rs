//! How errors show text that came from outside.

use core::fmt;

/// Quoted and escaped, and cut after [`Excerpt::MAX_CHARS`] characters: errors stay one short line whatever was fed
/// in.
pub(crate) struct Excerpt<'a>(pub(crate) &'a str);

impl Excerpt<'_> {
    const MAX_CHARS: usize = 80;
}

impl fmt::Display for Excerpt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.char_indices().nth(Self::MAX_CHARS) {
            None => write!(f, "{:?}", self.0),
            Some((end, _)) => write!(f, "{:?}... ({} bytes)", &self.0[..end], self.0.len()),
        }
    }
}

#[cfg(test)]
mod tests {
    use alloc::string::ToString;

    use super::*;

    #[test]
    fn long_and_strange_text_stays_one_short_line() {
        assert_eq!(Excerpt("a\n\u{1b}b").to_string(), r#""a\n\u{1b}b""#);
        let shown = Excerpt(&"é".repeat(5000)).to_string();
        assert!(shown.ends_with("... (10000 bytes)") && shown.chars().count() < 110, "{shown}");
    }
}
