//! Detection of picture formats by their first bytes: those that are read, and
//! the names of those that are not.
//!
//! [`Format::ALL`] is the one list of the formats that are read. Error messages,
//! the page's texts and the names of downloaded files follow from it.

/// A format that is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Baseline or progressive.
    Jpeg,
    /// Also animated.
    Png,
    /// With or without loss, also animated.
    WebP,
    /// Also animated.
    Gif,
    /// As written by Windows and OS/2.
    Bmp,
}

impl Format {
    /// Every format that is read, the most common first.
    pub const ALL: [Self; 5] = [Self::Jpeg, Self::Png, Self::WebP, Self::Gif, Self::Bmp];

    /// Its name and the extension of its files.
    const fn names(self) -> (&'static str, &'static str) {
        match self {
            Self::Jpeg => ("JPEG", "jpg"),
            Self::Png => ("PNG", "png"),
            Self::WebP => ("WebP", "webp"),
            Self::Gif => ("GIF", "gif"),
            Self::Bmp => ("BMP", "bmp"),
        }
    }

    /// Whether the first bytes of a file are those of this format.
    fn begins(self, bytes: &[u8]) -> bool {
        match self {
            Self::Jpeg => bytes.starts_with(b"\xFF\xD8\xFF"),
            Self::Png => bytes.starts_with(b"\x89PNG\r\n\x1A\n"),
            Self::WebP => bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"),
            Self::Gif => bytes.starts_with(b"GIF87a") || bytes.starts_with(b"GIF89a"),
            // The size of the header follows: text may begin with `BM` too.
            Self::Bmp => {
                let header = bytes.get(14..18);
                bytes.starts_with(b"BM")
                    && matches!(header, Some([12 | 16 | 40 | 52 | 56 | 64 | 108 | 124, 0, 0, 0]))
            }
        }
    }

    /// Its name, such as `JPEG`.
    pub const fn name(self) -> &'static str {
        self.names().0
    }

    /// The extension of its files, such as `jpg`.
    pub const fn extension(self) -> &'static str {
        self.names().1
    }
}

/// The format that the first bytes indicate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A format that is read.
    Read(Format),
    /// A format that is not read, by its name.
    Unread(&'static str),
    /// No picture format.
    Unknown,
}

/// Common formats that Whence does not read, by the bytes at an offset.
const OTHERS: [(usize, &[u8], &str); 26] = [
    (0, b"\xFF\x0A", "JPEG XL"),
    (0, b"\0\0\0\x0CJXL \r\n\x87\n", "JPEG XL"),
    (0, b"\0\0\0\x0CjP  \r\n\x87\n", "JPEG 2000"),
    (0, b"\xFF\x4F\xFF\x51", "JPEG 2000"),
    (0, b"\xFF\xD8\xFF\xF7", "JPEG-LS"),
    (0, b"II\xBC", "JPEG XR"),
    (0, b"8BPS", "Photoshop"),
    (0, b"gimp xcf", "GIMP"),
    (0, b"%PDF-", "PDF"),
    (0, b"%!PS", "PostScript"),
    (0, b"\xC5\xD0\xD3\xC6", "PostScript"),
    (8, b"CR\x02", "camera raw (CR2)"),
    (0, b"FUJIFILMCCD-RAW", "camera raw (RAF)"),
    (0, b"IIRO", "camera raw (ORF)"),
    (0, b"IIRS", "camera raw (ORF)"),
    (0, b"IIU\0", "camera raw (RW2)"),
    (0, b"II*\0", "TIFF"),
    (0, b"MM\0*", "TIFF"),
    (0, b"II+\0", "TIFF"),
    (0, b"MM\0+", "TIFF"),
    (0, b"\0\0\x01\0", "icon (ICO)"),
    (0, b"DDS ", "DDS"),
    (0, b"v/1\x01", "OpenEXR"),
    (0, b"#?RADIANCE", "Radiance HDR"),
    (0, b"farbfeld", "farbfeld"),
    (128, b"DICM", "DICOM"),
];

/// The format of a file, by its bytes.
pub fn of(bytes: &[u8]) -> Kind {
    // Some formats that are not read start like one that is: JPEG-LS like JPEG.
    let unread = other(bytes).map(Kind::Unread);
    let read = || Format::ALL.into_iter().find(|format| format.begins(bytes)).map(Kind::Read);
    unread.or_else(read).unwrap_or(Kind::Unknown)
}

/// The formats that are read, in a sentence.
pub fn listed() -> String {
    let [others @ .., last] = Format::ALL.map(Format::name);
    format!("{} and {last}", others.join(", "))
}

fn other(bytes: &[u8]) -> Option<&'static str> {
    let stands = |(at, magic, _): &&(usize, &[u8], &str)| {
        bytes.get(*at..).is_some_and(|bytes| bytes.starts_with(magic))
    };
    OTHERS
        .iter()
        .find(stands)
        .map(|(.., name)| *name)
        .or_else(|| media_container(bytes))
        .or_else(|| is_svg(bytes).then_some("SVG"))
}

