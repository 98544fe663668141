//! Where keys are written and read while data moves.

use vnode_ring::{Limits, Node, Quorum, ReplicaRule, Ring, Transition, ZoneRule};

use super::heap::{Fails, while_it_fails};
use super::memberships;

#[test]
fn writes_and_reads_of_a_key_need_no_memory() {
    for zones in [ZoneRule::Any, ZoneRule::Spread, ZoneRule::STRICT] {
        let ring = Ring::from_membership(memberships::of(20), Limits::default()).unwrap();
        let delta = ring.change().add(Node::new("joins").with_zone("new")).unwrap().delta().unwrap();
        let rule = ReplicaRule::new(3).with_zones(zones);
        let mut transition = Transition::new(ring, rule, Quorum::majority(3)).unwrap();
        transition.begin(&delta, 0).unwrap();
        let (met, refused) = while_it_fails(Fails::From(0), || {
            (0..500_u32).all(|key| {
                let (write, read) =
                    (transition.write_set(key.to_le_bytes()), transition.read_set(key.to_le_bytes()));
                write.is_met(|_| true) && read.is_met(|_| true) && write.nodes().count() >= read.nodes().len()
            })
        });
        assert!(met && transition.admit(2).is_ok());
        assert_eq!(refused, 0, "{zones}");
    }
}
