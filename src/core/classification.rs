//! The answer of a network for one picture.

use super::{evidence::Evidence, prediction::Ranking, verdict::Verdict};
use serde::{Deserialize, Serialize};
use std::time::Duration;

/// How long each part of an answer took; in milliseconds when serialised.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timings {
    /// Bytes to pixels.
    #[serde(with = "milliseconds")]
    pub decode: Duration,
    /// Pixels to the input tensor.
    #[serde(with = "milliseconds")]
    pub resize: Duration,
    /// The network, including the second pass of a mirrored model.
    #[serde(with = "milliseconds")]
    pub inference: Duration,
}

/// The decoder of a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Decoder {
    /// This crate, the same way everywhere.
    Whence,
    /// The visitor's browser, whose colours may differ slightly.
    Browser,
    /// The program that supplied the pixels.
    Caller,
}

/// The answer of a network for one picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Classification {
    /// Every label with its calibrated probability, in descending order; they
    /// sum to 1.
    pub predictions: Ranking,
    /// The verdict on them.
    pub verdict: Verdict,
    /// The logits before calibration, in class order.
    pub logits: Vec<f32>,
    /// The evidence maps; `None` from a network without them.
    pub evidence: Option<Evidence>,
    /// The out-of-distribution score, higher if the picture resembles the
    /// labels less: the network's logit for "none of them", or the negative
    /// energy of its logits if it has no such output.
    pub foreign: f32,
    /// The probability, in `0.0..=1.0`, that the picture has one of the labels
    /// at all; 1 from a network without an output for it.
    pub familiar: f32,
    /// The embedding of the picture; empty from a network without one.
    pub embedding: Vec<f32>,
    /// The upright picture's width and height in pixels.
    pub size: (u32, u32),
    /// The decoder of the picture.
    pub decoder: Decoder,
    /// How long it took.
    pub timings: Timings,
}

/// Durations as milliseconds, the unit of JavaScript.
mod milliseconds {
    use serde::{Deserialize as _, Deserializer, Serialize as _, Serializer};
    use std::time::Duration;

    pub(super) fn serialize<S: Serializer>(
        duration: &Duration,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        (duration.as_secs_f64() * 1e3).serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Duration, D::Error> {
        let milliseconds = f64::deserialize(deserializer)?;
        Duration::try_from_secs_f64(milliseconds / 1e3).map_err(serde::de::Error::custom)
    }
}
