//! Consistent hashing for embedding: one answer to "which node owns this key" in every process, language and CPU, and
//! an exact answer to "what moves when the membership changes".
//!
//! ```
//! use vnode_ring::{Config, Node, Ring};
//!
//! let mut ring = Ring::new(Config::default(), [
//!     Node::new("cache-a"),
//!     Node::new("cache-b"),
//!     Node::new("cache-c").with_weight(2), // twice the keys
//! ])?;
//! assert_eq!(ring.lookup("user-1").unwrap().id(), "cache-b");
//!
//! let delta = ring.add(Node::new("cache-d"))?; // carry the delta to the other processes
//! assert_eq!(delta.target().epoch, 1);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # Words
//!
//! | word | meaning | elsewhere also called |
//! |---|---|---|
//! | [`Node`] | a member that can own keys | server, backend, host, bucket |
//! | vnode | one point of a node on the ring | virtual node, token, point, "replica" |
//! | [`Position`] | a place on the circle 0..2^64 | hash, token |
//! | [`Range`] | `(start, end]` on the circle | arc, token range, partition |
//! | [`Secret`] | what places the keys of a keyed ring, so that only its holders can aim them at a node | |
//! | owner | the node that a key belongs to | primary |
//! | preference list | distinct nodes in ring order, starting with the owner; a replica is an entry in it | successor list |
//! | [`Membership`] | config and nodes: the one truth | cluster state |
//! | [`Fingerprint`] | 128 bits that tell one content of a membership from any other | checksum, ring version |
//! | [`Delta`] | a checked change of a membership | diff, update |
//! | [`Plan`] | what moves between two rings: ranges with old and new lists | remap, rebalance |
//! | [`Calibration`] | vnode counts that make shares fair, with the delta that states them | tuning, rebalancing |
//! | share | how many positions a node has, as owner or as replica | load, ownership |
//! | group, [`Directory`] | a named, independent membership; many of them | service, tenant; registry |
//! | member | a node in a group, told by both their names | instance, endpoint |
//! | [`Status`] | an observer's view of a member, outside membership and delta | health, state |
//! | image, [`RingView`] | flat bytes of a compiled ring; the ring that is read in them | |
//! | [`Transition`] | a ring whose data moves, and the change that is under way | topology change, pending ranges |
//! | fence | the number of a transition's state, which requests carry | generation, ballot |
//! | [`Migration`] | the way from one ring to another on which keys stand elsewhere, slice by slice | |
//! | [`Tracker`] | what a source said last: versions and deadlines | lease table |
//!
//! # Guarantees
//!
//! Each is exact and has a test of its name in this crate; see `docs/guarantees.md`.
//!
//! 1. Owner and preference list equal those of a ten-line reference.
//! 2. When a node joins, every key that moves, moves to it.
//! 3. When a node leaves, only its keys move.
//! 4. When a node's vnode count grows, keys move only to it; when it shrinks, only from it.
//! 5. Under any delta, a key moves only to a node that joined or grew, or from one that left or shrank.
//! 6. Equal content gives equal rings, whatever the order or history.
//! 7. A lookup with some nodes filtered out equals that of the ring without them.
//! 8. A node that joins enters a preference list in one place; at most one node drops out, the others keep their order.
//! 9. When d nodes change, at least k - d of k nodes stay in a list.
//! 10. The eighth holds under every rule about zones, and the first node of a list is the owner.
//! 11. A plan has exactly the ranges whose list changes, in order, each as long as can be.
//! 12. What a node gets less what it gives is the difference of its shares, as integers.
//! 13. Nodes that only join, or only leave, move the least that is possible.
//! 14. A detour over a third ring moves no less.
//! 15. A node that joins, leaves or gets other vnodes in stages moves in all what it moves at once.
//!
//! And, with their numbers in `docs/guarantees.md`: deltas obey their algebra and a patched ring equals a rebuilt one
//! (16); the fingerprint kept up equals the one worked out (17); a pick is the first node of the preference list below its
//! cap, and no cap is exceeded (18); one content has one byte string, and any other is refused (19); a replacement takes
//! exactly the keys of the replaced node (20).
//!
//! # Features
//!
//! The crate is `no_std`.
//!
//! - `std` (default): turns `alloc` on and adds [`SharedRing`] and [`SharedDirectory`], one ring or directory for many
//!   threads.
//! - `alloc`: the rest but for [`RingView`], a ring in bytes that are read in place, and positions of keys and vnodes: these
//!   need no memory, and machines of a few kilobytes run them.
//! - `snapshot`: turns `alloc` on and adds memberships, deltas, directories, trackers and images as bytes
//!   (`Membership::to_snapshot`, `Delta::to_bytes`, `Ring::to_image` and so on).
//! - `compat`: the placements and key hashes of other programs ([`Placement`], [`KeyHash`]) and hash tags.
//! - `serde`: turns `alloc` on and implements `Serialize` and `Deserialize` for all data, as JSON that people read; what is
//!   read goes through every check. Not for [`Ring`], which is compiled from a membership, and never for [`Secret`].
//!
//! # Memory
//!
//! Where memory runs out, Rust's own collections end the process, and so may the functions of this crate, but for these:
//! they return an error that holds [`OutOfMemory`], nothing has changed, and once there is memory again the same call
//! succeeds.
//!
//! - [`Membership::try_new`], [`Membership::try_apply`] and `Membership::try_to_explicit`;
//! - [`Ring::try_from_membership`], [`Ring::try_with_secret`] and [`Ring::try_apply`];
//! - `Membership::from_snapshot` and `Delta::from_bytes`.
//!
//! So a program that is sent snapshots and deltas holds a ring and follows its changes without ever ending that way. Most
//! other functions take memory in proportion to what they are given; those that look keys up take none.
//!
//! # Notation
//!
//! In complexities, V is the number of vnodes of the ring and N the number of nodes.

