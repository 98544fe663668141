//! The distinct nodes of a walk.

use crate::index::NodeIndex;

/// Puts the first distinct nodes of a walk that pass a filter into `nodes`, as many as it holds and at most as many as
/// there are to find. Returns how many.
pub(crate) fn fill(
    nodes: &mut [NodeIndex],
    most: usize,
    walk: impl Iterator<Item = NodeIndex>,
    mut filter: impl FnMut(NodeIndex) -> bool,
) -> usize {
    let most = nodes.len().min(most);
    let mut found = 0;
    if most == 0 {
        return found;
    }
    for node in walk {
        if !nodes.iter().take(found).any(|&earlier| earlier == node) && filter(node) {
            if let Some(slot) = nodes.get_mut(found) {
                *slot = node;
            }
            found += 1;
            if found == most {
                break;
            }
        }
    }
    found
}
