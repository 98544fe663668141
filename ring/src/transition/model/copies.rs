//! Copies: who is read, and what it had.

use super::super::needs::{Need, needs};
use super::super::state::{Side, TransitionState as State};
use super::world::{ALL, Copying, World, bit};
use super::{Fault, Setup};

impl World {
    pub(super) fn copy_steps(&self, setup: &Setup, found: &mut impl FnMut(Self)) {
        if self.phases[0].state != State::Copy || self.done == ALL {
            return;
        }
        let (old, new) = (setup.lists[usize::from(self.phases[0].old)], self.phases[0].list(Side::New));
        for (number, need) in wanted(setup, old, setup.lists[new]).enumerate() {
            if self.done & 1 << number != 0 || self.age(need.to) > 0 {
                continue;
            }
            let copying = self.copies[number];
            for &source in old.iter().filter(|&&node| copying.read & bit(node) == 0) {
                let late = u8::from(setup.fault == Some(Fault::SourceBehind));
                if self.age(source) > late {
                    continue;
                }
                let read = copying.read | bit(source);
                let value = copying.found || self.has & bit(source) != 0;
                let mut next = Self { ..*self };
                let paired = need.paired == Some(source)
                    || need.paired.is_some() && setup.fault == Some(Fault::AnySource);
                let enough = setup.quorum.read_of(old.len());
                let enough = enough - usize::from(setup.fault == Some(Fault::OneSourceFewer));
                // A paired source may be out, too: then as many others are read.
                if paired && copying.read == 0 || read.count_ones() as usize >= enough {
                    let mut done = next;
                    done.copies[number] = Copying::default();
                    done.done |= 1 << number;
                    done.has |= u8::from(value) << need.to;
                    found(done);
                }
                if (read.count_ones() as usize) < enough {
                    next.copies[number] = Copying { read, found: value };
                    found(next);
                }
            }
        }
    }
}

/// The copies of the range.
pub(super) fn wanted<'a>(setup: &Setup, old: &'a [u8], new: &'a [u8]) -> impl Iterator<Item = Need<u8>> + 'a {
    let survivors_too = setup.fault != Some(Fault::SurvivorsMissCopies);
    let all = needs(old.iter().copied(), new.iter().copied(), setup.quorum);
    all.filter(move |need| survivors_too || !old.contains(&need.to))
}
