//! Configurations of other programs, as they are, against what those programs answered: `docs/vectors/compat`.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Servers that were out: there the program answers by what happened, not by its configuration.
const OUT: [&str; 4] = [" down", " refused", " ejected", " disabled"];

fn files(program: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/vectors/compat").join(program);
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// Key number `i` of the rule `plain`.
fn key(i: u64) -> String {
    match i % 5 {
        0 => format!("user-{i}"),
        1 => format!("session:{:08x}", i * 2_654_435_761 % (1 << 32)),
        2 => format!("/img/{i}.png"),
        3 => format!("{i}"),
        _ => format!("a{i}").repeat(60)[..60].into(),
    }
}

/// How many keys were compared; none of a file about something else.
fn compare(path: &Path, folder: &Path) -> usize {
    let text = std::fs::read_to_string(path).unwrap();
    let (config, rest): (Vec<&str>, Vec<&str>) = text.lines().partition(|line| line.starts_with('|'));
    let rest: Vec<&str> = rest.into_iter().filter(|line| !line.starts_with('#')).collect();
    let Some(at) = rest.iter().position(|line| line.starts_with("keys: plain")) else { return 0 };
    let servers = &rest[1..at];
    let listed = servers.iter().map(|line| line.split(' ').nth(1)).collect::<std::collections::BTreeSet<_>>();
    let is_out = servers.iter().any(|line| OUT.iter().any(|mark| line.contains(mark)));
    // A server that is listed twice is refused, and equal positions are decided by order.
    if is_out
        || listed.len() < servers.len()
        || path.ends_with("collisions.txt")
        || path.ends_with("collisions-reversed.txt")
    {
        return 0;
    }
    let answers: String = rest[at + 1..].concat();
    let lines: Vec<&str> = config.iter().map(|line| line.strip_prefix("| ").unwrap_or_default()).collect();
    std::fs::write(folder.join("program.conf"), lines.join("\n") + "\n").unwrap();
    let mut keys = String::new();
    (0..answers.len() as u64).for_each(|i| writeln!(keys, "{}", key(i)).unwrap());
    std::fs::write(folder.join("keys.txt"), keys).unwrap();

    let output = Command::new(env!("CARGO_BIN_EXE_ring-cli"))
        .args(["match", "--nodes", "program.conf", "--keys", "keys.txt"])
        .current_dir(folder)
        .output()
        .unwrap();
    assert!(output.status.success(), "{}: {}", path.display(), String::from_utf8_lossy(&output.stderr));
    let ours = String::from_utf8(output.stdout).unwrap();
    let ours: Vec<&str> = ours.lines().map(|line| line.rsplit_once('\t').unwrap().1).collect();
    assert_eq!(ours.len(), answers.len());
    // Letters stand for nodes, one for one.
    let (mut letters, mut nodes) = (BTreeMap::new(), BTreeMap::new());
    for (i, (&node, letter)) in (0..).zip(ours.iter().zip(answers.chars())) {
        assert_eq!(*letters.entry(node).or_insert(letter), letter, "{}: {}", path.display(), key(i));
        assert_eq!(*nodes.entry(letter).or_insert(node), node, "{}: {}", path.display(), key(i));
    }
    answers.len()
}

fn compare_all(program: &str, least_files: usize) {
    let folder = tempfile::tempdir().unwrap();
    let compared: Vec<usize> = files(program).iter().map(|path| compare(path, folder.path())).collect();
    let files = compared.iter().filter(|&&keys| keys > 0).count();
    assert!(files >= least_files, "only {files} files");
}

#[test]
fn an_nginx_configuration_is_answered_as_nginx_does() {
    compare_all("nginx", 11);
}

#[test]
fn a_twemproxy_configuration_is_answered_as_twemproxy_does() {
    compare_all("twemproxy", 22);
}
