//! nginx before the built page: a web host as it is found in the world.

use crate::server::free_port;
use std::{
    ffi::OsString,
    fs,
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

/// Where Debian puts the module that serves files compressed with Brotli.
const BROTLI: &str = "/usr/lib/nginx/modules/ngx_http_brotli_static_module.so";

/// The types that nginx's own list has for the page's files.
const TYPES: &str = "text/html html; text/css css; text/javascript js; application/json json;
    application/wasm wasm; image/svg+xml svg; image/png png; image/webp webp; image/jpeg jpg;";

/// How a host serves its files.
#[derive(Clone, Debug)]
pub struct Host {
    /// The types of files; those of all others are `application/octet-stream`.
    pub types: &'static str,
    /// More directives of the folder that the page is in.
    pub directives: String,
}

impl Default for Host {
    fn default() -> Self {
        Self { types: TYPES, directives: String::new() }
    }
}

/// nginx on a port of its own. It ends with this value.
pub struct Nginx {
    /// Where the page is.
    pub url: String,
    process: Child,
    folder: PathBuf,
}

impl Nginx {
    /// Serves the folder `root` under a path of two parts; `None` where NGINX
    /// does not say where nginx is.
    pub fn start(root: &Path, host: &Host) -> Option<Self> {
        let program: OsString = std::env::var_os("WHENCE_NGINX")?;
        let port = free_port();
        let folder = std::env::temp_dir().join(format!("whence-nginx-{port}"));
        fs::create_dir_all(&folder).expect("there is room for nginx's files");
        let file = folder.join("nginx.conf");
        fs::write(&file, configuration(root, host, port)).expect("the configuration is written");
        let process = Command::new(program)
            .arg("-p")
            .arg(&folder)
            .arg("-c")
            .arg(&file)
            .args(["-e", "error.log"])
            .stdout(Stdio::null())
            .stderr(Stdio::inherit())
            .spawn()
            .expect("nginx could not be started");
        let url = format!("http://127.0.0.1:{port}/museum/whence/");
        let mut nginx = Self { url, process, folder };
        nginx.wait(port);
        Some(nginx)
    }

    /// Whether the module for files compressed with Brotli is there.
    pub fn has_brotli() -> bool {
        Path::new(BROTLI).is_file()
    }

    fn wait(&mut self, port: u16) {
        for _ in 0..100 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        let log = fs::read_to_string(self.folder.join("error.log")).unwrap_or_default();
        panic!("nginx does not answer: {log}");
    }
}

impl Drop for Nginx {
    fn drop(&mut self) {
        // What fails here leaves a process or a folder behind, and no test wrong.
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// One process, everything it writes in its own folder, and the page below a
/// path.
fn configuration(root: &Path, Host { types, directives }: &Host, port: u16) -> String {
    let brotli = if Nginx::has_brotli() { format!("load_module {BROTLI};") } else { String::new() };
    let root = root.display();
    format!(
        "{brotli}
        daemon off;
        master_process off;
        pid nginx.pid;
        events {{}}
        http {{
            access_log off;
            client_body_temp_path body;
            proxy_temp_path proxy;
            fastcgi_temp_path fastcgi;
            uwsgi_temp_path uwsgi;
            scgi_temp_path scgi;
            types {{ {types} }}
            default_type application/octet-stream;
            server {{
                listen 127.0.0.1:{port};
                location /museum/whence/ {{
                    alias \"{root}/\";
                    index index.html;
                    {directives}
                }}
            }}
        }}"
    )
}
