//! Confusion matrices.

use super::canvas::svg;
use crate::evaluate::metrics::Confusion;
use anyhow::Result;
use plotters::{
    prelude::*,
    style::text_anchor::{HPos, Pos, VPos},
};
use whence::core::label::Labels;

/// A confusion matrix: rows are true labels, columns predicted ones, each
/// cell shaded by its share of its row.
///
/// # Errors
///
/// If it cannot be drawn.
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
