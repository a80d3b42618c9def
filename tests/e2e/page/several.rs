//! Several pictures at once.

use super::*;

/// Gives the page several files at once, by name, as a drop does.
pub(super) async fn give_all(browser: &Browser, files: &[(String, Vec<u8>)]) {
    let files: Vec<Value> = files.iter().map(|(name, bytes)| json!([name, bytes])).collect();
    let script = "const data = new DataTransfer();
        for (const [name, bytes] of arguments[0])
            data.items.add(new File([new Uint8Array(bytes)], name));
        document.body.dispatchEvent(new DragEvent('drop', {
            bubbles: true, cancelable: true, dataTransfer: data }))";
    browser.run(script, vec![files.into()]).await;
}

fn thirty_with_three_broken() -> Vec<(String, Vec<u8>)> {
    let good = ["seal.png", "hills.webp", "weave.gif", "phone.jpg"];
    let good: Vec<Vec<u8>> =
        good.iter().map(|name| std::fs::read(golden_file(name)).unwrap()).collect();
    let picture = |number: usize| match number {
        4 => (format!("{number:02} letter.txt"), b"Dear visitor,".to_vec()),
        11 => (format!("{number:02} half.png"), SEAL[..SEAL.len() / 2].to_vec()),
        29 => (format!("{number:02} nothing.jpg"), Vec::new()),
        _ => (format!("{number:02}.picture"), good[number % good.len()].clone()),
    };
    (0..30).map(picture).collect()
}

#[tokio::test]
async fn thirty_pictures_of_which_three_are_broken_fill_a_table() {
    let (_server, browser) = open().await;
    let catch = "window.saved = {};
        const make = URL.createObjectURL;
        URL.createObjectURL = blob => ((window.last = blob), make(blob));
        HTMLAnchorElement.prototype.click = function () {
            last.text().then(text => saved[this.download] = text);
        };";
    browser.run(catch, vec![]).await;
    give_all(&browser, &thirty_with_three_broken()).await;
    browser
        .wait_until("return document.querySelector('#several').dataset.done !== undefined")
        .await;
    let count = browser.text("#several .count").await;
    assert!(count.contains("30 pictures, 3 of them failed"), "{count}");
    let failed = "return [...document.querySelectorAll('#several tr[data-error]')].map(
        row => [row.cells[0].textContent, row.dataset.error])";
    assert_eq!(
        browser.run(failed, vec![]).await,
        json!([
            ["04 letter.txt", "not-a-picture"],
            ["11 half.png", "incomplete"],
            ["29 nothing.jpg", "empty"]
        ])
    );
    browser.assert_accessible("several").await;
    browser.screenshot("several").await;

    browser.press("#several [data-sort=label-japanese]").await;
    let shares = "return [...document.querySelectorAll('#several td[data-label=japanese]')].map(
        cell => cell.textContent.startsWith('<') ? 0.5 : parseFloat(cell.textContent))";
    let shares = browser.run(shares, vec![]).await;
    let shares: Vec<f64> =
        shares.as_array().unwrap().iter().map(|one| one.as_f64().unwrap()).collect();
    assert_eq!(shares.len(), 27);
    assert!(shares.is_sorted_by(|a, b| a >= b), "{shares:?}");
    let sorted =
        "return document.querySelector('[data-sort=label-japanese]').parentElement.ariaSort";
    assert_eq!(browser.run(sorted, vec![]).await, "descending");

    browser.press("#several .csv").await;
    browser.press("#several .json").await;
    browser.wait_until("return Object.keys(saved).length === 2").await;
    let saved = browser.run("return saved", vec![]).await;
    let csv = saved["whence.csv"].as_str().unwrap();
    assert_eq!(csv.lines().count(), 31);
    assert!(csv.contains("29 nothing.jpg,,,,,,,,,The file is empty"), "{csv}");
    let rows: Value = serde_json::from_str(saved["whence.json"].as_str().unwrap()).unwrap();
    assert_eq!(rows.as_array().unwrap().len(), 30);
    assert_eq!(rows[0]["predictions"].as_array().unwrap().len(), 4);

    browser.press("#several tbody th button").await;
    browser.wait_for("result").await;
    browser.press("#several .clear").await;
    assert!(!browser.find("#several").await.is_displayed().await.unwrap());
    browser.close().await;
}

#[tokio::test]
async fn a_dropped_folder_gives_every_file_in_it() {
    let (_server, browser) = open().await;
    let folder = std::env::temp_dir().join(format!("whence-folder-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("deeper")).unwrap();
    for (from, to) in
        [("seal.png", "a.png"), ("hills.webp", "deeper/b.webp"), ("weave.gif", "c.gif")]
    {
        std::fs::copy(golden_file(from), folder.join(to)).unwrap();
    }
    let data =
        json!({ "items": [], "files": [folder.display().to_string()], "dragOperationsMask": 1 });
    for step in ["dragEnter", "dragOver", "drop"] {
        let event = json!({ "type": step, "x": 400, "y": 400, "data": data });
        browser.devtools("Input.dispatchDragEvent", event).await;
    }
    browser.wait_for_text("#several .count", "Done: 3 pictures.").await;
    std::fs::remove_dir_all(folder).unwrap();
    browser.close().await;
}

#[tokio::test]
async fn several_can_be_stopped_and_what_is_done_stays() {
    let (server, browser) = open_slowly("model/whence.onnx").await;
    browser.wait_for("loading").await;
    browser.pick(&[&golden_file("seal.png"), &golden_file("hills.webp")]).await;
    browser.wait_until("return document.querySelector('#several .stop') !== null").await;
    browser.press("#several .stop").await;
    let count = browser.text("#several .count").await;
    assert!(count.contains("Done: 0 pictures"), "{count}");
    browser.wait_for("ready").await;
    drop(server);
    browser.close().await;
}
