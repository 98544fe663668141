//! Memory that runs out, at each allocation in turn: the functions that promise it give an error, nothing has changed,
//! and the same call succeeds once there is memory. Where one of them ended the process instead, so would the test.
#![cfg(feature = "alloc")]

mod heap;

#[cfg(feature = "snapshot")]
mod bytes;
mod memberships;
mod rings;
mod transitions;

use std::fmt::Debug;

use heap::{Fails, while_it_fails};
use vnode_ring::{BuildError, ChangeError, Delta, Membership, MembershipError, Node, OutOfMemory};

/// An error that may say that memory ran out.
trait RunsOut: Debug {
    fn out_of_memory(&self) -> Option<&OutOfMemory>;
}

macro_rules! runs_out {
    ($($error:ident),*) => {$(
        impl RunsOut for $error {
            fn out_of_memory(&self) -> Option<&OutOfMemory> {
                match self {
                    Self::OutOfMemory(error) => Some(error),
                    _ => None,
                }
            }
        }
    )*};
}
runs_out!(MembershipError, BuildError, ChangeError);

/// Makes the attempt while its first allocation fails, its second one, and so on, until one attempt needs no more; each
/// once with that allocation alone failing, and once with all that follow. `failed` is given what each of those attempts
/// was given. Returns the outcome of the last attempt, and how many allocations it took.
fn at_each_allocation<I, T: Debug, E: RunsOut>(
    prepare: impl Fn() -> I,
    attempt: impl Fn(&mut I) -> Result<T, E>,
    failed: impl Fn(I),
) -> (Result<T, E>, u64) {
    for number in 0.. {
        for fails in [Fails::Only(number), Fails::From(number)] {
            let mut given = prepare();
            let (outcome, refused) = while_it_fails(fails, || attempt(&mut given));
            if refused == 0 {
                return (outcome, number);
            }
            match outcome.as_ref().err().and_then(RunsOut::out_of_memory) {
                Some(error) => assert!(error.bytes > 0, "{fails:?}: {error}"),
                None => panic!("{fails:?}: {outcome:?}"),
            }
            failed(given);
        }
    }
    unreachable!("there are fewer allocations than numbers")
}

/// Nodes of all kinds.
fn nodes(count: usize) -> impl Iterator<Item = Node> {
    (0..count).map(|number| {
        let id = format!("node-{number:03}");
        let node = Node::new(id.as_str()).with_weight(u32::try_from(number % 3).unwrap());
        match number % 4 {
            0 => node,
            1 => node.with_zone("eu-1").with_attribute("addr", format!("10.0.0.{number}:11211")),
            2 => node.with_placement_id(format!("replaced-{number}")),
            // Normal form drops a placement id that is the id.
            _ => node.with_placement_id(id).with_attributes([("rack", "r1"), ("addr", "10.1.0.1")]),
        }
    })
}

/// Leaves, replacements, reweights and joins.
fn changes(membership: &Membership) -> Delta {
    let mut changes = membership.change().remove("node-000").unwrap();
    changes = changes.replace("node-001", Node::new("node-001b").with_attribute("rack", "r2")).unwrap();
    changes = changes.replace("node-002", Node::new("a").with_zone("eu-2")).unwrap();
    changes = changes.reweight("node-003", 5).unwrap().reweight("node-004", 0).unwrap();
    for number in 0..6 {
        let node = Node::new(format!("joins-{number}"));
        changes = changes.add(node.with_placement_id(format!("joined-{number}"))).unwrap();
    }
    changes.delta().unwrap()
}
