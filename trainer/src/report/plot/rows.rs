//! Named rows under a title: bars and box plots.

use super::canvas::{Area, BLUE, VERMILION, svg};
use anyhow::Result;
use plotters::{
    prelude::*,
    style::text_anchor::{HPos, Pos, VPos},
};

/// One bar of a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// The text before it.
    pub name: String,
    /// Its length, at least 0.
    pub value: f64,
    /// The text after it.
    pub label: String,
}

/// The number of letters of a name that fit.
const NAME_LETTERS: usize = 34;

const WIDTH: i32 = 860;
const NAMES: i32 = 250;
const ROW: i32 = 24;
const HEAD: i32 = 50;

/// Named rows under a title; `draw` draws into them.
fn rows(
    title: &str,
    names: &[&str],
    foot: i32,
    draw: impl FnOnce(&Area<'_>) -> Result<()>,
) -> Result<String> {
    let height = HEAD + ROW * names.len() as i32 + foot;
    svg((WIDTH as u32, height as u32), |root| {
        root.draw(&Text::new(title.to_owned(), (8, 12), ("sans-serif", 18)))?;
        for (index, name) in names.iter().enumerate() {
            let shown: String = match name.char_indices().nth(NAME_LETTERS) {
                Some((end, _)) => format!("{}…", name.get(..end).unwrap_or(name)),
                None => (*name).to_owned(),
            };
            let right = Pos::new(HPos::Right, VPos::Center);
            let style = TextStyle::from(("sans-serif", 13).into_font()).pos(right);
            root.draw(&Text::new(shown, (NAMES - 10, middle_of(index)), style))?;
        }
        draw(root)
    })
}

fn middle_of(row: usize) -> i32 {
    HEAD + ROW * row as i32 + ROW / 2
}

fn small(horizontal: HPos) -> TextStyle<'static> {
    TextStyle::from(("sans-serif", 12).into_font()).pos(Pos::new(horizontal, VPos::Center))
}

/// Horizontal bars, one under another.
///
/// # Errors
///
/// If it cannot be drawn.
pub fn bars(title: &str, bars: &[Bar]) -> Result<String> {
    let names: Vec<&str> = bars.iter().map(|bar| bar.name.as_str()).collect();
    let longest = bars.iter().map(|bar| bar.value).fold(f64::MIN_POSITIVE, f64::max);
    rows(title, &names, 12, |root| {
        for (index, bar) in bars.iter().enumerate() {
            let y = middle_of(index);
            let end = NAMES + (bar.value / longest * f64::from(WIDTH - NAMES - 80)) as i32;
            let bar_shape =
                Rectangle::new([(NAMES, y - 8), (end.max(NAMES + 1), y + 8)], BLUE.filled());
            root.draw(&bar_shape)?;
            root.draw(&Text::new(bar.label.clone(), (end + 6, y), small(HPos::Left)))?;
        }
        Ok(())
    })
}

/// The distribution of a quantity.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    /// Its name.
    pub name: String,
    /// The 5th, 25th, 50th, 75th and 95th percentile.
    pub quantiles: [f64; 5],
}

impl Spread {
    /// The spread of `values`; `None` if there are none.
    pub fn of(name: &str, mut values: Vec<f64>) -> Option<Self> {
        values.sort_by(f64::total_cmp);
        let last = values.len().checked_sub(1)?;
        let at = |share: f64| {
            values.get((share * last as f64).round() as usize).copied().unwrap_or_default()
        };
        Some(Self { name: name.to_owned(), quantiles: [0.05, 0.25, 0.5, 0.75, 0.95].map(at) })
    }
}

/// Box plots on one scale: the middle half, the median, and lines to the 5th
/// and 95th percentile.
///
/// # Errors
///
/// If it cannot be drawn.
pub fn spreads(title: &str, spreads: &[Spread]) -> Result<String> {
    let names: Vec<&str> = spreads.iter().map(|spread| spread.name.as_str()).collect();
    let values = || spreads.iter().flat_map(|spread| spread.quantiles);
    let (low, high) = values().fold((f64::MAX, f64::MIN), |(l, h), v| (l.min(v), h.max(v)));
    let reach = (high - low).max(f64::MIN_POSITIVE);
    let place = |value: f64| NAMES + ((value - low) / reach * f64::from(WIDTH - NAMES - 40)) as i32;
    rows(title, &names, 44, |root| {
        let line = |from: (i32, i32), to: (i32, i32), style: ShapeStyle| -> Result<()> {
            Ok(root.draw(&PathElement::new([from, to], style))?)
        };
        for (index, spread) in spreads.iter().enumerate() {
            let [least, lower, median, upper, most] = spread.quantiles.map(place);
            let y = middle_of(index);
            line((least, y), (most, y), BLUE.stroke_width(2))?;
            let half = Rectangle::new([(lower, y - 7), (upper, y + 7)], BLUE.mix(0.35).filled());
            root.draw(&half)?;
            line((median, y - 9), (median, y + 9), VERMILION.stroke_width(3))?;
        }
        let foot = HEAD + ROW * spreads.len() as i32 + 6;
        for step in 0..=4 {
            let value = low + reach * f64::from(step) / 4.0;
            let digits = if reach < 10.0 { 2 } else { 0 };
            line((place(value), foot), (place(value), foot + 5), BLACK.stroke_width(1))?;
            let label = format!("{value:.digits$}");
            root.draw(&Text::new(label, (place(value), foot + 16), small(HPos::Center)))?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spread_is_told_by_its_quantiles() {
        let spread = Spread::of("x", (0..=100).rev().map(f64::from).collect()).unwrap();
        assert_eq!(spread.quantiles, [5.0, 25.0, 50.0, 75.0, 95.0]);
        assert_eq!(Spread::of("x", vec![]), None);
        assert_eq!(Spread::of("x", vec![3.0]).unwrap().quantiles, [3.0; 5]);
    }
}
