import { afterAll, beforeAll, describe } from "vitest";
import { tlsIdentity } from "../../test-kit/tls-identity.mjs";
import type { ProcessTarget } from "../targets/processes.js";
import { AppProcess, PROCESS_TEST_MS } from "./app-process.js";
import { type ProcessSubject, processes } from "./contract/processes.js";
import { buildProcessProgram, type ProcessProgram } from "./process-program.js";

/** Lines 26 and 27 of the drain contract, held by each target in a process of its own. Several run side by side. */
export function processContract(targets: Readonly<Record<string, ProcessTarget>>): void {
  let program: ProcessProgram | undefined;
  beforeAll(async () => {
    program = await buildProcessProgram();
  });
  afterAll(() => program?.remove());

  for (const [name, { over, ownShutdown }] of Object.entries(targets)) {
    const env = over === "HTTP" ? {} : { TLS: JSON.stringify(tlsIdentity) };
    const subject: ProcessSubject = {
      start: () => {
        throw new Error("the app is in a process of its own");
      },
      over,
      divergences: [],
      promises: new Set(),
      ownShutdown,
      fork: (scene, options) => new AppProcess(program?.file ?? "", { ...options, env, args: [name, scene] }),
    };
    const title = `${name} over ${over}, in a process of its own`;
    describe.concurrent(title, { timeout: PROCESS_TEST_MS }, () => processes(subject));
  }
}
