//! All states that were ever published, and which came from which.

use std::collections::BTreeMap;

use vnode_ring::{Fingerprint, Stamp};

struct State {
    snapshot: Vec<u8>,
    /// States of one lineage follow on one another: an epoch has at most one of them.
    lineage: usize,
    successor: Option<Stamp>,
}

pub(crate) struct Truth {
    states: BTreeMap<(u64, Fingerprint), State>,
    lineages: usize,
}

const fn key(stamp: Stamp) -> (u64, Fingerprint) {
    (stamp.epoch, stamp.fingerprint)
}

impl Truth {
    pub(crate) fn new(stamp: Stamp, snapshot: Vec<u8>) -> Self {
        let state = State { snapshot, lineage: 0, successor: None };
        Self { states: BTreeMap::from([(key(stamp), state)]), lineages: 1 }
    }

    /// A published change. Whether it forked: whether the state that it starts from has another successor already.
    pub(crate) fn publish(&mut self, base: Stamp, target: Stamp, snapshot: &[u8]) -> Result<bool, String> {
        let from = self.states.get_mut(&key(base)).ok_or("a delta was published from a state unheard of")?;
        let forked = *from.successor.get_or_insert(target) != target;
        let mut lineage = from.lineage;
        if forked {
            lineage = self.lineages;
            self.lineages += 1;
        }
        let state = State { snapshot: snapshot.to_vec(), lineage, successor: None };
        let state = self.states.entry(key(target)).or_insert(state);
        if state.snapshot != snapshot {
            return Err(format!("{target:?} has two snapshots"));
        }
        Ok(forked)
    }

    /// Checks that a replica holds what was published under its stamp.
    pub(crate) fn check(&self, stamp: Stamp, snapshot: &[u8]) -> Result<(), String> {
        match self.states.get(&key(stamp)) {
            None => Err(format!("it holds {stamp:?}, which nobody published")),
            Some(state) if state.snapshot != snapshot => {
                Err(format!("it holds another content than was published as {stamp:?}"))
            }
            Some(_) => Ok(()),
        }
    }

    /// Checks that where two replicas are at one epoch with different content, there was a fork. Whether they are.
    pub(crate) fn check_pair(&self, one: Stamp, other: Stamp) -> Result<bool, String> {
        let diverged = one.epoch == other.epoch && one.fingerprint != other.fingerprint;
        let lineage = |stamp| self.states.get(&key(stamp)).map(|state| state.lineage);
        if diverged && lineage(one) == lineage(other) {
            return Err(format!("{one:?} and {other:?} differ without a fork"));
        }
        Ok(diverged)
    }
}
