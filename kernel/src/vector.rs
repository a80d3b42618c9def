//! Eight numbers that are computed together: two registers in WebAssembly, an
//! array that the compiler vectorises elsewhere. Sums are rounded alike, unless
//! the feature `relaxed-simd` rounds them less often.

/// The numbers of a vector.
pub(crate) const LANES: usize = 8;

#[cfg(not(target_arch = "wasm32"))]
pub(crate) use array::Vector;
#[cfg(target_arch = "wasm32")]
pub(crate) use registers::Vector;

/// Values in arrays; the last one ends with zeros.
pub(crate) fn padded<const N: usize>(values: &[f32]) -> Vec<[f32; N]> {
    let arrays = values.chunks(N);
    arrays
        .map(|part| std::array::from_fn(|lane| part.get(lane).copied().unwrap_or_default()))
        .collect()
}

/// Copies values between slices of the same length. For a few values, that is
/// faster than WebAssembly's instruction for copies of any length.
#[inline(always)]
pub(crate) fn copy(from: &[f32], to: &mut [f32]) {
    let Some(last) = from.len().checked_sub(LANES) else {
        to.iter_mut().zip(from).for_each(|(to, value)| *to = *value);
        return;
    };
    // The last vector overlaps the one before it.
    for at in (0..last).step_by(LANES).chain([last]) {
        if let Some(values) = from[at..].first_chunk() {
            Vector::load(values).store_at(to, at);
        }
    }
}

/// Runs a closure that is compiled for AVX2 or relaxed SIMD, if the processor
/// or the build has them. AVX2 changes no result.
#[inline(always)]
#[allow(unsafe_code, reason = "the processor has the instructions")]
pub(crate) fn accelerated(run: impl FnOnce()) {
    #[cfg(target_arch = "x86_64")]
    {
        #[target_feature(enable = "avx2")]
        fn with_avx2(run: impl FnOnce()) {
            run();
        }
        if is_x86_feature_detected!("avx2") {
            // SAFETY: the processor has these instructions.
            unsafe { with_avx2(run) };
            return;
        }
    }
    #[cfg(all(target_arch = "wasm32", feature = "relaxed-simd"))]
    {
        #[target_feature(enable = "relaxed-simd")]
        fn relaxed(run: impl FnOnce()) {
            run();
        }
        relaxed(run);
    }
    #[cfg(not(all(target_arch = "wasm32", feature = "relaxed-simd")))]
    run();
}

impl Vector {
    /// A value in all lanes.
    ///
    /// # Safety
    ///
    /// `at` is less than the number of values.
    #[inline(always)]
    #[allow(unsafe_code, reason = "the caller checks the index")]
    pub(crate) unsafe fn splat_at(values: &[f32], at: usize) -> Self {
        debug_assert!(at < values.len());
        // SAFETY: the caller guarantees it.
        Self::splat(unsafe { *values.get_unchecked(at) })
    }

    /// Writes its values to `channels`, from `at` on, as far as they fit.
    #[inline(always)]
    pub(crate) fn store_at(self, channels: &mut [f32], at: usize) {
        let channels = &mut channels[at..];
        if let Some(whole) = channels.first_chunk_mut() {
            self.store(whole);
        } else {
            let mut values = [0.0; LANES];
            self.store(&mut values);
            channels.copy_from_slice(&values[..channels.len()]);
        }
    }
}

#[cfg(not(target_arch = "wasm32"))]
mod array {
    use super::LANES;
    use crate::Bounds;

    /// The plain path.
    #[derive(Clone, Copy, Debug)]
    pub(crate) struct Vector([f32; LANES]);

    impl Vector {
        #[inline(always)]
        pub(crate) fn splat(value: f32) -> Self {
            Self([value; LANES])
        }

        #[inline(always)]
        pub(crate) fn load(values: &[f32; LANES]) -> Self {
            Self(*values)
        }

        #[inline(always)]
        pub(crate) fn store(self, to: &mut [f32; LANES]) {
            *to = self.0;
        }

        /// Adds the product of two vectors.
        #[inline(always)]
        pub(crate) fn plus_product(mut self, a: Self, b: Self) -> Self {
            for lane in 0..LANES {
                self.0[lane] += a.0[lane] * b.0[lane];
            }
            self
        }

        /// Keeps values within bounds. NaN stays NaN.
        #[inline(always)]
        pub(crate) fn clamp(mut self, bounds: Bounds) -> Self {
            for value in &mut self.0 {
                *value = bounds.clamp(*value);
            }
            self
        }
    }
}

#[cfg(target_arch = "wasm32")]
#[allow(unsafe_code, reason = "loads and stores of registers take pointers")]
mod registers {
    use super::LANES;
    use crate::Bounds;
    use std::arch::wasm32::{
        f32x4_add, f32x4_mul, f32x4_pmax, f32x4_pmin, f32x4_relaxed_madd, f32x4_splat, v128,
        v128_load, v128_store,
    };

    #[derive(Clone, Copy, Debug)]
    pub(crate) struct Vector(v128, v128);

    impl Vector {
        #[inline(always)]
        pub(crate) fn splat(value: f32) -> Self {
            Self(f32x4_splat(value), f32x4_splat(value))
        }

        #[inline(always)]
        pub(crate) fn load(values: &[f32; LANES]) -> Self {
            let first = values.as_ptr().cast::<v128>();
            // SAFETY: the array has the values of two registers; loads need no
            // alignment.
            unsafe { Self(v128_load(first), v128_load(first.add(1))) }
        }

        #[inline(always)]
        pub(crate) fn store(self, to: &mut [f32; LANES]) {
            let first = to.as_mut_ptr().cast::<v128>();
            // SAFETY: as for `load`.
            unsafe {
                v128_store(first, self.0);
                v128_store(first.add(1), self.1);
            }
        }

        /// Adds the product of two vectors.
        #[inline(always)]
        pub(crate) fn plus_product(self, a: Self, b: Self) -> Self {
            Self(plus_product(self.0, a.0, b.0), plus_product(self.1, a.1, b.1))
        }

        /// Keeps values within bounds. NaN stays NaN, because of the order of
        /// the operands. Unlike `f32x4_max` and `f32x4_min`, these are single
        /// instructions on x86-64.
        #[inline(always)]
        pub(crate) fn clamp(self, Bounds { least, most }: Bounds) -> Self {
            let (least, most) = (f32x4_splat(least), f32x4_splat(most));
            let clamp = |values| f32x4_pmin(f32x4_pmax(values, least), most);
            Self(clamp(self.0), clamp(self.1))
        }
    }

    /// `sum + a * b`, rounded once if the processor has an instruction for it
    /// and the feature `relaxed-simd` is on, otherwise twice.
    #[inline(always)]
    fn plus_product(sum: v128, a: v128, b: v128) -> v128 {
        if cfg!(feature = "relaxed-simd") {
            f32x4_relaxed_madd(a, b, sum)
        } else {
            f32x4_add(sum, f32x4_mul(a, b))
        }
    }
}
