//! Shows an error and its remedies.

use super::{
    dom::{Dom, fill, lead_out, within},
    shown::Shown,
};
use crate::{
    app::{
        trouble::{Remedy, Trouble},
        words::message,
    },
    net::job::Job,
};
use gloo_events::EventListener;
use gloo_timers::future::sleep;
use std::{rc::Rc, time::Duration};
use wasm_bindgen::JsValue;
use web_sys::{DocumentFragment, Element, HtmlAnchorElement, HtmlElement};

/// A remedy that the visitor can choose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    /// Try again.
    Again,
    /// Try again, with permission for hosts other than The Met's.
    OtherHosts,
}

/// Shows an error in `place`; `act` carries out the visitor's choice.
pub(super) fn show(
    dom: &Rc<Dom>,
    place: &HtmlElement,
    trouble: &Trouble,
    act: impl Fn(Choice) + 'static,
    shown: &mut Shown,
) -> Result<(), JsValue> {
    let fragment = dom.instance("error-template")?;
    within::<HtmlElement>(&fragment, ".error")?.set_attribute("data-error", trouble.name)?;
    dom.set_message(&within::<Element>(&fragment, ".title")?, trouble.what.clone());
    dom.set_message(&within::<Element>(&fragment, ".advice")?, trouble.what.attribute("advice"));
    if let Some(details) = &trouble.details {
        fill(&fragment, ".details pre", details)?;
        within::<HtmlElement>(&fragment, ".details")?.set_hidden(false);
    }
    let act = Rc::new(act);
    let mut offer = |selector: &str, choice: Choice| -> Result<HtmlElement, JsValue> {
        let (button, act) = (within::<HtmlElement>(&fragment, selector)?, Rc::clone(&act));
        shown.listeners.push(EventListener::new(&button, "click", move |_| act(choice)));
        button.set_hidden(false);
        Ok(button)
    };
    match &trouble.remedy {
        Remedy::Another => {}
        Remedy::Again | Remedy::Afresh => drop(offer(".retry", Choice::Again)?),
        Remedy::Wait(left) => {
            let button = offer(".retry", Choice::Again)?;
            button.set_hidden(true);
            let wait: HtmlElement = within(&fragment, ".wait")?;
            shown.tasks.push(Job::spawn(count_down(Rc::clone(dom), wait, button, *left)));
        }
        Remedy::OtherHosts(address) => {
            offer(".agree", Choice::OtherHosts)?;
            offer_address(&fragment, address)?;
        }
        Remedy::Save(address) => offer_address(&fragment, address)?,
    }
    place.replace_children_with_node_0();
    place.append_child(&fragment).map(drop)
}

fn offer_address(fragment: &DocumentFragment, address: &str) -> Result<(), JsValue> {
    let link: HtmlAnchorElement = within(fragment, ".address")?;
    lead_out(&link, address);
    link.set_hidden(false);
    Ok(())
}

/// Counts down the seconds of a pause, then shows the button.
async fn count_down(dom: Rc<Dom>, wait: HtmlElement, button: HtmlElement, left: f64) {
    wait.set_hidden(false);
    let end = js_sys::Date::now() + left;
    loop {
        let seconds = ((end - js_sys::Date::now()) / 1e3).ceil();
        if seconds < 1.0 {
            break;
        }
        dom.set_message(&wait, message("trouble-wait").with("seconds", seconds as u32));
        sleep(Duration::from_secs(1)).await;
    }
    wait.set_hidden(true);
    button.set_hidden(false);
}
