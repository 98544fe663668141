//! The naive model of a tracker and its directory: maps, searched from end to end.

use std::collections::BTreeMap;

use vnode_ring::{Status, Version};

use crate::model::Content;
use crate::ops::{Setup, Stated};

type Name = (&'static str, &'static str);

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Members {
    pub(super) content: Content,
    pub(super) statuses: BTreeMap<&'static str, Status>,
}

#[derive(Clone, Debug)]
struct Record {
    version: Option<Version>,
    life: Life,
}

#[derive(Clone, Debug)]
enum Life {
    Live { stated: Option<Vec<u8>>, deadline: Option<u64> },
    Removed { event: u64 },
    Expired { event: u64 },
}

#[derive(Clone, Debug)]
pub(super) struct Model {
    setup: Setup,
    max_vnodes: u32,
    max_expiry_percent: u8,
    pub(super) groups: BTreeMap<&'static str, Members>,
    records: BTreeMap<Name, Record>,
    pub(super) events: u64,
    pub(super) frozen: bool,
}

/// What becomes of an event.
#[derive(Debug)]
pub(super) enum Fate {
    Changed,
    Unchanged,
    Ignored((Version, Version)),
}

/// What may become of it before the directory is asked.
enum Verdict {
    Taken,
    Repeated,
    Ignored((Version, Version)),
}

impl Model {
    pub(super) fn new(setup: Setup, max_vnodes: u32, max_expiry_percent: u8) -> Self {
        Self {
            setup,
            max_vnodes,
            max_expiry_percent,
            groups: BTreeMap::new(),
            records: BTreeMap::new(),
            events: 0,
            frozen: false,
        }
    }

    /// The model after a step; `None` where that must be refused.
    pub(super) fn after(&self, step: impl FnOnce(&mut Self) -> Option<()>) -> Option<Self> {
        let mut model = self.clone();
        step(&mut model)?;
        let kept = |members: &Members| {
            members.content.is_valid() && members.content.vnodes() <= self.max_vnodes.into()
        };
        model.groups.values().all(kept).then_some(model)
    }

    pub(super) fn is_member(&self, group: &str, id: &str) -> bool {
        self.groups.get(group).is_some_and(|members| members.content.has(id))
    }

    fn group(&mut self, group: &'static str) -> Option<&mut Members> {
        let empty = || Members { content: Content::new(self.setup), statuses: BTreeMap::new() };
        (!group.is_empty()).then(|| self.groups.entry(group).or_insert_with(empty))
    }

    pub(super) fn create_group(&mut self, group: &'static str) -> Option<()> {
        let new = !self.groups.contains_key(group);
        self.group(group).filter(|_| new).map(drop)
    }

    pub(super) fn join(&mut self, group: &'static str, stated: &Stated) -> Option<()> {
        let members = self.group(group)?;
        members.content.upsert(stated)?;
        members.statuses.entry(stated.id.0).or_default();
        Some(())
    }

    pub(super) fn leave(&mut self, group: &str, id: &str) -> Option<()> {
        let members = self.groups.get_mut(group)?;
        members.statuses.remove(id);
        members.content.remove(id)
    }

    pub(super) fn move_member(&mut self, id: &'static str, from: &str, to: &'static str) -> Option<()> {
        let left = self.groups.get(from)?.clone();
        let status = *left.statuses.get(id)?;
        self.leave(from, id)?;
        let members = self.group(to)?;
        members.content.take_from(&left.content, id)?;
        members.statuses.insert(id, status);
        Some(())
    }

    pub(super) fn set_status(&mut self, group: &str, id: &str, status: Status) -> Option<()> {
        *self.groups.get_mut(group)?.statuses.get_mut(id)? = status;
        Some(())
    }

    pub(super) fn reconcile(&mut self, group: &'static str, list: &[Stated]) -> Option<()> {
        let members = self.group(group)?;
        members.content.reconcile(list)?;
        let kept =
            members.content.ids().map(|id| (id, members.statuses.get(id).copied().unwrap_or_default()));
        members.statuses = kept.collect();
        Some(())
    }

    pub(super) fn forget_statuses(&mut self) {
        let statuses = self.groups.values_mut().flat_map(|members| members.statuses.values_mut());
        statuses.for_each(|status| *status = Status::Passing);
    }

    pub(super) fn version(&self, group: &'static str, id: &'static str) -> Option<Version> {
        self.records.get(&(group, id))?.version
    }

    fn verdict(&self, name: Name, update: Option<&[u8]>, got: Option<Version>) -> Verdict {
        let Some(Record { version: Some(have), life }) = self.records.get(&name) else {
            return Verdict::Taken;
        };
        let (have, Some(got)) = (*have, got) else { return Verdict::Taken };
        let ignored = Verdict::Ignored((have, got));
        if got != have {
            return if got > have { Verdict::Taken } else { ignored };
        }
        match (life, update) {
            // Silence is no event: the same version is news again.
            (Life::Expired { .. }, _) => Verdict::Taken,
            // A removal wins against updates of its version.
            (Life::Removed { .. }, None) => Verdict::Repeated,
            (Life::Removed { .. }, Some(_)) => ignored,
            (Life::Live { .. }, None) => Verdict::Taken,
            (Life::Live { .. }, Some(_)) if !self.is_member(name.0, name.1) => Verdict::Taken,
            // Of two updates of one version the one with the greater bytes wins.
            (Life::Live { stated: Some(stated), .. }, Some(update)) if update > stated => Verdict::Taken,
            (Life::Live { stated: Some(stated), .. }, Some(update)) if update == stated => Verdict::Repeated,
            (Life::Live { .. }, Some(_)) => ignored,
        }
    }

