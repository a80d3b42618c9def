//! The matrix kernel compared with tract's own: every step that tract may
//! request, for sizes that are not multiples of a tile.
#![allow(unsafe_code, reason = "tract's kernels take pointers")]

use tract_onnx::{
    prelude::{Tensor, tract_ndarray::Array2},
    tract_core::tract_linalg::{
        BinOp,
        mmm::{AsInputValue, FusedSpec, MatMatMul, RoundingPolicy},
        mmm_routines::declared,
    },
};
use wasm_bindgen_test::wasm_bindgen_test;

/// Rows, columns and depth of a product.
const SIZES: [[usize; 3]; 4] = [[4, 8, 1], [7, 19, 5], [33, 9, 64], [1, 2, 3]];

fn kernel(name: &str) -> Box<dyn MatMatMul> {
    whence_kernel::register();
    declared().map(|routine| (routine.make)()).find(|kernel| kernel.name() == name).unwrap()
}

/// Pseudorandom values, from -1 to 1.
fn values(rows: usize, columns: usize, seed: u32) -> Tensor {
    let value = |(row, column): (usize, usize)| {
        let place = (row * columns + column) as f32 + seed as f32 * 0.1;
        (place * 12.9898).sin()
    };
    Array2::from_shape_fn((rows, columns), value).into()
}

/// A product and the steps after it, by the kernel with this name. The results
/// are in row-major or column-major order.
fn run(name: &str, [m, n, k]: [usize; 3], then: &[FusedSpec<'_>], by_row: bool) -> Tensor {
    let kernel = kernel(name);
    let (rows, columns) = &kernel.packings()[0];
    let rows = rows.prepare_one(&values(m, k, 1), 1, 0).unwrap();
    let columns = columns.prepare_one(&values(k, n, 2), 0, 1).unwrap();
    let shape = if by_row { [m, n] } else { [n, m] };
    let (down, across) = if by_row { (0, 1) } else { (1, 0) };
    let other = values(shape[0], shape[1], 6);
    let mut result = Tensor::zero::<f32>(&shape).unwrap();
    let (a, b) = (AsInputValue::Borrowed(&*rows), AsInputValue::Borrowed(&*columns));
    // SAFETY: both matrices have the rows and columns of the product.
    unsafe {
        let view = kernel.c_view(Some(down), Some(across));
        let mut steps = vec![FusedSpec::AddMatMul { a, b, packing: 0 }];
        steps.extend_from_slice(then);
        steps.push(FusedSpec::AddUnicast(view.wrap(&other.view())));
        steps.push(FusedSpec::Store(view.wrap(&result.view_mut())));
        kernel.run(m, n, &steps).unwrap();
    }
    result
}

#[wasm_bindgen_test]
fn every_step_of_the_kernel_is_as_tract_has_it() {
    const OPERATORS: [BinOp; 6] =
        [BinOp::Min, BinOp::Max, BinOp::Add, BinOp::Mul, BinOp::Sub, BinOp::SubF];
    for size @ [m, n, _] in SIZES {
        let [row, column] = [(m, 3), (n, 4)]
            .map(|(length, seed)| values(length, 1, seed).into_shape(&[length]).unwrap());
        let scalar = Tensor::from(0.3_f32);
        let mut each = vec![
            vec![],
            vec![FusedSpec::LeakyRelu(&scalar)],
            vec![FusedSpec::AddRowColProducts(&row, &column)],
            vec![FusedSpec::QScale(3, RoundingPolicy::Even, 1 << 30)],
            vec![FusedSpec::RoundingShiftRight(2, RoundingPolicy::Even)],
            vec![FusedSpec::ShiftLeft(2)],
        ];
        for operator in OPERATORS {
            each.push(vec![FusedSpec::BinScalar(&scalar, operator)]);
            each.push(vec![FusedSpec::BinPerRow(row.view(), operator)]);
            each.push(vec![FusedSpec::BinPerCol(column.view(), operator)]);
        }
        for (then, by_row) in each.iter().flat_map(|then| [(then, true), (then, false)]) {
            let found = run("whence_f32_16x8", size, then, by_row);
            let expected = run("wasm_f32_8x8", size, then, by_row);
            assert_eq!(found, expected, "{size:?} {then:?}");
        }
    }
}
