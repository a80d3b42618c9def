//! Learning curves, confusion matrices, bars and spreads as SVG.

use crate::{evaluate::metrics::Confusion, train::Epoch};
use anyhow::Result;
use plotters::{
    prelude::*,
    style::text_anchor::{HPos, Pos, VPos},
};
use whence::core::label::Labels;

/// Colours of the Okabe-Ito palette, safe for colour blindness: blue,
/// vermilion, green, purple.
const PALETTE: [RGBColor; 4] =
    [RGBColor(0, 114, 178), RGBColor(213, 94, 0), RGBColor(0, 158, 115), RGBColor(204, 121, 167)];
const BLUE: RGBColor = PALETTE[0];
const VERMILION: RGBColor = PALETTE[1];

type Area<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;

/// What `draw` draws on a white canvas, as SVG.
fn svg(size: (u32, u32), draw: impl FnOnce(&Area<'_>) -> Result<()>) -> Result<String> {
    let mut text = String::new();
    {
        let root = SVGBackend::with_string(&mut text, size).into_drawing_area();
        root.fill(&WHITE)?;
        draw(&root)?;
        root.present()?;
    }
    Ok(text)
}

/// One line of a chart.
#[derive(Clone, Debug, PartialEq)]
pub struct Line {
    /// What it shows.
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
/// Where it cannot be drawn.
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
/// Where it cannot be drawn.
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
    // A whole number without a point, and none with all that binary leaves over.
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

/// The corner of a chart of these ranges in which the fewest points lie.
fn emptiest(lines: &[Line], [left, right]: [f64; 2], [low, high]: [f64; 2]) -> SeriesLabelPosition {
    /// How much of the width and of the height the names of lines take.
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

/// A confusion matrix: rows are true labels, columns predicted ones, each
/// cell shaded by its share of its row.
///
/// # Errors
///
/// Where it cannot be drawn.
pub fn confusion(counts: &Confusion, labels: &Labels, title: &str) -> Result<String> {
    const CELL: i32 = 90;
    const LEFT: i32 = 110;
    const TOP: i32 = 90;
    let middle = Pos::new(HPos::Center, VPos::Center);
    let text = |size: i32, colour: &'static RGBColor| {
        TextStyle::from(("sans-serif", size).into_font()).color(colour).pos(middle)
    };
    let side = labels.len() as i32 * CELL;
    let size = ((LEFT + side + 30) as u32, (TOP + side + 30) as u32);
    svg(size, |root| {
        root.draw(&Text::new(title.to_owned(), (LEFT + side / 2, 24), text(18, &BLACK)))?;
        root.draw(&Text::new("predicted", (LEFT + side / 2, 52), text(14, &BLACK)))?;
        for (row, (truth, counts)) in labels.iter().zip(counts).enumerate() {
            let y = TOP + row as i32 * CELL;
            root.draw(&Text::new(truth.name(), (LEFT - 50, y + CELL / 2), text(14, &BLACK)))?;
            let column = LEFT + row as i32 * CELL + CELL / 2;
            root.draw(&Text::new(truth.name(), (column, TOP - 14), text(14, &BLACK)))?;
            let total = counts.iter().sum::<u32>().max(1);
            for (column, count) in counts.iter().enumerate() {
                let x = LEFT + column as i32 * CELL;
                let share = f64::from(*count) / f64::from(total);
                let shade = |dark: u8| (255.0 - f64::from(255 - dark) * share) as u8;
                let fill = RGBColor(shade(0), shade(70), shade(120));
                root.draw(&Rectangle::new([(x, y), (x + CELL - 2, y + CELL - 2)], fill.filled()))?;
                let ink = if share > 0.5 { &WHITE } else { &BLACK };
                let centre = (x + CELL / 2, y + CELL / 2);
                root.draw(&Text::new(count.to_string(), centre, text(18, ink)))?;
            }
        }
        Ok(())
    })
}

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

/// How many letters of a name there is room for.
const NAME_LETTERS: usize = 34;

const WIDTH: i32 = 860;
const NAMES: i32 = 250;
const ROW: i32 = 24;
const HEAD: i32 = 50;

/// Named rows under a title, in which `draw` draws.
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
/// Where it cannot be drawn.
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

/// How a figure spreads over many things.
#[derive(Clone, Debug, PartialEq)]
pub struct Spread {
    /// Of what.
    pub name: String,
    /// The 5th, 25th, 50th, 75th and 95th percentile.
    pub quantiles: [f64; 5],
}

impl Spread {
    /// The spread of `values`; `None` where there are none.
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
/// Where it cannot be drawn.
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

    #[test]
    fn a_spread_is_told_by_its_quantiles() {
        let spread = Spread::of("x", (0..=100).rev().map(f64::from).collect()).unwrap();
        assert_eq!(spread.quantiles, [5.0, 25.0, 50.0, 75.0, 95.0]);
        assert_eq!(Spread::of("x", vec![]), None);
        assert_eq!(Spread::of("x", vec![3.0]).unwrap().quantiles, [3.0; 5]);
    }
}
