import { readFileSync } from "node:fs";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { describe, expect, test } from "vitest";
import { programOf, runNode } from "./command.js";
import { packAll } from "./packed.js";
import { manifestOf, PUBLISHED, ROOT } from "./published.js";

const packed = [...(await packAll()).values()];

describe.each(packed)("$name", { timeout: 60_000 }, ({ name, tarball }) => {
  const pkg = manifestOf(PUBLISHED.get(name) ?? "");

  test("passes publint, also its suggestions", async () => {
    const { buffer, byteOffset, byteLength } = readFileSync(tarball);
    const bytes = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
    const { messages } = await publint({ pack: { tarball: bytes }, level: "suggestion", strict: true });
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  test("has the right types at every entry, from ESM, CommonJS, and a bundler", async () => {
    const args = [programOf("@arethetypeswrong/cli", "attw"), tarball, "--format", "json"];
    const { status, stdout } = await runNode(args, ROOT);
    const { analysis, problems } = JSON.parse(stdout);
    expect(problems ?? {}).toEqual({});
    expect(status).toBe(0);
    const entries =
      name === "@x/graceful-core"
        ? { ".": "index", "./adapter": "adapter", "./register": "register" }
        : { ".": "index" };
    for (const [entry, file] of Object.entries(entries)) {
      const resolved = Object.entries(analysis.entrypoints[entry].resolutions).map(([kind, found]) => [
        kind,
        (found as { resolution?: { fileName: string } }).resolution?.fileName.split("/").at(-1),
      ]);
      expect(resolved).toEqual([
        ["node10", `${file}.d.ts`],
        ["node16-cjs", `${file}.d.cts`],
        ["node16-esm", `${file}.d.ts`],
        ["bundler", `${file}.d.ts`],
      ]);
    }
    const { exports } = pkg as { exports?: object };
    expect(Object.keys(analysis.entrypoints)).toEqual(Object.keys(exports ?? {}));
    expect(Object.keys(exports ?? {})).toEqual(
      expect.arrayContaining([...Object.keys(entries), "./package.json"]),
    );
  });
});
