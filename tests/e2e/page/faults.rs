//! Fault drills: a fault in the middle of a visit loses none of the visitor's
//! work, is explained in words, and leaves a page that accepts the next
//! picture.

use super::*;
use std::time::Instant;
use whence_e2e::server::Fault;
use whence_standin::id;

/// Timers of a second and more fire when `pass` is called with at least as many
/// milliseconds, and the time of day advances by them.
pub(super) const CLOCK: &str = "{
    let ahead = 0, count = 0;
    const held = new Map();
    const [now, set, clear] = [Date.now, window.setTimeout, window.clearTimeout];
    Date.now = () => now() + ahead;
    window.setTimeout = (run, wait = 0, ...more) => {
        if (wait < 1000) return set(run, wait, ...more);
        held.set(--count, [Date.now() + wait, () => run(...more)]);
        return count;
    };
    window.clearTimeout = id => void (held.delete(id) || clear(id));
    window.pass = milliseconds => {
        ahead += milliseconds;
        for (const [id, [due, run]] of held)
            if (due <= Date.now() && held.delete(id)) run();
    };
}";

/// Lets the page end its latest worker as the system does, without an event.
const KILL: &str = "window.Worker = class extends window.Worker {
    constructor(...made) { super(...made); window.kill = () => super.terminate(); }
};";

/// The name of the picture that makes a worker fail.
const FATAL: &str = "fatal.png";

/// The step of a worker at which it fails, as the number of the clock reading
/// that starts the step.
const DECODING: usize = 1;
const INFERRING: usize = 4;

/// Makes workers fail in this way on the picture [`FATAL`], at that step.
fn bring_down(server: &Server, step: usize, grief: &str) {
    spoil_worker(
        server,
        99,
        &format!(
            "let looks = NaN;
            addEventListener('message', ({{ data }}) =>
                looks = data instanceof File && data.name === {FATAL:?} ? 0 : NaN);
            const now = performance.now.bind(performance);
            performance.now = () => {{
                if (++looks === {step}) {{ {grief} }}
                return now();
            }};"
        ),
    );
}

/// Makes the next loads of the worker's script run another one first.
fn spoil_worker(server: &Server, times: usize, script: &str) {
    let body = [script.as_bytes(), &server.file("worker-*.js")].concat();
    server.instead("worker-*.js", Instead { times, status: 200, body, delay: Duration::ZERO });
}

/// The worker hangs until it is killed, and reports that it does.
const STAND_STILL: &str = "new BroadcastChannel('still').postMessage(0); while (true);";

/// The page detects that a worker hangs.
const WATCH: &str = "window.still = false;
    new BroadcastChannel('still').onmessage = () => window.still = true;";

/// A browser with a clock and workers under the test's control, on no page yet.
async fn prepared() -> (Server, Browser) {
    let (server, browser) = (Server::start().await, Browser::start().await);
    for script in [CLOCK, KILL, WATCH] {
        browser.before_each_page(script).await;
    }
    (server, browser)
}

/// Kills the hanging worker, and waits until the page must have noticed.
async fn kill(browser: &Browser) {
    browser.wait_until("return window.still").await;
    browser.run("window.kill(); window.still = false; window.pass(5 * 60_000)", vec![]).await;
}

async fn go(server: &Server, browser: &Browser) {
    browser.client.goto(&server.url).await.unwrap();
    browser.wait_for("ready").await;
}

/// The next picture gets the right answer.
async fn assert_next_works(browser: &Browser) {
    browser.run("document.body.dataset.state = ''", vec![]).await;
    browser.give("drop", "seal.png", SEAL).await;
    browser.wait_for("result").await;
    assert_golden(browser, "seal.png").await;
}

/// Presses the button that tries again.
async fn try_again(browser: &Browser) {
    browser.press(".retry").await;
}

