import { mkdtempSync, rmSync } from "node:fs";
import type { RequestListener } from "node:http";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Hono } from "hono";
import { build } from "tsup";
import { onTestFinished } from "vitest";

const require = createRequire(import.meta.url);

type GetRequestListener = (fetch: Hono["fetch"]) => RequestListener;

/** `getRequestListener` of a package as a bundler ships it: in one file, with every name shortened. */
export async function bundledListener(packageName: string): Promise<GetRequestListener> {
  const outDir = mkdtempSync(join(tmpdir(), "graceful-"));
  onTestFinished(() => rmSync(outDir, { recursive: true }));
  await build({
    config: false,
    entry: { bundle: require.resolve(packageName) },
    format: "cjs",
    minify: true,
    noExternal: [/./],
    outDir,
    silent: true,
  });
  return require(join(outDir, "bundle.cjs")).getRequestListener;
}
