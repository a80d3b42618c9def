//! Convolutions compared with their definition, natively (`tests/kernel.rs`)
//! and in a browser (`tests/browser.rs`), where other code computes them.

use whence_kernel::{Bounds, Dense, Depthwise, Size, Window, max_pool, transpose};

const BOUNDS: Bounds = Bounds { least: -0.5, most: 0.75 };

/// Maps whose height, width and channels are not multiples of a tile, and one
/// whose are.
const SIZES: [[usize; 3]; 4] = [[5, 7, 3], [1, 1, 9], [6, 5, 21], [8, 8, 16]];

/// Windows of all convolutions: kernel, stride, and pads before and after.
const SQUARE: [[usize; 4]; 4] = [[3, 1, 1, 1], [3, 2, 0, 1], [5, 1, 2, 2], [5, 2, 1, 2]];

/// A window that differs in each direction.
const OBLONG: Window = Window { kernel: [2, 3], strides: [3, 1], before: [0, 1], after: [1, 2] };

fn window([kernel, stride, before, after]: [usize; 4]) -> Window {
    Window { kernel: [kernel; 2], strides: [stride; 2], before: [before; 2], after: [after; 2] }
}

/// The windows of depthwise convolutions.
fn windows() -> Vec<Window> {
    let uneven = Window { strides: [2, 1], before: [2, 0], after: [0, 2], ..window(SQUARE[0]) };
    SQUARE.map(window).into_iter().chain([uneven]).collect()
}

/// Pseudorandom values, from -1 to 1.
fn values(count: usize, seed: u32) -> Vec<f32> {
    (0..count).map(|place| ((place as f32 + seed as f32 * 0.1) * 12.9898).sin()).collect()
}

/// The sum of what the kernel covers, by the definition of a convolution in
/// `f64`; `weight` has the weight of an output and an input channel at a row
/// and a column.
fn defined(
    map: &[f32],
    size: Size,
    window: Window,
    bias: &[f32],
    weight: impl Fn(usize, usize, usize, usize) -> f32,
) -> Vec<f32> {
    let positions = window.size(size).map(|result| [result.height, result.width]).unwrap();
    let mut results = Vec::new();
    for (row, column) in
        (0..positions[0]).flat_map(|row| (0..positions[1]).map(move |at| (row, at)))
    {
        for (output, bias) in bias.iter().enumerate() {
            let mut sum = f64::from(*bias);
            for (down, right) in
                (0..window.kernel[0]).flat_map(|a| (0..window.kernel[1]).map(move |b| (a, b)))
            {
                let row = (row * window.strides[0] + down).checked_sub(window.before[0]);
                let column = (column * window.strides[1] + right).checked_sub(window.before[1]);
                let (Some(row), Some(column)) = (row, column) else { continue };
                if row < size.height && column < size.width {
                    for input in 0..size.channels {
                        let value = map[(row * size.width + column) * size.channels + input];
                        sum += f64::from(weight(output, input, down, right)) * f64::from(value);
                    }
                }
            }
            results.push((sum as f32).clamp(BOUNDS.least, BOUNDS.most));
        }
    }
    results
}

fn assert_near(found: &[f32], expected: &[f32], what: &str) {
    assert_eq!(found.len(), expected.len(), "{what}");
    for (at, (found, expected)) in found.iter().zip(expected).enumerate() {
        assert!((found - expected).abs() < 1e-4, "{what}, at {at}: {found} instead of {expected}");
    }
}

/// Each kind of convolution, for each size and window.
pub(crate) fn convolutions_are_as_defined() {
    for [height, width, channels] in SIZES {
        let size = Size { height, width, channels };
        let map = values(size.values(), 1);
        let fits = |window: &Window| window.size(size).is_some();
        for window in windows().into_iter().chain([Window::PIXEL, OBLONG]).filter(fits) {
            dense(&map, size, window, 4);
            dense(&map, size, window, 13);
            pooling(&map, size, window);
        }
        for window in windows().into_iter().filter(fits) {
            depthwise(&map, size, window);
            inverted(&map, size, window, 21);
            inverted(&map, size, window, 32);
        }
    }
}

fn dense(map: &[f32], size: Size, window: Window, outputs: usize) {
    let Size { channels, .. } = size;
    let (weights, bias) = (values(outputs * channels * window.taps(), 2), values(outputs, 3));
    let mut dense = Dense::new(&weights, channels, &bias, window).unwrap();
    dense.bounds = BOUNDS;
    let mut found = vec![f32::NAN; dense.size(size).unwrap().values()];
    dense.run(map, size, &mut found);
    let [high, wide] = window.kernel;
    let weight = |output, input, row, column| {
        weights[((output * channels + input) * high + row) * wide + column]
    };
    let expected = defined(map, size, window, &bias, weight);
    assert_near(&found, &expected, &format!("dense, {size:?}, {window:?}, {outputs} outputs"));
}

