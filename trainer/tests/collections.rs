//! `whence classify` on collections, with the model that ships.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may panic"
)]

use image::{Rgb, RgbImage};
use serde_json::Value;
use std::{
    fs,
    io::Write as _,
    path::Path,
    process::{Command, Output, Stdio},
};
use tempfile::TempDir;

/// Five pictures, one of them cut off, and a text file, in two folders.
fn collection() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str| folder.path().join(name);
    fs::create_dir_all(file("b/[1]")).unwrap();
    for (number, name) in ["a.png", "b/1.png", "b/2.PNG", "b/[1]/3.png"].iter().enumerate() {
        drawn(number as u32).save(file(name)).unwrap();
    }
    let whole = fs::read(file("a.png")).unwrap();
    fs::write(file("b/cut.png"), &whole[..whole.len() / 2]).unwrap();
    fs::write(file("b/notes.txt"), "notes").unwrap();
    folder
}

fn drawn(number: u32) -> RgbImage {
    RgbImage::from_fn(24, 16, |x, y| {
        Rgb([(x * 9 + number * 40) as u8, (y * 15) as u8, number as u8])
    })
}

/// `whence classify` in the folder of the collection.
fn classify(folder: &TempDir, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_whence"));
    command.current_dir(folder.path()).arg("classify").args(arguments);
    let model = Path::new(env!("CARGO_MANIFEST_DIR")).join("../model");
    command.arg("--model").arg(model);
    command
}

/// The output of a command that must exit with this code.
fn said(code: i32, mut command: Command) -> String {
    let Output { status, stdout, stderr } = command.output().unwrap();
    let (stdout, stderr) = [stdout, stderr].map(|text| String::from_utf8(text).unwrap()).into();
    assert_eq!(status.code(), Some(code), "{stdout}{stderr}");
    stdout + &stderr
}

fn with_input(mut command: Command, input: &[u8]) -> String {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input).unwrap();
    String::from_utf8(child.wait_with_output().unwrap().stdout).unwrap()
}

