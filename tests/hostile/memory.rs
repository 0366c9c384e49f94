//! How much memory a piece of work takes: an allocator that counts, each thread for itself.
#![allow(unsafe_code)] // an allocator cannot be written without

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

struct Counting;

#[global_allocator]
static COUNTING: Counting = Counting;

thread_local! {
    static HELD: Cell<isize> = const { Cell::new(0) };
    static PEAK: Cell<isize> = const { Cell::new(0) };
}

fn of(layout: Layout) -> isize {
    isize::try_from(layout.size()).unwrap_or(isize::MAX)
}

fn add(octets: isize) {
    // A thread that ends has no cells any more; nobody asks it.
    let _ = HELD.try_with(|held| {
        held.set(held.get() + octets);
        let _ = PEAK.try_with(|peak| peak.set(peak.get().max(held.get())));
    });
}

// SAFETY: every call goes to the system's allocator as it came; counting allocates nothing.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        add(of(layout));
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        add(-of(layout));
        unsafe { System.dealloc(memory, layout) }
    }
}

/// From here on, for this thread.
pub(crate) fn start() -> isize {
    let held = HELD.get();
    PEAK.set(held);
    held
}

/// The most octets that were held at once since `start`, beyond what was held then.
pub(crate) fn peak(start: isize) -> usize {
    usize::try_from(PEAK.get() - start).unwrap_or(0)
}
