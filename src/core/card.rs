//! The card: `model.json`, the contract between the trainer and the browser.
//!
//! It holds everything that is needed to use a model and to evaluate it. The
//! trainer writes it. Reading it checks it, so that an unusable model is
//! refused with a reason.

mod metrics;

pub use metrics::{Metrics, PerClass};

use super::{label::Labels, task::Task, verdict::Thresholds};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::{borrow::Cow, collections::BTreeMap, ops::RangeInclusive};

/// The version of the schema that this crate writes. It reads version 1 too,
/// whose labels are always the four cultures.
pub const SCHEMA: u32 = 2;

/// Beyond these limits, all probabilities would be 0 and 1, or equal.
const TEMPERATURES: RangeInclusive<f32> = 0.01..=100.0;

/// Why a card cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum CardError {
    /// Not JSON, or not of this shape; the message names line and field.
    #[error("the model's card cannot be read: {0}")]
    Unreadable(String),
    /// Written for another version of Whence.
    #[error(
        "the model's card has schema {found}, this version of Whence reads schema 1 and {SCHEMA}"
    )]
    Schema {
        /// The schema version that the card states.
        found: u64,
    },
    /// A field has an invalid value.
    #[error("the model's card is not valid: {field} {problem}")]
    Invalid {
        /// The field, as a path.
        field: String,
        /// The problem with it.
        problem: String,
    },
}

impl From<serde_json::Error> for CardError {
    fn from(error: serde_json::Error) -> Self {
        Self::Unreadable(error.to_string())
    }
}

/// The description of one trained model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// The schema's version, [`SCHEMA`].
    pub schema: u32,
    /// The network's architecture, as the trainer's `--arch` names it.
    pub architecture: String,
    /// The network's file.
    pub onnx: Onnx,
    /// The input of the network.
    pub input: Input,
    /// The question, and the labels in the order of the network's outputs.
    pub task: Task,
    /// The divisor of the logits before the softmax; positive.
    pub temperature: f32,
    /// The thresholds between verdicts.
    pub thresholds: Thresholds,
    /// The training data and settings.
    pub training: Training,
    /// The scores by part of the data (`test`, `cross`).
    pub metrics: BTreeMap<String, Metrics>,
    /// The licence of the weights, as an SPDX expression.
    pub licence: String,
}

/// The ONNX file of a card.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Onnx {
    /// The file's name; the file is in the card's folder.
    pub file: String,
    /// Its SHA-256, in lower-case hexadecimal.
    pub sha256: String,
    /// Its size in bytes.
    pub bytes: u64,
}

/// The network's input: a tensor `[1, 3, height, width]` of RGB in `f32`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Input {
    /// Width in pixels.
    pub width: u32,
    /// Height in pixels.
    pub height: u32,
    /// How a picture with another aspect ratio is fitted to this one.
    pub geometry: Geometry,
    /// The resampling filter, antialiased when it downscales.
    pub filter: Filter,
    /// Subtracted from each channel, of values in `0.0..=1.0`.
    pub mean: [f32; 3],
    /// The divisor of each channel after the subtraction; positive.
    pub std: [f32; 3],
    /// Whether the network also classifies the mirror image, and the answer is
    /// the mean of both. This doubles the time.
    #[serde(default)]
    pub mirrored: bool,
}

/// How a picture is fitted to the input's shape.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Geometry {
    /// Stretched to fill; the aspect ratio is not kept.
    Squash,
}

/// A resampling filter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Filter {
    /// Linear.
    Bilinear,
    /// Cubic, `a = -0.5`.
    CatmullRom,
    /// A Gaussian of 0.7 pixels of the result, softer than either.
    Gaussian,
}

/// The training data and settings of a model.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Training {
    /// A description of the data for readers of the card.
    pub data: String,
    /// SHA-256 of the data set's manifest and of the names of the files added
    /// to it, in lower-case hexadecimal.
    pub manifest_sha256: String,
    /// The number of training pictures of each label, in class order; with those
    /// of `val` after a refit.
    pub pictures: Vec<u32>,
    /// The number of epochs, with those of a refit.
    pub epochs: u32,
    /// The seed of every random choice.
    pub seed: u64,
    /// The pretrained weights that it started from, if any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Start>,
    /// Which weights were exported, in a sentence, if they are not those after
    /// the last epoch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weights: Option<String>,
}

/// Pretrained weights that training started from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// Their name and origin, in words.
    pub source: String,
    /// Their licence, as an SPDX expression, or `unknown`.
    pub licence: String,
    /// The SHA-256 of their file, in lower-case hexadecimal.
    pub sha256: String,
}

