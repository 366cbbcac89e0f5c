import { describe, expect, test } from "vitest";
import type { Start } from "./app-under-test.js";
import { bodies } from "./contract/bodies.js";
import { clients } from "./contract/clients.js";
import { deadline } from "./contract/deadline.js";
import { eventStreams } from "./contract/event-streams.js";
import { handshakes } from "./contract/handshakes.js";
import { heads } from "./contract/heads.js";
import { health } from "./contract/health.js";
import { idle } from "./contract/idle.js";
import { inFlight } from "./contract/in-flight.js";
import { lifecycle } from "./contract/lifecycle.js";
import { listeners } from "./contract/listeners.js";
import { pipelining } from "./contract/pipelining.js";
import { servers } from "./contract/servers.js";
import type { Divergence, Protocol, Subject } from "./contract-line.js";

export type { Divergence } from "./contract-line.js";

/** The lines of the contract that hold over one protocol, in the order in which they are run. */
export function drainLines(over: Protocol): readonly ((subject: Subject) => void)[] {
  return [
    idle,
    inFlight,
    pipelining,
    bodies,
    heads,
    clients,
    listeners,
    ...(over === "HTTPS" ? [handshakes] : []),
    deadline,
    servers,
    eventStreams,
    health,
    lifecycle,
  ];
}

/** The drain contract, held by an app made with `start`, over HTTP and over HTTPS. */
export function drainContract(name: string, start: Start, divergences: readonly Divergence[] = []): void {
  drainContractOver("HTTP", name, start, divergences);
  drainContractOver("HTTPS", name, start, divergences);
}

/** The same over one protocol. */
export function drainContractOver(
  over: Protocol,
  name: string,
  start: Start,
  divergences: readonly Divergence[] = [],
): void {
  const subject: Subject = { start, over, divergences, promises: new Set() };
  describe(`${name} over ${over}`, () => {
    for (const lines of drainLines(over)) lines(subject);

    // At the time of the tests: the describe blocks above are still to be run now.
    if (divergences.length > 0) {
      test("every declared divergence names a promise of the suite", () => {
        const named = divergences.filter((one) => (one.over ?? over) === over).map(({ id }) => id);
        expect([...subject.promises]).toEqual(expect.arrayContaining(named));
      });
    }
  });
}
