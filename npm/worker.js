// The worker in a browser.
import { failure } from "./errors.js";
import { reply } from "./serve.js";
import init from "./whence.js";

const started = init();
// Each reply says it again.
started.catch(() => {});

addEventListener("message", async ({ data }) => postMessage(await reply(data, started, draw)));

/** The pixels of a file or of a bitmap. */
async function draw(picture) {
  const bitmap = picture instanceof Blob ? await createImageBitmap(picture) : picture;
  const { width, height } = bitmap;
  try {
    const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
    context.drawImage(bitmap, 0, 0);
    return context.getImageData(0, 0, width, height);
  } catch (error) {
    throw failure("damaged", `the picture cannot be drawn: ${error.message}`, error);
  } finally {
    bitmap.close();
  }
}
