//! A stand-in for The Met: its API on one port, its pictures on another, with
//! the response formats of the real one, and with all its faults. Everything
//! that it serves is generated here.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "it is part of tests, which may panic"
)]

use axum::{
    Router,
    body::Body,
    extract::{Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse as _, Response},
};
use futures::stream;
use image::{ImageFormat, Rgb, RgbImage};
use serde_json::{Value, json};
use std::{
    collections::{BTreeMap, HashMap},
    io::{Cursor, Error},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};
use tokio::net::TcpListener;
use whence::{
    core::label::Label,
    met::{Record, endpoint::Department, record::COLUMNS},
};

/// The number of works of each department without paintings of the four
/// cultures.
pub const OTHERS: u32 = 4;

/// The most ids on one page here; the real one has 500.
const PAGE: usize = 25;

/// A faulty response.
#[derive(Clone, Debug)]
pub enum Trouble {
    /// The page of the bot protection, with this status.
    Block(u16),
    /// A status and a body.
    Says(u16, &'static str),
    /// The connection is closed before the first byte of the body.
    Reset,
    /// The connection is closed within the body.
    Cut,
    /// The body stops for longer than any timeout.
    Slow,
    /// A redirect to another address.
    Moved(String),
}

/// An object and its picture.
struct Work {
    record: Value,
    path: String,
    picture: Vec<u8>,
}

#[derive(Default)]
struct Shared {
    works: BTreeMap<u32, Work>,
    withdrawn: Vec<u32>,
    troubles: Mutex<HashMap<String, Vec<Trouble>>>,
    asked: Mutex<Vec<(Instant, String)>>,
    secretive: AtomicBool,
    /// From this API request on, requests are blocked for this time.
    block: Mutex<Option<(usize, Duration)>>,
    blocked_until: Mutex<Option<Instant>>,
}

/// A running stand-in.
pub struct Met {
    /// The API's address.
    pub api: String,
    /// The picture host's address.
    pub pictures: String,
    /// The ports of the two on this machine.
    pub ports: [u16; 2],
    shared: Arc<Shared>,
}

const SHIELD: &str = "<html><iframe>Request unsuccessful. Incapsula incident ID: 7</iframe></html>";

impl Met {
    /// Starts with `each` paintings of every culture, works that the rule or
    /// the checks must reject, and [`OTHERS`] works of each other department.
    pub async fn start(each: u32) -> Self {
        Self::start_as(each, None).await
    }

    /// Starts with records whose pictures are at the address `pictures`, from
    /// which requests must be redirected here.
    pub async fn start_as(each: u32, pictures: Option<&str>) -> Self {
        let listeners = [listener().await, listener().await];
        let [api, own] =
            [0, 1].map(|index| format!("http://{}", listeners[index].local_addr().unwrap()));
        let own_host = pictures.is_none();
        let pictures = pictures.map_or(own, str::to_owned);
        let ports = [0, 1].map(|index| listeners[index].local_addr().unwrap().port());
        let mut shared = Shared::default();
        for culture in Culture::ALL {
            for number in 0..each {
                shared.add(&pictures, painting(culture, number));
            }
        }
        shared.add_oddities(&pictures);
        if own_host {
            shared.add_others(&pictures);
        }
        shared.withdrawn = vec![900, 901];
        let shared = Arc::new(shared);
        let handlers = [
            Router::new().fallback(answer_api).with_state(Arc::clone(&shared)),
            Router::new().fallback(answer_picture).with_state(Arc::clone(&shared)),
        ];
        for (listener, router) in listeners.into_iter().zip(handlers) {
            tokio::spawn(async move { axum::serve(listener, router).await });
        }
        Self { api, pictures, ports, shared }
    }

    /// Makes the next requests for `path` fail, one trouble each.
    pub fn trouble(&self, path: &str, troubles: &[Trouble]) {
        let mut queue = troubles.to_vec();
        queue.reverse();
        self.shared.troubles.lock().unwrap().insert(path.to_owned(), queue);
    }

