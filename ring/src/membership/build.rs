//! How a membership comes about.

use alloc::vec::Vec;

use super::settle::settle;
use super::{Membership, MembershipError, Order, Stamp};
use crate::config::Config;
use crate::fingerprint::Fingerprint;
use crate::limits::MAX_NODES;
use crate::memory::{self, OutOfMemory, or_abort};
use crate::node::Node;
use crate::placement::vnode_count;

impl Membership {
    /// A membership at epoch 0. O(N log N).
    ///
    /// # Errors
    /// When the config, a node, or the set of nodes breaks a limit, or two nodes share an id or a placement id.
    pub fn new(config: Config, nodes: impl IntoIterator<Item = Node>) -> Result<Self, MembershipError> {
        or_abort(Self::try_new(config, nodes))
    }

    /// As [`new`](Self::new), and [`OutOfMemory`](MembershipError::OutOfMemory) where there is not enough memory: see
    /// [Memory](crate#memory). O(N log N).
    ///
    /// # Errors
    /// As `new`, and when there is not enough memory.
    pub fn try_new(config: Config, nodes: impl IntoIterator<Item = Node>) -> Result<Self, MembershipError> {
        Self::at_epoch(config, 0, nodes)
    }

    /// As [`try_new`](Self::try_new), at some epoch.
    pub(crate) fn at_epoch(
        config: Config,
        epoch: u64,
        nodes: impl IntoIterator<Item = Node>,
    ) -> Result<Self, MembershipError> {
        let mut slots = memory::collect(nodes.into_iter().map(Some))?;
        slots.sort_unstable_by(|a, b| id_of(a.as_ref()).cmp(id_of(b.as_ref())));
        Self::from_sorted(config, epoch, slots)
    }

    /// A membership of nodes that are sorted by id, one in each slot.
    pub(crate) fn from_sorted(
        config: Config,
        epoch: u64,
        mut slots: Vec<Option<Node>>,
    ) -> Result<Self, MembershipError> {
        config.check().map_err(MembershipError::Config)?;
        if slots.len() > MAX_NODES {
            return Err(MembershipError::TooManyNodes { nodes: slots.len() });
        }
        for slot in &mut slots {
            if let Some(node) = slot.take() {
                *slot = Some(admit(&config, node)?);
            }
        }
        settle(&config, &mut slots)?;
        let mut fingerprint = Fingerprint::of_config(&config);
        let mut placement_fingerprint = fingerprint;
        for node in slots.iter().flatten() {
            fingerprint = fingerprint.with_node(node);
            placement_fingerprint = placement_fingerprint.with_placed_node(node, vnode_count(&config, node));
        }
        if let Some(twice) = slots.windows(2).find(|pair| id_of(pair[0].as_ref()) == id_of(pair[1].as_ref()))
        {
            return Err(MembershipError::duplicate_id(id_of(twice[0].as_ref())));
        }
        let by_id = Order::of_sorted(memory::collect((0..).take(slots.len()))?);
        let membership = Self {
            config,
            stamp: Stamp { epoch, fingerprint },
            placement_fingerprint,
            slots,
            free: Vec::new(),
            by_id,
            by_placement_id: Order::default(),
        };
        membership.with_placement_ids()
    }

    /// A clone, slots included, if there is memory for it.
    pub(crate) fn try_clone(&self) -> Result<Self, OutOfMemory> {
        let mut slots = memory::with_room(self.slots.len())?;
        for slot in &self.slots {
            slots.push(slot.as_ref().map(Node::try_clone).transpose()?);
        }
        Ok(Self {
            config: self.config.clone(),
            stamp: self.stamp,
            placement_fingerprint: self.placement_fingerprint,
            slots,
            free: memory::copied(&self.free)?,
            by_id: self.by_id.try_clone()?,
            by_placement_id: self.by_placement_id.try_clone()?,
        })
    }

    #[cfg(test)]
    pub(crate) const fn set_epoch(&mut self, epoch: u64) {
        self.stamp.epoch = epoch;
    }

    /// Indexes the stated placement ids of a new membership.
    fn with_placement_ids(mut self) -> Result<Self, MembershipError> {
        let stated = |&slot: &u32| self.at(slot).node().states_placement_id();
        let mut stating = memory::collect(self.by_id.slots().filter(stated))?;
        // Slots are in the order of the ids here.
        stating.sort_unstable_by_key(|&slot| (self.placement_id_at(slot), slot));
        for (at, &slot) in stating.iter().enumerate() {
            let placement_id = self.placement_id_at(slot);
            let before = stating[..at].last().filter(|&&before| self.placement_id_at(before) == placement_id);
            let holder = before.map(|&before| self.at(before)).or_else(|| self.holder_by_id(placement_id));
            if let Some(holder) = holder {
                return Err(MembershipError::duplicate_placement_id(self.at(slot).node(), holder.id()));
            }
        }
        self.by_placement_id = Order::of_sorted(stating);
        Ok(self)
    }
}

/// Checks one node by itself and brings it to normal form.
pub(crate) fn admit(config: &Config, node: Node) -> Result<Node, MembershipError> {
    if config.placement().is_relative() {
        MembershipError::check_node_but_vnodes(&node)?;
    } else {
        MembershipError::check_node(&node)?;
    }
    MembershipError::check_placed(&node, config.placement())?;
    let by_weight = config.vnodes_by_weight(node.weight());
    Ok(node.into_normal_form(by_weight)?)
}

fn id_of(slot: Option<&Node>) -> &str {
    slot.map_or("", Node::id)
}
