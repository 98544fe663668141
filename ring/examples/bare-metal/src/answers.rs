//! The keys and whom they belong to.

use core::hint::black_box;

use vnode_ring::{NodeIndex, RingView};

use crate::console::Console;
use crate::stack;

static IMAGE: &[u8] = include_bytes!("../ring.image");

/// How many nodes of each preference list are printed.
const REPLICAS: usize = 3;

/// Prints them; `None` where the image is none.
pub fn print(keys: &[u8], console: &mut Console) -> Option<()> {
    // Else the compiler might read it.
    let image = black_box(IMAGE);
    let (_, open) = stack::taken(|| RingView::parse(image).is_ok());
    let opened = RingView::parse(image);
    let Ok(view) = &opened else { return None };
    let (mut lookup, mut list) = (0, 0);
    for key in keys.split(|&byte| byte == b'\n') {
        let (owner, taken) = stack::taken(|| view.lookup(key));
        lookup = lookup.max(taken);
        let mut replicas = [NodeIndex::default(); REPLICAS];
        let (found, taken) = stack::taken(|| view.preference_list_into(key, &mut replicas));
        list = list.max(taken);

        console.text(key);
        console.text(b"\t");
        console.text(owner?.id().as_bytes());
        for replica in replicas.iter().take(found) {
            console.text(b"\t");
            console.text(view.node(*replica)?.id().as_bytes());
        }
        console.text(b"\n");
    }
    for (name, number) in [
        (&b"# open "[..], open),
        (b"# lookup ", lookup),
        (b"# list ", list),
        (b"# image ", image.len() as u32),
        (b"# vnodes ", view.vnode_count() as u32),
    ] {
        console.text(name);
        console.number(number);
        console.text(b"\n");
    }
    #[cfg(feature = "panic")]
    console.text(&keys[lookup as usize..]);
    Some(())
}
