//! When the API may be asked.
//!
//! It blocks whoever asks some eighty times in a minute, for about a minute.
//! Times are milliseconds since any beginning.

use std::collections::VecDeque;

/// The most requests in any minute.
pub const A_MINUTE: usize = 60;

/// How long a block is waited out.
pub const PAUSE: f64 = 60_000.0;

const MINUTE: f64 = 60_000.0;

/// When requests were made, and whether there is a block.
#[derive(Clone, Debug, Default)]
pub struct Pace {
    /// Of the last requests, at most [`A_MINUTE`], those waited for included.
    times: VecDeque<f64>,
    blocked_until: f64,
}

impl Pace {
    /// Takes the next turn: how long to wait for it, from `now` on.
    pub fn turn(&mut self, now: f64) -> f64 {
        let oldest = (self.times.len() >= A_MINUTE).then(|| self.times.pop_front()).flatten();
        let turn = oldest.map_or(now, |oldest| now.max(oldest + MINUTE));
        self.times.push_back(turn);
        turn - now
    }

    /// Notes a block that was met `now`.
    pub fn block(&mut self, now: f64) {
        self.blocked_until = now + PAUSE;
    }

    /// How much of a block is left, where there is one.
    pub fn blocked(&self, now: f64) -> Option<f64> {
        Some(self.blocked_until - now).filter(|left| *left > 0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_minute_has_more_than_its_share() {
        let mut pace = Pace::default();
        let turns: Vec<f64> = (0..200).map(|_| pace.turn(5.0) + 5.0).collect();
        assert!(turns[..A_MINUTE].iter().all(|turn| *turn == 5.0));
        for (first, beyond) in turns.iter().zip(&turns[A_MINUTE..]) {
            assert!(beyond - first >= MINUTE, "{first} {beyond}");
        }
    }

    #[test]
    fn a_calm_visitor_never_waits() {
        let mut pace = Pace::default();
        assert!((0..500).all(|request| pace.turn(f64::from(request) * 1_100.0) == 0.0));
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
