// The type of a value. `instanceof` fails for values of another window.

/** The name of its type, such as `Blob` or `HTMLCanvasElement`. */
export function kindOf(value) {
  return Object.prototype.toString.call(value).slice(8, -1);
}

export function isAddress(value) {
  return ["String", "URL"].includes(kindOf(value));
}

export function isFile(value) {
  return ["Blob", "File"].includes(kindOf(value));
}

/** Whether a value is like an `ImageData` of the usual colours. */
export function isPixels(value) {
  const { data, width, height, colorSpace = "srgb" } = value ?? {};
  const isBytes = ["Uint8Array", "Uint8ClampedArray"].includes(kindOf(data));
  return isBytes && colorSpace === "srgb" && Number.isInteger(width) && Number.isInteger(height);
}
