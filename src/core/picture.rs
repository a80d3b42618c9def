//! Encoded bytes to an input tensor: the only code that decodes, resizes and
//! normalises pictures.
//!
//! Training, evaluation, the command line and the browser all use it, because a
//! different resizing changes what a network sees. Pixels are resized before
//! they are turned upright: the result is the same, and a phone photo is not
//! copied at full size to be rotated.

use crate::core::{
    card::{Filter, Geometry, Input},
    decode::{Decoded, decode, over_white},
    error::{MAX_PIXELS, PictureError},
};
use fast_image_resize::{
    Filter as CustomFilter, FilterType, PixelType, ResizeAlg, ResizeOptions, Resizer,
    images::Image as Buffer, images::ImageRef,
};
use image::{DynamicImage, RgbImage, RgbaImage, metadata::Orientation};

/// A decoded picture: RGB, 8 bits per channel, transparency over white.
#[derive(Debug, Clone)]
pub struct Picture {
    /// A large picture is stored at half its width and height.
    pixels: RgbImage,
    size: (u32, u32),
    orientation: Orientation,
}

impl Picture {
    /// Decodes a picture to the pixels that a browser shows. Its first bytes
    /// determine the format, not its name. Of an animation, the first frame
    /// that shows anything is used. Orientation and colour profile are applied.
    ///
    /// # Errors
    ///
    /// [`PictureError`] if the bytes are not a complete picture in a supported
    /// format within the limits. Sizes are checked before pixels are decoded.
    pub fn decode(bytes: &[u8]) -> Result<Self, PictureError> {
        let Decoded { pixels, size, orientation } = decode(bytes)?;
        Ok(Self { pixels, size, orientation })
    }

    /// A picture that was decoded elsewhere: RGBA, 8 bits per channel, upright,
    /// in row-major order.
    ///
    /// # Errors
    ///
    /// [`PictureError::TooLarge`] over [`MAX_PIXELS`],
    /// [`PictureError::Damaged`] if the number of `pixels` does not match the
    /// size, [`PictureError::Blank`] if all of them are transparent.
    pub fn from_rgba(width: u32, height: u32, pixels: Vec<u8>) -> Result<Self, PictureError> {
        let size = u64::from(width) * u64::from(height);
        if size > MAX_PIXELS {
            return Err(PictureError::TooLarge { width, height });
        }
        let wrong = || PictureError::Damaged("its size and its pixels do not match".to_owned());
        if pixels.len() as u64 != 4 * size {
            return Err(wrong());
        }
        let pixels = RgbaImage::from_raw(width, height, pixels).ok_or_else(wrong)?;
        Ok(over_white(DynamicImage::ImageRgba8(pixels))?.into())
    }

    /// The upright picture's width and height in pixels.
    pub fn size(&self) -> (u32, u32) {
        let (width, height) = self.size;
        if swaps_sides(self.orientation) { (height, width) } else { (width, height) }
    }

    /// The upright picture, resized to fill `width` x `height` pixels.
    ///
    /// # Errors
    ///
    /// [`PictureError::Resize`] if `width` or `height` is zero.
    pub fn resize(
        &self,
        width: u32,
        height: u32,
        filter: Filter,
    ) -> Result<RgbImage, PictureError> {
        let turned = swaps_sides(self.orientation);
        let (wide, high) = if turned { (height, width) } else { (width, height) };
        let resized = resize(&self.pixels, wide, high, filter)?;
        let mut upright = DynamicImage::ImageRgb8(resized);
        upright.apply_orientation(self.orientation);
        Ok(upright.into_rgb8())
    }

    /// The input tensor `[1, 3, height, width]` of this picture, in row-major
    /// order.
    ///
    /// # Errors
    ///
    /// As [`resize`](Self::resize).
    pub fn tensor(&self, input: &Input) -> Result<Vec<f32>, PictureError> {
        let Geometry::Squash = input.geometry;
        Ok(normalise(&self.resize(input.width, input.height, input.filter)?, input))
    }
}

