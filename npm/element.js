// <whence-classifier>: drop or choose a picture, see the answer.
import { read } from "./host.js";
import { Classifier } from "./index.js";
import { isAddress, isFile } from "./kind.js";

/** Its texts. The attribute `text-NAME` replaces the text NAME. */
const TEXTS = {
  prompt: "Drop a picture of a painting here, or",
  choose: "Choose a picture",
  picture: "The picture",
  working: "Looking…",
  confident: "{label}",
  unsure: "Perhaps {label}",
  torn: "{first} or {second}",
  not_one_of_these: "Perhaps none of these",
  failed: "{message}",
};

const STYLE = `
  :host {
    --ink: var(--whence-ink, light-dark(#1d1b18, #ece7dc));
    --quiet: var(--whence-quiet, light-dark(#5f594e, #b0a898));
    --surface: var(--whence-surface, light-dark(#fffdf8, #211f1c));
    --line: var(--whence-line, light-dark(#d9d2c3, #3b3731));
    --accent: var(--whence-accent, light-dark(#7a4f12, #e0b163));
    --on-accent: var(--whence-on-accent, light-dark(#fffdf8, #171614));
    --radius: var(--whence-radius, 0.5rem);
    display: block;
    max-inline-size: 30rem;
    color: var(--ink);
    font: 1rem/1.5 var(--whence-font, ui-sans-serif, system-ui, sans-serif);
  }
  :host([hidden]), [hidden] { display: none !important; }
  * { box-sizing: border-box; margin: 0; padding: 0; }
  [part=frame] {
    display: grid;
    gap: 1rem;
    padding: 1rem;
    border: 2px dashed var(--line);
    border-radius: var(--radius);
    background: var(--surface);
  }
  [part=frame].over { border-color: var(--accent); }
  [part=picture] { display: block; max-inline-size: 100%; max-block-size: 20rem; margin-inline: auto; }
  [part=verdict] { font-size: 1.375rem; line-height: 1.25; }
  [part=verdict]:empty, [part=error]:empty { display: none; }
  [part=bars] { display: grid; grid-template-columns: auto 1fr auto; gap: 0.375rem 0.75rem; align-items: center; list-style: none; }
  [part=bar] { display: contents; }
  [part=track] { block-size: 0.5rem; border-radius: 0.25rem; background: var(--line); overflow: hidden; }
  [part=fill] { display: block; block-size: 100%; background: var(--accent); }
  [part=share] { text-align: end; font-variant-numeric: tabular-nums; color: var(--quiet); }
  [part=error] { border-inline-start: 0.25rem solid var(--accent); padding-inline-start: 0.75rem; overflow-wrap: anywhere; }
  [part=error]::first-letter { text-transform: uppercase; }
  [part=drop] { display: flex; flex-wrap: wrap; gap: 0.5rem 0.75rem; align-items: center; color: var(--quiet); }
  [part=button] {
    min-block-size: 2.75rem;
    padding: 0 1rem;
    border: 0;
    border-radius: var(--radius);
    background: var(--accent);
    color: var(--on-accent);
    font: inherit;
    cursor: pointer;
  }
  [part=button]:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px; }
  [part=button]:disabled { background: var(--line); color: var(--quiet); cursor: default; }
  @media (forced-colors: active) {
    [part=track] { border: 1px solid; }
    [part=fill] { background: Highlight; forced-color-adjust: none; }
    [part=button] { border: 1px solid; }
  }
`;

let sheet;

/** The one style sheet of all elements. Unlike a style element, it is not subject to a page's policy. */
function style() {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
  }
  return sheet;
}

const classifiers = new Map();

/** The one classifier of a model, for all elements. A failed one is loaded again. */
function classifierOf(model) {
  if (!classifiers.has(model)) {
    const loading = Classifier.load({ model });
    classifiers.set(model, loading);
    loading.catch(() => classifiers.delete(model));
  }
  return classifiers.get(model);
}

const percent = new Intl.NumberFormat("en", { style: "percent", maximumFractionDigits: 1 });

function make(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}

// Without a document, on a server, the module can be imported and does nothing.
export class WhenceClassifier extends (globalThis.HTMLElement ?? class {}) {
  static formAssociated = true;
  static observedAttributes = ["src"];

  #internals = this.attachInternals();
  #frame = make("div", { part: "frame" });
  #picture = make("img", { part: "picture", hidden: "" });
  #verdict = make("p", { part: "verdict", role: "status" });
  #bars = make("ul", { part: "bars", role: "list", hidden: "" });
  #error = make("p", { part: "error", role: "alert" });
  #button = make("button", { part: "button", type: "button" });
  #file = make("input", { type: "file", accept: "image/*", hidden: "", tabindex: "-1" });
  #prompt = make("slot", { name: "prompt" });
  /** Stops the picture that is being classified. */
  #work = new AbortController();
  #result;
  #isConnected = false;

