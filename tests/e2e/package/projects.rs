//! Projects that use the package: copied out of the repository, so that they
//! cannot find its files by accident, with the package installed.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::LazyLock,
};

/// A project.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Project {
    Vite,
    Webpack,
    Plain,
    Node,
}

static VITE: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = install("vite");
    npm(&folder, &["run", "build"]);
    fs::copy(folder.join("watch.js"), folder.join("dist/watch.js")).unwrap();
    folder
});

static WEBPACK: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = install("webpack");
    npm(&folder, &["run", "build"]);
    for file in ["index.html", "watch.js"] {
        fs::copy(folder.join(file), folder.join("dist").join(file)).unwrap();
    }
    folder
});

static PLAIN: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = install("plain");
    // Without a bundler, a module is imported by its address.
    let package = "./node_modules/@whence/classifier/";
    let app = fs::read_to_string(folder.join("app.js")).unwrap();
    let app = app
        .replace("\"@whence/classifier\"", &format!("\"{package}index.js\""))
        .replace("\"@whence/classifier/element\"", &format!("\"{package}element.js\""));
    fs::write(folder.join("app.js"), app).unwrap();
    folder
});

static NODE: LazyLock<PathBuf> = LazyLock::new(|| install("node"));

impl Project {
    /// Its folder, with the package installed.
    pub(crate) fn folder(self) -> &'static Path {
        match self {
            Self::Vite => &VITE,
            Self::Webpack => &WEBPACK,
            Self::Plain => &PLAIN,
            Self::Node => &NODE,
        }
    }

    /// The folder to serve, built if the project has a bundler.
    pub(crate) fn page(self) -> PathBuf {
        match self {
            Self::Vite | Self::Webpack => self.folder().join("dist"),
            Self::Plain | Self::Node => self.folder().to_owned(),
        }
    }

    /// Runs npm in it.
    pub(crate) fn npm(self, arguments: &[&str]) {
        npm(self.folder(), arguments);
    }
}

/// Copies a project and installs the package into it.
fn install(name: &str) -> PathBuf {
    let package = std::env::var("WHENCE_PACKAGE");
    let package =
        package.expect("WHENCE_PACKAGE names the package; `cargo xtask test consumers` sets it");
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("package");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("consumers").join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    let files = sources.join(name).read_dir().unwrap().map(|entry| entry.unwrap().path());
    for file in files.chain(["app.js", "watch.js"].map(|file| sources.join(file))) {
        fs::copy(&file, folder.join(file.file_name().unwrap())).unwrap();
    }
    let options = ["--no-save", "--no-package-lock", "--no-audit", "--no-fund"];
    npm(&folder, &[&["install"], &options[..], &[&package]].concat());
    folder
}

fn npm(folder: &Path, arguments: &[&str]) {
    let output = Command::new("npm").args(arguments).current_dir(folder).output();
    let output = output.expect("npm starts; Node 20 or newer has it");
    let said =
        [output.stdout, output.stderr].map(|said| String::from_utf8_lossy(&said).into_owned());
    assert!(output.status.success(), "npm {arguments:?}: {}", said.join("\n"));
}
