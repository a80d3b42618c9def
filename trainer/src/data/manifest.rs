//! A CSV file of a data set with all its columns: a manifest or a split.
//!
//! Unknown columns are kept unchanged. Every error names the file and, in a
//! row, the line.

use crate::whole::put;
use anyhow::{Context as _, Result, anyhow, bail, ensure};
use csv::StringRecord;
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{self, Path, PathBuf},
};

/// The byte order mark by which spreadsheets mark a file as UTF-8.
const MARK: &str = "\u{feff}";

/// The number of lines that an error names.
const NAMED: usize = 5;

/// A header and its rows. Rows without a value, which spreadsheets leave
/// behind, are skipped.
#[derive(Debug)]
pub(crate) struct Manifest {
    path: PathBuf,
    /// The bytes as they were read.
    pub(crate) bytes: Vec<u8>,
    columns: Vec<String>,
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    line: u64,
    cells: Vec<String>,
}

impl Manifest {
    /// Reads a file that has at least the columns `needed`.
    ///
    /// # Errors
    ///
    /// If it cannot be read, is not UTF-8, or a row or a column is missing.
    pub(crate) fn read(path: &Path, needed: &[&str]) -> Result<Self> {
        let bytes = fs::read(path).with_context(|| format!("could not read {}", path.display()))?;
        Self::parse(path, bytes, needed)
    }

    /// The same from bytes; `path` is the file's name in errors.
    pub(crate) fn parse(path: &Path, bytes: Vec<u8>, needed: &[&str]) -> Result<Self> {
        let text = text(&bytes).with_context(|| path.display().to_string())?;
        let text = text.strip_prefix(MARK).unwrap_or(text);
        let mut csv = csv::ReaderBuilder::new().flexible(true).from_reader(text.as_bytes());
        let unreadable = || format!("could not read {}", path.display());
        let columns = cells(csv.headers().with_context(unreadable)?);
        let (mut rows, mut lines) = (Vec::new(), Lines::new(text));
        for record in csv.records() {
            let record = record.with_context(unreadable)?;
            if record.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            let line = lines.of(&record);
            ensure!(
                record.len() == columns.len(),
                "{}, line {line}: the row has {} columns, the header has {}",
                path.display(),
                record.len(),
                columns.len()
            );
            rows.push(Row { line, cells: cells(&record) });
        }
        let manifest = Self { path: path.to_owned(), columns, rows, bytes };
        manifest.check(needed)?;
        Ok(manifest)
    }

    fn check(&self, needed: &[&str]) -> Result<()> {
        let path = self.path.display();
        let mut seen = BTreeSet::new();
        let names = self.columns.iter().map(|column| column.trim()).filter(|name| !name.is_empty());
        if let Some(twice) = names.into_iter().find(|name| !seen.insert(*name)) {
            bail!("{path} has two columns {twice:?}");
        }
        if let Some(missing) = needed.iter().find(|column| self.column(column).is_none()) {
            bail!(
                "{path} has no column {missing:?}; its header is {:?}, and must be names separated \
                 by commas",
                self.columns.join(",")
            );
        }
        ensure!(!self.rows.is_empty(), "{path} lists no pictures");
        for column in needed {
            let empty = (0..self.len()).filter(|row| self.get(*row, column).trim().is_empty());
            let lines: Vec<_> = empty.map(|row| self.line(row)).collect();
            ensure!(lines.is_empty(), "{path}, {}: no {column}", in_words(&lines));
        }
        Ok(())
    }

    /// The number of rows.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The line in which a row starts, from 1.
    pub(crate) fn line(&self, row: usize) -> u64 {
        self.rows.get(row).map_or(0, |row| row.line)
    }