  constructor() {
    super();
    const root = this.attachShadow({ mode: "open", delegatesFocus: true });
    root.adoptedStyleSheets = [style()];
    const drop = make("div", { part: "drop" }, make("span", {}, this.#prompt), this.#button, this.#file);
    this.#frame.append(this.#picture, this.#verdict, this.#bars, this.#error, drop);
    root.append(this.#frame);
    this.#internals.setFormValue("");
    this.#listen();
  }

  /** The label of the verdict; empty without one. */
  get value() {
    return this.#result?.verdict.label ?? "";
  }

  /** The last answer, if there is one. */
  get result() {
    return this.#result;
  }

  get form() {
    return this.#internals.form;
  }

  get name() {
    return this.getAttribute("name") ?? "";
  }

  get src() {
    return this.getAttribute("src") ?? "";
  }

  set src(address) {
    this.setAttribute("src", address);
  }

  connectedCallback() {
    this.#isConnected = true;
    this.#prompt.textContent = this.#text("prompt");
    this.#button.textContent = this.#text("choose");
    this.#picture.alt = this.#text("picture");
    if (this.src) this.classify(this.src);
  }

  disconnectedCallback() {
    this.#isConnected = false;
    this.#work.abort();
  }

  attributeChangedCallback() {
    // `connectedCallback` handles the initial attributes.
    if (this.#isConnected && this.src) this.classify(this.src);
  }

  formResetCallback() {
    this.clear();
  }

  formDisabledCallback(isDisabled) {
    this.#button.disabled = isDisabled;
  }

  /** Classifies any input of `Classifier.classify`, and shows the answer; a file or an address with its picture. */
  async classify(input) {
    this.clear();
    this.#work = new AbortController();
    const { signal } = this.#work;
    this.#verdict.textContent = this.#text("working");
    try {
      const picture = isAddress(input) ? await read(input, signal) : input;
      if (isFile(picture)) this.#show(picture);
      const classifier = await classifierOf(this.getAttribute("model") ?? undefined);
      this.#answer(classifier, await classifier.classify(picture, { signal }));
    } catch (error) {
      if (!signal.aborted) this.#refuse(error);
    }
    return signal.aborted ? undefined : this.#result;
  }

  /** Forgets the picture and its answer. */
  clear() {
    this.#work.abort();
    this.#result = undefined;
    this.#internals.setFormValue("");
    URL.revokeObjectURL(this.#picture.src);
    this.#picture.removeAttribute("src");
    this.#picture.hidden = true;
    this.#bars.hidden = true;
    this.#bars.replaceChildren();
    this.#verdict.textContent = "";
    this.#error.textContent = "";
    this.#file.value = "";
  }

  #listen() {
    this.#button.addEventListener("click", () => this.#file.click());
    this.#file.addEventListener("change", () => this.#take(this.#file.files));
    const isOver = (event, over) => {
      event.preventDefault();
      this.#frame.classList.toggle("over", over && !this.#button.disabled);
    };
    this.addEventListener("dragover", (event) => isOver(event, true));
    this.addEventListener("dragleave", (event) => isOver(event, false));
    this.addEventListener("drop", (event) => {
      isOver(event, false);
      this.#take(event.dataTransfer.files);
    });
  }

  #take([file]) {
    if (file && !this.#button.disabled) this.classify(file);
  }

  #show(picture) {
    this.#picture.src = URL.createObjectURL(picture);
    this.#picture.hidden = false;
  }

  #answer(classifier, result) {
    const named = (label) => this.getAttribute(`label-${label}`) ?? classifier.name(label);
    const { kind, ...labels } = result.verdict;
    const names = Object.entries(labels).map(([role, label]) => [role, named(label)]);
    this.#result = result;
    this.#internals.setFormValue(this.value);
    this.#verdict.textContent = this.#text(kind, Object.fromEntries(names));
    this.#bars.append(...result.predictions.map(({ label, probability }) => bar(named(label), probability)));
    this.#bars.hidden = false;
    this.#tell("classified", result);
  }

  #refuse(error) {
    this.#picture.hidden = true;
    this.#verdict.textContent = "";
    this.#error.textContent = this.#text("failed", error);
    this.#tell("failed", error);
  }

  #tell(event, detail) {
    this.dispatchEvent(new CustomEvent(event, { detail, bubbles: true, composed: true }));
  }

  #text(name, values = {}) {
    const text = this.getAttribute(`text-${name.replaceAll("_", "-")}`) ?? TEXTS[name];
    return text.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? "");
  }
}

function bar(name, probability) {
  const fill = make("span", { part: "fill" });
  fill.style.inlineSize = `${100 * probability}%`;
  return make(
    "li",
    { part: "bar" },
    make("span", { part: "label" }, name),
    make("span", { part: "track", "aria-hidden": "true" }, fill),
    make("span", { part: "share" }, percent.format(probability)),
  );
}

if (globalThis.customElements && !customElements.get("whence-classifier")) {
  customElements.define("whence-classifier", WhenceClassifier);
}
