//! One browser window on the page.

use crate::{proxy::Proxy, server::free_port};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use fantoccini::{
    Client, ClientBuilder, Locator,
    actions::{
        InputSource, KeyAction, KeyActions, MOUSE_BUTTON_LEFT, MouseActions, PointerAction,
        TouchActions,
    },
    elements::Element,
    error::CmdError,
    wd::WindowHandle,
};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use std::{
    ffi::OsString,
    path::PathBuf,
    process::Stdio,
    time::{Duration, Instant},
};
use tokio::process::{Child, Command};

/// The rules of axe-core, run within the page.
const AXE: &str = include_str!("../vendor/axe.min.js");

/// The key with this name in WebDriver.
const SHIFT: char = '\u{e008}';

/// The time limit for the page to reach a state.
const PATIENCE: Duration = Duration::from_secs(60);

/// A browser with one window, controlled by its own driver.
pub struct Browser {
    /// The client of the driver.
    pub client: Client,
    driver: Child,
}

impl Browser {
    /// Starts a browser that can reach only this machine, and that stores
    /// nothing permanently.
    pub async fn start() -> Self {
        let browser = Self::launch(None, json!({})).await;
        browser.forbid_service_workers().await;
        browser
    }

    /// Starts a browser that reaches the rest of the internet through a proxy.
    pub async fn beyond(proxy: &Proxy) -> Self {
        let browser = Self::launch(Some(proxy), json!({})).await;
        browser.forbid_service_workers().await;
        browser
    }

    /// Starts a browser in which the page can be installed.
    pub async fn installing(proxy: Option<&Proxy>) -> Self {
        Self::launch(proxy, json!({})).await
    }

    /// Starts a browser whose settings forbid pages to store data.
    pub async fn keeping_nothing(proxy: &Proxy) -> Self {
        let blocked = json!({ "profile.default_content_setting_values.cookies": 2 });
        Self::launch(Some(proxy), blocked).await
    }

    /// Disables service workers, whose requests would mix with those of the
    /// page.
    async fn forbid_service_workers(&self) {
        self.before_each_page("delete Navigator.prototype.serviceWorker").await;
    }

    /// Runs a script in every page before its own.
    pub async fn before_each_page(&self, script: &str) {
        let source = json!({ "source": script });
        self.devtools("Page.addScriptToEvaluateOnNewDocument", source).await;
    }

    async fn launch(proxy: Option<&Proxy>, preferences: Value) -> Self {
        let outside = match proxy {
            Some(proxy) => format!("--proxy-server=http://{}", proxy.address),
            None => "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1".to_owned(),
        };
        let mut options = json!({ "args": [
            "--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--disable-gpu",
            "--hide-scrollbars", "--window-size=1280,900", "--ignore-certificate-errors", outside,
            "--disable-background-networking", "--disable-component-update",
            "--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream",
        ], "prefs": preferences });
        if let Ok(browser) = std::env::var("CHROME") {
            options["binary"] = browser.into();
        }
        let driver = std::env::var_os("CHROMEDRIVER").unwrap_or("chromedriver".into());
        Self::drive(driver, json!({ "goog:chromeOptions": options })).await
    }

    /// Starts Firefox, which reaches the rest of the internet through a proxy;
    /// `None` if FIREFOX and GECKODRIVER do not name it and its driver.
    /// Functions that need Chromium's protocol panic in it.
    pub async fn firefox(proxy: &Proxy) -> Option<Self> {
        let binary = std::env::var("FIREFOX").ok()?;
        let driver = std::env::var_os("GECKODRIVER")?;
        let (host, port) = proxy.address.split_once(':').expect("a proxy has a port");
        let port: u16 = port.parse().expect("a port is a number");
        let options = json!({ "binary": binary, "args": ["-headless"], "prefs": {
            "network.proxy.type": 1,
            "network.proxy.ssl": host,
            "network.proxy.ssl_port": port,
            "dom.serviceWorkers.enabled": false,
        } });
        let wanted = json!({ "acceptInsecureCerts": true, "moz:firefoxOptions": options });
        Some(Self::drive(driver, wanted).await)
    }