impl Card {
    /// Reads and checks a card.
    ///
    /// # Errors
    ///
    /// [`CardError`] says which field is invalid and why.
    pub fn from_json(json: &[u8]) -> Result<Self, CardError> {
        // Some editors write a byte order mark at the start of a file.
        let json = json.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(json);
        let value: Value = serde_json::from_slice(json)?;
        let json: Cow<'_, [u8]> = match value.get("schema").and_then(Value::as_u64) {
            Some(1) => upgraded(value).into(),
            Some(found) if found != u64::from(SCHEMA) => {
                return Err(CardError::Schema { found });
            }
            _ => json.into(),
        };
        // Parsed again from the bytes, so that an error names line and column.
        let card: Self = serde_json::from_slice(&json)?;
        card.check()?;
        Ok(card)
    }

    /// The labels in class order.
    ///
    /// # Errors
    ///
    /// [`CardError`] where this card is not valid.
    pub fn labels(&self) -> Result<Labels, CardError> {
        self.task.check().map_err(|problem| CardError::Invalid {
            field: "task".to_owned(),
            problem: format!("is not valid: {problem}"),
        })
    }

    /// The card as the JSON that [`from_json`](Self::from_json) reads.
    ///
    /// # Errors
    ///
    /// [`CardError`] where this card is not valid.
    pub fn to_json(&self) -> Result<String, CardError> {
        self.check()?;
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    fn check(&self) -> Result<(), CardError> {
        let Input { width, height, mean, std, .. } = &self.input;
        let Thresholds { confident, torn, foreign } = self.thresholds;
        require(is_sha256(&self.onnx.sha256), "onnx.sha256", || {
            format!("must be 64 lower-case hexadecimal digits, is {:?}", self.onnx.sha256)
        })?;
        require(is_file_name(&self.onnx.file), "onnx.file", || {
            format!("must be a plain file name, is {:?}", self.onnx.file)
        })?;
        require((1..=4096).contains(width) && (1..=4096).contains(height), "input", || {
            format!("must be 1 to 4096 pixels wide and high, is {width} x {height}")
        })?;
        require(mean.iter().all(|mean| mean.is_finite()), "input.mean", || {
            format!("must be three finite numbers, is {mean:?}")
        })?;
        require(std.iter().all(|std| is_positive(*std)), "input.std", || {
            format!("must be three positive numbers, is {std:?}")
        })?;
        let labels = self.labels()?.len();
        let pictures = &self.training.pictures;
        require(pictures.len() == labels, "training.pictures", || {
            format!("must have {labels} counts, one for each label, has {}", pictures.len())
        })?;
        for (part, metrics) in &self.metrics {
            let square = metrics.confusion.iter().all(|row| row.len() == labels);
            require(square && metrics.confusion.len() == labels, "metrics", || {
                format!("{part}: confusion must have {labels} rows and columns")
            })?;
        }
        require(TEMPERATURES.contains(&self.temperature), "temperature", || {
            let (least, most) = TEMPERATURES.into_inner();
            format!("must be from {least} to {most}, is {}", self.temperature)
        })?;
        require((0.0..=1.0).contains(&confident), "thresholds.confident", || {
            format!("must be between 0 and 1, is {confident}")
        })?;
        require((0.0..=1.0).contains(&torn), "thresholds.torn", || {
            format!("must be between 0 and 1, is {torn}")
        })?;
        require(foreign.is_finite(), "thresholds.foreign", || {
            format!("must be finite, is {foreign}")
        })
    }
}

/// Converts a card of schema 1 to JSON text of schema 2. A conversion through a
/// JSON value would compile the code that reads a card twice.
fn upgraded(mut card: Value) -> Vec<u8> {
    if let Some(fields) = card.as_object_mut() {
        let classes = fields.remove("classes").unwrap_or_default();
        let classes = classes.as_array().into_iter().flatten();
        let labels: Vec<Value> = classes.map(|id| json!({ "id": id })).collect();
        let task = json!({ "id": "culture", "rule": "culture", "labels": labels });
        fields.insert("task".to_owned(), task);
        fields.insert("schema".to_owned(), SCHEMA.into());
    }
    card.to_string().into_bytes()
}

fn require(
    holds: bool,
    field: &'static str,
    problem: impl FnOnce() -> String,
) -> Result<(), CardError> {
    if holds {
        Ok(())
    } else {
        Err(CardError::Invalid { field: field.to_owned(), problem: problem() })
    }
}

fn is_positive(number: f32) -> bool {
    number.is_finite() && number > 0.0
}

