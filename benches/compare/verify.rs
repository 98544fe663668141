//! Our answers against those of a sorted array that was made from the definition of the placement.

use ring_benches::peers::{Ours, SortedVec};
use ring_benches::{Shape, node_name, node_number};
use vnode_ring::{NodeIndex, NodeRef, Position, Ring, Scratch};

use crate::churn::step;
use crate::construct::GROWTH;

/// About how many vnodes have the positions around them asked for.
const VNODES: usize = 20_000;
/// How many keys have their preference list walked.
const LISTS: usize = 2_000;

/// What is wrong, in words.
pub(crate) type Verdict = Result<(), String>;

/// A fresh ring of a shape.
pub(crate) fn shape(shape: Shape, keys: &[&str]) -> Verdict {
    ring(&Ours::new(shape).0, &SortedVec::new(shape), keys).map_err(|wrong| format!("{shape}: {wrong}"))
}

/// A ring that nodes left and joined.
pub(crate) fn churn(shape: Shape, keys: &[&str]) -> Verdict {
    let mut ours = Ours::new(shape);
    let mut members: Vec<u32> = (0..shape.nodes).collect();
    for number in 0..45 {
        let (leaves, joins) = step(shape, number);
        ours.0.remove(&node_name(leaves)).map_err(|error| error.to_string())?;
        ours.0.add(vnode_ring::Node::new(node_name(joins))).map_err(|error| error.to_string())?;
        members.retain(|&node| node != leaves);
        members.push(joins);
        if number % 15 == 14 {
            ring(&ours.0, &SortedVec::of(members.iter().copied(), shape.vnodes), keys)
                .map_err(|wrong| format!("{shape} after {} changes: {wrong}", 2 * (number + 1)))?;
        }
    }
    Ok(())
}

/// A ring that grew node by node, and shrank again.
pub(crate) fn growth(keys: &[&str]) -> Verdict {
    let [from, to] = GROWTH;
    let mut ours = Ours::new(from);
    let up = (from.nodes..to.nodes).map(|node| (node, node + 1, true));
    let down = (from.nodes..to.nodes).rev().map(|node| (node, node, false));
    for (node, nodes, joins) in up.chain(down) {
        let change = if joins {
            ours.0.add(vnode_ring::Node::new(node_name(node)))
        } else {
            ours.0.remove(&node_name(node))
        };
        change.map_err(|error| error.to_string())?;
        if nodes % 25 == 0 {
            let grown = Shape::new(nodes, from.vnodes);
            ring(&ours.0, &SortedVec::new(grown), keys)
                .map_err(|wrong| format!("grown to {grown}: {wrong}"))?;
        }
    }
    Ok(())
}

fn ring(ring: &Ring, truth: &SortedVec, keys: &[&str]) -> Verdict {
    lookups(ring, truth, keys)?;
    positions(ring, truth)?;
    in_order(ring, truth)?;
    lists(ring, truth, &keys[..LISTS])
}

/// Every key, one by one and at once.
fn lookups(ring: &Ring, truth: &SortedVec, keys: &[&str]) -> Verdict {
    let slots = ring.nodes().map(|node| node.index().get()).max().map_or(0, |slot| slot + 1);
    let mut numbers = vec![u32::MAX; slots];
    for node in ring.nodes() {
        numbers[node.index().get()] = node_number(node.id());
    }
    let number = |index: NodeIndex| numbers.get(index.get()).copied();

    let mut batch = vec![NodeIndex::default(); keys.len()];
    if ring.lookup_batch(keys, &mut batch) != keys.len() {
        return Err("the batch lookup left keys out".into());
    }
    for (key, batched) in keys.iter().zip(batch) {
        let owner = Some(truth.owner_of(ring.key_position(key)));
        let single = ring.lookup(key).map(NodeRef::index).and_then(number);
        if single != owner || number(batched) != owner {
            return Err(format!("{key}: {single:?}, batch {:?}, but it is {owner:?}", number(batched)));
        }
    }
    Ok(())
}

/// At, just before and just after vnodes.
fn positions(ring: &Ring, truth: &SortedVec) -> Verdict {
    let vnodes = truth.vnodes();
    for &(vnode, _) in vnodes.iter().step_by((vnodes.len() / VNODES).max(1)).chain(vnodes.last()) {
        for position in [vnode.wrapping_sub(1), vnode, vnode.wrapping_add(1)].map(Position) {
            let owner = truth.owner_of(position);
            let answer = ring.lookup_position(position).map(|node| node_number(node.id()));
            if answer != Some(owner) {
                return Err(format!("position {position}: {answer:?}, but it is {owner}"));
            }
        }
    }
    Ok(())
}

/// All vnodes.
fn in_order(ring: &Ring, truth: &SortedVec) -> Verdict {
    let mut scratch = Scratch::default();
    let mut ours = ring.vnodes_in_order(&mut scratch);
    for &(position, node) in truth.vnodes() {
        let vnode = ours.next();
        if !vnode.is_some_and(|(at, who)| at.0 == position && node_number(who.id()) == node) {
            return Err(format!("in order: {vnode:?}, but it is node {node} at {position}"));
        }
    }
    ours.next().map_or(Ok(()), |vnode| Err(format!("in order: {vnode:?} too many")))
}

/// Preference lists of three.
fn lists(ring: &Ring, truth: &SortedVec, keys: &[&str]) -> Verdict {
    for key in keys {
        let (before, from) = truth.vnodes().split_at(truth.successor(ring.key_position(key)));
        let mut list = Vec::new();
        for &(_, node) in from.iter().chain(before) {
            if list.len() < 3 && !list.contains(&node) {
                list.push(node);
            }
        }
        let mut found = [NodeIndex::default(); 3];
        let length = ring.preference_list_into(key, &mut found);
        let number = |&index: &NodeIndex| ring.node(index).map(|node| node_number(node.id()));
        if !found[..length].iter().map(number).eq(list.iter().copied().map(Some)) {
            return Err(format!("preference list of {key}: {found:?}, but it is {list:?}"));
        }
    }
    Ok(())
}
