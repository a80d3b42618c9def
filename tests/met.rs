//! The Met's records, damaged at random, and real responses of its API if a
//! folder of them is given: each file `object_*.json`, `search_*.json` or
//! `error_STATUS_*.*` is one response, `objects_*.json` is a list of records,
//! and `partial_*.json` contains, as `api_metadata`, a record without an object
//! id.
//!
//! WHENCE_MET_FIXTURES names the folder; without it, no responses are read.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test may panic"
)]
#![cfg(not(target_arch = "wasm32"))]

use proptest::prelude::*;
use serde_json::{Value, json};
use std::{fs, path::PathBuf};
use whence::met::{
    Record, Refusal,
    culture::culture_of,
    endpoint::Ids,
    record::{COLUMNS, RecordError, display},
};

#[test]
fn every_real_answer_is_understood() {
    let Some(folder) = std::env::var_os("WHENCE_MET_FIXTURES").map(PathBuf::from) else {
        eprintln!("skipped: WHENCE_MET_FIXTURES names no folder of real answers");
        return;
    };
    let (mut records, mut paintings, mut others) = (0, 0, 0);
    let mut record = |name: &str, json: &[u8]| {
        let record = Record::from_json(json).unwrap_or_else(|error| panic!("{name}: {error}"));
        records += 1;
        paintings += usize::from(culture_of(&record).is_ok());
    };
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let body = fs::read(&path).unwrap();
        if name.starts_with("objects_") && body.trim_ascii_start().starts_with(b"[") {
            let list: Vec<serde_json::Value> = serde_json::from_slice(&body).unwrap();
            list.iter().for_each(|object| record(&name, object.to_string().as_bytes()));
        } else if name.starts_with("object_") || name.starts_with("reconstructed_object_") {
            record(&name, &body);
            let fields: serde_json::Value = serde_json::from_slice(&body).unwrap();
            let known = |field: &String| COLUMNS.contains(&field.as_str());
            assert!(fields.as_object().unwrap().keys().all(known), "{name} has more fields");
        } else if name.starts_with("partial_") {
            let whole: Value = serde_json::from_slice(&body).unwrap();
            assert_eq!(read(&whole["api_metadata"]), Err(RecordError::Nameless), "{name}");
        } else if name.starts_with("error_") {
            let status = name.split('_').nth(1).unwrap().parse().unwrap();
            assert!(Refusal::of_api(status, &body).is_err(), "{name}");
            others += 1;
        } else if name.starts_with("search_") && !name.contains("truncated") {
            let ids: Result<Ids, _> = serde_json::from_slice(&body);
            assert!(ids.is_ok(), "{name}: {ids:?}");
            others += 1;
        }
    }
    println!(
        "{records} records, {paintings} of them paintings of the four cultures, {others} other answers"
    );
    assert!(records > 0 && paintings > 0 && others > 0);
}

fn read(value: &Value) -> Result<Record, RecordError> {
    Record::from_json(value.to_string().as_bytes())
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map(".{0,6}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    // A failure prints its input; no file stores it.
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_spoilt_field_costs_no_record_but_its_id(
        spoilt in prop::sample::subsequence(COLUMNS, 0..4),
        values in prop::collection::vec(prop::option::of(any_value()), 4),
    ) {
        let mut record = serde_json::to_value(Record::default()).unwrap();
        record["objectID"] = json!(39901);
        let fields = record.as_object_mut().unwrap();
        for (field, value) in spoilt.iter().zip(values) {
            match value {
                Some(value) => drop(fields.insert((*field).to_owned(), value)),
                None => drop(fields.remove(*field)),
            }
        }
        match read(&record) {
            Ok(record) => prop_assert!(record.object_id > 0),
            Err(error) => {
                prop_assert_eq!(error, RecordError::Nameless);
                prop_assert!(spoilt.contains(&"objectID"));
            }
        }
    }

    #[test]
    fn no_bytes_make_it_panic(bytes in prop::collection::vec(any::<u8>(), 0..256)) {
        prop_assert!(Record::from_json(&bytes).is_err());
    }

    #[test]
    fn no_text_makes_display_panic(text in ".{0,40}") {
        prop_assert!(!display(&text).contains('\n'));
    }
}
