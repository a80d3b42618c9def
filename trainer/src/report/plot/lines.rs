//! Lines over a pair of axes.

use super::canvas::{Area, PALETTE, svg};
use crate::train::Epoch;
use anyhow::Result;
use plotters::prelude::*;

/// One line of a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// Its name in the legend.
    pub name: String,
    /// Its points, from left to right.
    pub points: Vec<(f64, f64)>,
}

impl Line {
    /// A line with a name.
    pub fn new(name: &str, points: impl IntoIterator<Item = (f64, f64)>) -> Self {
        Self { name: name.to_owned(), points: points.into_iter().collect() }
    }
}

/// Accuracy and loss per epoch, training and validation, side by side.
///
/// # Errors
///
/// If it cannot be drawn.
pub fn curves(epochs: &[Epoch]) -> Result<String> {
    let line = |name: &str, figure: fn(&Epoch) -> f64| {
        Line::new(name, epochs.iter().map(|epoch| (epoch.epoch as f64, figure(epoch))))
    };
    let accuracy = [
        line("training", |epoch| epoch.train_accuracy),
        line("validation", |epoch| epoch.val_accuracy),
    ];
    let loss =
        [line("training", |epoch| epoch.train_loss), line("validation", |epoch| epoch.val_loss)];
    svg((1000, 420), |root| {
        let (left, right) = root.split_horizontally(500);
        chart(&left, "Accuracy", ["epoch", ""], &accuracy)?;
        chart(&right, "Loss", ["epoch", ""], &loss)
    })
}

/// Lines over one pair of axes, `[across, up]`.
///
/// # Errors
///
/// If it cannot be drawn.
pub fn lines(title: &str, axes: [&str; 2], lines: &[Line]) -> Result<String> {
    svg((560, 420), |root| chart(root, title, axes, lines))
}

fn chart(area: &Area<'_>, title: &str, [across, up]: [&str; 2], lines: &[Line]) -> Result<()> {
    let range = |figure: fn(&(f64, f64)) -> f64| {
        let values = lines.iter().flat_map(|line| line.points.iter().map(figure));
        values.fold((f64::MAX, f64::MIN), |(low, high), value| (low.min(value), high.max(value)))
    };
    let ((left, right), (low, high)) = (range(|(x, _)| *x), range(|(_, y)| *y));
    let margin = ((high - low) * 0.05).max(0.01);
    let mut chart = ChartBuilder::on(area)
        .caption(title, ("sans-serif", 20))
        .margin(12)
        .x_label_area_size(40)
        .y_label_area_size(if up.is_empty() { 50 } else { 60 })
        .build_cartesian_2d(left..right.max(left + 0.01), low - margin..high + margin)?;
    // A whole number without a decimal point, and no binary rounding errors.
    let label = |value: &f64| ((value * 1e6).round() / 1e6).to_string();
    chart
        .configure_mesh()
        .x_desc(across)
        .y_desc(up)
        .x_label_formatter(&label)
        .y_label_formatter(&label)
        .light_line_style(WHITE)
        .draw()?;
    for (line, colour) in lines.iter().zip(PALETTE.iter().cycle()) {
        chart
            .draw_series(LineSeries::new(line.points.iter().copied(), colour.stroke_width(2)))?
            .label(&line.name)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 16, y)], colour.stroke_width(2)));
    }
    let position = emptiest(lines, [left, right], [low, high]);
    let mut names = chart.configure_series_labels();
    names.position(position).background_style(WHITE.mix(0.8)).border_style(BLACK).draw()?;
    Ok(())
}

/// The corner of a chart with these ranges that contains the fewest points.
fn emptiest(lines: &[Line], [left, right]: [f64; 2], [low, high]: [f64; 2]) -> SeriesLabelPosition {
    /// The share of the width and of the height that the legend takes.
    const SIZE: (f64, f64) = (0.35, 0.25);
    let corners = [
        (SeriesLabelPosition::UpperRight, right, high),
        (SeriesLabelPosition::LowerRight, right, low),
        (SeriesLabelPosition::UpperLeft, left, high),
        (SeriesLabelPosition::LowerLeft, left, low),
    ];
    let crowd = |x: f64, y: f64| {
        let points = lines.iter().flat_map(|line| &line.points);
        let near = |at: f64, corner: f64, reach: f64| (at - corner).abs() <= reach;
        let inside = |(across, up): &&(f64, f64)| {
            near(*across, x, SIZE.0 * (right - left)) && near(*up, y, SIZE.1 * (high - low))
        };
        points.filter(inside).count()
    };
    let best = corners.into_iter().min_by_key(|(_, x, y)| crowd(*x, *y));
    best.map_or(SeriesLabelPosition::UpperRight, |(position, ..)| position)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_lines_lie_where_there_is_room() {
        let line = |up: fn(f64) -> f64| {
            Line::new("", (0..=10).map(|x| f64::from(x) / 10.0).map(|x| (x, up(x))))
        };
        let corner = |lines: &[Line]| emptiest(lines, [0.0, 1.0], [0.0, 1.0]);
        let both = [line(|x| 0.5 + x / 2.0), line(|x| 0.5 - x / 2.0)];
        assert!(matches!(corner(&both[..1]), SeriesLabelPosition::LowerRight));
        assert!(matches!(corner(&both[1..]), SeriesLabelPosition::UpperRight));
        assert!(matches!(corner(&both), SeriesLabelPosition::UpperLeft));
    }
}
