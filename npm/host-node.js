// The host Node: a worker thread, and files.
import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { Worker } from "node:worker_threads";
import { download } from "./download.js";
import { failure } from "./errors.js";

/** The model that comes with the package. */
export const model = {
  card: new URL("./model/model.json", import.meta.url),
  network: new URL("./model/whence.onnx", import.meta.url),
};

/** An address, or a path as an address. */
export function address(url) {
  const text = String(url);
  return /^(https?|file|data|blob):/i.test(text) ? new URL(text) : pathToFileURL(text);
}

/** Reads a file of this machine or of a server. */
export async function read(url, signal) {
  const from = address(url);
  if (from.protocol !== "file:") return download(from, signal);
  try {
    return new Blob([await readFile(from, { signal })]);
  } catch (error) {
    signal?.throwIfAborted();
    throw failure(error.code === "ENOENT" ? "missing" : "unreadable", error.message, error);
  }
}

/** Starts a worker. It keeps the process alive only while a request is pending. */
export function start(received, failed) {
  const worker = new Worker(new URL("./worker-node.js", import.meta.url));
  worker.on("message", (message) => {
    worker.unref();
    received(message);
  });
  worker.on("error", (error) => failed(error.message));
  return {
    post(message, transfer) {
      worker.ref();
      worker.postMessage(message, transfer);
    },
    end: () => worker.terminate(),
  };
}

/** Node has no elements. */
export function snapshot() {
  return undefined;
}
