//! The frame: four corners that the visitor moves to those of the painting.

use super::{
    format::percent,
    inquiry::Inquiry,
    words::{Message, message},
};
use crate::core::{
    corruption::Corruption,
    quad::{EDGE, Point, Quad},
};

/// A corner of the frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Corner {
    /// The corner that becomes the top left.
    TopLeft,
    /// The corner that becomes the top right.
    TopRight,
    /// The corner that becomes the bottom right.
    BottomRight,
    /// The corner that becomes the bottom left.
    BottomLeft,
}

impl Corner {
    /// All corners, clockwise, as in a [`Quad`].
    pub const ALL: [Self; 4] = [Self::TopLeft, Self::TopRight, Self::BottomRight, Self::BottomLeft];

    /// Its name in the document and in messages.
    pub const fn name(self) -> &'static str {
        match self {
            Self::TopLeft => "top-left",
            Self::TopRight => "top-right",
            Self::BottomRight => "bottom-right",
            Self::BottomLeft => "bottom-left",
        }
    }
}

/// The number of bisections that determine how far a corner can move.
const HALVINGS: i32 = 10;

/// The positions of the corners, and the questions about the part between them.
#[derive(Debug)]
pub struct Frame {
    quad: Quad,
    inquiry: Inquiry<Quad>,
}

impl Default for Frame {
    fn default() -> Self {
        Self { quad: Quad::WHOLE, inquiry: Inquiry::default() }
    }
}

impl Frame {
    /// Starts with another picture, with its corners here.
    pub fn open(&mut self, quad: Quad) {
        self.quad = quad;
        self.inquiry.open();
    }

    /// The positions of the corners.
    pub fn quad(&self) -> Quad {
        self.quad
    }

    /// Whether the corners are those of the picture.
    pub fn is_whole(&self) -> bool {
        self.quad == Quad::WHOLE
    }

    /// Moves the corners to those of the picture.
    pub fn reset(&mut self) {
        self.quad = Quad::WHOLE;
    }

    /// The position of a corner, in thousandths of the picture's width and
    /// height.
    pub fn point(&self, corner: Corner) -> [i32; 2] {
        let [top_left, top_right, bottom_right, bottom_left] = self.quad.corners();
        let point = match corner {
            Corner::TopLeft => top_left,
            Corner::TopRight => top_right,
            Corner::BottomRight => bottom_right,
            Corner::BottomLeft => bottom_left,
        };
        point.map(i32::from)
    }

    /// A corner and its position, in words.
    pub fn place(&self, corner: Corner) -> Message {
        let [across, down] = self.point(corner).map(|at| percent(f64::from(at) / f64::from(EDGE)));
        message("frame-corner")
            .with("place", message(format!("place-{}", corner.name())))
            .with("across", across)
            .with("down", down)
    }

    /// The lines between the corners, as an SVG path in a view box of 1000 by
    /// 1000.
    pub fn outline(&self) -> String {
        let corners = self.quad.corners().map(|[x, y]| format!("{x} {y}"));
        format!("M{}Z", corners.join("L"))
    }

    /// Moves a corner to a point, or as far towards it as the quadrilateral
    /// remains valid.
    pub fn put(&mut self, corner: Corner, to: [i32; 2]) {
        let ([x, y], [to_x, to_y]) = (self.point(corner), to);
        let within = |at: f64| at.round().clamp(0.0, f64::from(EDGE)) as u16;
        let on_the_way =
            |from: i32, to: i32, share: f64| within(f64::from(from) + f64::from(to - from) * share);
        let mut reached = 0.0;
        for step in (0..HALVINGS).map(|halving| 0.5f64.powi(halving)) {
            let share = f64::min(reached + step, 1.0);
            let point = [on_the_way(x, to_x, share), on_the_way(y, to_y, share)];
            if let Some(quad) = self.with(corner, point) {
                (self.quad, reached) = (quad, share);
            }
        }
    }

    /// Moves a corner by a step, as far as it can go.
    pub fn nudge(&mut self, corner: Corner, [across, down]: [i32; 2]) {
        let [x, y] = self.point(corner);
        self.put(corner, [x + across, y + down]);
    }

