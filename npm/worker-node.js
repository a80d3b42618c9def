// The worker in Node.
import { readFile } from "node:fs/promises";
import { parentPort } from "node:worker_threads";
import { reply } from "./serve.js";
import init from "./whence.js";

const wasm = readFile(new URL("./whence_bg.wasm", import.meta.url));
const started = wasm.then((bytes) => init({ module_or_path: bytes }));
// Each reply says it again.
started.catch(() => {});

parentPort.on("message", async (message) => parentPort.postMessage(await reply(message, started)));
