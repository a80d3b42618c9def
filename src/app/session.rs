//! A visit: the mode and state of the page, and the effects of events.
//!
//! The session takes events and returns effects in the order in which they
//! apply. The page applies them and shows the state; it never reads state from
//! the document.
//!
//! Events, states and effects are one state machine, and so one file.

use super::setting::Setting;

/// The content of the stage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// Nothing yet: the model is being loaded.
    #[default]
    Loading,
    /// Nothing: the page is ready for a picture.
    Ready,
    /// A picture that is being fetched or classified.
    Working,
    /// A picture whose corners the visitor moves.
    Frame,
    /// A work whose label the visitor guesses.
    Guess,
    /// An answer.
    Result,
    /// An error.
    Error,
}

impl State {
    /// Its name in the document.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Loading => "loading",
            Self::Ready => "ready",
            Self::Working => "working",
            Self::Frame => "frame",
            Self::Guess => "guess",
            Self::Result => "result",
            Self::Error => "error",
        }
    }

    /// Whether an answer is pending, or about to be requested.
    pub const fn is_busy(self) -> bool {
        matches!(self, Self::Working | Self::Frame | Self::Guess)
    }
}

/// The mode: what the visitor does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Viewing a picture, or several.
    Look,
    /// Playing against the model.
    Guess,
    /// Searching The Met.
    Find,
    /// Finding changes that fool the model.
    Lab,
}

impl Mode {
    /// Its name in the document, and in the address after `#`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Look => "look",
            Self::Guess => "guess",
            Self::Find => "find",
            Self::Lab => "lab",
        }
    }
}

/// An event.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Event<'a> {
    /// The address has changed to this fragment, with its `#`.
    Address(&'a str),
    /// The visitor follows a link to this fragment, and the address does not
    /// change.
    Link(&'a str),
    /// The visit has ended, and another may begin.
    Over,
    /// The visitor opens a picture of their own, which has no address.
    Own,
    /// The visitor opens several pictures.
    Several,
    /// The visitor requests a picture.
    Picture,
    /// The visitor requests a random painting.
    Random,
    /// An activity begins.
    Begun {
        /// Whether it draws a random painting.
        drawing: bool,
    },
    /// The activity waits for its picture, or for the answer.
    Waiting,
    /// The visitor is to set the corners of the picture.
    Framed,
    /// The visitor is to guess the label of the work.
    Asked,
    /// The answer has arrived.
    Judged,
    /// An error has occurred.
    Failed,
    /// No activity is in progress.
    Idle {
        /// Whether the model is loaded.
        ready: bool,
    },
    /// A random painting is shown: the work of The Met with this number.
    Drawn(u32),
    /// An answer is shown, with the number of the work for a work of The Met.
    Answered(Option<u32>),
    /// The game requests its next work.
    NextRound,
    /// The download of the worker's code and the model has started (`true`) or
    /// ended.
    Downloading(bool),
    /// The model is loaded.
    Loaded,
}

/// An effect.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// End the current round of the game.
    EndGame,
    /// Remove the table of several pictures.
    ClearBatch,
    /// Show this state without content.
    Enter(State),
    /// Show this mode.
    Show(Mode),
    /// Write this mode into the address.
    Write(Mode),
    /// Write this work into the address.
    WriteWork(u32),
    /// Open the lab with the picture that is shown.
    Experiment,
    /// Play a round.
    Play,
    /// Fetch and classify a random painting.
    Draw,
    /// Fetch and classify this work.
    Work(u32),
    /// Open the pictures that another program has shared.
    TakeShared,
    /// Stop the activity.
    Idle,
    /// Show or hide the progress of the download.
    ShowDownload(bool),
    /// Prepare for offline use.
    Register,
    /// Report that the address does not name a work.
    BadAddress,
    /// Reset the choices and the score of this visitor.
    Forget,
    /// Reload the page, because the address is for another setting.
    Reload,
}

/// A visit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Session {
    setting: Setting,
    state: State,
    /// The mode that is shown; `None` before the first.
    mode: Option<Mode>,
    /// The previous mode.
    before: Option<Mode>,
    /// Whether the worker's code and the model are being downloaded.
    downloading: bool,
    /// Whether the last activity that began draws a random painting.
    drawing: bool,
    /// Whether the page has been prepared for offline use.
    registered: bool,
    /// The work of The Met that the last answer is about, if any.
    work: Option<u32>,
}

