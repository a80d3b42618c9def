//! The lab: the changes that a visitor makes to a picture, and their effect on
//! the answer.

use super::{
    format::percent,
    inquiry::Inquiry,
    words::{Message, message},
};
use crate::core::{
    corruption::{Corruption, Inset},
    evidence::Place,
    label::Label,
    prediction::Ranking,
    verdict::Verdict,
};
use std::collections::BTreeMap;

/// The settings, in the order in which they change the picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Control {
    /// 0 or 1.
    Mirror,
    /// Degrees, clockwise.
    Turn,
    /// Percentage of each side.
    Crop,
    /// 0 or 1.
    Grey,
    /// 0 or 1.
    Lamplight,
    /// Percent.
    Darker,
    /// Index in [`BLURS`], from 1.
    Blur,
    /// The reduction from the best quality.
    Jpeg,
    /// The side of the patch, as a percentage of the picture's.
    Cover,
}

/// The side in pixels to which a blurred picture is reduced, from weak to
/// strong.
const BLURS: [u32; 9] = [128, 96, 64, 48, 32, 24, 16, 12, 8];

/// The side of a patch that a press on the picture creates, in percent.
const COVERED: i16 = 25;

impl Control {
    /// All controls.
    pub const ALL: [Self; 9] = [
        Self::Mirror,
        Self::Turn,
        Self::Crop,
        Self::Grey,
        Self::Lamplight,
        Self::Darker,
        Self::Blur,
        Self::Jpeg,
        Self::Cover,
    ];

    /// Its name in the document.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mirror => "mirror",
            Self::Turn => "turn",
            Self::Crop => "crop",
            Self::Grey => "grey",
            Self::Lamplight => "lamplight",
            Self::Darker => "darker",
            Self::Blur => "blur",
            Self::Jpeg => "jpeg",
            Self::Cover => "cover",
        }
    }

    /// Its value, as its label shows it.
    pub fn amount(self, value: i16) -> String {
        match self {
            Self::Mirror | Self::Grey | Self::Lamplight => value.to_string(),
            Self::Turn => format!("{value}°"),
            Self::Crop | Self::Darker | Self::Cover => percent(f64::from(value) / 100.0),
            Self::Blur if value > 0 => format!("{0} × {0}", blurred_to(value)),
            Self::Blur => "0".to_owned(),
            Self::Jpeg => (100 - value).to_string(),
        }
    }

    /// The corruption for a value that is not 0.
    fn corruption(self, value: i16, patch: Patch) -> Corruption {
        let value_of = |value: i16| u8::try_from(value).unwrap_or(1);
        match self {
            Self::Mirror => Corruption::Mirror,
            Self::Turn => Corruption::Turn(-value),
            Self::Crop => Corruption::Crop([thousandths(value); 4]),
            Self::Grey => Corruption::Grey,
            Self::Lamplight => Corruption::Lamplight,
            Self::Darker => Corruption::Light(value_of(100 - value)),
            Self::Blur => Corruption::Blur(blurred_to(value)),
            Self::Jpeg => Corruption::Jpeg(value_of(100 - value)),
            Self::Cover => Corruption::Cover(patch.inset(value)),
        }
    }
}

fn blurred_to(value: i16) -> u32 {
    let place = usize::try_from(value - 1).unwrap_or_default();
    BLURS.get(place).copied().unwrap_or(8)
}

/// Percent to thousandths.
fn thousandths(percent: i16) -> u16 {
    u16::try_from(percent).unwrap_or_default() * 10
}

/// The centre of the patch, in thousandths of the picture's width and height.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Patch {
    x: u16,
    y: u16,
}

impl Default for Patch {
    fn default() -> Self {
        Self { x: 500, y: 500 }
    }
}

impl Patch {
    /// Its distances from the edges of the picture; it stays within them.
    fn inset(self, percent: i16) -> Inset {
        let side = thousandths(percent).min(1000);
        let start = |middle: u16| middle.saturating_sub(side / 2).min(1000 - side);
        let (left, top) = (start(self.x), start(self.y));
        [left, top, 1000 - side - left, 1000 - side - top]
    }

    fn place(self) -> Place {
        let third = |middle: u16| usize::from(middle) * 3 / 1001;
        Place { column: third(self.x), row: third(self.y) }
    }
}

/// The result of an experiment.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The result in one sentence.
    pub said: Message,
    /// Whether the answer differs from that to the original picture.
    pub fooled: bool,
}

/// The settings, the pending question and the answers.
#[derive(Debug, Default)]
pub struct Lab {
    settings: BTreeMap<Control, i16>,
    patch: Patch,
    inquiry: Inquiry<Vec<Corruption>>,
    /// The answer to the original picture.
    before: Option<Answer>,
}

