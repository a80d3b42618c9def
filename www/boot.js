// A worker's first steps: it is sent the address of its script and its compiled code, and runs them.
self.trustedTypes?.createPolicy("default", {
  createScriptURL: (url) => (new URL(url).origin === origin ? url : null),
});
addEventListener(
  "message",
  ({ data: [script, module] }) => {
    importScripts(script);
    wasm_bindgen({ module_or_path: module }).catch(reportError);
  },
  { once: true },
);
