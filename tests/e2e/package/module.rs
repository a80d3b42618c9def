//! The module in a page.

use super::*;

/// Classifies a picture in every type that a page can have it in.
pub(crate) async fn assert_every_input(visit: &Visit) {
    let found = visit
        .ask(
            "const classifier = window.classifier = await Classifier.load();
             const seal = await golden('seal.png');
             const ways = {
                 path: '/golden/seal.png',
                 address: new URL('/golden/seal.png', location),
                 blob: seal,
                 file: new File([seal], 'seal.png'),
                 memory: await seal.arrayBuffer(),
                 bytes: new Uint8Array(await seal.arrayBuffer()),
                 view: new Uint8Array([0, ...new Uint8Array(await seal.arrayBuffer())]).subarray(1),
             };
             const found = { labels: classifier.labels, name: classifier.name('chinese') };
             for (const [way, input] of Object.entries(ways)) {
                 const answer = await classifier.classify(input);
                 found[way] = answer.predictions;
                 found.whole = [answer.verdict.kind, answer.decoder, answer.size, answer.embedding.length > 0,
                     Object.keys(answer.evidence.maps).length, answer.timings.inference > 0];
             }
             return found;",
        )
        .await;
    assert_eq!(found["labels"], json!(["american", "chinese", "indian", "japanese"]), "{found}");
    assert_eq!(found["name"], "Chinese");
    let verdict = &serde_json::from_slice::<Value>(GOLDEN).unwrap()["seal.png"]["verdict"]["kind"];
    assert_eq!(found["whole"], json!([verdict, "whence", [96, 160], true, 4, true]));
    for way in ["path", "address", "blob", "file", "memory", "bytes", "view"] {
        assert_near(&found[way], &golden("seal.png"), 1e-4, way);
    }
    assert_pixels(visit).await;
}

/// Pixels get the same answer as their PNG file.
async fn assert_pixels(visit: &Visit) {
    let found = visit
        .ask(
            "const canvas = new OffscreenCanvas(120, 90);
             const context = canvas.getContext('2d');
             const shade = context.createLinearGradient(0, 0, 120, 90);
             shade.addColorStop(0, 'rgb(20 60 120)');
             shade.addColorStop(1, 'rgb(220 180 90)');
             context.fillStyle = shade;
             context.fillRect(0, 0, 120, 90);
             context.fillStyle = 'rgb(180 40 30)';
             context.fillRect(70, 20, 30, 50);
             const pixels = context.getImageData(0, 0, 120, 90);
             const png = await canvas.convertToBlob();
             const shown = document.createElement('canvas');
             shown.width = 120;
             shown.height = 90;
             shown.getContext('2d').putImageData(pixels, 0, 0);
             const image = new Image();
             image.src = URL.createObjectURL(png);
             const bitmap = await createImageBitmap(canvas);
             const video = document.createElement('video');
             video.muted = true;
             video.srcObject = shown.captureStream();
             const frame = new Promise(resolve => video.onloadeddata = resolve);
             const play = video.play();
             shown.getContext('2d').putImageData(pixels, 0, 0);
             await Promise.all([play, frame]);
             const { data, width, height } = pixels;
             const ways = { png, pixels, alike: { data, width, height }, canvas, shown, image, bitmap, video };
             const found = {};
             const told = ({ predictions, decoder }) => ({ predictions, decoder });
             for (const [way, input] of Object.entries(ways)) found[way] = told(await classifier.classify(input));
             // The arguments remain the caller's.
             found.left = [bitmap.width, data.length];
             // The picture at the time of the call counts, even if it changes
             // later.
             const asked = classifier.classify(shown);
             shown.getContext('2d').clearRect(0, 0, 120, 90);
             found.before = told(await asked);
             found.blank = await refusal(classifier.classify(shown));
             found.empty = await refusal(classifier.classify(document.createElement('video')));
             return found;",
        )
        .await;
    for (way, decoder) in [
        ("pixels", "caller"),
        ("alike", "caller"),
        ("canvas", "browser"),
        ("shown", "browser"),
        ("image", "browser"),
        ("bitmap", "browser"),
        ("before", "browser"),
        ("video", "browser"),
    ] {
        // A video has less precise colours than a picture.
        let by = if way == "video" { 0.05 } else { 1e-4 };
        let expected = &found["png"]["predictions"];
        assert_near(&found[way]["predictions"], expected, by, &format!("{way} of {found}"));
        assert_eq!(found[way]["decoder"], decoder, "{way}");
    }
    assert_eq!(found["png"]["decoder"], "whence");
    assert_eq!(found["left"], json!([120, 120 * 90 * 4]));
    assert_eq!(found["blank"]["code"], "blank");
    assert_eq!(found["empty"]["code"], "unreadable");
}

