import { describe } from "vitest";
import type { Start } from "./app-under-test.js";
import { http2 } from "./contract/http2.js";
import { http2EventStreams } from "./contract/http2-event-streams.js";
import type { Divergence, Protocol, Subject } from "./contract-line.js";

/** The lines of the contract that are held over HTTP/2 in words of their own. */
export const http2Lines: readonly ((subject: Subject) => void)[] = [http2, http2EventStreams];

/** Lines 16 and 18 of the drain contract, held by an app that speaks HTTP/2: over TLS, and in plain (h2c). */
export function http2Contract(
  name: string,
  start: Start,
  protocols: readonly Extract<Protocol, "HTTP/2" | "h2c">[] = ["HTTP/2", "h2c"],
  divergences: readonly Divergence[] = [],
): void {
  for (const over of protocols) {
    const subject: Subject = { start, over, divergences, promises: new Set() };
    describe(`${name} over ${over}`, () => {
      for (const lines of http2Lines) lines(subject);
    });
  }
}
