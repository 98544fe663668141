//! An allocator that counts while it is asked to, and costs one predictable branch otherwise. Programs that count make
//! it theirs: `#[global_allocator] static HEAP: Counted = Counted;`

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicU64, Ordering::Relaxed};

static ON: AtomicBool = AtomicBool::new(false);
static HELD: AtomicI64 = AtomicI64::new(0);
static PEAK: AtomicI64 = AtomicI64::new(0);
static ALLOCATIONS: AtomicU64 = AtomicU64::new(0);

/// What a piece of work did to the heap.
#[derive(Clone, Copy, Debug)]
pub struct Use {
    /// Bytes that it took and did not give back.
    pub held: f64,
    /// The most bytes that it held at a time.
    pub peak: f64,
    /// How often it asked for bytes.
    pub allocations: u64,
}

/// Counts what some work does to the heap. The program must have no other thread meanwhile, and this allocator.
pub fn count<T>(work: impl FnOnce() -> T) -> (T, Use) {
    HELD.store(0, Relaxed);
    PEAK.store(0, Relaxed);
    ALLOCATIONS.store(0, Relaxed);
    ON.store(true, Relaxed);
    let done = work();
    ON.store(false, Relaxed);
    let [held, peak] = [&HELD, &PEAK].map(|bytes| bytes.load(Relaxed) as f64);
    (done, Use { held, peak, allocations: ALLOCATIONS.load(Relaxed) })
}

/// The system's allocator.
#[derive(Debug)]
pub struct Counted;

impl Counted {
    fn took(bytes: usize) {
        if ON.load(Relaxed) {
            let bytes = i64::try_from(bytes).expect("no allocation is larger");
            PEAK.fetch_max(HELD.fetch_add(bytes, Relaxed) + bytes, Relaxed);
            ALLOCATIONS.fetch_add(1, Relaxed);
        }
    }

    fn gave_back(bytes: usize) {
        if ON.load(Relaxed) {
            HELD.fetch_sub(i64::try_from(bytes).expect("no allocation is larger"), Relaxed);
        }
    }
}

// SAFETY: every request goes to the system's allocator as it came; counting allocates nothing.
unsafe impl GlobalAlloc for Counted {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        Self::took(layout.size());
        // SAFETY: the caller keeps the contract of this very function.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        Self::took(layout.size());
        // SAFETY: the caller keeps the contract of this very function.
        unsafe { System.alloc_zeroed(layout) }
    }

    /// Counts both blocks for a moment, as where the old one cannot grow.
    unsafe fn realloc(&self, block: *mut u8, layout: Layout, bytes: usize) -> *mut u8 {
        Self::took(bytes);
        Self::gave_back(layout.size());
        // SAFETY: the caller keeps the contract of this very function.
        unsafe { System.realloc(block, layout, bytes) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        Self::gave_back(layout.size());
        // SAFETY: the caller keeps the contract of this very function.
        unsafe { System.dealloc(block, layout) }
    }
}
