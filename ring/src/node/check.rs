//! What a node must keep to.

use super::{IdError, MAX_ATTRIBUTE_BYTES, MAX_ID_BYTES, MAX_ZONE_BYTES, Node, NodeError};

impl Node {
    /// Checks every limit of a single node. O(bytes of the node).
    ///
    /// # Errors
    /// The first limit that does not hold.
    pub fn check(&self) -> Result<(), NodeError> {
        self.check_but_vnodes()?;
        match self.vnodes {
            Some(0) => Err(NodeError::NoVnodes),
            _ => Ok(()),
        }
    }

    /// As [`check`](Self::check), where a node may be given no vnodes.
    pub(crate) fn check_but_vnodes(&self) -> Result<(), NodeError> {
        check_id(self.id()).map_err(NodeError::Id)?;
        if let Some(placement_id) = self.texts().placement_id {
            check_id(placement_id).map_err(NodeError::PlacementId)?;
        }
        let zone_bytes = self.zone().map_or(0, str::len);
        if zone_bytes > MAX_ZONE_BYTES {
            return Err(NodeError::ZoneTooLong { bytes: zone_bytes });
        }
        if self.attribute("").is_some() {
            return Err(NodeError::EmptyAttributeName);
        }
        let attribute_bytes: usize = self.attributes().map(|(name, value)| name.len() + value.len()).sum();
        if attribute_bytes > MAX_ATTRIBUTE_BYTES {
            return Err(NodeError::AttributesTooLong { bytes: attribute_bytes });
        }
        self.check_positions()?;
        match self.vnodes {
            Some(vnodes @ 1..) if self.weight == 0 => Err(NodeError::DrainedWithVnodes { vnodes }),
            _ => Ok(()),
        }
    }

    fn check_positions(&self) -> Result<(), NodeError> {
        let positions = self.stated_positions();
        if let Some(vnodes) = self.vnodes.filter(|_| !positions.is_empty()) {
            return Err(NodeError::VnodesAndPositions { vnodes });
        }
        let mut pairs = positions.iter().zip(positions.iter().skip(1));
        match pairs.find(|(one, next)| one == next) {
            Some((position, _)) => Err(NodeError::PositionTwice { position }),
            None => Ok(()),
        }
    }

    /// Checks that the node states positions where its placement takes them, and only there.
    pub(crate) fn check_placed(&self, explicit: bool) -> Result<(), NodeError> {
        match self.stated_positions().len() {
            0 if explicit && self.weight > 0 => Err(NodeError::NoPositions),
            positions @ 1.. if !explicit => Err(NodeError::PositionsUnused { positions }),
            _ => Ok(()),
        }
    }
}

pub(crate) fn check_id(id: &str) -> Result<(), IdError> {
    if id.is_empty() {
        return Err(IdError::Empty);
    }
    if id.len() > MAX_ID_BYTES {
        return Err(IdError::TooLong { bytes: id.len() });
    }
    match id.bytes().position(|byte| byte.is_ascii_control()) {
        Some(at) => Err(IdError::ControlCharacter { at, byte: id.as_bytes()[at] }),
        None => Ok(()),
    }
}
