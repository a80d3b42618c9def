//! Requests to The Met, at a rate that it accepts.
//!
//! The API accepts one request a second. After about eighty in a minute it
//! responds with a block page for about a minute. The picture host is separate:
//! it accepts several at a time, even while the API blocks.
//!
//! A request that is blocked or gets no response is ambiguous: the cause may be
//! this one work, or the host may not answer at all. A control request, for an
//! address that was answered before, distinguishes the two: in the first case
//! the work is set aside, in the second the acquisition ends.

use anyhow::Result;
use backon::{ExponentialBuilder, Retryable as _};
use reqwest::header::{ACCEPT, HeaderMap, HeaderValue};
use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval, sleep_until};
use tracing::warn;
use whence::met::{Refusal, endpoint, refusal::Remedy};

/// The largest number of tries of one request while connections fail.
const TRIES: usize = 5;

/// The largest number of consecutive blocks that one request waits for.
const BLOCKS: usize = 5;

/// The number of tries of a request that is blocked while others are answered.
const TRIES_ALONE: usize = 3;

/// The largest size of a response in bytes: the list of all ids has less than 4
/// MB, the largest pictures about 10 MB.
const MOST_BYTES: usize = 64 << 20;

/// How requests to the Met are sent.
#[derive(Clone, Debug)]
pub struct RequestPolicy {
    /// API requests per second; positive.
    pub rate: f64,
    /// How long to wait after a block.
    pub pause: Duration,
    /// How long to wait for a connection, and for each part of a response.
    pub timeout: Duration,
    /// The first delay before a retry; it doubles, with jitter.
    pub backoff: Duration,
}

impl Default for RequestPolicy {
    fn default() -> Self {
        Self {
            rate: 1.0,
            pause: Duration::from_secs(65),
            timeout: Duration::from_secs(30),
            backoff: Duration::from_secs(1),
        }
    }
}

/// Why there is no response.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Trouble {
    /// The Met refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The connection failed.
    #[error("the connection failed: {0}")]
    Broken(String),
    /// The address is invalid.
    #[error("the address is not valid: {0}")]
    Address(String),
    /// The response is too large.
    #[error("the answer has more than {} MiB", MOST_BYTES >> 20)]
    TooLarge,
    /// No other request is answered either.
    #[error("{}", .0.everywhere())]
    Everywhere(Box<Self>),
}

impl Trouble {
    fn everywhere(&self) -> String {
        match self {
            Self::Refused(Refusal::Blocked) => "the Met blocks every request from here".to_owned(),
            Self::Broken(cause) => format!("the Met cannot be reached: {cause}"),
            other => other.to_string(),
        }
    }

    fn is_block(&self) -> bool {
        matches!(self, Self::Refused(Refusal::Blocked))
    }

    /// Whether an immediate retry may help.
    fn is_passing(&self) -> bool {
        match self {
            Self::Refused(refusal) => refusal.remedy() == Remedy::Retry,
            Self::Broken(_) => true,
            Self::Address(_) | Self::TooLarge | Self::Everywhere(_) => false,
        }
    }
}

impl From<reqwest::Error> for Trouble {
    fn from(error: reqwest::Error) -> Self {
        // The root cause is the last in the chain.
        let mut cause: &dyn std::error::Error = &error;
        while let Some(deeper) = cause.source() {
            cause = deeper;
        }
        let cause = cause.to_string();
        if error.is_builder() { Self::Address(cause) } else { Self::Broken(cause) }
    }
}

/// One of the Met's two hosts.
pub struct Host {
    name: &'static str,
    http: reqwest::Client,
    pace: Option<tokio::sync::Mutex<Interval>>,
    judge: fn(u16, &[u8]) -> Result<&[u8], Refusal>,
    policy: RequestPolicy,
    blocked_until: Mutex<Option<Instant>>,
    /// An address that has been answered before.
    control: Mutex<Option<String>>,
}

impl Host {
    /// The API at the address `base`, at the rate that it accepts.
    ///
    /// # Errors
    ///
    /// If this machine has no working TLS.
    pub fn api(policy: &RequestPolicy, base: &str) -> Result<Self> {
        let mut pace = interval(Duration::from_secs_f64(1.0 / policy.rate));
        pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let pace = Some(tokio::sync::Mutex::new(pace));
        let control = Some(endpoint::departments(base));
        Self::new("the API", "application/json", pace, Refusal::of_api, policy, control)
    }

