//! The rate of requests to the API.
//!
//! The API blocks a client that sends about eighty requests in a minute, for
//! about a minute. Times are milliseconds since any fixed moment.

use std::collections::VecDeque;

/// The most requests in any minute.
pub const A_MINUTE: usize = 60;

/// How long to wait after a block.
pub const PAUSE: f64 = 60_000.0;

const MINUTE: f64 = 60_000.0;

/// The times of requests, and the current block.
#[derive(Clone, Debug, Default)]
pub struct Pace {
    /// The last requests, at most [`A_MINUTE`].
    times: VecDeque<f64>,
    blocked_until: f64,
}

impl Pace {
    /// Reserves a request at `now`, or returns the time until the next one is
    /// allowed. A caller that gives up waiting does not delay others.
    pub fn turn(&mut self, now: f64) -> Result<(), f64> {
        if self.times.len() >= A_MINUTE {
            let next = self.times.front().map_or(now, |oldest| oldest + MINUTE);
            if next > now {
                return Err(next - now);
            }
            self.times.pop_front();
        }
        self.times.push_back(now);
        Ok(())
    }

    /// Records a block that started at `now`.
    pub fn block(&mut self, now: f64) {
        self.blocked_until = now + PAUSE;
    }

    /// The remaining time of a block, if there is one.
    pub fn blocked(&self, now: f64) -> Option<f64> {
        Some(self.blocked_until - now).filter(|left| *left > 0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_minute_has_more_than_its_share() {
        let (mut pace, mut now) = (Pace::default(), 5.0);
        let mut turn = || {
            while let Err(wait) = pace.turn(now) {
                now += wait;
            }
            now
        };
        let turns: Vec<f64> = (0..200).map(|_| turn()).collect();
        assert!(turns[..A_MINUTE].iter().all(|turn| *turn == 5.0));
        for (first, beyond) in turns.iter().zip(&turns[A_MINUTE..]) {
            assert!(beyond - first >= MINUTE, "{first} {beyond}");
        }
    }

    #[test]
    fn a_calm_visitor_never_waits() {
        let mut pace = Pace::default();
        assert!((0..500).all(|request| pace.turn(f64::from(request) * 1_100.0).is_ok()));
    }

    #[test]
    fn who_stops_waiting_leaves_the_turn_to_others() {
        let mut pace = Pace::default();
        (0..A_MINUTE).for_each(|_| assert!(pace.turn(0.0).is_ok()));
        (0..1_000).for_each(|_| assert_eq!(pace.turn(10_000.0), Err(50_000.0)));
        assert!(pace.turn(60_000.0).is_ok());
    }

    #[test]
    fn a_block_passes() {
        let mut pace = Pace::default();
        assert_eq!(pace.blocked(0.0), None);
        pace.block(1_000.0);
        assert_eq!(pace.blocked(31_000.0), Some(30_000.0));
        assert_eq!(pace.blocked(61_000.0), None);
    }
}