    async fn drive(driver: OsString, wanted: Value) -> Self {
        let port = free_port();
        let driver = Command::new(&driver)
            .arg(format!("--port={port}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap_or_else(|error| panic!("{} could not be started: {error}", driver.display()));
        let Value::Object(wanted) = wanted else { unreachable!() };
        let since = Instant::now();
        let client = loop {
            let client = ClientBuilder::new(HttpConnector::new())
                .capabilities(wanted.clone())
                .connect(&format!("http://127.0.0.1:{port}"))
                .await;
            match client {
                Ok(client) => break client,
                Err(error) if since.elapsed() > PATIENCE => panic!("no browser: {error}"),
                Err(_) => tokio::time::sleep(Duration::from_millis(100)).await,
            }
        };
        Self { client, driver }
    }

    /// Closes the window and stops the driver.
    pub async fn close(mut self) {
        self.client.close().await.expect("the window closes");
        self.driver.kill().await.expect("the driver ends");
    }

    /// Opens another tab at an address and switches to it; returns the previous
    /// one.
    pub async fn open_tab(&self, url: &str) -> WindowHandle {
        let before = self.client.window().await.expect("a tab is open");
        let tab = self.client.new_window(true).await.expect("another tab opens");
        self.turn_to(tab.handle).await;
        self.client.goto(url).await.expect("the tab goes there");
        before
    }

    /// Switches to another tab.
    pub async fn turn_to(&self, tab: WindowHandle) {
        self.client.switch_to_window(tab).await.expect("the tab is there");
    }

    /// Runs a script in the page.
    pub async fn run(&self, script: &str, arguments: Vec<Value>) -> Value {
        self.client.execute(script, arguments).await.expect("the script runs")
    }

    /// The one element that matches a selector.
    pub async fn find(&self, selector: &str) -> Element {
        self.client.find(Locator::Css(selector)).await.expect(selector)
    }

    /// The text of an element.
    pub async fn text(&self, selector: &str) -> String {
        self.find(selector).await.text().await.expect("an element has text")
    }

    /// Waits until the page is in a state.
    pub async fn wait_for(&self, state: &str) {
        self.wait_until(&format!("return document.body.dataset.state === '{state}'")).await;
    }

    /// Waits until a script returns true.
    pub async fn wait_until(&self, script: &str) {
        let since = Instant::now();
        while self.run(script, vec![]).await != true {
            if since.elapsed() > PATIENCE {
                let status = "return document.body.dataset.state + ': ' + document.body.innerText";
                let status = self.run(status, vec![]).await;
                panic!("waited in vain for {script}; the page is {status}");
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Presses a button or follows a link.
    pub async fn press(&self, selector: &str) {
        let since = Instant::now();
        while let Err(error) = self.find(selector).await.click().await {
            wait_before_retry(selector, &error, since).await;
        }
    }

    /// Types into a field, and replaces its contents.
    pub async fn write(&self, selector: &str, text: &str) {
        let since = Instant::now();
        while let Err(error) = self.find(selector).await.clear().await {
            wait_before_retry(selector, &error, since).await;
        }
        self.find(selector).await.send_keys(text).await.expect(selector);
    }

    /// Presses a key in the focused element.
    pub async fn key(&self, key: char) {
        let press = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value: key })
            .then(KeyAction::Up { value: key });
        self.client.perform_actions(press).await.expect("a key can be pressed");
    }

    /// Presses a key while Shift is held.
    pub async fn key_with_shift(&self, key: char) {
        let press = KeyActions::new("keyboard".to_owned())
            .then(KeyAction::Down { value: SHIFT })
            .then(KeyAction::Down { value: key })
            .then(KeyAction::Up { value: key })
            .then(KeyAction::Up { value: SHIFT });
        self.client.perform_actions(press).await.expect("two keys can be pressed");
    }

    /// Drags an element by this many pixels with the mouse.
    pub async fn drag(&self, selector: &str, by: (f64, f64)) {
        let mouse = self.dragging(MouseActions::new("mouse".to_owned()), selector, by).await;
        self.client.perform_actions(mouse).await.expect(selector);
    }

    /// Drags an element by this many pixels with a finger.
    pub async fn drag_by_touch(&self, selector: &str, by: (f64, f64)) {
        let finger = self.dragging(TouchActions::new("finger".to_owned()), selector, by).await;
        self.client.perform_actions(finger).await.expect(selector);
    }

    async fn dragging<A>(&self, pointer: A, selector: &str, (x, y): (f64, f64)) -> A
    where
        A: InputSource<Action = PointerAction>,
    {
        let element = self.find(selector).await;
        let duration = Some(Duration::from_millis(100));
        pointer
            .then(PointerAction::MoveToElement { element, duration: None, x: 0.0, y: 0.0 })
            .then(PointerAction::Down { button: MOUSE_BUTTON_LEFT })
            .then(PointerAction::MoveBy { duration, x, y })
            .then(PointerAction::Up { button: MOUSE_BUTTON_LEFT })
    }

    /// Waits until an element has a text.
    pub async fn wait_for_text(&self, selector: &str, text: &str) {
        let script = format!(
            "return document.querySelector({selector:?})?.textContent.includes({text:?}) === true"
        );
        self.wait_until(&script).await;
    }

    /// Picks files, as a visitor does.
    pub async fn pick(&self, files: &[&std::path::Path]) {
        let files: Vec<String> = files.iter().map(|file| file.display().to_string()).collect();
        self.find("#file").await.send_keys(&files.join("\n")).await.expect("they are picked");
    }

    /// Drops or pastes bytes as a file.
    pub async fn give(&self, way: &str, name: &str, bytes: &[u8]) {
        let script = "
            const [way, name, encoded] = arguments;
            const bytes = Uint8Array.from(atob(encoded), character => character.charCodeAt(0));
            const data = new DataTransfer();
            if (name) data.items.add(new File([bytes], name));
            else if (way === 'drop') data.setData('text/uri-list', 'https://example.org/picture.jpg');
            else data.setData('text/plain', 'a word');
            const event = way !== 'paste'
                ? new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: data })
                : new ClipboardEvent('paste', { bubbles: true, cancelable: true, clipboardData: data });
            document.body.dispatchEvent(event);";
        self.run(script, vec![way.into(), name.into(), STANDARD.encode(bytes).into()]).await;
    }

    /// Runs axe-core; panics if it finds accessibility problems.
    pub async fn assert_accessible(&self, state: &str) {
        let script = format!(
            "{AXE}; const done = arguments[arguments.length - 1];
             axe.run(document, {{ resultTypes: ['violations'] }}).then(result => done(result.violations.map(
               violation => violation.id + ': ' + violation.nodes.map(node => node.html).join(' '))),
               error => done([String(error)]));"
        );
        let found = self.client.execute_async(&script, vec![]).await.expect("axe-core runs");
        assert_eq!(found, json!([]), "in state {state}");
    }

    /// Saves screenshots of the whole page in the folder WHENCE_SCREENSHOTS:
    /// wide and narrow, light and dark.
    pub async fn screenshot(&self, name: &str) {
        let Some(folder) = std::env::var_os("WHENCE_SCREENSHOTS").map(PathBuf::from) else {
            return;
        };
        std::fs::create_dir_all(&folder).expect("a folder for screenshots");
        for scheme in ["light", "dark"] {
            self.prefer("prefers-color-scheme", scheme).await;
            for (width, height) in [(1280, 800), (360, 740)] {
                self.resize(width, height).await;
                let whole = "return document.documentElement.scrollHeight";
                let whole = self.run(whole, vec![]).await.as_u64().expect("a height");
                self.resize(width, whole.clamp(height, 4_000)).await;
                let taken = self.devtools("Page.captureScreenshot", json!({})).await;
                let picture = STANDARD.decode(taken["data"].as_str().expect("a picture"));
                let file = folder.join(format!("{name}-{scheme}-{width}.png"));
                std::fs::write(file, picture.expect("a picture")).expect("it is written");
            }
        }
        self.devtools("Emulation.clearDeviceMetricsOverride", json!({})).await;
        self.prefer("prefers-color-scheme", "").await;
    }

    /// The number of pages that the page prints on.
    pub async fn sheets(&self) -> usize {
        let printed = json!({ "preferCSSPageSize": true });
        let printed = self.devtools("Page.printToPDF", printed).await;
        let printed = STANDARD.decode(printed["data"].as_str().expect("a document"));
        let printed = printed.expect("a document");
        let sheets = printed.windows(11).filter(|at| *at == b"/Type /Page").count();
        let lists = printed.windows(12).filter(|at| *at == b"/Type /Pages").count();
        sheets - lists
    }

    /// Resizes the window, in CSS pixels.
    pub async fn resize(&self, width: u64, height: u64) {
        let metrics =
            json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": false });
        self.devtools("Emulation.setDeviceMetricsOverride", metrics).await;
    }

    /// Sets a preferred media feature of the visitor; `""` for none.
    pub async fn prefer(&self, feature: &str, value: &str) {
        let features = json!({ "features": [{ "name": feature, "value": value }] });
        self.devtools("Emulation.setEmulatedMedia", features).await;
    }

    /// A command of the DevTools protocol, and its result.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Value {
        self.client
            .issue_cmd(Devtools { command: command.to_owned(), parameters })
            .await
            .expect(command)
    }
}

#[derive(Debug)]
struct Devtools {
    command: String,
    parameters: Value,
}

impl fantoccini::wd::WebDriverCompatibleCommand for Devtools {
    fn endpoint(
        &self,
        base: &url::Url,
        session: Option<&str>,
    ) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/goog/cdp/execute", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        let body = json!({ "cmd": self.command, "params": self.parameters });
        (http::Method::POST, Some(body.to_string()))
    }
}

/// Waits before an action on an element is repeated: while one view of the page
/// fades into another, the other is behind it or does not exist yet.
async fn wait_before_retry(selector: &str, error: &CmdError, since: Instant) {
    let message = error.to_string();
    let is_covered = ["intercepted", "obscures"].iter().any(|word| message.contains(word));
    let is_passing = is_covered || error.is_element_not_interactable();
    assert!(is_passing && since.elapsed() < PATIENCE, "{selector}: {error}");
    tokio::time::sleep(Duration::from_millis(50)).await;
}
