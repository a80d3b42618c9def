//! The page with a model of another task.

use super::*;

/// The folder of the model that the trainer's tests have written, if any.
fn other_model() -> Option<PathBuf> {
    let folder = std::env::var_os("WHENCE_OTHER_MODEL").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("skipped: WHENCE_OTHER_MODEL names no folder with a model of another task");
    }
    folder
}

/// A browser on the page at an address within it, with this model.
async fn open_with(folder: &Path, at: &str) -> World {
    let world = World::start().await;
    let instead = |file: &str| Instead {
        times: 9,
        status: 200,
        body: std::fs::read(folder.join(file)).unwrap(),
        delay: Duration::ZERO,
    };
    world.server.instead("model/model-*.json", instead("model.json"));
    world.server.instead("model/whence.onnx", instead("whence.onnx"));
    world.browser.client.goto(&format!("{}{at}", world.server.url)).await.unwrap();
    world
}

/// No visible text is about paintings or cultures, except for the name of a
/// field of The Met's records.
async fn assert_speaks_of_its_task(browser: &Browser) {
    let script = "return (document.title + '\\n' + document.body.innerText).split('\\n').filter(
        line => /painting|culture/i.test(line) && line !== 'In the artist or culture')";
    assert_eq!(browser.run(script, vec![]).await, json!([]));
}

#[tokio::test]
async fn another_question_is_asked_and_answered_by_its_labels() {
    let Some(folder) = other_model() else { return };
    let World { browser, .. } = open_with(&folder, "").await;
    browser.wait_for("ready").await;
    assert!(browser.text("#tagline").await.starts_with("How is it mounted?"));
    assert_speaks_of_its_task(&browser).await;
    browser.give("drop", "seal.png", SEAL).await;
    browser.wait_for("result").await;
    assert_speaks_of_its_task(&browser).await;
    let names = "return [...document.querySelectorAll('.bars button')].map(
        button => [button.dataset.label, button.querySelector('.name').textContent]).sort()";
    let shown = browser.run(names, vec![]).await;
    assert_eq!(shown, json!([["leaf", "Album leaf"], ["scroll", "Scroll"]]));
    browser.press("#card-open").await;
    browser.wait_until("return document.getElementById('card').open").await;
    let said = browser.text("#card").await;
    assert!(said.contains("Album leaf") && said.contains("Format"), "{said}");
    assert!(!said.contains("Chinese") && !said.contains("cultures"), "{said}");
    browser.assert_accessible("card of another task").await;
    browser.press("#card .close").await;

    browser.press("[data-mode-link=find]").await;
    browser.wait_until("return document.getElementById('find-words').checkVisibility()").await;
    let choices =
        "return [...document.getElementById('find-label').options].map(o => o.textContent)";
    assert_eq!(browser.run(choices, vec![]).await, json!(["Any", "Scroll", "Album leaf"]));
    assert_eq!(browser.text("#find-noun").await, "Format");
    browser.run("document.getElementById('find-label').value = 'scroll'", vec![]).await;
    browser.write("#find-words", "work").await;
    browser.press("#find-form button").await;
    browser.wait_for_text("#find-status", "works.").await;
    assert_speaks_of_its_task(&browser).await;
    browser.screenshot("another-task").await;
    browser.close().await;
}

#[tokio::test]
async fn a_task_without_the_met_hides_what_needs_it() {
    let World { server, browser, .. } = World::start().await;
    let card = include_bytes!("../../../model/model.json");
    let mut card: Value = serde_json::from_slice(card).unwrap();
    let task = card["task"].as_object_mut().unwrap();
    task.insert("id".to_owned(), "schools".into());
    task.remove("rule");
    for label in task["labels"].as_array_mut().unwrap() {
        label.as_object_mut().unwrap().remove("search");
    }
    let body = serde_json::to_vec(&card).unwrap();
    let instead = Instead { times: 9, status: 200, body, delay: Duration::ZERO };
    server.instead("model/model-*.json", instead);
    browser.client.goto(&server.url).await.unwrap();
    browser.wait_for("ready").await;
    for needs_the_met in ["#random", "[data-mode-link=guess]", "[data-mode-link=find]"] {
        let shown = browser.find(needs_the_met).await.is_displayed().await.unwrap();
        assert!(!shown, "{needs_the_met} is shown");
    }
    browser.give("drop", "seal.png", SEAL).await;
    browser.wait_for("result").await;
    browser.assert_accessible("a task without The Met").await;
    browser.screenshot("task-without-the-met").await;
    browser.close().await;
}

#[tokio::test]
async fn another_question_is_guessed_in_the_game() {
    let Some(folder) = other_model() else { return };
    let World { browser, .. } = open_with(&folder, "#guess").await;
    browser.wait_for("guess").await;
    let question = browser.text("#guess .question").await;
    assert!(
        question.starts_with("How is it mounted?") && question.contains("1 to 2"),
        "{question}"
    );
    assert_eq!(browser.text("#guess [data-label=leaf] .name").await, "Album leaf");
    assert_speaks_of_its_task(&browser).await;
    browser.screenshot("another-task-guess").await;
    browser.key('2').await;
    browser.wait_for("result").await;
    let yours = browser.text("#guess .yours").await;
    assert!(yours.contains("Album leaf") || yours.contains("Scroll"), "{yours}");
    browser.wait_for_text("#score .you", " of 1").await;
    assert_speaks_of_its_task(&browser).await;
    browser.close().await;
}

#[tokio::test]
async fn several_pictures_have_a_column_for_each_label() {
    let Some(folder) = other_model() else { return };
    let World { browser, .. } = open_with(&folder, "").await;
    browser.wait_for("ready").await;
    browser.pick(&[&golden_file("seal.png"), &golden_file("hills.webp")]).await;
    browser.wait_until("return document.querySelector('#several[data-done]') !== null").await;
    let heads =
        "return [...document.querySelectorAll('#several th[scope=col]')].map(h => h.textContent)";
    let heads = browser.run(heads, vec![]).await;
    assert_eq!(heads, json!(["Picture", "Scroll", "Album leaf", "Verdict", "ms"]));
    let cells = "return document.querySelectorAll('#several td.share').length";
    assert_eq!(browser.run(cells, vec![]).await, 4);
    browser.close().await;
}
