import { readFileSync } from "node:fs";

const pem = (/** @type {string} */ file) =>
  readFileSync(new URL(`../conformance/fixtures/localhost.${file}.pem`, import.meta.url), "utf8");

/** The committed test pair: see `conformance/fixtures/README.md`. */
export const tlsIdentity = { key: pem("key"), cert: pem("cert") };
