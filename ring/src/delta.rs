//! Checked changes of a membership.

use alloc::vec::Vec;

use crate::config::Config;
use crate::fingerprint::Fingerprint;
use crate::membership::{Change, Stamp};
use crate::node::Node;

mod algebra;
mod apply;
mod changes;
mod error;
mod reconcile;
#[cfg(any(feature = "serde", feature = "snapshot"))]
mod stated;
mod vnodes;

pub use apply::Outcome;
pub use changes::Changes;
pub use error::ChangeError;
#[cfg(feature = "snapshot")]
pub(crate) use stated::StatedError;

/// A checked change: for each node that changes, its descriptor before and after, with the state of the membership that
/// it starts from and the one that it leads to.
///
/// Made by [`Membership::change`](crate::Membership::change), [`diff`](crate::Membership::diff) or
/// [`reconcile`](crate::Membership::reconcile); carried out, wholly or not at all, by
/// [`Membership::apply`](crate::Membership::apply) or [`Ring::apply`](crate::Ring::apply). The same delta can be applied
/// by every holder of the same membership, and is refused by every holder of another one.
///
/// ```
/// use vnode_ring::{Config, Membership, Node};
///
/// let mut here = Membership::new(Config::default(), ["a", "b"].map(Node::new))?;
/// let mut there = here.clone();
///
/// let delta = here.change().add(Node::new("c"))?.remove("a")?.reweight("b", 3)?.delta()?;
/// here.apply(&delta)?;
/// there.apply(&delta)?;
/// assert_eq!(here.stamp(), there.stamp());
/// assert_eq!(here.epoch(), 1);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Delta {
    config: Config,
    base: Stamp,
    target: Stamp,
    /// Sorted by id; each one changes something; the fingerprints of base and target differ by them.
    changes: Vec<Change>,
}

impl Delta {
    /// A delta to an epoch, from sorted changes that each change something.
    pub(crate) fn new(config: Config, base: Stamp, epoch: u64, changes: Vec<Change>) -> Self {
        let fingerprint = changes.iter().fold(base.fingerprint, after);
        Self { config, base, target: Stamp { epoch, fingerprint }, changes }
    }

    /// The state of the membership that the delta starts from.
    #[must_use]
    pub const fn base(&self) -> Stamp {
        self.base
    }

    /// The state that it leads to. For a change of nodes the epoch is a later one, as a rule the next.
    #[must_use]
    pub const fn target(&self) -> Stamp {
        self.target
    }

    /// The config of the membership.
    #[must_use]
    pub const fn config(&self) -> &Config {
        &self.config
    }

    /// What happens to which node, sorted by id.
    #[must_use]
    pub fn changes(&self) -> impl ExactSizeIterator<Item = &Change> + Clone {
        self.changes.iter()
    }

    /// The change of one node. O(log changes).
    #[must_use]
    pub fn change_of(&self, id: &str) -> Option<&Change> {
        self.changes.binary_search_by(|change| change.id().cmp(id)).ok().map(|at| &self.changes[at])
    }

    /// Whether no node changes. The epoch may still advance: see
    /// [`reconcile_at`](crate::Membership::reconcile_at).
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }
}

/// The fingerprint after a change of one node.
fn after(fingerprint: Fingerprint, change: &Change) -> Fingerprint {
    let without = |fingerprint: Fingerprint, old: &Node| fingerprint.without_node(old);
    let with = |fingerprint: Fingerprint, new: &Node| fingerprint.with_node(new);
    let fingerprint = change.old_node().map_or(fingerprint, |old| without(fingerprint, old));
    change.new_node().map_or(fingerprint, |new| with(fingerprint, new))
}
