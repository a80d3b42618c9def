//! `whence classify` on a large collection, killed and resumed in between: no
//! row is lost or duplicated, and memory does not grow.
//!
//! `cargo xtask soak NUMBER` runs it with that many pictures.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may panic"
)]

use std::{
    collections::BTreeSet,
    fs,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus},
    thread,
    time::{Duration, Instant},
};

/// The default number of pictures.
const FEW: usize = 300;

/// Of this many pictures, one is cut off.
const CUT: usize = 100;

/// The approximate size of a row in bytes.
const ROW: usize = 80;

/// The number of pictures in a folder.
const IN_A_FOLDER: usize = 1000;

/// The most memory that a run may use, in MiB; the names take 200 bytes each.
fn most_memory(pictures: usize) -> u64 {
    400 + ((pictures as u64 * 200) >> 20)
}

#[test]
fn a_collection_is_classified_however_often_it_is_killed() {
    let pictures = std::env::var("WHENCE_SOAK").map_or(FEW, |said| said.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    for number in 0..pictures {
        let file = folder.path().join(name(number));
        if number % IN_A_FOLDER == 0 {
            fs::create_dir_all(file.parent().unwrap()).unwrap();
        }
        let mut bytes = bitmap(number);
        bytes.truncate(if number % CUT == 0 { 100 } else { bytes.len() });
        fs::write(file, bytes).unwrap();
    }
    let out = folder.path().join("out.csv");
    let started = Instant::now();
    let mut memory = 0;
    for share in [4, 2] {
        let mut child = start(folder.path());
        let killed = (ROW * pictures / share) as u64;
        while length(&out) < killed && child.try_wait().unwrap().is_none() {
            memory = memory.max(peak(&child));
            thread::sleep(Duration::from_millis(50));
        }
        child.kill().unwrap();
        child.wait().unwrap();
    }
    let mut child = start(folder.path());
    let status = loop {
        memory = memory.max(peak(&child));
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        thread::sleep(Duration::from_millis(50));
    };
    let time = started.elapsed().as_secs_f64();
    println!("{pictures} pictures in {time:.0} s, {:.1} a second", pictures as f64 / time);
    println!("at most {memory} MiB of memory");
    check(folder.path(), pictures, status);
    assert!(memory <= most_memory(pictures), "{memory} MiB");
}

fn start(folder: &Path) -> Child {
    let mut command = Command::new(env!("CARGO_BIN_EXE_whence"));
    let model = Path::new(env!("CARGO_MANIFEST_DIR")).join("../model");
    command.current_dir(folder).args(["classify", "pictures"]).arg("--model").arg(model);
    command.args(["--out", "out.csv", "--embeddings", "e.npy"]).spawn().unwrap()
}

/// Checks that there is a row for each picture, in the order of their names,
/// and as many embeddings.
fn check(folder: &Path, pictures: usize, status: ExitStatus) {
    assert_eq!(status.code(), Some(1), "some are cut off");
    let mut rows = csv::Reader::from_path(folder.join("out.csv")).unwrap();
    let rows: Vec<_> = rows.records().map(|row| row.unwrap()).collect();
    let names: Vec<_> = rows.iter().map(|row| PathBuf::from(&row[0])).collect();
    let expected: Vec<_> = (0..pictures).map(name).collect();
    assert!(names == expected, "{} rows for {pictures} pictures", names.len());
    let failed = rows.iter().enumerate().filter(|(_, row)| !row[row.len() - 1].is_empty());
    let failed: BTreeSet<_> = failed.map(|(number, _)| number).collect();
    assert_eq!(failed, (0..pictures).step_by(CUT).collect());
    let matrix = fs::read(folder.join("e.npy")).unwrap();
    let shape = format!("'shape': ({pictures}, ");
    assert!(String::from_utf8_lossy(&matrix[..128]).contains(&shape));
    let width = (matrix.len() - 128) / pictures;
    assert_eq!(matrix.len(), 128 + width * pictures);
    for (number, row) in matrix[128..].chunks(width).enumerate() {
        let first = f32::from_le_bytes(row[..4].try_into().unwrap());
        assert_eq!(first.is_nan(), failed.contains(&number), "row {number}");
    }
}

fn name(number: usize) -> PathBuf {
    format!("pictures/{:04}/{number:07}.bmp", number / IN_A_FOLDER).into()
}

/// A picture of 8 x 8 pixels, different for each number.
fn bitmap(number: usize) -> Vec<u8> {
    const SIDE: u32 = 8;
    const HEADER: u32 = 54;
    let size = HEADER + 3 * SIDE * SIDE;
    let mut bytes = b"BM".to_vec();
    for value in [size, 0, HEADER, 40, SIDE, SIDE, 1 | 24 << 16, 0, 0, 0, 0, 0, 0] {
        bytes.extend(value.to_le_bytes());
    }
    bytes.extend((0..3 * SIDE * SIDE).map(|at| (number >> (at % 24)) as u8 ^ (at * 5) as u8));
    bytes
}

fn length(file: &Path) -> u64 {
    fs::metadata(file).map_or(0, |about| about.len())
}

/// The peak memory of a process so far, in MiB; 0 if the system does not report
/// it.
fn peak(child: &Child) -> u64 {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = peak.and_then(|peak| peak.split_whitespace().next()?.parse::<u64>().ok());
    kib.unwrap_or_default() >> 10
}
