//! Asking the Met, with manners.
//!
//! The API bears one request a second. After some eighty in a minute it shows
//! a block page to all further ones, for about a minute. The picture host
//! stands apart: it bears several at a time, and goes on while the API blocks.

use anyhow::Result;
use backon::{ExponentialBuilder, Retryable as _};
use reqwest::header::{ACCEPT, HeaderMap, HeaderValue};
use std::{
    sync::{Mutex, PoisonError},
    time::Duration,
};
use tokio::time::{Instant, Interval, MissedTickBehavior, interval, sleep_until};
use tracing::warn;
use whence::met::{Refusal, refusal::Remedy};

/// How often one request is tried while connections break.
const TRIES: usize = 5;

/// How many blocks in a row one request waits out.
const BLOCKS: usize = 5;

/// The most bytes an answer may have: the list of all ids has under 4 MB, the
/// largest pictures some 10 MB.
const MOST_BYTES: usize = 64 << 20;

/// How the Met is asked.
#[derive(Clone, Debug)]
pub struct Manners {
    /// API requests a second, over 0.
    pub rate: f64,
    /// How long to wait after a block.
    pub pause: Duration,
    /// How long to wait for a connection, and for each part of an answer.
    pub timeout: Duration,
    /// The first wait before another try; it doubles, with jitter.
    pub backoff: Duration,
}

impl Default for Manners {
    fn default() -> Self {
        Self {
            rate: 1.0,
            pause: Duration::from_secs(65),
            timeout: Duration::from_secs(30),
            backoff: Duration::from_secs(1),
        }
    }
}

/// Why there is no answer.
#[derive(Clone, Debug, thiserror::Error)]
pub enum Trouble {
    /// The Met refused.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The connection failed.
    #[error("the connection failed: {0}")]
    Broken(String),
    /// The answer is not worth its size.
    #[error("the answer has more than {} MiB", MOST_BYTES >> 20)]
    TooLarge,
}

impl Trouble {
    /// Whether asking at once again may help.
    fn is_passing(&self) -> bool {
        match self {
            Self::Refused(refusal) => refusal.remedy() == Remedy::Retry,
            Self::Broken(_) => true,
            Self::TooLarge => false,
        }
    }
}

impl From<reqwest::Error> for Trouble {
    fn from(error: reqwest::Error) -> Self {
        // What went wrong lies deepest in the chain.
        let mut cause: &dyn std::error::Error = &error;
        while let Some(deeper) = cause.source() {
            cause = deeper;
        }
        Self::Broken(cause.to_string())
    }
}

/// One of the Met's two hosts.
pub struct Host {
    name: &'static str,
    http: reqwest::Client,
    pace: Option<tokio::sync::Mutex<Interval>>,
    judge: fn(u16, &[u8]) -> Result<&[u8], Refusal>,
    manners: Manners,
    blocked_until: Mutex<Option<Instant>>,
}

impl Host {
    /// The API, asked no faster than is its due.
    ///
    /// # Errors
    ///
    /// Where this machine has no working TLS.
    pub fn api(manners: &Manners) -> Result<Self> {
        let mut pace = interval(Duration::from_secs_f64(1.0 / manners.rate));
        pace.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let pace = Some(tokio::sync::Mutex::new(pace));
        Self::new("the API", "application/json", pace, Refusal::of_api, manners)
    }

    /// The host of the pictures.
    ///
    /// # Errors
    ///
    /// Where this machine has no working TLS.
    pub fn pictures(manners: &Manners) -> Result<Self> {
        Self::new("the picture host", "image/*,*/*", None, Refusal::of_pictures, manners)
    }

    fn new(
        name: &'static str,
        accept: &'static str,
        pace: Option<tokio::sync::Mutex<Interval>>,
        judge: fn(u16, &[u8]) -> Result<&[u8], Refusal>,
        manners: &Manners,
    ) -> Result<Self> {
        let http = reqwest::Client::builder()
            .user_agent(concat!(
                "whence-trainer/",
                env!("CARGO_PKG_VERSION"),
                " (trains a classifier of paintings on the open collection)"
            ))
            .default_headers(HeaderMap::from_iter([(ACCEPT, HeaderValue::from_static(accept))]))
            .connect_timeout(manners.timeout)
            .read_timeout(manners.timeout)
            .build()?;
        let (manners, blocked_until) = (manners.clone(), Mutex::default());
        Ok(Self { name, http, pace, judge, manners, blocked_until })
    }

    /// The body of an answer. Waits its turn, waits out blocks, and tries
    /// again where a connection breaks.
    ///
    /// # Errors
    ///
    /// [`Trouble`] where all that did not help.
    pub async fn get(&self, address: &str) -> Result<Vec<u8>, Trouble> {
        let backoff = ExponentialBuilder::default()
            .with_min_delay(self.manners.backoff)
            .with_max_times(TRIES - 1)
            .with_jitter();
        (|| self.past_blocks(address)).retry(backoff).when(Trouble::is_passing).await
    }

    async fn past_blocks(&self, address: &str) -> Result<Vec<u8>, Trouble> {
        for _ in 0..BLOCKS {
            self.turn().await;
            match self.ask(address).await {
                Err(Trouble::Refused(Refusal::Blocked)) => self.block(),
                answer => return answer,
            }
        }
        Err(Refusal::Blocked.into())
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
        // Of several requests at a time, the first says so.
        if until.is_none_or(|until| until <= now) {
            *until = Some(now + self.manners.pause);
            let pause = self.manners.pause.as_secs_f32();
            warn!("{} blocks us; going on in {pause:.0} s", self.name);
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
        (self.judge)(response.status().as_u16(), &body)?;
        Ok(body)
    }
}