    /// Blocks the API from its `request`th request on.
    pub fn block(&self, request: usize, lasts: Duration) {
        *self.shared.block.lock().unwrap() = Some((request, lasts));
    }

    /// Ends a block.
    pub fn unblock(&self) {
        *self.shared.block.lock().unwrap() = None;
        *self.shared.blocked_until.lock().unwrap() = None;
    }

    /// Sets whether pictures allow cross-origin requests.
    pub fn lend_pictures(&self, lend: bool) {
        self.shared.secretive.store(!lend, Ordering::Relaxed);
    }

    /// The times of all requests so far whose path starts with `start`.
    pub fn asked(&self, start: &str) -> Vec<Instant> {
        let asked = self.shared.asked.lock().unwrap();
        asked.iter().filter(|(_, path)| path.starts_with(start)).map(|(when, _)| *when).collect()
    }

    /// The address of an object's picture, as records write it.
    pub fn address(&self, object: u32) -> String {
        self.shared.works[&object].record["primaryImageSmall"].as_str().unwrap().to_owned()
    }
}

async fn listener() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.unwrap()
}

/// The culture of a painting here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Culture {
    /// In the American Wing.
    American,
    /// In Asian Art, like the next ones.
    Chinese,
    /// Worded in two ways.
    Indian,
    /// The last.
    Japanese,
}

impl Culture {
    /// All of them, in class order.
    pub const ALL: [Self; 4] = [Self::American, Self::Chinese, Self::Indian, Self::Japanese];

    /// The label of such a painting.
    pub fn label(self) -> Label {
        let name = match self {
            Self::American => "american",
            Self::Chinese => "chinese",
            Self::Indian => "indian",
            Self::Japanese => "japanese",
        };
        Label::new(name).expect("a name that a label can have")
    }
}

/// The departments of works that are not paintings of any culture.
pub const NEGATIVES: [&str; 5] = [
    "European Paintings",
    "Photographs",
    "Arms and Armor",
    "Greek and Roman Art",
    "Musical Instruments",
];

/// The id of the `number`th painting of a culture.
pub fn id(culture: Culture, number: u32) -> u32 {
    1000 * (culture as u32 + 1) + number
}

fn painting(culture: Culture, number: u32) -> (Record, Vec<u8>) {
    let american = culture == Culture::American;
    let text = |text: &str| text.to_owned();
    let record = Record {
        object_id: id(culture, number),
        department: text(if american { "The American Wing" } else { "Asian Art" }),
        object_name: text(match (american, number % 3) {
            (true, 0) => "Painting, miniature",
            (true, 1) => "Painting\r\nFrigate",
            (true, _) => "Painting",
            (false, 0) => "Hanging scroll",
            (false, _) => "Album leaf",
        }),
        classification: text(if american { "" } else { "Paintings" }),
        culture: text(match (culture, number % 2) {
            (Culture::American, _) => "American",
            (Culture::Chinese, _) => "China",
            (Culture::Japanese, _) => "Japan",
            (Culture::Indian, 0) => "India (Rajasthan, Mewar)",
            (Culture::Indian, _) => "Western India, Gujarat",
        }),
        title: format!("<i>Work</i> {number} of {}", culture.label()),
        object_date: format!("ca. {}", 1600 + number % 100),
        medium: text(if american { "Oil on canvas" } else { "Ink and color on paper" }),
        credit_line: text("Gift of nobody, for tests"),
        artist_display_name: text(if number < 2 {
            culture.label().name()
        } else {
            "Unidentified artist"
        }),
        accession_number: format!("13.{}.{number}", culture as usize),
        is_public_domain: true,
        ..Record::default()
    };
    let picture = encoded(&drawn(culture as usize, number), ImageFormat::Jpeg);
    (record, picture)
}

