//! Which copies are complete.

use alloc::vec;
use alloc::vec::Vec;

/// The copies to the lists that are not read: in Copy the new ones, in `ReadNew` the old ones, which a change that goes on
/// left complete and one that turned back did not.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Progress {
    tasks: u64,
    left: u64,
    /// One bit a task, lowest first; none once all are complete.
    done: Vec<u8>,
}

/// Tasks whose bits are in one byte.
const EACH: u64 = u8::BITS as u64;

impl Progress {
    /// None of so many tasks is complete.
    pub(super) fn none_of(tasks: usize) -> Self {
        let done = vec![0; tasks.div_ceil(u8::BITS as usize)];
        Self { tasks: tasks as u64, left: tasks as u64, done }
    }

    /// From bits of which at least one is not set, and none after the last task.
    #[cfg(feature = "snapshot")]
    pub(super) fn from_bits(tasks: u64, bits: &[u8]) -> Option<Self> {
        let done: u64 = bits.iter().map(|byte| u64::from(byte.count_ones())).sum();
        let progress = Self { tasks, left: tasks.checked_sub(done)?, done: bits.into() };
        let after = (tasks..bits.len() as u64 * EACH).any(|number| progress.bit(number));
        (bits.len() as u64 == tasks.div_ceil(EACH) && progress.left > 0 && !after).then_some(progress)
    }

    /// The number of tasks and the bits; `None` once all are complete.
    #[cfg(feature = "snapshot")]
    pub(super) fn bits(&self) -> Option<(u64, &[u8])> {
        (self.left > 0).then_some((self.tasks, &self.done))
    }

    pub(super) const fn tasks(&self) -> u64 {
        self.tasks
    }

    /// How many are not complete.
    pub(super) const fn left(&self) -> u64 {
        self.left
    }

    pub(super) fn is_complete(&self, number: u64) -> bool {
        self.left == 0 || self.bit(number)
    }

    /// Notes that a task is complete, once or again. `false` where there is no such task.
    pub(super) fn complete(&mut self, number: u64) -> bool {
        if number >= self.tasks {
            return false;
        }
        if !self.is_complete(number) {
            self.done[(number / EACH) as usize] |= 1 << (number % EACH);
            self.left -= 1;
            if self.left == 0 {
                self.done.clear();
            }
        }
        true
    }

    fn bit(&self, number: u64) -> bool {
        self.done[(number / EACH) as usize] & 1 << (number % EACH) != 0
    }
}