/// Resized pixels to the values of a tensor `[3, height, width]`.
pub fn normalise(pixels: &RgbImage, input: &Input) -> Vec<f32> {
    let mut values = Vec::with_capacity(pixels.as_raw().len());
    for (channel, (mean, std)) in input.mean.iter().zip(&input.std).enumerate() {
        let (offset, scale) = (mean / std, 1.0 / (255.0 * std));
        let plane = pixels.as_raw().chunks_exact(3).filter_map(|pixel| pixel.get(channel));
        values.extend(plane.map(|value| f32::from(*value) * scale - offset));
    }
    values
}

fn swaps_sides(orientation: Orientation) -> bool {
    matches!(
        orientation,
        Orientation::Rotate90
            | Orientation::Rotate270
            | Orientation::Rotate90FlipH
            | Orientation::Rotate270FlipH
    )
}

fn resize(
    pixels: &RgbImage,
    width: u32,
    height: u32,
    filter: Filter,
) -> Result<RgbImage, PictureError> {
    let failed = |error: &dyn std::fmt::Display| PictureError::Resize(error.to_string());
    let source = ImageRef::new(pixels.width(), pixels.height(), pixels.as_raw(), PixelType::U8x3)
        .map_err(|error| failed(&error))?;
    let mut resized = Buffer::new(width, height, PixelType::U8x3);
    let filter = match filter {
        Filter::Bilinear => FilterType::Bilinear,
        Filter::CatmullRom => FilterType::CatmullRom,
        Filter::Gaussian => {
            let filter = CustomFilter::new("gaussian", gaussian, 3.0 * SOFTNESS);
            FilterType::Custom(filter.map_err(|error| failed(&error))?)
        }
    };
    let options = ResizeOptions::new().resize_alg(ResizeAlg::Convolution(filter));
    Resizer::new().resize(&source, &mut resized, &options).map_err(|error| failed(&error))?;
    RgbImage::from_raw(width, height, resized.into_vec())
        .filter(|resized| !resized.is_empty())
        .ok_or_else(|| failed(&"the size is zero"))
}

/// The standard deviation of [`Filter::Gaussian`], in pixels.
const SOFTNESS: f64 = 0.7;

fn gaussian(distance: f64) -> f64 {
    (-0.5 * (distance / SOFTNESS).powi(2)).exp()
}

/// Converts pixels that are upright already.
impl From<RgbImage> for Picture {
    fn from(pixels: RgbImage) -> Self {
        let size = pixels.dimensions();
        Self { pixels, size, orientation: Orientation::NoTransforms }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use image::{
        ExtendedColorType, GrayImage, ImageEncoder, ImageFormat, Luma, Rgb, Rgba, RgbaImage,
    };
    use std::io::Cursor;

    const FORMATS: [ImageFormat; 5] = [
        ImageFormat::Jpeg,
        ImageFormat::Png,
        ImageFormat::WebP,
        ImageFormat::Gif,
        ImageFormat::Bmp,
    ];

    fn encode(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.into().write_to(&mut bytes, format).unwrap();
        bytes.into_inner()
    }

    /// 4 wide, 2 high, all pixels different.
    fn plain() -> RgbImage {
        RgbImage::from_fn(4, 2, |x, y| Rgb([x as u8 * 60, y as u8 * 200, 10 * (x + 4 * y) as u8]))
    }

    /// A JPEG's EXIF block that contains only the orientation.
    fn exif(orientation: u8) -> Vec<u8> {
        let mut exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
        exif.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
        exif
    }

    fn at_own_size(bytes: &[u8]) -> RgbImage {
        let picture = Picture::decode(bytes).unwrap();
        let (width, height) = picture.size();
        picture.resize(width, height, Filter::Bilinear).unwrap()
    }

    #[test]
    fn every_format_is_known_by_its_bytes() {
        for format in FORMATS {
            let bytes = encode(plain(), format);
            assert_eq!(Picture::decode(&bytes).unwrap().size(), (4, 2), "{format:?}");
        }
        for format in [ImageFormat::Png, ImageFormat::Bmp, ImageFormat::WebP] {
            assert_eq!(at_own_size(&encode(plain(), format)), plain(), "{format:?}");
        }
    }

    #[test]
    fn all_eight_orientations_come_out_upright() {
        for value in 1..=8 {
            let orientation = Orientation::from_exif(value).unwrap();
            let mut bytes = Vec::new();
            let mut encoder = image::codecs::png::PngEncoder::new(&mut bytes);
            encoder.set_exif_metadata(exif(value)).unwrap();
            encoder.write_image(plain().as_raw(), 4, 2, ExtendedColorType::Rgb8).unwrap();
            let mut upright = DynamicImage::ImageRgb8(plain());
            upright.apply_orientation(orientation);
            assert_eq!(at_own_size(&bytes), upright.into_rgb8(), "orientation {value}");
        }
    }

    #[test]
    fn a_jpeg_on_its_side_comes_out_upright() {
        let mut bytes = Vec::new();
        let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 90);
        // A second, empty block has no effect.
        for block in [exif(6), Vec::new()] {
            encoder.add_app_segment(1, [b"Exif\0\0".to_vec(), block].concat()).unwrap();
        }
        encoder.encode(plain().as_raw(), 4, 2, jpeg_encoder::ColorType::Rgb).unwrap();
        assert_eq!(Picture::decode(&bytes).unwrap().size(), (2, 4));
    }