impl Session {
    /// A visit in this setting.
    pub fn in_setting(setting: Setting) -> Self {
        Self { setting, ..Self::default() }
    }

    /// The content of the stage.
    pub fn state(&self) -> State {
        self.state
    }

    /// The previous mode; `None` before the second is shown.
    pub fn before(&self) -> Option<Mode> {
        self.before
    }

    /// Whether the worker's code and the model are being downloaded.
    pub fn is_downloading(&self) -> bool {
        self.downloading
    }

    /// Updates the session for an event, and returns the effects.
    pub fn on(&mut self, event: Event<'_>) -> Vec<Effect> {
        let mut effects = self.lead(event);
        if !self.setting.owns_address() {
            effects.retain(|effect| !matches!(effect, Effect::Write(_) | Effect::WriteWork(_)));
        }
        effects
    }

    fn lead(&mut self, event: Event<'_>) -> Vec<Effect> {
        match event {
            Event::Address(fragment) if Setting::of(fragment) != self.setting => {
                vec![Effect::Reload]
            }
            Event::Address(fragment) | Event::Link(fragment) => self.follow(fragment),
            Event::Over => {
                let turned = self.turn_to(Mode::Look).into_iter();
                turned.chain([Effect::ClearBatch, Effect::Idle, Effect::Forget]).collect()
            }
            // A picture that is opened in the lab is shown in the lab.
            Event::Own | Event::Picture if self.mode == Some(Mode::Lab) => Vec::new(),
            Event::Picture if self.mode == Some(Mode::Look) => Vec::new(),
            Event::Own | Event::Several | Event::Picture => {
                let mut effects = vec![Effect::Write(Mode::Look)];
                effects.extend(self.turn_to(Mode::Look));
                effects
            }
            // A repeated click during the fetch has no effect.
            Event::Random if self.drawing && self.state == State::Working => Vec::new(),
            Event::Random => {
                let mut effects = self.lead(Event::Picture);
                effects.push(Effect::Draw);
                effects
            }
            Event::Begun { drawing } => {
                self.drawing = drawing;
                Vec::new()
            }
            Event::Waiting => self.enter(State::Working),
            Event::Framed => self.enter(State::Frame),
            Event::Asked => self.enter(State::Guess),
            Event::Judged => self.enter(State::Result),
            Event::Failed => self.enter(State::Error),
            Event::Idle { ready: true } => self.enter(State::Ready),
            Event::Idle { ready: false } => self.enter(State::Loading),
            Event::Drawn(work) if self.mode == Some(Mode::Look) => vec![Effect::WriteWork(work)],
            Event::Drawn(_) => Vec::new(),
            Event::Answered(work) => {
                self.work = work;
                self.if_in_lab(Effect::Experiment)
            }
            Event::NextRound => vec![Effect::Play],
            Event::Downloading(downloading) => {
                self.downloading = downloading;
                vec![Effect::ShowDownload(downloading)]
            }
            Event::Loaded => {
                let mut effects = match self.state {
                    State::Loading => self.enter(State::Ready),
                    _ => Vec::new(),
                };
                // Caching for offline use must not delay the first answer.
                effects.extend((!self.registered).then_some(Effect::Register));
                self.registered = true;
                effects
            }
        }
    }

    fn enter(&mut self, state: State) -> Vec<Effect> {
        self.state = state;
        vec![Effect::Enter(state)]
    }

    fn if_in_lab(&self, effect: Effect) -> Vec<Effect> {
        (self.mode == Some(Mode::Lab)).then_some(effect).into_iter().collect()
    }

