//! The texts of a node in one allocation: memberships hold many nodes, and most of those say little.

use alloc::boxed::Box;
use alloc::string::String;
use core::fmt::Write as _;
use core::iter;

use super::Positions;
use crate::memory::{self, OutOfMemory};

/// What a node is called and what else is known about it.
///
/// Written as the id, then each other text after its length in bytes: `cache-ap7:cache-bz4:eu-1a4:rack2:r7`. There is
/// one form for each meaning, so that equal bytes are equal texts.
#[derive(Clone, Copy)]
pub(super) struct Texts<'a> {
    pub(super) id: &'a str,
    pub(super) placement_id: Option<&'a str>,
    pub(super) zone: Option<&'a str>,
    pub(super) positions: Positions<'a>,
    pub(super) attributes: Attributes<'a>,
}

const PLACEMENT_ID: char = 'p';
const ZONE: char = 'z';
const POSITIONS: char = 'v';
const ATTRIBUTE: char = 'a';

impl<'a> Texts<'a> {
    pub(super) fn read(written: &'a str, id_bytes: u32) -> Self {
        let (id, mut rest) = written.split_at(id_bytes as usize);
        let placement_id = take(&mut rest, PLACEMENT_ID);
        let zone = take(&mut rest, ZONE);
        let positions = Positions::read(take(&mut rest, POSITIONS).unwrap_or_default());
        Self { id, placement_id, zone, positions, attributes: Attributes(rest) }
    }

    /// The text and the length of the id.
    pub(super) fn write(self) -> Result<(Box<str>, u32), OutOfMemory> {
        let positions = Some(self.positions.written()).filter(|positions| !positions.is_empty());
        let mut written = memory::text_with_room(
            self.id.len()
                + self.placement_id.map_or(0, written_bytes)
                + self.zone.map_or(0, written_bytes)
                + positions.map_or(0, written_bytes)
                + self.attributes.0.len(),
        )?;
        written.push_str(self.id);
        if let Some(placement_id) = self.placement_id {
            written.push(PLACEMENT_ID);
            push(&mut written, placement_id);
        }
        if let Some(zone) = self.zone {
            written.push(ZONE);
            push(&mut written, zone);
        }
        if let Some(positions) = positions {
            written.push(POSITIONS);
            push(&mut written, positions);
        }
        written.push_str(self.attributes.0);
        // An id beyond 4 GiB comes out as the empty one, which is refused as well.
        let id_bytes = u32::try_from(self.id.len()).unwrap_or(0);
        Ok((written.into_boxed_str(), id_bytes))
    }
}

/// Names and values, sorted by name.
#[derive(Clone, Copy)]
pub(super) struct Attributes<'a>(&'a str);

impl<'a> Attributes<'a> {
    /// From the text that [`write`](Self::write) made.
    pub(super) const fn read(written: &'a str) -> Self {
        Self(written)
    }

    /// From attributes that are sorted by name, each name once.
    pub(super) fn write<'b>(
        attributes: impl IntoIterator<Item = (&'b str, &'b str)>,
    ) -> Result<String, OutOfMemory> {
        let mut written = String::new();
        for (name, value) in attributes {
            memory::reserve_bytes(&mut written, written_bytes(name) + written_bytes(value))?;
            written.push(ATTRIBUTE);
            push(&mut written, name);
            push(&mut written, value);
        }
        Ok(written)
    }

    pub(super) fn iter(self) -> impl Iterator<Item = (&'a str, &'a str)> + Clone {
        let mut rest = self.0;
        iter::from_fn(move || {
            let name = take(&mut rest, ATTRIBUTE)?;
            Some((name, take_text(&mut rest)?))
        })
    }
}

fn push(written: &mut String, text: &str) {
    // Writing to a string cannot fail.
    let _ = write!(written, "{}:", text.len());
    written.push_str(text);
}

/// How many bytes a text takes with its tag.
fn written_bytes(text: &str) -> usize {
    let digits = text.len().checked_ilog10().unwrap_or(0) as usize + 1;
    "t:".len() + digits + text.len()
}

fn take<'a>(rest: &mut &'a str, tag: char) -> Option<&'a str> {
    *rest = rest.strip_prefix(tag)?;
    take_text(rest)
}

fn take_text<'a>(rest: &mut &'a str) -> Option<&'a str> {
    let (bytes, after) = rest.split_once(':')?;
    let (text, after) = after.split_at_checked(bytes.parse().ok()?)?;
    *rest = after;
    Some(text)
}
