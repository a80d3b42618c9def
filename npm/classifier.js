// The classifier, for every host. It owns the worker and sends it one request at a time.
import { failure, WorkerError } from "./errors.js";
import { isAddress, isFile, isPixels, kindOf } from "./kind.js";

export class Classifier {
  #host;
  #model;
  #worker;
  /** Settles the request that the worker handles. */
  #pending;
  #last = Promise.resolve();
  #closed = false;

  constructor(host, model) {
    this.#host = host;
    this.#model = model;
  }

  static async load({ model = this.host.model, signal } = {}) {
    signal?.throwIfAborted();
    const classifier = new this(this.host, await modelOf(this.host, model, signal));
    try {
      classifier.labels = Object.freeze(await classifier.#inTurn(() => classifier.#start(), signal));
    } catch (error) {
      classifier.close();
      throw error;
    }
    return classifier;
  }

  name(label, language = "en") {
    const names = this.#model.task?.labels.find(({ id }) => id === label)?.names;
    return names?.[language] ?? names?.en ?? label;
  }

  async classify(input, { signal } = {}) {
    signal?.throwIfAborted();
    const [picture, transfer] = await this.#picture(input, signal);
    return this.#inTurn(async () => {
      if (!this.#worker) await this.#start();
      return this.#ask({ picture }, transfer);
    }, signal);
  }

  async *classifyMany(inputs, { signal, onProgress } = {}) {
    const total = inputs.length ?? inputs.size;
    let index = 0;
    for await (const input of inputs) {
      const entry = { index: index++, input, ...(await this.#attempt(input, signal)) };
      onProgress?.({ done: index, total });
      yield entry;
    }
  }

  close() {
    this.#closed = true;
    this.#fail("closed", "the classifier is closed");
  }

  /** An answer or an error; throws if every other picture would fail too. */
  async #attempt(input, signal) {
    try {
      return { result: await this.classify(input, { signal }) };
    } catch (error) {
      signal?.throwIfAborted();
      if (this.#closed) throw error;
      return { error };
    }
  }

  /** A picture in its current state, as the worker takes it, and the objects to transfer. */
  async #picture(input, signal) {
    const kind = kindOf(input);
    if (isAddress(input)) return [await this.#host.read(input, signal)];
    if (isFile(input)) return [input];
    if (kind === "ArrayBuffer" || ArrayBuffer.isView(input)) return [new Blob([input])];
    if (isPixels(input)) {
      const { data, width, height } = input;
      const copy = data.slice();
      return [{ data: copy, width, height }, [copy.buffer]];
    }
    const bitmap = await this.#host.snapshot(input, kind);
    if (bitmap) return [bitmap, [bitmap]];
    throw failure("not-a-file", `${kind} is no picture; an address, a file, bytes, pixels or an element can be`);
  }

  /** Runs the work after all earlier requests. After an abort nothing waits for it any more. */
  #inTurn(work, signal) {
    const turn = this.#last.then(() => {
      signal?.throwIfAborted();
      return work();
    });
    this.#last = turn.catch(() => {});
    return unlessAborted(turn, signal);
  }

  #start() {
    if (this.#closed) throw failure("closed", "the classifier is closed");
    const { card, network } = this.#model;
    let code = "broken";
    try {
      this.#worker = this.#host.start(
        ({ answer, error }) => {
          code = "crashed";
          if (error) this.#fail(error.code, error.message);
          else this.#pending.resolve(answer);
        },
        (why) => this.#fail(code, `the worker does not run: ${why}`),
      );
    } catch (error) {
      throw failure(code, `the worker cannot be started: ${error.message}`, error);
    }
    return this.#ask({ card, network });
  }

  #ask(message, transfer = []) {
    return new Promise((resolve, reject) => {
      this.#pending = { resolve, reject };
      try {
        this.#worker.post(message, transfer);
      } catch (error) {
        reject(failure("unreadable", "the picture is of another origin, which does not let it be read", error));
      }
    });
  }

  /** A worker is unusable after a crash: the next request starts another. */
  #fail(code, message) {
    const error = failure(code, message);
    if (error instanceof WorkerError) {
      this.#worker?.end();
      this.#worker = undefined;
    }
    this.#pending?.reject(error);
  }
}

/** The bytes of a model, and its task. If only the card has an address, the network is in the same folder. */
async function modelOf(host, model, signal) {
  const bytes = async (from) => (isAddress(from) ? (await host.read(from, signal)).arrayBuffer() : from);
  if (model.card !== undefined) {
    const [card, network] = await Promise.all([bytes(model.card), bytes(model.network)]);
    return { card, network, task: parsed(card).task };
  }
  const address = host.address(model);
  const card = await bytes(address);
  const { onnx, task } = parsed(card);
  return { card, network: await bytes(onnx?.file && new URL(onnx.file, address)), task };
}

function parsed(card) {
  try {
    return JSON.parse(new TextDecoder().decode(card));
  } catch (error) {
    throw failure("model", `the model's card cannot be read: ${error.message}`, error);
  }
}

function unlessAborted(promise, signal) {
  if (!signal) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
    if (signal.aborted) abort();
  });
}
