//! The addresses of a work's picture, best first.
//!
//! The Met's picture host allows cross-origin requests. If it does not answer,
//! two other hosts have the pictures, but they learn what the visitor looks at.

use super::Record;
use form_urlencoded::byte_serialize;

/// The owner of a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Host {
    /// One of the Met's two hosts.
    Met,
    /// Another host, contacted only with the visitor's consent.
    Other,
}

/// One address of a picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Route {
    /// The owner of the host.
    pub host: Host,
    /// The address.
    pub address: String,
}

/// The addresses of a work's picture; empty if it has none.
pub fn routes(record: &Record) -> Vec<Route> {
    let Some(picture) = record.picture() else { return Vec::new() };
    let met = |address| Route { host: Host::Met, address };
    let other = |address| Route { host: Host::Other, address };
    vec![
        met(picture.to_owned()),
        met(sized(picture, "mobile-large")),
        other(mirrored(record.object_id)),
        other(proxied(picture)),
    ]
}

/// The address of the same picture in another size of the host:
/// `web-additional` (150 pixels), `mobile-large` (445), `web-large` (600) or
/// `original`. Records have the last two.
pub fn sized(address: &str, size: &str) -> String {
    let size = format!("/{size}/");
    address.replace("/web-large/", &size).replace("/original/", &size)
}

/// Google's copy of the collection of 2018, through an API that always allows
/// cross-origin requests.
fn mirrored(object: u32) -> String {
    format!(
        "https://storage.googleapis.com/storage/v1/b/gcs-public-data--met/o/{object}%2F0.jpg?alt=media"
    )
}

/// A picture from any host through wsrv.nl, at most 600 pixels wide.
pub fn proxied(address: &str) -> String {
    let address: String = byte_serialize(address.as_bytes()).collect();
    format!("https://wsrv.nl/?url={address}&w=600&output=jpg")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_met_comes_before_others() {
        let small = "https://images.metmuseum.org/CRDImages/as/web-large/DP 1.jpg";
        let record =
            Record { object_id: 7, primary_image_small: small.to_owned(), ..Record::default() };
        let routes = routes(&record);
        let hosts: Vec<Host> = routes.iter().map(|route| route.host).collect();
        assert_eq!(hosts, [Host::Met, Host::Met, Host::Other, Host::Other]);
        assert_eq!(routes[0].address, small);
        assert!(routes[1].address.ends_with("/as/mobile-large/DP 1.jpg"));
        assert!(routes[2].address.contains("/o/7%2F0.jpg?"));
        assert!(routes[3].address.contains("url=https%3A%2F%2Fimages.metmuseum.org%2F"));
    }

    #[test]
    fn a_work_with_the_large_picture_only_has_its_routes() {
        let large = "https://images.metmuseum.org/CRDImages/as/original/DP1.jpg";
        let record = Record { primary_image: large.to_owned(), ..Record::default() };
        let addresses: Vec<String> = routes(&record).into_iter().map(|way| way.address).collect();
        assert_eq!(addresses[0], large);
        assert!(addresses[1].ends_with("/as/mobile-large/DP1.jpg"), "{addresses:?}");
    }

    #[test]
    fn no_picture_has_no_route() {
        assert_eq!(routes(&Record::default()), []);
    }
}
