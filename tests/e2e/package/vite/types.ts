// Uses of the package's types. Only compiled.
import { Classifier, DownloadError, WhenceError, type Entry, type Verdict } from "@whence/classifier";
import "@whence/classifier/element";
import init, { Classifier as Below } from "@whence/classifier/whence.js";

export async function main(files: FileList, canvas: HTMLCanvasElement): Promise<string> {
  const classifier = await Classifier.load({ signal: AbortSignal.timeout(1000) });
  const labels: readonly string[] = classifier.labels;
  const { predictions, evidence, decoder } = await classifier.classify(canvas);
  const map: number[] | undefined = evidence?.maps[labels[0]];
  for await (const entry of classifier.classifyMany(files, { onProgress: ({ done }) => done.toFixed() })) {
    const { input, result, error }: Entry<File> = entry;
    if (error) console.log(input.name, error.code);
    else console.log(named(result.verdict));
  }
  // @ts-expect-error A number is no picture.
  await classifier.classify(7);
  // @ts-expect-error Only `load` makes one.
  new Classifier();
  classifier.close();
  return [decoder, predictions[0].probability.toFixed(), map?.length].join();
}

function named(verdict: Verdict): string {
  switch (verdict.kind) {
    case "torn":
      return verdict.first + verdict.second;
    case "not_one_of_these":
      return "";
    default:
      return verdict.label;
  }
}

export function element(): string | undefined {
  const element = document.createElement("whence-classifier");
  element.addEventListener("classified", ({ detail }) => console.log(detail.verdict.kind));
  element.addEventListener("failed", ({ detail }) => {
    if (detail instanceof DownloadError) console.log(detail.code satisfies WhenceError["code"]);
  });
  return element.result?.decoder;
}

export async function below(card: Uint8Array, network: Uint8Array): Promise<number> {
  await init();
  return new Below(card, network).classifyPixels(new Uint8ClampedArray(4), 1, 1).foreign;
}
