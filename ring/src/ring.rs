//! The ring: a membership and its compiled table.

use core::cmp::Ordering;

use crate::circle::Circle;
use crate::config::Config;
use crate::index::NodeIndex;
use crate::limits::Limits;
use crate::membership::{Membership, NodeRef};
use crate::memory::{OutOfMemory, or_abort, or_end};
use crate::node::Node;
use crate::placement::{Parts, check_vnodes, vnode_count};
use crate::position::Position;
use crate::secret::Secret;
use crate::table::{Scratch, Table};

mod change;
mod error;
#[cfg(feature = "compat")]
mod explicit;
mod identity;
#[cfg(feature = "compat")]
mod ties;
mod zones;

pub use error::BuildError;
pub use identity::Identity;
#[cfg(feature = "compat")]
pub use ties::Tie;
pub(crate) use zones::Zones;

/// A membership compiled for lookups, and changed in place.
///
/// Two rings with the same config and the same nodes answer alike, in whatever order the nodes came and whatever
/// happened before. A node that joins takes keys from others and no other key moves; a node that leaves gives its keys
/// to others and no other key moves.
///
/// ```
/// use vnode_ring::{Config, Node, Ring};
///
/// let mut ring = Ring::new(Config::default(), ["cache-a", "cache-b", "cache-c"].map(Node::new))?;
/// let before = ring.lookup("user-1").unwrap().id().to_owned();
///
/// ring.add(Node::new("cache-d"))?;
/// let after = ring.lookup("user-1").unwrap().id();
/// assert!(after == before || after == "cache-d");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug)]
pub struct Ring {
    membership: Membership,
    parts: Parts,
    limits: Limits,
    table: Table,
    zones: Zones,
}

impl Ring {
    /// Compiles a ring with the default [`Limits`]. O(V).
    ///
    /// # Errors
    /// When the config, a node or the set of nodes breaks a limit, two nodes share an id or a placement id, or the
    /// config is keyed.
    pub fn new(config: Config, nodes: impl IntoIterator<Item = Node>) -> Result<Self, BuildError> {
        Self::from_membership(Membership::new(config, nodes)?, Limits::default())
    }

    /// Compiles a membership. O(V).
    ///
    /// # Errors
    /// When it has more vnodes than the limit, or its config is keyed.
    pub fn from_membership(membership: Membership, limits: Limits) -> Result<Self, BuildError> {
        or_abort(Self::try_from_membership(membership, limits))
    }

    /// As [`from_membership`](Self::from_membership), and [`OutOfMemory`](BuildError::OutOfMemory) where there is not
    /// enough memory: see [Memory](crate#memory). O(V).
    ///
    /// # Errors
    /// As `from_membership`, and when there is not enough memory.
    pub fn try_from_membership(membership: Membership, limits: Limits) -> Result<Self, BuildError> {
        Self::compile(membership, limits, None)
    }

    /// Compiles a membership whose config is keyed: see [`Config::with_secret`]. O(V).
    ///
    /// ```
    /// use vnode_ring::{Config, Limits, Membership, Node, Ring, Secret};
    ///
    /// let secret = Secret::new([7; 16]); // read yours from a safe place
    /// let config = Config::default().with_secret(&secret);
    /// let membership = Membership::new(config, ["a", "b", "c"].map(Node::new))?;
    /// let ring = Ring::with_secret(membership.clone(), Limits::default(), &secret)?;
    /// assert_eq!(ring.lookup("user-1").unwrap().id(), "a");
    ///
    /// // A wrong secret is an error, never another answer.
    /// assert!(Ring::with_secret(membership, Limits::default(), &Secret::new([8; 16])).is_err());
    /// # Ok::<(), vnode_ring::BuildError>(())
    /// ```
    ///
    /// # Errors
    /// When it has more vnodes than the limit, the secret is not that of the config, or the config is not keyed.
    pub fn with_secret(membership: Membership, limits: Limits, secret: &Secret) -> Result<Self, BuildError> {
        or_abort(Self::try_with_secret(membership, limits, secret))
    }

    /// As [`with_secret`](Self::with_secret), and [`OutOfMemory`](BuildError::OutOfMemory) where there is not enough
    /// memory: see [Memory](crate#memory). O(V).
    ///
    /// # Errors
    /// As `with_secret`, and when there is not enough memory.
    pub fn try_with_secret(
        membership: Membership,
        limits: Limits,
        secret: &Secret,
    ) -> Result<Self, BuildError> {
        Self::compile(membership, limits, Some(secret))
    }

    pub(crate) fn compile(
        membership: Membership,
        limits: Limits,
        secret: Option<&Secret>,
    ) -> Result<Self, BuildError> {
        let key_hash = membership.config().key_hasher(secret).map_err(BuildError::Secret)?;
        let parts = Parts::of(membership.config().placement(), key_hash);
        check_vnodes(membership.config(), limits, membership.nodes().map(NodeRef::node))
            .map_err(BuildError::TooManyVnodes)?;
        let table = laid_out(&membership, parts)?;
        let zones = Zones::of(&membership)?;
        Ok(Self { membership, parts, limits, table, zones })
    }

    /// The membership that the ring was compiled from.
    #[must_use]
    pub const fn membership(&self) -> &Membership {
        &self.membership
    }

    /// The config.
    #[must_use]
    pub const fn config(&self) -> &Config {
        self.membership.config()
    }

