//! The file format of an index, `works.bin` in the model's folder.
//!
//! A file contains, in this order:
//!
//! | bytes | content |
//! |---|---|
//! | 8 | [`MAGIC`], which ends with the version of this format |
//! | 4 | the length of the header in bytes, little-endian |
//! | … | the header in JSON: [`Header`] |
//! | 4 × dimensions | the centre: `f32`, little-endian |
//! | dimensions × works | a direction for each work: `i8`, scaled so that its largest component is ±127 |
//!
//! The scale of a direction is not stored, as a cosine does not depend on it.

use super::{Header, Index, IndexError, MOST_DIMENSIONS};

/// The first bytes of a file.
pub const MAGIC: [u8; 8] = *b"WHENCEN1";

impl Index {
    /// Reads the index of the network with the SHA-256 `model`.
    ///
    /// # Errors
    ///
    /// [`IndexError`] says why it is not valid.
    pub fn from_bytes(bytes: &[u8], model: &str) -> Result<Self, IndexError> {
        let rest = bytes.strip_prefix(&MAGIC).ok_or(IndexError::Unknown)?;
        let short = |expected: usize| IndexError::Length { expected, found: bytes.len() };
        let start = MAGIC.len() + 4;
        let (length, rest) = rest.split_first_chunk::<4>().ok_or_else(|| short(start))?;
        let length = u32::from_le_bytes(*length) as usize;
        let json = rest.get(..length).ok_or_else(|| short(start.saturating_add(length)))?;
        let vectors = rest.get(length..).unwrap_or_default();
        let header: Header =
            serde_json::from_slice(json).map_err(|error| IndexError::Header(error.to_string()))?;
        if header.model != model {
            let expected = model.to_owned();
            return Err(IndexError::OtherModel { expected, found: header.model });
        }
        let dimensions = header.dimensions.min(MOST_DIMENSIONS + 1);
        let expected = dimensions * 4 + dimensions * header.works.len();
        if vectors.len() != expected {
            return Err(short(start + length + expected));
        }
        let (centre, directions) = vectors.split_at(dimensions * 4);
        let (centre, _) = centre.as_chunks::<4>();
        let centre = centre.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect();
        let directions = directions.iter().map(|byte| byte.cast_signed()).collect();
        let index = Self { header, centre, directions };
        index.check()?;
        Ok(index)
    }

