//! Matrix multiplication for browsers, offered to tract through its own
//! registry. On other targets the crate is empty.
//!
//! tract's kernel has a tile of 8 x 8, whose 16 accumulators leave no register
//! for the operands: V8 spills part of the tile to memory. Parts of 4 x 8 fit.
//! A tile has several parts, so that tract's overhead per tile occurs less
//! often. The sums are identical to the last bit, because the order of the
//! additions is the same, unless the feature `relaxed-simd` rounds less often.
//! `docs/decisions/0021-matrix-kernel.md` has the figures.
//!
//! It is a separate crate because tract gives kernels pointers, which requires
//! unsafe code, and because it is optimised for speed, while the rest of the
//! page is optimised for size. It is a single file because it is a single
//! kernel: the steps of `Part::run`, and what they share.
#![cfg(target_arch = "wasm32")]
#![allow(unsafe_code, reason = "tract gives a kernel pointers")]

use std::{
    arch::wasm32::{
        f32x4_add, f32x4_extract_lane, f32x4_gt, f32x4_max, f32x4_min, f32x4_mul, f32x4_splat,
        f32x4_sub, i32x4_shuffle, v128, v128_bitselect, v128_load, v128_load32_splat, v128_store,
    },
    sync::Once,
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
const NAME: &str = "whence_f32_16x8";

/// Rows of a tile.
const ROWS: usize = 4 * PARTS;

/// Columns of a tile.
const COLUMNS: usize = 4 * VECTORS;

/// Parts of a tile, one below the other. Each has four rows.
const PARTS: usize = 4;

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

/// Fills tract's registry of kernels. Only the first call has an effect.
///
/// If no code calls the constructors of a module, the linker calls them on
/// every entry into the module.
pub fn register() {
    unsafe extern "C" {
        fn __wasm_call_ctors();
    }
    static REGISTERED: Once = Once::new();
    // SAFETY: they register static items, and may be called at any time.
    REGISTERED.call_once(|| unsafe { __wasm_call_ctors() });
}

/// Executes the steps that tract requests for a tile.
///
/// # Safety
///
/// The pointers in `steps` are valid for a tile of this size, as those of tract
/// are.
#[cfg_attr(feature = "relaxed-simd", target_feature(enable = "relaxed-simd"))]
unsafe fn run(steps: &[FusedKerSpec<f32>]) -> isize {
    for part in 0..PARTS {
        // SAFETY: the caller guarantees it.
        unsafe { Part::new(4 * part).run(steps) };
    }
    0
}

/// The rows of a tile that are computed together.
struct Part {
    /// The first of its rows in the tile.
    top: usize,
    /// Its values by row.
    values: [[v128; VECTORS]; 4],
}

impl Part {
    fn new(top: usize) -> Self {
        Self { top, values: [[f32x4_splat(0.0); VECTORS]; 4] }
    }

    /// Executes the steps that tract requests, in order.
    ///
    /// # Safety
    ///
    /// The pointers in `steps` are valid for a tile.
    #[inline]
    #[cfg_attr(feature = "relaxed-simd", target_feature(enable = "relaxed-simd"))]
    unsafe fn run(mut self, steps: &[FusedKerSpec<f32>]) {
        use FusedKerSpec as Step;
        for step in steps {
            // SAFETY: tract gives pointers to a whole tile, row or column.
            unsafe {
                match *step {
                    Step::Done => break,
                    Step::Clear => self.each(|_, _, _| f32x4_splat(0.0)),
                    Step::LoadTile(_, rows) => self.each(|r, v, _| at(rows, VECTORS * r + v)),
                    Step::ScalarMin(by) => self.each(|_, _, x| f32x4_min(f32x4_splat(by), x)),
                    Step::ScalarMax(by) => self.each(|_, _, x| f32x4_max(f32x4_splat(by), x)),
                    Step::ScalarAdd(by) => self.each(|_, _, x| f32x4_add(f32x4_splat(by), x)),
                    Step::ScalarMul(by) => self.scale(by),
                    Step::ScalarSub(by) => self.each(|_, _, x| f32x4_sub(f32x4_splat(by), x)),
                    Step::ScalarSubF(by) => self.each(|_, _, x| f32x4_sub(x, f32x4_splat(by))),
                    Step::LeakyRelu(slope) => self.each(|_, _, x| {
                        let positive = f32x4_gt(x, f32x4_splat(0.0));
                        v128_bitselect(x, f32x4_mul(f32x4_splat(slope), x), positive)
                    }),
                    Step::PerRowMin(rows) => self.each(|r, _, x| f32x4_min(all(rows, r), x)),
                    Step::PerRowMax(rows) => self.each(|r, _, x| f32x4_max(all(rows, r), x)),
                    Step::PerRowAdd(rows) => self.each(|r, _, x| f32x4_add(all(rows, r), x)),
                    Step::PerRowMul(rows) => self.each(|r, _, x| f32x4_mul(all(rows, r), x)),
                    Step::PerRowSub(rows) => self.each(|r, _, x| f32x4_sub(all(rows, r), x)),
                    Step::PerRowSubF(rows) => self.each(|r, _, x| f32x4_sub(x, all(rows, r))),
                    Step::PerColMin(columns) => self.each(|_, v, x| f32x4_min(at(columns, v), x)),
                    Step::PerColMax(columns) => self.each(|_, v, x| f32x4_max(at(columns, v), x)),
                    Step::PerColAdd(columns) => self.each(|_, v, x| f32x4_add(at(columns, v), x)),
                    Step::PerColMul(columns) => self.each(|_, v, x| f32x4_mul(at(columns, v), x)),
                    Step::PerColSub(columns) => self.each(|_, v, x| f32x4_sub(at(columns, v), x)),
                    Step::PerColSubF(columns) => self.each(|_, v, x| f32x4_sub(x, at(columns, v))),
                    Step::QScale(shift, policy, multiplier) => {
                        self.scale(Scaler::from_fuse_params(shift, policy, multiplier).scale);
                    }
                    Step::RoundingShiftRight(shift, _) => self.scale(0.5_f32.powi(shift as i32)),
                    Step::ShiftLeft(shift) => self.scale(2_f32.powi(shift as i32)),
                    Step::AddUnicast(other) => self.add(&other),
                    Step::AddRowColProducts(rows, columns) => {
                        self.each(|r, v, x| f32x4_add(x, f32x4_mul(all(rows, r), at(columns, v))))
                    }
                    Step::Store(place) => self.store(&place),
                    Step::AddMatMul { k, pa, pb, .. } => self.multiply(k, pa.cast(), pb.cast()),
                }
            }
        }
    }

    /// Replaces every vector, given its row in the tile, its place in the row
    /// and itself.
    #[inline(always)]
    fn each(&mut self, new: impl Fn(usize, usize, v128) -> v128) {
        for (r, row) in self.values.iter_mut().enumerate() {
            for (v, vector) in row.iter_mut().enumerate() {
                *vector = new(self.top + r, v, *vector);
            }
        }
    }

    #[inline(always)]
    fn scale(&mut self, by: f32) {
        self.each(|_, _, x| f32x4_mul(f32x4_splat(by), x));
    }

    /// Adds the product of a panel of rows and a panel of columns, both
    /// `depth` long.
    ///
    /// # Safety
    ///
    /// Both panels have that length.
    #[inline]
    #[cfg_attr(feature = "relaxed-simd", target_feature(enable = "relaxed-simd"))]
    unsafe fn multiply(&mut self, depth: usize, rows: *const f32, columns: *const f32) {
        for k in 0..depth {
            // SAFETY: `k` is less than the depth of both.
            unsafe {
                let (rows, columns) = (rows.add(ROWS * k + self.top), columns.add(COLUMNS * k));
                let columns: [v128; VECTORS] = std::array::from_fn(|v| at(columns, v));
                for (r, row) in self.values.iter_mut().enumerate() {
                    let factor = all(rows, r);
                    for (sum, column) in row.iter_mut().zip(columns) {
                        *sum = multiply_add(factor, column, *sum);
                    }
                }
            }
        }
    }

    /// Adds its part of a matrix of the tile's size.
    ///
    /// # Safety
    ///
    /// The matrix has that size.
    #[inline(always)]
    unsafe fn add(&mut self, other: &OutputStoreKer) {
        // SAFETY: the matrix has these rows and columns.
        unsafe {
            if is_dense(other.col_byte_stride) {
                self.each(|r, v, x| f32x4_add(at(place(other, r, 4 * v), 0), x));
            } else {
                self.each(|r, v, x| {
                    let values: [f32; 4] = std::array::from_fn(|c| *place(other, r, 4 * v + c));
                    f32x4_add(at(values.as_ptr(), 0), x)
                });
            }
        }
    }

    /// Writes itself to its part of a matrix of the tile's size.
    ///
    /// # Safety
    ///
    /// The matrix has that size.
    #[inline(always)]
    unsafe fn store(&self, matrix: &OutputStoreKer) {
        // SAFETY: the matrix has these rows and columns.
        unsafe {
            if is_dense(matrix.col_byte_stride) {
                for (r, row) in self.values.iter().enumerate() {
                    for (v, &vector) in row.iter().enumerate() {
                        v128_store(place(matrix, self.top + r, 4 * v).cast(), vector);
                    }
                }
                return;
            }
            let [a, b, c, d] = self.values;
            for (v, (((a, b), c), d)) in a.into_iter().zip(b).zip(c).zip(d).enumerate() {
                let columns = transposed([a, b, c, d]);
                for (c, column) in columns.into_iter().enumerate() {
                    let put = |r: usize| place(matrix, self.top + r, 4 * v + c);
                    if is_dense(matrix.row_byte_stride) {
                        v128_store(put(0).cast(), column);
                        continue;
                    }
                    *put(0) = f32x4_extract_lane::<0>(column);
                    *put(1) = f32x4_extract_lane::<1>(column);
                    *put(2) = f32x4_extract_lane::<2>(column);
                    *put(3) = f32x4_extract_lane::<3>(column);
                }
            }
        }
    }
}

/// `a * b + c`, rounded twice.
#[cfg(not(feature = "relaxed-simd"))]
#[inline(always)]
fn multiply_add(a: v128, b: v128, c: v128) -> v128 {
    f32x4_add(c, f32x4_mul(a, b))
}

/// `a * b + c`, rounded once where the processor has an instruction for it.
#[cfg(feature = "relaxed-simd")]
#[inline]
#[target_feature(enable = "relaxed-simd")]
fn multiply_add(a: v128, b: v128, c: v128) -> v128 {
    std::arch::wasm32::f32x4_relaxed_madd(a, b, c)
}

/// Transposes a matrix of 4 x 4 values.
#[inline(always)]
fn transposed([a, b, c, d]: [v128; 4]) -> [v128; 4] {
    let halves = [
        (i32x4_shuffle::<0, 4, 1, 5>(a, b), i32x4_shuffle::<0, 4, 1, 5>(c, d)),
        (i32x4_shuffle::<2, 6, 3, 7>(a, b), i32x4_shuffle::<2, 6, 3, 7>(c, d)),
    ];
    let [[first, second], [third, fourth]] = halves.map(|(upper, lower)| {
        [i32x4_shuffle::<0, 1, 4, 5>(upper, lower), i32x4_shuffle::<2, 3, 6, 7>(upper, lower)]
    });
    [first, second, third, fourth]
}

/// The vector number `index`.
///
/// # Safety
///
/// The index is in bounds.
#[inline(always)]
unsafe fn at(vectors: *const f32, index: usize) -> v128 {
    // SAFETY: the caller guarantees it; loads need no alignment.
    unsafe { v128_load(vectors.cast::<v128>().add(index)) }
}

/// The value number `index`, in all four lanes.
///
/// # Safety
///
/// The index is in bounds.
#[inline(always)]
unsafe fn all(values: *const f32, index: usize) -> v128 {
    // SAFETY: the caller guarantees it.
    unsafe { v128_load32_splat(values.add(index).cast()) }
}

/// The address of a matrix element.
///
/// # Safety
///
/// The matrix has this row and column.
#[inline(always)]
unsafe fn place(matrix: &OutputStoreKer, row: usize, column: usize) -> *mut f32 {
    let (down, across) = (matrix.row_byte_stride, matrix.col_byte_stride);
    // SAFETY: the caller guarantees it.
    unsafe { matrix.ptr.offset(down * row as isize + across * column as isize).cast() }
}

/// Whether values with this stride in bytes are contiguous.
fn is_dense(stride: isize) -> bool {
    stride == size_of::<f32>() as isize
}
