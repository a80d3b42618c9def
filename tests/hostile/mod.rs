//! Damaged and malicious pictures, networks and cards, each with the expected
//! outcome, natively (`tests/hostile.rs`) and in a browser
//! (`tests/browser.rs`).

use image::{
    DynamicImage, ExtendedColorType, ImageEncoder as _, ImageFormat, Rgb, RgbImage, Rgba,
    RgbaImage, codecs,
};
use prost::Message as _;
use std::io::Cursor;
use tract_onnx::pb::{GraphProto, ModelProto};

/// The expected outcome for a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    /// The answer to [`painting`].
    TheAnswer,
    /// Some answer: the picture is valid, but a different one.
    AnAnswer,
    /// An error whose message contains these words.
    Error(&'static str),
    /// An error, or the answer to [`painting`]: never another answer.
    ErrorOrTheAnswer,
}

impl Expected {
    /// Whether an outcome meets it: an answer, which is close to that for
    /// [`painting`] or not, or the message of an error.
    pub(crate) fn is_met(self, found: Result<bool, &str>) -> bool {
        match (found, self) {
            (Ok(_), AnAnswer) | (Err(_), ErrorOrTheAnswer) => true,
            (Ok(near), TheAnswer | ErrorOrTheAnswer) => near,
            (Err(message), Error(words)) => message.contains(words),
            _ => false,
        }
    }
}

use Expected::{AnAnswer, Error, ErrorOrTheAnswer, TheAnswer};

/// A name, a picture and its expected outcome.
pub(crate) type Case = (String, Vec<u8>, Expected);

const WIDE: u32 = 96;
const HIGH: u32 = 64;

/// A picture with non-zero data in every block of every encoding, and with no
/// more colours than the palette of a GIF has.
pub(crate) fn painting() -> RgbImage {
    RgbImage::from_fn(WIDE, HIGH, |x, y| {
        let noise = (x * 37 + y * 101 + x * y * 7) % 23;
        let [red, green, blue] = [x * 2 + noise, y * 3 + noise, 120 + (x ^ y) / 2 + noise];
        Rgb([red as u8 & 0xE0, green as u8 & 0xE0, blue as u8 & 0xC0])
    })
}

/// [`painting`] as a PNG, which keeps every pixel.
pub(crate) fn reference() -> Vec<u8> {
    encode(painting(), ImageFormat::Png)
}

/// Every hostile picture.
pub(crate) fn pictures() -> Vec<Case> {
    [cut(), torn(), headers(), metadata(), disguised(), moving(), unusual()].concat()
}

fn encode(picture: impl Into<DynamicImage>, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.into().write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

fn jpeg(progressive: bool, restart: u16) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 98);
    encoder.set_progressive(progressive);
    if restart > 0 {
        encoder.set_restart_interval(restart);
    }
    let (wide, high) = (WIDE as u16, HIGH as u16);
    encoder.encode(painting().as_raw(), wide, high, jpeg_encoder::ColorType::Rgb).unwrap();
    bytes
}

fn formats() -> Vec<(&'static str, Vec<u8>)> {
    vec![
        ("jpeg", jpeg(false, 0)),
        ("progressive", jpeg(true, 0)),
        ("restarts", jpeg(false, 3)),
        ("png", encode(painting(), ImageFormat::Png)),
        ("webp", encode(painting(), ImageFormat::WebP)),
        ("gif", encode(painting(), ImageFormat::Gif)),
        ("bmp", encode(painting(), ImageFormat::Bmp)),
    ]
}

fn case(name: impl Into<String>, bytes: Vec<u8>, expected: Expected) -> Case {
    (name.into(), bytes, expected)
}

fn put(mut bytes: Vec<u8>, at: usize, new: &[u8]) -> Vec<u8> {
    bytes[at..at + new.len()].copy_from_slice(new);
    bytes
}

/// The first position of `wanted`.
fn find(bytes: &[u8], wanted: &[u8]) -> usize {
    bytes.windows(wanted.len()).position(|window| window == wanted).unwrap()
}

