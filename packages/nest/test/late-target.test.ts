import type { HttpAdapterHost } from "@nestjs/core";
import type { Target } from "@x/graceful-core";
import { expect, test } from "vitest";
import { lateTarget } from "../src/late-target.js";

const host = { httpAdapter: { getInstance: () => ({}) } } as HttpAdapterHost;

/** A target that writes down what it is called for. */
function recorded(events: string[]): Target {
  return {
    name: "made",
    servers() {
      events.push("servers");
      return () => events.push("stopped");
    },
    probe: (path) => events.push(`probe ${path}`),
    async close() {},
  };
}

test("an app that comes late gets the calls that were kept for it, in their order", () => {
  const events: string[] = [];
  const target = lateTarget(host);
  const stop = target.servers(() => {});
  target.probe("/livez", async () => ({ status: 200, headers: {}, body: "" }));
  expect(events).toEqual([]);
  target.become(recorded(events));
  stop();
  expect(events).toEqual(["servers", "probe /livez", "stopped"]);
});

test("an app that comes when its lifecycle is closed is left alone", () => {
  const events: string[] = [];
  const target = lateTarget(host);
  target.servers(() => {})();
  target.become(recorded(events));
  expect(events).toEqual([]);
});
