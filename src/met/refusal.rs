//! Responses without the requested data.

use super::record::unmarked;
use serde::Deserialize;

/// Why the Met did not return the requested data.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Refusal {
    /// Too many requests: the API does not answer for about a minute. The
    /// response is a page of the Met's bot protection, with status 403 or even
    /// 200.
    #[error("the Met answers no requests from here for about a minute")]
    Blocked,
    /// The object does not exist, or no longer exists.
    #[error("the Met does not have it: {0}")]
    NotFound(String),
    /// The API has changed.
    #[error("the Met has retired this part of its API, and this version of Whence with it: {0}")]
    Gone(String),
    /// The request was invalid, which is a bug of Whence.
    #[error("the Met refused the request with status {status}: {message}")]
    Refused {
        /// The HTTP status.
        status: u16,
        /// The message of the API.
        message: String,
    },
    /// The Met's server has failed.
    #[error("the Met is out of order, it answered with status {0}")]
    OutOfOrder(u16),
}

/// The reaction to a refusal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Remedy {
    /// Wait a minute and try again.
    Pause,
    /// Try again soon.
    Retry,
    /// Skip this object.
    Skip,
    /// Send no more requests.
    Stop,
}

impl Refusal {
    /// The reaction to this refusal.
    pub fn remedy(&self) -> Remedy {
        match self {
            Self::Blocked => Remedy::Pause,
            Self::OutOfOrder(_) => Remedy::Retry,
            Self::NotFound(_) | Self::Refused { .. } => Remedy::Skip,
            Self::Gone(_) => Remedy::Stop,
        }
    }

    /// The body of a successful response of the API, without a byte order mark.
    ///
    /// # Errors
    ///
    /// [`Refusal`] for any other response: by its status, or, with status 200,
    /// if it is not JSON.
    pub fn of_api(status: u16, body: &[u8]) -> Result<&[u8], Self> {
        let answered = Self::of_status(status, unmarked(body))?;
        match answered.trim_ascii_start().first() {
            Some(b'{' | b'[') => Ok(answered),
            _ => Err(Self::Blocked),
        }
    }

    /// The body of a response of the picture host, if it may be a picture.
    ///
    /// # Errors
    ///
    /// As [`of_api`](Self::of_api); an HTML page is a block if it says so.
    pub fn of_pictures(status: u16, body: &[u8]) -> Result<&[u8], Self> {
        let answered = Self::of_status(status, body)?;
        let start = answered.get(..2048).unwrap_or(answered);
        let shield = start.windows(9).any(|window| window == b"Incapsula");
        if shield { Err(Self::Blocked) } else { Ok(answered) }
    }

    fn of_status(status: u16, body: &[u8]) -> Result<&[u8], Self> {
        match status {
            200..=299 => Ok(body),
            403 | 429 => Err(Self::Blocked),
            404 => Err(Self::NotFound(message(body))),
            410 => Err(Self::Gone(message(body))),
            500.. => Err(Self::OutOfOrder(status)),
            _ => Err(Self::Refused { status, message: message(body) }),
        }
    }
}

/// The message in a body: in a field, or as a bare string; empty for a page.
fn message(body: &[u8]) -> String {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Body {
        Field { message: String },
        Bare(String),
    }
    match serde_json::from_slice(body) {
        Ok(Body::Field { message } | Body::Bare(message)) => message,
        Err(_) => "it does not say why".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHIELD: &[u8] = b"<html><iframe>Request unsuccessful. Incapsula incident ID: 1</iframe>";

    #[test]
    fn every_answer_of_the_api_has_its_meaning() {
        let refused =
            |status, message: &str| Refusal::Refused { status, message: message.to_owned() };
        type Case<'a> = (u16, &'a [u8], Result<&'a [u8], Refusal>);
        let cases: [Case<'_>; 14] = [
            (200, b" {\"total\":0}", Ok(b" {\"total\":0}")),
            (200, b"\xef\xbb\xbf{\"total\":0}", Ok(b"{\"total\":0}")),
            (
                404,
                b"\xef\xbb\xbf{\"message\":\"Not a valid object\"}",
                Err(Refusal::NotFound("Not a valid object".to_owned())),
            ),
            (200, SHIELD, Err(Refusal::Blocked)),
            (200, b"", Err(Refusal::Blocked)),
            (403, SHIELD, Err(Refusal::Blocked)),
            (429, b"", Err(Refusal::Blocked)),
            (
                404,
                br#"{"message":"ObjectID not found"}"#,
                Err(Refusal::NotFound("ObjectID not found".to_owned())),
            ),
            (
                404,
                br#"{"message":"Not a valid object"}"#,
                Err(Refusal::NotFound("Not a valid object".to_owned())),
            ),
            (
                400,
                br#"{"message":"could not parse objectID"}"#,
                Err(refused(400, "could not parse objectID")),
            ),
            (400, br#""Date not valid.""#, Err(refused(400, "Date not valid."))),
            (406, b"", Err(refused(406, "it does not say why"))),
            (
                410,
                br#"{"message":"retired","replacement":"/v1.1/search"}"#,
                Err(Refusal::Gone("retired".to_owned())),
            ),
            (503, b"<html>", Err(Refusal::OutOfOrder(503))),
        ];
        for (status, body, expected) in cases {
            assert_eq!(Refusal::of_api(status, body), expected, "{status} {}", body.escape_ascii());
        }
    }

    #[test]
    fn a_page_from_the_picture_host_is_a_block_only_where_it_says_so() {
        assert_eq!(Refusal::of_pictures(200, SHIELD), Err(Refusal::Blocked));
        assert_eq!(Refusal::of_pictures(200, b"<html>moved"), Ok(&b"<html>moved"[..]));
        assert!(matches!(Refusal::of_pictures(404, b"<html>"), Err(Refusal::NotFound(_))));
    }

    #[test]
    fn each_refusal_has_its_remedy() {
        assert_eq!(Refusal::Blocked.remedy(), Remedy::Pause);
        assert_eq!(Refusal::OutOfOrder(502).remedy(), Remedy::Retry);
        assert_eq!(Refusal::NotFound(String::new()).remedy(), Remedy::Skip);
        assert_eq!(Refusal::Gone(String::new()).remedy(), Remedy::Stop);
    }
}
