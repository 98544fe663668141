//! How text from outside is shown: it can forge no line, and in errors it is cut where it is long.

use std::fmt;

/// How much of a text errors show.
const MAX_CHARS: usize = 80;

/// A text as it is where nobody can mistake it; otherwise quoted and escaped.
pub(crate) struct Word<'a>(pub(crate) &'a str);

impl fmt::Display for Word<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let harmless = |character: char| !character.is_whitespace() && character.escape_debug().len() == 1;
        if !self.0.is_empty() && self.0.chars().all(harmless) {
            f.write_str(self.0)
        } else {
            write!(f, "{:?}", self.0)
        }
    }
}

/// A text quoted, escaped and cut.
pub(crate) struct Excerpt<'a>(pub(crate) &'a str);

impl fmt::Display for Excerpt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.char_indices().nth(MAX_CHARS) {
            None => write!(f, "{:?}", self.0),
            Some((end, _)) => write!(f, "{:?}...", &self.0[..end]),
        }
    }
}

/// A name that a file gives to a value: a [`Word`], or an [`Excerpt`] where it is long.
pub(crate) struct Name<'a>(pub(crate) &'a str);

impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.len() <= MAX_CHARS { Word(self.0).fmt(f) } else { Excerpt(self.0).fmt(f) }
    }
}

/// The value that an error is about.
pub(crate) struct Got<'a>(pub(crate) &'a str);

impl fmt::Display for Got<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "got {}", Excerpt(self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_quoted_where_they_could_be_mistaken() {
        assert_eq!(Word("10.0.0.1:80").to_string(), "10.0.0.1:80");
        assert_eq!(Word("größe").to_string(), "größe");
        for (text, shown) in [
            ("", r#""""#),
            ("a b", r#""a b""#),
            ("a\nowner b", r#""a\nowner b""#),
            ("\u{1b}[2J", r#""\u{1b}[2J""#),
            ("a\"b", r#""a\"b""#),
            ("\u{202e}x", r#""\u{202e}x""#),
        ] {
            assert_eq!(Word(text).to_string(), shown);
        }
    }

    #[test]
    fn long_texts_are_cut_in_errors_only() {
        let long = "ä".repeat(81);
        assert_eq!(Word(&long).to_string(), long);
        assert_eq!(Got(&long).to_string(), format!("got \"{}\"...", "ä".repeat(80)));
        assert_eq!(Name(&long).to_string(), format!("\"{}\"...", "ä".repeat(80)));
        assert_eq!(Name("zone").to_string(), "zone");
    }
}
