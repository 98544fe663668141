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
        let from_other = self.random.percent(30);
        let (own, torn) = (Membership::from_snapshot(&restarted.disk, Limits::default()), restarted.torn);
        if own.is_ok() == torn {
            return Err(format!("a snapshot on disk, damaged: {torn}, was read as {own:?}"));
        }
        let (membership, event) = match own {
            Ok(own) if !from_other => (own, Event::RestartedFromDisk),
            _ => {
                // What a leader held is gone too: it asks another one.
                let leader =
                    if replica == self.leader { (replica + 1) % self.replicas.len() } else { self.leader };
                let read = Membership::from_snapshot(&self.replicas[leader].snapshot, Limits::default());
                (
                    read.map_err(|error| format!("the snapshot of replica {leader}: {error}"))?,
                    Event::RestartedFromOther,
                )
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
