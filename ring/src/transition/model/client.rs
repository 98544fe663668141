//! The write, the read, and who answers them.

use super::super::fence::admits;
use super::world::{Client, READER, WRITER, World, bit, mask};
use super::{Fault, Setup};

impl World {
    pub(super) fn client_steps(
        &self,
        setup: &Setup,
        replicas: impl Iterator<Item = u8>,
        found: &mut impl FnMut(Self),
    ) {
        match self.client {
            Client::Idle => {
                let (lists, age) = (self.phase_of(WRITER).writes(), self.age(WRITER));
                found(Self { client: Client::Writing { lists, age }, ..*self });
            }
            Client::Writing { lists, age } => {
                let targets = (0..2).filter(|list| lists & bit(*list) != 0);
                let targets = targets.fold(0, |sum, list| sum | mask(setup.lists[usize::from(list)]));
                let open = targets & !self.answered;
                for node in replicas.filter(|&node| open & bit(node) != 0 && self.served(setup, age, node)) {
                    let (has, answered) = (self.has | bit(node), self.answered | bit(node));
                    let next = if counts(setup, lists, answered) {
                        Self { has, answered: 0, client: Client::Written, ..*self }
                    } else {
                        Self { has, answered, ..*self }
                    };
                    found(next);
                }
            }
            Client::Written => {
                let phase = self.phase_of(READER);
                let list = phase.list(phase.state.reads());
                let list = u8::try_from(list).expect("there are two lists");
                found(Self { client: Client::Reading { list, age: self.age(READER) }, ..*self });
            }
            Client::Reading { list, age } => {
                let missing = mask(setup.lists[usize::from(list)]) & !self.has & !self.answered;
                for node in replicas.filter(|&node| missing & bit(node) != 0 && self.served(setup, age, node))
                {
                    found(Self { answered: self.answered | bit(node), ..*self });
                }
            }
            Client::Held => {}
        }
    }

    /// Whether a replica serves what was sent so many fences ago.
    fn served(&self, setup: &Setup, age: u8, replica: u8) -> bool {
        let of = |age: u8| 8 - u64::from(age);
        let (theirs, ours) = (of(age), of(self.age(replica)));
        admits(theirs, ours)
            || setup.fault == Some(Fault::TwoApartAdmitted) && admits(theirs.max(ours) - 1, theirs.min(ours))
    }
}

/// Whether a write to these lists counts.
fn counts(setup: &Setup, lists: u8, acknowledged: u8) -> bool {
    if setup.fault == Some(Fault::OneQuorumForBoth) {
        return acknowledged.count_ones() as usize >= setup.quorum.write();
    }
    (0..2).filter(|list| lists & bit(*list) != 0).map(|list| mask(setup.lists[usize::from(list)])).all(
        |nodes| {
            let acknowledged = (nodes & acknowledged).count_ones() as usize;
            acknowledged >= setup.quorum.write_of(nodes.count_ones() as usize)
        },
    )
}
