//! The numbers that stand for algorithms in canonical bytes. They never change; 0 stands for none.

#[cfg(feature = "alloc")]
use super::Config;
use super::Placement;
use crate::hash::KeyHash;

impl Placement {
    pub(crate) const fn number(self) -> u8 {
        match self {
            Self::Native => 1,
            #[cfg(feature = "compat")]
            Self::Nginx => 2,
            #[cfg(feature = "compat")]
            Self::Libmemcached => 3,
            #[cfg(feature = "compat")]
            Self::LibmemcachedWeighted => 4,
            #[cfg(feature = "compat")]
            Self::Twemproxy => 5,
            #[cfg(feature = "compat")]
            Self::HaproxyId => 6,
            #[cfg(feature = "compat")]
            Self::HaproxyAddr => 7,
            #[cfg(feature = "compat")]
            Self::ChashCrc32 => 8,
            #[cfg(feature = "compat")]
            Self::Explicit => 9,
            #[cfg(feature = "compat")]
            Self::HaproxyAddrPort => 10,
            #[cfg(feature = "compat")]
            Self::HaproxyId30 => 11,
            #[cfg(any(test, vnode_ring_fuzz))]
            Self::Tiny { bits } => TINY | bits.to_le_bytes()[0],
            #[cfg(all(test, feature = "compat"))]
            Self::TinyNearest { bits } => TINY_NEAREST + bits.to_le_bytes()[0],
        }
    }

    pub(crate) fn from_number(number: u8) -> Option<Self> {
        #[cfg(any(test, vnode_ring_fuzz))]
        if let TINY..=TINY_64 = number {
            return Some(Self::Tiny { bits: u32::from(number - TINY) });
        }
        #[cfg(all(test, feature = "compat"))]
        if let TINY_NEAREST..=TINY_NEAREST_64 = number {
            return Some(Self::TinyNearest { bits: u32::from(number - TINY_NEAREST) });
        }
        Self::ALL.iter().copied().find(|placement| placement.number() == number)
    }
}

/// The tiny placements, with their bits added: 0 to 64.
#[cfg(any(test, vnode_ring_fuzz))]
const TINY: u8 = 0x80;
#[cfg(any(test, vnode_ring_fuzz))]
const TINY_64: u8 = TINY + 64;
#[cfg(all(test, feature = "compat"))]
const TINY_NEAREST: u8 = 0x20;
#[cfg(all(test, feature = "compat"))]
const TINY_NEAREST_64: u8 = TINY_NEAREST + 64;

#[cfg(feature = "alloc")]
impl Config {
    /// The number of the placement; that of the key hash, whether there is a hash tag, and whether a side is stated.
    pub(crate) const fn numbers(&self) -> [u8; 2] {
        let number = self.key_hash.number();
        #[cfg(feature = "compat")]
        let number = if self.hash_tag.is_some() { number | KeyHash::TAGGED } else { number };
        #[cfg(feature = "compat")]
        let number = if self.side.is_some() { number | KeyHash::PREDECESSOR } else { number };
        [self.placement.number(), number]
    }
}

impl KeyHash {
    /// Added where the config has a hash tag.
    #[cfg(feature = "compat")]
    pub(crate) const TAGGED: u8 = 0x80;
    /// Added where the config states a side, which is then the predecessor.
    #[cfg(feature = "compat")]
    pub(crate) const PREDECESSOR: u8 = 0x40;

    pub(crate) const fn number(self) -> u8 {
        match self {
            Self::Xxh3 => 1,
            Self::SipHash13 => 2,
            #[cfg(feature = "compat")]
            Self::Crc32 => 3,
            #[cfg(feature = "compat")]
            Self::Crc32Bits => 4,
            #[cfg(feature = "compat")]
            Self::Crc16 => 5,
            #[cfg(feature = "compat")]
            Self::Md5 => 6,
            #[cfg(feature = "compat")]
            Self::Fnv1x64 => 7,
            #[cfg(feature = "compat")]
            Self::Fnv1ax64 => 8,
            #[cfg(feature = "compat")]
            Self::Fnv1x32 => 9,
            #[cfg(feature = "compat")]
            Self::Fnv1ax32 => 10,
            #[cfg(feature = "compat")]
            Self::OneAtATime => 11,
            #[cfg(feature = "compat")]
            Self::Hsieh => 12,
            #[cfg(feature = "compat")]
            Self::Murmur2 => 13,
            #[cfg(feature = "compat")]
            Self::Murmur3 => 14,
            #[cfg(feature = "compat")]
            Self::Jenkins => 15,
            #[cfg(feature = "compat")]
            Self::Sdbm => 16,
            #[cfg(feature = "compat")]
            Self::SdbmAvalanche => 17,
            #[cfg(feature = "compat")]
            Self::Djb2 => 18,
            #[cfg(feature = "compat")]
            Self::Djb2Avalanche => 19,
            #[cfg(feature = "compat")]
            Self::Wt6 => 20,
            #[cfg(feature = "compat")]
            Self::Wt6Avalanche => 21,
            #[cfg(feature = "compat")]
            Self::Crc32Avalanche => 22,
            #[cfg(feature = "compat")]
            Self::Decimal => 23,
            #[cfg(feature = "compat")]
            Self::DecimalAvalanche => 24,
        }
    }

    pub(crate) fn from_number(number: u8) -> Option<Self> {
        Self::ALL.iter().copied().find(|hash| hash.number() == number)
    }
}