    /// The host of the pictures; `control` is the address of one that it has
    /// returned before.
    ///
    /// # Errors
    ///
    /// If this machine has no working TLS.
    pub fn pictures(policy: &RequestPolicy, control: Option<String>) -> Result<Self> {
        Self::new("the picture host", "image/*,*/*", None, Refusal::of_pictures, policy, control)
    }

    fn new(
        name: &'static str,
        accept: &'static str,
        pace: Option<tokio::sync::Mutex<Interval>>,
        judge: fn(u16, &[u8]) -> Result<&[u8], Refusal>,
        policy: &RequestPolicy,
        control: Option<String>,
    ) -> Result<Self> {
        let http = reqwest::Client::builder()
            .user_agent(concat!(
                "whence-trainer/",
                env!("CARGO_PKG_VERSION"),
                " (trains a classifier of paintings on the open collection)"
            ))
            .default_headers(HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static(accept))]))
            .connect_timeout(policy.timeout)
            .read_timeout(policy.timeout)
            .build()?;
        let (policy, blocked_until) = (policy.clone(), Mutex::default());
        Ok(Self { name, http, pace, judge, policy, blocked_until, control: Mutex::new(control) })
    }

    /// The body of a response. Waits for its turn and for the end of blocks,
    /// and retries if a connection fails.
    ///
    /// # Errors
    ///
    /// [`Trouble`] if all that did not help: [`Trouble::Everywhere`] if no
    /// other request is answered either.
    pub async fn get(&self, address: &str) -> Result<Vec<u8>, Trouble> {
        let backoff = ExponentialBuilder::default()
            .with_min_delay(self.policy.backoff)
            .with_max_times(TRIES - 1)
            .with_jitter();
        let answer = (|| self.past_blocks(address)).retry(backoff).when(Trouble::is_passing).await;
        match answer {
            Ok(body) => {
                *self.control.lock().unwrap_or_else(PoisonError::into_inner) =
                    Some(address.to_owned());
                Ok(body)
            }
            Err(trouble) if trouble.is_passing() && !self.answers_others(address).await => {
                Err(Trouble::Everywhere(Box::new(trouble)))
            }
            Err(trouble) => Err(trouble),
        }
    }

    async fn past_blocks(&self, address: &str) -> Result<Vec<u8>, Trouble> {
        let (mut alone, mut together) = (0, 0);
        loop {
            self.turn().await;
            let block = match self.ask(address).await {
                Err(trouble) if trouble.is_block() => trouble,
                answer => return answer,
            };
            if self.answers_others(address).await {
                alone += 1;
                if alone == TRIES_ALONE {
                    return Err(block);
                }
            } else {
                self.block();
                together += 1;
                if together == BLOCKS {
                    return Err(Trouble::Everywhere(Box::new(block)));
                }
            }
        }
    }

    /// Whether the host answers a request other than this one, even with an
    /// error.
    async fn answers_others(&self, address: &str) -> bool {
        let control = self.control.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let Some(control) = control.filter(|control| control != address) else { return false };
        self.turn().await;
        match self.ask(&control).await {
            Ok(_) => true,
            Err(trouble) => !trouble.is_block() && !trouble.is_passing(),
        }
    }

    /// Waits until a request may be sent.
    async fn turn(&self) {
        loop {
            let until = *self.blocked_until.lock().unwrap_or_else(PoisonError::into_inner);
            match until {
                Some(until) if until > Instant::now() => sleep_until(until).await,
                _ => break,
            }
        }
        if let Some(pace) = &self.pace {
            pace.lock().await.tick().await;
        }
    }

    fn block(&self) {
        let mut until = self.blocked_until.lock().unwrap_or_else(PoisonError::into_inner);
        let now = Instant::now();
        // Of several concurrent requests, only the first reports it.
        if until.is_none_or(|until| until <= now) {
            *until = Some(now + self.policy.pause);
            let pause = self.policy.pause.as_secs_f32();
            warn!("{} blocks requests; continuing in {pause:.0} s", self.name);
        }
    }

    async fn ask(&self, address: &str) -> Result<Vec<u8>, Trouble> {
        let mut response = self.http.get(address).send().await?;
        let mut body = Vec::new();
        while let Some(chunk) = response.chunk().await? {
            if body.len() + chunk.len() > MOST_BYTES {
                return Err(Trouble::TooLarge);
            }
            body.extend_from_slice(&chunk);
        }
        (self.judge)(response.status().as_u16(), &body).map(<[u8]>::to_vec).map_err(Into::into)
    }
}
