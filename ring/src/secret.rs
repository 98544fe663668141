//! The secret of a keyed ring.

use core::fmt;

use crate::hash::siphash13;

/// The secret of a keyed ring: 128 bits, from a generator of random bytes. A password will not do, because
/// [`key_check`](Self::key_check) is public and tells a right guess from a wrong one.
///
/// It is never shown and cannot be compared: rings that should agree compare their
/// [`Config::key_check`](crate::Config::key_check).
///
/// ```
/// use vnode_ring::Secret;
///
/// let secret = Secret::new([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15]); // read yours from a safe place
/// assert_eq!(secret.key_check(), 0x04fc_ae0e_1c2c_59df);
/// assert_eq!(format!("{secret:?}"), "Secret(..)");
/// ```
#[derive(Clone)]
pub struct Secret {
    keys: [u64; 2],
}

impl Secret {
    /// The number of bytes of a secret.
    pub const BYTES: usize = 16;

    /// The secret of these bytes.
    #[must_use]
    pub const fn new(bytes: [u8; Self::BYTES]) -> Self {
        let [a0, a1, a2, a3, a4, a5, a6, a7, b0, b1, b2, b3, b4, b5, b6, b7] = bytes;
        Self {
            keys: [
                u64::from_le_bytes([a0, a1, a2, a3, a4, a5, a6, a7]),
                u64::from_le_bytes([b0, b1, b2, b3, b4, b5, b6, b7]),
            ],
        }
    }

    /// The number by which rings tell that they were given the same secret. Public: it says nothing about the secret
    /// but whether a guess is right.
    #[must_use]
    pub fn key_check(&self) -> u64 {
        siphash13(self.keys, b"vnode-ring")
    }

    pub(crate) const fn keys(&self) -> [u64; 2] {
        self.keys
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}
