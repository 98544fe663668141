//! What a directory of many small groups costs. `cargo test --release --test directory_memory -- --nocapture` prints it.

#![cfg(feature = "std")]

use std::alloc::{GlobalAlloc, Layout, System};
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use vnode_ring::{Config, Directory, NodeUpdate};

const GROUPS: usize = 10_000;
const MEMBERS: usize = 20;
/// The most bytes a member may cost, its share of the group included, while no group is compiled.
const MAX_BYTES_PER_MEMBER: usize = 400;

static HELD: AtomicUsize = AtomicUsize::new(0);

struct Counting;

// SAFETY: all calls go to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        HELD.fetch_add(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller keeps the contract.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Ordering::Relaxed);
        // SAFETY: the caller keeps the contract.
        unsafe { System.dealloc(ptr, layout) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn held() -> usize {
    HELD.load(Ordering::Relaxed)
}

fn name(kind: &str, number: usize) -> String {
    format!("{kind}-{number:05}")
}

fn lists() -> BTreeMap<String, Vec<NodeUpdate>> {
    let members = || (0..MEMBERS).map(|number| NodeUpdate::new(name("node", number))).collect();
    (0..GROUPS).map(|number| (name("group", number), members())).collect()
}

/// One test: others would be counted too.
#[test]
fn a_group_costs_no_table_before_its_first_match() {
    let empty = held();
    let start = Instant::now();
    let mut one_by_one = Directory::new(Config::default());
    for group in 0..GROUPS {
        for node in 0..MEMBERS {
            one_by_one.upsert(&name("group", group), NodeUpdate::new(name("node", node))).unwrap();
        }
    }
    println!("{GROUPS} groups x {MEMBERS} members, one by one: {:?}", start.elapsed());
    let bytes = held() - empty;
    let members = GROUPS * MEMBERS;
    println!("without tables: {bytes} bytes, {} a group, {} a member", bytes / GROUPS, bytes / members);
    assert!(bytes / members <= MAX_BYTES_PER_MEMBER, "{} bytes a member", bytes / members);

    let lists = lists();
    let start = Instant::now();
    let mut at_once = Directory::new(Config::default());
    at_once.reconcile_all(lists.clone()).unwrap();
    println!("in one change: {:?}", start.elapsed());
    assert_eq!(at_once, one_by_one);
    let start = Instant::now();
    assert!(at_once.reconcile_all(lists).unwrap().is_empty());
    println!("the same lists again: {:?}", start.elapsed());

    let before = held();
    let start = Instant::now();
    let copy = one_by_one.clone();
    println!("a copy: {} bytes, {:?}", held() - before, start.elapsed());
    drop(copy);

    let before = held();
    let start = Instant::now();
    one_by_one.match_key("group-00000", "key").unwrap();
    let first = held() - before;
    println!("the first match of a group: {first} bytes, {:?}", start.elapsed());
    let before = held();
    one_by_one.match_key("group-00000", "another key").unwrap();
    assert_eq!(held(), before, "the second allocates nothing");
}
