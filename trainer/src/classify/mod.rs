//! Classifies collections: as a stream, in the order of the inputs, and
//! continuing an earlier run.
//!
//! Pictures are decoded and classified by several threads, which are at most
//! [`AHEAD`] pictures each ahead of the next row to write. Memory holds only
//! these and the names: a name that was answered is not classified again.

mod earlier;
mod embeddings;
mod format;
mod inputs;

pub use format::Format;
pub use inputs::{Input, Inputs};

use anyhow::{Context as _, Result, anyhow};
use earlier::Earlier;
use embeddings::Embeddings;
use image::RgbImage;
use indicatif::ProgressBar;
use std::{
    collections::{HashSet, VecDeque},
    fs::OpenOptions,
    io::{Seek as _, SeekFrom, Write},
    panic::{self, AssertUnwindSafe},
    path::Path,
    sync::mpsc::{Receiver, sync_channel},
    time::Duration,
};
use whence::core::{
    classification::{Classification, Decoder},
    classifier::Classifier,
    picture::Picture,
};

/// The number of pictures that each thread may be ahead of the next row to
/// write.
const AHEAD: usize = 16;

/// The destination and the format of answers.
#[derive(Clone, Copy, Debug)]
pub struct Job<'a> {
    /// The format.
    pub format: Format,
    /// The file for the answers, instead of standard output. A file of an
    /// earlier run is continued.
    pub out: Option<&'a Path>,
    /// The file for embeddings; only with `out`.
    pub embeddings: Option<&'a Path>,
    /// The number of threads; 0 for one per core.
    pub jobs: usize,
}

/// The result of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Sum {
    /// The number of rows of an earlier run.
    pub earlier: usize,
    /// The number of all rows.
    pub rows: usize,
    /// The number of rows with an error.
    pub failed: usize,
}

/// Classifies each input. A failure is a row, and does not stop the run.
///
/// # Errors
///
/// If the names cannot be read to the end, or answers cannot be written.
pub fn classify(
    model: &Classifier,
    inputs: Inputs,
    job: &Job<'_>,
    bar: &ProgressBar,
) -> Result<Sum> {
    let mut output = Output::open(model, job)?;
    bar.set_position(output.sum.earlier as u64);
    bar.reset_eta();
    let pool = rayon::ThreadPoolBuilder::new().num_threads(job.jobs).build()?;
    let most = AHEAD * pool.current_num_threads();
    pool.in_place_scope(|scope| {
        let mut waiting = VecDeque::new();
        for input in inputs.each {
            let input = input.context("the list could not be read to its end")?;
            if !output.names.insert(input.name()) {
                continue;
            }
            let (sender, receiver) = sync_channel(1);
            let format = job.format;
            scope.spawn(move |_| drop(sender.send(answer(model, &input, format))));
            waiting.push_back(receiver);
            if waiting.len() > most {
                write_next(&mut waiting, &mut output, bar)?;
            }
        }
        while !waiting.is_empty() {
            write_next(&mut waiting, &mut output, bar)?;
        }
        output.finish()
    })
}

/// The answer to a picture, in the output format.
struct Answered {
    row: String,
    /// `None` for a failure.
    embedding: Option<Vec<f32>>,
}

type Waiting = VecDeque<Receiver<Result<Answered>>>;

fn write_next(waiting: &mut Waiting, output: &mut Output, bar: &ProgressBar) -> Result<()> {
    let Some(next) = waiting.pop_front() else { return Ok(()) };
    output.write(&next.recv().context("a thread ended early")??)?;
    bar.inc(1);
    let failed = output.sum.failed;
    if failed > 0 {
        bar.set_message(format!(", {failed} failed"));
    }
    Ok(())
}

fn answer(model: &Classifier, input: &Input, format: Format) -> Result<Answered> {
    let answer = input.read().and_then(|bytes| classified(model, &bytes));
    let row = format.row(&input.name(), &answer, model.labels())?;
    Ok(Answered { row, embedding: answer.ok().map(|answer| answer.embedding) })
}

/// A panic in a decoder fails one picture only.
fn classified(model: &Classifier, bytes: &[u8]) -> Result<Classification> {
    let answer = panic::catch_unwind(AssertUnwindSafe(|| model.classify(bytes)));
    Ok(answer.map_err(|_| anyhow!("Whence failed on this picture; please report it"))??)
}

/// Rows, and their embeddings.
struct Output {
    format: Format,
    rows: Box<dyn Write>,
    embeddings: Option<Embeddings>,
    names: HashSet<String>,
    sum: Sum,
}

impl Output {
    fn open(model: &Classifier, job: &Job<'_>) -> Result<Self> {
        let start = job.format.start(model.labels())?;
        let mut embeddings =
            job.embeddings.map(|path| Embeddings::open(path, dimensions(model)?)).transpose()?;
        let (mut rows, earlier): (Box<dyn Write>, _) = match job.out {
            None => (Box::new(std::io::stdout()), Earlier::default()),
            Some(path) => {
                let unwritable = || format!("could not write {}", path.display());
                let mut options = OpenOptions::new();
                let options = options.write(true).create(true).truncate(false);
                let mut file = options.open(path).with_context(unwritable)?;
                let most = embeddings.as_ref().map_or(usize::MAX, Embeddings::rows);
                let earlier = Earlier::read(path, job.format, &start, most)?;
                file.set_len(earlier.end).with_context(unwritable)?;
                file.seek(SeekFrom::End(0)).with_context(unwritable)?;
                (Box::new(file), earlier)
            }
        };
        if earlier.end == 0 {
            rows.write_all(start.as_bytes())?;
        }
        if let Some(embeddings) = &mut embeddings {
            embeddings.go_on_after(earlier.rows)?;
        }
        let Earlier { names, rows: kept, failed, .. } = earlier;
        let sum = Sum { earlier: kept, rows: kept, failed };
        Ok(Self { format: job.format, rows, embeddings, names, sum })
    }

    /// Writes a row at once, after its embedding, so that each complete row has
    /// one however a run ends.
    fn write(&mut self, answered: &Answered) -> Result<()> {
        if let Some(embeddings) = &mut self.embeddings {
            embeddings.push(answered.embedding.as_deref())?;
        }
        let separator = if self.sum.rows > 0 { self.format.separator() } else { "" };
        self.rows.write_all(format!("{separator}{}", answered.row).as_bytes())?;
        self.rows.flush()?;
        self.sum.rows += 1;
        self.sum.failed += usize::from(answered.embedding.is_none());
        Ok(())
    }

    fn finish(mut self) -> Result<Sum> {
        self.rows.write_all(self.format.end().as_bytes())?;
        self.rows.flush()?;
        self.embeddings.map(Embeddings::finish).transpose()?;
        Ok(self.sum)
    }
}

/// The number of values in an embedding of this model.
fn dimensions(model: &Classifier) -> Result<usize> {
    let grey = Picture::from(RgbImage::new(1, 1));
    Ok(model.judge(&grey, Decoder::Whence, Duration::ZERO)?.embedding.len())
}
