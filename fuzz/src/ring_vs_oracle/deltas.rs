//! Deltas that were made, and where they lead as the model sees it.

use vnode_ring::{ChangeError, Delta, Membership, Outcome};

use super::Run;
use crate::decode::assert_one_line;
use crate::model::Content;

/// Deltas that are kept for later.
const KEPT_DELTAS: usize = 12;

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct State {
    pub(super) epoch: u64,
    pub(super) content: Content,
}

/// A delta, and where it leads as the model sees it.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) delta: Delta,
    pub(super) base: State,
    pub(super) target: State,
}

impl Run {
    /// Compares a delta that was made here, or not, with what the model says, and remembers it.
    pub(super) fn made(
        &mut self,
        delta: Result<Delta, ChangeError>,
        content: Option<Content>,
        target: impl Fn(&State, Content) -> Option<State>,
    ) -> Option<Known> {
        match (delta, content.and_then(|content| target(&self.state, content))) {
            (Ok(delta), Some(target)) => Some(self.keep(delta, target)),
            (Err(error), None) => {
                assert_one_line(&error);
                None
            }
            (delta, target) => panic!("the library says {delta:?}, the model {target:?}"),
        }
    }

    pub(super) fn made_and_applied(
        &mut self,
        delta: Result<Delta, ChangeError>,
        content: Option<Content>,
        target: impl Fn(&State, Content) -> Option<State>,
    ) {
        if let Some(known) = self.made(delta, content, target) {
            self.apply(&known);
        }
    }

    pub(super) fn keep(&mut self, delta: Delta, target: State) -> Known {
        self.remember(Known { delta, base: self.state.clone(), target })
    }

    pub(super) fn remember(&mut self, known: Known) -> Known {
        let Known { delta, base, target } = &known;
        assert_eq!((delta.base().epoch, delta.target().epoch), (base.epoch, target.epoch));
        let changed = base.content.differences(&target.content);
        assert!(delta.changes().map(|change| change.id()).eq(changed));
        for (stamp, state) in [(delta.base(), base), (delta.target(), target)] {
            let fresh =
                Membership::new(self.circle.config(), state.content.nodes()).expect("it is in a delta");
            assert_eq!(stamp.fingerprint, fresh.fingerprint());
        }
        if self.known.len() == KEPT_DELTAS {
            self.known.remove(0);
        }
        self.known.push(known.clone());
        known
    }

    pub(super) fn at(&self, index: u8) -> Option<Known> {
        let back = usize::from(index) % self.known.len().max(1);
        self.known.iter().rev().nth(back).cloned()
    }

    pub(super) fn apply(&mut self, known: &Known) {
        let before = self.ring.clone();
        let applied = self.ring.apply(&known.delta);
        if known.target == self.state {
            assert_eq!(applied, Ok(Outcome::NoChange));
        } else if known.base == self.state && self.fits(&known.target.content) {
            assert_eq!(applied, Ok(Outcome::Changed));
            self.state = known.target.clone();
            self.compared().check_shares(&before);
        } else {
            assert_one_line(&applied.expect_err("the model refuses it"));
        }
    }
}

impl State {
    /// The next epoch where something changes; `None` where none is left.
    pub(super) fn next(&self, content: Content) -> Option<Self> {
        if content == self.content {
            Some(self.clone())
        } else {
            Some(Self { epoch: self.epoch.checked_add(1)?, content })
        }
    }
}
