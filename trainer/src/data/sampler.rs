//! The sampling of the pictures of an epoch: frequency and order.

use crate::train::config::Sampling;
use rand::{Rng, RngExt as _, seq::SliceRandom as _};
use std::collections::BTreeMap;
use whence::core::label::Label;

/// The sampling weight of each picture, given its class and source.
#[expect(clippy::indexing_slicing, reason = "every class and source was counted above")]
pub(super) fn weights(groups: &[(Option<Label>, &str)], how: &Sampling) -> Vec<f64> {
    let mut classes = BTreeMap::<_, f64>::new();
    let mut sources = BTreeMap::<_, f64>::new();
    for (class, source) in groups {
        *classes.entry(*class).or_default() += 1.0;
        *sources.entry((*class, *source)).or_default() += 1.0;
    }
    let share = |source: &str, count: f64| {
        count.powf(how.source) * how.times.get(source).copied().unwrap_or(1.0)
    };
    let mut shares = BTreeMap::<_, f64>::new();
    for ((class, source), count) in &sources {
        *shares.entry(*class).or_default() += share(source, *count);
    }
    let weight = |group: &(Option<Label>, &str)| {
        let (class, source) = (classes[&group.0], sources[group]);
        class.powf(how.class) * share(group.1, source) / shares[&group.0] / source
    };
    groups.iter().map(weight).collect()
}

/// The indices of the pictures of an epoch in random order: as many as there
/// are pictures. The frequency of each is proportional to its weight, rounded
/// up or down at random.
pub(super) fn order(weights: &[f64], random: &mut impl Rng) -> Vec<usize> {
    let mut order: Vec<_> = weights.iter().enumerate().collect();
    order.shuffle(random);
    let step = weights.iter().sum::<f64>() / weights.len() as f64;
    let mut next = step * random.random::<f64>();
    let mut sum = 0.0;
    let mut drawn = Vec::with_capacity(order.len());
    for (index, weight) in order {
        sum += weight;
        while next < sum && drawn.len() < weights.len() {
            drawn.push(index);
            next += step;
        }
    }
    drawn.shuffle(random);
    drawn
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{SeedableRng as _, rngs::SmallRng};

    #[test]
    fn classes_and_sources_are_drawn_as_the_recipe_says() {
        let chinese = Some(Label::new("chinese").unwrap());
        let groups = [vec![(chinese, "a"); 4], vec![(chinese, "b")], vec![(None, "c"); 9]].concat();
        let share = |weights: &[f64], which: std::ops::Range<usize>| -> f64 {
            weights[which].iter().sum::<f64>() / weights.iter().sum::<f64>()
        };
        let how = |class, source, times: &[(&str, f64)]| {
            let times = times.iter().map(|(source, times)| ((*source).to_owned(), *times));
            Sampling { class, source, times: times.collect() }
        };
        let even = weights(&groups, &how(0.0, 0.5, &[]));
        assert!((share(&even, 0..5) - 0.5).abs() < 1e-9);
        assert!((share(&even, 0..4) - 1.0 / 3.0).abs() < 1e-9, "2 : 1 within the half");
        let as_they_are = weights(&groups, &how(1.0, 1.0, &[]));
        assert!(as_they_are.iter().all(|weight| (weight - as_they_are[0]).abs() < 1e-9));
        let twice = weights(&groups, &how(0.0, 0.5, &[("b", 2.0)]));
        assert!((share(&twice, 0..4) - 0.25).abs() < 1e-9, "2 : 2 within the half");
    }

    #[test]
    fn every_picture_is_drawn_as_often_as_its_weight_says() {
        let weights = [2.5, 0.0, 1.5, 1.0, 1.0, 0.5, 0.5, 1.0];
        for seed in 0..20 {
            let order = order(&weights, &mut SmallRng::seed_from_u64(seed));
            assert_eq!(order.len(), 8);
            for (index, weight) in weights.iter().enumerate() {
                let count = order.iter().filter(|drawn| **drawn == index).count() as f64;
                assert!((count - weight).abs() < 1.0, "{index} is drawn {count} times");
            }
        }
    }
}
