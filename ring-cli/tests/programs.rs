//! Configurations of other programs, as they are, against what those programs answered: `docs/vectors/compat`.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// Servers that were out: there the program answers by what happened, not by its configuration.
const OUT: [&str; 3] = [" down", " refused", " ejected"];

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

/// What is said on the command line, where the configuration cannot say it.
type Flags = Vec<String>;

/// A file of answers.
struct Compared<'a> {
    /// What stands at the top, each a name and a value.
    facts: BTreeMap<&'a str, &'a str>,
    /// The configuration, a line each.
    config: Vec<&'a str>,
    /// A line for each server.
    servers: Vec<&'a str>,
    /// A letter for each key.
    answers: String,
}

impl<'a> Compared<'a> {
    /// None of a file about other keys, or about something else.
    fn of(text: &'a str) -> Option<Self> {
        let facts = text.lines().filter_map(|line| line.strip_prefix("# ")?.split_once(": "));
        let config = text.lines().filter_map(|line| line.strip_prefix("| "));
        let rest: Vec<&str> = text.lines().filter(|line| !line.starts_with(['#', '|'])).collect();
        let at = rest.iter().position(|line| line.starts_with("keys: plain"))?;
        Some(Self {
            facts: facts.collect(),
            config: config.collect(),
            servers: rest[1..at].to_vec(),
            answers: rest[at + 1..].concat(),
        })
    }

    /// Whether the answers follow from what is configured: a server that is listed twice is refused here.
    fn follows(&self) -> bool {
        let listed: BTreeSet<_> = self.servers.iter().map(|line| line.split(' ').nth(1)).collect();
        let is_out = self.servers.iter().any(|line| OUT.iter().any(|mark| line.contains(mark)));
        !is_out && listed.len() == self.servers.len()
    }
}

fn ring_cli(folder: &Path, flags: &[String]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ring-cli"))
        .args(["match", "--nodes", "program.conf", "--keys", "keys.txt"])
        .args(flags)
        .current_dir(folder)
        .output()
        .unwrap()
}

/// Whether the file was compared. `configuration` gives what is written for `--nodes`, where there is something.
fn compare(path: &Path, configuration: fn(&Compared<'_>) -> Option<(String, Flags)>) -> bool {
    // Equal positions are decided by order.
    if ["collisions.txt", "collisions-reversed.txt"].iter().any(|name| path.ends_with(name)) {
        return false;
    }
    let text = std::fs::read_to_string(path).unwrap();
    let Some(compared) = Compared::of(&text).filter(Compared::follows) else { return false };
    let Some((config, flags)) = configuration(&compared) else { return false };
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("program.conf"), config).unwrap();
    let answers = &compared.answers;
    let mut keys = String::new();
    let prefix = compared.facts.get("key-prefix").unwrap_or(&"");
    (0..answers.len() as u64).for_each(|i| writeln!(keys, "{prefix}{}", key(i)).unwrap());
    std::fs::write(folder.path().join("keys.txt"), keys).unwrap();

    let output = ring_cli(folder.path(), &flags);
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
    true
}

fn compare_all(
    program: &str,
    configuration: fn(&Compared<'_>) -> Option<(String, Flags)>,
    least_files: usize,
) {
    let compared = files(program).iter().filter(|path| compare(path, configuration)).count();
    assert!(compared >= least_files, "only {compared} files");
}

/// The configuration as it is.
fn whole(compared: &Compared<'_>) -> (String, Flags) {
    (compared.config.join("\n") + "\n", Flags::new())
}

#[test]
fn an_nginx_configuration_is_answered_as_nginx_does() {
    compare_all("nginx", |compared| Some(whole(compared)), 11);
}

#[test]
fn a_twemproxy_configuration_is_answered_as_twemproxy_does() {
    compare_all("twemproxy", |compared| Some(whole(compared)), 22);
}

/// The string of a call, as it is, with what other calls state where it is a list of servers, which states nothing.
fn string(compared: &Compared<'_>) -> Option<(String, Flags)> {
    let calls = ["memcached(\"", "memcached_servers_parse(\""];
    let string = compared.config.iter().find_map(|line| {
        let (_, rest) = calls.iter().find_map(|call| line.split_once(call))?;
        rest.split_once('"').map(|(string, _)| string)
    })?;
    let mut flags = vec!["--nodes-format", "libmemcached"];
    let key_hash = compared.facts["key-hash"].replace('_', "-");
    if !string.starts_with("--") {
        let is_weighted = compared.facts["placement"] == "ketama";
        let placement = if is_weighted { "libmemcached-weighted" } else { "libmemcached" };
        flags.extend(["--placement", placement, "--key-hash", &key_hash]);
    }
    Some((format!("{string}\n"), flags.into_iter().map(str::to_owned).collect()))
}

/// Whether libmemcached passed over the weights.
fn is_without_weights(compared: &Compared<'_>) -> bool {
    compared.servers.iter().all(|server| server.ends_with(" weight=1"))
}

#[test]
fn a_libmemcached_string_is_answered_as_libmemcached_does() {
    let with_weights = |compared: &Compared<'_>| string(compared).filter(|_| !is_without_weights(compared));
    compare_all("libmemcached", with_weights, 3);
}

#[test]
fn a_libmemcached_string_whose_weights_libmemcached_passes_over_is_refused() {
    let mut refused = Vec::new();
    for path in files("libmemcached") {
        let text = std::fs::read_to_string(&path).unwrap();
        let compared = Compared::of(&text).filter(is_without_weights);
        let Some((string, flags)) = compared.as_ref().and_then(string) else { continue };
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("program.conf"), string).unwrap();
        std::fs::write(folder.path().join("keys.txt"), "user-0\n").unwrap();
        let output = ring_cli(folder.path(), &flags);
        assert_eq!((output.status.code(), output.stdout.len()), (Some(2), 0), "{}", path.display());
        refused.push(String::from_utf8(output.stderr).unwrap());
    }
    let [too_late, in_a_list] = &refused[..] else { panic!("{refused:?}") };
    assert!(too_late.contains("--DISTRIBUTION=CONSISTENT,MD5 places keys in a way"), "{too_late}");
    assert!(in_a_list.contains("libmemcached ignores /?weight in a list"), "{in_a_list}");
}

#[test]
fn an_haproxy_configuration_is_answered_as_haproxy_does() {
    compare_all("haproxy", |compared| Some(whole(compared)), 36);
}

/// HAProxy 3.0 has other places where ids count, and its configuration does not tell.
#[test]
fn an_haproxy_3_0_configuration_is_answered_as_haproxy_3_0_does() {
    let of_3_0 = |compared: &Compared<'_>| {
        let by_address = compared.facts.contains_key("hash-key");
        let flags: &[&str] = if by_address { &[] } else { &["--placement", "haproxy-id-3.0"] };
        let flags = flags.iter().copied().map(str::to_owned).collect();
        Some((whole(compared).0, flags))
    };
    compare_all("haproxy-3.0", of_3_0, 11);
}
