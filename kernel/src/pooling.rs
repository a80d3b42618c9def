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
    let result = window.size(size);
    assert_eq!(Some(output.len()), result.map(Size::values));
    let Some(Size { width: across, .. }) = result else { return };
    output.fill(f32::NEG_INFINITY);
    for (number, output) in output.chunks_exact_mut(channels).enumerate() {
        let position = [number / across, number % across];
        let [top, left] = [0, 1].map(|axis| position[axis] * window.strides[axis]);
        for row in window.inside(0, position[0], height) {
            for column in window.inside(1, position[1], width) {
                let [row, column] =
                    [top + row - window.before[0], left + column - window.before[1]];
                let pixel = &map[(row * width + column) * channels..][..channels];
                for (most, value) in output.iter_mut().zip(pixel) {
                    // NaN stays.
                    if !(*value <= *most || most.is_nan()) {
                        *most = *value;
                    }
                }
            }
        }
    }
}
