//! You against the model: who labels more paintings correctly.

use crate::core::label::Label;
use serde::{Deserialize, Serialize};

/// One painting that both have labelled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Round {
    /// The label of the Met.
    pub truth: Label,
    /// The visitor's label.
    pub guess: Label,
    /// The model's label.
    pub predicted: Label,
}

impl Round {
    /// Whether the visitor was right.
    pub fn you_are_right(&self) -> bool {
        self.guess == self.truth
    }

    /// Whether the model was right.
    pub fn model_is_right(&self) -> bool {
        self.predicted == self.truth
    }
}

/// The score.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Score {
    /// The number of paintings.
    pub rounds: u32,
    /// How many of them the visitor labelled correctly.
    pub you: u32,
    /// How many of them the model labelled correctly.
    pub model: u32,
    /// The visitor's current streak of correct answers.
    pub streak: u32,
    /// The longest streak.
    pub best: u32,
}

impl Score {
    /// The score after one more round.
    #[must_use]
    pub fn after(self, round: Round) -> Self {
        let streak = if round.you_are_right() { self.streak + 1 } else { 0 };
        Self {
            rounds: self.rounds + 1,
            you: self.you + u32::from(round.you_are_right()),
            model: self.model + u32::from(round.model_is_right()),
            streak,
            best: self.best.max(streak),
        }
    }
}

/// The storage key for the score of a task.
///
/// `culture` has the plain key, because scores were stored under it before
/// there were other tasks.
pub fn score_key(task: &str) -> String {
    if task == "culture" { "score".to_owned() } else { format!("score-{task}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::task::tests::{chinese, japanese};

    #[test]
    fn both_are_counted_and_a_miss_ends_a_streak() {
        let round = |truth, guess, predicted| Round { truth, guess, predicted };
        let score = [
            round(chinese(), chinese(), japanese()),
            round(chinese(), chinese(), chinese()),
            round(japanese(), chinese(), japanese()),
            round(japanese(), japanese(), japanese()),
        ]
        .into_iter()
        .fold(Score::default(), Score::after);
        assert_eq!(score, Score { rounds: 4, you: 3, model: 3, streak: 1, best: 2 });
    }

    #[test]
    fn each_task_has_a_score_and_culture_the_older_one() {
        assert_eq!(score_key("culture"), "score");
        assert_eq!(score_key("kind"), "score-kind");
    }

    #[test]
    fn a_score_of_an_older_visit_is_read() {
        let score: Score = serde_json::from_str(r#"{"rounds":2,"you":1}"#).unwrap();
        assert_eq!(score, Score { rounds: 2, you: 1, ..Score::default() });
    }
}