/// The most probable label; `None` if the picture may have none of them.
type Answer = Option<Label>;

impl Lab {
    /// Starts with another picture, unchanged.
    pub fn open(&mut self) {
        self.reset();
        self.inquiry.open();
        self.before = None;
    }

    /// Undoes every change.
    pub fn reset(&mut self) {
        self.settings.clear();
        self.patch = Patch::default();
    }

    /// Sets a control.
    pub fn set(&mut self, control: Control, value: i16) {
        if value == 0 {
            self.settings.remove(&control);
        } else {
            self.settings.insert(control, value);
        }
    }

    /// The value of a control.
    pub fn get(&self, control: Control) -> i16 {
        self.settings.get(&control).copied().unwrap_or_default()
    }

    /// Whether the picture is changed.
    pub fn is_changed(&self) -> bool {
        !self.settings.is_empty()
    }

    /// Moves the patch to a point, in thousandths of the width and height, and
    /// adds it if there is none.
    pub fn cover(&mut self, x: i32, y: i32) {
        let within = |value: i32| u16::try_from(value.clamp(0, 1000)).unwrap_or_default();
        self.patch = Patch { x: within(x), y: within(y) };
        self.settings.entry(Control::Cover).or_insert(COVERED);
    }

    /// Moves the patch by a step; it stays within the picture.
    pub fn nudge(&mut self, across: i32, down: i32) {
        let [left, top, right, bottom] = self.patch_inset().map(i32::from);
        let (x, y) = ((1000 + left - right) / 2, (1000 + top - bottom) / 2);
        let across = across.clamp(-left, right);
        let down = down.clamp(-top, bottom);
        self.cover(x + across, y + down);
    }

    /// The distances of the patch from the edges of the picture.
    pub fn patch_inset(&self) -> Inset {
        self.patch.inset(self.get(Control::Cover))
    }

    /// The position of the patch, in words.
    pub fn patch_place(&self) -> Message {
        self.patch.place().into()
    }

    /// The next question to the worker, if any: about the picture after these
    /// corruptions, in this order.
    pub fn ask(&mut self) -> Option<Vec<Corruption>> {
        let each = self.settings.iter();
        let wanted = each.map(|(control, value)| control.corruption(*value, self.patch)).collect();
        self.inquiry.ask(wanted)
    }

    /// The result that the worker's answer shows; `None` if it is about an
    /// earlier picture.
    pub fn answer(&mut self, predictions: &Ranking, verdict: Verdict) -> Option<Finding> {
        let corruptions = self.inquiry.settle()?;
        let now = (verdict != Verdict::NotOneOfThese).then_some(predictions.first().label);
        let before = *self.before.get_or_insert(now);
        let what = match corruptions.as_slice() {
            [] => "unchanged",
            _ if before == now => "still",
            [only] => only.name(),
            _ => "several",
        };
        let said = message(format!("lab-{what}")).with("answer", in_words(now));
        Some(Finding { said, fooled: before != now })
    }

    /// Records that the worker has failed. Returns whether that was about this
    /// picture.
    pub fn fail(&mut self) -> bool {
        self.inquiry.settle().is_some()
    }
}

