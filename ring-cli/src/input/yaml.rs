//! YAML as far as configurations need it: maps, lists and scalars with their lines. Anchors, tags and several documents
//! are refused, and so is depth, so that a short text cannot become a large one.

use std::borrow::Cow;

use saphyr_parser::{Event, Parser, ScanError, Span, StrInput};

use super::{Got, InputError};

/// How deep maps and lists may stand in one another.
const MAX_DEPTH: usize = 8;
/// Such files are written by hand; more than that is something else.
const MAX_BYTES: usize = 16 << 20;

pub(super) struct Item<'a> {
    pub(super) line: usize,
    pub(super) value: Value<'a>,
}

pub(super) enum Value<'a> {
    Scalar(Cow<'a, str>),
    List(Vec<Item<'a>>),
    /// Names with the lines where they stand, and values.
    Map(Vec<(Scalar<'a>, Item<'a>)>),
}

pub(super) struct Scalar<'a> {
    pub(super) line: usize,
    pub(super) text: Cow<'a, str>,
}

impl Item<'_> {
    /// The text of a scalar. `name` is what errors call it.
    pub(super) fn text(&self, name: &str) -> Result<&str, InputError> {
        match &self.value {
            Value::Scalar(text) => Ok(text),
            _ => Err(InputError::new(self.line, format!("{name} must be a single value"))),
        }
    }
}

/// The one document of a text.
pub(super) fn parse(text: &str) -> Result<Item<'_>, InputError> {
    if text.len() > MAX_BYTES {
        return Err(InputError {
            line: None,
            message: format!("a YAML file must be at most {MAX_BYTES} bytes"),
        });
    }
    // A carriage return alone ends a line in YAML, and nowhere else here.
    let lone =
        memchr::memchr_iter(b'\r', text.as_bytes()).find(|&at| text.as_bytes().get(at + 1) != Some(&b'\n'));
    if let Some(at) = lone {
        let message = "a carriage return must stand before a line feed";
        return Err(InputError::new(super::lines::line_at(text.as_bytes(), at), message));
    }
    let mut events = Events { parser: Parser::new_from_str(text), line: 1 };
    let mut document = None;
    loop {
        match events.next()? {
            Event::StreamStart | Event::DocumentStart(_) | Event::DocumentEnd | Event::Nothing => {}
            Event::StreamEnd => break,
            _ if document.is_some() => {
                return Err(InputError::new(events.line, "a file must hold one YAML document"));
            }
            event => document = Some(events.item(event, 0)?),
        }
    }
    document.ok_or_else(|| InputError::new(1, "a YAML file must hold a document"))
}

struct Events<'a> {
    parser: Parser<'a, StrInput<'a>>,
    /// Where the last event began.
    line: usize,
}

impl<'a> Events<'a> {
    fn next(&mut self) -> Result<Event<'a>, InputError> {
        let event = self.parser.next_event().unwrap_or_else(|| Ok((Event::StreamEnd, Span::default())));
        let (event, span) = event.map_err(|error| not_yaml(&error))?;
        self.line = span.start.line().max(self.line);
        Ok(event)
    }

    fn item(&mut self, event: Event<'a>, depth: usize) -> Result<Item<'a>, InputError> {
        let line = self.line;
        if depth > MAX_DEPTH {
            let message = format!("maps and lists must be at most {MAX_DEPTH} deep");
            return Err(InputError::new(line, message));
        }
        let value = match event {
            Event::Scalar(..) => Value::Scalar(self.scalar(event)?.text),
            Event::SequenceStart(0, None) => {
                let mut items = Vec::new();
                loop {
                    match self.next()? {
                        Event::SequenceEnd => break Value::List(items),
                        event => items.push(self.item(event, depth + 1)?),
                    }
                }
            }
            Event::MappingStart(0, None) => {
                let mut members: Vec<(Scalar<'a>, Item<'a>)> = Vec::new();
                loop {
                    let name = match self.next()? {
                        Event::MappingEnd => break Value::Map(members),
                        event => self.scalar(event)?,
                    };
                    let event = self.next()?;
                    members.push((name, self.item(event, depth + 1)?));
                }
            }
            _ => return Err(refused(line)),
        };
        Ok(Item { line, value })
    }

    fn scalar(&self, event: Event<'a>) -> Result<Scalar<'a>, InputError> {
        match event {
            Event::Scalar(text, _, 0, None) => Ok(Scalar { line: self.line, text }),
            _ => Err(refused(self.line)),
        }
    }
}

fn refused(line: usize) -> InputError {
    InputError::new(
        line,
        "anchors, aliases, tags and names that are no single value are not read; state values",
    )
}

fn not_yaml(error: &ScanError) -> InputError {
    InputError::new(error.marker().line().max(1), format!("this is not YAML ({})", Got(error.info())))
}
