//! The keys and whom they belong to.

use core::hint::black_box;

use vnode_ring::{NodeIndex, NodeView, RingView};

use crate::console::Console;
use crate::stack;

static IMAGE: &[u8] = include_bytes!("../ring.image");

/// How many nodes of each preference list are printed.
const REPLICAS: usize = 3;

/// Prints them; `None` where the image is none, or where a lookup and a preference list disagree.
pub fn print(keys: &[u8], console: &mut Console) -> Option<()> {
    // Else the compiler might read it.
    let image = black_box(IMAGE);
    let open = stack::taken(&mut || _ = black_box(RingView::parse(image).is_ok()));
    let opened = RingView::parse(image);
    let Ok(view) = &opened else { return None };
    let (mut lookup, mut list) = (0, 0);
    for key in keys.split(|&byte| byte == b'\n') {
        let mut owner = None;
        lookup = lookup.max(stack::taken(&mut || owner = view.lookup(key)));
        let (mut replicas, mut found) = ([NodeIndex::default(); REPLICAS], 0);
        list = list.max(stack::taken(&mut || found = view.preference_list_into(key, &mut replicas)));

        console.text(key);
        if found < REPLICAS || replicas.first() != owner.map(NodeView::index).as_ref() {
            return None;
        }
        for index in &replicas {
            console.text(b"\t");
            console.text(view.node(*index)?.id().as_bytes());
        }
        console.text(b"\n");
    }
    console.said(b"# open ", open);
    console.said(b"# lookup ", lookup);
    console.said(b"# list ", list);
    console.said(b"# vnodes ", view.vnode_count() as u32);
    #[cfg(feature = "panic")]
    console.text(&keys[lookup as usize..]);
    Some(())
}
