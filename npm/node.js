// The package in Node.
import { Classifier as Shared } from "./classifier.js";
import * as host from "./host-node.js";

export * from "./errors.js";

export class Classifier extends Shared {
  static host = host;
}
