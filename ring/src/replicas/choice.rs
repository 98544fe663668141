//! Choosing replicas from a walk, under a rule about zones, without memory.

use crate::distinct;
use crate::index::NodeIndex;
use crate::ring::Zones;
use crate::rule::ZoneRule;

/// The best that a list can be where every node may be in it: when it is that, no later node changes it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Best {
    nodes: usize,
    /// Under [`ZoneRule::Spread`].
    spread: Option<Level>,
}

/// How full zones are.
#[derive(Clone, Copy, Debug, Default)]
struct Level {
    /// How many replicas each zone holds that has nodes enough; some hold one more.
    replicas: usize,
    /// How many all hold without those.
    nodes: usize,
}

impl Best {
    pub(crate) fn of(zones: &Zones, rule: ZoneRule, wanted: usize) -> Self {
        let nodes = zones.most(rule, wanted);
        let spread = (rule == ZoneRule::Spread).then(|| {
            let mut level = Level::default();
            loop {
                match zones.larger_than(level.replicas) {
                    0 => return level,
                    more if level.nodes + more > nodes => return level,
                    more => level = Level { replicas: level.replicas + 1, nodes: level.nodes + more },
                }
            }
        });
        Self { nodes, spread }
    }

    fn is_met<T: Copy>(self, list: &[T], zone: impl Fn(T) -> u32) -> bool {
        let ranks = || (0..list.len()).map(|at| rank(list, at, &zone));
        list.len() == self.nodes
            && self.spread.is_none_or(|level| {
                ranks().all(|rank| rank <= level.replicas)
                    && ranks().filter(|&rank| rank < level.replicas).count() == level.nodes
            })
    }
}

/// How many nodes before this one have its zone.
fn rank<T: Copy>(list: &[T], at: usize, zone: impl Fn(T) -> u32) -> usize {
    list[..at].iter().filter(|&&node| zone(node) == zone(list[at])).count()
}

/// Which node of a full list has to go under [`ZoneRule::Spread`]: of the zone with the most, the last one.
pub(crate) fn most_crowded<T: Copy>(list: &[T], zone: impl Fn(T) -> u32) -> (usize, usize) {
    (0..list.len()).map(|at| (rank(list, at, &zone), at)).max().unwrap_or_default()
}

/// Puts the nodes of a walk that pass a filter into `nodes`, in their order, as the rule says. Returns how many.
///
/// A node that was refused, or had to go, is refused each time that it is met again: lists only get better.
pub(crate) fn choose(
    nodes: &mut [NodeIndex],
    rule: ZoneRule,
    best: Best,
    walk: impl Iterator<Item = NodeIndex>,
    mut filter: impl FnMut(NodeIndex) -> bool,
    zone: impl Fn(NodeIndex) -> u32,
) -> usize {
    if rule == ZoneRule::Any || best.nodes == 0 {
        return distinct::fill(nodes, best.nodes, walk, filter);
    }
    let mut found = 0;
    for node in walk {
        if nodes[..found].contains(&node) || !filter(node) {
            continue;
        }
        let in_zone = nodes[..found].iter().filter(|&&other| zone(other) == zone(node)).count();
        match rule {
            ZoneRule::Max(most) if in_zone >= most.get() as usize => continue,
            _ if found < nodes.len() => found += 1,
            _ => {
                let (crowd, at) = most_crowded(nodes, &zone);
                if in_zone >= crowd {
                    continue;
                }
                nodes[at..].rotate_left(1);
            }
        }
        nodes[found - 1] = node;
        if best.is_met(&nodes[..found], &zone) {
            break;
        }
    }
    found
}
