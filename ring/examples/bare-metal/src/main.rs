//! Answers keys from a ring in flash memory: `ring.image`, as it is, without a heap and without a copy. Prints for each
//! key of `keys.txt` its owner and its preference list of three, and then how much stack that took at most.

#![no_std]
#![no_main]

mod console;
mod stack;

#[cfg(feature = "ring")]
mod answers;

#[cfg(not(feature = "ring"))]
use core::hint::black_box;
use core::panic::PanicInfo;

use cortex_m_rt::entry;
use cortex_m_semihosting::debug::{self, ExitStatus};

use console::Console;

/// One a line.
static KEYS: &[u8] = include_bytes!("../keys.txt");

#[entry]
fn main() -> ! {
    let mut console = Console::open();
    #[cfg(feature = "ring")]
    let answered = answers::print(KEYS, &mut console).is_some();
    #[cfg(not(feature = "ring"))]
    let answered = print(KEYS, &mut console);
    stop(if answered { debug::EXIT_SUCCESS } else { debug::EXIT_FAILURE })
}

fn stop(status: ExitStatus) -> ! {
    loop {
        debug::exit(status);
    }
}

/// What `answers` does, but for the library.
#[cfg(not(feature = "ring"))]
fn print(keys: &[u8], console: &mut Console) -> bool {
    for key in keys.split(|&byte| byte == b'\n') {
        let mut length = 0;
        let taken = stack::taken(&mut || length = black_box(key).len());
        console.said(key, taken.max(length as u32));
        #[cfg(feature = "panic")]
        console.text(&key[taken as usize..]);
    }
    true
}

/// Never in the program: see scripts/bare-metal.
#[panic_handler]
fn panic(_: &PanicInfo<'_>) -> ! {
    stop(debug::EXIT_FAILURE)
}
