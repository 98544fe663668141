//! How a transition goes from state to state.

use super::fence::{FenceError, admits};
use super::state::TransitionState;
use super::{Progress, TaskId, Transition, TransitionError};
use crate::delta::{ChangeError, Delta, Outcome};
use crate::ring::Ring;

impl Transition {
    /// Begins a change: [`WriteBoth`](TransitionState::WriteBoth). `reached` is the lowest fence that all processes of the
    /// store have reached. O(V).
    ///
    /// A delta that was carried out already changes nothing, and what was settled stays settled.
    ///
    /// # Errors
    /// [`Busy`](TransitionError::Busy) when another one is under way; when not all processes have reached the fence held
    /// here; when the delta cannot be applied; when no node would be left that has vnodes.
    pub fn begin(&mut self, delta: &Delta, reached: u64) -> Result<TransitionState, TransitionError> {
        if self.state != TransitionState::Settled {
            return Err(TransitionError::Busy { state: self.state });
        }
        let fence = self.next_fence(reached)?;
        let mut new = self.old.clone();
        match new.apply(delta).map_err(TransitionError::Change)? {
            Outcome::NoChange => return Ok(self.state),
            Outcome::Changed if leaves_nobody(&self.old, &new) => return Err(TransitionError::NobodyLeft),
            Outcome::Changed => {}
        }
        self.new = Some(new);
        Ok(self.enter(TransitionState::WriteBoth, fence, Progress::default()))
    }

    /// Goes on to the next state. `reached` is the lowest fence that all processes of the store have reached. O(1), and
    /// O(k V) to [`Copy`](TransitionState::Copy).
    ///
    /// # Errors
    /// [`Settled`](TransitionError::Settled) when nothing is under way; when not all processes have reached the fence held
    /// here; [`CopiesLeft`](TransitionError::CopiesLeft) when copies are not complete.
    pub fn advance(&mut self, reached: u64) -> Result<TransitionState, TransitionError> {
        if self.state == TransitionState::Settled {
            return Err(TransitionError::Settled);
        }
        let fence = self.next_fence(reached)?;
        let mut progress = Progress::default();
        match self.state {
            TransitionState::WriteBoth => progress = Progress::none_of(self.count_copies(false)),
            TransitionState::Copy => self.check_complete()?,
            TransitionState::Cleanup => {
                if let Some(new) = self.new.take() {
                    self.old = new;
                }
                self.unavailable.retain(|id| self.old.membership().get(id).is_some());
            }
            _ => {}
        }
        Ok(self.enter(self.state.next(), fence, progress))
    }

    /// Turns the change under way back: what was new is old from now on, and the old membership comes next, at a later
    /// epoch. From there it goes on as any change, to its end or back again. `reached` is the lowest fence that all
    /// processes of the store have reached. O(1).
    ///
    /// | from | to | |
    /// |---|---|---|
    /// | `WriteBoth`, `Copy` | `ReadNew` | reads stay where they are; nothing has to be copied |
    /// | `ReadNew` | `Copy` | reads stay; copies are complete as far as they were |
    /// | `WriteNew` | `WriteBoth` | the nodes that had the data miss writes: it has to be copied back |
    /// | `Cleanup` | `TurnBack`, then `WriteBoth` | as before, once nobody deletes any more |
    /// | `TurnBack` | `WriteNew` | |
    ///
    /// # Errors
    /// [`Settled`](TransitionError::Settled) when nothing is under way; when not all processes have reached the fence held
    /// here; when no epoch is left; and in `WriteNew`, `Cleanup` and `TurnBack` when the ring to return to has no node with
    /// vnodes to hold what was written.
    pub fn revert(&mut self, reached: u64) -> Result<TransitionState, TransitionError> {
        let (Some(state), Some(new)) = (self.state.back(), &self.new) else {
            return Err(TransitionError::Settled);
        };
        let fence = self.next_fence(reached)?;
        if state.begins() && leaves_nobody(new, &self.old) {
            return Err(TransitionError::NobodyLeft);
        }
        let epoch = new.membership().epoch().checked_add(1);
        let epoch = epoch.ok_or(TransitionError::Change(ChangeError::NoEpochLeft))?;
        let mut back = self.old.clone();
        let later = Delta::new(back.config().clone(), back.membership().stamp(), epoch, [].into());
        back.apply(&later).map_err(TransitionError::Change)?;
        if let Some(new) = self.new.replace(back) {
            self.old = new;
        }
        let progress = core::mem::take(&mut self.progress);
        let progress = if state.has_progress() { progress } else { Progress::default() };
        Ok(self.enter(state, fence, progress))
    }

    /// Checks that a request may be served, by the fence that it came with: that of its sender when it was sent. Every
    /// read, write and delete of data goes through it, on the node that serves it. O(1).
    ///
    /// # Errors
    /// When it is more than one from the fence held here: the sender writes where nobody reads, or reads where nobody
    /// writes.
    pub const fn admit(&self, fence: u64) -> Result<(), FenceError> {
        if admits(fence, self.fence) { Ok(()) } else { Err(FenceError { theirs: fence, ours: self.fence }) }
    }

    /// Checks that a copy may be made, on the node that is read and on the one that gets it, by the fence of the other one:
    /// both must be in the same [`Copy`](TransitionState::Copy). O(1).
    ///
    /// # Errors
    /// When the change is in another state here, or there.
    pub const fn admit_copy(&self, task: TaskId) -> Result<(), TransitionError> {
        if !matches!(self.state, TransitionState::Copy) {
            return Err(TransitionError::State { state: self.state, wanted: TransitionState::Copy });
        }
        if task.fence != self.fence {
            return Err(TransitionError::OtherFence { task, fence: self.fence });
        }
        Ok(())
    }

    /// The fence of the next state, for which all must have reached this one.
    fn next_fence(&self, reached: u64) -> Result<u64, TransitionError> {
        if reached != self.fence {
            return Err(TransitionError::NotReached { reached, fence: self.fence });
        }
        self.fence.checked_add(1).ok_or(TransitionError::NoFenceLeft)
    }

    fn enter(&mut self, state: TransitionState, fence: u64, progress: Progress) -> TransitionState {
        (self.state, self.fence, self.progress) = (state, fence, progress);
        state
    }
}

/// Whether nobody would be left to hold what was written.
pub(super) fn leaves_nobody(old: &Ring, new: &Ring) -> bool {
    new.serving_nodes() == 0 && old.serving_nodes() > 0
}
