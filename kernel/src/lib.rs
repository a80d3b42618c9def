//! Matrix multiplication for browsers, offered to tract through its own
//! registry. On other targets the crate is empty.
//!
//! tract's kernel has a tile of 8 x 8, whose 16 accumulators leave no register
//! for the operands: V8 keeps part of the tile in memory. A tile of 4 x 8 fits.
//! The sums are the same to the last bit, as each is still added up in order.
//! `docs/decisions/0021-matrix-kernel.md` has the figures.
//!
//! It is a crate of its own because tract gives kernels pointers, so that it
//! needs unsafe code, and because it is optimised for speed, where the rest of
//! the page is optimised for size.
#![cfg(target_arch = "wasm32")]
#![allow(unsafe_code, reason = "tract gives a kernel pointers")]

use std::arch::wasm32::{
    f32x4_add, f32x4_extract_lane, f32x4_gt, f32x4_max, f32x4_min, f32x4_mul, f32x4_splat,
    f32x4_sub, v128, v128_bitselect, v128_load, v128_load32_splat, v128_store,
};
use tract_data::prelude::DatumType;
use tract_linalg::{
    Scaler,
    isa::Arch,
    mmm::{DynKernel, FusedKerSpec, OutputStoreKer},
    mmm_routines::MmmRoutine,
    mmm_tiers::MmmTier,
    pack::Packing as _,
};

/// The name under which tract knows the kernel.
const NAME: &str = "whence_f32_4x8";

/// Rows of a tile.
const ROWS: usize = 4;

/// Columns of a tile.
const COLUMNS: usize = 4 * VECTORS;

/// Vectors of four columns.
const VECTORS: usize = 2;

inventory::submit! {
    MmmRoutine {
        make: || {
            let (rows, columns) = (f32::packing(ROWS), f32::packing(COLUMNS));
            let mut kernel = DynKernel::<ROWS, COLUMNS, f32>::new(NAME, run, rows, columns);
            kernel.arch = Some(Arch::Wasm32Simd128);
            kernel.mmm()
        },
    }
}

inventory::submit! {
    MmmTier {
        arch: Some(Arch::Wasm32Simd128),
        // Above tract's own choice, which keeps vectors and integers.
        precedence: 2,
        name: NAME,
        applies: |_| true,
        preferred: |_, accumulator, query, _| {
            (accumulator == DatumType::F32 && query.n != Some(1)).then_some(NAME)
        },
    }
}

/// What is computed at a time, by row.
type Tile = [[v128; VECTORS]; ROWS];

/// Does what tract asks, step by step.
///
/// # Safety
///
/// The pointers in `steps` are valid for a tile of this size, as tract's are.
unsafe fn run(steps: &[FusedKerSpec<f32>]) -> isize {
    use FusedKerSpec as Step;
    let mut tile: Tile = [[f32x4_splat(0.0); VECTORS]; ROWS];
    for step in steps {
        // SAFETY: tract gives pointers to a whole tile, row or column.
        unsafe {
            match *step {
                Step::Done => break,
                Step::Clear => each(&mut tile, |_, _, _| f32x4_splat(0.0)),
                Step::LoadTile(_, rows) => {
                    each(&mut tile, |r, v, _| at(rows, VECTORS * r + v));
                }
                Step::ScalarMin(by) => each(&mut tile, |_, _, x| f32x4_min(f32x4_splat(by), x)),
                Step::ScalarMax(by) => each(&mut tile, |_, _, x| f32x4_max(f32x4_splat(by), x)),
                Step::ScalarAdd(by) => each(&mut tile, |_, _, x| f32x4_add(f32x4_splat(by), x)),
                Step::ScalarMul(by) => scale(&mut tile, by),
                Step::ScalarSub(by) => each(&mut tile, |_, _, x| f32x4_sub(f32x4_splat(by), x)),
                Step::ScalarSubF(by) => each(&mut tile, |_, _, x| f32x4_sub(x, f32x4_splat(by))),
                Step::LeakyRelu(slope) => each(&mut tile, |_, _, x| {
                    let positive = f32x4_gt(x, f32x4_splat(0.0));
                    v128_bitselect(x, f32x4_mul(f32x4_splat(slope), x), positive)
                }),
                Step::PerRowMin(rows) => {
                    each(&mut tile, |r, _, x| f32x4_min(all(rows, r), x));
                }
                Step::PerRowMax(rows) => {
                    each(&mut tile, |r, _, x| f32x4_max(all(rows, r), x));
                }
                Step::PerRowAdd(rows) => {
                    each(&mut tile, |r, _, x| f32x4_add(all(rows, r), x));
                }
                Step::PerRowMul(rows) => {
                    each(&mut tile, |r, _, x| f32x4_mul(all(rows, r), x));
                }
                Step::PerRowSub(rows) => {
                    each(&mut tile, |r, _, x| f32x4_sub(all(rows, r), x));
                }
                Step::PerRowSubF(rows) => {
                    each(&mut tile, |r, _, x| f32x4_sub(x, all(rows, r)));
                }
                Step::PerColMin(columns) => {
                    each(&mut tile, |_, v, x| f32x4_min(at(columns, v), x));
                }
                Step::PerColMax(columns) => {
                    each(&mut tile, |_, v, x| f32x4_max(at(columns, v), x));
                }
                Step::PerColAdd(columns) => {
                    each(&mut tile, |_, v, x| f32x4_add(at(columns, v), x));
                }
                Step::PerColMul(columns) => {
                    each(&mut tile, |_, v, x| f32x4_mul(at(columns, v), x));
                }
                Step::PerColSub(columns) => {
                    each(&mut tile, |_, v, x| f32x4_sub(at(columns, v), x));
                }
                Step::PerColSubF(columns) => {
                    each(&mut tile, |_, v, x| f32x4_sub(x, at(columns, v)));
                }
                Step::QScale(shift, policy, multiplier) => {
                    scale(&mut tile, Scaler::from_fuse_params(shift, policy, multiplier).scale);
                }
                Step::RoundingShiftRight(shift, _) => scale(&mut tile, 0.5_f32.powi(shift as i32)),
                Step::ShiftLeft(shift) => scale(&mut tile, 2_f32.powi(shift as i32)),
                Step::AddUnicast(other) => add(&mut tile, &other),
                Step::AddRowColProducts(rows, columns) => {
                    each(&mut tile, |r, v, x| f32x4_add(x, f32x4_mul(all(rows, r), at(columns, v))))
                }
                Step::Store(place) => store(&tile, &place),
                Step::AddMatMul { k, pa, pb, .. } => multiply(&mut tile, k, pa.cast(), pb.cast()),
            }
        }
    }
    0
}

