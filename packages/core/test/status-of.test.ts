import { expect, test } from "vitest";
import { statusOf } from "../src/lifecycle/status-of.js";
import { lifecycleScene } from "./lifecycle-scene.js";

const PLAN = { budgetMs: 10_000, releaseMs: 1_000, idleGraceMs: 500, lameDuckMs: 1_000 };

test("a status has the time until the phase ends, and after a second signal that of the releases", async () => {
  const { clock, server, lifecycle } = lifecycleScene({
    ...PLAN,
    release: { quick: () => {}, slow: () => new Promise(() => {}) },
  });
  server.request(server.accept("slow"));
  const left = () => {
    const status = statusOf(lifecycle, clock);
    return status && `${status.phase} ${status.leftMs}: ${status.releases}`;
  };
  const seen = [left()];
  void lifecycle.startShutdown({ reason: "SIGTERM" });
  seen.push(left());
  await clock.advance(1_000);
  seen.push(left());
  lifecycle.forceCut(143, "SIGTERM again");
  await clock.advance(200);
  seen.push(left());
  await clock.advance(800);
  seen.push(left());
  expect(seen).toEqual([
    undefined,
    "lame-duck 1000: quick,slow",
    "draining 8000: quick,slow",
    "releasing 800: slow",
    undefined,
  ]);
});