fn in_words(answer: Answer) -> Message {
    answer.map_or_else(|| message("lab-none"), Message::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        app::words::{Language, TaskWords, Words},
        core::{
            corruption::tests::each,
            task::tests::{chinese, japanese, labels},
        },
    };

    const SURE: f32 = 0.7;

    /// A ranking whose first label is the one at this index in class order.
    fn led_by(place: usize) -> (Ranking, Verdict) {
        let mut shares = [0.1; 4];
        shares[place] = SURE;
        let ranking = Ranking::new(&labels(), &shares).unwrap();
        let label = ranking.first().label;
        (ranking, Verdict::Confident { label })
    }

    /// A lab whose original picture is Japanese.
    fn lab() -> Lab {
        let mut lab = Lab::default();
        lab.open();
        assert_eq!(lab.ask().unwrap(), []);
        let (ranking, verdict) = led_by(3);
        let finding = lab.answer(&ranking, verdict).unwrap();
        let unchanged = message("lab-unchanged").with("answer", Message::from(japanese()));
        assert_eq!(finding.said, unchanged);
        assert!(!finding.fooled);
        lab
    }

    fn english(message: &Message) -> String {
        Words::new(Language::ENGLISH, TaskWords::default()).text(message).unwrap()
    }

    #[test]
    fn one_change_that_fools_is_named() {
        let mut lab = lab();
        lab.set(Control::Grey, 1);
        assert_eq!(lab.ask().unwrap(), [Corruption::Grey]);
        let (ranking, verdict) = led_by(1);
        let finding = lab.answer(&ranking, verdict).unwrap();
        assert!(finding.fooled);
        assert_eq!(finding.said, message("lab-grey").with("answer", Message::from(chinese())));
        assert_eq!(english(&finding.said), "Without colour it says Chinese.");
    }

    #[test]
    fn an_answer_that_stays_and_one_that_is_none_are_told() {
        let mut lab = lab();
        lab.set(Control::Mirror, 1);
        lab.set(Control::Jpeg, 90);
        assert!(lab.ask().is_some());
        let (ranking, verdict) = led_by(3);
        let finding = lab.answer(&ranking, verdict).unwrap();
        assert_eq!((finding.said.id.as_ref(), finding.fooled), ("lab-still", false));
        lab.set(Control::Jpeg, 95);
        assert!(lab.ask().is_some());
        let finding = lab.answer(&ranking, Verdict::NotOneOfThese).unwrap();
        assert_eq!((finding.said.id.as_ref(), finding.fooled), ("lab-several", true));
        assert!(english(&finding.said).contains("none"), "{}", english(&finding.said));
    }

    #[test]
    fn an_answer_to_an_earlier_picture_is_nothing() {
        let mut lab = lab();
        lab.set(Control::Grey, 1);
        assert!(lab.ask().is_some());
        lab.open();
        assert!(!lab.is_changed());
        assert_eq!(lab.ask(), None, "the earlier question is still with the worker");
        let (ranking, verdict) = led_by(1);
        assert_eq!(lab.answer(&ranking, verdict), None);
        assert_eq!(lab.ask().unwrap(), []);
        assert!(!lab.answer(&ranking, verdict).unwrap().fooled);
    }

    #[test]
    fn what_fails_is_not_asked_again_until_something_changes() {
        let mut lab = lab();
        lab.set(Control::Blur, 5);
        assert_eq!(lab.ask().unwrap(), [Corruption::Blur(32)]);
        assert!(lab.fail());
        assert_eq!(lab.ask(), None);
        lab.reset();
        assert_eq!(lab.ask().unwrap(), []);
    }

    #[test]
    fn corruptions_come_in_one_order_whatever_was_set_first() {
        let mut lab = lab();
        for control in Control::ALL.into_iter().rev() {
            lab.set(control, 10);
        }
        let names: Vec<_> = lab.ask().unwrap().iter().map(|corruption| corruption.name()).collect();
        let order =
            ["mirror", "turn", "crop", "grey", "lamplight", "light", "blur", "jpeg", "cover"];
        assert_eq!(names, order);
    }

    #[test]
    fn the_patch_stays_within_the_picture() {
        let mut lab = lab();
        lab.cover(20, 990);
        assert_eq!(lab.get(Control::Cover), COVERED);
        assert_eq!(lab.patch_inset(), [0, 750, 750, 0]);
        assert_eq!(lab.patch_place(), message("place-bottom-left"));
        lab.nudge(-100, 0);
        assert_eq!(lab.patch_inset(), [0, 750, 750, 0]);
        lab.nudge(100, -50);
        assert_eq!(lab.patch_inset(), [100, 700, 650, 50]);
        lab.cover(-5, 2000);
        assert_eq!(lab.patch_inset(), [0, 750, 750, 0]);
        lab.set(Control::Cover, 100);
        assert_eq!(lab.patch_inset(), [0; 4]);
        lab.reset();
        lab.set(Control::Cover, 50);
        assert_eq!(lab.patch_inset(), [250; 4]);
    }

    #[test]
    fn amounts_are_what_is_done() {
        let amount = |control: Control, value| control.amount(value);
        assert_eq!(amount(Control::Blur, 0), "0");
        assert_eq!(amount(Control::Blur, 5), "32 × 32");
        assert_eq!(amount(Control::Jpeg, 0), "100");
        assert_eq!(amount(Control::Jpeg, 50), "50");
        assert_eq!(amount(Control::Turn, -15), "-15°");
        assert_eq!(amount(Control::Darker, 33), "33%");
    }

    #[test]
    fn every_language_says_what_each_change_leads_to() {
        // The lab offers all corruptions except straightening.
        let names = each().map(Corruption::name);
        let names = names.into_iter().filter(|name| *name != "straighten");
        for language in Language::ALL {
            let words = Words::new(language, TaskWords::default());
            for name in names.clone().chain(["several", "still"]) {
                let said = message(format!("lab-{name}")).with("answer", chinese());
                let said = words.text(&said).unwrap();
                assert!(said.contains("Chinese"), "{said}");
            }
        }
    }
}
