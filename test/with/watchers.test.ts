import { readFileSync, writeFileSync } from "node:fs";
import { beforeAll, describe, test } from "vitest";
import { TELL_PORT } from "../docs/served-program.js";
import { INSTALL_MS, installPackages, Page, requireHere } from "./page.js";

beforeAll(installPackages, INSTALL_MS);

const tsx = () => requireHere.resolve("tsx/cli");

describe("a change of a file", () => {
  test.for([
    ["node --watch", () => ["--watch"]],
    ["tsx watch", () => [tsx(), "watch"]],
  ] as const)(
    "%s: the request in flight is answered, and the next process listens",
    async ([, watch], { expect }) => {
      using page = new Page("watchers", {
        nodeArgs: watch(),
        // tsx does not hand on what Node was told to import.
        environment: { NODE_OPTIONS: `--import ${TELL_PORT}` },
      });
      const port = await page.listening;
      const client = await page.inFlight();
      const file = `${page.folder}/server.js`;
      writeFileSync(file, `${readFileSync(file, "utf8")}\n`);
      const { status, text } = await client.response();
      expect([status, text]).toEqual([200, '["tea"]']);
      await page.line(/^orders closed$/);
      expect(await page.port(2)).toBeGreaterThan(0);
      expect(port).toBeGreaterThan(0);
      page.kill("SIGTERM");
      await page.ended;
    },
  );
});