    fn follow(&mut self, fragment: &str) -> Vec<Effect> {
        let was = self.mode;
        let answered = self.state == State::Result;
        let (mode, then) = match fragment.trim_start_matches('#').split_once('/') {
            Some(("work", id)) => {
                let then = id.parse().map_or(Effect::BadAddress, Effect::Work);
                // After the lab, the answer is still shown.
                let back = was == Some(Mode::Lab) && answered;
                let here = back && self.work.map(Effect::Work) == Some(then);
                (Mode::Look, (!here).then_some(then))
            }
            _ if fragment == "#lab" && answered => {
                (Mode::Lab, (was != Some(Mode::Lab)).then_some(Effect::Experiment))
            }
            _ if fragment == "#lab" => {
                (Mode::Lab, (was == Some(Mode::Guess)).then_some(Effect::Idle))
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
        self.before = was;
        let ends = (was == Some(Mode::Guess)).then_some(Effect::EndGame);
        // The table is kept for the return from the lab.
        let clears = (!matches!(mode, Mode::Look | Mode::Lab)).then_some(Effect::ClearBatch);
        ends.into_iter().chain(clears).chain([Effect::Show(mode)]).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Effect::{
        BadAddress, ClearBatch, Draw, EndGame, Enter, Experiment, Forget, Idle, Play, Register,
        Reload, Show, ShowDownload, TakeShared, Work, Write, WriteWork,
    };

    /// The effects of the last of several addresses.
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
    fn the_face_that_was_shown_before_is_known() {
        let mut session = Session::default();
        session.on(Event::Address(""));
        assert_eq!(session.before(), None, "it is the first");
        session.on(Event::Address("#lab"));
        assert_eq!(session.before(), Some(Mode::Look));
        session.on(Event::Address("#lab"));
        assert_eq!(session.before(), Some(Mode::Look), "the same is shown");
        session.on(Event::Address("#look"));
        assert_eq!(session.before(), Some(Mode::Lab));
    }

    #[test]
    fn a_download_is_on_its_way_whatever_is_shown() {
        let mut session = Session::default();
        assert_eq!(session.on(Event::Downloading(true)), [ShowDownload(true)]);
        session.on(Event::Waiting);
        assert!(session.is_downloading());
        assert_eq!(session.on(Event::Downloading(false)), [ShowDownload(false)]);
        assert!(!session.is_downloading());
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
        session.on(Event::Asked);
        assert_eq!(session.on(Event::Address("#guess")), []);
        session.on(Event::Judged);
        assert_eq!(session.on(Event::Address("#guess")), [Play]);
        assert_eq!(session.on(Event::NextRound), [Play]);
    }

    #[test]
    fn a_picture_is_looked_at_wherever_it_is_given() {
        let mut session = Session::default();
        session.on(Event::Address("#find"));
        assert_eq!(session.on(Event::Picture), [Write(Mode::Look), Show(Mode::Look)]);
        assert_eq!(session.on(Event::Picture), []);
        for event in [Event::Own, Event::Several] {
            assert_eq!(session.on(event), [Write(Mode::Look)], "the address names another");
        }
    }

    #[test]
    fn the_lab_takes_the_picture_that_is_shown() {
        assert_eq!(following(&["#lab"]), [Show(Mode::Lab)], "there is none");
        assert_eq!(following(&["#guess", "#lab"]), [EndGame, Show(Mode::Lab), Idle]);
        let mut session = Session::default();
        session.on(Event::Address("#look"));
        session.on(Event::Judged);
        assert_eq!(session.on(Event::Answered(None)), []);
        assert_eq!(session.on(Event::Address("#lab")), [Show(Mode::Lab), Experiment]);
        assert_eq!(session.on(Event::Address("#lab")), []);
        assert_eq!(session.on(Event::Address("#look")), [Show(Mode::Look)], "the answer stays");
    }

    #[test]
    fn a_picture_that_is_given_in_the_lab_stays_in_it() {
        let mut session = Session::default();
        session.on(Event::Address("#lab"));
        assert_eq!(session.on(Event::Own), []);
        assert_eq!(session.on(Event::Picture), []);
        session.on(Event::Waiting);
        assert_eq!(session.on(Event::Drawn(7)), []);
        session.on(Event::Judged);
        assert_eq!(session.on(Event::Answered(Some(7))), [Experiment]);
        assert_eq!(session.on(Event::Several), [Write(Mode::Look), Show(Mode::Look)]);
    }

    #[test]
    fn from_the_lab_back_to_a_work_nothing_is_fetched_again() {
        let mut session = Session::default();
        session.on(Event::Address("#work/7"));
        session.on(Event::Judged);
        session.on(Event::Answered(Some(7)));
        session.on(Event::Address("#lab"));
        assert_eq!(session.on(Event::Address("#work/7")), [Show(Mode::Look)]);
        session.on(Event::Address("#lab"));
        assert_eq!(session.on(Event::Address("#work/8")), [Show(Mode::Look), Work(8)]);
        session.on(Event::Address("#lab"));
        session.on(Event::Failed);
        assert_eq!(session.on(Event::Address("#work/7")), [Show(Mode::Look), Work(7)]);
    }

    #[test]
    fn a_random_painting_is_named_in_the_address() {
        let mut session = Session::default();
        session.on(Event::Address(""));
        assert_eq!(session.on(Event::Drawn(7)), [WriteWork(7)]);
    }

    #[test]
    fn the_model_is_told_of_only_while_nothing_else_is_shown() {
        let mut session = Session::default();
        session.on(Event::Loaded);
        for (event, state, busy) in [
            (Event::Idle { ready: true }, State::Ready, false),
            (Event::Waiting, State::Working, true),
            (Event::Framed, State::Frame, true),
            (Event::Asked, State::Guess, true),
            (Event::Judged, State::Result, false),
            (Event::Failed, State::Error, false),
        ] {
            assert_eq!(session.on(event), [Enter(state)]);
            assert_eq!(session.on(Event::Loaded), [], "{state:?}");
            assert_eq!((session.state(), session.state().is_busy()), (state, busy));
        }
        // The model is loaded again after the worker was stopped.
        assert_eq!(session.on(Event::Idle { ready: false }), [Enter(State::Loading)]);
        assert_eq!(session.on(Event::Loaded), [Enter(State::Ready)]);
    }

    #[test]
    fn the_first_model_prepares_for_offline_use() {
        let mut session = Session::default();
        assert_eq!(session.on(Event::Loaded), [Enter(State::Ready), Register]);
        let mut early = Session::default();
        early.on(Event::Waiting);
        assert_eq!(early.on(Event::Loaded), [Register], "a picture was given before");
        assert_eq!(early.on(Event::Loaded), []);
    }

    #[test]
    fn a_random_painting_on_its_way_is_not_asked_for_again() {
        let mut session = Session::default();
        session.on(Event::Address("#find"));
        assert_eq!(session.on(Event::Random), [Write(Mode::Look), Show(Mode::Look), Draw]);
        session.on(Event::Begun { drawing: true });
        session.on(Event::Waiting);
        assert_eq!(session.on(Event::Random), []);
        session.on(Event::Judged);
        assert_eq!(session.on(Event::Random), [Draw], "it is there");
        session.on(Event::Begun { drawing: false });
        session.on(Event::Waiting);
        assert_eq!(session.on(Event::Random), [Draw], "another picture is on its way");
    }

    #[test]
    fn another_setting_loads_the_page_anew() {
        assert_eq!(following(&["", "#kiosk"]), [Reload]);
        assert_eq!(following(&["#guess", "#embed?origin=https://a.example"]), [Reload]);
        let mut kiosk = Session::in_setting(Setting::Kiosk);
        assert_eq!(kiosk.on(Event::Address("#kiosk")), [Show(Mode::Look)]);
        assert_eq!(kiosk.on(Event::Address("#look")), [Reload]);
        assert_eq!(kiosk.on(Event::Address("#embed")), [Reload]);
    }

    #[test]
    fn in_a_frame_and_in_a_kiosk_links_are_followed_and_the_address_stays() {
        for fragment in ["#embed", "#kiosk"] {
            let mut session = Session::in_setting(Setting::of(fragment));
            session.on(Event::Address(fragment));
            assert_eq!(session.on(Event::Link("#work/7")), [Work(7)], "{fragment}");
            assert_eq!(session.on(Event::Drawn(7)), []);
            let effects = session.on(Event::Link("#guess"));
            assert_eq!(effects, [ClearBatch, Show(Mode::Guess), Play]);
            assert_eq!(session.on(Event::Picture), [EndGame, Show(Mode::Look)]);
            assert_eq!(session.on(Event::Own), []);
        }
    }

    #[test]
    fn when_a_visit_is_over_nothing_of_it_is_left() {
        let mut session = Session::in_setting(Setting::Kiosk);
        session.on(Event::Address("#kiosk"));
        assert_eq!(session.on(Event::Over), [ClearBatch, Idle, Forget]);
        session.on(Event::Link("#guess"));
        let effects = session.on(Event::Over);
        assert_eq!(effects, [EndGame, Show(Mode::Look), ClearBatch, Idle, Forget]);
    }
}
