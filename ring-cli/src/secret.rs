//! The secret of a keyed ring: where it comes from, and when one is wanted. Errors never show any of it.

use std::fs::File;
use std::io::Read as _;
use std::path::Path;

use vnode_ring::{KeyHash, Secret};

use crate::cli::RingArgs;
use crate::failure::Failure;
use crate::input::{self, RingParameters};

/// How many characters a secret has when written in hex.
const HEX_DIGITS: usize = 2 * Secret::BYTES;
/// Hex digits with the longest line end.
const MAX_SECRET_FILE_BYTES: usize = HEX_DIGITS + 2;

/// What a command needs of a keyed ring.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// The secret: keys are placed.
    Secret,
    /// What tells the secret from others: no key is placed.
    KeyCheck,
}

/// The secret, where the key hash takes one. `place` is where the file states what is in `stated`.
///
/// # Errors
/// When one is given and not wanted, wanted and not given, unreadable, or not the one that the node file tells of.
pub fn of(
    args: &RingArgs,
    stated: &RingParameters,
    key_hash: KeyHash,
    place: &str,
    need: Need,
) -> Result<Option<Secret>, Failure> {
    if key_hash != KeyHash::SipHash13 {
        return not_keyed(args, stated, key_hash, place);
    }
    let Some(path) = &args.secret_file else {
        if need == Need::KeyCheck && stated.key_check.is_some() {
            return Ok(None);
        }
        let chosen = match args.key_hash {
            Some(_) => "--key-hash siphash13".into(),
            None => format!("{place}: key-hash=siphash13"),
        };
        return Err(Failure::Input(format!("{chosen} takes a secret; add --secret-file FILE")));
    };
    let secret = read("--secret-file", path)?;
    match (stated.key_check, secret.key_check()) {
        (Some(expected), got) if expected != got => Err(Failure::Input(format!(
            "--secret-file {}: its key check is 0x{got:016x}, but {place} states key-check=0x{expected:016x}: it is \
             the secret of another ring",
            path.display()
        ))),
        _ => Ok(Some(secret)),
    }
}

/// A ring with the public hash must not come with anything that only a keyed one has.
fn not_keyed(
    args: &RingArgs,
    stated: &RingParameters,
    key_hash: KeyHash,
    place: &str,
) -> Result<Option<Secret>, Failure> {
    let fix = match (args.key_hash, stated.key_hash) {
        (None, None) => "add --key-hash siphash13",
        (Some(_), None) => "give --key-hash siphash13",
        _ => "state key-hash=siphash13 there",
    };
    let says = match stated.key_hash {
        Some(_) => format!("{place} states key-hash={}", key_hash.name()),
        None => format!("the key hash is {}", key_hash.name()),
    };
    if args.secret_file.is_some() {
        return Err(Failure::Input(format!("--secret-file: {says}, which takes no secret; {fix}")));
    }
    match stated.key_check {
        Some(_) => Err(Failure::Input(format!(
            "{place}: key-check belongs to key-hash=siphash13; state that too, or drop key-check"
        ))),
        None => Ok(None),
    }
}

/// The secret in a file that a flag names.
///
/// # Errors
/// When it cannot be read, or holds no secret.
pub fn read(flag: &str, path: &Path) -> Result<Secret, Failure> {
    let name = path.display();
    if input::is_stdin(path) {
        return Err(Failure::Input(format!(
            "{flag} must be a file (got -, standard input, which is for nodes and keys)"
        )));
    }
    let failure = |error| Failure::io(&format!("{flag} {name}"), &error);
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(failure)?;
    file.take(MAX_SECRET_FILE_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(failure)?;
    parse(&bytes).map_err(|got| {
        Failure::Input(format!(
            "{flag} {name}: a secret must be {HEX_DIGITS} hex digits or exactly {} raw bytes (got {got})",
            Secret::BYTES
        ))
    })
}

/// The secret in the bytes of a file; otherwise what they are instead.
fn parse(bytes: &[u8]) -> Result<Secret, String> {
    if let Ok(raw) = bytes.try_into() {
        return Ok(Secret::new(raw));
    }
    let line = bytes.strip_suffix(b"\n").map_or(bytes, |line| line.strip_suffix(b"\r").unwrap_or(line));
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let digits: Vec<u8> = line.iter().map_while(|&byte| digit(byte)).collect();
    if bytes.len() > MAX_SECRET_FILE_BYTES {
        return Err(format!("more than {MAX_SECRET_FILE_BYTES} bytes"));
    }
    if line.len() != HEX_DIGITS {
        return Err(format!("{} bytes", bytes.len()));
    }
    if digits.len() < line.len() {
        return Err(format!("{HEX_DIGITS} bytes, of which number {} is no hex digit", digits.len() + 1));
    }
    let mut secret = [0; Secret::BYTES];
    for (byte, pair) in secret.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = pair[0] << 4 | pair[1];
    }
    Ok(Secret::new(secret))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEX: &[u8; HEX_DIGITS] = b"000102030405060708090a0b0c0d0e0F";

    #[test]
    fn a_secret_is_hex_digits_with_or_without_line_end_or_raw_bytes() {
        let raw: [u8; Secret::BYTES] = std::array::from_fn(|index| index.to_le_bytes()[0]);
        for bytes in [&raw[..], HEX, &[&HEX[..], b"\n"].concat(), &[&HEX[..], b"\r\n"].concat()] {
            assert_eq!(parse(bytes).unwrap().key_check(), Secret::new(raw).key_check());
        }
    }

    #[test]
    fn anything_else_is_refused_without_being_shown() {
        let refusal = |bytes: &[u8]| parse(bytes).unwrap_err();
        assert_eq!(refusal(b""), "0 bytes");
        assert_eq!(refusal(&[7; 17]), "17 bytes");
        assert_eq!(refusal(&[b'7'; 33]), "33 bytes");
        assert_eq!(refusal(&[HEX, &b"\n\n"[..]].concat()), "34 bytes");
        assert_eq!(refusal(&[7; 35]), "more than 34 bytes");
        assert_eq!(refusal(&[&HEX[..31], b"x"].concat()), "32 bytes, of which number 32 is no hex digit");
    }
}
