//! Straighten and crop: four corners on a picture.

use super::*;
use std::collections::BTreeMap;

const TAB: char = '\u{e004}';
const ENTER: char = '\u{e007}';
const LEFT: char = '\u{e012}';
const UP: char = '\u{e013}';
const RIGHT: char = '\u{e014}';
const DOWN: char = '\u{e015}';

const CORNERS: [&str; 4] = ["top-left", "top-right", "bottom-right", "bottom-left"];

/// The element with the focus.
const FOCUSED: &str =
    "return document.activeElement.id || document.activeElement.className.split(' ')[0]";

/// The probabilities in the frame view, by label, in percent.
async fn live_shares(browser: &Browser) -> BTreeMap<String, f64> {
    let script =
        "return Object.fromEntries([...document.querySelectorAll('.framing .bars li')].map(
        bar => [bar.dataset.label, parseFloat(bar.querySelector('.fill').style.inlineSize)]))";
    serde_json::from_value(browser.run(script, vec![]).await).unwrap()
}

/// Opens the frame for the answered picture, and waits for its answer.
pub(crate) async fn open_frame(browser: &Browser) {
    browser.press("#outcome .crop").await;
    browser.wait_for("frame").await;
    browser.wait_until("return document.querySelector('.framing .bars li') !== null").await;
}

