import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { RawClient } from "../../conformance/src/raw-client.js";
import { recognisePlatform } from "../../packages/core/src/platform.js";
import { pages, startProgram } from "./coming-from-pages.js";
import { root } from "./markdown-files.js";
import { platformStarts } from "./platform-environments.js";

const PLATFORM_NAME = /^ +name: "(.+)",$/gm;

const cases = Object.keys(platformStarts).flatMap((platform) => pages.map((page) => ({ page, platform })));

test("every platform that is known is among those of this test", () => {
  const source = readFileSync(`${root}packages/core/src/platform.ts`, "utf8");
  const known = [...source.matchAll(PLATFORM_NAME)].map(([, name]) => name);
  expect(Object.keys(platformStarts).sort()).toEqual(known.sort());
});

test.concurrent.for(cases)(
  "the program after of $page listens, answers and ends well on $platform",
  async ({ page, platform }, { expect }) => {
    const { environment = {}, launcher } = platformStarts[platform] ?? {};
    using after = startProgram(page, "after", { environment, ...(launcher && { launcher }) });
    const client = await RawClient.connect({ port: await after.port });
    const { status } = await client.request("GET", "/").response();
    client.close();
    expect(status).toBe(200);
    after.signal(recognisePlatform(environment, process.pid).signal);
    expect(await after.exited, after.lines.join("\n")).toEqual({ code: 0, signal: null });
    expect(after.lines.join("\n")).toContain(`${platform} kills after`);
  },
);