#![no_std]
#![deny(unsafe_code)]
#![warn(missing_docs)]
#![warn(clippy::alloc_instead_of_core, clippy::std_instead_of_alloc, clippy::std_instead_of_core)]

#[cfg(feature = "alloc")]
extern crate alloc;
#[cfg(any(test, feature = "std"))]
extern crate std;

mod bounded;
mod codec;
mod config;
mod distinct;
mod fingerprint;
mod hash;
mod index;
mod key_hasher;
mod limits;
mod number;
mod placement;
mod position;
mod rule;
mod secret;
mod sequence;
mod table;
mod view;

#[cfg(feature = "alloc")]
mod balance;
#[cfg(feature = "alloc")]
mod calibrate;
#[cfg(feature = "alloc")]
mod circle;
#[cfg(feature = "alloc")]
mod delta;
#[cfg(feature = "alloc")]
mod directory;
#[cfg(feature = "serde")]
mod human;
#[cfg(feature = "alloc")]
mod membership;
#[cfg(feature = "alloc")]
mod memory;
#[cfg(feature = "alloc")]
mod migration;
#[cfg(feature = "alloc")]
mod node;
#[cfg(feature = "alloc")]
mod plan;
#[cfg(feature = "alloc")]
mod preference;
#[cfg(feature = "alloc")]
mod ranges;
#[cfg(feature = "alloc")]
mod replicas;
#[cfg(feature = "alloc")]
mod ring;
#[cfg(all(feature = "std", target_has_atomic = "64"))]
mod shared;
#[cfg(feature = "alloc")]
mod stage;
#[cfg(feature = "alloc")]
mod sweep;
#[cfg(feature = "alloc")]
mod tally;
#[cfg(feature = "alloc")]
mod text;
#[cfg(feature = "alloc")]
mod transition;
#[cfg(feature = "alloc")]
mod update;
#[cfg(feature = "alloc")]
mod wire;

#[cfg(all(test, feature = "alloc"))]
mod tests;

