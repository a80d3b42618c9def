//! The lab's elements, and what they display.

use crate::{
    app::{
        lab::{Control, Lab},
        words::message,
    },
    page::{
        bars::Bars,
        dom::{Dom, log, within},
    },
    protocol::{Corrupted, Seen},
};
use wasm_bindgen::{Clamped, JsCast as _, JsValue};
use web_sys::{
    CanvasRenderingContext2d, DocumentFragment, Element, HtmlAnchorElement, HtmlCanvasElement,
    HtmlElement, HtmlInputElement, ImageData,
};

/// The elements, which exist from the first picture on.
pub(super) struct Parts {
    pub(super) frame: HtmlElement,
    pub(super) canvas: HtmlCanvasElement,
    pub(super) patch: HtmlElement,
    seen: Element,
    pub(super) said: Element,
    pub(super) bars: Bars,
    pub(super) knobs: Vec<Knob>,
    pub(super) back: HtmlAnchorElement,
}

/// The input of a control.
pub(super) struct Knob {
    pub(super) control: Control,
    pub(super) input: HtmlInputElement,
    /// The element with its amount; a checkbox has none.
    pub(super) amount: Option<Element>,
}

impl Parts {
    /// The elements in a copy of the lab's template.
    pub(super) fn within(fragment: &DocumentFragment) -> Result<Self, JsValue> {
        Ok(Self {
            frame: within(fragment, ".frame")?,
            canvas: within(fragment, "canvas")?,
            patch: within(fragment, ".patch")?,
            seen: within(fragment, ".seen")?,
            said: within(fragment, ".said")?,
            bars: Bars::new(within(fragment, ".bars")?),
            knobs: knobs(fragment)?,
            back: within(fragment, ".back")?,
        })
    }

    /// Shows an answer, its picture, and whether the change fooled the model.
    pub(super) fn show(&self, dom: &Dom, fooled: bool, answer: &Corrupted) -> Result<(), JsValue> {
        self.said.toggle_attribute_with_force("data-fooled", fooled)?;
        self.bars.show(dom, &answer.predictions)?;
        let (width, height) = answer.size;
        let ratio = f64::from(width) / f64::from(height.max(1));
        self.frame.style().set_property("--ratio", &ratio.to_string())?;
        let Seen { width, height, rgba } = &answer.seen;
        let seen = message("lab-seen").with("width", *width).with("height", *height);
        dom.set_message(&self.seen, seen);
        self.canvas.set_width(*width);
        self.canvas.set_height(*height);
        let context = self.canvas.get_context("2d")?.ok_or("there is no 2d context")?;
        let context: CanvasRenderingContext2d = context.unchecked_into();
        let pixels = ImageData::new_with_u8_clamped_array_and_sh(Clamped(rgba), *width, *height)?;
        context.put_image_data(&pixels, 0.0, 0.0)
    }

    /// Shows the settings.
    pub(super) fn sync(&self, dom: &Dom, lab: &Lab) {
        for Knob { control, input, amount } in &self.knobs {
            let value = lab.get(*control);
            match amount {
                None => input.set_checked(value != 0),
                Some(amount) => {
                    input.set_value(&value.to_string());
                    let text = control.amount(value);
                    log(input.set_attribute("aria-valuetext", &text));
                    amount.set_text_content(Some(&text));
                }
            }
        }
        self.patch.set_hidden(lab.get(Control::Cover) == 0);
        let [left, top, right, bottom] =
            lab.patch_inset().map(|part| format!("{}%", f64::from(part) / 10.0));
        let inset = format!("{top} {right} {bottom} {left}");
        log(self.patch.style().set_property("inset", &inset));
        let place = message("lab-patch").with("place", lab.patch_place());
        dom.set_message(&self.patch, place);
    }
}

fn knobs(fragment: &DocumentFragment) -> Result<Vec<Knob>, JsValue> {
    let knob = |control: Control| {
        let input: HtmlInputElement =
            within(fragment, &format!("[data-control={}]", control.name()))?;
        let amount = input.previous_element_sibling();
        Ok(Knob { control, input, amount })
    };
    Control::ALL.into_iter().map(knob).collect()
}
