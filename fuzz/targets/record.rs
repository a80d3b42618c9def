//! A response of The Met: refused, or a record to which every rule can be
//! applied.

use whence::met::{
    culture::{culture_of, is_miniature},
    record::{Record, display},
    refusal::Refusal,
    route::routes,
};

/// Applies every rule.
pub(crate) fn check(bytes: &[u8]) {
    let Ok(body) = Refusal::of_api(200, bytes) else { return };
    if let Ok(record) = Record::from_json(body) {
        assert!(record.object_id > 0);
        let _ =
            (culture_of(&record), is_miniature(&record), routes(&record), display(&record.title));
    }
}
