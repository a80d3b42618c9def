//! The nearest works of The Met under an answer.

use super::*;
use whence::{
    core::neighbours::{Index, Work},
    met::endpoint,
};
use whence_standin::id;

const ENTER: char = '\u{e007}';
const FILE: &str = "model/works-*.bin";

/// The SHA-256 of the page's network.
fn model(server: &Server) -> String {
    Card::from_json(&server.file("model/model-*.json")).unwrap().onnx.sha256
}

/// An index of some works of the stand-in, none of them Indian, with arbitrary
/// vectors.
fn index(server: &Server, model: &str) -> Vec<u8> {
    let shipped = Index::from_bytes(&server.file(FILE), &self::model(server)).unwrap();
    let dimensions = shipped.centre().len() as u32;
    let works = [Culture::American, Culture::Chinese, Culture::Japanese].into_iter();
    let works = works.flat_map(|culture| [id(culture, 2), id(culture, 3)].map(|id| (culture, id)));
    let works = works.map(|(culture, id)| {
        // The stand-in names every fourth picture differently.
        let file = if id % 4 == 0 { format!("DP {id} 01.JPG") } else { format!("DP{id}.jpg") };
        let address = format!("https://images.metmuseum.org/CRDImages/as/web-large/{file}");
        let title = format!("Work {id}, \"of\" <i>no</i> meaning");
        let work = Work::new(id, culture.label(), title, "Nobody".to_owned(), &address);
        (work, (0..dimensions).map(|at| (at * id % 7) as f32).collect())
    });
    Index::new(model, works.collect()).unwrap().to_bytes().unwrap()
}

fn instead(body: Vec<u8>) -> Instead {
    Instead { times: 9, status: 200, body, delay: Duration::ZERO }
}

/// A browser on the page at an address within it, with that index.
async fn open_with_index(at: &str) -> World {
    let world = World::start().await;
    world.server.instead(FILE, instead(index(&world.server, &model(&world.server))));
    world.browser.client.goto(&format!("{}{at}", world.server.url)).await.unwrap();
    world
}

async fn wait_for_list(browser: &Browser) {
    browser.wait_until("return document.querySelectorAll('.nearest li').length === 4").await;
}

/// The links of the list, by label; none if no work is near.
async fn links(browser: &Browser) -> Value {
    let script = "return Object.fromEntries([...document.querySelectorAll('.nearest li')].map(row =>
        [row.querySelector('.name').textContent, row.querySelector('a:not([hidden])')?.href ?? null]))";
    browser.run(script, vec![]).await
}

const PICTURES: &str = "return [...document.querySelectorAll('.nearest img:not([hidden])')]
    .filter(picture => picture.complete && picture.naturalWidth > 0).length";

#[tokio::test]
async fn the_nearest_work_of_each_label_is_under_the_answer() {
    let World { server, met, proxy, browser } = open_with_index("").await;
    browser.wait_for("ready").await;
    let asked = server.take_asked();
    assert!(asked.iter().all(|path| !path.contains("works-")), "not before an answer: {asked:?}");
    browser.give("drop", "seal.png", SEAL).await;
    browser.wait_for("result").await;
    wait_for_list(&browser).await;
    let names = "const names = selector => [...document.querySelectorAll(selector)]
        .map(name => name.textContent);
        return [names('.nearest .name'), names('.bars .name')]";
    let names = browser.run(names, vec![]).await;
    assert_eq!(names[0], names[1], "the likeliest comes first");
    let found = links(&browser).await;
    for culture in [Culture::American, Culture::Chinese, Culture::Japanese] {
        let name = culture.label().word();
        let pages = [2, 3].map(|number| json!(endpoint::page(id(culture, number))));
        assert!(pages.contains(&found[&name]), "{name}: {found}");
    }
    assert_eq!(found["Indian"], Value::Null);
    let said = browser.text(".nearest").await;
    for part in ["no close match", "% similar", "Nobody", "Out of 6 works", "<i>no</i>"] {
        assert!(said.contains(part), "{said} lacks {part}");
    }
    browser.assert_accessible("nearest works").await;
    browser.screenshot("nearest").await;

    // The Met learns of a visitor's own picture only on request.
    assert_eq!(proxy.take_asked(), Vec::<String>::new());
    assert_eq!(browser.run(PICTURES, vec![]).await, 0);
    browser.run("document.querySelector('.nearest .offer button').focus()", vec![]).await;
    browser.key(ENTER).await;
    browser.wait_until(&format!("{PICTURES} === 3")).await;
    assert!(proxy.take_asked().iter().all(|host| host == "images.metmuseum.org"));
    assert_eq!(met.asked("/CRDImages/as/web-additional/").len(), 3);
    let focused = "return document.activeElement.matches('.nearest a')";
    assert_eq!(browser.run(focused, vec![]).await, true);
    browser.assert_accessible("nearest works with pictures").await;
    browser.screenshot("nearest-pictures").await;

    // From then on they arrive with the answer, and the index is loaded
    // already.
    server.take_asked();
    browser.pick(&[&golden_file("phone.jpg")]).await;
    browser.wait_for_text("#caption", "phone.jpg").await;
    wait_for_list(&browser).await;
    browser.wait_until(&format!("{PICTURES} === 3")).await;
    assert_eq!(server.take_asked(), Vec::<String>::new());
    browser.close().await;
}

#[tokio::test]
async fn a_work_is_not_its_own_neighbour_and_its_neighbours_are_seen_at_once() {
    let work = id(Culture::Japanese, 2);
    let World { browser, .. } = open_with_index(&format!("#work/{work}")).await;
    browser.wait_for("result").await;
    wait_for_list(&browser).await;
    browser.wait_until(&format!("{PICTURES} === 3")).await;
    let other = id(Culture::Japanese, 3).to_string();
    let found = links(&browser).await;
    assert!(found["Japanese"].as_str().unwrap().ends_with(&other), "{found}");
    assert!(!browser.find(".nearest .offer").await.is_displayed().await.unwrap());
    browser.close().await;
}

#[tokio::test]
async fn without_the_met_the_titles_and_links_stay() {
    let World { proxy, browser, .. } = open_with_index("").await;
    browser.wait_for("ready").await;
    browser.give("drop", "seal.png", SEAL).await;
    wait_for_list(&browser).await;
    proxy.cut(true);
    browser.press(".nearest .offer button").await;
    let left = "return document.querySelectorAll('.nearest img:not([hidden])').length === 0";
    browser.wait_until(left).await;
    let titles = "return document.querySelectorAll('.nearest a.title:not([hidden])').length";
    assert_eq!(browser.run(titles, vec![]).await, 3);
    browser.close().await;
}

#[tokio::test]
async fn an_index_that_is_not_this_models_is_left_out() {
    let world = World::start().await;
    let World { server, browser, .. } = &world;
    let other = index(server, &"0".repeat(64));
    for body in [other, b"<!doctype html>".to_vec()] {
        server.instead(FILE, instead(body));
        browser.client.goto("about:blank").await.unwrap();
        browser.client.goto(&server.url).await.unwrap();
        browser.wait_for("ready").await;
        server.take_asked();
        browser.give("drop", "seal.png", SEAL).await;
        browser.wait_for("result").await;
        while !server.take_asked().iter().any(|path| path.contains("works-")) {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
        assert!(!browser.find(".nearest").await.is_displayed().await.unwrap());
        assert_golden(browser, "seal.png").await;
    }
    world.browser.close().await;
}
