//! Callbacks to an object that is not constructed yet.

use std::{cell::OnceCell, rc::Rc};

/// The place of the object. It lives as long as the document.
pub(super) type Slot<T> = Rc<OnceCell<Rc<T>>>;

/// A function that calls a method of the object with an argument.
pub(super) fn callback_with<T: 'static, A: 'static>(
    slot: &Slot<T>,
    act: fn(&Rc<T>, A),
) -> impl Fn(A) + 'static {
    let slot = Rc::clone(slot);
    move |what| {
        if let Some(whole) = slot.get() {
            act(whole, what);
        }
    }
}

/// A function that calls a method of the object.
pub(super) fn callback<T: 'static>(
    slot: &Slot<T>,
    act: impl Fn(&Rc<T>) + 'static,
) -> impl Fn() + 'static {
    let slot = Rc::clone(slot);
    move || slot.get().into_iter().for_each(&act)
}
