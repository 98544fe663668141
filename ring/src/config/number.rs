//! The numbers that stand for algorithms in canonical bytes. They never change; 0 stands for none.

#[cfg(feature = "alloc")]
use super::Config;
use super::Placement;
use crate::hash::KeyHash;

impl Placement {
    #[cfg(feature = "alloc")]
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
            // 6 and 7 are kept for those of HAProxy.
            #[cfg(feature = "compat")]
            Self::ChashCrc32 => 8,
            #[cfg(any(test, vnode_ring_fuzz))]
            Self::Tiny { bits } => TINY | bits.to_le_bytes()[0],
        }
    }

    pub(crate) fn from_number(number: u8) -> Option<Self> {
        match number {
            1 => Some(Self::Native),
            #[cfg(feature = "compat")]
            2 => Some(Self::Nginx),
            #[cfg(feature = "compat")]
            3 => Some(Self::Libmemcached),
            #[cfg(feature = "compat")]
            4 => Some(Self::LibmemcachedWeighted),
            #[cfg(feature = "compat")]
            5 => Some(Self::Twemproxy),
            #[cfg(feature = "compat")]
            8 => Some(Self::ChashCrc32),
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

#[cfg(feature = "alloc")]
impl Config {
    /// The number of the key hash, and whether there is a hash tag.
    pub(crate) const fn key_hash_number(&self) -> u8 {
        let number = self.key_hash.number();
        #[cfg(feature = "compat")]
        if self.hash_tag.is_some() {
            return number | KeyHash::TAGGED;
        }
        number
    }
}

impl KeyHash {
    /// Added where the config has a hash tag.
    #[cfg(feature = "compat")]
    pub(crate) const TAGGED: u8 = 0x80;

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
        }
    }

    pub(crate) fn from_number(number: u8) -> Option<Self> {
        Self::ALL.iter().copied().find(|hash| hash.number() == number)
    }
}
