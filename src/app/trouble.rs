//! Errors as the page shows them to visitors: the problem, and a remedy.
//!
//! The message of a parser, a decoder or a browser is not in the visitor's
//! language. It is kept separate, as details for a bug report.

use crate::{
    app::words::{Arg, Message, message, one_of},
    core::{
        error::{ClassifierError, MAX_ALLOCATION, MAX_PIXELS, PictureError},
        format::Format,
    },
    met::Refusal,
};

/// An error with a message `trouble-NAME`.
///
/// An error that occurs in one place is created there, with [`Trouble::new`].
#[derive(Clone, Debug)]
pub struct Trouble {
    /// Its name in the page, for styles and tests.
    pub name: &'static str,
    /// Its message, with the advice as an attribute.
    pub what: Message,
    /// The remedy that the page offers.
    pub remedy: Remedy,
    /// The technical cause, if there is more to say.
    pub details: Option<String>,
}

/// The remedy that the page offers in addition to the advice.
#[derive(Clone, Debug, PartialEq)]
pub enum Remedy {
    /// Another picture.
    Another,
    /// Try again.
    Again,
    /// Try again, without the browser's cache.
    Afresh,
    /// Try again after some milliseconds.
    Wait(f64),
    /// Fetch from hosts other than the Met's, or save the picture from its
    /// address.
    OtherHosts(String),
    /// Save the picture from its address.
    Save(String),
}

impl Trouble {
    /// An error with a name.
    pub fn new(name: &'static str, remedy: Remedy) -> Self {
        Self { name, what: message(format!("trouble-{name}")), remedy, details: None }
    }

    /// Adds a cause.
    #[must_use]
    pub fn because(mut self, cause: impl Into<String>) -> Self {
        self.details = Some(cause.into()).filter(|cause| !cause.is_empty());
        self
    }

    /// Adds an argument of its message.
    #[must_use]
    pub fn with(mut self, argument: &'static str, value: impl Into<Arg>) -> Self {
        self.what = self.what.with(argument, value);
        self
    }

    /// The problem and the advice, in one message.
    pub fn said(&self) -> Message {
        message("status-trouble")
            .with("trouble", self.what.clone())
            .with("advice", self.what.attribute("advice"))
    }

    /// A picture that cannot be drawn.
    pub fn damaged(why: &str) -> Self {
        Self::new("damaged", Remedy::Another).because(why)
    }

    /// The worker crashed on a picture.
    pub fn crashed() -> Self {
        Self::new("crashed", Remedy::Another)
    }

    /// The worker does not start.
    pub fn broken(why: &str) -> Self {
        Self::new("broken", Remedy::Afresh).because(why)
    }

    /// A file of the page did not arrive; `status` is that of the response,
    /// `None` if there was no complete response.
    pub fn download(url: &str, status: Option<u16>) -> Self {
        match status {
            Some(status) => Self::new("missing", Remedy::Again)
                .with("status", status.to_string())
                .with("url", url),
            None => Self::new("offline", Remedy::Again),
        }
    }

    /// The Met blocks requests for the next `left` milliseconds.
    pub fn blocked(left: f64) -> Self {
        Self::new("blocked", Remedy::Wait(left))
    }

    /// This device has no connection, so The Met cannot be reached.
    pub fn met_offline() -> Self {
        Self::new("met-offline", Remedy::Again)
    }

    /// The Met refused a request about an object.
    pub fn refused(refusal: &Refusal, object: Option<u32>) -> Self {
        match (refusal, object) {
            (Refusal::NotFound(_), Some(id)) => {
                Self::new("not-found", Remedy::Another).with("id", id.to_string())
            }
            (Refusal::Gone(_), _) => Self::new("retired", Remedy::Another),
            _ => Self::met(&refusal.to_string()),
        }
    }

    /// An answer of the Met could not be parsed.
    pub fn met(why: &str) -> Self {
        Self::new("met", Remedy::Again).because(why)
    }

    /// None of several works in a row was usable.
    pub fn no_luck() -> Self {
        Self::new("no-luck", Remedy::Again)
    }

    /// A work's picture could not be fetched from the Met's hosts or, if
    /// `others` is true, from any host.
    pub fn unreachable(address: &str, others: bool) -> Self {
        let address = address.to_owned();
        if others {
            Self::new("unreachable-at-all", Remedy::Save(address))
        } else {
            Self::new("unreachable", Remedy::OtherHosts(address))
        }
    }

    /// Neither an address nor a number.
    pub fn address() -> Self {
        Self::new("address", Remedy::Another)
    }
}

impl From<&ClassifierError> for Trouble {
    fn from(error: &ClassifierError) -> Self {
        let afresh = Self::new(error.code(), Remedy::Afresh);
        match error {
            ClassifierError::Picture(error) => error.into(),
            ClassifierError::Mismatch { .. } => afresh,
            ClassifierError::Card(_) | ClassifierError::Network(_) => {
                afresh.because(error.to_string())
            }
        }
    }
}

