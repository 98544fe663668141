use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

fn all(bytes: &[u8]) -> Result<Vec<(Vec<u8>, u64, u64)>, String> {
    let mut all = Vec::new();
    let mut done = 0;
    let block = |keys: &[KeyCount<'_>], bytes| {
        all.extend(keys.iter().map(|key| (key.key.to_vec(), key.count, key.bytes)));
        done += bytes;
        Ok(())
    };
    read_blocks(&mut &bytes[..], "keys.txt", block).map_err(|error| error.to_string())?;
    assert_eq!(done, bytes.len());
    Ok(all)
}

#[test]
fn what_a_line_does_not_say_is_one_and_nothing() {
    let read = all(b"a\nb\t7\nc\t0\t9\n\t3\n\n\xff b\t18446744073709551615\t007").unwrap();
    let expected: [(&[u8], u64, u64); 6] =
        [(b"a", 1, 0), (b"b", 7, 0), (b"c", 0, 9), (b"", 3, 0), (b"", 1, 0), (b"\xff b", u64::MAX, 7)];
    assert_eq!(read, expected.map(|(key, count, bytes)| (key.to_vec(), count, bytes)));
}

#[test]
fn what_is_no_number_is_refused_with_its_line_and_column() {
    for (bytes, error) in [
        (&b"a\nbc\tx\n"[..], r#"2:4: count must be an integer from 0 to 18446744073709551615 (got "x")"#),
        (b"a\t1\t-2", r#"1:5: bytes must be an integer from 0 to 18446744073709551615 (got "-2")"#),
        (b"a\t+1", r#"1:3: count must be an integer from 0 to 18446744073709551615 (got "+1")"#),
        (b"a\t1\r\n", r#"1:3: count must be an integer from 0 to 18446744073709551615 (got "1\r")"#),
        (b"\t", r#"1:2: count must be an integer from 0 to 18446744073709551615 (got "")"#),
        (
            b"a\t18446744073709551616",
            r#"1:3: count must be an integer from 0 to 18446744073709551615 (got "18446744073709551616")"#,
        ),
        (b"a\t1\t2\tx\ty", r#"1:7: a line is at most key, count and bytes, with tabs between (got "x")"#),
    ] {
        assert_eq!(all(bytes).unwrap_err(), format!("keys.txt:{error}"));
    }
}

proptest! {
    #[test]
    fn what_is_written_is_read(lines in vec(("[^\t\n]{0,5}", any::<u64>(), any::<u64>()), 0..20)) {
        let text: Vec<String> =
            lines.iter().map(|(key, count, bytes)| format!("{key}\t{count}\t{bytes}\n")).collect();
        let expected: Vec<_> =
            lines.iter().map(|(key, count, bytes)| (key.clone().into_bytes(), *count, *bytes)).collect();
        prop_assert_eq!(all(text.concat().as_bytes()).unwrap(), expected);
    }

    #[test]
    fn a_tally_is_the_sum(lines in vec((any::<u64>(), any::<u64>()), 0..20), cut in 0usize..20) {
        let sum = |lines: &[(u64, u64)]| {
            let mut tally = Tally::default();
            for &(count, bytes) in lines {
                tally += KeyCount { key: b"k", count, bytes };
            }
            tally
        };
        let (left, right) = lines.split_at(cut.min(lines.len()));
        let mut parts = sum(left);
        parts += sum(right);
        prop_assert_eq!(parts, sum(&lines));
        let count: u128 = lines.iter().map(|&(count, _)| u128::from(count)).sum();
        let bytes: u128 = lines.iter().map(|&(_, bytes)| u128::from(bytes)).sum();
        prop_assert_eq!(parts, Tally { keys: lines.len() as u64, count, bytes });
    }
}
