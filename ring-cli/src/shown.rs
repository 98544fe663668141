//! How text from outside is shown: it can forge no line, and in errors it is cut where it is long.

use std::fmt;

use vnode_ring::Range;

/// How much of a text errors show.
const MAX_CHARS: usize = 80;

/// A text as it is where nobody can mistake it; otherwise quoted and escaped.
pub(crate) struct Word<'a>(pub(crate) &'a str);

/// Whether a character looks like itself and like nothing else.
pub(crate) fn is_harmless(character: char) -> bool {
    !character.is_whitespace() && character.escape_debug().len() == 1
}

impl fmt::Display for Word<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.0.is_empty() && self.0.chars().all(is_harmless) {
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

/// A text as one word of a POSIX shell.
pub(crate) struct Shell<'a>(pub(crate) &'a str);

impl fmt::Display for Shell<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bare = |byte: u8| byte.is_ascii_alphanumeric() || b"_-./:=@%+,".contains(&byte);
        if !self.0.is_empty() && self.0.bytes().all(bare) {
            return f.write_str(self.0);
        }
        write!(f, "'{}'", self.0.replace('\'', r"'\''"))
    }
}

/// A part of the circle, cut to four decimals.
pub(crate) struct Percent(pub(crate) u128);

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let millionths = self.0 * 1_000_000 / Range::FULL_WIDTH;
        write!(f, "{}.{:04}%", millionths / 10_000, millionths % 10_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_word_of_the_shell_is_one_word() {
        assert_eq!(Shell("cache-a=3").to_string(), "cache-a=3");
        assert_eq!(Shell("").to_string(), "''");
        assert_eq!(Shell("it's $HOME\\").to_string(), r"'it'\''s $HOME\'");
    }

    #[test]
    fn percents_are_cut_not_rounded() {
        assert_eq!(Percent(Range::FULL_WIDTH).to_string(), "100.0000%");
        assert_eq!(Percent(Range::FULL_WIDTH / 4 - 1).to_string(), "24.9999%");
        assert_eq!(Percent(0).to_string(), "0.0000%");
    }

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
