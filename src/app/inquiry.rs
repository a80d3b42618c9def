//! Questions about a picture that change faster than the worker answers.
//!
//! At most one question is pending. When its answer arrives, only the newest
//! state is asked about, so that no outdated question is sent.

/// The pending question about a picture, and the last one answered.
#[derive(Debug)]
pub struct Inquiry<Q> {
    picture: u32,
    asked: Option<(u32, Q)>,
    answered: Option<Q>,
}

impl<Q> Default for Inquiry<Q> {
    fn default() -> Self {
        Self { picture: 0, asked: None, answered: None }
    }
}

impl<Q: Clone + PartialEq> Inquiry<Q> {
    /// Starts with another picture, about which nothing has been asked.
    pub fn open(&mut self) {
        self.picture += 1;
        self.answered = None;
    }

    /// The question to send to the worker for the wanted state: `None` while a
    /// question is pending, or if the last answer was to the same question.
    pub fn ask(&mut self, wanted: Q) -> Option<Q> {
        if self.asked.is_some() || self.answered.as_ref() == Some(&wanted) {
            return None;
        }
        self.asked = Some((self.picture, wanted.clone()));
        Some(wanted)
    }

    /// The question that has now been answered or has failed; `None` if it was
    /// about an earlier picture.
    pub fn settle(&mut self) -> Option<Q> {
        let (picture, question) = self.asked.take()?;
        let is_current = picture == self.picture;
        is_current.then(|| self.answered.insert(question).clone())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_question_is_asked_at_a_time_and_nothing_stale() {
        let mut inquiry = Inquiry::default();
        inquiry.open();
        assert_eq!(inquiry.ask(1), Some(1));
        assert_eq!([2, 3, 4].map(|wanted| inquiry.ask(wanted)), [None; 3]);
        assert_eq!(inquiry.settle(), Some(1));
        assert_eq!(inquiry.ask(4), Some(4));
        assert_eq!(inquiry.settle(), Some(4));
        assert_eq!(inquiry.ask(4), None, "it is answered");
        assert_eq!(inquiry.ask(1), Some(1));
    }

    #[test]
    fn an_answer_about_an_earlier_picture_is_nothing() {
        let mut inquiry = Inquiry::default();
        inquiry.open();
        assert_eq!(inquiry.ask(1), Some(1));
        inquiry.open();
        assert_eq!(inquiry.ask(1), None, "the earlier question is still with the worker");
        assert_eq!(inquiry.settle(), None);
        assert_eq!(inquiry.settle(), None);
        assert_eq!(inquiry.ask(1), Some(1));
    }
}
