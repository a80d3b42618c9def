// A worker's first steps: it is sent its compiled code, then runs it.
importScripts("worker.js");
addEventListener(
  "message",
  ({ data: module }) => wasm_bindgen({ module_or_path: module }).catch(reportError),
  { once: true },
);
