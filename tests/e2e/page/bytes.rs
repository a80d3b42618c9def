//! The budget of bytes: no part of a first visit grows unnoticed.

use super::*;
use whence_e2e::bytes::{PARTS, of};

/// The recorded size of each part: raw, with gzip, with brotli.
const BUDGET: &str = include_str!("../bytes.json");

/// The share by which a part may grow without a new record.
const GROWTH: f64 = 0.02;

#[tokio::test]
async fn no_part_of_a_first_visit_has_grown_unnoticed() {
    let server = Server::start().await;
    let budget: Value = serde_json::from_str(BUDGET).unwrap();
    let found = PARTS.map(|(name, patterns)| (name, of(&server, patterns)));
    let found: Value = found.iter().map(|(name, sizes)| (*name, json!(sizes))).collect();
    for (name, _) in PARTS {
        let of = |record: &Value, kind: usize| record[name][kind].as_f64();
        for (kind, encoding) in ["raw", "gzip", "brotli"].iter().enumerate() {
            let (size, most) = (of(&found, kind).unwrap(), of(&budget, kind).unwrap_or_default());
            assert!(
                size <= most * (1.0 + GROWTH),
                "{name}, {encoding}: {size} bytes instead of {most}. If the page is worth it, \
                 record it in tests/e2e/bytes.json:\n{found:#}"
            );
        }
    }
}
