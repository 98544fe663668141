//! Bytes a vnode. Of this library the table alone: what the membership holds is measured beside it and taken off.

use ring_benches::heap::count;
use ring_benches::peers::{ALL, OURS, Role, limits, membership};
use ring_benches::report::Memory;
use ring_benches::{Shape, node_name};
use vnode_ring::{Delta, Membership, Node, Ring};

use crate::construct::GROWTH;

/// After a build, and at the worst moment of it.
pub(crate) fn built(shape: Shape, all: bool) -> Vec<Memory> {
    let memory = |name: &str, held: f64, peak: f64| Memory {
        name: name.into(),
        state: "built".into(),
        shape: shape.to_string(),
        held: held / shape.total() as f64,
        peak: peak / shape.total() as f64,
    };
    let membership = membership(shape);
    let (_ring, used) = count(|| Ring::from_membership(membership, limits()));
    let mut found = vec![memory(OURS, used.held, used.peak)];
    for other in ALL.iter().filter(|it| all && it.role != Role::Ours && it.takes(shape).is_ok()) {
        let (_ring, used) = count(|| other.build(shape));
        found.push(memory(other.name, used.held, used.peak));
    }
    found
}

/// The worst of all states while our ring grows, has nodes come and go, and shrinks.
pub(crate) fn changing() -> Vec<Memory> {
    let [small, large] = GROWTH;
    let mut watched = Watched::new(small);
    let mut found = Vec::new();
    for node in small.nodes..large.nodes {
        watched.join(node);
    }
    found.push(watched.worst("growing"));
    for step in 0..large.nodes {
        watched.leave(step);
        watched.join(step);
    }
    found.push(watched.worst("nodes coming and going"));
    for node in (small.nodes..large.nodes).rev() {
        watched.leave(node);
    }
    found.push(watched.worst("shrinking"));
    found
}

/// A ring, and its membership once more, so that the difference is the table.
struct Watched {
    ring: Ring,
    membership: Membership,
    table: f64,
    held: f64,
    peak: f64,
}

impl Watched {
    fn new(shape: Shape) -> Self {
        let first = membership(shape);
        let (ring, used) = count(|| Ring::from_membership(first, limits()).expect("the shape is a ring"));
        Self { ring, membership: membership(shape), table: used.held, held: 0.0, peak: 0.0 }
    }

    fn join(&mut self, node: u32) {
        let change = self.ring.change().add(Node::new(node_name(node)));
        self.apply(&change.and_then(vnode_ring::Changes::delta).expect("there is room"));
    }

    fn leave(&mut self, node: u32) {
        let change = self.ring.change().remove(&node_name(node));
        self.apply(&change.and_then(vnode_ring::Changes::delta).expect("a member"));
    }

    fn apply(&mut self, delta: &Delta) {
        let before = self.ring.vnode_count();
        let (applied, both) = count(|| self.ring.apply(delta));
        let (also_applied, members) = count(|| self.membership.apply(delta));
        applied.and(also_applied).expect("it follows from this membership");
        let after = self.ring.vnode_count();
        self.peak = self.peak.max((self.table + both.peak - members.held) / before.max(after) as f64);
        self.table += both.held - members.held;
        self.held = self.held.max(self.table / after as f64);
    }

    /// The worst since it was last asked for.
    fn worst(&mut self, state: &str) -> Memory {
        let (held, peak) = (std::mem::take(&mut self.held), std::mem::take(&mut self.peak));
        let [from, to] = GROWTH;
        Memory { name: OURS.into(), state: state.into(), shape: format!("{from}..{to}"), held, peak }
    }
}
