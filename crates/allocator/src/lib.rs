//! The program's allocator. A request makes many small allocations; this one makes them cheaper than the system's.

use libmimalloc_sys::{mi_option_set, mi_option_t};
use mimalloc::MiMalloc;

#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

/// `mi_option_purge_delay` of `mimalloc.h`: for how many milliseconds memory is kept that nobody uses.
const PURGE_DELAY: mi_option_t = 15;

/// Has memory that nobody uses given back at once, and not after the second that the allocator waits by itself: what a
/// burst of connections leaves would lie beside what the next one takes. Call it before there are threads.
#[expect(unsafe_code, reason = "the option is known in C alone")]
pub fn give_back_at_once() {
    // SAFETY: it writes a number into the allocator's table of options, which has this one, and no other thread is there
    // to read it.
    unsafe { mi_option_set(PURGE_DELAY, 0) }
}

#[cfg(test)]
mod tests {
    use libmimalloc_sys::mi_option_get;

    use super::*;

    #[test]
    #[expect(unsafe_code, reason = "the option is known in C alone")]
    fn the_option_is_the_one_that_is_meant() {
        // SAFETY: both read a number of the allocator's table, and the test is the only thread that writes there.
        let delay = || unsafe { mi_option_get(PURGE_DELAY) };
        assert_eq!(delay(), 1000, "the delay that the allocator comes with");
        give_back_at_once();
        assert_eq!(delay(), 0);
    }
}
