import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { names as frameworks } from "../adapter-names.js";
import { sourcesOf } from "./copied-example.js";

const source = (framework: string, file: string) => readFileSync(join(sourcesOf(framework), "src", file));

function imports(text: string): string[] {
  return [...text.matchAll(/^import .*$/gm)].map(([line]) => line);
}

describe("the examples of all frameworks", () => {
  test.each(["shutdown.ts", "resources.ts", "worker.ts"])("have the same %s, byte by byte", (file) => {
    const [first, ...others] = frameworks.map((framework) => source(framework, file));
    for (const other of others) expect(other.equals(first as Buffer)).toBe(true);
  });

  test("have a shutdown.ts that knows types of core, its resources, and nothing else", () => {
    expect(imports(source("express", "shutdown.ts").toString())).toEqual([
      'import type { ShutdownPlan } from "@x/graceful-core";',
      'import { pool, queue } from "./resources.js";',
    ]);
  });

  test.each(frameworks)("are made graceful by one import and one line: %s", (framework) => {
    const lines = source(framework, "server.ts").toString().split("\n");
    expect(lines.filter((line) => line.includes("graceful"))).toEqual([
      `import { graceful } from "@x/graceful-${framework}";`,
      expect.stringMatching(/^const lifecycle = graceful\((app|server), plan\);$/),
    ]);
  });
});
