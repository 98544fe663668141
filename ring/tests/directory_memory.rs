//! What a directory of many small groups costs. `cargo test --release --test directory_memory -- --nocapture` prints it.

#![cfg(feature = "std")]

#[path = "../../benches/heap.rs"]
pub mod heap;

#[global_allocator]
static HEAP: heap::Counted = heap::Counted;

use std::collections::BTreeMap;
use std::time::Instant;

use vnode_ring::{Config, Directory, NodeUpdate};

const GROUPS: usize = 10_000;
const MEMBERS: usize = 20;
/// The most bytes a member may cost, its share of the group included, while no group is compiled.
const MAX_BYTES_PER_MEMBER: f64 = 100.0;

fn name(kind: &str, number: usize) -> String {
    format!("{kind}-{number:05}")
}

fn lists() -> BTreeMap<String, Vec<NodeUpdate>> {
    let members = || (0..MEMBERS).map(|number| NodeUpdate::new(name("node", number))).collect();
    (0..GROUPS).map(|number| (name("group", number), members())).collect()
}

fn one_by_one() -> Directory {
    let mut directory = Directory::new(Config::default());
    for group in 0..GROUPS {
        for node in 0..MEMBERS {
            directory.upsert(&name("group", group), NodeUpdate::new(name("node", node))).unwrap();
        }
    }
    directory
}

/// Does some work and prints what it took.
fn measured<T>(what: &str, work: impl FnOnce() -> T) -> (T, heap::Use) {
    let start = Instant::now();
    let (result, used) = heap::count(work);
    println!("{what}: {} bytes, at most {} at a time, {:?}", used.held, used.peak, start.elapsed());
    (result, used)
}

/// One test: others would be counted too.
#[test]
fn a_group_costs_no_table_before_its_first_match() {
    let (groups, members) = (GROUPS as f64, (GROUPS * MEMBERS) as f64);
    let (one_by_one, used) = measured("10,000 groups x 20 members, one by one", one_by_one);
    println!("{:.0} bytes a group, {:.0} a member, without tables", used.held / groups, used.held / members);
    assert!(used.held / members <= MAX_BYTES_PER_MEMBER, "{} bytes a member", used.held / members);

    let lists = lists();
    let mut at_once = Directory::new(Config::default());
    measured("in one change", || at_once.reconcile_all(lists.clone()).unwrap());
    assert_eq!(at_once, one_by_one);
    let (nothing, _) = measured("the same lists again", || at_once.reconcile_all(lists.clone()).unwrap());
    assert!(nothing.is_empty());

    measured("a copy", || one_by_one.clone());
    let (_, first) =
        measured("the first match of a group", || one_by_one.match_key("group-00000", "key").unwrap());
    assert!(first.held > 8.0 * 256.0 * MEMBERS as f64, "the table came with it");
    let (_, second) = measured("the second", || one_by_one.match_key("group-00000", "another").unwrap());
    assert_eq!(second.allocations, 0);
}
