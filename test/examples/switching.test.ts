import { cpSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeAll, describe, expect, test } from "vitest";
import { names as frameworks } from "../adapter-names.js";
import { installNest } from "../nest/install-nest.js";
import { INSTALL_MS } from "../programs/install-once.js";
import { CopiedExample, sourcesOf } from "./copied-example.js";
import { ExampleProcess } from "./example-process.js";
import { serveAndShutDown } from "./serve-and-shut-down.js";

/** Each to the next, and the last to the first. */
const switches = frameworks.map((from, n) => ({
  from,
  to: frameworks.at(n + 1 - frameworks.length) ?? from,
}));

beforeAll(installNest, INSTALL_MS);

const opened: { close(): void }[] = [];
function opening<T extends { close(): void }>(what: T): T {
  opened.push(what);
  return what;
}
afterEach(() => {
  for (const what of opened.splice(0).reverse()) what.close();
});

describe.each(switches)("switching an example from $from to $to", ({ from, to }) => {
  test("changes its server.ts, its dependencies and no line of its shutdown.ts, which still works", async () => {
    const example = opening(new CopiedExample(from));
    const before = example.files();
    for (const file of ["package.json", "src/server.ts"]) {
      cpSync(join(sourcesOf(to), file), join(example.folder, file));
    }
    const changed = [...example.files()].filter(([name, text]) => before.get(name) !== text);
    expect(changed.map(([name]) => name)).toEqual(["package.json", "src/server.ts"]);

    const service = opening(new ExampleProcess(example.build()));
    const { shopped, upload, report, shutdown, exit, said } = await serveAndShutDown(service);
    expect([...shopped, upload, report].filter(({ status = 0 }) => status < 200 || status > 201)).toEqual([]);
    expect(said.slice(-2)).toEqual([expect.stringMatching(/^queue: stopped/), "postgres: ended"]);
    expect(shutdown).toMatchObject({ outcome: "clean", cuts: [] });
    expect(exit).toEqual({ code: 0, signal: null });
  });
});

describe("an example whose shutdown.ts has the order wrong", () => {
  test("fails, says which release and why, and ends with exit code 1", async () => {
    const example = opening(new CopiedExample("express"));
    example.edit("src/shutdown.ts", 'after: ["queue"], ', "");

    const service = opening(new ExampleProcess(example.build()));
    const { shutdown, exit } = await serveAndShutDown(service);
    expect(shutdown.outcome).toBe("failed");
    expect(shutdown.releases).toContainEqual(expect.objectContaining({ name: "queue", status: "failed" }));
    expect(service.lines).toContainEqual(
      expect.stringMatching(/The release "queue" failed .*: postgres has ended/),
    );
    expect(exit).toEqual({ code: 1, signal: null });
  });
});
