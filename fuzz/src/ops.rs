//! What can happen, as a fuzzer writes it: few names and small numbers, so that everything meets everything.

use arbitrary::{Arbitrary, Result, Unstructured};
use vnode_ring::{ChangeError, Delta, Membership, Placement, Status, Version};

mod stated;

pub(crate) use stated::Stated;

/// The first ids sort before, between and after each other as text and as bytes; the last can be no id.
pub(crate) const IDS: [&str; 9] = ["a", "10.0.0.1", "b", "b ", "1", "10", "é", "\u{10ffff}", "\n"];
const TEXTS: [&str; 4] = ["", "x", "xx", "é"];
/// How often each id comes up for each time that one comes up which cannot be.
const VALID_OFTEN: usize = 4;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Id(pub(crate) &'static str);

impl<'a> Arbitrary<'a> for Id {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let valid = IDS.len() - 1;
        Ok(Self(IDS[u.choose_index(valid * VALID_OFTEN + 1)? / VALID_OFTEN]))
    }
}

#[derive(Clone, Copy, Debug)]
pub(crate) struct Text(pub(crate) &'static str);

impl<'a> Arbitrary<'a> for Text {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        Ok(Self(u.choose(&TEXTS)?))
    }
}

/// 0 to 4, now and then the largest.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Weight(pub(crate) u32);

impl<'a> Arbitrary<'a> for Weight {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        Ok(Self(match u8::arbitrary(u)? {
            u8::MAX => u32::MAX,
            byte => u32::from(byte % 5),
        }))
    }
}

/// How wide the circle is: from all vnodes at one position to all 64 bits.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub(crate) enum Width {
    One,
    Two,
    Eight,
    SixtyFour,
    Some256,
    Some64Ki,
    Full,
}

impl Width {
    pub(crate) const fn bits(self) -> u32 {
        match self {
            Self::One => 0,
            Self::Two => 1,
            Self::Eight => 3,
            Self::SixtyFour => 6,
            Self::Some256 => 8,
            Self::Some64Ki => 16,
            Self::Full => 64,
        }
    }
}

#[derive(Arbitrary, Clone, Copy, Debug)]
pub(crate) struct Setup {
    pub(crate) width: Width,
    pub(crate) seed: u8,
    vnodes_per_weight: u8,
    pub(crate) roomy: bool,
    pub(crate) keyed: bool,
}

impl Setup {
    pub(crate) fn vnodes_per_weight(self) -> u32 {
        u32::from(self.vnodes_per_weight % 5) + 1
    }
}

#[derive(Arbitrary, Clone, Copy, Debug)]
pub(crate) enum Step {
    Add(Stated),
    Remove(Id),
    Reweight(Id, Weight),
    SetVnodes(Id, u8),
    Replace(Id, Stated),
    Upsert(Stated),
}

impl Step {
    /// With nodes as [`Stated::placed`] has them.
    pub(crate) fn placed(self, placement: Placement) -> Self {
        match self {
            Self::Add(stated) => Self::Add(stated.placed(placement)),
            Self::Replace(id, stated) => Self::Replace(id, stated.placed(placement)),
            Self::Upsert(stated) => Self::Upsert(stated.placed(placement)),
            others => others,
        }
    }
}

/// The delta of steps that are made in their order.
pub(crate) fn change(membership: &Membership, steps: &[Step]) -> std::result::Result<Delta, ChangeError> {
    let change = steps.iter().try_fold(membership.change(), |change, step| match step {
        Step::Add(stated) => change.add(stated.node()),
        Step::Remove(id) => change.remove(id.0),
        Step::Reweight(id, weight) => change.reweight(id.0, weight.0),
        Step::SetVnodes(id, vnodes) => change.set_vnodes(id.0, (*vnodes).into()),
        Step::Replace(id, stated) => change.replace(id.0, stated.node()),
        Step::Upsert(stated) => change.upsert(&stated.update()),
    });
    change?.delta()
}

#[derive(Arbitrary, Clone, Copy, Debug)]
pub(crate) enum Revision {
    Own,
    Again,
    Earlier(u8),
    Later(u8),
    Last,
}

#[derive(Arbitrary, Clone, Debug)]
pub(crate) enum Key {
    Bytes([u8; 2]),
    Position(u64),
    /// The position of a vnode, or next to it.
    Vnode(u8, i8),
}

/// What happens to a ring. Deltas are told by how long ago they were made.
#[derive(Arbitrary, Clone, Debug)]
pub(crate) enum Op {
    Step(Step),
    Steps(Vec<Step>),
    /// Made, but not carried out.
    Plan(Step),
    Reconcile(Vec<Stated>, Revision),
    Diff(u8),
    Apply(u8),
    Compose(u8, u8),
    Invert(u8),
    SnapshotRoundTrip,
    ImageRoundTrip,
    DeltaRoundTrip(u8),
    /// The list of a key, and the same without the nodes of a bit mask.
    List(Key, u8),
}

/// One of two groups, and a name that no group can have.
#[derive(Arbitrary, Clone, Copy, Debug)]
pub(crate) enum Group {
    Web,
    Db,
    Refused,
}

impl Group {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Web => "web",
            Self::Db => "db",
            Self::Refused => "",
        }
    }
}

/// One of eight.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Told(pub(crate) Version);

impl<'a> Arbitrary<'a> for Told {
    fn arbitrary(u: &mut Unstructured<'a>) -> Result<Self> {
        let byte = u8::arbitrary(u)?;
        Ok(Self(Version { incarnation: (byte & 1).into(), counter: (byte >> 1 & 3).into() }))
    }
}

#[derive(Arbitrary, Clone, Copy, Debug)]
pub(crate) enum Seen {
    Passing,
    Warning,
    Critical,
}

impl From<Seen> for Status {
    fn from(seen: Seen) -> Self {
        match seen {
            Seen::Passing => Self::Passing,
            Seen::Warning => Self::Warning,
            Seen::Critical => Self::Critical,
        }
    }
}

/// What happens to a tracker and its directory; the second half of it past the tracker.
#[derive(Arbitrary, Clone, Debug)]
pub(crate) enum SiteOp {
    Upsert(Group, Stated, Option<Told>),
    Remove(Group, Id, Option<Told>),
    Renew(Group, Id, u8),
    Expire { after: u8, anyway: bool },
    Freeze,
    Thaw(u8),
    Mark,
    Forget,
    TrackerRoundTrip,
    DirectoryRoundTrip,
    Match(Group, u8),
    Join(Group, Stated),
    Leave(Group, Id),
    Move(Id, Group, Group),
    SetStatus(Group, Id, Seen),
    Reconcile(Group, Vec<Stated>),
    CreateGroup(Group),
    RemoveGroup(Group),
}

/// A history: how it starts, then one step after the other up to the end of the bytes. A `Vec` would toss a coin after
/// each step and be short.
pub(crate) fn history<'a, S: Arbitrary<'a>, O: Arbitrary<'a>>(
    bytes: &'a [u8],
    most: usize,
) -> Option<(S, Vec<O>)> {
    let mut bytes = Unstructured::new(bytes);
    let start = S::arbitrary(&mut bytes).ok()?;
    let mut ops = Vec::new();
    while !bytes.is_empty() && ops.len() < most {
        ops.push(O::arbitrary(&mut bytes).ok()?);
    }
    Some((start, ops))
}