/// Adds the product of a panel of rows and a panel of columns, both `depth`
/// long.
///
/// # Safety
///
/// The panels are as long as that.
#[inline(always)]
unsafe fn multiply(tile: &mut Tile, depth: usize, rows: *const f32, columns: *const f32) {
    for k in 0..depth {
        // SAFETY: `k` is less than the depth of both.
        unsafe {
            let (rows, columns) = (rows.add(ROWS * k), columns.add(COLUMNS * k));
            let columns: [v128; VECTORS] = std::array::from_fn(|v| at(columns, v));
            for (r, row) in tile.iter_mut().enumerate() {
                let factor = all(rows, r);
                for (sum, column) in row.iter_mut().zip(columns) {
                    *sum = f32x4_add(*sum, f32x4_mul(factor, column));
                }
            }
        }
    }
}

/// Every vector of the tile, from its row, its place in the row and itself.
#[inline(always)]
fn each(tile: &mut Tile, new: impl Fn(usize, usize, v128) -> v128) {
    for (r, row) in tile.iter_mut().enumerate() {
        for (v, vector) in row.iter_mut().enumerate() {
            *vector = new(r, v, *vector);
        }
    }
}

#[inline(always)]
fn scale(tile: &mut Tile, by: f32) {
    each(tile, |_, _, x| f32x4_mul(f32x4_splat(by), x));
}

/// The vector number `index`.
///
/// # Safety
///
/// There is one.
#[inline(always)]
unsafe fn at(vectors: *const f32, index: usize) -> v128 {
    // SAFETY: the caller says so; loads need no alignment.
    unsafe { v128_load(vectors.cast::<v128>().add(index)) }
}

/// The value number `index`, four times.
///
/// # Safety
///
/// There is one.
#[inline(always)]
unsafe fn all(values: *const f32, index: usize) -> v128 {
    // SAFETY: the caller says so.
    unsafe { v128_load32_splat(values.add(index).cast()) }
}

/// The address of a value of a matrix.
///
/// # Safety
///
/// The matrix has this row and column.
#[inline(always)]
unsafe fn place(matrix: &OutputStoreKer, row: usize, column: usize) -> *mut f32 {
    let (down, across) = (matrix.row_byte_stride, matrix.col_byte_stride);
    // SAFETY: the caller says so.
    unsafe { matrix.ptr.offset(down * row as isize + across * column as isize).cast() }
}

/// Whether the columns of a matrix lie side by side.
fn is_dense(matrix: &OutputStoreKer) -> bool {
    matrix.col_byte_stride == size_of::<f32>() as isize
}

/// Adds a matrix of the tile's size.
///
/// # Safety
///
/// The matrix has that size.
#[inline(always)]
unsafe fn add(tile: &mut Tile, other: &OutputStoreKer) {
    // SAFETY: the matrix has these rows and columns.
    unsafe {
        if is_dense(other) {
            each(tile, |r, v, x| f32x4_add(at(place(other, r, 4 * v), 0), x));
        } else {
            each(tile, |r, v, x| {
                let values: [f32; 4] = std::array::from_fn(|c| *place(other, r, 4 * v + c));
                f32x4_add(at(values.as_ptr(), 0), x)
            });
        }
    }
}

/// Writes the tile into a matrix of its size.
///
/// # Safety
///
/// The matrix has that size.
#[inline(always)]
unsafe fn store(tile: &Tile, matrix: &OutputStoreKer) {
    for (r, row) in tile.iter().enumerate() {
        for (v, &vector) in row.iter().enumerate() {
            // SAFETY: the matrix has these rows and columns.
            unsafe {
                if is_dense(matrix) {
                    v128_store(place(matrix, r, 4 * v).cast(), vector);
                    continue;
                }
                *place(matrix, r, 4 * v) = f32x4_extract_lane::<0>(vector);
                *place(matrix, r, 4 * v + 1) = f32x4_extract_lane::<1>(vector);
                *place(matrix, r, 4 * v + 2) = f32x4_extract_lane::<2>(vector);
                *place(matrix, r, 4 * v + 3) = f32x4_extract_lane::<3>(vector);
            }
        }
    }
}
