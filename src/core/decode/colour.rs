//! Conversion of any colour profile to sRGB, as browsers do it.

use image::{DynamicImage, ImageBuffer, Pixel};
use moxcms::{
    Chromaticity, ColorPrimaries, ColorProfile, DataColorSpace, Layout, ToneReprCurve,
    Transform8BitExecutor, Transform16BitExecutor, TransformExecutor, TransformOptions,
};
use std::sync::Arc;

/// The colour space of a picture's values.
pub(super) struct Profile {
    profile: ColorProfile,
    /// Whether it is a profile for grey pictures.
    grey: bool,
}

impl Profile {
    /// An ICC profile for RGB or grey. `None` if it cannot be read or is for
    /// other colours: browsers ignore it then.
    pub(super) fn from_icc(icc: &[u8]) -> Option<Self> {
        let profile = ColorProfile::new_from_slice(icc).ok()?;
        match profile.color_space {
            DataColorSpace::Rgb => Some(Self { profile, grey: false }),
            DataColorSpace::Gray => {
                Some(Self { profile: srgb_with(profile.gray_trc?), grey: true })
            }
            _ => None,
        }
    }

    /// A PNG's `gAMA`, and its `cHRM`: white, red, green and blue, x and y of
    /// each. `None` if it is visually the same as sRGB, or invalid.
    pub(super) fn from_gamma(gamma: f64, chromaticities: Option<[f64; 8]>) -> Option<Self> {
        const SRGB: [f64; 8] = [0.3127, 0.329, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06];
        let near = |a: f64, b: f64| (a - b).abs() < 0.01;
        let sense = |[x, y]: &[f64; 2]| (0.0..=1.0).contains(x) && (0.01..=1.0).contains(y);
        let coordinates = chromaticities
            .filter(|numbers| numbers.as_chunks().0.iter().all(sense))
            .filter(|numbers| !numbers.iter().zip(SRGB).all(|(a, b)| near(*a, b)));
        if !(0.05..=20.0).contains(&gamma) || coordinates.is_none() && near(gamma, 1.0 / 2.2) {
            return None;
        }
        let mut profile = srgb_with(ToneReprCurve::Parametric(vec![(1.0 / gamma) as f32]));
        if let Some(numbers) = coordinates {
            let at = |[x, y]: [f64; 2]| Chromaticity { x: x as f32, y: y as f32 };
            let [white_x, white_y, red_x, red_y, green_x, green_y, blue_x, blue_y] = numbers;
            let primaries = ColorPrimaries {
                red: at([red_x, red_y]),
                green: at([green_x, green_y]),
                blue: at([blue_x, blue_y]),
            };
            profile.update_rgb_colorimetry(at([white_x, white_y]).to_xyyb(), primaries);
        }
        Some(Self { profile, grey: false })
    }

    /// Converts pixels to sRGB. They remain unchanged if the profile is not for
    /// them.
    pub(super) fn to_srgb(&self, pixels: DynamicImage) -> DynamicImage {
        let color = pixels.color();
        if self.grey && color.has_color() {
            return pixels;
        }
        let deep = color.bytes_per_pixel() > color.channel_count();
        let converted = match (deep, color.has_alpha()) {
            (false, false) => convert(&pixels.to_rgb8(), self.eight(Layout::Rgb)).map(Into::into),
            (false, true) => convert(&pixels.to_rgba8(), self.eight(Layout::Rgba)).map(Into::into),
            (true, false) => convert(&pixels.to_rgb16(), self.sixteen(Layout::Rgb)).map(Into::into),
            (true, true) => {
                convert(&pixels.to_rgba16(), self.sixteen(Layout::Rgba)).map(Into::into)
            }
        };
        converted.unwrap_or(pixels)
    }

    fn eight(&self, layout: Layout) -> Option<Arc<Transform8BitExecutor>> {
        let options = TransformOptions::default();
        self.profile.create_transform_8bit(layout, &ColorProfile::new_srgb(), layout, options).ok()
    }

    fn sixteen(&self, layout: Layout) -> Option<Arc<Transform16BitExecutor>> {
        let options = TransformOptions::default();
        self.profile.create_transform_16bit(layout, &ColorProfile::new_srgb(), layout, options).ok()
    }
}

fn srgb_with(curve: ToneReprCurve) -> ColorProfile {
    let mut profile = ColorProfile::new_srgb();
    profile.cicp = None;
    profile.red_trc = Some(curve.clone());
    profile.green_trc = Some(curve.clone());
    profile.blue_trc = Some(curve);
    profile
}

fn convert<P, E>(
    pixels: &ImageBuffer<P, Vec<P::Subpixel>>,
    transform: Option<Arc<E>>,
) -> Option<ImageBuffer<P, Vec<P::Subpixel>>>
where
    P: Pixel<Subpixel: Default>,
    E: TransformExecutor<P::Subpixel> + ?Sized,
{
    let mut converted = ImageBuffer::new(pixels.width(), pixels.height());
    transform?.transform(pixels.as_raw(), &mut converted).ok()?;
    Some(converted)
}