/// The Rust blocks of the README, as tests.
#[cfg(all(doctest, feature = "snapshot"))]
#[doc = include_str!("../../README.md")]
struct Readme;

/// Those of the page about moving data.
#[cfg(all(doctest, feature = "snapshot"))]
#[doc = include_str!("../../docs/moving-data.md")]
struct MovingData;

pub use bounded::Headroom;
pub use codec::{DecodeError, DecodeReason, FileKind};
pub use config::{Config, ConfigError, DEFAULT_VNODES_PER_WEIGHT, Placement, SecretError};
#[cfg(feature = "compat")]
pub use config::{HashTag, HashTagError};
pub use fingerprint::{Fingerprint, FingerprintError};
pub use hash::KeyHash;
pub use index::NodeIndex;
pub use key_hasher::KeyHasher;
pub use limits::{DEFAULT_MAX_VNODES, HIGHEST_MAX_VNODES, Limits, LimitsError, MAX_NODES, TooManyVnodes};
#[cfg(feature = "compat")]
pub use placement::Side;
pub use position::{Position, Range};
pub use rule::{MAX_REPLICAS, ReplicaRule, ReplicaRuleError, ZoneRule, ZoneRuleError};
pub use secret::Secret;
pub use sequence::VnodeSequence;
#[cfg(feature = "snapshot")]
pub use view::Image;
pub use view::{NodeView, RingView};

#[cfg(feature = "alloc")]
pub use balance::{Balance, Evenness, Heir, NodeShare, ZoneShare};
#[cfg(feature = "alloc")]
pub use calibrate::{Calibration, CalibrationError, CalibrationRule, MILLIONTHS, NodeCalibration};
#[cfg(feature = "alloc")]
pub use delta::{ChangeError, Changes, Delta, Outcome};
#[cfg(feature = "alloc")]
pub use directory::{
    Directory, DirectoryChange, DirectoryChanges, DirectoryError, Event, ExpireError, GroupRef, MAX_GROUPS,
    Mark, MatchError, Member, RenewError, Status, Tracked, Tracker, Version,
};
#[cfg(all(feature = "std", target_has_atomic = "64"))]
pub use directory::{DirectoryReader, SharedDirectory};
#[cfg(feature = "alloc")]
pub use membership::{Change, Membership, MembershipError, NodeRef, Stamp};
#[cfg(feature = "alloc")]
pub use memory::OutOfMemory;
#[cfg(feature = "alloc")]
pub use migration::{Migration, MigrationError, Route};
#[cfg(feature = "alloc")]
pub use node::{IdError, MAX_ATTRIBUTE_BYTES, MAX_ID_BYTES, MAX_ZONE_BYTES, Node, NodeError};
#[cfg(feature = "alloc")]
pub use plan::{
    MovedRange, NoSource, NodeMoves, Pair, Plan, PlanError, RangeCopy, Source, Summary, Violation,
};
#[cfg(feature = "alloc")]
pub use ranges::{RangeReplicas, Ranges};
#[cfg(feature = "alloc")]
pub use replicas::{Placed, Replicas, Shortage};
#[cfg(all(feature = "compat", feature = "alloc"))]
pub use ring::Tie;
#[cfg(feature = "alloc")]
pub use ring::{BuildError, Identity, Ring};
#[cfg(all(feature = "std", target_has_atomic = "64"))]
pub use shared::{RingReader, SharedRing};
#[cfg(feature = "alloc")]
pub use stage::{Stage, StageError, Stages};
#[cfg(feature = "alloc")]
pub use table::Scratch;
#[cfg(feature = "alloc")]
pub use transition::{
    Blocked, Cleanup, CopyTask, CopyTasks, FenceError, Quorum, QuorumError, ReplicaSet, TaskId, Transition,
    TransitionError, TransitionState, WriteSet,
};
#[cfg(feature = "alloc")]
pub use update::NodeUpdate;
