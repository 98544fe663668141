//! Vector files, as `docs/vectors/compat/README.md` defines them.

use alloc::collections::BTreeMap;
use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

pub(super) struct Vector<'a> {
    pub(super) header: BTreeMap<&'a str, &'a str>,
    pub(super) servers: Vec<Server<'a>>,
    key_rule: &'a str,
    pub(super) answers: String,
}

pub(super) struct Server<'a> {
    pub(super) letter: u8,
    pub(super) id: &'a str,
    pub(super) weight: u32,
    words: Vec<&'a str>,
}

impl Server<'_> {
    pub(super) fn is(&self, mark: &str) -> bool {
        self.words.contains(&mark)
    }
}

/// What a file tells.
pub(super) enum Asked<'a> {
    /// Who owns which key.
    Keys(Vector<'a>),
    /// How many points servers of some weights have.
    Points(Vec<(Vec<u32>, Vec<u64>)>),
    /// What key hashes come to.
    Hashes(Vec<Hashes<'a>>),
}

/// One row of key hashes.
pub(super) struct Hashes<'a> {
    pub(super) name: &'a str,
    pub(super) keys: Vec<String>,
    pub(super) values: Vec<u32>,
}

fn hashes(row: &str) -> Hashes<'_> {
    let mut words = row.split(' ');
    let [name, rule, count] = core::array::from_fn(|_| words.next().unwrap());
    let keys = (0..count.parse().unwrap()).map(|index| key(rule, index)).collect();
    Hashes { name, keys, values: words.map(|value| u32::from_str_radix(value, 16).unwrap()).collect() }
}

impl<'a> Vector<'a> {
    pub(super) fn read(text: &'a str) -> Asked<'a> {
        let header = text.lines().filter_map(|line| line.strip_prefix("# ")?.split_once(": ")).collect();
        let mut rest = text.lines().skip_while(|line| line.starts_with(['#', '|']));
        let (kind, count) = rest.next().unwrap().split_once(": ").unwrap();
        let count: usize = count.parse().unwrap();
        if kind == "points" {
            let lists: Vec<_> = rest
                .map(|line| line.split_once(": ").unwrap())
                .map(|(weights, points)| (numbers(weights), numbers(points)))
                .collect();
            assert_eq!(lists.len(), count);
            return Asked::Points(lists);
        }
        if kind == "hashes" {
            let rows: Vec<_> = rest.map(hashes).collect();
            assert_eq!(rows.len(), count);
            return Asked::Hashes(rows);
        }
        let servers = rest.by_ref().take(count).map(server).collect();
        let key_rule = rest.next().unwrap().strip_prefix("keys: ").unwrap();
        Asked::Keys(Self { header, servers, key_rule, answers: rest.collect() })
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = String> {
        let (rule, count) = self.key_rule.split_once(' ').unwrap_or((self.key_rule, "20000"));
        let count: u64 = count.parse().unwrap();
        assert_eq!(self.answers.len() as u64, count);
        (0..count).map(move |index| key(rule, index))
    }
}

fn numbers<T: core::str::FromStr<Err: core::fmt::Debug>>(text: &str) -> Vec<T> {
    text.split(' ').map(|number| number.parse().unwrap()).collect()
}

fn server(line: &str) -> Server<'_> {
    let mut words = line.split(' ');
    let (letter, id) = (words.next().unwrap(), words.next().unwrap());
    let words: Vec<_> = words.collect();
    let weight = words.iter().find_map(|word| word.strip_prefix("weight="));
    Server {
        letter: letter.as_bytes()[0],
        id,
        weight: weight.map_or(1, |weight| weight.parse().unwrap()),
        words,
    }
}

fn key(rule: &str, i: u64) -> String {
    match (rule, i % 5) {
        ("utf8", _) => format!("\u{43a}\u{43b}\u{44e}\u{447}-{i}"),
        ("lengths", _) => {
            let all = "abcdefghijklmnopqrstuvwxyz0123456789".repeat(2);
            all.chars().zip(0..=i).map(|(letter, _)| letter).collect()
        }
        ("decimal", _) => format!("{}", i.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (1 + i % 8 * 7)),
        ("plain", 0) => format!("user-{i}"),
        ("plain", 1) => format!("session:{:08x}", i * 2_654_435_761 % (1 << 32)),
        ("plain", 2) => format!("/img/{i}.png"),
        ("plain", 3) => format!("{i}"),
        ("plain", _) => format!("a{i}").repeat(60)[..60].into(),
        _ => tagged(i),
    }
}

fn tagged(i: u64) -> String {
    let tag = format!("{{t{}}}", i / 16);
    match i % 8 {
        0 => format!("{tag}:p{i}"),
        1 => format!("p{i}{tag}"),
        2 => format!("{{}}p{i}"),
        3 => format!("{{p{i}"),
        4 => format!("}}p{i}{tag}"),
        5 => format!("{tag}{{p{i}}}"),
        6 => format!("p{i}}}"),
        _ => format!("{{{tag}}}p{i}"),
    }
}
