import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { names } from "../adapter-names.js";
import { installNest } from "../nest/install-nest.js";
import { INSTALL_MS } from "../programs/install-once.js";
import { codeBlocks } from "./code-blocks.js";
import { root } from "./markdown-files.js";
import { ServedBlock } from "./served-block.js";

/** Durations differ from run to run; everything else is printed as the README shows it. */
const timeless = (line: string) => line.replace(/Closed in [\d.]+ m?s/, "Closed in ... s");

describe("the server of the README", () => {
  test("answers the request in flight at SIGTERM, writes what it had to write, and ends with exit code 0", async () => {
    using server = new ServedBlock("README.md", "server.js");
    const order = (await server.connect()).write(
      "POST /orders HTTP/1.1\r\nHost: test\r\nExpect: 100-continue\r\nContent-Length: 0\r\n\r\n",
    );
    await order.receives("100 Continue");
    server.kill("SIGTERM");

    const answer = await order.ended();
    expect(answer).toContain("HTTP/1.1 200 OK");
    expect(answer).toMatch(/^connection: close/im);
    expect(answer).toMatch(/taken\n$/);
    expect(await server.ended).toEqual({ code: 0, signal: null });
    expect(readFileSync(`${server.folder}/orders.log`, "utf8")).toBe("an order\n");

    const shown = codeBlocks("README.md").find(({ code }) => code.includes("[graceful] SIGTERM"));
    const log = shown?.code.split("\n").filter((line) => line.startsWith("[graceful]"));
    const printed = server.lines.filter((line) => line.startsWith("[graceful]"));
    expect(printed.map(timeless)).toEqual(log?.map(timeless));
  });

  test("is one of at most 15 lines", () => {
    const block = codeBlocks("README.md").find(({ name }) => name === "server.js");
    expect(block?.code.trim().split("\n").length).toBeLessThanOrEqual(15);
  });
});

beforeAll(installNest, INSTALL_MS);

describe.each(["core", ...names])("the server of packages/%s/README.md", (name) => {
  test("answers a request that is complete only after the SIGTERM, and ends with exit code 0", async () => {
    // Nest's own name for it is main.ts.
    using server = new ServedBlock(`packages/${name}/README.md`, name === "nest" ? "main.ts" : "server.js");
    const half = (await server.connect()).write("GET / HTTP/1.1\r\nHost: test\r\n");
    const idle = (await server.connect()).get("/");
    await idle.receives("200 OK");
    server.kill("SIGTERM");
    await server.line(/SIGTERM: draining 2 connections/);
    await server.refuses(await server.listening);
    half.write("\r\n");

    expect(await half.ended()).toContain("HTTP/1.1 200 OK");
    expect(await half.ended()).toMatch(/^connection: close/im);
    expect(await half.ended()).toContain("hello");
    await idle.ended();
    expect(await server.ended).toEqual({ code: 0, signal: null });
    expect(server.lines).toContainEqual(expect.stringMatching(/Closed in .*, clean: 1 request answered/));
  });
});

test("every package has a README, and the main one names it", () => {
  const readme = readFileSync(`${root}README.md`, "utf8");
  for (const name of ["core", ...names]) expect(readme).toContain(`](packages/${name}/README.md)`);
});