/// A colour for each culture, in a coarse pattern for each work.
fn drawn(tint: usize, number: u32) -> RgbImage {
    const TINTS: [[u32; 3]; 4] = [[210, 70, 60], [70, 190, 80], [70, 80, 210], [210, 190, 70]];
    RgbImage::from_fn(200 + number % 5, 150 + number % 7, |x, y| {
        let cell = (x / 25) * 31 + (y / 25) * 17 + (number + 1) * 7919 + tint as u32 * 104_729;
        let light = 40 + (cell.wrapping_mul(2_654_435_761) >> 24) % 60;
        Rgb(TINTS[tint].map(|channel| (channel * light / 100) as u8))
    })
}

fn encoded(picture: &RgbImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

impl Shared {
    fn add(&mut self, pictures: &str, (mut record, picture): (Record, Vec<u8>)) {
        let id = record.object_id;
        // The Met's file names are those that photographers chose.
        let file = match id % 4 {
            0 => format!("DP {id} 01.JPG"),
            _ => format!("DP{id}.jpg"),
        };
        if record.is_public_domain {
            record.primary_image_small = format!("{pictures}/CRDImages/as/web-large/{file}");
        }
        let mut json = json!(COLUMNS.iter().map(|name| (*name, "")).collect::<HashMap<_, _>>());
        let read = serde_json::to_value(&record).unwrap();
        json.as_object_mut().unwrap().extend(read.as_object().unwrap().clone());
        json["isHighlight"] = json!(id % 1000 == 0);
        if id % 3 == 0 {
            json["constituents"] = Value::Null;
            json["tags"] = Value::Null;
            json.as_object_mut().unwrap().remove("GalleryNumber");
        }
        let path = format!("/CRDImages/as/web-large/{}", file.replace(' ', "%20"));
        self.works.insert(id, Work { record: json, path, picture });
    }

    /// Works that are listed and must not be kept.
    fn add_oddities(&mut self, pictures: &str) {
        let mut odd = |id: u32, change: fn(&mut Record), picture: Option<Vec<u8>>| {
            let (mut record, drawn) = painting(Culture::Chinese, 500 + id);
            record.object_id = id;
            change(&mut record);
            self.add(pictures, (record, picture.unwrap_or(drawn)));
        };
        odd(801, |record| record.culture = "China or Korea".to_owned(), None);
        odd(802, |record| record.culture = "Nepal".to_owned(), None);
        odd(803, |record| record.culture = "Indian, Mughal".to_owned(), None);
        odd(805, |record| record.is_public_domain = false, None);
        odd(
            806,
            |record| record.primary_image_small.clear(),
            Some(b"<html>not a picture".to_vec()),
        );
        odd(807, |_| {}, Some(Vec::new()));
        odd(809, |_| {}, Some(encoded(&RgbImage::new(90, 300), ImageFormat::Png)));
        let mut huge = encoded(&RgbImage::new(1, 1), ImageFormat::Bmp);
        huge[18..22].copy_from_slice(&60_000u32.to_le_bytes());
        huge[22..26].copy_from_slice(&60_000u32.to_le_bytes());
        odd(810, |_| {}, Some(huge));
        odd(
            811,
            |record| {
                record.department = "The American Wing".to_owned();
                record.object_name = "Vase with a painting".to_owned();
                record.classification.clear();
                record.culture = "American".to_owned();
            },
            None,
        );
    }

    /// The negatives.
    fn add_others(&mut self, pictures: &str) {
        for (index, department) in NEGATIVES.into_iter().enumerate() {
            for number in 0..OTHERS {
                let (mut record, _) = painting(Culture::American, number);
                record.object_id = 5000 + 100 * index as u32 + number;
                department.clone_into(&mut record.department);
                record.accession_number = format!("14.{index}.{number}");
                record.artist_display_name.clear();
                let grain = 4 + 3 * (OTHERS * index as u32 + number);
                let picture = RgbImage::from_fn(200, 150, |x, y| {
                    let cell = (x / grain) * 31 + (y / grain) * 17 + grain * 7919;
                    Rgb([(cell.wrapping_mul(2_654_435_761) >> 24) as u8; 3])
                });
                self.add(pictures, (record, encoded(&picture, ImageFormat::Jpeg)));
            }
        }
    }

    fn listed(&self, department: Option<&str>, fits: impl Fn(&Value) -> bool) -> Vec<u32> {
        let name = department.map(|number| {
            let known = ["The American Wing", "Asian Art"].into_iter().chain(NEGATIVES);
            let mut known = known.filter_map(Department::named);
            let found = known.find(|department| department.number().to_string() == number);
            found.expect("a department that there is").name()
        });
        let works = self.works.iter().filter(|(_, work)| {
            name.is_none_or(|name| work.record["department"] == name) && fits(&work.record)
        });
        let mut ids: Vec<u32> = works.map(|(id, _)| *id).collect();
        if department == Some("6") {
            ids.extend(&self.withdrawn);
        }
        // Sorted by the id as text, like the real one.
        ids.sort_by_key(u32::to_string);
        ids
    }

    fn search(&self, query: &HashMap<String, String>) -> Value {
        let is = |name: &str| query.get(name).is_some_and(|value| value == "true");
        let words = query["q"].to_lowercase();
        let fields: &[&str] = match (is("title"), is("artistOrCulture")) {
            (true, _) => &["title"],
            (false, true) => &["artistDisplayName", "culture"],
            (false, false) => &["title", "artistDisplayName", "culture", "objectName", "medium"],
        };
        let ids = self.listed(query.get("departmentId").map(String::as_str), |record| {
            let said = |field: &&str| {
                record[*field].as_str().is_some_and(|text| text.to_lowercase().contains(&words))
            };
            query.get("medium").is_none_or(|medium| record["classification"] == medium.as_str())
                && (!is("isHighlight") || record["isHighlight"] == true)
                && (words == "*" || fields.iter().any(said))
        });
        let number = |name: &str| query[name].parse::<usize>().unwrap();
        let offset = number("offset");
        // Pages overlap by one, as with ties in the real search.
        let start = if offset > ids.len() { ids.len() } else { offset.saturating_sub(1) };
        let page: Vec<u32> =
            ids.iter().skip(start).take(number("limit").min(PAGE)).copied().collect();
        let page = if page.is_empty() { Value::Null } else { json!(page) };
        json!({ "total": ids.len(), "objectIDs": page })
    }

    /// The work for a picture's address: in any size, and on the two other
    /// hosts of pictures.
    fn find_picture(&self, uri: &Uri) -> Option<&Work> {
        let path = uri.path();
        if let Some(object) = path.strip_prefix("/storage/v1/b/gcs-public-data--met/o/") {
            return self.works.get(&object.split('%').next()?.parse().ok()?);
        }
        let query = form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes());
        let proxied = query.into_iter().find(|(name, _)| name == "url").map(|(_, url)| url);
        let proxied = proxied.and_then(|url| Some(url.split_once("/CRDImages/")?.1.to_owned()));
        let path = match proxied {
            Some(rest) => format!("/CRDImages/{}", rest.replace(' ', "%20")),
            None => ["/mobile-large/", "/web-additional/"]
                .iter()
                .fold(path.to_owned(), |path, size| path.replace(size, "/web-large/")),
        };
        self.works.values().find(|work| work.path == path)
    }

    fn take_trouble(&self, path: &str) -> Option<Response> {
        let trouble = self.troubles.lock().unwrap().get_mut(path)?.pop()?;
        let status = |status| StatusCode::from_u16(status).unwrap();
        Some(match trouble {
            Trouble::Block(code) => html(code, SHIELD),
            Trouble::Says(code, body) => (status(code), body).into_response(),
            Trouble::Reset => broken(vec![]),
            Trouble::Cut => broken(vec![Ok("{\"objectID\": 10")]),
            Trouble::Slow => {
                let never = stream::pending::<Result<&'static str, Error>>();
                Response::new(Body::from_stream(never))
            }
            Trouble::Moved(address) => {
                (StatusCode::FOUND, [(header::LOCATION, address)]).into_response()
            }
        })
    }

    /// The block, while there is one.
    fn blocked(&self, requests: usize) -> Option<Response> {
        let mut until = self.blocked_until.lock().unwrap();
        if let Some((from, lasts)) = *self.block.lock().unwrap()
            && until.is_none()
            && requests >= from
        {
            *until = Some(Instant::now() + lasts);
        }
        until.is_some_and(|until| Instant::now() < until).then(|| html(403, SHIELD))
    }
}

