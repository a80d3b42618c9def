//! Learning curves and confusion matrices as SVG.

use crate::{metrics::Confusion, train::Epoch};
use anyhow::Result;
use plotters::prelude::*;
use std::path::Path;
use whence::culture::Culture;

/// Blue and vermilion of the Okabe-Ito palette, told apart by every eye.
const TRAINING: RGBColor = RGBColor(0, 114, 178);
const VALIDATION: RGBColor = RGBColor(213, 94, 0);

/// Accuracy and loss per epoch, training and validation, side by side.
///
/// # Errors
///
/// Where the file cannot be written.
pub fn curves(epochs: &[Epoch], path: &Path) -> Result<()> {
    let root = SVGBackend::new(path, (1000, 420)).into_drawing_area();
    root.fill(&WHITE)?;
    let (left, right) = root.split_horizontally(500);
    chart(&left, "Accuracy", epochs, [|epoch| epoch.train_accuracy, |epoch| epoch.val_accuracy])?;
    chart(&right, "Loss", epochs, [|epoch| epoch.train_loss, |epoch| epoch.val_loss])?;
    root.present()?;
    Ok(())
}

type Area<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;

fn chart(area: &Area, title: &str, epochs: &[Epoch], series: [fn(&Epoch) -> f64; 2]) -> Result<()> {
    let values = || series.iter().flat_map(|figure| epochs.iter().map(figure));
    let (low, high) = values().fold((f64::MAX, f64::MIN), |(l, h), v| (l.min(v), h.max(v)));
    let margin = ((high - low) * 0.05).max(0.01);
    let mut chart = ChartBuilder::on(area)
        .caption(title, ("sans-serif", 20))
        .margin(12)
        .x_label_area_size(40)
        .y_label_area_size(50)
        .build_cartesian_2d(1..epochs.len().max(2), low - margin..high + margin)?;
    chart.configure_mesh().x_desc("epoch").light_line_style(WHITE).draw()?;
    let named = series.into_iter().zip([("training", TRAINING), ("validation", VALIDATION)]);
    for (figure, (name, colour)) in named {
        let points = epochs.iter().map(|epoch| (epoch.epoch, figure(epoch)));
        chart
            .draw_series(LineSeries::new(points, colour.stroke_width(2)))?
            .label(name)
            .legend(move |(x, y)| PathElement::new([(x, y), (x + 16, y)], colour.stroke_width(2)));
    }
    chart.configure_series_labels().background_style(WHITE.mix(0.8)).border_style(BLACK).draw()?;
    Ok(())
}

/// A confusion matrix: rows are true cultures, columns predicted ones, each
/// cell shaded by its share of its row.
///
/// # Errors
///
/// Where the file cannot be written.
pub fn confusion(counts: &Confusion, title: &str, path: &Path) -> Result<()> {
    const CELL: i32 = 90;
    const LEFT: i32 = 110;
    const TOP: i32 = 90;
    let root = SVGBackend::new(path, (500, 480)).into_drawing_area();
    root.fill(&WHITE)?;
    let middle = plotters::style::text_anchor::Pos::new(
        plotters::style::text_anchor::HPos::Center,
        plotters::style::text_anchor::VPos::Center,
    );
    let text = |size: i32, colour: &'static RGBColor| {
        TextStyle::from(("sans-serif", size).into_font()).color(colour).pos(middle)
    };
    root.draw(&Text::new(title.to_owned(), (LEFT + 2 * CELL, 24), text(18, &BLACK)))?;
    root.draw(&Text::new("predicted", (LEFT + 2 * CELL, 52), text(14, &BLACK)))?;
    for (row, truth) in Culture::ALL.into_iter().enumerate() {
        let y = TOP + row as i32 * CELL;
        root.draw(&Text::new(truth.name(), (LEFT - 50, y + CELL / 2), text(14, &BLACK)))?;
        let column = LEFT + row as i32 * CELL + CELL / 2;
        root.draw(&Text::new(truth.name(), (column, TOP - 14), text(14, &BLACK)))?;
        let total = counts[row].iter().sum::<u32>().max(1);
        for (column, count) in counts[row].iter().enumerate() {
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
    root.present()?;
    Ok(())
}