/// Every format, cut off at 2 to 90 percent of its length.
fn cut() -> Vec<Case> {
    let mut cases = Vec::new();
    for (name, bytes) in formats() {
        for percent in [2, 25, 60, 90] {
            let length = bytes.len() * percent / 100;
            let expected = Error(if length < 16 { "" } else { "cut off" });
            let expected =
                if matches!(name, "webp" | "gif" | "png") { Error("") } else { expected };
            cases.push(case(
                format!("{name} cut at {percent} %"),
                bytes[..length].to_vec(),
                expected,
            ));
        }
        if name != "bmp" && name != "webp" {
            let whole = bytes[..bytes.len() - 2].to_vec();
            cases.push(case(format!("{name} without its end"), whole, ErrorOrTheAnswer));
        }
    }
    for progressive in [false, true] {
        let bytes = jpeg(progressive, 0);
        let ended = [&bytes[..bytes.len() * 6 / 10], b"\xFF\xD9"].concat();
        let name = format!("JPEG, progressive: {progressive}, cut and ended again");
        cases.push(case(
            name,
            ended,
            if progressive { ErrorOrTheAnswer } else { Error("cut off") },
        ));
    }
    cases
}

/// Files with a missing or overwritten part.
fn torn() -> Vec<Case> {
    let bytes = jpeg(false, 0);
    let (start, end) = (bytes.len() / 2, bytes.len() * 3 / 4);
    let zeros = put(bytes.clone(), start, &vec![0; end - start]);
    let ones = put(bytes.clone(), start, &vec![0xAA; end - start]);
    let without = [&bytes[..start], &bytes[end..]].concat();
    let twice = [&bytes[..end], &bytes[start..]].concat();
    let no_frame = put(bytes.clone(), find(&bytes, b"\xFF\xC0"), b"\xFF\xEF");
    let no_tables: Vec<u8> = {
        let mut bytes = bytes.clone();
        while let Some(at) = bytes.windows(2).position(|pair| pair == b"\xFF\xC4") {
            bytes[at + 1] = 0xEF;
        }
        bytes
    };
    let png = reference();
    let flipped = put(png.clone(), png.len() / 2, &[png[png.len() / 2] ^ 0x55]);
    let mut cases = unwritten();
    cases.extend([
        case("JPEG with a hole of zeros", zeros, Error("missing")),
        case("JPEG with a hole of 0xAA", ones, Error("")),
        case("JPEG without a part", without, Error("")),
        case("JPEG with a part twice", twice, Error("damaged")),
        case("JPEG without a frame", no_frame, Error("")),
        case("JPEG without Huffman tables", no_tables, Error("")),
        case("JPEG of two bytes and a marker", b"\xFF\xD8\xFF".to_vec(), Error("cut off")),
        case(
            "JPEG with a segment of no length",
            b"\xFF\xD8\xFF\xE0\0\0\xFF\xD9".to_vec(),
            Error(""),
        ),
        case("JPEG that only ends", b"\xFF\xD8\xFF\xD9".to_vec(), Error("")),
        case("PNG with a flipped byte", flipped, Error("damaged")),
    ]);
    cases
}

/// Files that were allocated before their data arrived: the missing part is
/// zeros.
fn unwritten() -> Vec<Case> {
    let files = [
        ("JPEG", jpeg(false, 0)),
        ("JPEG, progressive", jpeg(true, 0)),
        ("WebP", encode(painting(), ImageFormat::WebP)),
        ("PNG", reference()),
    ];
    let mut cases = Vec::new();
    for (name, bytes) in files {
        for percent in [30, 50, 60, 80] {
            let start = bytes.len() * percent / 100;
            let zeros = [&bytes[..start], &vec![0; bytes.len() - start]].concat();
            let ended = put(zeros.clone(), bytes.len() - 2, b"\xFF\xD9");
            cases.push(case(format!("{name}, zeros from {percent} %"), zeros, Error("")));
            if name.starts_with("JPEG") {
                let name = format!("{name}, zeros from {percent} % and an end");
                cases.push(case(name, ended, Error("")));
            }
        }
    }
    cases
}