/// The formats of the container ISO/IEC 14496-12, such as HEIC and AVIF: a box
/// `ftyp` with a major brand, a version and compatible brands, four bytes each.
fn media_container(bytes: &[u8]) -> Option<&'static str> {
    if bytes.get(4..8) != Some(b"ftyp") {
        return None;
    }
    let size = u32::from_be_bytes(*bytes.first_chunk()?) as usize;
    let brands = bytes.get(8..size.min(bytes.len())).unwrap_or(bytes.get(8..12)?);
    let has = |wanted: &[&[u8; 4]]| {
        brands.chunks_exact(4).any(|brand| wanted.iter().any(|wanted| brand == *wanted))
    };
    let major = brands.get(..4)?;
    if has(&[b"avif", b"avis"]) {
        Some("AVIF")
    } else if has(&[b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs"]) {
        Some("HEIC")
    } else if major == b"crx " {
        Some("camera raw (CR3)")
    } else if has(&[b"mif1", b"msf1", b"miaf"]) {
        Some("HEIC")
    } else {
        Some("video")
    }
}

/// An XML document whose first element is `svg`, after byte order mark,
/// declaration, comments and document type.
fn is_svg(bytes: &[u8]) -> bool {
    let head = bytes.get(..4096).unwrap_or(bytes);
    let text = match head {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
        _ => String::from_utf8_lossy(head).into_owned(),
    };
    let mut text = text.trim_start_matches('\u{FEFF}').trim_start();
    while let Some(end) =
        [("<?", "?>"), ("<!--", "-->"), ("<!DOCTYPE svg", ">"), ("<!doctype svg", ">")]
            .iter()
            .find_map(|(start, end)| text.starts_with(start).then_some(*end))
    {
        let Some((_, rest)) = text.split_once(end) else { return false };
        // The internal subset of a document type ends with `]>`.
        text = rest.trim_start().trim_start_matches("]>").trim_start();
        while text.starts_with("<!ENTITY") {
            let Some((_, rest)) = text.split_once('>') else { return false };
            text = rest.trim_start().trim_start_matches("]>").trim_start();
        }
    }
    text.starts_with("<svg") || text.starts_with("<svg:svg")
}

fn utf16(bytes: &[u8], order: fn([u8; 2]) -> u16) -> String {
    let units = bytes.chunks_exact(2).filter_map(|pair| pair.first_chunk().copied()).map(order);
    char::decode_utf16(units).map(|char| char.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_that_are_not_read_are_named() {
        let heif = |brands: &[u8]| {
            let size = (brands.len() + 8) as u32;
            [&size.to_be_bytes()[..], b"ftyp", brands, b"\0\0\0\x08mdat"].concat()
        };
        let utf16: Vec<u8> = "\u{FEFF}<svg/>".encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (bytes, name) in [
            (heif(b"heic\0\0\0\0mif1"), "HEIC"),
            (heif(b"mif1\0\0\0\0mif1heic"), "HEIC"),
            (heif(b"msf1\0\0\0\0hevc"), "HEIC"),
            (heif(b"mif1\0\0\0\0"), "HEIC"),
            (heif(b"mif1\0\0\0\0mif1avifmiaf"), "AVIF"),
            (heif(b"avis\0\0\0\0"), "AVIF"),
            (heif(b"crx \0\0\0\0"), "camera raw (CR3)"),
            (heif(b"isom\0\0\0\0mp42"), "video"),
            (b"\xFF\x0A\0\0".to_vec(), "JPEG XL"),
            (b"8BPS\0\x01".to_vec(), "Photoshop"),
            (b"%PDF-1.7".to_vec(), "PDF"),
            (b"II*\0\x10\0\0\0CR\x02\0".to_vec(), "camera raw (CR2)"),
            (b"II*\0\x08\0\0\0".to_vec(), "TIFF"),
            (b"<svg xmlns='http://www.w3.org/2000/svg'/>".to_vec(), "SVG"),
            (b"\xEF\xBB\xBF<?xml version='1.0'?>\n<!-- a > b -->\n<!DOCTYPE svg PUBLIC \"\">\n<svg>".to_vec(), "SVG"),
            (b"<!DOCTYPE svg [ <!ENTITY a \"b\"> <!ENTITY c \"d\"> ]><svg>".to_vec(), "SVG"),
            (utf16, "SVG"),
        ] {
            assert_eq!(of(&bytes), Kind::Unread(name));
        }
    }

    #[test]
    fn what_is_no_picture_is_called_none() {
        for bytes in [
            &b"<!doctype html><html><svg></svg></html>"[..],
            b"<?xml version='1.0'?><plist/>",
            b"BM is how this text begins",
            b"[InternetShortcut]\r\nURL=https://example.org/",
            b"PK\x03\x04",
            b"version https://git-lfs.github.com/spec/v1",
            b"\0\x05\x16\x07\0\x02\0\0Mac OS X        ",
            b"\xFF",
            b"",
        ] {
            assert_eq!(of(bytes), Kind::Unknown, "{bytes:?}");
        }
    }

    #[test]
    fn formats_that_are_read_are_distinguished() {
        for (bytes, format) in [
            (&b"\xFF\xD8\xFF\xE0"[..], Format::Jpeg),
            (b"\x89PNG\r\n\x1A\n\0\0", Format::Png),
            (b"RIFF\x08\0\0\0WEBPVP8 ", Format::WebP),
            (b"GIF87a", Format::Gif),
            (b"GIF89a", Format::Gif),
            (b"BM\0\0\0\0\0\0\0\0\0\0\0\0\x28\0\0\0", Format::Bmp),
        ] {
            assert_eq!(of(bytes), Kind::Read(format));
        }
        assert_eq!(of(b"\xFF\xD8\xFF\xF7"), Kind::Unread("JPEG-LS"));
        assert_eq!(listed(), "JPEG, PNG, WebP, GIF and BMP");
    }
}
