import { readFileSync } from "node:fs";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { describe, expect, it } from "vitest";
import { programOf, runNode } from "./command.js";
import { packAll } from "./packed.js";
import { manifestOf, PUBLISHED, ROOT } from "./published.js";

const packed = [...(await packAll()).values()];

describe.each(packed)("$name", { timeout: 60_000 }, ({ name, tarball }) => {
  it("passes publint, also its suggestions", async () => {
    const { buffer, byteOffset, byteLength } = readFileSync(tarball);
    const bytes = buffer.slice(byteOffset, byteOffset + byteLength) as ArrayBuffer;
    const { messages } = await publint({ pack: { tarball: bytes }, level: "suggestion", strict: true });
    const pkg = manifestOf(PUBLISHED.get(name) ?? "");
    expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
  });

  it("has the right types at every entry, from ESM, CommonJS, and a bundler", async () => {
    const args = [programOf("@arethetypeswrong/cli", "attw"), tarball, "--format", "json"];
    const { status, stdout } = await runNode(args, ROOT);
    const { analysis, problems } = JSON.parse(stdout);
    expect(problems ?? {}).toEqual({});
    expect(status).toBe(0);
    const resolved = Object.entries(analysis.entrypoints["."].resolutions).map(([kind, found]) => [
      kind,
      (found as { resolution?: { fileName: string } }).resolution?.fileName.split("/").at(-1),
    ]);
    expect(resolved).toEqual([
      ["node10", "index.d.ts"],
      ["node16-cjs", "index.d.cts"],
      ["node16-esm", "index.d.ts"],
      ["bundler", "index.d.ts"],
    ]);
    expect(Object.keys(analysis.entrypoints)).toEqual([
      ".",
      ...(name === "@x/graceful-core" ? ["./register"] : []),
      "./package.json",
    ]);
  });
});
