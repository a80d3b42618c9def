// Errors by class and by code. A code stays the same if its message changes.

/** The base class of this package's errors. */
export class WhenceError extends Error {
  name = "WhenceError";

  constructor(code, message, cause) {
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
  }
}

/** A picture cannot be classified. */
export class PictureError extends WhenceError {
  name = "PictureError";
}

/** A model cannot be used. */
export class ModelError extends WhenceError {
  name = "ModelError";
}

/** A file cannot be downloaded. */
export class DownloadError extends WhenceError {
  name = "DownloadError";
}

/** The worker does not run. */
export class WorkerError extends WhenceError {
  name = "WorkerError";
}

const CLASSES = {
  model: ModelError,
  mismatch: ModelError,
  missing: DownloadError,
  offline: DownloadError,
  broken: WorkerError,
  crashed: WorkerError,
  closed: WorkerError,
};

/** The error for a code. All codes without a class here are about a picture. */
export function failure(code, message, cause) {
  return new (CLASSES[code] ?? PictureError)(code, message, cause);
}
