//! One process that holds the membership.

use vnode_ring::{
    ChangeError, Delta, Limits, Membership, NodeRef, Outcome, Position, Ring, Scratch, Secret, Stamp,
};

/// How many deltas a replica remembers, to hand them on.
const LOG_LENGTH: usize = 12;

#[derive(Clone)]
pub(crate) enum Holder {
    Membership(Membership),
    Ring(Box<Ring>),
}

impl Holder {
    pub(crate) fn new(membership: Membership, as_ring: bool, secret: Option<&Secret>) -> Self {
        if as_ring { Self::Ring(Box::new(compile(membership, secret))) } else { Self::Membership(membership) }
    }

    pub(crate) fn membership(&self) -> &Membership {
        match self {
            Self::Membership(membership) => membership,
            Self::Ring(ring) => ring.membership(),
        }
    }

    pub(crate) fn apply(&mut self, delta: &Delta) -> Result<Outcome, ChangeError> {
        match self {
            Self::Membership(membership) => membership.apply(delta),
            Self::Ring(ring) => ring.apply(delta),
        }
    }
}

pub(crate) fn compile(membership: Membership, secret: Option<&Secret>) -> Ring {
    let limits = Limits::default();
    match secret {
        None => Ring::from_membership(membership, limits),
        Some(secret) => Ring::with_secret(membership, limits, secret),
    }
    .expect("the ring is small and its secret is the right one")
}

pub(crate) struct Replica {
    pub(crate) holder: Holder,
    /// What it held when it was checked last.
    pub(crate) stamp: Stamp,
    pub(crate) snapshot: Vec<u8>,
    pub(crate) up: bool,
    pub(crate) as_ring: bool,
    /// A snapshot of its own, and whether a crash damaged it.
    pub(crate) disk: Vec<u8>,
    pub(crate) torn: bool,
    /// The deltas that led here, each from where the one before it led.
    log: Vec<Delta>,
    /// The request whose answer it waits for.
    pub(crate) awaits: Option<u64>,
    /// What it answers from in place of its ring, where that is the planted fault.
    pub(crate) frozen: Option<Box<Ring>>,
}

impl Replica {
    pub(crate) fn new(membership: &Membership, as_ring: bool, secret: Option<&Secret>) -> Self {
        let snapshot = membership.to_snapshot();
        Self {
            holder: Holder::new(membership.clone(), as_ring, secret),
            stamp: membership.stamp(),
            disk: snapshot.clone(),
            snapshot,
            up: true,
            as_ring,
            torn: false,
            log: Vec::new(),
            awaits: None,
            frozen: None,
        }
    }

    /// Puts a membership in the place of what it held.
    pub(crate) fn install(&mut self, membership: Membership, secret: Option<&Secret>) {
        self.holder = Holder::new(membership, self.as_ring, secret);
        self.log.clear();
        self.awaits = None;
    }

    pub(crate) fn remember(&mut self, delta: Delta) {
        self.awaits = None;
        if self.log.len() == LOG_LENGTH {
            self.log.remove(0);
        }
        self.log.push(delta);
    }

    /// The delta that led here, or more of them in one.
    pub(crate) fn last(&self, random_length: usize) -> Option<Result<Delta, ChangeError>> {
        let start = self.log.len().checked_sub(1 + random_length)?;
        Some(composed(&self.log[start..]))
    }

    /// What leads here from a state, in one delta; `None` where it does not remember that state.
    pub(crate) fn since(&self, stamp: Stamp) -> Option<Result<Delta, ChangeError>> {
        let start = self.log.iter().position(|delta| delta.base() == stamp)?;
        Some(composed(&self.log[start..]))
    }

    /// Checks that its ring answers like one built from what it holds.
    pub(crate) fn check_answers(&self, fresh: &Ring, positions: &[Position]) -> Result<(), String> {
        let Holder::Ring(ring) = &self.holder else { return Ok(()) };
        let ring = self.frozen.as_ref().unwrap_or(ring);
        let (mut one, mut other) = (Scratch::default(), Scratch::default());
        let vnode = |(position, node): (Position, NodeRef<'_>)| (position, node.node().clone());
        let vnodes = ring.vnodes_in_order(&mut one).map(vnode);
        if !vnodes.eq(fresh.vnodes_in_order(&mut other).map(vnode)) {
            return Err("its ring has other vnodes than one built anew".into());
        }
        for &position in positions {
            let [ours, theirs] =
                [ring, fresh].map(|ring| ring.lookup_position(position).map(|owner| owner.node().clone()));
            if ours != theirs {
                return Err(format!("its ring gives {position} to {ours:?}, one built anew to {theirs:?}"));
            }
        }
        Ok(())
    }
}

fn composed(deltas: &[Delta]) -> Result<Delta, ChangeError> {
    let (first, rest) = deltas.split_first().expect("at least one delta is asked for");
    rest.iter().try_fold(first.clone(), |sum, next| sum.compose(next))
}