/// Waits until the answer in the frame view changes.
async fn wait_for_other(browser: &Browser, before: &BTreeMap<String, f64>) {
    let since = std::time::Instant::now();
    while live_shares(browser).await == *before {
        assert!(since.elapsed() < Duration::from_secs(30), "the answer does not follow");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Waits until the new picture on the stage is loaded, and returns its size.
async fn natural_size(browser: &Browser) -> (u64, u64) {
    browser.wait_until("return document.getElementById('preview').complete").await;
    let size = "const { naturalWidth, naturalHeight } = document.getElementById('preview');
        return [naturalWidth, naturalHeight]";
    serde_json::from_value(browser.run(size, vec![]).await).unwrap()
}

/// The position of a corner, in percent of the picture's width and height.
async fn corner(browser: &Browser, name: &str) -> (f64, f64) {
    let script = "const { style } = document.getElementById(`corner-${arguments[0]}`);
        return [parseFloat(style.left), parseFloat(style.top)]";
    serde_json::from_value(browser.run(script, vec![name.into()]).await).unwrap()
}

/// Drops a picture of 600 by 400 on the page: a red board in perspective on a
/// green wall, its corners at `BOARD`, with a white spot in its centre.
async fn give_board(browser: &Browser) {
    let script = "const [corners, done] = arguments;
        const canvas = document.createElement('canvas');
        canvas.width = 600;
        canvas.height = 400;
        const context = canvas.getContext('2d');
        context.fillStyle = '#0a0';
        context.fillRect(0, 0, 600, 400);
        context.fillStyle = '#c00';
        context.beginPath();
        for (const [x, y] of corners) context.lineTo(x, y);
        context.fill();
        // The centre of a board is where its diagonals meet, in any
        // perspective.
        const [[ax, ay], [bx, by], [cx, cy], [dx, dy]] = corners;
        const share = ((bx - ax) * (dy - by) - (by - ay) * (dx - bx))
            / ((cx - ax) * (dy - by) - (cy - ay) * (dx - bx));
        context.fillStyle = '#fff';
        context.beginPath();
        context.arc(ax + (cx - ax) * share, ay + (cy - ay) * share, 8, 0, 7);
        context.fill();
        canvas.toBlob(blob => {
            const data = new DataTransfer();
            data.items.add(new File([blob], 'board.png'));
            document.body.dispatchEvent(new DragEvent('drop', {
                bubbles: true, cancelable: true, dataTransfer: data }));
            done();
        })";
    browser.client.execute_async(script, vec![json!(BOARD)]).await.unwrap();
    browser.wait_for("result").await;
}

const BOARD: [[f64; 2]; 4] = [[150.0, 48.0], [510.0, 120.0], [450.0, 360.0], [60.0, 280.0]];

/// The colour of the picture on the stage, at a relative position.
async fn colour(browser: &Browser, [u, v]: [f64; 2]) -> [u8; 3] {
    let script = "const [u, v] = arguments;
        const image = document.getElementById('preview');
        const canvas = document.createElement('canvas');
        canvas.width = image.naturalWidth;
        canvas.height = image.naturalHeight;
        const context = canvas.getContext('2d');
        context.drawImage(image, 0, 0);
        const at = (share, side) => Math.min(share * side, side - 1);
        return [...context.getImageData(
            at(u, canvas.width), at(v, canvas.height), 1, 1).data].slice(0, 3)";
    serde_json::from_value(browser.run(script, vec![u.into(), v.into()]).await).unwrap()
}

#[tokio::test]
async fn a_board_that_hangs_askew_is_straightened_and_the_answer_follows() {
    let (_server, browser) = open().await;
    give_board(&browser).await;
    open_frame(&browser).await;
    let whole = live_shares(&browser).await;
    browser.assert_accessible("frame").await;
    // The scale at which the picture's pixels are displayed.
    let scale = "return document.getElementById('preview').clientWidth / 600";
    let scale = browser.run(scale, vec![]).await.as_f64().unwrap();
    let sides = [[0.0, 0.0], [600.0, 0.0], [600.0, 400.0], [0.0, 400.0]];
    for ((name, to), from) in CORNERS.into_iter().zip(BOARD).zip(sides) {
        let before = live_shares(&browser).await;
        let by = ((to[0] - from[0]) * scale, (to[1] - from[1]) * scale);
        let handle = format!("#corner-{name}");
        match name {
            "top-left" | "bottom-right" => browser.drag(&handle, by).await,
            _ => browser.drag_by_touch(&handle, by).await,
        }
        wait_for_other(&browser, &before).await;
        let (x, y) = corner(&browser, name).await;
        let off = (x * 6.0 - to[0]).abs().max((y * 4.0 - to[1]).abs());
        assert!(off < 4.0, "{name} is at {x}%, {y}%");
    }
    browser.assert_accessible("frame, moved").await;
    browser.screenshot("frame").await;
    let live = live_shares(&browser).await;
    browser.press(".framing .done").await;
    browser.wait_for("result").await;
    assert_eq!(browser.text("#caption").await, "board.png");
    let (width, height) = natural_size(&browser).await;
    assert!((395..405).contains(&width) && (240..255).contains(&height), "{width} x {height}");
    for at in [[0.03, 0.05], [0.97, 0.05], [0.97, 0.95], [0.03, 0.95]] {
        let [red, green, _] = colour(&browser, at).await;
        assert!(red > 180 && green < 40, "there is no wall at {at:?}");
    }
    let middle = colour(&browser, [0.5, 0.5]).await;
    assert!(middle.iter().all(|value| *value > 200), "the middle is {middle:?}");
    let answer = shown_shares(&browser).await;
    for (label, share) in &live {
        let told = answer[label.as_str()].as_f64().unwrap();
        assert!((share - told).abs() < 10.0, "{label}: {share} before, {told} now");
    }
    let heat = "return !document.getElementById('heat').hidden";
    assert_eq!(browser.run(heat, vec![]).await, true, "its evidence is shown");
    browser.screenshot("cropped").await;

    // The corners keep their positions, and one press restores the whole
    // picture.
    open_frame(&browser).await;
    assert_eq!(natural_size(&browser).await, (600, 400));
    assert!(corner(&browser, "top-left").await.0 > 20.0);
    let before = live_shares(&browser).await;
    browser.press(".framing .whole").await;
    wait_for_other(&browser, &before).await;
    assert_eq!(live_shares(&browser).await, whole);
    browser.press(".framing .done").await;
    browser.wait_for("result").await;
    assert_eq!(natural_size(&browser).await, (600, 400));
    browser.close().await;
}

#[tokio::test]
async fn a_picture_is_cropped_by_keyboard_alone() {
    let (_server, browser) = open().await;
    browser.give("drop", "seal.png", SEAL).await;
    browser.wait_for("result").await;
    browser.run("document.querySelector('#outcome .crop').focus()", vec![]).await;
    browser.key(ENTER).await;
    browser.wait_until("return document.activeElement.id === 'corner-top-left'").await;
    let seen = "return getComputedStyle(document.activeElement, '::before').outlineWidth";
    assert_eq!(browser.run(seen, vec![]).await, "3px", "the focus can be seen");
    browser.wait_until("return document.querySelector('.framing .bars li') !== null").await;
    let before = live_shares(&browser).await;
    for _ in 0..3 {
        browser.key_with_shift(RIGHT).await;
        browser.key_with_shift(DOWN).await;
    }
    browser.key(LEFT).await;
    browser.key(UP).await;
    assert_eq!(corner(&browser, "top-left").await, (14.5, 14.5));
    let label = browser.find("#corner-top-left").await.attr("aria-label").await.unwrap().unwrap();
    assert!(label.starts_with("Corner at the top left: 14% across, 14% down."), "{label}");
    wait_for_other(&browser, &before).await;
    // It stays within the picture and at a distance from the others.
    browser.key(TAB).await;
    browser.key(UP).await;
    for _ in 0..30 {
        browser.key_with_shift(DOWN).await;
    }
    let (x, y) = corner(&browser, "top-right").await;
    assert!(x == 100.0 && (80.0..97.0).contains(&y), "{x}%, {y}%");
    for _ in 0..30 {
        browser.key_with_shift(UP).await;
    }
    assert_eq!(corner(&browser, "top-right").await, (100.0, 0.0));
    browser.key_with_shift(DOWN).await;
    browser.key_with_shift(DOWN).await;
    let mut order = Vec::new();
    for _ in 0..4 {
        browser.key(TAB).await;
        order.push(browser.run(FOCUSED, vec![]).await);
    }
    assert_eq!(order, ["corner-bottom-right", "corner-bottom-left", "done", "whole"]);
    browser.run("document.querySelector('.framing .done').focus()", vec![]).await;
    browser.key(ENTER).await;
    browser.wait_for("result").await;
    browser.wait_until("return document.activeElement.matches('.verdict')").await;
    assert_eq!(natural_size(&browser).await, (96, 144), "as long as the longer sides");
    // Back to the whole picture.
    browser.run("document.querySelector('#outcome .crop').focus()", vec![]).await;
    browser.key(ENTER).await;
    browser.wait_until("return document.activeElement.id === 'corner-top-left'").await;
    for _ in 0..5 {
        browser.key(TAB).await;
    }
    assert_eq!(browser.run(FOCUSED, vec![]).await, "whole");
    browser.key(ENTER).await;
    assert_eq!(corner(&browser, "top-left").await, (0.0, 0.0));
    browser.run("document.querySelector('.framing .done').focus()", vec![]).await;
    browser.key(ENTER).await;
    browser.wait_for("result").await;
    assert_golden(&browser, "seal.png").await;
    browser.close().await;
}

#[tokio::test]
async fn the_camera_takes_what_its_frame_showed_and_asks_for_the_painting_first() {
    let (_server, browser) = open().await;
    // A rotated camera, in front of four colours.
    let colours = "const canvas = document.createElement('canvas');
        canvas.width = 300;
        canvas.height = 500;
        const context = canvas.getContext('2d');
        const draw = () => ['#c00', '#00c', '#cc0', '#0a0'].forEach((colour, index) => {
            context.fillStyle = colour;
            context.fillRect(index % 2 * 150, (index >> 1) * 250, 150, 250);
        });
        setInterval(draw, 50);
        MediaDevices.prototype.getUserMedia = async () => canvas.captureStream(20);";
    browser.run(colours, vec![]).await;
    browser.press("#camera").await;
    browser.wait_until("return document.getElementById('viewfinder').videoWidth === 300").await;
    browser.wait_until("return !document.getElementById('shutter').disabled").await;
    let fit = "return getComputedStyle(document.getElementById('viewfinder')).objectFit";
    assert_eq!(browser.run(fit, vec![]).await, "contain", "all of the picture is shown");
    browser.press("#shutter").await;
    browser.wait_for("frame").await;
    assert_eq!(natural_size(&browser).await, (300, 500));
    for (at, [red, green, blue]) in [
        ([0.0, 0.0], [true, false, false]),
        ([1.0, 0.0], [false, false, true]),
        ([0.0, 1.0], [true, true, false]),
        ([1.0, 1.0], [false, true, false]),
    ] {
        let found = colour(&browser, at).await.map(|value| value > 100);
        assert_eq!(found, [red, green, blue], "at {at:?}");
    }
    // There is no verdict yet.
    let silent = "return document.querySelector('#outcome .bars').checkVisibility()
        || document.querySelector('#outcome .verdict') !== null";
    assert_eq!(browser.run(silent, vec![]).await, false);
    browser.wait_until("return document.activeElement.id === 'corner-top-left'").await;
    browser.assert_accessible("camera's frame").await;
    browser.screenshot("frame-camera").await;
    // First half of it, then the verdict.
    for _ in 0..10 {
        browser.key_with_shift(DOWN).await;
    }
    browser.key(TAB).await;
    for _ in 0..10 {
        browser.key_with_shift(DOWN).await;
    }
    assert_eq!(browser.text(".framing .done").await, "Classify");
    browser.press(".framing .done").await;
    browser.wait_for("result").await;
    assert_eq!(natural_size(&browser).await, (300, 250));
    assert!(colour(&browser, [0.0, 0.1]).await[1] > 100, "the lower half is yellow");
    assert_eq!(browser.text("#caption").await, "From the camera");
    assert!(!browser.text(".verdict").await.is_empty());
    open_frame(&browser).await;
    assert_eq!(browser.text(".framing .done").await, "Done");
    browser.close().await;
}

#[tokio::test]
async fn a_work_of_the_met_stays_what_it_is_when_it_is_cropped() {
    let World { met, browser, .. } = World::open("").await;
    browser.press("#random").await;
    browser.wait_for("result").await;
    let work = browser.run("return location.hash", vec![]).await;
    let (title, size) = (browser.text("#caption .title").await, natural_size(&browser).await);
    let asked = met.asked("/v1/objects").len();
    open_frame(&browser).await;
    for (name, by) in [("top-left", (40.0, 40.0)), ("bottom-right", (-30.0, -50.0))] {
        browser.drag(&format!("#corner-{name}"), by).await;
    }
    browser.press(".framing .done").await;
    browser.wait_for("result").await;
    let cropped = natural_size(&browser).await;
    assert!(cropped.0 < size.0 && cropped.1 < size.1, "{cropped:?} of {size:?}");
    assert_eq!(browser.run("return location.hash", vec![]).await, work);
    assert!(browser.text(".truth").await.contains("catalogues it as"));
    assert_eq!(browser.text("#caption .title").await, title);
    browser.wait_until("return !document.querySelector('.nearest').hidden").await;
    catch_saved(&browser).await;
    browser.press("#outcome .save").await;
    assert_image_saved(&browser).await;
    // The lab uses the cropped picture, and returns to it.
    browser.press(".fool").await;
    browser.wait_until("return document.querySelector('#bench .bars li') !== null").await;
    let ratio = "return +document.querySelector('#bench .frame').style.getPropertyValue('--ratio')";
    let ratio = browser.run(ratio, vec![]).await.as_f64().unwrap();
    assert!((ratio - cropped.0 as f64 / cropped.1 as f64).abs() < 0.01, "{ratio}, {cropped:?}");
    browser.press("#bench .back").await;
    browser.wait_until("return document.querySelector('.verdict').checkVisibility()").await;
    assert_eq!(natural_size(&browser).await, cropped);
    assert_eq!(met.asked("/v1/objects").len(), asked, "nothing is fetched again");
    browser.close().await;
}

#[tokio::test]
async fn the_game_and_several_pictures_offer_no_frame() {
    let World { browser, .. } = World::open("#guess").await;
    let offered = "return [...document.querySelectorAll('.crop, #corners')]
        .some(element => element.checkVisibility())";
    browser.wait_for("guess").await;
    assert_eq!(browser.run(offered, vec![]).await, false);
    browser.key('1').await;
    browser.wait_for("result").await;
    assert_eq!(browser.run(offered, vec![]).await, false);
    browser.press("[data-mode-link=look]").await;
    browser.pick(&[&golden_file("seal.png"), &golden_file("hills.webp")]).await;
    browser.wait_for_text("#several .count", "Done: 2 pictures.").await;
    assert_eq!(browser.run(offered, vec![]).await, false);
    // One of several pictures can be cropped like any other.
    browser.press("#several tbody button").await;
    browser.wait_for("result").await;
    assert_eq!(browser.run(offered, vec![]).await, true);
    browser.close().await;
}

#[tokio::test]
async fn the_frame_fits_a_phone_and_speaks_every_language() {
    let (_server, browser) = open().await;
    browser.pick(&[&golden_file("phone.jpg")]).await;
    browser.wait_for("result").await;
    open_frame(&browser).await;
    browser.drag("#corner-top-left", (20.0, 20.0)).await;
    for width in [320, 360, 800, 1440, 3840] {
        browser.resize(width, 800).await;
        let fits = "return document.documentElement.scrollWidth <= innerWidth";
        assert_eq!(browser.run(fits, vec![]).await, true, "it scrolls sideways at {width}");
        let small = "return [...document.querySelectorAll('#corners button, .framing button')]
            .map(element => element.getBoundingClientRect())
            .filter(box => box.width < 44 || box.height < 44).length";
        assert_eq!(browser.run(small, vec![]).await, 0, "too small for a finger at {width}");
    }
    browser.resize(1280, 900).await;
    for (feature, value) in [("prefers-color-scheme", "dark"), ("forced-colors", "active")] {
        browser.prefer(feature, value).await;
        browser.assert_accessible(&format!("frame, {feature}: {value}")).await;
    }
    browser.prefer("prefers-color-scheme", "").await;
    for language in Language::ALL {
        speak(&browser, language).await;
        let words = words(language);
        let say = |id: &'static str| words.text(&message(id)).unwrap();
        assert_eq!(browser.text(".framing h2").await, say("frame"));
        assert_eq!(browser.text(".framing .whole").await, say("frame-whole"));
        browser.assert_accessible(&format!("frame, {}", language.tag())).await;
        browser.screenshot(&format!("frame-{}", language.tag())).await;
    }
    browser.close().await;
}

#[tokio::test]
async fn a_worker_that_crashes_on_a_crop_is_replaced() {
    let (_server, browser) =
        open_with_a_crash("event.data[0] === 'straighten' || event.data[3]?.length === 1").await;
    browser.give("drop", "seal.png", SEAL).await;
    browser.wait_for("result").await;
    open_frame(&browser).await;
    browser.drag("#corner-top-left", (20.0, 20.0)).await;
    browser.wait_for_text(".framing .said", "crashed").await;
    // Without the corner, the visit continues.
    browser.press(".framing .whole").await;
    browser
        .wait_until("return !/crashed/.test(document.querySelector('.framing .said').textContent)")
        .await;
    browser.drag("#corner-top-left", (20.0, 20.0)).await;
    browser.press(".framing .done").await;
    assert_error(&browser, "crashed", "crashed").await;
    browser.give("drop", "seal.png", SEAL).await;
    browser.wait_for("result").await;
    assert_golden(&browser, "seal.png").await;
    browser.close().await;
}

#[tokio::test]
async fn a_picture_given_while_another_is_framed_takes_its_place() {
    let (_server, browser) = open().await;
    browser.pick(&[&golden_file("phone.jpg")]).await;
    browser.wait_for("result").await;
    open_frame(&browser).await;
    browser.drag("#corner-top-left", (20.0, 20.0)).await;
    browser.give("drop", "seal.png", SEAL).await;
    browser.wait_for("result").await;
    assert_golden(&browser, "seal.png").await;
    open_frame(&browser).await;
    assert_eq!(natural_size(&browser).await, (96, 160));
    assert_eq!(corner(&browser, "top-left").await, (0.0, 0.0), "its corners are its own");
    browser.close().await;
}