/// Names and errors of the table's rows.
async fn rows(browser: &Browser) -> Value {
    let script = "return [...document.querySelectorAll('#several tbody tr')].map(row =>
        [row.querySelector('th').textContent, row.dataset.error ?? ''])";
    browser.run(script, vec![]).await
}

/// Three pictures, of which the second is fatal.
fn three() -> Vec<(String, Vec<u8>)> {
    ["first.png", FATAL, "last.png"].map(|name| (name.to_owned(), SEAL.to_vec())).into()
}

/// The table of [`three`] keeps its other two rows.
async fn assert_one_of_three_failed(browser: &Browser, step: usize) {
    browser.wait_for_text("#several .count", "Done: 3 pictures, 1 of them failed.").await;
    let expected = json!([["first.png", ""], [FATAL, "crashed"], ["last.png", ""]]);
    assert_eq!(rows(browser).await, expected, "at step {step}");
}

#[tokio::test]
async fn a_crash_while_decoding_or_inferring_costs_one_picture() {
    let (server, browser) = prepared().await;
    for step in [DECODING, INFERRING] {
        bring_down(&server, step, "throw new Error('out of memory');");
        go(&server, &browser).await;
        browser.give("drop", FATAL, SEAL).await;
        assert_error(&browser, "crashed", "crashed on this picture").await;
        assert_next_works(&browser).await;
        several::give_all(&browser, &three()).await;
        assert_one_of_three_failed(&browser, step).await;
    }
    browser.close().await;
}

#[tokio::test]
async fn a_worker_killed_while_decoding_or_inferring_is_noticed() {
    let (server, browser) = prepared().await;
    for step in [DECODING, INFERRING] {
        bring_down(&server, step, STAND_STILL);
        go(&server, &browser).await;
        browser.give("drop", FATAL, SEAL).await;
        kill(&browser).await;
        assert_error(&browser, "crashed", "crashed on this picture").await;
        assert_next_works(&browser).await;
        several::give_all(&browser, &three()).await;
        kill(&browser).await;
        assert_one_of_three_failed(&browser, step).await;
    }
    browser.close().await;
}

#[tokio::test]
async fn a_worker_lost_while_it_loads_the_model_is_told_of_and_the_picture_waits() {
    let (server, browser) = prepared().await;
    for (grief, killed) in [("throw new Error('out of memory');", false), (STAND_STILL, true)] {
        // Before the worker's own listener, on the message with the model.
        let script = format!(
            "addEventListener('message', event => {{
                if (!(event.data?.[1] instanceof Uint8Array)) return;
                event.stopImmediatePropagation();
                {grief}
            }});"
        );
        spoil_worker(&server, 1, &script);
        browser.client.goto(&server.url).await.unwrap();
        browser.give("drop", "seal.png", SEAL).await;
        if killed {
            kill(&browser).await;
        }
        assert_error(&browser, "broken", "could not start").await;
        try_again(&browser).await;
        browser.wait_for("result").await;
        assert_golden(&browser, "seal.png").await;
        assert_eq!(browser.text("#caption").await, "seal.png");
        assert_next_works(&browser).await;
    }
    browser.close().await;
}

#[tokio::test]
async fn what_is_cut_on_its_way_is_fetched_again_and_the_picture_waits() {
    let (server, browser) = prepared().await;
    for part in ["model/whence.onnx", "model/model-*.json", "worker-*_bg.wasm", "worker-*.js"] {
        server.fault(part, Fault::Cut);
        browser.client.goto(&server.url).await.unwrap();
        browser.give("drop", "seal.png", SEAL).await;
        browser.wait_for("error").await;
        assert_error(&browser, "offline", "could not be loaded completely").await;
        server.mend();
        try_again(&browser).await;
        browser.wait_for("result").await;
        assert_golden(&browser, "seal.png").await;
        assert_next_works(&browser).await;
    }
    browser.close().await;
}

