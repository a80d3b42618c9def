//! Serves the built page, compressed as a host would, and records the requests.

use crate::{bytes::PARTS, sizes};
use axum::{
    Router,
    body::Body,
    extract::State,
    http::{HeaderValue, StatusCode, Uri, header},
    response::{IntoResponse as _, Response},
    serve::Listener,
};
use flate2::Compression;
use futures::{StreamExt as _, stream};
use std::{
    collections::HashMap,
    io::Error,
    net::SocketAddr,
    path::{Path, PathBuf},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::Duration,
};
use tokio::net::{TcpListener, TcpStream};

/// A response for one path instead of the file.
#[derive(Clone, Debug)]
pub struct Instead {
    /// The number of times that it is sent.
    pub times: usize,
    /// The status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
    /// The delay before the response.
    pub delay: Duration,
}

/// A fault in the transfer of a file.
#[derive(Clone, Copy, Debug)]
pub enum Fault {
    /// The connection is closed after half of it.
    Cut,
    /// It arrives in this many parts, with a tenth of a second before each.
    Slow(usize),
    /// Half of it arrives, and then nothing more, while the connection stays
    /// open.
    Stall,
}

/// The compression of files.
#[derive(Clone, Copy, Debug, Default)]
pub enum Coding {
    /// With gzip, during the transfer.
    #[default]
    Quick,
    /// With gzip, in advance.
    Gzip,
    /// With Brotli, in advance.
    Brotli,
}

impl Coding {
    /// Its name in HTTP.
    fn name(self) -> &'static str {
        match self {
            Self::Quick | Self::Gzip => "gzip",
            Self::Brotli => "br",
        }
    }

    fn compressed(self, body: &[u8]) -> Vec<u8> {
        match self {
            Self::Quick => sizes::gzip(body, Compression::fast()),
            Self::Gzip => sizes::gzip(body, Compression::best()),
            Self::Brotli => sizes::brotli(body),
        }
    }
}

#[derive(Default)]
struct Shared {
    root: PathBuf,
    /// Other folders, by the path under which they are served.
    also: Mutex<HashMap<String, PathBuf>>,
    instead: Mutex<HashMap<String, Instead>>,
    faults: Mutex<HashMap<String, Fault>>,
    /// Whether connections are refused.
    cut: AtomicBool,
    /// Whether browsers may cache responses.
    kept: AtomicBool,
    asked: Mutex<Vec<String>>,
    /// The Content-Security-Policy of every response.
    policy: Option<&'static str>,
    coding: Coding,
    /// Compressed files, by path.
    compressed: Mutex<HashMap<String, Vec<u8>>>,
}

/// The folder of the page that `cargo xtask dist` built.
#[must_use]
pub fn built() -> PathBuf {
    let folder = std::env::var_os("WHENCE_DIST").map(PathBuf::from);
    folder.expect("WHENCE_DIST must name the built page; `cargo xtask test` sets it")
}

/// A free port.
pub(crate) fn free_port() -> u16 {
    let listener = std::net::TcpListener::bind("127.0.0.1:0");
    let address = listener.and_then(|listener| listener.local_addr());
    address.expect("no port is free").port()
}

/// A server on its own port.
pub struct Server {
    /// The address of the page.
    pub url: String,
    shared: Arc<Shared>,
}

impl Server {
    /// Serves the page that `cargo xtask dist` built.
    pub async fn start() -> Self {
        Self::serve(Shared { root: built(), ..Shared::default() }).await
    }

    /// Serves it like a host that compresses files in advance.
    pub async fn compressing(coding: Coding) -> Self {
        let server = Self::serve(Shared { root: built(), coding, ..Shared::default() }).await;
        for pattern in PARTS.iter().flat_map(|(_, patterns)| *patterns) {
            server.shared.compressed(&server.named(pattern), &server.file(pattern));
        }
        server
    }

    /// Serves a folder with a Content-Security-Policy.
    pub async fn strict(root: impl Into<PathBuf>, policy: &'static str) -> Self {
        let (root, policy) = (root.into(), Some(policy));
        Self::serve(Shared { root, policy, ..Shared::default() }).await
    }

    async fn serve(shared: Shared) -> Self {
        let shared = Arc::new(shared);
        let router = Router::new().fallback(answer).with_state(Arc::clone(&shared));
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("no port is free");
        let address = listener.local_addr().expect("the port has an address");
        let way = Way { listener, shared: Arc::clone(&shared) };
        tokio::spawn(async move { axum::serve(way, router).await });
        Self { url: format!("http://{address}/"), shared }
    }

