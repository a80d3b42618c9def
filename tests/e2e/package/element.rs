//! The element in a page.

use super::*;

/// Gives scripts access to the element, its form and its events.
const PARTS: &str = "
    const element = document.querySelector('whence-classifier');
    const form = document.querySelector('form');
    const part = name => element.shadowRoot.querySelector(`[part=${name}]`);
    const told = event => new Promise(resolve =>
        document.addEventListener(event, resolve, { once: true }));
    const value = () => new FormData(form).get('culture');
    const file = async name => new File([await golden(name)], name);
    const drop = file => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(file);
        element.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer }));
    };
    const choose = file => {
        const data = new DataTransfer();
        data.items.add(file);
        const input = element.shadowRoot.querySelector('input');
        input.files = data.files;
        input.dispatchEvent(new Event('change'));
    };";

/// Runs the body of an asynchronous function in the page, with those variables.
async fn ask(visit: &Visit, body: &str) -> Value {
    visit.ask(&format!("{PARTS}{body}")).await
}

/// The element takes pictures, dispatches its answers and has a form value.
pub(crate) async fn assert_element(visit: &Visit) {
    visit.browser.assert_accessible("the element at first").await;
    let found = ask(
        visit,
        "const before = [value(), element.form === form];
         let event = told('classified');
         drop(await file('seal.png'));
         const { target, detail } = await event;
         const dropped = { predictions: detail.predictions, label: detail.verdict.label ?? '',
             value: value(), own: element.value, isTarget: target === element,
             shown: part('picture').naturalWidth || (await part('picture').decode(), part('picture').naturalWidth),
             bars: part('bars').querySelectorAll('li').length, verdict: part('verdict').textContent };
         event = told('classified');
         choose(await file('hills.webp'));
         const chosen = (await event).detail.predictions;
         event = told('failed');
         choose(new File(['a letter'], 'letter.txt'));
         const failed = [(await event).detail.code, value(), element.value, part('error').textContent.length > 10];
         event = told('classified');
         element.src = '/golden/phone.jpg';
         const source = (await event).detail.predictions;
         form.reset();
         const reset = [value(), part('bars').hidden, part('picture').hidden, part('verdict').textContent];
         return { before, dropped, chosen, failed, source, reset };",
    )
    .await;
    assert_eq!(found["before"], json!(["", true]), "{found}");
    let dropped = &found["dropped"];
    assert_near(&dropped["predictions"], &golden("seal.png"), 1e-4, "dropped");
    assert_near(&found["chosen"], &golden("hills.webp"), 1e-4, "chosen");
    assert_near(&found["source"], &golden("phone.jpg"), 1e-4, "src");
    assert_eq!(
        [&dropped["value"], &dropped["own"]],
        [&dropped["label"], &dropped["label"]],
        "{dropped}"
    );
    assert_eq!((&dropped["isTarget"], &dropped["shown"]), (&json!(true), &json!(96)));
    assert_eq!(dropped["bars"], 4);
    assert!(!dropped["verdict"].as_str().unwrap().is_empty());
    assert_eq!(found["failed"], json!(["not-a-picture", "", "", true]));
    assert_eq!(found["reset"], json!(["", true, true, ""]));
    assert_latest_wins(visit).await;
    assert_texts(visit).await;
    assert_keyboard(visit).await;
    let show = "const event = told('classified'); drop(await file('seal.png')); await event;";
    ask(visit, show).await;
    visit.browser.assert_accessible("the element with an answer").await;
}

/// A new picture replaces one that is not answered yet.
async fn assert_latest_wins(visit: &Visit) {
    let found = ask(
        visit,
        "const all = [];
         element.addEventListener('classified', ({ detail }) => all.push(detail.size));
         const event = told('classified');
         drop(await file('seal.png'));
         drop(await file('hills.webp'));
         await event;
         await element.classify(await golden('weave.gif'));
         return all;",
    )
    .await;
    assert_eq!(found, json!([[180, 120], [130, 130]]));
}

/// The page can replace the element's texts.
async fn assert_texts(visit: &Visit) {
    let found = ask(
        visit,
        "const other = document.createElement('whence-classifier');
         other.setAttribute('text-choose', 'Bild wählen');
         other.setAttribute('text-failed', 'Das war nichts: {message}');
         for (const kind of ['confident', 'unsure']) other.setAttribute(`text-${kind}`, '<{label}>');
         other.setAttribute('text-torn', '<{first}>');
         other.setAttribute('text-not-one-of-these', '<keines>');
         for (const label of classifier.labels) other.setAttribute(`label-${label}`, label.toUpperCase());
         other.innerHTML = '<b slot=prompt>Hierher</b>';
         document.body.append(other);
         const within = name => other.shadowRoot.querySelector(`[part=${name}]`);
         const { predictions } = await other.classify(await golden('seal.png'));
         const said = [within('button').textContent, within('verdict').textContent[0],
             within('label').textContent === predictions[0].label.toUpperCase()];
         await other.classify(new Blob(['a letter']));
         said.push(within('error').textContent.startsWith('Das war nichts: the file'));
         other.setAttribute('disabled', '');
         said.push(within('button').disabled);
         other.remove();
         return said;",
    )
    .await;
    assert_eq!(found, json!(["Bild wählen", "<", true, true, true]));
}

/// The button can be focused and pressed with the keyboard.
async fn assert_keyboard(visit: &Visit) {
    let found = ask(
        visit,
        "window.pressed = 0;
         const input = element.shadowRoot.querySelector('input');
         input.click = () => window.pressed++;
         element.focus();
         return [document.activeElement === element, element.shadowRoot.activeElement === part('button')];",
    )
    .await;
    assert_eq!(found, json!([true, true]));
    visit.browser.key('\u{e007}').await;
    visit.browser.wait_until("return window.pressed === 1").await;
}

#[tokio::test]
async fn the_element_looks_as_it_should() {
    let visit = Visit::in_chromium(Project::Plain).await;
    visit.browser.screenshot("element").await;
    for (name, picture) in [("answer", "seal.png"), ("error", "golden.json")] {
        ask(&visit, &format!("await element.classify(await golden('{picture}'));")).await;
        visit.browser.screenshot(&format!("element-{name}")).await;
    }
    let themed = "element.style.setProperty('--whence-accent', 'seagreen');
        element.style.setProperty('--whence-radius', '0');
        await element.classify(await golden('hills.webp'));
        return getComputedStyle(part('button')).backgroundColor;";
    assert_eq!(ask(&visit, themed).await, "rgb(46, 139, 87)");
    visit.browser.screenshot("element-themed").await;
    visit.browser.close().await;
}
