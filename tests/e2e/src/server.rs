//! Serves the built page, compressed as a host would, and remembers what it
//! was asked for.

use axum::{
    Router,
    extract::State,
    http::{StatusCode, Uri, header},
    response::{IntoResponse as _, Response},
};
use flate2::{Compression, write::GzEncoder};
use std::{
    collections::HashMap,
    io::Write as _,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::net::TcpListener;

/// What the server answers for one path instead of the file.
#[derive(Clone, Debug)]
pub struct Instead {
    /// Answered this many times, then no more.
    pub times: usize,
    /// The status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
    /// Waited before the answer.
    pub delay: Duration,
}

#[derive(Default)]
struct Shared {
    root: PathBuf,
    /// Other folders, by the path they are served under.
    also: Mutex<HashMap<String, PathBuf>>,
    instead: Mutex<HashMap<String, Instead>>,
    asked: Mutex<Vec<String>>,
    /// Files that were compressed already, by path.
    compressed: Mutex<HashMap<String, Vec<u8>>>,
}

/// A server on a port of its own.
pub struct Server {
    /// Where the page is.
    pub url: String,
    shared: Arc<Shared>,
}

impl Server {
    /// Serves the page that `cargo xtask dist` built.
    pub async fn start() -> Self {
        let root = std::env::var_os("WHENCE_DIST").map(PathBuf::from);
        let root = root.expect("WHENCE_DIST must name the built page; `cargo xtask test` sets it");
        let shared = Arc::new(Shared { root, ..Shared::default() });
        let router = Router::new().fallback(answer).with_state(Arc::clone(&shared));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("no port is free");
        let address = listener.local_addr().expect("the port has an address");
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url: format!("http://{address}/"), shared }
    }

    /// Answers a path (without its query), which may have one `*`, otherwise.
    pub fn instead(&self, path: &str, instead: Instead) {
        let path = if path.contains('*') { self.named(path) } else { path.to_owned() };
        self.shared.instead.lock().unwrap().insert(path, instead);
    }

    /// Serves the files of another folder too, under `name/`.
    pub fn also(&self, name: &str, folder: impl Into<PathBuf>) {
        self.shared.also.lock().unwrap().insert(name.to_owned(), folder.into());
    }

    /// Answers every path with its file again.
    pub fn mend(&self) {
        self.shared.instead.lock().unwrap().clear();
    }

    /// Forgets what it was asked for, and returns it.
    pub fn take_asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.shared.asked.lock().unwrap())
    }

    /// The path of the built file whose path fits a pattern with one `*`.
    pub fn named(&self, pattern: &str) -> String {
        let Some((start, end)) = pattern.split_once('*') else { return pattern.to_owned() };
        let (folder, start) = start.rsplit_once('/').unwrap_or(("", start));
        let names =
            self.shared.root.join(folder).read_dir().expect("the built page has this folder");
        let mut names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        let fits = |name: &String| name.starts_with(start) && name.ends_with(end);
        let name = names.find(fits).unwrap_or_else(|| panic!("the page has no {pattern}"));
        if folder.is_empty() { name } else { format!("{folder}/{name}") }
    }

    /// A file of the built page.
    pub fn file(&self, path: &str) -> Vec<u8> {
        std::fs::read(self.shared.root.join(self.named(path)))
            .expect("the built page has this file")
    }
}

async fn answer(State(shared): State<Arc<Shared>>, uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    let path = if path.is_empty() { "index.html" } else { path };
    shared.asked.lock().unwrap().push(path.to_owned());
    let instead = take(&mut shared.instead.lock().unwrap(), path);
    let (status, body) = match instead {
        Some(Instead { status, body, delay, .. }) => {
            tokio::time::sleep(delay).await;
            (StatusCode::from_u16(status).unwrap(), body)
        }
        None => match std::fs::read(shared.place(path)) {
            Ok(body) => {
                let body = shared.compressed(path, &body);
                let headers = [(header::CONTENT_ENCODING, "gzip")];
                return (headers, described(path), body).into_response();
            }
            Err(_) => (StatusCode::NOT_FOUND, Vec::new()),
        },
    };
    (status, described(path), body).into_response()
}

fn described(path: &str) -> [(header::HeaderName, &'static str); 2] {
    [(header::CONTENT_TYPE, kind(path)), (header::CACHE_CONTROL, "no-store")]
}

impl Shared {
    /// Where the file of a path lies.
    fn place(&self, path: &str) -> PathBuf {
        let also = self.also.lock().unwrap();
        let other = path.split_once('/').and_then(|(name, rest)| Some(also.get(name)?.join(rest)));
        other.unwrap_or_else(|| self.root.join(path))
    }

    fn compressed(&self, path: &str, body: &[u8]) -> Vec<u8> {
        let mut compressed = self.compressed.lock().unwrap();
        let fresh = || {
            let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
            encoder.write_all(body).unwrap();
            encoder.finish().unwrap()
        };
        compressed.entry(path.to_owned()).or_insert_with(fresh).clone()
    }
}

fn take(instead: &mut HashMap<String, Instead>, path: &str) -> Option<Instead> {
    let found = instead.get_mut(path)?;
    found.times = found.times.checked_sub(1)?;
    Some(found.clone())
}

fn kind(path: &str) -> &'static str {
    match Path::new(path).extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("css") => "text/css",
        Some("js" | "mjs") => "text/javascript",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("webmanifest") => "application/manifest+json",
        _ => "application/octet-stream",
    }
}
