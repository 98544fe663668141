//! What has to be copied where, so that reads of the new list see what was written to the old one.

use super::quorum::Quorum;

/// What one node of the new list has to copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Need<T> {
    pub(crate) to: T,
    /// The node whose place it takes: with a copy of what that node holds, it stands for it in every quorum. Where there
    /// is none, or it is out, it needs what a read quorum of the old list holds: everything.
    pub(crate) paired: Option<T>,
}

/// What the nodes of the new list have to copy, in its order.
///
/// What is kept is that every read quorum holds every acknowledged write between its nodes. Those of a read of the new
/// list are of three kinds: one that has everything, and then the write is seen; one that is in both lists; and one that
/// stands for another one of the old list. If all are of the last two kinds, they stand for as many different nodes of
/// the old list, and those are a read quorum of it where the quorums [carry](Quorum::carries). Where they do not, every
/// node needs everything, also one that is in both lists.
///
/// How many hold a write after that is not kept: in a list that got shorter it may be fewer than a write quorum. So a
/// read quorum is the least that has everything, also where a smaller number would meet every write quorum.
pub(crate) fn needs<T: Copy + PartialEq>(
    old: impl Iterator<Item = T> + Clone,
    new: impl Iterator<Item = T> + Clone,
    quorum: Quorum,
) -> impl Iterator<Item = Need<T>> {
    let (nodes, new_nodes) = (old.clone().count(), new.clone().count());
    let carries = quorum.carries(nodes, new_nodes);
    let mut displaced = {
        let new = new.clone();
        old.clone().filter(move |node| carries && !new.clone().any(|other| other == *node))
    };
    new.filter(move |node| nodes > 0 && !(carries && old.clone().any(|other| other == *node)))
        .map(move |to| Need { to, paired: displaced.next() })
}
