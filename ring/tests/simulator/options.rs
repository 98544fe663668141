//! What differs between histories, besides chance.

use vnode_ring::{Config, Secret};

use crate::random::Random;

/// Chances are in percent.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    pub(crate) replicas: usize,
    /// That a replica holds a ring, not only a membership.
    pub(crate) rings: u32,
    pub(crate) steps: u32,
    pub(crate) drop: u32,
    pub(crate) duplicate: u32,
    pub(crate) damage: u32,
    pub(crate) delay: u32,
    /// That a crash damages what is on disk.
    pub(crate) torn_disk: u32,
    /// That a step replaces the leader, and that a delta is published by someone else.
    pub(crate) unrest: u32,
    pub(crate) keyed: bool,
    pub(crate) vnodes_per_weight: u32,
    pub(crate) config_seed: u64,
}

impl Options {
    pub(crate) fn of(random: &mut Random) -> Self {
        Self {
            replicas: 3 + random.index(4),
            rings: *random.pick(&[0, 50, 100]),
            steps: 20 + random.below(60),
            drop: *random.pick(&[0, 5, 30]),
            duplicate: *random.pick(&[0, 5, 30]),
            damage: *random.pick(&[0, 5, 30]),
            delay: *random.pick(&[0, 10, 50]),
            torn_disk: *random.pick(&[0, 50]),
            unrest: *random.pick(&[0, 2, 10]),
            keyed: random.percent(10),
            vnodes_per_weight: 1 + random.below(3),
            config_seed: random.bits(),
        }
    }

    pub(crate) fn secret(&self) -> Option<Secret> {
        self.keyed.then(|| Secret::new([7; Secret::BYTES]))
    }

    pub(crate) fn config(&self) -> Config {
        let config =
            Config::default().with_seed(self.config_seed).with_vnodes_per_weight(self.vnodes_per_weight);
        self.secret().iter().fold(config, Config::with_secret)
    }
}