/// Headers with false values.
fn headers() -> Vec<Case> {
    let jpeg_size = |height: u16, width: u16| {
        let bytes = jpeg(false, 0);
        let at = find(&bytes, b"\xFF\xC0") + 5;
        put(bytes, at, &[height.to_be_bytes(), width.to_be_bytes()].concat())
    };
    let png_size = |width: u32, height: u32| {
        let sides = [width.to_be_bytes(), height.to_be_bytes()].concat();
        with_crc(put(reference(), 16, &sides), 8)
    };
    let bmp_size = |width: u32, height: u32| {
        let sides = [width.to_le_bytes(), height.to_le_bytes()].concat();
        put(encode(painting(), ImageFormat::Bmp), 18, &sides)
    };
    let gif_screen =
        |side: u16| put(encode(painting(), ImageFormat::Gif), 6, &[side.to_le_bytes(); 2].concat());
    let precision = |bits: u8| {
        let bytes = jpeg(false, 0);
        let at = find(&bytes, b"\xFF\xC0") + 4;
        put(bytes, at, &[bits])
    };
    let marker = |marker: u8| {
        let bytes = jpeg(false, 0);
        let at = find(&bytes, b"\xFF\xC0") + 1;
        put(bytes, at, &[marker])
    };
    let bmp = encode(painting(), ImageFormat::Bmp);
    vec![
        case("JPEG of 65,500 x 65,500", jpeg_size(65_500, 65_500), Error("too large")),
        case("JPEG with scans of nothing", scans_of_nothing(), Error("damaged")),
        case("JPEG that claims much memory", much_memory(), Error("")),
        case("JPEG with a second frame", two_frames(), Error("damaged")),
        case("JPEG a block too high", jpeg_size(HIGH as u16 + 16, WIDE as u16), Error("cut off")),
        case("JPEG half as high", jpeg_size(HIGH as u16 / 2, WIDE as u16), Error("damaged")),
        case("JPEG of no height", jpeg_size(0, WIDE as u16), Error("kind of JPEG")),
        case("JPEG of no width", jpeg_size(HIGH as u16, 0), Error("damaged")),
        case("JPEG of 12 bits", precision(12), Error("12 bits")),
        case("JPEG, arithmetic", marker(0xC9), Error("arithmetic")),
        case("JPEG, hierarchical", marker(0xC5), Error("hierarchical")),
        case("PNG of 60,000 x 60,000", png_size(60_000, 60_000), Error("too large")),
        case("PNG of no width", png_size(0, HIGH), Error("")),
        case("PNG a row too high", png_size(WIDE, HIGH + 1), Error("")),
        case("BMP of 60,000 x 60,000", bmp_size(60_000, 60_000), Error("too large")),
        case("BMP of no width", bmp_size(0, HIGH), Error("")),
        case("BMP with a palette of 2³¹", put(bmp.clone(), 46, &[0, 0, 0, 128]), ErrorOrTheAnswer),
        case("GIF with a screen of 1", gif_screen(1), TheAnswer),
        case("GIF with a screen of 65,535", gif_screen(65_535), Error("too large")),
    ]
}

/// A frame of many components and little data.
fn claimed(marker: u8, side: u16, components: u8) -> Vec<u8> {
    let [high, low] = side.to_be_bytes();
    let mut bytes = vec![0xFF, 0xD8, 0xFF, marker, 0, 8 + 3 * components, 8];
    bytes.extend([high, low, high, low, components]);
    (1..=components).for_each(|id| bytes.extend([id, 0x11, 0]));
    bytes
}

/// Scans without a component, which would walk over every block.
fn scans_of_nothing() -> Vec<u8> {
    [claimed(0xC0, 7900, 1), b"\xFF\xDA\0\x06\0\0\x3F\0".repeat(8)].concat()
}

fn much_memory() -> Vec<u8> {
    [claimed(0xC2, 7900, 4), b"\xFF\xDA\0\x08\x01\x01\0\0\0\0\xFF\xD9".to_vec()].concat()
}

fn two_frames() -> Vec<u8> {
    let jpeg = jpeg(false, 0);
    [claimed(0xC0, 8, 1), jpeg[2..].to_vec()].concat()
}

