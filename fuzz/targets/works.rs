//! An index of nearest works: an error, or an index that can be searched,
//! written and read again.

use whence::core::neighbours::Index;

/// Reads, searches, writes and reads again.
pub(crate) fn check(bytes: &[u8]) {
    if let Ok(index) = Index::from_bytes(bytes, "") {
        let found = index.nearest(&vec![1.0; index.centre().len()], |_| true);
        assert!(found.is_some_and(|found| !found.similarity.is_nan()));
        let written = index.to_bytes().expect("an index can be written");
        assert_eq!(Index::from_bytes(&written, ""), Ok(index));
    }
}