impl From<&PictureError> for Trouble {
    fn from(error: &PictureError) -> Self {
        let another = Self::new(error.code(), Remedy::Another);
        match error {
            PictureError::Empty
            | PictureError::Unreadable
            | PictureError::Incomplete
            | PictureError::Blank => another,
            PictureError::NotAPicture => {
                another.with("formats", one_of(Format::ALL.map(Format::name)))
            }
            PictureError::UnsupportedFormat(format) => another.with("format", format.as_str()),
            PictureError::UnsupportedVariant { format, variant } => {
                another.with("format", format.as_str()).because(variant)
            }
            PictureError::TooLarge { width, height } => another
                .with("width", width.to_string())
                .with("height", height.to_string())
                .with("limit", (MAX_PIXELS / 1_000_000).to_string()),
            PictureError::TooMuchMemory => {
                another.with("limit", (MAX_ALLOCATION >> 20).to_string())
            }
            PictureError::Damaged(why) | PictureError::Resize(why) => another.because(why.as_str()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::words::{Language, Words};

    /// One of each kind that is created here.
    fn troubles() -> Vec<Trouble> {
        let picture = [
            PictureError::Empty,
            PictureError::Unreadable,
            PictureError::NotAPicture,
            PictureError::UnsupportedFormat("TIFF".to_owned()),
            PictureError::UnsupportedVariant {
                format: "JPEG".to_owned(),
                variant: "arithmetic coding".to_owned(),
            },
            PictureError::Incomplete,
            PictureError::Blank,
            PictureError::TooLarge { width: 20_000, height: 10_000 },
            PictureError::TooMuchMemory,
            PictureError::Damaged("cut off".to_owned()),
            PictureError::Resize("no room".to_owned()),
        ];
        let model = [
            ClassifierError::Mismatch { expected: "a".to_owned(), found: "b".to_owned() },
            ClassifierError::Network("no logits".to_owned()),
        ];
        let refused = [Refusal::NotFound("not found".to_owned()), Refusal::Gone(String::new())];
        let mut all: Vec<Trouble> = picture.iter().map(Trouble::from).collect();
        all.extend(model.iter().map(Trouble::from));
        all.extend(refused.iter().map(|refusal| Trouble::refused(refusal, Some(7))));
        all.extend([
            Trouble::damaged("it cannot be drawn"),
            Trouble::crashed(),
            Trouble::broken(""),
            Trouble::broken("out of memory"),
            Trouble::download("whence.onnx", Some(404)),
            Trouble::download("whence.onnx", None),
            Trouble::blocked(1.0),
            Trouble::met_offline(),
            Trouble::met("it makes no sense"),
            Trouble::no_luck(),
            Trouble::unreachable("https://images", false),
            Trouble::unreachable("https://images", true),
            Trouble::address(),
        ]);
        all
    }

    #[test]
    fn each_says_what_is_wrong_and_what_to_do_in_every_language() {
        for language in Language::ALL {
            let words = Words::new(language, Default::default());
            for trouble in troubles() {
                for message in [trouble.what.clone(), trouble.what.attribute("advice")] {
                    let said = words.text(&message).unwrap_or_default();
                    let tag = language.tag();
                    assert!(!said.is_empty() && !said.contains('$'), "{}, {tag}", trouble.name);
                }
            }
        }
    }

    #[test]
    fn what_the_javascript_api_throws_is_in_its_types() {
        let types = include_str!("../api.rs");
        for trouble in troubles().iter().take(13) {
            let code = format!("\"{}\"", trouble.name);
            assert!(types.contains(&code), "{code}");
        }
    }

    #[test]
    fn a_cause_is_in_the_details_and_not_in_the_message() {
        let causes = ["cut off", "no room", "no logits", "out of memory", "makes no sense"];
        for cause in causes {
            let told = |trouble: &Trouble| {
                trouble.details.as_ref().is_some_and(|details| details.contains(cause))
            };
            let troubles: Vec<_> = troubles().into_iter().filter(told).collect();
            assert!(!troubles.is_empty(), "{cause}");
            for language in Language::ALL {
                let words = Words::new(language, Default::default());
                for what in troubles.iter().map(|trouble| &trouble.what) {
                    let said = [what.clone(), what.attribute("advice")];
                    let said = said.map(|message| words.text(&message).unwrap_or_default());
                    assert!(said.iter().all(|said| !said.contains(cause)), "{said:?}");
                }
            }
        }
        assert_eq!(Trouble::broken("").details, None);
    }

    #[test]
    fn what_can_be_done_depends_on_what_happened() {
        let remedies: Vec<(&str, Remedy)> =
            troubles().into_iter().map(|trouble| (trouble.name, trouble.remedy)).collect();
        for (name, remedy) in [
            ("empty", Remedy::Another),
            ("mismatch", Remedy::Afresh),
            ("broken", Remedy::Afresh),
            ("not-found", Remedy::Another),
            ("retired", Remedy::Another),
            ("missing", Remedy::Again),
            ("offline", Remedy::Again),
            ("blocked", Remedy::Wait(1.0)),
            ("met-offline", Remedy::Again),
            ("unreachable", Remedy::OtherHosts("https://images".to_owned())),
            ("unreachable-at-all", Remedy::Save("https://images".to_owned())),
        ] {
            assert!(remedies.contains(&(name, remedy)), "{name}: {remedies:?}");
        }
    }
}
