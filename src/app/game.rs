//! You against the model: who labels more paintings correctly.

use crate::core::label::Label;
use serde::{Deserialize, Serialize};

/// One painting that both have judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Round {
    /// What the Met says.
    pub truth: Label,
    /// What the visitor said.
    pub guess: Label,
    /// What the model predicted.
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
    /// Paintings judged.
    pub rounds: u32,
    /// Of which the visitor was right.
    pub you: u32,
    /// Of which the model was right.
    pub model: u32,
    /// How many of the last ones the visitor got right in a row.
    pub streak: u32,
    /// The longest such row.
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

/// The key under which the score of a task is kept on the device.
///
/// `culture` has the plain key: scores were kept under it before there were
/// other tasks.
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
