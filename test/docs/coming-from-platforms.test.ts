import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { recognisePlatform } from "../../packages/core/src/planning/platform.js";
import { RawClient } from "../../test-kit/raw-client.mjs";
import { pages, startProgram } from "./coming-from-pages.js";
import { root } from "./markdown-files.js";
import { platformStarts } from "./platform-environments.js";

const PLATFORM_NAME = /\bname: "(.+?)",/g;
/** Eleven processes, most of them one after the other, on a machine that may do other things as well. */
const BOUND_MS = 120_000;
const WELL = "listens, answers, ends with exit code 0";
const UNKNOWN = "takes it for another";
/**
 * Their program is a primary. systemd started that, and not its workers, which take the shortest common kill time: it
 * is safe.
 */
const OF_WORKERS = ["throng", "recluster", "pm2-cluster", "naught"];

const starts = Object.entries(platformStarts).map(([name, start]) => ({
  name,
  start,
  platform: recognisePlatform(start.environment, process.pid),
}));
type PlatformCase = (typeof starts)[number];

/** The result for the program of a page on a platform: `WELL`, or what went wrong. */
async function outcomeOn({ name, start, platform }: PlatformCase, page: string): Promise<string> {
  using after = startProgram(page, "after", start);
  try {
    const client = await RawClient.connect({ port: await after.listening });
    const { status } = await client.request("GET", "/").response();
    client.close();
    if (status !== 200) return `answers with ${status}`;
    after.kill(start.signal);
    const { code, signal } = await after.ended;
    // Lambda's quarter of a second may be over on a busy machine: then it has cut, and said so.
    if (code !== 0 && !(code === 1 && platform.killMs < 1_000)) return `ends with ${code ?? signal}`;
    return after.lines.some((line) => line.includes(`${name} kills after`)) ? WELL : UNKNOWN;
  } catch (error) {
    return String(error);
  }
}

/** Platforms with a lame duck of seconds run side by side, the others one after the other. */
async function outcomes(page: string): Promise<Record<string, string>> {
  const seen: Record<string, string> = {};
  const inTurn = async (lane: readonly PlatformCase[]) => {
    for (const one of lane) seen[one.name] = await outcomeOn(one, page);
  };
  const waiting = starts.filter(({ platform }) => platform.lameDuckMs > 0);
  const others = starts.filter(({ platform }) => platform.lameDuckMs === 0);
  await Promise.all([inTurn(others), ...waiting.map((one) => inTurn([one]))]);
  return seen;
}

test("every platform that is known is among those of this test", () => {
  const source = readFileSync(`${root}packages/core/src/planning/platform.ts`, "utf8");
  const known = [...source.matchAll(PLATFORM_NAME)].map(([, name]) => name);
  expect(starts.map(({ name }) => name).sort()).toEqual(known.sort());
});

test.concurrent.for(pages)(
  "%s.md: the program after starts and ends well on every platform",
  { timeout: BOUND_MS },
  async (page, { expect }) => {
    const isUnknown = (name: string) => name === "systemd" && OF_WORKERS.includes(page);
    const expected = starts.map(({ name }) => [name, isUnknown(name) ? UNKNOWN : WELL]);
    expect(await outcomes(page)).toEqual(Object.fromEntries(expected));
  },
);
