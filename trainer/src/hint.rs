//! Errors with a hint about what to do.

use anyhow::Error;

/// An error, or the context of one, with a hint.
#[derive(Debug, thiserror::Error)]
#[error("{said}")]
pub struct Hinted {
    said: String,
    hint: String,
}

impl Hinted {
    /// The problem and the remedy: a clause without a full stop.
    pub fn new(said: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { said: said.into(), hint: hint.into() }
    }
}

/// The hint of an error: the outermost, if it has several.
pub fn of(error: &Error) -> Option<&str> {
    error.downcast_ref::<Hinted>().map(|hinted| &*hinted.hint)
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::{Context as _, Result, anyhow, ensure};

    fn refused() -> Result<()> {
        ensure!(1 > 2, Hinted::new("the run is there", "give --resume"));
        Ok(())
    }

    #[test]
    fn a_hint_is_found_below_and_above_other_contexts() {
        let error = refused().unwrap_err();
        assert_eq!((&*error.to_string(), of(&error)), ("the run is there", Some("give --resume")));
        let error = error.context("could not train");
        assert_eq!(format!("{error:#}"), "could not train: the run is there");
        assert_eq!(of(&error), Some("give --resume"));
        let outer = Err::<(), _>(error).context(Hinted::new("no", "do not")).unwrap_err();
        assert_eq!(of(&outer), Some("do not"));
        assert_eq!(of(&anyhow!("the disk is full")), None);
    }
}