    fn column(&self, name: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.trim() == name)
    }

    /// Whether it has a column with this name.
    pub(crate) fn has(&self, column: &str) -> bool {
        self.column(column).is_some()
    }

    /// A cell; empty if there is no such column.
    pub(crate) fn get(&self, row: usize, column: &str) -> &str {
        let cell = self.column(column).and_then(|index| self.rows.get(row)?.cells.get(index));
        cell.map_or("", String::as_str)
    }

    /// Sets a cell; a missing column is added.
    pub(crate) fn set(&mut self, row: usize, column: &str, value: &str) {
        let index = self.column(column).unwrap_or_else(|| {
            self.columns.push(column.to_owned());
            self.rows.iter_mut().for_each(|row| row.cells.push(String::new()));
            self.columns.len() - 1
        });
        if let Some(cell) = self.rows.get_mut(row).and_then(|row| row.cells.get_mut(index)) {
            value.clone_into(cell);
        }
    }

    /// Merges `before`, an older list of the same or other files: takes its
    /// `kept` columns and those that this one lacks, and its rows for which
    /// `own` is true.
    pub(crate) fn keep(&mut self, before: &Self, kept: &[&str], own: impl Fn(usize) -> bool) {
        let columns: Vec<_> = (before.columns.iter())
            .filter(|column| !column.trim().is_empty())
            .filter(|column| kept.contains(&column.trim()) || !self.has(column.trim()))
            .collect();
        let files = (0..self.len()).map(|row| (self.get(row, "file").to_owned(), row));
        let files: BTreeMap<_, _> = files.collect();
        for row in 0..before.len() {
            let (place, columns) = match files.get(before.get(row, "file")) {
                Some(place) => (*place, columns.clone()),
                None if own(row) => {
                    let cells = vec![String::new(); self.columns.len()];
                    self.rows.push(Row { line: 0, cells });
                    (self.len() - 1, before.columns.iter().collect())
                }
                None => continue,
            };
            for column in columns {
                self.set(place, column.trim(), before.get(row, column.trim()));
            }
        }
    }

    /// Writes it back atomically.
    ///
    /// # Errors
    ///
    /// If the file cannot be written.
    pub(crate) fn write(&self) -> Result<()> {
        put(&path::absolute(&self.path)?, &self.to_bytes()?)
    }

    /// The contents that [`write`](Self::write) writes.
    ///
    /// # Errors
    ///
    /// Only if memory runs out.
    pub(crate) fn to_bytes(&self) -> Result<Vec<u8>> {
        let marked = self.bytes.starts_with(MARK.as_bytes());
        let start = if marked { MARK.as_bytes().to_vec() } else { Vec::new() };
        let mut csv = csv::Writer::from_writer(start);
        csv.write_record(&self.columns)?;
        for row in &self.rows {
            csv.write_record(&row.cells)?;
        }
        csv.into_inner().map_err(|error| anyhow!("{error}"))
    }
}

fn cells(record: &StringRecord) -> Vec<String> {
    record.iter().map(str::to_owned).collect()
}

/// The text of a file.
fn text(bytes: &[u8]) -> Result<&str> {
    let save = "save it as \"CSV UTF-8\"";
    ensure!(
        !bytes.starts_with(&[0xff, 0xfe])
            && !bytes.starts_with(&[0xfe, 0xff])
            && !bytes.contains(&0),
        "the file is not in UTF-8 but has zero bytes, as UTF-16 has; {save}"
    );
    str::from_utf8(bytes).map_err(|error| {
        let before = bytes.get(..error.valid_up_to()).unwrap_or_default();
        let line = 1 + before.iter().filter(|byte| **byte == b'\n').count();
        anyhow!("line {line} is not UTF-8; {save}")
    })
}

/// Counts lines, from 1. The reader's own count is that before any empty lines
/// that it skips, and it ignores line ends that consist of `\r` alone.
struct Lines<'a> {
    text: &'a [u8],
    at: usize,
    line: u64,
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Self {
        Self { text: text.as_bytes(), at: 0, line: 1 }
    }

    /// The line in which a record starts; records must be passed in order.
    fn of(&mut self, record: &StringRecord) -> u64 {
        let Some(position) = record.position() else { return 0 };
        let start = (position.byte() as usize).max(self.at);
        let from = |at: usize| self.text.get(at..).unwrap_or_default().iter().copied();
        let empty = from(start).take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let end = start + empty;
        let pairs = from(self.at).zip(from(self.at + 1).chain([0])).take(end - self.at);
        let ends = |(byte, next)| byte == b'\n' || (byte == b'\r' && next != b'\n');
        self.line += pairs.filter(|pair| ends(*pair)).count() as u64;
        self.at = end;
        self.line
    }
}

/// `line 3`, `lines 3, 4 and 5`, `lines 3, 4, 5, 6, 7 and 12 more`.
pub(crate) fn in_words(lines: &[u64]) -> String {
    let mut named: Vec<String> = lines.iter().take(NAMED).map(u64::to_string).collect();
    if lines.len() > NAMED {
        named.push(format!("{} more", lines.len() - NAMED));
    }
    match named.as_slice() {
        [] => String::new(),
        [one] => format!("line {one}"),
        [first @ .., last] => format!("lines {} and {last}", first.join(", ")),
    }
}

