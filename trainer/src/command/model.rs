//! The commands about a trained model.

use super::dataset;
use crate::{
    cli::{Card, Evaluate, Index},
    out::{note, say},
};
use anyhow::{Context as _, Result};
use std::{fs, path::Path};
use whence::core::{classifier::Classifier, neighbours};
use whence_trainer::{
    data::dataset::Dataset,
    evaluate::{
        self,
        nearest::{self, WORKS},
    },
    export::model,
    report::{self, Subject},
};

/// `whence evaluate`.
pub(super) fn evaluate(arguments: &Evaluate) -> Result<()> {
    let Evaluate { model, data, split, negatives, out, index, report, baseline } = arguments;
    let subject = Subject::load(model)?;
    let index = match index {
        Some(path) => Some(nearest::load(path, &subject.model)?),
        None => index_beside(model, &subject.model),
    };
    let task = subject.model.card().task.clone();
    let data = dataset(data, Some(task), negatives, split)?;
    let evaluation = evaluate::evaluate(&subject.model, &data, split)?;
    let mut table = evaluation.table();
    if let Some(index) = index {
        table += &nearest::measure(&index, &subject.model, &data, &evaluation)?;
    }
    let architecture = &subject.model.card().architecture;
    if let Some(out) = out {
        model::report(&evaluation, architecture, split, out)?;
    }
    if let Some(path) = report {
        let baseline = baseline.as_deref().map(Subject::load).transpose()?;
        let said = report::write(&subject, evaluation, baseline.as_ref(), &data, split, path)?;
        if let Some(out) = out {
            fs::write(out.join(format!("{architecture}-{split}-full.txt")), said)?;
        }
        table += &format!("{} written\n", path.display());
    }
    // The files are written even if standard output is closed.
    Ok(say(table)?)
}

/// The index in a model's folder, if there is one of this model.
fn index_beside(folder: &Path, model: &Classifier) -> Option<neighbours::Index> {
    let path = folder.join(WORKS);
    let index = path.exists().then(|| nearest::load(&path, model))?;
    index.inspect_err(|error| note(format_args!("note: {error:#}"))).ok()
}

/// `whence index`.
pub(super) fn index(arguments: &Index) -> Result<()> {
    let out = arguments.out.clone().unwrap_or(arguments.model.join(WORKS));
    let model = evaluate::load(&arguments.model)?;
    let data = Dataset::open(&arguments.data, Some(model.card().task.clone()))?;
    let index = nearest::index(&model, &data, arguments.most)?;
    let bytes = index.to_bytes()?;
    fs::write(&out, &bytes).with_context(|| format!("could not write {}", out.display()))?;
    say(nearest::summary(&index))?;
    Ok(say(format_args!("{} written, {} bytes\n", out.display(), bytes.len()))?)
}

/// `whence card`.
pub(super) fn card(arguments: Card) -> Result<()> {
    model::describe(&arguments.model, arguments.about)
}
