//! Why a set of nodes is refused.

use alloc::string::String;
use core::fmt;

use crate::config::{ConfigError, Placement};
use crate::limits::MAX_NODES;
use crate::memory::{self, MayRunOut, OutOfMemory};
use crate::node::{Node, NodeError};
use crate::placement::takes_placement_id;
use crate::text::Excerpt;

/// Why a set of nodes is not acceptable. Nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum MembershipError {
    /// The config breaks a limit.
    Config(ConfigError),
    /// A node breaks a limit.
    Node {
        /// Its id.
        id: String,
        /// The limit.
        error: NodeError,
    },
    /// Two nodes have this id.
    DuplicateId {
        /// The id.
        id: String,
    },
    /// Two nodes have this placement id: one of them would own nothing.
    DuplicatePlacementId {
        /// The placement id.
        placement_id: String,
        /// The node that cannot have it.
        id: String,
        /// The node that has it.
        holder: String,
    },
    /// Vnodes of this placement cannot derive from the placement id.
    OtherPlacementId {
        /// The id of the node.
        id: String,
        /// Its placement id.
        placement_id: String,
        /// The placement.
        placement: Placement,
    },
    /// A node states vnodes where they follow from the weights of all nodes.
    OtherVnodes {
        /// Its id.
        id: String,
        /// What it states.
        stated: u32,
        /// What follows.
        given: u32,
    },
    /// More than [`MAX_NODES`] nodes.
    TooManyNodes {
        /// How many.
        nodes: usize,
    },
    /// There is not enough memory.
    OutOfMemory(OutOfMemory),
}

impl MembershipError {
    /// Checks every limit of a single node, and says which node breaks one.
    pub(crate) fn check_node(node: &Node) -> Result<(), Self> {
        Self::of_node(node, node.check())
    }

    /// The same where a node may be given no vnodes.
    pub(crate) fn check_node_but_vnodes(node: &Node) -> Result<(), Self> {
        Self::of_node(node, node.check_but_vnodes())
    }

    /// Checks that a node states positions where its placement takes them and only there, and that vnodes can derive from
    /// its placement id.
    pub(super) fn check_placed(node: &Node, placement: Placement) -> Result<(), Self> {
        Self::of_node(node, node.check_placed(placement.is_explicit()))?;
        if takes_placement_id(placement, node) {
            return Ok(());
        }
        let (id, placement_id) = (memory::text(node.id())?, memory::text(node.placement_id())?);
        Err(Self::OtherPlacementId { id, placement_id, placement })
    }

    fn of_node(node: &Node, checked: Result<(), NodeError>) -> Result<(), Self> {
        match checked {
            Ok(()) => Ok(()),
            Err(error) => Err(Self::Node { id: memory::text(node.id())?, error }),
        }
    }

    pub(super) fn duplicate_id(id: &str) -> Self {
        memory::text(id).map_or_else(Self::from, |id| Self::DuplicateId { id })
    }

    pub(super) fn duplicate_placement_id(node: &Node, holder: &str) -> Self {
        let error = || {
            Ok(Self::DuplicatePlacementId {
                placement_id: memory::text(node.placement_id())?,
                id: memory::text(node.id())?,
                holder: memory::text(holder)?,
            })
        };
        error().unwrap_or_else(Self::OutOfMemory)
    }

    /// The node that the error is about, if it is about one.
    #[must_use]
    pub fn node_id(&self) -> Option<&str> {
        match self {
            Self::Node { id, .. }
            | Self::DuplicateId { id }
            | Self::DuplicatePlacementId { id, .. }
            | Self::OtherPlacementId { id, .. }
            | Self::OtherVnodes { id, .. } => Some(id),
            Self::Config(_) | Self::TooManyNodes { .. } | Self::OutOfMemory(_) => None,
        }
    }
}

impl From<OutOfMemory> for MembershipError {
    fn from(error: OutOfMemory) -> Self {
        Self::OutOfMemory(error)
    }
}

impl MayRunOut for MembershipError {
    fn out_of_memory(&self) -> Option<&OutOfMemory> {
        match self {
            Self::OutOfMemory(error) => Some(error),
            _ => None,
        }
    }
}

impl fmt::Display for MembershipError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Config(error) => error.fmt(f),
            Self::Node { id, error } => write!(f, "node {}: {error}", Excerpt(id)),
            Self::DuplicateId { id } => write!(f, "node {}: two nodes have this id", Excerpt(id)),
            Self::DuplicatePlacementId { placement_id, id, holder } => write!(
                f,
                "node {}: placement id {} belongs to node {}",
                Excerpt(id),
                Excerpt(placement_id),
                Excerpt(holder)
            ),
            Self::OtherPlacementId { id, placement_id, placement } => write!(
                f,
                "node {}: with placement {} the placement id must be {} (got {})",
                Excerpt(id),
                placement.name(),
                placement.placement_id(),
                Excerpt(placement_id)
            ),
            Self::OtherVnodes { id, stated, given } => write!(
                f,
                "node {}: states {stated} vnodes, but with this placement all weights together give it {given}: state \
                 none",
                Excerpt(id)
            ),
            Self::TooManyNodes { nodes } => write!(f, "a ring has at most {MAX_NODES} nodes (got {nodes})"),
            Self::OutOfMemory(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for MembershipError {
    fn source(&self) -> Option<&(dyn core::error::Error + 'static)> {
        match self {
            Self::Config(error) => Some(error),
            Self::Node { error, .. } => Some(error),
            Self::OutOfMemory(error) => Some(error),
            _ => None,
        }
    }
}
