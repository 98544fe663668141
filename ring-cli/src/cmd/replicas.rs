//! `ring-cli replicas`: the nodes that hold each key.

use std::io::Write;

use vnode_ring::{NodeIndex, Placed, Position, ReplicaRule, Ring, Shortage, ZoneRule};

use crate::asked::Asked;
use crate::cli::ReplicasArgs;
use crate::failure::{self, Failure};
use crate::nodes;
use crate::output::{ListFormat, replicas};

pub(super) fn run(args: &ReplicasArgs, out: &mut impl Write) -> Result<(), Failure> {
    let asked = Asked::of(&args.keys, &args.ring.nodes)?;
    let ring = nodes::load_serving(&args.ring)?;
    let rule = args.rule.rule();
    note_shortage(&ring, rule);
    let mut list = vec![NodeIndex::default(); rule.replicas()];
    let answers = replicas::answers(args.format, &ring, asked.terminator);
    if let (Some(key), ListFormat::Text) = (asked.only(), args.format) {
        let placed = ring.replicas_into(key, rule.zones(), &mut list);
        let mut answer = Vec::new();
        answers.answer(&mut answer, b"", &list[..placed.nodes], placed);
        // Without the empty key and the tab after it.
        return out.write_all(&answer[1..]).map_err(Failure::output);
    }
    let mut head = Vec::new();
    answers.begin(&mut head);
    asked.answer(out, head, |buffer, key| {
        let placed = ring.replicas_into(key, rule.zones(), &mut list);
        answers.answer(buffer, key, &list[..placed.nodes], placed);
    })
}

/// Says what the ring cannot meet of a rule, which is the same for every key.
pub(super) fn note_shortage(ring: &Ring, rule: ReplicaRule) {
    if let Some(remark) = remark(ring.replicas_at(Position(0), rule).placed(), rule.zones()) {
        failure::note(&remark);
    }
}

fn remark(placed: Placed, rule: ZoneRule) -> Option<String> {
    let Placed { wanted, nodes, zones, .. } = placed;
    match (placed.shortage?, rule) {
        (Shortage::Zones, ZoneRule::Max(_)) => Some(format!(
            "each key has {nodes} of {wanted} replicas: --zones {rule} allows no more with the zones that there are"
        )),
        (Shortage::Zones, _) => {
            Some(format!("the {nodes} replicas of each key are in {zones} zones: there are no more"))
        }
        _ => Some(format!("each key has {nodes} of {wanted} replicas: there are no more nodes with vnodes")),
    }
}
