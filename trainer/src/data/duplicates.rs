//! Near-duplicate pictures, and groups of pictures.

/// The largest number of differing bits, of 64, between the perceptual hashes
/// of near-duplicates.
pub const NEAR: u32 = 6;

/// The number of bits in which two hexadecimal hashes differ; `None` if one is
/// not a hash of 64 bits.
pub fn distance(one: &str, other: &str) -> Option<u32> {
    Some((bits(one)? ^ bits(other)?).count_ones())
}

fn bits(hash: &str) -> Option<u64> {
    u64::from_str_radix(hash, 16).ok()
}

/// Disjoint sets of items, which are identified by their indices.
#[derive(Clone, Debug)]
pub struct Groups(Vec<usize>);

#[expect(clippy::indexing_slicing, reason = "every entry is the index of an entry")]
impl Groups {
    /// Puts each of `count` items into a group of its own.
    pub fn apart(count: usize) -> Self {
        Self((0..count).collect())
    }

    /// The first item of an item's group.
    pub fn of(&self, mut index: usize) -> usize {
        while self.0[index] != index {
            index = self.0[index];
        }
        index
    }

    /// Merges the groups of two items.
    pub fn join(&mut self, one: usize, other: usize) {
        let (one, other) = (self.of(one), self.of(other));
        self.0[one.max(other)] = one.min(other);
    }

    /// Merges the groups of items with the same key; `None` is not a key.
    pub fn join_by<K: Ord>(&mut self, keys: impl Iterator<Item = Option<K>>) {
        let mut first = std::collections::BTreeMap::new();
        for (index, key) in keys.enumerate() {
            let Some(key) = key else { continue };
            let before = *first.entry(key).or_insert(index);
            self.join(before, index);
        }
    }

    /// Merges the groups of items with near hashes; values that are not hashes
    /// of 64 bits are ignored.
    pub fn join_near(&mut self, hashes: &[&str]) {
        let hashes: Vec<Option<u64>> = hashes.iter().map(|hash| bits(hash)).collect();
        for (index, one) in hashes.iter().enumerate() {
            for (before, other) in hashes.iter().take(index).enumerate() {
                if let (Some(one), Some(other)) = (one, other)
                    && (one ^ other).count_ones() <= NEAR
                {
                    self.join(before, index);
                }
            }
        }
    }

    /// The groups of at least two items, ordered by their first item.
    pub fn several(&self) -> Vec<Vec<usize>> {
        let mut groups = std::collections::BTreeMap::<usize, Vec<usize>>::new();
        for index in 0..self.0.len() {
            groups.entry(self.of(index)).or_default().push(index);
        }
        groups.into_values().filter(|group| group.len() > 1).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_joined_twice_over_is_one_group() {
        let mut groups = Groups::apart(6);
        groups.join_by(
            ["a", "b", "", "a", "", "c"].map(|key| (!key.is_empty()).then_some(key)).into_iter(),
        );
        groups.join(5, 3);
        assert_eq!(groups.several(), [vec![0, 3, 5]]);
    }

    #[test]
    fn near_hashes_are_joined() {
        let mut groups = Groups::apart(4);
        groups.join_near(&["000000000000003f", "0000000000000000", "00000000ffffffff", ""]);
        assert_eq!(groups.several(), [vec![0, 1]]);
        assert_eq!(distance("00000000000000ff", "0000000000000000"), Some(8));
        assert_eq!(distance("", "0"), None);
    }
}
