//! Deltas: no bytes panic, and what is taken can be carried out, taken back and composed.

use vnode_ring::{ChangeError, DecodeError, DecodeReason, Delta, Membership, Outcome, Ring};

use crate::decode::{assert_one_line, assert_refusal, both_ways, limits, limits_of_rings};
use crate::envelope::{HEADER_BYTES, number, repair};

const FINGERPRINT_BYTES: usize = 16;

/// Decodes bytes as a delta, also with the fingerprints repaired.
pub fn target(bytes: &[u8]) {
    both_ways(bytes, decode, Delta::to_bytes, |delta, _| use_delta(&delta));

    let mut bytes = bytes.to_vec();
    repair(&mut bytes);
    let Some(delta) = with_target_repaired(&mut bytes) else { return };
    use_delta(&delta);
    // On the membership of which it changes every node.
    if let Some(base) = base_of(&delta) {
        let mut at = HEADER_BYTES;
        skip_config_and_epoch(&bytes, &mut at).expect("it was decoded");
        bytes[at..at + FINGERPRINT_BYTES].copy_from_slice(&base.fingerprint().to_le_bytes());
        repair(&mut bytes);
        let delta = with_target_repaired(&mut bytes).expect("only fingerprints differ");
        carry_out(&base, &delta);
    }
}

fn decode(bytes: &[u8]) -> Result<Delta, DecodeError> {
    Delta::from_bytes(bytes, limits())
}

/// Writes the fingerprint to which the changes lead, in the place where another one stands.
fn with_target_repaired(bytes: &mut [u8]) -> Option<Delta> {
    let (offset, got) = match decode(bytes) {
        Ok(delta) => return Some(delta),
        Err(DecodeError { offset, reason: DecodeReason::Target { got, .. }, .. }) => (offset, got),
        Err(_) => return None,
    };
    let mut at = offset;
    number(bytes, &mut at)?;
    bytes.get_mut(at..at + FINGERPRINT_BYTES)?.copy_from_slice(&got.to_le_bytes());
    repair(bytes);
    match decode(bytes) {
        Ok(delta) => {
            assert_eq!(delta.to_bytes(), bytes);
            Some(delta)
        }
        Err(error) => {
            assert_refusal(&error, bytes);
            assert!(!matches!(error.reason, DecodeReason::Target { .. }), "{error}");
            None
        }
    }
}

fn skip_config_and_epoch(bytes: &[u8], at: &mut usize) -> Option<()> {
    *at += if *bytes.get(*at)? == 0 { 1 } else { 9 };
    let mut skip = || {
        while *bytes.get(*at)? >= 0x80 {
            *at += 1;
        }
        *at += 1;
        Some(())
    };
    ["seed", "vnodes per weight", "epoch"].iter().try_for_each(|_| skip())
}

/// The membership of all nodes that are there before, at the epoch that it starts from.
fn base_of(delta: &Delta) -> Option<Membership> {
    let old = delta.changes().filter_map(|change| change.old_node().cloned());
    let mut base = Membership::new(delta.config().clone(), old.clone()).ok()?;
    let later = base.reconcile_at(delta.base().epoch, old.map(Into::into)).ok()?;
    base.apply(&later).expect("the delta was made here");
    Some(base)
}

fn use_delta(delta: &Delta) {
    let back = delta.invert();
    assert_eq!(back.is_err(), delta.target().epoch == u64::MAX);
    if let Ok(back) = back {
        let none = delta.compose(&back).expect("one leads to where the other starts");
        assert!(none.is_empty());
        assert_eq!(none.target().fingerprint, delta.base().fingerprint);
    }
    let mut empty = Membership::new(delta.config().clone(), []).expect("the config was decoded");
    if let Err(error) = empty.apply(delta) {
        assert_one_line(&error);
        assert!(empty.is_empty() && empty.epoch() == 0);
    }
}

fn carry_out(base: &Membership, delta: &Delta) {
    let mut membership = base.clone();
    let mut ring = Ring::from_membership(base.clone(), limits_of_rings()).ok();
    let new = || delta.changes().filter_map(|change| change.new_node().cloned());
    match membership.apply(delta) {
        Ok(outcome) => {
            assert_eq!(outcome == Outcome::NoChange, delta.base() == delta.target());
            let wanted = Membership::new(base.config().clone(), new()).expect("the delta was carried out");
            assert_eq!(membership, wanted);
            assert_eq!(membership.stamp(), delta.target());
            assert_eq!(membership.fingerprint(), wanted.fingerprint());
            if let Some(ring) = &mut ring {
                match ring.apply(delta) {
                    Err(ChangeError::TooManyVnodes(_)) => assert_eq!(ring.membership(), base),
                    applied => assert_eq!((applied, ring.membership()), (Ok(outcome), &wanted)),
                }
            }
        }
        Err(error) => {
            assert_one_line(&error);
            // Where vnodes follow from all weights, a new membership gives them, and a delta has to state them.
            let gives = base.config().placement().is_relative();
            assert!(gives || Membership::new(base.config().clone(), new()).is_err(), "{error}");
            assert_eq!((&membership, membership.stamp()), (base, base.stamp()));
            assert!(ring.is_none_or(|mut ring| ring.apply(delta) == Err(error)));
        }
    }
}
