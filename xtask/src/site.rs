//! The page's own address, if the build knows it. Link previews need absolute
//! addresses; search engines need a list of pages.

use anyhow::{Result, ensure};
use std::{env, fmt::Write as _, fs, path::Path};

/// The environment variable with the address.
const VARIABLE: &str = "WHENCE_SITE";

/// The picture of link previews.
const PICTURE: &str = "social.jpg";

const ROBOTS: &str = "robots.txt";
const SITEMAP: &str = "sitemap.xml";

/// Files that only other programs request, not visitors.
pub(crate) const FOR_PROGRAMS: [&str; 3] = [PICTURE, ROBOTS, SITEMAP];

/// The address of the published page, which ends with a slash.
#[derive(Debug, PartialEq)]
pub(crate) struct Site(String);

impl Site {
    /// The address in the environment.
    pub(crate) fn from_env() -> Result<Option<Self>> {
        let said = env::var(VARIABLE).ok().filter(|address| !address.is_empty());
        said.as_deref().map(Self::at).transpose()
    }

    fn at(address: &str) -> Result<Self> {
        let beyond = ["https://", "http://"].iter().find_map(|scheme| address.strip_prefix(scheme));
        let has_host = beyond.is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric()));
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~%:/".contains(c);
        ensure!(
            has_host && address.chars().all(is_plain),
            "{VARIABLE} is {address:?}; it must be the page's address, such as \
             https://example.org/whence/, or not be set"
        );
        Ok(Self(format!("{}/", address.trim_end_matches('/'))))
    }

    /// Writes absolute addresses into the page: its own, and its picture's.
    pub(crate) fn sign(&self, html: &str) -> Result<String> {
        const PLACE: &str = "<meta property=\"og:type\" content=\"website\" />";
        ensure!(html.contains(PLACE), "index.html must have {PLACE}");
        let Self(site) = self;
        let own = format!(
            "{PLACE}\n    <meta property=\"og:url\" content=\"{site}\" />\n    \
             <link rel=\"canonical\" href=\"{site}\" />"
        );
        Ok(html
            .replacen(PLACE, &own, 1)
            .replace("\"url\": \"./\"", &format!("\"url\": \"{site}\""))
            .replace(&format!("\"{PICTURE}\""), &format!("\"{site}{PICTURE}\"")))
    }

    /// Lists the page and the pages of text for search engines.
    pub(crate) fn list(&self, folder: &Path, beside: &[String]) -> Result<()> {
        let Self(site) = self;
        let mut map = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
            <urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n"
            .to_owned();
        for page in [""].into_iter().chain(beside.iter().map(String::as_str)) {
            writeln!(map, "  <url><loc>{site}{page}</loc></url>")?;
        }
        fs::write(folder.join(SITEMAP), map + "</urlset>\n")?;
        let robots = fs::read_to_string(folder.join(ROBOTS))?;
        fs::write(folder.join(ROBOTS), format!("{robots}\nSitemap: {site}{SITEMAP}\n"))?;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = include_str!("../../www/index.html");

    #[test]
    fn an_address_ends_in_one_slash() {
        for address in ["https://example.org/whence", "https://example.org/whence/"] {
            assert_eq!(Site::at(address).unwrap(), Site("https://example.org/whence/".to_owned()));
        }
        assert_eq!(Site::at("http://127.0.0.1:8080").unwrap().0, "http://127.0.0.1:8080/");
    }

    #[test]
    fn what_is_no_address_is_refused_with_an_example() {
        for wrong in ["example.org", "https://", "https:///x", "ftp://a.org", "https://a.org/\"><"]
        {
            let error = Site::at(wrong).unwrap_err().to_string();
            assert!(error.contains("WHENCE_SITE") && error.contains("https://example"), "{error}");
        }
    }

    #[test]
    fn a_page_with_an_address_says_it_in_full() {
        let site = Site::at("https://example.org/whence").unwrap();
        let signed = site.sign(PAGE).unwrap();
        for part in [
            "<meta property=\"og:url\" content=\"https://example.org/whence/\" />",
            "<link rel=\"canonical\" href=\"https://example.org/whence/\" />",
            "<meta property=\"og:image\" content=\"https://example.org/whence/social.jpg\" />",
            "\"url\": \"https://example.org/whence/\"",
            "\"image\": \"https://example.org/whence/social.jpg\"",
        ] {
            assert_eq!(signed.matches(part).count(), 1, "{part}");
        }
        assert!(site.sign("<html></html>").is_err());
    }

    #[test]
    fn what_the_page_says_of_itself_can_be_read() {
        let (_, data) = PAGE.split_once("<script type=\"application/ld+json\">").unwrap();
        let (data, _) = data.split_once("</script>").unwrap();
        let data: serde_json::Value = serde_json::from_str(data).unwrap();
        assert_eq!(data["@type"], "WebApplication");
        for said in [data["name"].as_str(), data["description"].as_str(), data["image"].as_str()] {
            assert!(PAGE.contains(&format!("content=\"{}\"", said.unwrap())), "{said:?}");
        }
    }

    #[test]
    fn search_engines_get_every_page() {
        let folder = env::temp_dir().join(format!("whence-site-{}", std::process::id()));
        fs::create_dir_all(&folder).unwrap();
        fs::write(folder.join(ROBOTS), include_str!("../../www/robots.txt")).unwrap();
        let site = Site::at("https://example.org").unwrap();
        site.list(&folder, &["about.html".to_owned()]).unwrap();
        let [map, robots] = [SITEMAP, ROBOTS].map(|name| fs::read_to_string(folder.join(name)));
        fs::remove_dir_all(&folder).unwrap();
        let map = map.unwrap();
        for page in ["https://example.org/", "https://example.org/about.html"] {
            assert!(map.contains(&format!("<loc>{page}</loc>")), "{map}");
        }
        let robots = robots.unwrap();
        assert!(robots.starts_with("User-agent: *\n"), "{robots}");
        assert!(robots.ends_with("\nSitemap: https://example.org/sitemap.xml\n"), "{robots}");
    }

    #[test]
    fn the_picture_of_a_preview_has_the_size_that_the_page_says() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../www").join(PICTURE);
        let size = imagesize::size(&path).unwrap();
        for (name, pixels) in [("width", size.width), ("height", size.height)] {
            let said = format!("<meta property=\"og:image:{name}\" content=\"{pixels}\" />");
            assert!(PAGE.contains(&said), "{said}");
        }
        let bytes = fs::metadata(path).unwrap().len();
        assert!(bytes <= 150 * 1024, "{bytes} bytes");
    }
}
