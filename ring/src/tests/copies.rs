//! What a plan says that has to be copied.

use alloc::vec::Vec;

use proptest::prelude::*;

use super::arbitrary::{config, replica_rule, zoned_nodes};
use crate::{NodeRef, Plan, Ring, Source};

fn ids<'a>(nodes: impl IntoIterator<Item = NodeRef<'a>>) -> Vec<&'a str> {
    nodes.into_iter().map(NodeRef::id).collect()
}

proptest! {
    /// Each entrant copies from the displaced node whose place it takes, unless that one is out.
    #[test]
    fn copies_come_from_who_has_the_data(
        config in config(), before in zoned_nodes(), after in zoned_nodes(), out in any::<u8>(), rule in replica_rule(),
    ) {
        let old = Ring::new(config.clone(), before).unwrap();
        let new = Ring::new(config, after).unwrap();
        let down = |id: &str| out >> (id.as_bytes()[id.len() - 1] - b'0') & 1 == 1;
        let all = old.nodes().chain(new.nodes()).map(NodeRef::id);
        let plan = Plan::between(&old, &new, rule).unwrap().with_unavailable(all.filter(|id| down(id))).unwrap();
        let (mut weakened, mut lost) = (0, 0);
        for moved in plan.ranges() {
            let before = ids(moved.old_list());
            let displaced = ids(moved.displaced());
            let entrants = ids(moved.entrants());
            let copies: Vec<_> = moved.copies().collect();
            prop_assert_eq!(copies.len(), entrants.len());
            for (number, copy) in copies.into_iter().enumerate() {
                let paired = displaced.get(number).copied();
                let alive: Vec<_> = before.iter().copied().filter(|id| !down(id)).collect();
                let Ok(copy) = copy else {
                    prop_assert!(alive.is_empty() && !before.is_empty());
                    lost += moved.range().width();
                    continue;
                };
                prop_assert_eq!(copy.to.id(), entrants[number]);
                prop_assert_eq!(copy.paired.map(NodeRef::id), paired);
                let alternatives: Vec<_> = alive.iter().copied().filter(|id| Some(*id) != paired).collect();
                prop_assert_eq!(ids(copy.alternatives()), alternatives);
                match copy.source {
                    Source::Nothing => prop_assert!(before.is_empty()),
                    Source::Paired(from) => prop_assert!(Some(from.id()) == paired && !down(from.id())),
                    Source::Weakened { must_read, available } => {
                        prop_assert!(paired.is_none_or(down));
                        prop_assert_eq!(available, alive.len());
                        // A majority and so many meet, and with one fewer they need not.
                        let majority = before.len() / 2 + 1;
                        prop_assert_eq!(must_read + majority, before.len() + 1);
                        prop_assert_eq!(copy.must_read(majority), must_read);
                        weakened += moved.range().width();
                    }
                }
            }
        }
        let summary = plan.summary();
        prop_assert_eq!((summary.weakened, summary.without_source), (weakened, lost));
    }
}
