//! The setting of a visit: the page itself, a frame in another page, or a kiosk
//! in a museum.
//!
//! Only the address determines it. In a frame and in a kiosk the page does not
//! change the address, so that a reload keeps the setting.

use form_urlencoded::parse;

/// The setting of a visit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Setting {
    /// On the page itself.
    #[default]
    Page,
    /// In a frame: `#embed`, or `#embed?origin=https%3A%2F%2Fmuseum.example`.
    Embed {
        /// The origin of the page around the frame, which receives each answer.
        /// If the address states none, or an invalid one, no page does.
        parent: Option<Origin>,
    },
    /// In public, one visitor after another: `#kiosk`.
    Kiosk,
}

impl Setting {
    /// The setting for an address with this fragment, including its `#`. The
    /// script in `index.html` applies the same rule for the style sheet.
    pub fn of(fragment: &str) -> Self {
        let (name, query) = fragment.split_once('?').unwrap_or((fragment, ""));
        match name {
            "#embed" => Self::Embed { parent: parent(query) },
            "#kiosk" if query.is_empty() => Self::Kiosk,
            _ => Self::Page,
        }
    }

    /// Whether the page may change the address to reflect its state.
    pub fn owns_address(&self) -> bool {
        *self == Self::Page
    }
}

/// The origin that a query states, if it states exactly one.
fn parent(query: &str) -> Option<Origin> {
    let mut stated = parse(query.as_bytes()).filter(|(name, _)| name == "origin");
    let (_, origin) = stated.next()?;
    if stated.next().is_some() { None } else { Origin::new(&origin) }
}

/// The origin of a web page: scheme, host and optional port.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Origin(String);

impl Origin {
    /// An origin in the format of `location.origin`, such as
    /// `https://museum.example` or `http://127.0.0.1:8080`. Anything else is
    /// refused: a path, even `/`, a user, `null` and `*`.
    pub fn new(text: &str) -> Option<Self> {
        let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"))?;
        // Colons within brackets are part of an IPv6 address.
        let end = rest.find(']').map_or(0, |bracket| bracket + 1);
        let (host, port) = match rest.get(end..)?.split_once(':') {
            Some((more, port)) => (rest.get(..end + more.len())?, Some(port)),
            None => (rest, None),
        };
        let valid = is_host(host) && port.is_none_or(is_port);
        valid.then(|| Self(text.to_owned()))
    }

    /// The origin as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// A host name in the characters that browsers use, or an IPv6 address.
fn is_host(text: &str) -> bool {
    let inner = text.strip_prefix('[').and_then(|text| text.strip_suffix(']'));
    match inner {
        Some(address) => address.parse::<std::net::Ipv6Addr>().is_ok(),
        None => {
            let known = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
            !text.is_empty() && text.bytes().all(known)
        }
    }
}

fn is_port(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit()) && text.parse::<u16>().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn embedded(origin: Option<&str>) -> Setting {
        Setting::Embed { parent: origin.map(|text| Origin::new(text).unwrap()) }
    }

    #[test]
    fn the_address_says_the_setting() {
        for page in ["", "#", "#look", "#work/7", "#embedded", "#kiosk/look", "#kiosk?x", "kiosk"] {
            assert_eq!(Setting::of(page), Setting::Page, "{page}");
        }
        assert_eq!(Setting::of("#kiosk"), Setting::Kiosk);
        assert_eq!(Setting::of("#embed"), embedded(None));
        for stated in ["https%3A%2F%2Fmuseum.example", "https://museum.example"] {
            let found = Setting::of(&format!("#embed?lang=ja&origin={stated}"));
            assert_eq!(found, embedded(Some("https://museum.example")), "{stated}");
        }
    }

    #[test]
    fn a_wrong_origin_or_two_are_none() {
        for stated in [
            "origin=*",
            "origin=",
            "origin=https://a.example/",
            "origin=https://a&origin=https://b",
        ] {
            assert_eq!(Setting::of(&format!("#embed?{stated}")), embedded(None), "{stated}");
        }
    }

    #[test]
    fn an_origin_is_scheme_host_and_port() {
        for text in [
            "https://museum.example",
            "http://localhost:8080",
            "http://127.0.0.1",
            "https://[::1]:8443",
            "https://[2001:db8::1]",
            "https://xn--80ak6aa92e.example",
        ] {
            assert_eq!(Origin::new(text).unwrap().as_str(), text);
        }
        for text in [
            "*",
            "null",
            "museum.example",
            "//museum.example",
            "ftp://museum.example",
            "https://",
            "https://museum.example/",
            "https://museum.example/visit",
            "https://museum.example?a",
            "https://museum.example#a",
            "https://user@museum.example",
            "https://user:word@museum.example",
            "https://museum.example:",
            "https://museum.example:+80",
            "https://museum.example:99999",
            "https://museum.example:80:80",
            "https://mu seum.example",
            " https://museum.example",
            "https://*.example",
            "https://[::1",
            "https://::1]",
            "https://[museum.example]",
            "https://müseum.example",
            "javascript://museum.example",
        ] {
            assert_eq!(Origin::new(text), None, "{text}");
        }
    }
}
