//! nginx with the built page: a typical web host.

use crate::server::free_port;
use std::{
    ffi::OsString,
    fs,
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::Duration,
};

/// Debian's path of the module that serves files compressed with Brotli.
const BROTLI: &str = "/usr/lib/nginx/modules/ngx_http_brotli_static_module.so";

/// The types that nginx's own list has for the page's files.
const TYPES: &str = "text/html html; text/css css; text/javascript js; application/json json;
    application/wasm wasm; image/svg+xml svg; image/png png; image/webp webp; image/jpeg jpg;";

/// How a host serves its files.
#[derive(Clone, Debug)]
pub struct Host {
    /// The types of files; all others are `application/octet-stream`.
    pub types: &'static str,
    /// More directives for the page's folder.
    pub directives: String,
}

impl Default for Host {
    fn default() -> Self {
        Self { types: TYPES, directives: String::new() }
    }
}

/// nginx on its own port. It stops when this value is dropped.
pub struct Nginx {
    /// The address of the page.
    pub url: String,
    process: Child,
    folder: PathBuf,
}

impl Nginx {
    /// Serves the folder `root` under a path of two parts; `None` if NGINX does
    /// not name the program.
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

    /// Whether the module for files compressed with Brotli is installed.
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
        // A failure here leaves a process or a folder behind, but makes no test
        // wrong.
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = fs::remove_dir_all(&self.folder);
    }
}

/// The configuration: one process, all files that it writes in its own folder,
/// and the page under a path.
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
