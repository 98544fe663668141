//! Replicas that save, crash and restart.

use std::rc::Rc;

use vnode_ring::{Limits, Membership};

use crate::channel::damaged;
use crate::counts::Event;
use crate::history::History;

impl History {
    pub(crate) fn save(&mut self, replica: usize) {
        let replica = &mut self.replicas[replica];
        if replica.up {
            replica.disk.clone_from(&replica.snapshot);
            replica.torn = false;
            self.counts.add(Event::Saved);
        }
    }

    pub(crate) fn crash(&mut self, replica: usize) {
        let crashed = &mut self.replicas[replica];
        if !crashed.up {
            return;
        }
        crashed.up = false;
        crashed.awaits = None;
        self.counts.add(Event::Crashed);
        if !crashed.torn && self.random.percent(self.options.torn_disk) {
            let disk: Rc<[u8]> = crashed.disk.as_slice().into();
            let (kind, damaged) = damaged(&mut self.random, &disk, &[]);
            // A file is not taken for another kind by accident.
            if !matches!(kind, Event::Mislabelled) {
                (crashed.disk, crashed.torn) = (damaged.to_vec(), true);
                self.counts.add(Event::TornDisk);
            }
        }
        self.tell(|| format!("replica {replica} crashes"));
    }

    /// From its own snapshot, or where that is damaged from the leader's.
    pub(crate) fn restart(&mut self, replica: usize) -> Result<(), String> {
        let restarted = &self.replicas[replica];
        if restarted.up {
            return Ok(());
        }
        let from_leader = self.random.percent(30);
        let (own, torn) = (Membership::from_snapshot(&restarted.disk, Limits::default()), restarted.torn);
        if own.is_ok() == torn {
            return Err(format!("a snapshot on disk, damaged: {torn}, was read as {own:?}"));
        }
        let (membership, event) = match own {
            Ok(own) if !from_leader => (own, Event::RestartedFromDisk),
            _ => {
                let leader = self.replicas[self.leader].snapshot.as_slice();
                let read = Membership::from_snapshot(leader, Limits::default());
                (read.map_err(|error| format!("the leader's snapshot: {error}"))?, Event::RestartedFromLeader)
            }
        };
        self.tell(|| format!("replica {replica} restarts: {event:?}"));
        let restarted = &mut self.replicas[replica];
        restarted.up = true;
        restarted.install(membership, self.secret.as_ref());
        restarted.frozen = None;
        self.counts.add(event);
        self.accept(replica)
    }
}