fn is_sha256(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn is_file_name(text: &str) -> bool {
    let plain = |byte| matches!(byte, b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.');
    !text.is_empty() && !text.starts_with('.') && text.bytes().all(plain)
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::core::task::tests::task;

    /// A valid card for tests to alter.
    pub(crate) fn card() -> Card {
        Card {
            schema: SCHEMA,
            architecture: "whence".to_owned(),
            onnx: Onnx { file: "whence.onnx".to_owned(), sha256: "0".repeat(64), bytes: 1 },
            input: Input {
                width: 8,
                height: 8,
                geometry: Geometry::Squash,
                filter: Filter::Bilinear,
                mean: [0.5; 3],
                std: [0.25; 3],
                mirrored: false,
            },
            task: task(),
            temperature: 1.0,
            thresholds: Thresholds { confident: 0.9, torn: 0.9, foreign: 5.0 },
            training: Training {
                data: "drawn by a test".to_owned(),
                manifest_sha256: "0".repeat(64),
                pictures: vec![1; 4],
                epochs: 1,
                seed: 0,
                start: None,
                weights: None,
            },
            metrics: BTreeMap::new(),
            licence: "MIT OR Apache-2.0".to_owned(),
        }
    }

    #[test]
    fn a_card_survives_writing_and_reading() {
        let json = card().to_json().unwrap();
        assert_eq!(Card::from_json(json.as_bytes()).unwrap(), card());
        let marked = format!("\u{feff}{json}");
        assert_eq!(Card::from_json(marked.as_bytes()).unwrap(), card());
    }

    #[test]
    fn a_card_of_the_first_schema_is_read() {
        let mut value: serde_json::Value =
            serde_json::from_str(&card().to_json().unwrap()).unwrap();
        value["schema"] = 1.into();
        let fields = value.as_object_mut().unwrap();
        fields.remove("task");
        let classes = serde_json::json!(["american", "chinese", "indian", "japanese"]);
        fields.insert("classes".to_owned(), classes);
        let old = Card::from_json(value.to_string().as_bytes()).unwrap();
        assert_eq!(old, card());
        // The page hides the search of The Met, and shows labels by their ids.
        assert!(!old.task.knows_the_met());
        assert!(old.task.labels.iter().all(|class| class.names.is_empty()));
        value["classes"] = serde_json::json!(["american"]);
        let error = Card::from_json(value.to_string().as_bytes()).unwrap_err();
        assert!(error.to_string().contains("at least two labels"), "{error}");
    }

    #[test]
    fn another_schema_is_told_from_a_broken_card() {
        let json = card().to_json().unwrap().replace("\"schema\": 2", "\"schema\": 3");
        let error = Card::from_json(json.as_bytes()).unwrap_err();
        assert!(matches!(error, CardError::Schema { found: 3 }), "{error}");
    }

    #[test]
    fn a_missing_or_unknown_field_is_named() {
        let json = card().to_json().unwrap();
        for (from, to, name) in [
            ("\"temperature\": 1.0,", "", "temperature"),
            ("\"temperature\"", "\"warmth\"", "warmth"),
            ("\"japanese\"", "\"French\"", "French"),
        ] {
            let error = Card::from_json(json.replace(from, to).as_bytes()).unwrap_err();
            assert!(error.to_string().contains(name), "{error}");
        }
    }

    #[test]
    fn each_invalid_value_is_refused_by_the_name_of_its_field() {
        type Spoil = fn(&mut Card);
        let spoilt: [(&str, Spoil); 11] = [
            ("onnx.sha256", |card| card.onnx.sha256 = "F".repeat(64)),
            ("onnx.file", |card| card.onnx.file = "../whence.onnx".to_owned()),
            ("input", |card| card.input.width = 0),
            ("input.mean", |card| card.input.mean[0] = f32::INFINITY),
            ("input.std", |card| card.input.std[2] = 0.0),
            ("task", |card| card.task.labels.truncate(1)),
            ("training.pictures", |card| card.training.pictures.truncate(1)),
            ("temperature", |card| card.temperature = f32::NAN),
            ("temperature", |card| card.temperature = 1e-30),
            ("thresholds.confident", |card| card.thresholds.confident = 1.5),
            ("thresholds.torn", |card| card.thresholds.torn = -0.5),
        ];
        for (name, spoil) in spoilt {
            let mut card = card();
            spoil(&mut card);
            let error = card.to_json().unwrap_err();
            assert!(matches!(&error, CardError::Invalid { field, .. } if field == name), "{error}");
        }
    }
}
