//! What is shown for a while.

use crate::net::job::Job;
use gloo_events::EventListener;

/// Listeners and jobs that end with what they belong to.
#[derive(Default)]
pub(super) struct Shown {
    pub(super) listeners: Vec<EventListener>,
    pub(super) tasks: Vec<Job>,
}
