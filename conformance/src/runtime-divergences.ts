import type { Divergence } from "./contract-line.js";
import type { Runtime } from "./runtimes.js";

/** As for a framework: the promise is expected to be broken on this runtime, and the test says when it is fixed. */
export interface RuntimeDivergence extends Divergence {
  /** Only for these targets. @default all */
  readonly targets?: readonly string[];
}

const BUN_HTTP = "https://github.com/oven-sh/bun/blob/main/src/js/node/_http_server.ts";

/** The differences of each runtime. docs/runtimes.md is made from these, too. */
export const runtimeDivergences: Readonly<Record<Runtime["name"], readonly RuntimeDivergence[]>> = {
  Node: [],
  Bun: [
    {
      id: "silent-closed",
      over: "HTTP",
      reason:
        "Bun does not see a connection before it sends, so it cannot be closed; " +
        "it holds neither the drain nor the process",
      link: "https://github.com/oven-sh/bun/blob/main/packages/bun-usockets/src/bsd.c",
    },
    {
      id: "refused-beside-idle",
      reason:
        "Bun's `server.close()` also closes idle connections: so the listener stays open during their grace, " +
        "and clients that connect meanwhile are served and told to close",
      link: BUN_HTTP,
    },
    {
      id: "early-answer",
      targets: ["hapi 21"],
      reason:
        "hapi itself says close in a response that precedes the end of the body, and Bun then closes at once; " +
        "the same happens without Graceful",
      link: "https://github.com/hapijs/hapi/blob/master/lib/transmit.js",
    },
  ],
  Deno: [
    {
      id: "half-headers-reused",
      reason:
        "to Deno a connection is idle from its last response until the next headers are complete, " +
        "so it is closed with the idle ones, as by `server.close()`",
      link: "https://github.com/denoland/deno/tree/main/ext/node/polyfills",
    },
  ],
};

/** How many connections a server has reset, and how many were made. */
export type ResetConnections = readonly [reset: number, made: number];

/**
 * Measured in ten shutdowns each, side by side, while thirty clients made a new connection for every request and sent
 * it 5 ms after the handshake. A silent connection is closed by Bun's `close`, which shows none of them; on Deno a few
 * come between its last look at the kernel and the close.
 */
export const resetWhileReconnecting: Readonly<
  Record<Runtime["name"], { readonly close: ResetConnections; readonly graceful: ResetConnections }>
> = {
  Node: { close: [5, 7_042], graceful: [3, 7_343] },
  Bun: { close: [68, 7_518], graceful: [71, 15_123] },
  Deno: { close: [7, 7_249], graceful: [7, 7_319] },
};
