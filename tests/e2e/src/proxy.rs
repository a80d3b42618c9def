//! A proxy that simulates the rest of the internet: it redirects each requested
//! host to a port of this machine, or refuses it, and records which hosts a
//! page requested.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
};
use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _, copy_bidirectional},
    net::{TcpListener, TcpStream},
    sync::watch,
};
use tokio_rustls::{
    TlsAcceptor,
    rustls::{
        ServerConfig,
        crypto::ring,
        pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer},
    },
};
use whence_standin::Met;

/// A running proxy.
pub struct Proxy {
    /// Its address.
    pub address: String,
    shared: Arc<Shared>,
}

struct Shared {
    hosts: HashMap<&'static str, u16>,
    asked: Mutex<Vec<String>>,
    cut: watch::Sender<bool>,
    tls: TlsAcceptor,
}

impl Proxy {
    /// Redirects the Met's hosts, and the other hosts of its pictures, to a
    /// stand-in.
    pub async fn start(met: &Met) -> Self {
        let [api, pictures] = met.ports;
        let hosts = HashMap::from([
            ("collectionapi.metmuseum.org", api),
            ("images.metmuseum.org", pictures),
            ("storage.googleapis.com", pictures),
            ("wsrv.nl", pictures),
        ]);
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("no port is free");
        let address = listener.local_addr().expect("the port has an address").to_string();
        let shared = Arc::new(Shared {
            hosts,
            asked: Mutex::default(),
            cut: watch::Sender::default(),
            tls: tls(),
        });
        let serving = Arc::clone(&shared);
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let shared = Arc::clone(&serving);
                // A browser may break off connections at any time.
                tokio::spawn(async move { shared.lead(stream).await.ok() });
            }
        });
        Self { address, shared }
    }

    /// Returns the requested hosts, and clears the list.
    pub fn take_asked(&self) -> Vec<String> {
        std::mem::take(&mut *self.shared.asked.lock().unwrap())
    }

    /// Cuts or restores the connection to all of them.
    pub fn cut(&self, cut: bool) {
        self.shared.cut.send_replace(cut);
    }
}

impl Shared {
    async fn lead(&self, mut stream: TcpStream) -> std::io::Result<()> {
        let mut request = Vec::new();
        while !request.ends_with(b"\r\n\r\n") {
            request.push(stream.read_u8().await?);
        }
        let request = String::from_utf8_lossy(&request);
        let target = request.split_whitespace().nth(1).unwrap_or_default();
        let host = target.split(':').next().unwrap_or_default().to_owned();
        // Requests of the browser itself are not caused by the page.
        if self.hosts.contains_key(host.as_str()) {
            self.asked.lock().unwrap().push(host.clone());
        }
        let mut cut = self.cut.subscribe();
        let port = self.hosts.get(host.as_str()).filter(|_| !*cut.borrow());
        let Some(port) = port else {
            return stream.write_all(b"HTTP/1.1 502 Nowhere\r\ncontent-length: 0\r\n\r\n").await;
        };
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await?;
        let mut plain = self.tls.accept(stream).await?;
        let mut there = TcpStream::connect(("127.0.0.1", *port)).await?;
        tokio::select! {
            _ = cut.wait_for(|cut| *cut) => Ok(()),
            ended = copy_bidirectional(&mut plain, &mut there) => ended.map(drop),
        }
    }
}

/// A certificate that the browsers are configured to accept.
fn tls() -> TlsAcceptor {
    let made = rcgen::generate_simple_self_signed(["metmuseum.org".to_owned()]);
    let made = made.expect("a certificate can be made");
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
    let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .expect("there are versions")
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .expect("the certificate fits its key");
    TlsAcceptor::from(Arc::new(config))
}
