//! A ring is what the naive model is, after every step of every history: nodes, epoch, vnodes, owners and lists. What the
//! model refuses is refused, and leaves no trace.

mod compare;
mod deltas;
mod image;

use vnode_ring::{ChangeError, DEFAULT_MAX_VNODES, Delta, Limits, Membership, Ring, Secret};

use crate::decode::assert_one_line;
use crate::model::{Circle, Content};
use crate::ops::{Op, Revision, Setup, Stated, Step, change, history};
use crate::seeds::SECRET;
use compare::Compared;
use deltas::{Known, State};

const MAX_OPS: usize = 64;
const FEW_VNODES: u32 = 40;
const MANY_VNODES: u32 = 120;

/// Reads bytes as a history and goes through it.
pub fn target(bytes: &[u8]) {
    let Some((setup, ops)) = history::<Setup, Op>(bytes, MAX_OPS) else { return };
    let mut run = Run::new(setup);
    for op in ops {
        run.go(op);
        run.compared().check(run.state.epoch);
    }
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

    fn compared(&self) -> Compared<'_> {
        Compared { circle: self.circle, ring: &self.ring, content: &self.state.content }
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
                        self.compared().check_shares(&before);
                    }
                    None => assert_one_line(&done.expect_err("the model refuses it")),
                }
            }
            Op::Steps(steps) => {
                let delta = change(self.ring.membership(), &steps);
                self.made_and_applied(delta, self.after(&steps), State::next);
            }
            Op::Plan(step) => {
                let delta = change(self.ring.membership(), &[step]);
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
            Op::ImageRoundTrip => {
                let fresh = Membership::new(self.circle.config(), self.state.content.nodes());
                let fresh = compiled(self.setup, fresh.expect("the model keeps the limits"), self.limits);
                let again = self.compared().check_image(&fresh, self.limits);
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
            Op::List(key, mask) => self.compared().check_list(&key, mask),
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
                let delta = change(self.ring.membership(), &[*step])?;
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
}

fn compiled(setup: Setup, membership: Membership, limits: Limits) -> Ring {
    if setup.keyed {
        Ring::with_secret(membership, limits, &Secret::new(SECRET)).expect("it keeps the limits")
    } else {
        Ring::from_membership(membership, limits).expect("it keeps the limits")
    }
}