#[tokio::test]
async fn a_slow_model_shows_its_progress_and_the_picture_waits() {
    let (server, browser) = prepared().await;
    server.fault("model/whence.onnx", Fault::Slow(20));
    browser.client.goto(&server.url).await.unwrap();
    browser.give("drop", "seal.png", SEAL).await;
    let seen = "const bar = document.getElementById('progress');
        (window.seen ??= new Set()).add(bar.value);
        return bar.checkVisibility() && window.seen.size > 5";
    browser.wait_until(seen).await;
    browser.wait_for("result").await;
    assert_golden(&browser, "seal.png").await;
    browser.close().await;
}

#[tokio::test]
async fn what_stops_coming_is_told_of_and_the_picture_waits() {
    let (server, browser) = prepared().await;
    for part in ["model/whence.onnx", "worker-*_bg.wasm"] {
        server.fault(part, Fault::Stall);
        browser.client.goto(&server.url).await.unwrap();
        browser.give("drop", "seal.png", SEAL).await;
        // A minute with progress is not a minute without an answer.
        browser.wait_until("return document.getElementById('progress').value > 0").await;
        tokio::time::sleep(Duration::from_secs(1)).await;
        browser.run("window.pass(60_000)", vec![]).await;
        assert_error(&browser, "offline", "could not be loaded completely").await;
        server.mend();
        try_again(&browser).await;
        browser.wait_for("result").await;
        assert_golden(&browser, "seal.png").await;
    }
    browser.close().await;
}

#[tokio::test]
async fn a_wrong_file_that_the_browser_keeps_is_fetched_past_its_cache() {
    let (server, browser) = prepared().await;
    server.allow_keeping();
    for (part, error) in [
        ("model/whence.onnx", "mismatch"),
        ("model/model-*.json", "model"),
        ("worker-*.js", "broken"),
    ] {
        browser.devtools("Network.clearBrowserCache", json!({})).await;
        // The page of a network that requires a login first.
        let body = b"<!doctype html><title>Log in</title>".to_vec();
        server.instead(part, Instead { times: 1, status: 200, body, delay: Duration::ZERO });
        browser.client.goto(&server.url).await.unwrap();
        browser.wait_for("error").await;
        assert_eq!(
            browser.find(".error").await.attr("data-error").await.unwrap().as_deref(),
            Some(error)
        );
        try_again(&browser).await;
        browser.wait_for("ready").await;
        assert_next_works(&browser).await;
        // From now on the cached files are right.
        go(&server, &browser).await;
    }
    browser.close().await;
}

#[tokio::test]
async fn a_file_that_is_changed_in_cache_storage_is_fetched_again() {
    let (server, browser) = offline::installed().await;
    for part in ["model/whence.onnx", "model/model-*.json", "worker-*_bg.wasm", "page-*.js", ""] {
        let part = server.named(part);
        change_kept(&browser, &part).await;
        server.take_asked();
        go(&server, &browser).await;
        assert_next_works(&browser).await;
        let file = if part.is_empty() { "index.html".to_owned() } else { part };
        assert!(server.take_asked().contains(&file), "{file} is not fetched again");
        // The new files are cached: the next visit needs no connection.
        server.cut(true);
        go(&server, &browser).await;
        server.mend();
    }
    // Without a connection, the page says so. The new files may still be on
    // their way into the cache.
    tokio::time::sleep(Duration::from_secs(2)).await;
    change_kept(&browser, "model/whence.onnx").await;
    server.cut(true);
    browser.client.refresh().await.unwrap();
    assert_error(&browser, "offline", "could not be loaded completely").await;
    server.mend();
    try_again(&browser).await;
    browser.wait_for("ready").await;
    assert_next_works(&browser).await;
    browser.close().await;
}

/// Changes a path's file in the service worker's cache, as another page of the
/// host could.
async fn change_kept(browser: &Browser, path: &str) {
    let change = "const [path, done] = arguments;
        const change = async () => {
            const [name] = (await caches.keys()).filter(name => name.startsWith('whence-files-'));
            const cache = await caches.open(name);
            const requests = await cache.keys();
            const request = requests.find(({ url }) => new URL(url).pathname === '/' + path);
            await cache.put(request, new Response('<!doctype html><title>Changed</title>'));
            return true;
        };
        change().then(done, error => done(String(error)))";
    let changed = browser.client.execute_async(change, vec![path.into()]).await;
    assert_eq!(changed.unwrap(), true, "{path}");
}

