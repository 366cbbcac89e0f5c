import { readdirSync, readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";
import type { Divergence, Protocol, Subject } from "../../conformance/src/contract-line.js";
import type { drainContract, drainContractOver } from "../../conformance/src/drain-contract.js";
import type { http2Contract } from "../../conformance/src/http2-contract.js";
import type { processContract } from "../../conformance/src/process-contract.js";
import type { webSocketContract } from "../../conformance/src/web-socket-contract.js";
import { type Column, compatibilityPage, type Line, type Suite } from "./compatibility-table.js";
import { root } from "./markdown-files.js";

/** The columns, and the names under which the tests of `conformance/test` run the suite for them. */
const COLUMNS: Readonly<Record<string, readonly string[]>> = {
  "node:http": [
    "node:http over HTTP",
    "ws with a server over HTTP",
    "ws behind a listener for upgrades over HTTP",
  ],
  "node:https": [
    "node:https over HTTPS",
    "ws with a server over HTTPS",
    "ws behind a listener for upgrades over HTTPS",
  ],
  "node:http2": ["node:http2", "node:http2 by streams", "node:http2 with allowHTTP1"],
  "Express 4": ["Express 4", "express-ws with Express 4"],
  "Express 5": ["Express 5", "express-ws with Express 5"],
  "Fastify 4": ["Fastify 4"],
  "Fastify 5": ["Fastify 5", "@fastify/websocket"],
  "Koa 2": ["Koa 2", "koa-websocket with Koa 2"],
  "Koa 3": ["Koa 3", "koa-websocket with Koa 3"],
  "hapi 20": ["hapi 20", "ws on the listener of hapi 20"],
  "hapi 21": ["hapi 21", "ws on the listener of hapi 21"],
  "Nest 10": [
    "Nest 10 on Express",
    "Nest 10 on Fastify",
    "a gateway of Nest 10 on Express",
    "a gateway of Nest 10 on Fastify",
  ],
  "Nest 11": [
    "Nest 11 on Express",
    "Nest 11 on Fastify",
    "a gateway of Nest 11 on Express",
    "a gateway of Nest 11 on Fastify",
  ],
  "Nest 12": ["Nest 12 on Express", "Nest 12 on Fastify", "a gateway of Nest 12 on Express"],
  "Hono 4, node-server 1": ["Hono on node-server 1", "ws on the server of Hono on node-server 1"],
  "Hono 4, node-server 2": ["Hono on node-server 2", "upgradeWebSocket of Hono on node-server 2"],
};

type Over = typeof drainContractOver;
type Lines = readonly ((subject: Subject) => void)[];

const recorder = vi.hoisted(() => ({
  suites: [] as Suite[],
  add(over: Protocol, name: string, lines: Lines, divergences: readonly Divergence[] = []) {
    const promises = new Map<string, number>();
    const start = () => {
      throw new Error("nothing is started here");
    };
    const subject = { start, over, divergences, promises: new Set<string>(), lineOf: promises };
    for (const line of lines) line(subject);
    const own = divergences.filter((one) => (one.over ?? over) === over);
    this.suites.push({ name: `${name} over ${over}`, promises, divergences: own });
  },
}));

// What the suite's tests call, written down in place of run: the table cannot know other declarations than they do.
vi.mock("../../conformance/src/contract-line.js", () => import("./written-down-line.js"));

vi.mock("../../conformance/src/drain-contract.js", async (original) => {
  const { drainLines } = await original<typeof import("../../conformance/src/drain-contract.js")>();
  const drainContractOver: Over = (over, name, _start, divergences) =>
    recorder.add(over, name, drainLines(over), divergences);
  return {
    drainContractOver,
    drainContract(...[name, start, divergences]: Parameters<typeof drainContract>) {
      drainContractOver("HTTP", name, start, divergences);
      drainContractOver("HTTPS", name, start, divergences);
    },
  };
});

vi.mock("../../conformance/src/http2-contract.js", async (original) => {
  const { http2Lines } = await original<typeof import("../../conformance/src/http2-contract.js")>();
  const both = ["HTTP/2", "h2c"] as const;
  return {
    http2Contract(...[name, , protocols = both, divergences]: Parameters<typeof http2Contract>) {
      for (const over of protocols) recorder.add(over, name, http2Lines, divergences);
    },
  };
});

vi.mock("../../conformance/src/web-socket-contract.js", async () => {
  const { webSockets } = await import("../../conformance/src/contract/web-sockets.js");
  return {
    webSocketContract(...[name, , divergences]: Parameters<typeof webSocketContract>) {
      for (const over of ["HTTP", "HTTPS"] as const) recorder.add(over, name, [webSockets], divergences);
    },
  };
});

vi.mock("../../conformance/src/process-contract.js", async () => {
  const { processes } = await import("../../conformance/src/contract/processes.js");
  return {
    processContract(targets: Parameters<typeof processContract>[0]) {
      for (const [name, { over }] of Object.entries(targets)) {
        recorder.add(over, name, [processes as Lines[number]]);
      }
    },
  };
});

const TESTS = `${root}conformance/test/`;
/** A test of the suite itself. Those that call `contractLine` are of one library or one API, and of no column. */
const RUNS_THE_SUITE =
  /^import .*\b(drainContract|drainContractOver|http2Contract|processContract|webSocketContract)\b/m;

/** Every run of the suite that `conformance/test` has. */
async function recordedSuites(): Promise<readonly Suite[]> {
  for (const file of readdirSync(TESTS)) {
    if (RUNS_THE_SUITE.test(readFileSync(TESTS + file, "utf8"))) await import(TESTS + file);
  }
  return recorder.suites;
}

const contract = readFileSync(`${root}docs/contract.md`, "utf8");
const lines = [...contract.matchAll(/^\| (\d+) \| (.+?) \| .+ \|$/gm)].map(
  ([, number, sentence = ""]): Line => [Number(number), sentence],
);

/** It loads every framework, and every file of the suite. */
const LOAD_MS = 90_000;

test(
  "docs/compatibility.md is what the declarations of the conformance suite say",
  async () => {
    const suites = await recordedSuites();
    const isOf = (name: string) => (suite: Suite) =>
      suite.name === name || suite.name.startsWith(`${name} over `);
    const columns = Object.entries(COLUMNS).map(
      ([title, names]): Column => ({ title, suites: names.flatMap((name) => suites.filter(isOf(name))) }),
    );

    const shown = new Set(columns.flatMap((column) => column.suites));
    expect(suites.filter((suite) => !shown.has(suite)).map(({ name }) => name)).toEqual([]);
    const names = Object.values(COLUMNS).flat();
    expect(names.filter((name) => !suites.some(isOf(name)))).toEqual([]);

    await expect(compatibilityPage(lines, columns)).toMatchFileSnapshot(`${root}docs/compatibility.md`);
  },
  LOAD_MS,
);
