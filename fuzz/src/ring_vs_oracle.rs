//! A ring is what the naive model is, after every step of every history: nodes, epoch, vnodes, owners and lists. What the
//! model refuses is refused, and leaves no trace.

use std::collections::BTreeMap;

use vnode_ring::{
    ChangeError, DEFAULT_MAX_VNODES, Delta, KeyHasher, Limits, Membership, NodeIndex, NodeRef, Outcome,
    Position, Range, Ring, Scratch, Secret,
};

use crate::decode::assert_one_line;
use crate::model::{Circle, Content};
use crate::ops::{IDS, Key, Op, Revision, Setup, Stated, Step, history};
use crate::seeds::SECRET;

const MAX_OPS: usize = 64;
/// Deltas that are kept for later.
const KEPT_DELTAS: usize = 12;
const FEW_VNODES: u32 = 40;
const MANY_VNODES: u32 = 120;

/// Reads bytes as a history and goes through it.
pub fn target(bytes: &[u8]) {
    let Some((setup, ops)) = history::<Setup, Op>(bytes, MAX_OPS) else { return };
    let mut run = Run::new(setup);
    for op in ops {
        run.go(op);
        run.check();
    }
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct State {
    epoch: u64,
    content: Content,
}

/// A delta, and where it leads as the model sees it.
#[derive(Clone, Debug)]
struct Known {
    delta: Delta,
    base: State,
    target: State,
}

struct Run {
    setup: Setup,
    circle: Circle,
    limits: Limits,
    ring: Ring,
    state: State,
    known: Vec<Known>,
}

impl Run {
    fn new(setup: Setup) -> Self {
        let circle = Circle::new(setup);
        let max_vnodes = if setup.roomy { MANY_VNODES } else { FEW_VNODES };
        let limits = Limits::default().with_max_vnodes(max_vnodes).expect("it is below the highest limit");
        let empty = Membership::new(circle.config(), []).expect("the config keeps the limits");
        let state = State { epoch: 0, content: Content::new(setup) };
        Self { setup, circle, limits, ring: compiled(setup, empty, limits), state, known: Vec::new() }
    }

    fn go(&mut self, op: Op) {
        match op {
            Op::Step(step) => {
                let (expected, before) = (self.after(&[step]), self.ring.clone());
                let done = self.one_call(&step);
                match expected.filter(|content| self.fits(content)) {
                    Some(content) => {
                        let delta = done.expect("the model takes it");
                        let target = self.next(content).expect("an epoch is left, or it was refused");
                        self.keep(delta, target.clone());
                        self.state = target;
                        self.check_shares(&before);
                    }
                    None => assert_one_line(&done.expect_err("the model refuses it")),
                }
            }
            Op::Steps(steps) => {
                let delta = plan(self.ring.membership(), &steps);
                self.made_and_applied(delta, self.after(&steps), State::next);
            }
            Op::Plan(step) => {
                let delta = plan(self.ring.membership(), &[step]);
                self.made(delta, self.after(&[step]), State::next);
            }
            Op::Reconcile(list, revision) => self.reconcile(&list, revision),
            Op::Diff(index) => {
                let Some(Known { target, .. }) = self.at(index) else { return };
                let content = target.content;
                let other = Membership::new(self.circle.config(), content.nodes()).expect("it is in a delta");
                let delta = self.ring.membership().diff(&other);
                self.made_and_applied(delta, Some(content), State::next);
            }
            Op::Apply(index) => {
                if let Some(known) = self.at(index) {
                    self.apply(&known);
                }
            }
            Op::Compose(first, second) => {
                let (Some(first), Some(second)) = (self.at(first), self.at(second)) else { return };
                let composed = first.delta.compose(&second.delta);
                assert_eq!(composed.is_ok(), first.target == second.base, "{composed:?}");
                if let Ok(delta) = composed {
                    self.remember(Known { delta, base: first.base, target: second.target });
                }
            }
            Op::Invert(index) => {
                let Some(Known { delta, base, target }) = self.at(index) else { return };
                let inverted = delta.invert();
                assert_eq!(inverted.is_err(), target.epoch == u64::MAX);
                if let Ok(delta) = inverted {
                    let back = State { epoch: target.epoch + 1, content: base.content };
                    self.remember(Known { delta, base: target, target: back });
                }
            }
            Op::SnapshotRoundTrip => {
                let bytes = self.ring.membership().to_snapshot();
                let again = Membership::from_snapshot(&bytes, self.limits).expect("it was just written");
                assert_eq!(again.to_snapshot(), bytes);
                assert_eq!(again.stamp(), self.ring.membership().stamp());
                self.ring = compiled(self.setup, again, self.limits);
            }
            Op::DeltaRoundTrip(index) => {
                let Some(known) = self.at(index) else { return };
                let bytes = known.delta.to_bytes();
                let again = Delta::from_bytes(&bytes, Limits::default());
                let new = known.base.content.differences(&known.target.content);
                let new = new.into_iter().filter(|id| known.target.content.has(id));
                let vnodes: u64 = new.map(|id| known.target.content.vnodes_of(id)).sum();
                match again {
                    Ok(again) => {
                        assert_eq!((&again, again.to_bytes()), (&known.delta, bytes));
                        self.apply(&Known { delta: again, ..known });
                    }
                    Err(error) => assert!(vnodes > DEFAULT_MAX_VNODES.into(), "{error}"),
                }
            }
            Op::List(key, mask) => self.list(&key, mask),
        }
    }

    /// Where the steps lead as the model sees it, but for the number of vnodes; `None` where they are refused.
    fn after(&self, steps: &[Step]) -> Option<Content> {
        let mut content = self.state.content.clone();
        steps.iter().try_for_each(|step| content.step(step))?;
        content.is_valid().then_some(content).filter(|content| self.next(content.clone()).is_some())
    }

    fn next(&self, content: Content) -> Option<State> {
        self.state.next(content)
    }

    fn fits(&self, content: &Content) -> bool {
        content.vnodes() <= self.limits.max_vnodes().into()
    }

    /// The methods of one step, where there are some.
    fn one_call(&mut self, step: &Step) -> Result<Delta, ChangeError> {
        match step {
            Step::Add(stated) => self.ring.add(stated.node()),
            Step::Remove(id) => self.ring.remove(id.0),
            Step::Reweight(id, weight) => self.ring.reweight(id.0, weight.0),
            Step::SetVnodes(..) | Step::Replace(..) | Step::Upsert(..) => {
                let delta = plan(self.ring.membership(), &[*step])?;
                self.ring.apply(&delta).map(|_| delta)
            }
        }
    }

    fn reconcile(&mut self, list: &[Stated], revision: Revision) {
        let mut content = self.state.content.clone();
        let content = content.reconcile(list).map(|()| content).filter(Content::is_valid);
        let (membership, ours) = (self.ring.membership(), self.state.epoch);
        let updates = list.iter().map(Stated::update);
        let epoch = match revision {
            Revision::Own => {
                let delta = membership.reconcile(updates);
                return self.made_and_applied(delta, content, State::next);
            }
            Revision::Again => ours,
            Revision::Earlier(by) => ours.saturating_sub(by.into()),
            Revision::Later(by) => ours.saturating_add(by.into()),
            Revision::Last => u64::MAX,
        };
        let delta = membership.reconcile_at(epoch, updates);
        self.made_and_applied(delta, content, |state, content| {
            let later = epoch > state.epoch || (epoch == state.epoch && content == state.content);
            later.then_some(State { epoch, content })
        });
    }

    /// Compares a delta that was made here, or not, with what the model says, and remembers it.
    fn made(
        &mut self,
        delta: Result<Delta, ChangeError>,
        content: Option<Content>,
        target: impl Fn(&State, Content) -> Option<State>,
    ) -> Option<Known> {
        match (delta, content.and_then(|content| target(&self.state, content))) {
            (Ok(delta), Some(target)) => Some(self.keep(delta, target)),
            (Err(error), None) => {
                assert_one_line(&error);
                None
            }
            (delta, target) => panic!("the library says {delta:?}, the model {target:?}"),
        }
    }

    fn made_and_applied(
        &mut self,
        delta: Result<Delta, ChangeError>,
        content: Option<Content>,
        target: impl Fn(&State, Content) -> Option<State>,
    ) {
        if let Some(known) = self.made(delta, content, target) {
            self.apply(&known);
        }
    }

    fn keep(&mut self, delta: Delta, target: State) -> Known {
        self.remember(Known { delta, base: self.state.clone(), target })
    }

    fn remember(&mut self, known: Known) -> Known {
        let Known { delta, base, target } = &known;
        assert_eq!((delta.base().epoch, delta.target().epoch), (base.epoch, target.epoch));
        let changed = base.content.differences(&target.content);
        assert!(delta.changes().map(|change| change.id()).eq(changed));
        for (stamp, state) in [(delta.base(), base), (delta.target(), target)] {
            let fresh =
                Membership::new(self.circle.config(), state.content.nodes()).expect("it is in a delta");
            assert_eq!(stamp.fingerprint, fresh.fingerprint());
        }
        if self.known.len() == KEPT_DELTAS {
            self.known.remove(0);
        }
        self.known.push(known.clone());
        known
    }

    fn at(&self, index: u8) -> Option<Known> {
        let back = usize::from(index) % self.known.len().max(1);
        self.known.iter().rev().nth(back).cloned()
    }

    fn apply(&mut self, known: &Known) {
        let before = self.ring.clone();
        let applied = self.ring.apply(&known.delta);
        if known.target == self.state {
            assert_eq!(applied, Ok(Outcome::NoChange));
        } else if known.base == self.state && self.fits(&known.target.content) {
            assert_eq!(applied, Ok(Outcome::Changed));
            self.state = known.target.clone();
            self.check_shares(&before);
        } else {
            assert_one_line(&applied.expect_err("the model refuses it"));
        }
    }

    /// Everything that does not depend on a key, and the owners of all positions.
    fn check(&self) {
        let (ring, content) = (&self.ring, &self.state.content);
        let membership = ring.membership();
        assert!(content.nodes().eq(ring.nodes().map(|node| node.node().clone())));
        assert_eq!(membership.epoch(), self.state.epoch);
        let fresh =
            Membership::new(self.circle.config(), content.nodes()).expect("the model keeps the limits");
        assert_eq!(membership.fingerprint(), fresh.fingerprint());
        assert_eq!(membership.placement_fingerprint(), fresh.placement_fingerprint());
        for node in ring.nodes() {
            assert!(ring.vnodes_of(node).eq(self.circle.positions(content, node.id())));
            assert_eq!(ring.node(node.index()).map(NodeRef::id), Some(node.id()));
        }

        let vnodes = self.circle.in_order(content);
        let mut scratch = Scratch::default();
        let in_order = ring.vnodes_in_order(&mut scratch).map(|(at, node)| (at, node.id()));
        assert!(in_order.eq(vnodes.iter().map(|&(at, _, id)| (at, id))));
        assert_eq!(ring.vnode_count(), vnodes.len());
        // Owners are constant between vnodes: at each and after it stands for every key.
        let mut at = 0;
        while let Some(&(position, _, owner)) = vnodes.get(at) {
            self.owned_by(position, Some(owner));
            at += vnodes[at..].iter().take_while(|vnode| vnode.0 == position).count();
            let next = vnodes.get(at).or(vnodes.first()).map(|&(_, _, owner)| owner);
            match position.0.checked_add(1) {
                Some(after) if vnodes.get(at).is_none_or(|next| next.0.0 > after) => {
                    self.owned_by(Position(after), next);
                }
                _ => {}
            }
        }
        let first = vnodes.first().map(|&(_, _, owner)| owner);
        self.owned_by(Position(0), first);
    }

    fn owned_by(&self, position: Position, owner: Option<&str>) {
        assert_eq!(self.ring.lookup_position(position).map(NodeRef::id), owner, "{position}");
    }

    /// Shares are those of the vnodes, and what moves moves for a reason.
    fn check_shares(&self, before: &Ring) {
        let vnodes = self.circle.in_order(&self.state.content);
        let mut shares: BTreeMap<&str, u128> = self.state.content.ids().map(|id| (id, 0)).collect();
        let before_first = vnodes.last().map(|&(at, _, _)| at);
        let mut start = before_first;
        for &(end, _, owner) in &vnodes {
            // Of vnodes at one position only the first owns; where all are at one, it owns the circle.
            if start != Some(end)
                || before_first == vnodes.first().map(|&(at, _, _)| at)
                    && shares.values().all(|&share| share == 0)
            {
                let range = Range { start: start.unwrap_or(end), end };
                *shares.get_mut(owner).expect("vnodes are of nodes") += range.width();
            }
            start = Some(end);
        }
        assert!(self.ring.shares().into_iter().map(|(node, share)| (node.id(), share)).eq(shares));
        let back = self.ring.moved_to(before).expect("the config is the same");
        assert_eq!(before.moved_to(&self.ring), Ok(back));
    }

    fn list(&self, key: &Key, mask: u8) {
        let (ring, content) = (&self.ring, &self.state.content);
        let position = match *key {
            Key::Bytes(key) => {
                self.list_of_key(&key, mask);
                ring.key_position(key)
            }
            Key::Position(position) => Position(position),
            Key::Vnode(index, offset) => {
                let vnodes = self.circle.in_order(content);
                let vnode = vnodes.get(usize::from(index) % vnodes.len().max(1)).map_or(0, |vnode| vnode.0.0);
                Position(vnode.wrapping_add_signed(offset.into()))
            }
        };
        let list = self.circle.list(content, position);
        self.owned_by(position, list.first().copied());
        assert!(ring.preference_list_at(position).map(NodeRef::id).eq(list));
    }

    fn list_of_key(&self, key: &[u8], mask: u8) {
        let (ring, content) = (&self.ring, &self.state.content);
        let hasher = match self.setup.keyed {
            true => KeyHasher::siphash13(&Secret::new(SECRET)),
            false => KeyHasher::xxh3(self.setup.seed.into()),
        };
        let position = hasher.position(key);
        assert_eq!(ring.key_position(key), position);
        let list = self.circle.list(content, position);
        assert_eq!(ring.lookup(key).map(NodeRef::id), list.first().copied());
        assert!(ring.preference_list(key).map(NodeRef::id).eq(list.iter().copied()));

        let passes =
            |id: &str| IDS.iter().position(|&known| known == id).is_some_and(|at| mask >> at & 1 == 1);
        let filtered: Vec<&str> = list.into_iter().filter(|id| passes(id)).collect();
        let filter = |node: NodeRef<'_>| passes(node.id());
        assert_eq!(ring.lookup_where(key, filter).map(NodeRef::id), filtered.first().copied());
        for room in [0, 1, 3, IDS.len()] {
            let mut found = vec![NodeIndex::default(); room];
            let count = ring.preference_list_into_where(key, &mut found, filter);
            let found = found[..count].iter().map(|&index| ring.node(index).expect("it was just found").id());
            assert!(found.eq(filtered.iter().copied().take(room)));
        }
        let mut owners = [NodeIndex::default(); 3];
        let count = ring.lookup_batch(&[key; 3], &mut owners);
        assert_eq!(count, if ring.vnode_count() == 0 { 0 } else { 3 });
        assert!(
            owners[..count]
                .iter()
                .all(|&owner| ring.node(owner).map(NodeRef::id) == ring.lookup(key).map(NodeRef::id))
        );
    }
}

impl State {
    /// The next epoch where something changes; `None` where none is left.
    fn next(&self, content: Content) -> Option<Self> {
        if content == self.content {
            Some(self.clone())
        } else {
            Some(Self { epoch: self.epoch.checked_add(1)?, content })
        }
    }
}

fn plan(membership: &Membership, steps: &[Step]) -> Result<Delta, ChangeError> {
    let change = steps.iter().try_fold(membership.change(), |change, step| match step {
        Step::Add(stated) => change.add(stated.node()),
        Step::Remove(id) => change.remove(id.0),
        Step::Reweight(id, weight) => change.reweight(id.0, weight.0),
        Step::SetVnodes(id, vnodes) => change.set_vnodes(id.0, (*vnodes).into()),
        Step::Replace(id, stated) => change.replace(id.0, stated.node()),
        Step::Upsert(stated) => change.upsert(&stated.update()),
    });
    change?.delta()
}

fn compiled(setup: Setup, membership: Membership, limits: Limits) -> Ring {
    if setup.keyed {
        Ring::with_secret(membership, limits, &Secret::new(SECRET)).expect("it keeps the limits")
    } else {
        Ring::from_membership(membership, limits).expect("it keeps the limits")
    }
}
