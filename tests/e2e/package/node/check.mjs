// Uses the package and prints what it got. `node check.mjs FOLDER`, with the golden pictures.
import { Classifier, DownloadError, ModelError, PictureError, WorkerError } from "@whence/classifier";
import "@whence/classifier/element";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { crc32, deflateSync } from "node:zlib";

const [folder] = process.argv.slice(2);
const seal = join(folder, "seal.png");
const bytes = await readFile(seal);
const classifier = await Classifier.load();

const predictions = async (input) => (await classifier.classify(input)).predictions;

async function refusal(work) {
  try {
    await work();
    return "none";
  } catch (error) {
    const known = [DownloadError, ModelError, PictureError, WorkerError].find((one) => error instanceof one);
    return { name: known ? new known().name : error.name, code: error.code };
  }
}

function png({ data, width, height }) {
  const chunk = (name, body) => {
    const named = Buffer.concat([Buffer.from(name), body]);
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(body.length);
    check.writeUInt32BE(crc32(named));
    return Buffer.concat([length, named, check]);
  };
  const head = Buffer.from([0, 0, 0, 0, 0, 0, 0, 0, 8, 6, 0, 0, 0]);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  const row = (y) => Buffer.from([0, ...data.subarray(4 * width * y, 4 * width * (y + 1))]);
  const rows = deflateSync(Buffer.concat(Array.from({ length: height }, (_, y) => row(y))));
  const start = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);
  return Buffer.concat([start, chunk("IHDR", head), chunk("IDAT", rows), chunk("IEND", Buffer.alloc(0))]);
}

const pixels = { width: 31, height: 17, data: new Uint8ClampedArray(31 * 17 * 4).map((_, at) => (at * 7) % 256) };

const progress = [];
const many = [];
const pictures = [seal, Buffer.from("a letter"), pathToFileURL(join(folder, "hills.webp"))];
for await (const { index, result, error } of classifier.classifyMany(pictures, {
  onProgress: ({ done, total }) => progress.push([done, total]),
})) {
  many.push([index, error ? error.code : result.predictions[0].label]);
}

const stop = new AbortController();
const waiting = classifier.classify(bytes);
const aborted = refusal(() => classifier.classify(bytes, { signal: stop.signal }));
stop.abort();

const given = {
  path: await predictions(seal),
  address: await predictions(pathToFileURL(seal)),
  text: await predictions(pathToFileURL(seal).href),
  buffer: await predictions(bytes),
  bytes: await predictions(new Uint8Array(bytes)),
  memory: await predictions(new Uint8Array(bytes).buffer),
  blob: await predictions(new Blob([bytes])),
  waiting: (await waiting).predictions,
};
const drawn = { pixels: await predictions(pixels), png: await predictions(png(pixels)) };
const refused = {
  aborted: await aborted,
  missing: await refusal(() => classifier.classify(join(folder, "nowhere.png"))),
  letter: await refusal(() => classifier.classify(Buffer.from("a letter"))),
  number: await refusal(() => classifier.classify(7)),
  nothing: await refusal(() => classifier.classify(undefined)),
  short: await refusal(() => classifier.classify({ ...pixels, width: 30 })),
  model: await refusal(() => Classifier.load({ model: join(folder, "nowhere.json") })),
  mismatch: await refusal(() =>
    Classifier.load({ model: { card: import.meta.resolve("@whence/classifier/model/model.json"), network: bytes } }),
  ),
};

const other = await Classifier.load({ model: new URL(import.meta.resolve("@whence/classifier/model/model.json")) });
other.close();
refused.closed = await refusal(() => other.classify(bytes));

// Without `close`, which the process must not need to end.
console.log(
  JSON.stringify({ labels: classifier.labels, name: classifier.name("chinese", "ja"), given, drawn, refused, many, progress }),
);