fn rows(jsonl: &str) -> Vec<Value> {
    let rows = jsonl.lines().filter(|line| line.starts_with('{'));
    rows.map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn names(rows: &[Value]) -> Vec<&str> {
    rows.iter().map(|row| row["name"].as_str().unwrap()).collect()
}

#[test]
fn pictures_are_found_by_folder_pattern_and_list_and_each_counts_once() {
    let folder = collection();
    let jsonl = ["--format", "jsonl"];
    let names_of = |code, arguments: &[&str]| {
        let rows = rows(&said(code, classify(&folder, &[arguments, &jsonl].concat())));
        names(&rows).join(" ")
    };
    let all = ["b/1.png", "b/2.PNG", "b/[1]/3.png", "b/cut.png"].join(" ");
    assert_eq!(names_of(1, &["a.png", "b", "b/1.png"]), format!("a.png {all}"));
    assert_eq!(names_of(1, &["**/*"]), format!("a.png {all}"));
    assert_eq!(names_of(0, &["b/[12].*"]), "b/1.png b/2.PNG");
    // The name of an existing file is not a pattern.
    assert_eq!(names_of(0, &["b/[1]"]), "b/[1]/3.png");
    assert_eq!(names_of(1, &["*.jpg", "a.png"]), "*.jpg a.png");

    let list = "b/2.PNG\r\n\nb/[1]/3.png\nmissing.png\nb/2.PNG";
    fs::write(folder.path().join("list.txt"), list).unwrap();
    let listed = "b/2.PNG b/[1]/3.png missing.png";
    assert_eq!(names_of(1, &["--list", "list.txt"]), listed);
    assert_eq!(names_of(1, &["a.png", "--list", "list.txt"]), format!("a.png {listed}"));
    let command = classify(&folder, &[&["--list", "-"][..], &jsonl].concat());
    assert_eq!(names(&rows(&with_input(command, list.as_bytes()))).join(" "), listed);
    let picture = fs::read(folder.path().join("a.png")).unwrap();
    let command = classify(&folder, &[&["-"][..], &jsonl].concat());
    assert_eq!(names(&rows(&with_input(command, &picture))), ["-"]);
}

#[test]
fn every_format_has_the_same_rows() {
    let folder = collection();
    let said = |format| said(1, classify(&folder, &["b", "--format", format, "--jobs", "2"]));
    let jsonl = said("jsonl");
    assert!(jsonl.contains("1 not named as pictures that can be read"), "{jsonl}");
    let jsonl = rows(&jsonl);
    assert_eq!(jsonl.len(), 4);
    assert!(jsonl[0]["predictions"][0]["probability"].is_number(), "{}", jsonl[0]);
    assert!(jsonl[3]["error"].as_str().unwrap().contains("cut off"), "{}", jsonl[3]);
    let json = said("json");
    let end = json.rfind("]\n").unwrap() + 1;
    let json: Vec<Value> = serde_json::from_str(&json[json.find('[').unwrap()..end]).unwrap();
    assert_eq!(names(&json), names(&jsonl));
    let csv = said("csv");
    let header =
        "name,american,chinese,indian,japanese,verdict,likeliest,second,milliseconds,error";
    assert!(csv.contains(&format!("{header}\nb/1.png,0.")), "{csv}");
    assert!(csv.contains("\nb/cut.png,,,,,,,,,the picture is cut off"), "{csv}");
    let table = said("table");
    assert!(table.contains("american") && table.contains("b/cut.png  "), "{table}");
    assert!(table.contains(" error: the picture is cut off"), "{table}");
}

#[test]
fn what_cannot_be_carried_out_ends_with_another_code() {
    let folder = collection();
    let refused = |arguments: &[&str], says: &str| {
        let said = said(2, classify(&folder, arguments));
        assert!(said.contains(says), "{arguments:?}: {said}");
    };
    refused(&[], "PICTURE");
    refused(&["-", "--list", "-"], "name `-` once");
    refused(&["--list", "no.txt"], "no.txt");
    refused(&["a.png", "--jobs", "0"], "--jobs");
    refused(&["a.png", "--embeddings", "e.npy"], "--out");
    refused(&["a.png", "--out", "no/out.csv"], "no/out.csv");
    fs::write(folder.path().join("out.json"), "[]").unwrap();
    refused(&["a.png", "--out", "out.json"], "jsonl and csv");
    fs::write(folder.path().join("out.csv"), "name,french,error\n").unwrap();
    refused(&["a.png", "--out", "out.csv"], "not an output of this format and model");
    fs::write(folder.path().join("e.npy"), "notes").unwrap();
    refused(&["a.png", "--out", "o.csv", "--embeddings", "e.npy"], "name another one");
    let mut command = Command::new(env!("CARGO_BIN_EXE_whence"));
    command.current_dir(folder.path()).args(["classify", "a.png"]);
    assert!(said(2, command).contains("model.json"));
}

/// The rows without their times, which vary.
fn timeless(file: &Path) -> Vec<Value> {
    let mut rows = rows(&fs::read_to_string(file).unwrap());
    for row in &mut rows {
        row.as_object_mut().unwrap().remove("milliseconds");
    }
    rows
}

#[test]
fn a_run_that_was_cut_off_is_completed() {
    let folder = collection();
    let file = |name: &str| folder.path().join(name);
    let run = |code| {
        let files = ["--out", "out.jsonl", "--embeddings", "e.npy"];
        said(code, classify(&folder, &[&["a.png", "b"][..], &files].concat()))
    };
    let told = run(1);
    assert!(told.contains("5 pictures, 1 failed") && told.contains("out.jsonl"), "{told}");
    let (whole, matrix) = (timeless(&file("out.jsonl")), fs::read(file("e.npy")).unwrap());
    assert_eq!(whole.len(), 5);
    let width = (matrix.len() - 128) / 5;
    let text = fs::read(file("out.jsonl")).unwrap();
    let second = text.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    // Within the second row; at its start; before the first; with fewer rows of
    // the matrix than of the answers.
    for (kept, of_matrix, earlier) in [
        (second + 20, 128 + 2 * width, 1),
        (second, 128 + width + 5, 1),
        (0, 128 + width, 0),
        (text.len(), 128 + 3 * width + 1, 3),
    ] {
        fs::write(file("out.jsonl"), &text[..kept]).unwrap();
        fs::write(file("e.npy"), &matrix[..of_matrix]).unwrap();
        let told = run(1);
        let there = format!(", {earlier} were there already");
        assert_eq!(told.contains(&there), earlier > 0, "{told}");
        assert_eq!(timeless(&file("out.jsonl")), whole);
        let again = fs::read(file("e.npy")).unwrap();
        assert_eq!((again.len(), &again[..128]), (matrix.len(), &matrix[..128]));
        assert!(again == matrix, "the same embeddings, in the same order");
    }
    // No picture is left, and the failure still counts.
    assert!(run(1).contains("5 were there already"));
    assert_eq!(timeless(&file("out.jsonl")), whole);
}