    /// Sets another response for a path (without its query), which may have one
    /// `*`.
    pub fn instead(&self, path: &str, instead: Instead) {
        self.shared.instead.lock().unwrap().insert(self.named(path), instead);
    }

    /// Sets a fault in the transfer of a path's file, every time.
    pub fn fault(&self, path: &str, fault: Fault) {
        self.shared.faults.lock().unwrap().insert(self.named(path), fault);
    }

    /// Cuts or restores the connection.
    pub fn cut(&self, cut: bool) {
        self.shared.cut.store(cut, Ordering::Relaxed);
    }

    /// Lets browsers cache responses for an hour.
    pub fn allow_keeping(&self) {
        self.shared.kept.store(true, Ordering::Relaxed);
    }

    /// Serves the files of another folder too, under `name/`.
    pub fn also(&self, name: &str, folder: impl Into<PathBuf>) {
        self.shared.also.lock().unwrap().insert(name.to_owned(), folder.into());
    }

    /// Removes all faults and other responses.
    pub fn mend(&self) {
        self.shared.instead.lock().unwrap().clear();
        self.shared.faults.lock().unwrap().clear();
        self.cut(false);
    }

    /// Returns the requested paths, and clears the list.
    pub fn take_asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.shared.asked.lock().unwrap())
    }

    /// The path of the built file that matches a pattern with one `*`.
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
    let mut answer = answer_without_policy(&shared, &uri).await;
    if let Some(policy) = shared.policy {
        let policy = HeaderValue::from_static(policy);
        answer.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    answer
}

async fn answer_without_policy(shared: &Shared, uri: &Uri) -> Response {
    if shared.cut.load(Ordering::Relaxed) {
        // Through a connection that was open before.
        let nothing = stream::iter([Err::<Vec<u8>, _>(Error::other("the connection is cut"))]);
        return Response::new(Body::from_stream(nothing));
    }
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
                let headers = [(header::CONTENT_ENCODING, shared.coding.name())];
                let fault = shared.faults.lock().unwrap().get(path).copied();
                let body = fault.map_or_else(|| Body::from(body.clone()), |fault| fault.on(&body));
                return (headers, shared.described(path), body).into_response();
            }
            Err(_) => (StatusCode::NOT_FOUND, Vec::new()),
        },
    };
    (status, shared.described(path), body).into_response()
}

/// The network path to the server, which can be cut.
struct Way {
    listener: TcpListener,
    shared: Arc<Shared>,
}

impl Listener for Way {
    type Io = TcpStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (TcpStream, SocketAddr) {
        loop {
            let taken = Listener::accept(&mut self.listener).await;
            if !self.shared.cut.load(Ordering::Relaxed) {
                return taken;
            }
        }
    }

    fn local_addr(&self) -> Result<SocketAddr, Error> {
        self.listener.local_addr()
    }
}

impl Fault {
    /// The body of a file with this fault.
    fn on(self, file: &[u8]) -> Body {
        let half = || stream::iter([Ok(file[..file.len() / 2].to_vec())]);
        match self {
            Self::Cut => Body::from_stream(
                half().chain(stream::iter([Err(Error::other("the connection breaks"))])),
            ),
            Self::Stall => Body::from_stream(half().chain(stream::pending::<Result<_, Error>>())),
            Self::Slow(parts) => {
                let parts = file.chunks(file.len().div_ceil(parts).max(1));
                let parts: Vec<Vec<u8>> = parts.map(<[u8]>::to_vec).collect();
                Body::from_stream(stream::iter(parts).then(async |part| {
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    Ok::<_, Error>(part)
                }))
            }
        }
    }
}

impl Shared {
    /// Every request uses its own connection, so that a cut affects the next
    /// one.
    fn described(&self, path: &str) -> [(header::HeaderName, &'static str); 3] {
        let kept = if self.kept.load(Ordering::Relaxed) { "max-age=3600" } else { "no-store" };
        [
            (header::CONTENT_TYPE, kind(path)),
            (header::CACHE_CONTROL, kept),
            (header::CONNECTION, "close"),
        ]
    }

    /// The place of a path's file.
    fn place(&self, path: &str) -> PathBuf {
        let also = self.also.lock().unwrap();
        let other = path.split_once('/').and_then(|(name, rest)| Some(also.get(name)?.join(rest)));
        other.unwrap_or_else(|| self.root.join(path))
    }

    fn compressed(&self, path: &str, body: &[u8]) -> Vec<u8> {
        let mut compressed = self.compressed.lock().unwrap();
        let fresh = || self.coding.compressed(body);
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
