// What goes wrong, by class and by code. A code stays when its message changes.

/** What every error of this package is. */
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

/** A file cannot be had. */
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

/** The error of a code. All codes without a class here are about a picture. */
export function failure(code, message, cause) {
  return new (CLASSES[code] ?? PictureError)(code, message, cause);
}
