import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import type { OutsideSubject } from "../../conformance/src/outside-subject.js";
import { outsideLines } from "../../conformance/src/runtime-contract.js";
import { runtimeDivergences } from "../../conformance/src/runtime-divergences.js";
import { type Column, compatibilityPage, type Line, type Suite } from "./compatibility-table.js";
import { root } from "./markdown-files.js";

// Written down in place of run: the page cannot know other promises than the tests do.
vi.mock("../../conformance/src/contract-line.js", () => ({
  contractLine(
    { lineOf }: { lineOf: Map<string, number> },
    number: number,
    _sentence: string,
    define: (promise: (id: string) => void) => void,
  ) {
    define((id) => lineOf.set(id, number));
  },
}));

const { dependencies: versions } = JSON.parse(readFileSync(`${root}test/runtimes/package.json`, "utf8"));
const minor = (name: string) => /(\d+\.\d+)/.exec(versions[name])?.[1];

interface Result {
  readonly passed: number;
  readonly failed: number;
  readonly date: string;
}

/** What `npm run test:runtimes` wrote down when it was last run. */
const results: Readonly<Record<string, Result>> = JSON.parse(
  readFileSync(`${root}test/runtimes/results.json`, "utf8"),
);
const nameOf = (runtime: string) =>
  ({ bun: "Bun", deno: "Deno" })[runtime] ?? `Node ${runtime}, with the whole suite`;
const ran = Object.entries(results).map(
  ([runtime, { passed, failed, date }]) => `| ${nameOf(runtime)} | ${passed} | ${failed} | ${date} |`,
);

const INTRO = `# Runtimes

Express, Fastify, Koa, hapi and Hono run on Bun and on Deno as well. Which line of [the drain contract](contract.md) is kept there, by Bun ${minor("@oven/bun-linux-x64")} and
Deno ${minor("@deno/linux-x64-glibc")}: a server runs in a process of its own under the runtime, and is judged from outside, by raw clients, signals and its exit code. On Node 20,
22, 24 and 26 [the whole suite](compatibility.md) is run besides. \`npm run test:runtimes\` does all of it. This page is written by
\`npm run docs:runtimes\` from what the tests declare: edit those instead.

Nothing is to be set: call \`graceful()\` as on Node. On Bun it has to be called **before** the app listens, or be given the server: its own HTTP server tells nobody
that it listens. Where Bun's server is used, the log says so in one line when it is found. What is put into \`Bun.serve\` or \`Deno.serve\` is no server of \`node:http\`, and
\`graceful()\` refuses it with \`INVALID_TARGET\`. Why Bun's is treated differently: [decision 24](decisions/0024-a-server-that-is-not-node-s.md).

${
  ran.length > 0
    ? `When it was last run, tests that passed (a difference that is declared and is there counts as passed) and that failed:

| runtime | passed | failed | on |
| --- | --- | --- | --- |
${ran.join("\n")}

`
    : ""
}*kept*: every test of the line passes. *differs*: named tests are expected to fail, for the reason in the note, and all others of the line pass; never is it worse than
the runtime's own \`server.close()\`.
`;

const UNASKED = "are run on Node alone: on Bun and Deno nothing is promised of them.";

const contract = readFileSync(`${root}docs/contract.md`, "utf8");
const lines = [...contract.matchAll(/^\| (\d+) \| (.+?) \| .+ \|$/gm)].map(
  ([, number, sentence = ""]): Line => [Number(number), sentence],
);

/** All that is asked of any target. */
function askedPromises(): Suite["promises"] {
  const lineOf = new Map<string, number>();
  const subject = { over: "HTTP", lineOf } as unknown as OutsideSubject;
  for (const target of ["node:http", "node:https", "node:http2", "node:net", "ws with a server"]) {
    for (const line of outsideLines(target)) line(subject);
  }
  return lineOf;
}

test("docs/runtimes.md is what the declarations of the runtimes say", async () => {
  const promises = askedPromises();
  const columns = Object.entries(runtimeDivergences).map(
    ([title, divergences]): Column => ({ title, suites: [{ name: title, promises, divergences }] }),
  );
  await expect(compatibilityPage(lines, columns, INTRO, UNASKED)).toMatchFileSnapshot(
    `${root}docs/runtimes.md`,
  );
});