/// A browser of any kind on a page that reaches the Met.
async fn with_the_met(start: impl AsyncFn(&Proxy) -> Browser) -> World {
    let met = Met::start_as(6, Some("https://images.metmuseum.org")).await;
    let proxy = Proxy::start(&met).await;
    let (server, browser) = (Server::start().await, start(&proxy).await);
    World { server, met, proxy, browser }
}

/// Plays a round of the game.
pub(super) async fn play(browser: &Browser) {
    browser.wait_for("guess").await;
    browser.press("#guess [data-label=indian]").await;
    browser.wait_for("result").await;
}

pub(super) async fn assert_rounds(browser: &Browser, rounds: usize) {
    browser.wait_for_text("#score .you", &format!(" of {rounds}")).await;
}

#[tokio::test]
async fn trying_again_finds_a_model_that_a_search_has_loaded() {
    let World { server, browser, .. } = with_the_met(Browser::beyond).await;
    let count = "window.heard = 0;
        window.Worker = class extends window.Worker {
            constructor(...made) { super(...made); this.addEventListener('message', () => heard++); }
        };";
    browser.before_each_page(count).await;
    let missing = Instead { times: 9, status: 404, body: vec![], delay: Duration::ZERO };
    server.instead("model/whence.onnx", missing);
    browser.client.goto(&server.url).await.unwrap();
    assert_error(&browser, "missing", "missing").await;
    server.mend();
    met::turn_to_find(&browser).await;
    browser.write("#find-words", "work").await;
    browser.press("#find-form button").await;
    // The worker reports that it has started, and that it has loaded the model.
    browser.wait_until("return heard === 2").await;
    browser.press("[data-mode-link=look]").await;
    try_again(&browser).await;
    browser.wait_for("ready").await;
    browser.close().await;
}

#[tokio::test]
async fn a_page_that_may_keep_nothing_works() {
    let World { server, browser, .. } = with_the_met(Browser::keeping_nothing).await;
    go(&server, &browser).await;
    let denied = "try { return localStorage === null; } catch { return true; }";
    assert_eq!(browser.run(denied, vec![]).await, true, "storage is denied");
    assert_next_works(&browser).await;
    speak(&browser, language("ja")).await;
    assert_eq!(browser.run("return document.documentElement.lang", vec![]).await, "ja");
    browser.press("[data-mode-link=guess]").await;
    play(&browser).await;
    browser.press("#guess .next").await;
    play(&browser).await;
    // The score lasts as long as the visit.
    browser.wait_until("return /2/.test(document.querySelector('#score .you').textContent)").await;
    browser.close().await;
}

#[tokio::test]
async fn a_full_disk_costs_only_what_would_be_kept() {
    let World { server, browser, .. } =
        with_the_met(async |proxy: &Proxy| Browser::installing(Some(proxy)).await).await;
    let origin = server.url.trim_end_matches('/');
    browser
        .devtools(
            "Storage.overrideQuotaForOrigin",
            json!({ "origin": origin, "quotaSize": 100_000 }),
        )
        .await;
    go(&server, &browser).await;
    let fill = "const done = arguments[0];
        let length = 1 << 22;
        while (length) try { localStorage.setItem('full' + length, 'x'.repeat(length)); length = 0 | length / 2; }
            catch { length = 0 | length / 2; }
        try { localStorage.setItem('more', 'x'.repeat(99)); done(false); } catch { done(true); }";
    assert_eq!(browser.client.execute_async(fill, vec![]).await.unwrap(), true, "it is full");
    let gone = "return navigator.serviceWorker.getRegistration().then(registration =>
        !registration?.installing && !registration?.waiting && !registration?.active)";
    browser.wait_until(gone).await;
    assert_next_works(&browser).await;
    browser.press("[data-mode-link=guess]").await;
    for rounds in 1..=2 {
        play(&browser).await;
        assert_rounds(&browser, rounds).await;
        browser.press("#guess .next").await;
    }
    browser.wait_for("guess").await;
    browser.press("[data-mode-link=look]").await;
    assert_next_works(&browser).await;
    browser.close().await;
}