/// Invalid EXIF blocks and colour profiles, which are ignored.
fn metadata() -> Vec<Case> {
    let with_exif = |tiff: &[u8]| {
        let mut bytes = Vec::new();
        let mut encoder = codecs::png::PngEncoder::new(&mut bytes);
        encoder.set_exif_metadata(tiff.to_vec()).unwrap();
        encoder.write_image(painting().as_raw(), WIDE, HIGH, ExtendedColorType::Rgb8).unwrap();
        bytes
    };
    let with_icc = |icc: &[u8]| {
        let mut bytes = Vec::new();
        let mut encoder = codecs::png::PngEncoder::new(&mut bytes);
        encoder.set_icc_profile(icc.to_vec()).unwrap();
        encoder.write_image(painting().as_raw(), WIDE, HIGH, ExtendedColorType::Rgb8).unwrap();
        bytes
    };
    let tiff = |orientation: u8| {
        [&b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0"[..], &[orientation, 0, 0, 0, 8, 0, 0, 0]]
            .concat()
    };
    let far = b"II*\0\xFF\xFF\xFF\x7F\x01\0".as_slice();
    let many = b"II*\0\x08\0\0\0\xFF\xFF\x12\x01\x03\0\xFF\xFF\xFF\xFF".as_slice();
    let lying_icc = put(vec![0; 256], 36, b"acsp");
    vec![
        case("orientation of 0", with_exif(&tiff(0)), TheAnswer),
        case("orientation of 9", with_exif(&tiff(9)), TheAnswer),
        case("EXIF that points to itself", with_exif(&tiff(1)), TheAnswer),
        case("EXIF that points far away", with_exif(far), TheAnswer),
        case("EXIF with 65,535 entries", with_exif(many), TheAnswer),
        case("EXIF of three bytes", with_exif(b"II*"), TheAnswer),
        case("a profile that is text", with_icc(b"this is no profile"), TheAnswer),
        case("a profile of zeros", with_icc(&lying_icc), TheAnswer),
    ]
}

/// Files of two formats, or with a misleading name.
fn disguised() -> Vec<Case> {
    let jpeg = jpeg(false, 0);
    let png = reference();
    let with = |bytes: &[u8], tail: &[u8]| [bytes, tail].concat();
    vec![
        case("PNG, then a page", with(&png, b"<html><script>alert(1)</script>"), TheAnswer),
        case(
            "PNG, then another PNG",
            with(&png, &encode(RgbImage::new(9, 9), ImageFormat::Png)),
            TheAnswer,
        ),
        case("JPEG, then a ZIP", with(&jpeg, b"PK\x03\x04 and so on"), TheAnswer),
        case("a page, then a JPEG", with(b"<!doctype html>", &jpeg), Error("not a picture")),
        case("zeros, then a PNG", with(&[0; 64], &png), Error("not a picture")),
        case("a PNG's beginning, a JPEG's rest", with(&png[..8], &jpeg), Error("")),
        case("a JPEG's beginning, a PNG's rest", with(&jpeg[..3], &png), Error("")),
        case("nothing", Vec::new(), Error("empty")),
        case("a byte", vec![0xFF], Error("not a picture")),
        case(
            "text that begins with BM",
            b"BM is how it begins, and it goes on".to_vec(),
            Error("not a picture"),
        ),
        case(
            "a page",
            b"<!doctype html><title>Access denied</title>".to_vec(),
            Error("not a picture"),
        ),
        case("HEIC", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic".to_vec(), Error("HEIC")),
        case("SVG", b"<?xml version='1.0'?><svg/>".to_vec(), Error("SVG")),
    ]
}

/// Animations, of which the first frame that shows anything is used.
fn moving() -> Vec<Case> {
    let black = || RgbaImage::from_pixel(WIDE, HIGH, Rgba([0, 0, 0, 255]));
    let clear = || RgbaImage::new(WIDE, HIGH);
    let shown = || DynamicImage::from(painting()).into_rgba8();
    let gif = |frames: Vec<RgbaImage>| {
        let mut bytes = Vec::new();
        let mut encoder = codecs::gif::GifEncoder::new(&mut bytes);
        encoder.encode_frames(frames.into_iter().map(image::Frame::new)).unwrap();
        drop(encoder);
        bytes
    };
    vec![
        case("GIF, then black", gif(vec![shown(), black()]), TheAnswer),
        case("GIF, at first clear", gif(vec![clear(), shown()]), TheAnswer),
        case("PNG animation, at first clear", animated_png(&[clear(), shown()]), TheAnswer),
        case("GIF, all clear", gif(vec![clear(); 3]), Error("nothing to see")),
        case("PNG, all clear", encode(clear(), ImageFormat::Png), Error("nothing to see")),
        case("WebP, all clear", encode(clear(), ImageFormat::WebP), Error("nothing to see")),
        case("PNG animation", animated_png(&[shown()]), TheAnswer),
        case(
            "PNG animation without frames",
            with_chunk(&reference(), b"acTL", &[0; 8]),
            ErrorOrTheAnswer,
        ),
    ]
}

/// Rare but valid pictures.
fn unusual() -> Vec<Case> {
    let flat = |wide, high| encode(RgbImage::new(wide, high), ImageFormat::Png);
    let inks = [0_u8, 90, 180, 30].repeat((WIDE * HIGH) as usize);
    let mut cmyk = Vec::new();
    let encoder = jpeg_encoder::Encoder::new(&mut cmyk, 95);
    encoder.encode(&inks, WIDE as u16, HIGH as u16, jpeg_encoder::ColorType::Cmyk).unwrap();
    let deep = DynamicImage::from(painting()).into_rgb16();
    let jpeg = jpeg(false, 0);
    let adobe = [b"\xFF\xEE\0\x0EAdobe\0\x64\0\0\0\0\0".as_slice(), &jpeg[2..]].concat();
    vec![
        case("PNG of one pixel", flat(1, 1), AnAnswer),
        case("PNG of 65,535 x 1", flat(65_535, 1), AnAnswer),
        case("PNG of 1 x 65,535", flat(1, 65_535), AnAnswer),
        case("JPEG in four inks", cmyk, AnAnswer),
        case("PNG of 16 bits", encode(deep, ImageFormat::Png), TheAnswer),
        case("JPEG, progressive", self::jpeg(true, 0), TheAnswer),
        case("JPEG with restarts", self::jpeg(false, 2), TheAnswer),
        case("JFIF with Adobe's marker", [&jpeg[..2], &jfif(), &adobe].concat(), TheAnswer),
        case("BMP", encode(painting(), ImageFormat::Bmp), TheAnswer),
        case("WebP", encode(painting(), ImageFormat::WebP), TheAnswer),
    ]
}

fn jfif() -> Vec<u8> {
    b"\xFF\xE0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0".to_vec()
}

/// An animation with these frames, and a default image for viewers without
/// animation.
fn animated_png(frames: &[RgbaImage]) -> Vec<u8> {
    let still = encode(RgbaImage::from_pixel(WIDE, HIGH, Rgba([0, 0, 0, 255])), ImageFormat::Png);
    let count = [frames.len() as u32, 0].map(u32::to_be_bytes).concat();
    let mut bytes = with_chunk(&still, b"acTL", &count);
    let end = find(&bytes, b"IEND") - 4;
    let (mut tail, mut sequence) = (Vec::new(), 0_u32);
    for frame in frames {
        let mut control = [sequence, WIDE, HIGH, 0, 0].map(u32::to_be_bytes).concat();
        control.extend([0, 1, 0, 10, 0, 0]);
        tail.extend(chunk(b"fcTL", &control));
        sequence += 1;
        for data in image_data(&encode(frame.clone(), ImageFormat::Png)) {
            tail.extend(chunk(b"fdAT", &[&sequence.to_be_bytes()[..], &data].concat()));
            sequence += 1;
        }
    }
    bytes.splice(end..end, tail);
    bytes
}

/// The contents of the `IDAT` chunks.
fn image_data(png: &[u8]) -> Vec<Vec<u8>> {
    let (mut data, mut at) = (Vec::new(), 8);
    while at + 12 <= png.len() {
        let length = u32::from_be_bytes(png[at..at + 4].try_into().unwrap()) as usize;
        if &png[at + 4..at + 8] == b"IDAT" {
            data.push(png[at + 8..at + 8 + length].to_vec());
        }
        at += 12 + length;
    }
    data
}

/// A PNG with an additional chunk after its header.
fn with_chunk(png: &[u8], name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    [&png[..33], &chunk(name, data), &png[33..]].concat()
}

fn chunk(name: &[u8; 4], data: &[u8]) -> Vec<u8> {
    let chunk = [&(data.len() as u32).to_be_bytes()[..], name, data, &[0; 4]].concat();
    with_crc(chunk, 0)
}

/// Sets the checksum of the PNG chunk at `at`.
fn with_crc(bytes: Vec<u8>, at: usize) -> Vec<u8> {
    let length = u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap()) as usize;
    let mut crc = u32::MAX;
    for byte in &bytes[at + 4..at + 8 + length] {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { crc >> 1 ^ 0xEDB8_8320 } else { crc >> 1 };
        }
    }
    put(bytes, at + 8 + length, &(!crc).to_be_bytes())
}