    /// All nodes, sorted by id (bytewise), drained ones included.
    #[must_use]
    pub fn nodes(&self) -> impl ExactSizeIterator<Item = NodeRef<'_>> + Clone {
        self.membership.nodes()
    }

    /// The number of vnodes of all nodes.
    #[must_use]
    pub fn vnode_count(&self) -> usize {
        self.table.len()
    }

    /// The number of vnodes of one node.
    #[must_use]
    pub fn vnode_count_of(&self, node: NodeRef<'_>) -> u64 {
        vnode_count(self.config(), node.node())
    }

    /// The positions of one node's vnodes, in the order of its sequence. Where the owner is the node of the nearest vnode,
    /// a vnode's position is the last one that is nearest to it, and all vnodes are worked out, O(V log V); else O(vnodes of
    /// the node).
    pub fn vnodes_of(&self, node: NodeRef<'_>) -> impl Iterator<Item = Position> + use<> {
        let circle = or_end(Circle::of(&self.membership));
        let vnodes = or_end(circle.vnodes(node));
        (0..vnodes.count()).map(move |index| Position(vnodes.position(index)))
    }

    /// The owner of a key; `None` when no node has vnodes. Expected O(1), no allocation.
    #[inline]
    #[must_use]
    pub fn lookup(&self, key: impl AsRef<[u8]>) -> Option<NodeRef<'_>> {
        self.lookup_position(self.key_position(key))
    }

    /// The owner of a position; `None` when no node has vnodes. Expected O(1), no allocation.
    #[inline]
    #[must_use]
    pub fn lookup_position(&self, position: Position) -> Option<NodeRef<'_>> {
        let owner = self.table.successor(position.0)?;
        Some(self.membership.at(owner))
    }

    /// The owners of many keys, written to the start of `owners`, one per key. Returns how many were written: as many as
    /// the shorter slice holds, or 0 when no node has vnodes. No allocation.
    ///
    /// ```
    /// use vnode_ring::{Config, Node, NodeIndex, Ring};
    ///
    /// let ring = Ring::new(Config::default(), ["a", "b", "c"].map(Node::new))?;
    /// let mut owners = [NodeIndex::default(); 2];
    /// assert_eq!(ring.lookup_batch(&["user-1", "user-2"], &mut owners), 2);
    /// assert_eq!(ring.node(owners[0]).unwrap().id(), ring.lookup("user-1").unwrap().id());
    /// # Ok::<(), vnode_ring::BuildError>(())
    /// ```
    pub fn lookup_batch<K: AsRef<[u8]>>(&self, keys: &[K], owners: &mut [NodeIndex]) -> usize {
        let position = |key: &K| self.key_position(key).0;
        self.table.successors(keys, owners, position, NodeIndex)
    }

    /// The node in a slot; `None` for a slot that is free or not there. O(1).
    #[must_use]
    pub fn node(&self, index: NodeIndex) -> Option<NodeRef<'_>> {
        self.membership.node(index)
    }

    /// The position of a key. O(length of the key), no allocation.
    #[inline(always)]
    #[expect(clippy::inline_always, reason = "a call costs a tenth of a lookup")]
    #[must_use]
    pub fn key_position(&self, key: impl AsRef<[u8]>) -> Position {
        self.parts.key_hash.position(key.as_ref())
    }

    /// All vnodes with their nodes, from the smallest position on. At equal positions the owner comes first. O(V).
    ///
    /// Exact positions are not stored, so that they are worked out in `scratch`; reuse it for the next pass.
    ///
    /// ```
    /// use vnode_ring::{Config, Node, Ring, Scratch};
    ///
    /// let ring = Ring::new(Config::default(), ["a", "b"].map(Node::new))?;
    /// let mut scratch = Scratch::default();
    /// assert_eq!(ring.vnodes_in_order(&mut scratch).len(), 512);
    /// assert!(ring.vnodes_in_order(&mut scratch).is_sorted_by_key(|(position, _)| position));
    /// # Ok::<(), vnode_ring::BuildError>(())
    /// ```
    pub fn vnodes_in_order<'a, 's>(
        &'a self,
        scratch: &'s mut Scratch,
    ) -> impl ExactSizeIterator<Item = (Position, NodeRef<'a>)> + Clone + use<'a, 's> {
        self.table.in_order(scratch).map(|vnode| (Position(vnode.position), self.membership.at(vnode.owner)))
    }

    pub(crate) const fn limits(&self) -> Limits {
        self.limits
    }

    /// The number of nodes that have vnodes.
    pub(crate) fn serving_nodes(&self) -> usize {
        self.table.owners()
    }

    pub(crate) const fn parts(&self) -> &Parts {
        &self.parts
    }

    /// The zones of the nodes that have vnodes.
    pub(crate) const fn zones(&self) -> &Zones {
        &self.zones
    }

    /// The nodes of all vnodes, from the owner of the position once round the circle.
    pub(crate) fn walk(&self, position: Position) -> impl Iterator<Item = NodeRef<'_>> + Clone {
        self.table.walk(position.0).map(|owner| self.membership.at(owner))
    }

    /// What names this ring in logs and reports: one line, the same everywhere.
    #[must_use]
    pub const fn identity(&self) -> Identity<'_> {
        Identity::new(self)
    }
}

/// The table of all vnodes.
fn laid_out(membership: &Membership, parts: Parts) -> Result<Table, OutOfMemory> {
    let circle = Circle::of(membership)?;
    let vnodes = membership.nodes().map(|node| Ok((node.index().0, circle.vnodes(node)?)));
    Table::build(vnodes, tie_order(membership, parts))
}

/// A number of vnodes, within the limit of all rings.
fn fits(count: u64) -> u32 {
    u32::try_from(count).expect("HIGHEST_MAX_VNODES fits")
}

/// Which of two owners comes first where their vnodes stand at one position.
fn tie_order(membership: &Membership, parts: Parts) -> impl Fn(u32, u32) -> Ordering {
    move |a, b| parts.tie.order(membership.at(a).node(), membership.at(b).node())
}
