//! The order of a map's values.

/// Writes rows of `length` values as columns: from `[channels, pixels]` to
/// `[pixels, channels]`, or back.
///
/// # Panics
///
/// If `output` has another number of values.
pub fn transpose(values: &[f32], length: usize, output: &mut [f32]) {
    assert_eq!(values.len(), output.len());
    let Some(rows) = values.len().checked_div(length) else { return };
    for (column, output) in output.chunks_exact_mut(rows.max(1)).enumerate() {
        for (row, to) in output.iter_mut().enumerate() {
            *to = values[row * length + column];
        }
    }
}
