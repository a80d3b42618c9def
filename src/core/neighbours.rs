//! The nearest works: an index of works of The Met, searched exactly.
//!
//! The centre of the index, the mean of the normalised embeddings of its works,
//! is subtracted from each normalised embedding, so that features common to all
//! paintings do not count. The similarity of two pictures is the cosine of the
//! angle between the results, 1 if they have the same direction.

mod file;

pub use file::MAGIC;

use super::label::Label;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The most dimensions that an embedding may have.
const MOST_DIMENSIONS: usize = 4096;

/// The address of The Met's pictures.
const PICTURES: &str = "https://images.metmuseum.org/CRDImages/";

/// A work of The Met in the public domain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Row", into = "Row")]
pub struct Work {
    /// The object's number.
    pub id: u32,
    /// Its label.
    pub label: Label,
    /// Its title for display.
    pub title: String,
    /// The artist for display; empty if unknown.
    pub artist: String,
    /// The address of its picture, relative to [`PICTURES`]; empty if unknown.
    picture: String,
}

/// A work as a row of the header.
type Row = (u32, Label, String, String, String);

impl From<Row> for Work {
    fn from((id, label, title, artist, picture): Row) -> Self {
        Self { id, label, title, artist, picture }
    }
}

impl From<Work> for Row {
    fn from(Work { id, label, title, artist, picture }: Work) -> Self {
        (id, label, title, artist, picture)
    }
}

impl Work {
    /// A work with this address of its picture. An address on a host other than
    /// The Met's is omitted.
    pub fn new(id: u32, label: Label, title: String, artist: String, address: &str) -> Self {
        let picture = address.strip_prefix(PICTURES).unwrap_or_default().to_owned();
        Self { id, label, title, artist, picture }
    }

    /// The address of its picture, if known.
    pub fn address(&self) -> Option<String> {
        (!self.picture.is_empty()).then(|| format!("{PICTURES}{}", self.picture))
    }
}

/// The header of a file: everything except the vectors.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    /// The SHA-256 of the network that computed the embeddings.
    model: String,
    /// The number of dimensions of the embeddings.
    dimensions: usize,
    /// The least similarity of a near work; `None` if unknown.
    threshold: Option<f32>,
    /// `[id, label, title, artist, picture]`, in the order of the directions.
    works: Vec<Work>,
}

/// Why an index cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum IndexError {
    /// It does not start with the magic number.
    #[error("this is no index of works, or one of another version of Whence")]
    Unknown,
    /// It is shorter or longer than its header says.
    #[error("the index has {found} bytes, its header asks for {expected}")]
    Length {
        /// The size according to its header, in bytes.
        expected: usize,
        /// The actual size in bytes.
        found: usize,
    },
    /// Its header is not JSON, or has other fields.
    #[error("the index's header cannot be read: {0}")]
    Header(String),
    /// A value is not valid.
    #[error("the index is not valid: {0}")]
    Invalid(String),
    /// It was computed with another model.
    #[error(
        "the index was made with another model ({found}, not {expected}); `whence index` makes one \
         for this model"
    )]
    OtherModel {
        /// The SHA-256 of the network that is used.
        expected: String,
        /// The SHA-256 of the network that computed the index.
        found: String,
    },
}

/// Works of The Met and the directions of their embeddings.
#[derive(Clone, Debug, PartialEq)]
pub struct Index {
    header: Header,
    centre: Vec<f32>,
    directions: Vec<i8>,
}

/// A work and its similarity to a picture.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Neighbour<'a> {
    /// The work.
    pub work: &'a Work,
    /// The similarity, in `-1.0..=1.0`.
    pub similarity: f32,
}

impl Index {
    /// An index of works and their embeddings by the network with the SHA-256
    /// `model`.
    ///
    /// # Errors
    ///
    /// [`IndexError::Invalid`] if there are no works, a work occurs twice, or
    /// embeddings are empty, have different lengths, or are not finite.
    pub fn new(model: &str, works: Vec<(Work, Vec<f32>)>) -> Result<Self, IndexError> {
        let (works, embeddings): (Vec<_>, Vec<_>) = works.into_iter().unzip();
        let dimensions = embeddings.first().map_or(0, Vec::len);
        if embeddings.iter().any(|embedding| embedding.len() != dimensions) {
            return Err(invalid("the embeddings have different lengths"));
        }
        let centre = centre(&embeddings);
        let directions = embeddings.iter().map(|embedding| direction(embedding, &centre));
        let directions = directions.flat_map(quantised).collect();
        let header = Header { model: model.to_owned(), dimensions, threshold: None, works };
        let index = Self { header, centre, directions };
        index.check()?;
        Ok(index)
    }

