//! The names of placements, and what each of them is.

use crate::hash::KeyHash;

mod facts;

pub use facts::DEFAULT_VNODES_PER_WEIGHT;
use facts::Facts;

/// The name of a way to put nodes and keys on the circle.
///
/// All but [`Native`](Self::Native) and `Explicit` are the rings of other programs, with the feature `compat`: key by key the answers that
/// those give, so that whoever runs one can change to this library and no key moves. `docs/placements.md` defines them and
/// says what they were compared with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Placement {
    /// This library's own, version 1: every guarantee holds. Defined in `docs/spec.md`.
    #[default]
    Native,
    /// nginx, `hash $key consistent`; pingora-ketama. A node's placement id is the server as the configuration has it:
    /// `host:port`, `host` or `unix:path`.
    #[cfg(feature = "compat")]
    Nginx,
    /// libmemcached, consistent distribution without weights. A node's placement id is `host:port`.
    #[cfg(feature = "compat")]
    Libmemcached,
    /// libmemcached, weighted ketama. A node's placement id is `host:port`. Vnodes follow from all weights together.
    #[cfg(feature = "compat")]
    LibmemcachedWeighted,
    /// twemproxy, `distribution: ketama`. A node's placement id is the server's name, or else `host:port`. Vnodes follow
    /// from all weights together.
    #[cfg(feature = "compat")]
    Twemproxy,
    /// The Go packages chash and registry of werbenhu: the owner is the node of the vnode at or before the key.
    #[cfg(feature = "compat")]
    ChashCrc32,
    /// HAProxy up to 2.9 and from 3.2.7 on, `hash-type consistent`. A node's placement id is the number of the server: `id`,
    /// or else its place in the list. The owner is the node of the nearest vnode.
    #[cfg(feature = "compat")]
    HaproxyId,
    /// The same in HAProxy 3.0 to 3.2.6, which have other points.
    #[cfg(feature = "compat")]
    HaproxyId30,
    /// HAProxy with `hash-key addr`. A node's placement id is the address of the server, with a port or without.
    #[cfg(feature = "compat")]
    HaproxyAddr,
    /// HAProxy with `hash-key addr-port`. A node's placement id is the address of the server with its port.
    #[cfg(feature = "compat")]
    HaproxyAddrPort,
    /// Vnodes stand where their nodes say ([`Node::with_positions`](crate::Node::with_positions)): any ring, frozen. The side
    /// is a parameter, [`Config::with_side`](crate::Config::with_side).
    #[cfg(feature = "compat")]
    Explicit,
    /// Native with positions cut to their highest bits, so that collisions are the common case. For tests, and for the
    /// fuzz targets, which are compiled with `--cfg vnode_ring_fuzz`.
    #[cfg(any(test, vnode_ring_fuzz))]
    Tiny {
        /// How many bits of a position remain, 1 to 64.
        bits: u32,
    },
    /// The same where the owner is the node of the nearest vnode. For tests.
    #[cfg(all(test, feature = "compat"))]
    TinyNearest {
        /// How many bits of a position remain, 1 to 64.
        bits: u32,
    },
}

impl Placement {
    /// All that have a name.
    pub const ALL: &'static [Self] = &[
        Self::Native,
        #[cfg(feature = "compat")]
        Self::Nginx,
        #[cfg(feature = "compat")]
        Self::Libmemcached,
        #[cfg(feature = "compat")]
        Self::LibmemcachedWeighted,
        #[cfg(feature = "compat")]
        Self::Twemproxy,
        #[cfg(feature = "compat")]
        Self::ChashCrc32,
        #[cfg(feature = "compat")]
        Self::HaproxyId,
        #[cfg(feature = "compat")]
        Self::HaproxyId30,
        #[cfg(feature = "compat")]
        Self::HaproxyAddr,
        #[cfg(feature = "compat")]
        Self::HaproxyAddrPort,
        #[cfg(feature = "compat")]
        Self::Explicit,
    ];

    const fn facts(self) -> &'static Facts {
        Facts::of(self)
    }

    /// The name used in node files, on the command line and in [`Identity`](crate::Identity).
    #[must_use]
    pub const fn name(self) -> &'static str {
        self.facts().name
    }

    /// The placement of that name.
    ///
    /// ```
    /// use vnode_ring::Placement;
    ///
    /// assert_eq!(Placement::from_name("native"), Some(Placement::Native));
    /// assert_eq!(Placement::from_name("modulo"), None);
    /// ```
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|placement| placement.name() == name)
    }

    /// Whose ring it is, for people.
    #[must_use]
    pub const fn program(self) -> &'static str {
        self.facts().program
    }

    /// What the placement id of a node is, for people.
    #[must_use]
    pub const fn placement_id(self) -> &'static str {
        self.facts().placement_id
    }

    /// The key hash that its program uses unless it is told otherwise.
    #[must_use]
    pub const fn key_hash(self) -> KeyHash {
        self.facts().key_hash
    }

    /// The vnodes of a node of weight 1 unless it is told otherwise. Where vnodes follow from all weights together, the
    /// mean of all nodes.
    #[must_use]
    pub const fn vnodes_per_weight(self) -> u32 {
        self.facts().vnodes_per_weight
    }

    /// Which vnode owns a key, for people.
    #[must_use]
    pub const fn owner(self) -> &'static str {
        self.facts().owner
    }

    /// Where its program sends a key whose owner is out, for people. Here it is the next node of the preference list,
    /// whatever the placement.
    #[must_use]
    pub const fn failover(self) -> &'static str {
        self.facts().failover
    }

    /// Which guarantees hold, by their numbers, for people.
    ///
    /// Where the seventh does not, an answer with nodes passed over is not that of the ring without them: the keys of a node
    /// that is out go to the next one of their lists, those of a node that leaves to others too. Where the eighth and tenth do
    /// not, a node that joins may change the order of the others in a list.
    #[must_use]
    pub const fn guarantees(self) -> &'static str {
        self.facts().guarantees
    }

    /// Whether nodes state the positions of their vnodes, and so none states a number of them.
    #[must_use]
    pub const fn is_explicit(self) -> bool {
        match self {
            #[cfg(feature = "compat")]
            Self::Explicit => true,
            _ => false,
        }
    }

    /// Whether a node's vnodes follow from the weights of all nodes, so that none can be stated.
    #[must_use]
    pub const fn is_relative(self) -> bool {
        match self {
            #[cfg(feature = "compat")]
            Self::LibmemcachedWeighted | Self::Twemproxy => true,
            _ => false,
        }
    }

    /// Whether the owner is the node of the nearest vnode, so that a range ends halfway between two of them, and a vnode
    /// that comes or goes shifts the end of the range before it.
    #[must_use]
    pub const fn is_nearest(self) -> bool {
        match self {
            #[cfg(feature = "compat")]
            Self::HaproxyId | Self::HaproxyId30 | Self::HaproxyAddr | Self::HaproxyAddrPort => true,
            #[cfg(all(test, feature = "compat"))]
            Self::TinyNearest { .. } => true,
            _ => false,
        }
    }
}
