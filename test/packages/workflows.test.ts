import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";
import { manifestOf, ROOT } from "./published.js";

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}
interface Job {
  "runs-on": string;
  "timeout-minutes"?: number;
  permissions?: Record<string, string>;
  strategy?: { "fail-fast": boolean; matrix: { os?: string[]; node: number[] } };
  steps: Step[];
}
interface Workflow {
  on: Record<string, unknown>;
  permissions: Record<string, string>;
  concurrency: { group: string };
  jobs: Record<string, Job>;
}

const FOLDER = join(ROOT, ".github/workflows");
const NODES = [20, 22, 24, 26];
const scripts = manifestOf(".").scripts as Record<string, string>;
const files = readdirSync(FOLDER);
const textOf = (file: string) => readFileSync(join(FOLDER, file), "utf8");
const workflow = (file: string): Workflow => parse(textOf(file));

describe.each(files)("%s", (file) => {
  const { on, permissions, concurrency, jobs } = workflow(file);
  const steps = Object.values(jobs).flatMap((job) => job.steps);

  test("pins every action by the hash of a commit, with its version beside it", () => {
    const lines = textOf(file)
      .split("\n")
      .filter((line) => line.includes("uses:"));
    expect(lines).toHaveLength(steps.filter(({ uses }) => uses).length);
    for (const line of lines) expect(line).toMatch(/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test("may read, and no more, where a job does not say otherwise", () => {
    expect(permissions).toEqual({ contents: "read" });
  });

  test("never runs for a stranger's code with rights of the repository", () => {
    expect(Object.keys(on)).not.toContain("pull_request_target");
    expect(Object.keys(on)).not.toContain("workflow_run");
    expect(textOf(file)).not.toContain("secrets.");
  });

  test("puts nothing that others can write into a command", () => {
    for (const { run = "" } of steps) expect(run).not.toContain("${{");
  });

  test("bounds every job, and lets no two runs of one branch go side by side", () => {
    for (const [name, job] of Object.entries(jobs))
      expect(job["timeout-minutes"], name).toBeLessThanOrEqual(60);
    expect(concurrency.group).toBeTruthy();
  });

  test("runs scripts that exist", () => {
    const commands = steps.flatMap(({ run, with: given = {} }) => [run, given.version, given.publish]);
    const named = commands.flatMap((command) => /^npm run (\S+)$/.exec(String(command))?.[1] ?? []);
    expect(named.length).toBeGreaterThan(0);
    for (const name of named) expect(Object.keys(scripts)).toContain(name);
  });
});

describe("CI", () => {
  const { on, jobs } = workflow("ci.yml");

  test("runs for every push to main and every pull request, on three systems, under every supported Node", () => {
    expect(Object.keys(on)).toEqual(["push", "pull_request"]);
    const cells = Object.values(jobs).flatMap(({ strategy, ...job }) =>
      (strategy?.matrix.os ?? [job["runs-on"]]).map((os) => ({ os, nodes: strategy?.matrix.node })),
    );
    expect(cells).toEqual([
      { os: "ubuntu-latest", nodes: NODES },
      { os: "macos-latest", nodes: NODES },
      { os: "windows-latest", nodes: NODES },
    ]);
    for (const { strategy } of Object.values(jobs)) expect(strategy?.["fail-fast"]).toBe(false);
  });

  test("leaves no right to push in the clone", () => {
    const checkouts = Object.values(jobs).map(({ steps }) => steps[0]);
    for (const checkout of checkouts) {
      expect(checkout?.uses).toMatch(/^actions\/checkout@/);
      expect(checkout?.with).toMatchObject({ "persist-credentials": false });
    }
  });

  test("is what `npm run all` runs, and so is `npm test`", () => {
    expect(jobs.linux?.steps.at(-1)?.run).toMatch(/^sudo env .* npm run all$/);
    expect(scripts.test).toBe("npm run all");
  });
});

describe("the release", () => {
  const { on, jobs } = workflow("release.yml");

  test("comes from main alone", () => {
    expect(on).toEqual({ push: { branches: ["main"] } });
  });

  test("proves who publishes in the one job that does, and nowhere else", () => {
    const proving = files.flatMap((file) =>
      Object.entries(workflow(file).jobs).flatMap(([name, { permissions }]) =>
        permissions?.["id-token"] ? [`${file}: ${name}`] : [],
      ),
    );
    expect(proving).toEqual(["release.yml: publish"]);
    expect(jobs.version?.permissions).toEqual({ contents: "write", "pull-requests": "write" });
    expect(jobs.publish?.permissions).toEqual({ contents: "write", "id-token": "write" });
  });

  test("takes nothing from a cache that other workflows write", () => {
    const setups = Object.values(jobs).flatMap(({ steps }) =>
      steps.filter(({ uses }) => uses?.includes("setup-node")),
    );
    expect(setups).toHaveLength(2);
    for (const { with: given } of setups) expect(given).toMatchObject({ "package-manager-cache": false });
  });
});

test("a bot keeps the hashes fresh", () => {
  const { updates } = parse(readFileSync(join(ROOT, ".github/dependabot.yml"), "utf8"));
  expect(updates.map((update: Record<string, string>) => update["package-ecosystem"])).toEqual([
    "github-actions",
    "npm",
  ]);
});
