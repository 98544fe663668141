//! Words as a POSIX shell takes them from a line: what can be copied from a command line can stand in a file. Nothing
//! is expanded.

use std::iter::Peekable;
use std::str::CharIndices;

use crate::input::is_blank;

/// A word and the bytes of the line that it was read from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ShellWord {
    pub(crate) text: String,
    pub(crate) start: usize,
    pub(crate) end: usize,
}

/// What is wrong, and at which byte of the line.
pub(crate) type Refused = (usize, &'static str);

/// The words of a line, up to a comment: a `#` at the start of a word.
pub(crate) fn read(line: &str) -> Result<Vec<ShellWord>, Refused> {
    let mut words = Vec::new();
    let mut rest = line.char_indices().peekable();
    loop {
        while rest.next_if(|&(_, character)| is_blank(character)).is_some() {}
        match rest.peek() {
            None | Some((_, '#')) => return Ok(words),
            Some(&(start, _)) => {
                let text = word(&mut rest)?;
                let end = rest.peek().map_or(line.len(), |&(end, _)| end);
                words.push(ShellWord { text, start, end });
            }
        }
    }
}

fn word(rest: &mut Peekable<CharIndices<'_>>) -> Result<String, Refused> {
    let mut text = String::new();
    while let Some((at, character)) = rest.next_if(|&(_, character)| !is_blank(character)) {
        match character {
            '\'' | '"' => quoted(rest, character, &mut text).ok_or((at, "a quote is not closed"))?,
            '\\' => text.push(rest.next().ok_or((at, "a backslash ends the line"))?.1),
            _ => text.push(character),
        }
    }
    Ok(text)
}

/// The rest of a quoted stretch, after its opening quote; `None` where it is not closed.
fn quoted(rest: &mut Peekable<CharIndices<'_>>, quote: char, text: &mut String) -> Option<()> {
    loop {
        match rest.next()?.1 {
            character if character == quote => return Some(()),
            '\\' if quote == '"' => match rest.next()?.1 {
                escaped @ ('"' | '\\' | '$' | '`') => text.push(escaped),
                other => text.extend(['\\', other]),
            },
            character => text.push(character),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::shown::Shell;

    fn texts(line: &str) -> Result<Vec<String>, Refused> {
        read(line).map(|words| words.into_iter().map(|word| word.text).collect())
    }

    #[test]
    fn quotes_are_those_of_the_shell() {
        for (line, words) in [
            ("", &[][..]),
            (" \t\r", &[]),
            ("# a comment", &[]),
            ("a  b#c # d", &["a", "b#c"]),
            (r#"--add 'x y' "" a'b'"c"\ d"#, &["--add", "x y", "", "abc d"]),
            (r#"'a"\b' "a'\"\\\$\`\n" \'"#, &[r#"a"\b"#, r#"a'"\$`\n"#, "'"]),
            ("$HOME *", &["$HOME", "*"]),
        ] {
            assert_eq!(texts(line).unwrap(), words, "{line}");
        }
        assert_eq!(texts("a 'b"), Err((2, "a quote is not closed")));
        assert_eq!(texts(r#"a "b\"#), Err((2, "a quote is not closed")));
        assert_eq!(texts(r"ä b\"), Err((4, "a backslash ends the line")));
    }

    proptest! {
        #[test]
        fn what_is_written_for_a_shell_is_read(words in proptest::collection::vec("[^\n]{0,6}", 0..5)) {
            let line: Vec<String> = words.iter().map(|word| Shell(word).to_string()).collect();
            let line = line.join(" ");
            prop_assert_eq!(texts(&line).unwrap(), words);
            for word in read(&line).unwrap() {
                prop_assert_eq!(texts(&line[word.start..word.end]).unwrap(), [word.text]);
            }
        }
    }
}