    /// Sets the least similarity of a near work.
    #[must_use]
    pub fn with_threshold(mut self, threshold: Option<f32>) -> Self {
        self.header.threshold = threshold;
        self
    }

    /// The least similarity of a near work, if known.
    pub fn threshold(&self) -> Option<f32> {
        self.header.threshold
    }

    /// The works.
    pub fn works(&self) -> &[Work] {
        &self.header.works
    }

    /// The centre, which is subtracted from normalised embeddings.
    pub fn centre(&self) -> &[f32] {
        &self.centre
    }

    /// The work most similar to a picture, among those that `fit`; `None` if
    /// none fits, or the embedding has another number of dimensions.
    pub fn nearest(&self, embedding: &[f32], fit: impl Fn(&Work) -> bool) -> Option<Neighbour<'_>> {
        if embedding.len() != self.header.dimensions {
            return None;
        }
        let asked = direction(embedding, &self.centre);
        let directions = self.directions.chunks_exact(self.header.dimensions);
        let fitting = self.works().iter().zip(directions).filter(|(work, _)| fit(work));
        let neighbours = fitting
            .map(|(work, direction)| Neighbour { work, similarity: cosine(&asked, direction) });
        neighbours.max_by(|a, b| a.similarity.total_cmp(&b.similarity))
    }

    /// The nearest work of a label, except the work `own` that the picture
    /// shows; `None` if there is none, or its similarity is below the
    /// threshold.
    pub fn near(&self, embedding: &[f32], label: Label, own: Option<u32>) -> Option<Neighbour<'_>> {
        let nearest =
            self.nearest(embedding, |work| work.label == label && Some(work.id) != own)?;
        let least = self.threshold().unwrap_or(-1.0);
        (nearest.similarity >= least).then_some(nearest)
    }

    fn check(&self) -> Result<(), IndexError> {
        let Header { dimensions, threshold, works, .. } = &self.header;
        if !(1..=MOST_DIMENSIONS).contains(dimensions) {
            return Err(invalid("an embedding must have 1 to 4096 dimensions"));
        }
        if works.is_empty() {
            return Err(invalid("it has no works"));
        }
        let mut seen = BTreeSet::new();
        if let Some(twice) = works.iter().find(|work| !seen.insert(work.id)) {
            return Err(invalid(&format!("the work {} is there twice", twice.id)));
        }
        if threshold.is_some_and(|threshold| !(-1.0..=1.0).contains(&threshold)) {
            return Err(invalid("the threshold must be between -1 and 1"));
        }
        if !self.centre.iter().all(|value| value.is_finite()) {
            return Err(invalid("the centre must be numbers"));
        }
        Ok(())
    }
}

fn invalid(problem: &str) -> IndexError {
    IndexError::Invalid(problem.to_owned())
}

/// The mean of embeddings, each normalised to length 1.
pub fn centre(embeddings: &[Vec<f32>]) -> Vec<f32> {
    let mut mean = vec![0.0; embeddings.first().map_or(0, Vec::len)];
    for embedding in embeddings {
        for (sum, value) in mean.iter_mut().zip(unit(embedding)) {
            *sum += value / embeddings.len() as f32;
        }
    }
    mean
}

/// The direction from a centre to a normalised embedding: a vector of length 1,
/// or zeros if the two are equal.
pub fn direction(embedding: &[f32], centre: &[f32]) -> Vec<f32> {
    let apart = unit(embedding).into_iter().zip(centre).map(|(value, centre)| value - centre);
    unit(&apart.collect::<Vec<_>>())
}

/// The vector of length 1 in the same direction.
pub fn unit(vector: &[f32]) -> Vec<f32> {
    let length = vector.iter().map(|value| value * value).sum::<f32>().sqrt();
    vector.iter().map(|value| value / length.max(f32::MIN_POSITIVE)).collect()
}

/// A direction quantised to integers, the largest of which is ±127.
fn quantised(direction: Vec<f32>) -> impl Iterator<Item = i8> {
    let greatest = direction.iter().fold(0.0f32, |greatest, value| greatest.max(value.abs()));
    let scale = 127.0 / greatest.max(f32::MIN_POSITIVE);
    direction.into_iter().map(move |value| (value * scale).round() as i8)
}

