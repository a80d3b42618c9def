//! A visit: which face of the page is shown, in which state, and what an event
//! leads to.
//!
//! Events go in, effects come out in the order in which they apply. The page
//! applies them and shows the state; it never reads state from the document.

/// What the stage shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// Nothing yet: the model is on its way.
    #[default]
    Loading,
    /// Nothing: a picture can be given.
    Ready,
    /// A picture that is being fetched or classified.
    Working,
    /// A work that the visitor is to guess.
    Guess,
    /// An answer.
    Result,
    /// What went wrong.
    Error,
}

impl State {
    /// Its name in the document.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Loading => "loading",
            Self::Ready => "ready",
            Self::Working => "working",
            Self::Guess => "guess",
            Self::Result => "result",
            Self::Error => "error",
        }
    }

    /// Whether an answer is pending.
    pub const fn is_busy(self) -> bool {
        matches!(self, Self::Working | Self::Guess)
    }
}

/// What the visitor is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Looking at a picture, or at several.
    Look,
    /// Playing against the model.
    Guess,
    /// Searching The Met.
    Find,
}

impl Mode {
    /// Its name in the document, and in the address after `#`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Look => "look",
            Self::Guess => "guess",
            Self::Find => "find",
        }
    }
}

/// What happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event<'a> {
    /// The address has this fragment now, with its `#`.
    Address(&'a str),
    /// The visitor gives pictures of theirs, which no address names.
    Own,
    /// The visitor asks for a picture.
    Picture,
    /// The game asks for its next work.
    NextRound,
    /// The model is loaded.
    Loaded,
}

/// What is to be done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// End the round of the game that is being played.
    EndGame,
    /// Put the table of several pictures away.
    ClearBatch,
    /// Show this face.
    Show(Mode),
    /// Write this face into the address.
    Write(Mode),
    /// Play a round.
    Play,
    /// Fetch and classify this work.
    Work(u32),
    /// Take the pictures that another program has shared.
    TakeShared,
    /// Stop what is going on.
    Idle,
    /// Show that a picture can be given.
    Ready,
    /// Say that the address names no work.
    BadAddress,
}

/// A visit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Session {
    state: State,
    /// None before the first is shown.
    mode: Option<Mode>,
}

impl Session {
    /// What the stage shows.
    pub fn state(&self) -> State {
        self.state
    }

    /// The stage shows something else.
    pub fn enter(&mut self, state: State) {
        self.state = state;
    }

    /// What an event leads to.
    pub fn on(&mut self, event: Event<'_>) -> Vec<Effect> {
        match event {
            Event::Address(fragment) => self.follow(fragment),
            Event::Picture if self.mode == Some(Mode::Look) => Vec::new(),
            Event::Own | Event::Picture => {
                let mut effects = vec![Effect::Write(Mode::Look)];
                effects.extend(self.turn_to(Mode::Look));
                effects
            }
            Event::NextRound => vec![Effect::Play],
            Event::Loaded if self.state == State::Loading => vec![Effect::Ready],
            Event::Loaded => Vec::new(),
        }
    }

    fn follow(&mut self, fragment: &str) -> Vec<Effect> {
        let was = self.mode;
        let (mode, then) = match fragment.trim_start_matches('#').split_once('/') {
            Some(("work", id)) => {
                (Mode::Look, Some(id.parse().map_or(Effect::BadAddress, Effect::Work)))
            }
            _ if fragment == "#find" => (Mode::Find, None),
            _ if fragment == "#guess" => {
                (Mode::Guess, (self.state != State::Guess).then_some(Effect::Play))
            }
            _ => (Mode::Look, (was == Some(Mode::Guess)).then_some(Effect::Idle)),
        };
        let mut effects = self.turn_to(mode);
        effects.extend(then);
        effects.extend((fragment == "#shared").then_some(Effect::TakeShared));
        effects
    }

    fn turn_to(&mut self, mode: Mode) -> Vec<Effect> {
        let was = self.mode.replace(mode);
        if was == Some(mode) {
            return Vec::new();
        }
        let ends = (was == Some(Mode::Guess)).then_some(Effect::EndGame);
        let clears = (mode != Mode::Look).then_some(Effect::ClearBatch);
        ends.into_iter().chain(clears).chain([Effect::Show(mode)]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Effect::{BadAddress, ClearBatch, EndGame, Idle, Play, Show, TakeShared, Work, Write};

    /// What addresses lead to, one after another.
    fn following(fragments: &[&str]) -> Vec<Effect> {
        let mut session = Session::default();
        let each = fragments.iter().map(|fragment| session.on(Event::Address(fragment)));
        each.last().unwrap_or_default()
    }

    #[test]
    fn an_address_shows_its_face() {
        assert_eq!(following(&[""]), [Show(Mode::Look)]);
        assert_eq!(following(&["#find"]), [ClearBatch, Show(Mode::Find)]);
        assert_eq!(following(&["#guess"]), [ClearBatch, Show(Mode::Guess), Play]);
        assert_eq!(following(&["#work/39901"]), [Show(Mode::Look), Work(39901)]);
        assert_eq!(following(&["", "#work/39901"]), [Work(39901)]);
        assert_eq!(following(&["", "#work/plum"]), [BadAddress]);
        assert_eq!(following(&["#shared"]), [Show(Mode::Look), TakeShared]);
        assert_eq!(following(&["#look", "#look"]), []);
    }

    #[test]
    fn leaving_the_game_ends_its_round() {
        assert_eq!(following(&["#guess", "#look"]), [EndGame, Show(Mode::Look), Idle]);
        assert_eq!(following(&["#guess", "#find"]), [EndGame, ClearBatch, Show(Mode::Find)]);
        assert_eq!(following(&["#guess", "#work/7"]), [EndGame, Show(Mode::Look), Work(7)]);
    }

    #[test]
    fn a_round_that_is_being_played_is_not_begun_anew() {
        let mut session = Session::default();
        session.on(Event::Address("#guess"));
        session.enter(State::Guess);
        assert_eq!(session.on(Event::Address("#guess")), []);
        session.enter(State::Result);
        assert_eq!(session.on(Event::Address("#guess")), [Play]);
        assert_eq!(session.on(Event::NextRound), [Play]);
    }

    #[test]
    fn a_picture_is_looked_at_wherever_it_is_given() {
        let mut session = Session::default();
        session.on(Event::Address("#find"));
        assert_eq!(session.on(Event::Picture), [Write(Mode::Look), Show(Mode::Look)]);
        assert_eq!(session.on(Event::Picture), []);
        assert_eq!(session.on(Event::Own), [Write(Mode::Look)], "the address names another");
    }

    #[test]
    fn the_model_is_told_of_only_while_nothing_else_is_shown() {
        let mut session = Session::default();
        assert_eq!(session.on(Event::Loaded), [Effect::Ready]);
        for (state, busy) in [
            (State::Ready, false),
            (State::Working, true),
            (State::Guess, true),
            (State::Result, false),
        ] {
            session.enter(state);
            assert_eq!(session.on(Event::Loaded), [], "{state:?}");
            assert_eq!(session.state().is_busy(), busy, "{state:?}");
        }
    }
}
