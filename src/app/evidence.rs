//! The evidence maps of an answer, in words.

use super::{
    format::percent,
    words::{Message, message},
};
use crate::core::{
    classification::Classification,
    evidence::{Evidence, Location},
    label::Label,
    prediction::Prediction,
    verdict::Verdict,
};

/// The location of the evidence for a label, in a sentence.
pub fn whereabouts(evidence: &Evidence, label: Label) -> Message {
    in_words("where", evidence.location(label)).with("culture", label)
}

/// The message of this name for a location: without a suffix for a place, with
/// a suffix for the other cases.
fn in_words(name: &'static str, location: Location) -> Message {
    match location {
        Location::Mostly(place) => message(name).with("place", Message::from(place)),
        Location::Spread => message(format!("{name}-spread")),
        Location::Nowhere => message(format!("{name}-none")),
    }
}

/// The two most probable labels of an answer, and the evidence for both.
#[derive(Clone, Copy, Debug)]
pub struct Rivals<'a> {
    /// The most probable label.
    pub first: Prediction,
    /// The second.
    pub second: Prediction,
    /// The maps of all labels.
    pub evidence: &'a Evidence,
}

impl<'a> Rivals<'a> {
    /// `None` if the evidence does not explain the difference between the two:
    /// the network has no maps, or the picture may have none of its labels.
    pub fn of(answer: &'a Classification) -> Option<Self> {
        let evidence = answer.evidence.as_ref()?;
        let decided = answer.verdict != Verdict::NotOneOfThese;
        let (first, second) = (answer.predictions.first(), answer.predictions.second());
        decided.then_some(Self { first, second, evidence })
    }

    /// The location of the evidence that favours the second over the first.
    pub fn contrast(&self) -> Message {
        let (first, second) = (self.first.label, self.second.label);
        in_words("contrast", self.evidence.advantage(second, first))
            .with("first", first)
            .with("second", second)
    }

    /// One of the two, its probability, and the location of its evidence.
    pub fn caption(&self, rival: Prediction) -> Message {
        in_words("rival", self.evidence.location(rival.label))
            .with("culture", rival.label)
            .with("share", percent(rival.probability.into()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        app::words::{Language, TaskWords, Words},
        core::{
            classification::{Decoder, Timings},
            prediction::Ranking,
            task::tests::{chinese, indian, japanese, labels},
        },
    };
    use std::time::Duration;

    /// An answer with two columns and rows: Japanese for its left, then Chinese
    /// for these cells; no evidence for the others.
    fn answer(chinese_cells: [f32; 4]) -> Classification {
        let none = || vec![-1.0; 4];
        let maps = labels().iter().map(|label| (label, none())).collect();
        let mut evidence = Evidence { width: 2, height: 2, maps };
        evidence.maps.insert(japanese(), vec![3.0, -1.0, 3.0, -1.0]);
        evidence.maps.insert(chinese(), chinese_cells.to_vec());
        Classification {
            predictions: Ranking::new(&labels(), &[0.04, 0.3, 0.05, 0.61]).unwrap(),
            verdict: Verdict::Confident { label: japanese() },
            logits: vec![],
            evidence: Some(evidence),
            foreign: 0.0,
            familiar: 1.0,
            embedding: vec![],
            size: (2, 2),
            decoder: Decoder::Whence,
            timings: Timings {
                decode: Duration::ZERO,
                resize: Duration::ZERO,
                inference: Duration::ZERO,
            },
        }
    }

    fn english(message: &Message) -> String {
        Words::new(Language::ENGLISH, TaskWords::default()).text(message).unwrap()
    }

    fn contrast(chinese_cells: [f32; 4]) -> String {
        english(&Rivals::of(&answer(chinese_cells)).unwrap().contrast())
    }

    #[test]
    fn what_speaks_for_the_second_is_placed() {
        let placed = contrast([-1.0, -1.0, -1.0, 2.0]);
        assert_eq!(
            placed,
            "The evidence that favours Chinese over Japanese is mostly at the bottom right."
        );
        assert!(contrast([9.0; 4]).ends_with("is spread over the whole picture."));
        assert_eq!(
            contrast([2.0, -1.0, 3.0, -1.0]),
            "No part of the picture favours Chinese over Japanese."
        );
    }

    #[test]
    fn a_caption_says_who_how_likely_and_where() {
        let answer = answer([-1.0, -1.0, -1.0, 2.0]);
        let rivals = Rivals::of(&answer).unwrap();
        let captions = [rivals.first, rivals.second].map(|rival| english(&rivals.caption(rival)));
        assert_eq!(captions[0], "Japanese, 61%: over the whole picture");
        assert_eq!(captions[1], "Chinese, 30%: mostly at the bottom right");
        let nothing = Prediction { label: indian(), probability: 0.05 };
        assert_eq!(english(&rivals.caption(nothing)), "Indian, 5%: no evidence");
        let evidence = answer.evidence.as_ref().unwrap();
        assert!(english(&whereabouts(evidence, indian())).starts_with("There is no evidence"));
        assert!(english(&whereabouts(evidence, chinese())).ends_with("is at the bottom right."));
    }

    #[test]
    fn without_maps_and_for_what_is_perhaps_none_of_them_there_is_nothing_to_compare() {
        let mapped = answer([1.0; 4]);
        let verdict = Verdict::NotOneOfThese;
        assert!(Rivals::of(&Classification { verdict, ..mapped.clone() }).is_none());
        assert!(Rivals::of(&Classification { evidence: None, ..mapped }).is_none());
    }

    #[test]
    fn every_language_has_each_sentence() {
        for language in Language::ALL {
            let words = Words::new(language, TaskWords::default());
            for cells in [[-1.0, -1.0, -1.0, 2.0], [9.0; 4], [-1.0; 4]] {
                let answer = answer(cells);
                let rivals = Rivals::of(&answer).unwrap();
                let contrast = words.text(&rivals.contrast()).unwrap();
                assert!(
                    contrast.contains("Chinese") && contrast.contains("Japanese"),
                    "{contrast}"
                );
                let caption = words.text(&rivals.caption(rivals.second)).unwrap();
                assert!(caption.contains("Chinese") && caption.contains("30%"), "{caption}");
                let whereabouts = whereabouts(rivals.evidence, chinese());
                assert!(words.text(&whereabouts).unwrap().contains("Chinese"));
            }
        }
    }
}
