//! Embeddings as a NumPy file: a matrix of `f32` with a row for each row of
//! the answers, in the same order; `NaN` where there is no answer.
//!
//! The header of the file states the number of rows. It is written when the
//! matrix is finished; until then the number follows from the length of the
//! file.

use crate::hint::Hinted;
use anyhow::{Context as _, Result, ensure};
use std::{
    fs::{File, OpenOptions},
    io::{Read as _, Seek as _, SeekFrom, Write as _},
    path::{Path, PathBuf},
};

/// The start of the file: NumPy's format, version 1.0.
const MAGIC: [u8; 8] = *b"\x93NUMPY\x01\x00";

/// The size of the header in bytes, whatever the number of rows.
const HEADER: usize = 128;

/// A matrix file that is being written.
pub(super) struct Embeddings {
    path: PathBuf,
    file: File,
    dimensions: usize,
    rows: usize,
}

impl Embeddings {
    /// Opens a matrix with rows of `dimensions` values; an existing one is
    /// continued.
    ///
    /// # Errors
    ///
    /// If the file cannot be written, or is not such a matrix.
    pub(super) fn open(path: &Path, dimensions: usize) -> Result<Self> {
        ensure!(
            dimensions > 0,
            Hinted::new("this model has no embeddings", "leave out --embeddings")
        );
        let unwritable = || format!("could not write {}", path.display());
        let mut options = OpenOptions::new();
        let options = options.read(true).write(true).create(true).truncate(false);
        let file = options.open(path).with_context(unwritable)?;
        let length = file.metadata().with_context(unwritable)?.len() as usize;
        let mut found = Vec::new();
        (&file).take(HEADER as u64).read_to_end(&mut found).with_context(unwritable)?;
        let mut matrix = Self { path: path.to_owned(), file, dimensions, rows: 0 };
        if length < HEADER {
            ensure!(header(0, dimensions).starts_with(&found), matrix.foreign());
        } else {
            ensure!(is_header(&found, dimensions), matrix.foreign());
            matrix.rows = (length - HEADER) / (4 * dimensions);
        }
        Ok(matrix)
    }

    fn foreign(&self) -> Hinted {
        let Self { path, dimensions, .. } = self;
        let said = format!(
            "{} is no file of embeddings of {dimensions} values that this command wrote",
            path.display()
        );
        Hinted::new(said, "name another one with --embeddings")
    }

    /// The number of complete rows.
    pub(super) fn rows(&self) -> usize {
        self.rows
    }

    /// Continues after this number of rows, and drops those that follow.
    pub(super) fn go_on_after(&mut self, rows: usize) -> Result<()> {
        let length = HEADER + 4 * self.dimensions * rows;
        self.rows = rows;
        self.write_header()?;
        self.file.set_len(length as u64)?;
        self.file.seek(SeekFrom::End(0))?;
        Ok(())
    }

    /// Adds a row; `None` becomes a row of `NaN`.
    pub(super) fn push(&mut self, row: Option<&[f32]>) -> Result<()> {
        let missing = vec![f32::NAN; self.dimensions];
        let row = row.unwrap_or(&missing);
        ensure!(row.len() == self.dimensions, "an embedding has another length than the first");
        let bytes: Vec<u8> = row.iter().flat_map(|value| value.to_le_bytes()).collect();
        let unwritable = || format!("could not write {}", self.path.display());
        self.file.write_all(&bytes).with_context(unwritable)?;
        self.rows += 1;
        Ok(())
    }

    /// Writes the number of rows into the header.
    pub(super) fn finish(mut self) -> Result<()> {
        self.write_header()
    }

    fn write_header(&mut self) -> Result<()> {
        let unwritable = || format!("could not write {}", self.path.display());
        self.file.seek(SeekFrom::Start(0)).with_context(unwritable)?;
        self.file.write_all(&header(self.rows, self.dimensions)).with_context(unwritable)
    }
}

/// The header of a matrix, padded to [`HEADER`] bytes, with a line break at the
/// end.
fn header(rows: usize, dimensions: usize) -> Vec<u8> {
    let shape = format!("({rows}, {dimensions})");
    let text = format!("{{'descr': '<f4', 'fortran_order': False, 'shape': {shape}, }}");
    let length = HEADER - MAGIC.len() - 2;
    let text = format!("{text:<0$}\n", length - 1);
    [&MAGIC[..], &(length as u16).to_le_bytes(), text.as_bytes()].concat()
}

/// Whether these bytes are the header of a matrix with rows of `dimensions`
/// values.
fn is_header(found: &[u8], dimensions: usize) -> bool {
    let text = String::from_utf8_lossy(found);
    let rows = text.split_once("'shape': (").and_then(|(_, shape)| shape.split_once(','));
    let rows = rows.and_then(|(rows, _)| rows.parse().ok());
    rows.is_some_and(|rows| header(rows, dimensions) == found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hint;
    use std::fs;

    #[test]
    fn a_matrix_is_what_numpy_reads_and_is_gone_on_with() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("e.npy");
        let mut matrix = Embeddings::open(&path, 2).unwrap();
        matrix.go_on_after(0).unwrap();
        for row in [Some(&[1.0, 2.0][..]), None, Some(&[3.0, 4.0])] {
            matrix.push(row).unwrap();
        }
        // Killed within the fourth row: the header does not have the right
        // number of rows.
        let mut file = OpenOptions::new().append(true).open(&path).unwrap();
        file.write_all(&[0; 5]).unwrap();
        drop(matrix);

        let mut matrix = Embeddings::open(&path, 2).unwrap();
        assert_eq!(matrix.rows(), 3);
        matrix.go_on_after(2).unwrap();
        matrix.push(Some(&[5.0, 6.0])).unwrap();
        assert!(matrix.push(Some(&[5.0])).is_err());
        matrix.finish().unwrap();
        let bytes = fs::read(&path).unwrap();
        let (header, values) = bytes.split_at(HEADER);
        assert_eq!(header[..10], *b"\x93NUMPY\x01\x00\x76\x00");
        assert!(header.ends_with(b" \n"));
        let text = String::from_utf8_lossy(&header[10..]);
        assert!(text.starts_with("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }"));
        let values: Vec<f32> =
            values.chunks(4).map(|four| f32::from_le_bytes(four.try_into().unwrap())).collect();
        assert_eq!(values[..2], [1.0, 2.0]);
        assert!(values[2].is_nan() && values[3].is_nan());
        assert_eq!(values[4..], [5.0, 6.0]);
    }

    #[test]
    fn another_file_is_not_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("e.npy");
        for bytes in [&b"my notes"[..], &[0; 300], &header(0, 3)] {
            fs::write(&path, bytes).unwrap();
            let error = Embeddings::open(&path, 2).err().unwrap();
            assert_eq!(hint::of(&error), Some("name another one with --embeddings"), "{error}");
            assert_eq!(fs::read(&path).unwrap(), bytes);
        }
        assert!(Embeddings::open(&path, 0).is_err());
    }
}
