//! The C functions are what the library is, after every step of every history: statuses, results and all that objects
//! tell. What C may do wrong is refused with a status and leaves results as they are.
//!
//! Each call is unsafe for what its caller promises; here that is kept, or broken as the header allows.

mod at;
mod call;
mod changes;
mod check;
mod deltas;
mod directory;
mod files;
mod held;
mod lists;
mod lookups;
mod nodes;
mod options;
mod plans;
mod positions;
mod rings;
mod shares;
mod sharing;
mod shown;
mod status;
mod told;
mod tracker;
mod view;

use std::ffi::CStr;
use std::ptr;

use arbitrary::{Arbitrary, Result, Unstructured};
use vnode_ring_c::version::vnode_ring_version;

use crate::ops::{Setup, history};
use at::At;
use call::{Handed, Twist};
use changes::{HeldDelta, HeldRing, Listed};
use directory::Directories;
use held::Others;
use nodes::Spoilt;
use rings::Rings;
use tracker::Tracking;
use view::Views;

const MAX_OPS: usize = 48;

#[derive(Clone, Debug)]
enum Op {
    Ring(rings::Op),
    Directory(directory::Op),
    Tracker(tracker::Op),
    View(view::Op),
    /// A ring is kept as it is.
    Explicit(At, options::Stated, At),
}

impl<'a> Arbitrary<'a> for Op {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let byte = u8::arbitrary(u)?;
        Ok(match byte % 16 {
            0..6 => Self::Ring(rings::Op::arbitrary(u)?),
            6..11 => Self::Directory(directory::Op::arbitrary(u)?),
            11..14 => Self::Tracker(tracker::Op::arbitrary(u)?),
            15 if (128..240).contains(&byte) => {
                Self::Explicit(At::arbitrary(u)?, options::Stated::arbitrary(u)?, At::arbitrary(u)?)
            }
            14.. => Self::View(view::Op::arbitrary(u)?),
        })
    }
}

/// Reads bytes as a history and goes through it.
pub fn target(bytes: &[u8]) {
    // SAFETY: a text that ends with a 0.
    let version = unsafe { CStr::from_ptr(vnode_ring_version()) };
    assert!(version.to_str().is_ok_and(|version| version.split('.').count() == 3));
    let Some((setup, ops)) = history::<Setup, (Op, Twist)>(bytes, MAX_OPS) else { return };
    let mut run = Run::new(setup);
    for (op, twist) in ops {
        run.go(op, twist);
    }
    run.rings.check_all(run.others);
    run.directories.check_all(run.others);
    run.tracking.check(run.others, Twist::None);
    run.views.check_all(run.others);
}

struct Run {
    rings: Rings,
    directories: Directories,
    tracking: Tracking,
    views: Views,
    others: Others,
    _other_ring: HeldRing,
    _other_delta: HeldDelta,
}

impl Run {
    fn new(setup: Setup) -> Self {
        let (other_ring, listed) = (rings::empty(), Listed { spoilt: Spoilt::Not, handed: Handed::Fine });
        let none = Others::new(ptr::null_mut(), ptr::null_mut());
        let other_delta = changes::new(&other_ring, none, &[], listed, Twist::None).expect("nothing changes");
        let others = Others::new(other_ring.object, other_delta.object);
        let directories = Directories::new(setup, others);
        Self {
            rings: Rings::new(setup),
            tracking: Tracking::new(&directories, others),
            directories,
            views: Views::new(),
            others,
            _other_ring: other_ring,
            _other_delta: other_delta,
        }
    }

    fn go(&mut self, op: Op, twist: Twist) {
        match op {
            Op::Ring(op) => self.rings.go(op, self.others, twist),
            Op::Directory(op) => {
                self.directories.go(op, &mut self.rings.rings, self.others, twist);
            }
            Op::Tracker(op) => self.tracking.go(op, &mut self.directories, self.others, twist),
            Op::Explicit(at, options, to) => {
                self.rings.keep_as_it_is(at, &options, to, self.others, twist);
            }
            Op::View(op) => self.views.go(op, &self.rings.rings, self.others, twist),
        }
    }
}