    #[test]
    fn transparency_is_laid_over_white() {
        let rgba =
            RgbaImage::from_fn(2, 1, |x, _| Rgba([0, 100, 200, if x == 0 { 0 } else { 128 }]));
        let pixels = at_own_size(&encode(rgba, ImageFormat::Png));
        assert_eq!(pixels.as_raw(), &[255, 255, 255, 127, 177, 227]);
    }

    #[test]
    fn pixels_are_the_picture_that_their_file_is() {
        let rgba = RgbaImage::from_fn(5, 3, |x, y| {
            Rgba([50 * x as u8, 80 * y as u8, 9, (60 * x + 5) as u8])
        });
        let file = at_own_size(&encode(rgba.clone(), ImageFormat::Png));
        let given = Picture::from_rgba(5, 3, rgba.into_raw()).unwrap();
        assert_eq!(given.resize(5, 3, Filter::Bilinear).unwrap(), file);
    }

    #[test]
    fn pixels_that_are_no_picture_are_refused() {
        let refused = |width, height, pixels| {
            Picture::from_rgba(width, height, pixels).map(|_| ()).unwrap_err()
        };
        for length in [0, 4, 15, 17, 20] {
            let error = refused(2, 2, vec![255; length]);
            assert!(matches!(error, PictureError::Damaged(_)), "{length} bytes: {error}");
        }
        for (width, height) in [(0, 0), (0, 7)] {
            assert_eq!(refused(width, height, Vec::new()), PictureError::Blank);
        }
        assert_eq!(refused(1, 1, vec![255, 255, 255, 0]), PictureError::Blank);
        let size = (u32::MAX, u32::MAX);
        let too_large = PictureError::TooLarge { width: size.0, height: size.1 };
        assert_eq!(refused(size.0, size.1, Vec::new()), too_large);
    }

    #[test]
    fn grey_and_sixteen_bits_become_rgb() {
        let grey = encode(GrayImage::from_pixel(3, 3, Luma([77])), ImageFormat::Png);
        assert_eq!(at_own_size(&grey).get_pixel(1, 1), &Rgb([77; 3]));
        let deep = image::ImageBuffer::from_pixel(3, 3, Rgb([0u16, 32896, 65535]));
        let deep = encode(DynamicImage::ImageRgb16(deep), ImageFormat::Png);
        assert_eq!(at_own_size(&deep).get_pixel(1, 1), &Rgb([0, 128, 255]));
    }

    /// CMYK, as printers use it: plain, and as YCCK with the inverted values of
    /// Adobe's programs.
    #[test]
    fn a_cmyk_jpeg_becomes_rgb() {
        for kind in [jpeg_encoder::ColorType::Cmyk, jpeg_encoder::ColorType::CmykAsYcck] {
            let mut bytes = Vec::new();
            let inks = [0u8, 255, 255, 0].repeat(16 * 16);
            jpeg_encoder::Encoder::new(&mut bytes, 95).encode(&inks, 16, 16, kind).unwrap();
            let pixels = at_own_size(&bytes);
            let [red, green, blue] = pixels.get_pixel(8, 8).0;
            assert!(red > 245 && green < 10 && blue < 10, "{kind:?}: {red} {green} {blue}");
        }
    }

