//! The pictures to classify: names, folders, patterns and lists of names.

use crate::{
    data::folders::{self, Skipped},
    hint::Hinted,
};
use anyhow::{Context as _, Result, ensure};
use std::{
    fs::File,
    io::{self, BufRead, BufReader, Read as _},
    path::{MAIN_SEPARATOR, Path, PathBuf},
};

/// The name for standard input.
const STANDARD_INPUT: &str = "-";

/// Characters that make the name of a missing file a pattern.
const WILD: [char; 3] = ['*', '?', '['];

/// The largest file that is read, in bytes: 512 MiB.
const MOST_BYTES: u64 = 512 << 20;

/// A picture, or the reason why there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// One picture from standard input.
    StandardInput,
    /// A file.
    File(PathBuf),
    /// A name without a picture, and why.
    Nothing {
        /// The name as it was given.
        name: String,
        /// The reason.
        why: String,
    },
}

impl Input {
    /// The name in its row, with `/` between folders on every system.
    pub fn name(&self) -> String {
        match self {
            Self::StandardInput => STANDARD_INPUT.to_owned(),
            Self::File(path) => path.display().to_string().replace(MAIN_SEPARATOR, "/"),
            Self::Nothing { name, .. } => name.clone(),
        }
    }

    /// Its bytes.
    ///
    /// # Errors
    ///
    /// If it cannot be read or is too large for a picture.
    pub(super) fn read(&self) -> Result<Vec<u8>> {
        match self {
            Self::StandardInput => bytes(io::stdin().lock()),
            Self::File(path) => bytes(File::open(path).context("the file could not be read")?),
            Self::Nothing { why, .. } => Err(anyhow::Error::msg(why.clone())),
        }
    }
}

fn bytes(file: impl io::Read) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes).context("the file could not be read")?;
    let limit = MOST_BYTES >> 20;
    ensure!(bytes.len() as u64 <= MOST_BYTES, "the file is larger than {limit} MiB");
    Ok(bytes)
}

/// Pictures in the order in which they were given.
pub struct Inputs {
    /// The number of pictures; `None` if names come from standard input.
    pub total: Option<usize>,
    /// The pictures, or an error if no more names can be read.
    pub each: Box<dyn Iterator<Item = io::Result<Input>>>,
}

impl Inputs {
    /// The pictures of `names`, then those of a list of names in a file or on
    /// standard input (`-`). `note` receives a message about files in folders
    /// that are skipped.
    ///
    /// # Errors
    ///
    /// If the list cannot be read, or standard input is used twice.
    pub fn new(names: &[PathBuf], list: Option<&Path>, note: fn(&str)) -> Result<Self> {
        let asked = names.iter().map(PathBuf::as_path).chain(list);
        let asked = asked.filter(|name| *name == Path::new(STANDARD_INPUT)).count();
        ensure!(
            asked < 2,
            Hinted::new("standard input can be one picture or one list", "name `-` once")
        );
        let mut known: Vec<_> = names.iter().flat_map(|name| named(name, note)).collect();
        let Some(list) = list else { return Ok(Self::known(known)) };
        if list == Path::new(STANDARD_INPUT) {
            let listed = lines(BufReader::new(io::stdin()));
            let listed = listed.flat_map(move |line| of_line(line, note));
            let each = known.into_iter().map(Ok).chain(listed);
            return Ok(Self { total: None, each: Box::new(each) });
        }
        let unreadable = || format!("could not read the list {}", list.display());
        let file = File::open(list).with_context(unreadable)?;
        for line in lines(BufReader::new(file)) {
            known.extend(listed(&line.with_context(unreadable)?, note));
        }
        Ok(Self::known(known))
    }

    fn known(inputs: Vec<Input>) -> Self {
        let total = Some(inputs.len());
        Self { total, each: Box::new(inputs.into_iter().map(Ok)) }
    }
}

/// The lines of a list that are not empty, as paths.
fn lines(list: impl BufRead) -> impl Iterator<Item = io::Result<PathBuf>> {
    let lines = list.split(b'\n').map(|line| {
        let mut line = line?;
        line.pop_if(|last| *last == b'\r');
        path(line)
    });
    lines.filter(|line| !line.as_ref().is_ok_and(|path| path.as_os_str().is_empty()))
}

#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere it can fail")]
fn path(line: Vec<u8>) -> io::Result<PathBuf> {
    use std::os::unix::ffi::OsStringExt as _;
    Ok(std::ffi::OsString::from_vec(line).into())
}

#[cfg(not(unix))]
fn path(line: Vec<u8>) -> io::Result<PathBuf> {
    let line = String::from_utf8(line);
    line.map(PathBuf::from).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

fn of_line(line: io::Result<PathBuf>, note: fn(&str)) -> Vec<io::Result<Input>> {
    match line {
        Ok(name) => listed(&name, note).into_iter().map(Ok).collect(),
        Err(error) => vec![Err(error)],
    }
}

/// The pictures that a name on the command line refers to.
fn named(name: &Path, note: fn(&str)) -> Vec<Input> {
    let pattern = name.to_str().filter(|name| name.contains(WILD));
    match pattern {
        _ if name == Path::new(STANDARD_INPUT) => vec![Input::StandardInput],
        Some(pattern) if !name.exists() => matching(pattern),
        _ => listed(name, note),
    }
}

/// The pictures whose paths match a pattern, in the order of their names.
fn matching(pattern: &str) -> Vec<Input> {
    let nothing = |why: String| vec![Input::Nothing { name: pattern.to_owned(), why }];
    let paths = match glob::glob(pattern) {
        Ok(paths) => paths,
        Err(error) => return nothing(format!("this is neither a file nor a pattern: {error}")),
    };
    let paths = paths.filter_map(|path| match path {
        Ok(path) if !is_meant(&path) => None,
        Ok(path) => Some(Input::File(path)),
        Err(error) => {
            let name = error.path().display().to_string();
            Some(Input::Nothing { name, why: format!("the folder could not be read: {error}") })
        }
    });
    let found: Vec<_> = paths.collect();
    if found.is_empty() { nothing("no picture matches this pattern".to_owned()) } else { found }
}

/// Whether a path that matches a pattern is a picture and not hidden.
fn is_meant(path: &Path) -> bool {
    !path.is_dir() && folders::is_picture(path) && !folders::is_hidden(path)
}

/// A picture, or those in a folder.
fn listed(name: &Path, note: fn(&str)) -> Vec<Input> {
    if !name.is_dir() {
        return vec![Input::File(name.to_owned())];
    }
    let nothing = |why: String| vec![Input::Nothing { name: name.display().to_string(), why }];
    match folders::pictures_and_rest(name) {
        Err(error) => nothing(format!("{error:#}")),
        Ok((pictures, skipped)) => {
            if skipped != Skipped::default() {
                note(&format!("note: skipped in {}: {skipped}", name.display()));
            }
            if pictures.is_empty() {
                return nothing("there are no pictures in this folder".to_owned());
            }
            pictures.into_iter().map(Input::File).collect()
        }
    }
}
