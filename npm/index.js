// The package in a browser.
import { Classifier as Shared } from "./classifier.js";
import * as host from "./host.js";

export * from "./errors.js";

export class Classifier extends Shared {
  static host = host;
}