#[tokio::test]
async fn a_connection_lost_in_the_middle_costs_nothing_that_needs_none() {
    let World { server, proxy, browser, .. } = World::start().await;
    bring_down(&server, DECODING, "while (true);");
    browser.client.goto(&format!("{}#guess", server.url)).await.unwrap();
    browser.wait_for("guess").await;
    server.cut(true);
    proxy.cut(true);
    // The current round is played to its end.
    play(&browser).await;
    assert_rounds(&browser, 1).await;
    // One may have been fetched in advance; the one after it cannot be, and the
    // works of the deck are not in the cache yet.
    for _ in 0..2 {
        browser.press("#guess .next").await;
        browser.wait_until("return ['guess', 'error'].includes(document.body.dataset.state)").await;
        if browser.run("return document.body.dataset.state", vec![]).await == "error" {
            break;
        }
        play(&browser).await;
    }
    // The Met's API, or its picture host if the record is known.
    let error = browser.find(".error").await.attr("data-error").await.unwrap().unwrap();
    assert!(["met-unreachable", "unreachable"].contains(&error.as_str()), "{error}");
    browser.press("[data-mode-link=look]").await;
    assert_next_works(&browser).await;
    // Another worker starts without a connection too.
    browser.give("drop", FATAL, SEAL).await;
    browser.wait_for("working").await;
    browser.press("#cancel").await;
    browser.wait_for("ready").await;
    assert_next_works(&browser).await;
    let two = ["first.png", "last.png"].map(|name| (name.to_owned(), SEAL.to_vec()));
    several::give_all(&browser, &two).await;
    browser.wait_for_text("#several .count", "Done: 2 pictures.").await;
    assert_eq!(rows(&browser).await, json!([["first.png", ""], ["last.png", ""]]));
    proxy.cut(false);
    browser.press("[data-mode-link=guess]").await;
    play(&browser).await;
    browser
        .wait_until("return / of [23]/.test(document.querySelector('#score .you').textContent)")
        .await;
    browser.close().await;
}