fn depthwise(map: &[f32], size: Size, window: Window) {
    let (weights, bias) = (values(size.channels * window.taps(), 2), values(size.channels, 3));
    let mut depthwise = Depthwise::new(&weights, &bias, window).unwrap();
    depthwise.bounds = BOUNDS;
    let mut found = vec![f32::NAN; depthwise.size(size).unwrap().values()];
    depthwise.run(map, size, &mut found);
    let weight = |output, input, row, column| {
        let at = (output * window.kernel[0] + row) * window.kernel[1] + column;
        if output == input { weights[at] } else { 0.0 }
    };
    let expected = defined(map, size, window, &bias, weight);
    assert_near(&found, &expected, &format!("depthwise, {size:?}, {window:?}"));
}

/// A depthwise convolution of what a pointwise one makes, together and one
/// after the other.
fn inverted(map: &[f32], size: Size, window: Window, between: usize) {
    let (weights, bias) = (values(between * size.channels, 2), values(between, 3));
    let mut before = Dense::new(&weights, size.channels, &bias, Window::PIXEL).unwrap();
    before.bounds = BOUNDS;
    let depthwise = Depthwise::new(&values(between * window.taps(), 4), &bias, window).unwrap();
    let wide = before.size(size).unwrap();
    let mut middle = vec![f32::NAN; wide.values()];
    before.run(map, size, &mut middle);
    let mut expected = vec![f32::NAN; depthwise.size(wide).unwrap().values()];
    depthwise.run(&middle, wide, &mut expected);
    let mut found = vec![f32::NAN; expected.len()];
    depthwise.run_after(&before, map, size, &mut found);
    assert_eq!(found, expected, "inverted, {size:?}, {window:?}, {between} channels between");
}

fn pooling(map: &[f32], size: Size, window: Window) {
    let map: Vec<f32> = map.iter().map(|value| value - 2.0).collect();
    let [rows, columns] = window.size(size).map(|result| [result.height, result.width]).unwrap();
    let mut found = vec![f32::NAN; rows * columns * size.channels];
    max_pool(window, &map, size, &mut found);
    let mut expected = vec![f32::NEG_INFINITY; found.len()];
    for (at, most) in expected.iter_mut().enumerate() {
        let (pixel, channel) = (at / size.channels, at % size.channels);
        let position = [pixel / columns, pixel % columns];
        for (place, value) in
            map.iter().enumerate().filter(|(place, _)| place % size.channels == channel)
        {
            let place = place / size.channels;
            let place = [place / size.width, place % size.width];
            let covered = |axis: usize| {
                let first = position[axis] * window.strides[axis];
                (first..first + window.kernel[axis]).contains(&(place[axis] + window.before[axis]))
            };
            if covered(0) && covered(1) {
                *most = most.max(*value);
            }
        }
    }
    assert_eq!(found, expected, "pooling, {size:?}, {window:?}");
}

/// From the order of ONNX to that of maps, and back.
pub(crate) fn the_order_of_values_changes_both_ways() {
    let planes = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
    let (mut pixels, mut again) = ([0.0; 6], [0.0; 6]);
    transpose(&planes, 3, &mut pixels);
    assert_eq!(pixels, [1.0, 4.0, 2.0, 5.0, 3.0, 6.0]);
    transpose(&pixels, 2, &mut again);
    assert_eq!(again, planes);
}

/// Bounds do not hide a sum that is not a number.
pub(crate) fn what_is_not_a_number_stays() {
    let size = Size { height: 1, width: 3, channels: 8 };
    let mut map = vec![0.0; size.values()];
    map[9] = f32::NAN;
    let mut dense = Dense::new(&[1.0; 64], 8, &[0.0; 8], Window::PIXEL).unwrap();
    dense.bounds = BOUNDS;
    let mut found = vec![0.0; size.values()];
    dense.run(&map, size, &mut found);
    let nan: Vec<bool> = found.iter().map(|value| value.is_nan()).collect();
    assert_eq!(nan, [[false; 8], [true; 8], [false; 8]].concat());
    let mut most = vec![0.0; 8];
    max_pool(Window { kernel: [1, 3], ..Window::PIXEL }, &map, size, &mut most);
    let nan: Vec<usize> = (0..8).filter(|channel| most[*channel].is_nan()).collect();
    assert_eq!(nan, [1]);
    assert!(BOUNDS.clamp(f32::NAN).is_nan());
}

/// Weights that do not agree with their channels.
pub(crate) fn weights_that_do_not_agree_are_refused() {
    let window = window([3, 1, 1, 1]);
    assert!(Dense::new(&[0.0; 9], 2, &[0.0], window).is_none());
    assert!(Dense::new(&[], 0, &[0.0], window).is_none());
    assert!(Dense::new(&[], 1, &[], window).is_none());
    assert!(Depthwise::new(&[0.0; 9], &[0.0; 2], window).is_none());
    let tall = Window { kernel: [5, 3], ..window };
    assert!(Depthwise::new(&[0.0; 15], &[0.0], tall).is_none());
    let fast = Window { strides: [3; 2], ..window };
    assert!(Depthwise::new(&[0.0; 9], &[0.0], fast).is_none());
    let size = Size { height: 1, width: 9, channels: 1 };
    let narrow = Window { before: [0; 2], after: [0; 2], ..window };
    assert_eq!(Dense::new(&[0.0; 9], 1, &[0.0], narrow).unwrap().size(size), None);
}