    #[test]
    fn what_is_no_picture_is_named_for_what_it_is() {
        let of = |bytes: &[u8]| Picture::decode(bytes).unwrap_err();
        assert!(matches!(of(b""), PictureError::Empty));
        assert!(matches!(of(b"<!doctype html><html>"), PictureError::NotAPicture));
        let heic = of(b"\0\0\0\x18ftypheic\0\0\0\0");
        assert!(matches!(&heic, PictureError::UnsupportedFormat(name) if name == "HEIC"), "{heic}");
        let svg = of(b"<svg xmlns='http://www.w3.org/2000/svg'/>");
        assert!(matches!(&svg, PictureError::UnsupportedFormat(name) if name == "SVG"), "{svg}");
    }

    #[test]
    fn a_cut_off_file_is_refused_at_every_length() {
        let whole = encode(RgbImage::from_pixel(64, 64, Rgb([9, 8, 7])), ImageFormat::Png);
        for length in 1..whole.len() - 16 {
            let error = Picture::decode(&whole[..length]).unwrap_err();
            let expected = matches!(
                error,
                PictureError::Incomplete | PictureError::Damaged(_) | PictureError::NotAPicture
            );
            assert!(expected, "{length} bytes: {error}");
        }
    }

    #[test]
    fn a_bomb_is_refused_by_its_header() {
        let mut bomb = encode(plain(), ImageFormat::Bmp);
        bomb[18..22].copy_from_slice(&60_000u32.to_le_bytes());
        bomb[22..26].copy_from_slice(&60_000u32.to_le_bytes());
        let error = Picture::decode(&bomb).unwrap_err();
        let expected = matches!(error, PictureError::TooLarge { width: 60_000, height: 60_000 });
        assert!(expected, "{error}");
    }

    #[test]
    fn shrinking_averages() {
        let stripes = RgbImage::from_fn(64, 64, |x, _| Rgb([if x % 2 == 0 { 0 } else { 255 }; 3]));
        let picture = Picture::decode(&encode(stripes, ImageFormat::Png)).unwrap();
        let small = picture.resize(8, 8, Filter::Bilinear).unwrap();
        // The outermost columns weight their own edge more.
        let inner = small.enumerate_pixels().filter(|(x, ..)| (1..7).contains(x));
        assert!(inner.flat_map(|(.., pixel)| pixel.0).all(|value| (125..=130).contains(&value)));
    }

    #[test]
    fn a_gaussian_is_softer_than_the_others() {
        let edge =
            Picture::from(RgbImage::from_fn(64, 8, |x, _| Rgb([if x < 32 { 0 } else { 255 }; 3])));
        let across = |filter| edge.resize(16, 2, filter).unwrap().get_pixel(6, 0)[0];
        assert_eq!(across(Filter::Bilinear), 0);
        // The share of a Gaussian beyond 1.5 pixels, or 2.14 standard
        // deviations.
        let beyond = f64::from(across(Filter::Gaussian)) / 255.0;
        assert!((0.005..0.03).contains(&beyond), "{beyond}");
        let flat = Picture::from(RgbImage::from_pixel(40, 30, Rgb([7, 77, 250])));
        let small = flat.resize(9, 9, Filter::Gaussian).unwrap();
        assert!(small.pixels().all(|pixel| pixel.0 == [7, 77, 250]));
    }

    #[test]
    fn a_tensor_is_planes_of_normalised_values() {
        let input = Input {
            width: 4,
            height: 2,
            geometry: Geometry::Squash,
            filter: Filter::Bilinear,
            mean: [0.0, 0.5, 1.0],
            std: [1.0, 0.5, 0.25],
            mirrored: false,
        };
        let picture = Picture::decode(&encode(plain(), ImageFormat::Png)).unwrap();
        let tensor = picture.tensor(&input).unwrap();
        assert_eq!(tensor.len(), 24);
        let pixel = plain().get_pixel(3, 1).0.map(|value| f32::from(value) / 255.0);
        let expected = [pixel[0], (pixel[1] - 0.5) / 0.5, (pixel[2] - 1.0) / 0.25];
        for (channel, expected) in expected.into_iter().enumerate() {
            assert!((tensor[channel * 8 + 7] - expected).abs() < 1e-6);
        }
    }
}
