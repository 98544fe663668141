use std::process::Command as Process;

use clap::Parser as _;
use proptest::prelude::*;
use vnode_ring::{Config, Limits, Membership, NodeRef};

use super::*;
use crate::cli::{Cli, Command};
use crate::output::node::tests::node;

fn parse(arguments: impl IntoIterator<Item = String>) -> ApplyArgs {
    match Cli::try_parse_from(arguments).unwrap_or_else(|error| panic!("{error}")).command {
        Command::Apply(args) => args,
        command => panic!("{command:?}"),
    }
}

/// The words that a shell makes of a command.
fn words(command: &str) -> Vec<String> {
    let script = format!("for word in {command}; do printf '%s\\0' \"$word\"; done");
    let output = Process::new("sh").arg("-c").arg(script).output().unwrap();
    let words = String::from_utf8(output.stdout).unwrap();
    words.split_terminator('\0').map(String::from).collect()
}

fn apply(arguments: &[&str]) -> ApplyArgs {
    parse(
        ["ring-cli", "apply", "ring.snapshot", "--remove", "x"]
            .iter()
            .chain(arguments)
            .map(|&word| word.into()),
    )
}

fn membership(nodes: Vec<Node>) -> Option<Membership> {
    Membership::new(Config::default(), nodes).ok()
}

/// Two memberships that have some nodes in common: the same, or others of their id.
fn two() -> impl Strategy<Value = [Membership; 2]> {
    let nodes = || prop::collection::vec(node(), 0..5);
    (nodes(), nodes(), prop::collection::vec((any::<prop::sample::Index>(), 0..4u32, 0..4u32), 0..4))
        .prop_filter_map("ids and placement ids stand once", |(old, mut new, kept)| {
            for (index, weight, vnodes) in kept.into_iter().filter(|_| !old.is_empty()) {
                let node = index.get(&old).clone().with_weight(weight);
                new.push(if weight > 0 && vnodes > 0 { node.with_vnodes(vnodes) } else { node });
            }
            Some([membership(old)?, membership(new)?])
        })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn the_command_restores_the_content([old, new] in two()) {
        let args = apply(&["-o", "it's new", "--max-moved", "12.5"]);
        let undoing = new.diff(&old).unwrap();
        prop_assume!(!undoing.is_empty());
        let command = command(&args, &undoing, true).unwrap();
        let undo = parse(words(&command));
        let undone = undo.changes.make(&new, Limits::default()).unwrap();
        prop_assert_eq!(undone.fingerprint(), old.fingerprint(), "{}", command);
        prop_assert_eq!((undo.snapshot, undo.output), (args.output.clone(), args.output));
        prop_assert_eq!((undo.force, undo.max_moved), (true, args.max_moved));
    }
}

#[test]
fn a_node_is_set_back_by_numbers_where_they_say_it() {
    let args = apply(&["--output=-x"]);
    let undo = |now: &str, then: &str| {
        let [now, then] =
            [now, then].map(|line| membership(vec![crate::input::parse_node(line).unwrap().node]));
        command(&args, &now.unwrap().diff(&then.unwrap()).unwrap(), false).unwrap()
    };
    assert_eq!(undo("a 2", "a"), "ring-cli apply ./-x --reweight a=1 -o ./-x");
    assert_eq!(undo("a vnodes=9", "a"), "ring-cli apply ./-x --set-vnodes a=256 -o ./-x");
    assert_eq!(undo("a 2", "a vnodes=9"), "ring-cli apply ./-x --reweight a=1 --set-vnodes a=9 -o ./-x");
    assert_eq!(undo("a 0", "a b=c"), "ring-cli apply ./-x --remove a --add 'a weight=1 b=c' -o ./-x");
}

#[test]
fn what_no_command_line_holds_is_not_printed() {
    let nodes = (0..10_000).map(|index| Node::new(format!("node-{index}")));
    let [none, many] = [vec![], nodes.collect()].map(|nodes| membership(nodes).unwrap());
    assert!(many.nodes().map(NodeRef::id).map(str::len).sum::<usize>() < MAX_COMMAND_BYTES);
    assert_eq!(command(&apply(&["-o", "x"]), &many.diff(&none).unwrap(), false), None);
}
