//! The clock of a kiosk: it shows works, serves a visitor, asks whether the
//! visitor is still there, and starts again for the next one.

/// How long a visitor may be inactive before the question, in milliseconds.
pub const QUIET: f64 = 60_000.0;

/// How long the question waits for an answer, in milliseconds.
pub const PATIENCE: f64 = 15_000.0;

/// The state of the kiosk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It shows works and invites visitors to touch.
    Attract,
    /// It serves a visitor.
    Awake,
    /// It asks whether the visitor is still there.
    Asking,
}

/// The events of a kiosk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Happening {
    /// Somebody accepts the invitation.
    Begin,
    /// The visitor does something.
    Input,
    /// The visitor confirms to be still there.
    Stay,
    /// Time has passed.
    Time,
}

/// The clock. All times are in milliseconds since any fixed moment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Clock {
    stage: Stage,
    /// When the visitor was last active, or when the question was asked.
    since: f64,
}

impl Clock {
    /// A kiosk that shows works.
    pub const fn new() -> Self {
        Self { stage: Stage::Attract, since: 0.0 }
    }

    /// The state of the kiosk.
    pub const fn stage(&self) -> Stage {
        self.stage
    }

    /// Handles an event at a time. Returns the new stage, if it changes.
    pub fn on(&mut self, happening: Happening, now: f64) -> Option<Stage> {
        let quiet = now - self.since;
        let next = match (self.stage, happening) {
            (Stage::Attract, Happening::Begin) | (Stage::Asking, Happening::Stay) => Stage::Awake,
            (Stage::Awake, Happening::Time) if quiet >= QUIET => Stage::Asking,
            (Stage::Asking, Happening::Time) if quiet >= PATIENCE => Stage::Attract,
            (Stage::Awake, Happening::Input) => {
                self.since = now;
                return None;
            }
            _ => return None,
        };
        *self = Self { stage: next, since: now };
        Some(next)
    }

    /// The seconds until the question times out, rounded up.
    pub fn seconds_left(&self, now: f64) -> u32 {
        ((PATIENCE - (now - self.since)) / 1e3).ceil().max(0.0) as u32
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Happening::{Begin, Input, Stay, Time};

    /// A kiosk whose visitor started at this time.
    fn begun(now: f64) -> Clock {
        let mut clock = Clock::new();
        assert_eq!(clock.on(Begin, now), Some(Stage::Awake));
        clock
    }

    /// A kiosk that has just asked, and when.
    fn asking() -> (Clock, f64) {
        let mut clock = begun(1_000.0);
        let now = 1_000.0 + QUIET;
        assert_eq!(clock.on(Time, now), Some(Stage::Asking));
        (clock, now)
    }

    #[test]
    fn it_invites_until_somebody_begins() {
        let mut clock = Clock::new();
        for happening in [Time, Input, Stay] {
            assert_eq!(clock.on(happening, 1e12), None, "{happening:?}");
        }
        assert_eq!(clock.on(Begin, 1e12), Some(Stage::Awake));
        assert_eq!(clock.on(Time, 1e12 + 1.0), None, "the clock starts with the visitor");
    }

    #[test]
    fn who_does_something_is_not_asked() {
        let mut clock = begun(0.0);
        for step in 1..100 {
            let now = f64::from(step) * (QUIET - 1.0);
            assert_eq!(clock.on(Time, now), None);
            assert_eq!(clock.on(Input, now), None);
        }
    }

    #[test]
    fn who_is_quiet_is_asked_and_then_it_starts_again() {
        let mut clock = begun(0.0);
        assert_eq!(clock.on(Time, QUIET - 1.0), None);
        assert_eq!(clock.on(Time, QUIET), Some(Stage::Asking));
        assert_eq!(clock.seconds_left(QUIET), 15);
        assert_eq!(clock.seconds_left(QUIET + 1.0), 15);
        assert_eq!(clock.seconds_left(QUIET + 14_500.0), 1);
        assert_eq!(clock.on(Time, QUIET + PATIENCE - 1.0), None);
        assert_eq!(clock.on(Time, QUIET + PATIENCE), Some(Stage::Attract));
        assert_eq!(clock.on(Time, 2.0 * QUIET), None);
    }

    #[test]
    fn who_says_so_stays() {
        let (mut clock, now) = asking();
        assert_eq!(clock.on(Stay, now + PATIENCE - 1.0), Some(Stage::Awake));
        assert_eq!(clock.on(Time, now + PATIENCE), None);
        assert_eq!(clock.on(Time, now + PATIENCE - 1.0 + QUIET), Some(Stage::Asking));
    }

    #[test]
    fn a_stray_input_does_not_answer_the_question() {
        let (mut clock, now) = asking();
        assert_eq!(clock.on(Input, now + 1.0), None);
        assert_eq!(clock.on(Begin, now + 1.0), None);
        assert_eq!(clock.on(Time, now + PATIENCE), Some(Stage::Attract));
    }

    #[test]
    fn after_a_long_sleep_the_question_still_waits() {
        let mut clock = begun(0.0);
        assert_eq!(clock.on(Time, 1e9), Some(Stage::Asking));
        assert_eq!(clock.seconds_left(1e9), 15);
        assert_eq!(clock.seconds_left(2e9), 0);
    }
}
