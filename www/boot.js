// A worker's last lines, after its script: it is sent its compiled code, and runs it.
addEventListener(
  "message",
  ({ data: module }) => wasm_bindgen({ module_or_path: module }).catch(reportError),
  { once: true },
);
