//! Time that this thread really ran: what others do on the machine at the same time is not in it. Peers that would
//! sort with several threads have this one only.

use std::time::Duration;

/// Measures work, and knows what measuring costs.
#[derive(Debug)]
pub struct Clock {
    cost: f64,
}

impl Clock {
    /// Finds out what measuring costs.
    #[must_use]
    #[expect(clippy::new_without_default, reason = "it takes its time")]
    pub fn new() -> Self {
        let mut costs: Vec<f64> = (0..10_001).map(|_| Self { cost: 0.0 }.time(|| ()).0).collect();
        costs.sort_unstable_by(f64::total_cmp);
        Self { cost: costs[costs.len() / 2] }
    }

    /// Nanoseconds, and what the work returned.
    pub fn time<T>(&self, work: impl FnOnce() -> T) -> (f64, T) {
        let start = now();
        let done = work();
        let time = now().saturating_sub(start);
        ((time.as_nanos() as f64 - self.cost).max(0.1), done)
    }

    /// The median of the same work done a few times, for at most about two milliseconds.
    pub fn median_of(&self, mut work: impl FnMut(&Self) -> f64) -> f64 {
        let mut times = Vec::new();
        while times.is_empty() || (times.len() < 25 && times.iter().sum::<f64>() < 2e6) {
            times.push(work(self));
        }
        median(&mut times)
    }
}

/// The middle one, the upper of two.
///
/// # Panics
/// When there is none.
#[must_use]
pub fn median(times: &mut [f64]) -> f64 {
    times.sort_unstable_by(f64::total_cmp);
    times[times.len() / 2]
}

#[cfg(target_os = "linux")]
fn now() -> Duration {
    use rustix::time::{ClockId, clock_gettime};
    clock_gettime(ClockId::ThreadCPUTime).try_into().expect("a thread does not run for less than nothing")
}

#[cfg(not(target_os = "linux"))]
fn now() -> Duration {
    use std::sync::LazyLock;
    use std::time::Instant;
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    START.elapsed()
}
