//! The names of key hashes.

/// The function that gives a key its position.
///
/// It works on bytes, never through [`core::hash::Hash`], so that every process, language and CPU agrees. Those of 32 bits
/// are the hashes of other programs, with the feature `compat`: a key stands at its hash times 2^32.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum KeyHash {
    /// `XXH3_64bits_withSeed` of [xxHash](https://xxhash.com). Public: whoever knows the node list can choose
    /// keys that fall on one node.
    #[default]
    Xxh3,
    /// SipHash-1-3 with a [`Secret`](crate::Secret): whoever does not know the secret cannot tell where a key falls
    /// without being shown.
    SipHash13,
    /// CRC-32 as in zlib: nginx, `crc32a` of twemproxy.
    #[cfg(feature = "compat")]
    Crc32,
    /// 15 bits of CRC-32: `crc` of libmemcached, `crc32` of twemproxy.
    #[cfg(feature = "compat")]
    Crc32Bits,
    /// CRC-16, XMODEM: `crc16` of twemproxy.
    #[cfg(feature = "compat")]
    Crc16,
    /// The first four bytes of MD5, little-endian: what `ketama` means.
    #[cfg(feature = "compat")]
    Md5,
    /// FNV-1 with 64 bits, the lower half: `fnv1_64` of memcached clients.
    #[cfg(feature = "compat")]
    Fnv1x64,
    /// FNV-1a with the lower halves of the constants of 64 bits: `fnv1a_64` of memcached clients.
    #[cfg(feature = "compat")]
    Fnv1ax64,
    /// FNV-1 with 32 bits.
    #[cfg(feature = "compat")]
    Fnv1x32,
    /// FNV-1a with 32 bits.
    #[cfg(feature = "compat")]
    Fnv1ax32,
    /// Bob Jenkins's one-at-a-time: the default of libmemcached.
    #[cfg(feature = "compat")]
    OneAtATime,
    /// Paul Hsieh's `SuperFastHash`.
    #[cfg(feature = "compat")]
    Hsieh,
    /// `MurmurHash2` as memcached clients seed it.
    #[cfg(feature = "compat")]
    Murmur2,
    /// `MurmurHash3` of 32 bits as libmemcached seeds it.
    #[cfg(feature = "compat")]
    Murmur3,
    /// Bob Jenkins's lookup3 as memcached clients seed it.
    #[cfg(feature = "compat")]
    Jenkins,
    /// SDBM: HAProxy.
    #[cfg(feature = "compat")]
    Sdbm,
    /// The same, mixed once more: what HAProxy does where nothing else is stated.
    #[cfg(feature = "compat")]
    SdbmAvalanche,
    /// DJB2: HAProxy.
    #[cfg(feature = "compat")]
    Djb2,
    /// The same, mixed once more.
    #[cfg(feature = "compat")]
    Djb2Avalanche,
    /// WT6: HAProxy.
    #[cfg(feature = "compat")]
    Wt6,
    /// The same, mixed once more.
    #[cfg(feature = "compat")]
    Wt6Avalanche,
    /// CRC-32, mixed once more: HAProxy.
    #[cfg(feature = "compat")]
    Crc32Avalanche,
    /// The number in decimal digits that the key begins with: `none` of HAProxy.
    #[cfg(feature = "compat")]
    Decimal,
    /// The same, mixed once more.
    #[cfg(feature = "compat")]
    DecimalAvalanche,
}

impl KeyHash {
    /// All of them.
    pub const ALL: &'static [Self] = &[
        Self::Xxh3,
        Self::SipHash13,
        #[cfg(feature = "compat")]
        Self::Crc32,
        #[cfg(feature = "compat")]
        Self::Crc32Bits,
        #[cfg(feature = "compat")]
        Self::Crc16,
        #[cfg(feature = "compat")]
        Self::Md5,
        #[cfg(feature = "compat")]
        Self::Fnv1x64,
        #[cfg(feature = "compat")]
        Self::Fnv1ax64,
        #[cfg(feature = "compat")]
        Self::Fnv1x32,
        #[cfg(feature = "compat")]
        Self::Fnv1ax32,
        #[cfg(feature = "compat")]
        Self::OneAtATime,
        #[cfg(feature = "compat")]
        Self::Hsieh,
        #[cfg(feature = "compat")]
        Self::Murmur2,
        #[cfg(feature = "compat")]
        Self::Murmur3,
        #[cfg(feature = "compat")]
        Self::Jenkins,
        #[cfg(feature = "compat")]
        Self::Sdbm,
        #[cfg(feature = "compat")]
        Self::SdbmAvalanche,
        #[cfg(feature = "compat")]
        Self::Djb2,
        #[cfg(feature = "compat")]
        Self::Djb2Avalanche,
        #[cfg(feature = "compat")]
        Self::Wt6,
        #[cfg(feature = "compat")]
        Self::Wt6Avalanche,
        #[cfg(feature = "compat")]
        Self::Crc32Avalanche,
        #[cfg(feature = "compat")]
        Self::Decimal,
        #[cfg(feature = "compat")]
        Self::DecimalAvalanche,
    ];

    /// The name used in node files, on the command line and in [`Identity`](crate::Identity).
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Xxh3 => "xxh3",
            Self::SipHash13 => "siphash13",
            #[cfg(feature = "compat")]
            Self::Crc32 => "crc32",
            #[cfg(feature = "compat")]
            Self::Crc32Bits => "crc32-15",
            #[cfg(feature = "compat")]
            Self::Crc16 => "crc16",
            #[cfg(feature = "compat")]
            Self::Md5 => "md5",
            #[cfg(feature = "compat")]
            Self::Fnv1x64 => "fnv1-64",
            #[cfg(feature = "compat")]
            Self::Fnv1ax64 => "fnv1a-64",
            #[cfg(feature = "compat")]
            Self::Fnv1x32 => "fnv1-32",
            #[cfg(feature = "compat")]
            Self::Fnv1ax32 => "fnv1a-32",
            #[cfg(feature = "compat")]
            Self::OneAtATime => "one-at-a-time",
            #[cfg(feature = "compat")]
            Self::Hsieh => "hsieh",
            #[cfg(feature = "compat")]
            Self::Murmur2 => "murmur2",
            #[cfg(feature = "compat")]
            Self::Murmur3 => "murmur3",
            #[cfg(feature = "compat")]
            Self::Jenkins => "jenkins",
            #[cfg(feature = "compat")]
            Self::Sdbm => "sdbm",
            #[cfg(feature = "compat")]
            Self::SdbmAvalanche => "sdbm-avalanche",
            #[cfg(feature = "compat")]
            Self::Djb2 => "djb2",
            #[cfg(feature = "compat")]
            Self::Djb2Avalanche => "djb2-avalanche",
            #[cfg(feature = "compat")]
            Self::Wt6 => "wt6",
            #[cfg(feature = "compat")]
            Self::Wt6Avalanche => "wt6-avalanche",
            #[cfg(feature = "compat")]
            Self::Crc32Avalanche => "crc32-avalanche",
            #[cfg(feature = "compat")]
            Self::Decimal => "decimal",
            #[cfg(feature = "compat")]
            Self::DecimalAvalanche => "decimal-avalanche",
        }
    }

    /// The key hash of that name.
    ///
    /// ```
    /// use vnode_ring::KeyHash;
    ///
    /// assert_eq!(KeyHash::from_name("siphash13"), Some(KeyHash::SipHash13));
    /// assert_eq!(KeyHash::from_name("sha1"), None);
    /// ```
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|hash| hash.name() == name)
    }
}