    /// The index in the format that [`from_bytes`](Self::from_bytes) reads.
    ///
    /// # Errors
    ///
    /// [`IndexError::Header`] if the header cannot be written.
    pub fn to_bytes(&self) -> Result<Vec<u8>, IndexError> {
        let unwritable = |error: &dyn ToString| IndexError::Header(error.to_string());
        let header = serde_json::to_vec(&self.header).map_err(|error| unwritable(&error))?;
        let length = u32::try_from(header.len()).map_err(|error| unwritable(&error))?;
        let centre = self.centre.iter().flat_map(|value| value.to_le_bytes());
        let directions = self.directions.iter().map(|value| value.cast_unsigned());
        let start = MAGIC.into_iter().chain(length.to_le_bytes()).chain(header);
        Ok(start.chain(centre).chain(directions).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::{
        neighbours::tests::{MODEL, index, work},
        task::tests::chinese,
    };

    #[test]
    fn an_index_is_read_as_it_was_written() {
        let index = index().with_threshold(Some(0.75));
        let bytes = index.to_bytes().unwrap();
        assert!(bytes.starts_with(&MAGIC));
        let read = Index::from_bytes(&bytes, MODEL).unwrap();
        assert_eq!(read, index);
        assert_eq!(read.threshold(), Some(0.75));
        assert_eq!(read.works()[0], work(1, chinese()));
        let address = read.works()[0].address().unwrap();
        assert_eq!(address, "https://images.metmuseum.org/CRDImages/as/web-large/DP 1.jpg");
    }

    #[test]
    fn an_index_of_another_model_is_refused() {
        let bytes = index().to_bytes().unwrap();
        let error = Index::from_bytes(&bytes, "another").unwrap_err();
        let (expected, found) = ("another".to_owned(), MODEL.to_owned());
        assert_eq!(error, IndexError::OtherModel { expected, found });
        assert!(error.to_string().contains("`whence index`"), "{error}");
    }

    /// The bytes of an index file with this header.
    fn with_header(header: &str, vectors: &[u8]) -> Vec<u8> {
        let length = u32::try_from(header.len()).unwrap().to_le_bytes();
        [&MAGIC, &length[..], header.as_bytes(), vectors].concat()
    }

    #[test]
    fn every_cut_and_every_lie_is_named() {
        let bytes = index().to_bytes().unwrap();
        for end in 0..bytes.len() {
            assert!(Index::from_bytes(&bytes[..end], MODEL).is_err(), "{end}");
        }
        let longer = [&bytes[..], &[0]].concat();
        let error = Index::from_bytes(&longer, MODEL).unwrap_err();
        let (expected, found) = (bytes.len(), longer.len());
        assert_eq!(error, IndexError::Length { expected, found });
        let refused = |header: &str, vectors: &[u8]| {
            let header = header.replace("MODEL", MODEL);
            Index::from_bytes(&with_header(&header, vectors), MODEL).unwrap_err().to_string()
        };
        let one = r#"[7,"chinese","","",""]"#;
        let header = |dimensions: &str, threshold: &str, works: &str| {
            format!(
                r#"{{"model":"MODEL","dimensions":{dimensions},"threshold":{threshold},"works":[{works}]}}"#
            )
        };
        assert!(refused("{", &[]).contains("header cannot be read"));
        assert!(refused(&header("-1", "null", one), &[]).contains("header cannot be read"));
        assert!(refused(&header("1", "null", r#"[7,"No!","","",""]"#), &[0; 5]).contains("No!"));
        assert!(refused(&header("1", "null", "[7]"), &[0; 5]).contains("header cannot be read"));
        assert!(refused(&header("0", "null", one), &[]).contains("1 to 4096"));
        assert!(refused(&header("1", "null", ""), &[0; 4]).contains("no works"));
        assert!(refused(&header("1", "2.0", one), &[0; 5]).contains("threshold"));
        let twice = format!("{one},{one}");
        assert!(refused(&header("1", "null", &twice), &[0; 6]).contains("twice"));
        let not_a_number = [&f32::NAN.to_le_bytes()[..], &[1]].concat();
        assert!(refused(&header("1", "null", one), &not_a_number).contains("numbers"));
        let huge = header("18446744073709551615", "null", one);
        assert!(refused(&huge, &[0; 5]).contains("asks for"));
        assert_eq!(Index::from_bytes(b"<!doctype html>", MODEL), Err(IndexError::Unknown));
        let long = [&MAGIC[..], &[0xff; 4]].concat();
        assert!(matches!(Index::from_bytes(&long, MODEL), Err(IndexError::Length { .. })));
    }

    #[cfg(not(target_arch = "wasm32"))]
    mod properties {
        use super::*;
        use proptest::prelude::*;

        proptest! {
            #[test]
            fn no_bytes_make_it_panic(
                place in 0usize..1_000,
                byte: u8,
                tail in proptest::collection::vec(any::<u8>(), 0..40),
            ) {
                let mut bytes = index().to_bytes().unwrap();
                let place = place % bytes.len();
                bytes[place] = byte;
                if let Ok(index) = Index::from_bytes(&bytes, MODEL) {
                    let found = index.nearest(&[1.0, -2.0, 0.5], |_| true);
                    prop_assert!(found.is_none_or(|found| !found.similarity.is_nan()));
                }
                drop(Index::from_bytes(&[&MAGIC[..], &tail].concat(), MODEL));
            }
        }
    }
}