/// Invalid networks and cards, derived from those that ship: a name, the card,
/// the network.
pub(crate) fn models(card: &[u8], onnx: &[u8]) -> Vec<(String, Vec<u8>, Vec<u8>)> {
    let mut models = Vec::new();
    let mut network = |name: &str, bytes: Vec<u8>| {
        models.push((format!("network {name}"), matching(card, &bytes), bytes));
    };
    for percent in [0, 1, 50, 99] {
        network(&format!("cut at {percent} %"), onnx[..onnx.len() * percent / 100].to_vec());
    }
    network("of text", b"this is no network".to_vec());
    network("of zeros", vec![0; 4096]);
    network("without its first bytes", onnx[64..].to_vec());
    for (name, wrong) in [("that are no numbers", f32::NAN), ("without bounds", f32::INFINITY)] {
        for only_first in [true, false] {
            let which = if only_first { "a first weight" } else { "weights" };
            network(&format!("of {which} {name}"), with_weights(onnx, wrong, only_first));
        }
    }
    let edited = |edit: fn(&mut GraphProto)| {
        let mut model = ModelProto::decode(onnx).unwrap();
        edit(model.graph.as_mut().unwrap());
        model.encode_to_vec()
    };
    let output = edited(|graph| graph.output[0].name = "nothing".to_owned());
    network("whose output no node makes", output);
    network("without an input", edited(|graph| graph.input.clear()));
    network("in a circle", edited(|graph| graph.node.reverse()));
    network("with weights of no size", edited(|graph| graph.initializer[0].dims[0] = i64::MAX));
    network("with fewer weights", edited(|graph| graph.initializer[0].dims[0] += 1));
    models.push(("network of another card".to_owned(), card.to_vec(), b"other".to_vec()));

    let card: serde_json::Value = serde_json::from_slice(card).unwrap();
    let mut changed = |name: &str, path: &str, value: serde_json::Value| {
        let mut card = card.clone();
        *card.pointer_mut(path).unwrap() = value;
        let card = serde_json::to_vec(&card).unwrap();
        models.push((format!("card {name}"), card, onnx.to_vec()));
    };
    changed("with a temperature of text", "/temperature", "warm".into());
    changed("with a temperature of zero", "/temperature", 0.into());
    changed("with an input of no width", "/input/width", 0.into());
    changed("with an input of a million", "/input/width", 1_000_000.into());
    changed("with a mean of text", "/input/mean", "grey".into());
    changed("without labels", "/task/labels", serde_json::json!([]));
    changed("with an unknown geometry", "/input/geometry", "fold".into());
    changed("of a later schema", "/schema", 99.into());
    for (name, card) in [
        ("of nothing", &b""[..]),
        ("of half a brace", b"{"),
        ("that is a list", b"[]"),
        ("that is null", b"null"),
        ("that is not UTF-8", b"\xFF\xFE{}"),
    ] {
        models.push((format!("card {name}"), card.to_vec(), onnx.to_vec()));
    }
    models
}

