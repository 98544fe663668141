//! What must hold of every replica, at every step.

use vnode_ring::{Limits, Membership, Position};

use crate::counts::Event;
use crate::history::History;
use crate::replica::compile;

impl History {
    /// Compares a replica's ring with one built from what it holds, as that reads.
    pub(crate) fn compare(&mut self, replica: usize) -> Result<(), String> {
        let compared = &self.replicas[replica];
        if !compared.up {
            return Ok(());
        }
        let fresh = Membership::from_snapshot(&compared.snapshot, Limits::default())
            .map_err(|error| format!("replica {replica}: its snapshot: {error}"))?;
        if fresh.stamp() != compared.stamp {
            return Err(format!("replica {replica}: its snapshot is of {:?}", fresh.stamp()));
        }
        if compared.as_ring {
            let positions = [(); 4].map(|()| Position(self.random.bits()));
            let fresh = compile(fresh, self.secret.as_ref());
            let answers = compared.check_answers(&fresh, &positions);
            answers.map_err(|what| format!("replica {replica}: {what}"))?;
            self.counts.add(Event::RingCompared);
        }
        Ok(())
    }

    /// Checks what a replica holds after it changed, alone and beside the others.
    pub(crate) fn accept(&mut self, replica: usize) -> Result<(), String> {
        let changed = &mut self.replicas[replica];
        changed.stamp = changed.holder.membership().stamp();
        changed.snapshot = changed.holder.membership().to_snapshot();
        let stamp = changed.stamp;
        self.truth.check(stamp, &changed.snapshot)?;
        for other in self.replicas.iter().filter(|other| other.up) {
            if self.truth.check_pair(stamp, other.stamp)? {
                self.counts.add(Event::Diverged);
            }
        }
        Ok(())
    }

    /// Checks that a replica holds what it held before.
    pub(crate) fn unchanged(&self, replica: usize) -> Result<(), String> {
        let replica = &self.replicas[replica];
        let membership = replica.holder.membership();
        if membership.stamp() == replica.stamp && membership.to_snapshot() == replica.snapshot {
            return Ok(());
        }
        Err("a message that it refused changed it".into())
    }
}
