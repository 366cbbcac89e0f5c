import { createServer } from "node:http";
import { createServer as createHttp2Server } from "node:http2";
import { createServer as createHttpsServer } from "node:https";
import { createServer as createTcpServer } from "node:net";
import {
  type CheckChange,
  createDrain,
  type EventStreamChoice,
  formatReport,
  graceful,
  type Lifecycle,
  type Phase,
  type ShutdownPlan,
  type ShutdownReport,
  type Target,
} from "@x/graceful-core";

const server = createServer();

for (const each of [server, createHttpsServer(), createHttp2Server(), createTcpServer()])
  graceful(each) satisfies Lifecycle;
const lifecycle = graceful(server, {
  signals: ["SIGTERM"],
  health: { ready: "/readyz", checks: { postgres: async () => {} } },
  release: { queue: () => {}, postgres: { after: ["queue"], run: async () => {}, timeoutMs: 1_000 } },
});
lifecycle.add(createTcpServer()).addRelease("late", () => {}) satisfies Lifecycle;
lifecycle.hold("job")();
lifecycle.shutdown("why") satisfies Promise<ShutdownReport>;
formatReport(await lifecycle.shutdown()) satisfies string;
createDrain({ drainMs: 1_000 }).add(server);
createDrain().drain({ idleGraceMs: 0, drainMs: 500, reason: "why", cause: new Error("boom") });

// A process without a server.
graceful({}) satisfies Lifecycle;
graceful({ health: { live: "/livez", port: 0 } }).add(server) satisfies Lifecycle;

graceful(server, {
  beforeDrain: async ({ reason, signal }) => void [reason satisfies string, signal satisfies AbortSignal],
  onDrain: ({ reason, error, signal }) =>
    void [reason satisfies string, error satisfies Error | undefined, signal satisfies AbortSignal],
});
lifecycle.closed satisfies Promise<ShutdownReport>;
lifecycle.healthPort satisfies Promise<number | undefined>;
lifecycle.on("forced", ({ reason, exitCode }) => void [reason satisfies string, exitCode satisfies number]);
lifecycle.on("check", (change) => {
  change satisfies CheckChange;
  change.status satisfies "fail" | "pass";
  change.error satisfies Error | undefined;
});
(await lifecycle.closed).error satisfies Error | undefined;

const choose: EventStreamChoice = ({ method, url, headers }) => {
  headers.accept satisfies string | undefined;
  return method === "GET" && url !== "/answer" ? "close" : "wait";
};
for (const eventStreams of ["close", "wait", choose] as const) {
  createDrain({ eventStreams, onError: ({ message }) => message });
  ({ eventStreams }) satisfies ShutdownPlan;
}

/** Each phase carries only its own data. */
export function deadlineOf(phase: Phase): number | undefined {
  switch (phase.name) {
    case "draining":
      return phase.deadlineMs;
    case "serving":
      // @ts-expect-error nothing has a deadline yet
      return phase.deadlineMs;
    default:
      return undefined;
  }
}

// @ts-expect-error an option that does not exist
graceful(server, { budget: 5_000 });
// @ts-expect-error a number of milliseconds, no text
graceful(server, { budgetMs: "5s" });
// @ts-expect-error it is not waited for
graceful(server, { eventStreams: async () => "close" });
// @ts-expect-error one of two words
graceful(server, { eventStreams: () => "end" });
// @ts-expect-error the headers are the application's own
({ eventStreams: ({ headers }) => (headers.accept = "close") }) satisfies ShutdownPlan;
// @ts-expect-error one of two words
graceful(server, { whileDraining: "ignore" });
// @ts-expect-error no signal
graceful(server, { signals: ["SIGTREM"] });
// @ts-expect-error a release is a function, has one, or can be closed
graceful(server, { release: { postgres: 5 } });
// @ts-expect-error names
graceful(server, { release: { postgres: { after: "queue", run: () => {} } } });
// @ts-expect-error a path
graceful(server, { health: { ready: true } });
// @ts-expect-error no server, nothing that has one, and no plan
graceful(() => {});
// @ts-expect-error a plan has no plan
graceful({}, {});
// @ts-expect-error an option that does not exist
graceful({ budget: 5_000 });
// @ts-expect-error it begins nothing by being told
lifecycle.closed = lifecycle.shutdown();
// @ts-expect-error the engine takes no words for milliseconds
createDrain().drain({ drainMs: "5s" });
// @ts-expect-error
graceful();
// @ts-expect-error a target says its name
export const nameless: Target = { servers: () => () => {}, probe() {}, close: async () => {} };
// @ts-expect-error it is one life
lifecycle.phase = { name: "serving" };
// @ts-expect-error no such event
lifecycle.on("shutdown", () => {});
// @ts-expect-error the engine knows no process
createDrain({ signals: false });
// @ts-expect-error what the lifecycle alone tells the engine
createDrain({ deferWebSocketClose: true });
// @ts-expect-error
createDrain().startCloseHandshakes();

export const plan: ShutdownPlan = {};
