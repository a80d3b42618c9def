//! The evidence maps: one at a time over the picture, and those of the two most
//! probable labels side by side.

use super::View;

use crate::{
    app::evidence::{Rivals, whereabouts},
    core::{evidence::Evidence, label::Label},
    page::dom::{log, within},
};
use gloo_events::EventListener;
use std::{cell::Cell, rc::Rc};
use wasm_bindgen::{Clamped, JsCast as _, JsValue};
use web_sys::{
    CanvasRenderingContext2d, DocumentFragment, Element, HtmlCanvasElement, HtmlElement,
    HtmlImageElement, HtmlInputElement, ImageData,
};

/// How much a small picture is dimmed where there is no evidence, in
/// `0.0..=1.0`.
const DEPTH: f64 = 0.65;

/// The evidence map over the picture.
struct Map {
    evidence: Evidence,
    /// The label whose evidence is shown, if any.
    label: Cell<Option<Label>>,
    buttons: Vec<(Label, HtmlElement)>,
    panel: HtmlElement,
    place: HtmlElement,
    strength: HtmlInputElement,
    outlined: HtmlInputElement,
}

impl View {
    /// Shows the evidence of a label over the picture, and lets each of
    /// `buttons` show or hide the evidence of its own label.
    pub(super) fn show_evidence(
        self: &Rc<Self>,
        result: &DocumentFragment,
        evidence: &Evidence,
        buttons: Vec<(Label, HtmlElement)>,
        label: Label,
    ) -> Result<Vec<EventListener>, JsValue> {
        let map = Rc::new(Map {
            evidence: evidence.clone(),
            label: Cell::new(Some(label)),
            buttons,
            panel: within(result, ".evidence")?,
            place: within(result, ".where")?,
            strength: within(result, ".strength")?,
            outlined: within(result, ".outlined")?,
        });
        self.redraw(&map);
        Ok(self.listen_to_map(&map))
    }

    /// Shows the evidence for the two most probable labels side by side, each
    /// over a small copy of a picture of this size.
    pub(super) fn show_rivals(
        &self,
        result: &DocumentFragment,
        rivals: &Rivals<'_>,
        (width, height): (u32, u32),
    ) -> Result<(), JsValue> {
        let contrast: Element = within(result, ".contrast")?;
        self.dom.set_message(&contrast, rivals.contrast());
        let pair: Element = within(result, ".pair")?;
        // Two wide pictures side by side would be too small.
        pair.toggle_attribute_with_force("data-wide", width > 2 * height)?;
        for rival in [rivals.first, rivals.second] {
            let figure = self.dom.instance("rival-template")?;
            let picture: HtmlImageElement = within(&figure, "img")?;
            picture.set_src(&self.preview.src());
            dim(&within(&figure, "canvas")?, rivals.evidence, rival.label, DEPTH)?;
            let caption: Element = within(&figure, "figcaption")?;
            self.dom.set_message(&caption, rivals.caption(rival));
            let rival_figure: Element = within(&figure, "figure")?;
            rival_figure.set_attribute("data-label", rival.label.name())?;
            pair.append_child(&figure)?;
        }
        within::<HtmlElement>(result, ".rivals")?.set_hidden(false);
        Ok(())
    }

    /// Pressing a bar shows its label's evidence over the picture; pressing
    /// it again hides it.
    fn listen_to_map(self: &Rc<Self>, map: &Rc<Map>) -> Vec<EventListener> {
        let mut listeners = Vec::new();
        for (label, button) in &map.buttons {
            let (view, pressed, label) = (Rc::clone(self), Rc::clone(map), *label);
            listeners.push(EventListener::new(button, "click", move |_| {
                let was = pressed.label.get() == Some(label);
                pressed.label.set(if was { None } else { Some(label) });
                view.redraw(&pressed);
            }));
        }
        for (input, event) in [(&map.strength, "input"), (&map.outlined, "change")] {
            let (view, map) = (Rc::clone(self), Rc::clone(map));
            listeners.push(EventListener::new(input, event, move |_| view.redraw(&map)));
        }
        listeners
    }

    fn redraw(&self, map: &Map) {
        let shown = map.label.get();
        for (label, button) in &map.buttons {
            let pressed = if shown == Some(*label) { "true" } else { "false" };
            log(button.set_attribute("aria-pressed", pressed));
        }
        map.panel.set_hidden(shown.is_none());
        let outlined = map.outlined.checked();
        map.strength.set_disabled(outlined);
        self.heat.set_hidden(shown.is_none() || outlined);
        let hidden = shown.is_none() || !outlined;
        drop(self.outline.toggle_attribute_with_force("hidden", hidden));
        let Some(label) = shown else { return };
        self.dom.set_message(&map.place, whereabouts(&map.evidence, label));
        let depth = map.strength.value_as_number() / 100.0;
        log(match outlined {
            true => self.draw_outline(&map.evidence, label),
            false => dim(&self.heat, &map.evidence, label, depth),
        });
    }

    /// Draws the outline as a light line on a dark one, which is visible on any
    /// picture.
    fn draw_outline(&self, evidence: &Evidence, label: Label) -> Result<(), JsValue> {
        let box_ = format!("0 0 {} {}", evidence.width, evidence.height);
        self.outline.set_attribute("viewBox", &box_)?;
        let path = evidence.outline(label);
        let mut line = self.outline.first_element_child();
        while let Some(element) = line {
            element.set_attribute("d", &path)?;
            line = element.next_element_sibling();
        }
        Ok(())
    }
}

/// Dims the picture beneath a canvas where `label` has little evidence. The map
/// is drawn pixel by pixel; the browser smooths it to the picture's size.
fn dim(
    canvas: &HtmlCanvasElement,
    evidence: &Evidence,
    label: Label,
    depth: f64,
) -> Result<(), JsValue> {
    let shade = |light: f32| [0, 0, 0, (f64::from(1.0 - light) * depth * 255.0) as u8];
    let pixels: Vec<u8> = evidence.strength(label).into_iter().flat_map(shade).collect();
    let (width, height) = (evidence.width as u32, evidence.height as u32);
    canvas.set_width(width);
    canvas.set_height(height);
    let context = canvas.get_context("2d")?.ok_or("there is no 2d context")?;
    let context: CanvasRenderingContext2d = context.unchecked_into();
    let image = ImageData::new_with_u8_clamped_array_and_sh(Clamped(&pixels), width, height)?;
    context.put_image_data(&image, 0.0, 0.0)
}
