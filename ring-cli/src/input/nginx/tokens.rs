//! The words of an nginx configuration.

use crate::input::{Got, InputError};

pub(super) struct Word {
    pub(super) line: usize,
    pub(super) text: String,
}

pub(super) enum Token {
    Word(Word),
    /// `;`
    End,
    /// `{`, and its line.
    Open(usize),
    /// `}`, and its line.
    Close(usize),
}

pub(super) struct Tokens<'a> {
    rest: &'a str,
    line: usize,
}

impl<'a> Tokens<'a> {
    pub(super) const fn new(text: &'a str) -> Self {
        Self { rest: text, line: 1 }
    }

    pub(super) fn next(&mut self) -> Result<Option<Token>, InputError> {
        self.skip();
        let line = self.line;
        let Some(first) = self.rest.chars().next() else { return Ok(None) };
        Ok(Some(match first {
            ';' => {
                self.take(1);
                Token::End
            }
            '{' => {
                self.take(1);
                Token::Open(line)
            }
            '}' => {
                self.take(1);
                Token::Close(line)
            }
            '"' | '\'' => Token::Word(Word { line, text: self.quoted(first)? }),
            _ => Token::Word(Word { line, text: self.bare() }),
        }))
    }

    /// Goes past a block of another language, whose braces come in pairs. `line` is where it begins.
    pub(super) fn skip_block(&mut self, line: usize) -> Result<(), InputError> {
        let mut open = 1usize;
        let end = self.rest.find(|character: char| {
            open = match character {
                '{' => open + 1,
                '}' => open - 1,
                _ => open,
            };
            open == 0
        });
        let end = end.ok_or_else(|| unclosed(line))?;
        self.take(end + 1);
        Ok(())
    }

    /// Goes past blanks and comments.
    fn skip(&mut self) {
        loop {
            let content = self.rest.trim_start_matches([' ', '\t', '\r', '\n']);
            self.take(self.rest.len() - content.len());
            if !self.rest.starts_with('#') {
                return;
            }
            self.take(self.rest.find('\n').unwrap_or(self.rest.len()));
        }
    }

    /// Goes on and counts lines.
    fn take(&mut self, bytes: usize) -> &'a str {
        let (taken, rest) = self.rest.split_at(bytes);
        self.line += memchr::memchr_iter(b'\n', taken.as_bytes()).count();
        self.rest = rest;
        taken
    }

    /// A word up to a blank, a semicolon or a brace that follows no dollar sign.
    fn bare(&mut self) -> String {
        let mut before = ' ';
        let mut escaped = false;
        let end = self.rest.find(|character: char| {
            let ends = !escaped
                && (matches!(character, ' ' | '\t' | '\r' | '\n' | ';') || character == '{' && before != '$');
            escaped = character == '\\' && !escaped;
            before = character;
            ends
        });
        unescaped(self.take(end.unwrap_or(self.rest.len())))
    }

    fn quoted(&mut self, quote: char) -> Result<String, InputError> {
        let line = self.line;
        let start = self.rest;
        let mut escaped = false;
        let end = self.rest[1..].find(|character: char| {
            let ends = !escaped && character == quote;
            escaped = character == '\\' && !escaped;
            ends
        });
        let Some(end) = end else {
            let first_line = start.lines().next().unwrap_or("");
            return Err(InputError::new(line, format!("a quote is not closed ({})", Got(first_line))));
        };
        let text = unescaped(&self.take(end + 2)[1..=end]);
        if self.rest.starts_with(|next: char| !matches!(next, ' ' | '\t' | '\r' | '\n' | ';' | '{' | ')')) {
            let message = format!("a blank, ; or {{ must follow a closing quote ({})", Got(&text));
            return Err(InputError::new(self.line, message));
        }
        Ok(text)
    }
}

pub(super) fn unclosed(line: usize) -> InputError {
    InputError::new(line, "a block is not closed: } is missing")
}

/// What nginx makes of backslashes: most stay.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        let escaped = characters.peek().filter(|_| character == '\\').and_then(|next| match next {
            '"' | '\'' | '\\' => Some(*next),
            't' => Some('\t'),
            'r' => Some('\r'),
            'n' => Some('\n'),
            _ => None,
        });
        plain.push(escaped.unwrap_or(character));
        if escaped.is_some() {
            characters.next();
        }
    }
    plain
}
