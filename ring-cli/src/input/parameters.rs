//! What a node file may say about the ring as a whole.

use vnode_ring::Placement;

use super::fields::integer;
use super::{Got, InputError};

/// Parameters of the ring, as far as the file states them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RingParameters {
    /// Where they are stated.
    pub line: usize,
    /// How nodes and keys get onto the circle.
    pub placement: Option<Placement>,
    /// The seed.
    pub seed: Option<u64>,
    /// Vnodes of a node of weight 1.
    pub vnodes: Option<u32>,
}

impl RingParameters {
    pub(super) fn new(line: usize) -> Self {
        Self { line, ..Self::default() }
    }

    pub(super) fn set(&mut self, name: &str, value: &str) -> Result<(), InputError> {
        let line = self.line;
        let twice = match name {
            "placement" => {
                let known = Placement::from_name(value);
                let placement = known.ok_or_else(|| {
                    InputError::new(
                        line,
                        format!("placement must be {} ({})", Placement::Native.name(), Got(value)),
                    )
                })?;
                self.placement.replace(placement).is_some()
            }
            "seed" => self.seed.replace(integer(line, "seed", value, 0)?).is_some(),
            "vnodes" => self.vnodes.replace(integer(line, "vnodes", value, 1)?).is_some(),
            _ => {
                let message = format!("a ring has placement, seed and vnodes ({})", Got(name));
                return Err(InputError::new(line, message));
            }
        };
        if twice { Err(InputError::new(line, format!("{name} is stated twice"))) } else { Ok(()) }
    }
}
