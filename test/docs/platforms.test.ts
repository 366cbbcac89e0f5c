import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { formatDuration } from "../../packages/core/src/format/format-duration.js";
import type { ShutdownPlan } from "../../packages/core/src/plan.js";
import { describeBudget, splitBudget } from "../../packages/core/src/planning/budget.js";
import { type Environment, recognisePlatform } from "../../packages/core/src/planning/platform.js";
import { root } from "./markdown-files.js";
import { platformStarts } from "./platform-environments.js";
import { ServedBlock } from "./served-block.js";

/** What each platform puts into the environment of a process. */
const ENVIRONMENTS: Readonly<Record<string, Environment>> = {
  kubernetes: { KUBERNETES_SERVICE_HOST: "10.0.0.1" },
  docker: {},
  ecs: { ECS_CONTAINER_METADATA_URI_V4: "http://169.254.170.2/v4/1" },
  "cloud-run": { K_SERVICE: "orders" },
  heroku: { DYNO: "web.1" },
  fly: { FLY_APP_NAME: "orders" },
  lambda: { AWS_LAMBDA_FUNCTION_NAME: "orders" },
  pm2: { pm_id: "0" },
  systemd: { INVOCATION_ID: "0", NOTIFY_SOCKET: "/nowhere" },
};

const PLAN_ROW = /^\| `(\{.*?\})` \| `(budget .*)` \|$/gm;
const INDEX_ROW = /^\| \[?([\w ]+?)\]?(?:\(\S+\))? \| `?([\w ]+?)`? \| (SIG\w+) \| (.+?) \| `(.*)` \|$/gm;

const rows = (path: string, pattern: RegExp) =>
  [...readFileSync(root + path, "utf8").matchAll(pattern)].map(([, ...cells]) => cells.map(String));

describe.each(Object.entries(ENVIRONMENTS))("docs/platforms/%s.md", (page, environment) => {
  const path = `docs/platforms/${page}.md`;
  const platform = recognisePlatform(environment, process.pid);

  test("shows how each plan splits the budget there", () => {
    const shown = rows(path, PLAN_ROW);
    expect(shown.length).toBeGreaterThan(0);
    for (const [plan = "", line] of shown) {
      const times = new Function(`return ${plan}`)() as ShutdownPlan;
      expect(line).toBe(describeBudget(splitBudget(times, platform), platform));
    }
  });

  test("names the page where the platform says so", () => {
    const [source = ""] = (platformStarts[platform.name]?.source ?? "").split("#");
    expect(readFileSync(root + path, "utf8")).toContain(source);
  });

  test("has a server that runs, and splits its budget as one of those plans", async () => {
    using server = new ServedBlock(path, "server.js", { environment });
    await (await server.connect()).get("/").receives("200 OK");
    server.kill("SIGTERM");
    const { input: line } = await server.line(/SIGTERM: (draining|still accepting)/);
    expect(rows(path, PLAN_ROW).map(([, budget]) => budget)).toContain(line.split("; ")[1]);
  });
});

test("the server of docs/platforms/heroku.md takes no second SIGTERM for an order to hurry", async () => {
  using server = new ServedBlock("docs/platforms/heroku.md", "server.js");
  const half = (await server.connect()).write("GET / HTTP/1.1\r\nHost: test\r\n");
  // Accepted after it, so the server has both.
  const idle = (await server.connect()).get("/");
  await idle.receives("200 OK");
  server.kill("SIGTERM");
  await server.line(/SIGTERM: draining 2 connections/);
  server.kill("SIGTERM");
  half.write("\r\n");
  expect(await half.ended()).toContain("200 OK");
  expect(await server.ended).toEqual({ code: 0, signal: null });
});

test("the program of docs/platforms/cluster.md replaces its workers at SIGHUP", async () => {
  using program = new ServedBlock("docs/platforms/cluster.md", "cluster.js");
  await program.listening;
  program.kill("SIGHUP");
  await program.line(/SIGTERM: (draining|still accepting)/);
  await program.line(/Closed in .* Exit code 0/);
  await (await program.connect()).get("/").receives("200 OK");
});

test("the program of docs/platforms/cluster.md ends with its workers when its primary gets SIGTERM", async () => {
  using program = new ServedBlock("docs/platforms/cluster.md", "cluster.js");
  await (await program.connect()).get("/").receives("200 OK");
  program.kill("SIGTERM");
  expect(await program.ended).toEqual({ code: 0, signal: null });
  expect(program.lines.filter((line) => line.includes("SIGTERM: draining")).length).toBeGreaterThan(0);
});

describe("docs/platforms/README.md", () => {
  test("lists every platform with its signal, its wait and its split", () => {
    const shown = rows("docs/platforms/README.md", INDEX_ROW);
    expect(shown.length).toBe(11);
    for (const [name, variable = "", signal, waits, split] of shown) {
      const systemd = variable === "INVOCATION_ID" ? { SYSTEMD_EXEC_PID: String(process.pid) } : {};
      const platform = recognisePlatform({ [variable]: "true", ...systemd }, process.pid);
      const budget = describeBudget(splitBudget({}, platform), platform);
      expect([name, signal, waits, split]).toEqual([
        platform.name,
        platformStarts[platform.name]?.signal,
        formatDuration(platform.killMs),
        budget.slice(budget.indexOf("): ") + 3),
      ]);
    }
  });
});
