//! Four corners in a picture that enclose the part to classify.

use serde::{Deserialize, Serialize};

/// A point in thousandths of the upright picture's width and height, from its
/// top left.
pub type Point = [u16; 2];

/// The far edge of a picture.
pub const EDGE: u16 = 1000;

/// The least distance of each corner from the line between its two neighbours.
/// It keeps the sides apart and the corners in order.
const LEAST: i64 = 40;

/// Four corners in clockwise order, starting with the one that becomes the top
/// left. They enclose a valid quadrilateral: none is outside of the picture,
/// and they are neither crossed nor collinear.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "[Point; 4]", into = "[Point; 4]")]
pub struct Quad([Point; 4]);

/// Why four corners do not enclose a picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QuadError {
    /// A corner is outside of the picture.
    #[error("a corner lies outside of the picture; move it in")]
    Outside,
    /// The sides cross, or a corner points inwards or is too close to a line
    /// between others.
    #[error("the corners are crossed or too close; draw them apart")]
    Crossed,
}

impl Quad {
    /// The whole picture.
    pub const WHOLE: Self = Self([[0, 0], [EDGE, 0], [EDGE, EDGE], [0, EDGE]]);

    /// Four corners, clockwise from the top left.
    ///
    /// # Errors
    ///
    /// [`QuadError`] if they do not enclose a picture.
    pub fn new(corners: [Point; 4]) -> Result<Self, QuadError> {
        if corners.as_flattened().iter().any(|at| *at > EDGE) {
            return Err(QuadError::Outside);
        }
        let [first, second, third, fourth] = corners;
        let turns = [
            [fourth, first, second],
            [first, second, third],
            [second, third, fourth],
            [third, fourth, first],
        ];
        if turns.into_iter().all(turns_right) { Ok(Self(corners)) } else { Err(QuadError::Crossed) }
    }

    /// Its corners, clockwise from the top left.
    pub const fn corners(self) -> [Point; 4] {
        self.0
    }

    /// Width and height, in pixels, of the quadrilateral in a picture of this
    /// size: the longer side of each opposite pair. The true proportions depend
    /// on the camera's lens and cannot be known.
    pub fn size(self, picture: (u32, u32)) -> (f64, f64) {
        let [top_left, top_right, bottom_right, bottom_left] =
            self.0.map(|corner| in_pixels(corner, picture));
        let longer = |one: [[f64; 2]; 2], other: [[f64; 2]; 2]| length(one).max(length(other));
        (
            longer([top_left, top_right], [bottom_left, bottom_right]),
            longer([top_left, bottom_left], [top_right, bottom_right]),
        )
    }
}

impl TryFrom<[Point; 4]> for Quad {
    type Error = QuadError;

    fn try_from(corners: [Point; 4]) -> Result<Self, QuadError> {
        Self::new(corners)
    }
}

impl From<Quad> for [Point; 4] {
    fn from(quad: Quad) -> Self {
        quad.0
    }
}

/// A corner in pixels, in a picture of this size.
pub(super) fn in_pixels([x, y]: Point, (width, height): (u32, u32)) -> [f64; 2] {
    let share = |part: u16, side: u32| f64::from(part) / f64::from(EDGE) * f64::from(side);
    [share(x, width), share(y, height)]
}

fn length([[x0, y0], [x1, y1]]: [[f64; 2]; 2]) -> f64 {
    (x1 - x0).hypot(y1 - y0)
}

/// Whether the path over three corners turns to the right, with the second far
/// enough from the line between the others.
fn turns_right(corners: [Point; 3]) -> bool {
    let [[x0, y0], [x1, y1], [x2, y2]] = corners.map(|corner| corner.map(i64::from));
    let twice_area = (x1 - x0) * (y2 - y1) - (y1 - y0) * (x2 - x1);
    let base_squared = (x2 - x0).pow(2) + (y2 - y0).pow(2);
    base_squared > 0 && twice_area > 0 && twice_area.pow(2) >= LEAST.pow(2) * base_squared
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corners_that_hold_a_picture_are_taken() {
        for corners in [
            Quad::WHOLE.corners(),
            [[200, 100], [800, 200], [900, 900], [100, 800]],
            [[0, 0], [60, 0], [60, 60], [0, 60]],
            // Rotated: its top left is at the right.
            [[1000, 0], [1000, 1000], [0, 1000], [0, 0]],
        ] {
            assert_eq!(Quad::new(corners).map(Quad::corners), Ok(corners));
        }
    }

    #[test]
    fn corners_that_hold_none_are_refused_by_name() {
        let [first, second, third, fourth] = Quad::WHOLE.corners();
        for (corners, why) in [
            ([first, [1001, 0], third, fourth], QuadError::Outside),
            ([first, third, second, fourth], QuadError::Crossed),
            ([fourth, third, second, first], QuadError::Crossed),
            ([first, second, [400, 400], fourth], QuadError::Crossed),
            ([first, second, [500, 500], fourth], QuadError::Crossed),
            ([[500, 500]; 4], QuadError::Crossed),
            ([first, second, first, second], QuadError::Crossed),
            ([[0, 0], [1000, 0], [1000, 30], [0, 30]], QuadError::Crossed),
        ] {
            assert_eq!(Quad::new(corners), Err(why), "{corners:?}");
            let message = serde_json::to_string(&corners).unwrap();
            let read = serde_json::from_str::<Quad>(&message);
            assert!(read.unwrap_err().to_string().contains(&why.to_string()), "{corners:?}");
        }
    }

    #[test]
    fn it_is_as_large_as_its_longer_sides() {
        assert_eq!(Quad::WHOLE.size((640, 480)), (640.0, 480.0));
        let narrower_above = Quad::new([[250, 0], [750, 0], [1000, 1000], [0, 1000]]).unwrap();
        let (width, height) = narrower_above.size((400, 300));
        assert_eq!(width, 400.0);
        assert!((height - 100f64.hypot(300.0)).abs() < 1e-9, "{height}");
    }
}
