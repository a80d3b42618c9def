//! The canvas of every plot, and its colours.

use anyhow::Result;
use plotters::prelude::*;

/// Colours of the Okabe-Ito palette, safe for colour blindness: blue,
/// vermilion, green, purple.
pub(super) const PALETTE: [RGBColor; 4] =
    [RGBColor(0, 114, 178), RGBColor(213, 94, 0), RGBColor(0, 158, 115), RGBColor(204, 121, 167)];
pub(super) const BLUE: RGBColor = PALETTE[0];
pub(super) const VERMILION: RGBColor = PALETTE[1];

/// An area to draw in.
pub(super) type Area<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;

/// The output of `draw` on a white canvas, as SVG.
pub(super) fn svg(size: (u32, u32), draw: impl FnOnce(&Area<'_>) -> Result<()>) -> Result<String> {
    let mut text = String::new();
    {
        let root = SVGBackend::with_string(&mut text, size).into_drawing_area();
        root.fill(&WHITE)?;
        draw(&root)?;
        root.present()?;
    }
    Ok(text)
}
