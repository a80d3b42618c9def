//! The package in Node.

use super::*;
use std::process::Command;

#[test]
fn a_program_of_node() {
    let output = Command::new("node")
        .arg("check.mjs")
        .arg(golden_folder().canonicalize().unwrap())
        .current_dir(Project::Node.folder())
        .output()
        .expect("node starts");
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    let found: Value = serde_json::from_slice(&output.stdout).expect(&said);
    assert_eq!(found["labels"], json!(["american", "chinese", "indian", "japanese"]));
    assert_eq!(found["name"], "中国");
    for (way, predictions) in found["given"].as_object().unwrap() {
        assert_near(predictions, &golden("seal.png"), 1e-4, way);
    }
    assert_eq!(found["drawn"]["pixels"], found["drawn"]["png"]);
    let refused = &found["refused"];
    for (of, name, code) in [
        ("missing", "DownloadError", "missing"),
        ("letter", "PictureError", "not-a-picture"),
        ("number", "PictureError", "not-a-file"),
        ("nothing", "PictureError", "not-a-file"),
        ("short", "PictureError", "damaged"),
        ("model", "DownloadError", "missing"),
        ("mismatch", "ModelError", "mismatch"),
        ("closed", "WorkerError", "closed"),
    ] {
        assert_eq!(
            (&refused[of]["name"], &refused[of]["code"]),
            (&json!(name), &json!(code)),
            "{of}"
        );
    }
    assert_eq!(refused["aborted"]["name"], "AbortError");
    let first = |name: &str| golden(name)[0]["label"].clone();
    let expected = json!([[0, first("seal.png")], [1, "not-a-picture"], [2, first("hills.webp")]]);
    assert_eq!(found["many"], expected);
    assert_eq!(found["progress"], json!([[1, 3], [2, 3], [3, 3]]));
}
