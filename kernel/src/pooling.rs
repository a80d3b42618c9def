//! Pooling.

use crate::{Size, Window};

/// Writes the greatest value of each channel that the window covers, at each
/// position on `map`, of this size, to `output`.
///
/// # Panics
///
/// If `map` or `output` has another size.
pub fn max_pool(window: Window, map: &[f32], size: Size, output: &mut [f32]) {
    let Size { height, width, channels } = size;
    assert_eq!(map.len(), size.values());
    let Some([rows, columns]) = window.positions([height, width]) else { return };
    assert_eq!(output.len(), rows * columns * channels);
    output.fill(f32::NEG_INFINITY);
    for (number, output) in output.chunks_exact_mut(channels).enumerate() {
        let position = [number / columns, number % columns];
        for tap in 0..window.taps() {
            let tap = [tap / window.kernel[1], tap % window.kernel[1]];
            let [row, column] = [0, 1].map(|axis| {
                let at = position[axis] * window.strides[axis] + tap[axis];
                at.checked_sub(window.before[axis])
            });
            let (Some(row), Some(column)) = (row, column) else { continue };
            if row < height && column < width {
                let pixel = &map[(row * width + column) * channels..][..channels];
                output.iter_mut().zip(pixel).for_each(|(most, value)| *most = most.max(*value));
            }
        }
    }
}
