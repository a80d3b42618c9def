import { failure } from "./errors.js";

/** Fetches a file as a blob. */
export async function download(url, signal) {
  const failed = (code, why, cause) => failure(code, `could not fetch ${url}: ${why}`, cause);
  let status;
  try {
    const response = await fetch(url, { signal });
    if (response.ok) return await response.blob();
    status = response.status;
  } catch (error) {
    signal?.throwIfAborted();
    throw failed("offline", "there is no connection, or it may not be read from here", error);
  }
  throw failed("missing", `the server answered ${status}`);
}
