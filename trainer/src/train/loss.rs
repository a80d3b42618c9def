//! The loss, and sums over pictures.

use super::{
    config::Config,
    network::{Answers, Network},
    run::Run,
};
use crate::data::batches::Target;
use burn::tensor::{
    Device, Tensor, TensorData,
    activation::{log_sigmoid, log_softmax, softmax},
};

/// The objective of training: the loss of a network's outputs.
pub(super) struct Objective<'a> {
    pub(super) config: &'a Config,
    pub(super) device: &'a Device,
    /// The weight of each label.
    pub(super) weights: Vec<f32>,
    pub(super) teachers: Vec<Network>,
}

impl Objective<'_> {
    /// The weighted cross-entropy over the labels, mixed with that of the
    /// teachers' outputs, plus the loss for detecting negatives.
    pub(super) fn loss(
        &self,
        answers: Answers,
        targets: &[Target],
        pictures: Tensor<4>,
    ) -> Tensor<1> {
        let logs = log_softmax(answers.logits, 1);
        let mut loss = self.labels(logs.clone(), targets);
        if let Some(teachers) = self.config.teachers {
            loss = loss * (1.0 - teachers.share)
                + self.distillation(logs, targets, pictures) * teachers.share;
        }
        let Some(negative) = answers.negative.filter(|_| self.config.negative_weight > 0.0) else {
            return loss;
        };
        let share = self.column(targets, |target| target.negative);
        let is = log_sigmoid(negative.clone()) * share.clone();
        let is_not = log_sigmoid(negative.neg()) * (share.neg() + 1.0);
        loss + (is + is_not).mean().neg() * self.config.negative_weight
    }

    /// The loss from the labels, with label smoothing.
    fn labels(&self, logs: Tensor<2>, targets: &[Target]) -> Tensor<1> {
        let smoothing = self.config.label_smoothing;
        let smooth = |target: &Target| {
            let spread = smoothing / self.weights.len() as f32;
            let shares = target.labels.iter().zip(&self.weights).map(|(share, weight)| {
                weight * (share * (1.0 - smoothing) + spread * target.called())
            });
            shares.collect::<Vec<_>>()
        };
        let shares: Vec<f32> = targets.iter().flat_map(smooth).collect();
        let total = shares.iter().sum::<f32>().max(f32::MIN_POSITIVE);
        let shares = TensorData::new(shares, [targets.len(), self.weights.len()]);
        (logs * Tensor::from_data(shares, self.device)).sum().neg() / total
    }

    /// The loss from the teachers' mean output for the same pictures.
    fn distillation(&self, logs: Tensor<2>, targets: &[Target], pictures: Tensor<4>) -> Tensor<1> {
        let pictures = pictures.inner();
        let say = |teacher: &Network| softmax(teacher.forward(pictures.clone()).logits, 1);
        let said = Tensor::stack::<3>(self.teachers.iter().map(say).collect(), 0);
        let said = Tensor::from_inner(said.mean_dim(0).squeeze_dim(0));
        let called = self.column(targets, Target::called);
        let total = called.clone().sum().clamp_min(f32::MIN_POSITIVE);
        (logs * said * called).sum().neg() / total
    }

    fn column(&self, targets: &[Target], of: impl Fn(&Target) -> f32) -> Tensor<2> {
        let values = targets.iter().map(of).collect();
        Tensor::from_data(TensorData::new(values, [targets.len(), 1]), self.device)
    }
}

/// Sums over pictures.
#[derive(Default)]
pub(super) struct Tally {
    pub(super) loss: f64,
    pub(super) right: f64,
    pub(super) pictures: f64,
}

impl Tally {
    pub(super) fn add(&mut self, loss: f64, right: usize, pictures: usize) {
        self.loss += loss;
        self.right += right as f64;
        self.pictures += pictures as f64;
    }
}

/// The number of right predictions and of paintings. A mixed picture counts as
/// the label with the largest share.
pub(super) fn count_right(logits: &[f32], targets: &[Target]) -> (usize, usize) {
    let classes = targets.first().map_or(1, |target| target.labels.len());
    let rows = logits.chunks(classes).zip(targets);
    let paintings = rows.filter(|(_, target)| target.negative < 0.5);
    paintings.fold((0, 0), |(right, all), (row, target)| {
        let called = row.get(target.likeliest());
        let is_right = called.is_some_and(|called| row.iter().all(|logit| logit <= called));
        (right + usize::from(is_right), all + 1)
    })
}

/// The weight of each label in the loss.
pub(super) fn class_weights(config: &Config, run: &Run) -> Vec<f32> {
    let weight = |count: &u32| ((*count).max(1) as f32).powf(-config.balance);
    let weights: Vec<f32> = run.pictures.iter().map(weight).collect();
    let mean = weights.iter().sum::<f32>() / weights.len() as f32;
    weights.into_iter().map(|weight| weight / mean).collect()
}
