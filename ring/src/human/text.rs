//! Values that are one text: fingerprints, positions and other 64 bits in hexadecimal digits.

use alloc::format;
use alloc::string::String;
use core::fmt::{self, Display};

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::fingerprint::Fingerprint;
use crate::position::Position;
use crate::text::Excerpt;

/// Reads a value that is one text.
pub(super) fn read<'de, D: Deserializer<'de>, T, E: Display>(
    deserializer: D,
    what: &'static str,
    read: fn(&str) -> Result<T, E>,
) -> Result<T, D::Error> {
    deserializer.deserialize_str(Text { what, read })
}

struct Text<T, E> {
    what: &'static str,
    read: fn(&str) -> Result<T, E>,
}

impl<T, E: Display> Visitor<'_> for Text<T, E> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.what)
    }

    fn visit_str<X: Error>(self, text: &str) -> Result<T, X> {
        (self.read)(text).map_err(X::custom)
    }
}

/// 64 bits as `0x` and 16 digits: the form of [`Position`], which key checks have too.
pub(super) fn hex(text: &str) -> Result<Position, String> {
    let digits = text.strip_prefix("0x").filter(|digits| digits.len() == 16);
    let digits = digits.filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()));
    digits
        .and_then(|digits| u64::from_str_radix(digits, 16).ok())
        .map(Position)
        .ok_or_else(|| format!("expected 0x and 16 hex digits (got {})", Excerpt(text)))
}

impl Serialize for Position {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Position {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer, "a position: 0x and 16 hex digits", hex)
    }
}

impl Serialize for Fingerprint {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Fingerprint {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        read(deserializer, "a fingerprint: 32 hexadecimal digits", str::parse)
    }
}
