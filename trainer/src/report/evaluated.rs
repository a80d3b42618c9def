//! A model and its evaluation.

use crate::{
    data::dataset::Dataset,
    evaluate::{self, Evaluation},
    hint::Hinted,
    train::Epoch,
};
use anyhow::{Context as _, Result};
use std::{fs, path::Path};
use whence::core::classifier::Classifier;

/// The part with the unseen sources, which occur in no other part.
pub(super) const CROSS: &str = "cross";

/// A network and its evaluation.
pub(super) struct Evaluated<'a> {
    pub(super) name: &'a str,
    pub(super) model: &'a Classifier,
    pub(super) evaluation: Evaluation,
    pub(super) cross: Option<Evaluation>,
    pub(super) epochs: &'a [Epoch],
}

/// A model and the folder that contains it and its evaluation.
pub struct Subject {
    /// The model.
    pub model: Classifier,
    curve: Vec<Epoch>,
}

impl Subject {
    /// Loads the model of a folder with the curve of its training, if that
    /// exists.
    ///
    /// # Errors
    ///
    /// As [`evaluate::load`].
    pub fn load(folder: &Path) -> Result<Self> {
        let model = evaluate::load(folder)?;
        let name = format!("evaluation/{}-metrics.jsonl", model.card().architecture);
        let path = folder.join(name);
        let lines = fs::read_to_string(&path).unwrap_or_default();
        let curve = lines.lines().map(serde_json::from_str).collect::<Result<_, _>>();
        let damaged =
            || Hinted::new(format!("{} is damaged", path.display()), "restore or delete it");
        Ok(Self { model, curve: curve.with_context(damaged)? })
    }

    /// The evaluation of this model on `part`, and that on the unseen sources.
    pub(super) fn evaluated(
        &self,
        evaluation: Evaluation,
        data: &Dataset,
        part: &str,
    ) -> Result<Evaluated<'_>> {
        let cross = data.part(CROSS).is_ok() && part != CROSS;
        let cross = cross.then(|| evaluate::evaluate(&self.model, data, CROSS)).transpose()?;
        Ok(Evaluated {
            name: &self.model.card().architecture,
            model: &self.model,
            evaluation,
            cross,
            epochs: &self.curve,
        })
    }
}
