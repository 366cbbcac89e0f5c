import { readFileSync } from "node:fs";
import type { TlsIdentity } from "./app-under-test.js";

const fixture = (file: string) => readFileSync(new URL(`../fixtures/${file}`, import.meta.url), "utf8");

/** The committed test pair: see fixtures/README.md. */
export const tlsIdentity: TlsIdentity = {
  key: fixture("localhost.key.pem"),
  cert: fixture("localhost.cert.pem"),
};
