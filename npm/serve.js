// The worker, for every host: a classifier behind messages. First comes a model, then pictures,
// one at a time.
import { failure } from "./errors.js";
import { Classifier } from "./whence.js";

let classifier;

/** The reply to a message. `started` is WebAssembly's start; `draw` turns what Whence does not
    read into pixels, if the host can. */
export async function reply({ card, network, picture }, started, draw) {
  try {
    await started;
  } catch (error) {
    return { error: { code: "broken", message: error.message } };
  }
  try {
    if (picture) return { answer: await classify(picture, draw) };
    classifier = new Classifier(new Uint8Array(card), new Uint8Array(network));
    return { answer: classifier.labels };
  } catch ({ code, message }) {
    // Errors without a name for their cause are traps of WebAssembly.
    return { error: { code: typeof code === "string" ? code : "crashed", message } };
  }
}

async function classify(picture, draw) {
  if (picture instanceof Blob) return classifyFile(picture, draw);
  return "data" in picture ? judge(picture) : judgeDrawn(await draw(picture));
}

async function classifyFile(file, draw) {
  const bytes = await bytesOf(file);
  try {
    return classifier.classify(bytes);
  } catch (refused) {
    const drawn = mayBeKnown(refused.code, file) && (await draw?.(file).catch(() => {}));
    if (!drawn) throw refused;
    return judgeDrawn(drawn);
  }
}

function judge({ data, width, height }) {
  return classifier.classifyPixels(data, width, height);
}

function judgeDrawn(pixels) {
  return { ...judge(pixels), decoder: "browser" };
}

async function bytesOf(file) {
  try {
    return await file.arrayBuffer();
  } catch (error) {
    throw failure("unreadable", "the file could not be read; it may have been moved or changed", error);
  }
}

/** Whether a browser may be able to read a refused picture. */
function mayBeKnown(code, { type }) {
  if (code === "not-a-picture") return type.startsWith("image/");
  return ["unsupported", "unsupported-variant", "damaged"].includes(code);
}
