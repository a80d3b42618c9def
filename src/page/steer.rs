//! Moves an object over a picture, by pointer and by keys.

use web_sys::{HtmlElement, KeyboardEvent, PointerEvent};

/// The position of a pointer, in thousandths of an element's width and height.
pub(super) fn point(element: &HtmlElement, event: &PointerEvent) -> [i32; 2] {
    let area = element.get_bounding_client_rect();
    let share = |at: i32, start: f64, length: f64| {
        ((f64::from(at) - start) / length.max(1.0) * 1000.0) as i32
    };
    [
        share(event.client_x(), area.x(), area.width()),
        share(event.client_y(), area.y(), area.height()),
    ]
}

/// The step of an arrow key: across and down. Other keys have none.
pub(super) fn arrow(event: &KeyboardEvent, step: i32) -> Option<[i32; 2]> {
    match event.key().as_str() {
        "ArrowLeft" => Some([-step, 0]),
        "ArrowRight" => Some([step, 0]),
        "ArrowUp" => Some([0, -step]),
        "ArrowDown" => Some([0, step]),
        _ => None,
    }
}