    pub(super) fn upsert(
        &mut self,
        group: &'static str,
        stated: &Stated,
        got: Option<Version>,
    ) -> Option<Fate> {
        let (name, bytes) = ((group, stated.id.0), bytes_of(stated));
        match self.verdict(name, Some(&bytes), got) {
            Verdict::Ignored(versions) => return Some(Fate::Ignored(versions)),
            Verdict::Repeated => return Some(Fate::Unchanged),
            Verdict::Taken => {}
        }
        let after = self.after(|model| model.join(group, stated))?;
        let changed = after.groups != self.groups;
        *self = after;
        self.events += 1;
        let (version, life) = match self.records.remove(&name) {
            Some(Record { version, life }) => (version, Some(life)),
            None => (None, None),
        };
        let (known, deadline) = match life {
            Some(Life::Live { stated, deadline }) => (stated, deadline),
            _ => (None, None),
        };
        let stated = if got.is_some() { Some(bytes) } else { known };
        let record = Record { version: got.or(version), life: Life::Live { stated, deadline } };
        self.records.insert(name, record);
        Some(if changed { Fate::Changed } else { Fate::Unchanged })
    }

    pub(super) fn remove(
        &mut self,
        group: &'static str,
        id: &'static str,
        got: Option<Version>,
    ) -> Option<Fate> {
        match self.verdict((group, id), None, got) {
            Verdict::Ignored(versions) => return Some(Fate::Ignored(versions)),
            Verdict::Repeated => return Some(Fate::Unchanged),
            Verdict::Taken => {}
        }
        let was_member = self.is_member(group, id);
        if was_member {
            *self = self.after(|model| model.leave(group, id))?;
        }
        // A name that no member can have is not remembered.
        if !group.is_empty() && id != "\n" {
            self.bury((group, id), got, |event| Life::Removed { event });
        }
        Some(if was_member { Fate::Changed } else { Fate::Unchanged })
    }

    fn bury(&mut self, name: Name, got: Option<Version>, life: impl Fn(u64) -> Life) {
        self.events += 1;
        let known = self.records.remove(&name).and_then(|record| record.version);
        if let Some(version) = got.or(known) {
            self.records.insert(name, Record { version: Some(version), life: life(self.events) });
        }
    }

    pub(super) fn renew(&mut self, group: &'static str, id: &'static str, until: u64) -> Option<()> {
        match &mut self.records.get_mut(&(group, id))?.life {
            Life::Live { deadline, .. } => *deadline = Some(until),
            _ => return None,
        }
        Some(())
    }

    fn deadlines(&self) -> impl Iterator<Item = (u64, Name)> {
        self.records.iter().filter_map(|(&name, record)| match record.life {
            Life::Live { deadline, .. } => Some((deadline?, name)),
            _ => None,
        })
    }

    pub(super) fn next_deadline(&self) -> Option<u64> {
        self.deadlines().map(|(deadline, _)| deadline).min().filter(|_| !self.frozen)
    }

    pub(super) fn thaw(&mut self, earliest: u64) {
        self.frozen = false;
        for record in self.records.values_mut() {
            if let Life::Live { deadline: Some(deadline), .. } = &mut record.life {
                *deadline = earliest.max(*deadline);
            }
        }
    }

    pub(super) fn due(&self, now: u64) -> Vec<Name> {
        let due = self.deadlines().filter(|&(deadline, _)| deadline <= now && !self.frozen);
        due.map(|(_, name)| name).collect()
    }

    /// Whether too many members would leave at once.
    pub(super) fn is_guarded(&self, due: &[Name]) -> bool {
        let is_member = |&(group, id): &Name| self.is_member(group, id);
        let expired = due.iter().filter(|name| is_member(name)).count();
        // Who is due and gone already counts on neither side.
        let tracked = self.deadlines().filter(|(_, name)| is_member(name) || !due.contains(name)).count();
        expired * 100 > tracked * usize::from(self.max_expiry_percent)
    }

    pub(super) fn expire(&mut self, due: &[Name]) {
        for &(group, id) in due {
            // Some have left past the tracker.
            let _ = self.leave(group, id);
            self.bury((group, id), None, |event| Life::Expired { event });
        }
    }

    pub(super) fn forget(&mut self, mark: u64) -> usize {
        let before = self.records.len();
        self.records.retain(|_, record| match record.life {
            Life::Live { .. } => true,
            Life::Removed { event } | Life::Expired { event } => event > mark,
        });
        before - self.records.len()
    }
}

/// The bytes of an update, as docs/formats.md defines them.
fn bytes_of(stated: &Stated) -> Vec<u8> {
    let mut bytes = Vec::new();
    for number in [stated.weight.map(|weight| weight.0), stated.vnodes.map(u32::from)] {
        bytes.push(number.is_some().into());
        bytes.extend(number.into_iter().flat_map(leb128));
    }
    for text in [stated.placement_id.map(|id| id.0), stated.zone.map(|zone| zone.0)] {
        bytes.push(text.is_some().into());
        bytes.extend(text.into_iter().flat_map(text_bytes));
    }
    bytes.push(stated.attributes.is_some().into());
    if let Some(attribute) = stated.attributes {
        bytes.push(attribute.is_some().into());
        bytes.extend(attribute.into_iter().flat_map(|(name, value)| [name.0, value.0]).flat_map(text_bytes));
    }
    bytes
}

fn text_bytes(text: &str) -> Vec<u8> {
    let length = u32::try_from(text.len()).expect("texts are short");
    [leb128(length).as_slice(), text.as_bytes()].concat()
}

fn leb128(mut number: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    while number >= 0x80 {
        bytes.push((number & 0x7f | 0x80) as u8);
        number >>= 7;
    }
    bytes.push(number as u8);
    bytes
}