/// A network with all its weights, or only the first, replaced by a number.
fn with_weights(onnx: &[u8], wrong: f32, only_first: bool) -> Vec<u8> {
    const SINGLE: i32 = 1;
    const HALF: i32 = 10;
    let mut model = ModelProto::decode(onnx).unwrap();
    let weights = &mut model.graph.as_mut().unwrap().initializer;
    let floats = weights.iter_mut().filter(|weights| [SINGLE, HALF].contains(&weights.data_type));
    for weights in floats.take(if only_first { 1 } else { usize::MAX }) {
        let wrong = match weights.data_type {
            SINGLE => wrong.to_le_bytes().to_vec(),
            // All ones in the exponent, and for NaN in the fraction too.
            _ => (if wrong.is_nan() { 0x7E00_u16 } else { 0x7C00 }).to_le_bytes().to_vec(),
        };
        let count = if only_first { wrong.len() } else { weights.raw_data.len() };
        let values = wrong.iter().cycle().take(count);
        assert!(count > 0, "weights are written as raw data");
        weights.raw_data.splice(..count, values.copied().collect::<Vec<_>>());
    }
    model.encode_to_vec()
}

/// The card with the digest of another network.
fn matching(card: &[u8], onnx: &[u8]) -> Vec<u8> {
    let mut card: serde_json::Value = serde_json::from_slice(card).unwrap();
    card["onnx"]["sha256"] = whence::core::digest::sha256(onnx).into();
    card["onnx"]["bytes"] = onnx.len().into();
    serde_json::to_vec(&card).unwrap()
}
