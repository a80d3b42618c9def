//! Early ends of a training run.

use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

/// Ends a training run early, on request or after a time limit. The run can be
/// resumed either way.
#[derive(Debug, Default)]
pub struct Stop {
    asked: AtomicBool,
    deadline: Option<Instant>,
}

impl Stop {
    /// Ends it before the first epoch that would exceed this time from now,
    /// estimated from the earlier epochs.
    pub fn after(time: Duration) -> Self {
        // A time limit beyond the range of the clock never expires.
        Self { deadline: Instant::now().checked_add(time), ..Self::default() }
    }

    /// Ends it after the current step, which loses the current epoch.
    pub fn ask(&self) {
        self.asked.store(true, Ordering::Relaxed);
    }

    /// Whether a stop was requested.
    pub fn is_asked(&self) -> bool {
        self.asked.load(Ordering::Relaxed)
    }

    /// Whether the remaining time is at most an epoch of this duration.
    pub(super) fn is_near(&self, epoch: Duration) -> bool {
        self.deadline.is_some_and(|deadline| Instant::now() + epoch >= deadline)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_epoch_is_begun_where_there_is_time_for_it() {
        let hour = Duration::from_secs(3600);
        assert!(!Stop::default().is_near(hour));
        let stop = Stop::after(hour);
        assert!(!stop.is_near(Duration::ZERO) && !stop.is_near(hour / 2));
        assert!(stop.is_near(hour) && stop.is_near(2 * hour));
        assert!(Stop::after(Duration::ZERO).is_near(Duration::ZERO));
        assert!(!Stop::after(Duration::MAX).is_near(hour));
        assert!(!stop.is_asked());
        stop.ask();
        assert!(stop.is_asked());
    }
}
