//! Directories, their changes and what shares them.

mod asked;
mod changing;
mod check;
mod events;
mod matches;
mod sharing;
mod steps;

use ::vnode_ring::{Directory, DirectoryChange};
use arbitrary::{Arbitrary, Result, Unstructured};
use vnode_ring_c::directory::*;
use vnode_ring_c::directory_change::*;

use super::at::At;
use super::call::{Call, Handed, Told, Twist};
use super::changes::HeldRing;
use super::files::Way;
use super::held::{Held, Others};
use super::options;
use super::status::coded;
use crate::envelope::{repair, repair_groups};
use crate::model::Circle;
use crate::ops::{Group, Setup};
use asked::Asked;
use sharing::{HeldReader, HeldShared};
pub(super) use steps::placed;
use steps::{Spoils, Step};

const DIRECTORIES: usize = 2;
const CHANGES: usize = 3;
const SHARED: usize = 1;
const READERS: usize = 2;
/// Tables of more vnodes take longer than all else: files may tell of them.
const MOST_VNODES: u64 = 20_000;

pub(super) type HeldDirectory = Held<vnode_ring_directory, Directory>;
pub(super) type HeldChange = Held<vnode_ring_directory_change, DirectoryChange>;

pub(super) const GROUPS: [Group; 3] = [Group::Web, Group::Db, Group::Refused];

/// A group: mostly the same one, so that something is in it, seldom the one that cannot be.
#[derive(Clone, Copy, Debug)]
pub(super) struct Named(Group);

impl<'a> Arbitrary<'a> for Named {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        Ok(Self(match u8::arbitrary(u)? % 16 {
            0..10 => Group::Web,
            10..15 => Group::Db,
            _ => Group::Refused,
        }))
    }
}

impl Named {
    pub(super) const WEB: Self = Self(Group::Web);

    pub(super) const fn name(self) -> &'static str {
        self.0.name()
    }
}

#[derive(Arbitrary, Clone, Debug)]
pub(super) enum Op {
    New(At, options::Stated),
    /// With positions of few bits, which only bytes can have.
    Tiny(At, Setup),
    Clone(At, At),
    Free(At),
    Step(At, Step, Spoils, Option<At>),
    Steps(At, Vec<Step>, Spoils, At),
    Apply(At, At),
    File(At, Way, bool, At),
    Ring(At, Named, Handed, At),
    Ask(At, Asked),
    Share(At, At),
    SharedApply(At, At),
    Publish(At, At),
    Copy(At, At),
    Reader(At, At),
    Read(At, At),
    FreeShared(At),
}

/// The directories of a history, and their changes.
pub(super) struct Directories {
    pub(super) directories: [Option<HeldDirectory>; DIRECTORIES],
    changes: [Option<HeldChange>; CHANGES],
    shared: [Option<HeldShared>; SHARED],
    readers: [Option<HeldReader>; READERS],
}

/// The directory that a call made, beside the library's.
fn made(told: &Told<*mut vnode_ring_directory>, ended: Option<Directory>) -> Option<HeldDirectory> {
    Held::made(told, ended, vnode_ring_directory_free)
}

/// The change that a call made, beside the library's.
pub(super) fn made_change(
    told: &Told<*mut vnode_ring_directory_change>,
    ended: Option<DirectoryChange>,
) -> Option<HeldChange> {
    Held::made(told, ended, vnode_ring_directory_change_free)
}

impl Directories {
    pub(super) fn new(setup: Setup, others: Others) -> Self {
        let mut directories = Self {
            directories: [const { None }; DIRECTORIES],
            changes: [const { None }; CHANGES],
            shared: [const { None }; SHARED],
            readers: [const { None }; READERS],
        };
        directories.directories[0] = new(&options::Stated::few_vnodes(false), Twist::None);
        directories.tiny(At(1), setup);
        // Most of what can happen needs members, and somebody to share them with.
        for directory in directories.directories.iter_mut().flatten() {
            changing::fill(directory, others);
        }
        let shared = directories.directories[0].as_ref();
        let shared = shared.and_then(|directory| sharing::share(directory, others, Twist::None));
        let reader = shared.as_ref().and_then(|shared| sharing::reader(shared, others, Twist::None));
        (directories.shared[0], directories.readers[0]) = (shared, reader);
        directories
    }

