//! The rows of an earlier run in an output file, which the next run continues.

use super::format::Format;
use crate::hint::Hinted;
use anyhow::{Context as _, Result, bail, ensure};
use serde::Deserialize;
use std::{
    collections::HashSet,
    fs::File,
    io::{BufRead as _, BufReader, Read as _, Seek as _, SeekFrom},
    path::Path,
};

/// The complete rows of a file.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Earlier {
    /// The names in them.
    pub(super) names: HashSet<String>,
    /// The number of rows.
    pub(super) rows: usize,
    /// The number of rows with an error.
    pub(super) failed: usize,
    /// Their end, in bytes: what follows is an incomplete row.
    pub(super) end: u64,
}

/// The fields of a row that a resumed run needs.
#[derive(Deserialize)]
struct Kept {
    name: String,
    error: Option<String>,
}

impl Earlier {
    /// Reads the first rows of a file that starts with `start`, at most `most`.
    /// An incomplete last row is ignored.
    ///
    /// # Errors
    ///
    /// If the file cannot be read, or is not an output of this format.
    pub(super) fn read(path: &Path, format: Format, start: &str, most: usize) -> Result<Self> {
        let unreadable = || format!("could not read {}", path.display());
        let mut file = File::open(path).with_context(unreadable)?;
        let length = file.metadata().with_context(unreadable)?.len();
        let mut begins = Vec::new();
        file.by_ref().take(start.len() as u64).read_to_end(&mut begins).with_context(unreadable)?;
        if begins.len() < start.len() && start.as_bytes().starts_with(&begins) {
            return Ok(Self::default());
        }
        let refused = || {
            Hinted::new(
                format!("{} is not an output of this format and model", path.display()),
                "name another file with --out, or its format with --format",
            )
        };
        ensure!(begins == start.as_bytes(), refused());
        file.seek(SeekFrom::Start(0)).with_context(unreadable)?;
        let mut reader = Reader { file: BufReader::new(file), length };
        match format {
            Format::Jsonl => reader.objects(most).with_context(refused),
            Format::Csv => reader.records(most).with_context(refused),
            Format::Table | Format::Json if length == 0 => Ok(Self::default()),
            Format::Table | Format::Json => bail!(Hinted::new(
                format!("{} exists already, and only jsonl and csv can be resumed", path.display()),
                "name another file with --out, or one of these with --format",
            )),
        }
    }

    fn add(&mut self, row: Kept, end: u64) {
        self.rows += 1;
        self.failed += usize::from(row.error.is_some_and(|error| !error.is_empty()));
        self.names.insert(row.name);
        self.end = end;
    }
}

struct Reader {
    file: BufReader<File>,
    length: u64,
}

impl Reader {
    fn objects(&mut self, most: usize) -> Result<Earlier> {
        let (mut earlier, mut at, mut line) = (Earlier::default(), 0, Vec::new());
        while earlier.rows < most && self.file.read_until(b'\n', &mut line)? > 0 {
            at += line.len() as u64;
            match serde_json::from_slice(&line) {
                Ok(row) if line.ends_with(b"\n") => earlier.add(row, at),
                Err(error) if at != self.length => bail!("line {}: {error}", earlier.rows + 1),
                // An incomplete row, which can only be the last.
                _ => break,
            }
            line.clear();
        }
        Ok(earlier)
    }

    fn records(&mut self, most: usize) -> Result<Earlier> {
        let whole = self.ends_with_a_line()?;
        let mut csv = csv::ReaderBuilder::new().flexible(true).from_reader(&mut self.file);
        let columns = csv.headers()?.len();
        let mut earlier = Earlier { end: csv.position().byte(), ..Earlier::default() };
        let mut record = csv::StringRecord::new();
        while earlier.rows < most && csv.read_record(&mut record)? {
            let end = csv.position().byte();
            let last = end == self.length;
            if last && (!whole || record.len() != columns) {
                break;
            }
            ensure!(record.len() == columns, "row {} has other columns", earlier.rows + 1);
            let cell = |index| record.get(index).unwrap_or_default().to_owned();
            let row = Kept { name: cell(0), error: Some(cell(columns - 1)) };
            earlier.add(row, end);
        }
        Ok(earlier)
    }

    fn ends_with_a_line(&mut self) -> Result<bool> {
        let mut last = [0];
        self.file.seek(SeekFrom::End(-1))?;
        self.file.read_exact(&mut last)?;
        self.file.seek(SeekFrom::Start(0))?;
        Ok(last == *b"\n")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hint;
    use std::fs;

    const HEADER: &str = "name,chinese,error\n";

    fn read(text: &str, format: Format, most: usize) -> Result<Earlier> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("out");
        fs::write(&path, text).unwrap();
        let start = if format == Format::Csv { HEADER } else { "" };
        Earlier::read(&path, format, start, most)
    }

    fn names(earlier: &Earlier) -> Vec<&str> {
        let mut names: Vec<_> = earlier.names.iter().map(String::as_str).collect();
        names.sort_unstable();
        names
    }

    #[test]
    fn whole_rows_count_and_a_torn_last_one_does_not() {
        let csv = format!("{HEADER}a.jpg,0.5,\n\"b,\n\"\"c\"\".jpg\",,torn\nd.jpg,0.25,\n");
        let jsonl = "{\"name\":\"a.jpg\",\"error\":null}\n\
                     {\"name\":\"b,\\n\\\"c\\\".jpg\",\"error\":\"torn\"}\n{\"name\":\"d.jpg\"}\n";
        for (text, format) in [(csv.as_str(), Format::Csv), (jsonl, Format::Jsonl)] {
            let whole = read(text, format, usize::MAX).unwrap();
            assert_eq!((whole.rows, whole.failed, whole.end), (3, 1, text.len() as u64));
            assert_eq!(names(&whole), ["a.jpg", "b,\n\"c\".jpg", "d.jpg"]);
            let two = read(text, format, 2).unwrap();
            assert_eq!((two.rows, names(&two).len()), (2, 2));
            // Wherever the file is cut, the complete rows before the cut are
            // kept.
            for length in 0..text.len() {
                let cut = read(&text[..length], format, usize::MAX).unwrap();
                assert!(cut.rows < 3 && cut.end <= length as u64, "{format:?} {length}: {cut:?}");
                let kept = &text[..cut.end as usize];
                assert!(kept.is_empty() || kept.ends_with('\n'), "{format:?} {length}: {kept:?}");
                let again = read(kept, format, usize::MAX).unwrap();
                assert_eq!(again, cut, "{format:?} {length}");
            }
        }
    }

    #[test]
    fn another_file_is_refused() {
        for (text, format) in [
            ("name,indian,error\na.jpg,1,\n", Format::Csv),
            ("name,chinese,error\na.jpg\nb.jpg,1,\n", Format::Csv),
            ("my notes\nof today\n", Format::Jsonl),
            ("[\n", Format::Json),
            ("a table", Format::Table),
        ] {
            let error = read(text, format, usize::MAX).unwrap_err();
            assert!(hint::of(&error).unwrap().contains("--format"), "{error:#}");
        }
        assert_eq!(read("", Format::Table, usize::MAX).unwrap(), Earlier::default());
    }
}
