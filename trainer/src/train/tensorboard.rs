//! The metrics of a run for TensorBoard: event files in the run's folder.
//!
//! A file is a sequence of records (TFRecord), each with its length and two
//! checksums, which contain an `Event` of `tensorflow/core/util/event.proto`.
//! Each start of a run writes a new file, so that a record that was cut off
//! when the process was killed hides no later ones.

use super::run::Epoch;
use anyhow::{Context as _, Result};
use prost::Message;
use std::{
    fs::{File, OpenOptions},
    io::Write as _,
    path::{Path, PathBuf},
    time::{SystemTime, UNIX_EPOCH},
};

/// The contents of the first record of a file.
const VERSION: &str = "brain.Event:2";

#[derive(Clone, PartialEq, Message)]
struct Event {
    /// Seconds since 1970.
    #[prost(double, tag = "1")]
    wall_time: f64,
    #[prost(int64, tag = "2")]
    step: i64,
    #[prost(string, optional, tag = "3")]
    file_version: Option<String>,
    #[prost(message, optional, tag = "5")]
    summary: Option<Summary>,
}

#[derive(Clone, PartialEq, Message)]
struct Summary {
    #[prost(message, repeated, tag = "1")]
    values: Vec<Scalar>,
}

#[derive(Clone, PartialEq, Message)]
struct Scalar {
    #[prost(string, tag = "1")]
    tag: String,
    // Optional, so that a zero is written too.
    #[prost(float, optional, tag = "2")]
    simple_value: Option<f32>,
}

/// An event file that is being written.
pub(super) struct Events {
    path: PathBuf,
    file: File,
}

impl Events {
    /// Creates a file in the folder of a run.
    pub(super) fn begin(folder: &Path) -> Result<Self> {
        let begun = now();
        // Two starts within a second have different files.
        let name = format!("events.out.tfevents.{begun:.6}.whence");
        let path = folder.join(name);
        let file = OpenOptions::new().create_new(true).append(true).open(&path);
        let file = file.with_context(|| format!("could not write {}", path.display()))?;
        let version = Some(VERSION.to_owned());
        let mut events = Self { path, file };
        events.write(&Event { wall_time: begun, file_version: version, ..Event::default() })?;
        Ok(events)
    }

    /// Writes the metrics of an epoch, with the learning rate at its end.
    pub(super) fn epoch(&mut self, epoch: &Epoch, learning_rate: f64) -> Result<()> {
        let values = [
            ("loss/train", epoch.train_loss),
            ("loss/val", epoch.val_loss),
            ("accuracy/train", epoch.train_accuracy),
            ("accuracy/val", epoch.val_accuracy),
            ("learning_rate", learning_rate),
        ];
        let values = values
            .map(|(tag, value)| Scalar { tag: tag.to_owned(), simple_value: Some(value as f32) });
        let summary = Some(Summary { values: values.to_vec() });
        let step = epoch.epoch as i64;
        self.write(&Event { wall_time: now(), step, summary, ..Event::default() })
    }

    /// Writes at once, because TensorBoard reads the file during the run.
    fn write(&mut self, event: &Event) -> Result<()> {
        let written = self.file.write_all(&record(&event.encode_to_vec()));
        written.with_context(|| format!("could not write {}", self.path.display()))
    }
}

fn now() -> f64 {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_secs_f64()
}

/// A record: the length, its checksum, the data, their checksum.
fn record(data: &[u8]) -> Vec<u8> {
    let length = (data.len() as u64).to_le_bytes();
    let [of_length, of_data] = [&length[..], data].map(|bytes| masked(crc32c(bytes)).to_le_bytes());
    [&length, &of_length[..], data, &of_data].concat()
}

/// A checksum as TFRecord stores it: a checksum over data that contain their
/// own checksum would detect little.
fn masked(checksum: u32) -> u32 {
    checksum.rotate_right(15).wrapping_add(0xa282_ead8)
}

/// CRC-32C (Castagnoli), bit by bit, because a record has only some hundred
/// bytes.
fn crc32c(bytes: &[u8]) -> u32 {
    let bit = |checksum: u32, _| (checksum >> 1) ^ (0x82f6_3b78 & (checksum & 1).wrapping_neg());
    !bytes.iter().fold(!0, |checksum, byte| (0..8).fold(checksum ^ u32::from(*byte), bit))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    /// The events of a file; the checksums must be right.
    fn events(bytes: &[u8]) -> Vec<Event> {
        let mut rest = bytes;
        let mut events = Vec::new();
        while !rest.is_empty() {
            let length = u64::from_le_bytes(rest[..8].try_into().unwrap()) as usize;
            let end = 12 + length;
            assert_eq!(rest[..end + 4], record(&rest[12..end]));
            events.push(Event::decode(&rest[12..end]).unwrap());
            rest = &rest[end + 4..];
        }
        events
    }

    #[test]
    fn checksums_are_those_of_the_standard() {
        // The check value of the catalogue, and those of RFC 3720, B.4.
        assert_eq!(crc32c(b"123456789"), 0xe306_9283);
        assert_eq!(crc32c(&[0; 32]), 0x8a91_36aa);
        assert_eq!(crc32c(&[0xff; 32]), 0x62a8_ab43);
        assert_eq!(masked(0), 0xa282_ead8);
        // The start of the first record that TensorFlow writes, if it has 24
        // bytes.
        let first = record(&[0; 24]);
        assert_eq!(first[..12], [24, 0, 0, 0, 0, 0, 0, 0, 163, 127, 75, 34]);
        assert_eq!(first.len(), 24 + 16);
    }

    #[test]
    fn what_is_written_is_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let epoch = |epoch: usize| Epoch {
            epoch,
            train_loss: 1.0 / epoch as f64,
            train_accuracy: 0.0,
            val_loss: 2.0,
            val_accuracy: 0.75,
        };
        let mut written = Events::begin(folder.path()).unwrap();
        written.epoch(&epoch(1), 0.5).unwrap();
        written.epoch(&epoch(2), 0.25).unwrap();
        let path = written.path.clone();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        assert!(name.contains("tfevents"), "{name}");
        let read = events(&fs::read(&path).unwrap());
        assert_eq!(read.len(), 3);
        assert_eq!(read[0].file_version.as_deref(), Some(VERSION));
        assert_eq!((read[0].step, &read[0].summary), (0, &None));
        assert!(read[2].wall_time >= read[1].wall_time && read[1].wall_time > 1.7e9);
        assert_eq!([read[1].step, read[2].step], [1, 2]);
        let values = read[2].summary.as_ref().unwrap().values.iter();
        let values: Vec<_> = values.map(|one| (&*one.tag, one.simple_value.unwrap())).collect();
        assert_eq!(
            values,
            [
                ("loss/train", 0.5),
                ("loss/val", 2.0),
                ("accuracy/train", 0.0),
                ("accuracy/val", 0.75),
                ("learning_rate", 0.25)
            ]
        );
        // Another start has another file.
        Events::begin(folder.path()).unwrap();
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 2);
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let error = Events::begin(Path::new("no/such")).err().unwrap().to_string();
        assert!(error.contains("no/such"), "{error}");
    }
}
