//! Listeners and jobs of an element that is shown for a while.

use crate::net::job::Job;
use gloo_events::EventListener;

/// Listeners and jobs that end with the element they belong to.
#[derive(Default)]
pub(super) struct Shown {
    pub(super) listeners: Vec<EventListener>,
    pub(super) tasks: Vec<Job>,
}
