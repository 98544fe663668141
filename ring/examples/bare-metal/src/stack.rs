//! How much stack a call takes: the free part of it is painted before and looked at after.

use core::ptr;

use cortex_m::register::msp;

/// What unused words hold.
const PAINT: u32 = 0x5a5a_a5a5;

unsafe extern "C" {
    /// The end of what the linker placed in memory: the stack grows down to here. See `link.x` of cortex-m-rt.
    static mut __sheap: u32;
}

/// Calls a function and says how many bytes of stack that took, with its own frame.
pub fn taken(call: &mut dyn FnMut()) -> u32 {
    let end = ptr::addr_of!(__sheap).cast_mut();
    let top = msp::read() as *mut u32;
    let mut word = end;
    while word < top {
        // SAFETY: the words between the end of the data and the stack pointer are nobody's, and no interrupt is on.
        unsafe { word.write_volatile(PAINT) };
        word = word.wrapping_add(1);
    }
    call();
    let mut word = end;
    // SAFETY: as above.
    while word < top && unsafe { word.read_volatile() } == PAINT {
        word = word.wrapping_add(1);
    }
    top.addr().wrapping_sub(word.addr()) as u32
}