/// Every error has a class and a code, and leaves the classifier working.
pub(crate) async fn assert_errors(visit: &Visit) {
    let found = visit
        .ask(
            "const refused = async input => {
                 try {
                     await classifier.classify(input);
                     return 'none';
                 } catch (error) {
                     const { name, code, message } = error;
                     const isOne = error instanceof whence.WhenceError && error instanceof whence[name];
                     return [isOne && message.length > 10, name, code];
                 }
             };
             return {
                 letter: await refused(new Blob(['a letter'])),
                 empty: await refused(new ArrayBuffer(0)),
                 cut: await refused((await golden('seal.png')).slice(0, 900)),
                 number: await refused(7),
                 nothing: await refused(null),
                 object: await refused({ data: [1, 2], width: 1, height: 1 }),
                 short: await refused({ data: new Uint8ClampedArray(8), width: 1, height: 1 }),
                 missing: await refused('/golden/nowhere.png'),
                 card: await Classifier.load({ model: '/golden/golden.json' }).then(() => 'none',
                     ({ name, code }) => [true, name, code]),
                 after: (await classifier.classify(await golden('seal.png'))).predictions,
             };",
        )
        .await;
    for (of, name, code) in [
        ("letter", "PictureError", "not-a-picture"),
        ("empty", "PictureError", "empty"),
        ("cut", "PictureError", "incomplete"),
        ("number", "PictureError", "not-a-file"),
        ("nothing", "PictureError", "not-a-file"),
        ("object", "PictureError", "not-a-file"),
        ("short", "PictureError", "damaged"),
        ("missing", "DownloadError", "missing"),
        ("card", "ModelError", "model"),
    ] {
        assert_eq!(found[of], json!([true, name, code]), "{of} of {found}");
    }
    assert_near(&found["after"], &golden("seal.png"), 1e-4, "after errors");
}

/// An abort rejects with its reason, at every moment, and affects no other
/// call.
pub(crate) async fn assert_aborts(visit: &Visit) {
    let found = visit
        .ask(
            "const seal = await golden('seal.png');
             const why = promise => promise.then(() => 'none', reason => reason.name ?? reason);
             const before = await why(classifier.classify(seal, { signal: AbortSignal.abort('no') }));
             const running = new AbortController();
             const asked = why(classifier.classify(seal, { signal: running.signal }));
             const waiting = new AbortController();
             const next = why(classifier.classify(seal, { signal: waiting.signal }));
             const last = classifier.classify(seal);
             waiting.abort();
             running.abort();
             const loading = new AbortController();
             const load = why(Classifier.load({ signal: loading.signal }));
             loading.abort();
             const many = new AbortController();
             const seen = [];
             const all = (async () => {
                 for await (const { index } of classifier.classifyMany([seal, seal, seal], many)) {
                     seen.push(index);
                     many.abort();
                 }
             })();
             return { before, running: await asked, waiting: await next, load: await load,
                 many: [await why(all), seen], after: (await last).predictions };",
        )
        .await;
    assert_eq!(found["before"], "no", "{found}");
    for moment in ["running", "waiting", "load"] {
        assert_eq!(found[moment], "AbortError", "{moment}");
    }
    assert_eq!(found["many"], json!(["AbortError", [0]]));
    assert_near(&found["after"], &golden("seal.png"), 1e-4, "after aborts");
}

/// A broken picture among several fails alone.
pub(crate) async fn assert_many(visit: &Visit) {
    let found = visit
        .ask(
            "const progress = [];
             const onProgress = ({ done, total }) => progress.push([done, total ?? null]);
             const names = ['hills.webp', 'golden.json', 'phone.jpg', 'weave.gif'];
             const files = await Promise.all(names.map(golden));
             const told = async inputs => {
                 const entries = [];
                 for await (const { index, input, result, error } of classifier.classifyMany(inputs, { onProgress }))
                     entries.push([index, input instanceof Blob, error?.code ?? result.predictions[0].label]);
                 return entries;
             };
             const one = async function* () { yield files[1]; yield files[0]; };
             return { list: await told(files), stream: await told(one()), progress };",
        )
        .await;
    let first = |name: &str| golden(name)[0]["label"].clone();
    let [hills, phone, weave] = ["hills.webp", "phone.jpg", "weave.gif"].map(first);
    let list =
        json!([[0, true, hills], [1, true, "not-a-picture"], [2, true, phone], [3, true, weave]]);
    assert_eq!(found["list"], list, "{found}");
    assert_eq!(found["stream"], json!([[0, true, "not-a-picture"], [1, true, hills]]));
    let progress = json!([[1, 4], [2, 4], [3, 4], [4, 4], [1, null], [2, null]]);
    assert_eq!(found["progress"], progress);
}
