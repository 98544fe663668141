use std::time::{Duration, Instant};

use super::*;

/// Hands out at most `step` bytes a call, and an interruption now and then.
struct Trickle<'a> {
    bytes: &'a [u8],
    step: usize,
    calls: usize,
}

impl Read for Trickle<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.calls += 1;
        if self.calls % 7 == 0 {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let count = self.step.min(buffer.len()).min(self.bytes.len());
        buffer[..count].copy_from_slice(&self.bytes[..count]);
        self.bytes = &self.bytes[count..];
        Ok(count)
    }
}

fn keys(bytes: &[u8], step: usize) -> Result<Vec<Vec<u8>>, Failure> {
    let mut keys = Vec::new();
    read(&mut Trickle { bytes, step, calls: 0 }, b'\n', "keys.txt", |block| {
        keys.extend(block.keys().map(<[u8]>::to_vec));
        Ok(block.keys().count() as u64)
    })?;
    Ok(keys)
}

#[test]
fn every_chunking_gives_the_same_records() {
    let cases: [(&[u8], &[&[u8]]); 6] = [
        (b"", &[]),
        (b"\n", &[b""]),
        (b"a", &[b"a"]),
        (b"a\nbc\n", &[b"a", b"bc"]),
        (b"\n\nlast", &[b"", b"", b"last"]),
        (b"a\r\n\xff\0x\n", &[b"a\r", b"\xff\0x"]),
    ];
    for (bytes, expected) in cases {
        for step in 1..=bytes.len().max(1) {
            assert_eq!(keys(bytes, step).unwrap(), expected, "{bytes:?} by {step}");
        }
    }
}

#[test]
fn keys_longer_than_a_block_come_whole() {
    let mut input = vec![b'x'; 3 * BLOCK_BYTES + 5];
    input.extend(b"\nshort\n");
    input.extend(vec![b'y'; BLOCK_BYTES]);
    for step in [1000, BLOCK_BYTES - 1, BLOCK_BYTES, usize::MAX] {
        let lengths: Vec<usize> = keys(&input, step).unwrap().iter().map(Vec::len).collect();
        assert_eq!(lengths, [3 * BLOCK_BYTES + 5, 5, BLOCK_BYTES]);
    }
}

#[test]
fn the_longest_key_is_accepted_and_one_byte_more_is_refused_with_its_line() {
    let input = |bytes: usize| [b"first\n", &vec![b'x'; bytes][..]].concat();
    assert_eq!(keys(&input(MAX_KEY_BYTES), usize::MAX).unwrap()[1].len(), MAX_KEY_BYTES);
    let with_end = [&input(MAX_KEY_BYTES)[..], b"\n"].concat();
    assert_eq!(keys(&with_end, usize::MAX).unwrap()[1].len(), MAX_KEY_BYTES);
    let refused = keys(&input(MAX_KEY_BYTES + 1), usize::MAX).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "keys.txt:2: a key must be at most 16777216 bytes; is the file one key a line?"
    );
}

#[test]
fn an_overlong_key_is_counted_from_the_first_block() {
    let short = "0123456\n".repeat(3 * BLOCK_BYTES / 8);
    let input = [short.as_bytes(), &vec![b'x'; MAX_KEY_BYTES + 1]].concat();
    let refused = keys(&input, BLOCK_BYTES).unwrap_err();
    let line = short.lines().count() + 1;
    assert!(refused.to_string().starts_with(&format!("keys.txt:{line}: a key must")), "{refused}");
}

/// It takes a fraction of a second. Were all that is read so far searched again with every read, it would take minutes.
#[test]
fn a_long_key_that_comes_in_small_pieces_is_searched_once() {
    let started = Instant::now();
    let input = vec![b'x'; MAX_KEY_BYTES];
    assert_eq!(keys(&input, 16).unwrap()[0].len(), MAX_KEY_BYTES);
    assert!(started.elapsed() < Duration::from_secs(30), "{:?}", started.elapsed());
}
