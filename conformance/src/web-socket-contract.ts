import { describe } from "vitest";
import type { Start } from "./app-under-test.js";
import { webSockets } from "./contract/web-sockets.js";
import type { Divergence, Subject } from "./contract-line.js";

/** Line 17 of the drain contract, held by an app that serves WebSockets at `/ws`: in plain, and over TLS. */
export function webSocketContract(name: string, start: Start, divergences: readonly Divergence[] = []): void {
  for (const over of ["HTTP", "HTTPS"] as const) {
    const subject: Subject = { start, over, divergences, promises: new Set() };
    describe(`${name} over ${over}`, () => webSockets(subject));
  }
}