#[tokio::test]
async fn an_hour_of_block_is_waited_out_and_costs_nothing() {
    let world = World::start().await;
    let World { server, met, browser, .. } = &world;
    browser.before_each_page(CLOCK).await;
    browser.client.goto(&format!("{}#guess", server.url)).await.unwrap();
    play(browser).await;
    assert_rounds(browser, 1).await;
    // The next round is fetched in advance, and its requests advance with the
    // clock.
    for _ in 0..6 {
        browser.run("window.pass(2_000)", vec![]).await;
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    met.block(1, Duration::from_secs(3_600));
    let before = met.asked("/v1").len();
    // The rounds' works are random, and works already seen are not requested
    // again.
    let unseen = |work: &u32| met.asked(&format!("{}{work}", met::RECORDS)).is_empty();
    let work = (0..6).map(|number| id(Culture::Indian, number)).find(unseen).unwrap();
    browser.run(&format!("location.hash = '#work/{work}'"), vec![]).await;
    assert_error(browser, "blocked", "pause").await;
    for minute in 1..=60 {
        assert!(!browser.find(".retry").await.is_displayed().await.unwrap(), "minute {minute}");
        browser.run("window.pass(60_000)", vec![]).await;
        if minute == 30 {
            assert_next_works(browser).await;
            browser.run(&format!("location.hash = '#work/{work}'"), vec![]).await;
            browser.wait_for("error").await;
            continue;
        }
        if minute == 60 {
            met.unblock();
        }
        try_again(browser).await;
        browser
            .wait_until("return ['result', 'error'].includes(document.body.dataset.state)")
            .await;
    }
    assert!(browser.text(".truth").await.contains("Indian"));
    // One request each minute, and one control request.
    let asked = met.asked("/v1").len() - before;
    assert!(asked < 2 * 60 + 10, "{asked} requests in an hour");
    browser.press("[data-mode-link=guess]").await;
    play(browser).await;
    assert_rounds(browser, 2).await;
    world.browser.close().await;
}

#[tokio::test]
async fn two_tabs_keep_one_score_and_each_its_own_answers() {
    let World { server, browser, .. } =
        with_the_met(async |proxy: &Proxy| Browser::installing(Some(proxy)).await).await;
    let game = format!("{}#guess", server.url);
    browser.client.goto(&game).await.unwrap();
    browser.wait_for("guess").await;
    let first = browser.open_tab(&game).await;
    let second = browser.client.window().await.unwrap();
    browser.wait_for("guess").await;
    for (tab, rounds) in [(&first, 1), (&second, 2), (&first, 3)] {
        browser.turn_to(tab.clone()).await;
        if rounds == 3 {
            browser.press("#guess .next").await;
        }
        play(&browser).await;
        assert_rounds(&browser, rounds).await;
    }
    for (tab, picture) in [(&first, "hills.webp"), (&second, "phone.jpg")] {
        browser.turn_to(tab.clone()).await;
        browser.press("[data-mode-link=look]").await;
        browser.pick(&[&golden_file(picture)]).await;
    }
    for (tab, picture) in [(&first, "hills.webp"), (&second, "phone.jpg")] {
        browser.turn_to(tab.clone()).await;
        browser.wait_for("result").await;
        assert_golden(&browser, picture).await;
        assert_eq!(browser.text("#caption").await, picture);
    }
    browser.close().await;
}

#[tokio::test]
async fn a_new_version_taken_in_one_tab_leaves_the_table_of_another() {
    let (server, browser) = offline::installed().await;
    let before = browser.open_tab(&server.url).await;
    let second = browser.client.window().await.unwrap();
    browser.wait_for("ready").await;
    several::give_all(&browser, &three()).await;
    browser.wait_for_text("#several .count", "Done: 3 pictures").await;
    offline::publish_another(&server);
    browser.turn_to(before).await;
    browser.client.refresh().await.unwrap();
    browser.wait_until("return !document.getElementById('update').hidden").await;
    browser.press("#update-now").await;
    browser.wait_for_text("h1", "Whence, anew").await;
    browser.turn_to(second).await;
    assert_eq!(browser.text("h1").await, "Whence");
    assert_eq!(rows(&browser).await.as_array().unwrap().len(), 3);
    assert_next_works(&browser).await;
    // The update is offered here too, at any later time.
    browser.wait_until("return !document.getElementById('update').hidden").await;
    browser.press("#update-now").await;
    browser.wait_for_text("h1", "Whence, anew").await;
    browser.wait_for("ready").await;
    browser.close().await;
}

#[tokio::test]
async fn a_hundred_quick_presses_ask_the_met_no_faster_than_it_allows() {
    let World { met, browser, .. } = World::open("").await;
    let press = "const done = arguments[0];
        let left = 100;
        const press = () => {
            document.getElementById('random').click();
            if (--left) setTimeout(press, 30); else done();
        };
        press()";
    browser.client.execute_async(press, vec![]).await.unwrap();
    let since = Instant::now();
    browser.wait_for("result").await;
    assert!(since.elapsed() < Duration::from_secs(30), "whoever presses often waits for long");
    let said = browser.text(".truth").await;
    assert!(said.contains("The Met catalogues it"), "{said}");
    assert!(browser.text("#caption .title").await.contains("Work"));
    let asked = met.asked("/v1").len();
    assert!(asked < 60, "{asked} requests for a hundred presses");
    assert_next_works(&browser).await;
    browser.press("#random").await;
    browser.wait_for("result").await;
    browser.close().await;
}

/// Lets the page measure its worker's memory, in bytes.
const MEMORY: &str = "{
    const instantiate = WebAssembly.instantiate, post = self.postMessage;
    const told = new BroadcastChannel('memory');
    let memory;
    WebAssembly.instantiate = async (...given) => {
        const made = await instantiate.apply(WebAssembly, given);
        memory = (made.instance ?? made).exports.memory;
        return made;
    };
    self.postMessage = (...said) => {
        told.postMessage(memory.buffer.byteLength);
        post.apply(self, said);
    };
}";