fn html(status: u16, body: &'static str) -> Response {
    let kind = [(header::CONTENT_TYPE, "text/html")];
    (StatusCode::from_u16(status).unwrap(), kind, body).into_response()
}

fn broken(mut parts: Vec<Result<&'static str, Error>>) -> Response {
    parts.push(Err(Error::other("the connection breaks")));
    Response::new(Body::from_stream(stream::iter(parts)))
}

fn message(status: u16, message: &str) -> Response {
    let body = json!({ "message": message }).to_string();
    (StatusCode::from_u16(status).unwrap(), body).into_response()
}

async fn answer_api(
    State(shared): State<Arc<Shared>>,
    uri: Uri,
    Query(query): Query<HashMap<String, String>>,
) -> Response {
    let answer = api(&shared, &uri, &query);
    // The page of the bot protection does not allow cross-origin requests.
    let shielded =
        answer.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind == "text/html");
    lent(answer, !shielded)
}

/// A response that allows cross-origin requests or not.
fn lent(mut answer: Response, lend: bool) -> Response {
    if lend {
        let anyone = HeaderValue::from_static("*");
        answer.headers_mut().insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, anyone);
    }
    answer
}

fn api(shared: &Shared, uri: &Uri, query: &HashMap<String, String>) -> Response {
    // Behind the proxy, the paths start with this.
    let path = uri.path().trim_start_matches("/public/collection").to_owned();
    let requests = {
        let mut asked = shared.asked.lock().unwrap();
        asked.push((Instant::now(), path.clone()));
        asked.iter().filter(|(_, path)| path.starts_with("/v1")).count()
    };
    if let Some(response) = shared.blocked(requests).or_else(|| shared.take_trouble(&path)) {
        return response;
    }
    match path.strip_prefix("/v1/objects/").map(str::parse::<u32>) {
        Some(Ok(id)) if shared.withdrawn.contains(&id) => message(404, "Not a valid object"),
        Some(Ok(id)) => match shared.works.get(&id) {
            Some(work) => work.record.to_string().into_response(),
            None => message(404, "ObjectID not found"),
        },
        Some(Err(_)) => message(400, "could not parse objectID"),
        None => match path.as_str() {
            "/v1.1/search" => shared.search(query).to_string().into_response(),
            "/v1/objects" => {
                let departments = query.get("departmentIds").map_or("1|6", String::as_str);
                let ids: Vec<u32> = departments
                    .split('|')
                    .flat_map(|number| shared.listed(Some(number), |_| true))
                    .collect();
                json!({ "total": ids.len(), "objectIDs": ids }).to_string().into_response()
            }
            "/v1/search" => message(410, "retired; use /public/collection/v1.1/search"),
            _ => html(404, "<html>no such page</html>"),
        },
    }
}

async fn answer_picture(
    State(shared): State<Arc<Shared>>,
    uri: Uri,
    headers: HeaderMap,
) -> Response {
    let lend = !shared.secretive.load(Ordering::Relaxed) || !uri.path().starts_with("/CRDImages");
    lent(picture(&shared, &uri, &headers), lend)
}

fn picture(shared: &Shared, uri: &Uri, headers: &HeaderMap) -> Response {
    let path = uri.path().to_owned();
    shared.asked.lock().unwrap().push((Instant::now(), path.clone()));
    if headers.get(header::ACCEPT).is_some_and(|accept| accept == "application/json") {
        return html(406, "<html>not acceptable</html>");
    }
    if let Some(response) = shared.take_trouble(&path) {
        return response;
    }
    match shared.find_picture(uri) {
        Some(work) => work.picture.clone().into_response(),
        None => html(404, "<html>no such picture</html>"),
    }
}
