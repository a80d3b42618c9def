//! The outputs of one forward pass.

use crate::core::{error::ClassifierError, evidence::Evidence, label::Labels};
use tract_onnx::prelude::TValue;

/// The indices of the network's outputs among its results.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outputs {
    pub(super) logits: usize,
    evidence: Option<usize>,
    embedding: Option<usize>,
    foreign: Option<usize>,
}

/// The values of the outputs.
pub(super) struct Answer {
    pub(super) logits: Vec<f32>,
    pub(super) evidence: Option<Evidence>,
    pub(super) embedding: Vec<f32>,
    pub(super) foreign: Option<f32>,
}

impl Outputs {
    /// Finds the outputs by name; `names` are those of all outputs, in order.
    pub(super) fn find(names: &[&str]) -> Result<Self, ClassifierError> {
        let position = |wanted| names.iter().position(|name| *name == wanted);
        Ok(Self {
            logits: position("logits").ok_or_else(|| missing("an output named logits"))?,
            evidence: position("evidence"),
            embedding: position("embedding"),
            foreign: position("foreign"),
        })
    }

    /// Reads the outputs from the `results` of a network with these labels.
    pub(super) fn read(
        &self,
        results: &[TValue],
        labels: &Labels,
    ) -> Result<Answer, ClassifierError> {
        let values = |index: usize| -> Result<Vec<f32>, ClassifierError> {
            let result = results.get(index).ok_or_else(|| missing("an output"))?;
            numbers(result.to_plain_array_view::<f32>()?.iter().copied().collect())
        };
        let evidence = self.evidence.map(|index| {
            let shape = results.get(index).map_or(&[][..], |result| result.shape());
            Evidence::new(shape, &values(index)?, labels)
        });
        let embedding = self.embedding.map(&values).transpose()?;
        let foreign = self.foreign.map(|index| {
            values(index)?.first().copied().ok_or_else(|| missing("a value named foreign"))
        });
        Ok(Answer {
            logits: values(self.logits)?,
            evidence: evidence.transpose()?,
            embedding: embedding.unwrap_or_default(),
            foreign: foreign.transpose()?,
        })
    }
}

impl Answer {
    /// The mean of this answer and the answer for the mirror image, whose
    /// evidence maps are mirrored back.
    pub(super) fn mean(mut self, mirror: &Self) -> Self {
        average(&mut self.logits, &mirror.logits);
        average(&mut self.embedding, &mirror.embedding);
        if let (Some(evidence), Some(mirror)) = (&mut self.evidence, &mirror.evidence) {
            for (map, other) in evidence.maps.values_mut().zip(mirror.maps.values()) {
                average(map, &mirrored(other, mirror.width));
            }
        }
        self.foreign = self.foreign.zip(mirror.foreign).map(|(a, b)| f32::midpoint(a, b));
        self
    }
}

fn average(values: &mut [f32], others: &[f32]) {
    for (value, other) in values.iter_mut().zip(others) {
        *value = f32::midpoint(*value, *other);
    }
}

/// Rows of `width` values, each reversed.
pub(super) fn mirrored(rows: &[f32], width: usize) -> Vec<f32> {
    rows.chunks(width.max(1)).flat_map(|row| row.iter().rev().copied()).collect()
}

impl Evidence {
    fn new(shape: &[usize], values: &[f32], labels: &Labels) -> Result<Self, ClassifierError> {
        let (width, height) = match shape {
            &[1, maps, height, width] if maps == labels.len() => (width, height),
            _ => return Err(missing("evidence maps [1, labels, height, width]")),
        };
        let maps = values.chunks_exact((width * height).max(1)).map(<[f32]>::to_vec);
        Ok(Self { width, height, maps: labels.iter().zip(maps).collect() })
    }
}

/// Refuses the values of an output that are not finite: sums may overflow.
fn numbers(values: Vec<f32>) -> Result<Vec<f32>, ClassifierError> {
    if values.iter().all(|value| value.is_finite()) {
        return Ok(values);
    }
    let problem = "its answer is not a number; its weights are damaged, or its training failed";
    Err(ClassifierError::Network(problem.to_owned()))
}

pub(super) fn missing(what: &str) -> ClassifierError {
    ClassifierError::Network(format!("it lacks {what}"))
}
