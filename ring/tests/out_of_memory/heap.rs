//! An allocator that refuses, for the thread that asks for it.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::ptr;

#[global_allocator]
static HEAP: Heap = Heap;

/// Which allocations fail.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Fails {
    /// This one, counted from 0.
    Only(u64),
    /// This one and all that follow.
    From(u64),
}

thread_local! {
    static FAILS: Cell<Option<Fails>> = const { Cell::new(None) };
    static ASKED: Cell<u64> = const { Cell::new(0) };
    static REFUSED: Cell<u64> = const { Cell::new(0) };
}

/// Does some work while allocations fail. Says, too, how many failed.
pub(crate) fn while_it_fails<T>(fails: Fails, work: impl FnOnce() -> T) -> (T, u64) {
    ASKED.set(0);
    REFUSED.set(0);
    FAILS.set(Some(fails));
    let done = work();
    FAILS.set(None);
    (done, REFUSED.get())
}

struct Heap;

impl Heap {
    fn refuses() -> bool {
        let Some(fails) = FAILS.get() else { return false };
        let number = ASKED.get();
        ASKED.set(number + 1);
        let refuses = match fails {
            Fails::Only(failing) => number == failing,
            Fails::From(first) => number >= first,
        };
        REFUSED.set(REFUSED.get() + u64::from(refuses));
        refuses
    }
}

// SAFETY: every request goes to the system's allocator as it came, or is refused, which the contract allows; deciding
// allocates nothing, as the cells are constants without destructors.
unsafe impl GlobalAlloc for Heap {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        if Self::refuses() {
            return ptr::null_mut();
        }
        // SAFETY: the caller keeps the contract of this very function.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        if Self::refuses() {
            return ptr::null_mut();
        }
        // SAFETY: the caller keeps the contract of this very function.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, block: *mut u8, layout: Layout, bytes: usize) -> *mut u8 {
        if Self::refuses() {
            return ptr::null_mut();
        }
        // SAFETY: the caller keeps the contract of this very function.
        unsafe { System.realloc(block, layout, bytes) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        // SAFETY: the caller keeps the contract of this very function.
        unsafe { System.dealloc(block, layout) }
    }
}