#[cfg(test)]
#[path = "../../../fuzz/targets/manifest.rs"]
mod fuzzed;

#[cfg(test)]
#[path = "../../../fuzz/replay.rs"]
mod replay;

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(bytes: &[u8]) -> Result<Manifest> {
        Manifest::parse(Path::new("m.csv"), bytes.to_vec(), &["file", "class"])
    }

    fn refused(bytes: &[u8]) -> String {
        format!("{:#}", parse(bytes).unwrap_err())
    }

    #[test]
    fn rows_without_a_value_are_passed_over_and_lines_are_counted() {
        let manifest =
            parse("\u{feff}file, class\r\na,\"x\ny\"\r\n\r\n,\n , ,,\nb,z\n".as_bytes()).unwrap();
        assert_eq!(manifest.len(), 2);
        assert_eq!((manifest.get(0, "class"), manifest.get(1, "class")), ("x\ny", "z"));
        assert_eq!((manifest.line(0), manifest.line(1)), (2, 7));
        assert_eq!(manifest.get(1, "part"), "");
    }

    #[test]
    fn lines_may_end_as_they_did_on_a_macintosh() {
        let manifest = parse(b"file,class\ra,\"x\ry\"\r\rb,z\r\nc,z").unwrap();
        assert_eq!([0, 1, 2].map(|row| manifest.line(row)), [2, 5, 6]);
    }

    #[test]
    fn what_fuzzing_kept_is_answered() {
        let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("../fuzz/corpus/manifest");
        replay::replay(&corpus, fuzzed::check);
    }

    #[test]
    fn what_is_not_utf_8_is_named() {
        let text = "file\tclass\r\na.jpg\tx\r\n".encode_utf16();
        let little: Vec<u8> = text.clone().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.flat_map(u16::to_be_bytes).collect();
        for bytes in [[&[0xff, 0xfe][..], &little].concat(), little, big] {
            let error = refused(&bytes);
            assert!(error.contains("m.csv") && error.contains("UTF-16"), "{error}");
            assert!(error.contains("CSV UTF-8"), "{error}");
        }
        let error = refused(b"file,class\na,x\n\xc3\x28,x\n");
        assert!(error.contains("m.csv") && error.contains("line 3"), "{error}");
    }

    #[test]
    fn a_row_or_a_column_that_is_missing_is_named() {
        for (text, says) in [
            ("file;class\na;x\n", "no column \"file\""),
            ("file,class,file\na,x,b\n", "two columns \"file\""),
            ("file,class,part\na,x,\nb,x\n", "line 3: the row has 2 columns"),
            ("file,class\n", "lists no pictures"),
            ("file,class\na, \nb,x\nc,\n", "lines 2 and 4: no class"),
            ("file,class\n,x\n", "line 2: no file"),
        ] {
            let error = refused(text.as_bytes());
            assert!(error.contains("m.csv") && error.contains(says), "{error}");
        }
        assert_eq!(in_words(&[1, 2, 3, 4, 5, 6, 7]), "lines 1, 2, 3, 4, 5 and 2 more");
    }

    #[test]
    fn what_is_not_known_survives() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("m.csv");
        fs::write(&path, "\u{feff}file,class,Notes,\na,x,\"plum,\nold\",7\n").unwrap();
        let mut manifest = Manifest::read(&path, &["file"]).unwrap();
        manifest.set(0, "part", "val");
        manifest.write().unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text, "\u{feff}file,class,Notes,,part\na,x,\"plum,\nold\",7,val\n");
    }

    #[test]
    fn what_was_there_before_is_kept() {
        let mut fresh = parse(b"file,class,part\na,x,\nb,y,\n").unwrap();
        let before = parse(b"file,class,part,mine\na,z,val,1\nc,z,test,2\nd,z,test,3\n").unwrap();
        fresh.keep(&before, &["part"], |row| before.get(row, "file") == "c");
        assert_eq!(fresh.len(), 3);
        let cells = |row| ["file", "class", "part", "mine"].map(|name| fresh.get(row, name));
        assert_eq!(cells(0), ["a", "x", "val", "1"]);
        assert_eq!(cells(1), ["b", "y", "", ""]);
        assert_eq!(cells(2), ["c", "z", "test", "2"]);
    }
}
