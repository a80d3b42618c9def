//! The evidence for each label, by its location in a picture.

use super::label::Label;
use serde::{Deserialize, Serialize};
use std::{collections::BTreeMap, fmt::Write as _};

/// One evidence map per label. The mean of a map is the label's logit.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Columns of a map.
    pub width: usize,
    /// Rows of a map.
    pub height: usize,
    /// A map per label, row by row, in units of a logit.
    pub maps: BTreeMap<Label, Vec<f32>>,
}

/// A part of a picture: half as wide and half as high.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    /// Left, middle, right: `0..3`.
    pub column: usize,
    /// Top, middle, bottom: `0..3`.
    pub row: usize,
}

impl Place {
    /// `top-left`, `middle` and so on.
    pub fn name(self) -> &'static str {
        const NAMES: [&str; 9] = [
            "top-left",
            "top",
            "top-right",
            "left",
            "middle",
            "right",
            "bottom-left",
            "bottom",
            "bottom-right",
        ];
        NAMES.get(self.row * 3 + self.column).copied().unwrap_or("middle")
    }
}

/// The location of evidence in a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Location {
    /// There is no evidence.
    Nowhere,
    /// More than half of it is in this quarter of the picture, which may be in
    /// the middle or along an edge.
    Mostly(Place),
    /// No quarter has more than half of it.
    Spread,
}

impl Evidence {
    /// The strength of a label's evidence in each cell, row by row, as a share
    /// in `0.0..=1.0` of the strongest evidence for any label.
    pub fn strength(&self, label: Label) -> Vec<f32> {
        let strongest = self.maps.values().flatten().copied().fold(f32::MIN_POSITIVE, f32::max);
        let map = self.maps.get(&label).into_iter().flatten();
        map.map(|value| (value / strongest).clamp(0.0, 1.0)).collect()
    }

    /// The outline of the cells where a label's evidence has at least half of
    /// its maximum, as an SVG path in units of cells.
    pub fn outline(&self, label: Label) -> String {
        let strength = self.strength(label);
        let level = strength.iter().copied().fold(0.0, f32::max) / 2.0;
        let strong = |column: usize, row: usize| {
            let inside = column < self.width && row < self.height;
            inside
                && strength
                    .get(row * self.width + column)
                    .is_some_and(|cell| *cell >= level && level > 0.0)
        };
        // Writing to a string cannot fail.
        let mut path = String::new();
        for row in 0..=self.height {
            for column in 0..=self.width {
                let here = strong(column, row);
                if here != (column > 0 && strong(column - 1, row)) {
                    let _ = write!(path, "M{column} {row}v1");
                }
                if here != (row > 0 && strong(column, row - 1)) {
                    let _ = write!(path, "M{column} {row}h1");
                }
            }
        }
        path
    }

    /// The location of the evidence for a label.
    pub fn location(&self, label: Label) -> Location {
        self.locate(&self.strength(label))
    }

    /// The location of the cells with more evidence for one label than for
    /// another.
    pub fn advantage(&self, label: Label, over: Label) -> Location {
        let [map, other] = [label, over].map(|label| self.maps.get(&label).into_iter().flatten());
        let excess: Vec<f32> =
            map.zip(other).map(|(here, there)| (here - there).max(0.0)).collect();
        self.locate(&excess)
    }

    /// The location of non-negative weights, one per cell.
    fn locate(&self, weights: &[f32]) -> Location {
        let (wide, high) = (self.width.div_ceil(2), self.height.div_ceil(2));
        let within = |place: &Place| -> f32 {
            let left = (self.width - wide) * place.column / 2;
            let top = (self.height - high) * place.row / 2;
            let rows = weights.chunks(self.width.max(1)).skip(top).take(high);
            rows.flat_map(|row| row.iter().skip(left).take(wide)).sum()
        };
        let places = (0..9).map(|index| Place { column: index % 3, row: index / 3 });
        let best = places.map(|place| (within(&place), place)).max_by(|a, b| a.0.total_cmp(&b.0));
        let sum: f32 = weights.iter().sum();
        match best {
            _ if sum <= 0.0 => Location::Nowhere,
            Some((share, place)) if share > sum / 2.0 => Location::Mostly(place),
            _ => Location::Spread,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::task::tests::{chinese, indian, japanese};

    /// A map of 4 x 4 cells, strong for Chinese in these.
    fn evidence(strong: &[(usize, usize)]) -> Evidence {
        let mut map = vec![-0.5; 16];
        for (column, row) in strong {
            map[row * 4 + column] = 2.0;
        }
        let none = vec![-0.5; 16];
        let maps = [(chinese(), map), (indian(), vec![1.0; 16]), (japanese(), none)].into();
        Evidence { width: 4, height: 4, maps }
    }

    fn named(location: Location) -> &'static str {
        match location {
            Location::Nowhere => "nowhere",
            Location::Mostly(place) => place.name(),
            Location::Spread => "spread",
        }
    }

    #[test]
    fn strength_is_a_share_of_the_strongest() {
        let evidence = evidence(&[(0, 0)]);
        assert_eq!(evidence.strength(chinese())[..2], [1.0, 0.0]);
        assert_eq!(evidence.strength(indian()), [0.5; 16]);
        assert_eq!(evidence.strength(japanese()), [0.0; 16]);
    }

    #[test]
    fn an_outline_goes_round_the_strong_cells() {
        let found = evidence(&[(1, 1), (2, 1)]).outline(chinese());
        let edges: Vec<&str> = found.split_inclusive(['v', 'h']).collect();
        assert_eq!(edges.len() - 1, 6, "{found}");
        assert!(found.contains("M1 1v1") && found.contains("M3 1v1"), "{found}");
        assert_eq!(evidence(&[]).outline(japanese()), "");
        assert_eq!(evidence(&[(0, 0)]).outline(indian()).matches('M').count(), 16);
    }

    #[test]
    fn a_place_is_named_only_where_most_of_it_lies() {
        let name = |strong: &[(usize, usize)]| named(evidence(strong).location(chinese()));
        assert_eq!(name(&[(0, 0), (1, 1)]), "top-left");
        assert_eq!(name(&[(3, 3)]), "bottom-right");
        assert_eq!(name(&[(1, 1), (2, 2), (1, 2), (2, 1)]), "middle");
        assert_eq!(name(&[(0, 0), (3, 0), (0, 3), (3, 3)]), "spread");
        assert_eq!(name(&[]), "nowhere");
        assert_eq!(named(evidence(&[]).location(indian())), "spread");
        let none = Evidence { width: 0, height: 0, maps: BTreeMap::new() };
        assert_eq!(named(none.location(chinese())), "nowhere");
    }

    #[test]
    fn an_advantage_is_where_more_speaks_for_one_than_for_the_other() {
        let advantage =
            |strong: &[(usize, usize)], label, over| named(evidence(strong).advantage(label, over));
        // The Indian map is 1 everywhere, the Japanese -0.5.
        assert_eq!(advantage(&[(3, 0)], chinese(), indian()), "top-right");
        assert_eq!(advantage(&[(3, 0)], indian(), chinese()), "spread");
        assert_eq!(advantage(&[], chinese(), indian()), "nowhere");
        assert_eq!(advantage(&[], japanese(), chinese()), "nowhere", "equal is no advantage");
        assert_eq!(advantage(&[(0, 3), (1, 3)], chinese(), japanese()), "bottom-left");
        let absent = Label::new("absent").unwrap();
        assert_eq!(advantage(&[(3, 0)], chinese(), absent), "nowhere");
    }
}
