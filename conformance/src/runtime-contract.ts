import { afterAll, beforeAll, describe } from "vitest";
import { tlsIdentity } from "../../test-kit/tls-identity.mjs";
import { outsideTargets } from "../targets/outside.js";
import { PROCESS_TEST_MS } from "./app-process.js";
import { outsideProcess } from "./contract/outside-process.js";
import { outsideHandshakes, outsideHttp2, outsideRaw } from "./contract/outside-protocols.js";
import { outsideRequests } from "./contract/outside-requests.js";
import { outsideWebSockets } from "./contract/outside-web-sockets.js";
import { OutsideApp, type OutsidePlan } from "./outside-app.js";
import type { OutsideSubject } from "./outside-subject.js";
import { buildProcessProgram, type ProcessProgram } from "./process-program.js";
import { runtimeDivergences } from "./runtime-divergences.js";
import type { Runtime } from "./runtimes.js";
import type { Stage } from "./stage.js";

/** Longer than any request of a test takes. */
const PLAN: OutsidePlan = { budgetMs: 60_000, lameDuckMs: 0, idleGraceMs: 200, settleMs: 500 };

/** The lines that a target is tested with: a target with another protocol only gets its own line. */
export function outsideLines(target: string) {
  if (target.startsWith("ws ")) return [outsideWebSockets];
  if (target.startsWith("node:http2")) return [outsideHttp2];
  if (target === "node:net") return [outsideRaw];
  const lines = [outsideRequests, outsideProcess];
  return target === "node:https" ? [...lines, outsideHandshakes] : lines;
}

/**
 * The drain contract as far as it can be judged from outside, held by each target in a process of its own under one
 * runtime.
 */
export function runtimeContract(runtime: Runtime, targets: readonly string[]): void {
  let program: ProcessProgram | undefined;
  beforeAll(async () => {
    program = await buildProcessProgram("outside");
  });
  afterAll(() => program?.remove());

  for (const target of targets) {
    const over = outsideTargets[target]?.over ?? "HTTP";
    const isSecure = over === "HTTPS" || over === "HTTP/2";
    const env: Record<string, string> = isSecure ? { TLS: JSON.stringify(tlsIdentity) } : {};
    const divergences = runtimeDivergences[runtime.name].filter(
      ({ targets: only }) => !only || only.includes(target),
    );
    const subject: OutsideSubject = {
      start: () => {
        throw new Error("the app is in a process of its own");
      },
      over,
      divergences,
      promises: new Set(),
      async begin(stage: Stage, plan = {}) {
        const start = { runtime, file: program?.file ?? "", target, plan: { ...PLAN, ...plan }, env };
        const app = stage.adopt(await OutsideApp.start(start));
        return { app, connect: async () => stage.connect({}, await app.address()) };
      },
    };
    describe(`${target} on ${runtime.name}, from outside`, { timeout: PROCESS_TEST_MS }, () => {
      for (const lines of outsideLines(target)) lines(subject);
    });
  }
}
