/// <reference lib="dom" />
import type { Classification, Input, WhenceError } from "./index.js";

/**
 * `<whence-classifier>`: drop or choose a picture, see the answer.
 *
 * Attributes: `src`, `model` (the address of a card), `name`, `disabled`, `text-*` and `label-*`.
 */
export class WhenceClassifier extends HTMLElement {
  /** The address of a picture. */
  src: string;
  /** Its name in a form. */
  readonly name: string;
  readonly form: HTMLFormElement | null;
  /** The label of the verdict; empty without one. */
  readonly value: string;
  /** The last answer. */
  readonly result: Classification | undefined;
  /** Classifies a picture and shows it. Resolves with nothing if it fails or another one follows. */
  classify(input: Input): Promise<Classification | undefined>;
  /** Forgets the picture and its answer. */
  clear(): void;
}

declare global {
  interface HTMLElementTagNameMap {
    "whence-classifier": WhenceClassifier;
  }
  interface HTMLElementEventMap {
    /** The answer to a picture. */
    classified: CustomEvent<Classification>;
    /** The error instead of an answer. */
    failed: CustomEvent<WhenceError>;
  }
}