/// The largest allowed memory of the worker for photographs of 12 megapixels,
/// in bytes; 139 MB were measured.
const MOST_MEMORY: u64 = 192 << 20;

#[tokio::test]
async fn two_hundred_photographs_in_a_row_need_no_more_memory_than_a_few() {
    let (server, browser) = (Server::start().await, Browser::start().await);
    spoil_worker(&server, 9, MEMORY);
    browser
        .before_each_page(
            "window.sizes = [];
            new BroadcastChannel('memory').onmessage = ({ data }) => window.sizes.push(data);",
        )
        .await;
    go(&server, &browser).await;
    let sizes = sizes_over_photographs(&browser, 2_048, 1_536, 200).await;
    // Before them it reported that it was started, and that it was ready.
    assert_eq!(sizes.len(), 202);
    assert_eq!(sizes.iter().max(), Some(&sizes[5]), "it grows after the first four");
    let sizes = sizes_over_photographs(&browser, 4_032, 3_024, 4).await;
    let most = sizes.iter().max().unwrap();
    assert!(*most < MOST_MEMORY, "{most} bytes");
    assert_next_works(&browser).await;
    browser.close().await;
}

/// The worker's memory at each of its answers so far, once `count` photographs
/// are done.
async fn sizes_over_photographs(
    browser: &Browser,
    width: u32,
    height: u32,
    count: u32,
) -> Vec<u64> {
    give_photographs(browser, width, height, count).await;
    let done = format!(
        "return document.querySelector('#several .count')?.textContent
            .includes('Done: {count} pictures.') === true"
    );
    let since = Instant::now();
    while browser.run(&done, vec![]).await != true {
        assert!(since.elapsed() < Duration::from_secs(600), "the photographs take too long");
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    serde_json::from_value(browser.run("return window.sizes", vec![]).await).unwrap()
}

/// Gives photographs at once, alternating between four that the page makes.
async fn give_photographs(browser: &Browser, width: u32, height: u32, count: u32) {
    let give = "const [width, height, count, done] = arguments;
        const photograph = number => {
            const canvas = new OffscreenCanvas(width, height), pen = canvas.getContext('2d');
            for (let y = 0; y < height; y += 24) for (let x = 0; x < width; x += 24) {
                const light = 30 + (x * 7 + y * 13 + x * y * (number + 1)) % 60;
                pen.fillStyle = `hsl(${number * 90 + x / 40} 60% ${light}%)`;
                pen.fillRect(x, y, 24, 24);
            }
            return canvas.convertToBlob({ type: 'image/jpeg', quality: 0.9 });
        };
        Promise.all([0, 1, 2, 3].map(photograph)).then(made => {
            const data = new DataTransfer();
            for (let index = 0; index < count; index++)
                data.items.add(new File([made[index % made.length]], `${index}.jpg`));
            document.body.dispatchEvent(new DragEvent('drop', {
                bubbles: true, cancelable: true, dataTransfer: data }));
            done(made.map(photograph => photograph.size));
        })";
    let given = vec![width.into(), height.into(), count.into()];
    let sizes = browser.client.execute_async(give, given).await.unwrap();
    assert!(sizes.as_array().unwrap().iter().all(|size| size.as_u64().unwrap() > 10_000));
}