    pub(super) fn go(&mut self, op: Op, rings: &mut [Option<HeldRing>], others: Others, twist: Twist) {
        match op {
            Op::New(at, options) => {
                at.put(&mut self.directories, new(&options, twist));
                self.check(at, others, twist);
            }
            Op::Tiny(at, setup) => {
                self.tiny(at, setup);
                self.check(at, others, twist);
            }
            Op::Clone(from, to) => {
                let Some(directory) = from.get(&self.directories) else { return };
                let functions = (vnode_ring_directory_clone as _, vnode_ring_directory_free as _);
                let copied = directory.make(others, twist, functions, |model| Ok(model.clone()));
                to.put(&mut self.directories, copied);
                self.check(to, others, twist);
            }
            Op::Free(at) => at.free(&mut self.directories),
            Op::Step(at, step, spoils, keep) => {
                let Some(directory) = at.get_mut(&mut self.directories) else { return };
                let step = step.placed(&directory.model);
                let change = changing::step(directory, others, &step, spoils, keep.is_some(), twist);
                self.keep(keep.unwrap_or(At(0)), change, others, twist);
                self.check(at, others, twist);
            }
            Op::Steps(at, steps, spoils, to) => {
                let Some(directory) = at.get(&self.directories) else { return };
                let steps: Vec<_> = steps.into_iter().map(|step| step.placed(&directory.model)).collect();
                let change = changing::change(directory, others, &steps, spoils, twist);
                self.keep(to, change, others, twist);
            }
            Op::Apply(at, change) => self.apply(at, change, others, twist),
            Op::File(at, way, repaired, to) => {
                let Some(directory) = at.get(&self.directories) else { return };
                let read = read(directory.model.to_snapshot(), &way, repaired, twist);
                to.put(&mut self.directories, read.filter(|read| is_small(&read.model)));
                self.check(to, others, twist);
            }
            Op::Ring(at, group, handed, to) => {
                let Some(directory) = at.get(&self.directories) else { return };
                to.put(rings, check::ring(directory, others, group.name(), handed, twist));
            }
            Op::Ask(at, asked) => {
                if let Some(directory) = at.get(&self.directories) {
                    asked.check(directory, others, twist);
                }
            }
            Op::Share(at, to) => {
                let Some(directory) = at.get(&self.directories) else { return };
                to.put(&mut self.shared, sharing::share(directory, others, twist));
            }
            Op::SharedApply(at, change) => {
                if let Some((shared, change)) = at.get(&self.shared).zip(change.get(&self.changes)) {
                    sharing::apply(shared, change, others, twist);
                }
            }
            Op::Publish(at, directory) => {
                if let Some((shared, directory)) = at.get(&self.shared).zip(directory.get(&self.directories))
                {
                    sharing::publish(shared, directory, others, twist);
                }
            }
            Op::Copy(at, to) => {
                let Some(shared) = at.get(&self.shared) else { return };
                to.put(&mut self.directories, sharing::copy(shared, others, twist));
                self.check(to, others, twist);
            }
            Op::Reader(at, to) => {
                let Some(shared) = at.get(&self.shared) else { return };
                to.put(&mut self.readers, sharing::reader(shared, others, twist));
            }
            Op::Read(at, change) => {
                if let Some(reader) = at.get_mut(&mut self.readers) {
                    sharing::read(reader, change.get(&self.changes), others, twist);
                }
            }
            Op::FreeShared(at) => at.free(&mut self.shared),
        }
    }

    pub(super) fn apply(&mut self, at: At, change: At, others: Others, twist: Twist) {
        let Some(directory) = at.get_mut(&mut self.directories) else { return };
        if let Some(change) = change.get(&self.changes) {
            events::apply(directory, change, others, twist);
            self.check(at, others, twist);
        }
    }

    pub(super) fn keep(&mut self, at: At, change: Option<HeldChange>, others: Others, twist: Twist) {
        if let Some(change) = &change {
            events::compare(change, others, twist);
        }
        at.put(&mut self.changes, change);
    }

    fn tiny(&mut self, at: At, setup: Setup) {
        let bytes = Directory::new(Circle::new(setup).config()).to_snapshot();
        let way = Way::straight(options::Stated::few_vnodes(setup.keyed));
        at.put(&mut self.directories, read(bytes, &way, false, Twist::None));
    }

    fn check(&self, at: At, others: Others, twist: Twist) {
        if let Some(directory) = at.get(&self.directories) {
            check::directory(directory, others, twist);
        }
    }

    /// Nothing that happened to others has left a trace.
    pub(super) fn check_all(&self, others: Others) {
        let directories = self.directories.iter().flatten();
        directories.for_each(|directory| check::directory(directory, others, Twist::None));
        self.changes.iter().flatten().for_each(|change| events::compare(change, others, Twist::None));
    }
}

fn new(options: &options::Stated, twist: Twist) -> Option<HeldDirectory> {
    let (mut call, mut told) = (Call::new(twist), Told::new());
    let (_kept, options, meant) = options.handed(&mut call);
    let (error, place) = (call.error(), call.result(&mut told));
    let status = unsafe { vnode_ring_directory_new(options, error, place) };
    let ended = call.ended(status, || {
        let made = match meant.secret {
            Some(secret) => Directory::with_secret(meant.config, secret),
            None => Directory::new(meant.config),
        };
        Ok(made.with_limits(meant.limits))
    });
    made(&told, ended)
}

fn read(snapshot: Vec<u8>, way: &Way, repaired: bool, twist: Twist) -> Option<HeldDirectory> {
    let mut bytes = way.bytes(snapshot);
    if repaired {
        repair_groups(&mut bytes);
        repair(&mut bytes);
    }
    let (mut call, mut told) = (Call::new(twist), Told::new());
    let (at, length) = call.bytes(&bytes, way.handed);
    let (_kept, options, meant) = way.options.handed(&mut call);
    let (error, place) = (call.error(), call.result(&mut told));
    let status = unsafe { vnode_ring_directory_from_snapshot(at, length, options, error, place) };
    let library = || coded(Directory::from_snapshot(&bytes, meant.limits, meant.secret));
    made(&told, call.ended(status, library))
}

fn is_small(directory: &Directory) -> bool {
    let vnodes = directory.groups().flat_map(|group| {
        let per_weight = group.membership().config().vnodes_per_weight();
        let vnodes = move |weight| u64::from(weight) * u64::from(per_weight);
        let nodes = group.membership().nodes();
        nodes.map(move |node| node.node().vnodes().map_or(vnodes(node.weight()), u64::from))
    });
    vnodes.sum::<u64>() <= MOST_VNODES
}
