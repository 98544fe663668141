//! HAProxy configurations: the `server` lines of `backend` and `listen` sections, or of a file without sections.
//!
//! The id of a server is its name; its address is the attribute `addr`, with a port only where one is stated. HAProxy
//! hashes the number of the server, which is its place in the list unless `id` states it, or its address with
//! `hash-key addr`. A `backup` server has a number, but is on no ring while another can serve; one that is `disabled` has
//! weight 0, as its points go.

use std::collections::HashMap;

use ahash::RandomState;

use super::fields::integer;
use super::{Got, InputError, NodeFile};

mod address;
mod options;
mod section;
mod words;

use options::{HashKey, Options};
pub(crate) use section::function_of;
use section::{Section, Settings};
use words::{Word, words};

/// What begins a section. Servers of rings are those of the first two.
const SECTIONS: [&str; 21] = [
    "backend",
    "listen",
    "acme",
    "cache",
    "crt-store",
    "defaults",
    "fcgi-app",
    "frontend",
    "global",
    "http-errors",
    "log-forward",
    "log-profile",
    "mailers",
    "namespace_list",
    "peers",
    "program",
    "resolvers",
    "ring",
    "traces",
    "userlist",
    "dynamic-update",
];

pub(super) fn parse(text: &str) -> Result<NodeFile, InputError> {
    let mut parser = Parser::default();
    for (line, content) in (1..).zip(text.lines()) {
        let first = content.split_ascii_whitespace().next().unwrap_or("");
        if SECTIONS.contains(&first) {
            let words = words(line, content)?;
            parser.begin(line, &words)?;
        } else if first.starts_with('.') {
            let message =
                format!("conditions are not evaluated ({}); give the part that holds", Got(content));
            return Err(InputError::new(line, message));
        } else if let Some(all) = all_backups(content) {
            parser.section.set_all_backups(all);
        } else if section::KEYWORDS.contains(&first) {
            parser.keyword(&words(line, content)?)?;
        }
    }
    parser.end()
}

/// Whether a line says that all backup servers are there when no other can serve, or only the first one.
fn all_backups(content: &str) -> Option<bool> {
    let mut words = content.split_ascii_whitespace();
    let word = words.next();
    let all = word != Some("no");
    let option = if all { word } else { words.next() };
    (option == Some("option") && words.next() == Some("allbackups")).then_some(all)
}

#[derive(Default)]
struct Parser {
    file: NodeFile,
    /// The section that lines belong to; at the beginning one without a name.
    section: Section,
    /// Whether there was a section of servers.
    seen: bool,
    /// Settings of the last `defaults` section.
    defaults: Settings,
    /// Settings of `defaults` sections with names.
    named: HashMap<String, Settings, RandomState>,
}

impl Parser {
    fn begin(&mut self, line: usize, words: &[Word]) -> Result<(), InputError> {
        self.finish_section()?;
        let text = |index: usize| words.get(index).map(|word| word.text.as_str());
        let from = words.iter().position(|word| word.text == "from").filter(|&at| at > 0);
        let settings = match from.map(|at| text(at + 1).unwrap_or("")) {
            Some(from) => self.named.get(from).cloned().ok_or_else(|| {
                InputError::new(line, format!("no defaults section before has this name ({})", Got(from)))
            })?,
            None if text(0) == Some("defaults") => Settings::default(),
            None => self.defaults.clone(),
        };
        let name = text(1).filter(|_| from != Some(1)).map(str::to_owned);
        self.section = match text(0) {
            Some("backend" | "listen") => {
                let name =
                    name.ok_or_else(|| InputError::new(line, "a section of servers must have a name"))?;
                self.seen = true;
                Section::of_servers(Some(name), settings)
            }
            Some("defaults") => Section::of_defaults(name, settings),
            _ => Section::other(),
        };
        Ok(())
    }

    fn keyword(&mut self, words: &[Word]) -> Result<(), InputError> {
        self.section.keyword(words)
    }

    fn finish_section(&mut self) -> Result<(), InputError> {
        let section = std::mem::take(&mut self.section);
        if let Some((name, settings)) = section.finish(&mut self.file)? {
            if let Some(name) = name {
                self.named.insert(name, settings.clone());
            }
            self.defaults = settings;
        }
        Ok(())
    }

    fn end(mut self) -> Result<NodeFile, InputError> {
        self.finish_section()?;
        if !self.seen && self.file.entries.is_empty() && self.file.notes.is_empty() {
            let message = "no backend or listen section is here; name the file that has it".into();
            return Err(InputError { line: None, message });
        }
        Ok(self.file)
    }
}

/// A number of a server, or of anything that HAProxy counts.
fn number(word: &Word, name: &str, min: u32, max: u32) -> Result<u32, InputError> {
    integer(word.line, name, word.fixed()?, min, max)
}
