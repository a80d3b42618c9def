// Measures the package's classifier, and beside it other runtimes and another
// model: names of `peers`, and whether there is a model under /beside.
const [card, names, beside, done] = arguments;
const REPEATS = 60, UNCOUNTED = 10;
const median = times => times.toSorted((a, b) => a - b)[times.length >> 1];

async function drawn(width, height) {
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext("2d");
    for (let i = 0; i < 400; i++) {
        context.fillStyle = `hsl(${i * 37 % 360} 60% ${20 + i % 60}%)`;
        context.fillRect(i * 131 % width, i * 197 % height, width / 7, height / 9);
    }
    const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 });
    return new Uint8Array(await blob.arrayBuffer());
}

/// A classifier with the times of its answers.
async function timed(module, address) {
    await module.default();
    const classifier = await module.Classifier.load(address);
    const times = { decode: [], resize: [], inference: [], whole: [] };
    const parts = Object.keys(times);
    return {
        ask(picture, counted) {
            const since = performance.now();
            const { timings } = classifier.classify(picture);
            const found = { ...timings, whole: performance.now() - since };
            if (counted) parts.forEach(part => times[part].push(found[part]));
        },
        medians() {
            const found = parts.map(part => [part, median(times[part])]);
            parts.forEach(part => times[part] = []);
            return Object.fromEntries(found);
        },
    };
}

/// Another runtime with what it downloads and the time to its first answer.
async function loaded(name, image) {
    const known = performance.getEntriesByType("resource").length;
    const since = performance.now();
    const answer = await peers[name](image);
    const logits = [...await answer()];
    const first = performance.now() - since;
    const fetched = performance.getEntriesByType("resource").slice(known);
    const bytes = fetched.reduce((sum, entry) => sum + entry.encodedBodySize, 0);
    return { name, answer, logits, first, bytes, times: [] };
}

/// The same values for every runtime, in both orders of their channels.
function image(width, height) {
    const pixels = width * height;
    const values = Float32Array.from({ length: 3 * pixels }, (_, i) => Math.sin(i));
    const channelsLast = values.map((_, i) => values[i % 3 * pixels + Math.floor(i / 3)]);
    return { values, channelsLast, width, height };
}

async function measure() {
    const packaged = await import("/pkg/whence.js");
    const ours = await timed(packaged, card);
    const relaxed = await timed(await import("/relaxed/whence.js"), card);
    const other = beside && await timed(packaged, "/beside/model.json");
    const pictures = { small: await drawn(600, 450), large: await drawn(4000, 3000) };
    const result = { repeats: REPEATS };
    for (const [name, picture] of Object.entries(pictures)) {
        for (let i = 0; i <= 15; i++) ours.ask(picture, i > 0);
        result[name] = ours.medians();
    }
    const { width, height, mirrored = false } = (await (await fetch(card)).json()).input;
    const runtimes = [];
    for (const name of names) runtimes.push(await loaded(name, image(width, height)));
    for (let i = -UNCOUNTED; i < REPEATS; i++) {
        const counted = i >= 0;
        for (const one of [ours, relaxed, other]) one && one.ask(pictures.small, counted);
        for (const { answer, times } of runtimes) {
            const since = performance.now();
            for (let pass = 0; pass <= mirrored; pass++) await answer();
            if (counted) times.push(performance.now() - since);
        }
    }
    result.ours = ours.medians();
    result.relaxed = relaxed.medians();
    result.beside = other && other.medians();
    result.peers = runtimes.map(({ name, logits, first, bytes, times }) => {
        const differences = logits.map((logit, i) => Math.abs(logit - runtimes[0].logits[i]));
        return { name, first, bytes, time: median(times), differs: Math.max(...differences) };
    });
    return result;
}

measure().then(done, error => done({ error: String(error) + (error.stack ?? "") }));
