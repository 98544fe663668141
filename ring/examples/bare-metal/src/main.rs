//! Answers keys from a ring in flash memory: `ring.image`, as it is, without a heap and without a copy. Prints for each
//! key of `keys.txt` its owner and its preference list of three, and then how much stack that took at most.

#![no_std]
#![no_main]

mod console;
mod stack;

use core::panic::PanicInfo;

use cortex_m_rt::entry;
use cortex_m_semihosting::debug::{self, ExitStatus};

use console::Console;

/// One a line.
static KEYS: &[u8] = include_bytes!("../keys.txt");

#[entry]
fn main() -> ! {
    let status = if answer(&mut Console::open()).is_some() { debug::EXIT_SUCCESS } else { debug::EXIT_FAILURE };
    stop(status)
}

fn answer(console: &mut Console) -> Option<()> {
    let mut most = 0;
    for key in KEYS.split(|&byte| byte == b'\n') {
        console.text(key);
        let (position, taken) = stack::taken(|| position(key));
        console.text(b"\t");
        console.number(position as u32);
        console.text(b"\n");
        most = most.max(taken);
    }
    console.text(b"stack\t");
    console.number(most);
    console.text(b"\n");
    #[cfg(feature = "panic")]
    console.number(KEYS[most as usize].into());
    Some(())
}

#[cfg(feature = "ring")]
fn position(key: &[u8]) -> u64 {
    vnode_ring::KeyHasher::xxh3(key.len() as u64 & 3).position(key).0 ^ vnode_ring::KeyHasher::siphash13(&vnode_ring::Secret::new([1;16])).position(key).0
}

#[cfg(not(feature = "ring"))]
fn position(key: &[u8]) -> u64 {
    key.len() as u64
}

fn stop(status: ExitStatus) -> ! {
    loop {
        debug::exit(status);
    }
}

/// Never in the program: see scripts/bare-metal.
#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    stop(debug::EXIT_FAILURE)
}
