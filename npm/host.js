// The host page: a module worker, and pictures that the page has decoded already.
import { download } from "./download.js";
import { failure } from "./errors.js";

/** The model that comes with the package. */
export const model = {
  card: new URL("./model/model.json", import.meta.url),
  network: new URL("./model/whence.onnx", import.meta.url),
};

/** The absolute address of one that may be relative to the page. */
export function address(url) {
  return new URL(url, globalThis.document?.baseURI ?? location.href);
}

/** Reads a file. */
export function read(url, signal) {
  return download(address(url), signal);
}

/** Starts a worker. Bundlers recognise this expression and include the worker's files. */
export function start(received, failed) {
  const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  worker.onmessage = ({ data }) => received(data);
  worker.onerror = (event) => {
    event.preventDefault();
    failed(event.message || "its script could not be loaded");
  };
  return {
    post: (message, transfer) => worker.postMessage(message, transfer),
    end: () => worker.terminate(),
  };
}

const DRAWN = ["HTMLImageElement", "HTMLCanvasElement", "OffscreenCanvas", "HTMLVideoElement", "ImageBitmap", "ImageData"];

/** The current picture of an element, or a copy of a bitmap; nothing for other values. */
export async function snapshot(input, kind) {
  if (!DRAWN.includes(kind)) return undefined;
  try {
    if (kind === "HTMLImageElement") await input.decode();
    return await createImageBitmap(input);
  } catch (error) {
    throw failure("unreadable", "the element shows no picture, or not yet", error);
  }
}