/// The cosine between a vector of length 1 and a quantised direction; 0 if
/// either is zero.
fn cosine(unit: &[f32], direction: &[i8]) -> f32 {
    let both = unit.iter().zip(direction);
    let product: f32 = both.map(|(value, other)| value * f32::from(*other)).sum();
    let square: i32 = direction.iter().map(|value| i32::from(*value).pow(2)).sum();
    product / (square as f32).sqrt().max(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::core::task::tests::{american, chinese, japanese};

    pub(super) const MODEL: &str = "the model's SHA-256";

    pub(super) fn work(id: u32, label: Label) -> Work {
        let address = format!("{PICTURES}as/web-large/DP {id}.jpg");
        Work::new(id, label, format!("Work {id}"), "名無し".to_owned(), &address)
    }

    pub(super) fn index() -> Index {
        let works = vec![
            (work(1, chinese()), vec![4.0, 1.0, 0.0]),
            (work(2, chinese()), vec![0.0, 2.0, 1.0]),
            (work(3, japanese()), vec![1.0, 0.0, 0.5]),
        ];
        Index::new(MODEL, works).unwrap()
    }

    fn id(found: Option<Neighbour<'_>>) -> Option<u32> {
        found.map(|found| found.work.id)
    }

    #[test]
    fn a_picture_on_another_host_is_left_out() {
        for address in ["", "https://example.org/CRDImages/a.jpg", "/CRDImages/a.jpg"] {
            let work = Work::new(7, chinese(), String::new(), String::new(), address);
            assert_eq!(work.address(), None, "{address}");
        }
    }

    #[test]
    fn the_nearest_points_the_same_way_whatever_its_length() {
        let index = index();
        for (embedding, nearest) in
            [([8.0, 2.0, 0.0], 1), ([0.0, 0.2, 0.1], 2), ([9.0, 0.5, 4.5], 3)]
        {
            let found = index.nearest(&embedding, |_| true).unwrap();
            assert_eq!(found.work.id, nearest, "{embedding:?}");
            assert!((0.9..=1.001).contains(&found.similarity), "{found:?}");
        }
        let exact = index.nearest(&[4.0, 1.0, 0.0], |_| true).unwrap();
        assert!((exact.similarity - 1.0).abs() < 1e-3, "{exact:?}");
        assert_eq!(index.nearest(&[1.0, 2.0], |_| true), None, "of another network");
    }

    #[test]
    fn a_work_is_never_its_own_neighbour() {
        let (index, embedding) = (index(), [4.0, 1.0, 0.0]);
        assert_eq!(id(index.near(&embedding, chinese(), None)), Some(1));
        assert_eq!(id(index.near(&embedding, chinese(), Some(1))), Some(2));
        assert_eq!(id(index.near(&embedding, japanese(), Some(3))), None);
        assert_eq!(id(index.near(&embedding, american(), None)), None);
    }

    #[test]
    fn below_the_threshold_none_is_near() {
        let embedding = [4.0, 1.0, 0.0];
        let similarity = index().near(&embedding, japanese(), None).unwrap().similarity;
        let near = |threshold: f32| {
            let index = index().with_threshold(Some(threshold));
            id(index.near(&embedding, japanese(), None))
        };
        assert_eq!([near(similarity), near(similarity + 0.01)], [Some(3), None]);
    }

    #[test]
    fn what_cannot_be_an_index_is_not_made() {
        let new = |works: &[(u32, &[f32])]| {
            let works = works.iter().map(|(id, at)| (work(*id, chinese()), at.to_vec()));
            Index::new(MODEL, works.collect()).unwrap_err().to_string()
        };
        assert!(new(&[]).contains("1 to 4096 dimensions"));
        assert!(new(&[(1, &[])]).contains("1 to 4096 dimensions"));
        assert!(new(&[(1, &[1.0, 0.0]), (2, &[1.0])]).contains("different lengths"));
        assert!(new(&[(1, &[1.0, 0.0]), (1, &[0.0, 1.0])]).contains("1 is there twice"));
        assert!(new(&[(1, &[f32::NAN, 0.0])]).contains("numbers"));
    }

    #[test]
    fn directions_at_the_centre_are_similar_to_none() {
        let works = vec![work(7, chinese())];
        let header = Header { model: MODEL.to_owned(), dimensions: 1, threshold: None, works };
        let index = Index { header, centre: vec![0.0], directions: vec![0] };
        assert_eq!(index.near(&[0.0], chinese(), None).unwrap().similarity, 0.0);
        assert_eq!(index.near(&[3.0], chinese(), None).unwrap().similarity, 0.0);
    }
}
