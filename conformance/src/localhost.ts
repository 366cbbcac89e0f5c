import dns from "node:dns";
import { once } from "node:events";
import type { RequestListener } from "node:http";
import type { Server } from "node:net";
import { discoverServers } from "@x/graceful-core/adapter";
import { expect, onTestFinished, vi } from "vitest";
import { bounded } from "../../test-kit/condition.mjs";
import type { Stage } from "./stage.js";

/** `localhost` has two addresses, on every machine; `answerLater` gets the answer to the question for all of them. */
export function stubLocalhost(answerLater: (answer: () => void) => void = process.nextTick): void {
  const addressesOf = (host: string) => (host === "localhost" ? ["127.0.0.1", "127.0.0.2"] : [host]);
  const lookup = (host: string, ...given: unknown[]) => {
    const answer = given.pop() as (error: null, found: unknown, family?: number) => void;
    const [{ all = false } = {}] = given as dns.LookupOptions[];
    const found = addressesOf(host).map((address) => ({ address, family: 4 }));
    if (all) answerLater(() => answer(null, found));
    else process.nextTick(answer, null, found[0]?.address, 4);
  };
  vi.spyOn(dns, "lookup").mockImplementation(lookup as never);
  onTestFinished(() => void vi.restoreAllMocks());
}

/** An app that listens on `localhost` by `listen`, and looks for further addresses once `server` listens. */
interface OnLocalhost {
  readonly server: Server;
  /** The request listener of all its servers. */
  readonly listener: RequestListener;
  listen(): Promise<unknown>;
}

/** The drain closes the first server before the further addresses are known, which they are at `moment`. */
export async function lookUpLate(
  moment: "in the drain" | "after it",
  stage: Stage,
  of: () => OnLocalhost,
): Promise<void> {
  let answerLookup = () => {};
  const asked = new Promise<void>((resolve) => {
    stubLocalhost((answer) => {
      answerLookup = answer;
      resolve();
    });
  });
  let release = () => {};
  const seconds: Promise<unknown>[] = [];
  onTestFinished(
    discoverServers(
      (other) => other !== of().server && other.listeners("request").includes(of().listener),
      (other) => {
        seconds.push(once(other, "close"));
        other.once("listening", () => release());
      },
    ),
  );
  // After the finding above: the drain closes such a server from inside its `listen()`.
  await stage.attach();
  const { server, listen } = of();
  release = stage.lifecycle.hold("a job");
  // Whether it resolves when it was closed meanwhile is the framework's own affair.
  void listen().catch(() => {});
  await bounded("the framework to look the addresses up", asked);
  const closed = new Promise((resolve) => server.once("close", resolve));
  const report = stage.lifecycle.shutdown();
  await bounded("the first server to close", closed);
  if (moment === "in the drain") answerLookup();
  else release();
  expect(await report).toMatchObject({ outcome: "clean" });
  if (moment === "after it") answerLookup();
  await bounded("each other server to close", Promise.all(seconds));
  expect(seconds).toHaveLength(moment === "in the drain" ? 1 : 0);
  expect(Object.hasOwn(server, "address")).toBe(false);
}
