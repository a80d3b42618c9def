/// <reference lib="dom" />
/// <reference lib="esnext.disposable" />
import type { Classification, Code } from "./whence.js";

export type { Classification, Code, DownloadCode, ModelCode, PictureCode, Prediction, Verdict } from "./whence.js";

/** Pixels: RGBA, 8 bits per channel, sRGB, upright, in row-major order. */
export interface Pixels {
  data: Uint8ClampedArray | Uint8Array;
  width: number;
  height: number;
}

/**
 * The inputs of the classifier. A string is an address; in Node it can also be a path. Elements and
 * bitmaps are for browsers. Elements are classified as they are when `classify` is called.
 */
export type Input =
  | string
  | URL
  | Blob
  | ArrayBuffer
  | ArrayBufferView
  | Pixels
  | ImageBitmap
  | HTMLImageElement
  | HTMLCanvasElement
  | OffscreenCanvas
  | HTMLVideoElement;

/** A model: the address of its card, in the network's folder, or the addresses or bytes of both. */
export type Model =
  | string
  | URL
  | { card: string | URL | ArrayBuffer | Uint8Array; network: string | URL | ArrayBuffer | Uint8Array };

export interface Options {
  /** Rejects with the signal's reason. A waiting picture is dropped, a pending answer is ignored. */
  signal?: AbortSignal | null;
}

export interface LoadOptions extends Options {
  /** The model that comes with the package, if left out. */
  model?: Model;
}

export interface ManyOptions extends Options {
  /** Called after each picture. `total` is known for inputs with a `length` or a `size`. */
  onProgress?: (progress: { done: number; total: number | undefined }) => void;
}

/** One of several pictures: its index, and its result or error. */
export type Entry<T = Input> =
  | { index: number; input: T; result: Classification; error?: undefined }
  | { index: number; input: T; result?: undefined; error: WhenceError };

/** A model in its own worker. It classifies one picture after another. */
export class Classifier {
  private constructor();

  /** Loads a model and starts its worker. */
  static load(options?: LoadOptions): Promise<Classifier>;

  /** The labels, in class order. */
  readonly labels: readonly string[];

  /** A label's name in a language, otherwise in English, or the label itself. */
  name(label: string, language?: string): string;

  /** Classifies a picture. */
  classify(input: Input, options?: Options): Promise<Classification>;

  /** Classifies one picture after another. A picture that fails gives an entry with its error. */
  classifyMany<T extends Input>(
    inputs: Iterable<T> | AsyncIterable<T>,
    options?: ManyOptions,
  ): AsyncGenerator<Entry<T>, void, undefined>;

  /** Ends the worker. Pending calls reject with the code `closed`. */
  close(): void;
}

/** Why the worker does not answer: it does not start, it crashed on a picture, it was closed. */
export type WorkerCode = "broken" | "crashed" | "closed";

/** The base class of this package's errors. Codes are stable, messages may change. */
export class WhenceError extends Error {
  readonly code: Code | WorkerCode;
}

/** A picture cannot be classified; its code is a `PictureCode`. */
export class PictureError extends WhenceError {}

/** A model cannot be used; its code is a `ModelCode`. */
export class ModelError extends WhenceError {}

/** A file cannot be downloaded; its code is a `DownloadCode`. */
export class DownloadError extends WhenceError {}

/** The worker does not answer; its code is a `WorkerCode`. */
export class WorkerError extends WhenceError {}
