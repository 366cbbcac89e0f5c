import { readFileSync } from "node:fs";

const fixture = (file) => readFileSync(new URL(`../../../conformance/fixtures/${file}`, import.meta.url));

/** The committed test pair, for `localhost`. */
export const identity = { key: fixture("localhost.key.pem"), cert: fixture("localhost.cert.pem") };