    fn with(&self, corner: Corner, point: Point) -> Option<Quad> {
        let mut corners = self.quad.corners();
        for (one, at) in Corner::ALL.into_iter().zip(&mut corners) {
            if one == corner {
                *at = point;
            }
        }
        Quad::new(corners).ok()
    }

    /// The next question to the worker, if any: about the picture after these
    /// corruptions.
    pub fn ask(&mut self) -> Option<Vec<Corruption>> {
        let quad = self.inquiry.ask(self.quad)?;
        Some(if quad == Quad::WHOLE { Vec::new() } else { vec![Corruption::Straighten(quad)] })
    }

    /// Records that the worker has answered or failed. Returns whether that was
    /// about this picture.
    pub fn settle(&mut self) -> bool {
        self.inquiry.settle().is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::words::{Language, TaskWords, Words};

    fn frame() -> Frame {
        let mut frame = Frame::default();
        frame.open(Quad::WHOLE);
        frame
    }

    #[test]
    fn a_corner_goes_where_it_is_put_and_stays_in_the_picture() {
        let mut frame = frame();
        frame.put(Corner::TopLeft, [120, 80]);
        frame.nudge(Corner::TopLeft, [-20, 5]);
        assert_eq!(frame.point(Corner::TopLeft), [100, 85]);
        assert_eq!(frame.outline(), "M100 85L1000 0L1000 1000L0 1000Z");
        frame.put(Corner::BottomRight, [1700, -9]);
        let [x, y] = frame.point(Corner::BottomRight);
        assert!(x == 1000 && (40..80).contains(&y), "{x}, {y}: not onto the top right");
        frame.put(Corner::TopRight, [2000, -2000]);
        assert_eq!(frame.point(Corner::TopRight), [1000, 0]);
        assert!(!frame.is_whole());
        frame.reset();
        assert!(frame.is_whole());
    }

    #[test]
    fn a_corner_goes_no_further_than_a_picture_lies_between_them() {
        for corner in Corner::ALL {
            for to in [[500, 500], [0, 0], [1000, 0], [1000, 1000], [0, 1000], [30, 970]] {
                let mut frame = frame();
                frame.put(corner, to);
                let at = frame.point(corner);
                assert!(Quad::new(frame.quad().corners()).is_ok(), "{corner:?} to {to:?}");
                frame.put(corner, to);
                let further = frame.point(corner);
                let gained = (at[0] - further[0]).abs().max((at[1] - further[1]).abs());
                assert!(gained <= 2, "{corner:?} to {to:?}: {at:?}, then {further:?}");
            }
        }
        let mut frame = frame();
        frame.put(Corner::TopLeft, [900, 900]);
        let [x, y] = frame.point(Corner::TopLeft);
        assert!(x == y && (440..=472).contains(&x), "{x}, {y}: up to the line between the others");
    }

    #[test]
    fn the_corners_are_asked_about_one_question_at_a_time() {
        let mut frame = frame();
        assert_eq!(frame.ask(), Some(vec![]));
        frame.put(Corner::TopLeft, [100, 100]);
        assert_eq!(frame.ask(), None, "one is with the worker");
        frame.put(Corner::TopLeft, [200, 100]);
        assert!(frame.settle());
        let quad = Quad::new([[200, 100], [1000, 0], [1000, 1000], [0, 1000]]).unwrap();
        assert_eq!(frame.ask(), Some(vec![Corruption::Straighten(quad)]));
        frame.open(quad);
        assert!(!frame.settle(), "it was about another picture");
        assert_eq!(frame.ask(), Some(vec![Corruption::Straighten(quad)]));
        assert!(frame.settle());
        assert_eq!(frame.ask(), None);
    }

    #[test]
    fn every_language_says_where_each_corner_is() {
        let mut frame = frame();
        frame.put(Corner::TopLeft, [120, 80]);
        for language in Language::ALL {
            let words = Words::new(language, TaskWords::default());
            let said = Corner::ALL.map(|corner| {
                let label = frame.place(corner).attribute("aria-label");
                words.text(&label).unwrap()
            });
            assert!(said[0].contains("12%") && said[0].contains("8%"), "{}", said[0]);
            assert!(said[2].contains("100%"), "{}", said[2]);
            assert!(said.iter().all(|one| said.iter().filter(|other| *other == one).count() == 1));
        }
    }
}
