//! How many replicas must answer.

use core::fmt;

/// How many replicas of a list must answer before a write or a read counts.
///
/// Where a list is shorter, because there are fewer nodes or zones, all of it must answer where that is fewer than so
/// many. A list without a node cannot answer.
///
/// ```
/// use vnode_ring::Quorum;
///
/// let quorum = Quorum::majority(3);
/// assert_eq!((quorum.write(), quorum.read()), (2, 2));
/// assert_eq!((quorum.write_of(1), quorum.write_of(0)), (1, 1)); // of none, one cannot be had
/// assert!(Quorum::new(1, 1).check(3).is_err()); // a read could miss a write
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Quorum {
    write: usize,
    read: usize,
}

impl Quorum {
    /// So many acknowledgements for a write, so many answers for a read.
    #[must_use]
    pub const fn new(write: usize, read: usize) -> Self {
        Self { write, read }
    }

    /// More than half of the replicas for both.
    #[must_use]
    pub const fn majority(replicas: usize) -> Self {
        let most = replicas / 2 + 1;
        Self { write: most, read: most }
    }

    /// How many acknowledgements a write takes.
    #[must_use]
    pub const fn write(self) -> usize {
        self.write
    }

    /// How many answers a read takes.
    #[must_use]
    pub const fn read(self) -> usize {
        self.read
    }

    /// How many acknowledgements a write takes from a list of so many nodes.
    #[must_use]
    pub const fn write_of(self, nodes: usize) -> usize {
        of(self.write, nodes)
    }

    /// How many answers a read takes from a list of so many nodes.
    #[must_use]
    pub const fn read_of(self, nodes: usize) -> usize {
        of(self.read, nodes)
    }

    /// Checks that every read meets every write in lists of so many replicas, and in all shorter ones.
    ///
    /// # Errors
    /// When one of the two is 0 or more than the replicas, or together they are not more.
    pub const fn check(self, replicas: usize) -> Result<(), QuorumError> {
        let Self { write, read } = self;
        let each = write > 0 && read > 0 && write <= replicas && read <= replicas;
        if each && write > replicas - read { Ok(()) } else { Err(QuorumError { write, read, replicas }) }
    }

    /// Whether a read of the new list takes as many nodes as one of the old list: not where a list gets shorter than
    /// that.
    pub(crate) const fn carries(self, old: usize, new: usize) -> bool {
        self.read_of(new) >= self.read_of(old)
    }
}

const fn of(quorum: usize, nodes: usize) -> usize {
    let fewer = if quorum < nodes { quorum } else { nodes };
    if fewer == 0 { 1 } else { fewer }
}

/// A read could miss a write, or nothing could ever count.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QuorumError {
    /// How many acknowledgements a write would take.
    pub write: usize,
    /// How many answers a read would take.
    pub read: usize,
    /// How many replicas there are.
    pub replicas: usize,
}

impl fmt::Display for QuorumError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { write, read, replicas } = self;
        write!(
            f,
            "a write quorum of {write} and a read quorum of {read} do not fit {replicas} replicas: each must be 1 to \
             {replicas}, and both together more than {replicas}"
        )
    }
}

impl core::error::Error for QuorumError {}
