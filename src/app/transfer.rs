//! Pictures that a drop, a paste or a shortcut file refers to.

/// A picture that is elsewhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Offer {
    /// At an address.
    Address(String),
    /// In a `data:` URL.
    Data(String),
}

/// The intended picture: an image in `html` rather than the link around it, a
/// `data:` URL or an address in `text`, or the first of `uris`
/// (`text/uri-list`).
pub fn offered(html: &str, uris: &str, text: &str) -> Option<Offer> {
    let uri = || uris.lines().find(|line| !line.is_empty() && !line.starts_with('#'));
    image_in(html)
        .and_then(|address| offer(&address))
        .or_else(|| offer(text.trim()))
        .or_else(|| uri().map(|uri| Offer::Address(uri.trim().to_owned())))
}

/// The address in a shortcut file: `.url` of Windows, `.webloc` of macOS,
/// `.desktop` of Linux.
pub fn shortcut(file: &str) -> Option<String> {
    let start = file.match_indices("http").map(|(start, _)| start).find(|start| {
        // A property list names its document type by an address.
        let before = file.get(..*start).unwrap_or_default();
        !before.ends_with('"') && !file.get(*start..).unwrap_or_default().starts_with("http-")
    })?;
    let address = file.get(start..)?;
    let end =
        |char: char| char.is_whitespace() || char.is_control() || "<>\"'\u{FFFD}".contains(char);
    let address = address.split(end).next()?;
    is_web(address).then(|| unescaped(address))
}

/// The media type of a `data:` URL, whether its payload is base64, and the
/// payload.
pub fn data_url(url: &str) -> Option<(&str, bool, &str)> {
    let (head, payload) = url.strip_prefix("data:")?.split_once(',')?;
    let base64 = head.ends_with(";base64");
    Some((head.split(';').next().unwrap_or_default(), base64, payload))
}

fn offer(text: &str) -> Option<Offer> {
    if text.is_empty() || text.contains(char::is_whitespace) {
        None
    } else if text.starts_with("data:image/") {
        Some(Offer::Data(text.to_owned()))
    } else if is_web(text) {
        Some(Offer::Address(text.to_owned()))
    } else if text.starts_with("//") {
        Some(Offer::Address(format!("https:{text}")))
    } else {
        is_bare(text).then(|| Offer::Address(format!("https://{text}")))
    }
}

fn is_web(text: &str) -> bool {
    ["https://", "http://"]
        .iter()
        .any(|scheme| text.len() > scheme.len() && text.starts_with(scheme))
}

/// A host with a path, without a scheme in front.
fn is_bare(text: &str) -> bool {
    let Some((host, _)) = text.split_once('/') else { return false };
    let named =
        |part: &str| !part.is_empty() && part.chars().all(|c| c.is_alphanumeric() || c == '-');
    let end = host.rsplit('.').next().unwrap_or_default();
    host.contains('.')
        && host.split('.').all(named)
        && end.len() > 1
        && end.chars().all(char::is_alphabetic)
}

/// The source of the first image in an HTML fragment.
fn image_in(html: &str) -> Option<String> {
    let lower = html.to_ascii_lowercase();
    let start = lower.find("<img")?;
    let tag = html.get(start..)?;
    let at =
        lower.get(start..)?.match_indices("src=").map(|(at, _)| at).find(|at| {
            tag.get(..*at).is_some_and(|before| before.ends_with(char::is_whitespace))
        })?;
    let value = tag.get(at + 4..)?;
    let source = match value.chars().next()? {
        quote @ ('"' | '\'') => value.get(1..)?.split(quote).next()?,
        _ => value.split([' ', '>']).next()?,
    };
    Some(unescaped(source.trim()))
}

fn unescaped(text: &str) -> String {
    text.replace("&amp;", "&")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(text: &str) -> Option<Offer> {
        Some(Offer::Address(text.to_owned()))
    }

    #[test]
    fn the_image_is_meant_rather_than_the_link_around_it() {
        let html = r#"<meta charset="utf-8"><a href="https://a.org/page"><IMG data-src="x" alt="" SRC="https://a.org/b.jpg?x=1&amp;y=2"></a>"#;
        let found = offered(html, "https://a.org/page", "https://a.org/page");
        assert_eq!(found, address("https://a.org/b.jpg?x=1&y=2"));
        assert_eq!(offered("<img src=//a.org/c.png>", "", ""), address("https://a.org/c.png"));
        assert_eq!(
            offered("<p>none</p>", "# list\r\nhttps://a.org/d", ""),
            address("https://a.org/d")
        );
        // An image that a script loads later.
        assert_eq!(offered("<img src=''>", "https://a.org/e", ""), address("https://a.org/e"));
    }

    #[test]
    fn pasted_text_may_be_an_address_or_a_picture() {
        assert_eq!(offered("", "", " https://a.org/b.jpg\n"), address("https://a.org/b.jpg"));
        let bare = "www.metmuseum.org/art/collection/search/45434";
        assert_eq!(offered("", "", bare), address(&format!("https://{bare}")));
        let data = "data:image/png;base64,iVBORw0KGgo=";
        assert_eq!(offered("", "", data), Some(Offer::Data(data.to_owned())));
        for text in
            ["Dear visitor,", "and/or", "1/2", "3.14/2", "a b.org/c", "http", "https://", ""]
        {
            assert_eq!(offered("", "", text), None, "{text}");
        }
    }

    #[test]
    fn data_urls_are_taken_apart() {
        assert_eq!(data_url("data:image/png;base64,AAA="), Some(("image/png", true, "AAA=")));
        assert_eq!(
            data_url("data:image/svg+xml;utf8,<svg/>"),
            Some(("image/svg+xml", false, "<svg/>"))
        );
        assert_eq!(data_url("data:image/png"), None);
    }

    #[test]
    fn shortcuts_are_followed() {
        let plist = "<?xml version=\"1.0\"?><!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\" \
                     \"http://www.apple.com/DTDs/PropertyList-1.0.dtd\"><plist><dict><key>URL</key>\
                     <string>https://a.org/b?c=1&amp;d=2</string></dict></plist>";
        assert_eq!(shortcut(plist).as_deref(), Some("https://a.org/b?c=1&d=2"));
        let url = "[InternetShortcut]\r\nURL=https://a.org/b.jpg\r\nIconIndex=0";
        assert_eq!(shortcut(url).as_deref(), Some("https://a.org/b.jpg"));
        let binary = "bplist00\u{1}SURL_\u{10}\u{17}https://a.org/b.jpg\u{8}\u{FFFD}";
        assert_eq!(shortcut(binary).as_deref(), Some("https://a.org/b.jpg"));
        assert_eq!(shortcut("[InternetShortcut]\r\nURL=file:///c/x"), None);
    }
}
