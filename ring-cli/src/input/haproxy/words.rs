//! The words of a line of an HAProxy configuration.

use crate::input::plain::is_blank;
use crate::input::{Got, InputError};

pub(super) struct Word {
    pub(super) line: usize,
    pub(super) text: String,
    /// Whether it names a variable of the environment, which is not read.
    varies: bool,
}

impl Word {
    /// The text, where it depends on nothing else.
    pub(super) fn fixed(&self) -> Result<&str, InputError> {
        if self.varies {
            let message = format!("variables are not replaced ({}); state the value", Got(&self.text));
            return Err(InputError::new(self.line, message));
        }
        Ok(&self.text)
    }
}

pub(super) fn words(line: usize, content: &str) -> Result<Vec<Word>, InputError> {
    let mut words: Vec<Word> = Vec::new();
    let mut word: Option<Word> = None;
    let mut quote: Option<char> = None;
    let mut characters = content.chars();
    while let Some(character) = characters.next() {
        if quote.is_none() && (is_blank(character) || character == '#') {
            words.extend(word.take());
            if character == '#' {
                break;
            }
            continue;
        }
        let word = word.get_or_insert_with(|| Word { line, text: String::new(), varies: false });
        match (character, quote) {
            ('"' | '\'', None) => quote = Some(character),
            (_, Some(open)) if open == character => quote = None,
            ('\\', None | Some('"')) => {
                let message = format!("a backslash must stand before a character ({})", Got(content));
                word.text.push(characters.next().ok_or_else(|| InputError::new(line, message))?);
            }
            _ => {
                word.varies |= character == '$' && quote == Some('"');
                word.text.push(character);
            }
        }
    }
    if quote.is_some() {
        return Err(InputError::new(line, format!("a quote is not closed ({})", Got(content))));
    }
    words.extend(word);
    Ok(words)
}
