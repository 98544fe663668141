//! The numbers that stand for algorithms in canonical bytes. They never change; 0 stands for none.

use super::Placement;
use crate::hash::KeyHash;

impl Placement {
    #[cfg(feature = "alloc")]
    pub(crate) const fn number(self) -> u8 {
        match self {
            Self::Native => 1,
            #[cfg(any(test, vnode_ring_fuzz))]
            Self::Tiny { bits } => TINY | bits.to_le_bytes()[0],
        }
    }

    pub(crate) fn from_number(number: u8) -> Option<Self> {
        match number {
            1 => Some(Self::Native),
            #[cfg(any(test, vnode_ring_fuzz))]
            TINY..=TINY_64 => Some(Self::Tiny { bits: u32::from(number - TINY) }),
            _ => None,
        }
    }
}

/// The tiny placements, with their bits added: 0 to 64.
#[cfg(any(test, vnode_ring_fuzz))]
const TINY: u8 = 0x80;
#[cfg(any(test, vnode_ring_fuzz))]
const TINY_64: u8 = TINY + 64;

impl KeyHash {
    pub(crate) const fn number(self) -> u8 {
        match self {
            Self::Xxh3 => 1,
            Self::SipHash13 => 2,
        }
    }

    pub(crate) fn from_number(number: u8) -> Option<Self> {
        [Self::Xxh3, Self::SipHash13].into_iter().find(|hash| hash.number() == number)
    }
}
